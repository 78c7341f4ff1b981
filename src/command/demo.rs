//! `resync demo`: the demo scheduler on its own.

use std::sync::Arc;
use std::time::Duration;

use super::Outcome;
use super::session::Session;
use crate::demo::{self, Demo, Level, Options};
use crate::error::Error;
use crate::output::{Format, clean};

/// Serve the demo scheduler on its own
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  resync demo --port 31116 --seed 7 --jobs 10000
  resync demo --list-incidents
  TWS_URL=http://127.0.0.1:31116 TWS_USER=demo TWS_PASSWORD=demo resync status")]
pub struct Args {
    /// Port on the loopback interface; 0 takes a free one
    #[arg(long, default_value_t = 31_116)]
    port: u16,
    /// Seed of the plan: the same seed makes the same plan
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Jobs in the plan
    #[arg(long, default_value_t = 2_000, value_parser = clap::value_parser!(u64).range(100..=1_000_000))]
    jobs: u64,
    /// Print the planted incidents with their true cause, and end
    #[arg(long)]
    list_incidents: bool,
    /// Plant only these incidents (names as in --list-incidents)
    #[arg(long, value_name = "NAME", value_delimiter = ',')]
    only: Option<Vec<String>>,
    /// Milliseconds every answer is delayed
    #[arg(long, value_name = "MS", default_value_t = 0)]
    latency: u64,
    /// Share of requests that fail with 503, 0 to 1
    #[arg(long, value_name = "SHARE", default_value_t = 0.0)]
    fail_rate: f64,
    /// Speak like a 10.2.8 server, which has no predecessor and successor calls
    #[arg(long)]
    level_1028: bool,
    /// Leave out the substatus, as some servers do
    #[arg(long)]
    no_substatus: bool,
    /// User that is let in; the password is `demo`, or in `RESYNC_DEMO_PASSWORD` (or …_FILE)
    #[arg(long, default_value = "demo")]
    user: String,
}

pub async fn run(session: &Session, args: Args) -> Outcome {
    session.allow(&[
        Format::Table,
        Format::Json,
        Format::Ndjson,
        Format::Yaml,
        Format::Plain,
    ])?;
    if !(0.0..=1.0).contains(&args.fail_rate) {
        return Err(Error::usage("--fail-rate must be between 0 and 1"));
    }
    let options = Options {
        seed: args.seed,
        jobs: usize::try_from(args.jobs).unwrap_or(1_000_000),
        latency: Duration::from_millis(args.latency),
        fail_rate: args.fail_rate,
        level: if args.level_1028 {
            Level::V1028
        } else {
            Level::Contract
        },
        substatus: !args.no_substatus,
        only: args.only,
        user: args.user,
        ..Options::at(session.now())
    };
    // A password is never a flag.
    let options = match session.variable("RESYNC_DEMO_PASSWORD")? {
        Some(password) => Options {
            password,
            ..options
        },
        None => options,
    };
    let (user, password) = (options.user.clone(), options.password.clone());
    let demo = Arc::new(Demo::generate(options)?);
    if args.list_incidents {
        return list(session, &demo);
    }
    let listener = tokio::net::TcpListener::bind(("127.0.0.1", args.port))
        .await
        .map_err(|error| {
            Error::config(format!("failed to listen on 127.0.0.1:{}", args.port))
                .with_source(error)
                .with_hint("is the port in use? choose another with --port, or 0 for a free one")
        })?;
    let address = listener.local_addr()?;
    session.terminal.print(&format!(
        "demo scheduler on http://{address} (user {user}, password {password})"
    ))?;
    // Ctrl-C ends the whole command; nothing is left to wait for here.
    demo::serve(demo, listener, std::future::pending()).await?;
    Ok(0)
}

fn list(session: &Session, demo: &Demo) -> Outcome {
    let incidents = demo.incidents();
    if session.terminal.structured(&incidents)? {
        return Ok(0);
    }
    let mut text = String::new();
    for planted in &incidents {
        text.push_str(&format!(
            "{:<30} {:<28} {}\n{:31}ask: {}\n{:31}truth: {}\n",
            planted.incident,
            planted.kind,
            clean(&planted.subject.key),
            "",
            clean(&planted.question),
            "",
            clean(&planted.truth)
        ));
    }
    session.terminal.print(&text)?;
    Ok(0)
}
