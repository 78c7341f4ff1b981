//! The store of this process: bounded in bytes, the longest unused out first.

use std::sync::Arc;
use std::time::{Duration, Instant};

use moka::Expiry;
use moka::future::Cache;
use moka::ops::compute::Op;
use moka::policy::EvictionPolicy;

/// Bytes held at most.
const BOUND: u64 = 32 << 20;

#[derive(Clone)]
struct Entry {
    value: Arc<str>,
    ttl: Duration,
}

struct Until;

impl Expiry<String, Entry> for Until {
    fn expire_after_create(&self, _: &String, entry: &Entry, _: Instant) -> Option<Duration> {
        Some(entry.ttl)
    }

    fn expire_after_update(
        &self,
        _: &String,
        entry: &Entry,
        _: Instant,
        _: Option<Duration>,
    ) -> Option<Duration> {
        Some(entry.ttl)
    }
}

/// The store.
pub(super) struct Memory(Cache<String, Entry>);

impl Memory {
    pub fn new() -> Self {
        let weigh = |key: &String, entry: &Entry| {
            // What an entry takes beside its text.
            u32::try_from(key.len() + entry.value.len() + 128).unwrap_or(u32::MAX)
        };
        Self(
            Cache::builder()
                .max_capacity(BOUND)
                .weigher(weigh)
                .eviction_policy(EvictionPolicy::lru())
                .expire_after(Until)
                .build(),
        )
    }

    pub async fn get(&self, key: &str) -> Option<String> {
        self.0.get(key).await.map(|entry| entry.value.to_string())
    }

    /// Whether a key is there; looking is no use of it.
    pub fn holds(&self, key: &str) -> bool {
        self.0.contains_key(key)
    }

    pub async fn put(&self, key: &str, value: &str, ttl: Duration) {
        let entry = Entry {
            value: value.into(),
            ttl,
        };
        self.0.insert(key.to_owned(), entry).await;
    }

    pub async fn remove(&self, key: &str) {
        self.0.invalidate(key).await;
    }

    /// True for the first to set the key.
    pub async fn claim(&self, key: &str, ttl: Duration) -> bool {
        let entry = Entry {
            value: "1".into(),
            ttl,
        };
        let entered = self
            .0
            .entry(key.to_owned())
            .or_insert_with(async { entry })
            .await;
        entered.is_fresh()
    }

    /// Adds one.
    pub async fn count(&self, key: &str, ttl: Duration) -> u64 {
        let counted = self
            .0
            .entry(key.to_owned())
            .and_compute_with(|known| {
                let before = known.map_or(0, |known| known.into_value().value.parse().unwrap_or(0));
                let after: u64 = before + 1;
                std::future::ready(Op::Put(Entry {
                    value: after.to_string().into(),
                    ttl,
                }))
            })
            .await;
        counted
            .into_entry()
            .and_then(|entry| entry.into_value().value.parse().ok())
            .unwrap_or(1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_key_is_claimed_once_and_counts_go_up() {
        let memory = Memory::new();
        let hour = Duration::from_secs(3_600);
        assert!(memory.claim("a", hour).await);
        assert!(!memory.claim("a", hour).await);
        assert_eq!(memory.count("n", hour).await, 1);
        assert_eq!(memory.count("n", hour).await, 2);
        memory.remove("n").await;
        assert_eq!(memory.get("n").await, None);
    }

    #[tokio::test]
    async fn a_value_goes_when_its_time_is_over_and_a_new_time_begins_with_every_write() {
        let memory = Memory::new();
        let (short, hour) = (Duration::from_millis(40), Duration::from_secs(3_600));
        memory.put("session", "a", short).await;
        memory.put("kept", "a", short).await;
        memory.put("kept", "b", hour).await;
        while memory.get("session").await.is_some() {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        assert_eq!(memory.get("kept").await.as_deref(), Some("b"));
        assert!(memory.claim("session", hour).await, "it is free again");
    }

    #[tokio::test]
    async fn a_flood_of_keys_stays_within_the_bound() {
        let memory = Memory::new();
        let (value, hour) = ("x".repeat(4_000), Duration::from_secs(3_600));
        for number in 0..20_000 {
            memory.put(&format!("chat:{number}"), &value, hour).await;
        }
        memory.0.run_pending_tasks().await;
        assert!(memory.0.weighted_size() <= BOUND && memory.0.entry_count() > 5_000);
        assert!(memory.get("chat:19999").await.is_some(), "the newest stays");
    }
}
