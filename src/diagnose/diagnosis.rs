//! The answer to "why?": one struct, drawn by the terminal, JSON, HTTP and the model's tools alike.

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Changes, Kind, Outlook, Severity};
use crate::plan::{CommonStatus, Job, JobStream, Provenance, Workstation};

/// Why a job, stream or workstation is in the state it is in.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Diagnosis {
    /// Where it comes from; `schema` is `resync.diagnosis/v1`.
    #[serde(flatten)]
    pub head: Provenance,
    /// What was asked about.
    pub subject: ObjectRef,
    /// The state it is in.
    pub state: State,
    /// The cause.
    pub root_cause: Cause,
    /// From the subject to the cause.
    pub chain: Vec<Link>,
    /// Independent further causes, the most important first.
    pub other_causes: Vec<Cause>,
    /// What the cause holds up.
    pub impact: Impact,
    /// What to do, the safest first.
    pub next_steps: Vec<NextStep>,
    /// The facts, numbered.
    pub evidence: Vec<Evidence>,
    /// When the subject will end if nothing changes, and by when someone must act; null when it is
    /// over, or not a job or stream.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub outlook: Option<Outlook>,
    /// What differs from the last good run of the job that failed or is slow; null when the plan
    /// holds none.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub changes: Option<Changes>,
    /// What was not looked at, or could not be, and why.
    pub notes: Vec<String>,
    /// What it cost.
    pub cost: Cost,
}

impl Diagnosis {
    /// Whether an object is among the causes, what is too late, or what made it late.
    pub fn tells_of(&self, id: &str) -> bool {
        let delays = self.outlook.iter().flat_map(|outlook| &outlook.delays);
        std::iter::once(&self.root_cause)
            .chain(&self.other_causes)
            .map(|cause| &cause.object)
            .chain(
                self.impact
                    .deadlines_at_risk
                    .iter()
                    .map(|lost| &lost.object),
            )
            .chain(delays.map(|delay| &delay.object))
            .any(|object| object.id.as_deref() == Some(id))
    }

    /// Whether nothing needs to be done: all that was found is as it should be, and no deadline is
    /// going to be missed.
    pub fn nothing_to_do(&self) -> bool {
        let in_time = self
            .outlook
            .as_ref()
            .and_then(|outlook| outlook.slack)
            .is_none_or(|slack| slack >= 0);
        in_time
            && std::iter::once(&self.root_cause)
                .chain(&self.other_causes)
                .all(|cause| cause.as_expected)
    }
}

/// What an object of the plan is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ObjectType {
    /// A job.
    Job,
    /// A job stream.
    Stream,
    /// A workstation.
    Workstation,
    /// A resource.
    Resource,
    /// A prompt.
    Prompt,
    /// A file.
    File,
    /// An object of another scheduler.
    Internetwork,
    /// The whole plan.
    Plan,
}

impl ObjectType {
    /// The word for it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Job => "job",
            Self::Stream => "job stream",
            Self::Workstation => "workstation",
            Self::Resource => "resource",
            Self::Prompt => "prompt",
            Self::File => "file",
            Self::Internetwork => "remote object",
            Self::Plan => "plan",
        }
    }
}

/// Names an object of the plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ObjectRef {
    /// What it is.
    #[serde(rename = "type")]
    pub kind: ObjectType,
    /// Its full key.
    pub key: String,
    /// Its name.
    pub name: String,
    /// Its plan id, where it has one.
    pub id: Option<String>,
}

impl ObjectRef {
    /// Names a job.
    pub fn job(job: &Job) -> Self {
        Self {
            kind: ObjectType::Job,
            key: job.key.clone(),
            name: job.name.clone(),
            id: Some(job.id.clone()),
        }
    }

    /// Names a stream.
    pub fn stream(stream: &JobStream) -> Self {
        Self {
            kind: ObjectType::Stream,
            key: stream.key.clone(),
            name: stream.name.clone(),
            id: Some(stream.id.clone()),
        }
    }

    /// Names a workstation.
    pub fn workstation(workstation: &Workstation) -> Self {
        Self {
            kind: ObjectType::Workstation,
            key: workstation.key.clone(),
            name: workstation.name.clone(),
            id: Some(workstation.id.clone()),
        }
    }

    /// Names anything else.
    pub fn other(
        kind: ObjectType,
        key: impl Into<String>,
        name: impl Into<String>,
        id: Option<String>,
    ) -> Self {
        Self {
            kind,
            key: key.into(),
            name: name.into(),
            id,
        }
    }

    /// `job LOAD`, `workstation /AGT1`.
    pub fn words(&self) -> String {
        format!(
            "{} {}",
            self.kind.word(),
            if self.name.is_empty() {
                &self.key
            } else {
                &self.name
            }
        )
    }
}

/// The state of the subject.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct State {
    /// External status.
    pub status: CommonStatus,
    /// Internal status, as conman shows it.
    pub internal: String,
    /// Substatus, when the scheduler gives one.
    pub substatus: Option<String>,
    /// Since when.
    pub since: Option<Timestamp>,
}

/// How sure a cause is. Computed from the evidence, never asserted.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Confidence {
    /// One weak sign.
    Possible,
    /// A clear sign, or several weak ones.
    Likely,
    /// The scheduler says so, or an unmistakable message in the log.
    Certain,
}

impl std::fmt::Display for Confidence {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad(match self {
            Self::Possible => "possible",
            Self::Likely => "likely",
            Self::Certain => "certain",
        })
    }
}

/// A cause.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Cause {
    /// Its kind.
    pub kind: Kind,
    /// What is at fault.
    pub object: ObjectRef,
    /// One sentence.
    pub summary: String,
    /// How sure.
    pub confidence: Confidence,
    /// Ids of the evidence it stands on.
    pub evidence: Vec<String>,
    /// What the site's own dictionary says: how bad it is, who owns it, where its procedure is.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub site: Option<SiteNote>,
    /// Whether it is so by plan, by someone's decision or in the ordinary course of things: nothing
    /// needs to be done about it.
    #[serde(default)]
    pub as_expected: bool,
}

/// What a site says about a cause.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct SiteNote {
    /// How bad it is here.
    pub severity: Severity,
    /// Who is to be called.
    pub owner: Option<String>,
    /// Where it is written what to do.
    pub procedure: Option<String>,
}

/// How an object of the chain relates to the one before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Relation {
    /// The first: what was asked about.
    Subject,
    /// The one before waits for it.
    WaitsFor,
    /// The one before belongs to it.
    PartOf,
    /// It belongs to the one before.
    Contains,
    /// It holds what the one before needs.
    HeldBy,
    /// The one before runs on it.
    RunsOn,
}

/// A link of the chain.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Link {
    /// The object.
    pub object: ObjectRef,
    /// How it relates to the one before.
    pub relation: Relation,
    /// Its status in the scheduler's word.
    pub status: Option<String>,
}

/// What the cause holds up.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Impact {
    /// Jobs that cannot start because of it.
    pub blocked_jobs: u64,
    /// Streams that cannot start or finish because of it.
    pub blocked_streams: u64,
    /// Whether there are more than were counted.
    pub at_least: bool,
    /// The first few blocked jobs.
    pub first_jobs: Vec<ObjectRef>,
    /// The first few blocked streams.
    pub first_streams: Vec<ObjectRef>,
    /// Critical jobs among them.
    pub critical_jobs: Vec<AtRisk>,
    /// Deadlines that are missed as things stand: they have passed, or what lies before them takes
    /// longer than is left.
    pub deadlines_at_risk: Vec<AtRisk>,
    /// How many other deadlines lie downstream: they are kept if the cause is mended in time.
    #[serde(default)]
    pub deadlines_in_time: u64,
    /// The one of those others with the least time left.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub next_deadline: Option<AtRisk>,
    /// What becomes free to run when the cause is mended and what it lies in ends well; null where
    /// that was not looked at.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub released: Option<Released>,
}

/// What becomes free to run when a cause is mended: what nothing else keeps.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Released {
    /// Jobs that are free at once: their only open dependency leads to the cause.
    pub jobs: u64,
    /// The first few of them.
    pub first_jobs: Vec<ObjectRef>,
    /// Streams that are free at once.
    pub streams: u64,
    /// The first few of them.
    pub first_streams: Vec<ObjectRef>,
    /// Jobs that follow by themselves once those have ended well, or at their time.
    pub in_turn: u64,
    /// Blocked jobs that something of their own keeps too: a hold, a prompt, a file, other work.
    pub also_kept: u64,
    /// Whether there may be more: some could not be looked at closely.
    pub at_least: bool,
}

/// A job or stream with a time it must keep.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct AtRisk {
    /// The job or stream.
    pub object: ObjectRef,
    /// Its deadline.
    pub deadline: Option<Timestamp>,
    /// Seconds left to act on the cause so that the deadline is kept, with the estimates of what
    /// lies between taken off; negative when that has passed.
    pub slack: Option<i64>,
    /// By when someone must have acted; null when no one has to, for it goes on by itself.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub act_by: Option<Timestamp>,
}

impl AtRisk {
    /// An object with what is left; `act` when someone has to act for it to go on.
    pub(super) fn new(
        object: ObjectRef,
        deadline: Option<Timestamp>,
        slack: Option<i64>,
        now: Timestamp,
        act: bool,
    ) -> Self {
        let act_by = slack
            .filter(|_| act)
            .and_then(|slack| Timestamp::from_second(now.as_second() + slack).ok());
        Self {
            object,
            deadline,
            slack,
            act_by,
        }
    }
}

/// Something to do.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct NextStep {
    /// What.
    pub title: String,
    /// Why.
    pub why: String,
    /// The `resync` command, if one does it.
    pub command: Option<String>,
    /// The `conman` command, if one does it.
    pub conman: Option<String>,
    /// Whether it changes the plan.
    pub changes_plan: bool,
}

/// What a piece of evidence is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum EvidenceType {
    /// State of a job.
    Job,
    /// State of a stream.
    Stream,
    /// A run.
    Run,
    /// Lines of a job log.
    Log,
    /// A dependency.
    Dependency,
    /// State of a workstation.
    Workstation,
    /// State of a resource.
    Resource,
    /// What the job executes.
    Definition,
    /// What a code or message means.
    Knowledge,
    /// An earlier run.
    History,
}

/// A numbered fact.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Evidence {
    /// `E1`, `E2`, …
    pub id: String,
    /// What it is.
    #[serde(rename = "type")]
    pub kind: EvidenceType,
    /// One line.
    pub title: String,
    /// Where it comes from: the request, or the table.
    pub source: String,
    /// When it was read.
    pub observed_at: Timestamp,
    /// The text itself, where there is one.
    pub excerpt: Option<String>,
    /// The fields, for programs.
    pub data: serde_json::Value,
}

/// What the diagnosis cost.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Cost {
    /// Requests sent to the scheduler.
    pub requests: u64,
    /// Milliseconds.
    pub elapsed_ms: u64,
}
