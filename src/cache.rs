//! A cache of answers: bounded in bytes, least recently used out first, one load per key at a
//! time, and an old answer (with its age) when the scheduler cannot give a new one.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use futures_util::FutureExt;
use futures_util::future::{BoxFuture, Shared, WeakShared};
use moka::notification::RemovalCause;
use moka::policy::EvictionPolicy;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use tokio::time::Instant;

use crate::error::{Error, Result};

/// How long past its time to live an answer may still be served when a reload fails.
pub const STALE_FOR: Duration = Duration::from_secs(300);

/// The share of the bound that one entry may take: an eighth.
const LARGEST_SHARE: u64 = 8;

/// What is cached, which decides how long it counts as current.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Version and time zone of the engine.
    Engine,
    /// Jobs, streams, resources and counts of the plan.
    Plan,
    /// Workstations of the plan.
    Workstations,
    /// Job logs.
    Log,
    /// Definitions.
    Definition,
}

impl Kind {
    /// How long an answer of this kind counts as current.
    pub fn ttl(self) -> Duration {
        Duration::from_secs(match self {
            Self::Engine | Self::Definition => 60,
            Self::Plan => 5,
            Self::Workstations | Self::Log => 10,
        })
    }
}

/// The size of what is cached.
pub trait Weigh {
    /// Bytes held in memory, without the key.
    fn bytes(&self) -> usize;
}

impl Weigh for Bytes {
    fn bytes(&self) -> usize {
        self.len()
    }
}

/// What the cache did so far and what it holds.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Statistics {
    /// Reads answered without a load of their own.
    pub hits: u64,
    /// Reads that made a load.
    pub misses: u64,
    /// Entries removed because the bound was reached.
    pub evictions: u64,
    /// Bytes held, keys included.
    pub bytes: u64,
    /// Entries held.
    pub entries: u64,
    /// Reads answered with an old value because the load failed.
    pub stale_served: u64,
}

/// A value out of the cache or freshly loaded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Read<V> {
    /// The value.
    pub value: V,
    /// Its age when it is older than it should be.
    pub stale: Option<Duration>,
}

#[derive(Clone)]
struct Entry<V> {
    value: V,
    at: Instant,
}

#[derive(Default)]
struct Counters {
    hits: AtomicU64,
    misses: AtomicU64,
    evictions: AtomicU64,
    stale_served: AtomicU64,
}

type Key = (Arc<str>, u64);
type Flight<V> = BoxFuture<'static, Result<V>>;

/// The cache. Cloning shares it.
#[derive(Clone)]
pub struct Cache<V: Clone + Weigh + Send + Sync + 'static> {
    store: moka::future::Cache<Arc<str>, Entry<V>>,
    flights: Arc<Mutex<HashMap<Key, WeakShared<Flight<V>>>>>,
    counters: Arc<Counters>,
    /// Grows when everything is forgotten, so that a load begun before is not kept after.
    generation: Arc<AtomicU64>,
    largest: u64,
}

impl<V: Clone + Weigh + Send + Sync + 'static> Cache<V> {
    /// Makes an empty cache that holds at most `bound` bytes, keys included.
    pub fn new(bound: u64) -> Self {
        let counters = Arc::new(Counters::default());
        let evicted = Arc::clone(&counters);
        let store = moka::future::Cache::builder()
            .max_capacity(bound)
            .weigher(|key: &Arc<str>, entry: &Entry<V>| weight(key, &entry.value))
            .eviction_policy(EvictionPolicy::lru())
            .time_to_live(STALE_FOR + Kind::Engine.ttl())
            .eviction_listener(move |_, _, cause| {
                if cause == RemovalCause::Size {
                    evicted.evictions.fetch_add(1, Ordering::Relaxed);
                }
            })
            .build();
        Self {
            store,
            flights: Arc::default(),
            counters,
            generation: Arc::default(),
            largest: bound / LARGEST_SHARE,
        }
    }

    /// The current value of `key`, or what `load` gives. Readers of one key share one load, and
    /// its error. A failed load is answered with the old value while that is not too old and the
    /// scheduler is the one to blame.
    pub async fn get<F>(&self, key: &str, kind: Kind, load: F) -> Result<Read<V>>
    where
        F: Future<Output = Result<V>> + Send + 'static,
    {
        if let Some(value) = current(&self.store, key, kind).await {
            self.counters.hits.fetch_add(1, Ordering::Relaxed);
            return Ok(Read { value, stale: None });
        }
        let key = (
            Arc::<str>::from(key),
            self.generation.load(Ordering::Acquire),
        );
        let flight = self.join(&key, kind, load);
        let result = flight.await;
        self.land(&key);
        match result {
            Ok(value) => Ok(Read { value, stale: None }),
            Err(error) => self.old(&key.0, kind, error).await,
        }
    }

    /// Loads without looking at the cache, and keeps the answer.
    pub async fn refill<F>(&self, key: &str, load: F) -> Result<V>
    where
        F: Future<Output = Result<V>>,
    {
        self.counters.misses.fetch_add(1, Ordering::Relaxed);
        let generation = self.generation.load(Ordering::Acquire);
        let value = load.await?;
        self.keep(key.into(), generation, value.clone()).await;
        Ok(value)
    }

    /// Forgets one key, for a value that turned out to be unusable.
    pub async fn forget(&self, key: &str) {
        self.store.invalidate(key).await;
    }

    /// Forgets everything, and what is being loaded now: the plan was changed.
    pub fn forget_all(&self) {
        self.generation.fetch_add(1, Ordering::AcqRel);
        self.store.invalidate_all();
    }

    /// What the cache did and holds.
    pub fn statistics(&self) -> Statistics {
        let read = |counter: &AtomicU64| counter.load(Ordering::Relaxed);
        Statistics {
            hits: read(&self.counters.hits),
            misses: read(&self.counters.misses),
            evictions: read(&self.counters.evictions),
            bytes: self.store.weighted_size(),
            entries: self.store.entry_count(),
            stale_served: read(&self.counters.stale_served),
        }
    }

    /// The load of `key` that is under way, or `load` begun as such.
    fn join<F>(&self, key: &Key, kind: Kind, load: F) -> Shared<Flight<V>>
    where
        F: Future<Output = Result<V>> + Send + 'static,
    {
        let mut flights = self.flights();
        let under_way = flights.get(key).and_then(WeakShared::upgrade);
        if let Some(flight) = under_way.filter(|flight| flight.peek().is_none()) {
            self.counters.hits.fetch_add(1, Ordering::Relaxed);
            return flight;
        }
        let (this, (name, generation)) = (self.clone(), key.clone());
        let flight = async move {
            // Another load may have ended between this reader's look and its turn.
            if let Some(value) = current(&this.store, &name, kind).await {
                this.counters.hits.fetch_add(1, Ordering::Relaxed);
                return Ok(value);
            }
            this.counters.misses.fetch_add(1, Ordering::Relaxed);
            let value = load.await?;
            this.keep(name, generation, value.clone()).await;
            Ok(value)
        }
        .boxed()
        .shared();
        if let Some(weak) = flight.downgrade() {
            // Loads whose readers all left are dropped with them; their keys are swept here.
            if flights.len() >= 256 {
                flights.retain(|_, weak| weak.upgrade().is_some());
            }
            flights.insert(key.clone(), weak);
        }
        flight
    }

    /// Takes a finished load off the list.
    fn land(&self, key: &Key) {
        let mut flights = self.flights();
        let done = flights
            .get(key)
            .is_some_and(|weak| weak.upgrade().is_none_or(|flight| flight.peek().is_some()));
        if done {
            flights.remove(key);
        }
    }

    async fn keep(&self, key: Arc<str>, generation: u64, value: V) {
        if self.generation.load(Ordering::Acquire) != generation {
            return;
        }
        if u64::from(weight(&key, &value)) > self.largest {
            self.store.invalidate(&key).await;
        } else {
            self.store
                .insert(
                    key,
                    Entry {
                        value,
                        at: Instant::now(),
                    },
                )
                .await;
        }
        // The store enforces its bound in batches; between them it could hold many times that.
        self.store.run_pending_tasks().await;
    }

    async fn old(&self, key: &str, kind: Kind, error: Error) -> Result<Read<V>> {
        let forgivable = matches!(
            error,
            Error::Unreachable(_) | Error::TimedOut(_) | Error::Upstream(_)
        );
        match self.store.get(key).await {
            Some(entry) if forgivable && entry.at.elapsed() <= kind.ttl() + STALE_FOR => {
                self.counters.stale_served.fetch_add(1, Ordering::Relaxed);
                Ok(Read {
                    value: entry.value,
                    stale: Some(entry.at.elapsed()),
                })
            }
            _ => Err(error),
        }
    }

    fn flights(&self) -> MutexGuard<'_, HashMap<Key, WeakShared<Flight<V>>>> {
        self.flights.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

async fn current<V>(
    store: &moka::future::Cache<Arc<str>, Entry<V>>,
    key: &str,
    kind: Kind,
) -> Option<V>
where
    V: Clone + Weigh + Send + Sync + 'static,
{
    let entry = store.get(key).await?;
    (entry.at.elapsed() < kind.ttl()).then_some(entry.value)
}

fn weight<V: Weigh>(key: &str, value: &V) -> u32 {
    u32::try_from(key.len() + value.bytes()).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests;
