//! What a job or job stream holds up, whatever state it is in.

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::diagnose::{Diagnoser, Impact, ObjectRef, Subject};
use crate::error::Result;
use crate::plan::{Plan, Provenance};

/// What waits for an object.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ImpactReport {
    /// `resync.impact/v1`.
    #[serde(flatten)]
    pub head: Provenance,
    /// The object asked about.
    pub subject: ObjectRef,
    /// What it holds up.
    pub impact: Impact,
    /// What could not be looked at, and why.
    pub notes: Vec<String>,
}

impl ImpactReport {
    /// Gathers what waits for a subject. Fails with a usage error for a workstation.
    pub async fn gather(
        plan: &Plan,
        subject: &Subject,
        object: ObjectRef,
        now: Timestamp,
    ) -> Result<Self> {
        let (impact, notes) = Diagnoser::new(plan.clone()).impact_of(subject, now).await?;
        Ok(Self {
            head: plan.provenance("resync.impact/v1", now),
            subject: object,
            impact,
            notes,
        })
    }
}
