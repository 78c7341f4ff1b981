//! Reading a job log: the stdlist header and footer, and the line that says what went wrong.

mod retries;

use std::sync::LazyLock;

use regex::Regex;

use super::Kind;
use super::signature::{self, Signature};
use crate::tws::LogTail;
use retries::Retries;

/// What a job log says.
#[derive(Debug, Clone, Default)]
pub struct LogReading {
    /// Header: user the job ran as.
    pub user: Option<String>,
    /// Header: script or command.
    pub script: Option<String>,
    /// Header: the agent.
    pub agent: Option<String>,
    /// Header: job number.
    pub job_number: Option<i64>,
    /// Footer: exit status.
    pub exit_status: Option<i64>,
    /// Footer: elapsed seconds.
    pub elapsed: Option<i64>,
    /// The line that says best what went wrong.
    pub error: Option<LogError>,
    /// Lines of a different kind that also look wrong, at most a few.
    pub others: Vec<LogError>,
    /// The last lines of the job's own output.
    pub last_lines: Vec<String>,
    /// Whether any line of the job's own output was there.
    pub has_output: bool,
    /// Whether lines were left out between the beginning and the end.
    pub gap: bool,
}

/// A line of a log that means something.
#[derive(Debug, Clone)]
pub struct LogError {
    /// What it means.
    pub signature: &'static Signature,
    /// How strong a sign it is here.
    pub strength: u8,
    /// Line number, counted from 1, when known.
    pub line: Option<u64>,
    /// The line with what belongs to it: the statement before it, the trace after it.
    pub excerpt: String,
    /// The line alone.
    pub text: String,
}

/// Header and footer fields of stdlist; the spacing varies by version.
static FIELD: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^=\s*([A-Za-z][A-Za-z ]*?(?:\([^)]*\))?)\s*:\s?(.*)$").expect("a fixed expression")
});

/// `hh:mm:ss` after `Elapsed Time (hh:mm:ss) :`, which may stand behind another field.
static ELAPSED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"Elapsed Time \((hh:mm:ss|Minutes)\)\s*:\s*(?:(\d+):(\d+):(\d+)|(\d+))")
        .expect("a fixed expression")
});

/// Lines that continue the error above them.
static CONTINUES: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^(\s+(at |\.\.\. \d+ more|in |File )|Caused by:|\s*\^|\s{2,}\S|\+ |ORA-\d|SQLSTATE|DSNT4|CLI0|Reason code)")
        .expect("a fixed expression")
});

const KNOWN_FIELDS: &[&str] = &[
    "JOB",
    "USER",
    "JCLFILE",
    "SCRIPT",
    "TASK",
    "TWSRCMAP",
    "AGENT",
    "Job Number",
    "Exit Status",
    "SC",
    "OC",
    "System Time",
    "User Time",
    "Elapsed Time",
    "Job CPU usage",
    "Job Memory usage",
];

/// Longest text kept of one line, in characters.
const LINE: usize = 400;

/// How many lines the message of an exception may have besides its first.
const MESSAGE: usize = 4;

/// Reads a log that was fetched from its two ends.
pub fn read(tail: &LogTail) -> LogReading {
    let mut reading = LogReading {
        gap: !tail.whole,
        ..LogReading::default()
    };
    let mut output: Vec<(Option<u64>, &str)> = Vec::with_capacity(tail.lines.len());
    let mut in_task = false;
    for line in &tail.lines {
        let text = line.text.as_str();
        if let Some(rest) = text.strip_prefix('=') {
            // A ruler, or a field of the header or footer; an output line may begin with '=' too.
            if rest.trim_end().chars().all(|c| c == '=') {
                in_task = false;
                continue;
            }
            if reading.take_field(text) {
                in_task = text.contains("TASK");
                continue;
            }
            // A bare date line of header or footer: `= Sun Sep 24 17:06:27 CEST 2023`.
            if is_date_line(rest) {
                in_task = false;
                continue;
            }
        } else if in_task {
            // The job definition of a dynamic job spans lines until the next field.
            continue;
        }
        output.push((line.number, text));
    }
    reading.has_output = output.iter().any(|(_, text)| !text.trim().is_empty());
    reading.last_lines = output
        .iter()
        .rev()
        .filter(|(_, text)| !text.trim().is_empty())
        .take(5)
        .map(|(_, text)| clip(text))
        .collect();
    reading.last_lines.reverse();
    reading.judge(&output);
    reading
}

impl LogReading {
    /// Takes a header or footer field; false when the line is not one.
    fn take_field(&mut self, line: &str) -> bool {
        let Some(found) = FIELD.captures(line) else {
            return false;
        };
        let name = found[1].trim();
        if !KNOWN_FIELDS.iter().any(|known| name.starts_with(known)) {
            return false;
        }
        let value = found[2].trim();
        let text = || Some(value.to_owned()).filter(|v| !v.is_empty());
        match name {
            "USER" => self.user = text(),
            "JCLFILE" | "SCRIPT" => self.script = text(),
            "AGENT" => self.agent = text(),
            "Job Number" => self.job_number = value.parse().ok(),
            // Logs joined over reruns repeat the footer: the last one counts.
            "Exit Status" => {
                self.exit_status = value.split_whitespace().next().and_then(|v| v.parse().ok());
            }
            _ => {}
        }
        if let Some(found) = ELAPSED.captures(line) {
            let part = |i: usize| found.get(i).and_then(|m| m.as_str().parse::<i64>().ok());
            self.elapsed = match (part(2), part(3), part(4), part(5)) {
                (Some(h), Some(m), Some(s), _) => Some(h * 3600 + m * 60 + s),
                (_, _, _, Some(minutes)) => Some(minutes * 60),
                _ => self.elapsed,
            };
        }
        true
    }

    /// Finds the line that says best what went wrong: the strongest, and of those the first, for
    /// what follows an error is mostly its echo. What was overcome later does not count.
    fn judge(&mut self, output: &[(Option<u64>, &str)]) {
        let mut hits: Vec<Hit> = Vec::new();
        let mut retries = Retries::default();
        for (at, (_, text)) in output.iter().enumerate() {
            if let Some((signature, strength)) = signature::of_line(text) {
                hits.push((at, signature, strength));
            } else if !hits.is_empty() && signature::says_recovered(text) {
                for hit in &mut hits {
                    hit.2 = 0;
                }
            }
            if !hits.is_empty() {
                retries.note(at, text);
            }
        }
        retries.settle(&mut hits);
        let best = |hits: &[Hit]| {
            hits.iter()
                .filter(|hit| hit.2 > 0)
                .min_by_key(|hit| (std::cmp::Reverse(hit.2), hit.0))
                .copied()
        };
        let known = best(&hits).map(|first| innermost(first, &hits, output));
        let Some(first) = said_plainly(known, output).or(known) else {
            return;
        };
        self.error = Some(error_at(first, output));
        let mut seen = vec![first.1.kind];
        hits.retain(|hit| hit.2 >= 2 && hit.0 != first.0);
        for hit in hits {
            if !seen.contains(&hit.1.kind) && self.others.len() < 3 {
                seen.push(hit.1.kind);
                self.others.push(error_at(hit, output));
            }
        }
    }
}

/// Where a line means something, what, and how strong a sign it is there.
type Hit = (usize, &'static Signature, u8);

/// Lines that are looked at for plain words, from the end.
const PLAIN: usize = 2_000;

/// Where no known message says clearly what went wrong: the first line that says it in plain words,
/// best one that says that this is where it stopped. That a process was killed is known by its
/// message; that its time or its memory had run out is why.
fn said_plainly(known: Option<Hit>, output: &[(Option<u64>, &str)]) -> Option<Hit> {
    let killed = known.is_some_and(|hit| hit.1.kind == Kind::KilledBySignal);
    if known.is_some_and(|hit| hit.2 >= 2) && !killed {
        return None;
    }
    let from = output.len().saturating_sub(PLAIN);
    let (mut mild, mut stop) = (None, None);
    for (at, (_, text)) in output.iter().enumerate().skip(from) {
        let Some((says, grave)) = signature::of_words(text) else {
            stop = stop.or_else(|| Some((at, signature::of_stop(text)?, 1)));
            continue;
        };
        let explains = matches!(says.kind, Kind::MaxDurationExceeded | Kind::OutOfMemory);
        match (grave, killed) {
            (true, true) if explains => return Some((at, says, 2)),
            (true, false) => return Some((at, says, 1)),
            (false, false) => mild = mild.or(Some((at, says, 1))),
            (_, true) => {}
        }
    }
    mild.or(stop.filter(|_| known.is_none()))
}

/// In a Java or .NET trace the last "Caused by" is the cause, what stands above it its wrapping.
fn innermost(first: Hit, hits: &[Hit], output: &[(Option<u64>, &str)]) -> Hit {
    let mut best = first;
    let mut message = MESSAGE;
    for (at, (_, text)) in output.iter().enumerate().skip(first.0 + 1).take(400) {
        let text = text.trim_start();
        let is_cause = text.starts_with("Caused by:") || text.starts_with("---> ");
        if is_cause
            && let Some(hit) = hits.iter().find(|hit| hit.0 == at)
            && hit.2 >= best.2.min(2)
        {
            best = *hit;
        }
        let is_trace =
            is_cause || text.starts_with("at ") || text.starts_with("... ") || text.is_empty();
        // The message itself may have lines of its own before the trace begins.
        message = if is_trace { 0 } else { message };
        if !is_trace && (message == 0 || is_exception(text)) {
            break;
        }
        message = message.saturating_sub(1);
    }
    best
}

/// Whether a line begins with the name of an exception.
fn is_exception(text: &str) -> bool {
    let name = text.split([':', ' ']).next().unwrap_or(text);
    name.ends_with("Exception") || name.ends_with("Error")
}

fn error_at((at, signature, strength): Hit, output: &[(Option<u64>, &str)]) -> LogError {
    let mut excerpt = vec![clip(output[at].1)];
    for (_, text) in output.iter().skip(at + 1).take(4) {
        if !CONTINUES.is_match(text) {
            break;
        }
        excerpt.push(clip(text));
    }
    LogError {
        signature,
        strength,
        line: output[at].0,
        excerpt: excerpt.join("\n"),
        text: clip(output[at].1),
    }
}

/// Whether the text behind `=` is a date such as `Sun Sep 24 17:06:27 CEST 2023`.
fn is_date_line(rest: &str) -> bool {
    let words: Vec<&str> = rest.split_whitespace().collect();
    (4..=7).contains(&words.len()) && words.iter().any(|word| word.split(':').count() == 3)
}

fn clip(text: &str) -> String {
    let text = text.trim_end();
    match text.char_indices().nth(LINE) {
        Some((at, _)) => format!("{}…", &text[..at]),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn log(text: &str) -> LogReading {
        read(&LogTail::from_text(text))
    }

    #[test]
    fn header_and_footer_are_read_in_all_their_forms() {
        let reading = log(concat!(
            "===============================================================\n",
            "= JOB       : CPUA#JS25[(0600 09/24/23),(0AAAAAAAAAAAABQM)].JOBC\n",
            "= USER      : tws\n= JCLFILE   : /opt/batch/load.sh\n= AGENT     : CPUA\n= Job Number: 987278608\n",
            "= Sun Sep 24 17:06:27 CEST 2023\n",
            "===============================================================\nhello\n",
            "= Exit Status           : 5\n",
            "= System Time (Seconds) : 0     Elapsed Time (hh:mm:ss) : 00:01:05\n",
        ));
        assert_eq!(reading.user.as_deref(), Some("tws"));
        assert_eq!(reading.script.as_deref(), Some("/opt/batch/load.sh"));
        assert_eq!((reading.exit_status, reading.elapsed), (Some(5), Some(65)));
        assert_eq!(reading.job_number, Some(987_278_608));
        assert_eq!(reading.last_lines, ["hello"]);
        assert_eq!(
            log("= Exit Status : 0\n= Elapsed Time (Minutes) : 2").elapsed,
            Some(120)
        );
    }

    #[test]
    fn the_first_cause_wins_over_its_echoes() {
        let reading = log(concat!(
            "start\ncp: error writing '/data/x': No space left on device\n",
            "ERROR step 2 failed\nJob aborted\n",
        ));
        let error = reading.error.expect("an error");
        assert_eq!(error.signature.kind, Kind::DiskFull);
        assert_eq!(error.line, Some(2));
    }

    #[test]
    fn a_scary_warning_does_not_beat_the_error() {
        let reading = log(concat!(
            "2026-01-01 WARN  disk full threshold at 91 %, continuing\n",
            "ORA-00054: resource busy and acquire with NOWAIT specified\n",
        ));
        assert_eq!(
            reading.error.map(|e| e.signature.kind),
            Some(Kind::LockContention)
        );
    }

    #[test]
    fn what_was_overcome_does_not_count() {
        let reading = log(concat!(
            "ssh: connect to host a port 22: Connection refused\n",
            "connection restored after 2 attempts\n",
            "Traceback (most recent call last):\n  File \"x.py\", line 3\nKeyError: 'day'\n",
        ));
        assert_eq!(
            reading.error.map(|e| e.signature.kind),
            Some(Kind::DataError)
        );
    }

    #[test]
    fn the_innermost_cause_of_a_trace_is_the_cause() {
        let reading = log(concat!(
            "java.lang.IllegalStateException: step failed\n\tat com.bank.Eod.run(Eod.java:12)\n",
            "Caused by: java.sql.SQLException: Listener refused\n\tat oracle.Foo(Foo.java:1)\n",
            "Caused by: ORA-12541: TNS:no listener\n\t... 12 more\n",
        ));
        assert_eq!(
            reading.error.map(|e| e.signature.kind),
            Some(Kind::NetworkError)
        );
    }

    #[test]
    fn a_log_without_errors_has_none() {
        let reading = log("reading\n0 errors, 0 warnings\ndone\n");
        assert!(reading.error.is_none() && reading.has_output);
    }
}
