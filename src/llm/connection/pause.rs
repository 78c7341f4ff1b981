//! How long to wait before a request is tried again.

use std::time::Duration;

use super::super::failure::Failure;

/// Tries of one request that a busy or failing server gets.
const TRIES: u32 = 3;
/// The wait before the second try; it doubles.
const FIRST_WAIT: Duration = Duration::from_millis(250);
/// The longest wait that a server may ask for.
const LONGEST_WAIT: f64 = 10.0;

/// The wait before the next try, or none when there is to be no other.
pub(super) fn pause(failure: &Failure, tries: u32) -> Option<Duration> {
    let asked = failure.again?;
    if tries >= TRIES {
        return None;
    }
    match asked {
        Some(seconds) if seconds > LONGEST_WAIT => None,
        Some(seconds) => Some(Duration::from_secs_f64(seconds.max(0.0))),
        None => Some(FIRST_WAIT * 2_u32.pow(tries - 1)),
    }
}
