//! Failed logins are followed by growing delays, for the account and for the address.

use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;

use crate::server::store::Store;

/// Failures that are free.
const FREE: u64 = 5;
/// The first delay, doubled with every further failure.
const FIRST: u64 = 30;
/// The longest delay.
const LONGEST: u64 = 15 * 60;
/// How long failures are remembered.
const MEMORY: Duration = Duration::from_secs(15 * 60);

/// Counts failed logins.
pub struct Throttle {
    store: Arc<Store>,
}

/// The two that a login counts for. A name may be anything and of any length: only its digest is kept.
fn subjects(name: &str, client: IpAddr) -> [String; 2] {
    [
        format!("u:{}", crate::server::random::digest(name)),
        format!("a:{client}"),
    ]
}

impl Throttle {
    /// With the counts of this store.
    pub fn new(store: Arc<Store>) -> Self {
        Self { store }
    }

    /// How long a login must wait still.
    pub async fn wait(&self, name: &str, client: IpAddr) -> Option<Duration> {
        let now = Timestamp::now().as_millisecond();
        let mut longest = None;
        for subject in subjects(name, client) {
            let until = self.store.get(&format!("locked:{subject}")).await;
            longest = longest.max(until.and_then(|until| left(&until, now)));
        }
        longest
    }

    /// Notes a failed login.
    pub async fn failed(&self, name: &str, client: IpAddr) {
        for subject in subjects(name, client) {
            let count = self.store.count(&format!("failed:{subject}"), MEMORY).await;
            let Some(delay) = delay(count) else {
                continue;
            };
            let milliseconds = i64::try_from(delay.as_millis()).unwrap_or(i64::MAX / 2);
            let until = Timestamp::now().as_millisecond() + milliseconds;
            let (key, value) = (
                format!("locked:{subject}"),
                format!("{until} {milliseconds}"),
            );
            self.store.put(&key, &value, delay).await;
        }
    }

    /// Forgets the failures of an account that has logged in. Those of the address stay: an
    /// attacker with an account of his own must not wash them off with it.
    pub async fn succeeded(&self, name: &str, client: IpAddr) {
        let [account, _] = subjects(name, client);
        for kind in ["failed", "locked"] {
            self.store.remove(&format!("{kind}:{account}")).await;
        }
    }
}

/// How long a lock holds still. It holds as long as it is kept, by a clock that nobody sets: the time of
/// day only tells how long to wait, so that a wall clock that is put forward opens nothing.
fn left(locked: &str, now: i64) -> Option<Duration> {
    let (until, delay) = locked.split_once(' ')?;
    let (until, delay): (i64, i64) = (until.parse().ok()?, delay.parse().ok()?);
    let left = (until - now).min(delay).max(1_000);
    u64::try_from(left).ok().map(Duration::from_millis)
}

/// The delay after so many failures. The fifth brings the first.
fn delay(failures: u64) -> Option<Duration> {
    let over = failures.checked_sub(FREE)?;
    let seconds = FIRST.saturating_mul(1 << over.min(10)).min(LONGEST);
    Some(Duration::from_secs(seconds))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_that_is_put_forward_or_back_opens_no_lock_and_lengthens_none() {
        let seconds = |now| left("100000 30000", now).map(|left| left.as_secs());
        assert_eq!(seconds(80_000), Some(20));
        assert_eq!(seconds(80_000 + 3_600_000), Some(1));
        assert_eq!(seconds(80_000 - 3_600_000), Some(30));
        assert_eq!(left("nonsense", 0), None);
    }

    #[test]
    fn delays_begin_after_five_failures_and_grow_to_a_quarter_of_an_hour() {
        let seconds = |failures| delay(failures).map(|delay| delay.as_secs());
        assert_eq!(seconds(4), None);
        assert_eq!(seconds(5), Some(30));
        assert_eq!(seconds(7), Some(120));
        assert_eq!(seconds(60), Some(900));
    }
}
