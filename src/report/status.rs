//! The plan in one screen.

mod gather;
mod lines;
mod people;
mod read;
mod reasons;

use std::collections::BTreeMap;

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::JobLine;
use crate::error::Result;
use crate::plan::{Plan, Provenance};
pub use gather::{Gathered, Seen};
pub(super) use lines::{stream_line, workstation_line};
pub use reasons::Reasons;
pub(crate) use reasons::reason;

/// The plan in one screen.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct StatusReport {
    /// `resync.status/v1`.
    #[serde(flatten)]
    pub head: Provenance,
    /// Product level of the engine.
    pub version: Option<String>,
    /// Time zone of the engine.
    pub time_zone: Option<String>,
    /// Jobs in the plan.
    pub jobs: u64,
    /// Jobs by external status.
    pub by_status: BTreeMap<String, u64>,
    /// Jobs in error, the newest first.
    pub failed: Vec<JobLine>,
    /// How many are in error now; by the scheduler's count where not all of them were read.
    pub failed_total: u64,
    /// Running or waiting jobs that are late.
    pub late: Vec<JobLine>,
    /// Running jobs well over their estimate.
    pub long_running: Vec<JobLine>,
    /// What waits for a person: prompts, confirmations, recovery prompts.
    pub waiting_for_people: Vec<PeopleLine>,
    /// Streams that are stuck.
    pub stuck_streams: Vec<StreamLine>,
    /// Workstations.
    pub workstations: WorkstationSummary,
    /// Critical jobs that are not done.
    pub critical: Vec<CriticalLine>,
    /// What could not be read; the rest of the report stands.
    pub warnings: Vec<String>,
    /// The fields above that lack something because it was not read, such as `failed` or `late`: of
    /// these an empty list does not say that there is nothing.
    #[serde(default)]
    pub incomplete: Vec<String>,
    /// How much the lists were cut, in words.
    #[serde(default)]
    pub notes: Vec<String>,
}

/// Something that waits for a person.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct PeopleLine {
    /// `prompt`, `confirmation` or `recovery_prompt`.
    pub kind: String,
    /// Key of the job, or of the job stream that waits as a whole.
    pub key: String,
    /// Prompt number or name, for prompts.
    pub prompt: Option<String>,
    /// The question, for prompts.
    pub text: Option<String>,
}

/// A stream in a list.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct StreamLine {
    /// Plan id.
    pub id: String,
    /// Key.
    pub key: String,
    /// Name.
    pub name: String,
    /// External status.
    pub status: String,
    /// Internal status.
    pub internal: String,
    /// Jobs in it.
    pub jobs: i64,
    /// Abended and failed jobs in it.
    pub failed: i64,
    /// Deadline.
    pub deadline: Option<Timestamp>,
}

/// A workstation in a list.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct WorkstationLine {
    /// Plan id.
    pub id: String,
    /// Key.
    pub key: String,
    /// Type.
    #[serde(rename = "type")]
    pub kind: String,
    /// `up`, `unlinked`, `stopped`, `limit 0` or `unknown`.
    pub health: String,
    /// Whether it is linked, where it states that.
    #[serde(default)]
    pub linked: Option<bool>,
    /// Whether its job manager is up, where it states that.
    #[serde(default)]
    pub jobman: Option<bool>,
    /// Job limit.
    pub limit: Option<i64>,
    /// Fence.
    pub fence: Option<i64>,
    /// Jobs that run there, where they were counted.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub running: Option<u64>,
}

/// Workstations by health.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct WorkstationSummary {
    /// All.
    pub total: u64,
    /// Linked with their job manager up.
    pub up: u64,
    /// Those that are not, or that run nothing because their limit is 0.
    pub problems: Vec<WorkstationLine>,
}

/// A critical job.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct CriticalLine {
    /// The job.
    pub job: JobLine,
    /// Latest start that keeps the deadline.
    pub critical_start: Option<Timestamp>,
    /// Seconds until it must have started (or, running, until it must have ended); negative when
    /// that has passed.
    pub slack: Option<i64>,
    /// `on_track`, `at_risk` or `missed`.
    pub risk: String,
}

impl StatusReport {
    /// Gathers the state of the plan in fewer than twenty requests, most of them at once: the newest
    /// failures alone with what their logs say.
    pub async fn gather(plan: &Plan, now: Timestamp) -> Result<Self> {
        let gathered = Gathered::read(plan, Some(&Reasons::brief()), now).await?;
        Ok(gathered.report)
    }

    /// The same for a screen: twenty failures with what their logs say.
    pub async fn in_full(plan: &Plan, now: Timestamp) -> Result<Self> {
        let gathered = Gathered::read(plan, Some(&Reasons::default()), now).await?;
        Ok(gathered.report)
    }

    /// Whether a field of this report has all there is.
    pub fn has_all(&self, field: &str) -> bool {
        !self.incomplete.iter().any(|name| name == field)
    }
}
