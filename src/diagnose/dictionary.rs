//! Site knowledge: what return codes and messages mean *here*, who owns a job and where its
//! procedure is. Read from `dictionary.toml` and a CSV of owners; it comes before the built-in
//! tables.

mod warnings;

use regex::Regex;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Kind;
use crate::error::{Error, Result};
use crate::plan::{Job, Pattern, Selection};
use crate::tws::LogTail;

/// What a site knows about its jobs.
#[derive(Debug, Default)]
pub struct Dictionary {
    entries: Vec<Entry>,
}

/// How bad something is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// It may be left as it is.
    Warning,
    /// It failed.
    #[default]
    Failure,
}

/// A row of the dictionary.
#[derive(Debug)]
pub struct Entry {
    /// Where it stands, for evidence: `dictionary.toml, entry 3`.
    pub source: String,
    whom: Whom,
    codes: Vec<(i64, i64)>,
    message: Option<Regex>,
    /// What it means.
    pub meaning: Option<String>,
    /// How bad it is.
    pub severity: Severity,
    /// The kind of cause it is, where the site says.
    pub kind: Option<Kind>,
    /// Who is to be called.
    pub owner: Option<String>,
    /// Where it is written what to do.
    pub procedure: Option<String>,
}

/// The jobs an entry is about.
#[derive(Debug, Default)]
struct Whom {
    job: Option<Selection>,
    stream: Option<Pattern>,
    folder: Option<String>,
}

impl Whom {
    fn fits(&self, job: &Job) -> bool {
        let job_fits = self.job.as_ref().is_none_or(|selection| {
            selection.fits(
                &[job.stream_workstation(), &job.workstation],
                &job.folder,
                &job.stream.name,
                &job.name,
            )
        });
        let stream_fits = self
            .stream
            .as_ref()
            .is_none_or(|pattern| pattern.fits(&job.stream.name));
        let folder_fits = self.folder.as_ref().is_none_or(|folder| {
            let folder = folder.trim_end_matches('/');
            job.folder
                .get(..folder.len())
                .is_some_and(|start| start.eq_ignore_ascii_case(folder))
                && matches!(job.folder.as_bytes().get(folder.len()), None | Some(b'/'))
        });
        job_fits && stream_fits && folder_fits
    }
}

/// A row as written in the file.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    job: Option<String>,
    stream: Option<String>,
    folder: Option<String>,
    return_code: Option<Codes>,
    message: Option<String>,
    meaning: Option<String>,
    #[serde(default)]
    severity: Severity,
    kind: Option<Kind>,
    owner: Option<String>,
    procedure: Option<String>,
}

/// One code, several, or a range as text (`"4-7"`).
#[derive(Deserialize)]
#[serde(untagged)]
enum Codes {
    One(i64),
    Several(Vec<i64>),
    Range(String),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    entry: Vec<Row>,
}

/// Longest expression that is compiled, in bytes of the compiled program.
const MOST_REGEX: usize = 1 << 20;

impl Dictionary {
    /// Reads a `dictionary.toml`; `name` is the file's name for messages.
    ///
    /// # Errors
    /// A configuration error that names the file, and the line or the entry that is wrong.
    pub fn parse(text: &str, name: &str) -> Result<Self> {
        let file: File = toml::from_str(text).map_err(|error| {
            let line = error.span().map_or(1, |span| {
                let before = text.get(..span.start).unwrap_or(text);
                before.matches('\n').count() + 1
            });
            Error::config(format!("{name}, line {line}: {}", error.message().trim()))
                .with_hint("entries are [[entry]] tables with job, stream, folder, return_code, message, meaning, severity, kind, owner, procedure")
        })?;
        let entries = file
            .entry
            .into_iter()
            .enumerate()
            .map(|(n, row)| Entry::from_row(row, format!("{name}, entry {}", n + 1)))
            .collect::<Result<_>>()?;
        Ok(Self { entries })
    }

    /// Adds owners from a CSV with a header: `job`, `stream` and `folder` patterns, `owner`,
    /// `procedure`; other columns are not read.
    ///
    /// # Errors
    /// A configuration error that names the file and the line.
    pub fn add_owners(&mut self, text: &str, name: &str) -> Result<()> {
        let mut reader = csv::ReaderBuilder::new()
            .flexible(true)
            .trim(csv::Trim::All)
            .from_reader(text.as_bytes());
        let wrong = |line: usize, why: String| Error::config(format!("{name}, line {line}: {why}"));
        let headers = reader
            .headers()
            .map_err(|error| wrong(1, error.to_string()))?
            .clone();
        let column = |wanted: &str| {
            headers.iter().position(|header| {
                header
                    .trim_start_matches('\u{feff}')
                    .eq_ignore_ascii_case(wanted)
            })
        };
        let Some(owner_at) = column("owner") else {
            return Err(wrong(1, "there is no column \"owner\"".to_owned())
                .with_hint("the first line names the columns: job,stream,folder,owner,procedure"));
        };
        let (job, stream, folder, procedure) = (
            column("job"),
            column("stream"),
            column("folder"),
            column("procedure"),
        );
        for (n, record) in reader.records().enumerate() {
            let source = format!("{name}, line {}", n + 2);
            let record = record.map_err(|error| wrong(n + 2, error.to_string()))?;
            let cell = |at: Option<usize>| {
                at.and_then(|at| record.get(at))
                    .filter(|text| !text.is_empty())
                    .map(str::to_owned)
            };
            if cell(Some(owner_at)).is_none() {
                continue;
            }
            self.entries.push(Entry::from_row(
                Row {
                    job: cell(job),
                    stream: cell(stream),
                    folder: cell(folder),
                    return_code: None,
                    message: None,
                    meaning: None,
                    severity: Severity::default(),
                    kind: None,
                    owner: cell(Some(owner_at)),
                    procedure: cell(procedure),
                },
                source,
            )?);
        }
        Ok(())
    }

    /// Whether it says nothing.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// What the site says about a failure: a message of the log before a return code, the first
    /// entry that fits.
    pub(super) fn failure(
        &self,
        job: &Job,
        code: Option<i64>,
        in_log: &[LogMatch],
    ) -> Option<Known<'_>> {
        let by_message = in_log.iter().find_map(|found| {
            let entry = self.entries.get(found.entry)?;
            (entry.whom.fits(job) && entry.takes(code)).then_some(Known {
                entry,
                line: Some(found.clone()),
            })
        });
        by_message.or_else(|| {
            self.of_code(job, code)
                .map(|entry| Known { entry, line: None })
        })
    }

    /// The entry for a return code of a job.
    pub fn of_code(&self, job: &Job, code: Option<i64>) -> Option<&Entry> {
        let code = code?;
        self.entries
            .iter()
            .find(|entry| entry.message.is_none() && entry.has(code) && entry.whom.fits(job))
    }

    /// Whether a job that ended in error only warns, by its return code alone; see
    /// [`Dictionary::warnings`] for what its log adds.
    pub fn only_warns(&self, job: &Job) -> bool {
        let code = job.last_run().and_then(|run| run.return_code);
        self.of_code(job, code)
            .is_some_and(|entry| entry.severity == Severity::Warning)
    }

    /// Who owns a job and where its procedure is, from the first entries that say so.
    pub fn owner(&self, job: &Job) -> (Option<&str>, Option<&str>) {
        let general = || {
            self.entries.iter().filter(|entry| {
                entry.codes.is_empty() && entry.message.is_none() && entry.whom.fits(job)
            })
        };
        (
            general().find_map(|entry| entry.owner.as_deref()),
            general().find_map(|entry| entry.procedure.as_deref()),
        )
    }

    /// What the site says a code or message means, for "what does RC 4 mean?".
    pub fn explain(&self, text: &str) -> Vec<String> {
        let code = text
            .trim_start_matches(|c: char| !c.is_ascii_digit() && c != '-')
            .parse::<i64>()
            .ok();
        self.entries
            .iter()
            .filter(|entry| match &entry.message {
                Some(message) => message.is_match(text),
                None => code.is_some_and(|code| entry.has(code)),
            })
            .filter_map(|entry| {
                let meaning = entry.meaning.as_deref()?;
                Some(format!(
                    "{text}{}: {meaning} ({})",
                    entry.whom.words(),
                    entry.source
                ))
            })
            .collect()
    }

    /// The lines of a log that entries with a message fit.
    pub(super) fn in_log(&self, tail: &LogTail) -> Vec<LogMatch> {
        let mut found = Vec::new();
        for (at, entry) in self.entries.iter().enumerate() {
            let Some(message) = &entry.message else {
                continue;
            };
            let line = tail.lines.iter().find(|line| message.is_match(&line.text));
            found.extend(line.map(|line| LogMatch {
                entry: at,
                line: line.number,
                text: line.text.clone(),
            }));
        }
        found.sort_by_key(|found| found.line);
        found
    }
}

impl Whom {
    fn words(&self) -> String {
        let job = self
            .job
            .as_ref()
            .map(|job| format!(" of {}", job.name.as_str()));
        let stream = self.stream.as_ref().map(|s| format!(" in {}", s.as_str()));
        let folder = self.folder.as_ref().map(|f| format!(" in {f}"));
        [job, stream, folder].into_iter().flatten().collect()
    }
}

/// A line of a log that an entry speaks of.
#[derive(Debug, Clone)]
pub(super) struct LogMatch {
    entry: usize,
    /// Its number, where known.
    pub line: Option<u64>,
    /// The line.
    pub text: String,
}

/// What the site says of a failure.
pub(super) struct Known<'a> {
    /// The entry.
    pub entry: &'a Entry,
    /// The line it was recognised by.
    pub line: Option<LogMatch>,
}

impl Entry {
    fn from_row(row: Row, source: String) -> Result<Self> {
        let wrong = |why: String| Error::config(format!("{source}: {why}"));
        let codes = match row.return_code {
            None => Vec::new(),
            Some(Codes::One(code)) => vec![(code, code)],
            Some(Codes::Several(codes)) => codes.into_iter().map(|code| (code, code)).collect(),
            Some(Codes::Range(text)) => vec![range(&text).ok_or_else(|| {
                wrong(format!("return_code \"{text}\" is not a number or a range"))
                    .with_hint("write 4, [4, 8] or \"4-7\"")
            })?],
        };
        let message = row
            .message
            .map(|text| {
                regex::RegexBuilder::new(&text)
                    .case_insensitive(true)
                    .size_limit(MOST_REGEX)
                    .build()
                    .map_err(|error| {
                        wrong(format!(
                            "message \"{text}\" is no regular expression: {error}"
                        ))
                    })
            })
            .transpose()?;
        Ok(Self {
            whom: Whom {
                job: row.job.as_deref().map(Selection::parse),
                stream: row.stream.map(Pattern::new),
                folder: row.folder,
            },
            codes,
            message,
            meaning: row.meaning,
            severity: row.severity,
            kind: row.kind,
            owner: row.owner,
            procedure: row.procedure,
            source,
        })
    }

    fn has(&self, code: i64) -> bool {
        self.codes
            .iter()
            .any(|(from, to)| (*from..=*to).contains(&code))
    }

    /// An entry with a message and codes needs both.
    fn takes(&self, code: Option<i64>) -> bool {
        self.codes.is_empty() || code.is_some_and(|code| self.has(code))
    }
}

fn range(text: &str) -> Option<(i64, i64)> {
    if let Ok(code) = text.trim().parse() {
        return Some((code, code));
    }
    let (from, to) = text.trim().split_once('-')?;
    let (from, to) = (from.trim().parse().ok()?, to.trim().parse().ok()?);
    (from <= to).then_some((from, to))
}

#[cfg(test)]
mod tests {
    use super::*;

    const SITE: &str = r#"
[[entry]]
job = "SETTLE@"
return_code = "4-7"
severity = "warning"
meaning = "nothing to settle today"
owner = "payments on call"

[[entry]]
folder = "/PAYROLL"
message = "PAY-\\d{4}E"
kind = "data_error"
meaning = "an employee without a cost centre"
procedure = "https://wiki.example/pay"
"#;

    fn job(name: &str, folder: &str, code: i64) -> Job {
        let text = format!(
            r#"{{"id":"1","name":"{name}","folder":"{folder}","jobStreamName":"DAILY",
               "lastRunCompositeStatus":{{"status":"ABEND"}},
               "jobruns":[{{"id":"r","returnCode":{code},"compositeStatus":{{"status":"ABEND"}},"lastInRerunChain":true}}]}}"#
        );
        Job::from_wire(serde_json::from_str(&text).expect("a job"))
    }

    #[test]
    fn codes_and_messages_are_found_for_the_jobs_they_are_written_for() {
        let site = Dictionary::parse(SITE, "dictionary.toml").expect("it reads");
        let settle = job("SETTLE_EU", "/BANK", 5);
        assert!(site.only_warns(&settle));
        assert!(!site.only_warns(&job("SETTLE_EU", "/BANK", 8)));
        assert!(!site.only_warns(&job("OTHER", "/BANK", 5)));
        let tail = LogTail::from_text("start\npay-0042e: employee 7\n");
        let found = site.in_log(&tail);
        let known = site
            .failure(&job("LOAD", "/PAYROLL/EU", 1), Some(1), &found)
            .expect("known");
        assert_eq!(known.entry.kind, Some(Kind::DataError));
        assert_eq!(known.line.and_then(|line| line.line), Some(2));
        assert!(
            site.failure(&job("LOAD", "/PAYROLLS", 1), Some(1), &found)
                .is_none()
        );
        assert_eq!(site.explain("RC 6").len(), 1);
    }

    #[test]
    fn owners_come_from_a_csv_too() {
        let mut site = Dictionary::default();
        site.add_owners(
            "folder,owner,note\n/BANK,core banking,x\n,,\n,everyone,\n",
            "owners.csv",
        )
        .expect("it reads");
        assert_eq!(site.owner(&job("A", "/BANK/EU", 1)).0, Some("core banking"));
        assert_eq!(site.owner(&job("A", "/HR", 1)).0, Some("everyone"));
        assert!(
            site.add_owners("folder,who\n/BANK,x\n", "owners.csv")
                .is_err()
        );
    }

    #[test]
    fn faults_name_the_file_and_the_place() {
        let fault = |text: &str| {
            Dictionary::parse(text, "dictionary.toml")
                .expect_err("a fault")
                .to_string()
        };
        assert!(fault("[[entry]]\nretrun_code = 4\n").contains("line 2"));
        assert!(fault("[[entry]]\nmessage = \"(\"\n").contains("entry 1"));
        assert!(fault("[[entry]]\nreturn_code = \"7-4\"\n").contains("range"));
    }
}
