//! The actions: shown first, done only after a yes, and read back.

use std::io::{BufRead, IsTerminal, Write};

use super::super::Outcome;
use super::super::session::Session;
use super::one;
use crate::error::{Error, Result};
use crate::output::{Format, clean};
use crate::tools::action::{ActionReport, Prepared, Verb};
use crate::tws::Justification;

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
    let plan = session.plan().await?;
    let prepared = Prepared::new(&plan, &args.job.job, verb).await?;
    if args.dry_run {
        let proposal = prepared.proposal(args.reason.as_deref(), session.now());
        return report(session, &proposal);
    }
    if !args.yes && !agreed(&prepared)? {
        return Err(Error::refused("nothing was done"));
    }
    let why = Justification {
        category: String::new(),
        description: args.reason.clone().unwrap_or_default(),
        ticket: args.ticket.clone(),
    };
    report(session, &prepared.perform(&why, session.now()).await?)
}

/// Asks on the terminal; without one, an action needs --yes.
fn agreed(prepared: &Prepared) -> Result<bool> {
    let words = prepared.verb.words();
    if !std::io::stdin().is_terminal() {
        return Err(
            Error::usage(format!("to {words} a job without a terminal, say --yes"))
                .with_hint("look first with --dry-run"),
        );
    }
    let mut err = std::io::stderr().lock();
    write!(
        err,
        "{words} {} ({})? [y/N] ",
        clean(&prepared.job.key),
        clean(prepared.job.internal.as_str())
    )?;
    err.flush()?;
    let mut answer = String::new();
    std::io::stdin().lock().read_line(&mut answer)?;
    Ok(matches!(
        answer.trim().to_lowercase().as_str(),
        "y" | "yes" | "s" | "sim" | "si"
    ))
}

fn report(session: &Session, answer: &ActionReport) -> Outcome {
    if session.terminal.structured(answer)? {
        return Ok(0);
    }
    let (key, action, before) = (clean(&answer.job), &answer.action, clean(&answer.before));
    let text = if answer.dry_run {
        format!(
            "would {action} {key} (now {before}); the same with conman: {}",
            clean(&answer.conman)
        )
    } else {
        let now = answer.after.as_deref().map_or_else(
            || "its new state could not be read".to_owned(),
            |after| format!("now {}", clean(after)),
        );
        format!("{action} {key}: asked for, was {before}, {now}")
    };
    session.terminal.print(&text)?;
    Ok(0)
}
