//! A part of a job log: its end, a range, what fits a pattern, or what stands round its error.

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::diagnose::{Kind, ObjectRef, log};
use crate::error::{Error, Result};
use crate::plan::{Job, Plan, Provenance};
use crate::tws::{LogLine, LogRange, LogTail, TailLimits, escape};

/// Which lines of a log are wanted.
#[derive(Debug, Clone, Default)]
pub enum LogPart {
    /// What stands round the error, and the last lines.
    #[default]
    Telling,
    /// The last lines.
    Tail(usize),
    /// From the first line number to the last, both included.
    Range(u64, u64),
    /// Lines that fit an expression, whatever the case.
    Matching(String),
}

/// A part of the log of one run.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct LogReport {
    /// `resync.log/v1`.
    #[serde(flatten)]
    pub head: Provenance,
    /// The job.
    pub job: ObjectRef,
    /// Id of the run.
    pub run: String,
    /// Lines of the whole log, when known.
    pub lines_total: Option<u64>,
    /// Lines that fit the pattern, in what was searched.
    pub lines_matched: Option<u64>,
    /// Lines that were wanted and are not given.
    pub lines_cut: u64,
    /// Whether the whole log was looked at, not only its beginning and end.
    pub searched_whole: bool,
    /// Exit status in its footer.
    pub exit_status: Option<i64>,
    /// The line that tells the failure.
    pub error: Option<LogFinding>,
    /// The lines.
    pub lines: Vec<LogRow>,
}

/// The line that tells a failure.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct LogFinding {
    /// What kind of failure.
    pub kind: Kind,
    /// What the line means.
    pub meaning: String,
    /// Its number.
    pub line: Option<u64>,
    /// Its text.
    pub text: String,
}

/// One line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct LogRow {
    /// Its number from 1, where known.
    pub n: Option<u64>,
    /// Its text.
    pub text: String,
}

/// Lines given at most where not so many were asked for, and characters of each.
const MOST: usize = 120;
const WIDEST: usize = 400;

/// Lines shown on each side of the error, and of the end of the log beside it.
const AROUND: usize = 8;
const END: usize = 20;

impl LogReport {
    /// Reads a part of the log of a run; `run` counts from 1, the last one when none.
    pub async fn gather(
        plan: &Plan,
        job: &Job,
        run: Option<usize>,
        part: &LogPart,
        now: Timestamp,
    ) -> Result<Self> {
        let run = run_id(job, run)?;
        let mut report = Self {
            head: plan.provenance("resync.log/v1", now),
            job: ObjectRef::job(job),
            run,
            lines_total: None,
            lines_matched: None,
            lines_cut: 0,
            searched_whole: true,
            exit_status: None,
            error: None,
            lines: Vec::new(),
        };
        if let LogPart::Range(from, to) = part {
            report.range(plan, *from, *to).await?;
            return Ok(report);
        }
        let mut limits = TailLimits::default();
        if let LogPart::Tail(lines) = part {
            limits.tail_lines = limits.tail_lines.max(*lines);
        }
        let tail = plan.client().log_tail(&report.run, limits).await?;
        let reading = log::read(&tail);
        report.lines_total = tail.total_lines;
        report.searched_whole = tail.whole;
        report.exit_status = reading.exit_status;
        report.error = reading.error.as_ref().map(|error| LogFinding {
            kind: error.signature.kind,
            meaning: error.signature.meaning.to_owned(),
            line: error.line,
            text: escape(&error.text, WIDEST),
        });
        let wanted = match part {
            LogPart::Matching(pattern) => {
                let found = matching(&tail, pattern)?;
                report.lines_matched = Some(found.len() as u64);
                found
            }
            LogPart::Tail(lines) => last(&tail, *lines),
            LogPart::Telling | LogPart::Range(..) => telling(&tail, report.error.as_ref()),
        };
        let most = if let LogPart::Tail(lines) = part {
            *lines
        } else {
            MOST
        };
        report.give(&wanted, most);
        Ok(report)
    }

    async fn range(&mut self, plan: &Plan, from: u64, to: u64) -> Result<()> {
        let from = from.max(1);
        let to = to.max(from);
        let most = MOST as u64;
        let range = LogRange {
            from_line: Some(from),
            to_line: Some(to.min(from + most - 1)),
            max_bytes: 512 << 10,
            ..LogRange::default()
        };
        let text = plan.client().log(&self.run, range).await?.text;
        let lines: Vec<LogLine> = text
            .lines()
            .zip(from..)
            .map(|(text, n)| LogLine {
                number: Some(n),
                text: text.to_owned(),
            })
            .collect();
        self.lines_cut = (to - from + 1).saturating_sub(most);
        self.searched_whole = false;
        self.give(&lines.iter().collect::<Vec<_>>(), MOST);
        Ok(())
    }

    /// Keeps the first `most` of the lines.
    fn give(&mut self, wanted: &[&LogLine], most: usize) {
        let kept = &wanted[..wanted.len().min(most)];
        self.lines_cut += (wanted.len() - kept.len()) as u64;
        self.lines = kept
            .iter()
            .map(|line| LogRow {
                n: line.number,
                text: escape(&line.text, WIDEST),
            })
            .collect();
    }
}

fn run_id(job: &Job, run: Option<usize>) -> Result<String> {
    let chosen = match run {
        Some(n) => job.runs.get(n.wrapping_sub(1)),
        None => job.last_run(),
    };
    chosen.and_then(|run| run.id.clone()).ok_or_else(|| {
        Error::not_found(format!(
            "no such run of job {}: it has {} runs",
            escape(&job.key, 160),
            job.runs.len()
        ))
        .with_hint("a job that has not run has no log")
    })
}

fn matching<'a>(tail: &'a LogTail, pattern: &str) -> Result<Vec<&'a LogLine>> {
    let expression = regex::RegexBuilder::new(pattern)
        .case_insensitive(true)
        .size_limit(1 << 20)
        .build()
        .map_err(|error| {
            Error::usage(format!(
                "the pattern \"{}\" is not a regular expression",
                escape(pattern, 120)
            ))
            .with_source(error)
            .with_hint("give a plain word, or escape . ( ) [ ] with a backslash")
        })?;
    Ok(tail
        .lines
        .iter()
        .filter(|line| expression.is_match(&line.text))
        .collect())
}

fn last(tail: &LogTail, lines: usize) -> Vec<&LogLine> {
    tail.lines[tail.lines.len().saturating_sub(lines)..]
        .iter()
        .collect()
}

/// What stands round the error, and the end.
fn telling<'a>(tail: &'a LogTail, error: Option<&LogFinding>) -> Vec<&'a LogLine> {
    let end = tail.lines.len().saturating_sub(END);
    let at = error.and_then(|error| {
        let line = error.line?;
        tail.lines.iter().position(|l| l.number == Some(line))
    });
    let mut from = end;
    let mut lines: Vec<&LogLine> = Vec::new();
    if let Some(at) = at {
        let to = (at + AROUND + 1).min(tail.lines.len());
        lines.extend(&tail.lines[at.saturating_sub(AROUND)..to]);
        from = end.max(to);
    }
    lines.extend(&tail.lines[from..]);
    lines
}
