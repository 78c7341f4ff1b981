//! Job logs: a range, the two ends of a log of any size, or following one that grows.

use bytes::Bytes;
use futures_util::{Stream, StreamExt};

use super::client::{Client, segment};
use super::transport::Request;
use crate::error::{Error, Result};

/// Longest line that is kept; of a longer one the beginning and the end are.
const LONGEST_LINE: usize = 16 * 1024;

/// Lines asked for when probing where a log ends.
const PROBE: u64 = 200;

/// Requests that finding the end may take.
const MOST_REQUESTS: u32 = 14;

/// How much of a log is read from its two ends.
#[derive(Debug, Clone, Copy)]
pub struct TailLimits {
    /// Bytes read from the beginning before the end is looked for.
    pub head_bytes: usize,
    /// Lines kept of the beginning of a log that is longer than that.
    pub head_lines: usize,
    /// Lines kept of the end.
    pub tail_lines: usize,
}

impl Default for TailLimits {
    fn default() -> Self {
        Self {
            head_bytes: 4 << 20,
            head_lines: 2_000,
            tail_lines: 20_000,
        }
    }
}

/// A line of a log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogLine {
    /// Its number, counted from 1, when known.
    pub number: Option<u64>,
    /// Its text, without its end; bytes that are not UTF-8 are replaced.
    pub text: String,
}

/// The two ends of a log, or all of it.
#[derive(Debug, Clone, Default)]
pub struct LogTail {
    /// The lines that were kept, in order.
    pub lines: Vec<LogLine>,
    /// Whether these are all lines.
    pub whole: bool,
    /// How many lines the log has, when known.
    pub total_lines: Option<u64>,
    /// Bytes read to learn this.
    pub bytes_read: u64,
    /// Requests sent to learn this.
    pub requests: u32,
}

impl LogTail {
    /// A log that is at hand in full.
    pub fn from_text(text: &str) -> Self {
        let mut splitter = Splitter::new(1);
        splitter.push(text.as_bytes());
        splitter.finish();
        let total = splitter.lines.len() as u64;
        Self {
            lines: splitter.lines.into(),
            whole: true,
            total_lines: Some(total),
            bytes_read: text.len() as u64,
            requests: 0,
        }
    }
}

/// Splits bytes into lines of bounded length.
struct Splitter {
    lines: std::collections::VecDeque<LogLine>,
    /// Keep only this many of the newest lines.
    ring: Option<usize>,
    number: u64,
    head: Vec<u8>,
    end: std::collections::VecDeque<u8>,
    cut: usize,
    open: bool,
}

impl Splitter {
    fn new(first: u64) -> Self {
        Self {
            lines: std::collections::VecDeque::new(),
            ring: None,
            number: first,
            head: Vec::new(),
            end: std::collections::VecDeque::new(),
            cut: 0,
            open: false,
        }
    }

    fn push(&mut self, bytes: &[u8]) {
        for piece in bytes.split_inclusive(|byte| *byte == b'\n') {
            let (piece, ends) = match piece.strip_suffix(b"\n") {
                Some(piece) => (piece, true),
                None => (piece, false),
            };
            let room = (LONGEST_LINE / 2)
                .saturating_sub(self.head.len())
                .min(piece.len());
            self.head.extend_from_slice(&piece[..room]);
            let rest = &piece[room..];
            let kept = &rest[rest.len().saturating_sub(LONGEST_LINE / 2)..];
            self.cut += rest.len() - kept.len();
            let over = (self.end.len() + kept.len()).saturating_sub(LONGEST_LINE / 2);
            self.end.drain(..over.min(self.end.len()));
            self.cut += over;
            self.end.extend(kept);
            self.open = true;
            if ends {
                self.finish();
            }
        }
    }

    /// Ends the line that is under way.
    fn finish(&mut self) {
        if !self.open {
            return;
        }
        let mut text = clean(&std::mem::take(&mut self.head));
        if self.cut > 0 {
            text.push_str(&format!(" …[{} bytes left out]… ", self.cut));
        }
        if !self.end.is_empty() {
            text.push_str(&clean(&self.end.drain(..).collect::<Vec<u8>>()));
        }
        self.cut = 0;
        self.open = false;
        self.lines.push_back(LogLine {
            number: Some(self.number),
            text,
        });
        self.number += 1;
        if self.ring.is_some_and(|ring| self.lines.len() > ring) {
            self.lines.pop_front();
        }
    }
}

fn clean(bytes: &[u8]) -> String {
    let mut text = String::from_utf8_lossy(bytes).into_owned();
    if text.contains(['\0', '\r']) {
        text.retain(|c| c != '\0' && c != '\r');
    }
    text
}

/// Which part of a log.
#[derive(Debug, Clone, Copy, Default)]
pub struct LogRange {
    /// First line, counted from 1.
    pub from_line: Option<u64>,
    /// Last line.
    pub to_line: Option<u64>,
    /// Leave out header and footer.
    pub content_only: bool,
}

impl LogRange {
    fn between(from: u64, to: Option<u64>) -> Self {
        Self {
            from_line: Some(from),
            to_line: to,
            content_only: false,
        }
    }
}

/// What one bounded read of a log gave.
struct Piece {
    splitter: Splitter,
    bytes: u64,
    ended: bool,
    length: Option<u64>,
}

impl Client {
    /// Streams a log's bytes as they come.
    pub async fn log_stream(
        &self,
        run_id: &str,
        range: LogRange,
        follow: bool,
    ) -> Result<impl Stream<Item = Result<Bytes>> + Send + use<>> {
        let what = format!("the log of run {run_id}");
        let mut request = Request::get(format!("/plan/job/run/{}/joblog", segment(run_id)?), &what);
        for (name, value) in [("from_line", range.from_line), ("to_line", range.to_line)] {
            request
                .query
                .extend(value.map(|line| (name, line.to_string())));
        }
        if range.content_only {
            request.query.push(("contentOnly", "true".to_owned()));
        }
        if follow {
            request.query.push(("follow", "true".to_owned()));
        }
        let response = self.transport().open(&request).await?;
        let target = self.target().to_owned();
        Ok(response.bytes_stream().map(move |chunk| {
            chunk.map_err(|error| {
                Error::unreadable(format!("the log broke off while it was read from {target}"))
                    .with_source(error.without_url())
            })
        }))
    }

    /// Reads a range of a log, at most `most` bytes, keeping `ring` of the newest lines if given.
    async fn piece(
        &self,
        run_id: &str,
        range: LogRange,
        most: u64,
        ring: Option<usize>,
    ) -> Result<Piece> {
        let limit = std::time::Duration::from_secs(25);
        let what = format!("the log of run {run_id}");
        let read = async {
            let mut stream = std::pin::pin!(self.log_stream(run_id, range, false).await?);
            let mut splitter = Splitter::new(range.from_line.unwrap_or(1));
            splitter.ring = ring;
            let (mut bytes, mut ended) = (0, true);
            while let Some(chunk) = stream.next().await {
                let chunk = chunk?;
                bytes += chunk.len() as u64;
                splitter.push(&chunk);
                if bytes >= most {
                    ended = false;
                    break;
                }
            }
            splitter.finish();
            Ok(Piece {
                splitter,
                bytes,
                ended,
                length: None,
            })
        };
        match tokio::time::timeout(limit, read).await {
            Ok(piece) => piece,
            Err(_) => Err(Error::timed_out(format!(
                "failed to read {what}: not complete within {} s",
                limit.as_secs()
            ))),
        }
    }

    /// Reads a log from its two ends in bounded memory, whatever its size: all of it when it is
    /// small, else its beginning and its last lines, whose place is found by line ranges.
    pub async fn log_tail(&self, run_id: &str, limits: TailLimits) -> Result<LogTail> {
        let first = self
            .piece(run_id, LogRange::default(), limits.head_bytes as u64, None)
            .await?;
        let mut lines: Vec<LogLine> = first.splitter.lines.into();
        if first.ended {
            let total = lines.len() as u64;
            return Ok(LogTail {
                lines,
                whole: true,
                total_lines: Some(total),
                bytes_read: first.bytes,
                requests: 1,
            });
        }
        // The last line was cut off by the limit; it will be read again from its beginning.
        let known = lines.len() as u64;
        let opening = lines.first().map(|line| line.text.clone());
        lines.truncate(limits.head_lines);
        let mut search = Search {
            low: known.max(1),
            high: None,
            requests: 1,
            bytes: first.bytes,
            ignores_ranges: false,
        };
        let guess = first
            .length
            .map(|length| length * known.max(1) / first.bytes.max(1));
        self.find_end(
            run_id,
            &mut search,
            guess,
            opening.as_deref(),
            limits.tail_lines as u64,
        )
        .await?;
        let tail = if search.ignores_ranges {
            // The server sends the whole log whatever is asked: read it once, keep its end.
            self.piece(
                run_id,
                LogRange::default(),
                u64::MAX,
                Some(limits.tail_lines),
            )
            .await?
        } else {
            let from = search
                .high
                .unwrap_or(search.low)
                .saturating_sub(limits.tail_lines as u64)
                .max(search.low.min(known))
                .max(1);
            let from = from.max(known.min(search.low));
            self.piece(
                run_id,
                LogRange::between(from, None),
                u64::MAX,
                Some(limits.tail_lines),
            )
            .await?
        };
        let last_head = lines.last().and_then(|line| line.number).unwrap_or(0);
        let ended = tail.ended;
        let numbers = tail.splitter.number;
        let mut end: Vec<LogLine> = tail.splitter.lines.into();
        end.retain(|line| line.number.is_none_or(|number| number > last_head));
        lines.extend(end);
        Ok(LogTail {
            lines,
            whole: false,
            total_lines: ended.then_some(numbers.saturating_sub(1)),
            bytes_read: search.bytes + tail.bytes,
            requests: search.requests + 1,
        })
    }

    /// Narrows down where the log ends: first in growing steps, then by halving.
    async fn find_end(
        &self,
        run_id: &str,
        search: &mut Search,
        guess: Option<u64>,
        opening: Option<&str>,
        near: u64,
    ) -> Result<()> {
        let mut step = guess.unwrap_or(search.low * 8);
        while search.requests < MOST_REQUESTS {
            if search.high.is_some_and(|high| high - search.low <= near) {
                break;
            }
            let at = match search.high {
                Some(high) => search.low + (high - search.low) / 2,
                None => step.max(search.low + 1),
            };
            search.requests += 1;
            let piece = self
                .piece(
                    run_id,
                    LogRange::between(at, Some(at + PROBE)),
                    1 << 20,
                    None,
                )
                .await;
            let found = match piece {
                Ok(piece) => piece,
                // Servers also answer a range past the end with an error.
                Err(Error::NotFound(_) | Error::Upstream(_) | Error::Usage(_)) => {
                    search.high = Some(at);
                    continue;
                }
                Err(error) => return Err(error),
            };
            search.bytes += found.bytes;
            let lines = found.splitter.lines.len() as u64;
            let is_opening =
                lines > 1 && found.splitter.lines.front().map(|line| line.text.as_str()) == opening;
            if is_opening && (!found.ended || lines > PROBE + 1) {
                search.ignores_ranges = true;
                return Ok(());
            }
            if lines == 0 {
                search.high = Some(at);
            } else if lines < PROBE / 2 && found.ended {
                // The window reached over the end: found exactly.
                search.low = at;
                search.high = Some(at + lines);
                break;
            } else {
                search.low = at + lines;
                step = at.saturating_mul(8);
            }
        }
        Ok(())
    }
}

/// What is known of where a log ends: it has the line `low`, and not the line `high`.
struct Search {
    low: u64,
    high: Option<u64>,
    requests: u32,
    bytes: u64,
    ignores_ranges: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_split_cleaned_and_numbered() {
        let tail = LogTail::from_text("a\r\nb\0c\n\nlast");
        let texts: Vec<&str> = tail.lines.iter().map(|line| line.text.as_str()).collect();
        assert_eq!(texts, ["a", "bc", "", "last"]);
        assert_eq!(tail.lines[3].number, Some(4));
    }

    #[test]
    fn a_giant_line_keeps_its_two_ends() {
        let mut splitter = Splitter::new(1);
        for _ in 0..1_000 {
            splitter.push(&[b'x'; 10_000]);
        }
        splitter.push(b"the end\n");
        let text = &splitter.lines[0].text;
        assert!(
            text.len() < LONGEST_LINE + 100
                && text.ends_with("the end")
                && text.contains("left out")
        );
    }
}
