//! By what things are counted.

use prometheus_client::encoding::EncodeLabelSet;

/// A request by what it matched and how it ended.
#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
pub(super) struct Route {
    pub route: &'static str,
    pub method: &'static str,
    pub code: u16,
}

/// A class of work.
#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
pub(super) struct OfClass {
    pub class: &'static str,
}

/// What was decided about a class of work.
#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
pub(super) struct Decision {
    pub class: &'static str,
    pub decision: &'static str,
}

/// How something ended.
#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
pub(super) struct Outcome {
    pub outcome: &'static str,
}

/// Who worded an answer, and whether there was one.
#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
pub(super) struct Answer {
    pub written_by: String,
    pub outcome: &'static str,
}

/// What the check of an answer said.
#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
pub(super) struct Judged {
    pub verdict: &'static str,
}

/// A tool, and how its call ended.
#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
pub(super) struct Tool {
    pub tool: &'static str,
    pub outcome: &'static str,
}

/// What kind of tokens.
#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
pub(super) struct Kind {
    pub kind: &'static str,
}

/// A route.
#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
pub(super) struct OfRoute {
    pub route: &'static str,
}
