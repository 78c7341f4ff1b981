//! What a list of the scheduler is asked for: filter, order, page, and how heavy each item is.

use super::oql::{Field, Filter};
use crate::error::{Error, Result};

/// How much of each item is sent (header `scope`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Scope {
    /// Everything.
    Whole,
    /// Without dependencies.
    NoDependencies,
    /// Without job definitions.
    NoDefinitions,
    /// Without either.
    #[default]
    Light,
}

impl Scope {
    /// The text of the contract.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Whole => "WHOLE",
            Self::NoDependencies => "WHOLE_NO_DEPENDENCIES",
            Self::NoDefinitions => "WHOLE_NO_JOB_DEFINITIONS",
            Self::Light => "WHOLE_NO_JOB_DEFINITIONS_AND_NO_DEPENDENCIES",
        }
    }
}

/// Which way a field is sorted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    /// Smallest first.
    Ascending,
    /// Largest first.
    Descending,
}

/// What to count by (`grouping_filters`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Group {
    /// By workstation.
    Workstation,
    /// By status.
    Status,
    /// By folder.
    Folder,
}

impl Group {
    /// The text of the contract.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Workstation => "workstation",
            Self::Status => "status",
            Self::Folder => "folder",
        }
    }
}

/// What a list is asked for.
#[derive(Debug, Clone, PartialEq)]
pub struct Query {
    /// What must hold of an item.
    pub filter: Option<Filter>,
    /// The scheduler's own selection syntax, `/@/@#/@/@.@`.
    pub plan_filter: Option<String>,
    /// A query of the user's own, passed on as it is. With `filter` too, both must hold.
    pub raw_oql: Option<String>,
    /// Fields to sort by, most significant first. An order in `raw_oql` wins.
    pub order: Vec<(Field, Order)>,
    /// Items per page.
    pub limit: u32,
    /// Items to skip.
    pub offset: u64,
    /// How heavy each item is.
    pub scope: Scope,
    /// Whether the server should count all that match.
    pub count: bool,
    /// The zone of times that are written without one (header `Local-Timezone`).
    pub timezone: Option<String>,
    /// Another plan than the current one.
    pub plan_id: Option<String>,
}

impl Default for Query {
    fn default() -> Self {
        Self {
            filter: None,
            plan_filter: None,
            raw_oql: None,
            order: Vec::new(),
            limit: 500,
            offset: 0,
            scope: Scope::default(),
            count: true,
            timezone: None,
            plan_id: None,
        }
    }
}

impl Query {
    /// Everything, 500 light items a page, counted.
    pub fn new() -> Self {
        Self::default()
    }

    /// What `filter` lets through.
    pub fn filtered(filter: Filter) -> Self {
        Self {
            filter: Some(filter),
            ..Self::default()
        }
    }

    /// Sets the page size.
    #[must_use]
    pub fn limit(mut self, limit: u32) -> Self {
        self.limit = limit.max(1);
        self
    }

    /// Sets how heavy each item is.
    #[must_use]
    pub fn scope(mut self, scope: Scope) -> Self {
        self.scope = scope;
        self
    }

    /// Adds a query of the user's own, passed on as it is.
    #[must_use]
    pub fn raw(mut self, oql: String) -> Self {
        self.raw_oql = Some(oql);
        self
    }

    /// The value of the `oql` parameter, or none when there is nothing to say. Fails with a usage
    /// error when the user's own query leaves a string open, for it could not be combined.
    pub fn oql(&self) -> Result<Option<String>> {
        let raw = self.raw_oql.as_deref().unwrap_or("").trim();
        let (mut text, raw_order) = match (&self.filter, raw) {
            (None, raw) => (raw.to_owned(), order_of(raw)?.is_some()),
            (Some(filter), "") => (filter.to_string(), false),
            (Some(filter), raw) => match order_of(raw)? {
                Some(0) => (format!("{filter} {raw}"), true),
                Some(at) => {
                    let (expression, order) = raw.split_at(at);
                    (
                        format!("({filter}) AND ({}) {order}", expression.trim()),
                        true,
                    )
                }
                None => (format!("({filter}) AND ({raw})"), false),
            },
        };
        if !raw_order && !self.order.is_empty() {
            let fields = self.order.iter().map(|(field, order)| match order {
                Order::Ascending => format!("{field} ASC"),
                Order::Descending => format!("{field} DESC"),
            });
            let order = fields.collect::<Vec<_>>().join(", ");
            text = format!("{text} ORDER BY {order}").trim_start().to_owned();
        }
        Ok((!text.is_empty()).then_some(text))
    }
}

/// Where `ORDER BY` begins in a query, outside of strings.
fn order_of(raw: &str) -> Result<Option<usize>> {
    let mut quoted = false;
    let mut found = None;
    for (at, c) in raw.char_indices() {
        if c == '\'' {
            quoted = !quoted;
        }
        let word = raw
            .get(at..at + 8)
            .is_some_and(|word| word.eq_ignore_ascii_case("order by"));
        let starts = raw[..at]
            .chars()
            .next_back()
            .is_none_or(|c| !c.is_alphanumeric());
        if !quoted && word && starts && found.is_none() {
            found = Some(at);
        }
    }
    if quoted {
        return Err(
            Error::usage(format!("the query {raw:?} leaves a quote open"))
                .with_hint("strings stand in single quotes: name = 'PAYROLL'"),
        );
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::super::oql::field;
    use super::*;

    fn oql(query: &Query) -> String {
        query.oql().expect("a query").expect("not empty")
    }

    #[test]
    fn the_users_own_query_is_passed_as_it_is() {
        let raw = "name LIKE 'A@' OR name = 'order by' ORDER BY name DESC".to_owned();
        let query = Query {
            raw_oql: Some(raw.clone()),
            order: vec![(field::ID, Order::Ascending)],
            ..Query::new()
        };
        assert_eq!(oql(&query), raw);
    }

    #[test]
    fn a_filter_and_a_query_must_both_hold() {
        let filter = Filter::is(field::NAME, "X").expect("short");
        let raw_oql = Some("priority > 10 OR priority = 0 ORDER BY id".to_owned());
        let query = Query {
            raw_oql,
            ..Query::filtered(filter)
        };
        assert_eq!(
            oql(&query),
            "(name = 'X') AND (priority > 10 OR priority = 0) ORDER BY id"
        );
    }

    #[test]
    fn an_order_alone_is_a_query() {
        let order = vec![
            (field::NAME, Order::Descending),
            (field::ID, Order::Ascending),
        ];
        assert_eq!(
            oql(&Query {
                order,
                ..Query::new()
            }),
            "ORDER BY name DESC, id ASC"
        );
        assert_eq!(Query::new().oql().expect("a query"), None);
    }

    #[test]
    fn an_open_quote_is_a_usage_error() {
        let query = Query {
            raw_oql: Some("name = 'X".into()),
            ..Query::new()
        };
        assert!(matches!(query.oql(), Err(Error::Usage(_))));
    }
}
