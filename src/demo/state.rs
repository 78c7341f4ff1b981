//! The states a job, run or stream of the demo plan can be in, and the contract's words for them.

use crate::tws::status::{CommonStatus, JobStatus, StreamStatus};

/// Internal state of a job's run. Being held or cancelled is a flag beside it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum State {
    /// Waits for dependencies or time.
    Hold,
    /// Free to run, not launched.
    Ready,
    /// Free to run, priority not above the workstation's fence.
    Fence,
    /// Being handed over for launching.
    Intro,
    /// Running.
    Exec,
    /// Ended well.
    Succ,
    /// Ended with an error.
    Abend,
    /// Could not be launched.
    Fail,
    /// Ended, waits for a confirmation.
    Pend,
    /// Suppressed.
    Suppr,
    /// Cancelled.
    Cancl,
    /// Internetwork: remote state unknown.
    Extrn,
    /// Internetwork: the remote state could not be read.
    Error,
}

impl State {
    /// The contract's `JobInPlanStatus`.
    pub fn job_status(self) -> JobStatus {
        match self {
            Self::Hold => JobStatus::Hold,
            Self::Ready => JobStatus::Ready,
            Self::Fence => JobStatus::Fence,
            Self::Intro => JobStatus::Intro,
            Self::Exec => JobStatus::Exec,
            Self::Succ => JobStatus::Succ,
            Self::Abend => JobStatus::Abend,
            Self::Fail => JobStatus::Fail,
            Self::Pend => JobStatus::Pend,
            Self::Suppr => JobStatus::Suppr,
            Self::Cancl => JobStatus::Cancl,
            Self::Extrn => JobStatus::Extrn,
            Self::Error => JobStatus::Error,
        }
    }

    /// The external status; `held` when the job's priority is zero.
    pub fn common(self, held: bool) -> CommonStatus {
        match self {
            Self::Hold | Self::Ready | Self::Fence if held => CommonStatus::Held,
            Self::Hold | Self::Intro | Self::Pend => CommonStatus::Waiting,
            Self::Ready | Self::Fence => CommonStatus::Ready,
            Self::Exec => CommonStatus::Running,
            Self::Succ => CommonStatus::Successful,
            Self::Abend | Self::Fail => CommonStatus::Error,
            Self::Suppr => CommonStatus::Suppress,
            Self::Cancl => CommonStatus::Canceled,
            Self::Extrn | Self::Error => CommonStatus::Undecided,
        }
    }

    /// Whether the run has ended, one way or another.
    pub fn is_over(self) -> bool {
        matches!(
            self,
            Self::Succ | Self::Abend | Self::Fail | Self::Suppr | Self::Cancl
        )
    }

    /// Whether the run ended in error.
    pub fn is_failed(self) -> bool {
        matches!(self, Self::Abend | Self::Fail)
    }

    /// Whether the job has not been launched and still could be.
    pub fn is_waiting(self) -> bool {
        matches!(self, Self::Hold | Self::Ready | Self::Fence)
    }
}

/// Internal state of a job stream.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum StreamState {
    /// Waits for dependencies or time.
    Hold,
    /// Free to start.
    Ready,
    /// Under way.
    Exec,
    /// Nothing more can start without an operator.
    Stuck,
    /// All ended, one job or more in error.
    Abend,
    /// All ended well.
    Succ,
    /// Cancelled.
    Cancl,
}

impl StreamState {
    /// The contract's `JobStreamInPlanStatus`.
    pub fn status(self) -> StreamStatus {
        match self {
            Self::Hold => StreamStatus::Hold,
            Self::Ready => StreamStatus::Ready,
            Self::Exec => StreamStatus::Exec,
            Self::Stuck => StreamStatus::Stuck,
            Self::Abend => StreamStatus::Abend,
            Self::Succ => StreamStatus::Succ,
            Self::Cancl => StreamStatus::Cancl,
        }
    }

    /// The external status; `held` when the stream's priority is zero.
    pub fn common(self, held: bool) -> CommonStatus {
        match self {
            Self::Hold | Self::Ready if held => CommonStatus::Held,
            Self::Hold => CommonStatus::Waiting,
            Self::Ready => CommonStatus::Ready,
            Self::Exec => CommonStatus::Running,
            Self::Stuck => CommonStatus::Blocked,
            Self::Abend => CommonStatus::Error,
            Self::Succ => CommonStatus::Successful,
            Self::Cancl => CommonStatus::Canceled,
        }
    }
}
