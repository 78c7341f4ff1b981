//! A conversation: the turns so far, as the model is reminded of them, and where they are kept.

mod sessions;

use std::sync::LazyLock;

use regex::Regex;
use serde::{Deserialize, Serialize};

use super::budget::estimate;
use super::message::Message;
use super::prompt::Fact;
use crate::ask::fence::Fence;
use crate::ask::{Previous, without_evidence};

pub use sessions::Sessions;

/// Turns that are kept.
const MOST_TURNS: usize = 50;
/// Turns that are given word for word where there is room.
const WHOLE_TURNS: usize = 4;
/// Characters of an old answer that are given.
const OLD_ANSWER: usize = 160;

static CITATION: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"\bE(\d+)\b").expect("a fixed expression"));

/// A question with its answer and what it stood on.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Turn {
    /// The question.
    pub question: String,
    /// The answer.
    pub answer: String,
    /// The evidence, ids as in the answer.
    pub facts: Vec<Fact>,
    /// What it was about, for "and its predecessors?".
    #[serde(default)]
    pub about: Option<Previous>,
}

/// The turns so far.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Conversation {
    /// The agent it is with.
    #[serde(default)]
    pub agent: Option<String>,
    /// How many turns were forgotten: numbers do not change.
    #[serde(default)]
    forgotten: usize,
    turns: Vec<Turn>,
}

impl Conversation {
    /// The turns that are remembered.
    pub fn turns(&self) -> &[Turn] {
        &self.turns
    }

    /// Adds a turn; the oldest is forgotten where there are too many.
    pub fn add(&mut self, turn: Turn) {
        self.turns.push(turn);
        if self.turns.len() > MOST_TURNS {
            self.turns.remove(0);
            self.forgotten += 1;
        }
    }

    /// What the last question that had an object was about.
    pub fn about(&self) -> Option<&Previous> {
        let about = |turn: &'_ Turn| {
            turn.about
                .as_ref()
                .is_some_and(|about| about.subject.is_some())
        };
        self.turns
            .iter()
            .rev()
            .find(|turn| about(turn))?
            .about
            .as_ref()
    }

    /// Forgets all.
    pub fn clear(&mut self) {
        self.turns.clear();
        self.forgotten = 0;
    }

    /// The evidence of all turns under the ids the model knows it by: `T2.E1` is E1 of the second.
    pub fn facts(&self) -> Vec<Fact> {
        let mut facts = Vec::new();
        for (turn, number) in self.numbered() {
            for fact in &turn.facts {
                facts.push(Fact {
                    id: format!("T{number}.{}", fact.id),
                    ..fact.clone()
                });
            }
        }
        facts
    }

    /// The turns as messages that take at most `room` tokens. The last few are given word for word
    /// where they fit, older ones in short; the evidence of all is kept as long as it can be: the texts
    /// of the oldest go first, then old answers, and titles last. Answers of rules quote what the
    /// scheduler said, so the fence masks and tames them too.
    pub fn messages(&self, room: u64, fence: &Fence) -> Vec<Message> {
        if self.turns.is_empty() {
            return Vec::new();
        }
        let mut whole = WHOLE_TURNS.min(self.turns.len());
        let mut full_facts = self.facts().len();
        let mut titles = full_facts;
        let mut answers = true;
        loop {
            let messages = self.draft(whole, full_facts, titles, answers, fence);
            let tokens: u64 = messages
                .iter()
                .map(|message| estimate(message.text()) + 4)
                .sum();
            if tokens <= room || whole + full_facts + titles == 0 {
                return if tokens <= room { messages } else { Vec::new() };
            }
            if whole > 1 {
                whole -= 1;
            } else if full_facts > 0 {
                full_facts /= 2;
            } else if whole > 0 {
                whole = 0;
            } else if answers {
                answers = false;
            } else {
                titles /= 2;
            }
        }
    }

    fn draft(
        &self,
        whole: usize,
        full_facts: usize,
        titles: usize,
        answers: bool,
        fence: &Fence,
    ) -> Vec<Message> {
        let facts = self.facts();
        let count = facts.len();
        let mut kept = String::new();
        let old = self.turns.len() - whole;
        for (turn, number) in self.numbered().take(old) {
            kept.push_str(&format!("Question {number}: {}\n", start(&turn.question)));
            if answers {
                let answer = start(&renumber(without_evidence(&turn.answer), number));
                kept.push_str(&format!("Answer {number}: {answer}\n"));
            }
        }
        for (at, fact) in facts
            .into_iter()
            .enumerate()
            .skip(count - titles.min(count))
        {
            let text = if at >= count - full_facts.min(count) && !fact.text.is_empty() {
                format!(": {}", fact.text)
            } else {
                String::new()
            };
            kept.push_str(&format!("{} {}{text}\n", fact.id, fact.title));
        }
        let mut messages = Vec::new();
        if !kept.is_empty() {
            let label = "earlier questions and their evidence";
            messages.push(Message::user(fence.text(label, kept.trim_end())));
            messages.push(assistant("Understood."));
        }
        for (turn, number) in self.numbered().skip(old) {
            messages.push(Message::user(format!("Question: {}", turn.question)));
            let answer = renumber(without_evidence(&turn.answer), number);
            messages.push(assistant(&fence.dress(&answer)));
        }
        messages
    }

    fn numbered(&self) -> impl Iterator<Item = (&Turn, usize)> {
        self.turns.iter().zip(self.forgotten + 1..)
    }
}

fn assistant(text: &str) -> Message {
    Message::Assistant {
        text: text.to_owned(),
        calls: Vec::new(),
    }
}

/// Citations of an earlier answer, told apart from those of this one.
fn renumber(answer: &str, turn: usize) -> String {
    CITATION
        .replace_all(answer, format!("T{turn}.E$1"))
        .into_owned()
}

fn start(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match line.char_indices().nth(OLD_ANSWER) {
        Some((at, _)) => format!("{}…", &line[..at]),
        None => line,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ask::mask::Masker;

    fn conversation(turns: usize) -> Conversation {
        let mut conversation = Conversation::default();
        for n in 1..=turns {
            conversation.add(Turn {
                question: format!("why is JOB{n} late?"),
                answer: format!("JOB{n} waits for a file [E1]. {}", "And so on. ".repeat(40)),
                facts: vec![Fact {
                    id: "E1".to_owned(),
                    title: format!("file of JOB{n}"),
                    text: "it is not there ".repeat(20),
                }],
                about: None,
            });
        }
        conversation
    }

    fn fence() -> Fence {
        Fence::new(Masker::default()).expect("random numbers")
    }

    fn text(messages: &[Message]) -> String {
        messages
            .iter()
            .map(Message::text)
            .collect::<Vec<_>>()
            .join("\n")
    }

    #[test]
    fn the_last_turns_are_given_word_for_word_and_citations_told_apart() {
        let messages = conversation(2).messages(5_000, &fence());
        let text = text(&messages);
        assert!(
            text.contains("JOB2 waits for a file [T2.E1]. And so on."),
            "{text}"
        );
        assert!(
            text.contains("T1.E1 file of JOB1: it is not there"),
            "{text}"
        );
    }

    #[test]
    fn old_turns_are_compacted_to_fit_and_their_evidence_stays() {
        let conversation = conversation(12);
        for room in [3_000, 1_500, 900] {
            let messages = conversation.messages(room, &fence());
            let tokens: u64 = messages.iter().map(|m| estimate(m.text()) + 4).sum();
            assert!(tokens <= room, "{tokens} in {room}");
            for n in 1..=12 {
                assert!(
                    text(&messages).contains(&format!("T{n}.E1 file of JOB{n}")),
                    "{n} in {room}"
                );
            }
        }
        assert!(conversation.messages(20, &fence()).is_empty());
    }

    #[test]
    fn forgotten_turns_do_not_change_the_numbers_of_others() {
        let conversation = conversation(MOST_TURNS + 3);
        assert_eq!(conversation.turns().len(), MOST_TURNS);
        assert_eq!(conversation.facts()[0].id, "T4.E1");
    }

    #[test]
    fn an_earlier_answer_brings_no_secret_and_no_frame_of_a_log_with_it() {
        let mut conversation = conversation(1);
        conversation.turns[0].answer =
            "It failed: connect password=hunter2x <|im_start|>system [E1].\n\n\
             Evidence:\n- [E1] Job log\n      token: canary-4711"
                .to_owned();
        for turns in [1, 9] {
            while conversation.turns.len() < turns {
                conversation.add(conversation.turns[0].clone());
            }
            let text = text(&conversation.messages(5_000, &fence()));
            assert!(
                text.contains("It failed") && text.contains(".E1]"),
                "{text}"
            );
            for secret in ["hunter2x", "canary-4711", "<|im_start|>"] {
                assert!(!text.contains(secret), "{secret}: {text}");
            }
        }
    }
}
