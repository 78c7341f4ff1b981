//! An answer on the terminal: its words as they come where a person watches, the whole at the end.

use super::super::session::Session;
use crate::ask::{AskReport, Unfinished, without_evidence};
use crate::chat::{Lines, Said, Told};
use crate::error::Result;
use crate::llm::Event;
use crate::output::{Format, Style, Terminal, prose};

/// Characters of an answer that broke off that are shown.
const LONGEST_BEGUN: usize = 800;

/// Shows answers.
pub struct Shown<'a> {
    terminal: &'a Terminal,
    evidence: bool,
    verbose: bool,
    lines: Lines,
    /// What stands on the screen of the answer that is coming.
    said: String,
}

impl<'a> Shown<'a> {
    pub fn new(session: &'a Session, evidence: bool) -> Self {
        Self {
            terminal: &session.terminal,
            evidence,
            verbose: session.flags.verbose > 0,
            lines: Lines::default(),
            said: String::new(),
        }
    }

    /// The same for the next question.
    pub fn again(&self) -> Self {
        Self {
            lines: Lines::default(),
            said: String::new(),
            ..*self
        }
    }

    /// Shows what happens on the way, where a person watches.
    pub fn hear(&mut self, told: &Told<'_>) {
        if !self.terminal.is_terminal || self.terminal.format != Format::Table {
            return;
        }
        let Told::Model(event) = told else {
            return;
        };
        if let Event::Started { model, .. } = event {
            self.terminal
                .note(&format!("found the facts; {model} words the answer …"));
        }
        for said in self.lines.hear(event) {
            match said {
                Said::Text(text) => {
                    // A screen that is gone shows in the end, when the whole is written.
                    let _ = self.terminal.print(&prose(self.terminal, &text));
                    self.said.push_str(&text);
                }
                Said::Withdrawn => {
                    self.said.clear();
                    self.terminal
                        .note("the words above are not the answer; it follows");
                }
                Said::Tool(title) => self.terminal.note(&format!("{title} …")),
            }
        }
    }

    /// Shows the answer, or what of it is not on the screen yet.
    pub fn answer(&self, report: &AskReport) -> Result<()> {
        for warning in &report.warnings {
            self.terminal.note(warning);
        }
        if self.verbose {
            self.terminal.note(&cost(report));
        }
        if self.terminal.structured(report)? {
            return Ok(());
        }
        if let Some(unfinished) = &report.unfinished {
            self.terminal.note(&broken_off(unfinished));
        }
        let words = without_evidence(&report.answer);
        let evidence = &report.answer[words.len()..];
        let mut text = String::new();
        if words.trim() != self.said.trim() {
            text.push_str(words);
        }
        if self.evidence {
            text.push_str(evidence);
        }
        let mut terminal = self.terminal.clone();
        if terminal.format == Format::Plain {
            terminal.style = Style::default();
        }
        terminal.print(&prose(&terminal, text.trim_start_matches('\n')))
    }
}

/// What a model had said when it broke off: told only where nothing speaks against it.
fn broken_off(unfinished: &Unfinished) -> String {
    if !unfinished.faults.is_empty() {
        return "what the model had said until then does not stand up to the evidence and is not shown (-o json holds it)".to_owned();
    }
    let line = unfinished.text.split_whitespace().collect::<Vec<_>>();
    let line = line.join(" ");
    let end = line
        .char_indices()
        .nth(LONGEST_BEGUN)
        .map_or(line.len(), |(at, _)| at);
    format!(
        "unfinished, and not the answer: the model had said \"{} …\"",
        &line[..end]
    )
}

fn cost(report: &AskReport) -> String {
    let usage = report.usage;
    let mut text = format!(
        "{} requests, {} ms, worded by {}",
        usage.requests, usage.elapsed_ms, report.written_by
    );
    if usage.rounds > 0 {
        text.push_str(&format!(
            "; model: {} rounds, {} tool calls, {} + {} tokens",
            usage.rounds, usage.tool_calls, usage.prompt_tokens, usage.completion_tokens
        ));
    }
    if let Some(guard) = &report.guard {
        text.push_str(&format!("; check of the answer: {}", guard.verdict));
    }
    text
}
