//! Counts and logs every request: matched route, status, time; never a query or a secret.

use std::time::Instant;

use axum::extract::{MatchedPath, Request, State};
use axum::middleware::Next;
use axum::response::Response;

use super::app::App;
use super::trace::Trace;

/// Counts and logs the request.
pub async fn observe(State(app): State<App>, request: Request, next: Next) -> Response {
    let begun = Instant::now();
    let method = known_method(request.method().as_str());
    let matched = request.extensions().get::<MatchedPath>().cloned();
    let trace = request.extensions().get::<Trace>().cloned();
    let under_way = app.metrics.begin();
    let response = next.run(request).await;
    drop(under_way);
    let route = matched.as_ref().map_or("none", MatchedPath::as_str);
    let status = response.status();
    let took = begun.elapsed();
    app.metrics.request(route, method, status.as_u16(), took);
    if let Some(trace) = trace {
        let us = u64::try_from(took.as_micros()).unwrap_or(u64::MAX);
        let user = response
            .extensions()
            .get::<Served>()
            .map(|served| served.0.as_ref());
        tracing::info!(
            target: "resync::request",
            id = trace.id,
            client = %trace.client,
            user,
            method,
            route,
            status = status.as_u16(),
            us,
        );
    }
    response
}

/// The user a response was made for.
#[derive(Debug, Clone)]
pub struct Served(pub std::sync::Arc<str>);

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
