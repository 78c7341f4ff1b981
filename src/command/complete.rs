//! Names of jobs, job streams, workstations, agents and conversations for the shell's completion: from
//! a private cache of a minute, else from the scheduler, if it is quick; never with a word of complaint.

use std::ffi::OsStr;
use std::hash::{BuildHasher, BuildHasherDefault, DefaultHasher};
use std::net::{SocketAddr, TcpStream};
use std::path::PathBuf;
use std::time::Duration;

use clap_complete::engine::{ArgValueCompleter, CompletionCandidate};
use jiff::Timestamp;

use super::Flags;
use super::session::Session;
use crate::config::Engine;
use crate::output::{Colour, Format, Terminal};
use crate::report::{JobFilter, JobLine, JobsReport};
use crate::tws::probe;

/// How long a shell may be kept waiting.
const PATIENCE: Duration = Duration::from_millis(600);
/// How long it may take to find out that nobody listens there.
const CONNECT: Duration = Duration::from_millis(200);
/// How long names are good for, and how long it is that there were none.
const FRESH: Duration = Duration::from_secs(60);
const NONE: Duration = Duration::from_secs(10);
/// Files of names that are kept.
const FILES: usize = 64;
/// Jobs that are read for names.
const JOBS: usize = 300;

/// Completes names of jobs.
pub fn job() -> ArgValueCompleter {
    ArgValueCompleter::new(|typed: &OsStr| of_plan("job", typed))
}

/// Completes names of job streams.
pub fn stream() -> ArgValueCompleter {
    ArgValueCompleter::new(|typed: &OsStr| of_plan("stream", typed))
}

/// Completes names of workstations.
pub fn workstation() -> ArgValueCompleter {
    ArgValueCompleter::new(|typed: &OsStr| of_plan("workstation", typed))
}

/// Completes names of agents.
pub fn agent() -> ArgValueCompleter {
    ArgValueCompleter::new(|typed: &OsStr| {
        let agents = session().agents();
        let names = agents.list().iter().map(|agent| agent.name.clone());
        beginning(typed, names.collect())
    })
}

/// Completes names of conversations.
pub fn conversation() -> ArgValueCompleter {
    ArgValueCompleter::new(|typed: &OsStr| beginning(typed, super::ask::conversations()))
}

fn beginning(typed: &OsStr, names: Vec<String>) -> Vec<CompletionCandidate> {
    let typed = typed.to_string_lossy();
    names
        .into_iter()
        .filter(|name| name.starts_with(&*typed))
        .map(CompletionCandidate::new)
        .collect()
}

/// A session that says nothing.
fn session() -> Session {
    let environment: &'static (dyn Fn(&str) -> Option<String> + Sync) =
        &|name| std::env::var(name).ok();
    let terminal = Terminal::new(Format::Json, Colour::Never, true, environment);
    Session::new(Flags::default(), terminal, environment)
}

fn of_plan(what: &'static str, typed: &OsStr) -> Vec<CompletionCandidate> {
    let Some(typed) = typed.to_str() else {
        return Vec::new();
    };
    // A key, a wildcard or an option is for its author to write.
    let plain = |c: char| c.is_ascii_alphanumeric() || "_-$".contains(c);
    if !typed.chars().all(plain) || typed.starts_with('-') {
        return Vec::new();
    }
    let names = names(what, typed).unwrap_or_default();
    names.into_iter().map(CompletionCandidate::new).collect()
}

/// The names that begin with what was typed; none where that cannot be told in time.
fn names(what: &'static str, typed: &str) -> Option<Vec<String>> {
    let session = session();
    let settings = session.settings().ok()?;
    let engine = settings.engine().ok()?;
    let whose = engine.as_ref().map_or("demo", |engine| &engine.url);
    let file = file(&format!("{whose} {what} {typed}"));
    if let Some(known) = file.as_deref().and_then(cached) {
        return Some(known);
    }
    let names = engine
        .as_ref()
        .is_none_or(is_there)
        .then(|| ask(&session, what, typed))
        .flatten()
        .unwrap_or_default();
    if let Some(file) = file {
        keep(&file, &names);
    }
    Some(names)
}

/// Whether anyone listens there: a scheduler that is down costs no retries here.
fn is_there(engine: &Engine) -> bool {
    let proxied = probe::proxy(engine).is_ok_and(|proxy| proxy.is_some());
    let Some(url) = url::Url::parse(&engine.url).ok().filter(|_| !proxied) else {
        return true;
    };
    let found = url.socket_addrs(|| None).unwrap_or_default();
    let there = |at: &SocketAddr| TcpStream::connect_timeout(at, CONNECT).is_ok();
    found.iter().take(2).any(there)
}

/// The names that begin with what was typed, from the scheduler.
fn ask(session: &Session, what: &'static str, typed: &str) -> Option<Vec<String>> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .ok()?;
    let asked = async {
        let filter = filter(what, format!("{}@", typed.to_uppercase()));
        let plan = session.plan().await.ok()?;
        let report = JobsReport::gather(&plan, &filter, Timestamp::now()).await;
        let mut names: Vec<String> = (report.ok()?.data.iter())
            .map(|line| name_of(what, line))
            .collect();
        names.sort();
        names.dedup();
        Some(names)
    };
    let names = runtime.block_on(async { tokio::time::timeout(PATIENCE, asked).await });
    runtime.shutdown_background();
    names.ok().flatten()
}

fn filter(what: &str, name: String) -> JobFilter {
    let mut filter = JobFilter {
        limit: JOBS,
        ..JobFilter::default()
    };
    match what {
        "stream" => filter.stream = Some(name),
        "workstation" => filter.workstation = Some(name),
        _ => filter.name = Some(name),
    }
    filter
}

fn name_of(what: &str, line: &JobLine) -> String {
    let last = |path: &str| path.rsplit('/').next().unwrap_or_default().to_owned();
    let name = match what {
        "stream" => last(&line.stream),
        "workstation" => last(&line.workstation),
        _ => line.name.clone(),
    };
    // A name that a shell or terminal would act on is not offered.
    let plain = |c: char| c.is_ascii_alphanumeric() || "_-$.".contains(c);
    if name.chars().all(plain) {
        name
    } else {
        String::new()
    }
}

/// Where the names for what was typed are kept.
fn file(key: &str) -> Option<PathBuf> {
    let dirs = directories::ProjectDirs::from("", "", "resync")?;
    let hash = BuildHasherDefault::<DefaultHasher>::default().hash_one(key);
    Some(dirs.cache_dir().join("names").join(format!("{hash:016x}")))
}

fn cached(file: &std::path::Path) -> Option<Vec<String>> {
    let about = std::fs::metadata(file).ok()?;
    let fresh = if about.len() == 0 { NONE } else { FRESH };
    if about.modified().ok()?.elapsed().ok()? > fresh {
        return None;
    }
    let text = std::fs::read_to_string(file).ok()?;
    Some(text.lines().map(str::to_owned).collect())
}

/// Keeps names for the next press of the key; for this user alone, and only so many.
fn keep(file: &std::path::Path, names: &[String]) {
    let Some(folder) = file.parent() else { return };
    if std::fs::create_dir_all(folder).is_err() {
        return;
    }
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let _ = std::fs::set_permissions(folder, std::fs::Permissions::from_mode(0o700));
    }
    let kept = std::fs::read_dir(folder).map_or(0, Iterator::count);
    if kept >= FILES {
        let old = std::fs::read_dir(folder).into_iter().flatten().flatten();
        for entry in old {
            let _ = std::fs::remove_file(entry.path());
        }
    }
    let _ = std::fs::write(file, names.join("\n"));
}
