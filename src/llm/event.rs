//! What happens while the model answers, told as it happens: for the terminal, the trace, the server.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::message::{Message, ToolCall};
use super::prompt::Fact;
use crate::tools::ToolStatus;

/// Something that happened.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum Event {
    /// The model is about to be asked.
    Started {
        /// The question.
        question: String,
        /// The agent that answers.
        agent: String,
        /// The model's name.
        model: String,
    },
    /// The evidence that was gathered before.
    Evidence {
        /// The facts.
        facts: Vec<Fact>,
    },
    /// A round was sent.
    Sent {
        /// Which, counted from one.
        round: u32,
        /// The messages that the round before did not have.
        messages: Vec<Message>,
        /// Whether tools were on offer.
        tools: bool,
        /// Tokens of the whole prompt, as estimated here.
        tokens: u64,
    },
    /// A piece of text that the model means to be read. It is provisional until `Done`.
    Text {
        /// The round it belongs to.
        round: u32,
        /// The piece.
        text: String,
    },
    /// A reply is complete.
    Replied {
        /// The round.
        round: u32,
        /// Its text, without reasoning and tool calls.
        text: String,
        /// The tools it asks for.
        calls: Vec<ToolCall>,
        /// Why it ended, in the server's word.
        finish: Option<String>,
    },
    /// A tool begins.
    ToolStarted {
        /// The call.
        id: String,
        /// The tool.
        name: String,
        /// What it does, for people.
        title: String,
        /// Its arguments, JSON text of the model.
        arguments: String,
    },
    /// A tool is done, or was not run at all.
    ToolFinished {
        /// The call.
        id: String,
        /// The tool.
        name: String,
        /// How it ended.
        status: ToolStatus,
        /// What the model is given.
        text: String,
    },
    /// The answer was checked against the evidence.
    Judged {
        /// What is wrong with it; nothing when it stands.
        faults: Vec<String>,
    },
    /// Something the reader should know.
    Warning {
        /// What.
        text: String,
    },
    /// The model gave no answer that stands.
    Failed {
        /// A stable word for why.
        code: String,
        /// Why.
        text: String,
        /// What it had said until then.
        partial: String,
    },
    /// The answer is complete and stands.
    Done {
        /// The answer.
        text: String,
        /// Who wrote it.
        written_by: String,
        /// What it cost.
        cost: Cost,
    },
    /// The finished report, as the caller gave it: a replay needs nothing else.
    Report {
        /// The report.
        report: Value,
    },
}

/// What an answer cost, for a trace.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cost {
    /// Rounds, tools and tokens.
    #[serde(flatten)]
    pub spent: super::Spent,
    /// Milliseconds.
    pub elapsed_ms: u64,
}
