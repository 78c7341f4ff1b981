//! A stream of bytes as lines, in bounded memory whatever the bytes are.

use std::collections::VecDeque;

use crate::tws::call::{Flow, Sink};

/// Bytes kept of each end of a long line.
const HALF: usize = 8 << 10;

/// First lines that are remembered to recognise an answer by.
const MARK: usize = 3;

/// What is kept, and when to stop.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Keep {
    /// All lines of the first so many bytes.
    Bytes(usize),
    /// The first so many lines; stops when there is one more.
    First(usize),
    /// The last so many lines, of at most so many bytes; never stops.
    Last(usize, usize),
}

/// Gathers lines.
#[derive(Debug)]
pub(super) struct Gather {
    keep: Keep,
    /// The lines kept.
    pub lines: VecDeque<String>,
    /// Bytes of the lines kept.
    held: usize,
    /// Lines that came, kept or not; one without its end counts once [`Gather::finish`] is called.
    pub count: u64,
    /// The first lines that came.
    pub first: Vec<String>,
    read: usize,
    line: Line,
}

impl Gather {
    /// Gathers what `keep` says.
    pub fn new(keep: Keep) -> Self {
        Self {
            keep,
            lines: VecDeque::new(),
            held: 0,
            count: 0,
            first: Vec::new(),
            read: 0,
            line: Line::default(),
        }
    }

    /// Takes a last line without an end. For an answer that came whole.
    pub fn finish(&mut self) {
        if !self.line.is_empty() {
            self.end_line();
        }
    }

    fn end_line(&mut self) {
        let text = std::mem::take(&mut self.line).into_text();
        self.count += 1;
        if self.first.len() < MARK {
            self.first.push(text.clone());
        }
        self.held += text.len();
        self.lines.push_back(text);
        match self.keep {
            Keep::Bytes(_) => {}
            Keep::First(most) => {
                if self.lines.len() > most {
                    self.lines.pop_back();
                }
            }
            Keep::Last(most, bytes) => {
                while self.lines.len() > most || (self.held > bytes && self.lines.len() > 1) {
                    let gone = self.lines.pop_front().unwrap_or_default();
                    self.held -= gone.len();
                }
            }
        }
    }

    fn enough(&self) -> bool {
        match self.keep {
            Keep::Bytes(most) => self.read >= most,
            Keep::First(most) => self.count > most as u64,
            Keep::Last(..) => false,
        }
    }
}

impl Sink for Gather {
    fn reset(&mut self) {
        *self = Self::new(self.keep);
    }

    fn take(&mut self, bytes: &[u8]) -> Flow {
        self.read += bytes.len();
        let mut rest = bytes;
        while let Some(at) = rest.iter().position(|&byte| byte == b'\n') {
            self.line.extend(&rest[..at]);
            self.end_line();
            rest = &rest[at + 1..];
            if matches!(self.keep, Keep::First(_)) && self.enough() {
                return Flow::Enough;
            }
        }
        self.line.extend(rest);
        if self.enough() {
            Flow::Enough
        } else {
            Flow::More
        }
    }
}

/// A line in the making: its first and its last 8 KiB.
#[derive(Debug, Default)]
struct Line {
    bytes: Vec<u8>,
    cut: usize,
}

impl Line {
    fn is_empty(&self) -> bool {
        self.bytes.is_empty()
    }

    fn extend(&mut self, bytes: &[u8]) {
        for piece in bytes.chunks(HALF) {
            self.bytes.extend_from_slice(piece);
            if self.bytes.len() > 4 * HALF {
                self.shorten();
            }
        }
    }

    fn shorten(&mut self) {
        let to = self.bytes.len() - HALF;
        if to > HALF {
            self.bytes.drain(HALF..to);
            self.cut += to - HALF;
        }
    }

    /// The text: without NUL and carriage returns, what is not UTF-8 replaced, a cut marked.
    fn into_text(mut self) -> String {
        if self.bytes.len() > 2 * HALF {
            self.shorten();
        }
        let clean = |bytes: &[u8]| {
            let text = String::from_utf8_lossy(bytes);
            if text.contains(['\0', '\r']) {
                text.replace(['\0', '\r'], "")
            } else {
                text.into_owned()
            }
        };
        if self.cut == 0 {
            return clean(&self.bytes);
        }
        let (start, end) = self.bytes.split_at(HALF);
        format!("{} […{} bytes cut…] {}", clean(start), self.cut, clean(end))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn gather(keep: Keep, bytes: &[u8], piece: usize) -> Gather {
        let mut gather = Gather::new(keep);
        for piece in bytes.chunks(piece) {
            if gather.take(piece) == Flow::Enough {
                return gather;
            }
        }
        gather.finish();
        gather
    }

    #[test]
    fn lines_do_not_depend_on_how_bytes_arrive() {
        for piece in [1, 2, 3, 100] {
            let text = "a\r\nb\u{e4}\0c\n\nlast".as_bytes();
            let gather = gather(Keep::Bytes(1_000), text, piece);
            assert_eq!(gather.lines, ["a", "bäc", "", "last"]);
            assert_eq!(gather.count, 4);
        }
    }

    #[test]
    fn bytes_that_are_not_utf_8_are_replaced() {
        assert_eq!(
            gather(Keep::Bytes(99), b"caf\xe9\n", 1).lines,
            ["caf\u{fffd}"]
        );
    }

    #[test]
    fn a_giant_line_keeps_its_ends() {
        let text = format!("begin{}end", "x".repeat(10 << 20));
        let gather = gather(Keep::Last(10, 1 << 20), text.as_bytes(), 64 << 10);
        let line = &gather.lines[0];
        assert!(line.starts_with("begin") && line.ends_with("end"));
        assert!(
            line.len() < 2 * HALF + 50 && line.contains("bytes cut"),
            "{}",
            line.len()
        );
    }

    #[test]
    fn the_last_lines_are_kept_in_bounds() {
        let text: String = (0..10_000)
            .map(|number| format!("line {number}\n"))
            .collect();
        let kept = gather(Keep::Last(3, 1_000), text.as_bytes(), 777);
        assert_eq!(kept.lines, ["line 9997", "line 9998", "line 9999"]);
        assert_eq!((kept.count, kept.first[0].as_str()), (10_000, "line 0"));
        let kept = gather(Keep::Last(1_000, 20), text.as_bytes(), 777);
        assert_eq!(kept.lines, ["line 9998", "line 9999"]);
    }

    #[test]
    fn more_lines_than_asked_for_are_noticed() {
        let kept = gather(Keep::First(2), b"a\nb\nc\nd\n", 100);
        assert_eq!((kept.lines.len(), kept.count), (2, 3));
        let kept = gather(Keep::First(2), b"a\nb\n", 100);
        assert_eq!((kept.lines.len(), kept.count), (2, 2));
    }
}
