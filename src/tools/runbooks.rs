//! The site's runbooks: Markdown files of a folder, searched by passage with `SQLite`'s full-text index.
//!
//! The index lives in memory for one search, so what was written a moment ago is found.

use std::path::{Path, PathBuf};

use pulldown_cmark::{Event, Parser, Tag, TagEnd};
use rusqlite::Connection;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};
use crate::tws::escape;

/// Passages of runbooks that fit a query, the best first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct RunbookReport {
    /// What was looked for.
    pub query: String,
    /// The passages.
    pub passages: Vec<Passage>,
    /// Passages that fit in all.
    pub total: u64,
    /// Files that were searched.
    pub files: u64,
    /// What could not be read, and why.
    pub notes: Vec<String>,
}

/// A passage of a runbook.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Passage {
    /// File, relative to the folder.
    pub file: String,
    /// The heading it stands under, with those above it.
    pub heading: String,
    /// The text.
    pub text: String,
}

/// Bounds on what is read.
const FILES: usize = 500;
const FILE_BYTES: u64 = 1 << 20;
const DEPTH: usize = 4;

/// Characters of a passage that are quoted.
const QUOTED: usize = 1_500;

/// Searches a folder. Blocks on files; call it off the runtime's threads.
pub fn search(folder: &Path, query: &str, limit: usize) -> Result<RunbookReport> {
    let words = match_expression(query).ok_or_else(|| {
        Error::usage("the query holds no word to look for")
            .with_hint("give a job name, an error code or a symptom")
    })?;
    let mut files = Vec::new();
    let mut notes = Vec::new();
    list(folder, 0, &mut files, &mut notes)?;
    files.sort();
    if files.len() > FILES {
        notes.push(format!(
            "only the first {FILES} of {} files were searched",
            files.len()
        ));
        files.truncate(FILES);
    }
    let index = Index::open().map_err(|error| failed(folder, error))?;
    for file in &files {
        match read(file) {
            Ok(text) => {
                let name = file.strip_prefix(folder).unwrap_or(file);
                let name = escape(&name.display().to_string(), 200);
                for (heading, text) in sections(&text) {
                    index
                        .add(&name, &heading, &text)
                        .map_err(|error| failed(folder, error))?;
                }
            }
            Err(why) => notes.push(format!(
                "{}: {why}",
                escape(&file.display().to_string(), 200)
            )),
        }
    }
    let (passages, total) = index
        .find(&words, limit)
        .map_err(|error| failed(folder, error))?;
    Ok(RunbookReport {
        query: escape(query, 200),
        passages,
        total,
        files: files.len() as u64,
        notes,
    })
}

fn failed(folder: &Path, error: rusqlite::Error) -> Error {
    Error::internal(format!(
        "failed to search the runbooks in {}",
        folder.display()
    ))
    .with_source(error)
}

/// Markdown files, a few folders deep; links are not followed.
fn list(
    folder: &Path,
    depth: usize,
    files: &mut Vec<PathBuf>,
    notes: &mut Vec<String>,
) -> Result<()> {
    let entries = std::fs::read_dir(folder).map_err(|error| {
        Error::config(format!(
            "failed to read the runbook folder {}",
            folder.display()
        ))
        .with_source(error)
        .with_hint("check that the folder exists and may be read")
    })?;
    for entry in entries.flatten() {
        let (path, Ok(kind)) = (entry.path(), entry.file_type()) else {
            continue;
        };
        let markdown = path
            .extension()
            .is_some_and(|ending| ending.eq_ignore_ascii_case("md"));
        if kind.is_dir() && depth < DEPTH {
            if let Err(error) = list(&path, depth + 1, files, notes) {
                notes.push(error.to_string());
            }
        } else if kind.is_file() && markdown && files.len() <= FILES {
            files.push(path);
        }
    }
    Ok(())
}

fn read(path: &Path) -> std::result::Result<String, String> {
    let size = std::fs::metadata(path).map_err(|e| e.to_string())?.len();
    if size > FILE_BYTES {
        return Err(format!("larger than {FILE_BYTES} bytes, not searched"));
    }
    let bytes = std::fs::read(path).map_err(|e| e.to_string())?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// The text under each heading, with the path of headings above it.
fn sections(markdown: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut path: Vec<(usize, String)> = Vec::new();
    let mut heading: Option<(usize, String)> = None;
    let mut from = 0;
    let put = |path: &[(usize, String)], text: &str, found: &mut Vec<(String, String)>| {
        if !text.trim().is_empty() {
            let names: Vec<&str> = path.iter().map(|(_, name)| name.as_str()).collect();
            found.push((names.join(" > "), text.trim().to_owned()));
        }
    };
    for (event, range) in Parser::new(markdown).into_offset_iter() {
        match event {
            Event::Start(Tag::Heading { level, .. }) => {
                put(&path, &markdown[from..range.start], &mut found);
                from = range.end;
                heading = Some((level as usize, String::new()));
            }
            Event::Text(text) | Event::Code(text) => {
                if let Some((_, name)) = &mut heading {
                    name.push_str(&text);
                }
            }
            Event::End(TagEnd::Heading(_)) => {
                if let Some((level, name)) = heading.take() {
                    path.retain(|(above, _)| *above < level);
                    path.push((level, name));
                }
            }
            _ => {}
        }
    }
    put(&path, &markdown[from..], &mut found);
    found
}

/// The words of a query, any of which may fit; nothing in them is syntax.
fn match_expression(query: &str) -> Option<String> {
    let words: Vec<String> = query
        .split(|c: char| !c.is_alphanumeric() && c != '_' && c != '-')
        .filter(|word| word.chars().any(char::is_alphanumeric))
        .take(24)
        .map(|word| format!("\"{word}\""))
        .collect();
    (!words.is_empty()).then(|| words.join(" OR "))
}

/// A full-text index in memory.
struct Index(Connection);

impl Index {
    fn open() -> rusqlite::Result<Self> {
        let connection = Connection::open_in_memory()?;
        connection.execute_batch(
            "CREATE VIRTUAL TABLE passage USING fts5(file, heading, text, tokenize = \"porter unicode61 remove_diacritics 2\")",
        )?;
        Ok(Self(connection))
    }

    fn add(&self, file: &str, heading: &str, text: &str) -> rusqlite::Result<()> {
        self.0
            .prepare("INSERT INTO passage VALUES (?1, ?2, ?3)")?
            .execute([file, heading, text])?;
        Ok(())
    }

    /// The best passages and how many fit; a word in the heading weighs more than one in the text.
    fn find(&self, words: &str, limit: usize) -> rusqlite::Result<(Vec<Passage>, u64)> {
        let total: i64 = self.0.query_row(
            "SELECT count(*) FROM passage WHERE passage MATCH ?1",
            [words],
            |row| row.get(0),
        )?;
        let mut query = self.0.prepare(
            "SELECT file, heading, text FROM passage WHERE passage MATCH ?1
             ORDER BY bm25(passage, 2.0, 5.0, 1.0), file LIMIT ?2",
        )?;
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        let rows = query.query_map(rusqlite::params![words, limit], |row| {
            let text: String = row.get(2)?;
            let cut = text.chars().nth(QUOTED).is_some();
            Ok(Passage {
                file: row.get(0)?,
                heading: row.get(1)?,
                text: text
                    .chars()
                    .take(QUOTED)
                    .chain(cut.then_some('…'))
                    .collect(),
            })
        })?;
        Ok((
            rows.collect::<rusqlite::Result<_>>()?,
            u64::try_from(total).unwrap_or(0),
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder() -> tempfile::TempDir {
        let folder = tempfile::tempdir().expect("a folder");
        let write = |name: &str, text: &str| {
            std::fs::write(folder.path().join(name), text).expect("written");
        };
        write(
            "ledger.md",
            "# Ledger\nOwner: finance.\n\n## Tablespace full\nORA-01653 means that a tablespace cannot grow. Call the DBA.\n\n```\n# not a heading\n```\n\n## Late feed\nWait until 04:00.\n",
        );
        write("network.md", "# Network\nRestart the tunnel.\n");
        write("notes.txt", "ORA-01653 in a text file is not searched\n");
        folder
    }

    #[test]
    fn the_best_passage_comes_first_with_file_and_heading() {
        let folder = folder();
        let report = search(folder.path(), "ORA-01653 tablespaces?", 4).expect("a report");
        assert_eq!(report.files, 2);
        assert_eq!(report.total, 1);
        let best = &report.passages[0];
        assert_eq!(
            (best.file.as_str(), best.heading.as_str()),
            ("ledger.md", "Ledger > Tablespace full")
        );
        assert!(best.text.contains("# not a heading"));
    }

    #[test]
    fn a_query_is_never_syntax_and_an_absent_folder_is_an_error() {
        let folder = folder();
        for query in ["NEAR(\"", "a* OR (", "file:x", "'; DROP TABLE passage; --"] {
            search(folder.path(), query, 4).expect(query);
        }
        assert!(search(folder.path(), "\"*()", 4).is_err());
        assert!(search(&folder.path().join("none"), "x", 4).is_err());
    }
}
