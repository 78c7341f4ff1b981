//! `resync config`: where each setting comes from, and whether they work.

use std::time::Instant;

use serde::Serialize;

use super::Outcome;
use super::session::Session;
use crate::config::KEYS;
use crate::error::{Error, Result};
use crate::output::{Format, clean};
use crate::tws::Group;

/// Show or check the settings
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  resync config show\n  resync config check")]
pub struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    /// Show every setting and where its value comes from, secrets masked
    Show,
    /// Prove the settings one by one and say what to mend
    Check,
}

const FORMATS: &[Format] = &[
    Format::Table,
    Format::Json,
    Format::Ndjson,
    Format::Yaml,
    Format::Plain,
];

pub async fn run(session: &Session, args: Args) -> Outcome {
    session.allow(FORMATS)?;
    match args.command {
        Command::Show => show(session),
        Command::Check => check(session).await,
    }
}

/// A setting as it is shown.
#[derive(Serialize)]
struct Line {
    name: &'static str,
    value: Option<String>,
    origin: Option<String>,
    variables: Vec<String>,
    help: &'static str,
}

fn show(session: &Session) -> Outcome {
    let settings = session.all_settings(Vec::new())?;
    let profiles: Vec<_> = (settings.profiles())
        .flat_map(|name| settings.profile_lines(name))
        .collect();
    let lines: Vec<Line> = KEYS
        .iter()
        .map(|key| Line {
            name: key.name,
            value: settings.shown(key),
            origin: settings.origin(key.name).map(str::to_owned),
            variables: key.all_variables(),
            help: key.help,
        })
        .collect();
    let engines: Vec<_> = (profiles.iter())
        .map(|(name, value, origin)| serde_json::json!({ "name": name, "value": value, "origin": origin }))
        .collect();
    let answer = serde_json::json!({
        "schema": "resync.config/v1", "data": lines, "engines": engines,
    });
    if session.terminal.structured(&answer)? {
        return Ok(0);
    }
    let mut text = String::new();
    for line in &lines {
        let value = line.value.as_deref().map_or_else(|| "-".to_owned(), clean);
        let origin = line
            .origin
            .as_deref()
            .map_or_else(String::new, |origin| format!("  ({})", clean(origin)));
        text.push_str(&format!("{:<27} {value}{origin}\n", line.name));
    }
    for (name, value, origin) in &profiles {
        text.push_str(&format!(
            "{name:<27} {}  ({})\n",
            clean(value),
            clean(origin)
        ));
    }
    session.terminal.print(&text)?;
    Ok(0)
}

/// One thing that was tried.
#[derive(Serialize)]
struct Probe {
    name: &'static str,
    verdict: &'static str,
    message: String,
    hint: Option<String>,
}

async fn check(session: &Session) -> Outcome {
    let mut probes = Vec::new();
    let mut exit = 0;
    let settings = match session.settings() {
        Ok(settings) => {
            probes.push(fine("settings", "all settings are well-formed".to_owned()));
            Some(settings)
        }
        Err(error) => {
            exit = error.exit();
            probes.push(failed("settings", &error));
            None
        }
    };
    if let Ok(all) = session.all_settings(Vec::new()) {
        for name in all.profiles() {
            if let Err(error) = all.of_engine(name) {
                exit = error.exit();
                probes.push(failed("profile", &error));
            }
        }
    }
    if let Some(settings) = settings {
        if !settings.has_engine() && !session.flags.demo {
            let error = super::session::no_scheduler();
            exit = error.exit();
            probes.push(failed("scheduler", &error));
        } else if let Err(error) = probe_scheduler(session, &mut probes).await {
            exit = error.exit();
            probes.push(failed("scheduler", &error));
        }
    }
    let answer = serde_json::json!({ "schema": "resync.config-check/v1", "data": probes });
    if !session.terminal.structured(&answer)? {
        let style = &session.terminal.style;
        let mut text = String::new();
        for probe in &probes {
            let colour = if probe.verdict == "ok" {
                style.good
            } else {
                style.bad
            };
            text.push_str(&format!(
                "{colour}{:<5}{} {:<10} {}\n",
                probe.verdict,
                style.reset,
                probe.name,
                clean(&probe.message)
            ));
            if let Some(hint) = &probe.hint {
                text.push_str(&format!("      {:<10} {}\n", "", clean(hint)));
            }
        }
        session.terminal.print(&text)?;
    }
    Ok(exit)
}

/// Reaches the scheduler, logs in, reads the plan.
async fn probe_scheduler(session: &Session, probes: &mut Vec<Probe>) -> Result<()> {
    let plan = session.plan().await?.fresh();
    let begun = Instant::now();
    let info = plan.client().engine_info().await?;
    let version = info
        .display_version
        .get()
        .unwrap_or_else(|| "unknown version".to_owned());
    probes.push(fine(
        "scheduler",
        format!(
            "{} answered in {} ms ({version})",
            plan.client().target(),
            begun.elapsed().as_millis()
        ),
    ));
    probes.push(fine("login", "the credentials were accepted".to_owned()));
    let (jobs, _) = plan.count_jobs("/@/@#/@/@.@", &[Group::Status]).await?;
    if jobs == 0 {
        return Err(
            Error::not_found("the plan holds no job that this user may see")
                .with_hint("is the plan created, and may this user see it?"),
        );
    }
    probes.push(fine("plan", format!("{jobs} jobs in the plan")));
    Ok(())
}

fn fine(name: &'static str, message: String) -> Probe {
    Probe {
        name,
        verdict: "ok",
        message,
        hint: None,
    }
}

fn failed(name: &'static str, error: &Error) -> Probe {
    Probe {
        name,
        verdict: "fail",
        message: error.to_string(),
        hint: error.hint().map(str::to_owned),
    }
}
