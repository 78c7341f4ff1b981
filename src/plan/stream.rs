//! A job stream instance of the plan.

use jiff::Timestamp;

use super::job::{TimeLimits, phase_of};
use super::key::full_name;
use super::{CommonStatus, Dependency, JobStatus, Phase, StreamStatus};
use crate::tws::wire;

/// A job stream instance in the plan.
#[derive(Debug, Clone, PartialEq)]
pub struct JobStream {
    /// Plan id.
    pub id: String,
    /// `/FOLDER/WORKSTATION#/FOLDER/STREAM(hhmm mm/dd/yy)`.
    pub key: String,
    /// Name.
    pub name: String,
    /// Folder path.
    pub folder: String,
    /// Key of its workstation.
    pub workstation: String,
    /// External status.
    pub status: CommonStatus,
    /// Internal status.
    pub internal: StreamStatus,
    /// Whether it was cancelled.
    pub cancelled: bool,
    /// 0 means held.
    pub priority: Option<i64>,
    /// The priority before anyone changed it.
    pub original_priority: Option<i64>,
    /// How many of its jobs may run at once; none when unlimited.
    pub limit: Option<i64>,
    /// Scheduled time.
    pub scheduled: Option<Timestamp>,
    /// When it began.
    pub started: Option<Timestamp>,
    /// When it ended.
    pub ended: Option<Timestamp>,
    /// Expected duration, seconds.
    pub estimated: Option<i64>,
    /// Time restrictions.
    pub times: TimeLimits,
    /// Job counts.
    pub counts: StreamCounts,
    /// What it depends on; `None` when the reply did not carry it.
    pub dependencies: Option<Vec<Dependency>>,
    /// How many dependencies are open, when counted.
    pub unresolved: Option<i64>,
    /// Carried forward from an earlier plan day.
    pub carried_forward: bool,
    /// Late by the scheduler's flag.
    pub late: bool,
    /// Names of fields whose value could not be read.
    pub odd: Vec<&'static str>,
}

/// Jobs of a stream by state.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct StreamCounts {
    /// All jobs.
    pub jobs: i64,
    /// Ended well.
    pub successful: i64,
    /// Running.
    pub executing: i64,
    /// Abended.
    pub abended: i64,
    /// Could not be launched.
    pub failed: i64,
    /// Not started.
    pub not_running: i64,
}

impl JobStream {
    /// Reads a stream of the contract.
    pub fn from_wire(wire: wire::JobStreamInPlan) -> Self {
        let mut odd = Vec::new();
        let state = wire.composite_status;
        let stats = wire.job_stream_stats;
        let count = |n: crate::tws::lenient::Loose<i64>| n.get().unwrap_or(0).max(0);
        let name = wire
            .name
            .get()
            .or(wire.original_job_stream_name.get())
            .unwrap_or_default();
        let folder = wire.folder.get().unwrap_or_else(|| "/".to_owned());
        let workstation = wire.workstation.get().unwrap_or_default();
        let common = wire.common_status.get();
        let cancelled =
            state.canceled.get().unwrap_or(false) || common == Some(CommonStatus::Canceled);
        Self {
            id: wire.id.get().unwrap_or_default(),
            key: wire
                .key
                .get()
                .filter(|key| !key.is_empty())
                .unwrap_or_else(|| full_name(&workstation, &folder, &name, None)),
            name,
            folder,
            workstation,
            status: common.unwrap_or(CommonStatus::Other(String::new())),
            internal: state
                .status
                .get()
                .unwrap_or(StreamStatus::Other(String::new())),
            cancelled,
            priority: wire.priority.read("priority", &mut odd),
            original_priority: wire.orig_priority.get(),
            limit: wire
                .limit
                .read("limit", &mut odd)
                .filter(|limit| *limit >= 0),
            scheduled: wire.sched_time.read("schedTime", &mut odd),
            started: wire
                .time_info
                .actual_start_time
                .read("timeInfo.actualStartTime", &mut odd),
            ended: wire
                .time_info
                .actual_end_time
                .read("timeInfo.actualEndTime", &mut odd),
            estimated: wire.time_info.estimated_duration.get().map(|s| s.0),
            times: TimeLimits::from_wire(wire.time_restrictions, &mut odd),
            counts: StreamCounts {
                jobs: count(stats.number_of_job),
                successful: count(stats.number_of_successfull_job),
                executing: count(stats.number_of_executing_job),
                abended: count(stats.number_of_abended_job),
                failed: count(stats.number_of_failed_job),
                not_running: count(stats.number_of_not_running_job),
            },
            dependencies: wire.dependencies.map(|all| {
                all.into_iter()
                    .map(|d| Dependency::from_wire(d, &mut odd))
                    .collect()
            }),
            unresolved: wire
                .dependencies_stats
                .number_of_unresolved_dependencies
                .get(),
            carried_forward: wire
                .js_definition_flags
                .carried_forward
                .get()
                .unwrap_or(false),
            late: wire.js_status_flags.late_job_stream.get().unwrap_or(false),
            odd,
        }
    }

    /// The phase of its life, with the statuses only streams have folded in.
    pub fn phase(&self) -> Phase {
        use StreamStatus as S;
        if self.cancelled && !matches!(self.internal, S::Exec | S::Succ | S::Abend | S::Stuck) {
            return Phase::Cancelled;
        }
        match &self.internal {
            S::Abend | S::Fail | S::Stuck | S::Abenp => Phase::Failed,
            S::Exec | S::Intro | S::Succp | S::Started | S::Bound => Phase::Running,
            S::Pend => Phase::AwaitsConfirmation,
            S::Hold | S::Wait | S::Add | S::Susp | S::Pendingpred | S::Waitforinput => {
                Phase::Waiting
            }
            S::Ready | S::Nonreportingpred => Phase::Ready,
            S::Succ | S::Complete => Phase::Done,
            S::Cancl | S::Canclp | S::Deleted => Phase::Cancelled,
            S::Suppr | S::Supprbycond => Phase::Suppressed,
            S::Extrn | S::Error | S::Undecided => Phase::Undecided,
            S::Unknown | S::Interrupted | S::Other(_) => phase_of(
                &JobStatus::Other(String::new()),
                &self.status,
                self.cancelled,
            ),
        }
    }
}
