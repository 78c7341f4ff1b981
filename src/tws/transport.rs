//! Sends requests and reads answers: in time, in bounds, again where that helps, and not at all
//! while the scheduler is known to be down.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use jiff::Timestamp;
use reqwest::dns::Resolve;
use reqwest::header::{ACCEPT, CONTENT_TYPE, HeaderValue, LOCATION, RETRY_AFTER};
use reqwest::{Response, StatusCode};
use tokio::sync::{Semaphore, SemaphorePermit};
use tokio::time::{Instant, sleep, timeout_at};

use super::address::Address;
use super::breaker::{Breaker, Open};
use super::call::{Call, End, Fetched, Flow, Sink};
use super::connection::{self, Peer};
use super::credentials::Credentials;
use super::failure::{Again, Failed, Health};
use super::refusal::{self, Refusal};
use super::retry::{self, Budget, TRIES};
use super::traffic::Traffic;
use super::{connector, correlation, foreign, header};
use crate::config::{Engine, Timeouts};
use crate::error::{Error, Result};

/// Bytes of an error body that are read for the scheduler's words.
const ERROR_BODY: usize = 64 << 10;

/// The way to one scheduler, shared by all who use it.
pub(super) struct Transport {
    http: reqwest::Client,
    address: Address,
    /// Who asks.
    pub credentials: Arc<Credentials>,
    timeouts: Timeouts,
    places: Arc<Semaphore>,
    in_flight: usize,
    breaker: Breaker,
    budget: Budget,
    requests: AtomicU64,
    /// Requests by endpoint and outcome.
    pub traffic: Traffic,
}

impl Transport {
    /// Sets up the way to an engine; sends nothing.
    pub fn new(engine: &Engine, names: Option<Arc<dyn Resolve>>) -> Result<Self> {
        let address = Address::new(&engine.url, &engine.prefix)?;
        let credentials = Credentials::new(&engine.auth);
        Ok(Self {
            http: connector::build(engine, &address, &credentials, names)?,
            address,
            credentials: Arc::new(credentials),
            timeouts: engine.timeouts,
            places: Arc::new(Semaphore::new(engine.in_flight.max(1))),
            in_flight: engine.in_flight.max(1),
            breaker: Breaker::default(),
            budget: Budget::default(),
            requests: AtomicU64::new(0),
            traffic: Traffic::default(),
        })
    }

    /// `https://mdm:31116`
    pub fn target(&self) -> &str {
        self.address.target()
    }

    /// Requests sent so far, every try counted.
    pub fn requests(&self) -> u64 {
        self.requests.load(Ordering::Relaxed)
    }

    /// Whether requests are refused here because the scheduler failed several times in a row.
    pub fn is_broken(&self) -> bool {
        self.breaker.check().is_err()
    }

    /// Limits of a request.
    pub fn timeouts(&self) -> Timeouts {
        self.timeouts
    }

    /// Makes a request and hands the answer's bytes to `sink`.
    pub async fn fetch(&self, call: &Call, sink: &mut dyn Sink) -> Result<Fetched, Failed> {
        let patience = call.patience.unwrap_or(self.timeouts.request);
        let deadline = Instant::now() + self.timeouts.total.max(call.patience.unwrap_or_default());
        let tries = if call.changes { 1 } else { TRIES };
        self.budget.earn();
        let mut tried = 0;
        loop {
            sink.reset();
            let failed = match Box::pin(self.attempt(call, sink, patience, deadline)).await {
                Ok(fetched) => return Ok(fetched),
                Err(failed) => failed,
            };
            tried += 1;
            sleep(self.pause(failed, tried, tries, deadline)?).await;
            self.traffic.retry();
        }
    }

    /// Opens an answer of unknown length and duration. `patience` bounds the wait for its head;
    /// reading it is the caller's, and takes none of the places of other requests.
    pub async fn open(&self, call: &Call, patience: Duration) -> Result<Response, Failed> {
        self.budget.earn();
        let permit = self.breaker.admit().map_err(|open| self.broken(open))?;
        let result = self.head(call, Instant::now() + patience).await;
        permit.settle(&result);
        result
    }

    /// Explains why reading an opened answer failed.
    pub fn broken_off(&self, error: reqwest::Error, bytes: u64) -> Failed {
        let failed = connection::explain(error, &self.peer());
        let text = format!("the answer broke off after {bytes} bytes: {}", failed.text);
        Failed::new(Error::unreadable, text)
            .health(Health::Ill)
            .again(Again::Soon)
    }

    /// The wait before the next try, or the failure when there is to be none.
    fn pause(
        &self,
        mut failed: Failed,
        tried: usize,
        tries: usize,
        deadline: Instant,
    ) -> Result<Duration, Failed> {
        let wait = match failed.again {
            Again::No => return Err(failed),
            _ if tried >= tries => return Err(failed),
            Again::Soon => retry::wait(tried - 1),
            Again::After(wait) => wait,
        };
        if wait >= deadline.saturating_duration_since(Instant::now()) {
            if let Again::After(wait) = failed.again {
                let (asked, allowed) = (wait.as_secs(), self.timeouts.total.as_secs_f32());
                failed.text.push_str(&format!(
                    "; it asks to wait {asked} s, longer than the {allowed} s allowed in all"
                ));
            }
            return Err(failed);
        }
        // A breaker that has just opened says the same again, only without the reason.
        if self.breaker.check().is_err() || !self.budget.spend() {
            return Err(failed);
        }
        Ok(wait)
    }

    async fn attempt(
        &self,
        call: &Call,
        sink: &mut dyn Sink,
        patience: Duration,
        deadline: Instant,
    ) -> Result<Fetched, Failed> {
        self.breaker.check().map_err(|open| self.broken(open))?;
        let _place = self.place(deadline).await?;
        let permit = self.breaker.admit().map_err(|open| self.broken(open))?;
        let limit = (Instant::now() + patience).min(deadline);
        let result = match self.head(call, limit).await {
            Ok(response) => self.read(call, response, sink, limit).await,
            Err(failed) => Err(failed),
        };
        permit.settle(&result);
        result
    }

    /// A place among the requests under way.
    async fn place(&self, deadline: Instant) -> Result<SemaphorePermit<'_>, Failed> {
        match timeout_at(deadline, self.places.acquire()).await {
            Ok(place) => Ok(place.expect("the semaphore is never closed")),
            Err(_) => Err(Failed::new(
                Error::timed_out,
                format!(
                    "{} other requests were under way all the time",
                    self.in_flight
                ),
            )),
        }
    }

    /// Sends the request and reads the head of the answer; a status other than 2xx is a failure.
    async fn head(&self, call: &Call, limit: Instant) -> Result<Response, Failed> {
        let begin = Instant::now();
        let url = self
            .address
            .url(&call.path, &call.query)
            .map_err(|error| Failed::new(Error::internal, error.to_string()))?;
        let mut request = if call.changes {
            self.http.put(url)
        } else {
            self.http.get(url)
        };
        request = request.header(
            ACCEPT,
            if call.text {
                "text/plain, */*;q=0.1"
            } else {
                "application/json"
            },
        );
        for (name, value) in &call.headers {
            if let Some(value) = header::value(value) {
                request = request.header(*name, value);
            }
        }
        if let Some(id) = correlation::correlation() {
            request = request.header("x-request-id", &*id);
        }
        if let Some(body) = &call.body {
            request = request
                .header(CONTENT_TYPE, HeaderValue::from_static("application/json"))
                .body(body.clone());
        }
        self.requests.fetch_add(1, Ordering::Relaxed);
        let method = if call.changes { "PUT" } else { "GET" };
        let response = match timeout_at(limit, request.send()).await {
            Ok(Ok(response)) => response,
            Ok(Err(error)) => {
                let sent = !error.is_connect();
                let failed = connection::explain(error, &self.peer());
                self.traffic
                    .note(&call.path, "unreachable", begin.elapsed());
                tracing::debug!(method, path = call.path, ms = ms(begin), "{}", failed.text);
                return Err(if sent {
                    after_a_change(failed, call)
                } else {
                    failed
                });
            }
            Err(_) => {
                self.traffic.note(&call.path, "timeout", begin.elapsed());
                tracing::debug!(method, path = call.path, ms = ms(begin), "no answer");
                let seconds = begin.elapsed().as_secs_f32();
                let failed =
                    Failed::new(Error::timed_out, format!("no answer within {seconds:.1} s"))
                        .health(Health::Ill)
                        .again(Again::Soon);
                return Err(after_a_change(failed, call));
            }
        };
        let status = response.status();
        self.traffic
            .note(&call.path, status.as_str(), begin.elapsed());
        tracing::debug!(
            method,
            path = call.path,
            status = status.as_u16(),
            ms = ms(begin),
            bytes = response.content_length(),
            "request"
        );
        if status.is_success() {
            Ok(response)
        } else {
            Err(self.refused(call, response, limit).await)
        }
    }

    /// Reads the scheduler's words and tells what they mean.
    async fn refused(&self, call: &Call, mut response: Response, limit: Instant) -> Failed {
        let mut body = Vec::new();
        while body.len() < ERROR_BODY {
            // What cannot be read of an error is not worth a second error.
            let Ok(Ok(Some(chunk))) = timeout_at(limit, response.chunk()).await else {
                break;
            };
            body.extend_from_slice(&chunk[..chunk.len().min(ERROR_BODY - body.len())]);
        }
        let field = |name| {
            response
                .headers()
                .get(name)
                .and_then(|value: &HeaderValue| value.to_str().ok())
        };
        // Error pages like to show the request, credentials included.
        let body = self.credentials.redact(&String::from_utf8_lossy(&body));
        let refusal = Refusal {
            status: response.status().as_u16(),
            body: body.as_bytes(),
            location: field(LOCATION),
            retry_after: field(RETRY_AFTER)
                .and_then(|text| retry::retry_after(text, Timestamp::now())),
            token: self.credentials.token(),
            user: self.credentials.user(),
        };
        let mut failed = refusal::explain(&refusal, call);
        failed.text = self.credentials.redact(&failed.text);
        failed
    }

    async fn read(
        &self,
        call: &Call,
        mut response: Response,
        sink: &mut dyn Sink,
        limit: Instant,
    ) -> Result<Fetched, Failed> {
        let begin = Instant::now();
        let content_type = response.headers().get(CONTENT_TYPE);
        let content_type = content_type
            .and_then(|value| value.to_str().ok())
            .map(str::to_owned);
        let mut fetched = Fetched {
            end: End::Whole,
            length: response.content_length(),
            content_type,
            bytes: 0,
        };
        if response.status() == StatusCode::NO_CONTENT {
            return Ok(fetched);
        }
        loop {
            let chunk = match timeout_at(limit, response.chunk()).await {
                Ok(Ok(Some(chunk))) => chunk,
                Ok(Ok(None)) => break,
                Ok(Err(error)) => {
                    return Err(after_a_change(self.broken_off(error, fetched.bytes), call));
                }
                Err(_) if call.partial => {
                    fetched.end = End::TimeUp;
                    break;
                }
                Err(_) => {
                    let text = format!(
                        "the answer was not complete in time; {} bytes came in {:.1} s",
                        fetched.bytes,
                        begin.elapsed().as_secs_f32()
                    );
                    let failed = Failed::new(Error::timed_out, text).health(Health::Ill);
                    return Err(after_a_change(failed, call));
                }
            };
            let kind = fetched.content_type.as_deref();
            if call.text && fetched.bytes == 0 && foreign::is_a_page(kind, &chunk) {
                return Err(foreign::failure(&chunk, &self.credentials));
            }
            fetched.bytes += chunk.len() as u64;
            match sink.take(&chunk) {
                Flow::More => {}
                Flow::Enough => {
                    fetched.end = End::Enough;
                    break;
                }
                Flow::TooLarge(most) => {
                    let text = format!("the answer is larger than {} MiB", most >> 20);
                    return Err(Failed::new(Error::unreadable, text)
                        .health(Health::Well)
                        .hint("ask for less: a filter, or a smaller --limit"));
                }
            }
        }
        tracing::debug!(
            path = call.path,
            bytes = fetched.bytes,
            ms = ms(begin),
            "answer"
        );
        Ok(fetched)
    }

    fn broken(&self, open: Open) -> Failed {
        let Open {
            failures,
            next,
            why,
        } = open;
        let seconds = next.as_secs_f32();
        Failed::new(
            Error::unreachable,
            format!(
                "the circuit breaker is open after {failures} failures in a row, the last: {why}; next try in {seconds:.1} s"
            ),
        )
    }

    fn peer(&self) -> Peer<'_> {
        Peer {
            target: self.address.target(),
            tls: self.address.tls(),
            connect: self.timeouts.connect,
            named: self.address.named(),
        }
    }
}

/// A change whose answer did not come may have been made all the same.
fn after_a_change(mut failed: Failed, call: &Call) -> Failed {
    if call.changes {
        failed
            .text
            .push_str("; the change may have been made all the same");
        return failed.hint("look at the object before you try again");
    }
    failed
}

fn ms(begin: Instant) -> u64 {
    u64::try_from(begin.elapsed().as_millis()).unwrap_or(u64::MAX)
}
