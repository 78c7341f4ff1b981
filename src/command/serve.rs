//! `resync serve`: the HTTP server and its dashboard.

mod log;
mod signals;

use std::path::PathBuf;
use std::time::Duration;

use secrecy::{ExposeSecret, SecretString};
use tokio::net::TcpListener;

use super::Outcome;
use super::session::Session;
use crate::config::{SecretFile, Server};
use crate::error::Error;
use crate::output::Format;
use crate::server::{self, App, Opening, Tls};

pub use log::{Log, LogFormat};

/// Serve the API and the dashboard over HTTP
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  resync serve
  resync serve --host 0.0.0.0 --port 8443 --tls-cert server.pem --tls-key server.key
  resync serve --hash-password < password.txt

Credentials come from SECRET_KEY, ADMIN_USERNAME, ADMIN_PASSWORD or ADMIN_PASSWORD_HASH (each also as
…_FILE); in development they are made up and printed once. REDIS_URL lets replicas share limits,
sessions and conversations. The first SIGTERM or Ctrl-C lets requests end, the second does not; SIGHUP
reads the certificate again. Every setting: `resync config show`.")]
pub struct Args {
    /// Address to listen on
    #[arg(long, value_name = "ADDRESS")]
    host: Option<String>,
    /// Port; 0 takes a free one
    #[arg(long, value_name = "PORT")]
    port: Option<u16>,
    /// PEM file with the certificate and its chain
    #[arg(long, value_name = "FILE", requires = "tls_key")]
    tls_cert: Option<PathBuf>,
    /// PEM file with the private key
    #[arg(long, value_name = "FILE", requires = "tls_cert")]
    tls_key: Option<PathBuf>,
    /// How log lines are written on standard error: text, json
    #[arg(
        long,
        value_enum,
        default_value_t,
        value_name = "FORMAT",
        hide_possible_values = true
    )]
    pub log_format: LogFormat,
    /// Read a password from standard input, print its hash for the settings, and end
    #[arg(long)]
    hash_password: bool,
}

pub async fn run(session: &Session, args: Args) -> Outcome {
    session.allow(&[Format::Table, Format::Plain])?;
    if args.hash_password {
        return hash(session);
    }
    let mut flags = Vec::new();
    flags.extend(args.host.map(|host| ("server.host", host)));
    flags.extend(args.port.map(|port| ("server.port", port.to_string())));
    let settings = session.settings_with(flags)?;
    let mut settings = settings.server(args.tls_cert.is_some())?;
    let tls = match (args.tls_cert, args.tls_key) {
        (Some(certificate), Some(key)) => {
            let file = SecretFile::own(&key, "--tls-key");
            if file.others_may_read() {
                session
                    .terminal
                    .warn(&format!("{}: chmod 600 it", file.warning()));
            }
            Some(Tls::open(certificate, key)?)
        }
        _ => None,
    };
    let listener = TcpListener::bind((settings.host, settings.port)).await.map_err(|error| {
        Error::config(format!("failed to listen on {}:{}", settings.host, settings.port))
            .with_source(error)
            .with_hint("is the port in use, or the address not of this machine? choose with --host and --port")
    })?;
    // Credentials are made up only once it is clear that there will be a server to use them.
    make_up(session, &mut settings);
    if settings.limits.is_none() {
        session.terminal.warn("rate limits are turned off");
    }
    let plan = session.plan().await?;
    let scheme = if tls.is_some() { "https" } else { "http" };
    let own = format!("{scheme}://{}", listener.local_addr()?);
    let addresses = vec![plan.client().target().to_owned(), own.clone()];
    let opening = Opening {
        settings,
        chat: session.chat(addresses)?,
        agents: session.agents(),
        lost_lines: Some(log::lost_lines),
        traces: traces(session),
    };
    let app = App::open(plan, opening).await?;
    let end = signals::end();
    tokio::spawn(signals::reload(tls.clone()));
    session.terminal.print(&format!("resync serves on {own}"))?;
    let _ = sd_notify::notify(&[sd_notify::NotifyState::Ready]);
    tokio::spawn(watch_over(format!("{own}/api/health/app")));
    server::serve(listener, app, tls, end).await?;
    Ok(0)
}

/// The name under which spans are sent to an OpenTelemetry collector, where one is named.
fn traces(session: &Session) -> Option<String> {
    let set = |name| session.plain_variable(name);
    set("OTEL_EXPORTER_OTLP_ENDPOINT").or_else(|| set("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT"))?;
    Some(set("OTEL_SERVICE_NAME").unwrap_or_else(|| "resync".to_owned()))
}

/// Makes up what development may leave out, and says so once.
fn make_up(session: &Session, settings: &mut Server) {
    if settings.secret_key.is_none() {
        settings.secret_key = Some(SecretString::from(server::random_secret()));
    }
    if settings.admin_password.is_none() && settings.users.is_empty() {
        let password = SecretString::from(server::random_secret());
        session.terminal.warn(&format!(
            "no credentials are configured; until the end of this run log in as {} with the password {}",
            settings.admin,
            password.expose_secret()
        ));
        settings.admin_password = Some(password);
    }
}

fn hash(session: &Session) -> Outcome {
    let text = std::io::read_to_string(std::io::stdin()).map_err(|error| {
        Error::usage("failed to read a password from standard input").with_source(error)
    })?;
    let hash = server::hash_password(text.trim_end_matches(['\n', '\r']))?;
    session.terminal.print(&hash)?;
    Ok(0)
}

/// Tells systemd's watchdog that requests are answered, where it watches.
async fn watch_over(address: String) {
    let Some(period) = sd_notify::watchdog_enabled() else {
        return;
    };
    let client = reqwest::Client::builder()
        .timeout(period / 4)
        // It speaks to itself, by address.
        .danger_accept_invalid_certs(true)
        .no_proxy()
        .build();
    let Ok(client) = client else {
        return;
    };
    loop {
        let answered = client.get(&address).send().await;
        if answered.is_ok_and(|answer| answer.status().is_success()) {
            let _ = sd_notify::notify(&[sd_notify::NotifyState::Watchdog]);
        }
        tokio::time::sleep((period / 3).max(Duration::from_millis(100))).await;
    }
}
