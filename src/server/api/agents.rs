//! `GET /api/agents`: who may answer questions.

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;

use super::tag;
use crate::server::app::App;
use crate::server::auth::Viewer;
use crate::server::problem::Problem;

/// The agents there are.
pub async fn get(
    _: Viewer,
    State(app): State<App>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let model = app.chat.model().and_then(|model| model.name.as_deref());
    tag::reply(&headers, &app.agents.report(model))
}
