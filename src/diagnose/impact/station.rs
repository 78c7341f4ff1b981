//! What a workstation that cannot run jobs holds up: the jobs that have yet to start there.

use futures_util::join;
use serde_json::json;

use super::{FIRST, Held, Origin, deadlines};
use crate::diagnose::facts::Facts;
use crate::diagnose::finding::Fact;
use crate::diagnose::{EvidenceType, Impact, ObjectRef, Released};
use crate::error::Result;
use crate::plan::{Job, Listing, Phase, Plan, Workstation, WorkstationHealth};
use crate::tws::oql::{Filter, field};
use crate::tws::{Operator, Query, Scope, Value};

/// Jobs that are listed of each sort.
const LISTED: u32 = 200;

/// From this priority on (hi, go) a job starts whatever the limit.
const HI: i64 = 100;

/// The jobs of a workstation, counted by the scheduler.
pub(in crate::diagnose) struct Waiting {
    ready: Listing<Job>,
    others: Listing<Job>,
    critical: Vec<Job>,
    /// How many run there now.
    pub running: Option<u64>,
    filter: String,
}

/// Asks for what has yet to start on a workstation; four requests at once.
pub(in crate::diagnose) async fn waiting(
    facts: &mut Facts,
    plan: &Plan,
    workstation: &Workstation,
) -> Result<Waiting> {
    let here = Filter::is(field::WORKSTATION, &workstation.key)?;
    let kept = match kept_priorities(workstation) {
        Some(priorities) => here.clone().and(priorities),
        None => here.clone(),
    };
    let status = |status: &str| Filter::is(field::RUN_COMMON_STATUS, status);
    let waits = Filter::one_of(field::RUN_COMMON_STATUS, &["WAITING", "HELD", "BLOCKED"])?;
    let ahead = Filter::one_of(
        field::RUN_COMMON_STATUS,
        &["READY", "WAITING", "HELD", "BLOCKED"],
    )?;
    let is_critical = Filter::compare(field::CRITICAL, Operator::Equal, Value::Bool(true));
    let list = |filter: Filter, limit: u32| {
        Query::filtered(filter)
            .limit(limit)
            .scope(Scope::NoDependencies)
    };
    let ready = list(kept.clone().and(status("READY")?), LISTED);
    let others = list(kept.clone().and(waits), LISTED);
    let critical = list(kept.clone().and(ahead.clone()).and(is_critical), LISTED);
    let running = list(here.and(status("RUNNING")?), 1);
    facts.requests += 4;
    let (ready, others, critical, running) = join!(
        plan.jobs(&ready),
        plan.jobs(&others),
        plan.jobs(&critical),
        plan.jobs(&running),
    );
    let or_note = |facts: &mut Facts, what: &str, answer: Result<Listing<Job>>| match answer {
        Ok(found) => found,
        Err(error) => {
            facts.note(format!("could not read {what}: {error}"));
            Listing {
                items: Vec::new(),
                total: None,
                more: true,
            }
        }
    };
    Ok(Waiting {
        ready: or_note(facts, "the jobs that are ready there", ready),
        others: or_note(facts, "the jobs that wait to run there", others),
        critical: or_note(facts, "the critical jobs that are to run there", critical).items,
        running: running.ok().and_then(|found| {
            found
                .total
                .or((!found.more).then_some(found.items.len() as u64))
        }),
        filter: kept.and(ahead).to_string(),
    })
}

/// The priorities that are kept back, where not all are.
fn kept_priorities(workstation: &Workstation) -> Option<Filter> {
    if workstation.health() != WorkstationHealth::Up {
        return None;
    }
    let (operator, priority) = match (workstation.limit, workstation.fence) {
        (Some(0), _) => (Operator::Less, HI),
        (_, Some(fence)) if fence > 0 => (Operator::LessOrEqual, fence),
        _ => return None,
    };
    let value = Value::Integer(priority);
    Some(Filter::compare(field::PRIORITY, operator, value))
}

impl Waiting {
    /// Jobs that wait for nothing but the workstation.
    pub fn ready(&self) -> u64 {
        count(&self.ready)
    }

    /// The impact of what is wrong there; `alone` when it is only one thing.
    pub fn impact(&self, facts: &Facts, alone: bool) -> Impact {
        let mut held = Held::default();
        let (ready, others) = (count(&self.ready), count(&self.others));
        let all = self.ready.items.iter().chain(&self.others.items);
        for job in all.chain(&self.critical) {
            let mut job = job.clone();
            if job.phase() == Phase::Ready {
                // Its dependencies are resolved, whether or not the list tells them.
                job.dependencies.get_or_insert_with(Vec::new);
            }
            held.jobs.insert(job.id.clone(), job);
        }
        let nowhere = Origin {
            job: None,
            stream: None,
        };
        let dates = deadlines::of(&held, &nowhere, facts.now);
        let mut jobs: Vec<&Job> = held.jobs.values().collect();
        jobs.sort_by(|a, b| {
            let first = |job: &Job| (!job.critical, job.phase() != Phase::Ready);
            (first(a), a.times.deadline, &a.key).cmp(&(first(b), b.times.deadline, &b.key))
        });
        let streams: std::collections::HashSet<&str> = jobs
            .iter()
            .filter_map(|job| job.stream.id.as_deref())
            .collect();
        let first_ready = jobs.iter().filter(|job| job.phase() == Phase::Ready);
        let first_ready = first_ready.take(FIRST).map(|job| ObjectRef::job(job));
        Impact {
            blocked_jobs: ready + others,
            blocked_streams: streams.len() as u64,
            // What waits for these jobs elsewhere is not counted.
            at_least: ready + others > 0 || self.ready.total.is_none() && self.ready.more,
            first_jobs: jobs
                .iter()
                .take(FIRST)
                .map(|job| ObjectRef::job(job))
                .collect(),
            first_streams: Vec::new(),
            critical_jobs: dates.critical,
            deadlines_at_risk: dates.threatened,
            deadlines_in_time: dates.in_time,
            next_deadline: dates.next,
            released: Some(Released {
                jobs: if alone { ready } else { 0 },
                first_jobs: if alone {
                    first_ready.collect()
                } else {
                    Vec::new()
                },
                also_kept: if alone { 0 } else { ready },
                at_least: self.ready.total.is_none() && self.ready.more,
                ..Released::default()
            }),
        }
    }

    /// The count as a fact.
    pub fn fact(&self, workstation: &Workstation) -> Fact {
        let (ready, others) = (count(&self.ready), count(&self.others));
        Fact {
            kind: EvidenceType::Workstation,
            title: format!(
                "{} jobs have yet to start on {}: {ready} are ready, {others} wait for something else too",
                ready + others,
                workstation.name
            ),
            source: format!("GET /twsd/api/v2/plan/job?oql={}", self.filter),
            excerpt: None,
            data: json!({"ready": ready, "waiting": others, "running": self.running}),
        }
    }
}

fn count(listing: &Listing<Job>) -> u64 {
    listing.total.unwrap_or(listing.items.len() as u64)
}
