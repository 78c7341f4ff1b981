//! The end of a job's log.

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};
use crate::plan::{Job, Plan, Provenance};
use crate::tws::TailLimits;

/// The end of a job's log.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct LogReport {
    /// `resync.log/v1`.
    #[serde(flatten)]
    pub head: Provenance,
    /// Key of the job.
    pub key: String,
    /// The run, 1 for the first.
    pub run: usize,
    /// The lines.
    pub lines: Vec<String>,
    /// Lines of the log in all, when known.
    pub total: Option<u64>,
    /// Whether the log begins before the first line given.
    pub truncated: bool,
}

impl LogReport {
    /// Reads the last `tail` lines of a run; of the last run when none is named.
    pub async fn gather(
        plan: &Plan,
        job: &Job,
        run: Option<u32>,
        tail: u32,
        now: Timestamp,
    ) -> Result<Self> {
        let number = run.map_or(job.runs.len(), |run| usize::try_from(run).unwrap_or(0));
        let run = number.checked_sub(1).and_then(|at| job.runs.get(at));
        let id = run.and_then(|run| run.id.as_deref()).ok_or_else(|| {
            Error::not_found(format!(
                "job {} has {} runs, and none is meant by that",
                job.key,
                job.runs.len()
            ))
            .with_hint("a job that has not run has no log")
        })?;
        let limits = TailLimits {
            tail_lines: usize::try_from(tail).unwrap_or(usize::MAX),
            ..TailLimits::default()
        };
        let log = plan.client().log_tail(id, limits).await?;
        let skip = log.lines.len().saturating_sub(limits.tail_lines);
        let lines: Vec<String> = log.lines[skip..]
            .iter()
            .map(|line| line.text.clone())
            .collect();
        let known = lines.len() as u64;
        Ok(Self {
            head: plan.provenance("resync.log/v1", now),
            key: job.key.clone(),
            run: number,
            truncated: skip > 0 || log.total_lines.is_none_or(|total| total > known),
            total: log.total_lines,
            lines,
        })
    }
}
