//! When something will end, and the critical path to it.

use super::{Draft, Turn};
use crate::ask::resolve::Found;
use crate::ask::{Asker, Intent, wording};
use crate::diagnose::{ObjectRef, Subject};
use crate::error::{Error, Result};
use crate::report::{ForecastReport, StatusReport};

impl Asker {
    pub(super) async fn forecast(&self, intent: Intent, turn: &Turn<'_>) -> Result<Draft> {
        let found = match self.resolver().of_mentions(turn.named).await? {
            Some((_, found)) => found,
            None => match self.most_urgent(turn).await? {
                Some(found) => found,
                None => {
                    return Ok(Draft {
                        answer: "**No open job is critical or has a deadline, so there is no path to compute.** Name a job or job stream.".to_owned(),
                        ..Draft::default()
                    });
                }
            },
        };
        let report = match &found.subject {
            Subject::Job(job) => ForecastReport::of_job(&self.plan, &job.id, turn.now).await?,
            Subject::Stream(id) => ForecastReport::of_stream(&self.plan, id, turn.now).await?,
            Subject::Workstation(workstation) => {
                return Err(Error::usage(format!(
                    "workstation {} does not end; jobs and job streams do",
                    workstation.name
                )));
            }
        };
        let words =
            wording::say_forecast(&report, intent == Intent::CriticalPath, turn.now, turn.zone);
        Ok(Draft::of(words, &report).about(&found))
    }

    /// Without a name the question is about the deadline that is nearest to being missed.
    async fn most_urgent(&self, turn: &Turn<'_>) -> Result<Option<Found>> {
        let status = StatusReport::gather(&self.plan, turn.now).await?;
        let Some(line) = status.critical.first().map(|line| &line.job) else {
            return Ok(None);
        };
        let job = self.plan.job(&line.id).await?;
        Ok(Some(Found {
            object: ObjectRef::job(&job),
            choice: Some(format!(
                "no job was named; {} is the critical job with the least time to spare",
                job.key
            )),
            subject: Subject::Job(Box::new(job)),
        }))
    }
}
