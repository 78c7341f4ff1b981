//! `GET /api/metrics`: for the collector with its token, for this machine, for administrators.

use axum::extract::{Extension, State};
use axum::http::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE};
use axum::http::{HeaderMap, HeaderValue};
use axum::response::{IntoResponse, Response};
use secrecy::ExposeSecret;
use subtle::ConstantTimeEq;

use crate::config::Role;
use crate::server::app::App;
use crate::server::auth::{Login, bearer};
use crate::server::metrics::{Text, scrape};
use crate::server::problem::Problem;
use crate::server::trace::Trace;

/// All metrics.
pub async fn get(
    State(app): State<App>,
    trace: Option<Extension<Trace>>,
    login: Option<Extension<Login>>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let trace = trace.map(|Extension(trace)| trace);
    let local = trace.as_ref().is_some_and(|trace| trace.local);
    match login.map(|Extension(login)| login) {
        _ if holds_token(&app, &headers) => {}
        Some(Login::User(user)) if user.role >= Role::Admin => {}
        Some(Login::User(user)) => {
            if let Some(trace) = &trace {
                let (user, by) = (Some(user.name.as_ref()), "/api/metrics");
                app.audit.note(trace, user, "enter", "lacks the role", by);
            }
            return Err(Problem::forbidden(Role::Admin.word()));
        }
        Some(Login::Wrong(problem)) => return Err(problem),
        _ if local => {}
        _ => return Err(Problem::unauthorized(false)),
    }
    let wanted = headers
        .get(ACCEPT)
        .and_then(|accept| accept.to_str().ok())
        .unwrap_or("");
    let (format, kind) = if wanted.contains("application/openmetrics-text") {
        (
            Text::OpenMetrics,
            "application/openmetrics-text; version=1.0.0; charset=utf-8",
        )
    } else {
        (Text::Prometheus, "text/plain; version=0.0.4; charset=utf-8")
    };
    let text = scrape(&app, format).map_err(|error| Problem::internal(error.to_string()))?;
    Ok(([(CONTENT_TYPE, HeaderValue::from_static(kind))], text).into_response())
}

fn holds_token(app: &App, headers: &HeaderMap) -> bool {
    let sent = headers
        .get(AUTHORIZATION)
        .and_then(|field| field.to_str().ok())
        .and_then(bearer);
    match (sent, &app.settings.metrics_token) {
        (Some(sent), Some(token)) => {
            bool::from(sent.as_bytes().ct_eq(token.expose_secret().as_bytes()))
        }
        _ => false,
    }
}
