//! The filter language of the contract (OQL): parsing, and evaluation over rows.

mod eval;
mod fields;
mod parse;
mod print;
mod token;

use std::fmt;

pub use eval::{compile, glob};
pub use fields::{JobRow, OtherRow, StreamRow};
pub use parse::parse;

/// A whole filter: which rows, in what order.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Query {
    /// The condition; none means every row.
    pub filter: Option<Expr>,
    /// Fields to order by, each with whether it descends.
    pub order: Vec<OrderBy>,
}

/// One field of an `ORDER BY`.
#[derive(Debug, Clone, PartialEq)]
pub struct OrderBy {
    /// The field.
    pub field: String,
    /// Where it stands, in characters from 1.
    pub position: usize,
    /// From large to small.
    pub descending: bool,
}

/// A condition.
#[derive(Debug, Clone, PartialEq)]
pub enum Expr {
    /// All hold.
    And(Vec<Expr>),
    /// One holds.
    Or(Vec<Expr>),
    /// It does not hold.
    Not(Box<Expr>),
    /// A field compared with values.
    Test(Test),
}

impl Expr {
    /// The one text that `field` must equal for this to hold, if that is plain to see.
    pub fn exact(&self, field: &str) -> Option<&str> {
        match self {
            Self::And(terms) => terms.iter().find_map(|term| term.exact(field)),
            Self::Test(Test {
                field: name,
                op: Op::Eq,
                values,
                ..
            }) if name == field => match values.first() {
                Some(Value::Text(text)) => Some(text),
                _ => None,
            },
            _ => None,
        }
    }
}

/// A field compared with values.
#[derive(Debug, Clone, PartialEq)]
pub struct Test {
    /// The field.
    pub field: String,
    /// Where it stands, in characters from 1.
    pub position: usize,
    /// How it is compared.
    pub op: Op,
    /// With what; more than one only for `IN`.
    pub values: Vec<Value>,
}

/// How a field is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Op {
    /// `=`
    Eq,
    /// `!=`
    Ne,
    /// `<`
    Lt,
    /// `<=`
    Le,
    /// `>`
    Gt,
    /// `>=`
    Ge,
    /// `IN`
    In,
    /// `NOT IN`
    NotIn,
    /// `LIKE`
    Like,
    /// `NOT LIKE`
    NotLike,
}

/// A value as it was written.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// `'text'`
    Text(String),
    /// `42`
    Integer(i64),
    /// `true`, `false`
    Bool(bool),
    /// `null`
    Null,
}

/// Why a filter was refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OqlError {
    /// What is wrong.
    pub what: String,
    /// Where, in characters from 1.
    pub position: usize,
}

impl OqlError {
    fn new(position: usize, what: impl Into<String>) -> Self {
        Self {
            what: what.into(),
            position,
        }
    }
}

impl fmt::Display for OqlError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "OQL_FILTER_SYNTAX_ERROR: {} at position {}",
            self.what, self.position
        )
    }
}

#[cfg(test)]
mod tests;
