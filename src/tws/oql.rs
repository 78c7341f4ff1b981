//! Filters in the scheduler's query language (OQL), built so that a value can never become syntax.
//!
//! The language has no documented way to write a quote inside a string. A text that holds one (or
//! a backslash or a control character) is therefore never written as it is: each such character
//! becomes `?`, which matches exactly one character, and the comparison becomes `LIKE`. Such a
//! filter may match more than was asked for; [`Filter::is_loose`] says so, and the caller looks
//! through the answer again.

use std::fmt;

use jiff::Timestamp;

use super::lenient::Seconds;
use crate::error::{Error, Result};

/// The longest text that is accepted as a value, in characters.
pub const MAX_TEXT: usize = 256;

/// The name of a field, as the contract spells it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Field(pub &'static str);

/// The documented fields that this program filters and sorts by.
pub mod field {
    use super::Field;

    macro_rules! fields {
        ($($name:ident = $text:literal),+ $(,)?) => {
            $(#[doc = concat!("`", $text, "`")] pub const $name: Field = Field($text);)+
        };
    }

    fields! {
        ID = "id", NAME = "name", FOLDER = "folder", FOLDER_ID = "folderId", KEY = "key",
        WORKSTATION = "workstation", PRIORITY = "priority", LIMIT = "limit",
        SCHED_TIME = "schedTime", COMMON_STATUS = "commonStatus",
        STREAM_STATUS = "compositeStatus.status",
        JOB_STREAM_ID = "jobStreamId", JOB_STREAM_NAME = "jobStreamName",
        JOB_STREAM_WORKSTATION = "jobStreamWorkstation",
        RUN_STATUS = "jobruns.compositeStatus.status",
        RUN_COMMON_STATUS = "jobruns.commonStatus", RUN_RETURN_CODE = "jobruns.returnCode",
        RUN_NUMBER = "jobruns.jobNumber", RUN_WORKSTATION = "jobruns.actualWorkstation",
        RUN_RERUN_TYPE = "jobruns.rerunType", RUN_START = "jobruns.timeInfo.actualStartTime",
        RUN_END = "jobruns.timeInfo.actualEndTime", RUN_ELAPSED = "jobruns.elapsedTime",
        RUN_ESTIMATED = "jobruns.estimatedDuration", RUN_MAX_GONE = "jobruns.maxDurationGone",
        CRITICAL = "jobOptions.critical", EVERY = "jobOptions.every",
        NO_OPERATION = "jobOptions.noOperation",
        REQUIRES_CONFIRMATION = "jobOptions.requiresConfirmation",
        TASK_TYPE = "jobDefinition.taskType", USER_LOGIN = "jobDefinition.userLogin",
        RECOVERY_OPTION = "jobDefinition.recoveryOption",
        UNTIL_TIME = "timeRestrictions.untilTime", START_TIME = "timeRestrictions.startTime",
        DEADLINE_TIME = "timeRestrictions.deadlineTime",
        STREAM_START = "timeInfo.actualStartTime", STREAM_END = "timeInfo.actualEndTime",
        DEPENDENCY_STATUS = "dependencies.dependencyStatus",
        DEPENDENCY_JOB_ID = "dependencies.jobId",
        DEPENDENCY_STREAM_ID = "dependencies.jobStreamId",
        PROMPT_DEPENDENCIES = "dependenciesStats.numberOfPromptDependencies",
        FILE_DEPENDENCIES = "dependenciesStats.numberOfFileDependencies",
        RESOURCE_DEPENDENCIES = "dependenciesStats.numberOfResourceDependencies",
        INTERNETWORK_DEPENDENCIES = "dependenciesStats.numberOfInternetworkDependencies",
        UNRESOLVED = "dependenciesStats.numberOfUnresolvedDependencies",
        ABENDED_JOBS = "jobStreamStats.numberOfAbendedJob",
        PENDING_PREDECESSOR = "pendingPredecessor",
        TYPE = "type", ACTIVE_STATES = "activeStates", DOMAIN_NAME = "domainName",
        JOBMAN_UP = "jobmanUp", STATUS = "status",
        QUANTITY_AVAILABLE = "quantityAvailable",
    }
}

/// A comparison.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Operator {
    /// `=`
    Equal,
    /// `!=`
    NotEqual,
    /// `<`
    Less,
    /// `<=`
    LessOrEqual,
    /// `>`
    Greater,
    /// `>=`
    GreaterOrEqual,
}

/// A value that holds no text of a user.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Value {
    /// A whole number.
    Integer(i64),
    /// `true` or `false`.
    Bool(bool),
    /// `null`
    Null,
    /// An instant.
    Instant(Timestamp),
    /// A duration.
    Duration(Seconds),
}

/// A filter, or a part of one.
#[derive(Debug, Clone, PartialEq)]
pub struct Filter(Node);

#[derive(Debug, Clone, PartialEq)]
enum Node {
    Compare(Field, Operator, Value),
    Text {
        field: Field,
        equal: bool,
        text: String,
    },
    Like {
        field: Field,
        positive: bool,
        pattern: String,
        loose: bool,
    },
    In {
        field: Field,
        positive: bool,
        values: Vec<String>,
    },
    All(Vec<Filter>),
    Any(Vec<Filter>),
}

impl Filter {
    /// `field = 'text'`. Fails with a usage error when the text is too long to be a name.
    pub fn is(field: Field, text: &str) -> Result<Self> {
        Self::text(field, text, true)
    }

    /// `field != 'text'`. With an unwritable text it excludes less than asked, never more.
    pub fn is_not(field: Field, text: &str) -> Result<Self> {
        Self::text(field, text, false)
    }

    /// `field LIKE 'pattern'`, where `*` and `@` match any run of characters and `?` matches one.
    pub fn like(field: Field, pattern: &str) -> Result<Self> {
        Self::pattern(field, pattern, true)
    }

    /// `field NOT LIKE 'pattern'`.
    pub fn not_like(field: Field, pattern: &str) -> Result<Self> {
        Self::pattern(field, pattern, false)
    }

    /// `field IN ['a', 'b']`.
    pub fn one_of<T: AsRef<str>>(field: Field, texts: &[T]) -> Result<Self> {
        Self::list(field, texts, true)
    }

    /// `field NOT IN ['a', 'b']`.
    pub fn none_of<T: AsRef<str>>(field: Field, texts: &[T]) -> Result<Self> {
        Self::list(field, texts, false)
    }

    /// `field operator value`, for values that are not text.
    pub fn compare(field: Field, operator: Operator, value: Value) -> Self {
        Self(Node::Compare(field, operator, value))
    }

    /// All of `filters`; none at all gives nothing to filter by.
    pub fn all(filters: Vec<Self>) -> Option<Self> {
        Self::joined(filters, Node::All)
    }

    /// Any of `filters`; none at all gives nothing to filter by.
    pub fn any(filters: Vec<Self>) -> Option<Self> {
        Self::joined(filters, Node::Any)
    }

    /// Both this and `other`.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self(Node::All(vec![self, other]))
    }

    /// This or `other`.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        Self(Node::Any(vec![self, other]))
    }

    /// Whether the filter may match more than was asked for, because a text could not be written.
    pub fn is_loose(&self) -> bool {
        match &self.0 {
            Node::Like { loose, .. } => *loose,
            Node::All(parts) | Node::Any(parts) => parts.iter().any(Self::is_loose),
            Node::Compare(..) | Node::Text { .. } | Node::In { .. } => false,
        }
    }

    fn text(field: Field, text: &str, equal: bool) -> Result<Self> {
        bounded(field, text)?;
        if text.chars().all(writable) {
            return Ok(Self(Node::Text {
                field,
                equal,
                text: text.to_owned(),
            }));
        }
        if equal {
            // A literal `@` would now be a wildcard too.
            let pattern = text
                .chars()
                .map(|c| if writable(c) && c != '@' { c } else { '?' });
            let pattern = pattern.collect();
            return Ok(Self(Node::Like {
                field,
                positive: true,
                pattern,
                loose: true,
            }));
        }
        // "Not like" would also exclude names nobody meant: keep everything that has a name.
        let pattern = "@".to_owned();
        Ok(Self(Node::Like {
            field,
            positive: true,
            pattern,
            loose: true,
        }))
    }

    fn pattern(field: Field, pattern: &str, positive: bool) -> Result<Self> {
        bounded(field, pattern)?;
        let loose = !pattern.chars().all(writable);
        if loose && !positive {
            let pattern = "@".to_owned();
            return Ok(Self(Node::Like {
                field,
                positive: true,
                pattern,
                loose,
            }));
        }
        let pattern = pattern.chars().map(|c| match c {
            '*' => '@',
            c if writable(c) => c,
            _ => '?',
        });
        Ok(Self(Node::Like {
            field,
            positive,
            pattern: pattern.collect(),
            loose,
        }))
    }

    fn list<T: AsRef<str>>(field: Field, texts: &[T], positive: bool) -> Result<Self> {
        if texts.is_empty() {
            return Err(Error::usage(format!("no value was given for {field}")));
        }
        let mut values = Vec::new();
        let mut others = Vec::new();
        for text in texts.iter().map(AsRef::as_ref) {
            bounded(field, text)?;
            if text.chars().all(writable) {
                values.push(text.to_owned());
            } else {
                others.push(Self::text(field, text, positive)?);
            }
        }
        if !values.is_empty() {
            others.insert(
                0,
                Self(Node::In {
                    field,
                    positive,
                    values,
                }),
            );
        }
        let joined = if positive {
            Self::any(others)
        } else {
            Self::all(others)
        };
        Ok(joined.expect("the list is not empty"))
    }

    fn joined(mut filters: Vec<Self>, node: fn(Vec<Self>) -> Node) -> Option<Self> {
        match filters.len() {
            0 | 1 => filters.pop(),
            _ => Some(Self(node(filters))),
        }
    }
}

/// Whether a character can stand between the quotes of a string.
fn writable(c: char) -> bool {
    !matches!(c, '\'' | '"' | '\\' | '`' | '\u{2028}' | '\u{2029}') && !c.is_control()
}

fn bounded(field: Field, text: &str) -> Result<()> {
    if text.chars().nth(MAX_TEXT).is_some() {
        return Err(Error::usage(format!(
            "the value given for {field} is longer than {MAX_TEXT} characters"
        )));
    }
    Ok(())
}

impl fmt::Display for Field {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

impl fmt::Display for Operator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Equal => "=",
            Self::NotEqual => "!=",
            Self::Less => "<",
            Self::LessOrEqual => "<=",
            Self::Greater => ">",
            Self::GreaterOrEqual => ">=",
        })
    }
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Integer(number) => write!(f, "{number}"),
            Self::Bool(value) => write!(f, "{value}"),
            Self::Null => f.write_str("null"),
            Self::Instant(at) => write!(f, "'{at:.3}'"),
            Self::Duration(duration) => write!(f, "'{duration}'"),
        }
    }
}

impl fmt::Display for Filter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let not = |positive: &bool| if *positive { "" } else { "NOT " };
        match &self.0 {
            Node::Compare(field, operator, value) => write!(f, "{field} {operator} {value}"),
            Node::Text { field, equal, text } => {
                write!(f, "{field} {} '{text}'", if *equal { "=" } else { "!=" })
            }
            Node::Like {
                field,
                positive,
                pattern,
                ..
            } => {
                write!(f, "{field} {}LIKE '{pattern}'", not(positive))
            }
            Node::In {
                field,
                positive,
                values,
            } => {
                let values: Vec<_> = values.iter().map(|value| format!("'{value}'")).collect();
                write!(f, "{field} {}IN [{}]", not(positive), values.join(", "))
            }
            Node::All(parts) => join(f, parts, " AND "),
            Node::Any(parts) => join(f, parts, " OR "),
        }
    }
}

fn join(f: &mut fmt::Formatter<'_>, parts: &[Filter], word: &str) -> fmt::Result {
    for (index, part) in parts.iter().enumerate() {
        if index > 0 {
            f.write_str(word)?;
        }
        match part.0 {
            Node::All(_) | Node::Any(_) => write!(f, "({part})")?,
            _ => write!(f, "{part}")?,
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests;
