//! `GET /api/jobs`: the list, with the filters of the command line.

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use schemars::JsonSchema;
use serde::Deserialize;

use super::{Query, page, tag};
use crate::ask::time_since;
use crate::error::Result as Answered;
use crate::report::{JobFilter, JobsPage, SortKey, StatusFilter};
use crate::server::app::App;
use crate::server::auth::Viewer;
use crate::server::problem::Problem;

/// Which jobs, in which order.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Wanted {
    /// Only these statuses, separated by commas: failed, running, waiting, ABEND, HOLD, …
    status: Option<String>,
    /// Only this name (wildcards @ and ?), or STREAM.JOB, or WORKSTATION#STREAM.JOB.
    name: Option<String>,
    /// Only this job stream (wildcards @ and ?).
    stream: Option<String>,
    /// Only this workstation (wildcards @ and ?).
    workstation: Option<String>,
    /// Only this folder and what lies below it.
    folder: Option<String>,
    /// Only late jobs.
    late: bool,
    /// Only critical jobs.
    critical: bool,
    /// Only jobs that began or ended after this: 22:00, 2h, 30m, 2026-11-23, 2026-11-23T01:00:00Z.
    /// Times of day are those of the plan's zone.
    since: Option<String>,
    /// A filter in the scheduler's own query language.
    oql: Option<String>,
    /// The order.
    sort: Option<SortKey>,
    /// Lines of a page, 1 to 1,000.
    #[schemars(range(min = 1, max = 1_000))]
    limit: Option<u32>,
    /// Where the page begins, from `next` of the page before.
    cursor: Option<String>,
}

/// The list of jobs.
pub async fn get(
    _: Viewer,
    State(app): State<App>,
    Query(wanted): Query<Wanted>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let now = app.now();
    let (skip, limit) = (
        page::skip(wanted.cursor.as_deref())?,
        page::limit(wanted.limit)?,
    );
    let since = match wanted.since.as_deref() {
        Some(since) => Some(time_since(since, now, &app.asker().time_zone().await)?),
        None => None,
    };
    let statuses = wanted
        .status
        .as_deref()
        .unwrap_or("")
        .split(',')
        .map(str::trim);
    let filter = JobFilter {
        statuses: statuses
            .filter(|status| !status.is_empty())
            .map(StatusFilter::parse)
            .collect::<Answered<_>>()?,
        name: wanted.name,
        stream: wanted.stream,
        workstation: wanted.workstation,
        folder: wanted.folder,
        late: wanted.late,
        critical: wanted.critical,
        since,
        oql: wanted.oql,
        sort: wanted.sort,
        except_warnings: None,
        from: Some(skip),
        limit: limit as usize,
    };
    let JobsPage { report, next } = JobsPage::gather(&app.plan.handle(), &filter, now).await?;
    let next = next.map(page::cursor);
    tag::reply(&headers, &page::Page { report, next })
}
