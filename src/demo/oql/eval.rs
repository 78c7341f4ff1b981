//! Checks a query against the fields of a kind of object, and evaluates it over rows.

use std::cmp::Ordering;

use jiff::Timestamp;

use super::{Expr, Op, OqlError, Query, Test, Value};
use crate::tws::lenient::{Scalar, Seconds};

/// What a field holds, and so how it may be compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Text.
    Text,
    /// The path of a folder, with or without its closing slash.
    Folder,
    /// A whole number.
    Integer,
    /// A whole number that only `=` and `!=` compare.
    Counter,
    /// Yes or no.
    Boolean,
    /// A moment.
    Instant,
    /// A duration.
    Duration,
}

/// A value of a row.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Cell<'a> {
    /// Text.
    Text(&'a str),
    /// A number, a moment or a duration in seconds.
    Integer(i64),
    /// Yes or no.
    Bool(bool),
    /// Nothing.
    Null,
}

/// A row whose fields a query can look at.
pub trait Row {
    /// The fields.
    type Field: Copy + 'static;

    /// The fields by their names, and what they hold.
    const FIELDS: &'static [(&'static str, Self::Field, Kind)];

    /// Shows each value of a field to `seen` until that returns true; whether it did.
    fn any(&self, field: Self::Field, seen: &mut dyn FnMut(Cell<'_>) -> bool) -> bool;
}

/// A checked query.
pub struct Compiled<F> {
    filter: Option<Node<F>>,
    order: Vec<(F, bool)>,
}

enum Node<F> {
    And(Vec<Node<F>>),
    Or(Vec<Node<F>>),
    Not(Box<Node<F>>),
    Test {
        field: F,
        kind: Kind,
        op: Op,
        values: Vec<Owned>,
    },
}

/// A value of a query, in the type of its field.
#[derive(Debug, Clone, PartialEq, PartialOrd)]
enum Owned {
    Null,
    Bool(bool),
    Integer(i64),
    Text(String),
}

/// Checks that the fields exist and that values and comparisons fit them.
pub fn compile<R: Row>(query: &Query) -> Result<Compiled<R::Field>, OqlError> {
    let filter = query.filter.as_ref().map(node::<R>).transpose()?;
    let order = query
        .order
        .iter()
        .map(|order| {
            // Servers sort by `key.name` but do not filter by it.
            let name = if order.field == "key.name" {
                "name"
            } else {
                &order.field
            };
            Ok((field::<R>(name, order.position)?.0, order.descending))
        })
        .collect::<Result<_, OqlError>>()?;
    Ok(Compiled { filter, order })
}

fn field<R: Row>(name: &str, position: usize) -> Result<(R::Field, Kind), OqlError> {
    let found = R::FIELDS.iter().find(|(known, ..)| *known == name);
    let found = found.map(|&(_, field, kind)| (field, kind));
    found.ok_or_else(|| OqlError::new(position, format!("unknown field `{name}`")))
}

fn node<R: Row>(expr: &Expr) -> Result<Node<R::Field>, OqlError> {
    Ok(match expr {
        Expr::And(terms) => Node::And(terms.iter().map(node::<R>).collect::<Result<_, _>>()?),
        Expr::Or(terms) => Node::Or(terms.iter().map(node::<R>).collect::<Result<_, _>>()?),
        Expr::Not(inner) => Node::Not(Box::new(node::<R>(inner)?)),
        Expr::Test(test) => {
            let (field, kind) = field::<R>(&test.field, test.position)?;
            check(test, kind)?;
            let typed = test.values.iter().map(|value| typed(value, kind, test));
            Node::Test {
                field,
                kind,
                op: test.op,
                values: typed.collect::<Result<_, _>>()?,
            }
        }
    })
}

fn check(test: &Test, kind: Kind) -> Result<(), OqlError> {
    let equality = matches!(test.op, Op::Eq | Op::Ne | Op::In | Op::NotIn);
    let pattern = matches!(test.op, Op::Like | Op::NotLike);
    let refuse = |why: &str| {
        Err(OqlError::new(
            test.position,
            format!("field `{}` {why}", test.field),
        ))
    };
    match kind {
        Kind::Counter if !matches!(test.op, Op::Eq | Op::Ne) => refuse("takes only = and !="),
        Kind::Boolean if !equality => refuse("is true or false"),
        Kind::Integer | Kind::Instant | Kind::Duration if pattern => refuse("is no text"),
        _ => Ok(()),
    }
}

fn typed(value: &Value, kind: Kind, test: &Test) -> Result<Owned, OqlError> {
    let wrong = |wanted: &str| {
        OqlError::new(
            test.position,
            format!("field `{}` wants {wanted}", test.field),
        )
    };
    Ok(match (kind, value) {
        (_, Value::Null) => Owned::Null,
        (Kind::Text | Kind::Folder, Value::Text(text)) => match kind {
            Kind::Folder if !matches!(test.op, Op::Like | Op::NotLike) => {
                Owned::Text(bare(text).to_owned())
            }
            _ => Owned::Text(text.clone()),
        },
        (Kind::Text | Kind::Folder, Value::Integer(number)) => Owned::Text(number.to_string()),
        (Kind::Integer | Kind::Counter, Value::Integer(number)) => Owned::Integer(*number),
        (Kind::Integer | Kind::Counter, Value::Text(text)) => {
            Owned::Integer(text.trim().parse().map_err(|_| wrong("a whole number"))?)
        }
        (Kind::Boolean, Value::Bool(value)) => Owned::Bool(*value),
        (Kind::Boolean, Value::Text(text)) => {
            Owned::Bool(bool::from_text(text).ok_or_else(|| wrong("true or false"))?)
        }
        (Kind::Instant, Value::Text(text)) => {
            let at: Timestamp = text
                .parse()
                .map_err(|_| wrong("an instant like '2025-12-01T23:00:00.000Z'"))?;
            Owned::Integer(at.as_second())
        }
        (Kind::Duration, Value::Text(text)) => Owned::Integer(
            Seconds::from_text(text)
                .ok_or_else(|| wrong("a duration like 'PT4H20S'"))?
                .0,
        ),
        _ => return Err(wrong("another type of value")),
    })
}

impl<F: Copy> Compiled<F> {
    /// Whether a row matches.
    pub fn matches<R: Row<Field = F>>(&self, row: &R) -> bool {
        self.filter.as_ref().is_none_or(|node| node.matches(row))
    }

    /// Whether there is a condition at all.
    pub fn selects_all(&self) -> bool {
        self.filter.is_none()
    }

    /// Orders places of rows as the query says; as they stand when it says nothing.
    pub fn sort<R: Row<Field = F>>(&self, places: &mut [u32], row: impl Fn(u32) -> R) {
        if self.is_ordered() {
            places.sort_by_cached_key(|&place| self.keys(&row(place)));
        }
    }

    /// Whether an order was asked for.
    pub fn is_ordered(&self) -> bool {
        !self.order.is_empty()
    }

    /// What a row is ordered by.
    pub fn keys<R: Row<Field = F>>(&self, row: &R) -> Vec<Order> {
        let key = |&(field, down): &(F, bool)| Order {
            value: last(row, field),
            down,
        };
        self.order.iter().map(key).collect()
    }
}

/// A sort key of one field.
#[derive(Debug, PartialEq)]
pub struct Order {
    value: Owned,
    down: bool,
}

impl Eq for Order {}

impl PartialOrd for Order {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Order {
    fn cmp(&self, other: &Self) -> Ordering {
        let upward = self
            .value
            .partial_cmp(&other.value)
            .unwrap_or(Ordering::Equal);
        if self.down { upward.reverse() } else { upward }
    }
}

/// The last value of a field: the one of the last run, where there are several.
fn last<R: Row>(row: &R, field: R::Field) -> Owned {
    let mut value = Owned::Null;
    row.any(field, &mut |cell| {
        value = match cell {
            Cell::Text(text) => Owned::Text(text.to_owned()),
            Cell::Integer(number) => Owned::Integer(number),
            Cell::Bool(truth) => Owned::Bool(truth),
            Cell::Null => Owned::Null,
        };
        false
    });
    value
}

impl<F: Copy> Node<F> {
    fn matches<R: Row<Field = F>>(&self, row: &R) -> bool {
        match self {
            Self::And(terms) => terms.iter().all(|term| term.matches(row)),
            Self::Or(terms) => terms.iter().any(|term| term.matches(row)),
            Self::Not(inner) => !inner.matches(row),
            Self::Test {
                field,
                kind,
                op,
                values,
            } => row.any(*field, &mut |cell| holds(cell, *kind, *op, values)),
        }
    }
}

fn holds(cell: Cell<'_>, kind: Kind, op: Op, values: &[Owned]) -> bool {
    let compared = |value: &Owned| compare(cell, kind, value);
    let first = values.first().and_then(compared);
    match op {
        Op::Eq => first == Some(Ordering::Equal),
        Op::Ne => first != Some(Ordering::Equal),
        Op::In => values
            .iter()
            .any(|value| compared(value) == Some(Ordering::Equal)),
        Op::NotIn => values
            .iter()
            .all(|value| compared(value) != Some(Ordering::Equal)),
        Op::Lt => first == Some(Ordering::Less),
        Op::Gt => first == Some(Ordering::Greater),
        Op::Le => matches!(first, Some(Ordering::Less | Ordering::Equal)),
        Op::Ge => matches!(first, Some(Ordering::Greater | Ordering::Equal)),
        Op::Like => like(cell, kind, values),
        Op::NotLike => !like(cell, kind, values),
    }
}

fn compare(cell: Cell<'_>, kind: Kind, value: &Owned) -> Option<Ordering> {
    match (cell, value) {
        (Cell::Null, Owned::Null) => Some(Ordering::Equal),
        (Cell::Text(text), Owned::Text(wanted)) => {
            let text = if kind == Kind::Folder {
                bare(text)
            } else {
                text
            };
            Some(text.cmp(alias(wanted)))
        }
        (Cell::Integer(number), Owned::Integer(wanted)) => Some(number.cmp(wanted)),
        (Cell::Bool(truth), Owned::Bool(wanted)) => Some(truth.cmp(wanted)),
        _ => None,
    }
}

/// The manual spells one external status in two ways.
fn alias(text: &str) -> &str {
    if text == "SUCCEED" {
        "SUCCESSFUL"
    } else {
        text
    }
}

fn like(cell: Cell<'_>, kind: Kind, values: &[Owned]) -> bool {
    let (Cell::Text(text), Some(Owned::Text(pattern))) = (cell, values.first()) else {
        return false;
    };
    glob(pattern, text) || (kind == Kind::Folder && glob(pattern, bare(text)))
}

/// A folder without its closing slash.
fn bare(folder: &str) -> &str {
    match folder.strip_suffix('/') {
        Some("") | None => folder,
        Some(bare) => bare,
    }
}

/// Whether `text` fits a pattern in which `@` stands for any characters and `?` for one.
pub fn glob(pattern: &str, text: &str) -> bool {
    let (mut pattern_rest, mut text_rest) = (pattern, text);
    let mut retry: Option<(&str, &str)> = None;
    loop {
        let mut ahead = pattern_rest.chars();
        let wanted = ahead.next();
        let mut chars = text_rest.chars();
        let found = chars.next();
        match (wanted, found) {
            (Some('@'), _) => {
                pattern_rest = ahead.as_str();
                retry = Some((pattern_rest, text_rest));
                continue;
            }
            (Some('?'), Some(_)) => {}
            (Some(a), Some(b)) if a == b => {}
            (None, None) => return true,
            _ => {
                let Some((pattern_from, text_from)) = retry else {
                    return false;
                };
                let mut later = text_from.chars();
                if later.next().is_none() {
                    return false;
                }
                (pattern_rest, text_rest) = (pattern_from, later.as_str());
                retry = Some((pattern_from, text_rest));
                continue;
            }
        }
        pattern_rest = ahead.as_str();
        text_rest = chars.as_str();
    }
}
