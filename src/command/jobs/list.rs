//! `resync jobs`: the list.

use std::io::Write;

use futures_util::StreamExt;
use jiff::Timestamp;

use super::super::Outcome;
use super::super::complete;
use super::super::session::Session;
use crate::ask::{Asker, time_since};
use crate::error::Result;
use crate::output::{Format, columns, jobs};
use crate::plan::Plan;
use crate::report::{JobFilter, JobsReport, SortKey, StatusFilter};

/// Which jobs, in which order.
#[derive(Debug, clap::Args)]
pub struct ListArgs {
    /// Only this status: failed, running, waiting, ready, held, successful, cancelled, ABEND, HOLD, …
    #[arg(long, value_name = "STATUS", value_delimiter = ',')]
    status: Vec<String>,
    /// Only this name (wildcards @ and ?), or STREAM.JOB, or WORKSTATION#STREAM.JOB
    #[arg(long, value_name = "NAME", add = complete::job())]
    name: Option<String>,
    /// Only this job stream (wildcards @ and ?)
    #[arg(long, value_name = "STREAM", add = complete::stream())]
    stream: Option<String>,
    /// Only this workstation (wildcards @ and ?)
    #[arg(long, value_name = "WORKSTATION", add = complete::workstation())]
    workstation: Option<String>,
    /// Only this folder and what lies below it
    #[arg(long, value_name = "FOLDER")]
    folder: Option<String>,
    /// Only late jobs
    #[arg(long)]
    late: bool,
    /// Only critical jobs
    #[arg(long)]
    critical: bool,
    /// Only jobs that began or ended after this: 22:00, 2h, 2026-11-23T01:00:00Z (in the plan's zone)
    #[arg(long, value_name = "TIME")]
    since: Option<String>,
    /// A filter in the scheduler's own query language
    #[arg(long, value_name = "QUERY")]
    oql: Option<String>,
    /// Order: name, status, start, elapsed, deadline
    #[arg(long, value_name = "KEY", value_parser = SortKey::NAMES.map(|(name, _)| name))]
    sort: Option<String>,
    /// At most this many
    #[arg(long, value_name = "N", default_value_t = 50, value_parser = clap::value_parser!(u64).range(1..=1_000_000))]
    limit: u64,
    /// All of them
    #[arg(long, conflicts_with = "limit")]
    all: bool,
    /// Which columns of a table, CSV or plain list: job,status,rc,started,…; a wrong one lists them all
    #[arg(long, value_name = "NAMES", value_delimiter = ',')]
    columns: Vec<String>,
}

pub async fn run(session: &Session, args: ListArgs) -> Outcome {
    session.allow(&[
        Format::Table,
        Format::Json,
        Format::Ndjson,
        Format::Yaml,
        Format::Csv,
        Format::Plain,
    ])?;
    let shown = columns(&args.columns)?;
    let now = session.now();
    let mut filter = JobFilter {
        statuses: args
            .status
            .iter()
            .map(|status| StatusFilter::parse(status))
            .collect::<Result<_>>()?,
        name: args.name,
        stream: args.stream,
        workstation: args.workstation,
        folder: args.folder,
        late: args.late,
        critical: args.critical,
        since: None,
        oql: args.oql,
        sort: args.sort.as_deref().and_then(SortKey::parse),
        limit: usize::try_from(args.limit).unwrap_or(usize::MAX),
        except_warnings: None,
        from: None,
    };
    if args.all {
        filter.limit = usize::MAX / 4;
    }
    let plan = session.plan().await?;
    if let Some(since) = &args.since {
        let zone = Asker::new(plan.clone()).time_zone().await;
        filter.since = Some(time_since(since, now, &zone)?);
    }
    if args.all && filter.sort.is_none() && session.terminal.format == Format::Ndjson {
        let lines = stream(session, &plan, &filter, now);
        return if session.terminal.is_terminal {
            lines.await
        } else {
            session.reading(&plan, lines).await
        };
    }
    let report = session.reading(&plan, JobsReport::gather(&plan, &filter, now));
    let report = report.await?;
    session.saw(&report.data);
    for warning in &report.warnings {
        session.terminal.warn(warning);
    }
    if session.terminal.format == Format::Ndjson {
        let mut out = std::io::stdout().lock();
        for line in &report.data {
            session.terminal.line(&mut out, line)?;
        }
        out.flush()?;
    } else if !session.terminal.structured(&report)? {
        let text = jobs(&session.terminal, &report.data, &shown)?;
        if !text.is_empty() {
            session.terminal.print(&text)?;
        }
    }
    if report.truncated {
        let of = report
            .total
            .map_or_else(String::new, |total| format!(" of {total}"));
        session.terminal.note(&format!(
            "{}{of} shown; see --limit and --all",
            report.returned
        ));
    } else if report.data.is_empty() {
        session.terminal.note("no job fits");
    }
    Ok(0)
}

/// One JSON object per line as the pages come; memory holds two pages at most.
async fn stream(session: &Session, plan: &Plan, filter: &JobFilter, now: Timestamp) -> Outcome {
    let mut out = std::io::BufWriter::with_capacity(64 * 1024, std::io::stdout().lock());
    let mut pages = std::pin::pin!(filter.stream(plan, now)?);
    while let Some(page) = pages.next().await {
        for line in page? {
            session.terminal.line(&mut out, &line)?;
        }
    }
    out.flush()?;
    Ok(0)
}
