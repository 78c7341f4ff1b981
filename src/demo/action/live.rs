//! The plan goes on after an action: what was freed starts, runs a few seconds, and frees more.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use crate::demo::rows::{Flags, NONE, Node};
use crate::demo::state::State;
use crate::demo::store::Store;

/// How many seconds a job runs that was started by what an operator did.
const RUNS_FOR: i64 = 3;

/// What is still to happen.
#[derive(Debug, Default)]
pub struct Live {
    ends: BinaryHeap<Reverse<(i64, u32)>>,
    freed: Vec<Node>,
}

impl Live {
    /// When the next thing happens, if anything will.
    pub fn next(&self) -> Option<i64> {
        self.ends.peek().map(|Reverse((at, _))| *at)
    }

    /// Notes jobs and streams that may be able to start now.
    pub fn touched(&mut self, nodes: impl Iterator<Item = Node>) {
        self.freed.extend(nodes);
    }

    /// Notes that a job that has just begun will end by itself.
    pub fn ends_later(&mut self, place: u32, clock: i64) {
        self.ends.push(Reverse((clock + RUNS_FOR, place)));
    }

    /// A job no longer ends by itself.
    pub fn forget(&mut self, place: u32) {
        self.ends.retain(|Reverse((_, job))| *job != place);
    }
}

impl Store {
    /// Ends a job, and its stream's state with it.
    pub fn end(&mut self, place: u32, state: State, rc: Option<i32>, clock: i64) {
        if self.job(place).run.state == State::Exec {
            self.vacate(place);
        }
        let run = &mut self.jobs[place as usize].run;
        if run.end == 0 {
            run.end = clock;
        }
        run.state = state;
        run.rc = if state == State::Succ { Some(0) } else { rc };
        self.restate(place, clock);
    }

    /// Works out the state of a job's stream again.
    pub fn restate(&mut self, place: u32, clock: i64) {
        self.restate_stream(self.job(place).stream, clock);
    }

    /// Works out the state of a stream again.
    pub fn restate_stream(&mut self, stream: u32, clock: i64) {
        self.streams[stream as usize].state = self.stream_state(stream, clock);
    }

    /// Lets happen what is due at `clock`.
    pub fn advance(&mut self, live: &mut Live, clock: i64) {
        while let Some(at) = live.next().filter(|&at| at <= clock) {
            let Some(Reverse((_, place))) = live.ends.pop() else {
                return;
            };
            if self.job(place).run.state == State::Exec {
                let held = self
                    .resources
                    .iter()
                    .any(|r| r.holders.iter().any(|&(job, _)| job == place));
                self.end(place, State::Succ, Some(0), at);
                self.freed_by(live, place);
                if held {
                    live.freed.extend(self.free_but_not_launched());
                }
            }
            self.start_freed(live, at);
        }
    }

    /// After an action: everything it freed starts.
    pub fn go_on(&mut self, live: &mut Live, clock: i64) {
        // Actions concern few jobs, but a cancelled or confirmed one may free any follower.
        let places: Vec<u32> = live
            .freed
            .iter()
            .filter_map(|node| self.as_job(*node))
            .collect();
        for place in places {
            self.freed_by(live, place);
        }
        self.start_freed(live, clock);
    }

    fn as_job(&self, node: Node) -> Option<u32> {
        match node {
            Node::Job(place) => self.job(place).run.state.is_over().then_some(place),
            Node::Stream(_) => None,
        }
    }

    /// What may start because a job is over: its followers, those of its stream, and whoever
    /// waited for its place on the workstation or its resources.
    fn freed_by(&self, live: &mut Live, place: u32) {
        let stream = self.job(place).stream;
        live.freed.extend(self.successors(Node::Job(place)));
        live.freed.extend(self.successors(Node::Stream(stream)));
        live.freed.extend(self.jobs_of(stream).map(Node::Job));
        let scarce = self.workstation(self.runs_on(self.job(place))).reserved;
        if scarce {
            live.freed.extend(self.free_but_not_launched());
        }
    }

    fn free_but_not_launched(&self) -> Vec<Node> {
        let waiting = (0_u32..).zip(&self.jobs);
        let waiting =
            waiting.filter(|(_, job)| matches!(job.run.state, State::Ready | State::Fence));
        waiting.map(|(place, _)| Node::Job(place)).collect()
    }

    /// Tries every job that is free to run but was not launched.
    pub fn retry_all(&mut self, live: &mut Live, clock: i64) {
        live.freed.extend(self.free_but_not_launched());
        self.start_freed(live, clock);
    }

    fn start_freed(&mut self, live: &mut Live, clock: i64) {
        while let Some(node) = live.freed.pop() {
            match node {
                Node::Stream(stream) => {
                    self.restate_stream(stream, clock);
                    for job in self.jobs_of(stream) {
                        self.try_start(live, job, clock);
                    }
                }
                Node::Job(job) => self.try_start(live, job, clock),
            }
        }
    }

    fn try_start(&mut self, live: &mut Live, place: u32, clock: i64) {
        if !self.job(place).run.state.is_waiting() {
            return;
        }
        while let Err(crate::demo::gate::Gate::Dependency(dep)) = self.ready(place, clock) {
            if !self.fulfil_expected(&dep) {
                break;
            }
        }
        match self.gate(place, clock) {
            Some(gate) => self.jobs[place as usize].run.state = gate.state(),
            None if self.job(place).flags.has(Flags::CANCEL_PENDING) => {
                self.end(place, State::Cancl, None, clock);
                self.freed_by(live, place);
            }
            None => {
                let number = 40_000 + place % 50_000;
                let run = &mut self.jobs[place as usize].run;
                (run.state, run.start, run.number, run.log) = (State::Exec, clock, number, NONE);
                self.occupy(place);
                live.ends_later(place, clock);
            }
        }
        self.restate(place, clock);
    }
}
