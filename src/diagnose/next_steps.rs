//! What to do about a cause: the exact command, and why; the harmless first.

mod mend;
#[cfg(test)]
mod tests;

use super::{Cause, Kind, NextStep, ObjectType};
use crate::plan::{Job, Workstation, base_name};

/// Builds a step.
fn step(title: impl Into<String>, why: impl Into<String>) -> NextStep {
    NextStep {
        title: title.into(),
        why: why.into(),
        command: None,
        conman: None,
        changes_plan: false,
    }
}

trait Commands {
    fn resync(self, command: String) -> Self;
    fn conman(self, command: String) -> Self;
    fn changing(self) -> Self;
}

impl Commands for NextStep {
    fn resync(mut self, command: String) -> Self {
        self.command = Some(command);
        self
    }
    fn conman(mut self, command: String) -> Self {
        self.conman = Some(command);
        self
    }
    fn changing(mut self) -> Self {
        self.changes_plan = true;
        self
    }
}

/// What the steps are about, beside the cause.
pub(super) struct About<'a> {
    /// The job the cause lies in, if any.
    pub job: Option<&'a Job>,
    /// The workstation the cause lies in, if any.
    pub workstation: Option<&'a Workstation>,
}

/// What to do about a cause.
pub(super) fn of(cause: &Cause, about: &About<'_>) -> Vec<NextStep> {
    let mut steps: Vec<NextStep> = site(cause).collect();
    steps.extend(leave(cause));
    let name = about.job.map(shell_name);
    let selection = about.job.map(conman_name);
    if let (Some(name), true) = (&name, failed(cause.kind)) {
        steps.push(
            step("Read the end of the job log", "to see the failure in full")
                .resync(format!("resync jobs log {name} --tail 50"))
                .conman(format!(
                    "showjobs {};stdlist",
                    selection.clone().unwrap_or_default()
                )),
        );
    }
    if let Some((title, why)) = mend::of(cause.kind) {
        steps.push(step(title, why));
    }
    match (cause.kind, about.job) {
        (kind, Some(job)) if failed(kind) => steps.extend(after_failure(job)),
        (Kind::HeldByOperator, Some(job)) => steps.push(release(cause, job)),
        (Kind::ConfirmationRequired, Some(job)) => {
            steps.push(
                step(
                    "Confirm the result, once checked",
                    "what depends on it goes on only then",
                )
                .resync(format!("resync jobs confirm {} --succ", shell_name(job)))
                .conman(format!("confirm {};succ", conman_name(job)))
                .changing(),
            );
        }
        (Kind::RunningLongerThanUsual, Some(job)) => {
            steps.push(
                step(
                    "Watch what it writes",
                    "a job that still writes is slow; one that does not may hang",
                )
                .resync(format!("resync jobs log {} --follow", shell_name(job)))
                .conman(format!("showjobs {};stdlist", conman_name(job))),
            );
        }
        (Kind::RecoveryPromptUnanswered, Some(job)) => {
            steps.push(match reply(cause) {
                Some(command) => step(
                    "Answer the recovery prompt",
                    "yes starts the recovery, no leaves the job as it is",
                )
                .conman(command)
                .changing(),
                None => step(
                    "Find the prompt's number and answer it",
                    "the recovery waits for yes or no",
                )
                .conman("recall".to_owned())
                .changing(),
            });
            steps.push(
                step(
                    "Or rerun it yourself once the cause is mended",
                    "a good rerun makes the prompt moot",
                )
                .resync(format!("resync jobs rerun {}", shell_name(job)))
                .conman(format!("rerun {}", conman_name(job)))
                .changing(),
            );
        }
        _ => {}
    }
    steps.extend(elsewhere(cause, about));
    steps
}

/// That it may be left as it is, where it is so by plan or by someone's decision.
fn leave(cause: &Cause) -> Option<NextStep> {
    let (title, why) = match cause.kind {
        _ if !cause.as_expected => return None,
        Kind::HeldByOperator | Kind::StreamHeld => (
            "Leave it on hold, unless it is wanted now",
            "it is planned that way: nothing is wrong, and nothing needs to be done unless someone wants it to run",
        ),
        Kind::Cancelled => (
            "Leave it, unless its result is needed after all",
            "someone decided that it does not run; nothing needs to be done unless something misses what it would have made",
        ),
        Kind::Suppressed => (
            "Leave it, unless the condition itself is wrong",
            "its condition decided that it does not run; nothing needs to be done unless that branch was wanted",
        ),
        Kind::NoOperation => (
            "Leave it, unless it was meant to run",
            "it counts as done without being executed; nothing needs to be done unless its definition should say otherwise",
        ),
        Kind::PredecessorNotStarted => (
            "Wait a moment",
            "it is just being launched; nothing needs to be done unless it stays so",
        ),
        _ => return None,
    };
    Some(step(title, why))
}

/// Lets a held job go, back to the priority it was planned with.
fn release(cause: &Cause, job: &Job) -> NextStep {
    let planned = job.original_priority.filter(|planned| *planned > 0);
    let (title, why) = match (cause.as_expected, planned) {
        (true, _) => (
            "Release it, when it is wanted",
            "it starts then, as soon as all else it waits for is there".to_owned(),
        ),
        (false, Some(planned)) => (
            "Release it, if it may run",
            format!("someone set its priority from {planned} to 0: ask who, and why, first"),
        ),
        (false, None) => (
            "Release it, if it may run",
            "a held job waits until someone releases it; ask who held it first".to_owned(),
        ),
    };
    step(title, why)
        .resync(format!("resync jobs release {}", shell_name(job)))
        .conman(format!(
            "altpri {};{}",
            conman_name(job),
            planned.unwrap_or(10)
        ))
        .changing()
}

/// The command that answers a prompt, where its number or its name is known.
fn reply(cause: &Cause) -> Option<String> {
    let object = &cause.object;
    (object.kind == ObjectType::Prompt && !object.name.is_empty())
        .then(|| format!("reply {};yes", object.name))
}

/// What the site's dictionary says to do.
fn site(cause: &Cause) -> impl Iterator<Item = NextStep> {
    let note = cause.site.as_ref();
    let procedure = note.and_then(|note| note.procedure.as_ref()).map(|link| {
        step(
            format!("Follow the procedure {link}"),
            "the site's dictionary names it for this",
        )
    });
    let owner = note.and_then(|note| note.owner.as_ref()).map(|owner| {
        step(
            format!("Call {owner}"),
            "they own it, by the site's dictionary",
        )
    });
    [procedure, owner].into_iter().flatten()
}

/// Steps for causes that lie in something other than a job.
fn elsewhere(cause: &Cause, about: &About<'_>) -> Option<NextStep> {
    let object = &cause.object;
    let key = about
        .workstation
        .map_or(object.key.as_str(), |w| w.key.as_str());
    match cause.kind {
        Kind::WorkstationUnlinked => Some(
            step(
                "Link the workstation",
                "no job starts there until it is linked; check the network and the agent first",
            )
            .conman(format!("link {key}"))
            .changing(),
        ),
        Kind::WorkstationStopped => Some(
            step(
                "Start the job manager",
                "the workstation is linked, only its job manager is down",
            )
            .conman(format!("start {key}"))
            .changing(),
        ),
        Kind::WorkstationLimit => Some(
            step(
                "Raise the job limit, if the machine can bear it",
                "jobs start as soon as a slot is free",
            )
            .conman(format!("limit cpu={key};N"))
            .changing(),
        ),
        Kind::WorkstationFence => Some(
            step(
                "Lower the fence, or raise the job's priority",
                "only priorities above the fence start",
            )
            .conman(format!("fence {key};0"))
            .changing(),
        ),
        Kind::StreamLimit => Some(
            step(
                "Raise the stream's limit, or wait for a job of it to end",
                "the stream runs as many jobs as it may",
            )
            .conman(format!("limit sched={};N", object.key))
            .changing(),
        ),
        Kind::StreamHeld => Some(
            if cause.as_expected {
                step(
                    "Release the stream, when it is wanted",
                    "its jobs start then, as soon as all else they wait for is there",
                )
            } else {
                step(
                    "Release the stream, if it may run",
                    "its priority is 0; ask who held it first",
                )
            }
            .conman(format!("altpri {};10", object.key))
            .changing(),
        ),
        Kind::PromptUnanswered => Some(
            step(
                "Answer the prompt",
                "yes lets the job go on, no keeps it where it is",
            )
            .conman(reply(cause).unwrap_or_else(|| "recall".to_owned()))
            .changing(),
        ),
        Kind::RecoveryPromptUnanswered if about.job.is_none() => Some(
            step(
                "Answer the recovery prompt",
                "yes starts the recovery, no leaves the job as it is",
            )
            .conman(reply(cause).unwrap_or_else(|| "recall".to_owned()))
            .changing(),
        ),
        Kind::Cancelled if !cause.as_expected => Some(step(
            "Let what waits go on without it, or submit it again",
            "it was cancelled and will not run, so a dependency on its outcome never holds by itself",
        )),
        Kind::Suppressed if !cause.as_expected => Some(step(
            "See what kept it from starting in time, and submit it again if it is still wanted",
            "it was suppressed and does not run any more by itself",
        )),
        Kind::PredecessorNotStarted if !cause.as_expected => Some(step(
            "See whether what it waits for is still to come",
            "if it never does, the dependency has to be released or deleted",
        )),
        Kind::ResourceUnavailable => Some(
            step(
                "See who holds the resource",
                "it becomes free when the holder ends",
            )
            .conman(format!("showresources {};keys", object.key)),
        ),
        Kind::FileMissing => Some(
            step(
                "Ask whoever delivers the file",
                "the job starts by itself when the file is there",
            )
            .conman(format!("showfiles {}", object.key)),
        ),
        _ => None,
    }
}

/// After a failure: rerun once mended, or go on without it.
fn after_failure(job: &Job) -> Vec<NextStep> {
    let name = shell_name(job);
    let selection = conman_name(job);
    vec![
        step(
            "Rerun it, once the cause is mended",
            "what waits for it starts when the rerun succeeds",
        )
        .resync(format!("resync jobs rerun {name}"))
        .conman(format!("rerun {selection}"))
        .changing(),
        step(
            "Or let the rest go on without it",
            "only if its result is not needed, or was made by hand",
        )
        .resync(format!("resync jobs confirm {name} --succ"))
        .conman(format!("confirm {selection};succ"))
        .changing(),
    ]
}

fn failed(kind: Kind) -> bool {
    matches!(
        kind.group(),
        super::Group::Failed | super::Group::CouldNotStart
    ) || kind == Kind::PredecessorFailed
}

/// How a job is named to conman, and as a shell word to `resync`.
pub fn selection_words(job: &Job) -> (String, String) {
    (conman_name(job), shell_name(job))
}

/// The job's key as a shell word.
pub(crate) fn shell_name(job: &Job) -> String {
    quoted(&selection(job))
}

/// The job as conman selects it.
pub(crate) fn conman_name(job: &Job) -> String {
    selection(job)
}

fn selection(job: &Job) -> String {
    // The scheduler's own key is what conman and `resync` both understand.
    if job.key.contains('#') {
        job.key.clone()
    } else {
        format!("{}#{}", base_name(job.stream_workstation()), job.short())
    }
}

fn quoted(text: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "_-./#".contains(c);
    if !text.is_empty() && text.chars().all(plain) && !text.starts_with('#') {
        return text.to_owned();
    }
    format!("'{}'", text.replace('\'', r"'\''"))
}
