//! One file per subcommand: its arguments and what it does.

mod agents;
mod ask;
mod chat;
mod complete;
mod config;
mod demo;
mod health;
mod jobs;
mod keyring;
mod mcp;
mod schema;
mod serve;
mod session;
mod status;

use std::process::ExitCode;
use std::sync::Arc;

use clap::{Parser, Subcommand};

use crate::error::{Error, Result};
use crate::output::{Colour, Filter, Format, Terminal, is_closed_pipe};
use session::Session;

/// What is my HCL Workload Automation batch doing, and why?
#[derive(Debug, Parser)]
#[command(
    name = "resync",
    version,
    max_term_width = 110,
    subcommand_required = false,
    arg_required_else_help = true,
    after_help = "\
Examples:
  resync ask \"why did job LOAD abend?\"
  resync status --watch
  resync jobs --status failed --since 22:00
  resync health --max-abended 0 -o nagios

Without a scheduler (TWS_URL, or TWS_HOST and TWS_PORT) the demo scheduler is started, unless the
environment is production.

Exit codes: 0 done, 1 unexpected, 2 usage, 3 configuration, 4 not authorised, 5 no such object,
6 scheduler unreachable, timed out or failed, 7 model failed, 8 limited, 9 partial result,
130 interrupted. `health` follows the Nagios rules: 0 OK, 1 WARNING, 2 CRITICAL, 3 UNKNOWN.

Environment: TWS_URL, TWS_HOST, TWS_PORT, TWS_USER, TWS_PASSWORD, TWS_TOKEN (each also as …_FILE),
TWS_CA_FILE, TWS_INSECURE, TWS_ALLOW_HTTP, TWS_TIMEOUT, LLM_ENDPOINT, LLM_API_KEY (also as …_FILE),
LLM_MODEL, LLM_ALLOW_HTTP, LLM_TIMEOUT, LLM_CONTEXT, APP_ENVIRONMENT, RESYNC_ENGINE, NO_COLOR, CLICOLOR_FORCE, COLUMNS,
RESYNC_LOG; for `serve` also SECRET_KEY, ADMIN_USERNAME, ADMIN_PASSWORD, ADMIN_PASSWORD_HASH,
METRICS_TOKEN, REDIS_URL. RESYNC_COMPLETE_TIMEOUT: seconds that completion may take (0.25)."
)]
pub struct Cli {
    #[command(flatten)]
    flags: Flags,
    /// Print the JSON Schema of an answer: ask, changes, dependencies, diagnosis, engines, forecast,
    /// handover, health, job, jobs, night, resource, status
    #[arg(long, value_name = "NAME", exclusive = true)]
    schema: Option<String>,
    #[command(subcommand)]
    command: Option<Command>,
}

/// Flags that every command takes.
#[derive(Debug, Clone, Default, clap::Args)]
pub struct Flags {
    /// How the answer is written
    #[arg(
        short,
        long,
        global = true,
        value_enum,
        default_value_t,
        value_name = "FORMAT",
        hide_possible_values = true,
        long_help = "How the answer is written: table, json, ndjson, yaml, csv, plain; health also junit, nagios, prometheus"
    )]
    output: Format,
    /// Short for --output json
    #[arg(long, global = true)]
    json: bool,
    /// Print what this jq program makes of the JSON answer
    #[arg(long, global = true, value_name = "PROGRAM")]
    jq: Option<String>,
    /// Read past the cache
    #[arg(long, global = true)]
    fresh: bool,
    /// Profile of the scheduler; several (a list, or all) for status and health
    #[arg(long, global = true, value_name = "NAME", value_delimiter = ',', add = complete::engine())]
    engine: Vec<String>,
    /// Use the demo scheduler, whatever is configured
    #[arg(long, global = true)]
    demo: bool,
    /// Seconds one request may take
    #[arg(long, global = true, value_name = "SECONDS")]
    timeout: Option<String>,
    /// When to use colour
    #[arg(
        long,
        global = true,
        value_enum,
        default_value_t,
        value_name = "WHEN",
        hide_possible_values = true,
        long_help = "When to use colour: auto, always, never"
    )]
    color: Colour,
    /// Print long text straight to the terminal instead of through `RESYNC_PAGER` or `PAGER`
    #[arg(long, global = true)]
    no_pager: bool,
    /// Leave out notes on standard error
    #[arg(short, long, global = true)]
    quiet: bool,
    /// Say more on standard error; twice for every request
    #[arg(short, long, global = true, action = clap::ArgAction::Count)]
    verbose: u8,
}

impl Flags {
    /// The program of `--jq`, which reads JSON and nothing else.
    fn filter(&self) -> Result<Option<Arc<Filter>>> {
        let Some(program) = &self.jq else {
            return Ok(None);
        };
        if !matches!(self.format(), Format::Json | Format::Ndjson) {
            return Err(Error::usage("--jq reads JSON").with_hint("leave -o out, or use -o ndjson"));
        }
        Filter::new(program).map(|filter| Some(Arc::new(filter)))
    }

    fn format(&self) -> Format {
        let filtered = self.jq.is_some() && self.output == Format::Table;
        if self.json || filtered {
            Format::Json
        } else {
            self.output
        }
    }
}

/// Whether a command prints once and ends; others keep the terminal for themselves.
fn reads(command: &Option<Command>) -> bool {
    match command {
        Some(Command::Ask(args)) => !args.is_conversation(),
        Some(Command::Status(args)) => !args.watches(),
        Some(Command::Serve(_) | Command::Mcp(_) | Command::Demo(_)) => false,
        _ => true,
    }
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Answer a question in plain words
    Ask(ask::Args),
    /// Show the plan in one screen
    Status(status::Args),
    /// List and filter jobs; show, explain or change one
    Jobs(jobs::Args),
    /// Show the AI agents: what each is for, its tools and its model
    Agents(agents::Args),
    /// Judge the plan against thresholds, for cron and pipelines
    Health(health::Args),
    /// Serve the tools to an MCP client, over standard input and output
    Mcp(mcp::Args),
    /// Serve the API and the dashboard over HTTP
    Serve(serve::Args),
    /// Serve the demo scheduler on its own
    Demo(demo::Args),
    /// Show, check or begin the settings; keep secrets in the system's keyring
    Config(config::Args),
    /// Prove the settings one by one and say what to mend: the same as config check
    #[command(after_help = "\
Examples:
  resync doctor
  resync doctor --engine prod-eu -o json --jq '.data[] | select(.verdict != \"ok\")'")]
    Doctor,
}

/// What a command ends with when nothing went wrong.
type Outcome = Result<u8>;

/// The environment, as the caller reads it.
#[derive(Clone, Copy)]
pub struct Variables {
    /// The value of a variable.
    pub value: &'static (dyn Fn(&str) -> Option<String> + Sync),
    /// The names of all that are set.
    pub names: &'static (dyn Fn() -> Vec<String> + Sync),
}

impl Variables {
    /// The value of a variable.
    fn get(&self, name: &str) -> Option<String> {
        (self.value)(name)
    }
}

/// The command line as clap knows it, for completions and man pages.
pub fn cli() -> clap::Command {
    <Cli as clap::CommandFactory>::command()
}

/// Parses the command line, runs it and gives the exit code.
pub fn main(arguments: &[std::ffi::OsString], variables: Variables) -> ExitCode {
    // `COMPLETE=bash resync` prints what a shell needs; with it set, a shell asks for names.
    let asks = |shell: String| !shell.is_empty() && shell != "0";
    if variables.get("COMPLETE").is_some_and(asks) {
        complete::begin(arguments, variables);
        clap_complete::CompleteEnv::with_factory(cli).complete();
    }
    let cli = match Cli::try_parse_from(arguments) {
        Ok(cli) => cli,
        Err(error) => {
            let shown = !error.use_stderr();
            // A closed pipe behind --help is no one's fault.
            let _ = error.print();
            // The Nagios rules: wrong usage is UNKNOWN, never CRITICAL.
            return ExitCode::from(if shown {
                0
            } else if names_health(arguments) {
                3
            } else {
                2
            });
        }
    };
    let is_health = matches!(cli.command, Some(Command::Health(_)));
    let mut terminal = Terminal::new(
        cli.flags.format(),
        cli.flags.color,
        cli.flags.quiet,
        variables.value,
    );
    if cli.flags.no_pager || !reads(&cli.command) {
        terminal.pager = None;
    }
    match cli.flags.filter() {
        Ok(filter) => terminal.filter = filter,
        Err(error) => {
            terminal.error(&error, &session::correlation_id());
            return ExitCode::from(if is_health { 3 } else { error.exit() });
        }
    }
    let serves = matches!(cli.command, Some(Command::Serve(_)));
    let talks = matches!(&cli.command, Some(Command::Ask(args)) if args.is_conversation());
    let mut builder = tokio::runtime::Builder::new_multi_thread();
    if !serves {
        builder.worker_threads(2);
    }
    let outcome = match builder.enable_all().build() {
        Ok(runtime) => {
            let work = run(cli, terminal.clone(), variables);
            let outcome = if serves || talks {
                // It ends in its own way: what is under way may end first, or a question be given up.
                runtime.block_on(work)
            } else {
                runtime.block_on(interruptible(work))
            };
            // What is still under way is of no use to anyone any more.
            runtime.shutdown_background();
            outcome
        }
        Err(error) => Err(Error::internal("failed to start").with_source(error)),
    };
    match outcome {
        Ok(code) => ExitCode::from(code),
        Err(error) if is_closed_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            terminal.error(&error, &session::correlation_id());
            ExitCode::from(if is_health { 3 } else { error.exit() })
        }
    }
}

/// Whether the gate was asked for, however wrong the rest may be: the first word that names a command.
fn names_health(arguments: &[std::ffi::OsString]) -> bool {
    let commands = cli();
    let mut words = arguments.iter().skip(1).filter_map(|word| word.to_str());
    words.find(|word| commands.find_subcommand(word).is_some()) == Some("health")
}

/// The first Ctrl-C ends a command at once.
async fn interruptible(work: impl Future<Output = Outcome>) -> Outcome {
    tokio::select! {
        outcome = work => outcome,
        _ = tokio::signal::ctrl_c() => Err(Error::interrupted("interrupted")),
    }
}

async fn run(cli: Cli, terminal: Terminal, variables: Variables) -> Outcome {
    // Held until the end: what is not written yet is written when it is dropped.
    let _log = match &cli.command {
        Some(Command::Serve(args)) => Some(serve::Log::open(
            args.log_format,
            cli.flags.verbose,
            variables.value,
        )),
        _ => {
            session::set_up_tracing(cli.flags.verbose, variables.value);
            None
        }
    };
    if let Some(name) = &cli.schema {
        return schema::run(&terminal, name);
    }
    let Some(command) = cli.command else {
        return Err(Error::usage("no command was given"));
    };
    let session = Session::new(cli.flags, terminal, variables);
    let outcome = match command {
        Command::Ask(args) => ask::run(&session, args).await,
        Command::Status(args) => status::run(&session, args).await,
        Command::Jobs(args) => jobs::run(&session, args).await,
        Command::Agents(args) => agents::run(&session, &args),
        Command::Health(args) => health::run(&session, args).await,
        Command::Mcp(args) => mcp::run(&session, args).await,
        Command::Serve(args) => serve::run(&session, args).await,
        Command::Demo(args) => demo::run(&session, args).await,
        Command::Config(args) => config::run(&session, args).await,
        Command::Doctor => config::doctor(&session).await,
    };
    if let Err(error) = &outcome {
        session.missed(error);
    }
    outcome
}
