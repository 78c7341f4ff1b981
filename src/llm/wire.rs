//! The bodies of the chat-completions contract: strict in what is sent, lenient in what is read.

use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::connection::Quirks;
use super::message::Message;
use super::slim::slim;
use crate::tools::ToolSpec;

/// The body of a request, as far as this server is known to take it.
pub(super) fn body(
    model: &str,
    messages: &[Message],
    tools: &[ToolSpec],
    temperature: Option<f64>,
    stream: bool,
    quirks: Quirks,
) -> Value {
    let mut body = Map::new();
    body.insert("model".to_owned(), json!(model));
    let as_text = quirks.no_tools;
    let mut list: Vec<Value> = Vec::with_capacity(messages.len());
    for message in messages {
        list.push(spoken(message, as_text));
    }
    if as_text && !tools.is_empty() {
        // A server that takes no tools is told of them in the rules; the calls come back as text.
        let text = described(tools);
        match list.first_mut() {
            Some(first) if first["role"] == "system" => {
                let joined = format!(
                    "{}\n\n{text}",
                    first["content"].as_str().unwrap_or_default()
                );
                first["content"] = json!(joined);
            }
            _ => list.insert(0, json!({ "role": "system", "content": text })),
        }
    }
    body.insert("messages".to_owned(), Value::Array(list));
    if !tools.is_empty() && !as_text {
        let tools: Vec<Value> = tools
            .iter()
            .map(|tool| {
                json!({ "type": "function", "function": {
                    "name": tool.name, "description": tool.description, "parameters": slim(tool),
                }})
            })
            .collect();
        body.insert("tools".to_owned(), Value::Array(tools));
        if !quirks.no_tool_choice {
            body.insert("tool_choice".to_owned(), json!("auto"));
        }
    }
    if let Some(temperature) = temperature.filter(|_| !quirks.no_temperature) {
        body.insert("temperature".to_owned(), json!(temperature));
    }
    body.insert("stream".to_owned(), json!(stream));
    if stream && !quirks.no_stream_options {
        body.insert(
            "stream_options".to_owned(),
            json!({ "include_usage": true }),
        );
    }
    Value::Object(body)
}

fn spoken(message: &Message, as_text: bool) -> Value {
    match message {
        Message::System { text } => json!({ "role": "system", "content": text }),
        Message::User { text } => json!({ "role": "user", "content": text }),
        Message::Assistant { text, calls } if calls.is_empty() => {
            json!({ "role": "assistant", "content": text })
        }
        Message::Assistant { text, calls } if as_text => {
            let calls: Vec<String> = calls
                .iter()
                .map(|call| printed(&call.name, &call.arguments))
                .collect();
            json!({ "role": "assistant", "content": format!("{text}\n{}", calls.join("\n")).trim() })
        }
        Message::Assistant { text, calls } => {
            let calls: Vec<Value> = calls
                .iter()
                .map(|call| {
                    json!({ "id": call.id, "type": "function", "function": {
                        "name": call.name, "arguments": object_text(&call.arguments),
                    }})
                })
                .collect();
            json!({ "role": "assistant", "content": text, "tool_calls": calls })
        }
        Message::Tool { name, text, .. } if as_text => {
            json!({ "role": "user", "content": format!("Result of {name}:\n{text}") })
        }
        Message::Tool { call, text, .. } => {
            json!({ "role": "tool", "tool_call_id": call, "content": text })
        }
    }
}

/// Some servers parse the arguments of earlier calls and fail on what the model got wrong.
fn object_text(arguments: &str) -> &str {
    match serde_json::from_str::<Map<String, Value>>(arguments) {
        Ok(_) => arguments,
        Err(_) => "{}",
    }
}

fn printed(name: &str, arguments: &str) -> String {
    format!(
        "<tool_call>{{\"name\": {}, \"arguments\": {}}}</tool_call>",
        json!(name),
        object_text(arguments)
    )
}

/// The tools in words, for servers that do not take them as such.
fn described(tools: &[ToolSpec]) -> String {
    let mut text = String::from(
        "Tools. To call one, print exactly this on a line of its own and stop: \
         <tool_call>{\"name\": \"NAME\", \"arguments\": {…}}</tool_call>",
    );
    for tool in tools {
        text.push_str(&format!(
            "\n- {}: {} Arguments: {}",
            tool.name,
            tool.description,
            slim(tool)
        ));
    }
    text
}

/// A reply or a piece of one. Whatever is not as the contract says is passed over.
#[derive(Debug, Deserialize)]
#[serde(transparent)]
pub(super) struct Chunk(pub Value);

/// A piece of a tool call.
#[derive(Debug, Default)]
pub(super) struct CallPiece {
    pub index: Option<u64>,
    pub id: Option<String>,
    pub name: Option<String>,
    pub arguments: Option<String>,
}

impl Chunk {
    /// What the server says went wrong, in the middle of a reply.
    pub fn error(&self) -> Option<String> {
        let error = self.0.get("error").filter(|error| !error.is_null())?;
        let text = error.get("message").unwrap_or(error);
        Some(
            text.as_str()
                .map_or_else(|| text.to_string(), str::to_owned),
        )
    }

    /// The message or its next piece; streams have `delta`, whole replies `message`.
    fn message(&self) -> Option<&Value> {
        let choice = self.0.get("choices")?.get(0)?;
        let delta = choice.get("delta").filter(|delta| !delta.is_null());
        delta.or_else(|| choice.get("message"))
    }

    /// Text of the answer.
    pub fn text(&self) -> Option<String> {
        match self.message()?.get("content")? {
            Value::String(text) => Some(text.clone()),
            // Some gateways send a list of parts.
            Value::Array(parts) => Some(
                parts
                    .iter()
                    .filter_map(|part| part.get("text")?.as_str())
                    .collect(),
            ),
            _ => None,
        }
    }

    /// Whether it holds reasoning, which is not shown.
    pub fn reasons(&self) -> bool {
        self.message().is_some_and(|message| {
            ["reasoning_content", "reasoning"].iter().any(|name| {
                message
                    .get(name)
                    .and_then(Value::as_str)
                    .is_some_and(|text| !text.is_empty())
            })
        })
    }

    /// Tool calls or their pieces.
    pub fn calls(&self) -> Vec<CallPiece> {
        let Some(message) = self.message() else {
            return Vec::new();
        };
        let calls = match (message.get("tool_calls"), message.get("function_call")) {
            (Some(Value::Array(calls)), _) => calls.as_slice(),
            // The older form: one call, without an id.
            (_, Some(function @ Value::Object(_))) => {
                return vec![CallPiece {
                    index: Some(0),
                    name: string(function.get("name")),
                    arguments: arguments(function.get("arguments")),
                    id: None,
                }];
            }
            _ => return Vec::new(),
        };
        calls
            .iter()
            .filter(|call| call.is_object())
            .map(|call| {
                let function = call.get("function").unwrap_or(call);
                CallPiece {
                    index: call.get("index").and_then(Value::as_u64),
                    id: string(call.get("id")),
                    name: string(function.get("name")),
                    arguments: arguments(function.get("arguments")),
                }
            })
            .collect()
    }

    /// Why the reply ended.
    pub fn finish(&self) -> Option<String> {
        string(self.0.get("choices")?.get(0)?.get("finish_reason"))
    }

    /// Tokens in and out.
    pub fn tokens(&self) -> Option<(u64, u64)> {
        let usage = self.0.get("usage")?;
        let count = |name| usage.get(name).and_then(Value::as_u64);
        Some((
            count("prompt_tokens")?,
            count("completion_tokens").unwrap_or(0),
        ))
    }
}

fn string(value: Option<&Value>) -> Option<String> {
    value
        .and_then(Value::as_str)
        .filter(|text| !text.is_empty())
        .map(str::to_owned)
}

/// Arguments come as JSON text; some servers send the object itself.
fn arguments(value: Option<&Value>) -> Option<String> {
    match value? {
        Value::String(text) => Some(text.clone()),
        Value::Null => None,
        object => Some(object.to_string()),
    }
}

/// The names in a list of models, in whichever of the usual shapes it comes.
pub(super) fn model_names(list: &Value) -> Vec<String> {
    let models = list
        .get("data")
        .or_else(|| list.get("models"))
        .unwrap_or(list);
    models
        .as_array()
        .map(Vec::as_slice)
        .unwrap_or_default()
        .iter()
        .filter_map(|model| {
            string(Some(model))
                .or_else(|| string(model.get("id")))
                .or_else(|| string(model.get("name")))
        })
        .collect()
}
