//! Learns what questions ask for from `tests/corpus`, and keeps it in `src/ask/intent/weights.bin`:
//!
//! ```sh
//! cargo run --release --example learn
//! ```
//!
//! Those of `tests/corpus/fourth` to `sixth` are never learned from: they say how it fares with new ones.

#![expect(clippy::print_stdout, reason = "it prints how it fares")]

use std::path::Path;

use resync::ask::{Intent, learn};
use serde::Deserialize;

#[derive(Deserialize)]
struct Questions {
    question: Vec<Question>,
}

#[derive(Deserialize)]
struct Question {
    text: String,
    intent: Intent,
}

fn main() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let corpus = root.join("tests/corpus");
    let mut questions = Vec::new();
    for name in [
        "questions",
        "second/questions",
        "third/questions",
        "lessons",
    ] {
        let text = std::fs::read_to_string(corpus.join(name).with_extension("toml"));
        let read: Questions = toml::from_str(&text.expect("the corpus")).expect("TOML");
        questions.extend(read.question);
    }
    let pairs: Vec<(&str, Intent)> = questions
        .iter()
        .map(|question| (question.text.as_str(), question.intent))
        .collect();
    let weights = learn(&pairs);
    println!(
        "{} questions, {} bytes of weights",
        pairs.len(),
        weights.len()
    );
    std::fs::write(root.join("src/ask/intent/weights.bin"), weights).expect("written");
}
