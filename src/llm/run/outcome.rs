//! What came of asking the model.

use std::time::Duration;

use crate::llm::budget::Spent;
use crate::llm::event::Event;
use crate::llm::failure::Failure;

/// How the check of the answer ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// It stood at once.
    Passed,
    /// It stood after it was sent back once.
    Repaired,
    /// It did not stand.
    Failed,
    /// There was no answer to check.
    Unchecked,
}

/// What came of asking the model.
#[derive(Debug, Clone)]
pub struct Outcome {
    /// The answer; none when the built-in one is to be given.
    pub text: Option<String>,
    /// The model's name, once it is known.
    pub written_by: Option<String>,
    /// What it cost.
    pub spent: Spent,
    /// How long it took.
    pub elapsed: Duration,
    /// How the check ended.
    pub verdict: Verdict,
    /// What the check found wrong with the first answer, or with the last where that failed too.
    pub faults: Vec<String>,
    /// Why there is no answer.
    pub failure: Option<Failure>,
    /// What the reader should know.
    pub warnings: Vec<String>,
    /// The results of the tools, as the model read them: the check counts them as evidence.
    pub results: Vec<String>,
    /// Everything that happened.
    pub events: Vec<Event>,
}
