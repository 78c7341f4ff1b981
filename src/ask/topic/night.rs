//! Why the plan as a whole is red or late.

use super::{Draft, Turn};
use crate::ask::{Asker, wording};
use crate::error::Result;
use crate::report::NightReport;

impl Asker {
    /// The few causes that explain most of what is in trouble.
    pub(super) async fn night(&self, turn: &Turn<'_>) -> Result<Draft> {
        let report = NightReport::gather(self.diagnoser(), turn.now).await?;
        let mut draft = Draft::of(wording::say_night(&report, turn.now, turn.zone), &report);
        draft.warnings.clone_from(&report.warnings);
        Ok(draft)
    }
}
