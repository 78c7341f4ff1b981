//! The calls of one round: which are run, which are answered at once, and how the results are given.

use std::time::Duration;

use serde_json::{Map, Value};

use super::{Answered, Machine, Pending, Step, WASTED_ROUNDS};
use crate::llm::event::Event;
use crate::llm::message::{Message, ToolCall};
use crate::tools::ToolStatus;

impl Machine {
    /// Every call gets an id of its own: printed calls have none, and some servers repeat theirs.
    pub(super) fn name_calls(&self, calls: &mut [ToolCall]) {
        let mut taken: Vec<String> = self.made.iter().map(|(_, _, id)| id.clone()).collect();
        for call in calls {
            call.id.truncate(call.id.floor_char_boundary(64));
            let mut number = taken.len() + 1;
            while call.id.is_empty() || taken.contains(&call.id) {
                call.id = format!("call_{number}");
                number += 1;
            }
            taken.push(call.id.clone());
        }
    }

    /// Sorts the calls of a round: those to run, and those whose result is known beforehand.
    pub(super) fn take_calls(
        &mut self,
        text: String,
        calls: Vec<ToolCall>,
        elapsed: Duration,
    ) -> Step {
        self.setup.messages.push(Message::Assistant {
            text,
            calls: calls.clone(),
        });
        let mut run = Vec::new();
        for mut call in calls {
            let answer = match self.admit(&call) {
                Ok(arguments) => {
                    self.spent.tool_calls += 1;
                    call.arguments = arguments.to_string();
                    self.made
                        .push((call.name.clone(), arguments, call.id.clone()));
                    run.push(call.clone());
                    None
                }
                Err(answer) => {
                    // A faulty call has an id too, which no other may have.
                    self.made
                        .push((String::new(), Value::Null, call.id.clone()));
                    Some(answer)
                }
            };
            self.pending.push(Pending { call, answer });
        }
        if run.is_empty() {
            self.wasted_rounds += 1;
            if self.wasted_rounds > WASTED_ROUNDS {
                self.stop = Some("the model kept making calls that are wrong or were made before");
            }
            self.append_results();
            return self.ask(elapsed);
        }
        Step::Run(run)
    }

    /// The arguments of a call that is to be run; the result of one that is not.
    fn admit(&self, call: &ToolCall) -> Result<Value, Answered> {
        let refuse = |text: String| Answered {
            status: ToolStatus::Error,
            text: format!("status: error\n{text}"),
        };
        if !self.setup.tools.contains(&call.name.as_str()) {
            return Err(refuse(format!(
                "There is no such tool. The tools are: {}.",
                self.setup.tools.join(", ")
            )));
        }
        let arguments = object(&call.arguments).ok_or_else(|| {
            refuse(
                "The arguments are not one JSON object. Make the call again with valid JSON."
                    .to_owned(),
            )
        })?;
        let earlier = self
            .made
            .iter()
            .find(|(name, known, _)| *name == call.name && *known == arguments)
            .filter(|(.., id)| !self.was_dropped(id));
        if let Some((_, _, id)) = earlier {
            return Err(Answered {
                status: ToolStatus::Ok,
                text: format!(
                    "status: ok\nThis is the same call as {id}: its result stands above and has not changed."
                ),
            });
        }
        if self.spent.tool_calls >= self.setup.budget.tool_calls {
            return Err(refuse(format!(
                "Not run: the budget of {} tool calls is used up.",
                self.setup.budget.tool_calls
            )));
        }
        Ok(arguments)
    }

    /// Gives the results of the round to the model, in the order of the calls.
    pub(super) fn append_results(&mut self) {
        for pending in std::mem::take(&mut self.pending) {
            let answer = pending.answer.unwrap_or_else(|| Answered {
                status: ToolStatus::Error,
                text: "status: error\nThe tool gave no result.".to_owned(),
            });
            self.events.push(Event::ToolFinished {
                id: pending.call.id.clone(),
                name: pending.call.name.clone(),
                status: answer.status,
                text: answer.text.clone(),
            });
            self.setup.messages.push(Message::Tool {
                call: pending.call.id,
                name: pending.call.name,
                text: answer.text,
            });
        }
    }
}

/// Arguments as an object: nothing is an empty one, and a string that holds one is unwrapped.
fn object(arguments: &str) -> Option<Value> {
    if arguments.trim().is_empty() {
        return Some(Value::Object(Map::new()));
    }
    match serde_json::from_str(arguments).ok()? {
        object @ Value::Object(_) => Some(object),
        Value::Null => Some(Value::Object(Map::new())),
        Value::String(inner) if inner.trim_start().starts_with('{') => {
            serde_json::from_str(&inner).ok().filter(Value::is_object)
        }
        _ => None,
    }
}
