//! The gates of a start: what keeps a job or stream that has not started from starting.
//!
//! Each gate is one function from facts to findings. A gate that is open yields nothing.

mod dependency;
mod hold;
mod join;
mod resource;
mod slots;
#[cfg(test)]
mod tests;
mod workstation;

use serde_json::json;

use super::confidence::Sign;
use super::facts::Look;
use super::finding::{Fact, Finding, Found, NodeId};
use super::{EvidenceType, Kind, ObjectRef, Relation};
use crate::plan::{Job, JobStatus, JobStream, JobSubstatus, Phase, TimeLimits};

pub(super) use dependency::by_word;
pub(super) use hold::stream as stream_held;
pub(super) use workstation::{
    fact as workstation_fact, under as workstation_under, workstation as workstation_findings,
};

/// What keeps a waiting or ready job from starting.
pub(super) fn job(look: &Look<'_>, job: &Job) -> Vec<Finding> {
    let mut findings: Vec<Finding> = hold::job(job).map(Found::found).into_iter().collect();
    findings.extend(until(look, job));
    let of = Of::Job(job);
    for dependency in job.dependencies.iter().flatten() {
        dependency::look_at(look, of, dependency, &mut findings);
    }
    let of_stream = of_stream(look, job);
    // Where the stream explains the wait, the substatus of the job says nothing of its own.
    let stated = job.substatus.as_ref().filter(|_| of_stream.is_empty());
    findings.extend(time(look, &job.times, stated, of));
    findings.extend(of_stream);
    if job.phase() == Phase::Ready || findings.is_empty() {
        findings.extend(workstation::job(look, job, stated));
    }
    if findings.is_empty() {
        findings.extend(substatus_alone(job));
    }
    dependency::drop_unasked_prompts(&mut findings);
    // What is passed over waits for the same as any other until its turn comes.
    findings.extend(no_operation(job, !findings.is_empty()));
    findings
}

/// What keeps a waiting or ready stream from starting.
pub(super) fn stream(look: &Look<'_>, stream: &JobStream) -> Vec<Finding> {
    let mut findings: Vec<Finding> = hold::stream(stream).map(Found::found).into_iter().collect();
    let of = Of::Stream(stream);
    for dependency in stream.dependencies.iter().flatten() {
        dependency::look_at(look, of, dependency, &mut findings);
    }
    findings.extend(time(look, &stream.times, None, of));
    if stream.limit == Some(0) {
        findings.push(slots::none(stream).found());
    }
    if stream
        .times
        .latest_start
        .is_some_and(|until| until < look.now())
        && stream.times.latest_start_action_suppresses()
    {
        findings.push(
            Found::here(
                Kind::Suppressed,
                format!(
                    "the latest start time of {} has passed, so it will not start",
                    stream.name
                ),
                vec![Sign::Derived],
                vec![stream_fact(stream)],
            )
            .never()
            .found(),
        );
    }
    dependency::drop_unasked_prompts(&mut findings);
    findings
}

/// The job is not to be executed.
fn no_operation(job: &Job, waits: bool) -> Option<Finding> {
    job.no_operation.then(|| {
        let mut found = Found::here(
            Kind::NoOperation,
            format!(
                "{} is marked as no operation: the scheduler passes over it without executing it",
                job.name
            ),
            vec![Sign::Stated],
            vec![job_fact(job)],
        )
        .expected();
        found.secondary = waits;
        found.found()
    })
}

/// The latest start time has passed.
fn until(look: &Look<'_>, job: &Job) -> Option<Finding> {
    let passed = job
        .times
        .latest_start
        .is_some_and(|until| until < look.now());
    if !(job.until_gone || passed) || !job.times.latest_start_action_suppresses() {
        return None;
    }
    let when = job
        .times
        .latest_start
        .map_or_else(String::new, |at| format!(" ({at})"));
    let sign = if job.until_gone {
        Sign::Stated
    } else {
        Sign::Derived
    };
    Some(
        Found::here(
            Kind::Suppressed,
            format!(
                "the latest start time{when} of {} has passed, so it will not start by itself",
                job.name
            ),
            vec![sign],
            vec![job_fact(job)],
        )
        .never()
        .found(),
    )
}

/// The earliest start time has not come.
fn time(
    look: &Look<'_>,
    times: &TimeLimits,
    substatus: Option<&JobSubstatus>,
    of: Of<'_>,
) -> Option<Finding> {
    let future = times
        .start
        .filter(|start| *start > look.now() && times.start_reached != Some(true));
    let stated = substatus == Some(&JobSubstatus::HoldTime);
    if future.is_none() && !stated {
        return None;
    }
    let when = future.map_or_else(
        || "its start time".to_owned(),
        |at| format!("its start time {at}"),
    );
    Some(
        Found::here(
            Kind::TimeNotReached,
            format!("{} waits for {when}", of.name()),
            vec![if stated || times.start_reached == Some(false) {
                Sign::Stated
            } else {
                Sign::Derived
            }],
            vec![of.fact()],
        )
        .found(),
    )
}

/// The stream of the job: held, cancelled, limited, or itself not started.
fn of_stream(look: &Look<'_>, job: &Job) -> Vec<Finding> {
    let Some(stream) = job.stream.id.as_deref().and_then(|id| look.stream(id)) else {
        return Vec::new();
    };
    let mut findings = Vec::new();
    let object = || ObjectRef::stream(stream);
    let status = || Some(stream.internal.to_string());
    if job.stream_cancelled || stream.cancelled {
        let found = Found::here(
            Kind::Cancelled,
            format!(
                "the job stream {} was cancelled, so {} will not start",
                stream.name, job.name
            ),
            vec![Sign::Stated],
            vec![stream_fact(stream)],
        );
        let found = found.never().expected();
        return vec![found.on(object(), Relation::PartOf, status()).found()];
    }
    match stream.phase() {
        Phase::Waiting | Phase::Ready => {
            let gates = self::stream(look, stream);
            if !gates.is_empty() {
                findings.push(Finding::Follow {
                    to: NodeId::Stream(stream.id.clone()),
                    relation: Relation::PartOf,
                    facts: look.wording(|| vec![stream_fact(stream)]),
                });
                return findings;
            }
        }
        _ => findings.extend(
            hold::stream(stream)
                .map(|found| found.on(object(), Relation::PartOf, status()).found()),
        ),
    }
    if job.phase() == Phase::Ready {
        findings.extend(slots::taken(look, job, stream));
    }
    findings
}

/// Nothing else was found, but the scheduler's substatus names the reason.
fn substatus_alone(job: &Job) -> Option<Finding> {
    use JobSubstatus as S;
    let (kind, words) = match job.substatus.as_ref()? {
        S::HoldPredecessor => (
            Kind::PredecessorNotStarted,
            "waits for a predecessor that could not be read",
        ),
        S::HoldCondition => (
            Kind::Suppressed,
            "waits for a condition of a predecessor that was not met",
        ),
        S::HoldTime => (Kind::TimeNotReached, "waits for its start time"),
        S::HoldPrompt => (Kind::PromptUnanswered, "waits for the answer to a prompt"),
        S::HoldFile => (Kind::FileMissing, "waits for a file"),
        S::ReadyResources => (Kind::ResourceUnavailable, "waits for units of a resource"),
        S::ReadyLimit => (
            Kind::WorkstationLimit,
            "waits because a job limit is reached",
        ),
        S::ReadyAgent => (Kind::AgentUnavailable, "waits for its agent"),
        S::ReadyUser => (Kind::ConfirmationRequired, "waits for a person"),
        S::ReadySuppressed | S::SupprUnsatisfied | S::SupprWorkstationIgnored => {
            (Kind::Suppressed, "was suppressed")
        }
        _ => return None,
    };
    let found = Found::here(
        kind,
        format!("{} {words}", job.name),
        vec![Sign::Stated],
        vec![job_fact(job)],
    );
    Some(found.found())
}

impl TimeLimits {
    /// Whether passing the latest start time suppresses or cancels (the default), not "continue".
    pub(super) fn latest_start_action_suppresses(&self) -> bool {
        self.latest_start_action != Some(crate::tws::status::LateStartAction::Continue)
    }
}

/// The object whose gate is looked at.
#[derive(Clone, Copy)]
pub(super) enum Of<'a> {
    /// A job.
    Job(&'a Job),
    /// A stream.
    Stream(&'a JobStream),
}

impl<'a> Of<'a> {
    /// Its name.
    pub fn name(self) -> &'a str {
        match self {
            Self::Job(job) => &job.name,
            Self::Stream(stream) => &stream.name,
        }
    }

    /// Its state as a fact.
    pub fn fact(self) -> Fact {
        match self {
            Self::Job(job) => job_fact(job),
            Self::Stream(stream) => stream_fact(stream),
        }
    }

    /// The request that reads it.
    pub fn request(self) -> String {
        match self {
            Self::Job(job) => job_request(&job.id),
            Self::Stream(stream) => stream_request(&stream.id),
        }
    }

    /// Whether it is this job.
    pub fn is_job(self, id: &str) -> bool {
        matches!(self, Self::Job(job) if job.id == id)
    }

    /// Whether it is this stream or in it.
    pub fn is_in_stream(self, id: &str) -> bool {
        match self {
            Self::Job(job) => job.stream.id.as_deref() == Some(id),
            Self::Stream(stream) => stream.id == id,
        }
    }
}

/// The request that reads a job.
pub(super) fn job_request(id: &str) -> String {
    format!("GET /twsd/api/v2/plan/job/{id}")
}

/// The request that reads a stream.
pub(super) fn stream_request(id: &str) -> String {
    format!("GET /twsd/api/v2/plan/jobstream/{id}")
}

/// The state of a job as a fact.
pub(super) fn job_fact(job: &Job) -> Fact {
    let run = job.last_run();
    let mut title = format!("Job {} is {}", job.short(), job.internal);
    if job.internal.as_str().is_empty() {
        title = format!("Job {} is {}", job.short(), job.status);
    }
    if let Some(substatus) = &job.substatus {
        title.push_str(&format!(" ({substatus})"));
    }
    if job.cancelled {
        title.push_str(", cancelled");
    }
    if let Some(code) = run
        .and_then(|run| run.return_code)
        .filter(|_| job.phase() == Phase::Failed)
    {
        title.push_str(&format!(", return code {code}"));
    }
    Fact {
        kind: EvidenceType::Job,
        title,
        source: job_request(&job.id),
        excerpt: None,
        data: json!({
            "key": job.key, "status": job.status, "internal": job.internal, "substatus": job.substatus,
            "priority": job.priority, "planned_priority": job.original_priority, "workstation": job.workstation, "unresolved": job.unresolved,
            "cancelled": job.cancelled, "critical": job.critical,
            "start": job.times.start, "latest_start": job.times.latest_start, "deadline": job.times.deadline,
            "return_code": run.and_then(|run| run.return_code), "started": run.and_then(|run| run.started),
            "ended": run.and_then(|run| run.ended),
        }),
    }
}

/// The state of a stream as a fact.
pub(super) fn stream_fact(stream: &JobStream) -> Fact {
    let mut title = format!("Job stream {} is {}", stream.name, stream.internal);
    if stream.cancelled {
        title.push_str(", cancelled");
    }
    if stream.carried_forward {
        title.push_str(", carried forward");
    }
    Fact {
        kind: EvidenceType::Stream,
        title,
        source: stream_request(&stream.id),
        excerpt: None,
        data: json!({
            "key": stream.key, "status": stream.status, "internal": stream.internal, "priority": stream.priority,
            "planned_priority": stream.original_priority,
            "limit": stream.limit, "jobs": stream.counts.jobs, "executing": stream.counts.executing,
            "abended": stream.counts.abended, "failed": stream.counts.failed, "start": stream.times.start,
            "scheduled": stream.scheduled, "deadline": stream.times.deadline,
        }),
    }
}

/// Whether an internal status is the one for a priority below the fence.
pub(super) fn is_fence(status: &JobStatus) -> bool {
    *status == JobStatus::Fence
}
