//! An answer as it comes, as server-sent events.

use std::convert::Infallible;

use axum::response::sse::{Event, KeepAlive, Sse};
use futures_util::stream::{self, Stream};
use schemars::JsonSchema;
use serde::Serialize;
use tokio::sync::mpsc::{self, Receiver};
use tokio::task::AbortHandle;
use tokio_util::sync::CancellationToken;

use super::conversation::Conversation;
use super::{Answer, Asked, complete};
use crate::diagnose::Evidence;
use crate::server::api::events::HEARTBEAT;
use crate::server::app::App;
use crate::server::problem::{Problem, ProblemBody};
use crate::server::trace::Trace;
use crate::tws::correlated;

/// What a reader of an answer is told. The type is the event's name too.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum ChatEvent {
    /// More of the answer, as Markdown.
    Text {
        /// The text to add.
        text: String,
    },
    /// A fact the answer stands on.
    Evidence(Box<Evidence>),
    /// Something the reader should know.
    Warning {
        /// What.
        message: String,
    },
    /// The whole answer; nothing follows.
    Done(Box<Answer>),
    /// There is no answer; nothing follows.
    Error(Box<ProblemBody>),
    /// The server goes; the answer may still come.
    Closing,
}

impl ChatEvent {
    fn name(&self) -> &'static str {
        match self {
            Self::Text { .. } => "text",
            Self::Evidence(_) => "evidence",
            Self::Warning { .. } => "warning",
            Self::Done(_) => "done",
            Self::Error(_) => "error",
            Self::Closing => "closing",
        }
    }
}

/// Stops the work when its reader goes.
struct Work {
    events: Receiver<ChatEvent>,
    handle: AbortHandle,
    closing: Option<CancellationToken>,
}

impl Drop for Work {
    fn drop(&mut self) {
        self.handle.abort();
    }
}

/// Begins to answer; the stream gives what happens on the way.
pub(super) fn open(
    app: App,
    trace: Trace,
    conversation: Conversation,
    asked: Asked,
) -> Sse<impl Stream<Item = Result<Event, Infallible>>> {
    let (sender, events) = mpsc::channel(64);
    let closing = Some(app.closing.clone());
    let id = trace.id.clone();
    let work = correlated(id, async move {
        let last = match complete(&app, conversation, asked, sender.clone()).await {
            Ok(answer) => ChatEvent::Done(Box::new(answer)),
            Err(error) => {
                let problem = Problem::from(error);
                problem.log(&trace, "/api/chat");
                ChatEvent::Error(Box::new(problem.body(Some(&trace), "/api/chat")))
            }
        };
        let _ = sender.send(last).await;
    });
    let handle = tokio::spawn(work).abort_handle();
    let work = Work {
        events,
        handle,
        closing,
    };
    let events = stream::unfold(work, |mut work| async {
        let event = match work.closing.take() {
            Some(closing) => tokio::select! {
                biased;
                event = work.events.recv() => {
                    work.closing = Some(closing);
                    event?
                }
                () = closing.cancelled() => ChatEvent::Closing,
            },
            None => work.events.recv().await?,
        };
        let data = serde_json::to_string(&event).unwrap_or_default();
        Some((Ok(Event::default().event(event.name()).data(data)), work))
    });
    Sse::new(events).keep_alive(KeepAlive::new().interval(HEARTBEAT))
}
