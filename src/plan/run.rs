//! One run of a job: the thing that has a log, a return code and a duration.

use jiff::Timestamp;

use super::{CommonStatus, JobStatus, JobSubstatus, RerunType};
use crate::tws::wire;

/// One run of a job. A job that was rerun, recovered or repeats has several.
#[derive(Debug, Clone, PartialEq)]
pub struct Run {
    /// The run id: it names the log and the rerun, and is not the job's id.
    pub id: Option<String>,
    /// The number that conman shows as `#J…` and the log as `Job Number`.
    pub number: Option<i64>,
    /// Internal status.
    pub internal: Option<JobStatus>,
    /// External status.
    pub status: Option<CommonStatus>,
    /// Why it is in that status.
    pub substatus: Option<JobSubstatus>,
    /// Exit code; none until the run ended.
    pub return_code: Option<i64>,
    /// Where it really ran (pools choose).
    pub workstation: Option<String>,
    /// When it began.
    pub started: Option<Timestamp>,
    /// When it ended.
    pub ended: Option<Timestamp>,
    /// How long it took, in seconds, as the scheduler says.
    pub elapsed: Option<i64>,
    /// How long it was expected to take, in seconds.
    pub estimated: Option<i64>,
    /// Why this run exists.
    pub rerun_type: Option<RerunType>,
    /// Whether it is the newest of its rerun chain.
    pub last_in_chain: bool,
    /// Whether it outlived its maximum duration.
    pub max_duration_gone: bool,
    /// Someone confirmed its result.
    pub confirmed: bool,
    /// Success condition of the run as text (`RC=0`), with whether it held.
    pub conditions: Vec<(String, bool)>,
}

impl Run {
    /// Reads a run of the contract; fields that could not be read are named in `odd`.
    pub fn from_wire(wire: wire::JobRun, odd: &mut Vec<&'static str>) -> Self {
        let state = wire.composite_status;
        let time = wire.time_info;
        Self {
            id: wire.id.get().filter(|id| !id.is_empty()),
            number: wire.job_number.read("jobruns.jobNumber", odd),
            internal: state.status.get(),
            status: wire.common_status.get(),
            substatus: state.substatus.get(),
            return_code: wire.return_code.read("jobruns.returnCode", odd),
            workstation: wire.actual_workstation.get(),
            started: time
                .actual_start_time
                .read("jobruns.timeInfo.actualStartTime", odd),
            ended: time
                .actual_end_time
                .read("jobruns.timeInfo.actualEndTime", odd),
            elapsed: time
                .elapsed_time
                .read("jobruns.timeInfo.elapsedTime", odd)
                .map(|s| s.0),
            estimated: time
                .estimated_duration
                .read("jobruns.timeInfo.estimatedDuration", odd)
                .map(|s| s.0),
            rerun_type: wire.rerun_type.get(),
            last_in_chain: wire.last_in_rerun_chain.get().unwrap_or(false),
            max_duration_gone: wire.max_duration_gone.get().unwrap_or(false),
            confirmed: wire.confirmed.get().unwrap_or(false),
            conditions: wire
                .output_conditions
                .into_iter()
                .filter_map(|c| {
                    let held = c.satisfied.get().or(c.is_satisfied.get()).unwrap_or(false);
                    let text = c.mapping_expression.get().or(c.condition_name.get())?;
                    Some((text, held))
                })
                .collect(),
        }
    }

    /// Seconds from start to end, or to `now` while it runs; never negative, even when the
    /// clocks of the engine and of this machine differ.
    pub fn duration(&self, now: Timestamp) -> Option<i64> {
        if let (Some(started), Some(ended)) = (self.started, self.ended) {
            return Some((ended.as_second() - started.as_second()).max(0));
        }
        if self.ended.is_some() || self.is_over() {
            return self.elapsed;
        }
        self.started
            .map(|started| (now.as_second() - started.as_second()).max(0))
    }

    /// Whether it is a run of the recovery job, not of the job itself.
    pub fn is_recovery_job(&self) -> bool {
        self.rerun_type == Some(RerunType::Recovery)
    }

    /// Whether it ended badly.
    pub fn failed(&self) -> bool {
        matches!(
            self.internal,
            Some(JobStatus::Abend | JobStatus::Fail | JobStatus::Abenp)
        ) || (self.internal.is_none() && self.status == Some(CommonStatus::Error))
    }

    /// Whether it ended well.
    pub fn succeeded(&self) -> bool {
        matches!(
            self.internal,
            Some(JobStatus::Succ | JobStatus::Succp | JobStatus::Complt)
        ) || (self.internal.is_none() && self.status == Some(CommonStatus::Successful))
    }

    fn is_over(&self) -> bool {
        self.failed() || self.succeeded()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clocks_that_differ_never_make_a_duration_negative() {
        let mut odd = Vec::new();
        let wire = r#"{"compositeStatus":{"status":"EXEC"},"timeInfo":{"actualStartTime":"2026-03-29T01:10:00Z"}}"#;
        let run = Run::from_wire(serde_json::from_str(wire).expect("a run"), &mut odd);
        let behind: Timestamp = "2026-03-29T01:00:00Z".parse().expect("a time");
        assert_eq!(run.duration(behind), Some(0));
        // Across the night the clocks change the instants still differ by what really passed.
        let later: Timestamp = "2026-03-29T03:10:00+02:00".parse().expect("a time");
        assert_eq!(run.duration(later), Some(0));
        let end: Timestamp = "2026-03-29T04:10:00+02:00".parse().expect("a time");
        assert_eq!(run.duration(end), Some(3_600));
    }
}
