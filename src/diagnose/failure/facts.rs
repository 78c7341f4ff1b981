//! The facts that a failure is proved by.

use serde_json::json;

use super::quote;
use crate::diagnose::EvidenceType;
use crate::diagnose::finding::Fact;
use crate::diagnose::log::{LogError, LogReading};
use crate::plan::{Job, Run};

/// What the run shows.
pub(super) fn run_fact(job: &Job, run: Option<&Run>) -> Fact {
    let code = run.and_then(|run| run.return_code);
    let mut title = format!("{} ended {}", job.short(), job.internal);
    if let Some(code) = code {
        title.push_str(&format!(" with return code {code}"));
    }
    if let Some(ended) = run.and_then(|run| run.ended) {
        title.push_str(&format!(" at {ended}"));
    }
    if job.runs.len() > 1 {
        title.push_str(&format!(", run {} of {}", job.runs.len(), job.runs.len()));
    }
    Fact {
        kind: EvidenceType::Run,
        title,
        source: crate::diagnose::gate::job_request(&job.id),
        excerpt: None,
        data: json!({
            "key": job.key, "run": run.and_then(|run| run.id.clone()), "job_number": run.and_then(|run| run.number),
            "status": job.status, "internal": job.internal, "return_code": code,
            "started": run.and_then(|run| run.started), "ended": run.and_then(|run| run.ended),
            "workstation": run.and_then(|run| run.workstation.clone()).unwrap_or_else(|| job.workstation.clone()),
            "runs": job.runs.len(), "max_duration_exceeded": run.is_some_and(|run| run.max_duration_gone),
            "conditions": run.map(|run| run.conditions.clone()).unwrap_or_default(),
        }),
    }
}

fn log_source(run_id: Option<&str>) -> String {
    format!(
        "GET /twsd/api/v2/plan/job/run/{}/joblog",
        run_id.unwrap_or_default()
    )
}

/// The line of the log that tells the failure.
pub(super) fn log_fact(job: &Job, run_id: Option<&str>, error: &LogError) -> Fact {
    let line = error
        .line
        .map_or_else(String::new, |line| format!(", line {line}"));
    Fact {
        kind: EvidenceType::Log,
        title: format!(
            "Job log of {}{line}: {}",
            job.short(),
            error.signature.meaning
        ),
        source: log_source(run_id),
        excerpt: Some(error.excerpt.clone()),
        data: json!({ "line": error.line, "kind": error.signature.kind, "strength": error.strength }),
    }
}

/// The end of a log that tells no failure.
pub(super) fn last_lines_fact(job: &Job, run_id: Option<&str>, log: &LogReading) -> Fact {
    Fact {
        kind: EvidenceType::Log,
        title: format!(
            "Job log of {}: its last lines, none of which names a cause",
            job.short()
        ),
        source: log_source(run_id),
        excerpt: Some(log.last_lines.join("\n")),
        data: json!({ "exit_status": log.exit_status }),
    }
}

/// What the job is.
pub(super) fn definition_fact(job: &Job) -> Fact {
    let definition = &job.definition;
    let recovery = definition
        .recovery
        .as_ref()
        .map_or("STOP", |option| option.as_str());
    let runs = definition
        .command
        .as_deref()
        .map_or_else(String::new, |command| format!(" runs {}", quote(command)));
    let user = definition
        .user
        .as_deref()
        .map_or_else(String::new, |user| format!(" as {user}"));
    Fact {
        kind: EvidenceType::Definition,
        title: format!(
            "{}{runs}{user} on {}; recovery option {recovery}",
            job.name, job.workstation
        ),
        source: crate::diagnose::gate::job_request(&job.id),
        excerpt: None,
        data: json!({
            "command": definition.command, "user": definition.user, "task_type": definition.task_type,
            "recovery": recovery, "recovery_job": definition.recovery_job, "description": definition.description,
        }),
    }
}
