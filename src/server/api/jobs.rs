//! `GET /api/jobs`: the list, with the filters of the command line.

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::Deserialize;

use super::{Query, page, tag};
use crate::ask::time_since;
use crate::error::Result as Answered;
use crate::report::{JobFilter, JobsReport, SortKey, StatusFilter};
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
    /// Only jobs that began or ended after this: 22:00, 2h, 2026-11-23T01:00:00Z. Times of day are
    /// those of the engine's zone.
    since: Option<String>,
    /// A filter in the scheduler's own query language.
    oql: Option<String>,
    /// The order.
    sort: Option<Order>,
    /// Lines of a page, 1 to 1,000.
    #[schemars(range(min = 1, max = 1_000))]
    limit: Option<u32>,
    /// Where the page begins, from `next` of the page before.
    cursor: Option<String>,
}

/// What orders the list.
#[derive(Debug, Clone, Copy, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum Order {
    Name,
    Status,
    Start,
    Elapsed,
    Deadline,
}

impl From<Order> for SortKey {
    fn from(order: Order) -> Self {
        match order {
            Order::Name => Self::Name,
            Order::Status => Self::Status,
            Order::Start => Self::Start,
            Order::Elapsed => Self::Elapsed,
            Order::Deadline => Self::Deadline,
        }
    }
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
        Some(since) => Some(instant(&app, since, now).await?),
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
        sort: wanted.sort.map(SortKey::from),
        except_warnings: None,
        limit: usize::try_from(skip + u64::from(limit)).unwrap_or(usize::MAX),
    };
    let mut report = JobsReport::gather(&app.plan.handle(), &filter, now).await?;
    let before = usize::try_from(skip)
        .unwrap_or(usize::MAX)
        .min(report.data.len());
    report.data.drain(..before);
    report.returned = report.data.len() as u64;
    let next = report
        .truncated
        .then(|| page::cursor(skip + report.returned));
    tag::reply(&headers, &page::Page { report, next })
}

async fn instant(app: &App, text: &str, now: Timestamp) -> Result<Timestamp, Problem> {
    if let Ok(at) = text.parse::<Timestamp>() {
        return Ok(at);
    }
    let zone = app.asker().time_zone().await;
    time_since(&format!("since {text}"), now, &zone)
        .or_else(|| time_since(&format!("last {text}"), now, &zone))
        .ok_or_else(|| {
            Problem::bad_request("since is not a time")
                .hint("for example 22:00, 2h, 30m or 2026-11-23T01:00:00Z")
        })
}
