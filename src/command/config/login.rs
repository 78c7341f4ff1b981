//! `resync config login` and `logout`: secrets in the system's keyring.

use std::io::{IsTerminal, Read};

use super::super::keyring;
use super::super::session::Session;
use super::super::{Outcome, session};
use crate::config::Settings;
use crate::error::{Error, Result};
use crate::plan::Plan;
use crate::tws::Client;

/// Keep a secret in the system's keyring
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  resync config login
  resync config login token
  pass show hwa | resync config login --stdin

The secret is kept for the address that is configured and sent to no other. It counts for less than
TWS_PASSWORD, TWS_TOKEN and LLM_API_KEY. A password or token is tried first and kept only if the
scheduler does not refuse it.")]
pub struct Args {
    #[command(flatten)]
    which: Which,
    /// Read the secret from standard input
    #[arg(long)]
    stdin: bool,
}

/// Which secret.
#[derive(Debug, clap::Args)]
pub struct Which {
    /// The secret: password (of the engine user), token (API key of the console), model (its API key)
    #[arg(value_enum, default_value_t, hide_default_value = true)]
    secret: Secret,
}

/// A secret that can be kept.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, clap::ValueEnum)]
enum Secret {
    #[default]
    Password,
    Token,
    Model,
}

impl Secret {
    fn setting(self) -> &'static str {
        match self {
            Self::Password => "tws.password",
            Self::Token => "tws.token",
            Self::Model => "llm.api_key",
        }
    }

    /// The entry in the keyring, bound to the address that is configured.
    fn account(self, settings: &Settings) -> Result<String> {
        let address = match self {
            Self::Model => (settings.model()?)
                .map(|model| model.endpoint.origin().ascii_serialization())
                .ok_or_else(|| {
                    Error::config("no model is configured").with_hint("set LLM_ENDPOINT first")
                })?,
            Self::Password | Self::Token => {
                (settings.engine()?.ok_or_else(session::no_scheduler)?).url
            }
        };
        Ok(keyring::account(self.setting(), &address))
    }
}

pub async fn login(session: &Session, args: Args) -> Outcome {
    let settings = session.settings()?;
    let which = args.which.secret;
    let account = which.account(&settings)?;
    if which == Secret::Password && settings.get("tws.user").is_none() {
        return Err(Error::config("no engine user is configured")
            .with_hint("set TWS_USER, or tws.user in the settings file"));
    }
    let secret = secret(&account, args.stdin)?;
    if which != Secret::Model {
        try_it(session, which, &secret).await?;
    }
    keyring::write(account.clone(), secret)?;
    session
        .terminal
        .print(&format!("kept in the system's keyring: {account}"))?;
    Ok(0)
}

pub fn logout(session: &Session, which: &Which) -> Outcome {
    let account = which.secret.account(&session.settings()?)?;
    let was_there = keyring::remove(account.clone())?;
    let done = if was_there { "removed" } else { "not there" };
    session
        .terminal
        .print(&format!("{done}: {account} in the system's keyring"))?;
    Ok(0)
}

/// The secret, typed without being shown or read from standard input.
fn secret(account: &str, from_stdin: bool) -> Result<String> {
    let text = if from_stdin {
        let mut text = String::new();
        std::io::stdin().take(64 << 10).read_to_string(&mut text)?;
        text
    } else if std::io::stdin().is_terminal() {
        rpassword::prompt_password(format!("{account} (not shown): "))?
    } else {
        return Err(
            Error::usage("there is no terminal to ask for the secret on")
                .with_hint("pipe it in and add --stdin"),
        );
    };
    let text = text.trim_end_matches(['\r', '\n']);
    if text.is_empty() {
        return Err(Error::usage("the secret is empty: nothing was kept"));
    }
    Ok(text.to_owned())
}

/// Logs in with it. What the scheduler refuses is not kept; a scheduler that is down proves nothing.
async fn try_it(session: &Session, which: Secret, secret: &str) -> Result<()> {
    let settings = session.settings_with(vec![(which.setting(), secret.to_owned())])?;
    let engine = settings.engine()?.ok_or_else(session::no_scheduler)?;
    let plan = Plan::new(Client::new(&engine)?, false).fresh();
    match plan.client().engine_info().await {
        Ok(_) => Ok(()),
        Err(error @ Error::Unauthorized(_)) => Err(error),
        Err(error) => {
            session
                .terminal
                .warn(&format!("it could not be tried: {error}"));
            Ok(())
        }
    }
}
