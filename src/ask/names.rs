//! Names inside a sentence: quoted, written as keys, following a noun, in capitals, or simply a
//! word that is no word of the language.

mod shape;
mod words;

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::intent::normalise;
use crate::diagnose::{ObjectRef, ObjectType};
use shape::{has_digit, is_joined, is_key, is_time, trim_token};
use words::{FUNCTION_WORDS, NOUNS, QUESTION_WORDS, STATES, VOCABULARY};

/// What a mention says it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MentionKind {
    /// "job X".
    Job,
    /// "stream X".
    Stream,
    /// "workstation X".
    Workstation,
    /// "resource X".
    Resource,
    /// "folder X".
    Folder,
    /// A status, return code or message code.
    Code,
    /// The sentence does not say.
    Any,
}

/// A name in a sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mention {
    /// The name as typed.
    pub text: String,
    /// What it says it is.
    pub kind: MentionKind,
    /// Whether it is surely meant as a name; else it is a guess that the plan must confirm.
    pub sure: bool,
    start: usize,
    end: usize,
}

impl Mention {
    /// A name that was found elsewhere than in a sentence, and that the plan must confirm.
    pub(super) fn guess(text: &str, kind: MentionKind) -> Self {
        Self {
            text: text.to_owned(),
            kind,
            sure: false,
            start: 0,
            end: 0,
        }
    }

    /// The object that the question before was about.
    pub(super) fn of(object: &ObjectRef) -> Self {
        let kind = match object.kind {
            ObjectType::Job => MentionKind::Job,
            ObjectType::Stream => MentionKind::Stream,
            ObjectType::Workstation => MentionKind::Workstation,
            _ => MentionKind::Any,
        };
        let name = object.id.as_ref().unwrap_or(&object.key);
        Self {
            sure: true,
            ..Self::guess(name, kind)
        }
    }

    /// The same name, no longer taken for sure.
    #[must_use]
    pub fn as_guess(self) -> Self {
        Self {
            sure: false,
            ..self
        }
    }
}

static TOKEN: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"[\w/#.@*\-$&:%?()]*[\w@*)]").expect("a fixed expression"));

/// A whole key, whose scheduled time holds a blank: `/W#/F/STREAM(0526 11/23/26).JOB`.
static KEY: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"[\w/@*.\-]+#[\w/@*.\-]+\([\w /]{1,20}\)(?:\.[\w@*\-]+)?")
        .expect("a fixed expression")
});

static QUOTED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r#"(?:^|[\s(,:=])(?:"([^"\n]{1,120})"|'([^'\n]{1,120})'|`([^`\n]{1,120})`|“([^”\n]{1,120})”)"#).expect("a fixed expression")
});

static MESSAGE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)\b((?:AWS|AWK|EQQ|EEW)[A-Z]{1,4}\d{3,4}[EWI]?|ORA-\d{3,5}|SQL\d{4,5}[NCW]?|SQLCODE ?-?\d+|S(?:\d[0-9A-F]{2}|[0-9A-F]\d[0-9A-F]|[A-F]{2}\d)|AMQ\d{4}E?|TNS-\d{4,5}|IEF\d{3}I|CPF\d{4})\b").expect("a fixed expression")
});

static RETURN_CODE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)\b(?:rc|return[ -]?code|exit[ -]?(?:code|status)|codigo(?: de (?:retorno|saida|salida|erro|error))?|código(?: de (?:retorno|saída|salida|erro|error))?|code|retorno|signal|sinal)\s*[:=]?\s*(-?\d{1,10})\b").expect("a fixed expression")
});

/// The names in a question, the surest first, and the question with each of them as `name`.
pub fn mentions(question: &str) -> (Vec<Mention>, String) {
    let question: String = question.chars().take(4_000).collect();
    let mut found = Vec::new();
    marked(&question, &mut found);
    let guesses = by_word(&question, &mut found);
    let reading = with_placeholders(&question, &found);
    // Guesses do not change how the sentence reads; they are tried only where a name is needed.
    let has_name = found
        .iter()
        .any(|mention| mention.kind != MentionKind::Code);
    for guess in guesses {
        if !has_name || guess.kind == MentionKind::Code {
            add(guess, &mut found);
        }
    }
    found.sort_by_key(|mention| (!mention.sure, mention.start));
    (found, reading)
}

/// Adds a mention where none is yet.
fn add(mention: Mention, found: &mut Vec<Mention>) {
    let overlaps = found
        .iter()
        .any(|known| mention.start < known.end && known.start < mention.end);
    if !overlaps && !mention.text.is_empty() {
        found.push(mention);
    }
}

/// What is marked as a name or code whatever its words: quoted, written as a key, announced.
fn marked(question: &str, found: &mut Vec<Mention>) {
    let sure = |text: &str, kind, place: Range<usize>| Mention {
        text: text.trim().to_owned(),
        kind,
        sure: true,
        start: place.start,
        end: place.end,
    };
    for quoted in QUOTED.captures_iter(question) {
        let all = quoted.get_match();
        if let Some(part) = (1..=4).find_map(|i| quoted.get(i)) {
            // Quotation marks may be of more than one byte; the opening one is the last before it.
            let mark = question[..part.start()].chars().next_back();
            let place = part.start() - mark.map_or(0, char::len_utf8)..all.end();
            let kind = kind_before(question, place.start);
            add(sure(part.as_str(), kind, place), found);
        }
    }
    for key in KEY.find_iter(question) {
        let kind = kind_before(question, key.start());
        add(sure(key.as_str(), kind, key.range()), found);
    }
    for code in RETURN_CODE.captures_iter(question) {
        if let (Some(all), Some(number)) = (code.get(0), code.get(1)) {
            add(sure(number.as_str(), MentionKind::Code, all.range()), found);
        }
    }
    for code in MESSAGE.find_iter(question) {
        add(sure(code.as_str(), MentionKind::Code, code.range()), found);
    }
}

/// Adds the words that are surely names by how they are written or placed; gives those that may be.
fn by_word(question: &str, found: &mut Vec<Mention>) -> Vec<Mention> {
    let shouting =
        question.chars().any(char::is_alphabetic) && !question.chars().any(char::is_lowercase);
    let calm = !question.chars().any(char::is_uppercase);
    let mut guesses: Vec<Mention> = Vec::new();
    for token in TOKEN.find_iter(question) {
        let text = trim_token(token.as_str());
        if text.is_empty() || text.chars().count() > 160 {
            continue;
        }
        let start = token.start() + token.as_str().find(text).unwrap_or(0);
        let kind = kind_before(question, start);
        let mention = |kind, sure| Mention {
            text: text.to_owned(),
            kind,
            sure,
            start,
            end: start + text.len(),
        };
        if is_key(text) {
            add(mention(kind, true), found);
            continue;
        }
        let plain = normalise(text);
        let is_word = VOCABULARY.contains(plain.as_str()) || is_noun(&plain);
        let capitals = text.chars().filter(|c| c.is_alphabetic()).count() >= 2
            && !text.chars().any(char::is_lowercase)
            && !shouting;
        let state = STATES.contains(&text.to_uppercase().as_str());
        let announced = kind != MentionKind::Any && kind != MentionKind::Code;
        let number = text.chars().all(|c| c.is_ascii_digit());
        // "jobs past their deadline": after a noun in the plural an ordinary word is no name.
        let named =
            announced && (capitals || !is_word && !follows_plural(question, start)) && !number;
        // An ordinary word, but written or placed as names are: the plan decides.
        let odd_word = !is_word
            && !is_time(text)
            && (shouting
                || is_joined(text)
                || calm
                || text.chars().next().is_some_and(char::is_uppercase)
                || has_digit(text))
            && text.chars().count() >= 3;
        let placed = announced
            && is_word
            && !FUNCTION_WORDS.contains(&plain.as_str())
            && !is_noun(&plain)
            && follows_singular(question, start)
            && calm;
        if named || capitals && !state {
            add(mention(kind, true), found);
        } else if capitals {
            // "what does HOLD mean", or a job that is really called so: the plan decides.
            guesses.push(mention(MentionKind::Code, false));
        } else if odd_word || placed {
            guesses.push(mention(kind, false));
        }
    }
    guesses
}

/// The question with `name` or `code` in the place of each mention.
fn with_placeholders(question: &str, mentions: &[Mention]) -> String {
    let mut order: Vec<&Mention> = mentions.iter().collect();
    order.sort_by_key(|mention| mention.start);
    let (mut reading, mut at) = (String::new(), 0);
    for mention in order {
        if mention.start >= at {
            reading.push_str(question.get(at..mention.start).unwrap_or_default());
            reading.push_str(match mention.kind {
                MentionKind::Code => " code ",
                _ => " name ",
            });
            at = mention.end.min(question.len());
        }
    }
    reading.push_str(question.get(at..).unwrap_or_default());
    normalise(&reading)
}

/// Where a question needs a name and none stands out: its ordinary words, longest first, for a
/// job may well be called LOAD.
pub(super) fn last_resort(question: &str) -> Vec<Mention> {
    let mut found: Vec<Mention> = Vec::new();
    for token in TOKEN.find_iter(question).take(40) {
        let text = trim_token(token.as_str());
        let plain = normalise(text);
        let is_name = text.chars().count() >= 3
            && !FUNCTION_WORDS.contains(&plain.as_str())
            && !QUESTION_WORDS.contains(&plain.as_str())
            && !is_noun(&plain)
            && !is_time(text);
        if is_name {
            let (start, end) = (token.start(), token.end());
            let kind = MentionKind::Any;
            found.push(Mention {
                text: text.to_owned(),
                kind,
                sure: false,
                start,
                end,
            });
        }
    }
    found.truncate(4);
    found
}

fn is_noun(plain: &str) -> bool {
    NOUNS.iter().any(|(_, nouns)| nouns.contains(&plain))
}

/// The words directly before a place in the sentence.
fn words_before(question: &str, start: usize) -> Vec<String> {
    let before = question.get(..start).unwrap_or_default();
    normalise(before)
        .split_whitespace()
        .rev()
        .take(3)
        .map(str::to_owned)
        .collect()
}

/// What the words before a name say it is: "job X", "job stream X", "the stream called X".
fn kind_before(question: &str, start: usize) -> MentionKind {
    let words = words_before(question, start);
    for word in words.iter().take(2) {
        if let Some((kind, _)) = NOUNS
            .iter()
            .find(|(_, nouns)| nouns.contains(&word.as_str()))
        {
            // "status of X" asks about X; only "code X" says that X is a code.
            return if *kind == MentionKind::Code {
                MentionKind::Any
            } else {
                *kind
            };
        }
        if !matches!(
            word.as_str(),
            "called" | "named" | "the" | "o" | "a" | "el" | "la" | "chamado" | "llamado" | "de"
        ) {
            break;
        }
    }
    MentionKind::Any
}

/// "job late": after a noun in the singular an ordinary word may be a name.
fn follows_singular(question: &str, start: usize) -> bool {
    words_before(question, start)
        .first()
        .is_some_and(|word| is_noun(word) && !word.ends_with('s'))
}

fn follows_plural(question: &str, start: usize) -> bool {
    words_before(question, start)
        .first()
        .is_some_and(|word| is_noun(word) && word.ends_with('s'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn first(question: &str) -> Option<(String, MentionKind)> {
        mentions(question)
            .0
            .into_iter()
            .next()
            .map(|m| (m.text, m.kind))
    }

    #[test]
    fn names_are_found_in_sentences() {
        for (question, name, kind) in [
            ("why did job LOAD abend?", "LOAD", MentionKind::Job),
            (
                "Why is PAYROLL_LOAD stuck",
                "PAYROLL_LOAD",
                MentionKind::Any,
            ),
            (
                "why did /PAYROLL/AGT1#/PAYROLL/DAILY.LOAD fail?",
                "/PAYROLL/AGT1#/PAYROLL/DAILY.LOAD",
                MentionKind::Any,
            ),
            ("status of stream 'DAILY'", "DAILY", MentionKind::Stream),
            ("status of stream “DAILY 2”", "DAILY 2", MentionKind::Stream),
            ("por que o job fatura abendou?", "fatura", MentionKind::Job),
            ("por qué falló el trabajo CARGA?", "CARGA", MentionKind::Job),
            (
                "what waits for AGT1#DAILY.LOAD",
                "AGT1#DAILY.LOAD",
                MentionKind::Any,
            ),
            ("which jobs of ACC@ failed", "ACC@", MentionKind::Any),
            (
                "is workstation AGT1 linked?",
                "AGT1",
                MentionKind::Workstation,
            ),
            ("what does AWSITA245E mean", "AWSITA245E", MentionKind::Code),
            ("what does return code 127 mean", "127", MentionKind::Code),
            ("why did mydailyrun fail", "mydailyrun", MentionKind::Any),
        ] {
            assert_eq!(first(question), Some((name.to_owned(), kind)), "{question}");
        }
    }

    #[test]
    fn ordinary_questions_name_nothing() {
        for question in [
            "what abended?",
            "which jobs are late",
            "Is everything ok?",
            "quais jobs falharam hoje?",
            "what happened since 22:00",
            "qué está corriendo ahora?",
        ] {
            assert_eq!(first(question), None, "{question}");
        }
    }

    #[test]
    fn the_sentence_is_left_with_a_placeholder() {
        assert_eq!(
            mentions("Why did job “night load” fail?").1,
            "why did job name fail"
        );
        assert_eq!(
            mentions("Why did job LOAD_1 fail?").1,
            "why did job name fail"
        );
    }

    #[test]
    fn nonsense_never_breaks_it() {
        for question in [
            "",
            "'",
            "''''",
            "((((",
            "é\u{202e}\u{0}",
            &"#".repeat(10_000),
            &"a ".repeat(500_000),
        ] {
            let _ = mentions(question);
        }
    }
}
