//! A job instance of the plan and the phase of its life an operator sees it in.

use jiff::Timestamp;
use serde::{Deserialize, Deserializer};

use super::key::full_name;
use super::{CommonStatus, Dependency, JobStatus, JobSubstatus, RecoveryOption, Run};
use crate::tws::{Identified, status, wire};

/// A job instance in the plan.
#[derive(Debug, Clone, PartialEq)]
pub struct Job {
    /// The plan id (opaque).
    pub id: String,
    /// `/FOLDER/WORKSTATION#/FOLDER/STREAM(hhmm mm/dd/yy).JOB`, as the scheduler writes it.
    pub key: String,
    /// Name in the stream.
    pub name: String,
    /// Folder path, `/` for the root.
    pub folder: String,
    /// Key of the workstation, `/FOLDER/NAME`.
    pub workstation: String,
    /// Plan id of the workstation.
    pub workstation_id: Option<String>,
    /// The stream it belongs to.
    pub stream: StreamRef,
    /// External status.
    pub status: CommonStatus,
    /// Internal status, as conman shows it.
    pub internal: JobStatus,
    /// Why it is in that status, when the scheduler says so.
    pub substatus: Option<JobSubstatus>,
    /// Whether it was cancelled.
    pub cancelled: bool,
    /// Whether a cancel waits for the dependencies to resolve.
    pub cancel_pending: bool,
    /// 0 held, 1 to 99, 100 hi, 101 go.
    pub priority: Option<i64>,
    /// The priority before anyone changed it.
    pub original_priority: Option<i64>,
    /// All runs, oldest first as the scheduler lists them.
    pub runs: Vec<Run>,
    /// What it executes.
    pub definition: Definition,
    /// The scheduled time of its stream.
    pub scheduled: Option<Timestamp>,
    /// IANA time zone.
    pub time_zone: Option<String>,
    /// `at`, `until`, deadline and duration limits.
    pub times: TimeLimits,
    /// What it depends on; `None` when the reply did not carry it (lists never do).
    pub dependencies: Option<Vec<Dependency>>,
    /// How many dependencies are open, when the scheduler counted them.
    pub unresolved: Option<i64>,
    /// How many dependencies are on prompts, files, resources and other networks, when counted.
    pub on_things: Option<i64>,
    /// Marked critical.
    pub critical: bool,
    /// Latest start that keeps the critical deadline.
    pub critical_start: Option<Timestamp>,
    /// When the scheduler expects it to end.
    pub expected_end: Option<Timestamp>,
    /// Late by the scheduler's own flag.
    pub late: bool,
    /// Its latest start time has passed.
    pub until_gone: bool,
    /// Its deadline has passed.
    pub deadline_passed: bool,
    /// Waits for a reply to its recovery prompt.
    pub needs_reply: bool,
    /// Its stream was cancelled.
    pub stream_cancelled: bool,
    /// Not to be executed.
    pub no_operation: bool,
    /// Ends only when someone confirms.
    pub requires_confirmation: bool,
    /// Repeats.
    pub every: bool,
    /// Names of fields whose value could not be read.
    pub odd: Vec<&'static str>,
}

/// The stream a job belongs to.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct StreamRef {
    /// Plan id.
    pub id: Option<String>,
    /// Name.
    pub name: String,
    /// Key of the stream's workstation.
    pub workstation: Option<String>,
}

/// What a job executes.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Definition {
    /// Name of the definition.
    pub name: Option<String>,
    /// What its author wrote about it.
    pub description: Option<String>,
    /// The task type (`UNIX`, `DATABASE`, …).
    pub task_type: Option<String>,
    /// Command line or script.
    pub command: Option<String>,
    /// The user it runs as.
    pub user: Option<String>,
    /// Expected duration, seconds.
    pub estimated: Option<i64>,
    /// What happens after an abend.
    pub recovery: Option<RecoveryOption>,
    /// Name of the recovery job.
    pub recovery_job: Option<String>,
    /// Id of the recovery prompt.
    pub recovery_prompt_id: Option<String>,
    /// Name or number of the recovery prompt.
    pub recovery_prompt_name: Option<String>,
    /// Text of the recovery prompt.
    pub recovery_prompt: Option<String>,
}

/// Time restrictions.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct TimeLimits {
    /// Earliest start (`at`).
    pub start: Option<Timestamp>,
    /// Whether the earliest start has been reached, when the scheduler says so.
    pub start_reached: Option<bool>,
    /// Latest start (`until`).
    pub latest_start: Option<Timestamp>,
    /// What happens at the latest start.
    pub latest_start_action: Option<status::LateStartAction>,
    /// Deadline.
    pub deadline: Option<Timestamp>,
    /// Maximum duration, seconds.
    pub max_duration: Option<i64>,
    /// What happens at the maximum duration.
    pub max_duration_action: Option<status::MaxDurationAction>,
}

impl TimeLimits {
    pub(super) fn from_wire(wire: wire::TimeRestrictions, odd: &mut Vec<&'static str>) -> Self {
        Self {
            start: wire.start_time.read("timeRestrictions.startTime", odd),
            start_reached: wire.start_time_satisfied.get(),
            latest_start: wire
                .latest_start_time
                .read("timeRestrictions.latestStartTime", odd),
            latest_start_action: wire.late_start_action.get(),
            deadline: wire
                .deadline_time
                .read("timeRestrictions.deadlineTime", odd),
            max_duration: wire
                .max_duration
                .read("timeRestrictions.maxDuration", odd)
                .map(|s| s.0),
            max_duration_action: wire.max_duration_action.get(),
        }
    }
}

/// The part of its life a job is in: what an operator distinguishes before asking why.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Phase {
    /// Ended badly or could not be launched.
    Failed,
    /// Running now.
    Running,
    /// Ended, waits for a person to confirm.
    AwaitsConfirmation,
    /// Not started: dependencies, time or a hold.
    Waiting,
    /// Dependencies are resolved but it was not launched.
    Ready,
    /// Ended well.
    Done,
    /// Cancelled.
    Cancelled,
    /// Suppressed.
    Suppressed,
    /// Its state is kept elsewhere and not known here.
    Undecided,
    /// A status this version does not know.
    Unknown,
}

/// Read as the contract's job and turned into this one at once.
impl<'de> Deserialize<'de> for Job {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        wire::JobInPlan::deserialize(deserializer).map(Self::from_wire)
    }
}

impl Identified for Job {
    fn id(&self) -> Option<&str> {
        Some(&self.id)
            .filter(|id| !id.is_empty())
            .map(String::as_str)
    }
}

impl Job {
    /// Reads a job of the contract.
    pub fn from_wire(wire: wire::JobInPlan) -> Self {
        let mut odd = Vec::new();
        let runs: Vec<Run> = wire
            .jobruns
            .into_iter()
            .map(|run| Run::from_wire(run, &mut odd))
            .collect();
        let state = wire.last_run_composite_status;
        let last = newest(&runs);
        let internal = state
            .status
            .get()
            .or_else(|| last.and_then(|run| run.internal.clone()));
        let status = wire
            .last_run_common_status
            .get()
            .or_else(|| last.and_then(|run| run.status.clone()));
        let substatus = state
            .substatus
            .get()
            .or_else(|| last.and_then(|run| run.substatus.clone()));
        let cancelled =
            state.canceled.get().unwrap_or(false) || status == Some(CommonStatus::Canceled);
        let status = status
            .or_else(|| internal.as_ref().map(common_of))
            .unwrap_or(CommonStatus::Other(String::new()));
        let internal = internal.unwrap_or_else(|| JobStatus::Other(String::new()));
        let stats = &wire.dependencies_stats;
        let on_things = [
            stats.number_of_prompt_dependencies,
            stats.number_of_file_dependencies,
            stats.number_of_resource_dependencies,
            stats.number_of_internetwork_dependencies,
        ]
        .into_iter()
        .filter_map(crate::tws::lenient::Loose::get)
        .reduce(|a, b| a + b);
        let flags = wire.job_status_flags;
        let options = wire.job_options;
        let name = wire.name.get().unwrap_or_default();
        let folder = wire.folder.get().unwrap_or_else(|| "/".to_owned());
        let workstation = wire.workstation.get().unwrap_or_default();
        let stream = StreamRef {
            id: wire.job_stream_id.get(),
            name: wire.job_stream_name.get().unwrap_or_default(),
            workstation: wire.job_stream_workstation.get(),
        };
        let key = wire
            .key
            .get()
            .filter(|key| !key.is_empty())
            .unwrap_or_else(|| {
                full_name(
                    stream.workstation.as_deref().unwrap_or(&workstation),
                    &folder,
                    &stream.name,
                    Some(&name),
                )
            });
        Self {
            id: wire.id.get().unwrap_or_default(),
            key,
            name,
            folder,
            workstation,
            workstation_id: wire.workstation_id.get(),
            stream,
            status,
            internal,
            substatus,
            cancelled,
            cancel_pending: state.cancel_pending.get().unwrap_or(false),
            priority: wire.priority.read("priority", &mut odd),
            original_priority: wire.orig_priority.get(),
            runs,
            definition: Definition::from_wire(wire.job_definition, &mut odd),
            scheduled: wire.sched_time.read("schedTime", &mut odd),
            time_zone: wire.time_zone.get(),
            times: TimeLimits::from_wire(wire.time_restrictions, &mut odd),
            dependencies: wire.dependencies.map(|all| {
                all.into_iter()
                    .map(|d| Dependency::from_wire(d, &mut odd))
                    .collect()
            }),
            unresolved: wire
                .dependencies_stats
                .number_of_unresolved_dependencies
                .get(),
            on_things,
            critical: options.critical.get().unwrap_or(false),
            critical_start: wire.critical_start.read("criticalStart", &mut odd),
            expected_end: wire.end_time.read("endTime", &mut odd),
            late: flags.job_late.get().unwrap_or(false),
            until_gone: flags.until_gone.get().unwrap_or(false),
            deadline_passed: flags.deadline_has_passed.get().unwrap_or(false),
            needs_reply: flags.need_message.get().unwrap_or(false),
            stream_cancelled: flags.job_stream_cancelled.get().unwrap_or(false),
            no_operation: options.no_operation.get().unwrap_or(false),
            requires_confirmation: options.requires_confirmation.get().unwrap_or(false),
            every: options.every.get().unwrap_or(false),
            odd,
        }
    }

    /// The run that counts: the newest of the rerun chain, not a run of the recovery job.
    pub fn last_run(&self) -> Option<&Run> {
        newest(&self.runs)
    }

    /// The newest run that ended well, if it is not the last one.
    pub fn last_good_run(&self) -> Option<&Run> {
        let last = self.last_run().map(std::ptr::from_ref);
        self.runs.iter().rev().find(|run| {
            run.succeeded() && !run.is_recovery_job() && Some(std::ptr::from_ref(*run)) != last
        })
    }

    /// The phase of its life.
    pub fn phase(&self) -> Phase {
        phase_of(&self.internal, &self.status, self.cancelled)
    }

    /// When it came into its present state, as far as the plan says.
    pub fn since(&self) -> Option<Timestamp> {
        let run = self.last_run()?;
        match self.phase() {
            Phase::Running => run.started,
            Phase::Waiting | Phase::Ready => None,
            _ => run.ended.or(run.started),
        }
    }

    /// Expected duration in seconds, of the last run or of the definition.
    pub fn estimated(&self) -> Option<i64> {
        self.last_run()
            .and_then(|run| run.estimated)
            .or(self.definition.estimated)
            .filter(|s| *s > 0)
    }

    /// `WORKSTATION#STREAM.JOB` without folders and times: short enough for prose.
    pub fn short(&self) -> String {
        format!("{}.{}", self.stream.name, self.name)
    }

    /// The key of the stream's workstation, which commands name; the job's own when unknown.
    pub fn stream_workstation(&self) -> &str {
        self.stream
            .workstation
            .as_deref()
            .unwrap_or(&self.workstation)
    }

    /// Late: by the scheduler's flag, or its deadline passed before it ended.
    pub fn is_late(&self, now: Timestamp) -> bool {
        let over = matches!(
            self.phase(),
            Phase::Done | Phase::Cancelled | Phase::Suppressed
        );
        let behind = self.times.deadline.is_some_and(|deadline| deadline < now);
        !over && (self.late || self.deadline_passed || behind)
    }
}

/// The newest run that counts (see [`Job::last_run`]).
fn newest(runs: &[Run]) -> Option<&Run> {
    let own = || runs.iter().filter(|run| !run.is_recovery_job());
    own()
        .filter(|run| run.last_in_chain)
        .max_by_key(|run| (run.started, run.number))
        .or_else(|| own().next_back())
        .or_else(|| runs.last())
}

/// The phase behind an internal and an external status; the internal one is more precise.
pub(super) fn phase_of(internal: &JobStatus, status: &CommonStatus, cancelled: bool) -> Phase {
    use JobStatus as S;
    if cancelled
        && !matches!(
            internal,
            S::Exec | S::Abend | S::Fail | S::Succ | S::Abenp | S::Succp
        )
    {
        return Phase::Cancelled;
    }
    match internal {
        S::Abend | S::Fail | S::Abenp => Phase::Failed,
        S::Exec | S::Intro | S::Succp | S::Started => Phase::Running,
        S::Pend => Phase::AwaitsConfirmation,
        S::Hold | S::Wait | S::Susp | S::Stuck | S::Pendpred | S::Intrpt => Phase::Waiting,
        S::Ready | S::Fence | S::Arrving | S::Nonreppred => Phase::Ready,
        S::Succ | S::Complt | S::End => Phase::Done,
        S::Cancl | S::Canclp => Phase::Cancelled,
        S::Suppr => Phase::Suppressed,
        S::Extrn | S::Error | S::Undcded => Phase::Undecided,
        S::Other(_) => match status {
            CommonStatus::Error => Phase::Failed,
            CommonStatus::Running => Phase::Running,
            CommonStatus::Waiting
            | CommonStatus::Held
            | CommonStatus::Blocked
            | CommonStatus::WaitingForTrigger => Phase::Waiting,
            CommonStatus::Ready | CommonStatus::ReadyPrevWsNonrep => Phase::Ready,
            CommonStatus::Successful | CommonStatus::Completed | CommonStatus::DummyCompleted => {
                Phase::Done
            }
            CommonStatus::Canceled => Phase::Cancelled,
            CommonStatus::Suppress | CommonStatus::SuppressByCond => Phase::Suppressed,
            CommonStatus::Undecided => Phase::Undecided,
            CommonStatus::Interrupted | CommonStatus::Other(_) => Phase::Unknown,
        },
    }
}

/// The external status that stands for an internal one (the product's own mapping).
fn common_of(internal: &JobStatus) -> CommonStatus {
    match phase_of(internal, &CommonStatus::Other(String::new()), false) {
        Phase::Failed => CommonStatus::Error,
        Phase::Running => CommonStatus::Running,
        Phase::AwaitsConfirmation | Phase::Waiting => CommonStatus::Waiting,
        Phase::Ready => CommonStatus::Ready,
        Phase::Done => CommonStatus::Successful,
        Phase::Cancelled => CommonStatus::Canceled,
        Phase::Suppressed => CommonStatus::Suppress,
        Phase::Undecided => CommonStatus::Undecided,
        Phase::Unknown => CommonStatus::Other(internal.as_str().to_owned()),
    }
}

impl Definition {
    fn from_wire(wire: wire::JobDefinition, odd: &mut Vec<&'static str>) -> Self {
        Self {
            name: wire.name.get(),
            description: wire.description.get(),
            task_type: wire.task_type.get().or(wire.task.kind),
            command: wire.task.command,
            user: wire.user_logins.into_iter().next().or(wire.task.user),
            estimated: wire
                .estimated_duration
                .read("jobDefinition.estimatedDuration", odd)
                .map(|s| s.0),
            recovery: wire.recovery_option.get(),
            recovery_job: wire.recovery_job_name.get(),
            recovery_prompt_id: wire.abend_prompt_id.get(),
            recovery_prompt_name: wire.abend_prompt_name.get(),
            recovery_prompt: wire.abend_prompt_text.get(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn job(json: &str) -> Job {
        Job::from_wire(serde_json::from_str(json).expect("a job"))
    }

    #[test]
    fn an_empty_job_is_of_unknown_phase_and_breaks_nothing() {
        let job = job("{}");
        assert_eq!(job.phase(), Phase::Unknown);
        assert_eq!(job.folder, "/");
        assert!(job.last_run().is_none());
    }

    #[test]
    fn the_last_run_is_the_newest_of_the_chain_and_not_the_recovery_job() {
        let job = job(r#"{"jobruns":[
                {"id":"1","rerunType":"REGULAR","compositeStatus":{"status":"ABEND"}},
                {"id":"2","rerunType":"RERUN","lastInRerunChain":true,"compositeStatus":{"status":"SUCC"}},
                {"id":"3","rerunType":"RECOVERY","compositeStatus":{"status":"ABEND"}}]}"#);
        assert_eq!(job.last_run().and_then(|r| r.id.as_deref()), Some("2"));
        assert_eq!(job.phase(), Phase::Done);
        assert_eq!(job.status, CommonStatus::Successful);
    }

    #[test]
    fn unknown_statuses_survive_and_fall_back_on_the_external_one() {
        let job =
            job(r#"{"lastRunCompositeStatus":{"status":"WARP"},"lastRunCommonStatus":"ERROR"}"#);
        assert_eq!(job.internal.as_str(), "WARP");
        assert_eq!(job.phase(), Phase::Failed);
    }

    #[test]
    fn unreadable_times_are_named_and_shown_as_unknown() {
        let job = job(r#"{"schedTime":1763870000000,"criticalStart":"yesterday"}"#);
        assert_eq!(job.scheduled, None);
        assert_eq!(job.odd, ["schedTime", "criticalStart"]);
    }
}
