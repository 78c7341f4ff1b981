//! What an object waits for that is not other work, in a few words: for lists, where there is no
//! room for a whole diagnosis.

use super::{Kind, ObjectRef, ObjectType};
use crate::plan::{Dependency, FileStatus, PromptStatus, PromptType, Target, base_name};

/// The prompt, file, resource or remote object that keeps something, with a sentence; none while it
/// waits for other work too, for then that may be the cause.
pub fn things_waited_for(
    name: &str,
    dependencies: &[Dependency],
) -> Option<(Kind, ObjectRef, String)> {
    let open = || dependencies.iter().filter(|one| one.is_open());
    let work = |one: &Dependency| {
        matches!(
            one.target,
            Target::Job { .. } | Target::Stream { .. } | Target::Join { .. } | Target::Other(_)
        )
    };
    if open().any(work) {
        return None;
    }
    // A prompt is asked only when everything else is resolved.
    let unasked = |one: &Dependency| matches!(&one.target, Target::Prompt { state, .. } if *state == Some(PromptStatus::NotAsked));
    open()
        .filter_map(|one| Some((unasked(one), thing(name, one)?)))
        .min_by_key(|(unasked, (kind, ..))| (*unasked, kind.rank()))
        .map(|(_, found)| found)
}

fn thing(of: &str, dependency: &Dependency) -> Option<(Kind, ObjectRef, String)> {
    let id = dependency.id.clone();
    Some(match &dependency.target {
        Target::Prompt {
            name,
            number,
            text,
            kind,
            ..
        } => {
            let label = match number {
                Some(number) if name.is_empty() => number.to_string(),
                _ => name.clone(),
            };
            let question = text
                .as_deref()
                .map_or_else(String::new, |text| format!(" (\"{text}\")"));
            let kind = match kind {
                Some(PromptType::Restart) => Kind::RecoveryPromptUnanswered,
                _ => Kind::PromptUnanswered,
            };
            let words = format!("{of} waits for an answer to prompt {label}{question}");
            (
                kind,
                ObjectRef::other(ObjectType::Prompt, label.clone(), label, id),
                words,
            )
        }
        Target::File {
            name,
            workstation,
            state,
            ..
        } => {
            let at = workstation.as_deref();
            let on = at.map_or_else(String::new, |at| format!(" on {}", base_name(at)));
            let seen = match state {
                Some(FileStatus::NotChecked) => "has not been looked for yet",
                Some(FileStatus::Checking) => "is being looked for",
                _ => "is not there",
            };
            let key = at.map_or_else(|| name.clone(), |at| format!("{at}#{name}"));
            let words = format!("{of} waits for the file {name}{on}, which {seen}");
            let object = ObjectRef::other(ObjectType::File, key, name.clone(), id);
            (Kind::FileMissing, object, words)
        }
        Target::Resource {
            name,
            workstation,
            quantity,
            available,
        } => {
            let wanted = quantity.map_or_else(|| "units".to_owned(), |n| format!("{n} units"));
            let free = available.map_or_else(String::new, |n| format!("; {n} are free"));
            let key = workstation
                .as_deref()
                .map_or_else(|| name.clone(), |at| format!("{at}#{name}"));
            let words = format!("{of} waits for {wanted} of resource {name}{free}");
            let object = ObjectRef::other(ObjectType::Resource, key, name.clone(), id);
            (Kind::ResourceUnavailable, object, words)
        }
        Target::Internetwork { agent, name, state } => {
            let known = state.as_deref().unwrap_or("not known");
            let words = format!(
                "{of} waits for {agent}::{name} on another scheduler, whose state is {known} here"
            );
            let key = format!("{agent}::{name}");
            let object = ObjectRef::other(ObjectType::Internetwork, key, name.clone(), id);
            (Kind::InternetworkUndecided, object, words)
        }
        _ => return None,
    })
}
