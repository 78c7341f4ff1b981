//! What a cause holds up, in words: how much, what mending it sets free, which deadlines are lost.

use jiff::{Timestamp, tz::TimeZone};

use super::{NAMED, clock, count, duration, plain};
use crate::diagnose::{AtRisk, Impact, ObjectRef, Released};

/// What is held up, in a sentence or two; empty when nothing is.
pub(super) fn impact(impact: &Impact, once: &str, now: Timestamp, zone: &TimeZone) -> String {
    let mut text = blocked(impact);
    if let Some(released) = &impact.released {
        text.push_str(&set_free(released, once));
    }
    for risk in impact.critical_jobs.iter().take(3) {
        text.push_str(&format!(" Critical: {}.", at_risk(risk, now, zone)));
    }
    let critical: Vec<&ObjectRef> = impact
        .critical_jobs
        .iter()
        .take(3)
        .map(|one| &one.object)
        .collect();
    let others = |risk: &&AtRisk| !critical.contains(&&risk.object);
    for risk in impact.deadlines_at_risk.iter().filter(others).take(3) {
        text.push_str(&format!(" Deadline missed: {}.", at_risk(risk, now, zone)));
    }
    if let Some(next) = impact.next_deadline.as_ref().filter(others) {
        text.push_str(&format!(" Next deadline: {}.", at_risk(next, now, zone)));
    }
    let more = impact.deadlines_in_time.saturating_sub(1);
    if more > 0 {
        text.push_str(&format!(
            " {} after it can still be kept.",
            count(more, "further deadline")
        ));
    }
    text.trim_start().to_owned()
}

/// How much is blocked, with the first names; empty when nothing is.
fn blocked(impact: &Impact) -> String {
    if impact.blocked_jobs == 0 && impact.blocked_streams == 0 {
        return String::new();
    }
    let least = if impact.at_least { "at least " } else { "" };
    let mut text = format!("It blocks {least}{}", count(impact.blocked_jobs, "job"));
    if impact.blocked_streams > 0 {
        text.push_str(&format!(
            " and {}",
            count(impact.blocked_streams, "job stream")
        ));
    }
    let names: Vec<String> = impact
        .first_jobs
        .iter()
        .chain(&impact.first_streams)
        .take(NAMED)
        .map(|object| plain(&object.name))
        .collect();
    if !names.is_empty() {
        text.push_str(&format!(
            " ({}{})",
            names.join(", "),
            if impact.blocked_jobs as usize > names.len() {
                ", …"
            } else {
                ""
            }
        ));
    }
    text.push('.');
    text
}

/// What a good end of the cause sets free; empty when that is nothing that could be told.
fn set_free(released: &Released, once: &str) -> String {
    let named = |objects: &[ObjectRef], all: u64| {
        let names: Vec<String> = objects
            .iter()
            .take(NAMED)
            .map(|object| plain(&object.name))
            .collect();
        match names.len() {
            0 => String::new(),
            n if (n as u64) < all => format!(" ({}, …)", names.join(", ")),
            _ => format!(" ({})", names.join(", ")),
        }
    };
    let least = if released.at_least { "at least " } else { "" };
    let mut free = Vec::new();
    if released.jobs > 0 {
        let names = named(&released.first_jobs, released.jobs);
        free.push(format!("{}{names}", count(released.jobs, "job")));
    }
    if released.streams > 0 {
        let names = named(&released.first_streams, released.streams);
        free.push(format!("{}{names}", count(released.streams, "job stream")));
    }
    let mut text = String::new();
    if !free.is_empty() {
        text.push_str(&format!(
            " {once}, {least}{} can start at once",
            free.join(" and ")
        ));
        if released.in_turn > 0 {
            text.push_str(&format!(", and {least}{} in turn", released.in_turn));
        }
        text.push('.');
    } else if released.in_turn > 0 {
        text.push_str(&format!(
            " {once}, {least}{} follow in turn.",
            count(released.in_turn, "job")
        ));
    }
    if released.also_kept > 0 {
        let verb = if released.also_kept == 1 {
            "waits"
        } else {
            "wait"
        };
        text.push_str(&format!(
            " {} of them {verb} for something else too.",
            released.also_kept
        ));
    }
    text
}

fn at_risk(risk: &AtRisk, now: Timestamp, zone: &TimeZone) -> String {
    let mut text = plain(&risk.object.name);
    if let Some(deadline) = risk.deadline {
        text.push_str(&format!(", deadline {}", clock(deadline, now, zone)));
    }
    text.push_str(&left(risk));
    text
}

/// What is left before a deadline, as the end of a sentence.
pub(super) fn left(risk: &AtRisk) -> String {
    match risk.slack {
        Some(slack) if slack >= 0 && risk.act_by.is_some() => {
            format!(", someone must act within {}", duration(slack))
        }
        Some(slack) if slack >= 0 => format!(", {} to spare", duration(slack)),
        Some(slack) => format!(", {} too late already", duration(-slack)),
        None => String::new(),
    }
}
