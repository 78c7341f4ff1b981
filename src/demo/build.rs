//! Builds the rows: takes what is planned, works out what has happened by now.
//!
//! Streams and jobs are added in an order in which predecessors come first, so each job's start,
//! end and state follow from what is already there. Nothing waits without a closed gate.

use super::dice::Dice;
use super::gate::Gate;
use super::rows::{Dep, Flags, Job, NONE, Node, On, Run, RunKind, Span, Stream};
use super::state::{State, StreamState};
use super::store::{Store, id_of};

mod effects;
mod objects;
mod spec;

pub use objects::WorkstationSpec;
pub use spec::{Earlier, JobSpec, Outcome, StreamSpec};

/// Adds rows to a plan.
pub struct Builder {
    /// The plan so far.
    pub store: Store,
    /// Chance of the base plan.
    pub dice: Dice,
    next_number: u32,
}

impl Builder {
    /// Starts with an empty plan.
    pub fn new(store: Store) -> Self {
        let dice = Dice::new(store.seed, "base");
        let next_number = 18_700 + u32::try_from(store.seed % 7_000).unwrap_or(0);
        Self {
            store,
            dice,
            next_number,
        }
    }

    /// Adds a stream; its jobs follow with [`Builder::job`], before any other stream.
    pub fn stream(&mut self, spec: StreamSpec) -> u32 {
        self.settle_last();
        let store = &mut self.store;
        let place = place(store.streams.len());
        let deps = arena(&mut store.deps, spec.deps);
        let limits = spec
            .limits
            .map_or(NONE, |limits| push(&mut store.limits, limits));
        let row = Stream {
            id: uuid::Uuid::nil(),
            sched: spec.sched,
            name: store.symbols.intern(&spec.name),
            deps,
            jobs: Span {
                first: self::place(store.jobs.len()),
                len: 0,
            },
            limits,
            limit: spec.limit,
            folder: spec.folder,
            workstation: spec.workstation,
            area: spec.area,
            flags: spec.flags,
            priority: spec.priority,
            planned_priority: if spec.priority == 0 {
                10
            } else {
                spec.priority
            },
            state: StreamState::Hold,
        };
        store.streams.push(row);
        store.streams[place as usize].id = id_of(&store.stream_key(place));
        store.own_prompts(Node::Stream(place), deps);
        place
    }

    /// Adds a job to the stream added last, and works out what became of it.
    pub fn job(&mut self, spec: JobSpec) -> u32 {
        let stream = place(self.store.streams.len()) - 1;
        let place = place(self.store.jobs.len());
        let row = self.row(stream, &spec);
        let store = &mut self.store;
        store.jobs.push(row);
        store.streams[stream as usize].jobs.len += 1;
        let position = store.streams[stream as usize].jobs.len;
        store.jobs[place as usize].position = position;
        store.jobs[place as usize].id = id_of(&store.job_key(place));
        store.own_prompts(Node::Job(place), store.jobs[place as usize].deps);
        if spec.flags.has(Flags::EVERY) {
            store.streams[stream as usize].flags.set(Flags::EVERY);
        }
        self.expected_comes(place);
        self.play(place, spec);
        place
    }

    fn row(&mut self, stream: u32, spec: &JobSpec) -> Job {
        let store = &mut self.store;
        let on = store.stream(stream).workstation;
        let kind = spec.kind;
        Job {
            id: uuid::Uuid::nil(),
            run: Run {
                start: 0,
                end: 0,
                number: 0,
                rc: None,
                log: NONE,
                actual: spec.actual,
                state: State::Hold,
                kind,
                confirmed: spec.confirmed,
                max_duration_gone: spec.max_duration_gone,
            },
            name: store.symbols.intern(&spec.name),
            stream,
            estimate: spec.estimate,
            deps: arena(&mut store.deps, spec.deps.clone()),
            definition: spec
                .definition
                .clone()
                .map_or(NONE, |d| push(&mut store.definitions, d)),
            limits: spec
                .limits
                .clone()
                .map_or(NONE, |limits| push(&mut store.limits, limits)),
            workstation: spec.workstation.unwrap_or(on),
            position: 0,
            flags: spec.flags,
            priority: spec.priority,
            planned_priority: if spec.priority == 0 {
                10
            } else {
                spec.priority
            },
        }
    }

    /// Files, prompts and remote jobs that come by themselves come when all else is ready.
    fn expected_comes(&mut self, place: u32) {
        let now = self.store.now;
        while let Err(Gate::Dependency(dep)) = self.store.ready(place, now) {
            if !self.store.fulfil_expected(&dep) {
                break;
            }
        }
    }

    /// Works out start, end and state of a job that was just added.
    fn play(&mut self, place: u32, spec: JobSpec) {
        let now = self.store.now;
        let log = spec.log.map_or(NONE, |log| push(&mut self.store.logs, log));
        let fixed = match spec.outcome {
            Outcome::Is(state) => Some(state),
            _ => None,
        };
        let ready = match (fixed, self.store.ready(place, now)) {
            (Some(_), ready) => ready.unwrap_or(spec.from),
            (None, Ok(ready)) => match self.store.launch_gate(place) {
                None => ready,
                Some(gate) => return self.not_started(place, gate),
            },
            (None, Err(gate)) => return self.not_started(place, gate),
        };
        let ready = ready.max(spec.from);
        let start = (ready + self.dice.range(1, 20)).min(now);
        let start = self.earlier(place, spec.earlier, start);
        let number = match fixed {
            Some(_) => 0,
            None => self.number(),
        };
        let run = &mut self.store.jobs[place as usize].run;
        run.log = log;
        run.number = number;
        run.start = if number == 0 { 0 } else { start };
        let over = start + i64::from(spec.takes);
        // What has ended did so at least a moment ago.
        let ended = over.min(now - 1).max(start);
        (run.state, run.end, run.rc) = match spec.outcome {
            Outcome::Succeeds if over <= now => (State::Succ, over, Some(0)),
            Outcome::Succeeds | Outcome::Runs => (State::Exec, 0, None),
            Outcome::Abends(rc) => (State::Abend, ended, rc),
            Outcome::Fails => (State::Fail, start, None),
            Outcome::Pends => (State::Pend, ended, Some(0)),
            Outcome::Is(State::Succ) => (State::Succ, start, None),
            Outcome::Is(state) => (state, 0, None),
        };
        if run.state == State::Exec {
            self.store.occupy(place);
        }
    }

    fn not_started(&mut self, place: u32, gate: Gate) {
        let run = &mut self.store.jobs[place as usize].run;
        run.state = gate.state();
        run.kind = RunKind::Regular;
    }

    /// Adds the runs before the last one; returns when the last one began.
    fn earlier(&mut self, place: u32, runs: Vec<Earlier>, start: i64) -> i64 {
        let mut start = start;
        let took: i64 = runs
            .iter()
            .map(|run| i64::from(run.takes) + i64::from(run.gap))
            .sum();
        if start + took > self.store.now {
            // There has not been the time for more than one run.
            self.store.jobs[place as usize].run.kind = RunKind::Regular;
            return start;
        }
        let last = self.store.job(place).run.clone();
        for (nth, run) in runs.into_iter().enumerate() {
            let end = start + i64::from(run.takes);
            let row = Run {
                start,
                end,
                number: self.number(),
                rc: (run.state != State::Fail).then_some(run.rc),
                log: run.log.map_or(NONE, |log| push(&mut self.store.logs, log)),
                state: run.state,
                kind: if nth == 0 {
                    RunKind::Regular
                } else {
                    last.kind
                },
                confirmed: false,
                max_duration_gone: false,
                ..last.clone()
            };
            self.store.earlier.entry(place).or_default().push(row);
            start = (end + i64::from(run.gap)).min(self.store.now);
        }
        start
    }

    fn number(&mut self) -> u32 {
        self.next_number += 1 + u32::try_from(self.dice.below(7)).unwrap_or(0);
        self.next_number
    }

    /// Works out the state of the stream added last, once all its jobs are there.
    fn settle_last(&mut self) {
        if let Some(last) = self.store.streams.len().checked_sub(1) {
            let state = self.store.stream_state(place(last), self.store.now);
            self.store.streams[last].state = state;
        }
    }

    /// Ends the building.
    pub fn finish(mut self) -> Store {
        self.settle_last();
        for place in 0..place(self.store.prompts.len()) {
            self.store.ask_if_due(place);
        }
        self.store.seal();
        self.store
    }

    /// A job's dependency on some members of a join.
    pub fn join(&mut self, name: &str, quantity: u16, on: &[On]) -> On {
        let deps = on
            .iter()
            .map(|&on| Dep {
                on,
                condition: None,
                released: false,
            })
            .collect();
        let members = arena(&mut self.store.members, deps);
        let name = self.store.symbols.intern(name);
        let join = super::rows::Join {
            name,
            quantity,
            members,
        };
        On::Join(push(&mut self.store.joins, join))
    }
}

/// The place the next row of a table gets.
pub fn place(len: usize) -> u32 {
    u32::try_from(len).expect("a plan holds fewer than four billion rows")
}

/// Adds a row and returns its place.
pub fn push<T>(table: &mut Vec<T>, row: T) -> u32 {
    table.push(row);
    place(table.len() - 1)
}

fn arena(table: &mut Vec<Dep>, deps: Vec<Dep>) -> Span {
    let first = place(table.len());
    let len = u16::try_from(deps.len()).expect("no job has more than 65,535 dependencies");
    table.extend(deps);
    Span { first, len }
}
