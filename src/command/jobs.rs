//! `resync jobs`: list and filter; and, below it, one job: show, log, why, deps, and the actions.

mod act;
mod list;
mod log;
mod one;

use super::Outcome;
use super::session::Session;
use crate::tools::action::Verb;

/// List and filter jobs; show, explain or change one
#[derive(Debug, clap::Args)]
#[command(
    args_conflicts_with_subcommands = true,
    after_help = "\
Examples:
  resync jobs --status failed
  resync jobs --stream 'PAY@' --since 22:00 --sort elapsed
  resync jobs --all -o ndjson > jobs.ndjson
  resync jobs why PAYROLL.LOAD
  resync jobs rerun PAYROLL.LOAD --reason 'disk freed' --dry-run"
)]
pub struct Args {
    #[command(subcommand)]
    command: Option<Command>,
    #[command(flatten)]
    list: list::ListArgs,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    /// Show one job: state, runs, what it executes, what it waits for
    #[command(after_help = "\
Examples:
  resync jobs show PAYROLL.LOAD
  resync jobs show 'AGT1#PAYROLL.LOAD' --jq .job.status")]
    Show(one::JobArgs),
    /// Print a job's log
    #[command(after_help = "\
Examples:
  resync jobs log PAYROLL.LOAD --tail 50
  resync jobs log PAYROLL.LOAD --follow
  resync jobs log PAYROLL.LOAD --run 1 --content-only > load.log")]
    Log(log::Args),
    /// Find why a job is in the state it is in
    #[command(after_help = "\
Examples:
  resync jobs why PAYROLL.LOAD
  resync jobs why LOAD -o json --jq .root_cause.kind

A job stream or a workstation may be named too.")]
    Why(one::JobArgs),
    /// Show what a job waits for and what waits for it
    #[command(after_help = "\
Examples:
  resync jobs deps PAYROLL.LOAD
  resync jobs deps PAYROLL.LOAD --up --depth 10")]
    Deps(one::DepsArgs),
    /// Run a job again
    #[command(after_help = "\
Examples:
  resync jobs rerun PAYROLL.LOAD --dry-run
  resync jobs rerun PAYROLL.LOAD --reason 'disk freed' --ticket INC4711 --yes")]
    Rerun(act::ActArgs),
    /// Hold a job
    #[command(after_help = "\
Examples:
  resync jobs hold PAYROLL.LOAD
  resync jobs hold PAYROLL.LOAD --reason 'the file comes late' --yes")]
    Hold(act::ActArgs),
    /// Release a held job
    #[command(after_help = "\
Examples:
  resync jobs release PAYROLL.LOAD --dry-run
  resync jobs release PAYROLL.LOAD --reason 'the file is here' --yes")]
    Release(act::ActArgs),
    /// Cancel a job that has not started
    #[command(after_help = "\
Examples:
  resync jobs cancel PAYROLL.LOAD --dry-run
  resync jobs cancel PAYROLL.LOAD --reason 'not needed tonight' --ticket INC4711")]
    Cancel(act::ActArgs),
    /// Confirm a job as successful, or as abended
    #[command(after_help = "\
Examples:
  resync jobs confirm PAYROLL.LOAD --succ --reason 'checked by hand'
  resync jobs confirm PAYROLL.LOAD --abend --dry-run")]
    Confirm(act::ConfirmArgs),
    /// Kill a running job
    #[command(after_help = "\
Examples:
  resync jobs kill PAYROLL.LOAD --dry-run
  resync jobs kill PAYROLL.LOAD --reason 'it loops' --yes")]
    Kill(act::ActArgs),
}

pub async fn run(session: &Session, args: Args) -> Outcome {
    match args.command {
        None => list::run(session, args.list).await,
        Some(Command::Show(args)) => one::show(session, args).await,
        Some(Command::Log(args)) => log::run(session, args).await,
        Some(Command::Why(args)) => one::why(session, args).await,
        Some(Command::Deps(args)) => one::deps(session, args).await,
        Some(Command::Rerun(args)) => act::run(session, args, Verb::Rerun).await,
        Some(Command::Hold(args)) => act::run(session, args, Verb::Hold).await,
        Some(Command::Release(args)) => act::run(session, args, Verb::Release).await,
        Some(Command::Cancel(args)) => act::run(session, args, Verb::Cancel).await,
        Some(Command::Confirm(args)) => act::confirm(session, args).await,
        Some(Command::Kill(args)) => act::run(session, args, Verb::Kill).await,
    }
}
