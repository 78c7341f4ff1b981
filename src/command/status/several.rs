//! The plans of several schedulers, one below the other.

use std::time::Duration;

use futures_util::future::join_all;

use super::super::{Outcome, session::Session};
use crate::error::{Error, Result};
use crate::output::{Format, clean, status};
use crate::plan::Plan;
use crate::report::{EngineReport, EnginesReport, StatusReport};

/// Schedulers by the names of their profiles.
type Each = [(Option<String>, Session)];

/// Shows them all; what one cannot tell takes nothing from the others, and makes the answer partial.
pub async fn run(session: &Session, each: &Each, watch: Option<u64>) -> Outcome {
    let mut plans = Vec::new();
    for (name, session) in each {
        let name = name.clone().unwrap_or_default();
        // Wrong settings of one are as much its own as its outage.
        plans.push((name, session.plan().await));
    }
    loop {
        let code = show(session, &plans, watch.is_some()).await?;
        let Some(seconds) = watch else {
            return Ok(code);
        };
        tokio::time::sleep(Duration::from_secs(seconds)).await;
    }
}

async fn show(session: &Session, plans: &[(String, Result<Plan>)], watched: bool) -> Outcome {
    let now = session.now();
    let reports = join_all(plans.iter().map(|(name, plan)| async move {
        let report = match plan {
            Ok(plan) => Box::pin(StatusReport::gather(plan, now)).await,
            Err(error) => Err(Error::config(error.to_string())),
        };
        (name.clone(), report)
    }));
    let reports = reports.await;
    let none = reports.iter().all(|(_, report)| report.is_err());
    let code = (reports.iter()).find_map(|(_, report)| report.as_ref().err().map(Error::exit));
    let report = EnginesReport::new(reports, now);
    let terminal = &session.terminal;
    for engine in &report.engines {
        let warnings = engine.report.iter().flat_map(|report| &report.warnings);
        let failed = engine.error.iter().map(|error| &error.message);
        for text in warnings.chain(failed) {
            terminal.warn(&format!("{}: {text}", engine.name));
        }
    }
    let mut structured = terminal.clone();
    if watched && terminal.format == Format::Json {
        structured.format = Format::Ndjson;
    }
    if !structured.structured(&report)? {
        let clear = if watched && terminal.is_terminal {
            "\x1b[H\x1b[2J"
        } else {
            ""
        };
        let parts: Result<Vec<String>> = (report.engines.iter())
            .map(|engine| part(session, engine))
            .collect();
        terminal.print(&format!("{clear}{}", parts?.join("\n")))?;
    }
    let warned = |engine: &EngineReport<StatusReport>| {
        engine
            .report
            .as_ref()
            .is_some_and(|report| !report.warnings.is_empty())
    };
    Ok(match code {
        Some(code) if none => code,
        _ if report.partial || report.engines.iter().any(warned) => 9,
        _ => 0,
    })
}

fn part(session: &Session, engine: &EngineReport<StatusReport>) -> Result<String> {
    let terminal = &session.terminal;
    let (strong, bad, reset) = (
        terminal.style.strong,
        terminal.style.bad,
        terminal.style.reset,
    );
    let name = clean(&engine.name);
    let text = match (&engine.report, &engine.error) {
        (Some(report), _) => status(terminal, report)?,
        (None, Some(error)) => format!("{bad}no answer:{reset} {}\n", clean(&error.message)),
        (None, None) => String::new(),
    };
    Ok(format!("{strong}== {name} =={reset}\n{text}"))
}
