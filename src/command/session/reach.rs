//! The way to the scheduler or the demo, and to what the site knows.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use secrecy::SecretString;

use super::{Session, no_scheduler};
use crate::config::{Auth, Engine, Timeouts};
use crate::demo::{self, Demo};
use crate::diagnose::Dictionary;
use crate::error::{Error, Result};
use crate::output::Progress;
use crate::plan::Plan;
use crate::tws::Client;

/// How long work may take before a line says that it is under way.
const A_MOMENT: Duration = Duration::from_millis(500);

impl Session {
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
    pub async fn start_demo(&self) -> Result<Engine> {
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
