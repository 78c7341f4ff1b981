//! The plan goes on: times come, jobs end, and what an operator frees starts and frees more.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use crate::demo::rows::{Flags, NONE, Node};
use crate::demo::state::State;
use crate::demo::store::Store;

/// How many seconds a job of an incident runs, once an operator has freed it.
const RUNS_FOR: i64 = 2;

/// How many seconds after generation nothing ends by itself.
const QUIET: i64 = 60;

/// What is still to happen.
#[derive(Debug)]
pub struct Live {
    events: BinaryHeap<Reverse<(i64, Event)>>,
    freed: Vec<Node>,
}

/// Something that happens by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Event {
    /// A running job ends well.
    Ends(u32),
    /// The time of a job or stream has come.
    Due(Node),
}

impl Live {
    /// What the plan itself has ahead: running everyday jobs end, and times come.
    pub fn of(store: &Store) -> Self {
        let mut events = BinaryHeap::new();
        let streams = (0_u32..).take(store.streams.len());
        events.extend(streams.filter_map(|place| {
            let at = store.stream_at(place);
            (at > store.now).then_some(Reverse((at, Event::Due(Node::Stream(place)))))
        }));
        for (place, job) in (0_u32..).zip(&store.jobs) {
            let at = store.limits(job.limits).map_or(0, |limits| limits.at);
            if at > store.now {
                events.push(Reverse((at, Event::Due(Node::Job(place)))));
            }
            if job.run.state == State::Exec && store.is_everyday(job.stream) {
                let soon = store.now + QUIET + i64::from(place % 300);
                let end = (job.run.start + i64::from(job.estimate)).max(soon);
                events.push(Reverse((end, Event::Ends(place))));
            }
        }
        Self {
            events,
            freed: Vec::new(),
        }
    }

    /// When the next thing happens, if anything will.
    pub fn next(&self) -> Option<i64> {
        self.events.peek().map(|Reverse((at, _))| *at)
    }

    /// Notes jobs and streams that may be able to start now.
    pub fn touched(&mut self, nodes: impl Iterator<Item = Node>) {
        self.freed.extend(nodes);
    }

    /// Notes that a job that has just begun ends by itself some seconds later.
    pub fn ends_after(&mut self, place: u32, clock: i64, seconds: i64) {
        self.events
            .push(Reverse((clock + seconds, Event::Ends(place))));
    }

    /// A job that an operator started again ends soon.
    pub fn ends_soon(&mut self, place: u32, clock: i64) {
        self.ends_after(place, clock, RUNS_FOR);
    }

    /// A job no longer ends by itself.
    pub fn forget(&mut self, place: u32) {
        self.events
            .retain(|Reverse((_, event))| *event != Event::Ends(place));
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
        while let Some(&Reverse((at, event))) = live.events.peek() {
            if at > clock {
                return;
            }
            live.events.pop();
            match event {
                Event::Ends(place) if self.job(place).run.state == State::Exec => {
                    self.end_well(live, place, at);
                }
                Event::Ends(_) => {}
                Event::Due(node) => live.freed.push(node),
            }
            self.start_freed(live, at);
        }
    }

    fn end_well(&mut self, live: &mut Live, place: u32, at: i64) {
        let mut holders = self.resources.iter().flat_map(|resource| &resource.holders);
        let held = holders.any(|&(job, _)| job == place);
        self.end(place, State::Succ, Some(0), at);
        self.freed_by(live, place);
        if held {
            live.freed.extend(self.free_but_not_launched());
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
                let seconds = match self.is_everyday(self.job(place).stream) {
                    true => i64::from(self.job(place).estimate),
                    false => RUNS_FOR,
                };
                live.ends_after(place, clock, seconds);
            }
        }
        self.restate(place, clock);
    }
}
