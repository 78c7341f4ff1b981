//! A circuit breaker: after several failures in a row nothing is sent for a while, then one probe.

use std::sync::Mutex;
use std::time::Duration;

use tokio::time::Instant;

/// Failures in a row that open it.
const OPENS_AFTER: u32 = 5;

/// How long it stays open at first, and at most.
const FIRST_PAUSE: Duration = Duration::from_secs(2);
const LONGEST_PAUSE: Duration = Duration::from_secs(8);

/// The breaker of one scheduler.
#[derive(Debug, Default)]
pub struct Breaker {
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    failures: u32,
    open_until: Option<Instant>,
    pause: Option<Duration>,
    probing: bool,
}

/// Why a request may not be sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Open {
    /// Failures in a row.
    pub failures: u32,
    /// Until the next probe.
    pub retry_in: Duration,
}

impl Breaker {
    /// Asks to send a request. While open, only one probe per pause is let through.
    pub fn admit(&self) -> Result<(), Open> {
        let mut state = self.state.lock().expect("no holder of the lock panics");
        let Some(until) = state.open_until else {
            return Ok(());
        };
        let now = Instant::now();
        if now >= until && !state.probing {
            state.probing = true;
            return Ok(());
        }
        Err(Open {
            failures: state.failures,
            retry_in: until.saturating_duration_since(now),
        })
    }

    /// The scheduler answered, in whatever sense.
    pub fn succeeded(&self) {
        *self.state.lock().expect("no holder of the lock panics") = State::default();
    }

    /// The scheduler did not answer, or with a server's failure.
    pub fn failed(&self) {
        let mut state = self.state.lock().expect("no holder of the lock panics");
        state.failures = state.failures.saturating_add(1);
        if state.failures >= OPENS_AFTER {
            let pause = state
                .pause
                .map_or(FIRST_PAUSE, |pause| (pause * 2).min(LONGEST_PAUSE));
            let already_open =
                state.open_until.is_some_and(|until| until > Instant::now()) && !state.probing;
            if !already_open {
                state.pause = Some(pause);
                state.open_until = Some(Instant::now() + pause);
            }
            state.probing = false;
        }
    }

    /// A probe was given up before it had an answer: the next request may try.
    pub fn abandoned(&self) {
        self.state
            .lock()
            .expect("no holder of the lock panics")
            .probing = false;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn it_opens_lets_one_probe_through_and_closes_on_success() {
        let breaker = Breaker::default();
        for _ in 0..OPENS_AFTER {
            assert!(breaker.admit().is_ok());
            breaker.failed();
        }
        assert_eq!(
            breaker.admit().map_err(|open| open.failures),
            Err(OPENS_AFTER)
        );
        tokio::time::advance(FIRST_PAUSE).await;
        assert!(breaker.admit().is_ok(), "the probe");
        assert!(breaker.admit().is_err(), "only one");
        breaker.succeeded();
        assert!(breaker.admit().is_ok());
    }

    #[tokio::test(start_paused = true)]
    async fn the_pause_grows_but_recovery_is_seen_within_ten_seconds() {
        let breaker = Breaker::default();
        for _ in 0..OPENS_AFTER {
            breaker.failed();
        }
        for _ in 0..10 {
            tokio::time::advance(LONGEST_PAUSE).await;
            assert!(breaker.admit().is_ok());
            breaker.failed();
            let open = breaker.admit().expect_err("open again");
            assert!(open.retry_in <= Duration::from_secs(10));
        }
    }
}
