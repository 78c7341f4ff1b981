//! What was asked of the scheduler so far: by endpoint and outcome, with how long it took.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// Upper bounds of the classes of latency, in seconds; a last class is open.
pub const LATENCIES: [f64; 8] = [0.01, 0.025, 0.05, 0.1, 0.25, 1.0, 2.5, 10.0];

/// The segments of paths that are not ids. Any other segment counts as one, so that there are no
/// more endpoints than the contract has.
const WORDS: &[&str] = &[
    "action",
    "cancel",
    "confirm-abend",
    "confirm-succ",
    "count",
    "description",
    "engine",
    "file",
    "hold",
    "info",
    "issues",
    "job",
    "jobdefinition",
    "joblog",
    "jobstream",
    "kill",
    "model",
    "plan",
    "predecessors",
    "prompt",
    "release",
    "rerun",
    "resource",
    "run",
    "successors",
    "workstation",
];

/// Requests of one endpoint that ended in one way.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Tally {
    /// How many.
    pub count: u64,
    /// Seconds they took together.
    pub seconds: f64,
    /// How many fell into each class of latency, the open one last.
    pub classes: [u64; LATENCIES.len() + 1],
}

/// Counts requests.
#[derive(Debug, Default)]
pub(super) struct Traffic {
    tallies: Mutex<BTreeMap<(String, String), Tally>>,
    retries: AtomicU64,
}

impl Traffic {
    /// Notes a request: its path, its status or the word for why there is none, its duration.
    pub fn note(&self, path: &str, outcome: &str, took: Duration) {
        let seconds = took.as_secs_f64();
        let class = LATENCIES.iter().position(|bound| seconds <= *bound);
        let mut tallies = self.tallies.lock().unwrap_or_else(PoisonError::into_inner);
        let tally = tallies
            .entry((endpoint(path), outcome.to_owned()))
            .or_default();
        tally.count += 1;
        tally.seconds += seconds;
        tally.classes[class.unwrap_or(LATENCIES.len())] += 1;
    }

    /// Notes that a request is tried again.
    pub fn retry(&self) {
        self.retries.fetch_add(1, Ordering::Relaxed);
    }

    /// How often a request was tried again.
    pub fn retries(&self) -> u64 {
        self.retries.load(Ordering::Relaxed)
    }

    /// The counts by endpoint and outcome.
    pub fn tallies(&self) -> BTreeMap<(String, String), Tally> {
        self.tallies
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }
}

/// The path with its ids taken out.
fn endpoint(path: &str) -> String {
    let segments = path.trim_start_matches('/').split('/');
    segments
        .map(|segment| {
            if WORDS.contains(&segment) {
                segment
            } else {
                "{id}"
            }
        })
        .fold(String::new(), |path, segment| path + "/" + segment)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn requests_for_different_objects_count_as_one_endpoint() {
        let traffic = Traffic::default();
        traffic.note("/plan/job/a%20b", "200", Duration::from_millis(20));
        traffic.note("/plan/job/xyz", "200", Duration::from_secs(60));
        let tallies = traffic.tallies();
        let tally = &tallies[&("/plan/job/{id}".to_owned(), "200".to_owned())];
        assert_eq!((tally.count, tally.classes[1], tally.classes[8]), (2, 1, 1));
        assert_eq!(tallies.len(), 1);
    }
}
