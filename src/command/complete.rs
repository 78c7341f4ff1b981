//! Names of jobs, job streams, workstations, agents, profiles and conversations for the shell's
//! completion. The plan's come from a private store (`store.rs`), else from the scheduler, within one
//! short limit over everything; whatever goes wrong, there are no names and not a word.

mod look;
mod store;

use std::ffi::{OsStr, OsString};
use std::sync::{OnceLock, mpsc};
use std::time::{Duration, Instant};

use clap_complete::engine::{ArgValueCompleter, CompletionCandidate};

use super::session::Session;
use super::{Flags, Variables};
use crate::output::{Colour, Format, Terminal};

pub use look::candidates_of;
pub use store::{Store, What};

/// How long a shell may be kept waiting, all in all: for files, a keyring, a name server, the scheduler.
const LIMIT: Duration = Duration::from_millis(250);
/// The variable that sets another limit, in seconds, for a scheduler that is far away.
const LIMIT_VARIABLE: &str = "RESYNC_COMPLETE_TIMEOUT";

/// What was typed, and the environment.
struct Given {
    flags: Flags,
    variables: Variables,
}

static GIVEN: OnceLock<Given> = OnceLock::new();

/// Takes in the command line that a shell asks about: `resync -- resync jobs why PAY`.
pub fn begin(arguments: &[OsString], variables: Variables) {
    // A panic would write between the characters that someone types.
    std::panic::set_hook(Box::new(|_| {}));
    let words = arguments.iter().skip_while(|word| *word != "--").skip(1);
    let words: Vec<&str> = words.filter_map(|word| word.to_str()).collect();
    let flags = flags(&words);
    // It begins once.
    let _ = GIVEN.set(Given { flags, variables });
}

/// The flags that say which scheduler is meant. A shell may give `--engine=eu` in one word or in three.
fn flags(words: &[&str]) -> Flags {
    let mut flags = Flags::default();
    for (at, word) in words.iter().enumerate() {
        let value = match word.strip_prefix("--engine") {
            Some("") => (words[at + 1..].iter()).find(|word| **word != "=").copied(),
            Some(value) => value.strip_prefix('='),
            None => None,
        };
        if let Some(value) = value {
            flags.engine = value.split(',').map(str::to_owned).collect();
        }
        flags.demo |= *word == "--demo";
    }
    flags
}

/// Completes names of jobs.
pub fn job() -> ArgValueCompleter {
    ArgValueCompleter::new(|typed: &OsStr| of_plan(What::Job, typed))
}

/// Completes names of job streams.
pub fn stream() -> ArgValueCompleter {
    ArgValueCompleter::new(|typed: &OsStr| of_plan(What::Stream, typed))
}

/// Completes names of workstations.
pub fn workstation() -> ArgValueCompleter {
    ArgValueCompleter::new(|typed: &OsStr| of_plan(What::Workstation, typed))
}

/// Completes names of agents.
pub fn agent() -> ArgValueCompleter {
    ArgValueCompleter::new(|typed: &OsStr| {
        let names = within(|session, tell| {
            let agents = session.agents();
            let names = agents.list().iter().map(|agent| agent.name.clone());
            tell(Told::Names(names.collect()));
        });
        beginning(typed, names)
    })
}

/// Completes names of profiles.
pub fn engine() -> ArgValueCompleter {
    ArgValueCompleter::new(|typed: &OsStr| {
        let names = within(|session, tell| {
            if let Ok(settings) = session.all_settings(Vec::new()) {
                tell(Told::Names(
                    settings.profiles().map(str::to_owned).collect(),
                ));
            }
        });
        beginning(typed, names)
    })
}

/// Completes names of conversations.
pub fn conversation() -> ArgValueCompleter {
    ArgValueCompleter::new(|typed: &OsStr| {
        beginning(
            typed,
            within(|_, tell| tell(Told::Names(super::ask::conversations()))),
        )
    })
}

fn beginning(typed: &OsStr, names: Vec<String>) -> Vec<CompletionCandidate> {
    let typed = typed.to_string_lossy();
    names
        .into_iter()
        .filter(|name| name.starts_with(&*typed))
        .map(CompletionCandidate::new)
        .collect()
}

fn of_plan(what: What, typed: &OsStr) -> Vec<CompletionCandidate> {
    let Some(typed) = typed.to_str().map(str::to_uppercase) else {
        return Vec::new();
    };
    // A key, a wildcard or an option is for its author to write.
    let plain = |c: char| c.is_ascii_alphanumeric() || "_-$".contains(c);
    if typed.len() > 64 || !typed.chars().all(plain) || typed.starts_with('-') {
        return Vec::new();
    }
    let prefix = typed.clone();
    let names = within_or(
        move |session, tell| look::names(session, what, &prefix, tell),
        |store| {
            store.fail();
            store.seen(what, &typed)
        },
    );
    names.into_iter().map(CompletionCandidate::new).collect()
}

/// What a look-up says on its way.
enum Told {
    /// Where names of this scheduler are kept.
    Store(Store),
    /// The names.
    Names(Vec<String>),
}

/// Says something; whoever listened may be gone.
type Tell<'a> = &'a dyn Fn(Told);

fn within(work: impl FnOnce(&Session, Tell<'_>) + Send + 'static) -> Vec<String> {
    within_or(work, |_| Vec::new())
}

/// Runs work on a thread that is left behind when the limit is over. Where it had no names by then,
/// `otherwise` finds some in the store.
fn within_or(
    work: impl FnOnce(&Session, Tell<'_>) + Send + 'static,
    otherwise: impl FnOnce(&Store) -> Vec<String>,
) -> Vec<String> {
    let Some(given) = GIVEN.get() else {
        return Vec::new();
    };
    let until = Instant::now() + limit(given.variables);
    let (tell, told) = mpsc::channel();
    let spawned = std::thread::Builder::new().spawn(move || {
        let terminal = Terminal::new(Format::Json, Colour::Never, true, given.variables.value);
        let session = Session::new(given.flags.clone(), terminal, given.variables);
        work(&session, &|what| {
            let _ = tell.send(what);
        });
    });
    if spawned.is_err() {
        return Vec::new();
    }
    let mut store = None;
    // The thread hangs up when it has no more to say.
    while let Ok(what) = told.recv_timeout(until.saturating_duration_since(Instant::now())) {
        match what {
            Told::Store(found) => store = Some(found),
            Told::Names(names) => return names,
        }
    }
    store.as_ref().map(otherwise).unwrap_or_default()
}

fn limit(variables: Variables) -> Duration {
    let seconds = variables.get(LIMIT_VARIABLE);
    let seconds = seconds.and_then(|value| value.trim().parse::<f64>().ok());
    let seconds = seconds.filter(|seconds| (0.01..=30.0).contains(seconds));
    seconds.map_or(LIMIT, Duration::from_secs_f64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_scheduler_is_the_one_that_the_line_names() {
        let engines = |line: &str| {
            let words: Vec<&str> = line.split(' ').collect();
            flags(&words).engine.join("+")
        };
        assert_eq!(engines("resync jobs why P"), "");
        assert_eq!(engines("resync --engine eu jobs why P"), "eu");
        assert_eq!(engines("resync jobs why --engine=eu P"), "eu");
        assert_eq!(engines("resync jobs --engine = eu why P"), "eu");
        assert_eq!(engines("resync status --engine eu,us"), "eu+us");
        assert_eq!(engines("resync jobs --engine"), "");
        assert!(flags(&["resync", "--demo", "jobs"]).demo);
    }
}
