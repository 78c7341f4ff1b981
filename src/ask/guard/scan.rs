//! The statements of an answer: citations, names, codes, times and counts.

use std::borrow::Cow;
use std::sync::LazyLock;

use jiff::Timestamp;
use regex::Regex;

use super::known::Known;
use super::{FaultKind, Verdict};

macro_rules! expressions {
    ($($name:ident = $text:expr;)+) => {
        $(static $name: LazyLock<Regex> = LazyLock::new(|| Regex::new($text).expect("a fixed expression"));)+
    };
}

/// Nouns of objects of the plan, in the languages that questions come in.
const NOUNS: &str = r"jobs?|job streams?|streams?|schedules?|workstations?|agents?|resources?|prompts?|calendars?|predecessors?|successors?|tarefas?|trabajos?|fluxos?|flujos?|esta(?:ções|ção|ciones|ción)(?: de trabalho| de trabajo)?|agentes?|recursos?";

expressions! {
    CITATION = r"\[((?:[Tt]\d{1,4}\.)?[Ee]\d{1,4}(?:\s*[,;–-]\s*(?:[Tt]\d{1,4}\.)?[Ee]\d{1,4})*)\]";
    CITED = r"(?:[Tt]\d{1,4}\.)?[Ee]\d{1,4}";
    INSTANT = r"\b\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?";
    DATE = r"\b\d{4}-\d{2}-\d{2}\b|\b\d{1,2}/\d{1,2}(?:/\d{2,4})?\b|\b\d{1,2}\.\d{1,2}\.\d{2,4}\b";
    SPAN = r"(?i)\b(\d{1,5})(?::([0-5]\d) ?| ?(?:h|hours?|horas?),? ?(?:(?:and|e|y) )?(\d{1,2}) ?)(m|min|mins|minutes?|minutos?|h|hours?|horas?)\b";
    CLOCK = r"(?i)\b([01]?\d|2[0-3])(?:[:h]|\s?h\s?)([0-5]\d)(?::[0-5]\d(?:\.\d+)?)?\s*([ap])?\.?m?\b";
    SCHEDULED = r"\((\d{2})(\d{2}) \d{2}/\d{2}/\d{2}\)";
    RETURN_CODE = r"(?i)\b(?:return[ _-]?codes?|exit[ _-]?(?:codes?|status)|c[oó]digos? de (?:retorno|sa[ií]da|salida)|rc)\b[*`_]*\s*(?::|=|was|is|of|foi|fue|era|de|,)?\s*[*`_\x22]*(-?\d{1,11})\b";
    MESSAGE = r"\b(?:(?:AWS|AWK|EQQ)[A-Z]{2,5}\d{3,4}[AEIWS]?|[A-Z][A-Z0-9]{1,7}-\d{2,6}[A-Z]?|SQL\d{3,5}[A-Z]?)\b";
    WORD = r"[\w$@-]*[\w$@]";
    OF_OBJECT = &format!(r"(?i)\b(?:{NOUNS})\b[\s:]{{1,3}}(?:named |called |de nome |llamado )?[*_]{{0,2}}[`\x22“'][^`\x22”'\n]{{1,160}}[`\x22”']");
    QUOTED = r"[`\x22“']([^`\x22”'\n]{1,160})[`\x22”']";
    COUNT = &format!(r"(?i)(?:^|[^\w.,:/#=-])(\d{{1,3}}(?:[ .,]\d{{3}})+|\d{{1,9}})[*_`]*[ \t]+(?:[\w-]+[ \t]+){{0,3}}?(?:{NOUNS}|runs?|dependenc(?:y|ies)|deadlines?|lines?|errors?|execuç(?:ão|ões)|ejecuci(?:ón|ones)|dependências?|dependencias?|linhas?|líneas?)\b");
    FENCED = r"(?s)```.*?(?:```|\z)";
    LEFT = &format!(r"(?i)\b(?:{NOUNS})[\s:*`\x22“'_]{{1,6}}$");
    RIGHT = &format!(r"(?i)^[\s*`\x22”'_]{{1,4}}(?:{NOUNS})\b");
}

/// Capitals that are words of the trade, not names of objects.
const TRADE: &str = "ABEND ABENDED ABENP ABORT ACCESS ALTER ASCII AWSBHT CANCEL CANCELED CANCELLED CANCL COMMIT CONFIRM CONMAN CREATE CRITICAL CURRENT DEADLOCK DEBUG DELETE DENIED DROP EBCDIC ENOSPC ERROR ERRORS ETIMEDOUT EXCEPTION FAILED FAILURE FATAL FENCE FILES FORCE GRANT GROUP HTTPS IMPORTANT INFORMATION INSERT INTERNAL INTRO JOBMAN JSONL KERBEROS LIMIT LINUX LDAPS MERGE MYSQL NAGIOS NETMAN MAILMAN NOTICE ORACLE ORDER PATCH POSIX POSTGRESQL PRIORITY PROMPT QUERY READY RELEASE RERUN RESOLVED RESTART ROLLBACK RUNNING SELECT SIGTERM SIGKILL SIGSEGV STATUS STDERR STDIN STDLIST STDOUT STUCK SUCCESS SUCCESSFUL SUCCP SUPPR SUPPRESS SYMPHONY TABLE TABLESPACE TRUNCATE UNDECIDED UNIQUE UNIX UPDATE UTF-8 UTF-16 WAITING WARNING WHERE WINDOWS IPV4 IPV6 SHA256 SHA-256 SHA1 MD5 X509 BASE64 OAUTH2 HTTP2 CP037 ISO-8859-1 OPEN-SOURCE DB2 S3 EC2 Z/OS I/O C-LEVEL RFC3339 L1 L2 L3 P1 P2 P3";

/// The words of a text: what stands between blanks and the signs that full names are joined with.
pub fn words(text: &str) -> impl Iterator<Item = &str> {
    WORD.find_iter(text)
        .map(|word| word.as_str().trim_start_matches('-'))
}

/// The evidence that a text points at, each once, in order.
pub fn citations(text: &str) -> Vec<String> {
    let mut ids: Vec<String> = Vec::new();
    for cited in CITATION.captures_iter(text) {
        for id in CITED.find_iter(&cited[1]) {
            let id = id.as_str().to_uppercase();
            if !ids.contains(&id) {
                ids.push(id);
            }
        }
    }
    ids
}

/// The beginnings of a text's longer words, in small letters: enough to know a word by in any of its
/// forms.
pub fn stems(text: &str) -> impl Iterator<Item = String> {
    text.split(|c: char| !c.is_alphabetic())
        .filter(|word| word.chars().count() > 3)
        .map(|word| word.to_lowercase().chars().take(5).collect())
}

/// The return codes that a text states.
pub fn return_codes(text: &str) -> Vec<i64> {
    let stated = RETURN_CODE.captures_iter(text);
    stated.filter_map(|c| c[1].parse().ok()).collect()
}

/// The instants that a text states in full.
pub fn instants(text: &str) -> Vec<Timestamp> {
    let found = INSTANT.find_iter(text);
    found.filter_map(|at| at.as_str().parse().ok()).collect()
}

/// The times of day of a text, as minutes.
pub fn minutes(text: &str) -> Vec<u16> {
    let scheduled = SCHEDULED
        .captures_iter(text)
        .filter_map(|c| minute(&c[1], &c[2], None));
    CLOCK
        .captures_iter(text)
        .filter_map(|c| minute(&c[1], &c[2], c.get(3).map(|m| m.as_str())))
        .chain(scheduled)
        .collect()
}

fn minute(hour: &str, minute: &str, half: Option<&str>) -> Option<u16> {
    let (mut hour, minute): (u16, u16) = (hour.parse().ok()?, minute.parse().ok()?);
    match half.map(str::to_ascii_lowercase).as_deref() {
        Some("p") if hour < 12 => hour += 12,
        Some("a") if hour == 12 => hour = 0,
        _ => {}
    }
    (hour < 24 && minute < 60).then_some(hour * 60 + minute)
}

/// Compares every statement with what is known.
pub fn statements(text: &str, known: &Known, verdict: &mut Verdict) {
    for id in citations(text) {
        let holds = known.citations.contains(&id);
        verdict.compare(FaultKind::Citation, &format!("[{id}]"), holds);
    }
    let text = CITATION.replace_all(text, " ");
    for stated in RETURN_CODE.captures_iter(&text) {
        let holds = stated[1]
            .parse()
            .is_ok_and(|code| known.return_codes.contains(&code));
        verdict.compare(FaultKind::ReturnCode, &stated[0], holds);
    }
    times(&text, known, verdict);
    for code in MESSAGE.find_iter(&text) {
        let is_trade = trade(code.as_str());
        if !is_trade {
            let holds = known.words.contains(&code.as_str().to_uppercase());
            verdict.compare(FaultKind::MessageCode, code.as_str(), holds);
        }
    }
    let text = MESSAGE.replace_all(&text, " ");
    counts(&FENCED.replace_all(&text, " "), known, verdict);
    names(&text, known, verdict);
}

fn times(text: &str, known: &Known, verdict: &mut Verdict) {
    let text = SCHEDULED.replace_all(text, " ");
    let text = spans(&text, known, verdict);
    for stated in CLOCK.captures_iter(&text) {
        if let Some(minute) = minute(&stated[1], &stated[2], stated.get(3).map(|m| m.as_str())) {
            verdict.compare(FaultKind::Time, &stated[0], known.has_minute(minute));
        }
    }
}

/// Compares the lengths of time ("1 h 20 min", "12:33 minutes") and gives the text without them.
fn spans<'a>(text: &'a str, known: &Known, verdict: &mut Verdict) -> Cow<'a, str> {
    for stated in SPAN.captures_iter(text) {
        let number = |group: usize| stated.get(group)?.as_str().parse::<i64>().ok();
        let (first, second) = (number(1), number(2).or_else(|| number(3)));
        let (Some(first), Some(second)) = (first, second) else {
            continue;
        };
        // "12:33 minutes" are minutes and seconds, all else is hours and minutes.
        let small = stated.get(2).is_some() && stated[4].starts_with(['m', 'M']);
        let unit = if small { 1 } else { 60 };
        let holds = known.has_span((first * 60 + second) * unit, unit);
        verdict.compare(FaultKind::Time, &stated[0], holds);
    }
    SPAN.replace_all(text, " ")
}

fn counts(text: &str, known: &Known, verdict: &mut Verdict) {
    let text = DATE.replace_all(text, " ");
    let text = CLOCK.replace_all(&text, " ");
    for stated in COUNT.captures_iter(&text) {
        let digits: String = stated[1].chars().filter(char::is_ascii_digit).collect();
        let Ok(number) = digits.parse::<i64>() else {
            continue;
        };
        // A number at the head of a line is the number of a list: "2 jobs" still is a count.
        let holds = known.counts.contains(&number)
            || (known.counts.is_empty() && known.numbers.contains(&number));
        verdict.compare(FaultKind::Count, &stated[0], holds);
    }
}

/// Words that look like names of objects.
fn names(text: &str, known: &Known, verdict: &mut Verdict) {
    for said in OF_OBJECT.find_iter(text) {
        let Some(quoted) = QUOTED.captures(said.as_str()) else {
            continue;
        };
        for part in words(&quoted[1]).filter(|part| part.chars().any(char::is_alphabetic)) {
            verdict.compare(
                FaultKind::Name,
                &quoted[1],
                known.has_name(part, true) || trade(part),
            );
        }
    }
    for line in text.lines() {
        if is_shouted(line) {
            continue;
        }
        for word in WORD.find_iter(line) {
            let part = word.as_str().trim_start_matches('-');
            if !looks_like_a_name(part) || trade(part) {
                continue;
            }
            let (left, right) = (&line[..word.start()], &line[word.end()..]);
            let of_object = LEFT.is_match(left) || RIGHT.is_match(right);
            let short = part.chars().count() <= 4 && part.chars().all(|c| c.is_ascii_uppercase());
            if short && !of_object && !left.ends_with(['`', '#', '.', '/']) {
                continue;
            }
            verdict.compare(FaultKind::Name, part, known.has_name(part, of_object));
        }
    }
}

/// Capitals with at least three signs, as names of the plan are written.
fn looks_like_a_name(word: &str) -> bool {
    let letters = word.chars().filter(|c| c.is_alphabetic()).count();
    let joined = word.contains(['_', '$', '@']) || word.chars().any(|c| c.is_ascii_digit());
    let capital = word.chars().all(|c| !c.is_lowercase());
    let inner = word.chars().any(char::is_uppercase) && word.contains('_');
    word.len() >= 3 && letters >= 2 && ((capital && (letters >= 3 || joined)) || inner)
}

/// A line in capitals is a heading.
fn is_shouted(line: &str) -> bool {
    line.split_whitespace().count() >= 2
        && line
            .chars()
            .all(|c| !c.is_lowercase() && !c.is_ascii_digit() && c != '_')
}

fn trade(word: &str) -> bool {
    let upper = word.to_uppercase();
    upper.starts_with("SIG") || TRADE.split(' ').any(|known| known == upper)
}
