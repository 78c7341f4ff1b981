//! Puts the pieces of a streamed reply together, whatever order and shape a server sends them in.

use super::message::{Reply, ToolCall};
use super::wire::{CallPiece, Chunk};

/// A tool call whose pieces are still coming in.
#[derive(Debug, Default)]
struct Half {
    index: Option<u64>,
    id: Option<String>,
    name: String,
    arguments: String,
}

/// A reply whose pieces are still coming in.
#[derive(Debug, Default)]
pub(super) struct Assembly {
    text: String,
    calls: Vec<Half>,
    finish: Option<String>,
    tokens: Option<(u64, u64)>,
}

impl Assembly {
    /// Takes a piece; gives the text it adds.
    pub fn add(&mut self, chunk: &Chunk) -> Option<String> {
        for piece in chunk.calls() {
            self.add_call(piece);
        }
        self.finish = chunk.finish().or(self.finish.take());
        self.tokens = chunk.tokens().or(self.tokens);
        let text = chunk.text().filter(|text| !text.is_empty())?;
        self.text.push_str(&text);
        Some(text)
    }

    /// A piece belongs to the call of its index; without one, to the call of its id; without that,
    /// to the last call, unless it brings a name of its own.
    fn add_call(&mut self, piece: CallPiece) {
        let place = match (piece.index, &piece.id) {
            (Some(index), id) => self.calls.iter().position(|call| {
                call.index == Some(index)
                    // Two calls at the same index: some servers number none of them.
                    && !(id.is_some() && call.id.is_some() && *id != call.id)
            }),
            (None, Some(id)) => self.calls.iter().position(|call| {
                call.id.as_ref() == Some(id) && (piece.name.is_none() || call.name.is_empty())
            }),
            (None, None) if piece.name.is_none() => self.calls.len().checked_sub(1),
            (None, None) => None,
        };
        let call = match place {
            Some(place) => &mut self.calls[place],
            None => {
                self.calls.push(Half::default());
                let last = self.calls.len() - 1;
                &mut self.calls[last]
            }
        };
        call.index = call.index.or(piece.index);
        call.id = call.id.take().or(piece.id);
        if let Some(name) = piece.name {
            // Names come whole, and are repeated by some; a piece that continues one is appended.
            if call.name.is_empty() {
                call.name = name;
            } else if call.name != name && call.arguments.is_empty() {
                call.name.push_str(&name);
            }
        }
        if let Some(arguments) = piece.arguments {
            call.arguments.push_str(&arguments);
        }
    }

    /// What was said so far.
    pub fn into_text(self) -> String {
        self.text
    }

    /// Whether the server announced tool calls and sent none, as some do when they stream, or sent
    /// nothing at all for no reason.
    pub fn lost_something(&self) -> bool {
        let finish = self.finish.as_deref();
        let empty =
            self.text.trim().is_empty() && !matches!(finish, Some("length" | "content_filter"));
        self.calls.is_empty() && (finish == Some("tool_calls") || empty)
    }

    /// The whole reply.
    pub fn finish(self) -> Reply {
        let calls = self.calls.into_iter().map(|call| ToolCall {
            id: call.id.unwrap_or_default(),
            name: call.name,
            arguments: call.arguments,
        });
        Reply {
            text: self.text,
            calls: calls.collect(),
            finish: self.finish,
            tokens: self.tokens,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn assemble(chunks: &[serde_json::Value]) -> Reply {
        let mut assembly = Assembly::default();
        for chunk in chunks {
            assembly.add(&Chunk(chunk.clone()));
        }
        assembly.finish()
    }

    fn delta(delta: &serde_json::Value) -> serde_json::Value {
        json!({ "choices": [{ "delta": delta }] })
    }

    fn calls(reply: &Reply) -> Vec<(&str, &str)> {
        reply
            .calls
            .iter()
            .map(|call| (call.name.as_str(), call.arguments.as_str()))
            .collect()
    }

    #[test]
    fn a_call_split_over_pieces_is_one_call() {
        let reply = assemble(&[
            delta(&json!({ "tool_calls": [{ "index": 0, "function": { "arguments": "{\"jo" } }] })),
            delta(
                &json!({ "tool_calls": [{ "index": 0, "id": "a", "type": "function", "function": { "name": "get_job", "arguments": "b\":" } }] }),
            ),
            delta(
                &json!({ "tool_calls": [{ "index": 0, "function": { "arguments": "\"X\"}" } }] }),
            ),
        ]);
        assert_eq!(calls(&reply), [("get_job", "{\"job\":\"X\"}")]);
    }

    #[test]
    fn calls_without_an_index_are_told_apart_by_id_or_name() {
        let reply = assemble(&[
            delta(
                &json!({ "tool_calls": [{ "id": "a", "function": { "name": "f", "arguments": "{}" } }] }),
            ),
            delta(
                &json!({ "tool_calls": [{ "id": "b", "function": { "name": "g", "arguments": "{\"x\"" } }] }),
            ),
            delta(&json!({ "tool_calls": [{ "function": { "arguments": ":1}" } }] })),
        ]);
        assert_eq!(calls(&reply), [("f", "{}"), ("g", "{\"x\":1}")]);
    }

    #[test]
    fn two_calls_at_one_index_or_of_one_id_stay_two() {
        let reply = assemble(&[
            delta(
                &json!({ "tool_calls": [{ "index": 0, "id": "a", "function": { "name": "f", "arguments": "{}" } }] }),
            ),
            delta(
                &json!({ "tool_calls": [{ "index": 0, "id": "b", "function": { "name": "g", "arguments": "{}" } }] }),
            ),
            delta(&json!({ "tool_calls": [
                { "id": "c", "function": { "name": "h", "arguments": "{}" } },
                { "id": "c", "function": { "name": "i", "arguments": "{}" } }] })),
        ]);
        assert_eq!(calls(&reply).len(), 4, "{reply:?}");
    }

    #[test]
    fn odd_pieces_are_passed_over() {
        let reply = assemble(&[
            json!({ "usage": {}, "choices": [] }),
            json!({ "choices": null }),
            json!(7),
            delta(&json!({ "content": null, "vendor": { "x": 1 } })),
            delta(&json!({ "content": "Hello", "tool_calls": null })),
            json!({ "choices": [{ "delta": {}, "finish_reason": "length" }] }),
            json!({ "choices": [], "usage": { "prompt_tokens": 9, "completion_tokens": 2 } }),
        ]);
        assert_eq!(reply.text, "Hello");
        assert_eq!(reply.finish.as_deref(), Some("length"));
        assert_eq!(reply.tokens, Some((9, 2)));
    }

    #[test]
    fn the_older_function_call_and_arguments_as_an_object_are_understood() {
        let reply = assemble(&[delta(
            &json!({ "function_call": { "name": "f", "arguments": { "a": 1 } } }),
        )]);
        assert_eq!(calls(&reply), [("f", "{\"a\":1}")]);
    }
}
