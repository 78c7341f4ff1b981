//! What made something late: which object before it took longer than estimated or started later
//! than it could, and how much of that reaches its end.
//!
//! The way to the end is played again with one delay taken out: the difference is what that delay
//! costs, whatever ran beside it. A delay is passed on only where the next object began right after
//! what it waited for; where it began later, something else decided, and nothing is claimed.

mod play;

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use self::play::{Play, Unread, Without};
use super::network::Node;
use super::{Network, Outlook, instant};
use crate::diagnose::ObjectRef;
use crate::plan::Job;

/// Something that made the end later.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Delay {
    /// What was late or slow.
    pub object: ObjectRef,
    /// What it did.
    pub kind: DelayKind,
    /// Seconds it took longer, or started later than it could.
    pub seconds: i64,
    /// Seconds it took, up to now if it still runs.
    pub took: Option<i64>,
    /// Seconds it was estimated to take.
    pub estimated: Option<i64>,
    /// When it began.
    pub started: Option<Timestamp>,
    /// When it ended; null while it runs.
    pub ended: Option<Timestamp>,
    /// Seconds of it that reach the end of the subject.
    pub reaches: i64,
    /// Ids of the evidence, in a diagnosis.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub evidence: Vec<String>,
}

/// How an object made the end later.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum DelayKind {
    /// It took longer than estimated.
    Overran,
    /// It runs and is past its estimate.
    Overruns,
    /// It started later than its time and what it waited for allowed.
    StartedLate,
}

/// Delays that are given.
const GIVEN: usize = 3;

/// Delays whose cost is looked at, the largest first.
const LOOKED_AT: usize = 24;

/// What costs fewer seconds than this is not worth a word.
const WORTH: i64 = 120;

impl Network {
    /// Fills in what delayed an object that is not over.
    pub fn explain_delay(
        &self,
        outlook: &mut Outlook,
        job: Option<&str>,
        stream: Option<&str>,
        now: Timestamp,
    ) {
        let target = match (job, stream) {
            (Some(id), _) => self.job(id),
            (None, Some(id)) => self.stream(id),
            (None, None) => None,
        };
        let Some(target) = target else { return };
        // How long someone takes to mend something follows from no estimate.
        let over = self.steps[target]
            .as_ref()
            .is_none_or(|step| step.is_over());
        if over || outlook.blocked_by.is_some() {
            return;
        }
        let play = Play::new(self, target, now);
        let mut candidates = play.candidates();
        candidates.sort_by_key(|one| std::cmp::Reverse(one.seconds));
        // Where no time must be kept a late start is nobody's loss.
        candidates.retain(|one| one.kind != DelayKind::StartedLate || outlook.deadline.is_some());
        candidates.truncate(LOOKED_AT);
        let end = play.end_without(&[]);
        let mut delays = Vec::new();
        for one in &candidates {
            let reaches = end - play.end_without(&[one.without]);
            if reaches >= WORTH
                && let Some(node) = self.object(play.number(one.without))
            {
                let (began, ended) = play.times(one.without);
                let mut delay = Delay {
                    object: node.object(),
                    kind: one.kind,
                    seconds: one.seconds,
                    took: one.took,
                    estimated: one.estimated,
                    started: began.and_then(instant),
                    ended: ended.and_then(instant),
                    reaches,
                    evidence: Vec::new(),
                };
                let at = play.number(one.without);
                if one.kind != DelayKind::StartedLate
                    && let Some((job, took, estimated)) = self.slowest_of(at, one.seconds, now)
                {
                    let run = job.last_run();
                    delay.object = ObjectRef::job(job);
                    delay.seconds = took - estimated;
                    (delay.took, delay.estimated) = (Some(took), Some(estimated));
                    delay.started = run.and_then(|run| run.started);
                    delay.ended = run.and_then(|run| run.ended);
                    delay.reaches = reaches.min(delay.seconds);
                }
                delays.push(delay);
            }
        }
        let all: Vec<Without> = candidates.iter().map(|one| one.without).collect();
        let together = end - play.end_without(&all);
        if delays.is_empty() || together < WORTH {
            return;
        }
        delays.sort_by_key(|delay| std::cmp::Reverse(delay.reaches));
        delays.truncate(GIVEN);
        outlook.delays = delays;
        outlook.delayed_by = Some(together);
        outlook.slack_without_delays = outlook.slack.map(|slack| slack + together);
    }

    /// What would say more about what delayed an object, the nearest first: what it, or what came
    /// before it, waited for, where what was read does not explain when it began.
    pub(in crate::diagnose) fn unexplained(
        &self,
        job: Option<&str>,
        stream: Option<&str>,
        now: Timestamp,
    ) -> Unread {
        let target = match (job, stream) {
            (Some(id), _) => self.job(id),
            (None, Some(id)) => self.stream(id),
            (None, None) => None,
        };
        target.map_or_else(Unread::default, |target| {
            Play::new(self, target, now).unexplained()
        })
    }

    /// The job of a stream that took longest over its estimate, where it explains at least half of
    /// what the stream took longer.
    fn slowest_of(&self, stream: usize, seconds: i64, now: Timestamp) -> Option<(&Job, i64, i64)> {
        let jobs = self.jobs_of(stream).filter_map(|at| match self.object(at) {
            Some(Node::Job(job)) => Some(job.as_ref()),
            _ => None,
        });
        jobs.filter_map(|job| {
            let took = job.last_run()?.duration(now)?;
            Some((job, took, job.estimated()?))
        })
        .max_by_key(|(_, took, estimated)| took - estimated)
        .filter(|(_, took, estimated)| (took - estimated) * 2 >= seconds)
    }
}

#[cfg(test)]
mod tests;
