//! Jobs that run: as usual, longer than usual, or started late.

use serde_json::json;

use super::confidence::Sign;
use super::facts::Look;
use super::finding::{Fact, Finding, Found};
use super::{EvidenceType, Kind, ObjectRef, Relation};
use crate::plan::{Dependency, Job, JobStatus, Phase, Target};

/// From this share of the estimate on, a job runs longer than usual (the product's own default for
/// its "long duration" threshold is 150 %).
const LONG_PERCENT: i64 = 150;

/// A job must be this many seconds over its estimate to count, so that short jobs do not.
const LONG_AT_LEAST: i64 = 120;

/// A start this many seconds after the planned one is late.
const LATE_START: i64 = 900;

/// Elapsed and estimated seconds of a job that runs longer than usual.
pub(super) fn overdue(look: &Look<'_>, job: &Job) -> Option<(i64, i64)> {
    if job.phase() != Phase::Running {
        return None;
    }
    let elapsed = job.last_run()?.duration(look.now())?;
    let estimated = job.estimated()?;
    (elapsed * 100 > estimated * LONG_PERCENT && elapsed - estimated >= LONG_AT_LEAST)
        .then_some((elapsed, estimated))
}

/// What is to be said of a running job.
pub(super) fn findings<'a>(look: &Look<'a>, job: &'a Job, is_subject: bool) -> Vec<Finding> {
    let run = job.last_run();
    let started = run.and_then(|run| run.started);
    let elapsed = run.and_then(|run| run.duration(look.now()));
    let facts = vec![run_fact(job, elapsed)];
    if let Some((elapsed, estimated)) = overdue(look, job) {
        let text = format!(
            "{} has been running for {} and usually takes {}",
            job.name,
            words(elapsed),
            words(estimated)
        );
        return vec![
            Found::here(
                Kind::RunningLongerThanUsual,
                text,
                vec![Sign::Stated],
                facts,
            )
            .since(started)
            .found(),
        ];
    }
    if job.internal == JobStatus::Intro && !is_subject {
        let text = format!("{} is being launched and has not started yet", job.name);
        return vec![
            Found::here(Kind::PredecessorNotStarted, text, vec![Sign::Stated], facts).found(),
        ];
    }
    let planned = job.times.start.or(job.scheduled);
    if is_subject
        && let (Some(planned), Some(started)) = (planned, started)
        && started.as_second() - planned.as_second() >= LATE_START
        && (job.is_late(look.now())
            || job
                .critical_start
                .is_some_and(|critical| critical < started)
            || slips(look, job))
    {
        let late = started.as_second() - planned.as_second();
        let text = format!(
            "{} started {} after its planned time and runs as usual since",
            job.name,
            words(late)
        );
        let found =
            Found::here(Kind::StartedLate, text, vec![Sign::Stated], facts).since(Some(started));
        return vec![match delayed_by(look, job) {
            Some((culprit, took, estimated)) => {
                let mut found = found;
                found.summary = format!(
                    "{}, because {} took {} instead of {}",
                    found.summary,
                    culprit.name,
                    words(took),
                    words(estimated)
                );
                found.facts.push(super::gate::job_fact(culprit));
                let status = Some(culprit.internal.to_string());
                found
                    .on(ObjectRef::job(culprit), Relation::WaitsFor, status)
                    .found()
            }
            None => found.found(),
        }];
    }
    let rest = match (elapsed, job.estimated()) {
        (Some(elapsed), Some(estimated)) if estimated > elapsed => {
            format!(
                ", about {} to go by its estimate",
                words(estimated - elapsed)
            )
        }
        _ => String::new(),
    };
    let since = elapsed.map_or_else(String::new, |elapsed| format!(" for {}", words(elapsed)));
    let (kind, text) = if is_subject {
        (
            Kind::RunningNormally,
            format!("{} has been running{since}{rest}", job.name),
        )
    } else {
        (
            Kind::PredecessorRunning,
            format!("{} is still running{since}{rest}", job.name),
        )
    };
    vec![
        Found::here(kind, text, vec![Sign::Stated], facts)
            .since(started)
            .found(),
    ]
}

/// The predecessor whose slowness made the job start late, with what it took and what it usually
/// takes: back along whatever ended last before each start, through streams and joins too.
fn delayed_by<'a>(look: &Look<'a>, job: &'a Job) -> Option<(&'a Job, i64, i64)> {
    look.upstream(&job.id);
    let mut from = job;
    for step in 0..STEPS_BACK {
        let known: Vec<&Job> = before(look, from)
            .into_iter()
            .filter_map(|before| match before {
                // Each step that is not known yet costs a round of requests.
                Before::Job(id) if step < STEPS_READ || look.knows_job(&id) => look.job(&id),
                Before::Job(_) => None,
                Before::Stream(id) => last_of(look, &id),
            })
            .filter(|job| !ended_after(job, from))
            .collect();
        let last = *known.iter().max_by_key(|job| ended(job))?;
        let took = last.last_run()?.duration(look.now())?;
        if let Some(estimated) = last.estimated()
            && took * 100 > estimated * LONG_PERCENT
            && took - estimated >= LONG_AT_LEAST
        {
            return Some((last, took, estimated));
        }
        from = last;
    }
    None
}

/// How far back a delay is followed, and how much of that by requests of its own.
const STEPS_BACK: usize = 24;
const STEPS_READ: usize = 5;

/// What came before a job.
enum Before {
    Job(String),
    Stream(String),
}

/// What a job waited for; of the first jobs of a stream what the stream waited for.
fn before(look: &Look<'_>, job: &Job) -> Vec<Before> {
    let mut found = Vec::new();
    collect(job.dependencies.as_deref().unwrap_or_default(), &mut found);
    if found.is_empty()
        && let Some(stream) = job.stream.id.as_deref().and_then(|id| look.stream(id))
    {
        collect(
            stream.dependencies.as_deref().unwrap_or_default(),
            &mut found,
        );
    }
    found
}

fn collect(dependencies: &[Dependency], found: &mut Vec<Before>) {
    for dependency in dependencies {
        match &dependency.target {
            Target::Job { id: Some(id), .. } => found.push(Before::Job(id.clone())),
            Target::Stream { id: Some(id), .. } => found.push(Before::Stream(id.clone())),
            Target::Join { members, .. } => collect(members, found),
            _ => {}
        }
    }
}

/// The job of a stream that ended last, or one of them that took far longer than usual.
fn last_of<'a>(look: &Look<'a>, stream: &str) -> Option<&'a Job> {
    let jobs = look.stream_jobs(stream)?;
    let over = |job: &&Job| {
        let took = job.last_run()?.duration(look.now())?;
        let estimated = job.estimated()?;
        (took * 100 > estimated * LONG_PERCENT).then_some(took - estimated)
    };
    let slow = jobs.iter().filter(|job| over(job) >= Some(LATE_START));
    let last = slow.max_by_key(|job| over(job));
    last.or_else(|| jobs.iter().max_by_key(|job| ended(job)))
}

fn ended(job: &Job) -> Option<jiff::Timestamp> {
    job.last_run().and_then(|run| run.ended)
}

/// Whether a job had not ended yet when another began, and so did not keep it.
fn ended_after(job: &Job, began: &Job) -> bool {
    let began = began.last_run().and_then(|run| run.started);
    matches!((ended(job), began), (Some(ended), Some(began)) if ended.as_second() > began.as_second() + 300)
}

/// Whether a running job will end after its deadline by its estimate.
fn slips(look: &Look<'_>, job: &Job) -> bool {
    let (Some(deadline), Some(estimated)) = (job.times.deadline, job.estimated()) else {
        return false;
    };
    let started = job
        .last_run()
        .and_then(|run| run.started)
        .unwrap_or(look.now());
    started.as_second() + estimated > deadline.as_second()
}

fn run_fact(job: &Job, elapsed: Option<i64>) -> Fact {
    let estimate = job
        .estimated()
        .map_or_else(String::new, |s| format!(", estimated {}", words(s)));
    let since = elapsed.map_or_else(String::new, |s| format!(" for {}", words(s)));
    Fact {
        kind: EvidenceType::Run,
        title: format!("{} is {}{since}{estimate}", job.short(), job.internal),
        source: super::gate::job_request(&job.id),
        excerpt: None,
        data: json!({
            "key": job.key, "elapsed": elapsed, "estimated": job.estimated(),
            "started": job.last_run().and_then(|run| run.started), "planned": job.times.start.or(job.scheduled),
            "deadline": job.times.deadline, "late": job.late,
        }),
    }
}

/// A duration in words: `2 h 05 min`, `40 s`.
pub fn words(seconds: i64) -> String {
    let seconds = seconds.max(0);
    match seconds {
        0..=99 => format!("{seconds} s"),
        100..=5_999 => format!("{} min", (seconds + 30) / 60),
        6_000..=172_799 => format!("{} h {:02} min", seconds / 3600, seconds / 60 % 60),
        _ => format!("{} days", seconds / 86_400),
    }
}

#[cfg(test)]
mod tests {
    use super::words;

    #[test]
    fn durations_read_well() {
        assert_eq!(words(42), "42 s");
        assert_eq!(words(600), "10 min");
        assert_eq!(words(7_500), "2 h 05 min");
        assert_eq!(words(-5), "0 s");
    }
}
