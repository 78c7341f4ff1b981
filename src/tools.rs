//! The read tools over the reports: what a model or an MCP client may ask for.

use serde::{Deserialize, Serialize};

/// What a tool is, for the model and for people.
#[derive(Debug, Clone, PartialEq)]
pub struct ToolSpec {
    /// The name it is called by.
    pub name: &'static str,
    /// A few words for people, such as "Reading the job's log".
    pub title: &'static str,
    /// What it does and when to use it, for the model.
    pub description: &'static str,
    /// JSON Schema of its arguments.
    pub parameters: serde_json::Value,
}

/// How a tool call ended; the model can act on each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ToolStatus {
    /// All there is.
    Ok,
    /// It failed; the content says why and what to do instead.
    Error,
    /// It worked, and there is nothing.
    NoData,
    /// There is more than is given; the content says how much.
    Truncated,
}

/// The result of a tool call.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ToolResult {
    /// How it ended.
    pub status: ToolStatus,
    /// The report, or `{"message", "hint"}` of an error. Not masked or marked yet.
    pub content: serde_json::Value,
}
