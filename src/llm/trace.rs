//! The record of an answer: every event as a line of JSON, written as it happens and read back later.

use std::io::{BufRead, Write};

use serde::{Deserialize, Serialize};

use super::event::Event;
use crate::error::{Error, Result};

/// The shape of the lines.
const SCHEMA: &str = "resync.trace/v1";
/// The longest line that is read back.
const LONGEST_LINE: u64 = 64 << 20;

/// A line of a trace.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Line {
    /// `resync.trace/v1`.
    pub schema: String,
    /// Milliseconds since the question.
    pub at_ms: u64,
    /// What happened.
    #[serde(flatten)]
    pub event: Event,
}

/// Writes a trace line by line, so that one that was broken off is still of use.
#[derive(Debug)]
pub struct TraceWriter<W> {
    out: W,
}

impl<W: Write> TraceWriter<W> {
    /// Writes to a file or buffer.
    pub fn new(out: W) -> Self {
        Self { out }
    }

    /// Adds an event.
    pub fn write(&mut self, at_ms: u64, event: &Event) -> Result<()> {
        let line = Line {
            schema: SCHEMA.to_owned(),
            at_ms,
            event: event.clone(),
        };
        let mut text = serde_json::to_string(&line)
            .map_err(|error| Error::internal("failed to write a trace line").with_source(error))?;
        text.push('\n');
        self.out
            .write_all(text.as_bytes())
            .and_then(|()| self.out.flush())
            .map_err(|error| Error::io("failed to write the trace").with_source(error))
    }
}

/// A trace that was read back.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Trace {
    /// Its lines.
    pub lines: Vec<Line>,
}

impl Trace {
    /// Reads a trace; `name` is the file's, for messages. A last line that was cut is passed over.
    pub fn read(name: &str, input: impl BufRead) -> Result<Self> {
        let mut input = input.take(LONGEST_LINE);
        let mut trace = Self::default();
        let mut fault: Option<Error> = None;
        for number in 1.. {
            let mut bytes = Vec::new();
            let read = input
                .read_until(b'\n', &mut bytes)
                .map_err(|error| Error::io(format!("failed to read {name}")).with_source(error))?;
            input.set_limit(LONGEST_LINE);
            if read == 0 {
                break;
            }
            if let Some(fault) = fault {
                return Err(fault);
            }
            let text = String::from_utf8_lossy(&bytes);
            if text.trim().is_empty() {
                continue;
            }
            match serde_json::from_str::<Line>(&text) {
                Ok(line) if line.schema == SCHEMA => trace.lines.push(line),
                Ok(line) => {
                    return Err(Error::usage(format!(
                        "{name}:{number}: a trace of the shape {}, not {SCHEMA}",
                        crate::tws::escape(&line.schema, 40)
                    )));
                }
                // Only the last line may be half.
                Err(error) => {
                    fault = Some(
                        Error::usage(format!("{name}:{number}: not a line of a trace"))
                            .with_source(error)
                            .with_hint("a trace is written by `resync ask --trace FILE`"),
                    );
                }
            }
        }
        match fault {
            Some(fault) if trace.lines.is_empty() => Err(fault),
            _ if trace.lines.is_empty() => Err(Error::usage(format!("{name} holds no trace"))
                .with_hint("a trace is written by `resync ask --trace FILE`")),
            _ => Ok(trace),
        }
    }

    /// The finished report, if the trace holds one.
    pub fn report(&self) -> Option<&serde_json::Value> {
        self.lines.iter().rev().find_map(|line| match &line.event {
            Event::Report { report } => Some(report),
            _ => None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written() -> Vec<u8> {
        let mut out = Vec::new();
        let mut writer = TraceWriter::new(&mut out);
        let events = [
            Event::Text {
                round: 1,
                text: "It is\nfull".to_owned(),
            },
            Event::Report {
                report: serde_json::json!({ "answer": "It is full" }),
            },
        ];
        for (at, event) in events.iter().enumerate() {
            writer.write(at as u64, event).expect("written");
        }
        out
    }

    #[test]
    fn what_is_written_is_read_back() {
        let bytes = written();
        assert_eq!(bytes.iter().filter(|byte| **byte == b'\n').count(), 2);
        let trace = Trace::read("t", bytes.as_slice()).expect("read");
        assert_eq!(trace.lines.len(), 2);
        assert_eq!(trace.report().expect("a report")["answer"], "It is full");
    }

    #[test]
    fn a_cut_last_line_is_passed_over_and_a_bad_one_before_is_named() {
        let mut bytes = written();
        bytes.truncate(bytes.len() - 9);
        let trace = Trace::read("t", bytes.as_slice()).expect("read");
        assert_eq!((trace.lines.len(), trace.report()), (1, None));
        bytes.extend_from_slice(b"\n{}\n");
        let error = Trace::read("t", bytes.as_slice()).expect_err("bad");
        assert!(error.to_string().starts_with("t:2:"), "{error}");
        assert!(Trace::read("t", b"hello".as_slice()).is_err());
        assert!(Trace::read("t", b"".as_slice()).is_err());
    }
}
