//! How much room the prompt takes, what a round cost, and what goes when the window is full.

use super::Machine;
use crate::llm::budget::estimate;
use crate::llm::message::{Message, Reply};

impl Machine {
    pub(super) fn prompt_tokens(&self) -> u64 {
        let messages: u64 = self.setup.messages.iter().map(weight).sum();
        messages + self.setup.tool_tokens
    }

    /// Adds up what a round cost, estimated where the server did not count.
    pub(super) fn count(&mut self, reply: &Reply) {
        let (sent, received) = reply.tokens.unwrap_or_else(|| {
            self.spent.estimated = true;
            let calls: u64 = reply
                .calls
                .iter()
                .map(|call| estimate(&call.arguments) + 8)
                .sum();
            (self.prompt_tokens(), estimate(&reply.text) + calls)
        });
        self.spent.prompt_tokens += sent;
        self.spent.completion_tokens += received;
    }

    /// Empties the older tool results until the prompt takes no more than `limit` tokens; true when
    /// that freed anything. The results of the last round stay as long as they can.
    pub(super) fn drop_results(&mut self, limit: u64) -> bool {
        let mut freed = false;
        for at in 0..self.setup.messages.len() {
            if self.prompt_tokens() <= limit {
                break;
            }
            if let Message::Tool { text, .. } = &mut self.setup.messages[at]
                && text.len() > DROPPED.len()
            {
                DROPPED.clone_into(text);
                freed = true;
            }
        }
        if freed {
            self.warn("older results of tools were dropped: the model's window is full");
        }
        freed
    }

    /// Whether the result of a call had to make room: it is given anew when it is wanted again.
    pub(super) fn was_dropped(&self, call: &str) -> bool {
        self.setup.messages.iter().any(
            |message| matches!(message, Message::Tool { call: of, text, .. } if of == call && text == DROPPED),
        )
    }
}

const DROPPED: &str = "status: dropped\nThis result was dropped to make room.";

/// Tokens of a message, its frame included.
fn weight(message: &Message) -> u64 {
    let calls = match message {
        Message::Assistant { calls, .. } => calls
            .iter()
            .map(|call| estimate(&call.name) + estimate(&call.arguments) + 8)
            .sum(),
        _ => 0,
    };
    estimate(message.text()) + calls + 4
}
