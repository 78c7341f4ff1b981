//! The one error type: what failed, on what, why, and what to do next.

use std::{fmt, sync::Arc};

/// Result of every fallible operation in this crate.
pub type Result<T, E = Error> = std::result::Result<T, E>;

type Cause = Arc<dyn std::error::Error + Send + Sync>;

/// What went wrong, sorted by what the *user* can do about it.
///
/// The text of every variant is a lower-case fragment that names the operation and its target.
#[derive(Debug, Clone)]
pub enum Error {
    /// The command line or a value in it is wrong.
    Usage(Detail),
    /// A setting is missing, malformed or contradicts another.
    Config(Detail),
    /// The scheduler refused the credentials, or the user lacks a right.
    Unauthorized(Detail),
    /// No object of that name or id.
    NotFound(Detail),
    /// Several objects fit and none is clearly meant.
    Ambiguous(Detail),
    /// The scheduler answered with an error.
    Upstream(Detail),
    /// The scheduler answered with something that is not what the contract says.
    Unreadable(Detail),
    /// Something answered, but it is not the scheduler's API (a login page, a proxy).
    NotAnApi(Detail),
    /// No connection could be made.
    Unreachable(Detail),
    /// No answer within the time allowed.
    TimedOut(Detail),
    /// The language model failed where it was required.
    Model(Detail),
    /// Too many requests, here or at the scheduler.
    Limited(Detail),
    /// The action is not possible or was declined.
    Refused(Detail),
    /// The user interrupted.
    Interrupted(Detail),
    /// A file, pipe or terminal failed.
    Io(Detail),
    /// A fault of this program.
    Internal(Detail),
}

/// The parts of an error: its text, a hint, and what caused it.
#[derive(Debug, Clone, Default)]
pub struct Detail {
    what: String,
    hint: Option<String>,
    near: Vec<String>,
    source: Option<Cause>,
}

macro_rules! constructors {
    ($($(#[$doc:meta])* $name:ident => $variant:ident),+ $(,)?) => {
        impl Error {
            $($(#[$doc])* pub fn $name(what: impl Into<String>) -> Self {
                Self::$variant(Detail { what: what.into(), ..Detail::default() })
            })+
        }
    };
}

constructors! {
    /// A wrong command line.
    usage => Usage,
    /// A wrong setting.
    config => Config,
    /// Wrong credentials or a missing right.
    unauthorized => Unauthorized,
    /// An unknown object.
    not_found => NotFound,
    /// A name that fits several objects.
    ambiguous => Ambiguous,
    /// An error reported by the scheduler.
    upstream => Upstream,
    /// An answer that breaks the contract.
    unreadable => Unreadable,
    /// An answer from something that is not the scheduler.
    not_an_api => NotAnApi,
    /// A scheduler that cannot be reached.
    unreachable => Unreachable,
    /// A scheduler that does not answer in time.
    timed_out => TimedOut,
    /// A model that failed.
    model => Model,
    /// A limit that was reached.
    limited => Limited,
    /// An action that was refused.
    refused => Refused,
    /// An interruption by the user.
    interrupted => Interrupted,
    /// A file, pipe or terminal error.
    io => Io,
    /// A fault of this program.
    internal => Internal,
}

impl Error {
    /// Adds what the user should do next.
    #[must_use]
    pub fn with_hint(mut self, hint: impl Into<String>) -> Self {
        self.detail_mut().hint = Some(hint.into());
        self
    }

    /// Adds names that are close to the one that was not found.
    #[must_use]
    pub fn with_near(mut self, near: Vec<String>) -> Self {
        self.detail_mut().near = near;
        self
    }

    /// Adds the underlying cause.
    #[must_use]
    pub fn with_source(mut self, source: impl std::error::Error + Send + Sync + 'static) -> Self {
        self.detail_mut().source = Some(Arc::new(source));
        self
    }

    /// What to do next: the specific hint, or the general one of the variant.
    pub fn hint(&self) -> Option<&str> {
        self.detail().hint.as_deref().or(match self {
            Self::Usage(_) => Some("see `resync --help`"),
            Self::Config(_) => Some("see where each value comes from with `resync config show`"),
            Self::Unauthorized(_) => {
                Some("check TWS_USER and TWS_PASSWORD, or TWS_TOKEN, and the user's rights on the engine")
            }
            Self::NotFound(_) => Some("list what is in the plan with `resync jobs`"),
            Self::Ambiguous(_) => Some("give the full name, FOLDER/WORKSTATION#STREAM.JOB"),
            Self::Upstream(_) => Some("the scheduler's own message log has the details"),
            Self::Unreadable(_) => Some("try again; if it stays, check what stands between here and the scheduler"),
            Self::NotAnApi(_) => {
                Some("check TWS_URL or TWS_HOST and TWS_PORT: the engine's HTTPS port is often 31116")
            }
            Self::Unreachable(_) | Self::TimedOut(_) => {
                Some("is the engine up and the port right? try `resync config check`")
            }
            Self::Model(_) => Some("try again with --no-llm: the built-in answer needs no model"),
            Self::Limited(_) => Some("wait a moment and try again"),
            Self::Refused(_) | Self::Interrupted(_) | Self::Io(_) => None,
            Self::Internal(_) => Some("this is a bug in resync; please report it"),
        })
    }

    /// Names close to the one that was not found.
    pub fn near(&self) -> &[String] {
        &self.detail().near
    }

    /// The process's exit code (design: 1 unexpected, 2 usage, 3 configuration, 4 not authorised,
    /// 5 no such object, 6 scheduler, 7 model, 8 limited, 130 interrupted).
    pub fn exit(&self) -> u8 {
        match self {
            Self::Refused(_) | Self::Io(_) | Self::Internal(_) => 1,
            Self::Usage(_) => 2,
            Self::Config(_) => 3,
            Self::Unauthorized(_) => 4,
            Self::NotFound(_) | Self::Ambiguous(_) => 5,
            Self::Upstream(_)
            | Self::Unreadable(_)
            | Self::NotAnApi(_)
            | Self::Unreachable(_)
            | Self::TimedOut(_) => 6,
            Self::Model(_) => 7,
            Self::Limited(_) => 8,
            Self::Interrupted(_) => 130,
        }
    }

    /// The HTTP status that a server answers with (RFC 9110).
    pub fn http_status(&self) -> u16 {
        match self {
            Self::Usage(_) => 400,
            Self::NotFound(_) => 404,
            Self::Ambiguous(_) | Self::Refused(_) => 409,
            Self::Limited(_) => 429,
            Self::Interrupted(_) => 499,
            Self::Config(_) | Self::Io(_) | Self::Internal(_) => 500,
            Self::Unauthorized(_)
            | Self::Upstream(_)
            | Self::Unreadable(_)
            | Self::NotAnApi(_)
            | Self::Unreachable(_)
            | Self::Model(_) => 502,
            Self::TimedOut(_) => 504,
        }
    }

    /// A stable word for programs.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Usage(_) => "usage",
            Self::Config(_) => "config",
            Self::Unauthorized(_) => "tws_auth",
            Self::NotFound(_) => "not_found",
            Self::Ambiguous(_) => "ambiguous",
            Self::Upstream(_) => "tws_error",
            Self::Unreadable(_) => "tws_bad_response",
            Self::NotAnApi(_) => "tws_not_an_api",
            Self::Unreachable(_) => "tws_unreachable",
            Self::TimedOut(_) => "tws_timeout",
            Self::Model(_) => "model",
            Self::Limited(_) => "limited",
            Self::Refused(_) => "refused",
            Self::Interrupted(_) => "interrupted",
            Self::Io(_) => "io",
            Self::Internal(_) => "internal",
        }
    }

    fn detail(&self) -> &Detail {
        match self {
            Self::Usage(d)
            | Self::Config(d)
            | Self::Unauthorized(d)
            | Self::NotFound(d)
            | Self::Ambiguous(d)
            | Self::Upstream(d)
            | Self::Unreadable(d)
            | Self::NotAnApi(d)
            | Self::Unreachable(d)
            | Self::TimedOut(d)
            | Self::Model(d)
            | Self::Limited(d)
            | Self::Refused(d)
            | Self::Interrupted(d)
            | Self::Io(d)
            | Self::Internal(d) => d,
        }
    }

    fn detail_mut(&mut self) -> &mut Detail {
        match self {
            Self::Usage(d)
            | Self::Config(d)
            | Self::Unauthorized(d)
            | Self::NotFound(d)
            | Self::Ambiguous(d)
            | Self::Upstream(d)
            | Self::Unreadable(d)
            | Self::NotAnApi(d)
            | Self::Unreachable(d)
            | Self::TimedOut(d)
            | Self::Model(d)
            | Self::Limited(d)
            | Self::Refused(d)
            | Self::Interrupted(d)
            | Self::Io(d)
            | Self::Internal(d) => d,
        }
    }
}

impl fmt::Display for Error {
    /// The text followed by the chain of causes, each after a colon.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.detail().what)?;
        let mut cause = std::error::Error::source(self);
        let mut last = String::new();
        while let Some(error) = cause {
            let text = error.to_string();
            // Libraries like to repeat their cause in their own text: say it once.
            if !last.contains(&text) {
                write!(f, ": {text}")?;
            }
            last = text;
            cause = error.source();
        }
        Ok(())
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.detail()
            .source
            .as_deref()
            .map(|e| e as &(dyn std::error::Error + 'static))
    }
}

impl From<std::io::Error> for Error {
    fn from(error: std::io::Error) -> Self {
        Self::io("input or output failed").with_source(error)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_text_names_the_cause_once() {
        let error = Error::config("failed to read settings.toml")
            .with_source(std::io::Error::other("disk on fire"));
        assert_eq!(
            error.to_string(),
            "failed to read settings.toml: disk on fire"
        );
    }

    #[test]
    fn a_specific_hint_replaces_the_general_one() {
        assert!(
            Error::not_found("no job X")
                .hint()
                .is_some_and(|h| h.contains("resync jobs"))
        );
        assert_eq!(
            Error::not_found("no job X")
                .with_hint("did you mean Y?")
                .hint(),
            Some("did you mean Y?")
        );
    }
}
