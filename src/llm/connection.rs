//! The way to one model server: sends a request, reads the reply in time, tries again where that
//! helps, and remembers what the server does not take.

mod explain;
mod notes;
mod pause;
mod quirks;
mod server;
mod service;
mod traffic;

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Mutex, OnceLock, PoisonError};
use std::time::{Duration, SystemTime};

use async_openai::config::Config as _;
use async_openai::types::stream::StreamResponse;
use futures_util::StreamExt;
use serde_json::Value;
use tokio::time::{Instant, sleep, timeout, timeout_at};

use notes::Notes;
use pause::pause;
pub(super) use quirks::Quirks;
use server::Server;
use traffic::Traffic;
pub use traffic::{MODEL_LATENCIES, ModelTally};

use super::assembly::Assembly;
use super::failure::{Failure, FailureKind};
use super::message::{Message, Reply};
use super::wire::{self, Chunk};
use crate::config::{Model, ModelTimeouts};
use crate::error::Result;
use crate::tools::ToolSpec;

/// One round's request.
#[derive(Debug, Clone, Copy)]
pub struct Request<'a> {
    /// The conversation.
    pub messages: &'a [Message],
    /// The tools on offer; none in the last round.
    pub tools: &'a [ToolSpec],
    /// How freely the model words things.
    pub temperature: Option<f64>,
    /// When the whole answer must be done.
    pub deadline: Instant,
}

/// The way to one model server.
pub struct Connection {
    client: async_openai::Client<Server>,
    /// `http://localhost:11434`, for messages.
    target: String,
    configured: Option<String>,
    discovered: OnceLock<String>,
    timeouts: ModelTimeouts,
    context: u64,
    quirks: Mutex<Quirks>,
    notes: Option<Notes>,
    traffic: Traffic,
}

impl std::fmt::Debug for Connection {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Connection")
            .field("target", &self.target)
            .field("model", &self.configured)
            .finish_non_exhaustive()
    }
}

impl Connection {
    /// Sets up the way to a server; sends nothing.
    pub fn new(model: &Model) -> Result<Self> {
        let server = Server::new(model)?;
        let http = service::http(model)?;
        let service = service::service(http.clone(), server.key.clone());
        let client = async_openai::Client::build(http, server).with_http_service(service);
        Ok(Self {
            client,
            target: model.endpoint.origin().ascii_serialization(),
            configured: model.name.clone(),
            discovered: OnceLock::new(),
            timeouts: model.timeouts,
            context: model.context,
            quirks: Mutex::new(Quirks::default()),
            notes: None,
            traffic: Traffic::default(),
        })
    }

    /// The same, with what was noted about this server in a folder: what one command learns the next
    /// one knows.
    #[must_use]
    pub fn with_notes(mut self, folder: &Path) -> Self {
        let server = self.client.config().api_base();
        let notes = Notes::of(folder, server, self.configured.as_deref());
        self.quirks = Mutex::new(notes.read(SystemTime::now()));
        self.notes = Some(notes);
        self
    }

    /// The server, `http://localhost:11434`.
    pub fn target(&self) -> &str {
        &self.target
    }

    /// Tokens the model's window holds.
    pub fn context(&self) -> u64 {
        self.context
    }

    /// Seconds the whole answer may take.
    pub fn patience(&self) -> Duration {
        self.timeouts.total
    }

    /// The requests for an answer so far, by model and outcome.
    pub fn traffic(&self) -> BTreeMap<(String, &'static str), ModelTally> {
        self.traffic.tallies()
    }

    /// The model's name: as configured, or the server's first.
    pub async fn model(&self) -> Result<&str, Failure> {
        if let Some(name) = &self.configured {
            return Ok(name);
        }
        if let Some(name) = self.discovered.get() {
            return Ok(name);
        }
        let first = self.models().await?.into_iter().next().ok_or_else(|| {
            Failure::new(
                FailureKind::NotFound,
                format!("the model server {} has no model", self.target),
            )
        })?;
        Ok(self.discovered.get_or_init(|| first))
    }

    /// The names of the server's models.
    pub async fn models(&self) -> Result<Vec<String>, Failure> {
        let limit = self.timeouts.connect + Duration::from_secs(7);
        match timeout(limit, self.client.models().list_byot::<Value>()).await {
            Ok(Ok(list)) => Ok(wire::model_names(&list)),
            Ok(Err(error)) => Err(self.explain(error, "to list its models")),
            Err(_) => Err(self.late("listed no models", limit)),
        }
    }

    /// Sends one round's request and hands each piece of the reply's text to `heard`. Tries again
    /// only before the first word.
    pub async fn ask(
        &self,
        request: Request<'_>,
        heard: &mut (dyn FnMut(&str) + Send),
    ) -> Result<Reply, Failure> {
        let model = self.model().await?.to_owned();
        let mut tries = 1;
        loop {
            let quirks = self.quirks();
            let failure = match self.attempt(&model, request, quirks, heard).await {
                Ok(reply) => {
                    // Only what helped is noted: a refusal may have had another reason.
                    if let Some(notes) = &self.notes {
                        notes.keep(self.quirks());
                    }
                    return Ok(reply);
                }
                Err(failure) => failure,
            };
            if !failure.partial.is_empty() {
                return Err(failure);
            }
            if let Some(learned) = quirks.learn(&failure, request.tools.is_empty()) {
                *self.quirks.lock().unwrap_or_else(PoisonError::into_inner) = learned;
                continue;
            }
            if failure.kind == FailureKind::NotFound {
                return Err(self.name_the_models(failure, &model).await);
            }
            let Some(wait) = pause(&failure, tries) else {
                return Err(failure);
            };
            if Instant::now() + wait >= request.deadline {
                return Err(failure);
            }
            sleep(wait).await;
            tries += 1;
        }
    }

    fn quirks(&self) -> Quirks {
        *self.quirks.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn attempt(
        &self,
        model: &str,
        request: Request<'_>,
        quirks: Quirks,
        heard: &mut (dyn FnMut(&str) + Send),
    ) -> Result<Reply, Failure> {
        let body = |stream| {
            wire::body(
                model,
                request.messages,
                request.tools,
                request.temperature,
                stream,
                quirks,
            )
        };
        if quirks.no_stream || quirks.no_stream_with_tools && !request.tools.is_empty() {
            let whole = self.whole(body(false), request.deadline, heard);
            return self.traffic.count(model, whole).await;
        }
        let streamed = self.streamed(body(true), request.deadline, heard);
        let assembly = self.traffic.count(model, streamed).await?;
        if !assembly.lost_something() {
            return Ok(assembly.finish());
        }
        // Some servers drop tool calls when they stream: ask once more for it in one piece.
        let whole = self.whole(body(false), request.deadline, heard);
        let reply = self.traffic.count(model, whole).await?;
        if !reply.calls.is_empty() || !reply.text.trim().is_empty() {
            let mut quirks = self.quirks.lock().unwrap_or_else(PoisonError::into_inner);
            quirks.no_stream_with_tools = true;
            quirks.no_stream |= request.tools.is_empty();
        }
        Ok(reply)
    }

    /// A reply in one piece.
    async fn whole(
        &self,
        body: Value,
        deadline: Instant,
        heard: &mut (dyn FnMut(&str) + Send),
    ) -> Result<Reply, Failure> {
        let began = Instant::now();
        let chat = self.client.chat();
        let chunk: Chunk = match timeout_at(deadline, chat.create_byot(body)).await {
            Ok(Ok(chunk)) => chunk,
            Ok(Err(error)) => return Err(self.explain(error, "to answer")),
            Err(_) => return Err(self.late("gave no answer", began.elapsed())),
        };
        if let Some(error) = chunk.error() {
            return Err(self.unreadable(&error));
        }
        let mut assembly = Assembly::default();
        if let Some(text) = assembly.add(&chunk) {
            heard(&text);
        }
        Ok(assembly.finish())
    }

    /// A reply piece by piece.
    async fn streamed(
        &self,
        body: Value,
        deadline: Instant,
        heard: &mut (dyn FnMut(&str) + Send),
    ) -> Result<Assembly, Failure> {
        let began = Instant::now();
        let first = deadline.min(began + self.timeouts.first_token);
        let chat = self.client.chat();
        let mut stream: StreamResponse<Chunk> =
            match timeout_at(first, chat.create_stream_byot(body)).await {
                Ok(Ok(stream)) => stream,
                Ok(Err(error)) => return Err(self.explain(error, "to answer")),
                Err(_) => return Err(self.late("gave no first word", began.elapsed())),
            };
        let mut assembly = Assembly::default();
        let mut limit = first;
        let mut spoke = false;
        loop {
            let mut failure = match timeout_at(limit, stream.next()).await {
                Ok(None) => return Ok(assembly),
                Ok(Some(Ok(chunk))) => match chunk.error() {
                    Some(error) => self.unreadable(&error),
                    None => {
                        let text = assembly.add(&chunk);
                        if let Some(text) = &text {
                            heard(text);
                        }
                        // An empty first piece is sent before the prompt has been read.
                        spoke |= text.is_some() || chunk.reasons() || !chunk.calls().is_empty();
                        if spoke {
                            limit = deadline.min(Instant::now() + self.timeouts.between_tokens);
                        }
                        continue;
                    }
                },
                Ok(Some(Err(error))) => self.explain(error, "to go on with its answer"),
                Err(_) if !spoke => self.late("gave no first word", began.elapsed()),
                Err(_) if Instant::now() >= deadline => {
                    self.late("was not done with its answer", began.elapsed())
                }
                Err(_) => self.late(
                    "fell silent in the middle of its answer",
                    self.timeouts.between_tokens,
                ),
            };
            failure.partial = assembly.into_text();
            return Err(failure);
        }
    }
}
