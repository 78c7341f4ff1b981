//! The actions: shown first, done only after a yes, and read back.

use std::io::{BufRead, IsTerminal, Write};
use std::time::Duration;

use super::super::Outcome;
use super::super::session::Session;
use super::one;
use crate::ask::Asker;
use crate::diagnose::Subject;
use crate::error::{Error, Result};
use crate::output::{Format, clean};
use crate::plan::{Job, Plan};
use crate::tws::{Action, Justification, Target};

/// What to do with a job
#[derive(Debug, clap::Args)]
pub struct ActArgs {
    #[command(flatten)]
    job: one::JobArgs,
    /// Show what would be done, and do nothing
    #[arg(long)]
    dry_run: bool,
    /// Do it without asking
    #[arg(long, short)]
    yes: bool,
    /// Why; kept in the scheduler's audit trail
    #[arg(long, value_name = "TEXT")]
    reason: Option<String>,
    /// Ticket number for the audit trail
    #[arg(long, value_name = "TICKET")]
    ticket: Option<String>,
}

/// Confirm a job
#[derive(Debug, clap::Args)]
pub struct ConfirmArgs {
    #[command(flatten)]
    args: ActArgs,
    /// As successful (the default)
    #[arg(long, conflicts_with = "abend")]
    succ: bool,
    /// As abended
    #[arg(long)]
    abend: bool,
}

/// What is done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verb {
    /// Run again.
    Rerun,
    /// Hold.
    Hold,
    /// Release.
    Release,
    /// Cancel.
    Cancel,
    /// Kill.
    Kill,
    /// Confirm as successful.
    ConfirmSucc,
    /// Confirm as abended.
    ConfirmAbend,
}

impl Verb {
    fn action(self) -> Action {
        match self {
            Self::Rerun => Action::Rerun,
            Self::Hold => Action::Hold,
            Self::Release => Action::Release,
            Self::Cancel => Action::Cancel,
            Self::Kill => Action::Kill,
            Self::ConfirmSucc => Action::ConfirmSucc,
            Self::ConfirmAbend => Action::ConfirmAbend,
        }
    }

    fn words(self) -> &'static str {
        match self {
            Self::Rerun => "rerun",
            Self::Hold => "hold",
            Self::Release => "release",
            Self::Cancel => "cancel",
            Self::Kill => "kill",
            Self::ConfirmSucc => "confirm as successful",
            Self::ConfirmAbend => "confirm as abended",
        }
    }

    fn conman(self, key: &str) -> String {
        match self {
            Self::Rerun => format!("rerun {key}"),
            Self::Hold => format!("altpri {key};0"),
            Self::Release => format!("release {key}"),
            Self::Cancel => format!("cancel {key}"),
            Self::Kill => format!("kill {key}"),
            Self::ConfirmSucc => format!("confirm {key};succ"),
            Self::ConfirmAbend => format!("confirm {key};abend"),
        }
    }
}

pub async fn confirm(session: &Session, args: ConfirmArgs) -> Outcome {
    run(
        session,
        args.args,
        if args.abend {
            Verb::ConfirmAbend
        } else {
            Verb::ConfirmSucc
        },
    )
    .await
}

pub async fn run(session: &Session, args: ActArgs, verb: Verb) -> Outcome {
    session.allow(&[
        Format::Table,
        Format::Json,
        Format::Ndjson,
        Format::Yaml,
        Format::Plain,
    ])?;
    let plan = session.plan().await?.fresh();
    let asker = Asker::new(plan.clone());
    let found = asker
        .resolver()
        .one(&args.job.job, crate::ask::Wanted::Job)
        .await?;
    // Never act on a guess: several instances must be told apart by the one who acts.
    if let Some(choice) = &found.choice {
        return Err(Error::ambiguous(format!(
            "\"{}\" names several jobs, and an action needs one",
            clean(&args.job.job)
        ))
        .with_hint(format!(
            "{choice}; give that key, or the plan id of the one you mean"
        )));
    }
    let Subject::Job(job) = &found.subject else {
        return Err(Error::not_found("that is not a job"));
    };
    let job = plan.job(&job.id).await?;
    let target = target(&job, verb)?;
    let why = Justification {
        category: String::new(),
        description: args.reason.clone().unwrap_or_default(),
        ticket: args.ticket.clone(),
    };
    let before = job.internal.to_string();
    if args.dry_run {
        return report(session, &job, verb, &before, None, true);
    }
    if !args.yes && !agreed(&job, verb)? {
        return Err(Error::refused("nothing was done"));
    }
    plan.client().act(verb.action(), &target, &why).await?;
    let after = read_back(&plan, &job, &before).await;
    report(session, &job, verb, &before, after, false)
}

fn target(job: &Job, verb: Verb) -> Result<Target> {
    if verb != Verb::Rerun {
        return Ok(Target::Job(job.id.clone()));
    }
    let run = job.last_run().and_then(|run| run.id.clone());
    run.map(Target::Run).ok_or_else(|| {
        Error::refused(format!(
            "job {} has not run, so there is no run to repeat",
            clean(&job.key)
        ))
        .with_hint("`resync jobs why` says what keeps it from starting")
    })
}

/// Asks on the terminal; without one, an action needs --yes.
fn agreed(job: &Job, verb: Verb) -> Result<bool> {
    if !std::io::stdin().is_terminal() {
        return Err(Error::usage(format!(
            "to {} a job without a terminal, say --yes",
            verb.words()
        ))
        .with_hint("look first with --dry-run"));
    }
    let mut err = std::io::stderr().lock();
    write!(
        err,
        "{} {} ({})? [y/N] ",
        verb.words(),
        clean(&job.key),
        clean(job.internal.as_str())
    )?;
    err.flush()?;
    let mut answer = String::new();
    std::io::stdin().lock().read_line(&mut answer)?;
    Ok(matches!(
        answer.trim().to_lowercase().as_str(),
        "y" | "yes" | "s" | "sim" | "si"
    ))
}

/// The engine queues actions: looks a few times whether the state has changed.
async fn read_back(plan: &Plan, job: &Job, before: &str) -> Option<String> {
    let mut state = None;
    for pause in [0, 300, 700] {
        tokio::time::sleep(Duration::from_millis(pause)).await;
        let now = plan.job(&job.id).await.ok()?;
        let changed = now.internal.as_str() != before
            || now.priority != job.priority
            || now.cancelled != job.cancelled
            || now.runs.len() != job.runs.len();
        state = Some(if now.cancelled && !job.cancelled {
            format!("{} (cancelled)", now.internal)
        } else {
            now.internal.to_string()
        });
        if changed {
            break;
        }
    }
    state
}

fn report(
    session: &Session,
    job: &Job,
    verb: Verb,
    before: &str,
    after: Option<String>,
    dry_run: bool,
) -> Outcome {
    let conman = verb.conman(&job.key);
    let answer = serde_json::json!({
        "schema": "resync.action/v1", "action": verb.words(), "job": job.key, "id": job.id, "dry_run": dry_run,
        "before": before, "after": after, "conman": conman,
    });
    if session.terminal.structured(&answer)? {
        return Ok(0);
    }
    let key = clean(&job.key);
    let text = if dry_run {
        format!(
            "would {} {key} (now {before}); the same with conman: {}",
            verb.words(),
            clean(&conman)
        )
    } else {
        let now = after.map_or_else(
            || "its new state could not be read".to_owned(),
            |after| format!("now {}", clean(&after)),
        );
        format!("{} {key}: asked for, was {before}, {now}", verb.words())
    };
    session.terminal.print(&text)?;
    Ok(0)
}
