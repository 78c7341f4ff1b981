//! Resources: who holds the units that are wanted, and whether a holder is stuck itself.

use serde_json::json;

use super::super::confidence::Sign;
use super::super::facts::Look;
use super::super::finding::{Fact, Finding, Found, NodeId};
use super::super::running::{self, words};
use super::super::{EvidenceType, Kind, ObjectRef, ObjectType, Relation};
use super::{Of, dependency, workstation};
use crate::plan::{Dependency, Holder, Job, JobStream, Phase, Resource};

/// Holders that are looked at and named: each is a request.
const HOLDERS: usize = 6;

/// The units that are wanted.
pub(super) struct Wanted<'a> {
    /// Name of the resource.
    pub name: &'a str,
    /// Its workstation.
    pub workstation: Option<&'a str>,
    /// Units wanted.
    pub quantity: Option<i64>,
    /// Units free, as the dependency has it.
    pub free: Option<i64>,
}

/// Too few units: name who holds them, and look at a holder that is stuck itself.
pub(super) fn findings(
    look: &Look<'_>,
    of: Of<'_>,
    dependency: &Dependency,
    wanted: &Wanted<'_>,
) -> Vec<Finding> {
    let resource = look.resource(wanted.name, wanted.workstation);
    let mut facts = vec![dependency::fact(of, dependency)];
    let mut stuck = Vec::new();
    let mut held = Vec::new();
    for holder in resource
        .iter()
        .flat_map(|resource| &resource.holders)
        .filter(|holder| !is_own(of, holder))
        .take(HOLDERS)
    {
        let (state, node) = look_at(look, holder);
        held.push((holder, state));
        stuck.extend(node);
    }
    facts.extend(resource.map(|resource| fact(resource, &held)));
    let mut found: Vec<Finding> = stuck
        .into_iter()
        .map(|to| Finding::Follow {
            to,
            relation: Relation::HeldBy,
            facts: look.wording(|| facts.clone()),
        })
        .collect();
    let cause = shortage(of, dependency, wanted, resource, &held, facts);
    // A holder that is stuck is what to act on; that it holds the units is told beside it.
    found.push(if found.is_empty() {
        cause.found()
    } else {
        cause.beside().found()
    });
    found
}

fn is_own(of: Of<'_>, holder: &Holder) -> bool {
    match (&holder.job_id, &holder.stream_id) {
        (Some(job), _) => of.is_job(job),
        (None, Some(stream)) => of.is_in_stream(stream),
        (None, None) => false,
    }
}

/// The state of a holder in words, and the holder itself where it will not let go by itself.
fn look_at(look: &Look<'_>, holder: &Holder) -> (Option<String>, Option<NodeId>) {
    if let Some(id) = &holder.job_id {
        let Some(job) = look.job(id) else {
            return (None, None);
        };
        let stuck = is_stuck(look, job).then(|| NodeId::Job(id.clone()));
        return (Some(state(look, job)), stuck);
    }
    let stream = holder.stream_id.as_deref().and_then(|id| look.stream(id));
    let Some(stream) = stream else {
        return (None, None);
    };
    let stuck = stream_is_stuck(look, stream).then(|| NodeId::Stream(stream.id.clone()));
    (Some(stream.internal.to_string()), stuck)
}

/// Whether a job that holds something does not end by itself.
fn is_stuck(look: &Look<'_>, job: &Job) -> bool {
    match job.phase() {
        Phase::Running => {
            running::overdue(look, job).is_some() || workstation::under(look, job).is_some()
        }
        Phase::Done | Phase::Cancelled | Phase::Suppressed => false,
        Phase::Failed
        | Phase::AwaitsConfirmation
        | Phase::Waiting
        | Phase::Ready
        | Phase::Undecided
        | Phase::Unknown => true,
    }
}

/// A stream that began goes on while one of its jobs runs and none is in trouble.
fn stream_is_stuck(look: &Look<'_>, stream: &JobStream) -> bool {
    match stream.phase() {
        Phase::Done | Phase::Cancelled | Phase::Suppressed => false,
        Phase::Running => look.stream_jobs(&stream.id).is_some_and(|jobs| {
            let trouble = |job: &Job| {
                matches!(
                    job.phase(),
                    Phase::Failed | Phase::AwaitsConfirmation | Phase::Undecided
                ) || running::overdue(look, job).is_some()
            };
            jobs.iter().any(trouble) || !jobs.iter().any(|job| job.phase() == Phase::Running)
        }),
        _ => true,
    }
}

/// `EXEC for 20 min, usually 60 min`.
pub(super) fn state(look: &Look<'_>, job: &Job) -> String {
    let elapsed = job
        .last_run()
        .filter(|_| job.phase() == Phase::Running)
        .and_then(|run| run.duration(look.now()));
    let mut text = job.internal.to_string();
    if text.is_empty() {
        text = job.status.to_string();
    }
    if let Some(elapsed) = elapsed {
        text.push_str(&format!(" for {}", words(elapsed)));
        if let Some(usual) = job.estimated() {
            text.push_str(&format!(", usually {}", words(usual)));
        }
    }
    text
}

fn shortage(
    of: Of<'_>,
    dependency: &Dependency,
    wanted: &Wanted<'_>,
    resource: Option<&Resource>,
    held: &[(&Holder, Option<String>)],
    facts: Vec<Fact>,
) -> Found {
    let units = wanted.quantity.map_or_else(
        || "units".to_owned(),
        |n| format!("{n} {}", if n == 1 { "unit" } else { "units" }),
    );
    let free = resource
        .and_then(|r| r.available)
        .or(wanted.free)
        .map_or_else(String::new, |n| format!("; {n} are free"));
    let holders: Vec<String> = held
        .iter()
        .filter(|(holder, _)| !holder.name.is_empty())
        .take(3)
        .map(|(holder, state)| named(holder, state.as_deref()))
        .collect();
    let held = if holders.is_empty() {
        String::new()
    } else {
        format!("; held by {}", holders.join(", "))
    };
    let name = wanted.name;
    let object = match resource {
        Some(found) => ObjectRef::other(
            ObjectType::Resource,
            found.key.clone(),
            found.name.clone(),
            Some(found.id.clone()),
        ),
        None => ObjectRef::other(ObjectType::Resource, name, name, dependency.id.clone()),
    };
    Found::here(
        Kind::ResourceUnavailable,
        format!(
            "{} waits for {units} of resource {name}{free}{held}",
            of.name()
        ),
        vec![Sign::Stated],
        facts,
    )
    .on(object, Relation::WaitsFor, None)
}

fn named(holder: &Holder, state: Option<&str>) -> String {
    match state {
        Some(state) => format!("{} ({state})", holder.name),
        None => holder.name.clone(),
    }
}

fn fact(resource: &Resource, held: &[(&Holder, Option<String>)]) -> Fact {
    let number = |n: Option<i64>| n.map_or_else(|| "?".to_owned(), |n| n.to_string());
    let holders: Vec<String> = held
        .iter()
        .filter(|(holder, _)| !holder.name.is_empty())
        .map(|(holder, state)| named(holder, state.as_deref()))
        .collect();
    let by = if holders.is_empty() {
        String::new()
    } else {
        format!("; held by {}", holders.join(", "))
    };
    Fact {
        kind: EvidenceType::Resource,
        title: format!(
            "Resource {}: {} units, {} in use, {} free{by}",
            resource.name,
            number(resource.quantity),
            number(resource.in_use),
            number(resource.available)
        ),
        source: format!(
            "GET /twsd/api/v2/plan/resource?oql=name = '{}'",
            resource.name
        ),
        excerpt: None,
        data: json!({
            "key": resource.key, "quantity": resource.quantity, "in_use": resource.in_use,
            "available": resource.available,
            "holders": resource.holders.iter().map(|h| json!({"name": h.name, "quantity": h.quantity})).collect::<Vec<_>>(),
        }),
    }
}
