//! What is said: messages to the model, its replies, the tools it asks for.

use serde::{Deserialize, Serialize};

/// A message of the conversation with the model.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "role", rename_all = "snake_case")]
pub enum Message {
    /// The rules it works by.
    System {
        /// The text.
        text: String,
    },
    /// What it is given and asked.
    User {
        /// The text.
        text: String,
    },
    /// What it said.
    Assistant {
        /// The text, without reasoning.
        text: String,
        /// The tools it asked for.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        calls: Vec<ToolCall>,
    },
    /// What a tool gave.
    Tool {
        /// The call it answers.
        call: String,
        /// The tool's name.
        name: String,
        /// The result as the model reads it.
        text: String,
    },
}

impl Message {
    /// The rules.
    pub fn system(text: impl Into<String>) -> Self {
        Self::System { text: text.into() }
    }

    /// A question or a remark.
    pub fn user(text: impl Into<String>) -> Self {
        Self::User { text: text.into() }
    }

    /// Its text.
    pub fn text(&self) -> &str {
        match self {
            Self::System { text }
            | Self::User { text }
            | Self::Assistant { text, .. }
            | Self::Tool { text, .. } => text,
        }
    }
}

/// A tool the model asks for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ToolCall {
    /// Its id within the conversation.
    pub id: String,
    /// The tool's name.
    pub name: String,
    /// The arguments, as JSON text.
    pub arguments: String,
}

/// What the model sent back in one round.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Reply {
    /// The text, with whatever reasoning and textual tool calls it holds.
    pub text: String,
    /// The tool calls that came as such.
    pub calls: Vec<ToolCall>,
    /// Why it ended, where the server said so: `stop`, `length`, `tool_calls`, `content_filter`.
    pub finish: Option<String>,
    /// Tokens it was given and tokens it wrote, where the server said so.
    pub tokens: Option<(u64, u64)>,
}
