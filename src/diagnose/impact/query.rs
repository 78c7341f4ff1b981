//! What waits for an origin, by filters that every server knows: level by level, who depends on
//! what is held.

use std::collections::HashSet;

use futures_util::future::join_all;
use futures_util::join;

use super::{Held, Origin};
use crate::diagnose::facts::Facts;
use crate::plan::{Job, JobStream, Listing, Plan, PlanNode};
use crate::tws::oql::{Field, Filter, field};
use crate::tws::{Query, Scope};

/// Levels looked at one by one.
const LEVELS: usize = 5;

/// Ids in one filter.
const IDS: usize = 100;

/// Objects that are read one by one in all, to see what they really wait for.
const READ: usize = 12;

/// Asks level by level. Who depends on a *job* is certain. A filter on the stream of a dependency
/// also finds who depends on some other job of that stream, which may have run long ago: those are
/// read one by one, and what is not read is not counted.
pub(super) async fn by_query(facts: &mut Facts, plan: &Plan, origin: &Origin, held: &mut Held) {
    let mut jobs: Vec<String> = origin.job.iter().map(|job| job.id.clone()).collect();
    let mut streams: Vec<String> = origin.stream.iter().cloned().collect();
    let mut known: HashSet<String> = jobs.iter().chain(&streams).cloned().collect();
    let mut left = READ;
    for level in 0..LEVELS {
        if jobs.is_empty() && streams.is_empty() {
            return;
        }
        let asked = u64::from(!jobs.is_empty()) * 2 + u64::from(!streams.is_empty()) * 2;
        if !facts.room_for(asked) {
            held.at_least = true;
            return;
        }
        facts.requests += asked;
        held.at_least |= jobs.len() > IDS || streams.len() > IDS;
        jobs.truncate(IDS);
        streams.truncate(IDS);
        let (behind_jobs, behind_streams, streams_of_jobs, streams_of_streams) = join!(
            jobs_where(plan, field::DEPENDENCY_JOB_ID, &jobs),
            jobs_where(plan, field::DEPENDENCY_STREAM_ID, &streams),
            streams_where(plan, field::DEPENDENCY_JOB_ID, &jobs),
            streams_where(plan, field::DEPENDENCY_STREAM_ID, &streams),
        );
        let behind_jobs = nodes(held, behind_jobs);
        if level == 0 {
            held.direct.extend(behind_jobs.iter().map(id));
        }
        let certain = behind_jobs.into_iter().chain(nodes(held, streams_of_jobs));
        let mut found: Vec<PlanNode> = certain.filter(|node| known.insert(id(node))).collect();
        let unsure = nodes(held, behind_streams)
            .into_iter()
            .chain(nodes(held, streams_of_streams));
        let unsure: Vec<PlanNode> = unsure.filter(|node| known.insert(id(node))).collect();
        let room = (0..=left.min(unsure.len()))
            .rev()
            .find(|n| facts.room_for(*n as u64))
            .unwrap_or(0);
        held.at_least |= room < unsure.len();
        left -= room;
        facts.requests += room as u64;
        let read = join_all(unsure.iter().take(room).map(async |node| match node {
            PlanNode::Job(job) => plan.job(&job.id).await.map(PlanNode::from).ok(),
            PlanNode::Stream(stream) => plan.stream(&stream.id).await.map(PlanNode::from).ok(),
        }))
        .await;
        found.extend(read.into_iter().flatten());
        (jobs, streams) = (Vec::new(), Vec::new());
        held.take(found);
        held.keep_reached(origin);
        let unasked = |id: &&String| !known.contains(&format!("asked {id}"));
        jobs.extend(held.jobs.keys().filter(unasked).cloned());
        streams.extend(held.streams.keys().filter(unasked).cloned());
        streams.extend(
            held.open_streams(origin)
                .into_iter()
                .filter(|id| unasked(&id)),
        );
        known.extend(jobs.iter().chain(&streams).map(|id| format!("asked {id}")));
    }
    held.at_least |= !(jobs.is_empty() && streams.is_empty());
}

fn id(node: &PlanNode) -> String {
    match node {
        PlanNode::Job(job) => job.id.clone(),
        PlanNode::Stream(stream) => stream.id.clone(),
    }
}

/// What a list holds, noting where it did not come or goes on.
fn nodes<T: Into<PlanNode>>(held: &mut Held, listing: Option<Listing<T>>) -> Vec<PlanNode> {
    let Some(listing) = listing else {
        held.at_least = true;
        return Vec::new();
    };
    held.at_least |= listing.more;
    listing.items.into_iter().map(Into::into).collect()
}

async fn jobs_where(plan: &Plan, by: Field, ids: &[String]) -> Option<Listing<Job>> {
    if ids.is_empty() {
        return Some(empty());
    }
    let query = Query::filtered(Filter::one_of(by, ids).ok()?).limit(500);
    // With definitions, for they hold the estimates.
    plan.jobs(&query.scope(Scope::Whole)).await.ok()
}

async fn streams_where(plan: &Plan, by: Field, ids: &[String]) -> Option<Listing<JobStream>> {
    if ids.is_empty() {
        return Some(empty());
    }
    let query = Query::filtered(Filter::one_of(by, ids).ok()?).limit(500);
    plan.streams(&query.scope(Scope::NoDefinitions)).await.ok()
}

fn empty<T>() -> Listing<T> {
    Listing {
        items: Vec::new(),
        total: Some(0),
        more: false,
    }
}
