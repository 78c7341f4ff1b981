//! How often a user and an address may ask: GCRA, in Redis when replicas share it and in this
//! process otherwise, and in this process too while Redis is down.

mod local;

use std::net::IpAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use axum::http::header::HeaderName;
use axum::http::{Extensions, HeaderMap, HeaderValue, StatusCode};

use super::app::App;
use super::auth::Login;
use super::gate::Class;
use super::problem::Problem;
use super::store::Store;
use super::trace::Trace;
use crate::config::Limits;
use local::Local;

/// The time a limit is for.
const WINDOW: Duration = Duration::from_secs(60);

/// What the limiter says about a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Verdict {
    /// Whether it may pass.
    pub allowed: bool,
    /// How many more may pass right now.
    pub remaining: u32,
    /// Until another may pass, when this one may not.
    pub retry_after: Duration,
    /// Until all may pass again.
    pub reset: Duration,
}

/// The limiter.
pub struct Limiter {
    limits: Option<Limits>,
    local: Local,
    store: Arc<Store>,
    alone: AtomicU64,
}

impl Limiter {
    /// With these limits, or none.
    pub fn new(limits: Option<Limits>, store: Arc<Store>) -> Self {
        Self {
            limits,
            local: Local::new(limits),
            store,
            alone: AtomicU64::new(0),
        }
    }

    /// Requests that this process counted alone, because the Redis that replicas share did not answer.
    pub fn counted_alone(&self) -> u64 {
        self.alone.load(Ordering::Relaxed)
    }

    /// Requests a minute of a class, where it is limited.
    fn limit(&self, class: Class) -> Option<u32> {
        let limits = self.limits?;
        match class {
            Class::Free => None,
            Class::Login => Some(limits.login),
            Class::Read | Class::Stream => Some(limits.read),
            Class::Chat => Some(limits.chat),
        }
    }

    /// Counts a request of a user from an address. Both are limited; the stricter one speaks.
    async fn check(
        &self,
        class: Class,
        user: Option<&str>,
        client: IpAddr,
    ) -> Option<(u32, Verdict)> {
        let limit = self.limit(class)?;
        let mut keys = vec![format!("rate:{}:a:{}", class.word(), network(client))];
        // A password is not yet checked when a login is counted: only its address counts.
        keys.extend(user.map(|user| format!("rate:{}:u:{user}", class.word())));
        let verdict = match self.store.rate(&keys, limit, WINDOW).await {
            Some(verdict) => verdict,
            None => {
                if self.store.is_shared() {
                    self.alone.fetch_add(1, Ordering::Relaxed);
                }
                self.local.check(class, &keys)
            }
        };
        Some((limit, verdict))
    }
}

/// The part of an address that stands for one customer: an IPv6 network of 64 bits.
fn network(client: IpAddr) -> String {
    match client {
        IpAddr::V4(ip) => ip.to_string(),
        IpAddr::V6(ip) => {
            let [a, b, c, d, ..] = ip.segments();
            format!("{a:x}:{b:x}:{c:x}:{d:x}")
        }
    }
}

/// Forgets what has not been used for a while.
pub async fn keep(app: App) {
    loop {
        tokio::time::sleep(WINDOW).await;
        app.limiter.local.sweep();
    }
}

/// A request that was counted.
pub struct Counted {
    class: Class,
    limit: u32,
    verdict: Verdict,
}

/// Counts a request by what is known of it; none where there are no limits.
pub async fn count(app: &App, class: Class, known: &Extensions) -> Option<Counted> {
    let trace = known.get::<Trace>();
    let user = known.get::<Login>().and_then(Login::name);
    let client = trace.map_or(IpAddr::from([0, 0, 0, 0]), |trace| trace.client);
    let (limit, verdict) = app.limiter.check(class, user, client).await?;
    app.metrics.limited(class, verdict.allowed);
    Some(Counted {
        class,
        limit,
        verdict,
    })
}

impl Counted {
    /// Why the request may not pass, if it may not.
    pub fn refusal(&self) -> Option<Problem> {
        if self.verdict.allowed {
            return None;
        }
        let (limit, class) = (self.limit, self.class.word());
        let seconds = whole_seconds(self.verdict.retry_after).max(1);
        let detail = format!("more than {limit} {class} requests a minute");
        let problem = Problem::new(StatusCode::TOO_MANY_REQUESTS, "rate_limited", detail)
            .hint(format!("try again in {seconds} s"))
            .retry_after(seconds);
        Some(problem)
    }

    /// Says in the answer how much is left (draft-ietf-httpapi-ratelimit-headers-11).
    pub fn describe(&self, headers: &mut HeaderMap) {
        let (name, limit) = (self.class.word(), self.limit);
        let policy = format!("\"{name}\";q={limit};w={}", WINDOW.as_secs());
        let (remaining, reset) = (self.verdict.remaining, whole_seconds(self.verdict.reset));
        let state = format!("\"{name}\";r={remaining};t={reset}");
        for (field, value) in [("ratelimit-policy", policy), ("ratelimit", state)] {
            if let Ok(value) = HeaderValue::from_str(&value) {
                headers.insert(HeaderName::from_static(field), value);
            }
        }
    }
}

/// Seconds, the last one begun counted whole.
fn whole_seconds(time: Duration) -> u64 {
    time.as_secs() + u64::from(time.subsec_nanos() > 0)
}
