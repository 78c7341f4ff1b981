//! Below async-openai: one request, no retries of its own, bounded bodies, and refusals in words
//! before the library could log them.

use std::io;
use std::time::Duration;

use async_openai::error::OpenAIError;
use async_openai::middleware::HttpRequestFactory;
use bytes::Bytes;
use futures_util::future::ready;
use futures_util::stream::{self, Stream, StreamExt};
use http::header::{CONTENT_LENGTH, CONTENT_TYPE, RETRY_AFTER};
use http::{HeaderValue, StatusCode};
use reqwest::{Body, Response, redirect};
use secrecy::{ExposeSecret, SecretString};
use tower::{Service, service_fn};

use super::super::failure::{Failure, FailureKind};
use crate::config::{Model, is_local};
use crate::error::{Error, Result};
use crate::tws::correlation;

/// Bytes of a reply that are read.
const LARGEST_REPLY: usize = 4 << 20;
/// Bytes of an error body that are read for the server's words.
const LARGEST_REFUSAL: usize = 64 << 10;
/// How long the rest of an error body is waited for.
const REFUSAL_PATIENCE: Duration = Duration::from_secs(5);

/// The HTTP client for a model server.
pub(super) fn http(model: &Model) -> Result<reqwest::Client> {
    let mut builder = reqwest::Client::builder()
        .user_agent(concat!("resync/", env!("CARGO_PKG_VERSION")))
        .connect_timeout(model.timeouts.connect)
        .tcp_nodelay(true)
        // Following one would send the key to wherever it points.
        .redirect(redirect::Policy::none());
    if is_local(&model.endpoint) {
        builder = builder.no_proxy();
    }
    if model.endpoint.scheme() == "http" {
        // Loading certificates takes longer than all else.
        builder = builder.tls_certs_only([]);
    }
    builder.build().map_err(|error| {
        Error::config("failed to set up the connection to the model").with_source(error)
    })
}

/// Sends requests for async-openai.
pub(super) fn service(
    http: reqwest::Client,
    key: SecretString,
) -> impl Service<
    HttpRequestFactory,
    Response = Response,
    Error = OpenAIError,
    Future = impl Future<Output = Result<Response, OpenAIError>> + Send + 'static,
> + Clone
+ Send
+ Sync
+ 'static {
    service_fn(move |factory: HttpRequestFactory| {
        let (http, key) = (http.clone(), key.clone());
        let id = correlation().and_then(|id| HeaderValue::from_str(&id).ok());
        async move {
            let mut request = factory.build().await?;
            if let Some(id) = id {
                request.headers_mut().insert("x-request-id", id);
            }
            let streams = request
                .body()
                .and_then(Body::as_bytes)
                .is_some_and(asks_for_a_stream);
            let response = http.execute(request).await.map_err(OpenAIError::Reqwest)?;
            if !response.status().is_success() {
                let refusal = Refusal::read(response, &key).await;
                return Err(OpenAIError::Boxed(Box::new(refusal)));
            }
            Ok(bounded(response, streams))
        }
    })
}

fn asks_for_a_stream(body: &[u8]) -> bool {
    serde_json::from_slice::<serde_json::Value>(body).is_ok_and(|body| body["stream"] == true)
}

/// The response with a bounded body. A reply that was to be streamed and came as one JSON object
/// becomes a stream of one event; a last event without its empty line is completed.
fn bounded(response: Response, streams: bool) -> Response {
    let is_json = response
        .headers()
        .get(CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .is_some_and(|value| value.starts_with("application/json"));
    let (status, mut headers) = (response.status(), response.headers().clone());
    headers.remove(CONTENT_LENGTH);
    let mut read = 0;
    let bytes = response.bytes_stream().map(move |piece| {
        let piece = piece.map_err(|error| io::Error::other(cause(&error)))?;
        read += piece.len();
        if read > LARGEST_REPLY {
            return Err(io::Error::other("it is larger than 4 MiB"));
        }
        Ok(piece)
    });
    let text = |text: &'static str| stream::iter([Ok(Bytes::from(text))]);
    let body = if streams && is_json {
        // Blanks between the parts of an object may be line ends, which would end the event.
        let on_one_line = bytes.map(|piece: io::Result<Bytes>| {
            let blank = |byte: &u8| match byte {
                b'\n' | b'\r' => b' ',
                other => *other,
            };
            piece.map(|piece| piece.iter().map(blank).collect())
        });
        let event = text("data: ").chain(on_one_line).chain(text("\n\n"));
        Body::wrap_stream(told(event))
    } else if streams {
        Body::wrap_stream(told(bytes.chain(text("\n\n"))))
    } else {
        Body::wrap_stream(bytes)
    };
    let mut wrapped = http::Response::new(body);
    *wrapped.status_mut() = status;
    *wrapped.headers_mut() = headers;
    Response::from(wrapped)
}

/// A stream of events that tells of its own failure in a last event: the library would drop the
/// reason. The event that was cut is made one that the library passes over.
fn told(bytes: impl Stream<Item = io::Result<Bytes>>) -> impl Stream<Item = io::Result<Bytes>> {
    bytes.scan(false, |failed, piece| {
        let next = match piece {
            _ if *failed => None,
            Ok(piece) => Some(Ok(piece)),
            Err(error) => {
                *failed = true;
                let told = serde_json::json!({ "error": { "message": error.to_string() } });
                Some(Ok(format!("\nevent: keepalive\n\ndata: {told}\n\n").into()))
            }
        };
        ready(next)
    })
}

/// The innermost cause of an error, in its own words.
pub(super) fn cause(error: &dyn std::error::Error) -> String {
    let mut cause = error;
    while let Some(inner) = cause.source() {
        cause = inner;
    }
    cause.to_string()
}

/// `text` without the key.
pub(super) fn redact(text: &str, key: &SecretString) -> String {
    let key = key.expose_secret();
    if key.len() < 4 {
        return text.to_owned();
    }
    text.replace(key, "***")
}

/// A status other than success, with the server's words.
#[derive(Debug)]
pub(super) struct Refusal {
    status: StatusCode,
    words: String,
    wait: Option<f64>,
}

impl std::fmt::Display for Refusal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {}", self.status.as_u16(), self.words)
    }
}

impl std::error::Error for Refusal {}

impl Refusal {
    async fn read(response: Response, key: &SecretString) -> Self {
        let status = response.status();
        let wait = response
            .headers()
            .get(RETRY_AFTER)
            .and_then(|value| value.to_str().ok()?.trim().parse().ok())
            .filter(|seconds: &f64| seconds.is_finite());
        let mut body = Vec::new();
        let mut pieces = response.bytes_stream();
        let reading = async {
            while let Some(Ok(piece)) = pieces.next().await {
                body.extend_from_slice(&piece);
                if body.len() > LARGEST_REFUSAL {
                    body.truncate(LARGEST_REFUSAL);
                    break;
                }
            }
        };
        // What came until then is enough.
        let _ = tokio::time::timeout(REFUSAL_PATIENCE, reading).await;
        Self {
            status,
            words: crate::tws::escape(&redact(&words(&body), key), 400),
            wait,
        }
    }

    /// What it means for the caller.
    pub fn failure(&self, target: &str, doing: &str) -> Failure {
        let (status, words) = (self.status.as_u16(), self.words.trim());
        let lower = words.to_lowercase();
        let too_long = [
            "context length",
            "context_length",
            "maximum context",
            "context size",
            "context window",
            "prompt is too long",
            "input is too long",
            "too many tokens",
            "reduce the length",
        ]
        .iter()
        .any(|sign| lower.contains(sign));
        let kind = match status {
            400 | 413 | 422 | 500 if too_long => FailureKind::TooLong,
            401 | 403 => FailureKind::Unauthorized,
            404 if lower.contains("support tool") => FailureKind::Rejected,
            404 => FailureKind::NotFound,
            429 => FailureKind::Limited,
            501 => FailureKind::Rejected,
            500.. => FailureKind::Overloaded,
            _ => FailureKind::Rejected,
        };
        let colon = if words.is_empty() { "" } else { ": " };
        let failure = Failure::new(
            kind,
            format!("the model server {target} refused {doing} with status {status}{colon}{words}"),
        );
        match kind {
            // No quota left does not come back by waiting.
            FailureKind::Limited if !lower.contains("quota") => failure.again(self.wait),
            FailureKind::Overloaded => failure.again(self.wait),
            _ => failure,
        }
    }
}

/// The server's own words in an error body: JSON of the usual shapes, or text; not a page.
fn words(body: &[u8]) -> String {
    let text = String::from_utf8_lossy(body);
    if let Ok(json) = serde_json::from_str::<serde_json::Value>(&text) {
        let error = json.get("error").unwrap_or(&json);
        let message = ["message", "detail", "msg"]
            .iter()
            .find_map(|name| error.get(name))
            .unwrap_or(error);
        let param = error
            .get("param")
            .and_then(serde_json::Value::as_str)
            .map_or_else(String::new, |param| format!(" ({param})"));
        let message = message
            .as_str()
            .map_or_else(|| message.to_string(), str::to_owned);
        return format!("{message}{param}");
    }
    if text.trim_start().starts_with('<') {
        return "a web page".to_owned();
    }
    text.into_owned()
}
