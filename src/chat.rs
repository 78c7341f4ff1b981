//! One question to its answer: the rules gather the facts and word an answer that stands by itself;
//! a model, where there is one, says it better; the guard decides which of the two is given.

mod briefing;
mod checked;
mod lines;

use std::collections::{BTreeMap, HashMap};
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use jiff::Timestamp;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::ask::fence::Fence;
use crate::ask::guard::Origins;
use crate::ask::mask::Masker;
use crate::ask::{AskReport, Asker, Language, Previous, Question};
use crate::config::Model;
use crate::diagnose::Dictionary;
use crate::error::{Error, Result};
use crate::llm::{Agent, Connection, Conversation, Event, Fact, Failure, ModelTally, Run, Turn};
use crate::plan::Plan;
use crate::tools::Toolbox;

use briefing::{briefing, in_english, messages, said_already};
pub use lines::{Lines, Said};

/// Answers questions, with a model where one is configured.
#[derive(Debug)]
pub struct Chat {
    setup: Setup,
    links: Origins,
    /// One for each model, since a connection remembers what its server cannot do.
    connections: Mutex<HashMap<Option<String>, Arc<Connection>>>,
}

/// What answers are made with.
#[derive(Debug, Default)]
pub struct Setup {
    /// What the site knows.
    pub site: Arc<Dictionary>,
    /// Folder of Markdown files to search.
    pub runbooks: Option<PathBuf>,
    /// What makes secrets unreadable.
    pub masker: Masker,
    /// The model, where there is one.
    pub model: Option<Model>,
    /// Addresses that links of an answer may point at: the scheduler's and the dashboard's.
    pub addresses: Vec<String>,
    /// Where it is noted, for a day, what a model server does not take; nowhere where there is none.
    pub notes: Option<PathBuf>,
}

/// A question with who is to answer it and what was said before.
#[derive(Debug)]
pub struct Asked<'a> {
    /// The question.
    pub question: &'a Question,
    /// Who answers; none for the rules alone.
    pub agent: Option<&'a Agent>,
    /// What was said before.
    pub said: &'a Conversation,
    /// The present.
    pub now: Timestamp,
}

/// What happens on the way to an answer.
#[derive(Debug)]
pub enum Told<'a> {
    /// The rules are done; this answer stands, whatever a model makes of it.
    Gathered(&'a AskReport),
    /// The model is at work.
    Model(&'a Event),
}

/// What came of a question.
#[derive(Debug)]
pub struct Answer {
    /// The report.
    pub report: AskReport,
    /// The evidence, masked, for the conversation; none where no model was asked.
    pub facts: Vec<Fact>,
    /// Why the model's word is not in it, where it was asked.
    pub failure: Option<Failure>,
}

impl Answer {
    /// The question and its answer as a turn of a conversation.
    pub fn turn(&self) -> Turn {
        Turn {
            question: self.report.question.clone(),
            answer: self.report.answer.clone(),
            facts: self.facts.clone(),
            about: Some(Previous {
                intent: self.report.intent,
                subject: self.report.subject.clone(),
            }),
        }
    }
}

impl Chat {
    /// Answers with these means.
    pub fn new(setup: Setup) -> Self {
        Self {
            links: Origins::new(&setup.addresses),
            setup,
            connections: Mutex::default(),
        }
    }

    /// The model that is configured.
    pub fn model(&self) -> Option<&Model> {
        self.setup.model.as_ref()
    }

    /// The rules over a plan.
    pub fn asker(&self, plan: Plan) -> Asker {
        Asker::with_site(plan, Arc::clone(&self.setup.site))
    }

    /// The tools over a plan.
    pub fn toolbox(&self, plan: Plan) -> Toolbox {
        Toolbox::new(
            plan,
            Arc::clone(&self.setup.site),
            self.setup.runbooks.clone(),
        )
    }

    /// A report without the secrets that logs and definitions hold, for readers who have no login at
    /// the scheduler itself.
    pub fn masked<T: Serialize + DeserializeOwned>(&self, report: T) -> Result<T> {
        let failed = |error| Error::internal("failed to mask a report").with_source(error);
        let mut value = serde_json::to_value(report).map_err(failed)?;
        self.setup.masker.mask_value(&mut value);
        serde_json::from_value(value).map_err(failed)
    }

    /// The requests to models so far, by model and outcome.
    pub fn model_traffic(&self) -> BTreeMap<(String, &'static str), ModelTally> {
        let connections = self
            .connections
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        let mut all: BTreeMap<(String, &'static str), ModelTally> = BTreeMap::new();
        for (label, tally) in connections.values().flat_map(|one| one.traffic()) {
            all.entry(label).or_default().add(&tally);
        }
        all
    }

    /// Addresses that links may point at.
    pub fn links(&self) -> &Origins {
        &self.links
    }

    /// Answers a question over a plan; `hear` is told what happens on the way. An answer of the rules
    /// is never lost to a model that is down, slow or wrong: the report warns and gives it.
    pub async fn answer(
        &self,
        plan: &Plan,
        asked: &Asked<'_>,
        hear: &mut (dyn FnMut(Told<'_>) + Send),
    ) -> Result<Answer> {
        let begun = Instant::now();
        let asker = self.asker(plan.clone());
        let mut report = Box::pin(asker.ask(asked.question, asked.now)).await?;
        let language = Language::of(&asked.question.text);
        hear(Told::Gathered(&report));
        let (Some(model), Some(agent)) = (&self.setup.model, asked.agent) else {
            report.warnings.extend(in_english(language));
            // Masking costs more than all the rest: it is for what a model is to read.
            return Ok(Answer {
                report,
                facts: Vec::new(),
                failure: None,
            });
        };
        let fence = Fence::new(self.setup.masker.clone())?;
        let mut briefing = briefing(&report, asked.question, &fence);
        briefing.language = match agent.fixed_language() {
            Some(fixed) => Some(fixed.to_owned()),
            None => language.map(|language| language.name().to_owned()),
        };
        let facts = briefing.facts.clone();
        let connection = self.connection(&agent.model(model.clone()))?;
        let before = plan.client().requests();
        let known = checked::known(&report, asked, &asker.time_zone().await);
        let known = checked::Growing::new(known);
        let toolbox = self.toolbox(plan.clone());
        let tools = agent.allowed(&toolbox.specs());
        let run = Run {
            connection: &connection,
            agent,
            tools: &tools,
            question: &asked.question.text,
            facts: &facts,
            messages: messages(agent, asked.said, &briefing, &fence, connection.context()),
        };
        let outcome = Box::pin(run.answer(
            |call| {
                let (toolbox, known, report) = (&toolbox, &known, &report);
                async move {
                    if let Some(said) = said_already(report, &call.name, &call.arguments) {
                        return said;
                    }
                    let result = toolbox.call(&call.name, &call.arguments, asked.now).await;
                    known.add(&result);
                    result
                }
            },
            |text, _| known.faults(text),
            |label, text| fence.text(label, text),
            &mut |event| hear(Told::Model(event)),
        ))
        .await;
        report.agent = Some(agent.name.clone());
        report.usage.rounds = outcome.spent.rounds;
        report.usage.tool_calls = outcome.spent.tool_calls;
        report.usage.prompt_tokens = outcome.spent.prompt_tokens;
        report.usage.completion_tokens = outcome.spent.completion_tokens;
        report.usage.requests += plan.client().requests().saturating_sub(before);
        report.usage.elapsed_ms = u64::try_from(begun.elapsed().as_millis()).unwrap_or(u64::MAX);
        report.guard = Some(checked::judged(&outcome));
        report.unfinished = checked::unfinished(&outcome, &known, &self.links);
        report.warnings.extend(outcome.warnings);
        if let Some(text) = outcome.text {
            checked::adopt(&mut report, &text, &self.links);
            report.written_by = outcome.written_by.unwrap_or_default();
        } else {
            report.warnings.extend(in_english(language));
        }
        Ok(Answer {
            report,
            facts,
            failure: outcome.failure,
        })
    }

    fn connection(&self, model: &Model) -> Result<Arc<Connection>> {
        let mut connections = self
            .connections
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = connections.get(&model.name) {
            return Ok(Arc::clone(known));
        }
        let new = Connection::new(model)?;
        let new = Arc::new(match &self.setup.notes {
            Some(folder) => new.with_notes(folder),
            None => new,
        });
        connections.insert(model.name.clone(), Arc::clone(&new));
        Ok(new)
    }
}
