//! One job: `GET /api/jobs/{id}`, its log and its diagnosis. The id may be a name, as on the
//! command line.

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use schemars::JsonSchema;
use serde::Deserialize;

use super::{Name, Query, tag};
use crate::ask::Wanted;
use crate::diagnose::Subject;
use crate::plan::Job;
use crate::report::{self, JobReport, LogReport};
use crate::server::app::App;
use crate::server::auth::Viewer;
use crate::server::problem::Problem;

/// Which part of which log.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct LogPart {
    /// Which run, 1 for the first; the last when left out.
    #[schemars(range(min = 1, max = 10_000))]
    run: Option<usize>,
    /// How many lines from the end, 1 to 5,000; 500 when left out.
    #[schemars(range(min = 1, max = 5_000))]
    tail: Option<usize>,
}

async fn find(app: &App, name: &str) -> Result<Job, Problem> {
    let found = app.asker().resolver().one(name, Wanted::Job).await?;
    match found.subject {
        Subject::Job(job) => Ok(*job),
        _ => Err(crate::Error::not_found(format!("{} is not a job", found.object.words())).into()),
    }
}

/// One job in full.
pub async fn get(
    _: Viewer,
    State(app): State<App>,
    Name(name): Name,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let job = find(&app, &name).await?;
    let report = JobReport::gather(&app.plan.handle(), &job.id, app.now()).await?;
    tag::reply(&headers, &app.chat.masked(report)?)
}

/// The end of a job's log.
pub async fn log(
    _: Viewer,
    State(app): State<App>,
    Name(name): Name,
    Query(part): Query<LogPart>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let tail = part.tail.unwrap_or(500);
    if !(1..=5_000).contains(&tail) {
        return Err(Problem::bad_request("tail must be 1 to 5,000"));
    }
    let job = find(&app, &name).await?;
    let plan = app.plan.handle();
    let wanted = report::LogPart::Tail(tail);
    let report = LogReport::gather(&plan, &job, part.run, &wanted, app.now()).await?;
    tag::reply(&headers, &app.chat.masked(report)?)
}

/// Why a job is in the state it is in; a stream or a workstation may be asked about too.
pub async fn diagnosis(
    _: Viewer,
    State(app): State<App>,
    Name(name): Name,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let asker = app.asker();
    let found = asker.resolver().one(&name, Wanted::Any).await?;
    let diagnosis = asker
        .diagnoser()
        .diagnose(&found.subject, app.now())
        .await?;
    tag::reply(&headers, &app.chat.masked(diagnosis)?)
}
