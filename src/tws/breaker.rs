//! A circuit breaker: when the scheduler failed several times in a row, ask it only now and then.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

use super::failure::{Failed, Health};

/// Failures in a row that open the breaker.
const THRESHOLD: u32 = 5;
/// How long it stays open at first; after a failed probe twice that, which is also the most: a
/// scheduler that is back is noticed within this time.
const FIRST_WAIT: Duration = Duration::from_secs(5);
const LONGEST_WAIT: Duration = Duration::from_secs(10);

/// The breaker of one scheduler.
#[derive(Debug, Default)]
pub(super) struct Breaker(Mutex<State>);

#[derive(Debug, Default)]
struct State {
    failures: u32,
    /// What the last of them was.
    why: String,
    /// Set while open: when the next probe may go, and how long the present wait is.
    open: Option<(Instant, Duration)>,
    probing: bool,
}

/// The breaker is open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Open {
    /// Failures in a row so far.
    pub failures: u32,
    /// Time until the next probe.
    pub next: Duration,
    /// What the last failure was.
    pub why: String,
}

/// Leave for one try; tell it how the try went.
#[derive(Debug)]
#[must_use]
pub(super) struct Permit<'a> {
    breaker: &'a Breaker,
    probe: bool,
}

impl Breaker {
    /// Whether a try would be let through now, without taking the place of the probe.
    pub fn check(&self) -> Result<(), Open> {
        self.state().refusal()
    }

    /// Leave for one try. While half open, one caller gets it and the others do not.
    pub fn admit(&self) -> Result<Permit<'_>, Open> {
        let mut state = self.state();
        state.refusal()?;
        let probe = state.open.is_some();
        state.probing |= probe;
        Ok(Permit {
            breaker: self,
            probe,
        })
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn refusal(&self) -> Result<(), Open> {
        let Some((until, _)) = self.open else {
            return Ok(());
        };
        let next = until.saturating_duration_since(Instant::now());
        if next.is_zero() && !self.probing {
            return Ok(());
        }
        Err(Open {
            failures: self.failures,
            next,
            why: self.why.clone(),
        })
    }
}

impl Permit<'_> {
    /// Notes how the try went, and why it failed for those who are refused from now on.
    pub fn settle<T>(self, result: &Result<T, Failed>) {
        let Err(failed) = result else {
            return self.done(Health::Well);
        };
        if failed.health == Health::Ill {
            self.breaker.state().why.clone_from(&failed.text);
        }
        self.done(failed.health);
    }

    fn done(self, health: Health) {
        let mut state = self.breaker.state();
        match health {
            Health::Well => *state = State::default(),
            Health::Ill => {
                state.failures = state.failures.saturating_add(1);
                let wait = match state.open {
                    Some((_, wait)) if self.probe => Some((wait * 2).min(LONGEST_WAIT)),
                    None if state.failures >= THRESHOLD => Some(FIRST_WAIT),
                    _ => None,
                };
                if let Some(wait) = wait {
                    state.open = Some((Instant::now() + wait, wait));
                }
            }
            Health::Unknown => {}
        }
    }
}

impl Drop for Permit<'_> {
    /// A probe that was given up makes room for the next.
    fn drop(&mut self) {
        if self.probe {
            self.breaker.state().probing = false;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fail(breaker: &Breaker, times: u32) {
        for _ in 0..times {
            breaker.admit().expect("closed").done(Health::Ill);
        }
    }

    #[tokio::test(start_paused = true)]
    async fn five_failures_in_a_row_open_it_for_five_seconds() {
        let breaker = Breaker::default();
        fail(&breaker, 4);
        breaker.admit().expect("closed").done(Health::Well);
        fail(&breaker, 5);
        let open = breaker.admit().expect_err("open");
        assert_eq!(
            open,
            Open {
                failures: 5,
                next: Duration::from_secs(5),
                why: String::new()
            }
        );
        tokio::time::advance(Duration::from_millis(4_999)).await;
        assert!(breaker.check().is_err());
        tokio::time::advance(Duration::from_millis(1)).await;
        assert!(breaker.check().is_ok());
    }

    #[tokio::test(start_paused = true)]
    async fn one_probe_goes_at_a_time_and_its_success_closes_it() {
        let breaker = Breaker::default();
        fail(&breaker, 5);
        tokio::time::advance(Duration::from_secs(5)).await;
        let probe = breaker.admit().expect("the probe");
        assert!(breaker.admit().is_err() && breaker.check().is_err());
        probe.done(Health::Well);
        assert!(breaker.admit().is_ok());
    }

    #[tokio::test(start_paused = true)]
    async fn a_failed_probe_waits_longer_but_never_above_ten_seconds() {
        let breaker = Breaker::default();
        fail(&breaker, 5);
        for _ in 0..4 {
            tokio::time::advance(LONGEST_WAIT).await;
            breaker.admit().expect("the probe").done(Health::Ill);
            let open = breaker.admit().expect_err("open");
            assert_eq!(open.next, LONGEST_WAIT);
        }
    }

    #[tokio::test(start_paused = true)]
    async fn a_probe_that_is_given_up_leaves_its_place() {
        let breaker = Breaker::default();
        fail(&breaker, 5);
        tokio::time::advance(Duration::from_secs(5)).await;
        drop(breaker.admit().expect("the probe"));
        assert!(breaker.admit().is_ok());
    }

    #[tokio::test]
    async fn a_refusal_of_credentials_neither_opens_nor_closes_it() {
        let breaker = Breaker::default();
        fail(&breaker, 4);
        breaker.admit().expect("closed").done(Health::Unknown);
        fail(&breaker, 1);
        assert!(breaker.admit().is_err());
    }
}
