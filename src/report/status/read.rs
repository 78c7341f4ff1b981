//! What the state of the plan is made of, read from the scheduler.

use futures_util::StreamExt;
use jiff::Timestamp;

use crate::error::{Error, Result};
use crate::plan::{Job, JobStream, Listing, Phase, Plan};
use crate::tws::oql::{Filter, field};
use crate::tws::{Operator, Query, Scope, Value};

/// How many failed jobs are read. A job that ran several times has several ends, and which of them
/// the scheduler would sort by is not said anywhere: so all are read, and sorted here.
const FAILED: usize = 5_000;
/// How many of them a page holds: a job that failed once and was rerun comes among them too, so there
/// are many more than are red.
const FAILED_PAGE: u32 = 2_500;
/// How many waiting jobs are looked at where the scheduler cannot say which have a deadline.
const WAITING: u32 = 500;

/// Some of the jobs that fit, and whether there are more.
pub(super) async fn some_jobs(
    plan: &Plan,
    filter: Result<Filter>,
    limit: u32,
) -> Result<Listing<Job>> {
    let query = Query::filtered(filter?)
        .limit(limit)
        .scope(Scope::NoDependencies);
    Box::pin(plan.jobs(&query)).await
}

/// The failed jobs, the newest first; whether these are all.
pub(super) async fn failed(plan: &Plan) -> Result<(Vec<Job>, bool)> {
    let query = Query::filtered(Filter::is(field::RUN_COMMON_STATUS, "ERROR")?)
        .limit(FAILED_PAGE)
        .scope(Scope::NoDependencies);
    let first = Box::pin(plan.jobs(&query)).await?;
    let (mut jobs, mut more) = (first.items, first.more);
    if more {
        let from = Query {
            offset: jobs.len() as u64,
            ..query
        };
        let known: std::collections::HashSet<String> =
            jobs.iter().map(|job| job.id.clone()).collect();
        let mut pages = std::pin::pin!(plan.job_pages(from));
        more = false;
        while let Some(page) = pages.next().await {
            let new = page?.items.into_iter();
            jobs.extend(new.filter(|job| !known.contains(&job.id)));
            if jobs.len() >= FAILED {
                more = true;
                break;
            }
        }
    }
    jobs.retain(|job| job.phase() == Phase::Failed);
    jobs.sort_by_key(|job| std::cmp::Reverse(job.since()));
    Ok((jobs, !more))
}

/// Jobs that have not started though their deadline has passed; whether these are all. That a job's
/// deadline can be filtered by is not documented: a scheduler that refuses it is asked for some of
/// its waiting jobs instead.
pub(super) async fn overdue(plan: &Plan, now: Timestamp) -> Result<(Vec<Job>, bool)> {
    let over = ["SUCCESSFUL", "CANCELED"];
    let filter = Filter::compare(
        field::DEADLINE_TIME,
        Operator::LessOrEqual,
        Value::Instant(now),
    )
    .and(Filter::none_of(field::RUN_COMMON_STATUS, &over)?);
    let found = match some_jobs(plan, Ok(filter), WAITING).await {
        Err(Error::Usage(_) | Error::Upstream(_)) => {
            let waiting = ["WAITING", "READY", "HELD", "BLOCKED"];
            let filter = Filter::one_of(field::RUN_COMMON_STATUS, &waiting);
            some_jobs(plan, filter, WAITING).await?
        }
        found => found?,
    };
    Ok((found.items, !found.more))
}

/// Some of the streams that fit, and whether there are more.
pub(super) async fn streams_where(
    plan: &Plan,
    filter: Result<Filter>,
) -> Result<Listing<JobStream>> {
    let query = Query::filtered(filter?).limit(200).scope(Scope::Light);
    Box::pin(plan.streams(&query)).await
}

/// Streams that are stuck.
pub(super) fn stuck_filter() -> Result<Filter> {
    Ok(Filter::is(field::STREAM_STATUS, "STUCK")?.or(Filter::is(field::COMMON_STATUS, "BLOCKED")?))
}

/// Streams past their deadline.
pub(super) fn late_filter(now: Timestamp) -> Result<Filter> {
    let over = ["SUCCESSFUL".to_owned(), "CANCELED".to_owned()];
    Ok(Filter::compare(
        field::DEADLINE_TIME,
        Operator::LessOrEqual,
        Value::Instant(now),
    )
    .and(Filter::none_of(field::COMMON_STATUS, &over)?))
}
