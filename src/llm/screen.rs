//! What of a reply may be shown while it is still coming in: no reasoning, and nothing that may turn
//! out to be a tool call.

use super::salvage::{markers, opening, salvage};
use super::thinking::{Thinking, held_back};

/// Beyond this much held text, closing is no longer looked for at every piece.
const LONGEST_HELD: usize = 16 << 10;

/// Lets through what is certainly part of the answer.
#[derive(Debug)]
pub struct Screen {
    thinking: Thinking,
    known: Vec<&'static str>,
    held: String,
    caught: bool,
}

impl Screen {
    /// A screen for one reply; `known` are the names of the tools.
    pub fn new(known: Vec<&'static str>) -> Self {
        Self {
            thinking: Thinking::default(),
            known,
            held: String::new(),
            caught: false,
        }
    }

    /// Takes a piece; gives what may be shown.
    pub fn push(&mut self, piece: &str) -> String {
        let piece = self.thinking.push(piece);
        self.held.push_str(&piece);
        let mut out = String::new();
        while !self.caught {
            let Some((at, opener)) = opening(&self.held) else {
                let keep = held_back(&self.held, markers());
                out.extend(self.held.drain(..self.held.len() - keep));
                break;
            };
            out.extend(self.held.drain(..at));
            if self.held.len() > LONGEST_HELD {
                break;
            }
            let Some(length) = opener.closed(&self.held) else {
                break;
            };
            if salvage(&self.held[..length], &self.known).1.is_empty() {
                out.extend(self.held.drain(..length));
            } else {
                self.caught = true;
            }
        }
        out
    }

    /// What was held back and is no call, at the end of the reply.
    pub fn finish(mut self) -> String {
        self.held.push_str(&self.thinking.finish());
        if self.caught || !salvage(&self.held, &self.known).1.is_empty() {
            return String::new();
        }
        self.held
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Everything shown of a text that comes in pieces of `size` characters, and what of it was
    /// shown before the end.
    fn shown(text: &str, size: usize) -> (String, String) {
        let mut screen = Screen::new(vec!["get_job"]);
        let characters: Vec<char> = text.chars().collect();
        let early: String = characters
            .chunks(size)
            .map(|piece| screen.push(&piece.iter().collect::<String>()))
            .collect();
        (early.clone() + &screen.finish(), early)
    }

    #[test]
    fn an_answer_passes_whole_and_its_commands_before_the_end() {
        let text = "It is `full`.\n```\nresync jobs rerun X\n```\nThen {\"a\": 1} and more.";
        for size in [1, 2, 3, 7, 100] {
            let (all, early) = shown(text, size);
            assert_eq!(all, text);
            assert!(early.ends_with("more."), "{early}");
        }
    }

    #[test]
    fn reasoning_and_calls_are_never_shown() {
        for call in [
            "{\"name\": \"get_job\", \"arguments\": {\"job\": \"X\"}}",
            "```json\n{\"name\": \"get_job\", \"arguments\": {}}\n```",
            "<tool_call>{\"name\": \"get_job\", \"arguments\": {}}</tool_call>",
            "<function=get_job>{}</function>",
        ] {
            for size in [1, 3, 8, 200] {
                let (all, _) = shown(&format!("<think>hm</think>Let me see. {call} after"), size);
                assert_eq!(all, "Let me see. ");
            }
        }
    }
}
