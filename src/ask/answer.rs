//! The answer to a question: one struct for the terminal, JSON and HTTP.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Intent;
use crate::diagnose::{Diagnosis, ObjectRef};
use crate::plan::Provenance;

/// The answer to a question.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct AskReport {
    /// `resync.ask/v1`.
    #[serde(flatten)]
    pub head: Provenance,
    /// The question as asked.
    pub question: String,
    /// The answer, as Markdown.
    pub answer: String,
    /// Who worded it: `rules`, or the model's name.
    pub written_by: String,
    /// The agent that answered, when one was chosen.
    pub agent: Option<String>,
    /// What was asked for.
    pub intent: Intent,
    /// What it was about.
    pub subject: Option<ObjectRef>,
    /// The diagnosis behind a why-answer.
    pub diagnosis: Option<Diagnosis>,
    /// The report behind any other answer.
    pub data: Option<serde_json::Value>,
    /// Ids of the evidence the answer points at.
    pub citations: Vec<String>,
    /// How the model's words were checked; none where no model was asked.
    pub guard: Option<Checked>,
    /// What a model had said when it broke off; no part of the answer.
    #[serde(default)]
    pub unfinished: Option<Unfinished>,
    /// What it cost.
    pub usage: Usage,
    /// What the reader should know about the answer.
    pub warnings: Vec<String>,
}

/// How the words of a model were checked against the evidence.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Checked {
    /// `passed`, `repaired` (on the second try), `failed`, or `unchecked` when there was nothing to
    /// check.
    pub verdict: String,
    /// What was wrong.
    pub faults: Vec<String>,
}

/// The words of a model that did not come to an end, links taken out. They are kept for whoever wants
/// to read them, and are never the answer.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Unfinished {
    /// What was said until then.
    pub text: String,
    /// What of it the evidence does not bear out; that something is missing is no fault here.
    pub faults: Vec<String>,
}

/// What an answer cost.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Usage {
    /// Rounds with the model.
    pub rounds: u32,
    /// Tools it called.
    pub tool_calls: u32,
    /// Tokens sent to it.
    pub prompt_tokens: u64,
    /// Tokens it wrote.
    pub completion_tokens: u64,
    /// Requests to the scheduler.
    pub requests: u64,
    /// Milliseconds.
    pub elapsed_ms: u64,
}
