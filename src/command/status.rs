//! `resync status`: the plan in one screen.

mod several;

use std::time::Duration;

use super::Outcome;
use super::session::{FORMATS, Session};
use crate::output::{Format, status};
use crate::plan::Plan;
use crate::report::StatusReport;

/// Show the plan in one screen
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  resync status
  resync status --watch 30
  resync status --engine prod-eu,prod-us
  resync status -o json | jq .by_status")]
pub struct Args {
    /// Draw it again every so many seconds (at least 2)
    #[arg(long, value_name = "SECONDS", num_args = 0..=1, default_missing_value = "10", value_parser = clap::value_parser!(u64).range(2..=86_400))]
    watch: Option<u64>,
}

impl Args {
    /// Whether the screen is drawn again and again.
    pub fn watches(&self) -> bool {
        self.watch.is_some()
    }
}

pub async fn run(session: &Session, args: Args) -> Outcome {
    session.allow(FORMATS)?;
    let mut each = session.each()?;
    if each.len() > 1 {
        return several::run(session, &each, args.watch).await;
    }
    let (_, session) = &each.remove(0);
    let plan = session.plan().await?;
    loop {
        let partial = show(session, &plan, args.watch.is_some()).await?;
        let Some(seconds) = args.watch else {
            return Ok(if partial { 9 } else { 0 });
        };
        tokio::time::sleep(Duration::from_secs(seconds)).await;
    }
}

/// Draws the screen once; true when parts of it could not be read.
async fn show(session: &Session, plan: &Plan, watched: bool) -> crate::Result<bool> {
    let terminal = &session.terminal;
    let gathered = session.reading(plan, StatusReport::in_full(plan, session.now()));
    let report = match gathered.await {
        Ok(report) => report,
        // A watch outlives an outage: it says so and looks again.
        Err(error) if watched => {
            terminal.warn(&error.to_string());
            return Ok(true);
        }
        Err(error) => return Err(error),
    };
    for warning in &report.warnings {
        terminal.warn(warning);
    }
    for note in &report.notes {
        terminal.note(note);
    }
    let critical: Vec<_> = report
        .critical
        .iter()
        .map(|line| line.job.clone())
        .collect();
    session.saw(
        &[
            &report.failed[..],
            &report.late,
            &report.long_running,
            &critical,
        ]
        .concat(),
    );
    if watched && terminal.format == Format::Json {
        let mut lines = terminal.clone();
        lines.format = Format::Ndjson;
        lines.structured(&report)?;
    } else if !terminal.structured(&report)? {
        let clear = if watched && terminal.is_terminal {
            "\x1b[H\x1b[2J"
        } else {
            ""
        };
        terminal.print(&format!("{clear}{}", status(terminal, &report)?))?;
    }
    Ok(!report.warnings.is_empty())
}
