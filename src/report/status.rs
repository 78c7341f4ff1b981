//! The plan in one screen.

use std::collections::BTreeMap;

use futures_util::future::join_all;
use futures_util::join;
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::JobLine;
use super::jobs::{SortKey, sort_lines};
use crate::diagnose::log;
use crate::error::Result;
use crate::plan::{
    Job, JobStream, Phase, Plan, PromptStatus, Provenance, Target, Workstation, WorkstationHealth,
};
use crate::tws::oql::{Filter, field};
use crate::tws::{Group, Query, Scope, TailLimits};
use crate::tws::{Operator, Value};

/// The plan in one screen.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct StatusReport {
    /// `resync.status/v1`.
    #[serde(flatten)]
    pub head: Provenance,
    /// Product level of the engine.
    pub version: Option<String>,
    /// Time zone of the engine.
    pub time_zone: Option<String>,
    /// Jobs in the plan.
    pub jobs: u64,
    /// Jobs by external status.
    pub by_status: BTreeMap<String, u64>,
    /// Jobs in error, the newest first.
    pub failed: Vec<JobLine>,
    /// How many are in error now, when all were read.
    pub failed_total: u64,
    /// Running or waiting jobs that are late.
    pub late: Vec<JobLine>,
    /// Running jobs well over their estimate.
    pub long_running: Vec<JobLine>,
    /// What waits for a person: prompts, confirmations, recovery prompts.
    pub waiting_for_people: Vec<PeopleLine>,
    /// Streams that are stuck.
    pub stuck_streams: Vec<StreamLine>,
    /// Workstations.
    pub workstations: WorkstationSummary,
    /// Critical jobs that are not done.
    pub critical: Vec<CriticalLine>,
    /// What could not be read; the rest of the report stands.
    pub warnings: Vec<String>,
}

/// Something that waits for a person.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct PeopleLine {
    /// `prompt`, `confirmation` or `recovery_prompt`.
    pub kind: String,
    /// Key of the job.
    pub key: String,
    /// Prompt number or name, for prompts.
    pub prompt: Option<String>,
    /// The question, for prompts.
    pub text: Option<String>,
}

/// A stream in a list.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct StreamLine {
    /// Plan id.
    pub id: String,
    /// Key.
    pub key: String,
    /// Name.
    pub name: String,
    /// External status.
    pub status: String,
    /// Internal status.
    pub internal: String,
    /// Jobs in it.
    pub jobs: i64,
    /// Abended and failed jobs in it.
    pub failed: i64,
    /// Deadline.
    pub deadline: Option<Timestamp>,
}

/// A workstation in a list.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct WorkstationLine {
    /// Plan id.
    pub id: String,
    /// Key.
    pub key: String,
    /// Type.
    #[serde(rename = "type")]
    pub kind: String,
    /// `up`, `unlinked`, `stopped`, `limit 0` or `unknown`.
    pub health: String,
    /// Job limit.
    pub limit: Option<i64>,
    /// Fence.
    pub fence: Option<i64>,
}

/// Workstations by health.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct WorkstationSummary {
    /// All.
    pub total: u64,
    /// Linked with their job manager up.
    pub up: u64,
    /// Those that are not, or that run nothing because their limit is 0.
    pub problems: Vec<WorkstationLine>,
}

/// A critical job.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct CriticalLine {
    /// The job.
    pub job: JobLine,
    /// Latest start that keeps the deadline.
    pub critical_start: Option<Timestamp>,
    /// Seconds until it must have started (or, running, until it must have ended); negative when
    /// that has passed.
    pub slack: Option<i64>,
    /// `on_track`, `at_risk` or `missed`.
    pub risk: String,
}

/// How many failed jobs are listed, and for how many the log is read.
const LISTED: usize = 50;
const WITH_REASON: usize = 8;

/// How many jobs with a prompt are looked at closely.
const PROMPTED: usize = 10;

impl StatusReport {
    /// Gathers the state of the plan: about ten requests, most of them at once.
    pub async fn gather(plan: &Plan, now: Timestamp) -> Result<Self> {
        let every = Query::new();
        let (info, counts, failed, running, people, stuck, critical, late_streams, stations) = join!(
            plan.client().engine_info(),
            plan.count_jobs("/@/@#/@/@.@", &[Group::Status]),
            jobs_where(plan, Filter::is(field::RUN_COMMON_STATUS, "ERROR"), 500),
            jobs_where(plan, Filter::is(field::RUN_COMMON_STATUS, "RUNNING"), 1_000),
            people(plan),
            streams_where(plan, stuck_filter()),
            jobs_where(
                plan,
                Ok(Filter::compare(
                    field::CRITICAL,
                    Operator::Equal,
                    Value::Bool(true)
                )),
                500
            ),
            streams_where(plan, late_filter(now)),
            plan.workstations(&every),
        );
        // The count is the heart of the report: without it there is nothing to say.
        let (jobs, by_status) = counts?;
        let mut warnings = Vec::new();
        let mut or_warn = |what: &str, answer: Result<Vec<Job>>| {
            answer.unwrap_or_else(|error| {
                warnings.push(format!("{what} could not be read: {error}"));
                Vec::new()
            })
        };
        let mut failed: Vec<Job> = or_warn("jobs in error", failed);
        let running = or_warn("running jobs", running);
        let critical = or_warn("critical jobs", critical);
        failed.retain(|job| job.phase() == Phase::Failed);
        failed.sort_by_key(|job| std::cmp::Reverse(job.since()));
        let people = people.unwrap_or_else(|error| {
            warnings.push(format!("prompts could not be read: {error}"));
            Vec::new()
        });
        let mut streams = |what: &str, answer: Result<Vec<JobStream>>| {
            answer.unwrap_or_else(|error| {
                warnings.push(format!("{what} could not be read: {error}"));
                Vec::new()
            })
        };
        let stuck = streams("stuck streams", stuck);
        let late_streams = streams("late streams", late_streams);
        let stations = match stations {
            Ok(stations) => stations.items,
            Err(error) => {
                warnings.push(format!("workstations could not be read: {error}"));
                Vec::new()
            }
        };
        let info = info.ok();
        let running: Vec<&Job> = running
            .iter()
            .filter(|job| job.phase() == Phase::Running)
            .collect();
        let mut late: Vec<JobLine> = running
            .iter()
            .copied()
            .chain(critical.iter().filter(|job| job.phase() != Phase::Running))
            .chain(failed.iter().filter(|job| !job.critical))
            .filter(|job| job.is_late(now))
            .map(|job| JobLine::new(job, now))
            .collect();
        late.dedup_by(|a, b| a.id == b.id);
        sort_lines(&mut late, SortKey::Deadline);
        let mut waiting_for_people = people;
        waiting_for_people.extend(failed.iter().filter(|job| job.needs_reply).map(|job| {
            PeopleLine {
                kind: "recovery_prompt".to_owned(),
                key: job.key.clone(),
                prompt: job.definition.recovery_prompt_id.clone(),
                text: job.definition.recovery_prompt.clone(),
            }
        }));
        let mut stuck_streams: Vec<StreamLine> =
            stuck.iter().chain(&late_streams).map(stream_line).collect();
        stuck_streams.sort_by(|a, b| a.key.cmp(&b.key));
        stuck_streams.dedup_by(|a, b| a.id == b.id);
        let failed_total = failed.len() as u64;
        Ok(Self {
            head: plan.provenance("resync.status/v1", now),
            version: info
                .as_ref()
                .and_then(|info| info.display_version.as_ref().cloned()),
            time_zone: info
                .as_ref()
                .and_then(|info| info.timezone.as_ref().cloned()),
            jobs,
            by_status,
            failed: with_reasons(plan, &failed, now).await,
            failed_total,
            late,
            long_running: running
                .iter()
                .filter(|job| runs_long(job, now))
                .map(|job| JobLine::new(job, now))
                .collect(),
            waiting_for_people,
            stuck_streams,
            workstations: summary(&stations),
            critical: critical_lines(&critical, now),
            warnings,
        })
    }
}

async fn jobs_where(plan: &Plan, filter: Result<Filter>, limit: u32) -> Result<Vec<Job>> {
    Ok(plan
        .jobs(
            &Query::filtered(filter?)
                .limit(limit)
                .scope(Scope::NoDependencies),
        )
        .await?
        .items)
}

async fn streams_where(plan: &Plan, filter: Result<Filter>) -> Result<Vec<JobStream>> {
    Ok(plan
        .streams(&Query::filtered(filter?).limit(200).scope(Scope::Light))
        .await?
        .items)
}

fn stuck_filter() -> Result<Filter> {
    Ok(Filter::is(field::STREAM_STATUS, "STUCK")?.or(Filter::is(field::COMMON_STATUS, "BLOCKED")?))
}

fn late_filter(now: Timestamp) -> Result<Filter> {
    let over = ["SUCCESSFUL".to_owned(), "CANCELED".to_owned()];
    Ok(Filter::compare(
        field::DEADLINE_TIME,
        Operator::LessOrEqual,
        Value::Instant(now),
    )
    .and(Filter::none_of(field::COMMON_STATUS, &over)?))
}

/// Jobs that wait for a person. Where the server lists prompts that list is used; elsewhere the
/// first few waiting jobs that have a prompt are read one by one.
async fn people(plan: &Plan) -> Result<Vec<PeopleLine>> {
    let pending = jobs_where(plan, Filter::is(field::RUN_STATUS, "PEND"), 100).await?;
    let mut lines: Vec<PeopleLine> = pending
        .iter()
        .filter(|job| job.phase() == Phase::AwaitsConfirmation)
        .map(|job| PeopleLine {
            kind: "confirmation".to_owned(),
            key: job.key.clone(),
            prompt: None,
            text: None,
        })
        .collect();
    let filter = Filter::compare(
        field::PROMPT_DEPENDENCIES,
        Operator::NotEqual,
        Value::Integer(0),
    )
    .and(Filter::is(field::RUN_COMMON_STATUS, "WAITING")?);
    let prompted = jobs_where(plan, Ok(filter), 100).await?;
    let close = join_all(prompted.iter().take(PROMPTED).map(|job| plan.job(&job.id))).await;
    for job in close.into_iter().flatten() {
        for dependency in job
            .dependencies
            .iter()
            .flatten()
            .filter(|dependency| dependency.is_open())
        {
            if let Target::Prompt {
                name,
                number,
                text,
                state,
                ..
            } = &dependency.target
                && *state != Some(PromptStatus::NotAsked)
            {
                lines.push(PeopleLine {
                    kind: "prompt".to_owned(),
                    key: job.key.clone(),
                    prompt: Some(number.map_or_else(|| name.clone(), |number| number.to_string())),
                    text: text.clone(),
                });
            }
        }
    }
    Ok(lines)
}

/// The failed jobs as lines, the first few with what their log says.
async fn with_reasons(plan: &Plan, failed: &[Job], now: Timestamp) -> Vec<JobLine> {
    let reasons = join_all(failed.iter().take(WITH_REASON).map(|job| reason(plan, job))).await;
    let mut reasons = reasons.into_iter();
    failed
        .iter()
        .take(LISTED)
        .map(|job| JobLine {
            reason: reasons.next().flatten(),
            ..JobLine::new(job, now)
        })
        .collect()
}

/// Why a job failed, in a few words from its log: enough for a row of a list.
pub(crate) async fn reason(plan: &Plan, job: &Job) -> Option<String> {
    let limits = TailLimits {
        head_bytes: 512 << 10,
        head_lines: 500,
        tail_lines: 2_000,
        ..TailLimits::default()
    };
    let run = job.last_run()?.id.clone()?;
    let tail = plan.client().log_tail(&run, limits).await.ok()?;
    let error = log::read(&tail).error?;
    Some(format!("{}: {}", error.signature.kind, error.text.trim()))
}

fn runs_long(job: &Job, now: Timestamp) -> bool {
    let (Some(elapsed), Some(estimated)) = (
        job.last_run().and_then(|run| run.duration(now)),
        job.estimated(),
    ) else {
        return false;
    };
    elapsed * 2 > estimated * 3 && elapsed - estimated >= 120
}

/// The line of a stream.
pub(super) fn stream_line(stream: &JobStream) -> StreamLine {
    StreamLine {
        id: stream.id.clone(),
        key: stream.key.clone(),
        name: stream.name.clone(),
        status: stream.status.to_string(),
        internal: stream.internal.to_string(),
        jobs: stream.counts.jobs,
        failed: stream.counts.abended + stream.counts.failed,
        deadline: stream.times.deadline,
    }
}

/// The line of a workstation.
pub(super) fn workstation_line(workstation: &Workstation) -> WorkstationLine {
    let health = match workstation.health() {
        WorkstationHealth::Up if workstation.limit == Some(0) => "limit 0",
        WorkstationHealth::Up => "up",
        WorkstationHealth::Unlinked => "unlinked",
        WorkstationHealth::Stopped => "stopped",
        WorkstationHealth::Unknown => "unknown",
    };
    WorkstationLine {
        id: workstation.id.clone(),
        key: workstation.key.clone(),
        kind: workstation.kind.to_string(),
        health: health.to_owned(),
        limit: workstation.limit,
        fence: workstation.fence,
    }
}

fn summary(stations: &[Workstation]) -> WorkstationSummary {
    let lines: Vec<WorkstationLine> = stations
        .iter()
        .filter(|workstation| !workstation.ignored)
        .map(workstation_line)
        .collect();
    WorkstationSummary {
        total: lines.len() as u64,
        up: lines.iter().filter(|line| line.health == "up").count() as u64,
        problems: lines
            .into_iter()
            .filter(|line| matches!(line.health.as_str(), "unlinked" | "stopped" | "limit 0"))
            .collect(),
    }
}

fn critical_lines(critical: &[Job], now: Timestamp) -> Vec<CriticalLine> {
    let mut lines: Vec<CriticalLine> = critical
        .iter()
        .filter(|job| !matches!(job.phase(), Phase::Done | Phase::Cancelled))
        .map(|job| critical_line(job, now))
        .collect();
    lines.sort_by(|a, b| {
        (a.slack.is_none(), a.slack, &a.job.key).cmp(&(b.slack.is_none(), b.slack, &b.job.key))
    });
    lines
}

fn critical_line(job: &Job, now: Timestamp) -> CriticalLine {
    let estimated = job.estimated().unwrap_or(0);
    let must_start = job
        .critical_start
        .map(|at| at.as_second())
        .or(job.times.deadline.map(|at| at.as_second() - estimated));
    let slack = match (
        job.phase(),
        job.last_run().and_then(|run| run.started),
        job.times.deadline,
    ) {
        // A running job has started: what counts is whether it will end in time.
        (Phase::Running, Some(started), Some(deadline)) => {
            let ends = (started.as_second() + estimated).max(now.as_second());
            Some(deadline.as_second() - ends)
        }
        _ => must_start.map(|at| at - now.as_second()),
    };
    let missed = job.times.deadline.is_some_and(|deadline| deadline < now);
    let risk = match (missed, job.phase(), slack) {
        (true, ..) => "missed",
        (_, Phase::Failed, _) => "at_risk",
        (_, _, Some(slack)) if slack < 0 => "at_risk",
        _ => "on_track",
    };
    CriticalLine {
        job: JobLine::new(job, now),
        critical_start: job.critical_start,
        slack,
        risk: risk.to_owned(),
    }
}
