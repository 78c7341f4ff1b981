//! The list.

use super::{Route, get, post};
use crate::config::Role;
use crate::diagnose::Diagnosis;
use crate::llm::AgentsReport;
use crate::report::{
    JobReport, JobsReport, LogReport, StatusReport, StreamsReport, WorkstationsReport,
};
use crate::server::api::chat::{Answer, Asked};
use crate::server::api::health::{AppHealth, TwsHealth};
use crate::server::api::page::Page;
use crate::server::api::{agents, chat, csp, events, health, job, jobs, metrics, objects, status};
use crate::server::auth::oauth::TokenAnswer;
use crate::server::auth::{browser, oauth};
use crate::server::gate::Class;
use crate::server::openapi::{self, LoginForm, RevokeForm, TokenForm};
use crate::server::pages;

const FORM: &str = "application/x-www-form-urlencoded";
const HTML: &str = "text/html";
const EVENTS: &str = "text/event-stream";

/// Every route.
pub fn all() -> Vec<Route> {
    let mut all = plan();
    all.extend(own());
    all.extend(login());
    all.extend(site());
    all
}

/// What is asked of the plan.
fn plan() -> Vec<Route> {
    vec![
        get("/api/status", "The whole plan", status::get)
            .gives::<StatusReport>()
            .tagged(),
        get(
            "/api/history",
            "Counts by status over the last hours",
            status::history,
        )
        .gives::<status::HistoryReport>()
        .tagged(),
        get("/api/jobs", "Jobs, filtered and in pages", jobs::get)
            .query::<jobs::Wanted>()
            .gives::<Page<JobsReport>>()
            .tagged(),
        get("/api/jobs/{id}", "One job, by name or plan id", job::get)
            .gives::<JobReport>()
            .tagged(),
        get("/api/jobs/{id}/log", "The end of a job's log", job::log)
            .query::<job::LogPart>()
            .gives::<LogReport>()
            .tagged(),
        get(
            "/api/jobs/{id}/diagnosis",
            "Why a job is in its state",
            job::diagnosis,
        )
        .gives::<Diagnosis>()
        .tagged(),
        get(
            "/api/workstations",
            "Workstations, in pages",
            objects::workstations,
        )
        .query::<objects::Wanted>()
        .gives::<Page<WorkstationsReport>>()
        .tagged(),
        get("/api/streams", "Job streams, in pages", objects::streams)
            .query::<objects::Wanted>()
            .gives::<Page<StreamsReport>>()
            .tagged(),
        get("/api/agents", "Who may answer questions", agents::get)
            .gives::<AgentsReport>()
            .tagged(),
        post(
            "/api/chat",
            "A question in, its answer out; with Accept: text/event-stream as it comes",
            chat::post,
        )
        .needs(Role::Operator)
        .class(Class::Chat)
        .takes::<Asked>("application/json")
        .gives::<Answer>()
        .text(EVENTS),
        get(
            "/api/events",
            "Changes of the plan as they are noticed; resumable by Last-Event-ID",
            events::get,
        )
        .class(Class::Stream)
        .text(EVENTS),
    ]
}

/// How the server itself does.
fn own() -> Vec<Route> {
    vec![
        get("/api/health/app", "How the process does", health::app)
            .open()
            .class(Class::Free)
            .gives::<AppHealth>()
            .also(503, "The server is closing."),
        get("/api/health/tws", "Whether the scheduler can be reached, asked now", health::tws)
            .gives::<TwsHealth>()
            .also(503, "The scheduler cannot be reached."),
        get("/api/metrics", "Metrics for Prometheus: with the collector's token, from this machine, or for an admin", metrics::get)
            .needs(Role::Admin)
            .class(Class::Free)
            .text("text/plain")
            .text("application/openmetrics-text"),
        post("/api/csp-report", "Reports of browsers about the content security policy", csp::post)
            .open()
            .takes::<serde_json::Value>("application/csp-report")
            .takes::<serde_json::Value>("application/reports+json")
            .takes::<serde_json::Value>("application/json")
            .status(204),
        get("/api/openapi.json", "This document", openapi::get).open().gives::<serde_json::Value>(),
    ]
}

/// Coming in and going out.
fn login() -> Vec<Route> {
    vec![
        post(
            "/token",
            "An access token for a password or a refresh token (RFC 6749)",
            oauth::token,
        )
        .open()
        .class(Class::Login)
        .takes::<TokenForm>(FORM)
        .gives::<TokenAnswer>()
        .oauth(),
        post(
            "/token/revoke",
            "Revoke a token of either kind (RFC 7009)",
            oauth::revoke,
        )
        .open()
        .class(Class::Login)
        .takes::<RevokeForm>(FORM)
        .oauth(),
        get("/login", "The login page", browser::page)
            .open()
            .text(HTML),
        post("/login", "Begin a browser session", browser::begin)
            .open()
            .class(Class::Login)
            .takes::<LoginForm>(FORM)
            .status(303)
            .also(400, "The form cannot be read.")
            .also(401, "Name or password are wrong.")
            .also(429, "Too many logins."),
        post("/logout", "End a browser session", browser::end)
            .open()
            .status(303),
    ]
}

/// The pages and what they are made of.
fn site() -> Vec<Route> {
    vec![
        get("/", "Leads to the dashboard", pages::home)
            .open()
            .status(303),
        get("/dashboard", "The dashboard", pages::dashboard)
            .open()
            .text(HTML)
            .also(303, "Nobody is logged in."),
        get("/api/docs", "A page for this document", pages::docs)
            .open()
            .text(HTML),
        get(
            "/assets/{name}",
            "Scripts and styles of the pages",
            pages::asset,
        )
        .open()
        .class(Class::Free)
        .text("text/javascript")
        .text("text/css")
        .also(304, "Nothing has changed."),
    ]
}
