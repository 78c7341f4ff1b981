//! What a cause holds up: jobs and streams downstream, critical jobs and deadlines among them, and
//! what a good end of the cause would set free.

mod deadlines;
mod held;
mod query;
mod released;
mod station;

use std::collections::{HashMap, HashSet};

use futures_util::future::join_all;
use jiff::Timestamp;

use super::facts::{Facts, Look};
use super::{Impact, ObjectRef};
use crate::plan::{Job, JobStream, Phase, Plan, PlanNode};
use crate::tws::oql::{Filter, field};
use crate::tws::{Node, Query, Scope};
use crate::tws::{Operator, Value};
pub(super) use held::Held;
pub(super) use station::{Waiting, waiting};

/// How many steps downstream are looked at.
const DEPTH: u32 = 50;

/// How many names are given.
const FIRST: usize = 5;

/// Streams that cannot end because jobs inside them are held up, whose own successors are asked for.
const STREAMS_ASKED: usize = 3;

/// Streams that are read in one list, for what they keep and when they must end.
const STREAMS_READ: usize = 50;

/// Where the blockage begins.
pub(super) struct Origin {
    /// The job that does not end, if it is one.
    pub job: Option<Job>,
    /// The stream that therefore does not end.
    pub stream: Option<String>,
}

impl Origin {
    /// Whether someone has to act: what merely runs ends by itself.
    fn needs_someone(&self) -> bool {
        self.job
            .as_ref()
            .is_none_or(|job| job.phase() != Phase::Running)
    }
}

/// What the origin holds up.
pub(super) async fn of(facts: &mut Facts, plan: &Plan, origin: &Origin) -> Impact {
    let held = held(facts, plan, origin).await;
    held.into_impact(facts.now, origin)
}

/// Everything that the origin holds up.
pub(super) async fn held(facts: &mut Facts, plan: &Plan, origin: &Origin) -> Held {
    let mut held = Held::default();
    let starts = [
        (Node::Job, origin.job.as_ref().map(|job| job.id.clone())),
        (Node::Stream, origin.stream.clone()),
    ];
    let starts = starts
        .into_iter()
        .filter_map(|(node, id)| Some((node, id?)))
        .collect();
    if successors(facts, plan, &mut held, starts).await {
        // A stream in which a job is held up does not end either: what waits for it waits too.
        held.keep_reached(origin);
        let open = held.open_streams(origin);
        held.at_least |= open.len() > STREAMS_ASKED;
        let starts = open.into_iter().take(STREAMS_ASKED);
        let starts = starts.map(|id| (Node::Stream, id)).collect();
        successors(facts, plan, &mut held, starts).await;
    } else {
        query::by_query(facts, plan, origin, &mut held).await;
    }
    held.keep_reached(origin);
    around(facts, plan, origin, &mut held).await;
    critical_in_streams(facts, plan, &mut held).await;
    held
}

/// Takes what waits for these, all asked at once; false where the server has no such call.
async fn successors(
    facts: &mut Facts,
    plan: &Plan,
    held: &mut Held,
    starts: Vec<(Node, String)>,
) -> bool {
    let mut asked = Vec::new();
    for start in starts {
        if facts.room_for(1) {
            facts.requests += 1;
            asked.push(start);
        } else {
            held.at_least = true;
        }
    }
    let answers = join_all(
        asked
            .iter()
            .map(|(node, id)| plan.successors(*node, id, DEPTH)),
    )
    .await;
    let mut supported = true;
    for answer in answers {
        match answer {
            Ok(Some(nodes)) => held.take(nodes),
            Ok(None) => supported = false,
            Err(error) => {
                held.at_least = true;
                facts.note(format!(
                    "could not read everything that waits downstream: {error}"
                ));
            }
        }
    }
    supported
}

/// Reads the streams around what is held up: whether they keep their jobs too, and their deadlines.
async fn around(facts: &mut Facts, plan: &Plan, origin: &Origin, held: &mut Held) {
    let mut wanted = held.streams_around(origin);
    {
        let look = Look::new(facts);
        wanted.retain(|id| match look.known_stream(id) {
            Some(stream) => {
                held.around.insert(id.clone(), stream.clone());
                false
            }
            None => true,
        });
    }
    wanted.truncate(STREAMS_READ);
    if wanted.is_empty() || !facts.room_for(1) {
        return;
    }
    let Ok(filter) = Filter::one_of(field::ID, &wanted) else {
        return;
    };
    facts.requests += 1;
    let query = Query::filtered(filter).limit(100).scope(Scope::Light);
    match plan.streams(&query).await {
        Ok(found) => {
            let streams = found.items.into_iter();
            held.around
                .extend(streams.map(|stream| (stream.id.clone(), stream)));
        }
        Err(error) => facts.note(format!("could not read the streams downstream: {error}")),
    }
}

/// Critical jobs of streams that are held up as a whole are not listed one by one: ask for them.
async fn critical_in_streams(facts: &mut Facts, plan: &Plan, held: &mut Held) {
    let ids: Vec<String> = held.streams.keys().take(50).cloned().collect();
    if ids.is_empty() || !facts.room_for(1) {
        return;
    }
    let filter = Filter::one_of(field::JOB_STREAM_ID, &ids).map(|streams| {
        streams.and(Filter::compare(
            field::CRITICAL,
            Operator::Equal,
            Value::Bool(true),
        ))
    });
    let Ok(filter) = filter else { return };
    facts.requests += 1;
    let query = Query::filtered(filter)
        .limit(100)
        .scope(Scope::NoDependencies);
    match plan.jobs(&query).await {
        // Counted with their stream already, so only their names and deadlines are new.
        Ok(found) => held.take(found.items.into_iter().map(PlanNode::from).collect()),
        Err(error) => facts.note(format!(
            "could not read the critical jobs downstream: {error}"
        )),
    }
}

impl Held {
    /// The impact as it is told.
    pub fn into_impact(self, now: Timestamp, origin: &Origin) -> Impact {
        let dates = deadlines::of(&self, origin, now);
        let released = released::of(&self, origin, now);
        let mut jobs: Vec<&Job> = self.jobs.values().collect();
        let mut streams: Vec<&JobStream> = self.streams.values().collect();
        jobs.sort_by(|a, b| {
            (!a.critical, a.times.deadline, &a.key).cmp(&(!b.critical, b.times.deadline, &b.key))
        });
        streams.sort_by(|a, b| (a.times.deadline, &a.key).cmp(&(b.times.deadline, &b.key)));
        let mut listed: HashMap<&str, u64> = HashMap::new();
        for id in jobs.iter().filter_map(|job| job.stream.id.as_deref()) {
            *listed.entry(id).or_default() += 1;
        }
        // A stream that is held up as a whole holds all its jobs, whether or not they were listed.
        let whole: u64 = streams
            .iter()
            .map(|stream| {
                let open = (stream.counts.jobs - stream.counts.successful).max(0);
                let listed = listed.get(stream.id.as_str()).copied().unwrap_or(0);
                u64::try_from(open).unwrap_or(0).saturating_sub(listed)
            })
            .sum();
        let (of_jobs, alone): (Vec<&JobStream>, Vec<&JobStream>) = streams
            .iter()
            .partition(|stream| listed.contains_key(stream.id.as_str()));
        let first_streams = alone.into_iter().chain(of_jobs).take(FIRST);
        Impact {
            blocked_jobs: jobs.len() as u64 + whole,
            blocked_streams: streams.len() as u64,
            at_least: self.at_least,
            first_jobs: jobs
                .iter()
                .take(FIRST)
                .map(|job| ObjectRef::job(job))
                .collect(),
            first_streams: first_streams.map(ObjectRef::stream).collect(),
            critical_jobs: dates.critical,
            deadlines_at_risk: dates.threatened,
            deadlines_in_time: dates.in_time,
            next_deadline: dates.next,
            released: Some(released),
        }
    }

    /// Plan ids of the jobs that were found one by one.
    pub fn job_ids(&self) -> HashSet<String> {
        self.jobs.keys().cloned().collect()
    }
}

#[cfg(test)]
mod tests;
