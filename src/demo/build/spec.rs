//! What is planned: streams and jobs before their rows are made.

use crate::demo::rows::{Definition, Dep, Flags, Limits, On, RunKind};
use crate::demo::state::State;
use crate::demo::store::LogText;

/// A stream to add.
#[derive(Debug, Clone)]
pub struct StreamSpec {
    /// Name.
    pub name: String,
    /// Its folder.
    pub folder: u16,
    /// Its application area.
    pub area: u8,
    /// Its workstation, and that of its jobs unless they say otherwise.
    pub workstation: u16,
    /// Scheduled time.
    pub sched: i64,
    /// What it waits for.
    pub deps: Vec<Dep>,
    /// 0 held.
    pub priority: u8,
    /// How many of its jobs may run at once.
    pub limit: Option<u16>,
    /// Facts.
    pub flags: Flags,
    /// Time restrictions.
    pub limits: Option<Limits>,
}

/// What becomes of a job once it is free to run.
#[derive(Debug, Clone, PartialEq)]
pub enum Outcome {
    /// Runs its time and succeeds.
    Succeeds,
    /// Runs its time and ends in error, with this return code if one was caught.
    Abends(Option<i32>),
    /// Cannot be launched.
    Fails,
    /// Still runs, however long that is.
    Runs,
    /// Ended, waits for a confirmation.
    Pends,
    /// Is in this state, whatever the gates say.
    Is(State),
}

/// A run before the last one.
#[derive(Debug, Clone)]
pub struct Earlier {
    /// How it ended.
    pub state: State,
    /// Return code.
    pub rc: i32,
    /// Seconds it took.
    pub takes: u32,
    /// Seconds until the next run.
    pub gap: u32,
    /// What it wrote.
    pub log: Option<LogText>,
}

/// A job to add to the stream added last.
#[derive(Debug, Clone)]
pub struct JobSpec {
    /// Name.
    pub name: String,
    /// Where it runs, if not on the stream's workstation.
    pub workstation: Option<u16>,
    /// The pool member it really ran on.
    pub actual: Option<u16>,
    /// Usual duration.
    pub estimate: u32,
    /// Actual duration.
    pub takes: u32,
    /// Earliest moment it began, where the gates would have let it begin before.
    pub from: i64,
    /// What it waits for.
    pub deps: Vec<Dep>,
    /// What becomes of it.
    pub outcome: Outcome,
    /// 0 held.
    pub priority: u8,
    /// Facts.
    pub flags: Flags,
    /// Time restrictions.
    pub limits: Option<Limits>,
    /// What it executes, if special.
    pub definition: Option<Definition>,
    /// Runs before the last one, oldest first.
    pub earlier: Vec<Earlier>,
    /// Why the last run exists.
    pub kind: RunKind,
    /// What the last run wrote, if special.
    pub log: Option<LogText>,
    /// The outcome was confirmed by an operator.
    pub confirmed: bool,
    /// It ran longer than its maximum.
    pub max_duration_gone: bool,
}

impl JobSpec {
    /// A job that takes as long as usual and succeeds.
    pub fn new(name: impl Into<String>, seconds: u32) -> Self {
        Self {
            name: name.into(),
            workstation: None,
            actual: None,
            estimate: seconds,
            takes: seconds,
            from: 0,
            deps: Vec::new(),
            outcome: Outcome::Succeeds,
            priority: 10,
            flags: Flags::default(),
            limits: None,
            definition: None,
            earlier: Vec::new(),
            kind: RunKind::Regular,
            log: None,
            confirmed: false,
            max_duration_gone: false,
        }
    }

    /// Waits for a job.
    #[must_use]
    pub fn after(self, job: u32) -> Self {
        self.on(On::Job(job))
    }

    /// Waits for anything.
    #[must_use]
    pub fn on(mut self, on: On) -> Self {
        self.deps.push(Dep {
            on,
            condition: None,
            released: false,
        });
        self
    }

    /// Has that outcome.
    #[must_use]
    pub fn with(mut self, outcome: Outcome) -> Self {
        self.outcome = outcome;
        self
    }

    /// Wrote that log.
    #[must_use]
    pub fn logged(mut self, log: LogText) -> Self {
        self.log = Some(log);
        self
    }

    /// Has that fact set.
    #[must_use]
    pub fn flagged(mut self, flag: Flags) -> Self {
        self.flags.set(flag);
        self
    }

    /// Has these time restrictions.
    #[must_use]
    pub fn limited(mut self, limits: Limits) -> Self {
        self.limits = Some(limits);
        self
    }
}
