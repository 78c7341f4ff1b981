//! `GET /api/status`: the whole plan.

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;

use super::tag;
use crate::server::app::App;
use crate::server::auth::Viewer;
use crate::server::problem::Problem;

/// The whole plan.
pub async fn get(_: Viewer, State(app): State<App>, headers: HeaderMap) -> Result<Response, Problem> {
    let look = app.pulse.now(&app).await?;
    Ok(tag::respond(&headers, look.tag.clone(), look.body.clone()))
}
