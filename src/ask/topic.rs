//! One file per topic of questions: what is read for it, and the answer drafted from that.

mod changes;
mod dependencies;
mod explain;
mod forecast;
mod handover;
mod how_to;
mod list;
mod log;
mod night;
mod overview;
mod pasted;
mod resource;
mod why;

pub(super) use pasted::Triage;

use jiff::{Timestamp, tz::TimeZone};
use serde::Serialize;

use super::names::Mention;
use super::resolve::Found;
use super::{Asker, Intent, wording};
use crate::diagnose::{Diagnosis, ObjectRef};
use crate::error::{Error, Result};

/// A question, read.
pub(super) struct Turn<'a> {
    /// Its text.
    pub text: &'a str,
    /// What it names, the surest first.
    pub named: &'a [Mention],
    /// Text that was piped in beside it.
    pub pasted: Option<&'a str>,
    /// When it was asked.
    pub now: Timestamp,
    /// The zone of the plan.
    pub zone: &'a TimeZone,
}

/// What an answer is made of, before the head and the costs.
#[derive(Default)]
pub(super) struct Draft {
    /// The answer, as Markdown.
    pub answer: String,
    /// What it is about.
    pub subject: Option<ObjectRef>,
    /// The diagnosis behind a why-answer.
    pub diagnosis: Option<Diagnosis>,
    /// The report behind any other.
    pub data: Option<serde_json::Value>,
    /// What the reader should know about it.
    pub warnings: Vec<String>,
    /// Requests it cost, where they were counted one by one.
    pub requests: Option<u64>,
}

impl Draft {
    /// An answer drawn from a report.
    pub fn of(answer: String, data: &impl Serialize) -> Self {
        Self {
            answer,
            data: serde_json::to_value(data).ok(),
            ..Self::default()
        }
    }

    /// The same, about this object.
    fn about(mut self, found: &Found) -> Self {
        self.subject = Some(found.object.clone());
        self.warnings.extend(found.choice.clone());
        self
    }
}

impl Asker {
    /// Drafts the answer to what is asked.
    pub(super) async fn draft(&self, intent: Intent, turn: &Turn<'_>) -> Result<Draft> {
        match intent {
            Intent::Why => self.why(turn).await,
            Intent::Status => self.status(turn).await,
            Intent::Running => self.running(turn).await,
            Intent::Failed | Intent::Late => self.list(intent, turn).await,
            Intent::WaitsFor => self.waits_for(turn).await,
            Intent::Blocks => self.blocks(turn).await,
            Intent::Log => self.log(turn).await,
            Intent::Explain => Ok(explain::explain(self.diagnoser().dictionary(), turn)),
            Intent::Counts => self.counts(turn).await,
            Intent::Workstations if names_workstation(turn.named) => self.why(turn).await,
            Intent::WaitingForPeople
            | Intent::Critical
            | Intent::Workstations
            | Intent::Summary => self.overview(intent, turn).await,
            Intent::Finish | Intent::CriticalPath => self.forecast(intent, turn).await,
            Intent::Changed => self.changed(turn).await,
            Intent::HowTo => self.how_to(turn).await,
            Intent::Handover => self.handover(turn).await,
            Intent::Help => Ok(Draft {
                answer: wording::ABILITIES.to_owned(),
                ..Draft::default()
            }),
            Intent::Unknown => Ok(Draft {
                answer: format!("I cannot answer that. {}", wording::ABILITIES),
                warnings: vec![
                    "the question is outside of what the built-in rules answer".to_owned(),
                ],
                ..Draft::default()
            }),
        }
    }

    /// The object a question is about; an error that asks for a name when there is none.
    async fn subject(&self, turn: &Turn<'_>) -> Result<Found> {
        self.resolver()
            .of_mentions(turn.named)
            .await?
            .map(|(_, found)| found)
            .ok_or_else(|| {
                Error::not_found("the question names no job, job stream or workstation of the plan")
                    .with_hint("name one, for example: why did job LOAD abend?")
            })
    }
}

fn names_workstation(named: &[Mention]) -> bool {
    use super::MentionKind as Kind;
    named
        .iter()
        .any(|mention| matches!(mention.kind, Kind::Workstation | Kind::Any))
}
