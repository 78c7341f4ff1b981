//! Whether an answer says what was asked for: the cause, with its proof. One that only repeats the
//! question states nothing false, and is of no use.

use super::known::Known;
use super::{FaultKind, Verdict, scan};

/// Looks for the name of what is to blame and for a citation, where a cause was asked for.
pub fn named(text: &str, known: &Known, verdict: &mut Verdict) {
    if let Some(cause) = &known.cause {
        let said = text.to_lowercase().contains(&cause.to_lowercase());
        verdict.compare(FaultKind::Cause, cause, said);
    }
    if known.proof {
        let beginning: String = text.chars().take(60).collect();
        let cites = !scan::citations(text).is_empty();
        verdict.compare(FaultKind::Proof, &beginning, cites);
    }
}
