//! What is said: messages to the model, its replies, the tools it asks for.

use serde::{Deserialize, Serialize};

use crate::tools::ToolSpec;

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

/// The schema of a tool's arguments without what a model has no use for: titles, dialects,
/// formats of numbers, `null` as a second type.
pub(super) fn slim(spec: &ToolSpec) -> serde_json::Value {
    fn strip(value: &mut serde_json::Value, names: bool) {
        match value {
            serde_json::Value::Object(map) => {
                // Below `properties` the keys are names of arguments, not words of the schema.
                if !names {
                    for word in ["$schema", "title", "format", "default"] {
                        map.remove(word);
                    }
                    if let Some(serde_json::Value::Array(types)) = map.get_mut("type") {
                        types.retain(|kind| kind != "null");
                        if let [only] = types.as_slice() {
                            let only = only.clone();
                            map.insert("type".to_owned(), only);
                        }
                    }
                }
                for (key, inner) in map.iter_mut() {
                    strip(inner, !names && key == "properties");
                }
            }
            serde_json::Value::Array(items) => {
                items.iter_mut().for_each(|inner| strip(inner, false));
            }
            _ => {}
        }
    }
    let mut schema = spec.parameters.clone();
    if !schema.is_object() {
        schema = serde_json::json!({ "type": "object", "properties": {} });
    }
    strip(&mut schema, false);
    schema
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_schema_loses_its_noise_and_keeps_arguments_of_those_names() {
        let spec = ToolSpec {
            name: "find",
            title: "Finding",
            description: "Finds.",
            parameters: serde_json::json!({
                "$schema": "x", "title": "Args", "type": "object",
                "properties": {
                    "title": { "type": ["string", "null"], "description": "t", "title": "T" },
                    "limit": { "type": "integer", "format": "uint32", "default": 5 }
                },
                "required": ["title"]
            }),
        };
        assert_eq!(
            slim(&spec),
            serde_json::json!({
                "type": "object",
                "properties": {
                    "title": { "type": "string", "description": "t" },
                    "limit": { "type": "integer" }
                },
                "required": ["title"]
            })
        );
    }
}
