//! The arguments of the tools. What is not listed here is refused.

use schemars::JsonSchema;
use serde::Deserialize;

use super::action::Verb;
use crate::report::SortKey;

/// An object by name.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Named {
    /// Name of a job (STREAM.JOB, key or id), job stream or workstation.
    pub name: String,
}

/// A job by name.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OneJob {
    /// STREAM.JOB, key or id.
    pub job: String,
}

/// Which jobs to list.
#[derive(Debug, Clone, Default, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct FindJobs {
    /// failed, running, waiting, ready, held, successful, cancelled, blocked, or internal: ABEND, HOLD, EXEC.
    pub status: Vec<String>,
    /// Name; @ stands for any characters, ? for one.
    pub name: Option<String>,
    /// With wildcards.
    pub stream: Option<String>,
    /// With wildcards.
    pub workstation: Option<String>,
    /// With what lies below.
    pub folder: Option<String>,
    /// Only late jobs.
    pub late: bool,
    /// Only critical jobs.
    pub critical: bool,
    /// 22:00, 2h, 30m, a date, or an RFC 3339 time.
    pub since: Option<String>,
    /// Order of the list.
    pub sort: Option<SortKey>,
    /// 1 to 50; 20 when not given.
    pub limit: Option<usize>,
}

/// Which lines of a job log to read; round the error and the end when nothing is chosen.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReadLog {
    /// STREAM.JOB, key or id.
    pub job: String,
    /// From 1; the last when not given.
    pub run: Option<usize>,
    /// Only lines that fit this regular expression.
    pub pattern: Option<String>,
    /// Only the last lines, up to 120.
    pub tail: Option<usize>,
    /// The lines around this one.
    pub around: Option<u64>,
    /// First line.
    pub from: Option<u64>,
    /// Last line.
    pub to: Option<u64>,
}

/// Which neighbours of a job to look at.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Neighbours {
    /// STREAM.JOB, key or id.
    pub job: String,
    /// up: what it waits for; down: what waits for it.
    pub direction: Option<Way>,
    /// Steps, 1 to 8; 2 when not given.
    pub depth: Option<u32>,
}

/// A direction in the graph of dependencies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Way {
    /// What it waits for.
    Up,
    /// What waits for it.
    Down,
    /// Both.
    Both,
}

/// Which job streams to list.
#[derive(Debug, Clone, Default, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct FindStreams {
    /// Name; @ stands for any characters.
    pub name: Option<String>,
    /// With wildcards.
    pub workstation: Option<String>,
    /// failed, running, waiting, held, successful, blocked, or internal: STUCK.
    pub status: Option<String>,
    /// 1 to 50; 20 when not given.
    pub limit: Option<usize>,
}

/// Which workstations to list.
#[derive(Debug, Clone, Default, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct FindWorkstations {
    /// Name; @ stands for any characters.
    pub name: Option<String>,
    /// Only those that cannot run jobs.
    pub only_trouble: bool,
}

/// Which resources to list.
#[derive(Debug, Clone, Default, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct FindResources {
    /// Name; @ stands for any characters.
    pub name: Option<String>,
}

/// No arguments.
#[derive(Debug, Clone, Default, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Nothing {}

/// What to explain.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ExplainCode {
    /// Such as HOLD, 137, AWSITA245E, ORA-00054.
    pub code: String,
}

/// What to look for in the runbooks.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SearchRunbooks {
    /// Words to look for: a job name, an error code, a symptom.
    pub query: String,
    /// How many passages, 1 to 8; 4 when not given.
    pub limit: Option<usize>,
}

/// What to propose to a person.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ProposeAction {
    /// STREAM.JOB, key or id.
    pub job: String,
    /// What to do with it.
    pub action: Verb,
    /// Why, for the audit trail.
    pub reason: Option<String>,
}
