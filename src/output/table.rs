//! Tables, CSV and plain lists.

use comfy_table::{ContentArrangement, Table, presets};
use jiff::Timestamp;

use crate::diagnose::words;
use crate::error::{Error, Result};
use crate::report::JobLine;

use super::{Format, Style, Terminal};

/// Foreign text made fit for a terminal: nothing in it can move the cursor or change what is shown.
pub fn clean(text: &str) -> String {
    crate::tws::escape(text, 4_000)
}

/// The width of the terminal, if there is one.
pub(super) fn terminal_width() -> Option<u16> {
    // A terminal nobody has told its size says that it has no columns.
    Table::new().width().filter(|columns| *columns >= 20)
}

/// The height of the terminal, if there is one.
pub(super) fn terminal_height() -> Option<u16> {
    terminal_size::terminal_size().map(|(_, height)| height.0)
}

/// A column of a list of jobs.
pub struct Column {
    /// Head, also the name in CSV.
    pub name: &'static str,
    /// The cell.
    pub cell: fn(&JobLine) -> String,
    /// Shown in tables (CSV shows all).
    pub in_table: bool,
}

fn time(at: Option<Timestamp>) -> String {
    at.map_or_else(String::new, |at| {
        at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
    })
}

fn number(n: Option<i64>) -> String {
    n.map_or_else(String::new, |n| n.to_string())
}

const COLUMNS: &[Column] = &[
    Column {
        name: "status",
        cell: |line| line.internal.to_string(),
        in_table: true,
    },
    Column {
        name: "job",
        cell: |line| line.key.clone(),
        in_table: true,
    },
    Column {
        name: "workstation",
        cell: |line| line.workstation.clone(),
        in_table: true,
    },
    Column {
        name: "rc",
        cell: |line| number(line.return_code),
        in_table: true,
    },
    Column {
        name: "started",
        cell: |line| time(line.started),
        in_table: true,
    },
    Column {
        name: "elapsed",
        cell: |line| number(line.elapsed),
        in_table: true,
    },
    Column {
        name: "estimated",
        cell: |line| number(line.estimated),
        in_table: false,
    },
    Column {
        name: "ended",
        cell: |line| time(line.ended),
        in_table: false,
    },
    Column {
        name: "deadline",
        cell: |line| time(line.deadline),
        in_table: false,
    },
    Column {
        name: "priority",
        cell: |line| number(line.priority),
        in_table: false,
    },
    Column {
        name: "late",
        cell: |line| line.late.to_string(),
        in_table: false,
    },
    Column {
        name: "critical",
        cell: |line| line.critical.to_string(),
        in_table: false,
    },
    Column {
        name: "external_status",
        cell: |line| line.status.to_string(),
        in_table: false,
    },
    Column {
        name: "substatus",
        cell: |line| line.substatus.clone().unwrap_or_default(),
        in_table: false,
    },
    Column {
        name: "name",
        cell: |line| line.name.clone(),
        in_table: false,
    },
    Column {
        name: "stream",
        cell: |line| line.stream.clone(),
        in_table: false,
    },
    Column {
        name: "folder",
        cell: |line| line.folder.clone(),
        in_table: false,
    },
    Column {
        name: "id",
        cell: |line| line.id.clone(),
        in_table: false,
    },
];

/// A table without lines, cut to the width of the terminal.
pub(super) fn bare(terminal: &Terminal, head: &[&str]) -> Table {
    let mut table = Table::new();
    table
        .load_style(presets::NOTHING)
        .set_content_arrangement(ContentArrangement::Dynamic);
    match terminal.width {
        Some(width) => {
            table.set_width(width);
        }
        // A pipe has no width: nothing is wrapped or cut.
        None => {
            table.set_content_arrangement(ContentArrangement::Disabled);
        }
    }
    if !head.is_empty() {
        table.set_header(head.iter().map(|name| name.to_uppercase()));
    }
    table
}

/// The colour of a status.
pub(super) fn tint(style: &Style, status: &str) -> &'static str {
    match status {
        "ABEND" | "FAIL" | "ERROR" | "STUCK" | "ABENP" => style.bad,
        "HOLD" | "READY" | "PEND" | "FENCE" | "SUSP" | "EXTRN" | "HELD" | "BLOCKED" => style.warn,
        "SUCC" | "SUCCP" | "SUCCESSFUL" => style.good,
        _ => "",
    }
}

/// The columns of these names; what is wrong with a name that there is not.
pub fn columns(names: &[String]) -> Result<Vec<&'static Column>> {
    names
        .iter()
        .map(|name| {
            let wanted = name.trim().to_lowercase();
            let found = COLUMNS.iter().find(|column| column.name == wanted);
            found.ok_or_else(|| {
                let near = COLUMNS.iter().map(|column| column.name);
                let near = near.filter(|known| strsim::damerau_levenshtein(known, &wanted) <= 2);
                let all: Vec<&str> = COLUMNS.iter().map(|column| column.name).collect();
                Error::usage(format!("there is no column \"{}\"", clean(name)))
                    .with_near(near.map(str::to_owned).collect())
                    .with_hint(format!("the columns are {}", all.join(", ")))
            })
        })
        .collect()
}

/// A list of jobs in the format that was asked for, with these columns or the usual ones.
pub fn jobs(terminal: &Terminal, lines: &[JobLine], chosen: &[&'static Column]) -> Result<String> {
    let or_usual = |usual: fn(&Column) -> bool| -> Vec<&'static Column> {
        if chosen.is_empty() {
            COLUMNS.iter().filter(|column| usual(column)).collect()
        } else {
            chosen.to_vec()
        }
    };
    match terminal.format {
        Format::Csv => csv(lines, &or_usual(|_| true)),
        Format::Plain => Ok(plain(lines, &or_usual(|column| column.name == "job"))),
        _ => {
            let reasons = chosen.is_empty() && lines.iter().any(|line| line.reason.is_some());
            Ok(table(
                terminal,
                lines,
                &or_usual(|column| column.in_table),
                reasons,
            ))
        }
    }
}

/// A line each, cells apart by tabs.
fn plain(lines: &[JobLine], shown: &[&Column]) -> String {
    let mut text = String::new();
    for line in lines {
        let cells: Vec<String> = shown
            .iter()
            .map(|column| clean(&(column.cell)(line)))
            .collect();
        text.push_str(&cells.join("\t"));
        text.push('\n');
    }
    text
}

fn table(terminal: &Terminal, lines: &[JobLine], shown: &[&Column], reasons: bool) -> String {
    let mut head: Vec<&str> = shown.iter().map(|column| column.name).collect();
    if reasons {
        head.push("reason");
    }
    let mut table = bare(terminal, &head);
    for line in lines {
        let mut cells: Vec<String> = shown
            .iter()
            .map(|column| match column.name {
                "elapsed" => line.elapsed.map_or_else(String::new, words),
                "started" => line
                    .started
                    .map_or_else(String::new, |at| at.strftime("%m-%d %H:%M:%SZ").to_string()),
                _ => clean(&(column.cell)(line)),
            })
            .collect();
        if reasons {
            cells.push(line.reason.as_deref().map_or_else(String::new, clean));
        }
        table.add_row(cells);
    }
    paint(&terminal.style, &table.to_string(), lines)
}

/// Colours the status at the beginning of each line; the table is drawn without colour, so that
/// widths are right.
fn paint(style: &Style, text: &str, lines: &[JobLine]) -> String {
    if style.reset.is_empty() {
        return trimmed(text);
    }
    let known: Vec<&str> = lines.iter().map(|line| line.internal.as_str()).collect();
    trimmed(text)
        .lines()
        .map(|line| {
            match known
                .iter()
                .find(|status| line.trim_start().starts_with(**status) && !status.is_empty())
            {
                Some(status) => {
                    line.replacen(
                        *status,
                        &format!("{}{status}{}", tint(style, status), style.reset),
                        1,
                    ) + "\n"
                }
                None => format!("{line}\n"),
            }
        })
        .collect()
}

pub(super) fn trimmed(text: &str) -> String {
    text.lines()
        .map(|line| format!("{}\n", line.trim_end()))
        .collect()
}

fn csv(lines: &[JobLine], shown: &[&Column]) -> Result<String> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let fault = |error: csv::Error| Error::internal("failed to write CSV").with_source(error);
    writer
        .write_record(shown.iter().map(|column| column.name))
        .map_err(fault)?;
    for line in lines {
        writer
            .write_record(shown.iter().map(|column| guarded(&(column.cell)(line))))
            .map_err(fault)?;
    }
    let bytes = writer
        .into_inner()
        .map_err(|error| Error::internal(format!("failed to write CSV: {error}")))?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// A cell that a spreadsheet would take for a formula is made text.
fn guarded(cell: &str) -> String {
    let cell = clean(cell);
    let is_number = cell.parse::<f64>().is_ok();
    if cell.starts_with(['=', '+', '-', '@']) && !is_number {
        format!("'{cell}")
    } else {
        cell
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_of_the_scheduler_reaches_the_terminal_as_a_command() {
        assert_eq!(
            clean("\u{1b}]52;c;AAAA\u{7}\u{202e}x"),
            "\\u{1b}]52;c;AAAA\\u{7}\\u{202e}x"
        );
        assert_eq!(guarded("=HYPERLINK(\"x\")"), "'=HYPERLINK(\"x\")");
        assert_eq!(guarded("-5"), "-5");
    }
}
