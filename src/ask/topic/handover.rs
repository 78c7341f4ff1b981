//! What happened in this shift.

use super::{Draft, Turn};
use crate::ask::since::since;
use crate::ask::{Asker, wording};
use crate::error::Result;
use crate::report::HandoverReport;

/// A shift, when the question names no time.
const SHIFT: i64 = 8 * 3600;

impl Asker {
    pub(super) async fn handover(&self, turn: &Turn<'_>) -> Result<Draft> {
        let named = since(turn.text, turn.now, turn.zone);
        let begun = named
            .or_else(|| jiff::Timestamp::from_second(turn.now.as_second() - SHIFT).ok())
            .unwrap_or(turn.now);
        let report = HandoverReport::gather(&self.plan, begun, turn.now).await?;
        let mut draft = Draft::of(wording::say_handover(&report, turn.now, turn.zone), &report);
        draft.warnings.clone_from(&report.warnings);
        if named.is_none() {
            draft
                .warnings
                .push("no time was named: this covers the last 8 hours".to_owned());
        }
        Ok(draft)
    }
}
