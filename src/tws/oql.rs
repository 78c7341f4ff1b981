//! The scheduler's query language (OQL): a filter tree whose text form no value can break out of.

use std::fmt;

use jiff::Timestamp;

use crate::error::{Error, Result};

/// Field names of the contract's OQL chapter.
pub mod field {
    /// A field that may be filtered on.
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    pub struct Field(pub(super) &'static str);

    macro_rules! fields {
        ($($name:ident = $text:literal),+ $(,)?) => {
            $(#[doc = concat!("`", $text, "`")] pub const $name: Field = Field($text);)+
        };
    }

    fields! {
        ID = "id", NAME = "name", FOLDER = "folder", WORKSTATION = "workstation", PRIORITY = "priority",
        JOB_STREAM_ID = "jobStreamId", JOB_STREAM_NAME = "jobStreamName",
        JOB_STREAM_WORKSTATION = "jobStreamWorkstation", SCHED_TIME = "schedTime",
        RUN_COMMON_STATUS = "jobruns.commonStatus", RUN_STATUS = "jobruns.compositeStatus.status",
        RUN_START = "jobruns.timeInfo.actualStartTime", RUN_END = "jobruns.timeInfo.actualEndTime",
        CRITICAL = "jobOptions.critical", DEPENDENCY_JOB_ID = "dependencies.jobId",
        DEPENDENCY_STREAM_ID = "dependencies.jobStreamId",
        PROMPT_DEPENDENCIES = "dependenciesStats.numberOfPromptDependencies",
        STREAM_STATUS = "compositeStatus.status", STREAM_COMMON_STATUS = "commonStatus",
        STREAM_DEADLINE = "timeRestrictions.deadlineTime",
    }
}

use field::Field;

/// Longest text value; names in the plan are far shorter.
const MAX_TEXT: usize = 1_024;

/// A value of a comparison.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// Text.
    Text(String),
    /// A whole number.
    Integer(i64),
    /// True or false.
    Bool(bool),
    /// An instant, written in UTC with milliseconds.
    Instant(Timestamp),
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<&String> for Value {
    fn from(text: &String) -> Self {
        Self::Text(text.clone())
    }
}

impl From<i64> for Value {
    fn from(number: i64) -> Self {
        Self::Integer(number)
    }
}

impl From<bool> for Value {
    fn from(value: bool) -> Self {
        Self::Bool(value)
    }
}

impl From<Timestamp> for Value {
    fn from(at: Timestamp) -> Self {
        Self::Instant(at)
    }
}

/// A filter.
///
/// How the scheduler escapes a quote inside a value is not documented. So no value with a quote, a
/// backslash or a control character is ever written as it is: each such character becomes `?`, the
/// pattern for exactly one character, and the caller sifts the few extra results.
#[derive(Debug, Clone, PartialEq)]
pub struct Filter(Node);

#[derive(Debug, Clone, PartialEq)]
enum Node {
    Compare(Field, &'static str, Value),
    Like(Field, String),
    In(Field, bool, Vec<String>),
    And(Vec<Node>),
    Or(Vec<Node>),
}

impl Filter {
    /// `field = value`.
    pub fn eq(field: Field, value: impl Into<Value>) -> Result<Self> {
        Self::compare(field, "=", value.into())
    }

    /// `field != value`.
    pub fn ne(field: Field, value: impl Into<Value>) -> Result<Self> {
        Self::compare(field, "!=", value.into())
    }

    /// `field >= value`.
    pub fn at_least(field: Field, value: impl Into<Value>) -> Result<Self> {
        Self::compare(field, ">=", value.into())
    }

    /// `field <= value`.
    pub fn at_most(field: Field, value: impl Into<Value>) -> Result<Self> {
        Self::compare(field, "<=", value.into())
    }

    fn compare(field: Field, op: &'static str, value: Value) -> Result<Self> {
        if let Value::Text(text) = &value {
            bounded(text)?;
            if !is_plain(text) {
                // Only equality can be widened to a pattern; no caller compares such text otherwise.
                return Ok(Self(Node::Like(field, neutral(text))));
            }
        }
        Ok(Self(Node::Compare(field, op, value)))
    }

    /// `field LIKE 'pattern'`; `*` and `@` stand for any characters, `?` for one.
    pub fn like(field: Field, pattern: &str) -> Result<Self> {
        bounded(pattern)?;
        Ok(Self(Node::Like(field, neutral(pattern).replace('*', "@"))))
    }

    /// `field IN [..]`.
    pub fn one_of(field: Field, values: &[String]) -> Result<Self> {
        Self::members(field, values, true)
    }

    /// `field NOT IN [..]`.
    pub fn none_of(field: Field, values: &[String]) -> Result<Self> {
        Self::members(field, values, false)
    }

    fn members(field: Field, values: &[String], inside: bool) -> Result<Self> {
        for value in values {
            bounded(value)?;
        }
        if let ([value], true) = (values, inside) {
            return Self::eq(field, value);
        }
        if values.iter().all(|value| is_plain(value)) {
            return Ok(Self(Node::In(field, inside, values.to_vec())));
        }
        let parts: Result<Vec<Node>> = values
            .iter()
            .map(|value| Self::eq(field, value).map(|f| f.0))
            .collect();
        Ok(Self(Node::Or(parts?)))
    }

    /// Both must hold.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self(match (self.0, other.0) {
            (Node::And(mut all), Node::And(more)) => {
                all.extend(more);
                Node::And(all)
            }
            (Node::And(mut all), one) => {
                all.push(one);
                Node::And(all)
            }
            (one, other) => Node::And(vec![one, other]),
        })
    }

    /// One of them must hold.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        Self(match (self.0, other.0) {
            (Node::Or(mut all), one) => {
                all.push(one);
                Node::Or(all)
            }
            (one, other) => Node::Or(vec![one, other]),
        })
    }
}

impl fmt::Display for Filter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.write(f, false)
    }
}

impl Node {
    fn write(&self, f: &mut fmt::Formatter<'_>, inside: bool) -> fmt::Result {
        match self {
            Self::Compare(field, op, Value::Text(text)) => write!(f, "{} {op} '{text}'", field.0),
            Self::Compare(field, op, Value::Integer(number)) => {
                write!(f, "{} {op} {number}", field.0)
            }
            Self::Compare(field, op, Value::Bool(value)) => write!(f, "{} {op} {value}", field.0),
            Self::Compare(field, op, Value::Instant(at)) => write!(f, "{} {op} '{at:.3}'", field.0),
            Self::Like(field, pattern) => write!(f, "{} LIKE '{pattern}'", field.0),
            Self::In(field, inside, values) => {
                let not = if *inside { "" } else { "NOT " };
                let values: Vec<String> = values.iter().map(|value| format!("'{value}'")).collect();
                write!(f, "{} {not}IN [{}]", field.0, values.join(", "))
            }
            Self::And(parts) => Self::join(f, parts, " AND ", inside),
            Self::Or(parts) => Self::join(f, parts, " OR ", inside),
        }
    }

    fn join(f: &mut fmt::Formatter<'_>, parts: &[Self], word: &str, inside: bool) -> fmt::Result {
        if inside {
            f.write_str("(")?;
        }
        for (i, part) in parts.iter().enumerate() {
            if i > 0 {
                f.write_str(word)?;
            }
            part.write(f, true)?;
        }
        if inside {
            f.write_str(")")?;
        }
        Ok(())
    }
}

fn bounded(text: &str) -> Result<()> {
    if text.chars().count() > MAX_TEXT {
        return Err(Error::usage(format!(
            "a name of {} characters is too long (at most {MAX_TEXT})",
            text.chars().count()
        )));
    }
    Ok(())
}

fn is_dangerous(c: char) -> bool {
    matches!(
        c,
        '\'' | '"' | '\\' | '`' | '\u{2018}' | '\u{2019}' | '\u{2028}' | '\u{2029}'
    ) || c.is_control()
}

fn is_plain(text: &str) -> bool {
    !text.contains(is_dangerous)
}

fn neutral(text: &str) -> String {
    text.chars()
        .map(|c| if is_dangerous(c) { '?' } else { c })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn filters_read_as_the_contract_writes_them() {
        let filter = Filter::eq(field::NAME, "LOAD").and_then(|f| {
            Ok(f.and(Filter::eq(field::CRITICAL, true)?.or(Filter::ne(field::PRIORITY, 0)?)))
        });
        assert_eq!(
            filter.expect("short").to_string(),
            "name = 'LOAD' AND (jobOptions.critical = true OR priority != 0)"
        );
        let names = ["A".to_owned(), "B".to_owned()];
        assert_eq!(
            Filter::one_of(field::ID, &names)
                .expect("short")
                .to_string(),
            "id IN ['A', 'B']"
        );
        assert_eq!(
            Filter::like(field::NAME, "PAY*")
                .expect("short")
                .to_string(),
            "name LIKE 'PAY@'"
        );
        let at: Timestamp = "2026-11-23T01:00:00Z".parse().expect("a time");
        assert_eq!(
            Filter::at_least(field::SCHED_TIME, at)
                .expect("short")
                .to_string(),
            "schedTime >= '2026-11-23T01:00:00.000Z'"
        );
    }

    #[test]
    fn a_quote_becomes_a_pattern_for_one_character() {
        let filter = Filter::eq(field::NAME, "X' OR '1'='1").expect("short");
        assert_eq!(filter.to_string(), "name LIKE 'X? OR ?1?=?1'");
    }

    #[test]
    fn an_endless_name_is_refused() {
        assert!(Filter::eq(field::NAME, "A".repeat(5_000)).is_err());
    }

    proptest! {
        #[test]
        fn no_value_breaks_out_of_its_quotes(text in ".{0,200}", pattern in ".{0,60}") {
            for filter in [Filter::eq(field::NAME, text.as_str()), Filter::like(field::NAME, &pattern)] {
                let written = filter.expect("short").to_string();
                // Exactly one quoted token: two quotes, the second of which ends the filter.
                prop_assert_eq!(written.matches('\'').count(), 2);
                prop_assert!(written.ends_with('\''));
                prop_assert!(!written.contains(['\n', '\r', '\0', '\\']));
            }
        }
    }
}
