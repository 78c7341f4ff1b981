//! The arguments of the tools. What is not listed here is refused.

use schemars::JsonSchema;
use serde::Deserialize;

use super::action::Verb;

/// An object by name.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Named {
    /// Name of a job, job stream or workstation: JOB, STREAM.JOB, WORKSTATION#STREAM.JOB, or a plan id.
    pub name: String,
}

/// A job by name.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OneJob {
    /// JOB, STREAM.JOB, WORKSTATION#STREAM.JOB, or a plan id.
    pub job: String,
}

/// Which jobs to list.
#[derive(Debug, Clone, Default, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct FindJobs {
    /// Any of these statuses: failed, running, waiting, ready, held, successful, cancelled, blocked, or an internal one such as ABEND, HOLD, EXEC.
    pub status: Vec<String>,
    /// Job name; @ stands for any characters, ? for one.
    pub name: Option<String>,
    /// Job stream name, with the same wildcards.
    pub stream: Option<String>,
    /// Workstation name, with the same wildcards.
    pub workstation: Option<String>,
    /// Folder path, with what lies below it.
    pub folder: Option<String>,
    /// Only late jobs.
    pub late: bool,
    /// Only critical jobs.
    pub critical: bool,
    /// Only jobs whose last run began or ended since: 22:00, 2h, or an RFC 3339 time.
    pub since: Option<String>,
    /// Order of the list.
    pub sort: Option<Sort>,
    /// How many to give, 1 to 50; 20 when not given. The total is always told.
    pub limit: Option<usize>,
}

/// What orders a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Sort {
    /// By key.
    Name,
    /// Failed first, done last.
    Status,
    /// Newest start first.
    Start,
    /// Longest first.
    Elapsed,
    /// Nearest deadline first.
    Deadline,
}

/// Which lines of a job log to read; round the error and the end when nothing is chosen.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReadLog {
    /// JOB, STREAM.JOB, WORKSTATION#STREAM.JOB, or a plan id.
    pub job: String,
    /// Which run, counted from 1; the last one when not given.
    pub run: Option<usize>,
    /// Only lines that fit this regular expression, whatever the case.
    pub pattern: Option<String>,
    /// Only the last lines, up to 120.
    pub tail: Option<usize>,
    /// The lines around this line number.
    pub around: Option<u64>,
    /// From this line number on.
    pub from: Option<u64>,
    /// Up to this line number.
    pub to: Option<u64>,
}

/// Which neighbours of a job to look at.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Neighbours {
    /// JOB, STREAM.JOB, WORKSTATION#STREAM.JOB, or a plan id.
    pub job: String,
    /// up: what it waits for; down: what waits for it; both when not given.
    pub direction: Option<Way>,
    /// How many steps, 1 to 8; 2 when not given.
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
    /// Job stream name; @ stands for any characters, ? for one.
    pub name: Option<String>,
    /// Workstation name, with the same wildcards.
    pub workstation: Option<String>,
    /// failed, running, waiting, held, successful, blocked, or an internal status such as STUCK.
    pub status: Option<String>,
    /// How many to give, 1 to 50; 20 when not given.
    pub limit: Option<usize>,
}

/// Which workstations to list.
#[derive(Debug, Clone, Default, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct FindWorkstations {
    /// Workstation name; @ stands for any characters, ? for one.
    pub name: Option<String>,
    /// Only those that cannot run jobs: unlinked, stopped, or with limit 0.
    pub only_trouble: bool,
}

/// Which resources to list.
#[derive(Debug, Clone, Default, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct FindResources {
    /// Resource name; @ stands for any characters, ? for one.
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
    /// A status (HOLD), a return code (137), a message code (AWSITA245E) or an error code (ORA-00054).
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
    /// The job: JOB, STREAM.JOB, WORKSTATION#STREAM.JOB, or a plan id.
    pub job: String,
    /// What to do with it.
    pub action: Verb,
    /// Why, in a few words, for the audit trail.
    pub reason: Option<String>,
}
