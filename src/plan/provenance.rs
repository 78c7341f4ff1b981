//! Where an answer comes from and how fresh it is: the head of every report.

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The head that every top-level answer carries.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Provenance {
    /// Name and version of the shape, `resync.jobs/v1`. Keys are only ever added within a version.
    pub schema: String,
    /// When the answer was made.
    pub generated_at: Timestamp,
    /// The scheduler asked, `https://HOST:PORT`.
    pub engine: String,
    /// Age in seconds of the oldest fact, when the scheduler could not be asked afresh; else null.
    pub stale: Option<u64>,
    /// Whether the facts come from the demo scheduler.
    pub demo: bool,
}
