//! A list request: what to filter by, how much of each item to send, which page.

use super::oql::Filter;

/// How much of each item the scheduler sends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Scope {
    /// Everything.
    #[default]
    Whole,
    /// Without dependencies.
    NoDependencies,
    /// Without job definitions.
    NoDefinitions,
    /// With neither: the lightest.
    Light,
}

impl Scope {
    /// The value of the `scope` header.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Whole => "WHOLE",
            Self::NoDependencies => "WHOLE_NO_DEPENDENCIES",
            Self::NoDefinitions => "WHOLE_NO_JOB_DEFINITIONS",
            Self::Light => "WHOLE_NO_JOB_DEFINITIONS_AND_NO_DEPENDENCIES",
        }
    }
}

/// What groups a count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Group {
    /// By workstation.
    Workstation,
    /// By external status.
    Status,
    /// By folder.
    Folder,
}

impl Group {
    /// The value in `grouping_filters`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Workstation => "workstation",
            Self::Status => "status",
            Self::Folder => "folder",
        }
    }
}

/// A list request.
#[derive(Debug, Clone)]
pub struct Query {
    filter: Option<Filter>,
    raw: Option<String>,
    /// Items per page.
    pub limit: u32,
    /// Items to skip.
    pub offset: u64,
    /// How much of each item.
    pub scope: Scope,
}

/// Items per page unless said otherwise.
const LIMIT: u32 = 1_000;

impl Query {
    /// Everything.
    pub fn all() -> Self {
        Self {
            filter: None,
            raw: None,
            limit: LIMIT,
            offset: 0,
            scope: Scope::Whole,
        }
    }

    /// What a filter lets through.
    pub fn new(filter: Filter) -> Self {
        Self {
            filter: Some(filter),
            ..Self::all()
        }
    }

    /// Adds a filter in the query language itself, written by the user, sent as it is.
    #[must_use]
    pub fn raw(mut self, oql: String) -> Self {
        self.raw = Some(oql);
        self
    }

    /// Sets the page size.
    #[must_use]
    pub fn limit(mut self, limit: u32) -> Self {
        self.limit = limit.max(1);
        self
    }

    /// Skips items.
    #[must_use]
    pub fn offset(mut self, offset: u64) -> Self {
        self.offset = offset;
        self
    }

    /// Sets how much of each item is sent.
    #[must_use]
    pub fn scope(mut self, scope: Scope) -> Self {
        self.scope = scope;
        self
    }

    /// Whether the user wrote a part of the filter.
    pub fn is_raw(&self) -> bool {
        self.raw.is_some()
    }

    /// The text of the `oql` parameter.
    pub fn oql(&self) -> Option<String> {
        match (&self.filter, &self.raw) {
            (None, None) => None,
            (Some(filter), None) => Some(filter.to_string()),
            (None, Some(raw)) => Some(raw.clone()),
            // An ORDER BY of the user must stay at the end, outside the parentheses.
            (Some(filter), Some(raw)) => {
                let upper = raw.to_ascii_uppercase();
                Some(match upper.find("ORDER BY") {
                    Some(0) => format!("{filter} {raw}"),
                    Some(at) => format!("({filter}) AND ({}) {}", raw[..at].trim(), &raw[at..]),
                    None => format!("({filter}) AND ({raw})"),
                })
            }
        }
    }
}
