//! When a read is tried again: a short random wait, what `Retry-After` says, and a budget that
//! keeps retries a small share of the traffic.

use std::hash::{BuildHasher, Hasher, RandomState};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use backon::{BackoffBuilder, ExponentialBuilder};
use jiff::Timestamp;

/// Tries of one read, the first included.
pub(super) const TRIES: usize = 3;

/// Tokens the budget begins with and holds at most; a retry costs one.
const FLOOR: f64 = 10.0;
/// Tokens a request earns: retries are at most a fifth of the requests, after the floor.
const SHARE: f64 = 0.2;

/// How many retries are still allowed.
#[derive(Debug)]
pub(super) struct Budget(Mutex<f64>);

impl Default for Budget {
    fn default() -> Self {
        Self(Mutex::new(FLOOR))
    }
}

impl Budget {
    /// Notes a request that is no retry.
    pub fn earn(&self) {
        let mut tokens = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        *tokens = (*tokens + SHARE).min(FLOOR);
    }

    /// Takes what one retry costs, if it is there.
    pub fn spend(&self) -> bool {
        let mut tokens = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let enough = *tokens >= 1.0;
        if enough {
            *tokens -= 1.0;
        }
        enough
    }
}

/// The wait before retry number `retry` (0 is the first): anything from nothing to 100 ms, then
/// to 200 ms ("full jitter", so that clients that failed together do not come back together).
pub(super) fn wait(retry: usize) -> Duration {
    let most = ExponentialBuilder::new()
        .with_min_delay(Duration::from_millis(100))
        .with_max_times(TRIES)
        .build()
        .nth(retry)
        .unwrap_or_default();
    // The hasher's random keys are all the randomness this needs.
    let random = RandomState::new().build_hasher().finish();
    let thousandth = u32::try_from(random % 1_001).unwrap_or_default();
    most * thousandth / 1_000
}

/// The wait that a `Retry-After` header asks for: seconds, or an HTTP date. Anything else is
/// as if it were not there.
pub(super) fn retry_after(header: &str, now: Timestamp) -> Option<Duration> {
    let header = header.trim();
    if !header.is_empty() && header.bytes().all(|byte| byte.is_ascii_digit()) {
        return Some(Duration::from_secs(header.parse().unwrap_or(u64::MAX)));
    }
    let at = jiff::fmt::rfc2822::parse(header).ok()?.timestamp();
    Some(Duration::try_from(at.duration_since(now)).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_are_random_and_bounded() {
        let waits: Vec<_> = (0..50).map(|_| wait(0)).collect();
        assert!(waits.iter().all(|wait| *wait <= Duration::from_millis(101)));
        assert!(waits.iter().any(|wait| *wait != waits[0]));
        assert!((0..50).all(|_| wait(1) <= Duration::from_millis(201)));
    }

    #[test]
    fn retry_after_is_seconds_or_a_date_or_nothing() {
        let now = "2026-11-23T10:00:00Z".parse().expect("instant");
        let after = |header| retry_after(header, now);
        assert_eq!(after("2"), Some(Duration::from_secs(2)));
        assert_eq!(
            after("Mon, 23 Nov 2026 10:00:30 GMT"),
            Some(Duration::from_secs(30))
        );
        assert_eq!(after("Mon, 23 Nov 2026 09:00:00 GMT"), Some(Duration::ZERO));
        assert_eq!(
            after("99999999999999999999999"),
            Some(Duration::from_secs(u64::MAX))
        );
        for garbage in ["", "soon", "-3", "1.5", "2 s", "\u{1f600}"] {
            assert_eq!(after(garbage), None, "{garbage}");
        }
    }

    #[test]
    fn retries_are_a_fifth_of_the_requests_after_a_floor() {
        let budget = Budget::default();
        let floor = (0..100).filter(|_| budget.spend()).count();
        assert_eq!(floor, 10);
        let spent = (0..1_000)
            .filter(|_| {
                budget.earn();
                budget.spend()
            })
            .count();
        assert!((190..=200).contains(&spent), "{spent}");
    }
}
