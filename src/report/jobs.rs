//! Lists of jobs: the line, the report.

mod filter;
mod page;
mod sort;

use futures_util::StreamExt;
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::error::Result;
use crate::plan::{CommonStatus, Job, JobStatus, Phase, Plan, Provenance};
use filter::PAGE;
pub(crate) use filter::name_filter;
pub(super) use filter::workstation_filter;
pub use filter::{JobFilter, Status};
pub use page::JobsPage;
pub use sort::SortKey;
pub(crate) use sort::sort_lines;

/// A job in a list.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct JobLine {
    /// Plan id.
    pub id: String,
    /// Full key.
    pub key: String,
    /// Name.
    pub name: String,
    /// Stream name.
    pub stream: String,
    /// Folder path.
    pub folder: String,
    /// Key of the workstation.
    pub workstation: String,
    /// External status.
    pub status: CommonStatus,
    /// Internal status.
    pub internal: JobStatus,
    /// Why it is in that status, when the scheduler says.
    pub substatus: Option<String>,
    /// Return code of the last run.
    pub return_code: Option<i64>,
    /// Start of the last run.
    pub started: Option<Timestamp>,
    /// End of the last run.
    pub ended: Option<Timestamp>,
    /// Seconds the last run took, or has been taking.
    pub elapsed: Option<i64>,
    /// Seconds it was expected to take.
    pub estimated: Option<i64>,
    /// Scheduled time of its stream.
    pub scheduled: Option<Timestamp>,
    /// Deadline.
    pub deadline: Option<Timestamp>,
    /// Priority.
    pub priority: Option<i64>,
    /// Late.
    pub late: bool,
    /// Critical.
    pub critical: bool,
    /// How many runs it has.
    pub runs: usize,
    /// Why it failed, in a few words, where the log was read.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub reason: Option<String>,
}

impl JobLine {
    /// A line for a job.
    pub fn new(job: &Job, now: Timestamp) -> Self {
        let run = job.last_run();
        Self {
            id: job.id.clone(),
            key: job.key.clone(),
            name: job.name.clone(),
            stream: job.stream.name.clone(),
            folder: job.folder.clone(),
            workstation: job.workstation.clone(),
            status: job.status.clone(),
            internal: job.internal.clone(),
            substatus: job.substatus.as_ref().map(ToString::to_string),
            return_code: run.and_then(|run| run.return_code),
            started: run.and_then(|run| run.started),
            ended: run.and_then(|run| run.ended),
            elapsed: run.and_then(|run| run.duration(now)),
            estimated: job.estimated(),
            scheduled: job.scheduled,
            deadline: job.times.deadline,
            priority: job.priority,
            late: job.is_late(now),
            critical: job.critical,
            runs: job.runs.len(),
            reason: None,
        }
    }
}

/// A list of jobs.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct JobsReport {
    /// `resync.jobs/v1`.
    #[serde(flatten)]
    pub head: Provenance,
    /// The jobs.
    pub data: Vec<JobLine>,
    /// How many match in all, when known.
    pub total: Option<u64>,
    /// How many are given.
    pub returned: u64,
    /// Whether there are more than are given.
    pub truncated: bool,
    /// What was odd about the answer.
    pub warnings: Vec<String>,
}

impl JobsReport {
    /// Gathers the jobs that fit, at most `filter.limit` of them after the first `filter.from`.
    pub async fn gather(plan: &Plan, filter: &JobFilter, now: Timestamp) -> Result<Self> {
        let limit = filter.limit.max(1);
        let skip = usize::try_from(filter.from.unwrap_or(0)).unwrap_or(usize::MAX);
        let end = limit.saturating_add(skip);
        let mut data: Vec<JobLine> = Vec::new();
        let mut total = None;
        let mut truncated = false;
        let mut odd = 0_usize;
        // With a local order or a local condition all that match must be seen before the cut.
        let see_all = filter.sort.is_some() || !filter.count_is_exact();
        let page = if see_all {
            PAGE
        } else {
            u32::try_from(end).unwrap_or(PAGE).min(PAGE)
        };
        let mut pages = std::pin::pin!(plan.job_pages(filter.to_query()?.limit(page)));
        let mut matched = 0_u64;
        while let Some(page) = pages.next().await {
            let page = page?;
            if filter.count_is_exact() {
                total = total.or(page.total);
            }
            for job in filter.kept(plan, &page.items, now).await {
                matched += 1;
                odd += usize::from(!job.odd.is_empty());
                data.push(JobLine::new(job, now));
            }
            if let Some(sort) = filter.sort
                && data.len() > end.saturating_mul(2)
            {
                sort_lines(&mut data, sort);
                data.truncate(end);
            }
            if !see_all && data.len() >= end {
                truncated = page.more || data.len() > end;
                break;
            }
        }
        if see_all {
            total = Some(matched);
            truncated = matched > end as u64;
        }
        if let Some(sort) = filter.sort {
            sort_lines(&mut data, sort);
        }
        data.truncate(end);
        data.drain(..skip.min(data.len()));
        let known = (!truncated).then_some((skip + data.len()) as u64);
        Ok(Self::of(plan, data, total.or(known), truncated, odd, now))
    }

    fn of(
        plan: &Plan,
        data: Vec<JobLine>,
        total: Option<u64>,
        truncated: bool,
        odd: usize,
        now: Timestamp,
    ) -> Self {
        let mut warnings = Vec::new();
        if odd > 0 {
            warnings.push(format!(
                "{odd} jobs had values that could not be read; those are shown as unknown"
            ));
        }
        Self {
            head: plan.provenance("resync.jobs/v1", now),
            returned: data.len() as u64,
            total,
            truncated,
            data,
            warnings,
        }
    }
}

/// Orders jobs of the same name by which one a person means: failed before running before waiting
/// before done, and the newest first.
pub fn prominence(job: &Job) -> (u8, std::cmp::Reverse<Option<Timestamp>>) {
    let rank = match job.phase() {
        Phase::Failed => 0,
        Phase::AwaitsConfirmation => 1,
        Phase::Running => 2,
        Phase::Ready => 3,
        Phase::Waiting | Phase::Undecided => 4,
        Phase::Unknown => 5,
        Phase::Suppressed => 6,
        Phase::Cancelled => 7,
        Phase::Done => 8,
    };
    let at = job
        .last_run()
        .and_then(|run| run.ended.or(run.started))
        .or(job.scheduled);
    (rank, std::cmp::Reverse(at))
}
