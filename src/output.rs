//! The only module that writes to a terminal: formats, colour by meaning, tables, errors.

mod agents;
mod filter;
mod format;
mod gate;
mod pager;
mod progress;
mod prose;
mod screen;
mod table;

use std::io::{IsTerminal, Write};
use std::sync::Arc;

use serde::Serialize;

use crate::error::{Error, Result};

pub use agents::{agent, agents};
pub use filter::Filter;
pub use format::Format;
pub use gate::health;
pub use progress::Progress;
pub use prose::prose;
pub use screen::{dependencies, job, status};
pub use table::{Column, clean, columns, jobs};

/// Styles by meaning; empty where colour is off, and the text reads the same without them.
#[derive(Debug, Clone, Copy, Default)]
pub struct Style {
    /// Something is wrong.
    pub bad: &'static str,
    /// Something needs attention.
    pub warn: &'static str,
    /// All is well.
    pub good: &'static str,
    /// The important words.
    pub strong: &'static str,
    /// Less important words.
    pub muted: &'static str,
    /// Back to normal.
    pub reset: &'static str,
}

impl Style {
    const COLOUR: Self = Self {
        bad: "\x1b[31m",
        warn: "\x1b[33m",
        good: "\x1b[32m",
        strong: "\x1b[1m",
        muted: "\x1b[2m",
        reset: "\x1b[0m",
    };
}

/// What the streams are and what was asked of them.
#[derive(Debug, Clone)]
pub struct Terminal {
    /// How answers are written.
    pub format: Format,
    /// Styles for standard output.
    pub style: Style,
    /// Styles for standard error.
    pub error_style: Style,
    /// Whether an address on standard output can be made one to click on (OSC 8).
    pub links: bool,
    /// Columns of standard output; none when it is not a terminal.
    pub width: Option<u16>,
    /// Whether standard output is a terminal.
    pub is_terminal: bool,
    /// Whether notes on standard error are left out.
    pub quiet: bool,
    /// Whether a line on standard error may come and go while something is read.
    pub shows_progress: bool,
    /// What answers in JSON go through.
    pub filter: Option<Arc<Filter>>,
    /// The program that long text is shown by, where standard output is a terminal.
    pub pager: Option<String>,
}

/// When colour is used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, clap::ValueEnum)]
pub enum Colour {
    /// Where the stream is a terminal and `NO_COLOR` allows.
    #[default]
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

impl Terminal {
    /// Looks at the streams and the environment.
    pub fn new(
        format: Format,
        colour: Colour,
        quiet: bool,
        environment: &dyn Fn(&str) -> Option<String>,
    ) -> Self {
        let is_terminal = std::io::stdout().is_terminal();
        let wants = |stream_is_terminal: bool| match colour {
            Colour::Always => true,
            Colour::Never => false,
            Colour::Auto => {
                let forced = environment("CLICOLOR_FORCE")
                    .is_some_and(|value| !value.is_empty() && value != "0");
                let refused = environment("NO_COLOR").is_some_and(|value| !value.is_empty())
                    || environment("TERM").is_some_and(|value| value == "dumb")
                    || environment("CLICOLOR").is_some_and(|value| value == "0");
                forced || stream_is_terminal && !refused
            }
        };
        let style = |on: bool| if on { Style::COLOUR } else { Style::default() };
        let watched = std::io::stderr().is_terminal()
            && environment("CI").is_none_or(|value| value.is_empty())
            && environment("TERM").is_none_or(|value| value != "dumb");
        let columns = environment("COLUMNS")
            .and_then(|value| value.parse::<u16>().ok())
            .filter(|n| (20..=1_000).contains(n));
        Self {
            format,
            style: style(wants(is_terminal)),
            links: is_terminal
                && wants(true)
                && supports_hyperlinks::on(supports_hyperlinks::Stream::Stdout),
            error_style: style(wants(std::io::stderr().is_terminal())),
            width: columns.or_else(|| is_terminal.then(table::terminal_width).flatten()),
            is_terminal,
            quiet,
            shows_progress: watched && !quiet,
            filter: None,
            pager: is_terminal.then(|| pager::chosen(environment)).flatten(),
        }
    }

    /// Writes values one a line, as they come: JSON, or what the filter makes of each.
    pub fn line(&self, out: &mut impl Write, value: &impl Serialize) -> Result<()> {
        if let Some(filter) = &self.filter {
            for line in filter.apply(value)? {
                writeln!(out, "{}", self.fit(line))?;
            }
            return Ok(());
        }
        serde_json::to_writer(&mut *out, value).map_err(|error| match error.io_error_kind() {
            Some(kind) => Error::from(std::io::Error::from(kind)),
            None => Error::internal("failed to write JSON").with_source(error),
        })?;
        out.write_all(b"\n")?;
        Ok(())
    }

    /// Text of a filter may hold what a scheduler sent as it is: a terminal must not obey it.
    fn fit(&self, line: String) -> String {
        if self.is_terminal {
            let lines = line.split('\n').map(clean);
            lines.collect::<Vec<_>>().join("\n")
        } else {
            line
        }
    }

    /// Writes an answer as JSON or YAML where that was asked for; false when it was not.
    pub fn structured(&self, answer: &impl Serialize) -> Result<bool> {
        let mut out = std::io::stdout().lock();
        if self.filter.is_some() && matches!(self.format, Format::Json | Format::Ndjson) {
            self.line(&mut out, answer)?;
            out.flush()?;
            return Ok(true);
        }
        match self.format {
            Format::Json => {
                let text = if self.is_terminal {
                    serde_json::to_string_pretty(answer)
                } else {
                    serde_json::to_string(answer)
                };
                writeln!(
                    out,
                    "{}",
                    text.map_err(
                        |error| Error::internal("failed to write JSON").with_source(error)
                    )?
                )?;
            }
            Format::Ndjson => {
                writeln!(
                    out,
                    "{}",
                    serde_json::to_string(answer)
                        .map_err(
                            |error| Error::internal("failed to write JSON").with_source(error)
                        )?
                )?;
            }
            Format::Yaml => {
                // Through JSON's values, so that both show the same keys in the same way.
                let value = serde_json::to_value(answer)
                    .map_err(|error| Error::internal("failed to write YAML").with_source(error))?;
                let text = serde_saphyr::to_string(&value)
                    .map_err(|error| Error::internal(format!("failed to write YAML: {error}")))?;
                writeln!(out, "{}", text.trim_end())?;
            }
            _ => return Ok(false),
        }
        out.flush()?;
        Ok(true)
    }

    /// Writes text to standard output.
    pub fn print(&self, text: &str) -> Result<()> {
        if let Some(pager) = &self.pager
            && pager::show(pager, text)
        {
            return Ok(());
        }
        let mut out = std::io::stdout().lock();
        out.write_all(text.as_bytes())?;
        if !text.ends_with('\n') {
            out.write_all(b"\n")?;
        }
        out.flush()?;
        Ok(())
    }

    /// A remark on standard error; left out when quiet.
    pub fn note(&self, text: &str) {
        if !self.quiet {
            self.complain(self.error_style.muted, "note", text);
        }
    }

    /// A warning on standard error.
    pub fn warn(&self, text: &str) {
        self.complain(self.error_style.warn, "warning", text);
    }

    fn complain(&self, style: &str, word: &str, text: &str) {
        // Nothing can be done about a standard error that is gone.
        let _ = writeln!(
            std::io::stderr(),
            "{style}{word}:{} {}",
            self.error_style.reset,
            clean(text)
        );
    }

    /// An error, as text or as one JSON object, on standard error.
    pub fn error(&self, error: &Error, correlation_id: &str) {
        let mut err = std::io::stderr().lock();
        if matches!(self.format, Format::Json | Format::Ndjson) {
            let object = serde_json::json!({ "error": {
                "code": error.code(), "message": error.to_string(), "hint": error.hint(),
                "near": error.near(), "correlation_id": correlation_id, "exit": error.exit(),
            }});
            let _ = writeln!(err, "{object}");
            return;
        }
        let style = &self.error_style;
        let _ = writeln!(
            err,
            "{}error:{} {}",
            style.bad,
            style.reset,
            clean(&error.to_string())
        );
        if let Some(hint) = error.hint() {
            let _ = writeln!(err, "{}hint:{} {}", style.good, style.reset, clean(hint));
        }
    }
}

/// Whether an error only says that the reader of a pipe went away.
pub fn is_closed_pipe(error: &Error) -> bool {
    let mut cause = std::error::Error::source(error);
    while let Some(error) = cause {
        if error
            .downcast_ref::<std::io::Error>()
            .is_some_and(|io| io.kind() == std::io::ErrorKind::BrokenPipe)
        {
            return true;
        }
        cause = error.source();
    }
    false
}
