//! Answers one question with the model: sends the rounds, runs the tools, has the answer checked.

use std::time::Duration;

use futures_util::future::join_all;
use tokio::time::{Instant, timeout_at};

use super::agent::Agent;
use super::budget::{Spent, estimate};
use super::connection::{Connection, Request};
use super::event::{Cost, Event};
use super::failure::{Failure, FailureKind};
use super::machine::{Answered, Machine, Setup, Step};
use super::message::{Message, ToolCall, slim};
use super::prompt::Fact;
use super::screen::Screen;
use crate::tools::{ToolResult, ToolSpec, ToolStatus};

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

/// How the check of the answer ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// It stood at once.
    Passed,
    /// It stood after it was sent back once.
    Repaired,
    /// It did not stand.
    Failed,
    /// There was no answer to check.
    Unchecked,
}

/// What came of asking the model.
#[derive(Debug, Clone)]
pub struct Outcome {
    /// The answer; none when the built-in one is to be given.
    pub text: Option<String>,
    /// The model's name, once it is known.
    pub written_by: Option<String>,
    /// What it cost.
    pub spent: Spent,
    /// How long it took.
    pub elapsed: Duration,
    /// How the check ended.
    pub verdict: Verdict,
    /// What the check found wrong with the first answer, or with the last where that failed too.
    pub faults: Vec<String>,
    /// Why there is no answer.
    pub failure: Option<Failure>,
    /// What the reader should know.
    pub warnings: Vec<String>,
    /// The results of the tools, as the model read them: the check counts them as evidence.
    pub results: Vec<String>,
    /// Everything that happened.
    pub events: Vec<Event>,
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

/// A tool's result as the model reads it: how it ended, then the content, cut, masked and marked.
fn present(
    call: &ToolCall,
    result: ToolResult,
    longest: usize,
    dress: &impl Fn(&str, &str) -> String,
) -> Answered {
    let content = match result.content {
        serde_json::Value::String(text) => text,
        other => other.to_string(),
    };
    let (shown, total) = cut(&content, longest);
    let (status, note) = match total {
        Some(total) => (
            if result.status == ToolStatus::Error {
                ToolStatus::Error
            } else {
                ToolStatus::Truncated
            },
            format!(
                " (the first {} of {total} characters; ask for less to see the rest)",
                shown.chars().count()
            ),
        ),
        None => (result.status, String::new()),
    };
    let word = match status {
        ToolStatus::Ok => "ok",
        ToolStatus::Error => "error",
        ToolStatus::NoData => "no_data",
        ToolStatus::Truncated => "truncated",
    };
    Answered {
        status,
        text: format!("status: {word}{note}\n{}", dress(&call.name, shown)),
    }
}

/// At most `longest` characters, ending at a blank so that nothing is cut in two that is to be
/// masked whole; and how many there were, when some are missing.
fn cut(text: &str, longest: usize) -> (&str, Option<usize>) {
    let Some((end, _)) = text.char_indices().nth(longest) else {
        return (text, None);
    };
    let kept = &text[..end];
    let kept = kept
        .rfind(char::is_whitespace)
        .or_else(|| kept.rfind(['"', ',']))
        .map_or("", |at| &kept[..at]);
    (kept, Some(text.chars().count()))
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

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(content: serde_json::Value, longest: usize) -> Answered {
        let call = ToolCall {
            id: "1".to_owned(),
            name: "read_job_log".to_owned(),
            arguments: "{}".to_owned(),
        };
        let result = ToolResult {
            status: ToolStatus::Ok,
            content,
        };
        present(&call, result, longest, &|source, text| {
            format!("[{source}|{text}]")
        })
    }

    #[test]
    fn a_result_says_how_it_ended_and_is_dressed() {
        let answer = shown(serde_json::json!({ "a": 1 }), 100);
        assert_eq!(answer.text, "status: ok\n[read_job_log|{\"a\":1}]");
    }

    #[test]
    fn a_cut_result_is_called_truncated_and_never_ends_within_a_word() {
        let answer = shown(serde_json::json!("first password=canary last"), 18);
        assert_eq!(answer.status, ToolStatus::Truncated);
        assert_eq!(
            answer.text,
            "status: truncated (the first 5 of 26 characters; ask for less to see the rest)\n[read_job_log|first]"
        );
    }
}
