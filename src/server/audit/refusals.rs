//! Which refusals are worth a line, and how many of them.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// Lines of one kind from one address within the window.
const MOST: u32 = 20;
const WINDOW: Duration = Duration::from_secs(60);
/// How often those that are over are thrown out, at most.
const SWEEP: Duration = Duration::from_secs(10);
/// Addresses that are told apart; those beyond share one count.
const ADDRESSES: usize = 4_096;

/// Event and outcome of a problem that is a matter of who may do what.
pub(super) fn words(code: &str) -> Option<(&'static str, &'static str)> {
    Some(match code {
        "insufficient_scope" => ("enter", "lacks the role"),
        "invalid_token" => ("enter", "invalid token"),
        "cross_site" => ("enter", "cross-site"),
        "wrong_host" => ("enter", "wrong host"),
        "rate_limited" => ("enter", "rate limited"),
        "no_such_conversation" => ("ask", "no such conversation"),
        _ => return None,
    })
}

/// How many lines each address has had lately.
#[derive(Default)]
pub(super) struct Refusals(Mutex<Counts>);

#[derive(Default)]
struct Counts {
    by: HashMap<(Option<IpAddr>, &'static str), Count>,
    /// When those that are over were last thrown out: a flood does not do so with each request.
    swept: Option<Instant>,
}

struct Count {
    since: Instant,
    lines: u32,
}

impl Refusals {
    /// Whether another refusal of this kind to this address is written.
    pub fn is_worth_a_line(&self, client: IpAddr, code: &'static str) -> bool {
        self.count(client, code, Instant::now())
    }

    fn count(&self, client: IpAddr, code: &'static str, now: Instant) -> bool {
        let mut counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let lives = |count: &Count| now.saturating_duration_since(count.since) < WINDOW;
        let mut key = (Some(client), code);
        if counts.by.len() >= ADDRESSES && !counts.by.contains_key(&key) {
            let due = |swept: Instant| now.saturating_duration_since(swept) >= SWEEP;
            if counts.swept.is_none_or(due) {
                counts.by.retain(|_, count| lives(count));
                counts.swept = Some(now);
            }
            if counts.by.len() >= ADDRESSES {
                key = (None, code);
            }
        }
        let count = counts.by.entry(key).or_insert(Count {
            since: now,
            lines: 0,
        });
        if !lives(count) {
            *count = Count {
                since: now,
                lines: 0,
            };
        }
        count.lines += 1;
        count.lines <= MOST
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_repeated_is_noted_a_few_times_a_minute() {
        let refusals = Refusals::default();
        let (one, other) = (IpAddr::from([10, 0, 0, 1]), IpAddr::from([10, 0, 0, 2]));
        let now = Instant::now();
        let noted = |client, code, at| {
            (0..100)
                .filter(|_| refusals.count(client, code, at))
                .count()
        };
        assert_eq!(noted(one, "rate_limited", now), MOST as usize);
        assert_eq!(noted(one, "cross_site", now), MOST as usize);
        assert_eq!(noted(other, "rate_limited", now), MOST as usize);
        assert_eq!(noted(one, "rate_limited", now + WINDOW / 2), 0);
        assert_eq!(noted(one, "rate_limited", now + WINDOW), MOST as usize);
    }

    #[test]
    fn many_addresses_take_no_more_room_than_there_is() {
        let refusals = Refusals::default();
        let now = Instant::now();
        for number in 0..20_000_u32 {
            refusals.count(IpAddr::from(number.to_be_bytes()), "rate_limited", now);
        }
        let kept = refusals.0.lock().expect("whole").by.len();
        assert!(kept <= ADDRESSES + 1, "{kept}");
    }
}
