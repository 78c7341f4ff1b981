//! The limit of a job stream: how many of its jobs may run at once, and which ones do.

use serde_json::json;

use super::super::confidence::Sign;
use super::super::facts::Look;
use super::super::finding::{Fact, Finding, Found, NodeId};
use super::super::running;
use super::super::{EvidenceType, Kind, ObjectRef, Relation};
use super::{resource, stream_fact, stream_request};
use crate::plan::{Job, JobStream, JobSubstatus, Phase};

/// Running jobs that are named.
const NAMED: usize = 4;

/// A limit of 0: none of its jobs may start.
pub(super) fn none(stream: &JobStream) -> Found {
    Found::here(
        Kind::StreamLimit,
        format!(
            "the limit of the job stream {} is 0, so none of its jobs starts",
            stream.name
        ),
        vec![Sign::Stated],
        vec![stream_fact(stream)],
    )
}

/// What keeps a ready job waiting for a slot of its stream.
pub(super) fn taken(look: &Look<'_>, job: &Job, stream: &JobStream) -> Vec<Finding> {
    let Some(limit) = stream.limit else {
        return Vec::new();
    };
    let on = |found: Found| {
        let status = Some(stream.internal.to_string());
        found.on(ObjectRef::stream(stream), Relation::PartOf, status)
    };
    if limit == 0 {
        return vec![on(none(stream)).found()];
    }
    let running: Vec<&Job> = look
        .stream_jobs(&stream.id)
        .into_iter()
        .flatten()
        .filter(|other| other.phase() == Phase::Running && other.id != job.id)
        .collect();
    let count = i64::try_from(running.len())
        .unwrap_or(i64::MAX)
        .max(stream.counts.executing);
    if count < limit {
        return Vec::new();
    }
    let mut facts = vec![stream_fact(stream)];
    let mut by = String::new();
    if !running.is_empty() {
        let fact = occupants(look, stream, &running);
        by = format!(" ({})", names(look, &running, NAMED).join("; "));
        facts.push(fact);
    }
    let sign = if job.substatus == Some(JobSubstatus::ReadyLimit) {
        Sign::Stated
    } else {
        Sign::Derived
    };
    let (jobs, are) = (plural(limit), if count == 1 { "is" } else { "are" });
    let text = format!(
        "the job stream {} may run {limit} {jobs} at once and {count} {are} running{by}",
        stream.name
    );
    let full = on(Found::here(
        Kind::StreamLimit,
        text,
        vec![sign],
        facts.clone(),
    ));
    // Had it ended as usual, there would be a slot.
    let mut found: Vec<Finding> = running
        .iter()
        .filter(|other| running::overdue(look, other).is_some())
        .map(|other| Finding::Follow {
            to: NodeId::Job(other.id.clone()),
            relation: Relation::HeldBy,
            facts: look.wording(|| facts.clone()),
        })
        .collect();
    found.push(if found.is_empty() {
        full.found()
    } else {
        full.beside().found()
    });
    found
}

fn plural(n: i64) -> &'static str {
    if n == 1 { "job" } else { "jobs" }
}

fn names(look: &Look<'_>, running: &[&Job], most: usize) -> Vec<String> {
    running
        .iter()
        .take(most)
        .map(|job| format!("{}: {}", job.name, resource::state(look, job)))
        .collect()
}

fn occupants(look: &Look<'_>, stream: &JobStream, running: &[&Job]) -> Fact {
    let names = names(look, running, 10);
    Fact {
        kind: EvidenceType::Stream,
        title: format!(
            "{} {} of {}: {}",
            running.len(),
            if running.len() == 1 {
                "job runs"
            } else {
                "jobs run"
            },
            stream.name,
            names.join("; ")
        ),
        source: stream_request(&stream.id),
        excerpt: None,
        data: json!({ "running": names, "count": running.len() }),
    }
}
