//! What one object of the walk yields: causes that are found at it, and what it waits for.

use super::FAN_OUT;
use crate::diagnose::confidence::Sign;
use crate::diagnose::facts::{Look, Need};
use crate::diagnose::finding::{Fact, Finding, Found, NodeId};
use crate::diagnose::{Kind, ObjectRef, ObjectType, Relation, failure, gate, running};
use crate::plan::{Job, JobStatus, JobStream, JobSubstatus, Phase, StreamStatus, Target};

/// What one object yields.
pub(super) fn expand(look: &Look<'_>, node: &NodeId, is_subject: bool) -> Vec<Finding> {
    let mut findings = match node {
        NodeId::Job(id) => match look.job(id) {
            Some(job) => expand_job(look, job, is_subject),
            None => unreadable(look, &Need::Job(id.clone()), id),
        },
        NodeId::Stream(id) => match look.stream(id) {
            Some(stream) => expand_stream(look, stream, is_subject),
            None => unreadable(look, &Need::Stream(id.clone()), id),
        },
    };
    if !is_subject {
        for finding in &mut findings {
            // That it does not run was decided for it, not for what waits behind it.
            if let Finding::Cause(found) = finding
                && matches!(found.kind, Kind::Cancelled | Kind::Suppressed)
            {
                found.as_expected = false;
            }
        }
    }
    findings
}

/// The object could not be read: say what is known of it by those who wait for it, and do not guess.
fn unreadable(look: &Look<'_>, need: &Need, id: &str) -> Vec<Finding> {
    let why = look.failure(need).unwrap_or("not read");
    if let Some((job, dependency)) = look.waiting_for(id) {
        let fact = gate::job_fact(job);
        return vec![gate::by_word(dependency, &job.name, fact, Some((id, why)))];
    }
    let text = format!("a predecessor could not be read: {why}");
    let object = ObjectRef::other(ObjectType::Job, id, id, Some(id.to_owned()));
    let found = Found::here(
        Kind::PredecessorNotStarted,
        text,
        vec![Sign::Absence],
        Vec::new(),
    );
    vec![found.on(object, Relation::WaitsFor, None).found()]
}

fn expand_job<'a>(look: &Look<'a>, job: &'a Job, is_subject: bool) -> Vec<Finding> {
    let here = |kind, text: String| {
        vec![
            Found::here(kind, text, vec![Sign::Stated], vec![gate::job_fact(job)])
                .since(job.since())
                .found(),
        ]
    };
    match job.phase() {
        Phase::Failed => failure::findings(look, job, is_subject),
        Phase::Running => runs(look, job, is_subject),
        Phase::Waiting | Phase::Ready => {
            let found = gate::job(look, job);
            if !found.is_empty() {
                return found;
            }
            let text = format!(
                "{} has not started, and nothing in the plan says why",
                job.name
            );
            let kind = if is_subject {
                Kind::Unknown
            } else {
                Kind::PredecessorNotStarted
            };
            vec![Found::here(kind, text, vec![Sign::Absence], vec![gate::job_fact(job)]).found()]
        }
        Phase::AwaitsConfirmation => here(
            Kind::ConfirmationRequired,
            format!(
                "{} has ended and waits for someone to confirm the result",
                job.name
            ),
        ),
        Phase::Cancelled => {
            let text = format!("{} was cancelled, so it will not run", job.name);
            vec![decided(Kind::Cancelled, text, gate::job_fact(job)).found()]
        }
        Phase::Suppressed => suppressed(look, job),
        Phase::Undecided => here(
            Kind::InternetworkUndecided,
            format!(
                "the state of {} is kept by another scheduler and is not known here ({})",
                job.name, job.internal
            ),
        ),
        Phase::Done if job.no_operation => here(
            Kind::NoOperation,
            format!(
                "{} is marked as no operation: it counts as done without having been executed",
                job.name
            ),
        ),
        // Reached through an open dependency, it has ended meanwhile: nothing is to blame there.
        Phase::Done if is_subject => completed(job),
        Phase::Done => Vec::new(),
        Phase::Unknown => here(
            Kind::Unknown,
            format!(
                "the status of {} ({} {}) is not known to this version",
                job.name, job.status, job.internal
            ),
        ),
    }
}

/// Something that someone, or a condition, decided: it does not come any more.
fn decided(kind: Kind, text: String, fact: Fact) -> Found {
    Found::here(kind, text, vec![Sign::Stated], vec![fact])
        .never()
        .expected()
}

/// A job that runs, as far as can be heard of it.
fn runs(look: &Look<'_>, job: &Job, is_subject: bool) -> Vec<Finding> {
    let mut findings = running::findings(look, job, is_subject);
    for finding in &mut findings {
        // What is being launched starts in a moment.
        if let Finding::Cause(found) = finding
            && found.kind == Kind::PredecessorNotStarted
            && job.internal == JobStatus::Intro
        {
            found.as_expected = true;
        }
    }
    findings.extend(gate::workstation_under(look, job).map(Found::found));
    findings
}

fn suppressed(look: &Look<'_>, job: &Job) -> Vec<Finding> {
    let until = job
        .times
        .latest_start
        .filter(|until| job.until_gone || *until < look.now());
    let conditions = || {
        job.dependencies
            .iter()
            .flatten()
            .filter(|dependency| dependency.conditional && dependency.is_open())
    };
    let stated = job.substatus == Some(JobSubstatus::SupprUnsatisfied);
    let (why, expected) = match until {
        Some(until) => (
            format!("its latest start time {until} passed before it could start"),
            false,
        ),
        None if job.substatus == Some(JobSubstatus::SupprWorkstationIgnored) => {
            ("its workstation is left out of the plan".to_owned(), false)
        }
        None if stated || conditions().next().is_some() => {
            ("a condition it depends on was not met".to_owned(), true)
        }
        None => ("the plan does not say why".to_owned(), false),
    };
    let mut facts = vec![gate::job_fact(job)];
    let mut failed = Vec::new();
    for dependency in conditions() {
        if let Target::Job { id: Some(id), .. } = &dependency.target
            && let Some(predecessor) = look.job(id)
        {
            facts.push(gate::job_fact(predecessor));
            if until.is_none() && predecessor.phase() == Phase::Failed {
                failed.push(Finding::Follow {
                    to: NodeId::Job(id.clone()),
                    relation: Relation::WaitsFor,
                    facts: look.wording(|| facts.clone()),
                });
            }
        }
    }
    let mut found = Found::here(
        Kind::Suppressed,
        format!("{} was suppressed: {why}", job.name),
        vec![Sign::Stated],
        facts,
    )
    .never();
    // A condition that a failure decided was not decided as it was meant.
    found.as_expected = expected && failed.is_empty();
    failed.push(found.found());
    failed
}

fn completed(job: &Job) -> Vec<Finding> {
    let failed = job.runs.iter().filter(|run| run.failed()).count();
    let text = match (failed, job.last_run().and_then(|run| run.ended)) {
        (0, Some(at)) => format!("{} completed at {at}; nothing is wrong with it", job.name),
        (0, None) => format!("{} has completed; nothing is wrong with it", job.name),
        (1, _) => format!(
            "{} failed once, was rerun and has completed since; nothing is wrong with it now",
            job.name
        ),
        (n, _) => format!(
            "{} failed {n} times, was rerun and has completed since; nothing is wrong with it now",
            job.name
        ),
    };
    vec![
        Found::here(
            Kind::Completed,
            text,
            vec![Sign::Stated],
            vec![gate::job_fact(job)],
        )
        .found(),
    ]
}

fn expand_stream(look: &Look<'_>, stream: &JobStream, is_subject: bool) -> Vec<Finding> {
    let here = |kind, text: String| {
        vec![
            Found::here(
                kind,
                text,
                vec![Sign::Stated],
                vec![gate::stream_fact(stream)],
            )
            .found(),
        ]
    };
    match stream.phase() {
        Phase::Failed | Phase::Running => inside(look, stream, is_subject),
        Phase::Waiting | Phase::Ready => {
            let mut found = gate::stream(look, stream);
            if found.is_empty() {
                found = inside(look, stream, is_subject);
            }
            found
        }
        Phase::Cancelled => {
            let text = format!("the job stream {} was cancelled", stream.name);
            vec![decided(Kind::Cancelled, text, gate::stream_fact(stream)).found()]
        }
        Phase::Suppressed => vec![
            Found::here(
                Kind::Suppressed,
                format!("the job stream {} was suppressed", stream.name),
                vec![Sign::Stated],
                vec![gate::stream_fact(stream)],
            )
            .never()
            .found(),
        ],
        Phase::Undecided => here(
            Kind::InternetworkUndecided,
            format!(
                "the state of the job stream {} is not known here ({})",
                stream.name, stream.internal
            ),
        ),
        Phase::AwaitsConfirmation => inside(look, stream, is_subject),
        Phase::Done if is_subject => here(
            Kind::Completed,
            format!("the job stream {} has completed", stream.name),
        ),
        Phase::Done => Vec::new(),
        Phase::Unknown => here(
            Kind::Unknown,
            format!(
                "the status of the job stream {} ({}) is not known to this version",
                stream.name, stream.internal
            ),
        ),
    }
}

/// What keeps a stream that began from ending: its failed jobs, else those that wait for a person,
/// else those that run, else the first that could start.
fn inside(look: &Look<'_>, stream: &JobStream, is_subject: bool) -> Vec<Finding> {
    let held = gate::stream_held(stream).map(Found::found);
    let Some(jobs) = look.stream_jobs(&stream.id) else {
        return held.into_iter().collect();
    };
    let of = |wanted: &[Phase]| {
        jobs.iter()
            .filter(|job| wanted.contains(&job.phase()))
            .take(FAN_OUT)
            .collect::<Vec<_>>()
    };
    let mut chosen = of(&[Phase::Failed, Phase::AwaitsConfirmation, Phase::Undecided]);
    let mut overdue: Vec<&Job> = jobs
        .iter()
        .filter(|job| running::overdue(look, job).is_some())
        .take(FAN_OUT)
        .collect();
    chosen.append(&mut overdue);
    if chosen.is_empty() && held.is_none() {
        chosen = of(&[Phase::Running]);
        // One running job stands for all: they are alike to whoever waits for the stream.
        chosen.truncate(if is_subject { 2 } else { 1 });
    }
    if chosen.is_empty() && held.is_none() {
        chosen = of(&[Phase::Ready]);
    }
    if chosen.is_empty() && held.is_none() {
        let mut waiting = of(&[Phase::Waiting, Phase::Suppressed]);
        waiting.sort_by_key(|job| job.unresolved.unwrap_or(i64::MAX));
        waiting.truncate(3);
        chosen = waiting;
    }
    let mut findings: Vec<Finding> = held.into_iter().collect();
    findings.extend(chosen.into_iter().map(|job| Finding::Follow {
        to: NodeId::Job(job.id.clone()),
        relation: Relation::Contains,
        facts: look.wording(|| vec![gate::stream_fact(stream)]),
    }));
    if findings.is_empty() && is_subject {
        let text = match stream.internal {
            StreamStatus::Exec => format!(
                "the job stream {} is running and none of its jobs is in trouble",
                stream.name
            ),
            _ => format!(
                "nothing in the plan says what keeps the job stream {}",
                stream.name
            ),
        };
        let kind = if stream.phase() == Phase::Running {
            Kind::RunningNormally
        } else {
            Kind::Unknown
        };
        findings.push(
            Found::here(
                kind,
                text,
                vec![Sign::Absence],
                vec![gate::stream_fact(stream)],
            )
            .found(),
        );
    }
    findings
}
