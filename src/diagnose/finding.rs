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
    /// It is so by plan or by someone's decision: nothing needs to be done about it.
    pub as_expected: bool,
    /// What is waited for does not come any more unless someone mends or undoes something.
    pub never: bool,
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
    /// Some of several are enough.
    Any(Choice),
}

/// A join that some of its open members are enough for.
#[derive(Debug, Clone)]
pub(super) struct Choice {
    /// The join in words: `join ANY_FEED (1 of 3)`.
    pub label: String,
    /// How many of the open members must still come.
    pub needed: usize,
    /// The open members.
    pub members: Vec<Member>,
}

/// An open member of a join.
#[derive(Debug, Clone)]
pub(super) struct Member {
    /// What it is, in words.
    pub label: String,
    /// What the look at it yields.
    pub findings: Vec<Finding>,
}

/// Whether what is waited for will come; the better first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Prospect {
    /// Time alone will bring it.
    ByItself,
    /// It can still come, if someone or something provides what it lacks.
    IfSeenTo,
    /// It does not come any more, unless someone mends or undoes something.
    Never,
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
            as_expected: false,
            never: false,
            site: None,
        }
    }

    /// The same cause, which is so by plan or by someone's decision.
    #[must_use]
    pub fn expected(mut self) -> Self {
        self.as_expected = true;
        self
    }

    /// The same cause, after which what is waited for does not come any more by itself.
    #[must_use]
    pub fn never(mut self) -> Self {
        self.never = true;
        self
    }

    /// The same cause, told only beside the one that explains it.
    #[must_use]
    pub fn beside(mut self) -> Self {
        self.secondary = true;
        self
    }

    /// How it ranks against causes of other kinds, lower first.
    pub fn rank(&self) -> u8 {
        match self.kind {
            // What has not started only for now comes last; what never will has to be seen to.
            Kind::PredecessorNotStarted if self.never => Kind::InternetworkUndecided.rank(),
            kind => kind.rank(),
        }
    }

    /// Whether what is held up by it will go on.
    pub fn prospect(&self) -> Prospect {
        // What is being launched starts in a moment.
        let launched = self.kind == Kind::PredecessorNotStarted && self.as_expected;
        if self.never {
            Prospect::Never
        } else if self.kind.is_healthy() || launched {
            Prospect::ByItself
        } else {
            Prospect::IfSeenTo
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
