//! Everything that was found downstream, and what of it really waits for the origin.

use std::collections::{HashMap, HashSet};

use super::{DEPTH, Origin};
use crate::plan::{Dependency, Job, JobStream, Phase, PlanNode, Target};

/// Everything that was found downstream.
#[derive(Default)]
pub(in super::super) struct Held {
    /// Jobs that have not started.
    pub jobs: HashMap<String, Job>,
    /// Streams that have not started.
    pub streams: HashMap<String, JobStream>,
    /// Streams in which held jobs are, and the origin's own.
    pub around: HashMap<String, JobStream>,
    /// Jobs that are known to wait for the origin itself, where their dependencies are not told.
    pub direct: HashSet<String>,
    /// Whether there are more than were found.
    pub at_least: bool,
}

impl Held {
    pub fn take(&mut self, nodes: Vec<PlanNode>) {
        for node in nodes {
            match node {
                PlanNode::Job(job) if is_held(job.phase()) => {
                    // What was read with its dependencies is not replaced by less.
                    let known = self.jobs.get(&job.id);
                    if known.is_none_or(|known| known.dependencies.is_none()) {
                        self.jobs.insert(job.id.clone(), *job);
                    }
                }
                PlanNode::Stream(stream) if is_held(stream.phase()) => {
                    let known = self.streams.get(&stream.id);
                    if known.is_none_or(|known| known.dependencies.is_none()) {
                        self.streams.insert(stream.id.clone(), *stream);
                    }
                }
                _ => {}
            }
        }
    }

    /// Keeps what waits for the origin, step by step through open dependencies. Behind a job that
    /// has run already, or an alternative of it, may be things that wait for something else.
    pub fn keep_reached(&mut self, origin: &Origin) {
        let mut reached = Reached::new(origin);
        let mut jobs: Vec<&Job> = self.jobs.values().collect();
        let mut streams: Vec<&JobStream> = self.streams.values().collect();
        jobs.retain(|job| origin.job.as_ref().is_none_or(|one| one.id != job.id));
        streams.retain(|stream| origin.stream.as_ref() != Some(&stream.id));
        let mut steps = 0;
        loop {
            let (new_jobs, rest): (Vec<&Job>, Vec<&Job>) =
                jobs.into_iter().partition(|job| reached.leads_to_job(job));
            let (new_streams, others): (Vec<&JobStream>, Vec<&JobStream>) = streams
                .into_iter()
                .partition(|stream| reached.leads_to(stream.dependencies.as_deref()));
            if new_jobs.is_empty() && new_streams.is_empty() {
                break;
            }
            (jobs, streams) = (rest, others);
            for job in new_jobs {
                reached.jobs.insert(job.id.clone());
                reached.unended.extend(job.stream.id.clone());
            }
            for stream in new_streams {
                reached.streams.insert(stream.id.clone());
                reached.unended.insert(stream.id.clone());
            }
            steps += 1;
        }
        self.at_least |= steps >= DEPTH;
        self.jobs
            .retain(|id, _| reached.jobs.contains(id) && !reached.is_origin(id));
        self.streams.retain(|id, _| reached.streams.contains(id));
    }

    /// Streams that cannot end because of held jobs in them, the fullest first; not the origin's.
    pub fn open_streams(&self, origin: &Origin) -> Vec<String> {
        let mut counted: HashMap<&str, usize> = HashMap::new();
        for id in self
            .jobs
            .values()
            .filter_map(|job| job.stream.id.as_deref())
        {
            *counted.entry(id).or_default() += 1;
        }
        counted.retain(|id, _| {
            origin.stream.as_deref() != Some(*id) && !self.streams.contains_key(*id)
        });
        let mut open: Vec<(&str, usize)> = counted.into_iter().collect();
        open.sort_by_key(|(id, jobs)| (std::cmp::Reverse(*jobs), *id));
        open.into_iter().map(|(id, _)| id.to_owned()).collect()
    }

    /// Streams of the held jobs and of the origin that were not found downstream themselves.
    pub fn streams_around(&self, origin: &Origin) -> Vec<String> {
        let mut wanted: Vec<String> = origin.stream.iter().cloned().collect();
        wanted.extend(self.open_streams(origin));
        wanted
    }

    /// A stream downstream or around.
    pub fn stream(&self, id: &str) -> Option<&JobStream> {
        self.streams.get(id).or_else(|| self.around.get(id))
    }
}

/// What is known to wait for the origin.
struct Reached<'a> {
    origin: &'a Origin,
    jobs: HashSet<String>,
    streams: HashSet<String>,
    /// Streams that cannot end.
    unended: HashSet<String>,
}

impl<'a> Reached<'a> {
    fn new(origin: &'a Origin) -> Self {
        Self {
            origin,
            jobs: origin.job.iter().map(|job| job.id.clone()).collect(),
            streams: HashSet::new(),
            unended: origin.stream.iter().cloned().collect(),
        }
    }

    fn is_origin(&self, id: &str) -> bool {
        self.origin.job.as_ref().is_some_and(|job| job.id == id)
    }

    fn leads_to_job(&self, job: &Job) -> bool {
        let stream = job.stream.id.as_deref();
        let whole = self.origin.job.is_none() && stream == self.origin.stream.as_deref();
        whole && stream.is_some()
            || stream.is_some_and(|id| self.streams.contains(id))
            || self.leads_to(job.dependencies.as_deref())
    }

    /// Whether an open dependency leads to what does not end. Where the server does not tell the
    /// dependencies, or one without its id, its own word that it is downstream is taken.
    fn leads_to(&self, dependencies: Option<&[Dependency]>) -> bool {
        let Some(dependencies) = dependencies else {
            return true;
        };
        dependencies
            .iter()
            .filter(|dependency| dependency.is_open())
            .any(|dependency| match &dependency.target {
                Target::Job { id, .. } => id.as_ref().is_none_or(|id| self.jobs.contains(id)),
                Target::Stream { id, .. } => id.as_ref().is_none_or(|id| self.unended.contains(id)),
                Target::Join { members, .. } => self.leads_to(Some(members)),
                _ => false,
            })
    }
}

fn is_held(phase: Phase) -> bool {
    matches!(
        phase,
        Phase::Waiting | Phase::Ready | Phase::Unknown | Phase::Undecided
    )
}
