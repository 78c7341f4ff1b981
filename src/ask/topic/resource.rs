//! A resource: is it free, and who holds it.

use super::{Draft, Turn};
use crate::ask::{Asker, MentionKind, wording};
use crate::error::{Error, Result};
use crate::report::ResourceReport;

/// Names that are tried.
const TRIED: usize = 2;

impl Asker {
    /// The answer about a resource where the question names one: by the word for it, or because
    /// nothing else of that name is in the plan.
    pub(in crate::ask) async fn or_resource(
        &self,
        answer: Result<Draft>,
        turn: &Turn<'_>,
    ) -> Result<Draft> {
        if !matches!(answer, Err(Error::NotFound(_))) {
            return answer;
        }
        let names = turn
            .named
            .iter()
            .filter(|mention| mention.kind != MentionKind::Code)
            .take(TRIED);
        for mention in names {
            if let Some(report) =
                ResourceReport::gather(&self.plan, &mention.text, turn.now).await?
            {
                let mut draft =
                    Draft::of(wording::say_resource(&report, turn.now, turn.zone), &report);
                draft.subject = Some(report.resource);
                return Ok(draft);
            }
        }
        answer
    }
}
