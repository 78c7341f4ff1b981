//! The answer types that are not diagnoses, and how each is gathered: plan status, lists of jobs,
//! streams, workstations and resources, one job, its log, its dependencies, its impact, health.

mod dependencies;
mod engines;
mod forecast;
mod handover;
mod health;
mod impact;
mod job;
mod jobs;
mod log;
mod night;
mod resource;
mod resources;
mod status;
mod streams;
mod workstations;

pub use dependencies::{DependencyEdge, DependencyNode, DependencyReport, Direction};
pub use engines::{EngineError, EngineReport, EnginesReport};
pub use forecast::ForecastReport;
pub use handover::HandoverReport;
pub use health::{Check, HealthReport, Scope as HealthScope, Thresholds, Verdict};
pub use impact::ImpactReport;
pub use job::{JobReport, RunLine};
pub(crate) use jobs::name_filter;
pub use jobs::{
    JobFilter, JobLine, JobsPage, JobsReport, SortKey, Status as StatusFilter, prominence,
};
pub use log::{LogFinding, LogPart, LogReport, LogRow};
pub use night::{NightCause, NightReport};
pub use resource::{HolderState, ResourceReport};
pub use resources::{HolderLine, ResourceLine, ResourcesReport};
pub(crate) use status::reason;
pub use status::{
    CriticalLine, Gathered, PeopleLine, Reasons, Seen, StatusReport, StreamLine, WorkstationLine,
    WorkstationSummary,
};
pub use streams::{StreamFilter, StreamsReport};
pub use workstations::WorkstationsReport;
