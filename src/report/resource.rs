//! A resource: how many units there are, who holds them, and in what state the holders are.

use futures_util::future::join_all;
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::diagnose::{ObjectRef, ObjectType};
use crate::error::Result;
use crate::plan::{Plan, Provenance};
use crate::tws::Query;
use crate::tws::oql::{Filter, field};

/// A resource of the plan.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ResourceReport {
    /// `resync.resource/v1`.
    #[serde(flatten)]
    pub head: Provenance,
    /// The resource.
    pub resource: ObjectRef,
    /// Units in all.
    pub quantity: Option<i64>,
    /// Units free.
    pub available: Option<i64>,
    /// Units taken.
    pub in_use: Option<i64>,
    /// Who holds units.
    pub holders: Vec<HolderState>,
}

/// A holder of units.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct HolderState {
    /// The job or stream.
    pub object: ObjectRef,
    /// Units it holds.
    pub quantity: Option<i64>,
    /// Its status in the scheduler's word, where it was read.
    pub status: Option<String>,
    /// Since when it is in that status.
    pub since: Option<Timestamp>,
}

/// Holders that are read one by one.
const HOLDERS: usize = 8;

impl ResourceReport {
    /// Gathers the resource of a name; none when the plan has none.
    ///
    /// # Errors
    /// When the plan cannot be read.
    pub async fn gather(plan: &Plan, name: &str, now: Timestamp) -> Result<Option<Self>> {
        let query = Query::filtered(Filter::is(field::NAME, name)?).limit(1);
        let Some(found) = plan.resources(&query).await?.items.into_iter().next() else {
            return Ok(None);
        };
        // A list may leave the holders out; the resource itself carries them.
        let resource = match plan.resource(&found.id).await {
            Ok(resource) => resource,
            Err(_) => found,
        };
        let holders = join_all(resource.holders.iter().take(HOLDERS).map(async |holder| {
            let job = match &holder.job_id {
                Some(id) => plan.job(id).await.ok(),
                None => None,
            };
            let kind = if holder.job_id.is_some() {
                ObjectType::Job
            } else {
                ObjectType::Stream
            };
            let id = holder.job_id.clone().or_else(|| holder.stream_id.clone());
            HolderState {
                object: job.as_ref().map_or_else(
                    || ObjectRef::other(kind, &holder.name, &holder.name, id),
                    ObjectRef::job,
                ),
                quantity: holder.quantity,
                status: job.as_ref().map(|job| job.internal.to_string()),
                since: job.as_ref().and_then(crate::plan::Job::since),
            }
        }))
        .await;
        Ok(Some(Self {
            head: plan.provenance("resync.resource/v1", now),
            resource: ObjectRef::other(
                ObjectType::Resource,
                &resource.key,
                &resource.name,
                Some(resource.id.clone()),
            ),
            quantity: resource.quantity,
            available: resource.available,
            in_use: resource.in_use,
            holders,
        }))
    }
}
