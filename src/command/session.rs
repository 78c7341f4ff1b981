//! What commands share: settings, the way to the scheduler or the demo, notes on standard error.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use secrecy::SecretString;

use super::{Flags, keyring};
use crate::config::{Auth, Engine, Inputs, Settings, Timeouts};
use crate::demo::{self, Demo};
use crate::diagnose::Dictionary;
use crate::error::{Error, Result};
use crate::llm::Agents;
use crate::output::{Format, Progress, Terminal};
use crate::plan::Plan;
use crate::tws::Client;

/// One run of the command.
pub struct Session {
    /// The flags.
    pub flags: Flags,
    /// The streams.
    pub terminal: Terminal,
    environment: &'static (dyn Fn(&str) -> Option<String> + Sync),
    /// The profile of the scheduler, where one of several was taken.
    engine: Option<String>,
}

/// How long work may take before a line says that it is under way.
const A_MOMENT: Duration = Duration::from_millis(500);

/// Formats that lists and answers of most commands know.
pub const FORMATS: &[Format] = &[
    Format::Table,
    Format::Json,
    Format::Ndjson,
    Format::Yaml,
    Format::Plain,
];

impl Session {
    pub fn new(
        flags: Flags,
        terminal: Terminal,
        environment: &'static (dyn Fn(&str) -> Option<String> + Sync),
    ) -> Self {
        Self {
            flags,
            terminal,
            environment,
            engine: None,
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
            environment: self.environment,
            engine,
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
        (self.environment)(name).filter(|value| !value.is_empty())
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
        let settings = self.all_settings(flags)?;
        if self.flags.demo {
            return Ok(settings);
        }
        let mut settings = self.of_one_engine(settings)?;
        self.unlock(&mut settings)?;
        Ok(settings)
    }

    /// The settings of the scheduler that is asked.
    fn of_one_engine(&self, settings: Settings) -> Result<Settings> {
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
        if !keyring::may_be_there(&|name| (self.environment)(name)) {
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
            environment: &|name| (self.environment)(name),
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

    /// Runs work that asks the scheduler; where that takes long and a person watches, a line says so.
    pub fn reading<'a, T>(
        &'a self,
        plan: &'a Plan,
        work: impl Future<Output = T> + 'a,
    ) -> impl Future<Output = T> + 'a {
        let mut work = Box::pin(work);
        async move {
            if let Ok(done) = tokio::time::timeout(A_MOMENT, &mut work).await {
                return done;
            }
            let client = plan.client().clone();
            let target = client.target().to_owned();
            let _line = Progress::reading(&self.terminal, &target, move || client.requests());
            work.await
        }
    }

    /// The scheduler to speak to; starts the demo where none is configured and that is allowed.
    pub async fn plan(&self) -> Result<Plan> {
        let settings = self.settings()?;
        let engine = if self.flags.demo {
            None
        } else {
            settings.engine()?
        };
        let engine = match engine {
            Some(engine) => engine,
            None if settings.is_production() && !self.flags.demo => return Err(no_scheduler()),
            None => {
                if !self.flags.demo {
                    self.terminal.note("no scheduler is configured: answering from the built-in demo (set TWS_URL to use yours)");
                }
                self.start_demo().await?
            }
        };
        if engine.insecure {
            self.terminal
                .warn("TWS_INSECURE is set: the scheduler's certificate is not checked");
        }
        self.open(&engine)
    }

    /// A plan over a given engine.
    pub fn open(&self, engine: &Engine) -> Result<Plan> {
        let plan = Plan::new(Client::new(engine)?, engine.demo);
        Ok(if self.flags.fresh { plan.fresh() } else { plan })
    }

    /// What the site knows: the files that are named, else those beside the settings.
    pub fn dictionary(&self) -> Result<Arc<Dictionary>> {
        let settings = self.settings()?;
        let file = |key: &str, usual: &str| -> Result<Option<(String, String)>> {
            let named = settings.get(key).map(PathBuf::from);
            let found = named.clone().or_else(|| {
                let mut folders = self.folders();
                folders.reverse();
                folders
                    .into_iter()
                    .map(|folder| folder.join(usual))
                    .find(|path| path.is_file())
            });
            let Some(path) = found else { return Ok(None) };
            let name = path.display().to_string();
            let text = std::fs::read_to_string(&path).map_err(|error| {
                Error::config(format!("failed to read {key} {name}")).with_source(error)
            })?;
            Ok(Some((text, name)))
        };
        let mut site = match file("site.dictionary", "dictionary.toml")? {
            Some((text, name)) => Dictionary::parse(&text, &name)?,
            None => Dictionary::default(),
        };
        if let Some((text, name)) = file("site.owners", "owners.csv")? {
            site.add_owners(&text, &name)?;
        }
        Ok(Arc::new(site))
    }

    /// Starts the demo scheduler in this process, on a free port of the loopback interface.
    async fn start_demo(&self) -> Result<Engine> {
        let options = demo::Options::at(self.now());
        let (user, password) = (options.user.clone(), options.password.clone());
        let demo = Arc::new(Demo::generate(options)?);
        let listener = tokio::net::TcpListener::bind(("127.0.0.1", 0))
            .await
            .map_err(|error| {
                Error::internal("failed to start the demo scheduler").with_source(error)
            })?;
        let port = listener.local_addr()?.port();
        tokio::spawn(demo::serve(demo, listener, std::future::pending()));
        Ok(Engine {
            name: "demo".to_owned(),
            url: format!("http://127.0.0.1:{port}"),
            prefix: "/twsd/api/v2".to_owned(),
            auth: Auth::Basic {
                user,
                password: SecretString::from(password),
            },
            ca_file: None,
            insecure: false,
            timeouts: Timeouts::default(),
            in_flight: 8,
            cache_bytes: 32 << 20,
            demo: true,
        })
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
