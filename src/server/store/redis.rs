//! Redis: one connection that mends itself, waits of milliseconds, and a switch that leaves Redis
//! alone while it is down, so that no request pays for it.

use std::future::Future;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use redis::aio::{ConnectionManager, ConnectionManagerConfig};
use redis::streams::{StreamMaxlen, StreamReadReply};
use redis::{
    AsyncCommands, Client, ExistenceCheck, RedisError, RedisResult, Script, SetExpiry, SetOptions,
};
use secrecy::{ExposeSecret, SecretString};

use crate::error::{Error, Result};
use crate::server::limit::Verdict;

/// How long an answer may take.
const PATIENCE: Duration = Duration::from_millis(50);
/// How long a connection may take.
const CONNECT: Duration = Duration::from_millis(100);
/// What all keys begin with.
const PREFIX: &str = "resync:";

/// GCRA over several keys at once: the request passes only if it passes under each, and only then
/// is it counted. Times are microseconds of the Redis server's clock, so that the clocks of the
/// replicas do not matter; a stored time beyond what the limit can give means that clock jumped, and
/// counts for nothing.
const GCRA: &str = r"
local emission, burst = tonumber(ARGV[1]), tonumber(ARGV[2])
local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000000 + tonumber(time[2])
local full = emission * burst
local wait, reset, left, next = 0, 0, burst, {}
for i, key in ipairs(KEYS) do
  local known = redis.pcall('GET', key)
  if type(known) == 'table' then
    redis.call('DEL', key)
    known = nil
  end
  local tat = tonumber(known or now) or now
  if tat < now then tat = now end
  if tat > now + full then tat = now end
  next[i] = tat + emission
  wait = math.max(wait, next[i] - full - now)
  left = math.min(left, math.floor((full - (next[i] - now)) / emission))
  reset = math.max(reset, tat - now)
end
if wait > 0 then return {0, 0, math.ceil(wait), math.ceil(reset)} end
for i, key in ipairs(KEYS) do
  redis.call('SET', key, string.format('%.0f', next[i]), 'PX', math.ceil((next[i] - now) / 1000))
end
return {1, left, 0, math.ceil(reset + emission)}
";

/// Takes a lease that is free or one's own.
const LEASE: &str = r"
local holder = redis.call('GET', KEYS[1])
if holder and holder ~= ARGV[1] then return 0 end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
return 1
";

/// A connection to Redis.
pub(super) struct Redis {
    manager: ConnectionManager,
    up: AtomicBool,
    gcra: Script,
    lease: Script,
}

impl Redis {
    /// Sets the connection up; nothing is sent yet.
    pub fn open(url: &SecretString) -> Result<Self> {
        let hint =
            "REDIS_URL is redis://[USER:PASSWORD@]HOST[:PORT][/DATABASE], or rediss:// for TLS";
        // The error of the library may repeat the address with its password.
        let client = Client::open(url.expose_secret()).map_err(|_| {
            Error::config("REDIS_URL is not the address of a Redis").with_hint(hint)
        })?;
        let config = ConnectionManagerConfig::new()
            .set_response_timeout(Some(PATIENCE))
            .set_connection_timeout(Some(CONNECT))
            .set_number_of_retries(1);
        let manager = ConnectionManager::new_lazy_with_config(client, config).map_err(|_| {
            Error::config("REDIS_URL is not the address of a Redis").with_hint(hint)
        })?;
        Ok(Self {
            manager,
            up: AtomicBool::new(true),
            gcra: Script::new(GCRA),
            lease: Script::new(LEASE),
        })
    }

    /// Whether the last try worked.
    pub fn is_up(&self) -> bool {
        self.up.load(Ordering::Relaxed)
    }

    /// Tries whether Redis can be written to again.
    pub async fn probe(&self) {
        let mut manager = self.manager.clone();
        let key = format!("{PREFIX}probe");
        let tried = manager.set_ex::<_, _, ()>(key, 1, 10);
        match tokio::time::timeout(PATIENCE + CONNECT, tried).await {
            Ok(Ok(())) => {
                if !self.up.swap(true, Ordering::Relaxed) {
                    tracing::info!("Redis is back: replicas share their state again");
                }
            }
            Ok(Err(error)) => self.down(&error.to_string()),
            Err(_) => self.down("no answer in time"),
        }
    }

    fn down(&self, why: &str) {
        if self.up.swap(false, Ordering::Relaxed) {
            tracing::warn!(
                why,
                "Redis does not answer: limits and sessions go on within this process"
            );
        }
    }

    /// Runs a command; none when Redis is down or has just proved to be.
    async fn run<T, F>(&self, command: impl FnOnce(ConnectionManager) -> F) -> Option<T>
    where
        F: Future<Output = RedisResult<T>>,
    {
        if !self.is_up() {
            return None;
        }
        match tokio::time::timeout(PATIENCE + CONNECT, command(self.manager.clone())).await {
            Ok(Ok(value)) => Some(value),
            Ok(Err(error)) if is_wrong_type(&error) => None,
            Ok(Err(error)) => {
                self.down(&error.to_string());
                None
            }
            Err(_) => {
                self.down("no answer in time");
                None
            }
        }
    }

    /// The value of a key; `Some(None)` where Redis says there is none.
    pub async fn get(&self, key: &str) -> Option<Option<String>> {
        let key = format!("{PREFIX}{key}");
        self.run(|mut redis| async move {
            match redis.get(&key).await {
                // Something else was written under our key: it is of no use to anyone.
                Err(error) if is_wrong_type(&error) => {
                    redis.del::<_, ()>(&key).await?;
                    Ok(None)
                }
                found => found,
            }
        })
        .await
    }

    /// Sets a value; none where it could not be written.
    pub async fn put(&self, key: &str, value: &str, ttl: Duration) -> Option<()> {
        let key = format!("{PREFIX}{key}");
        self.run(|mut redis| async move {
            let options = SetOptions::default().with_expiration(expiry(ttl));
            redis.set_options::<_, _, ()>(key, value, options).await
        })
        .await
    }

    pub async fn remove(&self, key: &str) {
        let key = format!("{PREFIX}{key}");
        self.run(|mut redis| async move { redis.del::<_, ()>(key).await })
            .await;
    }

    /// True for the first to set the key.
    pub async fn claim(&self, key: &str, ttl: Duration) -> Option<bool> {
        let key = format!("{PREFIX}{key}");
        self.run(|mut redis| async move {
            let options = SetOptions::default()
                .conditional_set(ExistenceCheck::NX)
                .with_expiration(expiry(ttl));
            let set: Option<String> = redis.set_options(key, 1, options).await?;
            Ok(set.is_some())
        })
        .await
    }

    /// Adds one.
    pub async fn count(&self, key: &str, ttl: Duration) -> Option<u64> {
        let key = format!("{PREFIX}{key}");
        self.run(|mut redis| async move {
            let mut both = redis::pipe();
            both.atomic()
                .incr(&key, 1)
                .pexpire(&key, milliseconds(ttl))
                .ignore();
            let counted: RedisResult<(u64,)> = both.query_async(&mut redis).await;
            let (count,) = match counted {
                // Something else was written under our key: the count begins anew.
                Err(error) if is_wrong_type(&error) => {
                    redis.del::<_, ()>(&key).await?;
                    both.query_async(&mut redis).await?
                }
                counted => counted?,
            };
            Ok(count)
        })
        .await
    }

    /// Counts a request under each key.
    pub async fn rate(&self, keys: &[String], limit: u32, window: Duration) -> Option<Verdict> {
        let emission = window.as_micros() / u128::from(limit.max(1));
        let mut call = self.gcra.prepare_invoke();
        for key in keys {
            call.key(format!("{PREFIX}{key}"));
        }
        call.arg(u64::try_from(emission).unwrap_or(u64::MAX))
            .arg(limit);
        let (allowed, remaining, wait, reset): (u8, u32, u64, u64) = self
            .run(|mut redis| async move { call.invoke_async(&mut redis).await })
            .await?;
        Some(Verdict {
            allowed: allowed == 1,
            remaining,
            retry_after: Duration::from_micros(wait),
            reset: Duration::from_micros(reset),
        })
    }

    /// Takes or keeps a lease.
    pub async fn lease(&self, key: &str, holder: &str, ttl: Duration) -> Option<bool> {
        let mut call = self.lease.prepare_invoke();
        call.key(format!("{PREFIX}{key}"))
            .arg(holder)
            .arg(milliseconds(ttl));
        self.run(|mut redis| async move { call.invoke_async(&mut redis).await })
            .await
    }

    /// Adds an entry to a log.
    pub async fn append(&self, key: &str, entry: &str, most: usize) -> Option<()> {
        let key = format!("{PREFIX}{key}");
        self.run(|mut redis| async move {
            let most = StreamMaxlen::Approx(most);
            redis
                .xadd_maxlen::<_, _, _, _, ()>(key, most, "*", &[("e", entry)])
                .await
        })
        .await
    }

    /// The entries of a log after an id.
    pub async fn entries(&self, key: &str, after: &str) -> Option<Vec<(String, String)>> {
        let key = format!("{PREFIX}{key}");
        let reply: Option<StreamReadReply> = self
            .run(|mut redis| async move { redis.xread(&[key], &[after]).await })
            .await?;
        let entries = reply
            .into_iter()
            .flat_map(|reply| reply.keys)
            .flat_map(|key| key.ids);
        Some(
            entries
                .filter_map(|entry| Some((entry.id.clone(), entry.get::<String>("e")?)))
                .collect(),
        )
    }
}

fn expiry(ttl: Duration) -> SetExpiry {
    SetExpiry::PX(u64::try_from(milliseconds(ttl)).unwrap_or(1))
}

fn milliseconds(ttl: Duration) -> i64 {
    i64::try_from(ttl.as_millis()).unwrap_or(i64::MAX).max(1)
}

/// Something else was written under a key of ours.
fn is_wrong_type(error: &RedisError) -> bool {
    // A command that failed among several is no error of its own.
    let all = error.clone().into_server_errors();
    all.is_some_and(|all| all.iter().any(|(_, error)| error.code() == "WRONGTYPE"))
}
