//! Job streams that fit a filter.

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::jobs::{name_filter, workstation_filter};
use super::status::stream_line;
use super::{StatusFilter, StreamLine};
use crate::error::Result;
use crate::plan::{JobStream, Pattern, Plan, Provenance, Selection, StreamStatus, base_name};
use crate::tws::oql::{Filter, field};
use crate::tws::{Query, Scope};

/// Which job streams are wanted.
#[derive(Debug, Clone, Default)]
pub struct StreamFilter {
    /// Name, with wildcards, or a longer form with folder and workstation.
    pub name: Option<String>,
    /// Workstation name, with wildcards.
    pub workstation: Option<String>,
    /// A status as people ask for it: `failed`, `running`, `STUCK`.
    pub status: Option<String>,
    /// At most this many lines.
    pub limit: usize,
    /// Read a page from this object on, in the scheduler's order; else those with failures are
    /// given first.
    pub from: Option<u64>,
}

/// A list of job streams.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct StreamsReport {
    /// `resync.streams/v1`.
    #[serde(flatten)]
    pub head: Provenance,
    /// The streams.
    pub data: Vec<StreamLine>,
    /// How many match in all, when known.
    pub total: Option<u64>,
    /// How many are given.
    pub returned: u64,
    /// Whether there are more than are given.
    pub truncated: bool,
}

/// Streams that are read to find those that fit.
const READ: u32 = 500;

impl StreamFilter {
    fn to_query(&self) -> Result<Query> {
        let mut parts: Vec<Filter> = Vec::new();
        if let Some(name) = &self.name {
            parts.push(name_filter(field::NAME, &Selection::parse(name).name)?);
        }
        if let Some(workstation) = &self.workstation {
            parts.push(workstation_filter(workstation)?);
        }
        if let Some(status) = &self.status {
            parts.push(status_filter(status)?);
        }
        let query = match parts.into_iter().reduce(Filter::and) {
            Some(filter) => Query::filtered(filter),
            None => Query::new(),
        };
        let read = u32::try_from(self.limit).unwrap_or(READ);
        Ok(Query {
            offset: self.from.unwrap_or(0),
            ..query
                .limit(if self.from.is_some() { read } else { READ })
                .scope(Scope::Light)
        })
    }

    fn keeps(&self, stream: &JobStream) -> bool {
        let by_name = self.name.as_deref().is_none_or(|name| {
            Selection::parse(name).fits(
                &[&stream.workstation],
                &stream.folder,
                &stream.name,
                &stream.name,
            )
        });
        let by_workstation = self.workstation.as_deref().is_none_or(|workstation| {
            Pattern::new(base_name(workstation)).fits(base_name(&stream.workstation))
        });
        by_name && by_workstation
    }
}

/// A status of either vocabulary; streams know some that jobs do not.
fn status_filter(text: &str) -> Result<Filter> {
    let upper = text.trim().to_uppercase();
    match StreamStatus::from(upper.as_str()) {
        StreamStatus::Other(_) => {}
        status => return Filter::is(field::STREAM_STATUS, status.as_str()),
    }
    match StatusFilter::parse(text)? {
        StatusFilter::Common(status) => Filter::is(field::COMMON_STATUS, status.as_str()),
        StatusFilter::Internal(status) => Filter::is(field::STREAM_STATUS, status.as_str()),
    }
}

impl StreamsReport {
    /// Gathers the streams that fit, at most `filter.limit` of them.
    pub async fn gather(plan: &Plan, filter: &StreamFilter, now: Timestamp) -> Result<Self> {
        let listing = plan.streams(&filter.to_query()?).await?;
        let mut data: Vec<StreamLine> = listing
            .items
            .iter()
            .filter(|stream| filter.keeps(stream))
            .map(stream_line)
            .collect();
        let (total, truncated) = match filter.from {
            Some(from) => {
                let end = from + listing.items.len() as u64;
                let more = listing.total.map_or(listing.more, |total| total > end);
                (listing.total, more)
            }
            None => {
                data.sort_by(|a, b| (a.failed == 0, &a.key).cmp(&(b.failed == 0, &b.key)));
                let total = (!listing.more).then_some(data.len() as u64);
                (total, listing.more || data.len() > filter.limit)
            }
        };
        data.truncate(filter.limit.max(1));
        Ok(Self {
            head: plan.provenance("resync.streams/v1", now),
            returned: data.len() as u64,
            total,
            truncated,
            data,
        })
    }
}
