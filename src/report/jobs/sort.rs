//! What orders a list of jobs.

use schemars::JsonSchema;
use serde::Deserialize;

use super::JobLine;
use crate::plan::CommonStatus;

/// What orders a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum SortKey {
    /// By key.
    Name,
    /// Failed first, then running, then waiting, then done.
    Status,
    /// Newest start first.
    Start,
    /// Longest first.
    Elapsed,
    /// Nearest deadline first.
    Deadline,
}

impl SortKey {
    /// Each by its word.
    pub const NAMES: [(&'static str, Self); 5] = [
        ("name", Self::Name),
        ("status", Self::Status),
        ("start", Self::Start),
        ("elapsed", Self::Elapsed),
        ("deadline", Self::Deadline),
    ];

    /// The order of a word.
    pub fn parse(word: &str) -> Option<Self> {
        let mut names = Self::NAMES.into_iter();
        names.find_map(|(name, key)| (name == word).then_some(key))
    }
}

/// Orders lines.
pub(crate) fn sort_lines(lines: &mut [JobLine], by: SortKey) {
    match by {
        SortKey::Name => lines.sort_by(|a, b| a.key.cmp(&b.key)),
        SortKey::Status => {
            lines.sort_by(|a, b| (urgency(&a.status), &a.key).cmp(&(urgency(&b.status), &b.key)));
        }
        SortKey::Start => lines.sort_by(|a, b| (b.started, &a.key).cmp(&(a.started, &b.key))),
        SortKey::Elapsed => lines.sort_by(|a, b| (b.elapsed, &a.key).cmp(&(a.elapsed, &b.key))),
        SortKey::Deadline => lines.sort_by(|a, b| {
            (a.deadline.is_none(), a.deadline, &a.key).cmp(&(
                b.deadline.is_none(),
                b.deadline,
                &b.key,
            ))
        }),
    }
}

/// What an operator wants to see first.
fn urgency(status: &CommonStatus) -> u8 {
    match status {
        CommonStatus::Error => 0,
        CommonStatus::Blocked => 1,
        CommonStatus::Running => 2,
        CommonStatus::Held => 3,
        CommonStatus::Ready => 4,
        CommonStatus::Waiting => 5,
        CommonStatus::Successful => 8,
        CommonStatus::Canceled => 9,
        _ => 6,
    }
}
