//! Which jobs are wanted: as people say it, and as the scheduler is asked.

use std::sync::Arc;

use futures_util::{Stream, StreamExt};
use jiff::Timestamp;

use super::{JobLine, SortKey};
use crate::diagnose::Dictionary;
use crate::error::{Error, Result};
use crate::plan::{CommonStatus, Job, JobStatus, Pattern, Phase, Plan, Selection, base_name};
use crate::tws::oql::{Field, Filter, field};
use crate::tws::{Operator, Value};
use crate::tws::{Query, Scope};

/// A status as people ask for it; names of both vocabularies are understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Status {
    /// An external status.
    Common(CommonStatus),
    /// An internal status.
    Internal(JobStatus),
}

/// Words people use for an external status.
const STATUS_WORDS: &[(&str, CommonStatus)] = &[
    ("failed", CommonStatus::Error),
    ("abended", CommonStatus::Error),
    ("error", CommonStatus::Error),
    ("running", CommonStatus::Running),
    ("executing", CommonStatus::Running),
    ("waiting", CommonStatus::Waiting),
    ("ready", CommonStatus::Ready),
    ("held", CommonStatus::Held),
    ("done", CommonStatus::Successful),
    ("success", CommonStatus::Successful),
    ("successful", CommonStatus::Successful),
    ("succeeded", CommonStatus::Successful),
    ("cancelled", CommonStatus::Canceled),
    ("canceled", CommonStatus::Canceled),
    ("blocked", CommonStatus::Blocked),
    ("undecided", CommonStatus::Undecided),
    ("suppressed", CommonStatus::Suppress),
    ("suppress", CommonStatus::Suppress),
];

impl Status {
    /// Reads a status as typed: `failed`, `ABEND`, `running`, `HOLD`.
    pub fn parse(text: &str) -> Result<Self> {
        let lower = text.trim().to_lowercase();
        if let Some((_, status)) = STATUS_WORDS.iter().find(|(word, _)| *word == lower) {
            return Ok(Self::Common(status.clone()));
        }
        let upper = lower.to_uppercase();
        match JobStatus::from(upper.as_str()) {
            JobStatus::Other(_) => {
                let mut near: Vec<(usize, &str)> = STATUS_WORDS
                    .iter()
                    .map(|(word, _)| *word)
                    .chain([
                        "abend", "fail", "exec", "hold", "succ", "pend", "fence", "intro", "extrn",
                    ])
                    .map(|word| (strsim::damerau_levenshtein(word, &lower), word))
                    .filter(|(distance, _)| *distance <= 2)
                    .collect();
                near.sort_unstable();
                let hint = match near.first() {
                    Some((_, word)) => format!("did you mean {word}?"),
                    None => "one of: failed, running, waiting, ready, held, successful, cancelled, or an internal status such as ABEND".to_owned(),
                };
                Err(
                    Error::usage(format!("no such status: {}", text.escape_debug()))
                        .with_hint(hint),
                )
            }
            status => Ok(Self::Internal(status)),
        }
    }

    fn filter(&self) -> Result<Filter> {
        match self {
            Self::Common(status) => Filter::is(field::RUN_COMMON_STATUS, status.as_str()),
            Self::Internal(status) => Filter::is(field::RUN_STATUS, status.as_str()),
        }
    }

    /// Whether a job is in this status now. The scheduler matches any run; only the last counts.
    pub fn fits(&self, job: &Job) -> bool {
        match self {
            Self::Common(status) => job.status == *status,
            Self::Internal(status) => job.internal == *status,
        }
    }
}

/// Which jobs are wanted. Everything that the scheduler can filter is filtered there.
#[derive(Debug, Clone, Default)]
pub struct JobFilter {
    /// Any of these statuses.
    pub statuses: Vec<Status>,
    /// Name, with wildcards, or a longer form with stream and workstation.
    pub name: Option<String>,
    /// Stream name, with wildcards.
    pub stream: Option<String>,
    /// Workstation name, with wildcards.
    pub workstation: Option<String>,
    /// Folder path, with what lies below it.
    pub folder: Option<String>,
    /// Only late jobs.
    pub late: bool,
    /// Only critical jobs.
    pub critical: bool,
    /// Only jobs whose last run began or ended after this.
    pub since: Option<Timestamp>,
    /// A filter in the scheduler's own query language, sent as it is.
    pub oql: Option<String>,
    /// Leave out failed jobs whose return code is only a warning by the site's dictionary.
    pub except_warnings: Option<Arc<Dictionary>>,
    /// Order of the lines.
    pub sort: Option<SortKey>,
    /// Where a page begins: at this object of the scheduler's list, or after so many lines of a list
    /// that is sorted here.
    pub from: Option<u64>,
    /// At most this many lines.
    pub limit: usize,
}

impl JobFilter {
    fn name_parts(&self) -> Option<Selection> {
        self.name.as_deref().map(Selection::parse)
    }

    /// The filter for the scheduler, as narrow as it can be said there.
    pub(in crate::report) fn to_query(&self) -> Result<Query> {
        let mut parts: Vec<Filter> = Vec::new();
        if let Some(any) = self
            .statuses
            .iter()
            .map(Status::filter)
            .collect::<Result<Vec<_>>>()?
            .into_iter()
            .reduce(Filter::or)
        {
            parts.push(any);
        }
        let selection = self.name_parts();
        if let Some(selection) = &selection {
            parts.push(name_filter(field::NAME, &selection.name)?);
            if let Some(stream) = &selection.stream {
                parts.push(name_filter(field::JOB_STREAM_NAME, stream)?);
            }
        }
        if let Some(stream) = &self.stream {
            parts.push(name_filter(
                field::JOB_STREAM_NAME,
                &Selection::parse(stream).name,
            )?);
        }
        if let Some(workstation) = &self.workstation {
            parts.push(workstation_filter(workstation)?);
        }
        if let Some(folder) = &self.folder {
            let folder = format!("/{}@", folder.trim_matches('/'));
            parts.push(Filter::like(field::FOLDER, &folder)?);
        }
        if self.critical {
            parts.push(Filter::compare(
                field::CRITICAL,
                Operator::Equal,
                Value::Bool(true),
            ));
        }
        if self.late {
            let over = ["SUCCESSFUL".to_owned(), "CANCELED".to_owned()];
            parts.push(Filter::none_of(field::RUN_COMMON_STATUS, &over)?);
        }
        if let Some(since) = self.since {
            parts.push(
                Filter::compare(
                    field::RUN_START,
                    Operator::GreaterOrEqual,
                    Value::Instant(since),
                )
                .or(Filter::compare(
                    field::RUN_END,
                    Operator::GreaterOrEqual,
                    Value::Instant(since),
                )),
            );
        }
        let mut query = match parts.into_iter().reduce(Filter::and) {
            Some(filter) => Query::filtered(filter),
            None => Query::new(),
        };
        if let Some(oql) = &self.oql {
            if oql.trim().is_empty() || oql.chars().any(char::is_control) {
                return Err(Error::usage(
                    "the --oql filter is empty or holds control characters",
                ));
            }
            query = query.raw(oql.clone());
        }
        Ok(query.scope(Scope::NoDependencies))
    }

    /// What the scheduler could not decide: any run matched, case differs, lateness.
    pub(super) fn keeps(&self, job: &Job, now: Timestamp) -> bool {
        let by_status =
            self.statuses.is_empty() || self.statuses.iter().any(|status| status.fits(job));
        let by_name = self.name_parts().is_none_or(|selection| {
            selection.fits(
                &[&job.workstation, job.stream_workstation()],
                &job.folder,
                &job.stream.name,
                &job.name,
            )
        });
        let by_stream = self
            .stream
            .as_deref()
            .is_none_or(|stream| Selection::parse(stream).name.fits(&job.stream.name));
        let by_workstation = self.workstation.as_deref().is_none_or(|workstation| {
            Pattern::new(base_name(workstation)).fits(base_name(&job.workstation))
        });
        let by_since = self.since.is_none_or(|since| {
            job.last_run()
                .is_some_and(|run| run.started.max(run.ended).is_some_and(|at| at >= since))
        });
        by_status
            && by_name
            && by_stream
            && by_workstation
            && by_since
            && (!self.late || job.is_late(now))
    }

    /// Those of the jobs that fit, without failed ones that only warn where those do not count.
    pub(super) async fn kept<'a>(
        &self,
        plan: &Plan,
        jobs: &'a [Job],
        now: Timestamp,
    ) -> Vec<&'a Job> {
        let mut kept: Vec<&Job> = jobs.iter().filter(|job| self.keeps(job, now)).collect();
        if let Some(site) = &self.except_warnings {
            let failed: Vec<Job> = kept
                .iter()
                .filter(|job| job.phase() == Phase::Failed)
                .map(|job| (*job).clone())
                .collect();
            let warn = site.warnings(plan, &failed).await;
            kept.retain(|job| !warn.contains(&job.id));
        }
        kept
    }

    /// Whether the scheduler's count is the number of jobs that fit.
    pub(super) fn count_is_exact(&self) -> bool {
        self.statuses.is_empty()
            && !self.late
            && self.since.is_none()
            && self.except_warnings.is_none()
    }

    /// Streams every job that fits, page by page, in the scheduler's order.
    pub fn stream(
        &self,
        plan: &Plan,
        now: Timestamp,
    ) -> Result<impl Stream<Item = Result<Vec<JobLine>>> + Send + use<>> {
        let query = self.to_query()?.limit(PAGE);
        let filter = Arc::new(self.clone());
        let plan = plan.clone();
        Ok(plan.clone().job_pages(query).then(move |page| {
            let (filter, plan) = (filter.clone(), plan.clone());
            async move {
                let page = page?;
                let kept = filter.kept(&plan, &page.items, now).await;
                Ok(kept.into_iter().map(|job| JobLine::new(job, now)).collect())
            }
        }))
    }
}

/// Jobs per page of a stream: large enough that latency hardly counts, small enough to stay flat.
pub(super) const PAGE: u32 = 500;

/// A name in the scheduler's query language. It distinguishes case and people do not, so a plain
/// name is asked for as typed, in capitals and in small letters.
pub(crate) fn name_filter(name_field: Field, pattern: &Pattern) -> Result<Filter> {
    if pattern.is_wild() {
        let upper = pattern.as_str().to_uppercase();
        let exact = Filter::like(name_field, pattern.as_str())?;
        return if upper == pattern.as_str() {
            Ok(exact)
        } else {
            Ok(exact.or(Filter::like(name_field, &upper)?))
        };
    }
    let typed = pattern.as_str().to_owned();
    let mut spellings = vec![typed.clone()];
    for other in [typed.to_uppercase(), typed.to_lowercase()] {
        if !spellings.contains(&other) {
            spellings.push(other);
        }
    }
    Filter::one_of(name_field, &spellings)
}

/// A workstation by its name, whatever its folder.
pub(in crate::report) fn workstation_filter(name: &str) -> Result<Filter> {
    let name = base_name(name);
    let upper = name.to_uppercase();
    let filter = Filter::like(field::WORKSTATION, &format!("@/{name}"))?;
    Ok(if upper == name {
        filter
    } else {
        filter.or(Filter::like(field::WORKSTATION, &format!("@/{upper}"))?)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn statuses_of_both_vocabularies_are_understood() {
        assert_eq!(
            Status::parse("Failed").expect("known"),
            Status::Common(CommonStatus::Error)
        );
        assert_eq!(
            Status::parse("abend").expect("known"),
            Status::Internal(JobStatus::Abend)
        );
        let error = Status::parse("runing").expect_err("unknown");
        assert_eq!(error.hint(), Some("did you mean running?"));
    }
}
