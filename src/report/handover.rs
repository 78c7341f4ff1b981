//! The shift report: what failed, what recovered, what is open and what is at risk, since a time.

use futures_util::join;
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::jobs::{JobFilter, Status};
use super::{JobLine, JobsReport, SortKey, StatusReport};
use crate::error::Result;
use crate::plan::{CommonStatus, Plan, Provenance};

/// What the next shift has to know.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct HandoverReport {
    /// `resync.handover/v1`.
    #[serde(flatten)]
    pub head: Provenance,
    /// The beginning of the shift.
    pub since: Timestamp,
    /// The plan as it is now: still in error, late, waiting for people, critical jobs, workstations.
    pub now: StatusReport,
    /// Jobs in error that failed in this shift.
    pub failed: Vec<JobLine>,
    /// How many those are.
    pub failed_total: u64,
    /// Jobs that needed several runs in this shift and ended well.
    pub recovered: Vec<JobLine>,
    /// Jobs that ended well in this shift.
    pub succeeded: u64,
    /// What could not be read.
    pub warnings: Vec<String>,
}

/// Lines that are given of each list.
const GIVEN: usize = 50;

/// Jobs that ended well among which recovered ones are looked for: one page.
const LOOKED_AT: u32 = 1_000;

impl HandoverReport {
    /// Gathers what happened since a time.
    ///
    /// # Errors
    /// When the plan cannot be counted.
    pub async fn gather(plan: &Plan, since: Timestamp, now: Timestamp) -> Result<Self> {
        let of = |status: CommonStatus, limit: usize| JobFilter {
            statuses: vec![Status::Common(status)],
            since: Some(since),
            sort: Some(SortKey::Start),
            limit,
            ..JobFilter::default()
        };
        let good = of(CommonStatus::Successful, 1).to_query()?.limit(LOOKED_AT);
        let bad = of(CommonStatus::Error, 500);
        let (status, good, bad) = join!(
            StatusReport::gather(plan, now),
            plan.jobs(&good),
            JobsReport::gather(plan, &bad, now),
        );
        let status = status?;
        let mut warnings = status.warnings.clone();
        let (recovered, succeeded) = match good {
            Ok(good) => {
                if good.more {
                    warnings.push(format!(
                        "recovered jobs were looked for among {LOOKED_AT} of those that ended well"
                    ));
                }
                let total = good.total.unwrap_or(good.items.len() as u64);
                let again = good.items.iter().filter(|job| job.runs.len() > 1);
                let lines = again
                    .take(GIVEN)
                    .map(|job| JobLine::new(job, now))
                    .collect();
                (lines, total)
            }
            Err(error) => {
                warnings.push(format!("jobs that ended well could not be read: {error}"));
                (Vec::new(), 0)
            }
        };
        let (mut failed, failed_total) = match bad {
            Ok(report) => (report.data, report.total.unwrap_or(report.returned)),
            Err(error) => {
                warnings.push(format!("jobs that failed could not be read: {error}"));
                (Vec::new(), 0)
            }
        };
        // The reasons were read for the plan's own list; the same job has the same reason.
        for line in &mut failed {
            line.reason = status
                .failed
                .iter()
                .find(|known| known.id == line.id)
                .and_then(|known| known.reason.clone());
        }
        failed.truncate(GIVEN);
        Ok(Self {
            head: plan.provenance("resync.handover/v1", now),
            since,
            now: status,
            failed,
            failed_total,
            recovered,
            succeeded,
            warnings,
        })
    }
}
