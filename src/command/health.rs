//! `resync health`: a gate for cron and pipelines.

use futures_util::future::join_all;
use jiff::Timestamp;

use super::Outcome;
use super::session::Session;
use crate::output::{Format, clean, health};
use crate::report::{EnginesReport, HealthReport, HealthScope, Thresholds};

/// Judge the plan against thresholds, for cron and pipelines
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  resync health --max-abended 0 --max-late 5
  resync health --stream DAILY -o junit > health.xml
  resync health --engine all
  resync health -o prometheus > /var/lib/node_exporter/resync.prom

Exit codes: 0 OK, 1 WARNING, 2 CRITICAL (over a threshold, or the scheduler refuses, hangs or answers
nonsense), 3 UNKNOWN (wrong usage or settings, no scheduler configured).")]
pub struct Args {
    /// Most jobs in error
    #[arg(long, value_name = "N", default_value_t = 0)]
    max_abended: u64,
    /// Most late jobs (not checked unless given)
    #[arg(long, value_name = "N")]
    max_late: Option<u64>,
    /// Most workstations that are unlinked or whose job manager is down
    #[arg(long, value_name = "N", default_value_t = 0)]
    max_unlinked: u64,
    /// Most jobs held (not checked unless given)
    #[arg(long, value_name = "N")]
    max_held: Option<u64>,
    /// Most jobs waiting for confirmation (not checked unless given)
    #[arg(long, value_name = "N")]
    max_pending: Option<u64>,
    /// Only this job stream (wildcards @ and ?)
    #[arg(long, value_name = "STREAM")]
    stream: Option<String>,
    /// Only this folder and what lies below it
    #[arg(long, value_name = "FOLDER")]
    folder: Option<String>,
}

const FORMATS: &[Format] = &[
    Format::Table,
    Format::Json,
    Format::Ndjson,
    Format::Yaml,
    Format::Junit,
    Format::Nagios,
    Format::Prometheus,
    Format::Plain,
];

/// What can be written of several schedulers.
const SEVERAL: &[Format] = &[
    Format::Table,
    Format::Json,
    Format::Ndjson,
    Format::Yaml,
    Format::Plain,
];

pub async fn run(session: &Session, args: Args) -> Outcome {
    session.allow(FORMATS)?;
    let now = session.now();
    let each = match session.each() {
        Ok(each) => each,
        Err(error) => {
            let report = HealthReport::unknown("", &error.to_string(), now);
            return show(session, &report);
        }
    };
    if each.len() > 1 {
        session.allow(SEVERAL)?;
    }
    let reports = join_all(each.iter().map(|(name, session)| {
        let args = &args;
        async move { (name.clone(), Box::pin(judge(session, args, now)).await) }
    }));
    let mut reports = reports.await;
    if let [(_, report)] = reports.as_slice() {
        return show(session, report);
    }
    let verdicts = reports.iter().map(|(_, report)| report.verdict);
    let worst = verdicts.max().map_or(3, |verdict| verdict.exit());
    let named = reports
        .drain(..)
        .map(|(name, report)| (name.unwrap_or_default(), Ok(report)));
    let report = EnginesReport::new(named.collect(), now);
    let terminal = &session.terminal;
    if !terminal.structured(&report)? {
        for engine in &report.engines {
            let text = engine
                .report
                .as_ref()
                .map(|report| health(terminal, report));
            let name = clean(&engine.name);
            terminal.print(&format!("== {name} ==\n{}", text.unwrap_or_default()))?;
        }
    }
    Ok(worst)
}

fn show(session: &Session, report: &HealthReport) -> Outcome {
    if !session.terminal.structured(report)? {
        session.terminal.print(&health(&session.terminal, report))?;
    }
    Ok(report.verdict.exit())
}

/// The verdict over one scheduler; never an error: what could not be found out is a verdict too.
async fn judge(session: &Session, args: &Args, now: Timestamp) -> HealthReport {
    let configured = match session.dictionary() {
        Ok(site) => configured(session).await.map(|plan| (plan, site)),
        Err(error) => Err(error),
    };
    let (plan, site) = match configured {
        Ok(configured) => configured,
        Err(error) => return HealthReport::unknown("", &error.to_string(), now),
    };
    let thresholds = Thresholds {
        abended: Some(args.max_abended),
        late: args.max_late,
        unlinked: Some(args.max_unlinked),
        held: args.max_held,
        pending: args.max_pending,
    };
    let scope = HealthScope {
        stream: args.stream.clone(),
        folder: args.folder.clone(),
        except_warnings: Some(site).filter(|site| !site.is_empty()),
    };
    HealthReport::gather(&plan, &thresholds, &scope, now).await
}

/// The scheduler that is configured: a gate never falls back on the demo by accident.
async fn configured(session: &Session) -> crate::Result<crate::plan::Plan> {
    if !session.flags.demo && !session.settings()?.has_engine() {
        return Err(super::session::no_scheduler());
    }
    session.plan().await
}
