//! What operators do to the plan, and what follows from it.

mod live;

use super::rows::{Flags, Node, On, Run, RunKind};
use super::state::{State, StreamState};
use super::store::Store;
use crate::tws::status::PromptStatus;

pub use live::Live;

/// How an action went wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refused {
    /// The object's state does not allow it.
    State(String),
    /// There is no such object.
    Unknown,
}

/// An action on a job.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum JobAction {
    /// Priority zero.
    Hold,
    /// Back to the planned priority, dependencies of a held job stay.
    Release,
    /// Never start.
    Cancel,
    /// Cancel once the dependencies are resolved.
    CancelPending,
    /// End a running job.
    Kill,
    /// Count it as successful.
    ConfirmSucc,
    /// Count it as failed.
    ConfirmAbend,
    /// Count these dependencies as satisfied, all when there are none.
    ReleaseDependencies(Vec<String>),
    /// Another priority.
    Priority(u8),
    /// Run again.
    Rerun,
}

/// An action on a stream.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StreamAction {
    /// Priority zero.
    Hold,
    /// Back to the planned priority.
    Release,
    /// Cancel all that has not started.
    Cancel,
    /// Count all its dependencies as satisfied.
    ReleaseDependencies,
}

impl Store {
    /// Does something to a job at the moment `clock`.
    pub fn act_on_job(
        &mut self,
        live: &mut Live,
        place: u32,
        action: &JobAction,
        clock: i64,
    ) -> Result<(), Refused> {
        let state = self.job(place).run.state;
        let refuse = |what: &str| {
            let name = self.job_name(place);
            Err(Refused::State(format!(
                "cannot {what} job {name} in state {}",
                state.job_status()
            )))
        };
        match action {
            JobAction::Hold if state.is_waiting() => self.set_priority(place, 0),
            JobAction::Hold => return refuse("hold"),
            JobAction::Release if state.is_waiting() => {
                let job = &mut self.jobs[place as usize];
                job.flags.set(Flags::RELEASED);
                if job.priority == 0 {
                    job.priority = job.planned_priority;
                }
            }
            JobAction::Release => return refuse("release"),
            JobAction::Cancel if state.is_waiting() => self.end(place, State::Cancl, None, clock),
            JobAction::Cancel => return refuse("cancel"),
            JobAction::CancelPending if state.is_waiting() => {
                self.jobs[place as usize].flags.set(Flags::CANCEL_PENDING);
            }
            JobAction::CancelPending => return refuse("cancel"),
            JobAction::Kill if state == State::Exec => {
                live.forget(place);
                self.end(place, State::Abend, Some(143), clock);
            }
            JobAction::Kill => return refuse("kill"),
            JobAction::ConfirmSucc => return self.confirm(live, place, State::Succ, clock),
            JobAction::ConfirmAbend => return self.confirm(live, place, State::Abend, clock),
            JobAction::ReleaseDependencies(ids) if state.is_waiting() => {
                self.release(place, ids)?;
            }
            JobAction::ReleaseDependencies(_) => return refuse("release the dependencies of"),
            JobAction::Priority(priority) if state.is_waiting() => {
                self.set_priority(place, *priority);
            }
            JobAction::Priority(_) => return refuse("change the priority of"),
            JobAction::Rerun if matches!(state, State::Succ | State::Abend | State::Fail) => {
                self.rerun(live, place, clock);
            }
            JobAction::Rerun => return refuse("rerun"),
        }
        live.touched(std::iter::once(Node::Job(place)));
        self.go_on(live, clock);
        Ok(())
    }

    fn set_priority(&mut self, place: u32, priority: u8) {
        self.jobs[place as usize].priority = priority;
    }

    /// The vendor's table of confirmations.
    fn confirm(
        &mut self,
        live: &mut Live,
        place: u32,
        to: State,
        clock: i64,
    ) -> Result<(), Refused> {
        let job = self.job(place);
        let from = job.run.state;
        let changes = match (from, to) {
            (State::Exec | State::Pend | State::Error | State::Extrn, _) => true,
            (State::Abend | State::Suppr, State::Succ) => true,
            (State::Hold | State::Ready | State::Fence, _) | (State::Abend, State::Abend) => false,
            _ => {
                let name = self.job_name(place);
                return Err(Refused::State(format!(
                    "cannot confirm job {name} in state {}",
                    from.job_status()
                )));
            }
        };
        if changes {
            let rc = job.run.rc;
            live.forget(place);
            self.end(place, to, rc, clock);
            self.jobs[place as usize].run.confirmed = true;
            live.touched(std::iter::once(Node::Job(place)));
            self.go_on(live, clock);
        }
        Ok(())
    }

    fn release(&mut self, place: u32, ids: &[String]) -> Result<(), Refused> {
        let span = self.job(place).deps;
        let mut released = 0;
        for at in span.places() {
            let named =
                ids.is_empty() || self.dependency_id(at).is_some_and(|id| ids.contains(&id));
            if named {
                self.deps[at].released = true;
                released += 1;
            }
        }
        if released == 0 && !ids.is_empty() {
            return Err(Refused::Unknown);
        }
        self.jobs[place as usize].flags.set(Flags::RELEASED);
        Ok(())
    }

    /// The id that a dependency carries in answers.
    fn dependency_id(&self, at: usize) -> Option<String> {
        let id = match self.deps[at].on {
            On::Job(job) => self.job(job).id,
            On::Stream(stream) => self.stream(stream).id,
            On::File(file) => self.files[file as usize].id,
            On::Resource(resource, _) => self.resources[resource as usize].id,
            On::Remote(remote) => self.remotes[remote as usize].id,
            On::Prompt(prompt) => self.prompts[prompt as usize].id,
            On::Ghost(ghost) => self.ghost_id(ghost),
            On::Join(_) => return None,
        };
        Some(id.to_string())
    }

    /// Appends a run. Its cause counts as mended: it will succeed.
    fn rerun(&mut self, live: &mut Live, place: u32, clock: i64) {
        let job = &mut self.jobs[place as usize];
        let before = job.run.clone();
        let number = before.number.max(1_000) + 37;
        job.run = Run {
            start: clock,
            end: 0,
            number,
            rc: None,
            log: super::rows::NONE,
            state: State::Exec,
            kind: RunKind::Rerun,
            confirmed: false,
            max_duration_gone: false,
            ..before.clone()
        };
        job.flags.clear(Flags::NEEDS_MESSAGE);
        self.earlier.entry(place).or_default().push(before);
        let id = self.run_id(place, self.run_count(place) - 1);
        self.index.add_run(id, place);
        self.occupy(place);
        self.restate(place, clock);
        live.ends_soon(place, clock);
    }

    /// Does something to a stream.
    pub fn act_on_stream(
        &mut self,
        live: &mut Live,
        place: u32,
        action: StreamAction,
        clock: i64,
    ) -> Result<(), Refused> {
        let stream = &mut self.streams[place as usize];
        if matches!(stream.state, StreamState::Succ | StreamState::Cancl) {
            let state = stream.state.status();
            let name = self.text(self.stream(place).name);
            return Err(Refused::State(format!(
                "job stream {name} is in state {state}"
            )));
        }
        match action {
            StreamAction::Hold => stream.priority = 0,
            StreamAction::Release => {
                stream.flags.set(Flags::RELEASED);
                if stream.priority == 0 {
                    stream.priority = stream.planned_priority;
                }
            }
            StreamAction::Cancel => {
                for job in self.jobs_of(place) {
                    if self.job(job).run.state.is_waiting() {
                        self.end(job, State::Cancl, None, clock);
                    }
                }
                self.streams[place as usize].state = StreamState::Cancl;
                live.touched(self.successors(Node::Stream(place)));
            }
            StreamAction::ReleaseDependencies => {
                for at in self.stream(place).deps.places() {
                    self.deps[at].released = true;
                }
            }
        }
        self.restate_stream(place, clock);
        live.touched(std::iter::once(Node::Stream(place)));
        self.go_on(live, clock);
        Ok(())
    }

    /// Answers a prompt. A recovery prompt answered with yes runs the job again.
    pub fn reply(
        &mut self,
        live: &mut Live,
        place: u32,
        yes: bool,
        clock: i64,
    ) -> Result<(), Refused> {
        let prompt = &mut self.prompts[place as usize];
        if !matches!(prompt.status, PromptStatus::Asked | PromptStatus::NotAsked) {
            return Err(Refused::State(format!(
                "prompt {} has been answered",
                prompt.number
            )));
        }
        prompt.status = if yes {
            PromptStatus::AnsweredYes
        } else {
            PromptStatus::AnsweredNo
        };
        let restarts = prompt.kind == crate::tws::status::PromptType::Restart;
        if let (true, Some(owner)) = (yes, prompt.owner) {
            match owner {
                Node::Job(job) if restarts && self.job(job).run.state.is_failed() => {
                    self.rerun(live, job, clock);
                }
                _ => live.touched(std::iter::once(owner)),
            }
        }
        self.go_on(live, clock);
        Ok(())
    }

    /// Changes a workstation and lets go on what waited for that.
    pub fn change_workstation(
        &mut self,
        live: &mut Live,
        place: u16,
        clock: i64,
        change: impl FnOnce(&mut super::rows::Workstation),
    ) {
        change(&mut self.workstations[usize::from(place)]);
        self.retry_all(live, clock);
    }

    /// Changes the units of a resource and lets go on what waited for them.
    pub fn change_quantity(&mut self, live: &mut Live, place: u32, units: u16, clock: i64) {
        self.resources[place as usize].quantity = units;
        self.retry_all(live, clock);
    }
}
