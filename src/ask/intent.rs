//! What a question asks for, as learned from questions that people labelled, in three languages.

mod lessons;
mod model;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::diagnose::signature::bare;

pub use lessons::learn;

/// What is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Intent {
    /// Why something failed, waits, is late, slow, held or has not started.
    Why,
    /// The state of one object.
    Status,
    /// What failed.
    Failed,
    /// What runs.
    Running,
    /// What is late.
    Late,
    /// What waits for a person.
    WaitingForPeople,
    /// What something waits for.
    WaitsFor,
    /// What something blocks.
    Blocks,
    /// Critical jobs and deadlines.
    Critical,
    /// Workstations and their problems.
    Workstations,
    /// How many.
    Counts,
    /// A job's log.
    Log,
    /// What a status or code means.
    Explain,
    /// When something will finish.
    Finish,
    /// The critical path.
    CriticalPath,
    /// What changed since the last good run.
    Changed,
    /// How to do something.
    HowTo,
    /// What happened since a time.
    Handover,
    /// The plan as a whole.
    Summary,
    /// What can be asked.
    Help,
    /// Out of reach.
    Unknown,
}

impl Intent {
    /// Every intent, in the order of the learned weights.
    pub const ALL: [Self; 21] = [
        Self::Why,
        Self::Status,
        Self::Failed,
        Self::Running,
        Self::Late,
        Self::WaitingForPeople,
        Self::WaitsFor,
        Self::Blocks,
        Self::Critical,
        Self::Workstations,
        Self::Counts,
        Self::Log,
        Self::Explain,
        Self::Finish,
        Self::CriticalPath,
        Self::Changed,
        Self::HowTo,
        Self::Handover,
        Self::Summary,
        Self::Help,
        Self::Unknown,
    ];
}

/// How likely a question in scope must be before "out of reach" is passed over for it.
const NEXT_BEST: f32 = 0.2;

/// What a question asks for. `text` is normalised (see [`normalise`]) with each object's name as
/// `name` and each code as `code`; `named` says whether an object was named.
pub fn classify(text: &str, named: bool) -> Intent {
    let likely = model::likely(text);
    match likely {
        // Who names an object of the plan hardly asks for something out of reach.
        [(Intent::Unknown, _), (next, chance)] if named && chance > NEXT_BEST => next,
        [(best, _), _] => best,
    }
}

/// Small letters without accents; what is not a letter, digit or apostrophe becomes a blank.
pub fn normalise(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars().flat_map(char::to_lowercase) {
        let plain = match bare(c) {
            '’' | '´' | '`' => '\'',
            c if c.is_alphanumeric() || c == '\'' || c == '-' => c,
            _ => ' ',
        };
        if plain != ' ' || !out.ends_with(' ') {
            out.push(plain);
        }
    }
    let spelled: Vec<&str> = out.split_whitespace().map(spelled_out).collect();
    spelled.join(" ")
}

/// How words are cut short in a hurry, and what they stand for.
const SHORT: &[(&str, &str)] = &[
    ("q", "que"),
    ("k", "que"),
    ("oq", "o que"),
    ("qtos", "quantos"),
    ("qtas", "quantas"),
    ("qdo", "quando"),
    ("cdo", "cuando"),
    ("vc", "voce"),
    ("vcs", "voces"),
    ("ta", "esta"),
    ("tao", "estao"),
    ("tbm", "tambem"),
    ("u", "you"),
    ("ur", "your"),
    ("r", "are"),
    ("tonite", "tonight"),
    ("nite", "night"),
    ("pls", "please"),
    ("plz", "please"),
    ("whats", "what's"),
    ("whos", "who's"),
    ("hows", "how's"),
    ("whens", "when's"),
    ("wheres", "where's"),
    ("couldnt", "couldn't"),
    ("hasnt", "hasn't"),
    ("havent", "haven't"),
    ("didnt", "didn't"),
    ("doesnt", "doesn't"),
    ("isnt", "isn't"),
    ("wont", "won't"),
    ("cant", "can't"),
];

fn spelled_out(word: &str) -> &str {
    let known = SHORT.iter().find(|(short, _)| *short == word);
    known.map_or(word, |(_, long)| long)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accents_and_punctuation_fall_away() {
        assert_eq!(
            normalise("  Por quê o job ÍNDICE não rodou??"),
            "por que o job indice nao rodou"
        );
    }

    #[test]
    fn every_intent_has_its_place_among_the_weights() {
        for intent in Intent::ALL {
            let places = Intent::ALL.iter().filter(|known| **known == intent);
            assert_eq!(places.count(), 1, "{intent:?}");
        }
    }
}
