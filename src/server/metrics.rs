//! What is counted, and how it is written for Prometheus.

mod labels;
mod page;
mod process;
mod scrape;

use std::sync::atomic::AtomicI64;
use std::time::Duration;

use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::{Registry, Unit};

use super::gate::Class;
use crate::tools::{ToolStatus, tool_names};
use labels::{Answer, Decision, Judged, Kind, OfClass, OfRoute, Outcome, Route, Tool};
pub use page::Text;
pub use scrape::scrape;

/// The bounds of the classes of latency, in seconds.
const SECONDS: [f64; 11] = [
    0.0005, 0.001, 0.0025, 0.005, 0.01, 0.05, 0.1, 0.5, 1.0, 5.0, 20.0,
];

/// What the check of an answer may say.
const VERDICTS: [&str; 4] = ["passed", "repaired", "failed", "unchecked"];

/// What the server counts of itself. What others count is read when it is asked for.
pub struct Metrics {
    registry: Registry,
    /// Requests by matched route, method and status.
    requests: Family<Route, Counter>,
    /// How long they took.
    durations: Family<OfRoute, Histogram, fn() -> Histogram>,
    /// Requests under way.
    in_flight: Gauge<i64, AtomicI64>,
    /// Requests refused because too many were under way.
    shed: Family<OfClass, Counter>,
    /// What the rate limiter decided.
    limited: Family<Decision, Counter>,
    /// Logins by how they ended.
    logins: Family<Outcome, Counter>,
    /// Questions by who worded the answer and how it went.
    answers: Family<Answer, Counter>,
    /// Tokens that questions cost.
    tokens: Family<Kind, Counter>,
    /// Rounds with the model.
    rounds: Counter,
    /// What the guard said of the model's answers.
    verdicts: Family<Judged, Counter>,
    /// Tools the model called.
    tool_calls: Family<Tool, Counter>,
    /// Requests of pages from origins that are not allowed.
    foreign_origins: Counter,
    /// Reports of violations of the content security policy.
    violations: Counter,
    /// Handlers that panicked.
    panics: Counter,
    lost_lines: Option<fn() -> u64>,
}

fn latencies() -> Histogram {
    Histogram::new(SECONDS)
}

/// Lowers the number of requests under way when it is dropped.
pub struct UnderWay(Gauge<i64, AtomicI64>);

impl Drop for UnderWay {
    fn drop(&mut self) {
        self.0.dec();
    }
}

impl Metrics {
    /// All at zero.
    pub fn new(lost_lines: Option<fn() -> u64>) -> Self {
        let mut registry = Registry::with_prefix("resync");
        let metrics = Self {
            requests: Family::default(),
            durations: Family::new_with_constructor(latencies),
            in_flight: Gauge::default(),
            shed: Family::default(),
            limited: Family::default(),
            logins: Family::default(),
            answers: Family::default(),
            tokens: Family::default(),
            rounds: Counter::default(),
            verdicts: Family::default(),
            tool_calls: Family::default(),
            foreign_origins: Counter::default(),
            violations: Counter::default(),
            panics: Counter::default(),
            registry: Registry::default(),
            lost_lines,
        };
        // What has not happened yet counts as none: a rate needs a beginning.
        for verdict in VERDICTS {
            let _ = metrics.verdicts.get_or_create(&Judged { verdict });
        }
        for &tool in tool_names() {
            let outcome = "ok";
            let _ = metrics.tool_calls.get_or_create(&Tool { tool, outcome });
        }
        let r = &mut registry;
        r.register(
            "http_requests",
            "Requests by matched route",
            metrics.requests.clone(),
        );
        r.register_with_unit(
            "http_request_duration",
            "Time until the head of the answer",
            Unit::Seconds,
            metrics.durations.clone(),
        );
        r.register(
            "http_requests_in_flight",
            "Requests under way",
            metrics.in_flight.clone(),
        );
        r.register(
            "http_requests_shed",
            "Requests refused for lack of a place",
            metrics.shed.clone(),
        );
        r.register(
            "ratelimit_decisions",
            "What the rate limiter decided",
            metrics.limited.clone(),
        );
        r.register("logins", "Logins by outcome", metrics.logins.clone());
        r.register("answers", "Questions answered", metrics.answers.clone());
        r.register(
            "llm_tokens",
            "Tokens that questions cost",
            metrics.tokens.clone(),
        );
        r.register(
            "llm_rounds",
            "Rounds with the model",
            metrics.rounds.clone(),
        );
        r.register(
            "guard_verdicts",
            "What the check against the evidence said of the model's answers",
            metrics.verdicts.clone(),
        );
        r.register(
            "tool_calls",
            "Tools the model called, by tool and outcome",
            metrics.tool_calls.clone(),
        );
        r.register(
            "cors_violations",
            "Requests of pages from origins that are not allowed",
            metrics.foreign_origins.clone(),
        );
        r.register(
            "csp_violations",
            "Reports of violations of the content security policy",
            metrics.violations.clone(),
        );
        r.register("panics", "Handlers that panicked", metrics.panics.clone());
        Self {
            registry,
            ..metrics
        }
    }

    /// Notes that a request begins; it is under way until the result is dropped.
    pub fn begin(&self) -> UnderWay {
        self.in_flight.inc();
        UnderWay(self.in_flight.clone())
    }

    /// Notes an answered request.
    pub fn request(&self, route: &'static str, method: &'static str, code: u16, took: Duration) {
        let label = Route {
            route,
            method,
            code,
        };
        self.requests.get_or_create(&label).inc();
        let label = OfRoute { route };
        self.durations
            .get_or_create(&label)
            .observe(took.as_secs_f64());
    }

    /// Notes a request that found no place.
    pub fn shed(&self, class: Class) {
        let class = class.word();
        self.shed.get_or_create(&OfClass { class }).inc();
    }

    /// Notes what the rate limiter decided.
    pub fn limited(&self, class: Class, allowed: bool) {
        let decision = if allowed { "allowed" } else { "refused" };
        let label = Decision {
            class: class.word(),
            decision,
        };
        self.limited.get_or_create(&label).inc();
    }

    /// Notes a login.
    pub fn login(&self, outcome: &'static str) {
        self.logins.get_or_create(&Outcome { outcome }).inc();
    }

    /// Notes an answer, or that there was none.
    pub fn answer(&self, report: Option<&crate::ask::AskReport>) {
        let label = Answer {
            written_by: report
                .map_or_else(|| "nobody".to_owned(), |report| report.written_by.clone()),
            outcome: if report.is_some() { "ok" } else { "error" },
        };
        self.answers.get_or_create(&label).inc();
        if let Some(usage) = report.map(|report| report.usage) {
            for (kind, tokens) in [
                ("prompt", usage.prompt_tokens),
                ("completion", usage.completion_tokens),
            ] {
                self.tokens.get_or_create(&Kind { kind }).inc_by(tokens);
            }
            self.rounds.inc_by(usage.rounds.into());
        }
        if let Some(checked) = report.and_then(|report| report.guard.as_ref()) {
            let known = VERDICTS.into_iter().find(|word| *word == checked.verdict);
            let verdict = known.unwrap_or("other");
            self.verdicts.get_or_create(&Judged { verdict }).inc();
        }
    }

    /// Notes a tool that the model called. What it calls a tool may be any word: only tools that there
    /// are become labels.
    pub fn tool(&self, name: &str, status: ToolStatus) {
        let mut names = tool_names().iter().copied();
        let known = names.find(|known| *known == name);
        let label = Tool {
            tool: known.unwrap_or("unknown"),
            outcome: match status {
                ToolStatus::Ok => "ok",
                ToolStatus::Error => "error",
                ToolStatus::NoData => "no_data",
                ToolStatus::Truncated => "truncated",
            },
        };
        self.tool_calls.get_or_create(&label).inc();
    }

    /// Notes a request of a page from an origin that is not allowed.
    pub fn foreign_origin(&self) {
        self.foreign_origins.inc();
    }

    /// Notes reports of policy violations.
    pub fn violations(&self, count: u64) {
        self.violations.inc_by(count);
    }

    /// Notes a handler that panicked.
    pub fn panicked(&self) {
        self.panics.inc();
    }
}
