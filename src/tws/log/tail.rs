//! The beginning and the end of a log of any size, in bounded memory and few requests.
//!
//! The contract offers line ranges but neither the number of lines nor a range from the end. So
//! the end is searched for: an answer to a range past it is empty (or 400, 404, 416). A server
//! that does not know ranges sends the whole log each time; that is noticed, and the log is read
//! through once, keeping its last lines.

use tokio::time::Instant;

use super::super::call::{Call, End, Fetched};
use super::super::client::Client;
use super::super::failure::Failed;
use super::lines::{Gather, Keep};
use crate::error::Result;

/// Ranges tried in the search for the end, unless fewer are wished. With the first and the last read,
/// and one through the whole log where ranges are not known, that makes 14 requests at most.
const PROBES: u32 = 11;

/// Bytes that may be read through at the end instead of searching further.
const REACH: u64 = 32 << 20;

/// The largest line number that fits the contract's type.
const LAST_NUMBER: u64 = i32::MAX as u64;

/// How much of a log is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TailLimits {
    /// A log up to this size is read whole.
    pub head_bytes: usize,
    /// Lines kept of the beginning of a longer one.
    pub head_lines: usize,
    /// Lines kept of its end.
    pub tail_lines: usize,
    /// Bytes kept of its end.
    pub tail_bytes: usize,
    /// Ranges tried in the search for its end.
    pub probes: u32,
}

impl Default for TailLimits {
    fn default() -> Self {
        Self {
            head_bytes: 4 << 20,
            head_lines: 200,
            tail_lines: 1_000,
            tail_bytes: 2 << 20,
            probes: PROBES,
        }
    }
}

/// One line of a log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogLine {
    /// Its number from 1, where it is known.
    pub number: Option<u64>,
    /// Its text, without its end.
    pub text: String,
}

/// A log, or its beginning and its end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogTail {
    /// The lines, in order.
    pub lines: Vec<LogLine>,
    /// Where lines are left out: before the line of this index.
    pub gap: Option<usize>,
    /// Lines of the whole log, where they are known.
    pub total_lines: Option<u64>,
    /// Whether `lines` is the whole log.
    pub whole: bool,
    /// Whether the end of the log was reached; otherwise time ran out on the way there.
    pub end_reached: bool,
    /// Bytes read.
    pub bytes_read: u64,
    /// Requests made, retries not counted.
    pub requests: u32,
}

impl LogTail {
    /// A log that is at hand in full.
    pub fn from_text(text: &str) -> Self {
        let clean = |line: &str| line.replace(['\r', '\0'], "");
        let lines: Vec<LogLine> = text
            .lines()
            .zip(1..)
            .map(|(line, number)| LogLine {
                number: Some(number),
                text: clean(line),
            })
            .collect();
        Self {
            gap: None,
            total_lines: Some(lines.len() as u64),
            whole: true,
            end_reached: true,
            bytes_read: text.len() as u64,
            requests: 0,
            lines,
        }
    }
}

impl Client {
    /// The beginning and the end of the log of a run, or all of it when it is small.
    pub async fn log_tail(&self, run_id: &str, limits: TailLimits) -> Result<LogTail> {
        let call = super::call(run_id, None, None, false)?;
        let what = call.what.clone();
        let limits = TailLimits {
            tail_lines: limits.tail_lines.clamp(1, 100_000),
            head_bytes: limits.head_bytes.max(1),
            ..limits
        };
        let mut search = Search {
            client: self,
            call,
            limits,
            head: Vec::new(),
            complete: 0,
            bytes: 0,
            requests: 0,
        };
        search
            .run()
            .await
            .map_err(|failed| failed.into_error(&what, self.target()))
    }
}

struct Search<'a> {
    client: &'a Client,
    call: Call,
    limits: TailLimits,
    /// The first lines of the log.
    head: Vec<String>,
    /// Lines that came whole with the first read.
    complete: u64,
    bytes: u64,
    requests: u32,
}

/// What a range of lines showed.
enum Probe {
    /// There is nothing: the end is before it.
    Past,
    /// It is full: the end is behind it.
    Full,
    /// The log ends within it, after so many lines.
    Ends(u64),
    /// The server does not know ranges.
    Ignored,
}

impl Search<'_> {
    async fn run(&mut self) -> Result<LogTail, Failed> {
        let (mut first, fetched) = self
            .read(None, None, Keep::Bytes(self.limits.head_bytes))
            .await?;
        if fetched.end == End::Whole {
            first.finish();
            let total = first.count;
            return Ok(self.result(first.lines.into(), Vec::new(), Some(total), true));
        }
        self.complete = first.count;
        let read = fetched.bytes.max(1);
        first.lines.truncate(self.limits.head_lines);
        self.head = first.lines.into();
        if self.complete < 2 {
            // Lines of megabytes: ranges of lines would not be small.
            return self.through(1, None).await;
        }
        let per_line = (read / self.complete).max(1);
        let guess = fetched.length.map(|length| length.max(read) / per_line);
        self.search(per_line, guess).await
    }

    /// Searches for the end between the lines known to exist and the first known not to.
    async fn search(&mut self, per_line: u64, guess: Option<u64>) -> Result<LogTail, Failed> {
        let window = self.limits.tail_lines as u64;
        let reach = (REACH / per_line).max(window);
        let (mut low, mut high) = (self.complete, None);
        // A little before the guess: a hit there tells more than a miss behind the end.
        let mut next = guess.map_or(low * 8, |guess| (guess - guess / 32).saturating_sub(window));
        let mut growth = if guess.is_some() { 0 } else { 64 };
        // A slow scheduler gets no more time for the search than for one read.
        let (begin, time) = (
            Instant::now(),
            self.client.shared.transport.timeouts().total,
        );
        for _ in 0..self.limits.probes {
            let near = high.is_some_and(|high: u64| high - low <= reach);
            if near || low + window >= LAST_NUMBER || begin.elapsed() >= time {
                break;
            }
            next = next.clamp(low + 1, LAST_NUMBER - window);
            match self.probe(next, window).await {
                Ok(Probe::Past) => high = Some(next),
                Ok(Probe::Full) => low = next + window - 1,
                Ok(Probe::Ends(lines)) => {
                    let total = next + lines - 1;
                    return self
                        .through((total + 1).saturating_sub(window).max(1), Some(total))
                        .await;
                }
                // A range that fails may still be a log that can be read through.
                Ok(Probe::Ignored) | Err(_) => return self.through(1, None).await,
            }
            next = match high {
                Some(high) if high / low >= 8 => (low as f64 * high as f64).sqrt() as u64,
                Some(high) => low + (high - low) / 2,
                None if growth == 0 => {
                    growth = 8;
                    low + low / 16
                }
                None => {
                    let factor = growth;
                    growth = 64;
                    low.saturating_mul(factor)
                }
            };
        }
        self.through((low + 1).saturating_sub(window).max(1), None)
            .await
    }

    async fn probe(&mut self, from: u64, window: u64) -> Result<Probe, Failed> {
        let keep = Keep::First(self.limits.tail_lines);
        let (mut lines, fetched) = match self.read(Some(from), Some(from + window - 1), keep).await
        {
            Ok(read) => read,
            Err(failed) if matches!(failed.status, Some(400 | 404 | 416)) => {
                return Ok(Probe::Past);
            }
            Err(failed) => return Err(failed),
        };
        if fetched.end == End::Whole {
            lines.finish();
        }
        if lines.count > window || self.begins_like_the_log(&lines) {
            return Ok(Probe::Ignored);
        }
        if fetched.end == End::TimeUp || lines.count == window {
            return Ok(Probe::Full);
        }
        if lines.lines.iter().all(String::is_empty) {
            return Ok(Probe::Past);
        }
        Ok(Probe::Ends(lines.count))
    }

    /// Reads from a line to the end and keeps the last lines. `total` is what the search found.
    async fn through(&mut self, from: u64, total: Option<u64>) -> Result<LogTail, Failed> {
        let (mut from, mut total) = (from, total);
        loop {
            let keep = Keep::Last(self.limits.tail_lines, self.limits.tail_bytes);
            self.call.patience = Some(self.client.shared.transport.timeouts().total);
            let range = (from > 1).then_some(from);
            let (mut lines, fetched) = self.read(range, None, keep).await?;
            let whole = fetched.end == End::Whole;
            if whole {
                lines.finish();
            }
            let expected = total.map_or(0, |total| (total + 1).saturating_sub(from));
            if whole && from > 1 && lines.count < expected.div_ceil(2) {
                // The answers contradict each other: a server that moves ranges into the log.
                (from, total) = (1, None);
                continue;
            }
            // A server that does not know ranges sent the whole log: as good.
            let skipped = if self.begins_like_the_log(&lines) {
                0
            } else {
                from - 1
            };
            let last = skipped + lines.count;
            let first = last - lines.lines.len() as u64 + 1;
            let numbered = lines.lines.into_iter().zip(first..);
            let tail = numbered.map(|(text, number)| LogLine {
                number: Some(number),
                text,
            });
            let head = std::mem::take(&mut self.head);
            return Ok(self.result(head, tail.collect(), whole.then_some(last), whole));
        }
    }

    /// Whether lines that should come from further down are the beginning of the log again.
    fn begins_like_the_log(&self, lines: &Gather) -> bool {
        let mark = &lines.first;
        // Three equal lines in a row are too little to recognise anything by.
        let telling = mark.len() == 3 && (mark[0] != mark[1] || mark[1] != mark[2]);
        telling && self.head.starts_with(mark)
    }

    async fn read(
        &mut self,
        from: Option<u64>,
        to: Option<u64>,
        keep: Keep,
    ) -> Result<(Gather, Fetched), Failed> {
        let mut call = Call {
            partial: true,
            ..self.call.clone()
        };
        if let Some(from) = from {
            call = call.with("from_line", &from);
        }
        if let Some(to) = to {
            call = call.with("to_line", &to);
        }
        let mut gather = Gather::new(keep);
        self.requests += 1;
        let fetched = self
            .client
            .shared
            .transport
            .fetch(&call, &mut gather)
            .await?;
        self.bytes += fetched.bytes;
        Ok((gather, fetched))
    }

    fn result(
        &self,
        head: Vec<String>,
        tail: Vec<LogLine>,
        total_lines: Option<u64>,
        end_reached: bool,
    ) -> LogTail {
        let numbered = head.into_iter().zip(1..);
        let mut lines: Vec<_> = numbered
            .map(|(text, number)| LogLine {
                number: Some(number),
                text,
            })
            .collect();
        let last = lines.len() as u64;
        let tail_start = tail.first().and_then(|line| line.number);
        let gap = tail_start
            .filter(|start| *start > last + 1)
            .map(|_| lines.len());
        lines.extend(tail.into_iter().filter(|line| line.number > Some(last)));
        LogTail {
            lines,
            whole: end_reached && gap.is_none(),
            gap,
            total_lines,
            end_reached,
            bytes_read: self.bytes,
            requests: self.requests,
        }
    }
}
