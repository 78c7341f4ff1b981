//! How many requests of a class may be under way; what comes above waits a moment and is then shed,
//! so that the rest, health and metrics above all, is answered.

use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use axum::http::HeaderValue;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use futures_util::StreamExt;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::timeout;

use super::app::App;
use super::problem::Problem;

/// What kind of work a route is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Class {
    /// Costs nothing, and is wanted when all else fails.
    Free,
    /// Checks a password.
    Login,
    /// Reads the plan.
    Read,
    /// Answers a question.
    Chat,
    /// Stays open.
    Stream,
}

impl Class {
    /// The word for it in labels and headers.
    pub fn word(self) -> &'static str {
        match self {
            Self::Free => "free",
            Self::Login => "login",
            Self::Read => "read",
            Self::Chat => "chat",
            Self::Stream => "stream",
        }
    }
}

/// How long a request waits for a place.
const PATIENCE: Duration = Duration::from_secs(1);

/// The places of each class.
#[derive(Debug, Clone)]
pub struct Places {
    login: Arc<Semaphore>,
    read: Arc<Semaphore>,
    chat: Arc<Semaphore>,
    stream: Arc<Semaphore>,
}

impl Default for Places {
    fn default() -> Self {
        let places = |count| Arc::new(Semaphore::new(count));
        Self {
            login: places(32),
            read: places(128),
            chat: places(8),
            stream: places(256),
        }
    }
}

impl Places {
    async fn take(&self, class: Class) -> Result<Option<OwnedSemaphorePermit>, Problem> {
        let places = match class {
            Class::Free => return Ok(None),
            Class::Login => &self.login,
            Class::Read => &self.read,
            Class::Chat => &self.chat,
            Class::Stream => &self.stream,
        };
        match timeout(PATIENCE, Arc::clone(places).acquire_owned()).await {
            Ok(Ok(permit)) => Ok(Some(permit)),
            _ => Err(Problem::busy(format!(
                "as many {} requests as the server takes are under way",
                class.word()
            ))),
        }
    }
}

/// Has a request answered once there is a place for it, which it keeps while it streams.
pub async fn admit<E>(
    app: &App,
    class: Class,
    answer: impl Future<Output = Result<Response, E>>,
) -> Result<Response, E> {
    let permit = match app.places.take(class).await {
        Ok(permit) => permit,
        Err(problem) => {
            app.metrics.shed(class);
            return Ok(problem.into_response());
        }
    };
    let response = answer.await?;
    let streams = response.headers().get(CONTENT_TYPE)
        == Some(&HeaderValue::from_static("text/event-stream"));
    if !streams {
        return Ok(response);
    }
    let (parts, body) = response.into_parts();
    let held = body.into_data_stream().map(move |chunk| {
        let _place = &permit;
        chunk
    });
    Ok(Response::from_parts(parts, Body::from_stream(held)))
}
