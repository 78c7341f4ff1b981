//! Sending requests: credentials, TLS, time-outs, retries, the breaker, and what failed in words.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use base64::Engine as _;
use bytes::{Bytes, BytesMut};
use futures_util::StreamExt;
use jiff::Timestamp;
use reqwest::header::{
    ACCEPT, AUTHORIZATION, CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue, LOCATION, RETRY_AFTER,
};
use reqwest::{Certificate, Method, StatusCode};
use secrecy::ExposeSecret;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::{Instant, timeout_at};

use super::body::{error_text, escape, has_code, is_state_refusal, looks_like_html, not_an_api};
use super::breaker::Breaker;
use super::retry::{self, Budget};
use crate::config::{Auth, Engine, is_local};
use crate::error::{Error, Result};

/// Largest JSON body that is read.
const LARGEST: usize = 64 * 1024 * 1024;

/// A way to one scheduler.
pub(super) struct Transport {
    http: reqwest::Client,
    engine: Engine,
    root: String,
    places: Arc<Semaphore>,
    breaker: Breaker,
    budget: Budget,
    sent: AtomicU64,
    retried: AtomicU64,
}

/// A request to be sent.
pub(super) struct Request<'a> {
    /// Method.
    pub method: Method,
    /// Path below the API's prefix, already percent-encoded.
    pub path: String,
    /// Query parameters, not encoded yet.
    pub query: Vec<(&'static str, String)>,
    /// Extra headers.
    pub headers: Vec<(&'static str, String)>,
    /// JSON body.
    pub body: Option<Vec<u8>>,
    /// What is being read or done, for errors: "the list of jobs".
    pub what: &'a str,
}

impl<'a> Request<'a> {
    /// A read.
    pub fn get(path: impl Into<String>, what: &'a str) -> Self {
        Self {
            method: Method::GET,
            path: path.into(),
            query: Vec::new(),
            headers: Vec::new(),
            body: None,
            what,
        }
    }

    /// What tells two reads apart.
    pub fn key(&self) -> String {
        format!("{} {:?} {:?}", self.path, self.query, self.headers)
    }
}

/// How one try ended.
enum Failed {
    /// It may be tried again, after this long if the server says so.
    Again(Error, Option<Duration>),
    /// It may not.
    Final(Error),
}

impl Transport {
    pub(super) fn new(engine: &Engine) -> Result<Self> {
        let mut headers = HeaderMap::new();
        headers.insert(
            ACCEPT,
            HeaderValue::from_static("application/json, text/plain"),
        );
        if let Some(value) = authorization(&engine.auth)? {
            headers.insert(AUTHORIZATION, value);
        }
        let mut builder = reqwest::Client::builder()
            .user_agent(concat!("resync/", env!("CARGO_PKG_VERSION")))
            .default_headers(headers)
            .connect_timeout(engine.timeouts.connect)
            .pool_idle_timeout(Duration::from_secs(50))
            .redirect(reqwest::redirect::Policy::none());
        let url = reqwest::Url::parse(&engine.url).map_err(|error| {
            Error::config(format!(
                "the scheduler's address {} is not a URL",
                escape(&engine.url, 120)
            ))
            .with_source(error)
        })?;
        if is_local(&url) {
            builder = builder.no_proxy();
        }
        if url.scheme() == "http" {
            // No TLS will be spoken: do not spend start-up time on reading the system's roots.
            builder = builder.tls_certs_only(std::iter::empty());
        } else {
            if let Some(path) = &engine.ca_file {
                builder = builder.tls_certs_merge(read_certificates(path)?);
            }
            if engine.insecure {
                builder = builder.danger_accept_invalid_certs(true);
            }
        }
        let http = builder.build().map_err(|error| {
            Error::config("failed to set up the connection to the scheduler").with_source(error)
        })?;
        let root = format!("{}{}", engine.url.trim_end_matches('/'), engine.prefix);
        Ok(Self {
            http,
            root,
            places: Arc::new(Semaphore::new(engine.in_flight.max(1))),
            engine: engine.clone(),
            breaker: Breaker::default(),
            budget: Budget::default(),
            sent: AtomicU64::new(0),
            retried: AtomicU64::new(0),
        })
    }

    pub(super) fn target(&self) -> &str {
        &self.engine.url
    }

    pub(super) fn sent(&self) -> u64 {
        self.sent.load(Ordering::Relaxed)
    }

    pub(super) fn retried(&self) -> u64 {
        self.retried.load(Ordering::Relaxed)
    }

    /// Sends a read, again where that can help, and gives its body.
    pub(super) async fn read(&self, request: &Request<'_>) -> Result<Bytes> {
        let deadline = Instant::now() + self.engine.timeouts.total;
        let mut pauses = retry::pauses();
        self.budget.earn();
        let mut tries = 1;
        loop {
            let Ok(outcome) = timeout_at(deadline, self.attempt(request)).await else {
                return Err(self.too_late(request.what, self.engine.timeouts.total));
            };
            let (error, asked) = match outcome {
                Ok(body) => return Ok(body),
                Err(Failed::Final(error)) => return Err(error),
                Err(Failed::Again(error, asked)) => (error, asked),
            };
            let Some(pause) = pauses.next() else {
                return Err(error);
            };
            let pause = asked.unwrap_or(pause);
            if Instant::now() + pause >= deadline || !self.budget.spend() {
                return Err(error);
            }
            tracing::debug!(tries, pause_ms = pause.as_millis(), "trying again");
            tokio::time::sleep(pause).await;
            self.retried.fetch_add(1, Ordering::Relaxed);
            tries += 1;
        }
    }

    /// Sends a change, once.
    pub(super) async fn change(&self, request: &Request<'_>) -> Result<Bytes> {
        match self.attempt(request).await {
            Ok(body) => Ok(body),
            Err(Failed::Final(error) | Failed::Again(error, _)) => Err(error),
        }
    }

    /// Opens a body that is read as it comes; no limit on the whole, only on silence.
    pub(super) async fn open(&self, request: &Request<'_>) -> Result<reqwest::Response> {
        match self.send(request).await {
            Ok((response, _)) if response.status().is_success() => Ok(response),
            Ok((response, _)) => match self.refused(request, response).await {
                Failed::Final(error) | Failed::Again(error, _) => Err(error),
            },
            Err(Failed::Final(error) | Failed::Again(error, _)) => Err(error),
        }
    }

    async fn attempt(&self, request: &Request<'_>) -> Result<Bytes, Failed> {
        let limit = self.engine.timeouts.request;
        let begun = Instant::now();
        let work = async {
            // The place is kept until the body is read: that is what is in flight.
            let (response, _place) = self.send(request).await?;
            if response.status().is_success() {
                self.whole(request, response).await
            } else {
                Err(self.refused(request, response).await)
            }
        };
        // Dropped half-way, a probe must not keep the breaker shut for good.
        let guard = Abandoned(&self.breaker, true);
        let outcome = match tokio::time::timeout(limit, work).await {
            Ok(outcome) => outcome,
            Err(_) => Err(Failed::Final(self.too_late(request.what, limit))),
        };
        guard.disarm();
        self.judge(&outcome);
        tracing::debug!(
            method = %request.method, path = %request.path, ok = outcome.is_ok(),
            ms = begun.elapsed().as_millis(), "request to the scheduler"
        );
        outcome
    }

    /// Tells the breaker how a try ended: whether the scheduler is there and in its senses.
    fn judge(&self, outcome: &Result<Bytes, Failed>) {
        match outcome {
            Err(Failed::Again(error, _) | Failed::Final(error)) => match error {
                Error::Unreachable(_) | Error::TimedOut(_) | Error::Unreadable(_) => {
                    self.breaker.failed()
                }
                Error::Upstream(_) if !has_code(&error.to_string()) => self.breaker.failed(),
                Error::Limited(_) => {}
                _ => self.breaker.succeeded(),
            },
            Ok(_) => self.breaker.succeeded(),
        }
    }

    async fn send(
        &self,
        request: &Request<'_>,
    ) -> Result<(reqwest::Response, Option<OwnedSemaphorePermit>), Failed> {
        if let Err(open) = self.breaker.admit() {
            return Err(Failed::Final(Error::unreachable(format!(
                "failed to read {} from {}: the last {} requests failed, so none is sent for {:.1} s more",
                request.what,
                self.target(),
                open.failures,
                open.retry_in.as_secs_f64()
            ))));
        }
        let place = self.places.clone().acquire_owned().await.ok();
        let mut sending = self.http.request(
            request.method.clone(),
            format!("{}{}", self.root, request.path),
        );
        if !request.query.is_empty() {
            sending = sending.query(&request.query);
        }
        for (name, value) in &request.headers {
            if let (Ok(name), Ok(value)) = (
                HeaderName::from_bytes(name.as_bytes()),
                HeaderValue::from_str(value),
            ) {
                sending = sending.header(name, value);
            }
        }
        if let Some(body) = &request.body {
            sending = sending
                .header(CONTENT_TYPE, "application/json")
                .body(body.clone());
        }
        self.sent.fetch_add(1, Ordering::Relaxed);
        match sending.send().await {
            Ok(response) => Ok((response, place)),
            Err(error) => Err(self.no_answer(request.what, &error)),
        }
    }

    /// Reads a body to its end, within bounds.
    async fn whole(
        &self,
        request: &Request<'_>,
        response: reqwest::Response,
    ) -> Result<Bytes, Failed> {
        let html = response
            .headers()
            .get(CONTENT_TYPE)
            .and_then(|value| value.to_str().ok())
            .is_some_and(|value| value.starts_with("text/html"));
        let mut body = BytesMut::new();
        let mut chunks = response.bytes_stream();
        while let Some(chunk) = chunks.next().await {
            let chunk = chunk.map_err(|error| {
                let error = Error::unreadable(format!(
                    "failed to read {} from {}: the answer broke off after {} bytes",
                    request.what,
                    self.target(),
                    body.len()
                ))
                .with_source(Reason::of(&error));
                Failed::Again(error, None)
            })?;
            if body.len() + chunk.len() > LARGEST {
                return Err(Failed::Final(Error::unreadable(format!(
                    "failed to read {} from {}: the answer is larger than {} MiB",
                    request.what,
                    self.target(),
                    LARGEST >> 20
                ))));
            }
            body.extend_from_slice(&chunk);
        }
        if html || looks_like_html(&body) {
            return Err(Failed::Final(not_an_api(
                &body,
                request.what,
                self.target(),
            )));
        }
        Ok(body.freeze())
    }

    /// What an error status means.
    async fn refused(&self, request: &Request<'_>, response: reqwest::Response) -> Failed {
        let status = response.status();
        let wait = response
            .headers()
            .get(RETRY_AFTER)
            .and_then(|value| value.to_str().ok())
            .and_then(|value| retry::retry_after(value, Timestamp::now()));
        let location = response
            .headers()
            .get(LOCATION)
            .map(|value| escape(&String::from_utf8_lossy(value.as_bytes()), 120));
        let mut body = BytesMut::new();
        let mut chunks = response.bytes_stream();
        while let Some(Ok(chunk)) = chunks.next().await {
            body.extend_from_slice(&chunk);
            if body.len() > 64 * 1024 {
                break;
            }
        }
        let said = error_text(&body);
        let about = if said.is_empty() {
            String::new()
        } else {
            format!(": {said}")
        };
        let verb = if request.method == Method::GET {
            "read"
        } else {
            "do"
        };
        let text = format!(
            "failed to {verb} {} at {}: {}{about}",
            request.what,
            self.target(),
            status_words(status)
        );
        match status.as_u16() {
            401 => Failed::Final(self.unauthorized(text)),
            403 => Failed::Final(Error::unauthorized(text).with_hint(
                "the user is known but lacks the right: ask for it in the engine's security file or roles",
            )),
            404 => Failed::Final(Error::not_found(text)),
            400 if said.contains("OQL") => {
                Failed::Final(Error::usage(text).with_hint("the scheduler did not understand the filter; check --oql"))
            }
            400 | 405 | 415 | 416 | 501 => Failed::Final(Error::upstream(text)),
            409 => Failed::Final(Error::refused(text)),
            429 => Failed::Again(Error::limited(text), wait),
            502..=504 => Failed::Again(Error::upstream(text), wait),
            500.. if is_state_refusal(&said) => Failed::Final(
                Error::refused(text).with_hint("the object's present state does not allow the action; look at it again"),
            ),
            500.. if has_code(&said) => Failed::Final(Error::upstream(text)),
            500.. => Failed::Again(Error::upstream(text), wait),
            300..=399 => {
                let to = location.map_or_else(String::new, |to| format!(" to {to}"));
                Failed::Final(Error::not_an_api(format!(
                    "failed to read {}: {} redirects{to}, which the scheduler's API never does",
                    request.what,
                    self.target()
                )))
            }
            _ => Failed::Final(Error::upstream(text)),
        }
    }

    fn unauthorized(&self, text: String) -> Error {
        let error = Error::unauthorized(text);
        match &self.engine.auth {
            Auth::Bearer(token) => match expiry(token.expose_secret()) {
                Some(at) if at < Timestamp::now() => error.with_hint(format!(
                    "the token in TWS_TOKEN expired at {at}: make a new API key"
                )),
                _ => error.with_hint(
                    "the token in TWS_TOKEN was not accepted: is it an API key of this engine?",
                ),
            },
            Auth::Basic { .. } => {
                error.with_hint("wrong user or password: check TWS_USER and TWS_PASSWORD")
            }
            Auth::None => error.with_hint("set TWS_USER and TWS_PASSWORD, or TWS_TOKEN"),
        }
    }

    fn too_late(&self, what: &str, limit: Duration) -> Error {
        Error::timed_out(format!(
            "failed to read {what} from {}: no complete answer within {} s",
            self.target(),
            limit.as_secs_f64()
        ))
    }

    /// No answer at all: why, and what may help.
    fn no_answer(&self, what: &str, error: &reqwest::Error) -> Failed {
        let reason = Reason::of(error);
        let failure = Error::unreachable(format!(
            "failed to read {what}: cannot reach {}",
            self.target()
        ));
        let low = reason.0.to_lowercase();
        let https = self.engine.url.starts_with("https");
        let hint = if low.contains("certificate") && low.contains("expired") {
            Some(
                "the scheduler's certificate has expired: renew it, or see TWS_INSECURE=1 for the meantime",
            )
        } else if low.contains("notvalidforname") || low.contains("not valid for name") {
            Some(
                "the certificate is for another host name: use the name in it, or have it reissued",
            )
        } else if low.contains("unknownissuer")
            || low.contains("unknown issuer")
            || low.contains("self-signed")
            || low.contains("caused by: invalid peer certificate")
            || low.contains("invalid peer certificate")
        {
            Some(
                "the certificate is not signed by a known authority: set TWS_CA_FILE to the PEM file of the one that signed it",
            )
        } else if https
            && (low.contains("invalidcontenttype")
                || low.contains("corrupt message")
                || low.contains("invalid message"))
        {
            Some("that port does not speak TLS: is the address http:// and the port right?")
        } else if low.contains("protocolversion")
            || low.contains("protocol version")
            || low.contains("handshake")
        {
            Some(
                "the scheduler offers no TLS version or cipher that is still safe (TLS 1.2 or 1.3 is needed)",
            )
        } else if low.contains("dns") || low.contains("lookup") || low.contains("resolve") {
            Some("the host name could not be resolved: check TWS_HOST or TWS_URL")
        } else if !https
            && (low.contains("invalid http")
                || low.contains("parse")
                || low.contains("incomplete")
                || low.contains("closed"))
        {
            Some("the port may speak TLS: is the address https://?")
        } else {
            None
        };
        let failure = match hint {
            Some(hint) => failure.with_hint(hint),
            None => failure,
        };
        if error.is_timeout() && !error.is_connect() {
            return Failed::Final(self.too_late(what, self.engine.timeouts.request));
        }
        if error.is_timeout() {
            return Failed::Again(
                Error::timed_out(format!(
                    "failed to read {what}: {} did not accept a connection within {} s",
                    self.target(),
                    self.engine.timeouts.connect.as_secs_f64()
                )),
                None,
            );
        }
        let failure = failure.with_source(reason);
        // A certificate does not get better by trying again.
        if hint.is_some() && https {
            Failed::Final(failure)
        } else {
            Failed::Again(failure, None)
        }
    }
}

/// Resets a probe that was dropped before it had an answer.
struct Abandoned<'a>(&'a Breaker, bool);

impl Abandoned<'_> {
    fn disarm(mut self) {
        self.1 = false;
    }
}

impl Drop for Abandoned<'_> {
    fn drop(&mut self) {
        if self.1 {
            self.0.abandoned();
        }
    }
}

/// The innermost reasons of a transport error in words, without its URL.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
struct Reason(String);

impl Reason {
    fn of(error: &reqwest::Error) -> Self {
        let mut parts: Vec<String> = Vec::new();
        let mut cause = std::error::Error::source(error);
        while let Some(error) = cause {
            let text = error.to_string();
            if !parts.iter().any(|part| part.contains(&text)) {
                parts.push(text);
            }
            cause = error.source();
        }
        // The outer ones only say "client error (Connect)" and the like.
        let inner: Vec<String> = parts.iter().rev().take(2).rev().cloned().collect();
        Self(escape(&inner.join(": "), 240))
    }
}

fn status_words(status: StatusCode) -> String {
    match status.as_u16() {
        401 => "not authorised (401)".to_owned(),
        403 => "not allowed (403)".to_owned(),
        404 => "no such object (404)".to_owned(),
        429 => "too many requests (429)".to_owned(),
        503 => "the scheduler is busy or not ready (503)".to_owned(),
        code => format!(
            "status {code} {}",
            status.canonical_reason().unwrap_or_default()
        )
        .trim_end()
        .to_owned(),
    }
}

fn authorization(auth: &Auth) -> Result<Option<HeaderValue>> {
    let text = match auth {
        Auth::Basic { user, password } => {
            let pair = format!("{user}:{}", password.expose_secret());
            format!(
                "Basic {}",
                base64::engine::general_purpose::STANDARD.encode(pair)
            )
        }
        Auth::Bearer(token) => format!("Bearer {}", token.expose_secret().trim()),
        Auth::None => return Ok(None),
    };
    let mut value = HeaderValue::from_str(&text)
        .map_err(|_| Error::config("TWS_TOKEN holds characters that a header cannot carry"))?;
    value.set_sensitive(true);
    Ok(Some(value))
}

/// The `exp` claim of a JWT (RFC 7519), read without verifying: it only words a hint.
fn expiry(token: &str) -> Option<Timestamp> {
    let claims = token.trim().split('.').nth(1)?;
    let bytes = base64::engine::general_purpose::URL_SAFE_NO_PAD
        .decode(claims.trim_end_matches('='))
        .ok()?;
    let claims: serde_json::Value = serde_json::from_slice(&bytes).ok()?;
    Timestamp::from_second(claims.get("exp")?.as_i64()?).ok()
}

fn read_certificates(path: &std::path::Path) -> Result<Vec<Certificate>> {
    let shown = path.display();
    let pem = std::fs::read(path).map_err(|error| {
        Error::config(format!(
            "failed to read the certificates in TWS_CA_FILE {shown}"
        ))
        .with_source(error)
    })?;
    let found = Certificate::from_pem_bundle(&pem).unwrap_or_default();
    if found.is_empty() {
        return Err(
            Error::config(format!("TWS_CA_FILE {shown} holds no PEM certificate"))
                .with_hint("the file must hold text that begins with -----BEGIN CERTIFICATE-----"),
        );
    }
    Ok(found)
}
