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
use crate::plan::{Job, Plan, Run};
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
        && (took - then).abs() * 100 > then.max(1) * TELLING_PERCENT
    {
        differ("duration", Some(words(then)), Some(words(took)));
    }
    all
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
    use super::*;

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
