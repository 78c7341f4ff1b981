//! Why failed jobs failed, in a few words of their logs.

use std::collections::{HashMap, HashSet};
use std::sync::{Mutex, MutexGuard, PoisonError};

use futures_util::future::join_all;
use jiff::Timestamp;

use crate::diagnose::log;
use crate::error::{Error, Result};
use crate::plan::{Job, Plan};
use crate::tws::TailLimits;

/// Logs that one look at the plan reads at most, and that a brief one does.
pub(super) const AT_ONCE: usize = 20;
const BRIEFLY: usize = 2;
/// Seconds after which a log that could not be read is tried again.
const AGAIN: i64 = 600;

/// What the logs of failed runs say, kept so that each log is read once: a run that has failed says
/// the same for ever.
#[derive(Debug)]
pub struct Reasons {
    known: Mutex<HashMap<String, Known>>,
    at_once: usize,
}

impl Default for Reasons {
    fn default() -> Self {
        Self {
            known: Mutex::default(),
            at_once: AT_ONCE,
        }
    }
}

#[derive(Debug)]
struct Known {
    text: Option<String>,
    /// When to try again, where the log could not be read.
    again: Option<Timestamp>,
}

impl Reasons {
    /// Those of the newest failures alone, for an answer in a few words.
    pub fn brief() -> Self {
        Self {
            at_once: BRIEFLY,
            ..Self::default()
        }
    }

    /// How many things a look at the plan may read one by one.
    pub(super) fn at_once(&self) -> usize {
        self.at_once
    }

    fn known(&self) -> MutexGuard<'_, HashMap<String, Known>> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The reasons of these jobs, in their order. Of the logs that are not known yet the first few
    /// are read; the next call reads the next few. What is known of other runs is forgotten.
    pub(super) async fn of(
        &self,
        plan: &Plan,
        jobs: &[Job],
        now: Timestamp,
    ) -> Vec<Option<String>> {
        let runs: Vec<Option<String>> = jobs.iter().map(last_run).collect();
        let wanted: Vec<String> = {
            let mut known = self.known();
            let now_failed: HashSet<&str> = runs.iter().flatten().map(String::as_str).collect();
            known.retain(|run, _| now_failed.contains(run.as_str()));
            let unknown = |run: &&String| {
                known
                    .get(*run)
                    .is_none_or(|known| known.again.is_some_and(|again| again <= now))
            };
            let unknown = runs.iter().flatten().filter(unknown);
            unknown.take(self.at_once).cloned().collect()
        };
        let read = join_all(wanted.iter().map(|run| of_run(plan, run))).await;
        let mut known = self.known();
        for (run, read) in wanted.into_iter().zip(read) {
            let again = Timestamp::from_second(now.as_second() + AGAIN).ok();
            let entry = match read {
                Ok(text) => Known { text, again: None },
                // A log that is not there is not there later either.
                Err(Error::NotFound(_)) => Known {
                    text: None,
                    again: None,
                },
                Err(_) => Known { text: None, again },
            };
            known.insert(run, entry);
        }
        let text = |run: Option<String>| known.get(&run?)?.text.clone();
        runs.into_iter().map(text).collect()
    }
}

fn last_run(job: &Job) -> Option<String> {
    job.last_run()?.id.clone()
}

/// Why a job failed, in a few words from its log: enough for a row of a list.
pub(crate) async fn reason(plan: &Plan, job: &Job) -> Option<String> {
    of_run(plan, &last_run(job)?).await.ok()?
}

async fn of_run(plan: &Plan, run: &str) -> Result<Option<String>> {
    let limits = TailLimits {
        head_bytes: 512 << 10,
        head_lines: 500,
        tail_lines: 2_000,
        probes: 2,
        ..TailLimits::default()
    };
    let tail = plan.client().log_tail(run, limits).await?;
    let error = log::read(&tail).error;
    Ok(error.map(|error| format!("{}: {}", error.signature.kind, error.text.trim())))
}
