//! A list of jobs page by page: a page costs what it holds, and nothing of those before it.

use futures_util::StreamExt;
use jiff::Timestamp;

use super::filter::{JobFilter, PAGE};
use super::{JobLine, JobsReport};
use crate::error::Result;
use crate::plan::{Job, Plan};
use crate::tws::Query;

/// A page of a list of jobs, and where the next one begins.
#[derive(Debug)]
pub struct JobsPage {
    /// The page.
    pub report: JobsReport,
    /// What [`JobFilter::from`] is for the next page; none at the end.
    pub next: Option<u64>,
}

/// What was read so far.
struct Reading<'a> {
    filter: &'a JobFilter,
    now: Timestamp,
    data: Vec<JobLine>,
    odd: usize,
    /// Where the scheduler's list goes on.
    at: u64,
}

impl Reading<'_> {
    fn is_full(&self) -> bool {
        self.data.len() >= self.filter.limit.max(1)
    }

    /// Takes jobs until the page is full; whether some were left.
    fn take(&mut self, jobs: &[Job]) -> bool {
        for job in jobs {
            if self.is_full() {
                return true;
            }
            self.at += 1;
            if self.filter.keeps(job, self.now) {
                self.odd += usize::from(!job.odd.is_empty());
                self.data.push(JobLine::new(job, self.now));
            }
        }
        false
    }
}

impl JobsPage {
    /// Gathers the page that begins at `filter.from`. In the scheduler's order it is read from there
    /// on; a list that is sorted here has to be read whole, whichever page is wanted.
    pub async fn gather(plan: &Plan, filter: &JobFilter, now: Timestamp) -> Result<Self> {
        let from = filter.from.unwrap_or(0);
        if filter.sort.is_some() {
            let report = JobsReport::gather(plan, filter, now).await?;
            let next = report.truncated.then(|| from + report.returned);
            return Ok(Self { report, next });
        }
        let mut reading = Reading {
            filter,
            now,
            data: Vec::new(),
            odd: 0,
            at: from,
        };
        let (more, total) = if filter.count_is_exact() {
            exact(plan, &mut reading).await?
        } else {
            (sifted(plan, &mut reading).await?, None)
        };
        let Reading { data, odd, at, .. } = reading;
        let known = (from == 0 && !more).then_some(data.len() as u64);
        let report = JobsReport::of(plan, data, total.or(known), more, odd, now);
        let next = more.then_some(at);
        Ok(Self { report, next })
    }
}

/// Reads a page that the scheduler can fill with one answer; whether there is more, and how many jobs
/// fit in all.
async fn exact(plan: &Plan, reading: &mut Reading<'_>) -> Result<(bool, Option<u64>)> {
    let limit = reading.filter.limit.max(1);
    loop {
        let left = u32::try_from(limit - reading.data.len()).unwrap_or(PAGE);
        let query = Query {
            offset: reading.at,
            ..reading.filter.to_query()?.limit(left.min(PAGE))
        };
        let page = plan.jobs(&query).await?;
        let read = page.items.len();
        reading.take(&page.items);
        let more = page.total.map_or_else(
            || page.more || read == query.limit as usize,
            |total| total > reading.at,
        );
        if read == 0 || !more || reading.is_full() {
            return Ok((more && read > 0, page.total));
        }
    }
}

/// Reads as many of the scheduler's pages as it takes to fill one with what only this program can
/// tell; whether there is more.
async fn sifted(plan: &Plan, reading: &mut Reading<'_>) -> Result<bool> {
    let query = Query {
        offset: reading.at,
        ..reading.filter.to_query()?.limit(PAGE)
    };
    let mut pages = std::pin::pin!(plan.job_pages(query));
    while let Some(page) = pages.next().await {
        let page = page?;
        if reading.take(&page.items) {
            return Ok(true);
        }
        // The list may end with the last job that was wanted.
        let at = reading.at;
        if reading.is_full() && page.total.map_or(page.more, |total| total > at) {
            return Ok(true);
        }
    }
    Ok(false)
}
