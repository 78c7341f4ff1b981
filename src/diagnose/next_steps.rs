//! What to do about a cause: the exact command, and why; the harmless first.

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
    if let Some((title, why)) = mend(cause.kind) {
        steps.push(step(title, why));
    }
    match (cause.kind, about.job) {
        (kind, Some(job)) if failed(kind) => steps.extend(after_failure(job)),
        (Kind::HeldByOperator | Kind::NoOperation, Some(job)) => {
            steps.push(
                step(
                    "Release it, if it may run",
                    "a held job waits until someone releases it; ask who held it first",
                )
                .resync(format!("resync jobs release {}", shell_name(job)))
                .conman(format!("altpri {};10", conman_name(job)))
                .changing(),
            );
        }
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
            steps.push(
                step(
                    "Find the prompt's number and answer it",
                    "the recovery waits for yes or no",
                )
                .conman("recall".to_owned())
                .changing(),
            );
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
            step(
                "Release the stream, if it may run",
                "its priority is 0; ask who held it first",
            )
            .conman(format!("altpri {};10", object.key))
            .changing(),
        ),
        Kind::PromptUnanswered if object.kind == ObjectType::Prompt => Some(
            step(
                "Answer the prompt",
                "yes lets the job go on, no keeps it where it is",
            )
            .conman(format!("reply {};yes", object.name))
            .changing(),
        ),
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

/// What mends a cause, where a general word helps.
fn mend(kind: Kind) -> Option<(&'static str, &'static str)> {
    Some(match kind {
        Kind::DiskFull => (
            "Free or add space where it wrote",
            "a rerun fails again while the file system is full",
        ),
        Kind::OutOfMemory => (
            "See what else used memory then, or raise its limit",
            "a rerun at the same load fails again",
        ),
        Kind::CommandNotFound => (
            "Check the path of the command on that agent",
            "a new agent or profile often lacks it",
        ),
        Kind::FileNotFound => (
            "See whether the input arrived, and under which name",
            "the producer may be late or have failed",
        ),
        Kind::PermissionDenied => (
            "Compare owner and mode with the user the job runs as",
            "rights often change with a deployment",
        ),
        Kind::LockContention => (
            "See who holds the lock",
            "the rerun succeeds as soon as it is free",
        ),
        Kind::NetworkError => (
            "Test the connection from that agent",
            "the other side, the name or a firewall may be at fault",
        ),
        Kind::AuthenticationFailed => (
            "Check the account: password, expiry, lock",
            "each failed try may lock it",
        ),
        Kind::CertificateError => (
            "Check the certificate's dates, issuer and host name",
            "a rerun fails until it is renewed or trusted",
        ),
        Kind::DataError => (
            "Look at the record the log names",
            "a rerun on the same data fails again",
        ),
        Kind::SyntaxError => (
            "See what was changed or deployed last",
            "a rerun of the same text fails again",
        ),
        Kind::MissingLibrary => (
            "Check what is installed on that agent",
            "a rerun fails until the library is there",
        ),
        Kind::LicenseError => (
            "Check the licence server and who holds the licences",
            "the rerun works when one is free",
        ),
        Kind::LogonFailed => (
            "Check the job's user and password on that agent",
            "the job is launched as that user",
        ),
        Kind::AgentUnavailable => (
            "Check the agent's processes and its way to the broker",
            "jobs go there again when it answers",
        ),
        Kind::LaunchFailed => (
            "Check that the script exists and may be executed on that agent",
            "the job never began to run",
        ),
        Kind::MaxDurationExceeded => (
            "Find out why it was slow before running it again",
            "the same limit ends it again",
        ),
        _ => return None,
    })
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
