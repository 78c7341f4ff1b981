//! What a status, a return code or a message code means.

use super::{Draft, Turn};
use crate::ask::wording;
use crate::diagnose::{Dictionary, messages};

/// Explains the codes a question names.
pub(super) fn explain(site: &Dictionary, turn: &Turn<'_>) -> Draft {
    let text = turn.text;
    let mut codes: Vec<&str> = turn
        .named
        .iter()
        .map(|mention| mention.text.as_str())
        .collect();
    let words: Vec<&str> = text
        .split(|c: char| c.is_whitespace() || "?.,;:!\"'".contains(c))
        .filter(|w| !w.is_empty())
        .collect();
    codes.extend(
        words
            .iter()
            .filter(|word| word.chars().all(|c| c.is_ascii_uppercase()) && word.len() > 2),
    );
    // What the site says comes before what is generally known.
    let found: Vec<String> = codes
        .iter()
        .flat_map(|code| site.explain(code))
        .chain(codes.iter().filter_map(|code| messages::explain(code)))
        .collect();
    match found.first() {
        Some(first) => Draft::of(format!("**{}**", wording::plain(first)), &serde_json::json!({ "explanations": found })),
        None => Draft {
            answer: "I do not know that code. I know statuses (HOLD, ABEND, …), return codes, the scheduler's AWS and AWK messages and common error codes of databases and systems.".to_owned(),
            warnings: vec!["no code or status that is known was found in the question".to_owned()],
            ..Draft::default()
        },
    }
}
