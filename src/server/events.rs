//! Changes of the plan as they are noticed: a job failed, recovered, became late. Kept for a while
//! so that a reader who was away can catch up, and shared by replicas through Redis.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use tokio::sync::broadcast;

use super::app::App;
use crate::report::{JobLine, Seen};

/// Events that are kept for readers who come back.
const KEPT: usize = 1_000;
/// The log in Redis.
const LOG: &str = "events";

/// What happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Happened {
    /// A job ended in error.
    Failed,
    /// A job that was in error is not any more.
    Recovered,
    /// A job became late.
    Late,
}

impl Happened {
    /// The name of the event.
    pub fn word(self) -> &'static str {
        match self {
            Self::Failed => "failed",
            Self::Recovered => "recovered",
            Self::Late => "late",
        }
    }
}

/// A change of the plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Change {
    /// What happened.
    pub what: Happened,
    /// Plan id of the job.
    pub job: String,
    /// Its key.
    pub key: String,
    /// Its name.
    pub name: String,
    /// Why, in a few words, where it is known.
    pub reason: Option<String>,
}

/// A change with its id and time.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct PlanEvent {
    /// `milliseconds-number`, growing.
    #[serde(default)]
    pub id: String,
    /// When it was noticed.
    pub at: Timestamp,
    /// What changed.
    #[serde(flatten)]
    pub change: Change,
}

/// What a reader is told.
#[derive(Debug, Clone)]
pub enum Told {
    /// A change.
    Change(Arc<PlanEvent>),
    /// The numbers about the plan were read afresh.
    Refreshed,
}

/// Changes, and those who read them.
pub struct Hub {
    replica: String,
    kept: Mutex<VecDeque<Arc<PlanEvent>>>,
    readers: broadcast::Sender<Told>,
}

/// An id as two numbers that can be compared.
fn order(id: &str) -> Option<(u64, u64)> {
    let (ms, number) = id.split_once('-')?;
    Some((ms.parse().ok()?, number.parse().ok()?))
}

impl Hub {
    /// Nothing has happened.
    pub fn new(replica: String) -> Self {
        Self {
            replica,
            kept: Mutex::default(),
            readers: broadcast::channel(256).0,
        }
    }

    fn kept(&self) -> MutexGuard<'_, VecDeque<Arc<PlanEvent>>> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Open streams.
    pub fn readers(&self) -> usize {
        self.readers.receiver_count()
    }

    /// What is told from now on, and what was after `last`: none when that is too long ago to know.
    pub fn listen(
        &self,
        last: Option<&str>,
    ) -> (broadcast::Receiver<Told>, Option<Vec<Arc<PlanEvent>>>) {
        let kept = self.kept();
        let receiver = self.readers.subscribe();
        let missed = match last {
            None => Some(Vec::new()),
            Some(last) => order(last).and_then(|last| {
                let oldest = kept.front().and_then(|event| order(&event.id));
                let known = oldest.is_some_and(|oldest| oldest <= last)
                    || kept.is_empty() && last == (0, 0);
                known.then(|| {
                    let later = kept.iter().filter(|event| order(&event.id) > Some(last));
                    later.cloned().collect()
                })
            }),
        };
        (receiver, missed)
    }

    /// Tells a change; one that is known already is left out.
    fn tell(&self, event: PlanEvent) {
        let mut kept = self.kept();
        let last = kept.back().and_then(|last| order(&last.id));
        if order(&event.id) <= last {
            return;
        }
        let event = Arc::new(event);
        kept.push_back(Arc::clone(&event));
        if kept.len() > KEPT {
            kept.pop_front();
        }
        // Nobody may be listening.
        let _ = self.readers.send(Told::Change(event));
    }

    /// Tells that the numbers were read afresh.
    pub fn refreshed(&self) {
        let _ = self.readers.send(Told::Refreshed);
    }

    /// The id of the next change that is noticed here.
    fn next_id(&self, now: Timestamp) -> String {
        let ms = u64::try_from(now.as_millisecond()).unwrap_or(0);
        match self.kept().back().and_then(|last| order(&last.id)) {
            Some((last, number)) if last >= ms => format!("{last}-{}", number + 1),
            _ => format!("{ms}-0"),
        }
    }
}

/// What changed between two looks; nothing at the first. Only whole sets are compared: a job that is
/// missing from a list that was cut or not read has neither recovered nor failed anew. `listed` knows
/// why jobs failed.
pub fn changes(before: Option<&Seen>, after: &Seen, listed: &[JobLine]) -> Vec<Change> {
    let Some(before) = before else {
        return Vec::new();
    };
    let mut all = Vec::new();
    if let (Some(before), Some(after)) = (&before.failed, &after.failed) {
        let (known, now) = (by_id(before), by_id(after));
        let reasons = by_id(listed);
        // A rerun that failed again is a new failure.
        let failed = after.iter().filter(|line| {
            let known = known.get(line.id.as_str());
            known.is_none_or(|known| known.runs != line.runs)
        });
        all.extend(failed.map(|line| {
            let listed = reasons.get(line.id.as_str());
            let reason = listed.and_then(|line| line.reason.clone());
            change(Happened::Failed, line, reason)
        }));
        let recovered = before
            .iter()
            .filter(|line| !now.contains_key(line.id.as_str()));
        all.extend(recovered.map(|line| change(Happened::Recovered, line, None)));
    }
    if let (Some(before), Some(after)) = (&before.late, &after.late) {
        let known = by_id(before);
        let late = after
            .iter()
            .filter(|line| !known.contains_key(line.id.as_str()));
        all.extend(late.map(|line| change(Happened::Late, line, None)));
    }
    all
}

fn by_id(lines: &[JobLine]) -> HashMap<&str, &JobLine> {
    let pairs = lines.iter().map(|line| (line.id.as_str(), line));
    pairs.collect()
}

fn change(what: Happened, line: &JobLine, reason: Option<String>) -> Change {
    Change {
        what,
        job: line.id.clone(),
        key: line.key.clone(),
        name: line.name.clone(),
        reason,
    }
}

/// Whether this replica is the one that tells what changed; none where replicas cannot agree.
pub async fn leads(app: &App) -> Option<bool> {
    let ttl = app.settings.poll * 3;
    app.store
        .lease("events:lease", &app.events.replica, ttl)
        .await
}

/// Tells changes: to all replicas through Redis, by the one that leads; to one's own readers where
/// there is no Redis or it is down.
pub async fn publish(app: &App, changes: Vec<Change>, leads: Option<bool>, now: Timestamp) {
    if leads == Some(false) {
        return;
    }
    for change in changes {
        let mut event = PlanEvent {
            id: String::new(),
            at: now,
            change,
        };
        let entry = serde_json::to_string(&event).unwrap_or_default();
        if leads == Some(true) && app.store.append(LOG, &entry, KEPT).await.is_some() {
            continue;
        }
        event.id = app.events.next_id(now);
        app.events.tell(event);
    }
}

/// Reads what any replica has told.
pub async fn follow(app: App) {
    let mut after = "0-0".to_owned();
    loop {
        for (id, entry) in app.store.entries(LOG, &after).await.into_iter().flatten() {
            after.clone_from(&id);
            match serde_json::from_str::<PlanEvent>(&entry) {
                Ok(event) => app.events.tell(PlanEvent { id, ..event }),
                Err(error) => tracing::debug!(%error, "an event in Redis cannot be read"),
            }
        }
        tokio::time::sleep(Duration::from_secs(1)).await;
    }
}

#[cfg(test)]
mod tests;
