//! From a question to its answer: intent and subject by rules, evidence from the plan, words.

use std::sync::Arc;
use std::time::Instant;

use jiff::{Timestamp, tz::TimeZone};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::answer::{AskReport, Usage};
use super::intent::{Intent, normalise};
use super::names::{Mention, MentionKind};
use super::resolve::Resolver;
use super::topic::Turn;
use super::understand::{refers_back, understand};
use crate::diagnose::{Diagnoser, Dictionary, ObjectRef};
use crate::error::{Error, Result};
use crate::plan::Plan;

/// A question with what was piped in beside it.
#[derive(Debug, Clone, Default)]
pub struct Question {
    /// The question.
    pub text: String,
    /// Text from standard input: a listing, an alert, a mail.
    pub pasted: Option<String>,
    /// What the question before was about, for "and its predecessors?".
    pub previous: Option<Previous>,
}

/// What the question before was about.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Previous {
    /// What was asked for.
    pub intent: Intent,
    /// About what.
    pub subject: Option<ObjectRef>,
}

/// Answers questions about a plan.
#[derive(Clone)]
pub struct Asker {
    pub(super) plan: Plan,
    resolver: Resolver,
    diagnoser: Diagnoser,
}

/// Longest question that is read, in characters; what follows is not.
const LONGEST: usize = 4_000;

impl Asker {
    /// Answers from this plan.
    pub fn new(plan: Plan) -> Self {
        Self::with_site(plan, Arc::default())
    }

    /// Answers from this plan and what the site knows.
    pub fn with_site(plan: Plan, site: Arc<Dictionary>) -> Self {
        Self {
            resolver: Resolver::new(plan.clone()),
            diagnoser: Diagnoser::with_site(plan.clone(), site),
            plan,
        }
    }

    /// The resolver of names, for commands that take them as arguments.
    pub fn resolver(&self) -> &Resolver {
        &self.resolver
    }

    /// The engine of diagnoses.
    pub fn diagnoser(&self) -> &Diagnoser {
        &self.diagnoser
    }

    /// The time zone of the engine, for times in prose; UTC when it is not known.
    pub async fn time_zone(&self) -> TimeZone {
        let info = self.plan.client().engine_info().await.ok();
        info.and_then(|info| info.timezone.get())
            .and_then(|name| TimeZone::get(&name).ok())
            .unwrap_or(TimeZone::UTC)
    }

    /// Answers a question.
    pub async fn ask(&self, question: &Question, now: Timestamp) -> Result<AskReport> {
        let begun = Instant::now();
        let before = self.plan.client().requests();
        let mut warnings = Vec::new();
        let text: String = question.text.chars().take(LONGEST).collect();
        if text.len() < question.text.len() {
            warnings.push(format!(
                "only the first {LONGEST} characters of the question were read"
            ));
        }
        let pasted = question
            .pasted
            .as_deref()
            .filter(|pasted| !normalise(pasted).is_empty());
        if normalise(&text).is_empty() && pasted.is_none() {
            return Err(Error::usage("the question is empty")
                .with_hint("for example: resync ask \"why did job LOAD abend?\""));
        }
        let (intent, named) = read(&text, question.previous.as_ref());
        let zone = self.time_zone().await;
        let turn = Turn {
            text: &text,
            named: &named,
            pasted,
            now,
            zone: &zone,
        };
        let mut draft = match Box::pin(self.of_pasted(intent, &turn)).await? {
            Some(draft) => draft,
            None => {
                let answer = Box::pin(self.draft(intent, &turn)).await;
                self.or_resource(answer, &turn).await?
            }
        };
        warnings.append(&mut draft.warnings);
        let citations = draft
            .diagnosis
            .iter()
            .flat_map(|d| d.evidence.iter().map(|e| e.id.clone()))
            .collect();
        Ok(AskReport {
            head: self.plan.provenance("resync.ask/v1", now),
            question: text.clone(),
            answer: draft.answer,
            written_by: "rules".to_owned(),
            agent: None,
            intent,
            subject: draft.subject,
            diagnosis: draft.diagnosis,
            data: draft.data,
            citations,
            guard: None,
            unfinished: None,
            usage: Usage {
                requests: draft
                    .requests
                    .unwrap_or(0)
                    .max(self.plan.client().requests().saturating_sub(before)),
                elapsed_ms: u64::try_from(begun.elapsed().as_millis()).unwrap_or(u64::MAX),
                ..Usage::default()
            },
            warnings,
        })
    }
}

/// Reads a question in the light of the one before: "and its predecessors?" is about the same
/// object, "and LOAD?" asks the same of another.
fn read(text: &str, previous: Option<&Previous>) -> (Intent, Vec<Mention>) {
    let (mut intent, mut named) = understand(text);
    let Some(previous) = previous else {
        return (intent, named);
    };
    let sure = named
        .iter()
        .any(|mention| mention.sure && mention.kind != MentionKind::Code);
    if let Some(subject) = &previous.subject
        && !sure
        && refers_back(text, intent)
    {
        named.insert(0, Mention::of(subject));
    } else if sure && intent == Intent::Status && text.split_whitespace().count() <= 4 {
        intent = previous.intent;
    }
    (intent, named)
}
