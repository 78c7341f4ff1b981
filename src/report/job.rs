//! One job in full: state, runs, what it executes, what it waits for.

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::JobLine;
use crate::plan::{Job, Plan, Provenance, Run};

/// One job in full.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct JobReport {
    /// `resync.job/v1`.
    #[serde(flatten)]
    pub head: Provenance,
    /// The job.
    pub job: JobLine,
    /// What it executes.
    pub command: Option<String>,
    /// As whom.
    pub user: Option<String>,
    /// Task type.
    pub task_type: Option<String>,
    /// What its author wrote about it.
    pub description: Option<String>,
    /// What happens after an abend.
    pub recovery: Option<String>,
    /// Earliest start.
    pub start: Option<Timestamp>,
    /// Latest start.
    pub latest_start: Option<Timestamp>,
    /// IANA time zone.
    pub time_zone: Option<String>,
    /// Its runs, oldest first.
    pub runs: Vec<RunLine>,
    /// What it waits for still.
    pub waits_for: Vec<String>,
    /// How many dependencies it has in all.
    pub dependencies: usize,
    /// Fields that the scheduler sent in a form that could not be read.
    pub unreadable: Vec<String>,
}

/// One run.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct RunLine {
    /// Run id.
    pub id: Option<String>,
    /// Job number.
    pub number: Option<i64>,
    /// Internal status.
    pub status: Option<String>,
    /// Return code.
    pub return_code: Option<i64>,
    /// Why the run exists.
    pub kind: Option<String>,
    /// Where it ran.
    pub workstation: Option<String>,
    /// Start.
    pub started: Option<Timestamp>,
    /// End.
    pub ended: Option<Timestamp>,
    /// Seconds.
    pub elapsed: Option<i64>,
}

impl RunLine {
    fn new(run: &Run, now: Timestamp) -> Self {
        Self {
            id: run.id.clone(),
            number: run.number,
            status: run.internal.as_ref().map(ToString::to_string),
            return_code: run.return_code,
            kind: run.rerun_type.as_ref().map(ToString::to_string),
            workstation: run.workstation.clone(),
            started: run.started,
            ended: run.ended,
            elapsed: run.duration(now),
        }
    }
}

impl JobReport {
    /// Gathers a job by its plan id.
    pub async fn gather(plan: &Plan, id: &str, now: Timestamp) -> crate::Result<Self> {
        let job = plan.job(id).await?;
        Ok(Self::new(plan, &job, now))
    }

    /// Draws the report of a job that was read with its dependencies.
    pub fn new(plan: &Plan, job: &Job, now: Timestamp) -> Self {
        let all = job.dependencies.as_deref().unwrap_or_default();
        Self {
            head: plan.provenance("resync.job/v1", now),
            job: JobLine::new(job, now),
            command: job.definition.command.clone(),
            user: job.definition.user.clone(),
            task_type: job.definition.task_type.clone(),
            description: job.definition.description.clone(),
            recovery: job.definition.recovery.as_ref().map(ToString::to_string),
            start: job.times.start,
            latest_start: job.times.latest_start,
            time_zone: job.time_zone.clone(),
            runs: job.runs.iter().map(|run| RunLine::new(run, now)).collect(),
            waits_for: all
                .iter()
                .filter(|d| d.is_open())
                .map(crate::plan::Dependency::describe)
                .collect(),
            dependencies: all.len(),
            unreadable: job.odd.iter().map(|field| (*field).to_owned()).collect(),
        }
    }
}
