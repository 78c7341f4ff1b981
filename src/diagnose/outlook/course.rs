//! The timing of everything a job or stream waits for: each object is met once and timed after
//! what it waits for.

use jiff::Timestamp;

use super::SPREAD_PERCENT;
use super::network::{Network, Step};
use crate::plan::Phase;

/// How one object runs, in seconds since the epoch.
#[derive(Debug, Clone, Copy)]
pub(super) struct Timing {
    pub start: i64,
    pub finish: i64,
    /// Sum of the squares of what each estimate on the path may be off by.
    pub spread: f64,
    /// What decides the start.
    pub via: Option<usize>,
    /// Someone has to act here or before.
    pub blocked: bool,
    /// Someone has to act here.
    pub blocks: bool,
    pub estimated: Option<i64>,
    /// Whether every estimate on the way is there, and everything on it was read.
    pub known: bool,
}

/// The computation: each object's timing once it is known.
pub(super) struct Course<'a> {
    pub network: &'a Network,
    pub now: i64,
    /// Objects on the way without an estimate.
    pub unknown_estimates: Vec<usize>,
    /// Running objects past their estimate, and by how many seconds.
    pub over: Vec<(usize, i64)>,
    /// Predecessors that the network does not hold.
    pub missing: usize,
    timings: Vec<Option<Timing>>,
    opened: Vec<bool>,
}

impl<'a> Course<'a> {
    pub fn new(network: &'a Network, now: Timestamp) -> Self {
        Self {
            network,
            now: now.as_second(),
            unknown_estimates: Vec::new(),
            over: Vec::new(),
            missing: 0,
            timings: vec![None; network.steps.len()],
            opened: vec![false; network.steps.len()],
        }
    }

    pub fn timing(&self, at: usize) -> Option<Timing> {
        self.timings[at]
    }

    /// Times everything the target waits for, then the target: depth first with a stack of our
    /// own, so that a chain of any length fits. A circle is cut where it closes.
    pub fn run(&mut self, target: usize) {
        if std::mem::replace(&mut self.opened[target], true) {
            return;
        }
        let mut stack = vec![(target, 0)];
        while let Some((at, seen)) = stack.last_mut() {
            let Some(step) = &self.network.steps[*at] else {
                self.missing += 1;
                stack.pop();
                continue;
            };
            if let Some(next) = self.want(step, *seen) {
                *seen += 1;
                if !std::mem::replace(&mut self.opened[next], true) {
                    stack.push((next, 0));
                }
            } else {
                let at = *at;
                self.timings[at] = Some(self.time(at, step));
                stack.pop();
            }
        }
    }

    /// One predecessor after the other; the stream's own count as the job's.
    fn want(&self, step: &Step, nth: usize) -> Option<usize> {
        let own = &step.wants.of;
        own.get(nth).copied().or_else(|| {
            if !step.is_ahead() {
                return None;
            }
            let stream = self.network.held_by(step)?;
            stream.wants.of.get(nth - own.len()).copied()
        })
    }

    fn time(&mut self, at: usize, step: &Step) -> Timing {
        let now = self.now;
        let estimated = step.estimated;
        let takes = estimated.unwrap_or(0);
        let off = takes as f64 * SPREAD_PERCENT as f64 / 100.0;
        let mut timing = Timing {
            start: now,
            finish: now,
            spread: 0.0,
            via: None,
            blocked: false,
            blocks: false,
            estimated,
            known: estimated.is_some(),
        };
        match step.phase {
            Phase::Done | Phase::Cancelled | Phase::Suppressed => {
                timing.known = true;
                timing.finish = step.ended.unwrap_or(now).min(now);
                timing.start = step.began.unwrap_or(timing.finish);
            }
            Phase::Running => {
                timing.start = step.began.unwrap_or(now).min(now);
                timing.finish = timing.start + takes;
                timing.spread = off * off;
                if estimated.is_none() {
                    self.unknown_estimates.push(at);
                }
                if timing.finish < now {
                    // Past its estimate: the best guess is soon, and the doubt is as large as the
                    // overrun itself.
                    let over = now - timing.finish;
                    self.over.push((at, over));
                    timing.finish = now + takes / 10;
                    timing.spread = (over.max(takes / 5) as f64).powi(2);
                }
            }
            Phase::Failed => {
                timing.finish = now + takes;
                timing.spread = off * off;
                (timing.blocked, timing.blocks) = (true, true);
            }
            Phase::AwaitsConfirmation => {
                (timing.blocked, timing.blocks, timing.known) = (true, true, true);
            }
            Phase::Undecided | Phase::Unknown | Phase::Waiting | Phase::Ready => {
                let stream = self.network.stream_of(step);
                let not_before = step.not_before.max(stream.and_then(|one| one.not_before));
                timing.start = not_before.map_or(now, |at| at.max(now));
                timing.known &= step.read;
                self.start_after(&mut timing, step);
                timing.finish = timing.start + takes;
                timing.spread += off * off;
                timing.blocks = step.stuck
                    || stream.is_some_and(|one| one.is_ahead() && one.stuck)
                    || matches!(step.phase, Phase::Undecided | Phase::Unknown);
                timing.blocked |= timing.blocks;
                if estimated.is_none() {
                    self.unknown_estimates.push(at);
                }
            }
        }
        timing
    }

    /// Moves a start behind the end of what it waits for, of its stream too.
    fn start_after(&self, timing: &mut Timing, step: &Step) {
        let timed = |at: &usize| Some((*at, self.timings[*at]?));
        let stream = self.network.held_by(step).map(|stream| &stream.wants);
        let wants = [Some(&step.wants), stream].into_iter().flatten();
        let of_all = wants.clone().flat_map(|wants| &wants.of[..wants.all]);
        // Of a join the member counts with which enough have ended; one that needs help is last.
        let of_joins = wants
            .flat_map(|wants| wants.joins.iter().map(move |join| (wants, join)))
            .filter_map(|(wants, join)| {
                let members = wants.of[join.members.clone()].iter();
                let mut members: Vec<(usize, Timing)> = members.filter_map(timed).collect();
                members.sort_by_key(|(_, before)| (before.blocked, before.finish));
                members.get(join.needed.checked_sub(1)?).copied()
            });
        let mut decider_blocked = false;
        for (at, before) in of_all.filter_map(timed).chain(of_joins) {
            timing.blocked |= before.blocked;
            timing.known &= before.known;
            // Among equals the blocked one decides: it is the one to act on.
            let later = before.finish > timing.start || before.blocked && !decider_blocked;
            if later || timing.via.is_none() && before.finish >= timing.start {
                timing.start = timing.start.max(before.finish);
                timing.via = Some(at);
                timing.spread = before.spread;
                decider_blocked = before.blocked;
            }
        }
    }
}
