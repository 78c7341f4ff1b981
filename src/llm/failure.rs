//! Why the model gave no reply, sorted by what can be done about it.

use crate::error::Error;

/// What kind of failure it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FailureKind {
    /// No connection could be made.
    Unreachable,
    /// The server refused the key.
    Unauthorized,
    /// The server has no such model, or no such path.
    NotFound,
    /// Too many requests, or no quota left.
    Limited,
    /// The server failed or is overloaded.
    Overloaded,
    /// The prompt does not fit the model's window.
    TooLong,
    /// The server does not take the request as it is.
    Rejected,
    /// No word in time.
    TimedOut,
    /// The reply broke off or could not be read.
    Unreadable,
    /// The model said nothing of use.
    Useless,
}

impl FailureKind {
    /// A stable word for programs.
    pub fn code(self) -> &'static str {
        match self {
            Self::Unreachable => "model_unreachable",
            Self::Unauthorized => "model_auth",
            Self::NotFound => "model_not_found",
            Self::Limited => "model_limited",
            Self::Overloaded => "model_overloaded",
            Self::TooLong => "model_context",
            Self::Rejected => "model_rejected",
            Self::TimedOut => "model_timeout",
            Self::Unreadable => "model_bad_response",
            Self::Useless => "model_useless",
        }
    }

    /// What the user should do next.
    pub fn hint(self) -> &'static str {
        match self {
            Self::Unreachable => "is the model server running, and LLM_ENDPOINT right?",
            Self::Unauthorized => "check LLM_API_KEY",
            Self::NotFound => {
                "check LLM_MODEL, and that LLM_ENDPOINT is the server's base address (often ending in /v1)"
            }
            Self::Limited => "wait a moment, or check the quota of LLM_API_KEY",
            Self::Overloaded => "the server's own log says why; try again",
            Self::TooLong => {
                "ask about less, start a new session, or give the model a larger window and set LLM_CONTEXT"
            }
            Self::Rejected => "does the server speak OpenAI's chat completions?",
            Self::TimedOut => {
                "a smaller model answers sooner; llm.timeout, llm.timeout_first_token and llm.timeout_between_tokens allow more"
            }
            Self::Unreadable => "check what stands between here and the model server",
            Self::Useless => "try a larger model",
        }
    }
}

/// A failure of the model.
#[derive(Debug, Clone, PartialEq)]
pub struct Failure {
    /// What kind.
    pub kind: FailureKind,
    /// What failed, on which server, and why; never with the key.
    pub text: String,
    /// What it had said until then.
    pub partial: String,
    /// Whether the same again may succeed, and after how many seconds at the server's own word.
    pub(super) again: Option<Option<f64>>,
}

impl Failure {
    /// A failure that trying again would not mend.
    pub fn new(kind: FailureKind, text: impl Into<String>) -> Self {
        Self {
            kind,
            text: text.into(),
            partial: String::new(),
            again: None,
        }
    }

    pub(super) fn again(mut self, after: Option<f64>) -> Self {
        self.again = Some(after);
        self
    }
}

impl std::fmt::Display for Failure {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.text)
    }
}

impl std::error::Error for Failure {}

impl From<Failure> for Error {
    fn from(failure: Failure) -> Self {
        let make = match failure.kind {
            FailureKind::Unauthorized => Self::unauthorized,
            FailureKind::Unreachable
            | FailureKind::NotFound
            | FailureKind::Limited
            | FailureKind::Overloaded
            | FailureKind::TooLong
            | FailureKind::Rejected
            | FailureKind::TimedOut
            | FailureKind::Unreadable
            | FailureKind::Useless => Self::model,
        };
        make(failure.text).with_hint(failure.kind.hint())
    }
}
