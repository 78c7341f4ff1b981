//! `resync config check`, also `resync doctor`: everything an answer depends on, tried one by one.

use std::path::Path;
use std::time::{Duration, Instant};

use jiff::SignedDuration;
use serde::Serialize;

use super::super::Outcome;
use super::super::session::{Session, no_scheduler};
use crate::config::{Engine, Model, Settings};
use crate::error::{Error, Result};
use crate::llm::{Connection, Message, Request};
use crate::output::clean;
use crate::plan::Plan;
use crate::report::{JobFilter, JobsReport};
use crate::tools::ToolSpec;
use crate::tws::{Group, probe};

/// Days that a certificate should at least be good for.
const DAYS: i64 = 30;
/// Seconds that two clocks may differ before times read wrong.
const SKEW: i64 = 30;
/// Hours after which a plan is old: it is extended once a day.
const AGE: i64 = 30;

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
    files(session, &mut checks);
    if let Ok(all) = session.all_settings(Vec::new()) {
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
            Ok(Some(model)) => language_model(&model, &mut checks).await,
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

/// Whether others may read the files that may hold secrets.
fn files(session: &Session, checks: &mut Checks) {
    let mut found = 0;
    for folder in session.folders() {
        let Ok(entries) = std::fs::read_dir(&folder) else {
            continue;
        };
        for path in entries.flatten().map(|entry| entry.path()) {
            let name = path
                .file_name()
                .and_then(|name| name.to_str())
                .unwrap_or("");
            let is_toml = path
                .extension()
                .is_some_and(|extension| extension == "toml");
            if !name.starts_with("settings") || !is_toml {
                continue;
            }
            found += 1;
            let holds_secrets = std::fs::read_to_string(&path).is_ok_and(|text| {
                text.lines().any(|line| {
                    let line = line.trim_start();
                    ["password", "token", "api_key", "secret_key"]
                        .iter()
                        .any(|word| line.starts_with(word))
                })
            });
            if holds_secrets && readable_by_others(&path) {
                checks.warn(
                    "files",
                    format!("{} holds a secret and others may read it", path.display()),
                    "chmod 600 it, or keep the secret in the keyring: resync config login",
                );
            }
        }
    }
    if found == 0 {
        checks.fine("files", "no settings file; resync config init writes one");
    } else {
        checks.fine("files", format!("{found} settings files read"));
    }
}

#[cfg(unix)]
fn readable_by_others(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt;
    std::fs::metadata(path).is_ok_and(|about| about.permissions().mode() & 0o044 != 0)
}

#[cfg(not(unix))]
fn readable_by_others(_: &Path) -> bool {
    false
}

/// Reaches the scheduler step by step, logs in, reads the plan. The step that failed comes with the error.
async fn scheduler(
    session: &Session,
    settings: &Settings,
    checks: &mut Checks,
) -> std::result::Result<(), (&'static str, Error)> {
    let engine = settings.engine().map_err(|error| ("scheduler", error))?;
    if let Some(engine) = engine.filter(|_| !session.flags.demo) {
        way(&engine, checks).await?;
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
    age(session, &plan, checks)
        .await
        .map_err(|error| ("plan age", error))
}

/// Name, connection, certificate and clock.
async fn way(
    engine: &Engine,
    checks: &mut Checks,
) -> std::result::Result<(), (&'static str, Error)> {
    match probe::proxy(engine).map_err(|error| ("proxy", error))? {
        None => checks.fine("proxy", "none stands before the scheduler"),
        Some(proxy) => {
            checks.fine(
                "proxy",
                format!("the scheduler is asked through {proxy}; NO_PROXY takes hosts out"),
            );
            // Name and connection are the proxy's business: whether they work shows in the login.
            return Ok(());
        }
    }
    let found = probe::look_up(engine)
        .await
        .map_err(|error| ("name", error))?;
    let addresses: Vec<String> = found.addresses.iter().map(ToString::to_string).collect();
    checks.fine(
        "name",
        format!(
            "{} in {} ms",
            addresses.join(", "),
            found.elapsed.as_millis()
        ),
    );
    let (address, elapsed) =
        (probe::connect(engine, &found).await).map_err(|error| ("connection", error))?;
    checks.fine(
        "connection",
        format!("{address} in {} ms", elapsed.as_millis()),
    );
    let greeting = probe::greet(engine)
        .await
        .map_err(|error| ("certificate", error))?;
    if !greeting.tls {
        checks.warn(
            "certificate",
            "plain http: anyone on the way can read the credentials",
            "use https where the engine offers it",
        );
    } else if engine.insecure {
        checks.warn(
            "certificate",
            "not checked, for tws.insecure is set",
            "give the authority's certificate with TWS_CA_FILE and take tws.insecure out",
        );
    }
    if let Some(expires) = greeting.expires {
        let days = (expires.as_second() - jiff::Timestamp::now().as_second()) / 86_400;
        let whose = greeting.certificate.unwrap_or_default();
        let message = format!("good for {days} more days ({whose})");
        if days < DAYS {
            checks.warn(
                "certificate",
                message,
                "renew the certificate of the engine",
            );
        } else {
            checks.fine("certificate", message);
        }
    }
    match greeting.ahead {
        Some(ahead) if ahead.abs() > SKEW => checks.warn(
            "clock",
            format!("the scheduler's clock is {ahead} s ahead of this machine's"),
            "set both clocks by NTP: what is late is judged by them",
        ),
        Some(ahead) => checks.fine("clock", format!("{ahead} s apart")),
        None => checks.fine("clock", "the scheduler tells no time"),
    }
    Ok(())
}

/// Whether anything began or ended of late: a plan where nothing did was not extended.
async fn age(session: &Session, plan: &Plan, checks: &mut Checks) -> Result<()> {
    let filter = JobFilter {
        since: session
            .now()
            .checked_sub(SignedDuration::from_hours(AGE))
            .ok(),
        limit: 1,
        ..JobFilter::default()
    };
    let report = JobsReport::gather(plan, &filter, session.now()).await?;
    if report.data.is_empty() {
        checks.warn(
            "plan age",
            format!("no job began or ended within {AGE} hours"),
            "was the plan extended? conman status and the FINAL job stream tell",
        );
    } else {
        checks.fine(
            "plan age",
            format!("jobs began or ended within {AGE} hours"),
        );
    }
    Ok(())
}

/// Asks the model a word, with a tool on offer.
async fn language_model(model: &Model, checks: &mut Checks) {
    let connection = match Connection::new(model) {
        Ok(connection) => connection,
        Err(error) => return checks.fail("model", &error),
    };
    let name = match connection.model().await {
        Ok(name) => name.to_owned(),
        Err(failure) => return checks.fail("model", &Error::from(failure)),
    };
    let begun = Instant::now();
    let tool = ToolSpec {
        name: "count_jobs",
        title: "Counting the jobs",
        description: "How many jobs the plan holds",
        parameters: serde_json::json!({ "type": "object", "properties": {} }),
    };
    let messages = [Message::user(
        "How many jobs are in the plan? Call the tool to find out.",
    )];
    let request = Request {
        messages: &messages,
        tools: std::slice::from_ref(&tool),
        temperature: Some(0.0),
        deadline: (begun + model.timeouts.total.min(Duration::from_secs(60))).into(),
    };
    let reply = match connection.ask(request, &mut |_| {}).await {
        Ok(reply) => reply,
        Err(failure) => return checks.fail("model", &Error::from(failure)),
    };
    checks.fine(
        "model",
        format!(
            "{name} at {} answered in {} ms",
            connection.target(),
            begun.elapsed().as_millis()
        ),
    );
    let printed = !crate::llm::salvage(&reply.text, &[tool.name]).1.is_empty();
    if !reply.calls.is_empty() {
        checks.fine("tools", "it calls tools");
    } else if printed {
        checks.fine(
            "tools",
            "it prints its tool calls as text, which is understood",
        );
    } else {
        checks.warn(
            "tools",
            "it called no tool although it was told to",
            "answers rest on the evidence alone; a model made for tool calling can look further",
        );
    }
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
