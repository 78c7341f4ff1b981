//! When to try again, and how often: full jitter, a budget, and the server's own word.

use std::sync::Mutex;
use std::time::Duration;

use backon::{BackoffBuilder, ExponentialBuilder};
use jiff::Timestamp;

/// Tries beyond the first.
pub const RETRIES: usize = 2;

/// The share of requests that may be retries, in percent, and a floor for small numbers.
const PERCENT: f64 = 20.0;
const FLOOR: f64 = 10.0;

/// Limits retries to a share of all requests, so that they never multiply the load on a scheduler
/// in trouble.
#[derive(Debug)]
pub struct Budget {
    tokens: Mutex<f64>,
}

impl Default for Budget {
    fn default() -> Self {
        Self {
            tokens: Mutex::new(FLOOR),
        }
    }
}

impl Budget {
    /// A request was made: earns a part of a retry.
    pub fn earn(&self) {
        let mut tokens = self.tokens.lock().expect("no holder of the lock panics");
        *tokens = (*tokens + PERCENT / 100.0).min(FLOOR);
    }

    /// Takes a retry, if one is left.
    pub fn spend(&self) -> bool {
        let mut tokens = self.tokens.lock().expect("no holder of the lock panics");
        if *tokens < 1.0 {
            return false;
        }
        *tokens -= 1.0;
        true
    }
}

/// The pauses before the retries: exponential with full jitter.
pub fn pauses() -> impl Iterator<Item = Duration> {
    ExponentialBuilder::default()
        .with_min_delay(Duration::from_millis(100))
        .with_factor(3.0)
        .with_jitter()
        .with_max_times(RETRIES)
        .build()
}

/// What `Retry-After` asks for: seconds, or a date; anything else is ignored.
pub fn retry_after(header: &str, now: Timestamp) -> Option<Duration> {
    let header = header.trim();
    if let Ok(seconds) = header.parse::<u64>() {
        return Some(Duration::from_secs(seconds));
    }
    let at = jiff::fmt::rfc2822::parse(header).ok()?.timestamp();
    Some(Duration::from_secs(
        u64::try_from(at.as_second() - now.as_second()).unwrap_or(0),
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn retry_after_is_read_in_both_forms_and_garbage_is_ignored() {
        let now: Timestamp = "2026-11-23T01:00:00Z".parse().expect("a time");
        assert_eq!(retry_after("2", now), Some(Duration::from_secs(2)));
        assert_eq!(
            retry_after("Mon, 23 Nov 2026 01:00:30 GMT", now),
            Some(Duration::from_secs(30))
        );
        assert_eq!(
            retry_after("Sun, 22 Nov 2026 01:00:30 GMT", now),
            Some(Duration::ZERO)
        );
        assert_eq!(retry_after("soon", now), None);
        assert_eq!(retry_after("-3", now), None);
    }

    #[test]
    fn the_budget_is_a_share_of_the_requests() {
        let budget = Budget::default();
        let first = (0..100).filter(|_| budget.spend()).count();
        assert_eq!(first, 10);
        for _ in 0..50 {
            budget.earn();
        }
        let then = (0..100).filter(|_| budget.spend()).count();
        assert!((9..=10).contains(&then), "{then}");
    }
}
