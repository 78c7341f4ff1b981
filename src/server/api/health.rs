//! `GET /api/health/app` and `GET /api/health/tws`.

use axum::Json;
use axum::extract::{Extension, State};
use axum::http::StatusCode;
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::Serialize;
use std::time::Instant;

use crate::server::app::App;
use crate::server::auth::{Login, Viewer};

/// How the process does. It asks nothing of the scheduler, so that no outage there restarts this.
#[derive(Debug, Serialize, JsonSchema)]
pub struct AppHealth {
    /// `ok`, or `closing` while the last requests are answered.
    status: &'static str,
    /// More, for those who are logged in.
    #[serde(flatten)]
    detail: Option<AppDetail>,
}

#[derive(Debug, Serialize, JsonSchema)]
struct AppDetail {
    /// The version.
    version: &'static str,
    /// Seconds since the start.
    uptime: u64,
    /// Whether Redis answers; null where none is configured.
    redis: Option<bool>,
    /// Seconds since the plan was last read.
    plan_age: Option<u64>,
}

/// How the process does.
pub async fn app(
    State(app): State<App>,
    login: Option<Extension<Login>>,
) -> (StatusCode, Json<AppHealth>) {
    let (code, status) = if app.closing.is_cancelled() {
        (StatusCode::SERVICE_UNAVAILABLE, "closing")
    } else {
        (StatusCode::OK, "ok")
    };
    let known = matches!(login, Some(Extension(Login::User(_))));
    let detail = known.then(|| AppDetail {
        version: env!("CARGO_PKG_VERSION"),
        uptime: app.uptime().as_secs(),
        redis: app.store.is_up(),
        plan_age: app.pulse.last().map(|look| look.at.elapsed().as_secs()),
    });
    (code, Json(AppHealth { status, detail }))
}

/// Whether the scheduler can be reached.
#[derive(Debug, Serialize, JsonSchema)]
pub struct TwsHealth {
    /// Whether it answers now.
    reachable: bool,
    /// Its address.
    engine: String,
    /// Milliseconds until it answered.
    latency_ms: Option<u64>,
    /// Since when it has not answered.
    since: Option<Timestamp>,
    /// Why not.
    error: Option<String>,
    /// Whether it is the demo scheduler.
    demo: bool,
}

/// Asks the scheduler, past the cache.
pub async fn tws(_: Viewer, State(app): State<App>) -> (StatusCode, Json<TwsHealth>) {
    let begun = Instant::now();
    let plan = app.plan.fresh();
    let asked = plan.client().engine_info().await;
    let took = u64::try_from(begun.elapsed().as_millis()).unwrap_or(u64::MAX);
    let health = TwsHealth {
        reachable: asked.is_ok(),
        engine: plan.client().target().to_owned(),
        latency_ms: asked.is_ok().then_some(took),
        since: match &asked {
            Ok(_) => None,
            Err(_) => Some(app.pulse.outage().unwrap_or_else(|| app.now())),
        },
        error: asked.as_ref().err().map(ToString::to_string),
        demo: plan.provenance("", app.now()).demo,
    };
    let code = match asked {
        Ok(_) => StatusCode::OK,
        Err(_) => StatusCode::SERVICE_UNAVAILABLE,
    };
    (code, Json(health))
}
