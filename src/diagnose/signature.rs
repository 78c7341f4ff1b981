//! What a line of a job log means: a table of signatures, and the scan that applies it.
//!
//! Every row has a literal that must occur in the line, an expression that decides, the kind it
//! points at, and how strong a sign it is. Literals are searched all at once, so a log of any size
//! is read once; expressions run only on the few lines that hold a literal.

mod databases;
mod languages;
mod locales;
mod network;
mod scheduler;
mod sieve;
mod suites;
mod system;
mod words;

use std::borrow::Cow;
use std::cmp::Reverse;
use std::sync::{LazyLock, OnceLock};

use regex::bytes::{Regex, RegexBuilder};

use super::Kind;
pub use words::{bare, of_stop, of_words};

/// A row of the table.
#[derive(Debug)]
pub struct Signature {
    /// What the line points at.
    pub kind: Kind,
    /// 3 unmistakable, 2 clear, 1 generic (an echo of something better, if there is any).
    pub strength: u8,
    /// Lower-case literal that the line must hold, at least four bytes long; `#` is any digit.
    pub literal: &'static str,
    /// Expression, without regard to case, that the line must match; empty when the literal is enough.
    pub pattern: &'static str,
    /// What it means, in words for an operator.
    pub meaning: &'static str,
    /// A line as products print it; the test of this row.
    pub example: &'static str,
}

/// Builds a table from rows of `kind, strength, literal, pattern, meaning, example`.
macro_rules! signatures {
    ($($kind:ident, $strength:literal, $literal:literal, $pattern:expr, $meaning:literal, $example:literal;)+) => {
        pub(super) const ROWS: &[$crate::diagnose::signature::Signature] = &[
            $($crate::diagnose::signature::Signature {
                kind: $crate::diagnose::Kind::$kind, strength: $strength, literal: $literal,
                pattern: $pattern, meaning: $meaning, example: $example,
            }),+
        ];
    };
}
use signatures;

/// All rows.
pub fn all() -> impl Iterator<Item = &'static Signature> {
    [
        scheduler::ROWS,
        system::ROWS,
        databases::ROWS,
        network::ROWS,
        languages::ROWS,
        locales::ROWS,
        suites::ROWS,
    ]
    .into_iter()
    .flatten()
}

struct Table {
    rows: Vec<&'static Signature>,
    literals: sieve::Sieve,
    /// The row of each literal that is searched.
    row_of: Vec<usize>,
    patterns: Vec<OnceLock<Regex>>,
}

static TABLE: LazyLock<Table> = LazyLock::new(|| {
    let rows: Vec<_> = all().collect();
    let (mut row_of, mut searched) = (Vec::new(), Vec::new());
    for (at, row) in rows.iter().enumerate() {
        for literal in with_digits(row.literal) {
            row_of.push(at);
            searched.push(literal);
        }
    }
    let patterns = rows.iter().map(|_| OnceLock::new()).collect();
    Table {
        literals: sieve::Sieve::new(searched.into_iter()),
        rows,
        row_of,
        patterns,
    }
});

impl Table {
    /// Whether the line, which holds the literal of the row, matches its expression.
    fn fits(&self, row: usize, line: &str) -> bool {
        let pattern = self.rows[row].pattern;
        pattern.is_empty()
            || self.patterns[row]
                .get_or_init(|| expression(pattern))
                .is_match(line.as_bytes())
    }
}

/// A literal with each digit in the place of its `#`.
fn with_digits(literal: &'static str) -> Vec<Cow<'static, [u8]>> {
    match literal.find('#') {
        None => vec![Cow::Borrowed(literal.as_bytes())],
        Some(_) => (0..10)
            .map(|digit| Cow::Owned(literal.replace('#', &digit.to_string()).into_bytes()))
            .collect(),
    }
}

/// Compiles an expression. Without Unicode classes that takes a tenth of the time, and what the
/// products print around an error is ASCII.
pub(super) fn expression(pattern: &str) -> Regex {
    RegexBuilder::new(pattern)
        .case_insensitive(true)
        .unicode(false)
        .build()
        .expect("the expressions of the table are tested")
}

/// The best signature of one line, with its strength there (warnings and notes count for less).
pub fn of_line(line: &str) -> Option<(&'static Signature, u8)> {
    let table = &*TABLE;
    let mut best: Option<usize> = None;
    table.literals.each(line.as_bytes(), |literal| {
        let index = table.row_of[literal];
        // Of equals the scheduler's own code says most, then the longer literal, then the earlier row.
        let weight = |at: usize| {
            (
                table.rows[at].strength,
                at < scheduler::ROWS.len(),
                table.rows[at].literal.len(),
                Reverse(at),
            )
        };
        let better = best.is_none_or(|at| weight(index) > weight(at));
        if better && table.fits(index, line) {
            best = Some(index);
        }
    });
    let row = table.rows[best?];
    match tone(line) {
        Tone::Harmless => None,
        // A warning may still be the only sign there is, but never beats an error.
        // A generic word in a note is no sign of anything.
        Tone::Mild => (row.strength > 1).then_some((row, 1)),
        Tone::Plain => Some((row, row.strength)),
    }
}

/// How a line means what it says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    /// It says that there was no error, or merely names one.
    Harmless,
    /// A warning, a note, an attempt that will be repeated.
    Mild,
    /// Anything else.
    Plain,
}

static HARMLESS: LazyLock<Regex> = LazyLock::new(|| {
    expression(concat!(
        r"(^|[^.,\d])\b(0|no|zero|without( any)?|sin|sem|nenhum|ning.{1,3}n|keine?|ohne|aucune?|sans|nessun[oa]?|senza) (\w+ )?(errors?|failures?|failed|faults?|rejected|rejects|bad|invalid|violations?|erros?|errore[s]?|errori|falhas?|fallos?|fehler\w*|erreurs?)\b",
        r"|\b(error_?count|fail(ed)?_?count|err_?cnt|errors?|erros|errores|errori|erreurs?|fehler|falhas|fallos|failures?|failed|rejected|rejects|bad|invalid|skipped|warnings?)( (rows?|records?|lines?|files?|count))?\s*[:=]+\s*0+(\s|[,;)]|$)",
        r"|error[-_ ]?(handler|handling|listener|logger|page|queue|dir|directory|log|file|table|policy)s?\b[^!]{0,40}(=|:|initiali[sz]ed|registered|enabled|loaded|started|set to|configured|empty|is 0)",
        r"|error[-_ ]?(threshold|limit|level|rate|tolerance)s?\b[^!:]{0,20}(=|is|set to|configured)",
        r"|\b(on|onerror|if|in case of|upon|whenever|when)[-_ ]?(sql)?error\b.{0,30}(exit|continue|rollback|stop|resume|goto|retry|abort)",
        r"|\bexit(ed)? (with )?(code|status)[ :=]+0\b|\brc ?= ?0\b|\breturn code[ :=]+0\b|SQLCODE *= *0\b|ORA-0+\b",
        r"|\berror( rate)?[ :=]+\d*\.\d+\b|^ok \d+ |\b(arquivo|fichero|ficheiro|archivo|lista|carpeta|pasta) de (erros|errores)\b",
        r"|^\s*(echo\b|rem\b|::|set |\+ (echo|grep|if|trap|test|\[))|\bgrep\b.*\b(error|ora-|fail)",
        // A command as it is echoed, a statement of a traceback, the head of a notebook's.
        r"|^[a-z]:\\[^>]{0,200}>\s*(if|echo|rem|set|goto|call|for)\b|^(-+> ?\d+)?\s+raise \w|\S +traceback \(most recent call last\)",
        r"|\berrors? so far\W+0\b|\berrors? (to|written to|logged to) \S*[/\\]"
    ))
});

static MILD: LazyLock<Regex> = LazyLock::new(|| {
    expression(concat!(
        r"\b(warn(ing)?|notice|info|debug|trace|note|hint|aviso|advertencia|warnung|hinweis|achtung|avertissement|atten(tion)?|avviso|attenzione)\b\s*[\]:|>)\-]",
        r"|\(handled\b|^[WI]\d{4} \d\d:\d\d:\d\d",
        r"|^\S*\s*\S*\s*\[?(warn(ing)?|info|debug|trace|notice)\]?\s",
        r"|^\s*>[^>]|^\s*[-dl][rwx-]{9}\b|^\s*✓|\bretry:|\b(patterns?|searching for|looking for|scanning for|grep)\b\s*[:=]",
        r"|^rm: (cannot|can't) remove|\bwill expire\b|\bexpires? (in|on)\b",
        r"|\b(will|going to|about to) (be )?retr(y|ied)|\bretrying\b|\bretry (in|after|attempt)|\battempt \d+ (of|/) ?\d+",
        r"|\b(harmless|(as|is|are|was) expected|can be ignored|ignored|ignoring|(?:was|were) handled|non-fatal|nonfatal|skipping|skipped|tolerated|continuing|falling back|fallback|deprecated)\b",
        r"|\b(previous|earlier|last|yesterday'?s?) (run|job|attempt|night|execution)\b"
    ))
});

/// An event of Kubernetes, whose type is no more than a column; what LDAP adds to an error.
static EVENT: LazyLock<Regex> = LazyLock::new(|| {
    expression(r"^\s*warning\s{2,}(?-i:[A-Z][a-z]+[A-Z])\w+\s|^\s*additional info:")
});

/// A command that looks or tidies up, and found nothing to do so with: mostly what another fault left.
static TIDYING: LazyLock<Regex> = LazyLock::new(|| {
    expression(concat!(
        r"(^|[:\]] |\s)((rm|ls|mv|stat|find|tail|head|du|wc|cksum|(md5|sha\d*)sum|chmod|chown|rmdir|unlink) ?: .*",
        r"(no such file|(file|\S/\S*) not found|cannot (access|stat|remove)|no existe el |inexistente|n.{1,3}o encontrado|nicht gefunden|nicht m.{1,3}glich",
        r"|aucun fichier|impossib|non esistente|does not exist|cannot open|0653-401)|(ls|find|du) ?: .*(permission denied|keine berechtigung))"
    ))
});

static RECOVERED: LazyLock<Regex> = LazyLock::new(|| {
    expression(concat!(
        r"\b(re-?connected|reconnection (successful|succeeded)|connection (was )?(restored|re-?established)|recovered|recovery (complete|successful)|retry (\d+ )?(ok|succeeded|successful|was successful)",
        r"|(succeeded|successful|ok|connected|completed) (on|at|after|in) (the )?(\d+(st|nd|rd|th)|second|third|\w+) (attempt|retry|try|retries|attempts)",
        r"|(attempt|retry|try) #?\d+[^.]{0,20}(succeeded|successful|ok\b|connected|connected to)|connected (to|as)\b|(reconnect|retry)[^.]{0,30}(ok|succeeded|successful|done)\b|now available|\.\.\. connected\.?$|problem (cleared|resolved)|resumed (successfully|normally)|lock (acquired|obtained)( after)?)"
    ))
});

/// How a line means what it says.
pub fn tone(line: &str) -> Tone {
    let line = line.as_bytes();
    if HARMLESS.is_match(line) {
        Tone::Harmless
    } else if MILD.is_match(line) && !EVENT.is_match(line) || TIDYING.is_match(line) {
        Tone::Mild
    } else {
        Tone::Plain
    }
}

/// Whether a line says that what went wrong before it was overcome.
pub fn says_recovered(line: &str) -> bool {
    RECOVERED.is_match(line.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_recognises_its_own_example() {
        let mut wrong = Vec::new();
        for row in all() {
            match of_line(row.example) {
                Some((found, _)) if found.kind == row.kind => {}
                other => wrong.push(format!(
                    "{:?}: {} -> {:?}",
                    row.kind,
                    row.example,
                    other.map(|(s, _)| s.kind)
                )),
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }

    #[test]
    fn literals_are_lower_case_and_occur_in_their_example() {
        for row in all() {
            assert_eq!(row.literal, row.literal.to_lowercase(), "{}", row.example);
            assert!(row.literal.len() >= 4, "{}", row.literal);
            let example = row.example.to_lowercase();
            let held = (with_digits(row.literal).iter())
                .any(|literal| example.contains(&*String::from_utf8_lossy(literal)));
            assert!(held, "{}", row.example);
            assert!((1..=3).contains(&row.strength) && !row.meaning.is_empty());
        }
    }

    #[test]
    fn lines_that_only_look_like_errors_are_passed_over() {
        for line in [
            "Load finished: 125000 rows read, 0 errors",
            "errors: 0, warnings: 0",
            "ErrorHandler initialised",
            "error_count=0",
            "WHENEVER SQLERROR EXIT FAILURE",
            "+ grep -c ORA- /tmp/out.log",
            "Process finished with exit code 0",
            "No errors found in the staging area.",
        ] {
            assert!(of_line(line).is_none(), "{line}");
        }
    }

    #[test]
    fn a_warning_counts_for_less_than_an_error() {
        let warning = of_line("2026-01-01 01:00:00 WARN  Connection refused, retrying in 5 s");
        assert_eq!(warning.map(|(_, strength)| strength), Some(1));
        let error = of_line("ssh: connect to host db1 port 22: Connection refused");
        assert!(
            error.is_some_and(|(row, strength)| row.kind == Kind::NetworkError && strength >= 2)
        );
    }
}
