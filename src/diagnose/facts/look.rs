//! What a rule sees of the facts.

use std::cell::RefCell;

use jiff::Timestamp;

use super::{Facts, Need};
use crate::diagnose::dictionary::{Dictionary, LogMatch};
use crate::diagnose::finding::Fact;
use crate::diagnose::log::LogReading;
use crate::plan::{Dependency, Job, JobStream, Resource, Target, Workstation, base_name};

/// A read-only look at the facts that remembers what was missing.
pub(in crate::diagnose) struct Look<'a> {
    facts: &'a Facts,
    missing: RefCell<Vec<Need>>,
    /// Whether the facts behind each step are put into words.
    worded: bool,
}

impl<'a> Look<'a> {
    /// Looks at these facts.
    pub fn new(facts: &'a Facts) -> Self {
        Self {
            facts,
            missing: RefCell::default(),
            worded: true,
        }
    }

    /// The same without words for the steps: most of them are never told.
    pub fn silent(mut self) -> Self {
        self.worded = false;
        self
    }

    /// The facts behind a step, where steps are put into words.
    pub fn wording(&self, facts: impl FnOnce() -> Vec<Fact>) -> Vec<Fact> {
        if self.worded { facts() } else { Vec::new() }
    }

    /// What was asked for and not there.
    pub fn into_missing(self) -> Vec<Need> {
        self.missing.into_inner()
    }

    /// The time all ages are counted to.
    pub fn now(&self) -> Timestamp {
        self.facts.now
    }

    fn want(&self, need: Need) {
        if !self.facts.done.contains_key(&need) {
            self.missing.borrow_mut().push(need);
        }
    }

    /// Why a need could not be met.
    pub fn failure(&self, need: &Need) -> Option<&'a str> {
        self.facts.done.get(need).and_then(Option::as_deref)
    }

    /// A job that is known to wait for this object, with that dependency.
    pub fn waiting_for(&self, id: &str) -> Option<(&'a Job, &'a Dependency)> {
        self.facts.jobs.values().find_map(|job| {
            let open = job.dependencies.iter().flatten().find(|one| {
                let target = match &one.target {
                    Target::Job { id, .. } | Target::Stream { id, .. } => id.as_deref(),
                    _ => None,
                };
                target == Some(id)
            })?;
            Some((job, open))
        })
    }

    /// A job with its dependencies.
    pub fn job(&self, id: &str) -> Option<&'a Job> {
        let known = self.facts.jobs.get(id);
        if known.is_none() {
            self.want(Need::Job(id.to_owned()));
        }
        known
    }

    /// A stream with its dependencies.
    pub fn stream(&self, id: &str) -> Option<&'a JobStream> {
        let known = self.facts.streams.get(id);
        if known.is_none() {
            self.want(Need::Stream(id.to_owned()));
        }
        known
    }

    /// Reads what is upstream of a job in one call, where the server has one.
    pub fn upstream(&self, id: &str) {
        self.want(Need::Upstream(id.to_owned()));
    }

    /// Whether a job was read already.
    pub fn knows_job(&self, id: &str) -> bool {
        self.facts.jobs.contains_key(id)
    }

    /// A stream if it was read already.
    pub fn known_stream(&self, id: &str) -> Option<&'a JobStream> {
        self.facts.streams.get(id)
    }

    /// The jobs of a stream, without their dependencies.
    pub fn stream_jobs(&self, id: &str) -> Option<&'a [Job]> {
        let need = Need::StreamJobs(id.to_owned());
        self.want(need.clone());
        self.facts.lists.get(&need).map(Vec::as_slice)
    }

    /// What runs on a workstation.
    pub fn running_on(&self, key: &str) -> Option<&'a [Job]> {
        let need = Need::Running(key.to_owned());
        self.want(need.clone());
        self.facts.lists.get(&need).map(Vec::as_slice)
    }

    /// A workstation.
    pub fn workstation(&self, key: &str) -> Option<&'a Workstation> {
        self.want(Need::Workstation(key.to_owned()));
        self.facts.workstations.get(key)?.as_ref()
    }

    /// The log of a run.
    pub fn log(&self, run: &str) -> Option<&'a LogReading> {
        self.want(Need::Log(run.to_owned()));
        self.facts.logs.get(run).map(|(reading, _)| reading)
    }

    /// What the site knows, and the lines of a run's log that it knows something about.
    pub fn site(&self, run: Option<&str>) -> (&'a Dictionary, &'a [LogMatch]) {
        let matches = run.and_then(|run| self.facts.logs.get(run));
        (
            &self.facts.site,
            matches.map_or(&[], |(_, matches)| matches.as_slice()),
        )
    }

    /// A resource; of several of the name, the one on that workstation.
    pub fn resource(&self, name: &str, workstation: Option<&str>) -> Option<&'a Resource> {
        self.want(Need::Resource(name.to_owned()));
        let found = self.facts.resources.get(name)?;
        found
            .iter()
            .find(|resource| workstation.is_some_and(|w| resource.key.contains(base_name(w))))
            .or_else(|| found.first())
    }
}
