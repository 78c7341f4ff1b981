//! The walk upstream over a plan that is known already, to measure it: nothing is asked of a
//! scheduler.

use std::sync::Arc;

use jiff::Timestamp;

use super::facts::Facts;
use super::finding::NodeId;
use super::walk;
use crate::plan::{Job, Plan};

/// Jobs that are known with their dependencies.
pub struct Known {
    facts: Facts,
}

/// How far a walk went.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Walk {
    /// Objects that were looked at.
    pub visits: usize,
    /// Causes that were found.
    pub causes: usize,
    /// Requests that it sent; none when all was known.
    pub requests: u64,
}

impl Known {
    /// Knows these jobs.
    pub fn new(plan: Plan, jobs: impl IntoIterator<Item = Job>, now: Timestamp) -> Self {
        let mut facts = Facts::new(plan, Arc::default(), now);
        for job in jobs {
            facts.know_job(job);
        }
        Self { facts }
    }

    /// Walks upstream from a job, by its plan id.
    pub async fn walk(&mut self, job: &str) -> Walk {
        let before = self.facts.requests;
        let walked = walk::walk(&mut self.facts, NodeId::Job(job.to_owned())).await;
        Walk {
            visits: walked.visits.len(),
            causes: walked.causes.len(),
            requests: self.facts.requests - before,
        }
    }
}
