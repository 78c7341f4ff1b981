//! Resources with their units, and who holds them.

use futures_util::future::join_all;
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::jobs::name_filter;
use crate::error::Result;
use crate::plan::{Pattern, Plan, Provenance, Resource};
use crate::tws::Query;
use crate::tws::oql::field;

/// A resource in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ResourceLine {
    /// Key.
    pub key: String,
    /// Name.
    pub name: String,
    /// Units in all.
    pub quantity: Option<i64>,
    /// Units free.
    pub available: Option<i64>,
    /// Units taken.
    pub in_use: Option<i64>,
    /// Who holds units; null where it was not looked up.
    pub holders: Option<Vec<HolderLine>>,
}

/// Who holds units of a resource.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct HolderLine {
    /// Key or name of the job or stream.
    pub name: String,
    /// Units.
    pub quantity: Option<i64>,
}

/// A list of resources.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ResourcesReport {
    /// `resync.resources/v1`.
    #[serde(flatten)]
    pub head: Provenance,
    /// The resources, the scarce first.
    pub data: Vec<ResourceLine>,
    /// How many match in all, when known.
    pub total: Option<u64>,
    /// How many are given.
    pub returned: u64,
    /// Whether there are more than are given.
    pub truncated: bool,
}

/// For how many resources the holders are read.
const CLOSELY: usize = 5;

/// Holders named of one resource.
const HOLDERS: usize = 20;

impl ResourcesReport {
    /// Gathers resources by name, all when there is none.
    pub async fn gather(
        plan: &Plan,
        name: Option<&str>,
        limit: usize,
        now: Timestamp,
    ) -> Result<Self> {
        let pattern = name.map(Pattern::new);
        let query = match &pattern {
            Some(pattern) => Query::filtered(name_filter(field::NAME, pattern)?),
            None => Query::new(),
        };
        let listing = plan.resources(&query.limit(500)).await?;
        let mut found: Vec<Resource> = listing
            .items
            .into_iter()
            .filter(|resource| pattern.as_ref().is_none_or(|p| p.fits(&resource.name)))
            .collect();
        found.sort_by(|a, b| {
            (a.available.unwrap_or(i64::MAX), &a.key)
                .cmp(&(b.available.unwrap_or(i64::MAX), &b.key))
        });
        let total = found.len();
        found.truncate(limit);
        let close = join_all(
            found
                .iter()
                .take(CLOSELY)
                .map(|resource| plan.resource(&resource.id)),
        )
        .await;
        let mut data: Vec<ResourceLine> = found.iter().map(line).collect();
        for (line, full) in data.iter_mut().zip(close) {
            line.holders = full.ok().map(|full| holders(&full));
        }
        Ok(Self {
            head: plan.provenance("resync.resources/v1", now),
            returned: data.len() as u64,
            total: (!listing.more).then_some(total as u64),
            truncated: listing.more || total > data.len(),
            data,
        })
    }
}

fn line(resource: &Resource) -> ResourceLine {
    ResourceLine {
        key: resource.key.clone(),
        name: resource.name.clone(),
        quantity: resource.quantity,
        available: resource.available,
        in_use: resource.in_use,
        holders: None,
    }
}

fn holders(resource: &Resource) -> Vec<HolderLine> {
    resource
        .holders
        .iter()
        .take(HOLDERS)
        .map(|holder| HolderLine {
            name: holder.name.clone(),
            quantity: holder.quantity,
        })
        .collect()
}
