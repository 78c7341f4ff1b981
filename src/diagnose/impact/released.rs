//! What becomes free to run when the cause is mended and what it lies in ends well: at once, and
//! in turn. Counted is only what nothing else keeps; what could not be looked at is not counted.

use std::collections::{HashMap, HashSet};

use jiff::Timestamp;

use super::{FIRST, Held, Origin};
use crate::diagnose::{ObjectRef, Released};
use crate::plan::{Dependency, Job, JobStream, Phase, Target, TimeLimits};

/// How free an object is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Freedom {
    /// Everything it waits for is the origin.
    AtOnce,
    /// It follows what is free, or its time comes.
    InTurn,
    /// It waits for what is held and not free.
    Behind,
    /// Something of its own keeps it too.
    Kept,
    /// Not enough is known of it.
    Unknown,
}

/// What a good end of the origin sets free.
pub(super) fn of(held: &Held, origin: &Origin, now: Timestamp) -> Released {
    let mut freed = Freed::new(held, now);
    let mut released = Released::default();
    let mut jobs: Vec<&Job> = held.jobs.values().collect();
    let mut streams: Vec<&JobStream> = held.streams.values().collect();
    jobs.sort_by(|a, b| (!a.critical, &a.key).cmp(&(!b.critical, &b.key)));
    streams.sort_by(|a, b| a.key.cmp(&b.key));
    let mut first_jobs: Vec<ObjectRef> = Vec::new();
    if let Some(job) = &origin.job
        && is_ahead(job.phase())
    {
        // What keeps the origin itself from starting is mended: it is the first to run.
        match freed.own_gates(job) {
            Some(0 | 1) => {
                released.jobs += 1;
                first_jobs.push(ObjectRef::job(job));
                freed.ends(job);
            }
            Some(_) => {
                released.also_kept += 1;
                return released;
            }
            None => {
                released.at_least = true;
                return released;
            }
        }
        freed.first = false;
    } else if let Some(job) = &origin.job {
        freed.ends(job);
    }
    // Without a job it is the stream that ends well.
    if origin.job.is_none() {
        freed.ended_streams.extend(origin.stream.clone());
    }
    loop {
        let before = (jobs.len(), streams.len());
        let mut now_free: Vec<(&Job, Freedom)> = Vec::new();
        jobs.retain(|job| match freed.job(job) {
            freedom @ (Freedom::AtOnce | Freedom::InTurn) => {
                now_free.push((job, freedom));
                false
            }
            _ => true,
        });
        let mut streams_free: Vec<(&JobStream, Freedom)> = Vec::new();
        streams.retain(|stream| match freed.stream(stream) {
            freedom @ (Freedom::AtOnce | Freedom::InTurn) => {
                streams_free.push((stream, freedom));
                false
            }
            _ => true,
        });
        for (job, freedom) in now_free {
            freed.ends(job);
            if freedom == Freedom::AtOnce && freed.first {
                released.jobs += 1;
                first_jobs.push(ObjectRef::job(job));
            } else {
                released.in_turn += 1;
            }
        }
        for (stream, freedom) in streams_free {
            freed.started_streams.insert(stream.id.clone());
            // The jobs of a stream that was found as a whole are not known one by one.
            released.at_least |= !freed.lists_all_of(stream);
            if freedom == Freedom::AtOnce && freed.first {
                released.streams += 1;
                if released.first_streams.len() < FIRST {
                    released.first_streams.push(ObjectRef::stream(stream));
                }
            }
        }
        freed.first = false;
        if before == (jobs.len(), streams.len()) {
            break;
        }
    }
    for job in jobs {
        match freed.job(job) {
            Freedom::Kept => released.also_kept += 1,
            Freedom::Unknown => released.at_least = true,
            _ => {}
        }
    }
    released.at_least |= held.at_least;
    first_jobs.truncate(FIRST);
    released.first_jobs = first_jobs;
    released
}

/// What has ended or started by then.
struct Freed<'a> {
    held: &'a Held,
    now: Timestamp,
    ended_jobs: HashSet<String>,
    ended_streams: HashSet<String>,
    started_streams: HashSet<String>,
    /// Jobs that have ended by then, of each stream.
    ended_of: HashMap<String, i64>,
    /// Whether only the origin has ended so far.
    first: bool,
}

impl<'a> Freed<'a> {
    fn new(held: &'a Held, now: Timestamp) -> Self {
        Self {
            held,
            now,
            ended_jobs: HashSet::new(),
            ended_streams: HashSet::new(),
            started_streams: HashSet::new(),
            ended_of: HashMap::new(),
            first: true,
        }
    }

    /// A job ends well; so does its stream, if nothing else of it is open.
    fn ends(&mut self, job: &Job) {
        self.ended_jobs.insert(job.id.clone());
        let Some(id) = &job.stream.id else { return };
        let ended = self.ended_of.entry(id.clone()).or_default();
        *ended += 1;
        let open = self
            .held
            .stream(id)
            .filter(|stream| stream.counts.jobs > 0)
            .map(|stream| stream.counts.jobs - stream.counts.successful);
        if open == Some(*ended) {
            self.ended_streams.insert(id.clone());
        }
    }

    fn lists_all_of(&self, stream: &JobStream) -> bool {
        let of = |job: &&Job| job.stream.id.as_deref() == Some(&stream.id);
        let listed = self.held.jobs.values().filter(of).count();
        usize::try_from(stream.counts.jobs).is_ok_and(|jobs| jobs > 0 && jobs <= listed)
    }

    /// How many things keep the origin from starting: its own open dependencies, a hold, its time,
    /// and the same of its stream; none when that is not known.
    fn own_gates(&self, job: &Job) -> Option<usize> {
        let own = gates(
            job.dependencies.as_deref()?,
            job.priority,
            &job.times,
            self.now,
        );
        let Some(id) = &job.stream.id else {
            return Some(own);
        };
        let stream = self.held.stream(id)?;
        if !is_ahead(stream.phase()) {
            return Some(own + usize::from(stream.priority == Some(0)));
        }
        let of_stream = match (&stream.dependencies, stream.unresolved) {
            (Some(dependencies), _) => {
                gates(dependencies, stream.priority, &stream.times, self.now)
            }
            (None, Some(open)) => {
                usize::try_from(open).unwrap_or(0)
                    + gates(&[], stream.priority, &stream.times, self.now)
            }
            (None, None) => return None,
        };
        Some(own + of_stream)
    }

    fn job(&self, job: &Job) -> Freedom {
        if !is_ahead(job.phase()) {
            return Freedom::Unknown;
        }
        if job.priority == Some(0) || job.until_gone || job.cancelled {
            return Freedom::Kept;
        }
        let own = match &job.dependencies {
            // The scheduler counts one open dependency, and it is known which.
            None if self.held.direct.contains(&job.id) && job.unresolved == Some(1) => {
                Freedom::AtOnce
            }
            dependencies => self.met(dependencies.as_deref()),
        };
        let gate = self.gate_of_stream(job);
        own.max(gate).max(self.time(&job.times))
    }

    fn stream(&self, stream: &JobStream) -> Freedom {
        if stream.priority == Some(0) || stream.cancelled {
            return Freedom::Kept;
        }
        self.met(stream.dependencies.as_deref())
            .max(self.time(&stream.times))
    }

    /// What its stream lets a job do.
    fn gate_of_stream(&self, job: &Job) -> Freedom {
        let Some(id) = &job.stream.id else {
            return Freedom::AtOnce;
        };
        if self.started_streams.contains(id) {
            // It could start with its stream at the earliest.
            return Freedom::InTurn;
        }
        if self.held.streams.contains_key(id) {
            return Freedom::Behind;
        }
        let Some(stream) = self.held.around.get(id) else {
            return Freedom::Unknown;
        };
        if stream.priority == Some(0) || stream.cancelled {
            return Freedom::Kept;
        }
        if !is_ahead(stream.phase()) {
            return Freedom::AtOnce;
        }
        let own = match (&stream.dependencies, stream.unresolved) {
            (Some(dependencies), _) => self.met(Some(dependencies)),
            (None, Some(0)) => Freedom::AtOnce,
            (None, Some(_)) => Freedom::Kept,
            (None, None) => Freedom::Unknown,
        };
        own.max(self.time(&stream.times))
    }

    fn time(&self, times: &TimeLimits) -> Freedom {
        match times.start {
            Some(at) if at > self.now && times.start_reached != Some(true) => Freedom::InTurn,
            _ => Freedom::AtOnce,
        }
    }

    /// How far these dependencies are met by what has ended by then.
    fn met(&self, dependencies: Option<&[Dependency]>) -> Freedom {
        let Some(dependencies) = dependencies else {
            return Freedom::Unknown;
        };
        let open = dependencies.iter().filter(|one| one.is_open());
        open.map(|one| self.one_met(one))
            .max()
            .unwrap_or(Freedom::AtOnce)
    }

    fn one_met(&self, dependency: &Dependency) -> Freedom {
        if dependency.orphaned || dependency.pending {
            return Freedom::Kept;
        }
        // Which end a condition wants is not known to be a good one.
        if dependency.conditional
            && !dependency
                .conditions
                .iter()
                .any(|one| one.as_str() == "SUCC")
        {
            return Freedom::Unknown;
        }
        match &dependency.target {
            Target::Job { id: Some(id), .. } if self.ended_jobs.contains(id) => Freedom::AtOnce,
            Target::Job { id: Some(id), .. } if self.held.jobs.contains_key(id) => Freedom::Behind,
            Target::Stream { id: Some(id), .. } if self.ended_streams.contains(id) => {
                Freedom::AtOnce
            }
            Target::Stream { id: Some(id), .. } if self.held.stream(id).is_some() => {
                Freedom::Behind
            }
            Target::Join {
                at_least, members, ..
            } => {
                let mut all: Vec<Freedom> = members
                    .iter()
                    .map(|member| match member.is_open() {
                        true => self.one_met(member),
                        false => Freedom::AtOnce,
                    })
                    .collect();
                all.sort();
                let needed = at_least.and_then(|needed| usize::try_from(needed).ok());
                let needed = needed.unwrap_or(all.len());
                let decides = needed.checked_sub(1).and_then(|nth| all.get(nth));
                decides.copied().unwrap_or(Freedom::Unknown)
            }
            _ => Freedom::Kept,
        }
    }
}

fn gates(
    dependencies: &[Dependency],
    priority: Option<i64>,
    times: &TimeLimits,
    now: Timestamp,
) -> usize {
    let open = dependencies.iter().filter(|one| one.is_open()).count();
    let future = times
        .start
        .is_some_and(|at| at > now && times.start_reached != Some(true));
    open + usize::from(priority == Some(0)) + usize::from(future)
}

fn is_ahead(phase: Phase) -> bool {
    matches!(phase, Phase::Waiting | Phase::Ready)
}
