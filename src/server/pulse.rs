//! The plan as it was last looked at: one background look serves the dashboard, `/api/status`, the
//! metrics and the events.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::{Duration, Instant};

use axum::body::Bytes;
use axum::http::HeaderValue;
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use tokio::sync::Mutex;

use super::api::tag;
use super::app::App;
use super::events;
use crate::error::{Error, Result};
use crate::report::{Gathered, Reasons, Seen, StatusReport};

/// How old a look may be that answers a request.
const CURRENT: Duration = Duration::from_secs(5);

/// A look at the plan.
#[derive(Debug)]
pub struct Look {
    /// What was seen, without the secrets of logs and definitions: nobody gets it any other way.
    pub report: StatusReport,
    /// What failed and what is late, as of the last look at which all of it could be read.
    pub seen: Seen,
    /// The same as JSON.
    pub body: Bytes,
    /// What tells it from another look.
    pub tag: Option<HeaderValue>,
    /// When.
    pub at: Instant,
}

/// The counts at one moment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Point {
    /// When.
    pub at: Timestamp,
    /// Jobs by external status.
    pub by_status: BTreeMap<String, u64>,
}

/// How far apart the kept counts are, in seconds, and how many are kept: twelve hours of minutes.
const APART: i64 = 60;
const KEPT: usize = 720;
/// The log of the counts that replicas share.
const HISTORY: &str = "history";

#[derive(Default)]
struct State {
    history: VecDeque<Point>,
    last: Option<Arc<Look>>,
    /// When this process last added to the counts that replicas share.
    shared: Option<Timestamp>,
    /// Since when the scheduler has not answered.
    outage: Option<Timestamp>,
}

/// The last look, and the way to the next.
#[derive(Default)]
pub struct Pulse {
    state: RwLock<State>,
    turn: Mutex<()>,
    /// What the logs of failed runs said: the next look does not read them again.
    reasons: Reasons,
}

impl Pulse {
    /// The last look that succeeded.
    pub fn last(&self) -> Option<Arc<Look>> {
        self.read(|state| state.last.clone())
    }

    /// Since when the scheduler has not answered, if it has not.
    pub fn outage(&self) -> Option<Timestamp> {
        self.read(|state| state.outage)
    }

    /// The counts over the last hours: those that replicas share, or of this process since it began.
    pub async fn history(&self, app: &App) -> Vec<Point> {
        let shared = app.store.entries(HISTORY, "0-0").await.unwrap_or_default();
        let points = shared
            .iter()
            .filter_map(|(_, entry)| serde_json::from_str(entry).ok());
        let mut points: Vec<Point> = points.collect();
        if points.is_empty() {
            return self.read(|state| state.history.iter().cloned().collect());
        }
        points.sort_by_key(|point| point.at);
        points.drain(..points.len().saturating_sub(KEPT));
        points
    }

    /// Adds to the counts that replicas share, once a minute.
    async fn share(&self, app: &App, point: &Point) {
        let due = |last: Timestamp| point.at.as_second() - last.as_second() >= APART;
        if !self.read(|state| state.shared.is_none_or(due)) {
            return;
        }
        let entry = serde_json::to_string(point).unwrap_or_default();
        if app.store.append(HISTORY, &entry, KEPT).await.is_some() {
            let mut state = self.state.write().unwrap_or_else(PoisonError::into_inner);
            state.shared = Some(point.at);
        }
    }

    fn read<T>(&self, of: impl FnOnce(&State) -> T) -> T {
        of(&self.state.read().unwrap_or_else(PoisonError::into_inner))
    }

    fn current(&self) -> Option<Arc<Look>> {
        self.last().filter(|look| look.at.elapsed() < CURRENT)
    }

    /// A current look; those who ask while one is taken share it.
    pub async fn now(&self, app: &App) -> Result<Arc<Look>> {
        if let Some(look) = self.current() {
            return Ok(look);
        }
        let _turn = self.turn.lock().await;
        match self.current() {
            Some(look) => Ok(look),
            None => self.look(app).await,
        }
    }

    /// Looks at the plan, and tells what has changed.
    async fn look(&self, app: &App) -> Result<Arc<Look>> {
        let now = app.now();
        let before = self.last();
        let plan = app.plan.handle();
        let gathered = Box::pin(Gathered::read(&plan, &self.reasons, now)).await;
        let mut changes = Vec::new();
        let look = gathered.and_then(|Gathered { report, seen }| {
            let report = app.chat.masked(report)?;
            let known = before.as_deref().map(|before| &before.seen);
            changes = events::changes(known, &seen, &report.failed);
            let body = serde_json::to_vec(&report).map_err(|error| {
                Error::internal("failed to write the status").with_source(error)
            })?;
            let tag = tag::of(&report);
            Ok(Arc::new(Look {
                body: body.into(),
                tag,
                seen: seen.or(known),
                report,
                at: Instant::now(),
            }))
        });
        let was_out = self.keep(&look, now);
        match &look {
            Ok(look) => {
                if was_out {
                    tracing::info!("the scheduler answers again");
                }
                let leads = events::leads(app).await;
                events::publish(app, changes, leads, now).await;
                if leads == Some(true) {
                    let by_status = look.report.by_status.clone();
                    self.share(app, &Point { at: now, by_status }).await;
                }
                app.events.refreshed();
            }
            Err(error) if !was_out => tracing::warn!(%error, "the scheduler does not answer"),
            Err(_) => {}
        }
        look
    }

    /// Keeps what a look gave; true when the scheduler had not answered before it.
    fn keep(&self, look: &Result<Arc<Look>>, now: Timestamp) -> bool {
        let mut state = self.state.write().unwrap_or_else(PoisonError::into_inner);
        let was_out = state.outage.is_some();
        match look {
            Ok(look) => {
                state.last = Some(Arc::clone(look));
                let last = state.history.back().map(|point| point.at.as_second());
                if last.is_none_or(|last| now.as_second() - last >= APART) {
                    state.history.push_back(Point {
                        at: now,
                        by_status: look.report.by_status.clone(),
                    });
                }
                let over = state.history.len().saturating_sub(KEPT);
                state.history.drain(..over);
                // An old answer that stands in for the scheduler is no sign of life.
                if look.report.head.stale.is_none() {
                    state.outage = None;
                }
            }
            Err(_) => {
                state.outage.get_or_insert(now);
            }
        }
        was_out
    }
}

/// Looks at the plan again and again.
pub async fn keep(app: App) {
    loop {
        // Who looks first after a start, this or a request, is all the same.
        let turn = app.pulse.turn.lock().await;
        // A failure is kept in the pulse, and told once.
        let _ = app.pulse.look(&app).await;
        drop(turn);
        tokio::time::sleep(app.settings.poll).await;
    }
}
