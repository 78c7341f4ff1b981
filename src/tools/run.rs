//! What each tool does: the name resolved, the report gathered, cut to size.

use jiff::Timestamp;

use super::action::Prepared;
use super::arguments as a;
use super::table::Call;
use super::{ToolResult, Toolbox, cut, explain, runbooks};
use crate::ask::{Found, Wanted, time_since};
use crate::diagnose::Subject;
use crate::error::{Error, Result};
use crate::plan::Job;
use crate::report::{
    DependencyReport, Direction, ImpactReport, JobFilter, JobReport, JobsReport, LogPart,
    LogReport, ResourcesReport, StatusFilter, StatusReport, StreamFilter, StreamsReport,
    WorkstationsReport,
};
use crate::tws::escape;

/// Lines of a list when no limit is given, and at most.
const USUAL: usize = 20;
const MOST: usize = 50;

/// Lines of a log at most.
const LINES: usize = 120;

/// Lines shown on each side of a line that was asked for.
const AROUND: u64 = 12;

impl Toolbox {
    pub(super) async fn run(&self, call: Call, now: Timestamp) -> Result<ToolResult> {
        match call {
            Call::Diagnose(of) => self.diagnose(&of.name, now).await,
            Call::FindJobs(filter) => self.find_jobs(filter, now).await,
            Call::GetJob(of) => {
                let (job, choice) = self.job(&of.job).await?;
                let mut report = JobReport::gather(&self.plan, &job.id, now).await?;
                let left_out = cut::job(&mut report).into_iter().chain(choice).collect();
                Self::give(&report, false, left_out)
            }
            Call::ReadLog(of) => self.read_log(of, now).await,
            Call::Dependencies(of) => self.dependencies(of, now).await,
            Call::Impact(of) => {
                let found = self.asker.resolver().one(&of.name, Wanted::Any).await?;
                let Found {
                    subject,
                    object,
                    choice,
                } = found;
                let report = ImpactReport::gather(&self.plan, &subject, object, now).await?;
                Self::give(&report, false, choice.into_iter().collect())
            }
            Call::FindStreams(of) => {
                let filter = StreamFilter {
                    name: of.name,
                    workstation: of.workstation,
                    status: of.status,
                    limit: of.limit.unwrap_or(USUAL).clamp(1, MOST),
                    from: None,
                };
                let report = StreamsReport::gather(&self.plan, &filter, now).await?;
                let left_out = shown(report.truncated, report.returned, report.total, "streams");
                Self::give(&report, report.data.is_empty(), left_out)
            }
            Call::Workstations(of) => {
                let report = WorkstationsReport::gather(
                    &self.plan,
                    of.name.as_deref(),
                    of.only_trouble,
                    0,
                    MOST,
                    now,
                )
                .await?;
                let total = Some(report.total);
                let left_out = shown(report.truncated, report.returned, total, "workstations");
                Self::give(&report, report.data.is_empty(), left_out)
            }
            Call::Resources(of) => {
                let report =
                    ResourcesReport::gather(&self.plan, of.name.as_deref(), MOST, now).await?;
                let left_out = shown(report.truncated, report.returned, report.total, "resources");
                Self::give(&report, report.data.is_empty(), left_out)
            }
            Call::Summary(a::Nothing {}) => {
                let mut report = StatusReport::gather(&self.plan, now).await?;
                let left_out = cut::status(&mut report);
                Self::give(&report, report.jobs == 0, left_out)
            }
            Call::Explain(of) => {
                let report = explain::explain(&of.code, self.runbooks.as_deref()).await?;
                Self::give(&report, report.meaning.is_none(), Vec::new())
            }
            Call::Runbooks(of) => self.search(of).await,
            Call::Propose(of) => {
                let prepared = Prepared::new(&self.plan, &of.job, of.action).await?;
                Self::give(
                    &prepared.proposal(of.reason.as_deref(), now),
                    false,
                    Vec::new(),
                )
            }
        }
    }

    /// The job of a name, and how the choice was made where several fitted.
    async fn job(&self, name: &str) -> Result<(Box<Job>, Option<String>)> {
        let found = self.asker.resolver().one(name, Wanted::Job).await?;
        match found.subject {
            Subject::Job(job) => Ok((job, found.choice)),
            _ => Err(Error::not_found(format!(
                "{} is not a job",
                escape(&found.object.words(), 120)
            ))
            .with_hint("use diagnose_job for job streams and workstations")),
        }
    }

    async fn diagnose(&self, name: &str, now: Timestamp) -> Result<ToolResult> {
        let found = self.asker.resolver().one(name, Wanted::Any).await?;
        let mut diagnosis = self.asker.diagnoser().diagnose(&found.subject, now).await?;
        let left_out = cut::diagnosis(&mut diagnosis)
            .into_iter()
            .chain(found.choice)
            .collect();
        Self::give(&diagnosis, false, left_out)
    }

    async fn find_jobs(&self, of: a::FindJobs, now: Timestamp) -> Result<ToolResult> {
        let statuses = of.status.iter().map(|status| StatusFilter::parse(status));
        let filter = JobFilter {
            statuses: statuses.collect::<Result<_>>()?,
            since: match &of.since {
                Some(since) => Some(time_since(since, now, &self.asker.time_zone().await)?),
                None => None,
            },
            name: of.name,
            stream: of.stream,
            workstation: of.workstation,
            folder: of.folder,
            late: of.late,
            critical: of.critical,
            oql: None,
            sort: of.sort,
            limit: of.limit.unwrap_or(USUAL).clamp(1, MOST),
            except_warnings: None,
            from: None,
        };
        let report = JobsReport::gather(&self.plan, &filter, now).await?;
        let left_out = shown(report.truncated, report.returned, report.total, "jobs");
        Self::give(&report, report.data.is_empty(), left_out)
    }

    async fn read_log(&self, of: a::ReadLog, now: Timestamp) -> Result<ToolResult> {
        let (job, choice) = self.job(&of.job).await?;
        let part = match (of.pattern, of.tail, of.around, of.from.or(of.to)) {
            (Some(pattern), ..) => LogPart::Matching(pattern),
            (_, Some(lines), ..) => LogPart::Tail(lines.min(LINES)),
            (_, _, Some(line), _) => {
                LogPart::Range(line.saturating_sub(AROUND), line.saturating_add(AROUND))
            }
            (.., Some(_)) => {
                let from = of.from.unwrap_or(1);
                LogPart::Range(from, of.to.unwrap_or(from.saturating_add(100)))
            }
            _ => LogPart::Telling,
        };
        // The job of a list does not carry its runs' ids on every level of the product.
        let job = self.plan.job(&job.id).await?;
        let report = LogReport::gather(&self.plan, &job, of.run, &part, now).await?;
        let mut left_out: Vec<String> = choice.into_iter().collect();
        if report.lines_cut > 0 {
            left_out.push(format!(
                "{} more lines were wanted; narrow the pattern or ask for a range",
                report.lines_cut
            ));
        }
        if !report.searched_whole && matches!(part, LogPart::Matching(_)) {
            left_out.push("the log is long: only its beginning and end were searched".to_owned());
        }
        Self::give(&report, report.lines.is_empty(), left_out)
    }

    async fn dependencies(&self, of: a::Neighbours, now: Timestamp) -> Result<ToolResult> {
        let (job, choice) = self.job(&of.job).await?;
        let directions: &[Direction] = match of.direction.unwrap_or(a::Way::Both) {
            a::Way::Up => &[Direction::Up],
            a::Way::Down => &[Direction::Down],
            a::Way::Both => &[Direction::Up, Direction::Down],
        };
        let depth = of.depth.unwrap_or(2).clamp(1, 8);
        let mut report =
            DependencyReport::gather(&self.plan, &job.id, directions, depth, now).await?;
        let left_out = cut::dependencies(&mut report).into_iter().chain(choice);
        let empty = report.up.is_empty() && report.down.is_empty();
        Self::give(&report, empty, left_out.collect())
    }

    async fn search(&self, of: a::SearchRunbooks) -> Result<ToolResult> {
        let Some(folder) = self.runbooks.clone() else {
            return Err(Error::config("no runbook folder is configured")
                .with_hint("answer without runbooks, and say that none are configured"));
        };
        let limit = of.limit.unwrap_or(4).clamp(1, 8);
        let search = move || runbooks::search(&folder, &of.query, limit);
        let report = tokio::task::spawn_blocking(search)
            .await
            .map_err(|error| {
                Error::internal("the search of the runbooks ended early").with_source(error)
            })??;
        let given = report.passages.len() as u64;
        let left_out = shown(report.total > given, given, Some(report.total), "passages");
        Self::give(&report, report.passages.is_empty(), left_out)
    }
}

/// Says how much of a list is given.
fn shown(truncated: bool, given: u64, total: Option<u64>, what: &str) -> Vec<String> {
    if !truncated {
        return Vec::new();
    }
    let total = total.map_or_else(|| "more".to_owned(), |total| total.to_string());
    vec![format!(
        "{given} of {total} {what} are given; narrow the filter"
    )]
}
