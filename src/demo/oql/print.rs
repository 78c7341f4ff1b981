//! Writes a query back, so that reading it again gives the same query.

use std::fmt;

use super::{Expr, Op, Query, Test, Value};

impl fmt::Display for Query {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(filter) = &self.filter {
            write!(f, "{filter}")?;
        }
        for (nth, order) in self.order.iter().enumerate() {
            let lead = match (nth, &self.filter) {
                (0, None) => "ORDER BY ",
                (0, Some(_)) => " ORDER BY ",
                _ => ", ",
            };
            let direction = if order.descending { "DESC" } else { "ASC" };
            write!(f, "{lead}{} {direction}", order.field)?;
        }
        Ok(())
    }
}

impl fmt::Display for Expr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (terms, word) = match self {
            Self::Test(test) => return write!(f, "{test}"),
            Self::Not(inner) => return write!(f, "NOT ({inner})"),
            Self::And(terms) => (terms, " AND "),
            Self::Or(terms) => (terms, " OR "),
        };
        for (nth, term) in terms.iter().enumerate() {
            if nth > 0 {
                f.write_str(word)?;
            }
            match term {
                Self::And(_) | Self::Or(_) => write!(f, "({term})")?,
                _ => write!(f, "{term}")?,
            }
        }
        Ok(())
    }
}

impl fmt::Display for Test {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let op = match self.op {
            Op::Eq => "=",
            Op::Ne => "!=",
            Op::Lt => "<",
            Op::Le => "<=",
            Op::Gt => ">",
            Op::Ge => ">=",
            Op::In => "IN",
            Op::NotIn => "NOT IN",
            Op::Like => "LIKE",
            Op::NotLike => "NOT LIKE",
        };
        write!(f, "{} {op} ", self.field)?;
        let listed = matches!(self.op, Op::In | Op::NotIn);
        if listed {
            f.write_str("[")?;
        }
        for (nth, value) in self.values.iter().enumerate() {
            let lead = if nth > 0 { ", " } else { "" };
            write!(f, "{lead}{value}")?;
        }
        if listed { f.write_str("]") } else { Ok(()) }
    }
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(text) => write!(f, "'{}'", text.replace('\'', "''")),
            Self::Integer(number) => write!(f, "{number}"),
            Self::Bool(value) => write!(f, "{value}"),
            Self::Null => f.write_str("null"),
        }
    }
}
