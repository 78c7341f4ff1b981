//! Whether an answer says what was asked for: the cause. One that only repeats the question, or tells
//! how one might look for the cause, states nothing false, and is of no use.

use super::known::Known;
use super::{FaultKind, Verdict, scan};

/// Words of the proof that an answer without a citation has to share.
const SHARED: usize = 2;

/// Looks for the name of what is to blame, and for its proof: cited, or told in its words.
pub fn named(text: &str, known: &Known, verdict: &mut Verdict) {
    if let Some(cause) = &known.cause {
        let said = text.to_lowercase().contains(&cause.to_lowercase());
        verdict.compare(FaultKind::Cause, cause, said);
    }
    if !known.telling.is_empty() {
        let mut shared: Vec<String> = scan::stems(text)
            .filter(|stem| known.telling.contains(stem))
            .collect();
        shared.sort();
        shared.dedup();
        let told =
            !scan::citations(text).is_empty() || shared.len() >= SHARED.min(known.telling.len());
        let beginning: String = text.chars().take(60).collect();
        verdict.compare(FaultKind::Proof, &beginning, told);
    }
}
