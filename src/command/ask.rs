//! `resync ask`: a question in plain words.

use std::io::{IsTerminal, Read};

use super::Outcome;
use super::session::{FORMATS, Session};
use crate::ask::Question;
use crate::error::{Error, Result};
use crate::output::{Format, prose};

/// Answer a question in plain words
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  resync ask \"why did job LOAD abend?\"
  resync ask \"what does PAYROLL.LOAD wait for?\"
  conman sj @#@.@ | resync ask \"why is this stuck?\"
  resync ask \"what abended since 22:00?\" -o json")]
pub struct Args {
    /// The question; text on standard input is read with it
    #[arg(value_name = "QUESTION")]
    question: Vec<String>,
    /// Show what the answer stands on: evidence (the default shows it too), none
    #[arg(long, value_name = "WHAT", value_parser = ["evidence", "none"], default_value = "evidence")]
    show: String,
    /// Answer from the built-in rules alone
    #[arg(long)]
    no_llm: bool,
}

/// The most text read from standard input.
const MOST_INPUT: u64 = 1 << 20;

pub async fn run(session: &Session, args: Args) -> Outcome {
    session.allow(FORMATS)?;
    let pasted = pasted()?;
    let text = args.question.join(" ");
    let question = match (text.trim().is_empty(), pasted) {
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
    };
    if question.text.trim().is_empty() && question.pasted.is_none() {
        return Err(Error::usage("there is no question")
            .with_hint("for example: resync ask \"why did job LOAD abend?\""));
    }
    let asker = session.asker().await?;
    let report = asker.ask(&question, session.now()).await?;
    for warning in &report.warnings {
        session.terminal.note(warning);
    }
    if session.terminal.structured(&report)? {
        return Ok(0);
    }
    let mut answer = report.answer.clone();
    if args.show == "none"
        && let Some(at) = answer.find("\n\nEvidence:")
    {
        answer.truncate(at);
    }
    if session.terminal.format == Format::Plain {
        let mut plain = session.terminal.clone();
        plain.style = crate::output::Style::default();
        session.terminal.print(&prose(&plain, &answer))?;
    } else {
        session.terminal.print(&prose(&session.terminal, &answer))?;
    }
    Ok(0)
}

/// What is piped in, if anything is: bounded, whatever its bytes.
fn pasted() -> Result<Option<String>> {
    let stdin = std::io::stdin();
    if stdin.is_terminal() {
        return Ok(None);
    }
    let mut bytes = Vec::new();
    stdin
        .lock()
        .take(MOST_INPUT)
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
    let text = String::from_utf8_lossy(&bytes).replace('\0', " ");
    Ok(Some(text).filter(|text| !text.trim().is_empty()))
}
