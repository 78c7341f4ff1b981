//! `GET /api/workstations` and `GET /api/streams`.

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use schemars::JsonSchema;
use serde::Deserialize;

use super::{Query, page, tag};
use crate::report::{StreamFilter, StreamsReport, WorkstationsReport};
use crate::server::app::App;
use crate::server::auth::Viewer;
use crate::server::problem::Problem;

/// Which objects.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Wanted {
    /// Only this name (wildcards @ and ?).
    name: Option<String>,
    /// Lines of a page, 1 to 1,000.
    #[schemars(range(min = 1, max = 1_000))]
    limit: Option<u32>,
    /// Where the page begins, from `next` of the page before.
    cursor: Option<String>,
}

/// The list of workstations.
pub async fn workstations(
    _: Viewer,
    State(app): State<App>,
    Query(wanted): Query<Wanted>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let (skip, limit) = (
        page::skip(wanted.cursor.as_deref())?,
        page::limit(wanted.limit)?,
    );
    let name = wanted.name.as_deref();
    let (plan, now) = (app.plan.handle(), app.now());
    let begin = usize::try_from(skip).unwrap_or(usize::MAX);
    let report = WorkstationsReport::gather(&plan, name, false, begin, limit as usize, now).await?;
    let next = report
        .truncated
        .then(|| page::cursor(skip + report.returned));
    tag::reply(&headers, &page::Page { report, next })
}

/// The list of job streams.
pub async fn streams(
    _: Viewer,
    State(app): State<App>,
    Query(wanted): Query<Wanted>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let (skip, limit) = (
        page::skip(wanted.cursor.as_deref())?,
        page::limit(wanted.limit)?,
    );
    let filter = StreamFilter {
        name: wanted.name,
        limit: limit as usize,
        from: Some(skip),
        ..StreamFilter::default()
    };
    let report = StreamsReport::gather(&app.plan.handle(), &filter, app.now()).await?;
    let next = report
        .truncated
        .then(|| page::cursor(skip + u64::from(limit)));
    tag::reply(&headers, &page::Page { report, next })
}
