//! The guard: what a model states is compared with what is known, by code.
//!
//! Citations must exist; every name, code, time and count must stand in the evidence; nobody may
//! claim to have done something, or that all is well where the diagnosis says otherwise; and who is
//! asked for a cause that is known has to tell it.

mod cause;
mod claims;
mod known;
mod links;
mod scan;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

pub use known::Known;
pub use links::{Origins, without_links};
pub use scan::citations;

/// What a check found.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Verdict {
    /// Whether nothing is wrong.
    pub passed: bool,
    /// How many statements were compared.
    pub checked: u32,
    /// What is wrong, in the order of the answer.
    pub faults: Vec<Fault>,
}

/// A statement that nothing known bears out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Fault {
    /// What kind of statement.
    pub kind: FaultKind,
    /// The words of the answer.
    pub text: String,
}

/// What kind of statement is wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum FaultKind {
    /// A citation of evidence that does not exist.
    Citation,
    /// A name of a job, job stream, workstation or other object.
    Name,
    /// A return code.
    ReturnCode,
    /// A message or error code.
    MessageCode,
    /// A time of day.
    Time,
    /// A count.
    Count,
    /// A claim that an action was carried out.
    Action,
    /// A claim that contradicts the state the scheduler tells.
    State,
    /// What the evidence shows of the cause is neither cited nor told.
    Proof,
    /// The cause was asked for, is known, and is not named.
    Cause,
    /// There is more of it than is read.
    Length,
}

impl FaultKind {
    /// What is wrong with such a statement.
    fn words(self) -> &'static str {
        match self {
            Self::Citation => "there is no such evidence",
            Self::Name => "no object of that name is in the evidence",
            Self::ReturnCode => "no run in the evidence has that return code",
            Self::MessageCode => "that code is not in the evidence",
            Self::Time => "that time is not in the evidence",
            Self::Count => "that number is not in the evidence",
            Self::Action => "nothing was or can be done from here; an action may only be proposed",
            Self::State => "the evidence says otherwise",
            Self::Proof => {
                "it does not tell the cause that the findings and evidence show; say it and cite it, such as [E1]"
            }
            Self::Cause => {
                "the evidence shows that this is to blame, and the answer does not name it"
            }
            Self::Length => "the answer is too long to be checked",
        }
    }
}

impl std::fmt::Display for Fault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "\"{}\": {}", self.text, self.kind.words())
    }
}

impl Verdict {
    /// The faults for the model, to mend its answer; empty when there are none.
    pub fn repair(&self) -> String {
        let mut faults = (self.faults.iter().take(12)).map(|fault| format!("- {fault}"));
        let Some(first) = faults.next() else {
            return String::new();
        };
        let list = faults.fold(first, |list, fault| format!("{list}\n{fault}"));
        format!(
            "These statements of your answer are not borne out:\n{list}\n\
             Write the answer again with only what the evidence says, citing it; leave out the rest."
        )
    }
}

/// The longest answer that is read, in characters; what follows is a fault of its own.
const LONGEST: usize = 40_000;

/// Compares an answer with what is known.
pub fn check(answer: &str, known: &Known) -> Verdict {
    let text: String = answer
        .chars()
        .filter(|c| !super::fence::is_invisible(*c))
        .take(LONGEST)
        .collect();
    let mut verdict = Verdict::default();
    scan::statements(&text, known, &mut verdict);
    claims::state(&text, known, &mut verdict);
    cause::named(&text, known, &mut verdict);
    if answer.chars().nth(LONGEST).is_some() {
        let beginning: String = text.chars().take(60).collect();
        verdict.compare(FaultKind::Length, &beginning, false);
    }
    verdict.passed = verdict.faults.is_empty();
    verdict
}

impl Verdict {
    /// Counts a statement, and notes it when it is not borne out.
    fn compare(&mut self, kind: FaultKind, text: &str, holds: bool) {
        self.checked += 1;
        if holds {
            return;
        }
        let fault = Fault {
            kind,
            text: crate::tws::escape(text.trim(), 120),
        };
        if !self.faults.contains(&fault) {
            self.faults.push(fault);
        }
    }
}

#[cfg(test)]
mod tests;
