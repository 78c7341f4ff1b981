//! Answers one question with the model: sends the rounds, runs the tools, has the answer checked.

mod outcome;
mod present;

use std::time::Duration;

use futures_util::future::join_all;
use tokio::time::{Instant, timeout_at};

use super::agent::Agent;
use super::budget::estimate;
use super::connection::{Connection, Request};
use super::event::{Cost, Event};
use super::failure::{Failure, FailureKind};
use super::machine::{Answered, Machine, Setup, Step};
use super::message::{Message, ToolCall};
use super::prompt::Fact;
use super::screen::Screen;
use super::slim::slim;
use crate::tools::{ToolResult, ToolSpec};
pub use outcome::{Outcome, Verdict};
use present::present;

/// One question to the model.
#[derive(Debug)]
pub struct Run<'a> {
    /// The way to the model.
    pub connection: &'a Connection,
    /// Who answers.
    pub agent: &'a Agent,
    /// The tools it may use.
    pub tools: &'a [ToolSpec],
    /// The question as it was asked, for the record.
    pub question: &'a str,
    /// The evidence it is given, for the record.
    pub facts: &'a [Fact],
    /// The rules, earlier turns, evidence and question.
    pub messages: Vec<Message>,
}

/// Hands events on and keeps them.
struct Record<'a> {
    sink: &'a mut (dyn FnMut(&Event) + Send),
    events: Vec<Event>,
}

impl Record<'_> {
    fn add(&mut self, event: Event) {
        (self.sink)(&event);
        self.events.push(event);
    }
}

impl Run<'_> {
    /// Asks. `call` runs a tool; `guard` gives what is wrong with an answer, given the results of the
    /// tools; `dress` masks and marks the text of a source. Never fails: the outcome says how it went.
    pub async fn answer<F: Future<Output = ToolResult>>(
        self,
        call: impl Fn(ToolCall) -> F,
        guard: impl Fn(&str, &[String]) -> Vec<String>,
        dress: impl Fn(&str, &str) -> String,
        sink: &mut (dyn FnMut(&Event) + Send),
    ) -> Outcome {
        let began = Instant::now();
        let mut budget = self.agent.budget;
        budget.seconds = budget
            .seconds
            .min(self.connection.patience().as_secs().max(1));
        let patience = self
            .connection
            .patience()
            .min(Duration::from_secs(budget.seconds));
        let deadline = began + patience;
        let names: Vec<&'static str> = self.tools.iter().map(|tool| tool.name).collect();
        let tool_tokens = self
            .tools
            .iter()
            .map(|tool| estimate(tool.description) + estimate(&slim(tool).to_string()) + 12)
            .sum();
        let mut machine = Machine::new(Setup {
            messages: self.messages,
            tools: names.clone(),
            tool_tokens,
            budget,
            context: self.connection.context(),
        });
        let mut record = Record {
            sink,
            events: Vec::new(),
        };
        let mut results: Vec<String> = Vec::new();
        let model = match timeout_at(deadline, self.connection.model()).await {
            Ok(Ok(model)) => model.to_owned(),
            Ok(Err(failure)) => {
                return finish(&machine, record, results, None, began, Err(failure));
            }
            Err(_) => {
                let failure = late(patience);
                return finish(&machine, record, results, None, began, Err(failure));
            }
        };
        record.add(Event::Started {
            question: self.question.to_owned(),
            agent: self.agent.name.clone(),
            model: model.clone(),
        });
        record.add(Event::Evidence {
            facts: self.facts.to_vec(),
        });
        let mut step = machine.start();
        loop {
            for event in machine.take_events() {
                record.add(event);
            }
            step = match step {
                Step::Ask { tools } => {
                    let round = machine.spent().rounds;
                    let mut screen = Screen::new(names.clone());
                    let show = |record: &mut Record<'_>, text: String| {
                        if !text.is_empty() {
                            record.add(Event::Text { round, text });
                        }
                    };
                    let request = Request {
                        messages: machine.messages(),
                        tools: if tools { self.tools } else { &[] },
                        temperature: self.agent.temperature,
                        deadline,
                    };
                    let mut heard = |piece: &str| {
                        let text = screen.push(piece);
                        show(&mut record, text);
                    };
                    let reply = self.connection.ask(request, &mut heard).await;
                    let rest = screen.finish();
                    match reply {
                        Ok(reply) => {
                            show(&mut record, rest);
                            machine.replied(reply, began.elapsed())
                        }
                        Err(failure) => machine.failed(failure, began.elapsed()),
                    }
                }
                Step::Run(calls) => {
                    for call in &calls {
                        record.add(Event::ToolStarted {
                            id: call.id.clone(),
                            name: call.name.clone(),
                            title: self
                                .tools
                                .iter()
                                .find(|tool| tool.name == call.name)
                                .map_or_else(String::new, |tool| tool.title.to_owned()),
                            arguments: call.arguments.clone(),
                        });
                    }
                    let work = join_all(calls.iter().map(|one| call(one.clone())));
                    match timeout_at(deadline, work).await {
                        Ok(found) => {
                            let answered: Vec<Answered> = calls
                                .iter()
                                .zip(found)
                                .map(|(call, result)| {
                                    present(call, result, budget.result_chars, &dress)
                                })
                                .collect();
                            results.extend(answered.iter().map(|answer| answer.text.clone()));
                            machine.ran(answered, began.elapsed())
                        }
                        Err(_) => Step::Fail(Failure::new(
                            FailureKind::TimedOut,
                            format!(
                                "the tools that the model asked for were not done within {} s",
                                patience.as_secs_f64()
                            ),
                        )),
                    }
                }
                Step::Judge(text) => {
                    let faults = guard(&text, &results);
                    machine.judged(text, faults, began.elapsed())
                }
                Step::Done(text) => {
                    return finish(&machine, record, results, Some(model), began, Ok(text));
                }
                Step::Fail(failure) => {
                    for event in machine.take_events() {
                        record.add(event);
                    }
                    return finish(&machine, record, results, Some(model), began, Err(failure));
                }
            };
        }
    }
}

fn late(after: Duration) -> Failure {
    Failure::new(
        FailureKind::TimedOut,
        format!(
            "the model server did not answer within {} s",
            after.as_secs_f64()
        ),
    )
}

fn finish(
    machine: &Machine,
    mut record: Record<'_>,
    results: Vec<String>,
    written_by: Option<String>,
    began: Instant,
    answer: Result<String, Failure>,
) -> Outcome {
    let elapsed = began.elapsed();
    let spent = machine.spent();
    let mut warnings = machine.warnings().to_vec();
    let faults = machine.faults().to_vec();
    let (text, failure, verdict) = match answer {
        Ok(text) => {
            let verdict = if machine.repaired() {
                Verdict::Repaired
            } else {
                Verdict::Passed
            };
            record.add(Event::Done {
                text: text.clone(),
                written_by: written_by.clone().unwrap_or_default(),
                cost: Cost {
                    spent,
                    elapsed_ms: u64::try_from(elapsed.as_millis()).unwrap_or(u64::MAX),
                },
            });
            (Some(text), None, verdict)
        }
        Err(failure) => {
            record.add(Event::Failed {
                code: failure.kind.code().to_owned(),
                text: failure.text.clone(),
                partial: failure.partial.clone(),
            });
            warnings.push(format!("{failure}: this is the built-in answer"));
            let verdict = if faults.is_empty() {
                Verdict::Unchecked
            } else {
                Verdict::Failed
            };
            (None, Some(failure), verdict)
        }
    };
    Outcome {
        text,
        written_by,
        spent,
        elapsed,
        verdict,
        faults,
        failure,
        warnings,
        results,
        events: record.events,
    }
}
