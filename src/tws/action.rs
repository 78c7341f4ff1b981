//! Changes to the plan: one request each, never repeated, with the reason that the audit asks for.

use std::fmt;

use serde_json::{Value, json};

use super::address::segment;
use super::body;
use super::call::{Call, Whole};
use super::client::Client;
use super::status::DependencyType;
use super::wire;
use crate::error::{Error, Result};

/// The most bytes of the answer to an action.
const LARGEST: usize = 1 << 20;

/// A change to the plan.
#[derive(Debug, Clone, PartialEq)]
pub enum Action {
    /// Keep back a job or a stream.
    Hold,
    /// Let go what was kept back.
    Release,
    /// Never start it; what waits for it goes on.
    Cancel,
    /// End a running job.
    Kill,
    /// Take a job as successful.
    ConfirmSucc,
    /// Take a job as abended.
    ConfirmAbend,
    /// Count all dependencies as satisfied.
    ReleaseAllDependencies,
    /// Count these dependencies as satisfied.
    ReleaseDependencies(Vec<wire::Dependency>),
    /// Run again; of a run, not of a job.
    Rerun,
    /// Answer a prompt.
    ReplyPrompt(bool),
    /// Give a job another priority, 0 to 101.
    UpdatePriority(i64),
}

/// What a change is made to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// A job, by its id.
    Job(String),
    /// A job stream, by its id.
    Stream(String),
    /// A run of a job, by the run's own id.
    Run(String),
    /// A prompt, by its id.
    Prompt(String),
}

/// Why a change is made, for the scheduler's audit trail.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Justification {
    /// `Justification-Category`
    pub category: String,
    /// `Justification-Description`
    pub description: String,
    /// `Justification-Ticket-Num`
    pub ticket: Option<String>,
}

impl Client {
    /// Makes a change. Sent once, whatever happens: after an error that is not a refusal, look
    /// at the object before trying again. The engine carries changes out some seconds later.
    pub async fn act(
        &self,
        action: Action,
        on: &Target,
        why: &Justification,
    ) -> Result<wire::ActionResponse> {
        let call = call(&action, on, why)?;
        let mut whole = Whole::new(LARGEST);
        let result = self.shared.transport.fetch(&call, &mut whole).await;
        // Also after an error: whether the change was made may be open.
        self.shared.changed();
        result.map_err(|failed| failed.into_error(&call.what, self.target()))?;
        let answer = whole.into_bytes();
        if answer.iter().all(u8::is_ascii_whitespace) {
            return Ok(wire::ActionResponse::default());
        }
        let response: wire::ActionResponse =
            body::object(answer, &call.what, &self.shared.transport).await?;
        let failed = response.error.as_ref().or(response.is_error.as_ref());
        if failed == Some(&true) {
            let words = response
                .message
                .as_ref()
                .map_or("no reason given", String::as_str);
            return Err(Error::refused(format!(
                "failed to {} {}: {}",
                call.what,
                self.target(),
                super::text::one_line(words, 400)
            )));
        }
        Ok(response)
    }
}

/// The request for a change.
fn call(action: &Action, on: &Target, why: &Justification) -> Result<Call> {
    let (kind, id) = match on {
        Target::Job(id) => ("job", id),
        Target::Stream(id) => ("jobstream", id),
        Target::Run(id) => ("job/run", id),
        Target::Prompt(id) => ("prompt", id),
    };
    let (tail, body) = match (action, on) {
        (Action::Hold, Target::Job(_) | Target::Stream(_)) => ("hold", None),
        (Action::Release, Target::Job(_) | Target::Stream(_)) => ("release", None),
        (Action::Cancel, Target::Job(_) | Target::Stream(_)) => ("cancel", None),
        (Action::ReleaseAllDependencies, Target::Job(_) | Target::Stream(_)) => {
            ("release-all-dependencies", None)
        }
        (Action::ReleaseDependencies(list), Target::Job(_) | Target::Stream(_)) => {
            ("release-dependencies", Some(dependencies(list)?))
        }
        (Action::Kill, Target::Job(_)) => ("kill", None),
        (Action::ConfirmSucc, Target::Job(_)) => ("confirm-succ", Some(json!({}))),
        (Action::ConfirmAbend, Target::Job(_)) => ("confirm-abend", Some(json!({}))),
        (Action::UpdatePriority(_), Target::Job(_)) => ("update-priority", None),
        (Action::Rerun, Target::Run(_)) => ("rerun", Some(json!({}))),
        (Action::ReplyPrompt(answer), Target::Prompt(_)) => {
            ("reply", Some(json!({ "answer": answer })))
        }
        _ => {
            return Err(Error::usage(format!(
                "{action} is not possible for {}",
                on.noun()
            )));
        }
    };
    let noun = on.noun();
    let path = format!("/plan/{kind}/{}/action/{tail}", segment(id, noun)?);
    let mut call = Call::read(format!("{action} the {noun} {id:?} at"), path);
    call.changes = true;
    call.object = Some(format!("{noun} with the id {id:?}"));
    call.body = body.map(|body| body.to_string());
    if let Action::UpdatePriority(priority) = action {
        if !(0..=101).contains(priority) {
            return Err(Error::usage(format!(
                "priority {priority} is not between 0 and 101"
            )));
        }
        return Ok(call.with("priority", priority));
    }
    if !matches!(action, Action::ReplyPrompt(_)) {
        call.headers = why.headers();
    }
    Ok(call)
}

/// The body that names dependencies: of each its type and id, for the rest is the scheduler's.
fn dependencies(list: &[wire::Dependency]) -> Result<Value> {
    let items = list.iter().map(|dependency| {
        let (kind, id) = (dependency.dependency_type.as_ref(), dependency.id.as_ref());
        match (kind, id) {
            (Some(kind), Some(id)) => {
                let mut item = json!({ "dependencyType": kind, "id": id });
                // The contract asks for the job where the dependency is on one of its own stream.
                if let (DependencyType::Internal, Some(job)) = (kind, dependency.job_id.as_ref()) {
                    item["jobId"] = json!(job);
                }
                Ok(item)
            }
            _ => Err(Error::usage(
                "a dependency without type or id cannot be released",
            )),
        }
    });
    let items: Vec<Value> = items.collect::<Result<_>>()?;
    if items.is_empty() {
        return Err(Error::usage("no dependency was named to release"));
    }
    Ok(json!({ "dependencies": items }))
}

impl Justification {
    /// The header fields; empty parts are left out.
    fn headers(&self) -> Vec<(&'static str, String)> {
        let fields = [
            ("Justification-Category", Some(&self.category)),
            ("Justification-Description", Some(&self.description)),
            ("Justification-Ticket-Num", self.ticket.as_ref()),
        ];
        fields
            .into_iter()
            .filter_map(|(name, text)| Some((name, text?.clone())))
            .collect()
    }
}

impl Target {
    fn noun(&self) -> &'static str {
        match self {
            Self::Job(_) => "job",
            Self::Stream(_) => "job stream",
            Self::Run(_) => "job run",
            Self::Prompt(_) => "prompt",
        }
    }
}

impl fmt::Display for Action {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Hold => "hold",
            Self::Release => "release",
            Self::Cancel => "cancel",
            Self::Kill => "kill",
            Self::ConfirmSucc => "confirm as successful",
            Self::ConfirmAbend => "confirm as abended",
            Self::ReleaseAllDependencies => "release all dependencies of",
            Self::ReleaseDependencies(_) => "release dependencies of",
            Self::Rerun => "rerun",
            Self::ReplyPrompt(_) => "reply to",
            Self::UpdatePriority(_) => "change the priority of",
        })
    }
}
