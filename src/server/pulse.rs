//! The plan as it was last looked at: one background look serves the dashboard, `/api/status`, the
//! metrics and the events. While nobody watches it only counts: the logs of what failed are read for
//! readers alone.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, PoisonError, RwLock, RwLockWriteGuard};
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
/// How long after a request for the report somebody is still taken to watch.
const WATCHED: Duration = Duration::from_secs(300);

/// A look at the plan.
#[derive(Debug)]
pub struct Look {
    /// How many of what.
    pub numbers: Numbers,
    /// What failed and what is late, as of the last look at which all of it could be read.
    seen: Seen,
    /// The whole report, where somebody watched.
    answer: Option<Answer>,
    /// Whether an old answer stood in for the scheduler.
    stale: bool,
    /// When.
    pub at: Instant,
}

/// How many of what there were.
#[derive(Debug)]
pub struct Numbers {
    /// Jobs by external status.
    pub by_status: BTreeMap<String, u64>,
    /// Jobs that are late.
    pub late: usize,
    /// Running jobs well over their estimate.
    pub long_running: usize,
    /// Prompts and confirmations.
    pub waiting_for_people: usize,
    /// Critical jobs whose deadline is at risk or missed.
    pub at_risk: usize,
    /// Workstations that can run jobs.
    pub up: u64,
    /// Workstations that cannot.
    pub down: u64,
}

/// The whole report, without the secrets of logs and definitions: nobody gets it any other way.
#[derive(Debug, Clone)]
pub struct Answer {
    /// As JSON.
    pub body: Bytes,
    /// What tells it from another.
    pub tag: Option<HeaderValue>,
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
    /// When the report was last asked for.
    asked: Option<Instant>,
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
            self.write().shared = Some(point.at);
        }
    }

    fn read<T>(&self, of: impl FnOnce(&State) -> T) -> T {
        of(&self.state.read().unwrap_or_else(PoisonError::into_inner))
    }

    fn write(&self) -> RwLockWriteGuard<'_, State> {
        self.state.write().unwrap_or_else(PoisonError::into_inner)
    }

    /// The report of a look that is young enough.
    fn current(&self) -> Option<Answer> {
        let look = self.last().filter(|look| look.at.elapsed() < CURRENT)?;
        look.answer.clone()
    }

    /// A current report; those who ask while one is made share it.
    pub async fn now(&self, app: &App) -> Result<Answer> {
        self.note_reader();
        if let Some(answer) = self.current() {
            return Ok(answer);
        }
        let _turn = self.turn.lock().await;
        if let Some(answer) = self.current() {
            return Ok(answer);
        }
        let look = self.look(app, true).await?;
        let answer = look.answer.clone();
        answer.ok_or_else(|| Error::internal("failed to write the status: it was not asked for"))
    }

    /// Notes that the report is asked for: now and then is enough, and spares readers the lock.
    fn note_reader(&self) {
        let noted = |asked: Instant| asked.elapsed() < CURRENT;
        if !self.read(|state| state.asked.is_some_and(noted)) {
            self.write().asked = Some(Instant::now());
        }
    }

    /// Whether somebody reads reports or changes. Readers at other replicas cannot be seen from here.
    fn is_watched(&self, app: &App) -> bool {
        let lately = |asked: Instant| asked.elapsed() < WATCHED;
        app.events.readers() > 0
            || app.store.is_shared()
            || self.read(|state| state.asked.is_some_and(lately))
    }

    /// Looks at the plan, and tells what has changed.
    async fn look(&self, app: &App, watched: bool) -> Result<Arc<Look>> {
        let now = app.now();
        let before = self.last();
        let plan = app.plan.handle();
        let logs = watched.then_some(&self.reasons);
        let gathered = Box::pin(Gathered::read(&plan, logs, now)).await;
        let mut changes = Vec::new();
        let look = gathered.and_then(|Gathered { report, seen }| {
            let known = before.as_deref().map(|before| &before.seen);
            let numbers = Numbers::of(&report);
            let stale = report.head.stale.is_some();
            let answer = if watched {
                let report = app.chat.masked(report)?;
                changes = events::changes(known, &seen, &report.failed);
                Some(Answer::of(&report)?)
            } else {
                changes = events::changes(known, &seen, &[]);
                None
            };
            Ok(Arc::new(Look {
                numbers,
                seen: seen.or(known),
                answer,
                stale,
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
                    let by_status = look.numbers.by_status.clone();
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
        let mut state = self.write();
        let was_out = state.outage.is_some();
        match look {
            Ok(look) => {
                state.last = Some(Arc::clone(look));
                let last = state.history.back().map(|point| point.at.as_second());
                if last.is_none_or(|last| now.as_second() - last >= APART) {
                    state.history.push_back(Point {
                        at: now,
                        by_status: look.numbers.by_status.clone(),
                    });
                }
                let over = state.history.len().saturating_sub(KEPT);
                state.history.drain(..over);
                // An old answer that stands in for the scheduler is no sign of life.
                if !look.stale {
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

impl Numbers {
    fn of(report: &StatusReport) -> Self {
        let at_risk = report.critical.iter();
        let stations = &report.workstations;
        Self {
            by_status: report.by_status.clone(),
            late: report.late.len(),
            long_running: report.long_running.len(),
            waiting_for_people: report.waiting_for_people.len(),
            at_risk: at_risk.filter(|line| line.risk != "on_track").count(),
            up: stations.up,
            down: stations.total.saturating_sub(stations.up),
        }
    }
}

impl Answer {
    fn of(report: &StatusReport) -> Result<Self> {
        let body = serde_json::to_vec(report)
            .map_err(|error| Error::internal("failed to write the status").with_source(error))?;
        Ok(Self {
            body: body.into(),
            tag: tag::of(report),
        })
    }
}

/// Looks at the plan again and again.
pub async fn keep(app: App) {
    loop {
        // Who looks first after a start, this or a request, is all the same.
        let turn = app.pulse.turn.lock().await;
        // A failure is kept in the pulse, and told once.
        let _ = app.pulse.look(&app, app.pulse.is_watched(&app)).await;
        drop(turn);
        tokio::time::sleep(app.settings.poll).await;
    }
}
