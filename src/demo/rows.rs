//! The compact rows of the demo plan: fixed-size records that point at each other by place.
//! Moments are seconds since the Unix epoch, 0 for none; durations are seconds, 0 for none.

use uuid::Uuid;

use super::state::{State, StreamState};
use super::symbols::Sym;
use crate::tws::status::{LateStartAction, MaxDurationAction, RecoveryOption, RerunType};

mod object;
pub use object::{File, Folder, Ghost, Join, Prompt, Remote, Resource, Workstation};

/// No place: the row has none of what the field points at.
pub const NONE: u32 = u32::MAX;

/// A job or a stream, by place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Node {
    /// A job.
    Job(u32),
    /// A job stream.
    Stream(u32),
}

/// A contiguous part of an arena.
#[derive(Debug, Clone, Copy, Default)]
pub struct Span {
    /// Place of the first item.
    pub first: u32,
    /// How many items.
    pub len: u16,
}

impl Span {
    /// The places it covers.
    pub fn places(self) -> std::ops::Range<usize> {
        let first = self.first as usize;
        first..first + usize::from(self.len)
    }
}

/// One run of a job.
#[derive(Debug, Clone)]
pub struct Run {
    /// When it began.
    pub start: i64,
    /// When it ended.
    pub end: i64,
    /// Job number (process id on the agent); 0 while it has not been launched.
    pub number: u32,
    /// Return code, when there is one.
    pub rc: Option<i32>,
    /// Place of its log among the written logs, or [`NONE`] for an everyday one.
    pub log: u32,
    /// Where it ran, when not on the job's own workstation (a pool's member).
    pub actual: Option<u16>,
    /// Its state.
    pub state: State,
    /// Why it exists.
    pub kind: RunKind,
    /// An operator confirmed its outcome.
    pub confirmed: bool,
    /// It ran longer than its maximum duration.
    pub max_duration_gone: bool,
}

/// Why a run exists.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RunKind {
    /// As planned.
    Regular,
    /// Started again by an operator.
    Rerun,
    /// Started again by the recovery option.
    RecoveryRerun,
    /// The next turn of a repeating job.
    Every,
}

impl RunKind {
    /// The contract's `RerunType`.
    pub fn wire(self) -> RerunType {
        match self {
            Self::Regular => RerunType::Regular,
            Self::Rerun => RerunType::Rerun,
            Self::RecoveryRerun => RerunType::RecoveryRerun,
            Self::Every => RerunType::RerunEvery,
        }
    }
}

/// Yes-or-no facts of a job or stream.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Flags(u16);

impl Flags {
    /// The job is critical.
    pub const CRITICAL: Self = Self(1);
    /// The job repeats.
    pub const EVERY: Self = Self(1 << 1);
    /// The job is defined not to run.
    pub const NO_OPERATION: Self = Self(1 << 2);
    /// The job's end must be confirmed.
    pub const CONFIRM: Self = Self(1 << 3);
    /// To be cancelled once its dependencies are resolved.
    pub const CANCEL_PENDING: Self = Self(1 << 4);
    /// The latest start time has passed.
    pub const UNTIL_GONE: Self = Self(1 << 5);
    /// A recovery prompt waits for a reply.
    pub const NEEDS_MESSAGE: Self = Self(1 << 6);
    /// Carried over from an earlier plan day.
    pub const CARRIED: Self = Self(1 << 7);
    /// The dependencies were released by an operator.
    pub const RELEASED: Self = Self(1 << 8);
    /// Waits for a predecessor that is not in the plan yet.
    pub const PENDING_PREDECESSOR: Self = Self(1 << 9);
    /// Its log is gone from the agent.
    pub const LOG_GONE: Self = Self(1 << 10);

    /// Whether all of `other` are set.
    pub fn has(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }

    /// Sets those of `other`.
    pub fn set(&mut self, other: Self) {
        self.0 |= other.0;
    }

    /// Clears those of `other`.
    pub fn clear(&mut self, other: Self) {
        self.0 &= !other.0;
    }
}

/// An instance of a job.
#[derive(Debug, Clone)]
pub struct Job {
    /// Name-based id.
    pub id: Uuid,
    /// The last run, also of a job that has not started.
    pub run: Run,
    /// Name.
    pub name: Sym,
    /// Place of its stream.
    pub stream: u32,
    /// Usual duration.
    pub estimate: u32,
    /// What it waits for.
    pub deps: Span,
    /// Place of its special definition, or [`NONE`].
    pub definition: u32,
    /// Place of its time limits, or [`NONE`].
    pub limits: u32,
    /// Where it is defined to run.
    pub workstation: u16,
    /// Place within the stream, from 1.
    pub position: u16,
    /// Facts.
    pub flags: Flags,
    /// 0 held, 100 hi, 101 go.
    pub priority: u8,
    /// The priority it was planned with.
    pub planned_priority: u8,
}

/// An instance of a job stream.
#[derive(Debug, Clone)]
pub struct Stream {
    /// Name-based id.
    pub id: Uuid,
    /// Scheduled time, part of its key.
    pub sched: i64,
    /// Name.
    pub name: Sym,
    /// What it waits for.
    pub deps: Span,
    /// Its jobs.
    pub jobs: Span,
    /// Place of its time limits, or [`NONE`].
    pub limits: u32,
    /// How many of its jobs may run at once; `None` for any number.
    pub limit: Option<u16>,
    /// Its folder.
    pub folder: u16,
    /// Its workstation.
    pub workstation: u16,
    /// Index of its application area, for vocabulary.
    pub area: u8,
    /// Facts.
    pub flags: Flags,
    /// 0 held.
    pub priority: u8,
    /// The priority it was planned with.
    pub planned_priority: u8,
    /// Its state.
    pub state: StreamState,
}

/// Time restrictions of a job or stream.
#[derive(Debug, Clone, Default)]
pub struct Limits {
    /// Earliest start.
    pub at: i64,
    /// Latest start.
    pub until: i64,
    /// What happens when `until` passes.
    pub until_action: Option<LateStartAction>,
    /// Deadline.
    pub deadline: i64,
    /// Longest duration allowed.
    pub max_duration: u32,
    /// What happens when it passes.
    pub max_action: Option<MaxDurationAction>,
    /// Interval of a repeating job.
    pub every: u32,
}

/// What a job executes, where that is not what its name and area imply.
#[derive(Debug, Clone)]
pub struct Definition {
    /// Script path or command line.
    pub command: Sym,
    /// User it runs as.
    pub user: Sym,
    /// What it is for.
    pub description: Option<Sym>,
    /// What happens after an abend.
    pub recovery: RecoveryOption,
    /// Place of the recovery prompt, or [`NONE`].
    pub recovery_prompt: u32,
    /// When the definition was last changed.
    pub modified: i64,
}

/// What a dependency is on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum On {
    /// A job of the plan.
    Job(u32),
    /// A stream of the plan.
    Stream(u32),
    /// Several of which some must hold.
    Join(u32),
    /// A file.
    File(u32),
    /// Units of a resource.
    Resource(u32, u16),
    /// A job of another network.
    Remote(u32),
    /// A prompt.
    Prompt(u32),
    /// A predecessor that the plan does not hold.
    Ghost(u32),
}

/// A dependency of a job or stream.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Dep {
    /// What it is on.
    pub on: On,
    /// For a conditional one, the states of the predecessor that satisfy it.
    pub condition: Option<State>,
    /// An operator released it.
    pub released: bool,
}
