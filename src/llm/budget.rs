//! What an answer may cost, and what it has cost so far.

use serde::{Deserialize, Serialize};

/// Limits of one answer. Every one of them binds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Budget {
    /// Rounds with the model, a repair not counted.
    pub rounds: u32,
    /// Tools called.
    pub tool_calls: u32,
    /// Tokens sent and received, all rounds together.
    pub tokens: u64,
    /// Seconds for the whole answer.
    pub seconds: u64,
    /// Characters of one tool's result.
    pub result_chars: usize,
}

impl Default for Budget {
    fn default() -> Self {
        Self {
            rounds: 8,
            tool_calls: 24,
            tokens: 60_000,
            seconds: 300,
            result_chars: 6_000,
        }
    }
}

/// What an answer has cost.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Spent {
    /// Rounds with the model, repairs counted.
    pub rounds: u32,
    /// Tools run.
    pub tool_calls: u32,
    /// Tokens sent.
    pub prompt_tokens: u64,
    /// Tokens received.
    pub completion_tokens: u64,
    /// Whether any of the tokens were estimated here, because the server did not count them.
    pub estimated: bool,
}

/// How many tokens a text is taken for when nobody counted: one per six letters begun of a word,
/// per three digits begun of a number, per two marks begun of a run, and per character beyond ASCII;
/// blanks are free.
pub fn estimate(text: &str) -> u64 {
    let (mut tokens, mut run, mut last) = (0, 0, Class::Blank);
    for c in text.chars() {
        let class = match c {
            c if !c.is_ascii() => Class::Other,
            c if c.is_ascii_alphabetic() => Class::Letter,
            c if c.is_ascii_digit() => Class::Digit,
            c if c.is_ascii_graphic() => Class::Mark,
            _ => Class::Blank,
        };
        run = if class == last { run + 1 } else { 1 };
        last = class;
        let begins = match class {
            Class::Letter => (run - 1) % 6 == 0,
            Class::Digit => (run - 1) % 3 == 0,
            Class::Mark => (run - 1) % 2 == 0,
            Class::Other => true,
            Class::Blank => false,
        };
        tokens += u64::from(begins);
    }
    tokens
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Class {
    Letter,
    Digit,
    Mark,
    Other,
    Blank,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_estimate_follows_its_stated_rule() {
        assert_eq!(estimate(""), 0);
        assert_eq!(estimate("disk full"), 2);
        assert_eq!(estimate("dependencies"), 2);
        assert_eq!(estimate("2026-11-23"), 2 + 1 + 1 + 1 + 1);
        assert_eq!(estimate("\"}]"), 2);
        assert_eq!(estimate("für"), 3);
    }
}
