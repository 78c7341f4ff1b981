//! The limits of this process.

use std::num::NonZeroU32;
use std::time::Duration;

use governor::clock::{Clock, DefaultClock};
use governor::middleware::StateInformationMiddleware;
use governor::state::keyed::DefaultKeyedStateStore;
use governor::{Quota, RateLimiter};

use super::{Verdict, WINDOW};
use crate::config::Limits;
use crate::server::gate::Class;

type Keyed =
    RateLimiter<String, DefaultKeyedStateStore<String>, DefaultClock, StateInformationMiddleware>;

/// A limiter for each class.
pub(super) struct Local {
    login: Keyed,
    read: Keyed,
    chat: Keyed,
    clock: DefaultClock,
    limits: Limits,
}

fn keyed(limit: u32) -> Keyed {
    let limit = NonZeroU32::new(limit).unwrap_or(NonZeroU32::MIN);
    RateLimiter::keyed(Quota::per_minute(limit)).with_middleware()
}

impl Local {
    pub fn new(limits: Option<Limits>) -> Self {
        let limits = limits.unwrap_or(Limits {
            read: 1,
            chat: 1,
            login: 1,
        });
        Self {
            login: keyed(limits.login),
            read: keyed(limits.read),
            chat: keyed(limits.chat),
            clock: DefaultClock::default(),
            limits,
        }
    }

    /// Counts a request under each key; the stricter one speaks.
    pub fn check(&self, class: Class, keys: &[String]) -> Verdict {
        let (limiter, limit) = match class {
            Class::Login => (&self.login, self.limits.login),
            Class::Chat => (&self.chat, self.limits.chat),
            Class::Free | Class::Read | Class::Stream => (&self.read, self.limits.read),
        };
        let one = WINDOW / limit.max(1);
        let of = |key: &String| match limiter.check_key(key) {
            Ok(state) => {
                let remaining = state.remaining_burst_capacity();
                Verdict {
                    allowed: true,
                    remaining,
                    retry_after: Duration::ZERO,
                    reset: one * limit.saturating_sub(remaining),
                }
            }
            Err(until) => Verdict {
                allowed: false,
                remaining: 0,
                retry_after: until.wait_time_from(self.clock.now()),
                reset: WINDOW,
            },
        };
        keys.iter()
            .map(of)
            .min_by_key(|verdict| (verdict.allowed, verdict.remaining))
            .unwrap_or(Verdict {
                allowed: true,
                remaining: limit,
                retry_after: Duration::ZERO,
                reset: Duration::ZERO,
            })
    }

    /// Forgets keys whose time has run out.
    pub fn sweep(&self) {
        for limiter in [&self.login, &self.read, &self.chat] {
            limiter.retain_recent();
            limiter.shrink_to_fit();
        }
    }
}
