//! Questions about a text that was pasted: which of what it names matters, and why.

use futures_util::future::join_all;

use super::{Draft, Turn};
use crate::ask::names::Mention;
use crate::ask::paste::names_in;
use crate::ask::resolve::Found;
use crate::ask::{Asker, Intent, MentionKind, wording};
use crate::diagnose::Diagnosis;
use crate::error::{Error, Result};

/// Objects of a text that are diagnosed.
const DIAGNOSED: usize = 3;

/// What is found out about the objects a text names.
#[derive(serde::Serialize)]
pub(in crate::ask) struct Triage {
    /// Diagnoses of what matters most.
    pub diagnoses: Vec<Diagnosis>,
    /// Names of what needs no look.
    pub others: Vec<String>,
    /// Names that are not in the plan.
    pub unknown: Vec<String>,
}

impl Asker {
    /// The answer where it lies in a pasted text: when the question itself names nothing.
    pub(in crate::ask) async fn of_pasted(
        &self,
        intent: Intent,
        turn: &Turn<'_>,
    ) -> Result<Option<Draft>> {
        let Some(pasted) = turn.pasted else {
            return Ok(None);
        };
        let named = |mention: &Mention| mention.sure && mention.kind != MentionKind::Code;
        if turn.named.iter().any(named) {
            return Ok(None);
        }
        let names = names_in(pasted);
        if names.is_empty() {
            return Ok(None);
        }
        match intent {
            Intent::Why
            | Intent::Failed
            | Intent::Late
            | Intent::Summary
            | Intent::Status
            | Intent::Unknown
            | Intent::Critical
            | Intent::Workstations
            | Intent::WaitingForPeople
            | Intent::Help => self.triage(&names, turn).await.map(Some),
            // About one object: the one that matters most there.
            _ => {
                let turn = Turn {
                    named: &names,
                    ..*turn
                };
                self.draft(intent, &turn).await.map(Some)
            }
        }
    }

    async fn triage(&self, names: &[Mention], turn: &Turn<'_>) -> Result<Draft> {
        let looked_up = join_all(names.iter().map(|name| async move {
            (
                name,
                self.resolver()
                    .of_mentions(std::slice::from_ref(name))
                    .await,
            )
        }))
        .await;
        let mut known: Vec<Found> = Vec::new();
        let mut unknown = Vec::new();
        for (name, found) in looked_up {
            match found {
                Ok(Some((_, found))) => {
                    if !known.iter().any(|other| other.object == found.object) {
                        known.push(found);
                    }
                }
                Ok(None) | Err(Error::NotFound(_)) => unknown.push(name.text.clone()),
                Err(error) => return Err(error),
            }
        }
        if known.is_empty() {
            return Err(Error::not_found(format!(
                "the text names {}, and none of that is in the plan of {}",
                crate::tws::escape(&unknown.join(", "), 200),
                self.plan.client().target()
            ))
            .with_hint("see whether it is from another scheduler or another day"));
        }
        let mut diagnoses: Vec<Diagnosis> = Vec::new();
        for diagnosis in join_all(
            known
                .iter()
                .take(DIAGNOSED)
                .map(|found| self.diagnoser().diagnose(&found.subject, turn.now)),
        )
        .await
        {
            diagnoses.push(diagnosis?);
        }
        let requests = diagnoses
            .iter()
            .map(|diagnosis| diagnosis.cost.requests)
            .sum();
        let others: Vec<String> = known
            .iter()
            .skip(DIAGNOSED)
            .map(|found| found.object.words())
            .collect();
        if diagnoses.len() == 1 && others.is_empty() {
            let diagnosis = diagnoses.remove(0);
            return Ok(Draft {
                answer: wording::say_diagnosis(&diagnosis, turn.zone),
                diagnosis: Some(diagnosis),
                requests: Some(requests),
                ..Draft::default()
            }
            .about(&known[0]));
        }
        // What is broken comes first, and among that what holds up most.
        diagnoses.sort_by_key(|diagnosis| {
            (
                diagnosis.nothing_to_do(),
                std::cmp::Reverse(diagnosis.impact.blocked_jobs),
            )
        });
        let subject = diagnoses[0].subject.clone();
        let triage = Triage {
            diagnoses,
            others,
            unknown,
        };
        let mut draft = Draft::of(wording::say_triage(&triage, turn.zone), &triage);
        draft.subject = Some(subject);
        draft.diagnosis = triage.diagnoses.into_iter().next();
        draft.requests = Some(requests);
        Ok(draft)
    }
}
