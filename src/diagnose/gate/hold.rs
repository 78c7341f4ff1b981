//! Holds: priority 0, by plan or by someone's hand.

use super::super::Kind;
use super::super::confidence::Sign;
use super::super::finding::Found;
use super::{job_fact, stream_fact};
use crate::plan::{CommonStatus, Job, JobStream, JobSubstatus};

/// Where a hold comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Origin {
    /// It is planned with priority 0.
    Plan,
    /// Its priority was this when it was planned, and is 0 now.
    Later(i64),
    /// The scheduler does not tell.
    Untold,
}

fn origin(priority: Option<i64>, planned: Option<i64>) -> Origin {
    match (priority, planned) {
        (Some(0), Some(0)) => Origin::Plan,
        (Some(0), Some(planned)) => Origin::Later(planned),
        _ => Origin::Untold,
    }
}

/// The job is held.
pub(super) fn job(job: &Job) -> Option<Found> {
    let stated =
        job.status == CommonStatus::Held || job.substatus == Some(JobSubstatus::HoldPriorityZero);
    if !stated && job.priority != Some(0) {
        return None;
    }
    let origin = origin(job.priority, job.original_priority);
    let name = &job.name;
    let text = match (origin, job.priority) {
        (Origin::Plan, _) => format!(
            "{name} is on hold by plan: it is planned with priority 0, and starts only when someone releases it"
        ),
        (Origin::Later(planned), _) => format!(
            "{name} is held: its priority was set from {planned} to 0, so it does not start until it is released"
        ),
        (Origin::Untold, Some(0)) => {
            format!("{name} is held: its priority is 0, so it does not start until it is released")
        }
        (Origin::Untold, _) => {
            format!("{name} is held, so it does not start until it is released")
        }
    };
    Some(found(Kind::HeldByOperator, text, origin, job_fact(job)))
}

/// The stream is held.
pub(in super::super) fn stream(stream: &JobStream) -> Option<Found> {
    if stream.priority != Some(0) && stream.status != CommonStatus::Held {
        return None;
    }
    let origin = origin(stream.priority, stream.original_priority);
    let name = &stream.name;
    let text = match (origin, stream.priority) {
        (Origin::Plan, _) => format!(
            "the job stream {name} is on hold by plan: it is planned with priority 0, and none of its jobs starts until someone releases it"
        ),
        (Origin::Later(planned), _) => format!(
            "the job stream {name} is held: its priority was set from {planned} to 0, so none of its jobs starts"
        ),
        (Origin::Untold, Some(0)) => {
            format!("the job stream {name} is held: its priority is 0, so none of its jobs starts")
        }
        (Origin::Untold, _) => {
            format!("the job stream {name} is held, so none of its jobs starts")
        }
    };
    Some(found(Kind::StreamHeld, text, origin, stream_fact(stream)))
}

fn found(kind: Kind, text: String, origin: Origin, fact: super::Fact) -> Found {
    let mut found = Found::here(kind, text, vec![Sign::Stated], vec![fact]);
    found.as_expected = origin == Origin::Plan;
    found
}
