//! The loop without its doing: what to do next, given what the model said. No I/O, no clock, no async.

mod calls;
mod room;

use std::time::Duration;

use serde_json::Value;

use super::budget::{Budget, Spent};
use super::event::Event;
use super::failure::{Failure, FailureKind};
use super::message::{Message, Reply, ToolCall};
use super::salvage::salvage;
use super::thinking::without_thinking;
use crate::tools::ToolStatus;

/// What the loop starts from.
#[derive(Debug, Clone)]
pub struct Setup {
    /// The rules, earlier turns, evidence and question.
    pub messages: Vec<Message>,
    /// Names of the tools on offer.
    pub tools: Vec<&'static str>,
    /// Tokens that the descriptions of the tools take.
    pub tool_tokens: u64,
    /// What it may cost.
    pub budget: Budget,
    /// Tokens the model's window holds.
    pub context: u64,
}

/// What to do next.
#[derive(Debug, Clone, PartialEq)]
pub enum Step {
    /// Send the messages.
    Ask {
        /// Whether to offer the tools.
        tools: bool,
    },
    /// Run these calls, all at once, and give the results in this order.
    Run(Vec<ToolCall>),
    /// Check this answer against the evidence.
    Judge(String),
    /// This answer stands.
    Done(String),
    /// There is no answer of the model.
    Fail(Failure),
}

/// The result of a call, as the model is to read it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answered {
    /// How it ended.
    pub status: ToolStatus,
    /// The result, masked, marked and cut.
    pub text: String,
}

/// A call of the round under way, with its result once there is one.
#[derive(Debug)]
struct Pending {
    call: ToolCall,
    answer: Option<Answered>,
}

/// The state of one answer.
#[derive(Debug)]
pub struct Machine {
    setup: Setup,
    spent: Spent,
    events: Vec<Event>,
    warnings: Vec<String>,
    /// Calls made so far: name, arguments, id.
    made: Vec<(String, Value, String)>,
    pending: Vec<Pending>,
    /// Messages already told of in `Sent`.
    told: usize,
    /// Whether the round under way was offered tools.
    offered: bool,
    /// Why there will be no more tools.
    stop: Option<&'static str>,
    wasted_rounds: u32,
    nudged: bool,
    repairs: u32,
    made_room: bool,
    faults: Vec<String>,
}

/// Rounds with nothing but faulty or repeated calls that are borne.
const WASTED_ROUNDS: u32 = 1;
/// Share of the time, in percent, after which no more tools are called.
const TIME_FOR_TOOLS: u32 = 60;
/// Tokens of the window kept free for the reply, at most.
const ROOM_TO_REPLY: u64 = 1_024;

impl Machine {
    /// A machine before its first round.
    pub fn new(setup: Setup) -> Self {
        Self {
            setup,
            spent: Spent::default(),
            events: Vec::new(),
            warnings: Vec::new(),
            made: Vec::new(),
            pending: Vec::new(),
            told: 0,
            offered: false,
            stop: None,
            wasted_rounds: 0,
            nudged: false,
            repairs: 0,
            made_room: false,
            faults: Vec::new(),
        }
    }

    /// The conversation so far.
    pub fn messages(&self) -> &[Message] {
        &self.setup.messages
    }

    /// What it has cost so far.
    pub fn spent(&self) -> Spent {
        self.spent
    }

    /// What the reader should know.
    pub fn warnings(&self) -> &[String] {
        &self.warnings
    }

    /// What the first check found wrong; empty when it found nothing.
    pub fn faults(&self) -> &[String] {
        &self.faults
    }

    /// Whether the answer was sent back to be mended.
    pub fn repaired(&self) -> bool {
        self.repairs > 0
    }

    /// What happened since this was last called.
    pub fn take_events(&mut self) -> Vec<Event> {
        std::mem::take(&mut self.events)
    }

    /// The first round.
    pub fn start(&mut self) -> Step {
        self.ask(Duration::ZERO)
    }

    /// What to do with a reply that came after `elapsed`.
    pub fn replied(&mut self, reply: Reply, elapsed: Duration) -> Step {
        self.count(&reply);
        let thought = without_thinking(&reply.text);
        let known: Vec<&str> = self.setup.tools.clone();
        let (text, printed) = salvage(&thought, &known);
        let mut calls = reply.calls;
        if calls.is_empty() {
            let printed = printed.into_iter().map(|(name, arguments)| ToolCall {
                id: String::new(),
                name,
                arguments,
            });
            calls.extend(printed);
        }
        self.name_calls(&mut calls);
        self.events.push(Event::Replied {
            round: self.spent.rounds,
            text: text.clone(),
            calls: calls.clone(),
            finish: reply.finish.clone(),
        });
        if !calls.is_empty() && self.offered {
            return self.take_calls(text, calls, elapsed);
        }
        match reply.finish.as_deref() {
            Some("length") => self.warn("the model's answer was cut at its longest length"),
            Some("content_filter") => self.warn("the model server withheld part of the answer"),
            _ => {}
        }
        if !text.is_empty() {
            return Step::Judge(text);
        }
        let rounds_left = self.spent.rounds < self.setup.budget.rounds;
        if self.nudged || self.repairs > 0 || !rounds_left {
            return Step::Fail(Failure::new(
                FailureKind::Useless,
                "the model gave no answer in words",
            ));
        }
        self.nudged = true;
        self.stop = self.stop.or(Some("the model gave no answer"));
        self.push(Message::user(
            "That was no answer. Answer the question now, in words, from what you have.",
        ));
        self.ask(elapsed)
    }

    /// What to do with the results of `Step::Run`, in its order.
    pub fn ran(&mut self, results: Vec<Answered>, elapsed: Duration) -> Step {
        let mut results = results.into_iter();
        for pending in self
            .pending
            .iter_mut()
            .filter(|pending| pending.answer.is_none())
        {
            pending.answer = results.next();
        }
        self.append_results();
        self.ask(elapsed)
    }

    /// What to do with an answer that was checked: nothing wrong, or these faults.
    pub fn judged(&mut self, text: String, faults: Vec<String>, elapsed: Duration) -> Step {
        self.events.push(Event::Judged {
            faults: faults.clone(),
        });
        if faults.is_empty() {
            return Step::Done(text);
        }
        let list = faults
            .iter()
            .take(12)
            .map(|fault| format!("- {fault}"))
            .collect::<Vec<_>>()
            .join("\n");
        if self.repairs > 0 {
            let mut failure = Failure::new(
                FailureKind::Useless,
                format!(
                    "the model's answer does not stand up to the evidence: {}",
                    faults.join("; ")
                ),
            );
            failure.partial = text;
            self.faults = faults;
            return Step::Fail(failure);
        }
        self.repairs += 1;
        self.faults = faults;
        self.push(Message::Assistant {
            text,
            calls: Vec::new(),
        });
        self.push(Message::user(format!(
            "A check of that answer against the evidence found:\n{list}\nWrite the whole answer again without these. State only what the evidence or a tool result says, and cite only what exists."
        )));
        self.ask(elapsed)
    }

    /// What to do when a round failed: where the prompt was too long, the older tool results go and
    /// it is tried once more.
    pub fn failed(&mut self, mut failure: Failure, elapsed: Duration) -> Step {
        if failure.kind == FailureKind::TooLong && !self.made_room {
            self.made_room = true;
            if self.drop_results(self.prompt_tokens() / 2) {
                self.spent.rounds = self.spent.rounds.saturating_sub(1);
                return self.ask(elapsed);
            }
        }
        failure.partial = salvage(&without_thinking(&failure.partial), &self.setup.tools).0;
        Step::Fail(failure)
    }

    /// The next round, with tools unless a budget says otherwise.
    fn ask(&mut self, elapsed: Duration) -> Step {
        let budget = self.setup.budget;
        let room = ROOM_TO_REPLY.min(self.setup.context / 4);
        if self.prompt_tokens() + room > self.setup.context {
            self.drop_results(self.setup.context.saturating_sub(room));
        }
        let prompt = self.prompt_tokens();
        let used = self.spent.prompt_tokens + self.spent.completion_tokens;
        if used > 0 && used + prompt > budget.tokens {
            return Step::Fail(Failure::new(
                FailureKind::Limited,
                format!("the budget of {} tokens is used up", budget.tokens),
            ));
        }
        let time = Duration::from_secs(budget.seconds) * TIME_FOR_TOOLS / 100;
        let why = if self.setup.tools.is_empty() || self.repairs > 0 {
            None
        } else if self.stop.is_some() {
            self.stop
        } else if self.spent.rounds + 1 >= budget.rounds {
            Some("the budget of rounds is used up")
        } else if self.spent.tool_calls >= budget.tool_calls {
            Some("the budget of tool calls is used up")
        } else if used + 2 * prompt > budget.tokens {
            Some("the budget of tokens is nearly used up")
        } else if elapsed >= time {
            Some("the time is nearly used up")
        } else {
            None
        };
        let tools = why.is_none() && !self.setup.tools.is_empty() && self.repairs == 0;
        if let Some(why) = why.filter(|_| !self.made.is_empty() && !self.warned()) {
            self.warn(&format!("{why}; the answer says what was not looked at"));
            self.push(Message::user(format!(
                "There are no more tools: {why}. Answer the question now from what you have, and say what you did not look at."
            )));
        }
        self.offered = tools;
        self.spent.rounds += 1;
        let fresh = self.setup.messages[self.told.min(self.setup.messages.len())..].to_vec();
        self.told = self.setup.messages.len();
        self.events.push(Event::Sent {
            round: self.spent.rounds,
            messages: fresh,
            tools,
            tokens: prompt,
        });
        Step::Ask { tools }
    }

    fn warned(&self) -> bool {
        self.warnings
            .iter()
            .any(|warning| warning.ends_with("what was not looked at"))
    }

    fn warn(&mut self, text: &str) {
        self.warnings.push(text.to_owned());
        self.events.push(Event::Warning {
            text: text.to_owned(),
        });
    }

    fn push(&mut self, message: Message) {
        self.setup.messages.push(message);
    }
}

#[cfg(test)]
mod tests;
