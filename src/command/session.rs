//! What commands share: settings, the way to the scheduler or the demo, notes on standard error.

mod reach;

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};

use jiff::Timestamp;

use super::{Flags, Variables, complete, keyring};
use crate::config::{Inputs, Settings};
use crate::error::{Error, Result};
use crate::llm::Agents;
use crate::output::{Format, Terminal};
use crate::report::JobLine;

/// Jobs of one answer whose names are remembered.
const REMEMBERED: usize = 1_000;

/// One run of the command.
pub struct Session {
    /// The flags.
    pub flags: Flags,
    /// The streams.
    pub terminal: Terminal,
    variables: Variables,
    /// The profile of the scheduler, where one of several was taken.
    engine: Option<String>,
    /// Files that were warned of.
    warned: Arc<Mutex<BTreeSet<PathBuf>>>,
}

/// Formats that lists and answers of most commands know.
pub const FORMATS: &[Format] = &[
    Format::Table,
    Format::Json,
    Format::Ndjson,
    Format::Yaml,
    Format::Plain,
];

impl Session {
    pub fn new(flags: Flags, terminal: Terminal, variables: Variables) -> Self {
        Self {
            flags,
            terminal,
            variables,
            engine: None,
            warned: Arc::default(),
        }
    }

    /// One session for each scheduler that is asked for, with its profile's name; one without a name
    /// where no profile is.
    pub fn each(&self) -> Result<Vec<(Option<String>, Self)>> {
        let asked = if self.flags.demo {
            Vec::new()
        } else {
            self.all_settings(Vec::new())?.asked()
        };
        let with = |engine: Option<String>| Self {
            flags: self.flags.clone(),
            terminal: self.terminal.clone(),
            variables: self.variables,
            engine,
            warned: self.warned.clone(),
        };
        Ok(match asked.as_slice() {
            [] => vec![(None, with(None))],
            names => (names.iter())
                .map(|name| (Some(name.clone()), with(Some(name.clone()))))
                .collect(),
        })
    }

    /// A variable as it is, where it is set to something.
    pub fn plain_variable(&self, name: &str) -> Option<String> {
        self.variables.get(name).filter(|value| !value.is_empty())
    }

    /// A variable, or what stands in the file that its `…_FILE` form names.
    pub fn variable(&self, name: &str) -> Result<Option<String>> {
        if let Some(value) = self.plain_variable(name) {
            return Ok(Some(value));
        }
        let file = format!("{name}_FILE");
        let Some(path) = self.plain_variable(&file) else {
            return Ok(None);
        };
        let text = std::fs::read_to_string(&path).map_err(|error| {
            Error::config(format!("failed to read {file} {path}")).with_source(error)
        })?;
        Ok(Some(text.trim_end_matches(['\n', '\r']).to_owned()))
    }

    /// The time of this run.
    pub fn now(&self) -> Timestamp {
        Timestamp::now()
    }

    /// Refuses a format that this command does not know.
    pub fn allow(&self, formats: &[Format]) -> Result<()> {
        let format = self.terminal.format;
        if formats.contains(&format) {
            return Ok(());
        }
        let names: Vec<&str> = formats.iter().map(|format| format.name()).collect();
        Err(
            Error::usage(format!("this command cannot write {}", format.name()))
                .with_hint(format!("it can write {}", names.join(", "))),
        )
    }

    /// The settings, from files, environment and flags.
    pub fn settings(&self) -> Result<Settings> {
        self.settings_with(Vec::new())
    }

    /// The same, with values that a command's own flags gave.
    pub fn settings_with(&self, flags: Vec<(&'static str, String)>) -> Result<Settings> {
        let mut settings = self.of_one_engine(self.all_settings(flags)?)?;
        self.warn_of_open_files(&settings);
        if !self.flags.demo {
            self.unlock(&mut settings)?;
        }
        Ok(settings)
    }

    /// Says once of each settings file that others may read a secret in it.
    fn warn_of_open_files(&self, settings: &Settings) {
        let files = settings.secret_files().iter();
        for file in files.filter(|file| file.holds_settings && file.others_may_read()) {
            let new = (self.warned.lock()).is_ok_and(|mut warned| warned.insert(file.path.clone()));
            if new {
                self.terminal
                    .warn(&format!("{}: chmod 600 it", file.warning()));
            }
        }
    }

    /// The same without what only the keyring knows.
    pub fn settings_without_secrets(&self) -> Result<Settings> {
        self.of_one_engine(self.all_settings(Vec::new())?)
    }

    /// Remembers names of the first jobs that were shown, for the shell's completion.
    pub fn saw(&self, lines: &[JobLine]) {
        let lines = &lines[..lines.len().min(REMEMBERED)];
        if let Some(store) = self.names() {
            store.saw(|what| complete::candidates_of(what, lines));
        }
    }

    /// Remembers that the scheduler did not answer: completion need not find out again.
    pub fn missed(&self, error: &Error) {
        if matches!(error, Error::Unreachable(_) | Error::TimedOut(_))
            && let Some(store) = self.names()
        {
            store.fail();
        }
    }

    /// Where names of the scheduler are kept; nowhere for the demo, whose names are made up anew.
    fn names(&self) -> Option<complete::Store> {
        let settings = self.settings_without_secrets().ok()?;
        let engine = settings.engine().ok()?.filter(|_| !self.flags.demo)?;
        complete::Store::of(Some(&engine))
    }

    /// The settings of the scheduler that is asked.
    fn of_one_engine(&self, settings: Settings) -> Result<Settings> {
        if self.flags.demo {
            return Ok(settings);
        }
        match (&self.engine, settings.asked().as_slice()) {
            (Some(name), _) => settings.of_engine(name),
            (None, []) => Ok(settings),
            (None, [name]) => settings.of_engine(name),
            (None, names) => Err(Error::usage(format!(
                "this command asks one scheduler, and {} are named: {}",
                names.len(),
                names.join(", ")
            ))
            .with_hint("name one with --engine; status and health take several")),
        }
    }

    /// Adds secrets that nothing has set from the system's keyring, each kept for its address alone.
    pub fn unlock(&self, settings: &mut Settings) -> Result<()> {
        if !keyring::may_be_there(self.variables.value) {
            return Ok(());
        }
        let engine = settings.engine()?.map(|engine| engine.url);
        let model = (settings.model()?).map(|model| model.endpoint.origin().ascii_serialization());
        let has = |settings: &Settings, name: &str| settings.get(name).is_some();
        for (name, address, needless) in [
            ("tws.token", &engine, has(settings, "tws.password")),
            ("tws.password", &engine, has(settings, "tws.token")),
            ("llm.api_key", &model, false),
        ] {
            let Some(address) = address else { continue };
            if needless || has(settings, name) {
                continue;
            }
            match keyring::read(keyring::account(name, address), keyring::BRIEFLY) {
                Ok(Some(secret)) => settings.fill(name, secret, "keyring"),
                Ok(None) => {}
                Err(error) => {
                    tracing::info!(%error, "the keyring was not read");
                    break;
                }
            }
        }
        Ok(())
    }

    /// The settings before a profile is chosen.
    pub fn all_settings(&self, mut flags: Vec<(&'static str, String)>) -> Result<Settings> {
        if !self.flags.engine.is_empty() {
            flags.push(("engine", self.flags.engine.join(",")));
        }
        if let Some(timeout) = &self.flags.timeout {
            flags.push(("tws.timeout", timeout.clone()));
        }
        Settings::resolve(&Inputs {
            folders: self.folders(),
            environment: self.variables.value,
            variables: (self.variables.names)(),
            flags,
        })
    }

    /// Where settings files may be: the user's configuration folder, then the working folder.
    pub fn folders(&self) -> Vec<PathBuf> {
        let own = directories::ProjectDirs::from("", "", "resync")
            .map(|dirs| dirs.config_dir().to_owned());
        own.into_iter().chain([PathBuf::from(".")]).collect()
    }

    /// The agents: those built in, and those of `agents/` in the user's configuration folder.
    pub fn agents(&self) -> Agents {
        let folder = directories::ProjectDirs::from("", "", "resync")
            .map(|dirs| dirs.config_dir().join("agents"));
        Agents::load(folder.as_slice())
    }
}

/// The error of a command that needs a scheduler and has none.
pub fn no_scheduler() -> Error {
    Error::config("no scheduler is configured").with_hint(
        "set TWS_URL (or TWS_HOST and TWS_PORT), TWS_USER and TWS_PASSWORD, or use --demo",
    )
}

/// An id that ties an error on the terminal to what was logged.
pub fn correlation_id() -> String {
    use std::hash::{BuildHasher, Hasher};
    let mut hasher = std::collections::hash_map::RandomState::new().build_hasher();
    hasher.write_i64(Timestamp::now().as_millisecond());
    format!("{:016x}", hasher.finish())
}

/// Log lines on standard error, where they were asked for.
pub fn set_up_tracing(verbose: u8, environment: &dyn Fn(&str) -> Option<String>) {
    use tracing_subscriber::EnvFilter;
    let filter = match (environment("RESYNC_LOG"), verbose) {
        (Some(filter), _) if !filter.is_empty() => EnvFilter::builder().parse_lossy(filter),
        (_, 0) => return,
        (_, 1) => EnvFilter::builder().parse_lossy("resync=info"),
        (_, _) => EnvFilter::builder().parse_lossy("resync=debug"),
    };
    // A second set-up in the same process, as in tests, keeps the first.
    let _ = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .with_ansi(false)
        .try_init();
}
