//! The question, from the command line and standard input.

use std::io::{IsTerminal, Read};

use crate::ask::Question;
use crate::error::Result;
use crate::output::Terminal;

/// The most text read from standard input.
const MOST_INPUT: usize = 1 << 20;

/// The words of the command line, with what is piped in beside them.
pub fn question(terminal: &Terminal, words: &[String]) -> Result<Question> {
    let text = words.join(" ");
    let pasted = pasted(terminal)?;
    Ok(match (text.trim().is_empty(), pasted) {
        // A line or two on their own are a question; more is a text to look through.
        (true, Some(pasted)) if pasted.trim().lines().count() <= 2 => Question {
            text: pasted,
            ..Question::default()
        },
        (_, pasted) => Question {
            text,
            pasted,
            ..Question::default()
        },
    })
}

/// What is piped in, if anything is: bounded, whatever its bytes.
fn pasted(terminal: &Terminal) -> Result<Option<String>> {
    let stdin = std::io::stdin();
    if stdin.is_terminal() {
        return Ok(None);
    }
    let mut bytes = Vec::new();
    stdin
        .lock()
        .take(MOST_INPUT as u64 + 1)
        .read_to_end(&mut bytes)
        .or_else(|error| {
            // A closed standard input is an empty one.
            if error.kind() == std::io::ErrorKind::UnexpectedEof || error.raw_os_error() == Some(9)
            {
                Ok(0)
            } else {
                Err(error)
            }
        })?;
    if bytes.len() > MOST_INPUT {
        bytes.truncate(MOST_INPUT);
        terminal.warn("standard input is longer than 1 MiB: what follows is not read");
    }
    let text = String::from_utf8_lossy(&bytes).replace('\0', " ");
    Ok(Some(text).filter(|text| !text.trim().is_empty()))
}
