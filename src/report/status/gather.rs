//! The state of the plan, put together from what was read.

use std::collections::HashSet;

use futures_util::join;
use jiff::Timestamp;

use super::super::JobLine;
use super::super::jobs::{SortKey, sort_lines};
use super::lines::{critical_lines, runs_long, stream_line, summary};
use super::people::{self, People};
use super::read::{failed, late_filter, overdue, some_jobs, streams_where, stuck_filter};
use super::reasons::AT_ONCE;
use super::{PeopleLine, Reasons, StatusReport, StreamLine};
use crate::error::Result;
use crate::plan::{Job, Phase, Plan};
use crate::tws::oql::{Filter, field};
use crate::tws::{Group, Operator, Query, Value};

/// How many failed jobs are listed.
const LISTED: usize = 50;
/// How many running and how many critical jobs are read.
const RUNNING: u32 = 1_000;
const CRITICAL: u32 = 500;

/// The report, and what only a program that compares reports wants to know.
#[derive(Debug)]
pub struct Gathered {
    /// The report.
    pub report: StatusReport,
    /// All that failed and all that is late, listed or not.
    pub seen: Seen,
}

/// Jobs by what has become of them: whole sets or none, so that two of them can be compared.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Seen {
    /// All jobs in error; none where they could not all be read.
    pub failed: Option<Vec<JobLine>>,
    /// All late jobs; none where they could not all be read.
    pub late: Option<Vec<JobLine>>,
}

impl Seen {
    /// This, and what an earlier look saw where this one could not see all.
    #[must_use]
    pub fn or(self, before: Option<&Self>) -> Self {
        let old = |of: fn(&Self) -> &Option<Vec<JobLine>>| before.and_then(|seen| of(seen).clone());
        Self {
            failed: self.failed.or_else(|| old(|seen| &seen.failed)),
            late: self.late.or_else(|| old(|seen| &seen.late)),
        }
    }
}

/// What could not be read so far, and which fields of the report lack it.
#[derive(Default)]
struct Missing {
    warnings: Vec<String>,
    notes: Vec<String>,
    fields: Vec<&'static str>,
}

impl Missing {
    /// What was read; none, and a warning, where it could not be.
    fn or_note<T>(&mut self, what: &str, fields: &[&'static str], read: Result<T>) -> Option<T> {
        match read {
            Ok(read) => Some(read),
            Err(error) => {
                self.warnings
                    .push(format!("{what} could not be read: {error}"));
                self.lack(fields);
                None
            }
        }
    }

    fn cut(&mut self, note: String, fields: &[&'static str]) {
        self.notes.push(note);
        self.lack(fields);
    }

    fn lack(&mut self, fields: &[&'static str]) {
        for field in fields {
            if !self.fields.contains(field) {
                self.fields.push(field);
            }
        }
    }

    fn has_all(&self, field: &str) -> bool {
        !self.fields.contains(&field)
    }
}

impl Gathered {
    /// Reads the state of the plan. What `reasons` knows already is not read again; without them no
    /// log is read.
    pub async fn read(plan: &Plan, reasons: Option<&Reasons>, now: Timestamp) -> Result<Self> {
        let every = Query::new();
        let critical = Filter::compare(field::CRITICAL, Operator::Equal, Value::Bool(true));
        let (info, counts, failed, running, people, stuck, critical, overdue, streams, stations) = join!(
            plan.client().engine_info(),
            plan.count_jobs("/@/@#/@/@.@", &[Group::Status]),
            failed(plan),
            some_jobs(
                plan,
                Filter::is(field::RUN_COMMON_STATUS, "RUNNING"),
                RUNNING
            ),
            Box::pin(people::people(
                plan,
                reasons.map_or(AT_ONCE, Reasons::at_once)
            )),
            streams_where(plan, stuck_filter()),
            some_jobs(plan, Ok(critical), CRITICAL),
            overdue(plan, now),
            streams_where(plan, late_filter(now)),
            plan.all_workstations(&every),
        );
        // The count is the heart of the report: without it there is nothing to say.
        let (jobs, by_status) = counts?;
        let mut missing = Missing::default();
        let (failed, all_failed) = missing
            .or_note(
                "jobs in error",
                &["failed", "late", "waiting_for_people"],
                failed,
            )
            .unwrap_or_default();
        let counted = by_status.get("ERROR").copied().unwrap_or(0);
        let has_failed = missing.has_all("failed");
        let failed_total = if has_failed && all_failed {
            failed.len() as u64
        } else {
            counted.max(failed.len() as u64)
        };
        if has_failed && !all_failed {
            let note = format!("{} of {failed_total} jobs in error were read", failed.len());
            missing.cut(note, &["failed", "late", "waiting_for_people"]);
        }
        let running = missing.or_note("running jobs", &["late", "long_running"], running);
        if running.as_ref().is_some_and(|running| running.more) {
            let note = format!("{RUNNING} of the running jobs were read");
            missing.cut(note, &["late", "long_running"]);
        }
        let mut running = running.map(|running| running.items).unwrap_or_default();
        running.retain(|job| job.phase() == Phase::Running);
        let critical = missing
            .or_note("critical jobs", &["critical", "late"], critical)
            .map(|critical| (critical.items, critical.more));
        let (critical, more_critical) = critical.unwrap_or_default();
        if more_critical {
            let note = format!("{CRITICAL} of the critical jobs were read");
            missing.cut(note, &["critical", "late"]);
        }
        let overdue = missing.or_note("late jobs", &["late"], overdue);
        let (overdue, all_overdue) = overdue.unwrap_or((Vec::new(), true));
        if !all_overdue {
            let note = "not all waiting jobs were looked at for late ones".to_owned();
            missing.cut(note, &["late"]);
        }
        let late = late_lines(&[&running, &critical, &failed, &overdue], now);
        let waiting_for_people = waiting(&mut missing, people, &failed);
        let stuck = missing.or_note("stuck streams", &["stuck_streams"], stuck);
        let late_streams = missing.or_note("late streams", &["stuck_streams"], streams);
        let stuck: Vec<_> = stuck.into_iter().chain(late_streams).collect();
        if stuck.iter().any(|streams| streams.more) {
            let note = "not all streams that are stuck or late were read".to_owned();
            missing.cut(note, &["stuck_streams"]);
        }
        let stuck = stuck.into_iter().flat_map(|streams| streams.items);
        let mut stuck_streams: Vec<StreamLine> = stuck.map(|stream| stream_line(&stream)).collect();
        stuck_streams.sort_by(|a, b| a.key.cmp(&b.key));
        stuck_streams.dedup_by(|a, b| a.id == b.id);
        let stations = missing.or_note("workstations", &["workstations"], stations);
        let info = info.ok();
        let shown = &failed[..failed.len().min(LISTED)];
        let reasons = match reasons {
            Some(reasons) => reasons.of(plan, shown, now).await,
            None => Vec::new(),
        };
        let reasons = reasons.into_iter().chain(std::iter::repeat(None));
        let lines = shown.iter().zip(reasons).map(|(job, reason)| JobLine {
            reason,
            ..JobLine::new(job, now)
        });
        let seen = Seen {
            failed: missing.has_all("failed").then(|| lines_of(&failed, now)),
            late: missing.has_all("late").then(|| late.clone()),
        };
        let long = running.iter().filter(|job| runs_long(job, now));
        let report = StatusReport {
            head: plan.provenance("resync.status/v1", now),
            version: info
                .as_ref()
                .and_then(|info| info.display_version.as_ref().cloned()),
            time_zone: info
                .as_ref()
                .and_then(|info| info.timezone.as_ref().cloned()),
            jobs,
            by_status,
            failed: lines.collect(),
            failed_total,
            late,
            long_running: long.map(|job| JobLine::new(job, now)).collect(),
            waiting_for_people,
            stuck_streams,
            workstations: summary(stations.map(|all| all.items).unwrap_or_default().as_slice()),
            critical: critical_lines(&critical, now),
            warnings: missing.warnings,
            incomplete: missing
                .fields
                .iter()
                .map(|&field| field.to_owned())
                .collect(),
            notes: missing.notes,
        };
        Ok(Self { report, seen })
    }
}

fn lines_of(jobs: &[Job], now: Timestamp) -> Vec<JobLine> {
    jobs.iter().map(|job| JobLine::new(job, now)).collect()
}

/// The late ones among these, each once, the nearest deadline first.
fn late_lines(of: &[&Vec<Job>], now: Timestamp) -> Vec<JobLine> {
    let mut known: HashSet<&str> = HashSet::new();
    let all = of.iter().flat_map(|jobs| jobs.iter());
    let late = all.filter(|job| job.is_late(now) && known.insert(&job.id));
    let mut lines: Vec<JobLine> = late.map(|job| JobLine::new(job, now)).collect();
    sort_lines(&mut lines, SortKey::Deadline);
    lines
}

/// What waits for people: what was found, and the recovery prompts of failed jobs.
fn waiting(
    missing: &mut Missing,
    people: Result<(People, Vec<crate::tws::wire::PromptInPlan>)>,
    failed: &[Job],
) -> Vec<PeopleLine> {
    let people = missing.or_note("prompts", &["waiting_for_people"], people);
    let mut lines: Vec<PeopleLine> = Vec::new();
    let asking = || failed.iter().filter(|job| job.needs_reply);
    if let Some((people, restart)) = people {
        for note in people.cut {
            missing.cut(note, &["waiting_for_people"]);
        }
        lines.extend(people.lines);
        let unknown = restart.iter().filter(|prompt| {
            let job = prompt.job_id.as_ref();
            !asking().any(|known| Some(&known.id) == job)
        });
        lines.extend(unknown.map(people::recovery));
    }
    lines.extend(asking().map(|job| PeopleLine {
        kind: "recovery_prompt".to_owned(),
        key: job.key.clone(),
        prompt: job.definition.recovery_prompt_id.clone(),
        text: job.definition.recovery_prompt.clone(),
    }));
    lines
}
