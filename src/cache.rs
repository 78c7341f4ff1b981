//! A cache of answers: bounded by bytes, least recently used out first, one load per key at a
//! time, and the last good answer kept for when the source fails.

use std::future::Future;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use tokio::time::Instant;

use crate::error::{Error, Result};

/// What kind of answer is kept; decides how long it is fresh.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Engine information.
    Engine,
    /// Jobs, streams, counts, resources: the moving plan.
    Plan,
    /// Workstations.
    Workstations,
    /// Job logs.
    Log,
    /// Definitions.
    Definition,
}

impl Kind {
    /// How long an answer of this kind counts as fresh.
    pub fn fresh_for(self) -> Duration {
        Duration::from_secs(match self {
            Self::Plan => 5,
            Self::Workstations => 10,
            Self::Log => 15,
            Self::Definition | Self::Engine => 300,
        })
    }
}

/// How long after its freshness an answer may still be served when the source fails.
const STALE_FOR: Duration = Duration::from_secs(300);

/// The largest share of the bound that one entry may take.
const LARGEST_SHARE: u64 = 8;

/// How many bytes a value takes.
pub trait Weigh {
    /// Bytes held by the value.
    fn bytes(&self) -> usize;
}

/// Counters of a cache.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Statistics {
    /// Answers served fresh.
    pub hits: u64,
    /// Answers that had to be loaded.
    pub misses: u64,
    /// Entries dropped to stay within the bound.
    pub evictions: u64,
    /// Bytes held.
    pub bytes: u64,
    /// Entries held.
    pub entries: u64,
    /// Stale answers served because the source failed.
    pub stale_served: u64,
}

/// An answer and its age.
#[derive(Debug, Clone)]
pub struct Answer<V> {
    /// The value.
    pub value: V,
    /// Its age when it is stale: the source failed and this is the last good answer.
    pub stale: Option<Duration>,
}

#[derive(Clone)]
struct Entry<V> {
    value: V,
    loaded: Instant,
    fresh_for: Duration,
}

/// A cache. Cheap to clone; clones share everything.
#[derive(Clone)]
pub struct Cache<V: Clone + Send + Sync + 'static> {
    entries: moka::future::Cache<String, Entry<V>>,
    counters: Arc<Counters>,
    largest: u64,
}

#[derive(Default)]
struct Counters {
    hits: AtomicU64,
    misses: AtomicU64,
    evictions: AtomicU64,
    stale: AtomicU64,
}

impl<V: Weigh + Clone + Send + Sync + 'static> Cache<V> {
    /// A cache that holds at most this many bytes.
    pub fn new(bytes: u64) -> Self {
        let counters = Arc::new(Counters::default());
        let listener = counters.clone();
        let entries = moka::future::Cache::builder()
            .max_capacity(bytes)
            .weigher(|key: &String, entry: &Entry<V>| {
                let size = key.len() + entry.value.bytes() + std::mem::size_of::<Entry<V>>();
                u32::try_from(size).unwrap_or(u32::MAX)
            })
            .eviction_policy(moka::policy::EvictionPolicy::lru())
            .eviction_listener(move |_, _, cause| {
                if cause == moka::notification::RemovalCause::Size {
                    listener.evictions.fetch_add(1, Ordering::Relaxed);
                }
            })
            .build();
        Self {
            entries,
            counters,
            largest: bytes / LARGEST_SHARE,
        }
    }

    /// The fresh answer of a key, loaded when there is none. However many ask at once, one load
    /// runs; errors are handed to all of them and not kept.
    pub async fn get<F>(&self, key: &str, kind: Kind, load: F) -> Result<Answer<V>>
    where
        F: Future<Output = Result<V>>,
    {
        let known = self.entries.get(key).await;
        if let Some(entry) = known.as_ref().filter(|entry| entry.loaded.elapsed() < entry.fresh_for) {
            self.counters.hits.fetch_add(1, Ordering::Relaxed);
            return Ok(Answer {
                value: entry.value.clone(),
                stale: None,
            });
        }
        self.counters.misses.fetch_add(1, Ordering::Relaxed);
        self.load(key, kind, known, load).await
    }

    /// Loads a key anew, whatever is kept, and keeps the answer.
    pub async fn refresh<F>(&self, key: &str, kind: Kind, load: F) -> Result<Answer<V>>
    where
        F: Future<Output = Result<V>>,
    {
        self.counters.misses.fetch_add(1, Ordering::Relaxed);
        let known = self.entries.get(key).await;
        self.load(key, kind, known, load).await
    }

    async fn load<F>(
        &self,
        key: &str,
        kind: Kind,
        known: Option<Entry<V>>,
        load: F,
    ) -> Result<Answer<V>>
    where
        F: Future<Output = Result<V>>,
    {
        // The loading key is another one, so that the last good answer stays until a better comes.
        let loading = format!("loading {key}");
        let loaded = self
            .entries
            .try_get_with(loading.clone(), async {
                let value = load.await?;
                let entry = Entry {
                    value,
                    loaded: Instant::now(),
                    fresh_for: kind.fresh_for(),
                };
                if entry.value.bytes() as u64 <= self.largest {
                    self.entries.insert(key.to_owned(), entry.clone()).await;
                }
                Ok::<_, Error>(entry)
            })
            .await;
        self.entries.invalidate(&loading).await;
        match (loaded, known) {
            (Ok(entry), _) => Ok(Answer {
                value: entry.value,
                stale: None,
            }),
            (Err(error), Some(entry))
                if may_be_bridged(&error)
                    && entry.loaded.elapsed() < entry.fresh_for + STALE_FOR =>
            {
                self.counters.stale.fetch_add(1, Ordering::Relaxed);
                Ok(Answer {
                    value: entry.value,
                    stale: Some(entry.loaded.elapsed()),
                })
            }
            (Err(error), _) => Err((*error).clone()),
        }
    }

    /// Counters; runs the pending housekeeping first, so the bytes are right.
    pub async fn statistics(&self) -> Statistics {
        self.entries.run_pending_tasks().await;
        Statistics {
            hits: self.counters.hits.load(Ordering::Relaxed),
            misses: self.counters.misses.load(Ordering::Relaxed),
            evictions: self.counters.evictions.load(Ordering::Relaxed),
            bytes: self.entries.weighted_size(),
            entries: self.entries.entry_count(),
            stale_served: self.counters.stale.load(Ordering::Relaxed),
        }
    }
}

/// Whether the last good answer may stand in for this error: the source is in trouble, not the
/// question or the credentials.
fn may_be_bridged(error: &Error) -> bool {
    matches!(
        error,
        Error::Unreachable(_)
            | Error::TimedOut(_)
            | Error::Upstream(_)
            | Error::Unreadable(_)
            | Error::Limited(_)
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Clone, Debug, PartialEq)]
    struct Text(String);
    impl Weigh for Text {
        fn bytes(&self) -> usize {
            self.0.len()
        }
    }

    fn text(s: &str) -> Result<Text> {
        Ok(Text(s.to_owned()))
    }

    #[tokio::test]
    async fn a_hundred_readers_cause_one_load() {
        let cache: Cache<Text> = Cache::new(1 << 20);
        let loads = Arc::new(AtomicU64::new(0));
        let readers = (0..100).map(|_| {
            let (cache, loads) = (cache.clone(), loads.clone());
            tokio::spawn(async move {
                cache
                    .get("k", Kind::Plan, async {
                        loads.fetch_add(1, Ordering::SeqCst);
                        tokio::task::yield_now().await;
                        tokio::time::sleep(Duration::from_millis(20)).await;
                        text("v")
                    })
                    .await
            })
        });
        for reader in futures_util::future::join_all(readers).await {
            assert_eq!(
                reader.expect("no panic").expect("loaded").value,
                Text("v".to_owned())
            );
        }
        assert_eq!(loads.load(Ordering::SeqCst), 1);
    }

    #[tokio::test(start_paused = true)]
    async fn an_answer_is_fresh_for_its_time_and_then_loaded_again() {
        let cache: Cache<Text> = Cache::new(1 << 20);
        cache
            .get("k", Kind::Plan, async { text("a") })
            .await
            .expect("loaded");
        let again = cache
            .get("k", Kind::Plan, async { text("b") })
            .await
            .expect("kept");
        assert_eq!(again.value, Text("a".to_owned()));
        tokio::time::advance(Kind::Plan.fresh_for()).await;
        let later = cache
            .get("k", Kind::Plan, async { text("b") })
            .await
            .expect("loaded");
        assert_eq!((later.value, later.stale), (Text("b".to_owned()), None));
        assert_eq!(cache.statistics().await.hits, 1);
    }

    #[tokio::test(start_paused = true)]
    async fn the_last_good_answer_bridges_a_failure_and_says_its_age() {
        let cache: Cache<Text> = Cache::new(1 << 20);
        cache
            .get("k", Kind::Plan, async { text("a") })
            .await
            .expect("loaded");
        tokio::time::advance(Duration::from_secs(60)).await;
        let failed = || async { Err(Error::unreachable("down")) };
        let answer = cache.get("k", Kind::Plan, failed()).await.expect("bridged");
        assert_eq!(
            (answer.value, answer.stale),
            (Text("a".to_owned()), Some(Duration::from_secs(60)))
        );
        let refused = cache
            .get("k", Kind::Plan, async { Err(Error::unauthorized("no")) })
            .await;
        assert!(refused.is_err(), "a wrong password is not bridged");
        tokio::time::advance(Duration::from_secs(600)).await;
        assert!(
            cache.get("k", Kind::Plan, failed()).await.is_err(),
            "too old to be served"
        );
        assert_eq!(cache.statistics().await.stale_served, 1);
    }

    #[tokio::test]
    async fn errors_are_not_kept() {
        let cache: Cache<Text> = Cache::new(1 << 20);
        assert!(
            cache
                .get("k", Kind::Plan, async { Err(Error::upstream("x")) })
                .await
                .is_err()
        );
        assert!(
            cache
                .get("k", Kind::Plan, async { text("v") })
                .await
                .is_ok()
        );
    }

    #[tokio::test]
    async fn the_bound_holds_and_a_giant_is_not_admitted() {
        let bound = 64 * 1024;
        let cache: Cache<Text> = Cache::new(bound);
        for i in 0..1_000 {
            cache
                .get(&format!("k{i}"), Kind::Plan, async {
                    text(&"x".repeat(1_000))
                })
                .await
                .expect("loaded");
        }
        let statistics = cache.statistics().await;
        assert!(statistics.bytes <= bound, "{statistics:?}");
        assert!(statistics.evictions > 0);
        cache
            .get("giant", Kind::Plan, async { text(&"x".repeat(20_000)) })
            .await
            .expect("loaded");
        let again = cache
            .get("giant", Kind::Plan, async { text("new") })
            .await
            .expect("loaded");
        assert_eq!(
            again.value,
            Text("new".to_owned()),
            "it was served but not kept"
        );
    }
}
