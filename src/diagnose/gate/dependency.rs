//! Open dependencies: the next object to look at, or the thing that must be provided.

use serde_json::json;

use super::super::confidence::Sign;
use super::super::facts::Look;
use super::super::finding::{Fact, Finding, Found, NodeId};
use super::super::{EvidenceType, Kind, ObjectRef, ObjectType, Relation};
use super::resource::Wanted;
use super::{Of, join, resource};
use crate::plan::{
    ConditionStatus, Dependency, DependencyStatus, FileStatus, Job, Phase, PromptStatus,
    PromptType, Target, base_name,
};

/// What an open dependency leads to.
pub(super) fn look_at(
    look: &Look<'_>,
    of: Of<'_>,
    dependency: &Dependency,
    findings: &mut Vec<Finding>,
) {
    if !dependency.is_open() {
        return;
    }
    match &dependency.target {
        Target::Job { id, .. } => {
            let to = id.clone().map(NodeId::Job);
            findings.push(predecessor(look, of, dependency, to));
        }
        Target::Stream { id, .. } => {
            let to = id.clone().map(NodeId::Stream);
            findings.push(predecessor(look, of, dependency, to));
        }
        Target::Join {
            at_least, members, ..
        } => {
            findings.extend(join::findings(look, of, dependency, *at_least, members));
        }
        _ => findings.extend(thing(look, of, dependency)),
    }
}

/// Another job or stream, where it is to be looked at, or what the dependency alone says of it.
fn predecessor(
    look: &Look<'_>,
    of: Of<'_>,
    dependency: &Dependency,
    to: Option<NodeId>,
) -> Finding {
    if let Some(found) = unresolvable(dependency, of) {
        return found;
    }
    let Some(to) = to else {
        return by_word(dependency, of.name(), fact(of, dependency), None);
    };
    if let NodeId::Job(id) = &to
        && let Some(decided) = decided(look, dependency, id, of)
    {
        return decided;
    }
    Finding::Follow {
        to,
        relation: Relation::WaitsFor,
        facts: look.wording(|| vec![fact(of, dependency)]),
    }
}

/// A thing that must be provided.
fn thing(look: &Look<'_>, of: Of<'_>, dependency: &Dependency) -> Vec<Finding> {
    let fact = || fact(of, dependency);
    let who = of.name();
    match &dependency.target {
        Target::Job { .. } | Target::Stream { .. } | Target::Join { .. } => Vec::new(),
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
                format!("{who} waits for the file {name}{at}{test}, which {seen}"),
                vec![Sign::Stated],
                vec![fact()],
            );
            vec![found.on(object, Relation::WaitsFor, state.as_ref().map(ToString::to_string)).found()]
        }
        Target::Resource { name, workstation, quantity, available } => {
            let free = *available;
            let wanted = Wanted { name, workstation: workstation.as_deref(), quantity: *quantity, free };
            resource::findings(look, of, dependency, &wanted)
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
                format!("{who} waits for {agent}::{name} on another scheduler, whose state is {known} here"),
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
                format!("{who} waits for prompt {label}{question}, which {said}"),
                vec![if *state == Some(PromptStatus::NotAsked) { Sign::Derived } else { Sign::Stated }],
                vec![fact()],
            );
            vec![found.on(object, Relation::WaitsFor, state.as_ref().map(ToString::to_string)).found()]
        }
        Target::Other(kind) => vec![
            Found::here(
                Kind::Unknown,
                format!("{who} has an open dependency of kind \"{kind}\", which this version does not know"),
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
fn unresolvable(dependency: &Dependency, of: Of<'_>) -> Option<Finding> {
    let why = if dependency.orphaned {
        "is no longer in the plan (orphaned), so the dependency can never be met by itself"
    } else if dependency.pending || dependency.status == Some(DependencyStatus::Unbound) {
        "is not in the plan yet (pending)"
    } else {
        return None;
    };
    let (kind, id) = match &dependency.target {
        Target::Stream { id, .. } => (ObjectType::Stream, id.clone()),
        Target::Job { id, .. } => (ObjectType::Job, id.clone()),
        _ => return None,
    };
    let label = dependency.label();
    let mut found = Found::here(
        Kind::PredecessorNotStarted,
        format!("{} waits for {label}, which {why}", of.name()),
        vec![Sign::Stated],
        vec![fact(of, dependency)],
    );
    found.never = dependency.orphaned;
    let name = label.rsplit('.').next().unwrap_or(&label);
    Some(
        found
            .on(
                ObjectRef::other(kind, label.clone(), name, id),
                Relation::WaitsFor,
                None,
            )
            .found(),
    )
}

/// Only the scheduler's word about the predecessor is known, not its id.
pub(in super::super) fn by_word(
    dependency: &Dependency,
    of: &str,
    fact: Fact,
    unread: Option<(&str, &str)>,
) -> Finding {
    let status = dependency.predecessor.as_ref().map(ToString::to_string);
    let failed = dependency.predecessor_failed
        || matches!(status.as_deref(), Some("ABEND" | "FAIL" | "ERROR"));
    let (kind, state) = if failed {
        (Kind::PredecessorFailed, "has failed")
    } else {
        match &dependency.predecessor {
            Some(status) if status.as_str() == "EXEC" => (Kind::PredecessorRunning, "is running"),
            _ => (Kind::PredecessorNotStarted, "has not completed"),
        }
    };
    let more = unread.map_or_else(String::new, |(_, why)| {
        format!("; more is not known, for it could not be read: {why}")
    });
    let label = dependency.label();
    let mut found = Found::here(
        kind,
        format!("{of} waits for {label}, which {state}{more}"),
        vec![Sign::Stated],
        vec![fact],
    );
    found.never = failed;
    let name = label.rsplit('.').next().unwrap_or(&label);
    found
        .on(
            ObjectRef::other(
                ObjectType::Job,
                label.clone(),
                name,
                unread.map(|(id, _)| id.to_owned()),
            ),
            Relation::WaitsFor,
            status,
        )
        .found()
}

/// A conditional dependency whose predecessor is over, and ended otherwise than the condition wants.
fn decided(look: &Look<'_>, dependency: &Dependency, id: &str, of: Of<'_>) -> Option<Finding> {
    // Without a word of what is wanted nothing can be said of whether it came.
    if !dependency.conditional {
        return None;
    }
    let wanted: Vec<String> = dependency
        .conditions
        .iter()
        .map(ToString::to_string)
        .chain(dependency.outputs.iter().cloned())
        .collect();
    if wanted.is_empty() {
        return None;
    }
    let wanted = wanted.join(" or ");
    let job = look.job(id)?;
    // A cancelled one is named itself: it is what someone did.
    if !matches!(job.phase(), Phase::Done | Phase::Failed | Phase::Suppressed) {
        return None;
    }
    let facts = vec![fact(of, dependency), super::job_fact(job)];
    if dependency.conditions.iter().any(|one| meets(job, one)) {
        let text = format!(
            "{} waits for {wanted} of {}, which has come; the scheduler has not released it yet",
            of.name(),
            job.name
        );
        // A failure that was waited for is nobody's fault.
        return (job.phase() == Phase::Failed)
            .then(|| Found::here(Kind::Unknown, text, vec![Sign::Absence], facts).found());
    }
    // A failure where a success is wanted is followed like any other: mending it meets the
    // condition, and what a program says of itself it may say in a rerun.
    let by_rerun = !dependency.outputs.is_empty() || dependency.conditions.iter().any(is_success);
    if job.phase() == Phase::Failed && by_rerun {
        return None;
    }
    let text = format!(
        "{} waits for {wanted} of {}, but that ended {}: the branch will not be taken",
        of.name(),
        job.name,
        job.internal
    );
    // Whether a program said what is wanted is read from the dependency alone.
    let mut signs = vec![Sign::Derived];
    if dependency.outputs.is_empty() {
        signs.push(Sign::Stated);
    }
    // A repair that is not needed, or the other branch: the condition was made for that.
    Some(
        Found::here(Kind::Suppressed, text, signs, facts)
            .never()
            .expected()
            .found(),
    )
}

fn is_success(wanted: &ConditionStatus) -> bool {
    matches!(
        wanted,
        ConditionStatus::Succ | ConditionStatus::Completed | ConditionStatus::DummyCompleted
    )
}

/// Whether a job that is over meets a condition.
fn meets(job: &Job, wanted: &ConditionStatus) -> bool {
    match wanted {
        ConditionStatus::Abend | ConditionStatus::Fail => job.internal.as_str() == wanted.as_str(),
        ConditionStatus::Error => job.phase() == Phase::Failed,
        ConditionStatus::Succ | ConditionStatus::Completed | ConditionStatus::DummyCompleted => {
            job.phase() == Phase::Done
        }
        ConditionStatus::Suppr | ConditionStatus::Suppress => job.phase() == Phase::Suppressed,
        ConditionStatus::Started | ConditionStatus::Exec => true,
        // A condition that is not known may have been met for all that can be told.
        ConditionStatus::Other(_) => true,
    }
}

/// An open dependency as a fact.
pub(super) fn fact(of: Of<'_>, dependency: &Dependency) -> Fact {
    let status = dependency
        .status
        .as_ref()
        .map_or("open", |status| status.as_str());
    Fact {
        kind: EvidenceType::Dependency,
        title: format!(
            "{} depends on {} ({status})",
            of.name(),
            dependency.describe()
        ),
        source: of.request(),
        excerpt: None,
        data: json!({
            "on": dependency.describe(), "status": dependency.status, "conditional": dependency.conditional,
            "pending": dependency.pending, "orphaned": dependency.orphaned,
        }),
    }
}
