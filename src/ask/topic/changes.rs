//! What changed since the last good run.

use super::{Draft, Turn};
use crate::ask::{Asker, wording};
use crate::diagnose::Subject;
use crate::error::{Error, Result};

impl Asker {
    pub(super) async fn changed(&self, turn: &Turn<'_>) -> Result<Draft> {
        let found = self.subject(turn).await?;
        let Subject::Job(job) = &found.subject else {
            return Err(Error::usage(format!(
                "runs are compared for jobs, and {} is none",
                found.object.words()
            ))
            .with_hint("name one of its jobs"));
        };
        if job.last_run().is_none() {
            return Ok(Draft {
                answer: format!(
                    "**{} has not run yet, so there is nothing to compare.**",
                    wording::plain(&job.name)
                ),
                ..Draft::default()
            }
            .about(&found));
        }
        let draft = match self.diagnoser().compare(job, turn.now).await? {
            Some(changes) => Draft::of(
                wording::say_changes(job, &changes, turn.now, turn.zone),
                &changes,
            ),
            None => Draft {
                answer: format!(
                    "**The plan holds no earlier good run of {}, so there is nothing to compare with.**",
                    wording::plain(&job.name)
                ),
                ..Draft::default()
            },
        };
        Ok(draft.about(&found))
    }
}
