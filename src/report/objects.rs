//! Lists of job streams and of workstations.

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::jobs::name_filter;
use super::status::{stream_line, workstation_line};
use super::{StreamLine, WorkstationLine};
use crate::error::Result;
use crate::plan::{Plan, Provenance, Selection};
use crate::tws::oql::field;
use crate::tws::{Query, Scope};

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

/// A list of workstations.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct WorkstationsReport {
    /// `resync.workstations/v1`.
    #[serde(flatten)]
    pub head: Provenance,
    /// The workstations.
    pub data: Vec<WorkstationLine>,
    /// How many match in all, when known.
    pub total: Option<u64>,
    /// How many are given.
    pub returned: u64,
    /// Whether there are more than are given.
    pub truncated: bool,
}

/// The query of a list by name: `limit` objects after the first `skip`.
fn query(name: Option<&str>, skip: u64, limit: u32) -> Result<Query> {
    let query = match name {
        Some(name) => Query::filtered(name_filter(field::NAME, &Selection::parse(name).name)?),
        None => Query::new(),
    };
    Ok(Query {
        offset: skip,
        ..query.limit(limit).scope(Scope::Light)
    })
}

impl StreamsReport {
    /// Gathers the streams of a name (wildcards allowed).
    pub async fn gather(
        plan: &Plan,
        name: Option<&str>,
        skip: u64,
        limit: u32,
        now: Timestamp,
    ) -> Result<Self> {
        let listing = plan.streams(&query(name, skip, limit)?).await?;
        let data: Vec<_> = listing.items.iter().map(stream_line).collect();
        let end = skip + data.len() as u64;
        Ok(Self {
            head: plan.provenance("resync.streams/v1", now),
            total: listing.total,
            returned: data.len() as u64,
            truncated: listing.total.map_or(listing.more, |total| total > end),
            data,
        })
    }
}

impl WorkstationsReport {
    /// Gathers the workstations of a name (wildcards allowed).
    pub async fn gather(
        plan: &Plan,
        name: Option<&str>,
        skip: u64,
        limit: u32,
        now: Timestamp,
    ) -> Result<Self> {
        let listing = plan.workstations(&query(name, skip, limit)?).await?;
        let data: Vec<_> = listing.items.iter().map(workstation_line).collect();
        let end = skip + data.len() as u64;
        Ok(Self {
            head: plan.provenance("resync.workstations/v1", now),
            total: listing.total,
            returned: data.len() as u64,
            truncated: listing.total.map_or(listing.more, |total| total > end),
            data,
        })
    }
}
