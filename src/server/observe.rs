//! Counts and logs every request: matched route, status, time; never a query or a secret.

use std::time::Instant;

use axum::extract::Request;
use axum::response::Response;

use super::app::App;
use super::export::{Answered, Parent};
use super::metrics::UnderWay;
use super::problem::Refused;
use super::trace::Trace;

/// A request under way.
pub struct Seen {
    begun: Instant,
    method: &'static str,
    route: &'static str,
    under_way: UnderWay,
    parent: Option<Parent>,
}

impl Seen {
    /// Notes that a request to a route begins.
    pub fn begin(app: &App, request: &Request, route: &'static str) -> Self {
        Self {
            begun: Instant::now(),
            method: known_method(request.method().as_str()),
            route,
            under_way: app.metrics.begin(),
            parent: app.export.parent(request.headers()),
        }
    }

    /// Counts and logs the request, now that it is answered, and for whom.
    pub fn end(self, app: &App, trace: &Trace, response: &Response, user: Option<&str>) {
        drop(self.under_way);
        let route = self.route;
        let status = response.status().as_u16();
        let took = self.begun.elapsed();
        app.metrics.request(route, self.method, status, took);
        if let Some(Refused(code)) = response.extensions().get::<Refused>() {
            app.audit.refused(trace, user, code, route);
        }
        tracing::info!(
            target: "resync::request",
            id = &*trace.id,
            client = %trace.client,
            user,
            method = self.method,
            route,
            status,
            us = u64::try_from(took.as_micros()).unwrap_or(u64::MAX),
        );
        app.export.note(Answered {
            parent: self.parent,
            trace,
            method: self.method,
            route,
            status,
            took,
        });
    }
}

/// Methods are made up at will; only those that exist become labels.
fn known_method(method: &str) -> &'static str {
    match method {
        "GET" => "GET",
        "HEAD" => "HEAD",
        "POST" => "POST",
        "PUT" => "PUT",
        "DELETE" => "DELETE",
        "OPTIONS" => "OPTIONS",
        "PATCH" => "PATCH",
        _ => "other",
    }
}
