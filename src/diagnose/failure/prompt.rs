//! The recovery prompt of a failed job, with its number where the plan tells it.

use serde_json::json;

use crate::diagnose::confidence::Sign;
use crate::diagnose::finding::Found;
use crate::diagnose::{Kind, ObjectRef, ObjectType, Relation, gate};
use crate::plan::{Job, JobStatus, PromptStatus, PromptType, RecoveryOption, Target};

/// A prompt among the dependencies of the failed job.
struct Asked {
    id: Option<String>,
    name: String,
    number: Option<i64>,
    text: Option<String>,
}

/// The recovery prompt of a failed job that waits for an answer.
pub(super) fn of(job: &Job) -> Option<Found> {
    let definition = &job.definition;
    let asked = asked(job);
    let option = matches!(
        definition.recovery,
        Some(RecoveryOption::ContinuePrompt | RecoveryOption::RerunPrompt)
    );
    let signs = match (&asked, job.needs_reply, option) {
        (Some(_), ..) | (_, true, _) => vec![Sign::Stated],
        // A job with such an option always asks when it abends; whether someone has answered
        // cannot be seen at this level of the scheduler.
        (None, false, true) if job.internal == JobStatus::Abend => vec![Sign::Derived],
        _ => return None,
    };
    let text = asked
        .as_ref()
        .and_then(|asked| asked.text.clone())
        .or_else(|| definition.recovery_prompt.clone())
        .map_or_else(String::new, |text| format!(" (\"{text}\")"));
    let after = match definition.recovery {
        Some(RecoveryOption::RerunPrompt) => "; yes reruns it",
        Some(RecoveryOption::ContinuePrompt) => "; yes lets what follows go on",
        _ => "",
    };
    let number = asked.as_ref().and_then(|asked| asked.number);
    let mut fact = gate::job_fact(job);
    fact.title = format!(
        "{} has recovery option {} and its prompt waits",
        job.short(),
        definition
            .recovery
            .as_ref()
            .map_or("with prompt", |r| r.as_str())
    );
    fact.data["prompt"] = json!(number);
    fact.data["prompt_id"] = json!(definition.recovery_prompt_id);
    let summary = format!(
        "{} abended and its recovery prompt{text} waits for an answer{after}",
        job.name
    );
    let found = Found::here(Kind::RecoveryPromptUnanswered, summary, signs, vec![fact]);
    let id = definition
        .recovery_prompt_id
        .clone()
        .or_else(|| asked.as_ref().and_then(|asked| asked.id.clone()));
    // conman's reply takes the number, or the name of a prompt that has one.
    let name = number
        .map(|number| number.to_string())
        .or_else(|| definition.recovery_prompt_name.clone())
        .or_else(|| asked.map(|asked| asked.name))
        .filter(|name| !name.is_empty());
    let object = match (name, id) {
        (None, None) => return Some(found),
        (Some(name), id) => ObjectRef::other(ObjectType::Prompt, name.clone(), name, id),
        (None, Some(id)) => ObjectRef::other(ObjectType::Prompt, id.clone(), "", Some(id)),
    };
    Some(found.on(object, Relation::WaitsFor, Some("ASKED".to_owned())))
}

fn asked(job: &Job) -> Option<Asked> {
    job.dependencies
        .iter()
        .flatten()
        .find_map(|dependency| match &dependency.target {
            Target::Prompt {
                kind: Some(PromptType::Restart),
                state,
                name,
                text,
                number,
            } if !matches!(
                state,
                Some(PromptStatus::AnsweredNo | PromptStatus::AnsweredYes)
            ) =>
            {
                Some(Asked {
                    id: dependency.id.clone(),
                    name: name.clone(),
                    number: *number,
                    text: text.clone(),
                })
            }
            _ => None,
        })
}
