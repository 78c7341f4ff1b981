//! What a job waits for and what waits for it.

use super::{Draft, Turn};
use crate::ask::{Asker, wording};
use crate::diagnose::Subject;
use crate::error::Result;
use crate::plan::Phase;
use crate::report::{DependencyReport, Direction};

impl Asker {
    /// What it waits for.
    pub(super) async fn waits_for(&self, turn: &Turn<'_>) -> Result<Draft> {
        self.dependencies(Direction::Up, turn).await
    }

    /// What waits for it.
    pub(super) async fn blocks(&self, turn: &Turn<'_>) -> Result<Draft> {
        self.dependencies(Direction::Down, turn).await
    }

    async fn dependencies(&self, direction: Direction, turn: &Turn<'_>) -> Result<Draft> {
        let found = self.subject(turn).await?;
        let Subject::Job(job) = &found.subject else {
            let diagnosis = self.diagnoser().diagnose(&found.subject, turn.now).await?;
            return Ok(Draft {
                answer: wording::say_diagnosis(&diagnosis, turn.zone),
                subject: Some(found.object),
                diagnosis: Some(diagnosis),
                ..Draft::default()
            });
        };
        let depth = if direction == Direction::Up { 1 } else { 8 };
        let report =
            DependencyReport::gather(&self.plan, &job.id, &[direction], depth, turn.now).await?;
        let mut draft = Draft::of(
            wording::say_dependencies(&report, direction == Direction::Down),
            &report,
        );
        // Who asks what a job waits for wants to know what to do about it.
        if direction == Direction::Up && !matches!(job.phase(), Phase::Done | Phase::Cancelled) {
            let diagnosis = self.diagnoser().diagnose(&found.subject, turn.now).await?;
            draft.answer.push_str("\n\n");
            draft
                .answer
                .push_str(&wording::say_diagnosis(&diagnosis, turn.zone));
            draft.requests = Some(diagnosis.cost.requests);
            draft.diagnosis = Some(diagnosis);
        }
        draft.subject = Some(found.object);
        draft.warnings = found.choice.into_iter().collect();
        Ok(draft)
    }
}
