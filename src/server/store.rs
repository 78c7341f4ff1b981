//! What outlives a request: sessions, revoked tokens, failed logins, conversations. In Redis when
//! replicas share it, and in this process always, so that Redis may fail.

mod memory;
mod redis;

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use secrecy::SecretString;

use super::limit::Verdict;
use crate::error::{Error, Result};
use memory::Memory;
use redis::Redis;

/// The store.
pub struct Store {
    memory: Memory,
    redis: Option<Redis>,
    /// Marks that Redis did not take, with when they end: told to it as soon as it answers.
    owed: Mutex<Vec<(String, Instant)>>,
}

/// Marks that are owed at most: those beyond hold in this process alone.
const OWED: usize = 10_000;

/// Tries whether a Redis can be written to.
pub async fn reach_redis(url: &str) -> Result<()> {
    let redis = Redis::open(&SecretString::from(url))?;
    redis.probe().await;
    if redis.is_up() {
        Ok(())
    } else {
        Err(
            Error::unreachable("Redis gave no answer or refused a write")
                .with_hint("is REDIS_URL right, does it run, and is it no read-only replica?"),
        )
    }
}

impl Store {
    /// Opens the store; a Redis that is down does not keep the server from starting.
    pub fn open(redis: Option<&SecretString>) -> Result<Self> {
        Ok(Self {
            memory: Memory::new(),
            redis: redis.map(Redis::open).transpose()?,
            owed: Mutex::default(),
        })
    }

    /// Whether replicas share it.
    pub fn is_shared(&self) -> bool {
        self.redis.is_some()
    }

    /// Whether Redis answers; none where there is none.
    pub fn is_up(&self) -> Option<bool> {
        self.redis.as_ref().map(Redis::is_up)
    }

    /// The value of a key. While Redis is down, what this process wrote itself.
    pub async fn get(&self, key: &str) -> Option<String> {
        if let Some(redis) = &self.redis
            && let Some(found) = Box::pin(redis.get(key)).await
        {
            return found;
        }
        self.memory.get(key).await
    }

    /// Sets a value for a time.
    pub async fn put(&self, key: &str, value: &str, ttl: Duration) {
        self.memory.put(key, value, ttl).await;
        if let Some(redis) = &self.redis {
            redis.put(key, value, ttl).await;
        }
    }

    /// Removes a value.
    pub async fn remove(&self, key: &str) {
        self.memory.remove(key).await;
        if let Some(redis) = &self.redis {
            redis.remove(key).await;
        }
    }

    /// Sets a mark that, once set here, holds here whatever becomes of Redis, and at the other
    /// replicas as soon as Redis takes it: a revoked token must not live on for a missed moment.
    pub async fn mark(&self, key: &str, ttl: Duration) {
        self.memory.put(key, "1", ttl).await;
        if let Some(redis) = &self.redis
            && redis.put(key, "1", ttl).await.is_none()
        {
            self.owe(key.to_owned(), Instant::now() + ttl);
        }
    }

    fn owe(&self, key: String, until: Instant) {
        let mut owed = self.owed.lock().unwrap_or_else(PoisonError::into_inner);
        if owed.len() < OWED {
            owed.push((key, until));
        }
    }

    /// What is owed, which is then nobody's until it is owed again.
    fn owed(&self) -> Vec<(String, Instant)> {
        std::mem::take(&mut *self.owed.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Tells Redis the marks that it did not take.
    async fn pay(&self, redis: &Redis) {
        for (key, until) in self.owed() {
            let left = until.saturating_duration_since(Instant::now());
            if !left.is_zero() && redis.put(&key, "1", left).await.is_none() {
                self.owe(key, until);
            }
        }
    }

    /// Whether a mark is set, here or at another replica.
    pub async fn is_marked(&self, key: &str) -> bool {
        if self.memory.holds(key) {
            return true;
        }
        match &self.redis {
            // Boxed, as the future is large and few servers have a Redis.
            Some(redis) => matches!(Box::pin(redis.get(key)).await, Some(Some(_))),
            None => false,
        }
    }

    /// Sets a mark; true for the first to do so.
    pub async fn claim(&self, key: &str, ttl: Duration) -> bool {
        let first_here = self.memory.claim(key, ttl).await;
        match &self.redis {
            Some(redis) => redis.claim(key, ttl).await.unwrap_or(first_here) && first_here,
            None => first_here,
        }
    }

    /// Adds one to a count that is forgotten `ttl` after its last change.
    pub async fn count(&self, key: &str, ttl: Duration) -> u64 {
        let here = self.memory.count(key, ttl).await;
        match &self.redis {
            Some(redis) => redis.count(key, ttl).await.unwrap_or(here),
            None => here,
        }
    }

    /// Counts a request under each key, at once for all replicas; none where that cannot be done.
    pub async fn rate(&self, keys: &[String], limit: u32, window: Duration) -> Option<Verdict> {
        Box::pin(self.redis.as_ref()?.rate(keys, limit, window)).await
    }

    /// Takes or keeps the lease of a task that one replica at a time should do; none where replicas
    /// cannot agree.
    pub async fn lease(&self, key: &str, holder: &str, ttl: Duration) -> Option<bool> {
        self.redis.as_ref()?.lease(key, holder, ttl).await
    }

    /// Adds an entry to a log that all replicas read, kept to about `most` entries.
    pub async fn append(&self, key: &str, entry: &str, most: usize) -> Option<()> {
        self.redis.as_ref()?.append(key, entry, most).await
    }

    /// The entries of a log after an id, with their ids.
    pub async fn entries(&self, key: &str, after: &str) -> Option<Vec<(String, String)>> {
        self.redis.as_ref()?.entries(key, after).await
    }
}

/// Looks now and then whether a Redis that was down is back.
pub async fn keep(store: Arc<Store>) {
    let Some(redis) = &store.redis else {
        return;
    };
    loop {
        redis.probe().await;
        store.pay(redis).await;
        tokio::time::sleep(Duration::from_secs(1)).await;
    }
}
