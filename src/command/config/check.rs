//! `resync config check`, also `resync doctor`: everything an answer depends on, tried one by one.

mod files;
mod model;
mod plan;
mod way;

use std::time::Instant;

use serde::Serialize;

use super::super::Outcome;
use super::super::session::{Session, no_scheduler};
use crate::config::Settings;
use crate::error::{Error, Result};
use crate::output::clean;
use crate::tws::Group;

/// What failed, with the step it failed at.
type Failed = (&'static str, Error);

/// One thing that was tried.
#[derive(Serialize)]
struct Probe {
    name: &'static str,
    verdict: &'static str,
    message: String,
    hint: Option<String>,
}

/// What was tried, and what the command ends with.
#[derive(Default)]
struct Checks {
    probes: Vec<Probe>,
    exit: u8,
}

impl Checks {
    fn fine(&mut self, name: &'static str, message: impl Into<String>) {
        self.add(name, "ok", message.into(), None);
    }

    fn warn(&mut self, name: &'static str, message: impl Into<String>, hint: &str) {
        self.add(name, "warn", message.into(), Some(hint.to_owned()));
    }

    /// The first failure decides what the command ends with: what follows is mostly its echo.
    fn fail(&mut self, name: &'static str, error: &Error) {
        if self.exit == 0 {
            self.exit = error.exit();
        }
        self.add(
            name,
            "fail",
            error.to_string(),
            error.hint().map(str::to_owned),
        );
    }

    fn add(
        &mut self,
        name: &'static str,
        verdict: &'static str,
        message: String,
        hint: Option<String>,
    ) {
        self.probes.push(Probe {
            name,
            verdict,
            message,
            hint,
        });
    }
}

pub async fn run(session: &Session) -> Outcome {
    let mut checks = Checks::default();
    let settings = match session.settings() {
        Ok(settings) => {
            checks.fine("settings", "all settings are well-formed");
            Some(settings)
        }
        Err(error) => {
            checks.fail("settings", &error);
            None
        }
    };
    let all = session.all_settings(Vec::new()).ok();
    files::check(session, all.as_ref(), &mut checks);
    if let Some(all) = all {
        for name in all.foreign_variables() {
            checks.warn(
                "variables",
                format!("{name} is no setting of resync"),
                "another program's, or misspelt? resync config show -o json lists the variables",
            );
        }
        for name in all.profiles() {
            if let Err(error) = all.of_engine(name) {
                checks.fail("profile", &error);
            }
        }
    }
    if let Some(settings) = settings {
        if !settings.has_engine() && !session.flags.demo {
            checks.fail("scheduler", &no_scheduler());
        } else if let Err((name, error)) = scheduler(session, &settings, &mut checks).await {
            checks.fail(name, &error);
        }
        match settings.model() {
            Ok(Some(model)) => model::check(&model, &mut checks).await,
            Ok(None) => checks.fine("model", "none is configured: answers are worded by rules"),
            Err(error) => checks.fail("model", &error),
        }
        if let Some(url) = settings.get("redis.url") {
            match crate::server::reach_redis(url).await {
                Ok(()) => checks.fine("redis", "it can be written to"),
                Err(error) => checks.fail("redis", &error),
            }
        }
    }
    terminal(session, &mut checks);
    show(session, &checks)?;
    Ok(checks.exit)
}

fn show(session: &Session, checks: &Checks) -> Result<()> {
    let answer = serde_json::json!({ "schema": "resync.config-check/v1", "data": checks.probes });
    if session.terminal.structured(&answer)? {
        return Ok(());
    }
    let style = &session.terminal.style;
    let mut text = String::new();
    for probe in &checks.probes {
        let colour = match probe.verdict {
            "ok" => style.good,
            "warn" => style.warn,
            _ => style.bad,
        };
        text.push_str(&format!(
            "{colour}{:<5}{} {:<11} {}\n",
            probe.verdict,
            style.reset,
            probe.name,
            clean(&probe.message)
        ));
        if let Some(hint) = &probe.hint {
            text.push_str(&format!("      {:<11} {}\n", "", clean(hint)));
        }
    }
    session.terminal.print(&text)
}

/// Reaches the scheduler step by step, logs in, reads the plan. The step that failed comes with the error.
async fn scheduler(
    session: &Session,
    settings: &Settings,
    checks: &mut Checks,
) -> std::result::Result<(), Failed> {
    let engine = settings.engine().map_err(|error| ("scheduler", error))?;
    if let Some(engine) = engine.filter(|_| !session.flags.demo) {
        way::check(&engine, checks).await?;
    }
    let plan = session.plan().await.map_err(|error| ("scheduler", error))?;
    let plan = plan.fresh();
    let begun = Instant::now();
    let info = plan.client().engine_info().await;
    let info = info.map_err(|error| ("login", error))?;
    let version = info.display_version.get();
    checks.fine(
        "login",
        format!(
            "{} answered in {} ms ({}): the credentials were accepted",
            plan.client().target(),
            begun.elapsed().as_millis(),
            version.as_deref().unwrap_or("unknown version")
        ),
    );
    let counted = plan.count_jobs("/@/@#/@/@.@", &[Group::Status]).await;
    let (jobs, _) = counted.map_err(|error| ("plan", error))?;
    if jobs == 0 {
        let error = Error::not_found("the plan holds no job that this user may see")
            .with_hint("is the plan created, and may this user see it?");
        return Err(("plan", error));
    }
    checks.fine("plan", format!("{jobs} jobs in the plan"));
    plan::age(session, &plan, checks)
        .await
        .map_err(|error| ("plan age", error))
}

fn terminal(session: &Session, checks: &mut Checks) {
    let terminal = &session.terminal;
    let what = match (terminal.is_terminal, terminal.width) {
        (true, Some(width)) => format!("{width} columns"),
        (true, None) => "of unknown width".to_owned(),
        (false, _) => "standard output is no terminal".to_owned(),
    };
    let colour = if terminal.style.reset.is_empty() {
        "without colour"
    } else {
        "with colour"
    };
    checks.fine("terminal", format!("{what}, {colour}"));
}
