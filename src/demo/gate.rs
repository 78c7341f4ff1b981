//! What keeps a job from starting: every gate that must be open, in the order an operator checks.

use super::rows::{Dep, Flags, Job, Node, On};
use super::state::{State, StreamState};
use super::store::Store;
use crate::tws::status::{DependencyStatus, JobSubstatus, PromptStatus, RecoveryOption};

/// A closed gate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Gate {
    /// The job's priority is zero.
    Priority,
    /// The stream's priority is zero.
    StreamPriority,
    /// The stream's time has not come.
    StreamTime,
    /// The job's time has not come.
    Time,
    /// A dependency does not hold, of the job or of its stream.
    Dependency(Dep),
    /// Too few units of a resource.
    Resource(u32),
    /// The stream runs as many jobs as it may.
    StreamLimit,
    /// The workstation is not linked.
    Unlinked,
    /// The workstation's job manager is down.
    Stopped,
    /// The workstation runs as many jobs as it may.
    Limit,
    /// The priority is not above the workstation's fence.
    Fence,
}

impl Gate {
    /// The state of a job in front of this gate.
    pub fn state(self) -> State {
        match self {
            Self::Priority
            | Self::StreamPriority
            | Self::StreamTime
            | Self::Time
            | Self::Dependency(_) => State::Hold,
            Self::Resource(_)
            | Self::StreamLimit
            | Self::Unlinked
            | Self::Stopped
            | Self::Limit => State::Ready,
            Self::Fence => State::Fence,
        }
    }
}

/// Whether a dependency holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Held {
    /// It does, since that moment.
    Since(i64),
    /// It does not.
    No,
    /// The predecessor is over and can no longer satisfy the condition.
    Never,
    /// The other side cannot be read.
    Undecided,
    /// The predecessor is not in the plan.
    Unbound,
}

impl Held {
    /// The contract's word.
    pub fn status(self) -> DependencyStatus {
        match self {
            Self::Since(_) => DependencyStatus::Satisfied,
            Self::No | Self::Never => DependencyStatus::Unsatisfied,
            Self::Undecided => DependencyStatus::Undecided,
            Self::Unbound => DependencyStatus::Unbound,
        }
    }
}

impl Store {
    /// Whether a dependency of `owner` holds.
    pub fn held(&self, owner: Node, dep: &Dep) -> Held {
        if dep.released {
            return Held::Since(0);
        }
        match dep.on {
            On::Job(place) => self.job_holds(self.job(place), dep.condition),
            On::Stream(place) => match self.stream(place).state {
                StreamState::Succ | StreamState::Cancl => Held::Since(self.stream_end(place)),
                _ => Held::No,
            },
            On::Join(place) => self.join_holds(owner, place),
            On::File(place) => yes_or(self.files[place as usize].exists),
            On::Resource(place, units) => {
                let resource = &self.resources[place as usize];
                yes_or(resource.held_by(owner) > 0 || resource.available() >= units)
            }
            On::Remote(place) => match self.remotes[place as usize].state {
                State::Succ => Held::Since(0),
                State::Extrn | State::Error => Held::Undecided,
                _ => Held::No,
            },
            On::Prompt(place) => {
                yes_or(self.prompts[place as usize].status == PromptStatus::AnsweredYes)
            }
            On::Ghost(_) => Held::Unbound,
        }
    }

    /// Jobs and streams that a job or stream depends on directly. A job does not answer for what
    /// its stream waits for.
    pub fn predecessors(&self, node: Node) -> Vec<Node> {
        let span = match node {
            Node::Job(place) => self.job(place).deps,
            Node::Stream(place) => self.stream(place).deps,
        };
        let mut found = Vec::new();
        for dep in self.deps(span) {
            self.collect_nodes(dep, &mut found);
        }
        found
    }

    fn collect_nodes(&self, dep: &Dep, found: &mut Vec<Node>) {
        match dep.on {
            On::Job(place) => found.push(Node::Job(place)),
            On::Stream(place) => found.push(Node::Stream(place)),
            On::Join(place) => {
                for member in &self.members[self.joins[place as usize].members.places()] {
                    self.collect_nodes(member, found);
                }
            }
            _ => {}
        }
    }

    fn job_holds(&self, job: &Job, condition: Option<State>) -> Held {
        let run = &job.run;
        if let Some(wanted) = condition {
            return match run.state {
                state if state == wanted => Held::Since(run.end.max(run.start)),
                state if state.is_over() => Held::Never,
                _ => Held::No,
            };
        }
        match run.state {
            State::Succ | State::Cancl => Held::Since(run.end),
            State::Abend if self.recovery(job) == RecoveryOption::Continue => Held::Since(run.end),
            State::Extrn | State::Error => Held::Undecided,
            _ => Held::No,
        }
    }

    fn join_holds(&self, owner: Node, place: u32) -> Held {
        let join = &self.joins[place as usize];
        let mut moments: Vec<i64> = self.members[join.members.places()]
            .iter()
            .filter_map(|dep| match self.held(owner, dep) {
                Held::Since(moment) => Some(moment),
                _ => None,
            })
            .collect();
        let wanted = match join.quantity {
            0 => usize::from(join.members.len),
            some => usize::from(some),
        };
        moments.sort_unstable();
        // The join holds from the moment the last of the wanted members did.
        wanted
            .checked_sub(1)
            .and_then(|last| moments.get(last))
            .map_or(Held::No, |&moment| Held::Since(moment))
    }

    /// When the last job of a stream ended.
    pub fn stream_end(&self, stream: u32) -> i64 {
        self.jobs_of(stream)
            .map(|job| self.job(job).run.end)
            .max()
            .unwrap_or(0)
    }

    /// When the first job of a stream began; 0 if none has.
    pub fn stream_start(&self, stream: u32) -> i64 {
        let starts = self.jobs_of(stream).map(|job| self.job(job).run.start);
        starts.filter(|&start| start != 0).min().unwrap_or(0)
    }

    /// The earliest start of a stream: its own restriction, or its scheduled time.
    pub fn stream_at(&self, stream: u32) -> i64 {
        let row = self.stream(stream);
        match self.limits(row.limits) {
            Some(limits) if limits.at != 0 => limits.at,
            _ => row.sched,
        }
    }

    /// When a stream was free to go on, or what holds it at the moment `now`.
    pub fn stream_ready(&self, stream: u32, now: i64) -> Result<i64, Gate> {
        let row = self.stream(stream);
        if row.priority == 0 {
            return Err(Gate::StreamPriority);
        }
        if self.stream_at(stream) > now {
            return Err(Gate::StreamTime);
        }
        self.all_hold(
            Node::Stream(stream),
            self.deps(row.deps),
            self.stream_at(stream),
        )
    }

    /// When a job was free to run, or what holds it. Gates of launching come after this.
    pub fn ready(&self, place: u32, now: i64) -> Result<i64, Gate> {
        let job = self.job(place);
        if job.priority == 0 {
            return Err(Gate::Priority);
        }
        let from = self.stream_ready(job.stream, now)?;
        let from = self.all_hold(Node::Job(place), self.deps(job.deps), from)?;
        match self.limits(job.limits) {
            Some(limits) if limits.at > now => Err(Gate::Time),
            Some(limits) => Ok(from.max(limits.at)),
            None => Ok(from),
        }
    }

    fn all_hold(&self, owner: Node, deps: &[Dep], from: i64) -> Result<i64, Gate> {
        let mut latest = from;
        for dep in deps
            .iter()
            .filter(|dep| !matches!(dep.on, On::Resource(..)))
        {
            match self.held(owner, dep) {
                Held::Since(moment) => latest = latest.max(moment),
                _ => return Err(Gate::Dependency(*dep)),
            }
        }
        Ok(latest)
    }

    /// What keeps a job that is free to run from being launched.
    pub fn launch_gate(&self, place: u32) -> Option<Gate> {
        let job = self.job(place);
        let stream = self.stream(job.stream);
        let lacking = |owner, deps: &[Dep]| {
            deps.iter().find_map(|dep| match dep.on {
                On::Resource(resource, _) if self.held(owner, dep) == Held::No => {
                    Some(Gate::Resource(resource))
                }
                _ => None,
            })
        };
        if let Some(gate) = lacking(Node::Job(place), self.deps(job.deps))
            .or_else(|| lacking(Node::Stream(job.stream), self.deps(stream.deps)))
        {
            return Some(gate);
        }
        if let Some(limit) = stream.limit {
            let running = self
                .jobs_of(job.stream)
                .filter(|&j| self.job(j).run.state == State::Exec);
            if running.count() >= usize::from(limit) {
                return Some(Gate::StreamLimit);
            }
        }
        let ws = self.workstation(job.workstation);
        let up = |place: &u16| self.workstation(*place).linked && self.workstation(*place).jobman;
        if !ws.linked || (!ws.members.is_empty() && !ws.members.iter().any(up)) {
            return Some(Gate::Unlinked);
        }
        if !ws.jobman {
            return Some(Gate::Stopped);
        }
        if job.priority <= ws.fence {
            return Some(Gate::Fence);
        }
        // Priorities hi and go pass the limit of a workstation, never its fence.
        (job.priority < 100 && ws.running >= ws.limit).then_some(Gate::Limit)
    }

    /// The first closed gate of a job that has not started.
    pub fn gate(&self, place: u32, now: i64) -> Option<Gate> {
        if !self.job(place).run.state.is_waiting() {
            return None;
        }
        self.ready(place, now)
            .map_or_else(Some, |_| self.launch_gate(place))
    }

    /// The contract's word for why a job is in its state, where there is one.
    pub fn substatus(&self, place: u32, now: i64) -> Option<JobSubstatus> {
        let job = self.job(place);
        match job.run.state {
            State::Suppr => Some(JobSubstatus::SupprUnsatisfied),
            State::Succ if job.flags.has(Flags::NO_OPERATION) => Some(JobSubstatus::SuccDoNotRun),
            State::Intro => Some(JobSubstatus::ReadySubmitted),
            State::Fence => None,
            _ => self
                .gate(place, now)
                .and_then(|gate| self.gate_substatus(place, gate)),
        }
    }

    fn gate_substatus(&self, place: u32, gate: Gate) -> Option<JobSubstatus> {
        Some(match gate {
            Gate::Priority => JobSubstatus::HoldPriorityZero,
            Gate::StreamTime | Gate::Time => JobSubstatus::HoldTime,
            Gate::Dependency(dep) => match dep.on {
                On::Prompt(_) => JobSubstatus::HoldPrompt,
                On::File(_) => JobSubstatus::HoldFile,
                _ if self.held(Node::Job(place), &dep) == Held::Never => {
                    JobSubstatus::HoldCondition
                }
                _ => JobSubstatus::HoldPredecessor,
            },
            Gate::Resource(_) => JobSubstatus::ReadyResources,
            Gate::StreamLimit | Gate::Limit => JobSubstatus::ReadyLimit,
            Gate::Unlinked | Gate::Stopped => JobSubstatus::ReadyAgent,
            Gate::StreamPriority | Gate::Fence => return None,
        })
    }

    /// Works out the state of a stream from its jobs.
    pub fn stream_state(&self, place: u32, now: i64) -> StreamState {
        let stream = self.stream(place);
        if stream.state == StreamState::Cancl {
            return StreamState::Cancl;
        }
        let mut open = 0;
        let mut begun = false;
        let mut running = false;
        let mut failed = false;
        let mut blocked = true;
        for job in self.jobs_of(place) {
            let row = self.job(job);
            let state = row.run.state;
            begun |= row.run.start != 0 || (state.is_over() && state != State::Cancl);
            running |= matches!(state, State::Exec | State::Intro);
            failed |= state.is_failed() && self.recovery(row) != RecoveryOption::Continue;
            if !state.is_over() {
                open += 1;
                blocked &= matches!(self.gate(job, now), Some(Gate::Dependency(_)));
            }
        }
        match (running, open, failed) {
            (true, ..) => StreamState::Exec,
            (false, 0, true) => StreamState::Abend,
            (false, 0, false) => StreamState::Succ,
            (false, _, true) if blocked => StreamState::Stuck,
            _ if begun => StreamState::Exec,
            _ => match self.stream_ready(place, now) {
                Ok(_) => StreamState::Ready,
                Err(_) => StreamState::Hold,
            },
        }
    }
}

fn yes_or(holds: bool) -> Held {
    if holds { Held::Since(0) } else { Held::No }
}
