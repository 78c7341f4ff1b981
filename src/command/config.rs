//! `resync config`: where each setting comes from, whether they work, a file to begin with, and secrets
//! in the keyring.

mod check;
mod init;
mod login;
mod show;

use super::Outcome;
use super::session::Session;
use crate::output::Format;

/// Show, check or begin the settings; keep secrets in the system's keyring
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  resync config init
  resync config login
  resync config check
  resync config show -o json")]
pub struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    /// Show every setting and where its value comes from, secrets masked
    #[command(after_help = "\
Examples:
  resync config show
  resync config show -o json --jq '.data[] | select(.origin != \"default\") | .name'")]
    Show,
    /// Prove the settings one by one and say what to mend
    #[command(after_help = "\
Examples:
  resync config check
  resync config check --engine prod-eu -o json")]
    Check,
    /// Write a commented settings file to begin with
    Init(init::Args),
    /// Keep a secret in the system's keyring
    Login(login::Args),
    /// Remove a secret from the system's keyring
    #[command(after_help = "\
Examples:
  resync config logout
  resync config logout token")]
    Logout(login::Which),
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
        Command::Show => show::run(session),
        Command::Check => check::run(session).await,
        Command::Init(args) => init::run(session, &args),
        Command::Login(args) => login::login(session, args).await,
        Command::Logout(which) => login::logout(session, &which),
    }
}

/// `resync doctor`, which is `resync config check`.
pub async fn doctor(session: &Session) -> Outcome {
    session.allow(FORMATS)?;
    check::run(session).await
}
