//! What all requests share, and how it is opened.

use std::sync::Arc;
use std::time::{Duration, Instant};

use jiff::Timestamp;
use tokio_util::sync::CancellationToken;

use super::api::csp::Violations;
use super::audit::Audit;
use super::auth::Auth;
use super::events::Hub;
use super::export::Export;
use super::gate::Places;
use super::limit::Limiter;
use super::metrics::Metrics;
use super::pulse::Pulse;
use super::random;
use super::store::Store;
use crate::ask::Asker;
use crate::chat::Chat;
use crate::config::Server;
use crate::error::Result;
use crate::llm::Agents;
use crate::plan::Plan;

/// What the server is opened with.
#[derive(Debug)]
pub struct Opening {
    /// The settings, with a key and users.
    pub settings: Server,
    /// What questions are answered with.
    pub chat: Chat,
    /// Who may answer questions.
    pub agents: Agents,
    /// How many log lines were lost because the log could not keep up, where that is counted.
    pub lost_lines: Option<fn() -> u64>,
    /// The name of this service at the OpenTelemetry collector, where there is one.
    pub traces: Option<String>,
}

/// What all requests share. Cloning is cheap.
#[derive(Clone)]
pub struct App(Arc<Inner>);

/// The parts of the server.
pub struct Inner {
    /// The settings.
    pub settings: Server,
    /// The plan it speaks of; take a [`Plan::handle`] for each request.
    pub plan: Plan,
    /// What questions are answered with.
    pub chat: Chat,
    /// Who may answer questions.
    pub agents: Agents,
    /// Who may come in.
    pub auth: Auth,
    /// What outlives a request, shared with other replicas through Redis.
    pub store: Arc<Store>,
    /// How often who may ask.
    pub limiter: Limiter,
    /// How many may ask at once.
    pub places: Places,
    /// What is counted.
    pub metrics: Metrics,
    /// The plan as last looked at.
    pub pulse: Pulse,
    /// Changes of the plan.
    pub events: Hub,
    /// Who did what.
    pub audit: Audit,
    /// Where spans go.
    pub export: Export,
    /// Violations of the content security policy.
    pub violations: Violations,
    /// Cancelled when the server is to close: streams end, background work stops.
    pub closing: CancellationToken,
    /// When it was opened.
    pub since: Instant,
}

impl std::ops::Deref for App {
    type Target = Inner;

    fn deref(&self) -> &Inner {
        &self.0
    }
}

impl std::fmt::Debug for App {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("App")
            .field("settings", &self.settings)
            .finish_non_exhaustive()
    }
}

impl App {
    /// Opens everything the server needs and starts its background work, which ends with
    /// [`App::close`].
    pub async fn open(plan: Plan, opening: Opening) -> Result<Self> {
        let settings = opening.settings;
        let store = Arc::new(Store::open(settings.redis.as_ref())?);
        let app = Self(Arc::new(Inner {
            auth: Auth::open(&settings, Arc::clone(&store)).await?,
            audit: Audit::open(settings.audit_file.as_deref())?,
            export: Export::open(opening.traces)?,
            limiter: Limiter::new(settings.limits, Arc::clone(&store)),
            places: Places::default(),
            metrics: Metrics::new(opening.lost_lines),
            pulse: Pulse::default(),
            events: Hub::new(random::id()),
            violations: Violations::default(),
            closing: CancellationToken::new(),
            since: Instant::now(),
            chat: opening.chat,
            agents: opening.agents,
            plan,
            store,
            settings,
        }));
        tokio::spawn(app.clone().until_closed(super::pulse::keep(app.clone())));
        tokio::spawn(
            app.clone()
                .until_closed(super::store::keep(Arc::clone(&app.store))),
        );
        tokio::spawn(app.clone().until_closed(super::limit::keep(app.clone())));
        if app.store.is_shared() {
            tokio::spawn(app.clone().until_closed(super::events::follow(app.clone())));
        }
        Ok(app)
    }

    /// Ends the streams and the background work.
    pub fn close(&self) {
        self.closing.cancel();
    }

    /// Runs background work until the server closes.
    async fn until_closed(self, work: impl Future<Output = ()>) {
        self.closing.run_until_cancelled(work).await;
    }

    /// A way to put questions, with a mark of stale answers of its own.
    pub(super) fn asker(&self) -> Asker {
        self.chat.asker(self.plan.handle())
    }

    /// The present.
    #[expect(
        clippy::unused_self,
        reason = "the one place that says what the time is"
    )]
    pub(super) fn now(&self) -> Timestamp {
        Timestamp::now()
    }

    /// How long it has been open.
    pub(super) fn uptime(&self) -> Duration {
        self.since.elapsed()
    }
}
