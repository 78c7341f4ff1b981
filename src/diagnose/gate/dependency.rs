//! Open dependencies: the next object to look at, or the thing that must be provided.

use serde_json::json;

use super::super::confidence::Sign;
use super::super::facts::Look;
use super::super::finding::{Fact, Finding, Found, NodeId};
use super::super::{EvidenceType, Kind, ObjectRef, ObjectType, Relation};
use super::Source;
use crate::plan::{
    Dependency, DependencyStatus, FileStatus, Phase, PromptStatus, PromptType, Resource, Target,
    base_name,
};

/// What an open dependency leads to.
pub(super) fn findings(look: &Look<'_>, of: &Source, dependency: &Dependency) -> Vec<Finding> {
    if !dependency.is_open() {
        return Vec::new();
    }
    let fact = || fact(of, dependency);
    match &dependency.target {
        Target::Job { id, name, stream, .. } => {
            let label = match stream {
                Some(stream) => format!("{stream}.{name}"),
                None => name.clone(),
            };
            if let Some(found) = unresolvable(dependency, of, &label, ObjectType::Job, id.clone(), fact()) {
                return vec![found];
            }
            let Some(id) = id else { return vec![by_word(dependency, of, &label, fact())] };
            if let Some(never) = never_met(look, dependency, id, of, fact()) {
                return vec![never];
            }
            vec![Finding::Follow { to: NodeId::Job(id.clone()), relation: Relation::WaitsFor, facts: vec![fact()] }]
        }
        Target::Stream { id, name, .. } => {
            if let Some(found) = unresolvable(dependency, of, name, ObjectType::Stream, id.clone(), fact()) {
                return vec![found];
            }
            match id {
                Some(id) => vec![Finding::Follow {
                    to: NodeId::Stream(id.clone()),
                    relation: Relation::WaitsFor,
                    facts: vec![fact()],
                }],
                None => vec![by_word(dependency, of, name, fact())],
            }
        }
        Target::Join { members, .. } => {
            members.iter().flat_map(|member| findings(look, of, member)).collect()
        }
        Target::File { name, qualifier, workstation, state, .. } => {
            let at = workstation.as_deref().map_or_else(String::new, |w| format!(" on {}", base_name(w)));
            let test = qualifier.as_deref().map_or_else(String::new, |q| format!(" (test {q})"));
            let seen = match state {
                Some(FileStatus::NotChecked) => "has not been looked for yet",
                Some(FileStatus::Checking) => "is being looked for",
                _ => "is not there",
            };
            let object = ObjectRef::other(
                ObjectType::File,
                workstation.as_deref().map_or_else(|| name.clone(), |w| format!("{w}#{name}")),
                name.clone(),
                dependency.id.clone(),
            );
            let found = Found::here(
                Kind::FileMissing,
                format!("{} waits for the file {name}{at}{test}, which {seen}", of.name),
                vec![Sign::Stated],
                vec![fact()],
            );
            vec![found.on(object, Relation::WaitsFor, state.as_ref().map(ToString::to_string)).found()]
        }
        Target::Resource { name, workstation, quantity, available } => {
            resource(look, of, dependency, (name, workstation.as_deref(), *quantity, *available))
        }
        Target::Internetwork { agent, name, state } => {
            let object = ObjectRef::other(
                ObjectType::Internetwork,
                format!("{agent}::{name}"),
                name.clone(),
                dependency.id.clone(),
            );
            let known = state.as_deref().unwrap_or("not known");
            let found = Found::here(
                Kind::InternetworkUndecided,
                format!("{} waits for {agent}::{name} on another scheduler, whose state is {known} here", of.name),
                vec![Sign::Stated],
                vec![fact()],
            );
            vec![found.on(object, Relation::WaitsFor, state.clone()).found()]
        }
        Target::Prompt { name, number, text, state, kind } => {
            let is_recovery = *kind == Some(PromptType::Restart);
            let label = match number {
                Some(number) if name.is_empty() => number.to_string(),
                _ => name.clone(),
            };
            let said = match state {
                Some(PromptStatus::AnsweredNo) => "was answered with no",
                Some(PromptStatus::NotAsked) => "has not been asked yet",
                _ => "waits for an answer",
            };
            let question = text.as_deref().map_or_else(String::new, |text| format!(" (\"{text}\")"));
            let object = ObjectRef::other(ObjectType::Prompt, label.clone(), label.clone(), dependency.id.clone());
            let found = Found::here(
                if is_recovery { Kind::RecoveryPromptUnanswered } else { Kind::PromptUnanswered },
                format!("{} waits for prompt {label}{question}, which {said}", of.name),
                vec![if *state == Some(PromptStatus::NotAsked) { Sign::Derived } else { Sign::Stated }],
                vec![fact()],
            );
            vec![found.on(object, Relation::WaitsFor, state.as_ref().map(ToString::to_string)).found()]
        }
        Target::Other(kind) => vec![
            Found::here(
                Kind::Unknown,
                format!("{} has an open dependency of kind \"{kind}\", which this version does not know", of.name),
                vec![Sign::Absence],
                vec![fact()],
            )
            .found(),
        ],
    }
}

/// A prompt is asked only when everything else is resolved: while something else is open, an
/// unasked prompt is not what holds the job.
pub(super) fn drop_unasked_prompts(findings: &mut Vec<Finding>) {
    let unasked = |finding: &Finding| {
        matches!(finding, Finding::Cause(found) if found.kind == Kind::PromptUnanswered
            && matches!(&found.elsewhere, Some((_, _, Some(state))) if state == "NOT_ASKED"))
    };
    if findings.iter().any(|finding| !unasked(finding)) {
        findings.retain(|finding| !unasked(finding));
    }
}

/// The predecessor is not in the plan: not yet, or no more.
fn unresolvable(
    dependency: &Dependency,
    of: &Source,
    label: &str,
    kind: ObjectType,
    id: Option<String>,
    fact: Fact,
) -> Option<Finding> {
    let why = if dependency.orphaned {
        "is no longer in the plan (orphaned), so the dependency can never be met by itself"
    } else if dependency.pending || dependency.status == Some(DependencyStatus::Unbound) {
        "is not in the plan yet (pending)"
    } else {
        return None;
    };
    let found = Found::here(
        Kind::PredecessorNotStarted,
        format!("{} waits for {label}, which {why}", of.name),
        vec![Sign::Stated],
        vec![fact],
    );
    let name = label.rsplit('.').next().unwrap_or(label);
    Some(
        found
            .on(
                ObjectRef::other(kind, label, name, id),
                Relation::WaitsFor,
                None,
            )
            .found(),
    )
}

/// Only the scheduler's word about the predecessor is known, not its id.
fn by_word(dependency: &Dependency, of: &Source, label: &str, fact: Fact) -> Finding {
    let (kind, state) = if dependency.predecessor_failed {
        (Kind::PredecessorFailed, "has failed")
    } else {
        match &dependency.predecessor {
            Some(status) if status.as_str() == "EXEC" => (Kind::PredecessorRunning, "is running"),
            _ => (Kind::PredecessorNotStarted, "has not completed"),
        }
    };
    let found = Found::here(
        kind,
        format!("{} waits for {label}, which {state}", of.name),
        vec![Sign::Stated],
        vec![fact],
    );
    let name = label.rsplit('.').next().unwrap_or(label);
    let status = dependency.predecessor.as_ref().map(ToString::to_string);
    found
        .on(
            ObjectRef::other(ObjectType::Job, label, name, None),
            Relation::WaitsFor,
            status,
        )
        .found()
}

/// A conditional dependency whose predecessor ended in another way than the condition wants.
fn never_met(
    look: &Look<'_>,
    dependency: &Dependency,
    id: &str,
    of: &Source,
    fact: Fact,
) -> Option<Finding> {
    if !dependency.conditional {
        return None;
    }
    let job = look.job(id)?;
    if !matches!(
        job.phase(),
        Phase::Done | Phase::Failed | Phase::Cancelled | Phase::Suppressed
    ) {
        return None;
    }
    let wanted: Vec<String> = dependency
        .conditions
        .iter()
        .map(ToString::to_string)
        .chain(dependency.outputs.iter().cloned())
        .collect();
    let met = dependency
        .conditions
        .iter()
        .any(|condition| match condition.as_str() {
            "ABEND" => job.internal.as_str() == "ABEND",
            "FAIL" => job.internal.as_str() == "FAIL",
            "SUCC" => job.phase() == Phase::Done,
            "SUPPR" | "SUPPRESS" => job.phase() == Phase::Suppressed,
            "EXEC" | "STARTED" => true,
            "ERROR" => job.phase() == Phase::Failed,
            _ => false,
        });
    // A failure where a success is wanted is followed like any other: mending it meets the condition.
    // A cancelled one is named itself: it is what someone did.
    if met || matches!(job.phase(), Phase::Failed | Phase::Cancelled) {
        return None;
    }
    let wanted = if wanted.is_empty() {
        "another outcome".to_owned()
    } else {
        wanted.join(" or ")
    };
    let mut facts = vec![fact];
    facts.push(super::job_fact(job));
    Some(
        Found::here(
            Kind::Suppressed,
            format!(
                "{} waits for {wanted} of {}, but that ended {}: the branch will not be taken",
                of.name, job.name, job.internal
            ),
            vec![Sign::Derived, Sign::Stated],
            facts,
        )
        .found(),
    )
}

/// Too few units: name who holds them, and look at a holder that is stuck itself.
fn resource(
    look: &Look<'_>,
    of: &Source,
    dependency: &Dependency,
    (name, workstation, quantity, available): (&str, Option<&str>, Option<i64>, Option<i64>),
) -> Vec<Finding> {
    let resource = look.resource(name, workstation);
    let mut facts = vec![fact(of, dependency)];
    facts.extend(resource.map(resource_fact));
    let mut stuck = Vec::new();
    for holder in resource.iter().flat_map(|resource| &resource.holders) {
        let Some(job) = holder.job_id.as_deref().and_then(|id| look.job(id)) else {
            continue;
        };
        if matches!(job.phase(), Phase::Failed | Phase::AwaitsConfirmation)
            || super::super::running::overdue(look, job).is_some()
        {
            stuck.push(Finding::Follow {
                to: NodeId::Job(job.id.clone()),
                relation: Relation::HeldBy,
                facts: facts.clone(),
            });
        }
    }
    if !stuck.is_empty() {
        return stuck;
    }
    let wanted = quantity.map_or_else(|| "units".to_owned(), |n| format!("{n} units"));
    let free = resource
        .and_then(|r| r.available)
        .or(available)
        .map_or_else(String::new, |n| format!("; {n} are free"));
    let holders: Vec<&str> = resource
        .iter()
        .flat_map(|r| &r.holders)
        .map(|h| h.name.as_str())
        .take(3)
        .collect();
    let held = if holders.is_empty() {
        String::new()
    } else {
        format!("; held by {}", holders.join(", "))
    };
    let object = match resource {
        Some(found) => ObjectRef::other(
            ObjectType::Resource,
            found.key.clone(),
            found.name.clone(),
            Some(found.id.clone()),
        ),
        None => ObjectRef::other(ObjectType::Resource, name, name, dependency.id.clone()),
    };
    let found = Found::here(
        Kind::ResourceUnavailable,
        format!(
            "{} waits for {wanted} of resource {name}{free}{held}",
            of.name
        ),
        vec![Sign::Stated],
        facts,
    );
    vec![found.on(object, Relation::WaitsFor, None).found()]
}

fn resource_fact(resource: &Resource) -> Fact {
    let number = |n: Option<i64>| n.map_or_else(|| "?".to_owned(), |n| n.to_string());
    Fact {
        kind: EvidenceType::Resource,
        title: format!(
            "Resource {}: {} units, {} in use, {} free",
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

fn fact(of: &Source, dependency: &Dependency) -> Fact {
    let status = dependency
        .status
        .as_ref()
        .map_or("open", |status| status.as_str());
    Fact {
        kind: EvidenceType::Dependency,
        title: format!(
            "{} depends on {} ({status})",
            of.name,
            dependency.describe()
        ),
        source: of.request.clone(),
        excerpt: None,
        data: json!({
            "on": dependency.describe(), "status": dependency.status, "conditional": dependency.conditional,
            "pending": dependency.pending, "orphaned": dependency.orphaned,
        }),
    }
}
