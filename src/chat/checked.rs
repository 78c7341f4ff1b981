//! What an answer is checked against, and what becomes of one that stands.

use std::sync::{Mutex, PoisonError};

use jiff::tz::TimeZone;

use super::Asked;
use crate::ask::guard::{self, FaultKind, Known, Origins};
use crate::ask::{AskReport, Checked, Intent, Unfinished, say_evidence};
use crate::llm::{FailureKind, Outcome, Verdict};
use crate::tools::{ToolResult, ToolStatus};

/// What is known before the model is asked.
pub fn known(report: &AskReport, asked: &Asked<'_>, zone: &TimeZone) -> Known {
    let mut known = Known::new(std::slice::from_ref(zone));
    known.instant(asked.now);
    known.question(&asked.question.text);
    if let Some(pasted) = &asked.question.pasted {
        known.question(pasted);
    }
    if let Some(diagnosis) = &report.diagnosis {
        known.diagnosis(diagnosis);
        if report.intent == Intent::Why {
            known.asks_for_the_cause(diagnosis, &asked.question.text);
        }
    }
    if let Some(data) = &report.data {
        known.facts(data);
    }
    known.text(&report.answer);
    for turn in asked.said.turns() {
        known.question(&turn.question);
        known.text(&turn.answer);
    }
    for fact in asked.said.facts() {
        known.cite(&fact.id);
        known.text(&fact.title);
        known.text(&fact.text);
    }
    known
}

/// What is known, growing with each result of a tool.
pub struct Growing(Mutex<Known>);

impl Growing {
    pub fn new(known: Known) -> Self {
        Self(Mutex::new(known))
    }

    /// Adds a result. That of a call that failed repeats the model's own words: it proves nothing.
    pub fn add(&self, result: &ToolResult) {
        if result.status != ToolStatus::Error {
            let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            known.facts(&result.content);
        }
    }

    /// What is wrong with an answer.
    pub fn faults(&self, answer: &str) -> Vec<String> {
        self.found(answer, |_| true)
    }

    /// What is wrong with the beginning of an answer: what it does not say yet it may have meant to.
    fn false_so_far(&self, begun: &str) -> Vec<String> {
        self.found(begun, |kind| {
            !matches!(kind, FaultKind::Cause | FaultKind::Proof)
        })
    }

    fn found(&self, text: &str, counts: impl Fn(FaultKind) -> bool) -> Vec<String> {
        let known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let verdict = guard::check(text, &known);
        let faults = verdict.faults.iter().filter(|fault| counts(fault.kind));
        faults.map(ToString::to_string).collect()
    }
}

/// What a model had said when it broke off. An answer that was complete and did not stand is none:
/// the check says what was wrong with it.
pub fn unfinished(outcome: &Outcome, known: &Growing, links: &Origins) -> Option<Unfinished> {
    let failure = outcome.failure.as_ref()?;
    if failure.kind == FailureKind::Useless {
        return None;
    }
    let (text, _) = guard::without_links(&failure.partial, links);
    let text = text.trim();
    // The last word may be half of one.
    let whole = text.rfind(char::is_whitespace).map_or("", |at| &text[..at]);
    (!text.is_empty()).then(|| Unfinished {
        faults: known.false_so_far(whole),
        text: text.to_owned(),
    })
}

/// How the check went, for the report.
pub fn judged(outcome: &Outcome) -> Checked {
    let verdict = match outcome.verdict {
        Verdict::Passed => "passed",
        Verdict::Repaired => "repaired",
        Verdict::Failed => "failed",
        Verdict::Unchecked => "unchecked",
    };
    Checked {
        verdict: verdict.to_owned(),
        faults: outcome.faults.clone(),
    }
}

/// Characters of an answer that is no more than a yes or no to how something is.
const SHORT: usize = 80;

/// Puts the model's words in the place of the built-in ones, links taken out, with the evidence they
/// point at, and what proves the cause, below.
pub fn adopt(report: &mut AskReport, text: &str, links: &Origins) {
    let (text, hosts) = guard::without_links(text, links);
    if !hosts.is_empty() {
        let hosts = crate::tws::escape(&hosts.join(", "), 200);
        report.warnings.push(format!(
            "links of the model's answer are shown as text: {hosts}"
        ));
    }
    report.citations = guard::citations(&text);
    let own = std::mem::replace(&mut report.answer, text.trim().to_owned());
    let says_little = report.citations.is_empty() && report.answer.chars().nth(SHORT).is_none();
    if report.intent == Intent::Status && says_little {
        report.answer.push_str("\n\n");
        report.answer.push_str(&own);
    }
    let cited: Vec<_> = report
        .diagnosis
        .iter()
        .flat_map(|diagnosis| {
            // What proves the cause stands below an answer to "why", whatever its words point at: they
            // may say no more than that it failed.
            let of_cause = report.intent == Intent::Why || report.citations.is_empty();
            let proof = &diagnosis.root_cause.evidence[..];
            let proof = if of_cause { proof } else { &[] };
            let evidence = diagnosis.evidence.iter();
            evidence.filter(|one| report.citations.contains(&one.id) || proof.contains(&one.id))
        })
        .cloned()
        .collect();
    if !cited.is_empty() {
        report.answer.push_str("\n\n");
        report.answer.push_str(&say_evidence(&cited));
    }
}
