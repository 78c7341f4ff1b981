//! Job logs: a range of lines, the beginning and the end of a log of any size, and what is added
//! while a job runs.

mod lines;
mod tail;

use std::time::Duration;

use bytes::Bytes;
use futures_util::Stream;
use futures_util::stream::try_unfold;
use tokio::time::timeout;

pub use tail::{LogLine, LogTail, TailLimits};

use super::address::segment;
use super::call::Call;
use super::client::Client;
use super::failure::{Failed, Health};
use crate::error::{Error, Result};

/// How long a followed log may stay silent.
const FOLLOW_IDLE: Duration = Duration::from_secs(120);

/// Which part of a log to read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LogRange {
    /// First line, from 1.
    pub from_line: Option<u64>,
    /// Last line, included.
    pub to_line: Option<u64>,
    /// Without the header and footer that the agent adds.
    pub content_only: bool,
    /// Bytes that are read at most.
    pub max_bytes: usize,
}

impl Default for LogRange {
    /// The whole log, up to 1 MiB.
    fn default() -> Self {
        Self {
            from_line: None,
            to_line: None,
            content_only: false,
            max_bytes: 1 << 20,
        }
    }
}

/// A part of a log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogText {
    /// The text; bytes that are not UTF-8 became U+FFFD.
    pub text: String,
    /// Bytes read.
    pub bytes: u64,
    /// Whether the log goes on beyond `max_bytes`.
    pub cut: bool,
}

impl Client {
    /// `GET /plan/job/run/{run_id}/joblog`: a part of the log of a run (not of a job).
    pub async fn log(&self, run_id: &str, range: LogRange) -> Result<LogText> {
        let call = call(run_id, range.from_line, range.to_line, range.content_only)?;
        let (body, cut) = self.text(call, range.max_bytes).await?;
        let text = String::from_utf8_lossy(&body).into_owned();
        Ok(LogText {
            text,
            bytes: body.len() as u64,
            cut,
        })
    }

    /// The log of a run as it grows, from `from_line` on; see [`Client::log_stream`].
    pub async fn log_follow(
        &self,
        run_id: &str,
        from_line: Option<u64>,
    ) -> Result<impl Stream<Item = Result<Bytes>> + Send + use<>> {
        let range = LogRange {
            from_line,
            ..LogRange::default()
        };
        self.log_stream(run_id, range, true).await
    }

    /// A log in pieces as they come, of any length, and as it grows where `follow` asks so. Ends when the
    /// scheduler ends it, or with [`Error::TimedOut`] after two silent minutes: a job may well
    /// be silent for longer, so the caller decides whether to ask again.
    pub async fn log_stream(
        &self,
        run_id: &str,
        range: LogRange,
        follow: bool,
    ) -> Result<impl Stream<Item = Result<Bytes>> + Send + use<>> {
        let mut call = call(run_id, range.from_line, range.to_line, range.content_only)?;
        if follow {
            call = call.with("follow", &true);
        }
        let (shared, target) = (self.shared.clone(), self.target().to_owned());
        let patience = shared.transport.timeouts().total;
        let response = shared.transport.open(&call, patience).await;
        let response = response.map_err(|failed| failed.into_error(&call.what, &target))?;
        Ok(try_unfold(
            (response, 0_u64),
            move |(mut response, bytes)| {
                let (shared, what, target) = (shared.clone(), call.what.clone(), target.clone());
                async move {
                    let failed = match timeout(FOLLOW_IDLE, response.chunk()).await {
                        Ok(Ok(Some(chunk))) => {
                            let bytes = bytes + chunk.len() as u64;
                            return Ok(Some((chunk, (response, bytes))));
                        }
                        Ok(Ok(None)) => return Ok(None),
                        Ok(Err(error)) => shared.transport.broken_off(error, bytes),
                        Err(_) => {
                            let seconds = FOLLOW_IDLE.as_secs();
                            Failed::new(Error::timed_out, format!("nothing came for {seconds} s"))
                                .health(Health::Unknown)
                        }
                    };
                    Err(failed.into_error(&what, &target))
                }
            },
        ))
    }
}

/// The request for a part of a log.
fn call(run_id: &str, from: Option<u64>, to: Option<u64>, content_only: bool) -> Result<Call> {
    let path = format!("/plan/job/run/{}/joblog", segment(run_id, "job run")?);
    let mut call = Call::read("read a job log from", path);
    if let Some(from) = from {
        call = call.with("from_line", &from);
    }
    if let Some(to) = to {
        call = call.with("to_line", &to);
    }
    if content_only {
        call = call.with("contentOnly", &true);
    }
    call.text = true;
    call.object = Some(format!("log of a job run with the id {run_id:?}"));
    Ok(call)
}
