//! What differs from the last good run of the same job: how long, on which machine, what it
//! executes, and which lines of the log are new.

use std::collections::HashSet;
use std::sync::LazyLock;

use futures_util::future::join;
use jiff::Timestamp;
use regex::Regex;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::running::words;
use crate::error::Result;
use crate::plan::{Job, Plan, RerunType, Run};
use crate::tws::oql::{Filter, field};
use crate::tws::{LogTail, Query, Scope, TailLimits, escape};

/// The newest run of a job against the last one that ended well.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Changes {
    /// The run that is looked at.
    pub run: RunFacts,
    /// The last good run before it.
    pub good: RunFacts,
    /// What differs, the most telling first.
    pub differences: Vec<Difference>,
    /// Lines of the log that the good run did not write, with dates, numbers and ids left out of
    /// the comparison; the first few.
    pub new_lines: Vec<NewLine>,
    /// How many there are in all; null when a log could not be read.
    pub new_line_count: Option<u64>,
}

/// A run, in short.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct RunFacts {
    /// Key of the job instance.
    pub job: String,
    /// Run id.
    pub run: Option<String>,
    /// Start.
    pub started: Option<Timestamp>,
    /// End.
    pub ended: Option<Timestamp>,
    /// Seconds.
    pub elapsed: Option<i64>,
    /// Return code.
    pub return_code: Option<i64>,
    /// Where it ran.
    pub workstation: Option<String>,
}

/// Something that is not as it was.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Difference {
    /// What: `return code`, `duration`, `workstation`, `command`, `user`, `task type`, `start`.
    pub what: String,
    /// How it was.
    pub before: String,
    /// How it is.
    pub now: String,
}

/// A line that the good run did not write.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct NewLine {
    /// Its number in the log, where known.
    pub line: Option<u64>,
    /// The line.
    pub text: String,
}

/// Instances of the job that are looked through for a good run.
const INSTANCES: u32 = 50;

/// New lines that are given.
const GIVEN: usize = 8;

/// A run takes noticeably longer or shorter from this share of a difference on.
const TELLING_PERCENT: i64 = 25;

/// A start is noticeably earlier or later against its plan from this many seconds on.
const TELLING_DELAY: i64 = 900;

/// Compares the newest run of a job with the last good one before it; none when the plan holds
/// none. Gives how many requests that took.
pub(super) async fn of(plan: &Plan, job: &Job, now: Timestamp) -> (Result<Option<Changes>>, u64) {
    let Some(run) = job.last_run() else {
        return (Ok(None), 0);
    };
    let mut requests = 0;
    let mut found: Option<(Job, Run)> =
        earlier_good(job, run).map(|good| (job.clone(), good.clone()));
    if found.is_none() {
        requests += 1;
        found = match other_instances(plan, job).await {
            Ok(jobs) => newest_good(jobs, job, run),
            Err(error) => return (Err(error), requests),
        };
    }
    let Some((good_job, good)) = found else {
        return (Ok(None), requests);
    };
    let tail = async |id: Option<&String>| match id {
        Some(id) => plan.client().log_tail(id, TailLimits::default()).await.ok(),
        None => None,
    };
    let (new, old) = join(tail(run.id.as_ref()), tail(good.id.as_ref())).await;
    requests += [&new, &old]
        .into_iter()
        .flatten()
        .map(|tail| u64::from(tail.requests))
        .sum::<u64>();
    let lines = match (&new, &old) {
        (Some(new), Some(old)) => Some(new_lines(new, old)),
        _ => None,
    };
    let changes = Changes {
        differences: differences(job, run, &good_job, &good, now),
        new_line_count: lines.as_ref().map(|lines| lines.len() as u64),
        new_lines: lines.into_iter().flatten().take(GIVEN).collect(),
        run: facts_of(job, run, now),
        good: facts_of(&good_job, &good, now),
    };
    (Ok(Some(changes)), requests)
}

/// The newest run of the same instance that ended well before this one.
fn earlier_good<'a>(job: &'a Job, last: &Run) -> Option<&'a Run> {
    job.last_good_run()
        .filter(|good| good.started <= last.started || last.started.is_none())
}

async fn other_instances(plan: &Plan, job: &Job) -> Result<Vec<Job>> {
    let filter = Filter::is(field::NAME, &job.name)?
        .and(Filter::is(field::JOB_STREAM_NAME, &job.stream.name)?);
    let query = Query::filtered(filter)
        .limit(INSTANCES)
        .scope(Scope::NoDependencies);
    Ok(plan.jobs(&query).await?.items)
}

fn newest_good(jobs: Vec<Job>, job: &Job, last: &Run) -> Option<(Job, Run)> {
    jobs.into_iter()
        .filter(|other| other.id != job.id && other.folder == job.folder)
        .filter_map(|other| {
            let good = other.runs.iter().rev().find(|run| run.succeeded())?.clone();
            let before = match (good.started, last.started) {
                (Some(good), Some(last)) => good < last,
                _ => true,
            };
            before.then_some((other, good))
        })
        .max_by_key(|(_, run)| run.ended.or(run.started))
}

fn facts_of(job: &Job, run: &Run, now: Timestamp) -> RunFacts {
    RunFacts {
        job: job.key.clone(),
        run: run.id.clone(),
        started: run.started,
        ended: run.ended,
        elapsed: run.duration(now),
        return_code: run.return_code,
        workstation: run
            .workstation
            .clone()
            .or_else(|| Some(job.workstation.clone()).filter(|name| !name.is_empty())),
    }
}

fn differences(
    job: &Job,
    run: &Run,
    good_job: &Job,
    good: &Run,
    now: Timestamp,
) -> Vec<Difference> {
    let mut all = Vec::new();
    let mut differ = |what: &str, before: Option<String>, now: Option<String>| {
        if let (Some(before), Some(now)) = (before, now)
            && before != now
        {
            all.push(Difference {
                what: what.to_owned(),
                before,
                now,
            });
        }
    };
    let code = |run: &Run| run.return_code.map(|code| code.to_string());
    differ("return code", code(good), code(run));
    let (then, here) = (facts_of(good_job, good, now), facts_of(job, run, now));
    differ("workstation", then.workstation, here.workstation);
    let (a, b) = (&good_job.definition, &job.definition);
    differ("command", a.command.clone(), b.command.clone());
    differ("user", a.user.clone(), b.user.clone());
    differ("task type", a.task_type.clone(), b.task_type.clone());
    if let (Some(then), Some(took)) = (then.elapsed, here.elapsed)
        // That one that still runs has not taken as long yet says nothing.
        && (run.ended.is_some() || took > then)
        && (took - then).abs() * 100 > then.max(1) * TELLING_PERCENT
    {
        let so_far = if run.ended.is_none() { " so far" } else { "" };
        let took = format!("{}{so_far}", words(took));
        differ("duration", Some(words(then)), Some(took));
    }
    // A rerun starts later than planned because it is one.
    let regular = |run: &Run| matches!(run.rerun_type, None | Some(RerunType::Regular));
    if job.id != good_job.id
        && regular(run)
        && regular(good)
        && let (Some(then), Some(here)) = (delay(good_job, good), delay(job, run))
        && (here - then).abs() >= TELLING_DELAY
    {
        differ("start", Some(against_plan(then)), Some(against_plan(here)));
    }
    all
}

/// Seconds from the planned start to the real one.
fn delay(job: &Job, run: &Run) -> Option<i64> {
    let planned = job.times.start.or(job.scheduled)?;
    Some(run.started?.as_second() - planned.as_second())
}

fn against_plan(delay: i64) -> String {
    match delay {
        ..=-60 => format!("{} before its planned time", words(-delay)),
        -59..=59 => "at its planned time".to_owned(),
        60.. => format!("{} after its planned time", words(delay)),
    }
}

/// What makes two lines of different runs the same: dates, times, numbers, ids and temporary names
/// are left out.
fn normalised(line: &str) -> String {
    static VARYING: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(
            r"(?i)\b(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\b|\b(mon|tue|wed|thu|fri|sat|sun)[a-z]*\b|0x[0-9a-f]+|\b[0-9a-f]{8,}\b|\b[0-9a-f]{4,}(-[0-9a-f]{4,})+\b|[0-9]+([.,:/-][0-9]+)*",
        )
        .expect("a fixed expression")
    });
    let bounded: String = line.chars().take(500).collect();
    VARYING
        .replace_all(bounded.trim(), "#")
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
}

/// Lines of the first log that the second does not have.
fn new_lines(new: &LogTail, old: &LogTail) -> Vec<NewLine> {
    let known: HashSet<String> = old
        .lines
        .iter()
        .map(|line| normalised(&line.text))
        .collect();
    let mut seen = HashSet::new();
    new.lines
        .iter()
        // Header and footer of the scheduler differ in every run.
        .filter(|line| !line.text.starts_with('='))
        .filter_map(|line| {
            let plain = normalised(&line.text);
            let is_new = plain.chars().any(char::is_alphanumeric)
                && !known.contains(&plain)
                && seen.insert(plain);
            is_new.then(|| NewLine {
                line: line.number,
                text: escape(line.text.trim(), 300),
            })
        })
        .collect()
}

impl Changes {
    /// The differences in a sentence; none when there is nothing to tell.
    pub fn words(&self) -> Option<String> {
        let mut parts: Vec<String> = self
            .differences
            .iter()
            .map(|d| {
                format!(
                    "{} {} then, {} now",
                    d.what,
                    escape(&d.before, 80),
                    escape(&d.now, 80)
                )
            })
            .collect();
        if let Some(n) = self.new_line_count.filter(|n| *n > 0) {
            parts.push(format!(
                "{n} new {} in its log",
                if n == 1 { "line" } else { "lines" }
            ));
        }
        (!parts.is_empty()).then(|| parts.join("; "))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn instance(id: &str, day: u32, started: &str, minutes: i64) -> Job {
        let body = json!({
            "id": id, "name": "LOAD", "schedTime": format!("2026-11-{day}T01:00:00Z"),
            "jobruns": [{
                "id": format!("{id}-run"), "compositeStatus": {"status": if minutes > 0 { "SUCC" } else { "EXEC" }},
                "timeInfo": {
                    "actualStartTime": format!("2026-11-{day}T{started}:00Z"),
                    "elapsedTime": format!("PT{minutes}M"),
                    "actualEndTime": (minutes > 0).then(|| {
                        format!("2026-11-{day}T{started}:00Z").parse::<Timestamp>()
                            .expect("a moment") + jiff::SignedDuration::from_mins(minutes)
                    }),
                },
            }],
        });
        Job::from_wire(serde_json::from_value(body).expect("a job"))
    }

    fn compared(good: &Job, job: &Job) -> Vec<(String, String, String)> {
        let now = "2026-11-23T04:00:00Z".parse().expect("a moment");
        let (run, before) = (
            job.last_run().expect("a run"),
            good.last_run().expect("a run"),
        );
        differences(job, run, good, before, now)
            .into_iter()
            .map(|d| (d.what, d.before, d.now))
            .collect()
    }

    #[test]
    fn a_start_is_compared_against_its_plan() {
        let good = instance("a", 22, "01:03", 10);
        let late = compared(&good, &instance("b", 23, "02:40", 10));
        assert_eq!(
            late,
            [(
                "start".to_owned(),
                "3 min after its planned time".to_owned(),
                "1 h 40 min after its planned time".to_owned()
            )]
        );
        assert!(compared(&good, &instance("b", 23, "01:10", 10)).is_empty());
        // The same instance run again starts later because it is run again.
        assert!(compared(&good, &instance("a", 23, "02:40", 10)).is_empty());
    }

    #[test]
    fn a_run_that_goes_on_is_compared_by_what_it_has_taken_so_far() {
        let good = instance("a", 22, "01:03", 10);
        let slow = compared(&good, &instance("b", 23, "01:05", 0));
        assert_eq!(slow[0].0, "duration");
        assert_eq!(slow[0].2, "2 h 55 min so far");
        let young = compared(
            &instance("a", 22, "01:03", 600),
            &instance("b", 23, "01:05", 0),
        );
        assert!(young.is_empty(), "{young:?}");
    }

    #[test]
    fn dates_numbers_and_ids_make_no_difference() {
        let a = normalised("2026-11-22 02:10:07 pid 4711 session 0xFA12 wrote 1,204 rows");
        let b = normalised("2026-11-23 02:11:59 pid 99 session 0x00B7 wrote 7 rows");
        assert_eq!(a, b);
        assert_ne!(
            a,
            normalised("2026-11-23 02:11:59 pid 99 session 0x00B7 lost 7 rows")
        );
    }

    #[test]
    fn only_lines_of_another_wording_are_new_and_each_is_given_once() {
        let old = LogTail::from_text("= JOB : A\nstart 1\nread 10 rows\ndone\n");
        let new =
            LogTail::from_text("= JOB : B\nstart 2\nread 11 rows\nbroken pipe 1\nbroken pipe 2\n");
        let lines = new_lines(&new, &old);
        assert_eq!(lines.len(), 1);
        assert_eq!(lines[0].text, "broken pipe 1");
        assert_eq!(lines[0].line, Some(4));
    }
}
