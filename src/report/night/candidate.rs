//! A cause in the making.

use std::cmp::Reverse;
use std::collections::HashMap;

use super::NightCause;
use crate::diagnose::{Impact, Kind, ObjectRef, Subject};
use crate::plan::{Job, JobStream};

/// Where the blockage begins.
#[derive(Debug, Clone)]
pub(super) enum At {
    Job(Box<Job>),
    Stream(Box<JobStream>),
    /// Not at one job or stream.
    Elsewhere,
}

impl At {
    /// The job or stream, as the diagnosis takes it.
    pub fn subject(&self) -> Option<Subject> {
        match self {
            Self::Job(job) => Some(Subject::Job(job.clone())),
            Self::Stream(stream) => Some(Subject::Stream(stream.id.clone())),
            Self::Elsewhere => None,
        }
    }
}

/// A cause in the making.
#[derive(Debug, Clone)]
pub(super) struct Candidate {
    pub kind: Kind,
    pub summary: String,
    /// The line of the log that says so.
    pub line: String,
    pub object: ObjectRef,
    pub at: At,
    pub failed: u64,
    pub blocked: u64,
    pub in_stream: u64,
    /// Ids of the jobs that are kept themselves.
    pub kept: Vec<String>,
    /// Whether it has to be read to know what it waits for.
    pub unread: bool,
    pub concluded: bool,
    pub impact: Option<Impact>,
}

impl Candidate {
    pub fn new(kind: Kind, object: ObjectRef, summary: String) -> Self {
        Self {
            kind,
            summary,
            line: String::new(),
            object,
            at: At::Elsewhere,
            failed: 0,
            blocked: 0,
            in_stream: 0,
            kept: Vec::new(),
            unread: false,
            concluded: false,
            impact: None,
        }
    }

    /// One that lies in a job.
    pub fn of_job(kind: Kind, job: &Job, summary: String) -> Self {
        Self {
            at: At::Job(Box::new(job.clone())),
            ..Self::new(kind, ObjectRef::job(job), summary)
        }
    }

    /// One that lies in a stream.
    pub fn of_stream(kind: Kind, stream: &JobStream, summary: String) -> Self {
        Self {
            at: At::Stream(Box::new(stream.clone())),
            in_stream: super::not_started(stream),
            ..Self::new(kind, ObjectRef::stream(stream), summary)
        }
    }

    /// The same, found to be none.
    pub fn nothing(mut self) -> Self {
        (self.kind, self.unread) = (Kind::Completed, false);
        self
    }

    pub fn is_nothing(&self) -> bool {
        self.kind == Kind::Completed
    }

    /// Takes what has not started of its stream for its weight.
    pub fn weigh(&mut self, open: &HashMap<String, u64>) {
        if let At::Job(job) = &self.at {
            let of = job.stream.id.as_deref().and_then(|id| open.get(id));
            self.in_stream = of.copied().unwrap_or(0);
        }
    }

    /// What explains most first: what was counted, else what may be held up; then critical jobs.
    pub fn order(&self) -> (Reverse<u64>, bool, u8, String) {
        let counted = match self.impact {
            Some(_) => self.blocked,
            None => self.blocked.max(self.in_stream),
        };
        let critical = matches!(&self.at, At::Job(job) if job.critical);
        (
            Reverse(self.failed + counted),
            !critical,
            self.kind.rank(),
            self.object.key.clone(),
        )
    }

    pub fn given(self, affected: u64) -> NightCause {
        let of = self.failed + self.blocked;
        NightCause {
            share: u8::try_from((of * 100).checked_div(affected).unwrap_or(0).min(100))
                .unwrap_or(100),
            kind: self.kind,
            object: self.object,
            summary: self.summary,
            failed: self.failed,
            blocked: self.blocked,
            in_stream: self.in_stream,
            concluded: self.concluded,
            impact: self.impact,
        }
    }
}

/// Candidates of one kind on one object are one cause.
pub(super) fn merged(all: Vec<Candidate>) -> Vec<Candidate> {
    let mut merged: Vec<Candidate> = Vec::new();
    for one in all {
        let same = merged.iter_mut().find(|known| {
            known.kind == one.kind
                && known.object.kind == one.object.kind
                && known.object.key == one.object.key
        });
        match same {
            Some(known) => {
                known.failed += one.failed;
                known.blocked += one.blocked;
                known.in_stream += one.in_stream;
                known.kept.extend(one.kept);
            }
            None => merged.push(one),
        }
    }
    merged
}
