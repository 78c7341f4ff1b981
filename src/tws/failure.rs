//! A try that failed: the words for the user, and whether another try makes sense.

use std::time::Duration;

use crate::error::Error;

/// Whether a read that failed is tried again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Again {
    /// Another try would fail the same way.
    No,
    /// After a short random wait.
    Soon,
    /// When the scheduler said (`Retry-After`).
    After(Duration),
}

/// What a failure says about the scheduler's health, for the circuit breaker.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Health {
    /// It answered, if not with what was wished for.
    Well,
    /// It did not answer, or is broken.
    Ill,
    /// Nothing can be said.
    Unknown,
}

/// A failed try.
#[derive(Debug, Clone)]
pub(super) struct Failed {
    make: fn(String) -> Error,
    /// What went wrong, without the operation and the target.
    pub text: String,
    hint: Option<String>,
    /// Whether to try again.
    pub again: Again,
    /// What it says about the scheduler.
    pub health: Health,
    /// The HTTP status, when there was one.
    pub status: Option<u16>,
}

impl Failed {
    /// A failure that makes no second try and says nothing about the scheduler's health.
    pub fn new(make: fn(String) -> Error, text: impl Into<String>) -> Self {
        Self {
            make,
            text: text.into(),
            hint: None,
            again: Again::No,
            health: Health::Unknown,
            status: None,
        }
    }

    /// Adds what to do next.
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// Allows another try.
    pub fn again(mut self, again: Again) -> Self {
        self.again = again;
        self
    }

    /// States what it says about the scheduler.
    pub fn health(mut self, health: Health) -> Self {
        self.health = health;
        self
    }

    /// Notes the HTTP status.
    pub fn status(mut self, status: u16) -> Self {
        self.status = Some(status);
        self
    }

    /// The error for the user: `failed to {what} from {target}: {text}`.
    pub fn into_error(self, what: &str, target: &str) -> Error {
        let error = (self.make)(format!("failed to {what} {target}: {}", self.text));
        match self.hint {
            Some(hint) => error.with_hint(hint),
            None => error,
        }
    }
}
