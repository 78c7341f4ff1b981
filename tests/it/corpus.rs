//! The log reader and the question reader against a corpus that was written without knowledge of
//! their tables: logs from vendors' documented messages, questions as operators type them.

use std::path::{Path, PathBuf};

use resync::ask::{Intent, MentionKind, names_in, understand};
use resync::diagnose::{log, of_run};
use resync::plan::Job;
use resync::tws::LogTail;
use serde::Deserialize;

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/corpus")
}

#[derive(Deserialize)]
struct Logs {
    log: Vec<ExpectedLog>,
}

#[derive(Deserialize)]
struct ExpectedLog {
    file: String,
    kind: String,
    #[serde(default)]
    also: Vec<String>,
    return_code: i64,
    status: String,
}

#[test]
fn logs_are_read_as_an_expert_would_read_them() {
    read_logs(&folder());
}

#[test]
fn logs_of_the_later_corpora_are_read_too() {
    for corpus in [
        "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth",
    ] {
        read_logs(&folder().join(corpus));
    }
}

fn read_logs(folder: &Path) {
    let text = std::fs::read_to_string(folder.join("logs/expected.toml")).expect("the corpus");
    let expected: Logs = toml::from_str(&text).expect("TOML");
    let mut wrong = Vec::new();
    for entry in &expected.log {
        let bytes = std::fs::read(folder.join("logs").join(&entry.file)).expect("a log");
        let reading = log::read(&LogTail::from_text(&String::from_utf8_lossy(&bytes)));
        if entry.kind == "none" {
            // A job that ended well is never blamed; its log must not hold an unmistakable error.
            if let Some(error) = reading.error.filter(|error| error.strength >= 2) {
                wrong.push(format!(
                    "{}: nothing is wrong, found {} ({})",
                    entry.file, error.signature.kind, error.text
                ));
            }
            continue;
        }
        let job: Job = Job::from_wire(
            serde_json::from_value(serde_json::json!({
                "id": "1", "name": "JOB",
                "lastRunCompositeStatus": {"status": entry.status},
                "jobruns": [{"id": "r", "returnCode": entry.return_code, "compositeStatus": {"status": entry.status}, "lastInRerunChain": true}],
            }))
            .expect("a job"),
        );
        let (kind, _) = of_run(&job, Some(&reading));
        if kind.as_str() != entry.kind && !entry.also.iter().any(|also| also == kind.as_str()) {
            let line = reading
                .error
                .map_or_else(|| "no line".to_owned(), |error| error.text);
            wrong.push(format!(
                "{}: expected {}, found {kind} ({line})",
                entry.file, entry.kind
            ));
        }
    }
    let (all, bad) = (expected.log.len(), wrong.len());
    assert!(all >= 100, "only {all} logs");
    assert!(
        (all - bad) * 100 >= all * 95,
        "{} of {all} right; wrong:\n{}",
        all - bad,
        wrong.join("\n")
    );
}

#[derive(Deserialize)]
struct Questions {
    question: Vec<ExpectedQuestion>,
}

#[derive(Deserialize)]
struct ExpectedQuestion {
    text: String,
    intent: String,
    #[serde(default)]
    also: Vec<String>,
    subject: String,
}

#[test]
fn questions_of_three_languages_are_understood() {
    for corpus in ["", "second", "third"] {
        read_questions(&folder().join(corpus), 97);
    }
}

/// Nothing was learned from these, so that they say how it fares with the questions of others.
#[test]
fn questions_that_nothing_was_learned_from_are_understood_too() {
    read_questions(&folder().join("fourth"), 93);
    read_questions(&folder().join("fifth"), 95);
    read_questions(&folder().join("sixth"), 95);
}

fn read_questions(folder: &Path, percent: usize) {
    let text = std::fs::read_to_string(folder.join("questions.toml")).expect("the corpus");
    let expected: Questions = toml::from_str(&text).expect("TOML");
    let mut wrong = Vec::new();
    for entry in &expected.question {
        let (intent, mentions) = understand(&entry.text);
        let intent = serde_json::to_value::<Intent>(intent).expect("a word");
        let named: Vec<&str> = mentions
            .iter()
            .map(|mention| mention.text.as_str())
            .collect();
        let subject = match entry.subject.as_str() {
            "" | "plan" => !mentions
                .iter()
                .any(|mention| mention.sure && mention.kind != MentionKind::Code),
            subject => named.iter().any(|name| name.eq_ignore_ascii_case(subject)),
        };
        let meant = [&entry.intent].into_iter().chain(&entry.also);
        if !meant.into_iter().any(|meant| intent == meant.as_str()) || !subject {
            wrong.push(format!(
                "{:?}: expected {} {:?}, found {intent} {named:?}",
                entry.text, entry.intent, entry.subject
            ));
        }
    }
    let (all, bad) = (expected.question.len(), wrong.len());
    assert!(all >= 200, "only {all} questions");
    assert!(
        (all - bad) * 100 >= all * percent,
        "{} of {all} right; wrong:\n{}",
        all - bad,
        wrong.join("\n")
    );
}

#[derive(Deserialize)]
struct Pasted {
    pasted: Vec<ExpectedPaste>,
}

#[derive(Deserialize)]
struct ExpectedPaste {
    file: String,
    subjects: Vec<String>,
}

/// What a pasted text names: `subjects` in order of weight, against the names that were found.
fn paste_faults(folder: &Path) -> (usize, Vec<String>) {
    let text = std::fs::read_to_string(folder.join("expected.toml")).expect("the corpus");
    let expected: Pasted = toml::from_str(&text).expect("TOML");
    let mut wrong = Vec::new();
    for entry in &expected.pasted {
        let bytes = std::fs::read(folder.join(&entry.file)).expect("a text");
        let named: Vec<String> = names_in(&String::from_utf8_lossy(&bytes))
            .into_iter()
            .map(|mention| mention.text)
            .collect();
        let same = |found: &String, wanted: &String| {
            let last = |name: &str| {
                let name = name.rsplit(['#', '/']).next().unwrap_or(name).to_owned();
                name.rsplit('.').next().unwrap_or_default().to_uppercase()
            };
            last(found) == last(wanted)
        };
        // What matters most is among the first that are looked at.
        let first = named
            .iter()
            .take(3)
            .any(|found| same(found, &entry.subjects[0]));
        let missing = entry
            .subjects
            .iter()
            .filter(|wanted| !named.iter().any(|found| same(found, wanted)))
            .count();
        if !first || missing * 2 > entry.subjects.len() {
            wrong.push(format!(
                "{}: expected {:?}, found {named:?}",
                entry.file, entry.subjects
            ));
        }
    }
    (expected.pasted.len(), wrong)
}

#[test]
fn pasted_texts_name_what_matters_first() {
    for folder in [folder(), folder().join("second")] {
        read_pasted(&folder);
    }
}

fn read_pasted(folder: &Path) {
    let (all, wrong) = paste_faults(&folder.join("pasted"));
    assert!(all >= 12, "only {all} texts");
    assert!(
        wrong.len() * 10 <= all,
        "{} of {all} wrong:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}
