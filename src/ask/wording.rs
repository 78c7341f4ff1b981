//! The built-in wording: answers in prose, drawn from the same structs that JSON shows.

mod diagnosis;
mod impact;
mod list;
mod night;
mod outlook;
mod status;
mod time;

use jiff::{Timestamp, tz::TimeZone};

pub use diagnosis::{say_diagnosis, say_evidence, without_evidence};
pub(super) use list::{say_dependencies, say_job, say_list, say_resource};
pub(super) use night::{say_handover, say_night, say_triage};
pub(super) use status::{by_status, say_critical, say_people, say_status, say_workstations};
pub(super) use time::{say_changes, say_forecast, say_how_to};

/// How many further things of a kind are named in prose.
const NAMED: usize = 5;

/// Seconds in words: `2 h 05 min`.
pub fn duration(seconds: i64) -> String {
    crate::diagnose::words(seconds)
}

/// A time of day as people read it, in the plan's time zone where known.
pub(super) fn clock(at: Timestamp, now: Timestamp, zone: &TimeZone) -> String {
    let local = at.to_zoned(zone.clone());
    let day = if local.date() == now.to_zoned(zone.clone()).date() {
        "%H:%M"
    } else {
        "%d %b %H:%M"
    };
    format!("{} {}", local.strftime(day), local.strftime("%Z"))
}

/// Text of the scheduler inside Markdown: no markup, no control characters, one line.
pub(super) fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in crate::tws::escape(text, 400).chars() {
        if matches!(c, '*' | '`' | '<' | '>' | '!' | '[' | '\\') {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

/// A command as Markdown code; a backtick inside it would end it.
pub(super) fn code(command: &str) -> String {
    format!("`{}`", crate::tws::escape(command, 400).replace('`', "'"))
}

pub(super) fn sentence(text: &str) -> String {
    capital(plain(text).trim_end_matches('.'))
}

pub(super) fn capital(text: &str) -> String {
    // Names keep their spelling; only words of our own get a capital.
    let own = text.starts_with(|c: char| c.is_ascii_lowercase());
    if !own {
        return text.to_owned();
    }
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(chars).collect()
    })
}

pub(super) fn count(n: u64, noun: &str) -> String {
    if n == 1 {
        format!("1 {noun}")
    } else {
        format!("{n} {noun}s")
    }
}

/// What can be asked.
pub(super) const ABILITIES: &str = "Ask about the batch of HCL Workload Automation, for example:\n\
- why did job LOAD abend? why has DAILY.LOAD not started? why is stream DAILY late? why is the night late?\n\
- what abended (in stream X, on workstation Y, since 22:00)? what is running, late, waiting for people?\n\
- what does X wait for? what does X block? when will X finish? what is the critical path to X?\n\
- what changed since the last good run of X? how do I rerun X? status of X, log of X\n\
- which critical jobs are at risk? which workstations have a problem? how many jobs are in error?\n\
- what happened since 22:00 (shift handover)? what does HOLD, return code 127 or AWSITA245E mean?";
