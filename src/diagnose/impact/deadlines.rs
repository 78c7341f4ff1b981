//! The deadlines downstream of a cause: which are threatened, how much is left for the others.

use std::collections::HashMap;

use jiff::Timestamp;

use super::{Held, Origin};
use crate::diagnose::outlook::Reserve;
use crate::diagnose::{AtRisk, Network, ObjectRef};
use crate::plan::{Job, JobStream};

/// What must be kept downstream.
#[derive(Default)]
pub(super) struct Dates {
    /// Critical jobs.
    pub critical: Vec<AtRisk>,
    /// Deadlines that are missed as things stand.
    pub threatened: Vec<AtRisk>,
    /// How many others there are.
    pub in_time: u64,
    /// The one of them with the least time left.
    pub next: Option<AtRisk>,
}

/// Looks at every deadline downstream. The time left is what the way from the origin leaves, if
/// the origin were mended now; what else a job waits for can only make it less.
pub(super) fn of(held: &Held, origin: &Origin, now: Timestamp) -> Dates {
    let jobs = held.jobs.values().chain(origin.job.as_ref());
    let streams = held.streams.values().chain(held.around.values());
    let network = Network::new(jobs.cloned(), streams.cloned());
    let mut reserves = network.reserves(now);
    let act = origin.needs_someone();
    let mut dates = Dates::default();
    let mut all = Vec::new();
    // When the last of the jobs that were found of each stream ends.
    let mut ends: HashMap<&str, Reserve> = HashMap::new();
    let mut listed: Vec<&Job> = held.jobs.values().collect();
    listed.sort_by(|a, b| a.key.cmp(&b.key));
    for job in listed.iter().copied().chain(origin.job.as_ref()) {
        let reserve = reserves.of_job(&job.id);
        if let (Some(reserve), Some(id)) = (reserve, job.stream.id.as_deref()) {
            let latest = ends.entry(id).or_insert(reserve);
            latest.known &= reserve.known;
            latest.finish = latest.finish.max(reserve.finish);
        }
        let own = origin.job.as_ref().is_some_and(|one| one.id == job.id);
        if job.times.deadline.is_none() && !job.critical {
            continue;
        }
        let left = reserve.and_then(|one| one.left(job.times.deadline?));
        // The scheduler's own latest start is kept too, where it gives one.
        let latest_start = job.critical_start.filter(|_| !own);
        let start = latest_start.map(|at| at.as_second() - now.as_second());
        let slack = left.into_iter().chain(start).min();
        let risk = AtRisk::new(ObjectRef::job(job), job.times.deadline, slack, now, act);
        if job.critical && !own {
            dates.critical.push(risk.clone());
        }
        if job.times.deadline.is_some() {
            all.push(risk);
        }
    }
    for stream in held.streams.values().chain(held.around.values()) {
        let Some(deadline) = stream.times.deadline else {
            continue;
        };
        let left = of_stream(stream, &mut reserves, &ends).and_then(|one| one.left(deadline));
        let object = ObjectRef::stream(stream);
        all.push(AtRisk::new(object, Some(deadline), left, now, act));
    }
    let by_time = |risk: &AtRisk| {
        (
            risk.slack.is_none(),
            risk.slack,
            risk.deadline,
            risk.object.key.clone(),
        )
    };
    dates.critical.sort_by_key(by_time);
    all.sort_by_key(by_time);
    let (threatened, in_time): (Vec<AtRisk>, Vec<AtRisk>) =
        all.into_iter().partition(|risk| is_missed(risk, now));
    dates.in_time = in_time.len() as u64;
    dates.next = in_time.into_iter().next();
    dates.threatened = threatened;
    dates
}

/// A stream ends with the last of its jobs: where not all of them are known, not before its own
/// estimate is over either.
fn of_stream(
    stream: &JobStream,
    reserves: &mut crate::diagnose::outlook::Reserves<'_>,
    ends: &HashMap<&str, Reserve>,
) -> Option<Reserve> {
    let jobs = ends.get(stream.id.as_str()).copied();
    if !stream_is_ahead(stream) {
        // Of a stream that runs the jobs that are held up decide.
        return jobs;
    }
    let own = reserves.of_stream(&stream.id);
    match (own, jobs) {
        (Some(own), Some(jobs)) => Some(Reserve {
            finish: own.finish.max(jobs.finish),
            known: own.known && jobs.known,
        }),
        (own, jobs) => own.or(jobs),
    }
}

fn stream_is_ahead(stream: &JobStream) -> bool {
    use crate::plan::Phase;
    matches!(
        stream.phase(),
        Phase::Waiting | Phase::Ready | Phase::Undecided | Phase::Unknown
    )
}

/// Whether a deadline is missed as things stand: it has passed, or what lies before it takes longer
/// than is left.
fn is_missed(risk: &AtRisk, now: Timestamp) -> bool {
    risk.deadline.is_some_and(|deadline| deadline <= now) || risk.slack.is_some_and(|left| left < 0)
}
