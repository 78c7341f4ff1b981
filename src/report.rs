//! The answer types that are not diagnoses, and how each is gathered: plan status, job lists, one
//! job, its dependencies, health.

mod dependencies;
mod health;
mod job;
mod jobs;
mod log;
mod objects;
mod status;

pub use dependencies::{DependencyEdge, DependencyNode, DependencyReport, Direction};
pub use health::{Check, HealthReport, Scope as HealthScope, Thresholds, Verdict};
pub use job::{JobReport, RunLine};
pub(crate) use jobs::name_filter;
pub use jobs::{JobFilter, JobLine, JobsReport, SortKey, Status as StatusFilter, prominence};
pub use log::LogReport;
pub use objects::{StreamsReport, WorkstationsReport};
pub(crate) use status::reason;
pub use status::{
    CriticalLine, PeopleLine, StatusReport, StreamLine, WorkstationLine, WorkstationSummary,
};
