//! What a cause holds up: jobs and streams downstream, critical jobs and deadlines among them.

use std::collections::{HashMap, HashSet};

use futures_util::future::join;
use jiff::Timestamp;

use super::facts::Facts;
use super::{AtRisk, Impact, Network, ObjectRef};
use crate::plan::{Job, JobStream, Phase, Plan, PlanNode};
use crate::tws::oql::{Filter, field};
use crate::tws::{Node, Query, Scope};
use crate::tws::{Operator, Value};

/// How many steps downstream are looked at.
const DEPTH: u32 = 12;

/// Levels looked at one by one where the server has no successor call.
const LEVELS: usize = 5;

/// How many names are given.
const FIRST: usize = 5;

/// Where the blockage begins.
pub(super) struct Origin {
    /// The job that does not end, if it is one.
    pub job: Option<Job>,
    /// The stream that therefore does not end.
    pub stream: Option<String>,
}

/// What the origin holds up.
pub(super) async fn of(facts: &mut Facts, plan: &Plan, origin: &Origin) -> Impact {
    let held = held(facts, plan, origin).await;
    held.into_impact(facts.now, origin)
}

/// Everything that the origin holds up.
pub(super) async fn held(facts: &mut Facts, plan: &Plan, origin: &Origin) -> Held {
    let mut held = Held::default();
    let from_job = async {
        match &origin.job {
            Some(job) => plan.successors(Node::Job, &job.id, DEPTH).await,
            None => Ok(Some(Vec::new())),
        }
    };
    let from_stream = async {
        match &origin.stream {
            Some(id) => plan.successors(Node::Stream, id, DEPTH).await,
            None => Ok(Some(Vec::new())),
        }
    };
    facts.requests += u64::from(origin.job.is_some()) + u64::from(origin.stream.is_some());
    let (jobs, streams) = join(from_job, from_stream).await;
    let mut unsupported = false;
    for answer in [jobs, streams] {
        match answer {
            Ok(Some(nodes)) => held.take(nodes),
            Ok(None) => unsupported = true,
            Err(error) => {
                held.at_least = true;
                facts.note(format!(
                    "could not read everything that waits downstream: {error}"
                ));
            }
        }
    }
    if unsupported {
        by_query(facts, plan, origin, &mut held).await;
    }
    held.forget(origin);
    critical_in_streams(facts, plan, &mut held).await;
    held
}

/// Everything that was found downstream.
#[derive(Default)]
pub(super) struct Held {
    jobs: HashMap<String, Job>,
    streams: HashMap<String, JobStream>,
    at_least: bool,
}

impl Held {
    fn take(&mut self, nodes: Vec<PlanNode>) {
        for node in nodes {
            match node {
                PlanNode::Job(job) if is_held(job.phase()) => {
                    self.jobs.insert(job.id.clone(), *job);
                }
                PlanNode::Stream(stream) if is_held(stream.phase()) => {
                    self.streams.insert(stream.id.clone(), *stream);
                }
                _ => {}
            }
        }
    }

    /// What lies downstream with its origin, for the times between.
    fn network(&self, origin: &Origin) -> Network {
        let jobs = self.jobs.values().chain(origin.job.as_ref());
        Network::new(jobs.cloned(), self.streams.values().cloned())
    }

    fn forget(&mut self, origin: &Origin) {
        if let Some(job) = &origin.job {
            self.jobs.remove(&job.id);
        }
        if let Some(stream) = &origin.stream {
            self.streams.remove(stream);
        }
    }

    /// Plan ids of the jobs that were found one by one.
    pub fn job_ids(&self) -> HashSet<String> {
        self.jobs.keys().cloned().collect()
    }

    pub fn into_impact(self, now: Timestamp, origin: &Origin) -> Impact {
        let network = self.network(origin);
        let mut jobs: Vec<Job> = self.jobs.into_values().collect();
        let mut streams: Vec<JobStream> = self.streams.into_values().collect();
        jobs.sort_by(|a, b| {
            (!a.critical, a.times.deadline, &a.key).cmp(&(!b.critical, b.times.deadline, &b.key))
        });
        streams.sort_by(|a, b| (a.times.deadline, &a.key).cmp(&(b.times.deadline, &b.key)));
        // A stream that is held up as a whole holds all its jobs, whether or not they were listed.
        let whole: u64 = streams
            .iter()
            .map(|stream| {
                let open = (stream.counts.jobs - stream.counts.successful).max(0);
                let listed = jobs
                    .iter()
                    .filter(|job| job.stream.id.as_deref() == Some(&stream.id))
                    .count();
                u64::try_from(open)
                    .unwrap_or(0)
                    .saturating_sub(listed as u64)
            })
            .sum();
        let with_deadline = jobs.iter().filter(|job| job.times.deadline.is_some());
        let slacks = network.slacks(with_deadline.map(|job| job.id.as_str()), now);
        let at_risk = |job: &Job| {
            // The scheduler's own latest start is kept too, where it gives one.
            let own = job
                .critical_start
                .map(|at| at.as_second() - now.as_second());
            let slack = slacks
                .get(job.id.as_str())
                .copied()
                .into_iter()
                .chain(own)
                .min();
            AtRisk::new(ObjectRef::job(job), job.times.deadline, slack, now)
        };
        let mut deadlines: Vec<AtRisk> = jobs
            .iter()
            .filter(|job| job.times.deadline.is_some())
            .map(at_risk)
            .collect();
        deadlines.extend(streams.iter().filter_map(|stream| {
            let deadline = stream.times.deadline?;
            let slack = deadline.as_second() - now.as_second() - stream.estimated.unwrap_or(0);
            Some(AtRisk::new(
                ObjectRef::stream(stream),
                Some(deadline),
                Some(slack),
                now,
            ))
        }));
        deadlines.sort_by_key(|risk| (risk.slack, risk.deadline));
        let of_streams: HashSet<&str> = jobs
            .iter()
            .filter_map(|job| job.stream.id.as_deref())
            .collect();
        Impact {
            blocked_jobs: jobs.len() as u64 + whole,
            blocked_streams: streams.len() as u64,
            at_least: self.at_least,
            first_jobs: jobs.iter().take(FIRST).map(ObjectRef::job).collect(),
            first_streams: streams
                .iter()
                .filter(|s| !of_streams.contains(s.id.as_str()))
                .chain(
                    streams
                        .iter()
                        .filter(|s| of_streams.contains(s.id.as_str())),
                )
                .take(FIRST)
                .map(ObjectRef::stream)
                .collect(),
            critical_jobs: jobs
                .iter()
                .filter(|job| job.critical)
                .map(at_risk)
                .collect(),
            deadlines_at_risk: deadlines,
        }
    }
}

fn is_held(phase: Phase) -> bool {
    matches!(
        phase,
        Phase::Waiting | Phase::Ready | Phase::Unknown | Phase::Undecided
    )
}

/// The way that works on every server: ask, level by level, who depends on what is held.
async fn by_query(facts: &mut Facts, plan: &Plan, origin: &Origin, held: &mut Held) {
    let mut jobs: Vec<String> = origin.job.iter().map(|job| job.id.clone()).collect();
    let mut streams: Vec<String> = origin.stream.iter().cloned().collect();
    for level in 0..LEVELS {
        let mut wanted = Vec::new();
        if let Ok(filter) = Filter::one_of(field::DEPENDENCY_JOB_ID, &jobs)
            && !jobs.is_empty()
        {
            wanted.push(filter);
        }
        if let Ok(filter) = Filter::one_of(field::DEPENDENCY_STREAM_ID, &streams)
            && !streams.is_empty()
        {
            wanted.push(filter);
        }
        let Some(filter) = wanted.into_iter().reduce(Filter::or) else {
            return;
        };
        if !facts.room_for(2) {
            held.at_least = true;
            return;
        }
        facts.requests += 2;
        let query = Query::filtered(filter)
            .limit(500)
            .scope(Scope::NoDefinitions);
        let (found, of) = join(plan.jobs(&query), plan.streams(&query)).await;
        let known: HashSet<String> = held
            .jobs
            .keys()
            .chain(held.streams.keys())
            .cloned()
            .collect();
        (jobs, streams) = (Vec::new(), Vec::new());
        if let Ok(found) = found {
            held.at_least |= found.more;
            jobs.extend(
                found
                    .items
                    .iter()
                    .map(|job| job.id.clone())
                    .filter(|id| !known.contains(id)),
            );
            streams.extend(found.items.iter().filter_map(|job| job.stream.id.clone()));
            held.take(found.items.into_iter().map(PlanNode::from).collect());
        }
        if let Ok(of) = of {
            held.at_least |= of.more;
            streams.extend(
                of.items
                    .iter()
                    .map(|stream| stream.id.clone())
                    .filter(|id| !known.contains(id)),
            );
            held.take(of.items.into_iter().map(PlanNode::from).collect());
        }
        streams.sort();
        streams.dedup();
        jobs.truncate(100);
        streams.truncate(100);
        if level == LEVELS - 1 && !(jobs.is_empty() && streams.is_empty()) {
            held.at_least = true;
        }
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
    match plan
        .jobs(
            &Query::filtered(filter)
                .limit(100)
                .scope(Scope::NoDependencies),
        )
        .await
    {
        // Counted with their stream already, so only their names and deadlines are new.
        Ok(found) => held.take(found.items.into_iter().map(PlanNode::from).collect()),
        Err(error) => facts.note(format!(
            "could not read the critical jobs downstream: {error}"
        )),
    }
}
