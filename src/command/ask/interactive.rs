//! `resync ask -i`: a conversation, line by line. Ctrl-C ends an answer, not the program.

use rustyline::error::ReadlineError;
use rustyline::history::FileHistory;
use rustyline::{Config, Editor};

use super::super::{Outcome, session::Session};
use super::show::Shown;
use super::talk::{Talk, folder};
use super::{Args, ask};
use crate::ask::{Question, say_evidence};
use crate::error::{Error, Result};
use crate::output::{clean, prose};

/// What is typed; the editor goes to and fro because reading a line blocks.
type Lines = Editor<(), FileHistory>;

const PROMPT: &str = "resync> ";
/// Lines of history that are kept.
const HISTORY: usize = 500;

const HELP: &str = "\
Ask in plain words. A line that begins with / is a command:
  /show         the last answer again
  /evidence     what the last answer stands on
  /tools        what a model may look up
  /clear        forget what was said
  /save NAME    keep the conversation under a name, for --session NAME
  /quit         end (also Ctrl-D)
Ctrl-C stops an answer.";

pub async fn run(session: &Session, args: Args, shown: Shown<'_>) -> Outcome {
    let mut talk = Talk::open(session, &args).await?;
    let mut lines = editor()?;
    let first = args.question.join(" ");
    if !first.trim().is_empty() {
        answer(session, &mut talk, shown.again(), first).await;
    }
    loop {
        let (given_back, line) = read(lines).await?;
        lines = given_back;
        match line {
            Ok(line) => {
                let line = line.trim();
                match line.strip_prefix('/') {
                    Some("quit" | "exit" | "q") => break,
                    Some(command) => told(session, command_of(session, &mut talk, &shown, command)),
                    None if line.is_empty() => {}
                    None => answer(session, &mut talk, shown.again(), line.to_owned()).await,
                }
            }
            Err(ReadlineError::Interrupted) => session.terminal.note("/quit or Ctrl-D ends"),
            Err(ReadlineError::Eof) => break,
            Err(error) => {
                return Err(Error::io("failed to read a line").with_source(error));
            }
        }
    }
    // This makes the folder, where there was none.
    talk.keep();
    if let Some(file) = history() {
        // What was typed may name what others should not see; a history that is not kept is no loss.
        if lines.save_history(&file).is_ok() {
            only_the_user(&file);
        }
    }
    Ok(0)
}

/// Answers one question; Ctrl-C stops it. An error is told and the conversation goes on.
async fn answer(session: &Session, talk: &mut Talk<'_>, shown: Shown<'_>, text: String) {
    let question = Question {
        text,
        ..Question::default()
    };
    let outcome = tokio::select! {
        outcome = ask(talk, shown, question) => outcome,
        _ = tokio::signal::ctrl_c() => {
            session.terminal.note("stopped");
            Ok(())
        }
    };
    told(session, outcome);
    talk.keep();
}

fn told(session: &Session, outcome: Result<()>) {
    if let Err(error) = outcome {
        let id = super::super::session::correlation_id();
        session.terminal.error(&error, &id);
    }
}

fn command_of(
    session: &Session,
    talk: &mut Talk<'_>,
    shown: &Shown<'_>,
    command: &str,
) -> Result<()> {
    let (word, rest) = command.split_once(' ').unwrap_or((command, ""));
    let last = || {
        talk.last()
            .ok_or_else(|| Error::usage("nothing was asked yet").with_hint("ask something first"))
    };
    let terminal = &session.terminal;
    match word {
        "show" => shown.again().answer(last()?),
        "evidence" => {
            let report = last()?;
            let evidence = report.diagnosis.iter().flat_map(|found| &found.evidence);
            let evidence: Vec<_> = evidence.cloned().collect();
            if evidence.is_empty() {
                return terminal
                    .print("The last answer is a list or a count: it has no evidence of its own.");
            }
            terminal.print(&prose(terminal, &say_evidence(&evidence)))
        }
        "tools" => {
            let tools = talk.tools();
            let lines = tools
                .iter()
                .map(|(name, title)| format!("{name:<18} {title}"));
            terminal.print(&lines.collect::<Vec<_>>().join("\n"))
        }
        "clear" => {
            talk.clear();
            terminal.note("what was said is forgotten");
            Ok(())
        }
        "save" if !rest.trim().is_empty() => {
            talk.keep_as(rest.trim())?;
            terminal.note(&format!(
                "kept: go on with --session {}",
                clean(rest.trim())
            ));
            Ok(())
        }
        "help" | "?" => terminal.print(HELP),
        _ => Err(
            Error::usage(format!("there is no command /{}", clean(command)))
                .with_hint("/help lists the commands"),
        ),
    }
}

fn editor() -> Result<Lines> {
    let failed =
        |error: ReadlineError| Error::io("failed to read from the terminal").with_source(error);
    let config = Config::builder()
        .max_history_size(HISTORY)
        .map_err(failed)?
        .build();
    let history_kept = FileHistory::with_config(&config);
    let mut lines = Lines::with_history(config, history_kept).map_err(failed)?;
    if let Some(file) = history() {
        // The first time there is none.
        let _ = lines.load_history(&file);
    }
    Ok(lines)
}

/// Reads a line without holding up the rest.
async fn read(mut lines: Lines) -> Result<(Lines, Result<String, ReadlineError>)> {
    tokio::task::spawn_blocking(move || {
        let line = lines.readline(PROMPT);
        if let Ok(line) = &line {
            // A line that is not remembered is no loss.
            let _ = lines.add_history_entry(line);
        }
        (lines, line)
    })
    .await
    .map_err(|error| Error::internal("reading a line ended early").with_source(error))
}

fn history() -> Option<std::path::PathBuf> {
    let folder = folder()?;
    Some(folder.parent()?.join("history"))
}

#[cfg(unix)]
fn only_the_user(file: &std::path::Path) {
    use std::os::unix::fs::PermissionsExt;
    // Where the mode cannot be set the folder still keeps others out.
    let _ = std::fs::set_permissions(file, std::fs::Permissions::from_mode(0o600));
}

#[cfg(not(unix))]
fn only_the_user(_: &std::path::Path) {}
