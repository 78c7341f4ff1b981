//! Why something is as it is, and how it is.

use super::{Draft, Turn};
use crate::ask::{Asker, Intent, wording};
use crate::diagnose::Subject;
use crate::error::Result;
use crate::report::JobReport;

impl Asker {
    pub(super) async fn why(&self, turn: &Turn<'_>) -> Result<Draft> {
        let Some((_, found)) = self.resolver().of_mentions(turn.named).await? else {
            // Without a name the question is about the night as a whole.
            return self.night(turn).await;
        };
        let diagnosis = self.diagnoser().diagnose(&found.subject, turn.now).await?;
        let answer = wording::say_diagnosis(&diagnosis, turn.zone);
        let mut warnings: Vec<String> = found.choice.into_iter().collect();
        if diagnosis.head.stale.is_some() {
            warnings.push(
                "the scheduler could not be asked afresh: parts of this are from an earlier answer"
                    .to_owned(),
            );
        }
        Ok(Draft {
            answer,
            subject: Some(found.object),
            requests: Some(diagnosis.cost.requests),
            diagnosis: Some(diagnosis),
            warnings,
            ..Draft::default()
        })
    }

    pub(super) async fn status(&self, turn: &Turn<'_>) -> Result<Draft> {
        let found = self.subject(turn).await?;
        let warnings = found.choice.into_iter().collect();
        let mut draft = match &found.subject {
            Subject::Job(job) => {
                let report = JobReport::gather(&self.plan, &job.id, turn.now).await?;
                Draft::of(wording::say_job(&report, turn.now, turn.zone), &report)
            }
            subject => {
                let diagnosis = self.diagnoser().diagnose(subject, turn.now).await?;
                Draft {
                    answer: wording::say_diagnosis(&diagnosis, turn.zone),
                    diagnosis: Some(diagnosis),
                    ..Draft::default()
                }
            }
        };
        draft.subject = Some(found.object);
        draft.warnings = warnings;
        Ok(draft)
    }

    /// "Is X running?" about one job is a question of its state.
    pub(super) async fn running(&self, turn: &Turn<'_>) -> Result<Draft> {
        let named_one = turn
            .named
            .iter()
            .any(|mention| mention.sure && !mention.text.contains(['@', '*']));
        if named_one
            && let Some((_, found)) = self.resolver().of_mentions(turn.named).await?
            && matches!(found.subject, Subject::Job(_))
        {
            return self.status(turn).await;
        }
        self.list(Intent::Running, turn).await
    }
}
