//! `GET /api/status`: the whole plan; `GET /api/history`: how its counts went.

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use schemars::JsonSchema;
use serde::Serialize;

use super::tag;
use crate::plan::Provenance;
use crate::server::app::App;
use crate::server::auth::Viewer;
use crate::server::problem::Problem;
use crate::server::pulse::Point;

/// The whole plan.
pub async fn get(
    _: Viewer,
    State(app): State<App>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let report = app.pulse.now(&app).await?;
    Ok(tag::respond(&headers, report.tag, report.body))
}

/// How many jobs were in which status over the last hours.
#[derive(Debug, Serialize, JsonSchema)]
pub struct HistoryReport {
    /// `resync.history/v1`.
    #[serde(flatten)]
    head: Provenance,
    /// One a minute, the oldest first: of the last hours where replicas share them, else since this
    /// server began.
    data: Vec<Point>,
}

/// How the counts went.
pub async fn history(
    _: Viewer,
    State(app): State<App>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let report = HistoryReport {
        head: app.plan.handle().provenance("resync.history/v1", app.now()),
        data: app.pulse.history(&app).await,
    };
    tag::reply(&headers, &report)
}
