//! Workstations as gates: link, job manager, fence and limit.

use serde_json::json;

use super::super::confidence::Sign;
use super::super::facts::Look;
use super::super::finding::{Fact, Finding, Found};
use super::super::{EvidenceType, Kind, ObjectRef, Relation};
use crate::plan::{Job, JobSubstatus, Phase, Workstation, WorkstationHealth};

/// What keeps a job whose dependencies are resolved from being launched where it should run.
///
/// `stated` is the scheduler's own word for the wait, where nothing else explains that already.
pub(super) fn job(look: &Look<'_>, job: &Job, stated: Option<&JobSubstatus>) -> Vec<Finding> {
    let Some(workstation) = look.workstation(&job.workstation) else {
        return Vec::new();
    };
    let on = |found: Found| {
        let found = found.on(
            ObjectRef::workstation(workstation),
            Relation::RunsOn,
            Some(states(workstation)),
        );
        vec![found.found()]
    };
    if let Some(found) = down(workstation) {
        return on(found);
    }
    let priority = job.priority.unwrap_or(10);
    if let Some(fence) = workstation
        .fence
        .filter(|fence| *fence > 0 && priority <= *fence)
    {
        let sign = if super::is_fence(&job.internal) {
            Sign::Stated
        } else {
            Sign::Derived
        };
        return on(Found::here(
            Kind::WorkstationFence,
            format!(
                "the priority of {} is {priority} and the fence of {} is {fence}: only jobs above it start",
                job.name, workstation.name
            ),
            vec![sign, Sign::Derived],
            vec![fact(workstation), super::job_fact(job)],
        ));
    }
    let launches_now = priority >= 100;
    match workstation.limit {
        Some(0) if !launches_now => {
            return on(Found::here(
                Kind::WorkstationLimit,
                format!(
                    "the job limit of {} is 0: only jobs of priority hi or go start there",
                    workstation.name
                ),
                vec![Sign::Stated],
                vec![fact(workstation)],
            ));
        }
        Some(limit) if !launches_now => {
            let running = look.running_on(&workstation.key).map(|jobs| {
                jobs.iter()
                    .filter(|job| job.phase() == Phase::Running)
                    .collect::<Vec<_>>()
            });
            let count = running
                .as_ref()
                .map_or(0, |jobs| i64::try_from(jobs.len()).unwrap_or(i64::MAX));
            if count >= limit {
                let names: Vec<String> = running
                    .iter()
                    .flatten()
                    .take(4)
                    .map(|job| job.short())
                    .collect();
                let by = if names.is_empty() {
                    String::new()
                } else {
                    format!(" ({})", names.join(", "))
                };
                let sign = if stated == Some(&JobSubstatus::ReadyLimit) {
                    Sign::Stated
                } else {
                    Sign::Derived
                };
                return on(Found::here(
                    Kind::WorkstationLimit,
                    format!(
                        "the job limit of {} is {limit} and {count} {} running there{by}",
                        workstation.name,
                        if count == 1 { "job is" } else { "jobs are" },
                    ),
                    vec![sign],
                    vec![
                        fact(workstation),
                        occupants(look, workstation, running.as_deref().unwrap_or_default()),
                    ],
                ));
            }
        }
        _ => {}
    }
    match stated {
        Some(JobSubstatus::ReadyAgent) => on(Found::here(
            Kind::AgentUnavailable,
            format!(
                "{} waits for an agent of {}, and none can take it",
                job.name, workstation.name
            ),
            vec![Sign::Stated],
            vec![super::job_fact(job), fact(workstation)],
        )),
        Some(JobSubstatus::ReadyLimit) => on(Found::here(
            Kind::WorkstationLimit,
            format!(
                "{} waits because the job limit of {} is reached",
                job.name, workstation.name
            ),
            vec![Sign::Stated],
            vec![super::job_fact(job), fact(workstation)],
        )),
        _ => Vec::new(),
    }
}

/// A job is shown as running where nothing can be heard of it.
pub(in super::super) fn under(look: &Look<'_>, job: &Job) -> Option<Found> {
    let key = job
        .last_run()
        .and_then(|run| run.workstation.as_deref())
        .unwrap_or(&job.workstation);
    if key.is_empty() {
        return None;
    }
    let workstation = look.workstation(key)?;
    let mut found = down(workstation)?;
    found.summary = format!(
        "{} is shown as running, but {}: its end is not known before that is mended",
        job.name,
        match found.kind {
            Kind::WorkstationStopped => format!("the job manager of {} is down", workstation.name),
            _ => format!("its workstation {} is not linked", workstation.name),
        }
    );
    found.signs = vec![Sign::Derived];
    let object = ObjectRef::workstation(workstation);
    Some(found.on(object, Relation::RunsOn, Some(states(workstation))))
}

/// What is wrong with a workstation itself: all of it, for mending one thing may not be enough.
pub(in super::super) fn workstation(workstation: &Workstation) -> Vec<Found> {
    let mut found: Vec<Found> = down(workstation).into_iter().collect();
    if workstation.limit == Some(0) {
        found.push(Found::here(
            Kind::WorkstationLimit,
            format!(
                "the job limit of {} is 0: only jobs of priority hi or go start there",
                workstation.name
            ),
            vec![Sign::Stated],
            vec![fact(workstation)],
        ));
    }
    if let Some(fence) = workstation.fence.filter(|fence| *fence >= 10) {
        found.push(Found::here(
            Kind::WorkstationFence,
            format!(
                "the fence of {} is {fence}: jobs of ordinary priority (10) do not start there",
                workstation.name
            ),
            vec![Sign::Stated],
            vec![fact(workstation)],
        ));
    }
    found
}

fn down(workstation: &Workstation) -> Option<Found> {
    let (kind, text) = match workstation.health() {
        WorkstationHealth::Unlinked => (
            Kind::WorkstationUnlinked,
            format!(
                "workstation {} is not linked, so no job can be launched there",
                workstation.name
            ),
        ),
        WorkstationHealth::Stopped => (
            Kind::WorkstationStopped,
            format!(
                "workstation {} is linked, but its job manager is down",
                workstation.name
            ),
        ),
        WorkstationHealth::Up | WorkstationHealth::Unknown => return None,
    };
    Some(Found::here(
        kind,
        text,
        vec![Sign::Stated],
        vec![fact(workstation)],
    ))
}

fn states(workstation: &Workstation) -> String {
    if workstation.states.is_empty() {
        return "no active state".to_owned();
    }
    workstation
        .states
        .iter()
        .map(|state| state.as_str())
        .collect::<Vec<_>>()
        .join(" ")
}

/// The state of a workstation as a fact.
pub(in super::super) fn fact(workstation: &Workstation) -> Fact {
    let number = |n: Option<i64>| n.map_or_else(|| "none".to_owned(), |n| n.to_string());
    Fact {
        kind: EvidenceType::Workstation,
        title: format!(
            "Workstation {} ({}): {}; limit {}, fence {}",
            workstation.name,
            workstation.kind,
            states(workstation),
            number(workstation.limit),
            number(workstation.fence)
        ),
        source: format!(
            "GET /twsd/api/v2/plan/workstation?oql=name = '{}'",
            workstation.name
        ),
        excerpt: None,
        data: json!({
            "key": workstation.key, "type": workstation.kind, "states": workstation.states,
            "limit": workstation.limit, "fence": workstation.fence,
        }),
    }
}

fn occupants(look: &Look<'_>, workstation: &Workstation, running: &[&Job]) -> Fact {
    let names: Vec<String> = running
        .iter()
        .take(10)
        .map(|job| format!("{}: {}", job.short(), super::resource::state(look, job)))
        .collect();
    Fact {
        kind: EvidenceType::Workstation,
        title: format!(
            "{} {} on {}: {}",
            running.len(),
            if running.len() == 1 {
                "job runs"
            } else {
                "jobs run"
            },
            workstation.name,
            names.join("; ")
        ),
        source: format!(
            "GET /twsd/api/v2/plan/job?oql=workstation = '{}' AND jobruns.commonStatus = 'RUNNING'",
            workstation.key
        ),
        excerpt: None,
        data: json!({ "running": names, "count": running.len() }),
    }
}
