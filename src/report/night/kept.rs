//! What does not fail but keeps others: holds, prompts, files, resources, other schedulers,
//! confirmations, workstations, and jobs that run far too long.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::candidate::{At, Candidate};
use crate::diagnose::{Kind, ObjectRef, things_waited_for, words};
use crate::error::Result;
use crate::plan::{
    Job, JobStatus, JobStream, JobSubstatus, Phase, Plan, Workstation, WorkstationHealth,
};
use crate::tws::oql::{Field, Filter, field};
use crate::tws::{Operator, Value};

/// External statuses of what has not started.
const AHEAD: [&str; 4] = ["WAITING", "READY", "HELD", "BLOCKED"];

/// Seconds over its estimate from which on a running job counts.
const OVER: i64 = 600;

/// Jobs that are due and are kept by a hold, a fence or a confirmation, or depend on something that
/// is not a job. Not every server lets jobs be filtered by their scheduled time: without `now` the
/// caller looks itself.
pub(super) fn jobs(now: Option<Timestamp>) -> Result<Filter> {
    let ahead = Filter::one_of(field::RUN_COMMON_STATUS, &AHEAD)?;
    let kept = held().or(on_things()).and(ahead);
    let stated = Filter::one_of(field::RUN_STATUS, &["PEND", "FENCE"])?;
    let wanted = kept.or(stated);
    Ok(match now {
        Some(now) => due(now).and(wanted),
        None => wanted,
    })
}

/// Streams that are due and are held, or depend on something that is not a job.
pub(super) fn streams(now: Timestamp) -> Result<Filter> {
    let ahead = Filter::one_of(field::COMMON_STATUS, &AHEAD)?;
    Ok(due(now).and(held().or(on_things())).and(ahead))
}

fn due(now: Timestamp) -> Filter {
    let now = Value::Instant(now);
    Filter::compare(field::SCHED_TIME, Operator::LessOrEqual, now)
}

fn held() -> Filter {
    Filter::compare(field::PRIORITY, Operator::Equal, Value::Integer(0))
}

fn on_things() -> Filter {
    let some = |counter: Field| Filter::compare(counter, Operator::NotEqual, Value::Integer(0));
    some(field::PROMPT_DEPENDENCIES)
        .or(some(field::FILE_DEPENDENCIES))
        .or(some(field::RESOURCE_DEPENDENCIES))
        .or(some(field::INTERNETWORK_DEPENDENCIES))
}

/// The causes among jobs that are kept. Fences are told of their workstations.
pub(super) fn of_jobs(jobs: &[Job]) -> Vec<Candidate> {
    let mut found = Vec::new();
    for job in jobs {
        let mut one = match job.phase() {
            Phase::AwaitsConfirmation => {
                let text = format!(
                    "{} has ended and waits for someone to confirm the result",
                    job.name
                );
                Candidate::of_job(Kind::ConfirmationRequired, job, text)
            }
            Phase::Waiting | Phase::Ready => {
                // What waits for other work as well is explained where that lies.
                let more = job.unresolved.unwrap_or(0);
                if job.priority == Some(0) {
                    if more > 0 {
                        continue;
                    }
                    let text = format!("{} is held: its priority is 0", job.name);
                    Candidate::of_job(Kind::HeldByOperator, job, text)
                } else if let Some((kind, what)) = stated(job) {
                    let text = format!("{} waits for {what}", job.name);
                    let mut one = Candidate::of_job(kind, job, text);
                    one.unread = true;
                    one
                } else if job.substatus.is_none() && job.on_things != Some(0) && more != 0 {
                    let mut one = Candidate::of_job(Kind::Unknown, job, String::new());
                    one.unread = true;
                    one
                } else {
                    continue;
                }
            }
            _ => continue,
        };
        if job.phase() != Phase::AwaitsConfirmation {
            one.kept.push(job.id.clone());
        }
        found.push(one);
    }
    found
}

/// What the scheduler itself says a job waits for, where it tells substatuses.
fn stated(job: &Job) -> Option<(Kind, &'static str)> {
    match job.substatus.as_ref()? {
        JobSubstatus::HoldPrompt => Some((Kind::PromptUnanswered, "the answer to a prompt")),
        JobSubstatus::HoldFile => Some((Kind::FileMissing, "a file")),
        JobSubstatus::ReadyResources => Some((Kind::ResourceUnavailable, "units of a resource")),
        _ => None,
    }
}

/// The causes among streams that are kept.
pub(super) fn of_streams(streams: &[JobStream]) -> Vec<Candidate> {
    let waits = |stream: &&JobStream| matches!(stream.phase(), Phase::Waiting | Phase::Ready);
    streams
        .iter()
        .filter(waits)
        .filter_map(|stream| {
            if stream.priority == Some(0) {
                let text = format!("the job stream {} is held: its priority is 0", stream.name);
                let mut one = Candidate::of_stream(Kind::StreamHeld, stream, text);
                one.blocked = super::not_started(stream);
                return Some(one);
            }
            (stream.unresolved != Some(0)).then(|| {
                let mut one = Candidate::of_stream(Kind::Unknown, stream, String::new());
                one.unread = true;
                one
            })
        })
        .collect()
}

/// What a job or stream waits for, read with its dependencies; none where that is other work.
pub(super) async fn read(plan: &Plan, candidate: &Candidate) -> Option<Candidate> {
    let (name, dependencies) = match &candidate.at {
        At::Job(job) => {
            let read = plan.job(&job.id).await.ok()?;
            (read.name, read.dependencies?)
        }
        At::Stream(stream) => {
            let read = plan.stream(&stream.id).await.ok()?;
            (read.name, read.dependencies?)
        }
        At::Elsewhere => return None,
    };
    let (kind, object, text) = things_waited_for(&name, &dependencies)?;
    let blocked = match &candidate.at {
        At::Stream(stream) => super::not_started(stream),
        _ => 0,
    };
    Some(Candidate {
        kind,
        object,
        summary: text,
        unread: false,
        blocked,
        ..candidate.clone()
    })
}

/// Workstations that keep jobs from starting.
pub(super) fn of_stations(
    stations: &[Workstation],
    counts: &BTreeMap<String, u64>,
    kept: &[Job],
) -> Vec<Candidate> {
    let shown = stations.iter().filter(|workstation| !workstation.ignored);
    shown
        .filter_map(|workstation| {
            let here = |statuses: &[&str]| -> u64 {
                let labels = counts.iter().filter(|(label, _)| {
                    // The status is last; a name may hold a comma of its own.
                    let Some((name, status)) = label.rsplit_once(',') else {
                        return false;
                    };
                    let name = name.trim();
                    (name == workstation.key || name == workstation.name)
                        && statuses.contains(&status.trim())
                });
                labels.map(|(_, n)| n).sum()
            };
            let fenced = kept.iter().filter(|job| {
                job.internal == JobStatus::Fence && job.workstation == workstation.key
            });
            let fenced = fenced.count() as u64;
            let limit = workstation
                .limit
                .and_then(|limit| u64::try_from(limit).ok());
            let (kind, what, blocked) = match workstation.health() {
                WorkstationHealth::Unlinked => (
                    Kind::WorkstationUnlinked,
                    "is not linked".to_owned(),
                    here(&AHEAD),
                ),
                WorkstationHealth::Stopped => (
                    Kind::WorkstationStopped,
                    "has its job manager down".to_owned(),
                    here(&AHEAD),
                ),
                WorkstationHealth::Up if limit == Some(0) => (
                    Kind::WorkstationLimit,
                    "has a job limit of 0".to_owned(),
                    here(&AHEAD),
                ),
                WorkstationHealth::Up if fenced > 0 => {
                    let fence = workstation.fence.map_or_else(
                        || "a fence".to_owned(),
                        |fence| format!("a fence of {fence}"),
                    );
                    (Kind::WorkstationFence, format!("has {fence}"), fenced)
                }
                WorkstationHealth::Up if limit.is_some_and(|limit| here(&["RUNNING"]) >= limit) => {
                    let limit = limit.unwrap_or_default();
                    let what = format!("runs as many jobs as its limit of {limit} lets");
                    (Kind::WorkstationLimit, what, here(&["READY"]))
                }
                _ => return None,
            };
            let text = format!(
                "{} {what}, and {blocked} jobs are to run there",
                workstation.name
            );
            let mut one = Candidate::new(kind, ObjectRef::workstation(workstation), text);
            one.blocked = blocked;
            (blocked > 0).then_some(one)
        })
        .collect()
}

/// A job that runs far over its estimate, or past its deadline.
pub(super) fn of_running(job: &Job, now: Timestamp) -> Option<Candidate> {
    if job.phase() != Phase::Running {
        return None;
    }
    let elapsed = job.last_run()?.duration(now)?;
    let estimated = job.estimated()?;
    let passed = job
        .times
        .deadline
        .map(|deadline| now.as_second() - deadline.as_second());
    let missed = passed.filter(|seconds| *seconds > 0);
    let after = missed.map_or_else(String::new, |seconds| {
        format!("; its deadline passed {} ago", words(seconds))
    });
    let long = elapsed * 2 > estimated * 3 && elapsed - estimated >= OVER;
    if long || missed.is_some() && elapsed > estimated {
        let text = format!(
            "{} has been running for {} and usually takes {}{after}",
            job.name,
            words(elapsed),
            words(estimated)
        );
        return Some(Candidate::of_job(Kind::RunningLongerThanUsual, job, text));
    }
    missed.map(|seconds| {
        let text = format!(
            "{} still runs, {} after its deadline, though no longer than usual: it started late",
            job.name,
            words(seconds)
        );
        Candidate::of_job(Kind::StartedLate, job, text)
    })
}
