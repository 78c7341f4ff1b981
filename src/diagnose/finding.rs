//! What the look at one object of the plan yields: a cause, or the next object to look at.

use serde_json::Value;

use super::confidence::Sign;
use super::{EvidenceType, Kind, ObjectRef, Relation, SiteNote};

/// An object of the walk.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) enum NodeId {
    /// A job, by plan id.
    Job(String),
    /// A stream, by plan id.
    Stream(String),
}

/// A fact behind a finding, not yet numbered.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Fact {
    /// What it is.
    pub kind: EvidenceType,
    /// One line.
    pub title: String,
    /// The request or table it comes from.
    pub source: String,
    /// The text itself.
    pub excerpt: Option<String>,
    /// The fields.
    pub data: Value,
}

/// A cause found at a node.
#[derive(Debug, Clone)]
pub(super) struct Found {
    /// Its kind.
    pub kind: Kind,
    /// What is at fault when it is not the node itself, with how it relates to the node and its state.
    pub elsewhere: Option<(ObjectRef, Relation, Option<String>)>,
    /// One sentence.
    pub summary: String,
    /// What makes it sure.
    pub signs: Vec<Sign>,
    /// What it stands on.
    pub facts: Vec<Fact>,
    /// Orders causes of the same rank: seconds since the epoch, the earliest first.
    pub since: Option<i64>,
    /// It explains another cause of the same object, and is not what to act on.
    pub secondary: bool,
    /// What the site says about it.
    pub site: Option<SiteNote>,
}

/// What the look at a node yields.
#[derive(Debug, Clone)]
pub(super) enum Finding {
    /// A cause: the walk ends here.
    Cause(Box<Found>),
    /// Look there next; the facts say why.
    Follow {
        to: NodeId,
        relation: Relation,
        facts: Vec<Fact>,
    },
}

impl Found {
    /// A cause that lies in the node itself.
    pub fn here(
        kind: Kind,
        summary: impl Into<String>,
        signs: Vec<Sign>,
        facts: Vec<Fact>,
    ) -> Self {
        Self {
            kind,
            elsewhere: None,
            summary: summary.into(),
            signs,
            facts,
            since: None,
            secondary: false,
            site: None,
        }
    }

    /// The same cause, laid on another object.
    #[must_use]
    pub fn on(mut self, object: ObjectRef, relation: Relation, status: Option<String>) -> Self {
        self.elsewhere = Some((object, relation, status));
        self
    }

    /// The same cause, dated.
    #[must_use]
    pub fn since(mut self, at: Option<jiff::Timestamp>) -> Self {
        self.since = at.map(jiff::Timestamp::as_second);
        self
    }

    /// As a finding.
    pub fn found(self) -> Finding {
        Finding::Cause(Box::new(self))
    }
}
