//! Questions that the plan in one screen answers: people, critical jobs, workstations, all of it.

use super::{Draft, Turn};
use crate::ask::{Asker, Intent, wording};
use crate::error::Result;
use crate::report::StatusReport;

impl Asker {
    pub(super) async fn overview(&self, intent: Intent, turn: &Turn<'_>) -> Result<Draft> {
        let report = StatusReport::gather(&self.plan, turn.now).await?;
        let words = match intent {
            Intent::WaitingForPeople => wording::say_people(&report),
            Intent::Critical => wording::say_critical(&report, turn.now, turn.zone),
            Intent::Workstations => wording::say_workstations(&report),
            _ => wording::say_status(&report, turn.now, turn.zone),
        };
        let mut draft = Draft::of(words, &report);
        draft.warnings.clone_from(&report.warnings);
        Ok(draft)
    }
}
