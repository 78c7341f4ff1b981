//! `resync jobs log JOB`: a job's log, its end, or its growth.

use std::io::Write;

use futures_util::StreamExt;

use super::super::Outcome;
use super::super::session::Session;
use super::one;
use crate::ask::Asker;
use crate::diagnose::Subject;
use crate::error::Error;
use crate::output::Format;
use crate::tws::{LogRange, TailLimits};

/// Print a job's log
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(flatten)]
    job: one::JobArgs,
    /// Only the last lines
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..=1_000_000))]
    tail: Option<u64>,
    /// Go on printing as it grows
    #[arg(long, short = 'f')]
    follow: bool,
    /// Leave out header and footer
    #[arg(long)]
    content_only: bool,
    /// Which run, counted from 1; the last one when not given
    #[arg(long, value_name = "N")]
    run: Option<usize>,
    /// Print the bytes as they are, terminal commands included
    #[arg(long)]
    raw: bool,
}

pub async fn run(session: &Session, args: Args) -> Outcome {
    session.allow(&[Format::Table, Format::Plain])?;
    let plan = session.plan().await?;
    let asker = Asker::new(plan.clone());
    let found = one::find(session, &asker, &args.job.job).await?;
    let Subject::Job(job) = &found.subject else {
        return Err(Error::not_found("that is not a job"));
    };
    let run = match args.run {
        Some(n) => job.runs.get(n.wrapping_sub(1)),
        None => job.last_run(),
    };
    let run_id = run.and_then(|run| run.id.clone()).ok_or_else(|| {
        Error::not_found(format!(
            "job {} has {} runs, and none is meant by that",
            crate::output::clean(&job.key),
            job.runs.len()
        ))
        .with_hint("a job that has not run has no log; see its runs with `resync jobs show`")
    })?;
    let client = plan.client();
    let mut printer = Printer {
        raw: args.raw,
        rest: Vec::new(),
    };
    let range = LogRange {
        content_only: args.content_only,
        ..LogRange::default()
    };
    if let Some(lines) = args.tail {
        let limits = TailLimits {
            tail_lines: usize::try_from(lines).unwrap_or(usize::MAX),
            ..TailLimits::default()
        };
        let tail = client.log_tail(&run_id, limits).await?;
        let skip = tail.lines.len().saturating_sub(limits.tail_lines);
        for line in &tail.lines[skip..] {
            printer.line(line.text.as_bytes())?;
        }
        if !args.follow {
            return Ok(0);
        }
        let from_line = tail.total_lines.map(|total| total + 1);
        let mut stream = std::pin::pin!(
            client
                .log_stream(&run_id, LogRange { from_line, ..range }, true)
                .await?
        );
        while let Some(chunk) = stream.next().await {
            printer.chunk(&chunk?)?;
        }
        return printer.end();
    }
    let mut stream = std::pin::pin!(client.log_stream(&run_id, range, args.follow).await?);
    let written = async {
        while let Some(chunk) = stream.next().await {
            printer.chunk(&chunk?)?;
        }
        printer.end()
    };
    if session.terminal.is_terminal {
        written.await
    } else {
        session.reading(&plan, written).await
    }
}

/// Writes log lines with whatever would command a terminal made visible.
struct Printer {
    raw: bool,
    rest: Vec<u8>,
}

/// A line longer than this is written in pieces, so that memory stays bounded.
const LONGEST: usize = 64 * 1024;

impl Printer {
    fn chunk(&mut self, bytes: &[u8]) -> crate::Result<()> {
        if self.raw {
            let mut out = std::io::stdout().lock();
            out.write_all(bytes)?;
            out.flush()?;
            return Ok(());
        }
        for piece in bytes.split_inclusive(|byte| *byte == b'\n') {
            self.rest.extend_from_slice(piece);
            if piece.ends_with(b"\n") || self.rest.len() > LONGEST {
                let line = std::mem::take(&mut self.rest);
                self.line(line.strip_suffix(b"\n").unwrap_or(&line))?;
            }
        }
        Ok(())
    }

    fn line(&self, bytes: &[u8]) -> crate::Result<()> {
        let mut out = std::io::stdout().lock();
        if self.raw {
            out.write_all(bytes)?;
        } else {
            let text = String::from_utf8_lossy(bytes.strip_suffix(b"\r").unwrap_or(bytes));
            let mut safe = String::with_capacity(text.len());
            for c in text.chars() {
                if c != '\t' && (c.is_control() || crate::tws::moves(c)) {
                    safe.extend(c.escape_unicode());
                } else {
                    safe.push(c);
                }
            }
            out.write_all(safe.as_bytes())?;
        }
        out.write_all(b"\n")?;
        out.flush()?;
        Ok(())
    }

    fn end(self) -> Outcome {
        if !self.rest.is_empty() {
            self.line(&self.rest)?;
        }
        Ok(0)
    }
}
