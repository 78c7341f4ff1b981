//! `POST /api/chat`: a question in, its answer out, at once or as it comes.

mod answer;
mod conversation;
mod stream;

use std::time::Duration;

use axum::extract::{Extension, State};
use axum::http::HeaderMap;
use axum::http::header::ACCEPT;
use axum::response::{IntoResponse, Response};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use tokio::sync::mpsc;
use tokio::task::JoinError;
use tokio::time::timeout;
use tokio_util::task::AbortOnDropHandle;

use crate::ask::AskReport;
use crate::error::{Error, Result as Answered};
use crate::server::app::App;
use crate::server::auth::Operator;
use crate::server::body::Json;
use crate::server::problem::Problem;
use crate::server::trace::Trace;
use crate::tws::correlated;
use conversation::Conversation;
pub use stream::ChatEvent;

/// How long the rules may take; a model has its own time on top.
const PATIENCE: Duration = Duration::from_secs(60);

/// The agent that is no model.
const RULES: &str = "rules";

/// A question.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Asked {
    /// The question; empty only where a text is pasted.
    #[schemars(length(max = QUESTION))]
    question: String,
    /// Text beside it: a listing, an alert, a mail.
    #[serde(default)]
    #[schemars(length(max = PASTED))]
    pasted: Option<String>,
    /// The conversation to go on with, from an earlier answer.
    #[serde(default)]
    #[schemars(length(max = NAME), regex(pattern = "^[A-Za-z0-9_-]+$"))]
    session: Option<String>,
    /// Who should answer, as `/api/agents` names them; `rules` for the built-in rules alone.
    #[serde(default)]
    #[schemars(length(max = NAME))]
    agent: Option<String>,
}

/// Characters of a question, of what is pasted beside it, and of a session or an agent, at most. The
/// body as a whole is bounded too.
const QUESTION: usize = 4_000;
const PASTED: usize = 30_000;
const NAME: usize = 64;

impl Asked {
    /// That no field is longer than it may be, or holds what it may not.
    fn check(&self) -> Result<(), Problem> {
        let bounds = [
            ("question", Some(&self.question), QUESTION),
            ("pasted", self.pasted.as_ref(), PASTED),
            ("session", self.session.as_ref(), NAME),
            ("agent", self.agent.as_ref(), NAME),
        ];
        for (field, text, most) in bounds {
            if text.is_some_and(|text| text.chars().nth(most).is_some()) {
                return Err(Problem::bad_request(format!(
                    "{field} is longer than {most} characters"
                )));
            }
        }
        let safe = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
        let session = self.session.as_deref();
        if session.is_some_and(|id| id.is_empty() || !id.chars().all(safe)) {
            return Err(
                Problem::bad_request("session holds more than letters, digits, - and _")
                    .hint("send it as an earlier answer gave it, or leave it out"),
            );
        }
        Ok(())
    }
}

/// An answer with its conversation.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Answer {
    /// The answer.
    #[serde(flatten)]
    report: AskReport,
    /// The conversation it belongs to, for the next question.
    session: String,
}

/// Answers a question.
pub async fn post(
    Operator(user): Operator,
    State(app): State<App>,
    Extension(trace): Extension<Trace>,
    headers: HeaderMap,
    Json(asked): Json<Asked>,
) -> Result<Response, Problem> {
    asked.check()?;
    if let Some(agent) = asked.agent.as_deref().filter(|name| *name != RULES) {
        app.agents.get(Some(agent)).map_err(|_| {
            Problem::bad_request("there is no agent of that name").hint("see /api/agents")
        })?;
    }
    let conversation = Conversation::open(&app, &user, asked.session.as_deref()).await?;
    app.audit
        .note(&trace, Some(&user.name), "ask", "begun", "api");
    let (events, told) = mpsc::unbounded_channel();
    // A task of its own, which ends with the request: dropping the handle stops the work.
    let work = complete(app.clone(), conversation, asked, events);
    let work = AbortOnDropHandle::new(tokio::spawn(correlated(trace.id.clone(), work)));
    let accept = headers.get(ACCEPT).and_then(|accept| accept.to_str().ok());
    if accept.is_some_and(|accept| accept.contains("text/event-stream")) {
        return Ok(stream::open(app, trace, told, work).into_response());
    }
    // Nobody looks at the events on the way.
    drop(told);
    Ok(axum::Json(result(work.await)?).into_response())
}

/// What a finished task gave.
fn result(finished: Result<Answered<Answer>, JoinError>) -> Answered<Answer> {
    finished
        .unwrap_or_else(|error| Err(Error::internal("the answer was given up").with_source(error)))
}

/// The whole answer: made, counted, remembered.
async fn complete(
    app: App,
    mut conversation: Conversation,
    asked: Asked,
    events: mpsc::UnboundedSender<ChatEvent>,
) -> Answered<Answer> {
    let model = app.chat.model().map(|model| model.timeouts.total);
    let patience = PATIENCE + model.unwrap_or_default();
    let made = timeout(
        patience,
        answer::answer(&app, &conversation, &asked, &events),
    )
    .await;
    let made = made.unwrap_or_else(|_| {
        let text = format!("failed to answer within {} s", patience.as_secs());
        Err(Error::timed_out(text).with_hint("ask something narrower, or try again"))
    });
    app.metrics
        .answer(made.as_ref().ok().map(|made| &made.report));
    let made = made?;
    conversation.add(&app, &made).await;
    Ok(Answer {
        report: made.report,
        session: conversation.id,
    })
}
