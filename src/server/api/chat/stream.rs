//! An answer as it comes, as server-sent events.

use std::convert::Infallible;

use axum::response::sse::{Event, KeepAlive, Sse};
use futures_util::stream::{self, Stream};
use schemars::JsonSchema;
use serde::Serialize;
use tokio::sync::mpsc::UnboundedReceiver;
use tokio_util::task::AbortOnDropHandle;

use super::{Answer, result};
use crate::diagnose::Evidence;
use crate::error::Result as Answered;
use crate::server::api::events::HEARTBEAT;
use crate::server::app::App;
use crate::server::problem::{Problem, ProblemBody};
use crate::server::trace::Trace;

const PATH: &str = "/api/chat";

/// What a reader of an answer is told. The type is the event's name too.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum ChatEvent {
    /// More of the answer, as Markdown.
    Text {
        /// The text to add.
        text: String,
    },
    /// The text so far is not the answer: it did not stand the check, or was said on the way.
    Withdrawn,
    /// The model looks something up.
    Tool {
        /// What, in a few words.
        title: String,
    },
    /// A fact the answer stands on.
    Evidence {
        /// The fact.
        evidence: Box<Evidence>,
    },
    /// Something the reader should know.
    Warning {
        /// What.
        message: String,
    },
    /// The whole answer; nothing follows.
    Done(Box<Answer>),
    /// There is no answer; nothing follows.
    Error {
        /// Why.
        problem: Box<ProblemBody>,
    },
    /// The server goes; the answer may still come.
    Closing,
}

impl ChatEvent {
    fn name(&self) -> &'static str {
        match self {
            Self::Text { .. } => "text",
            Self::Withdrawn => "withdrawn",
            Self::Tool { .. } => "tool",
            Self::Evidence { .. } => "evidence",
            Self::Warning { .. } => "warning",
            Self::Done(_) => "done",
            Self::Error { .. } => "error",
            Self::Closing => "closing",
        }
    }
}

/// An answer on its way: what is told, and the work that ends with the reader.
struct Reading {
    app: App,
    trace: Trace,
    told: UnboundedReceiver<ChatEvent>,
    work: Option<AbortOnDropHandle<Answered<Answer>>>,
    warned: bool,
}

impl Reading {
    /// The next event; none after the last.
    async fn next(&mut self) -> Option<ChatEvent> {
        tokio::select! {
            biased;
            event = self.told.recv() => match event {
                Some(event) => Some(event),
                None => {
                    let answer = result(self.work.take()?.await);
                    Some(self.last(answer))
                }
            },
            () = self.app.closing.cancelled(), if !self.warned => {
                self.warned = true;
                Some(ChatEvent::Closing)
            }
        }
    }

    fn last(&self, answer: Answered<Answer>) -> ChatEvent {
        match answer {
            Ok(answer) => ChatEvent::Done(Box::new(answer)),
            Err(error) => {
                let problem = Problem::from(error);
                problem.log(&self.trace, PATH);
                ChatEvent::Error {
                    problem: Box::new(problem.body(Some(&self.trace), PATH)),
                }
            }
        }
    }
}

/// What happens on the way to an answer, and the answer.
pub(super) fn open(
    app: App,
    trace: Trace,
    told: UnboundedReceiver<ChatEvent>,
    work: AbortOnDropHandle<Answered<Answer>>,
) -> Sse<impl Stream<Item = Result<Event, Infallible>>> {
    let reading = Reading {
        app,
        trace,
        told,
        work: Some(work),
        warned: false,
    };
    let events = stream::unfold(reading, |mut reading| async {
        let event = reading.next().await?;
        let data = serde_json::to_string(&event).unwrap_or_default();
        Some((Ok(Event::default().event(event.name()).data(data)), reading))
    });
    Sse::new(events).keep_alive(KeepAlive::new().interval(HEARTBEAT))
}
