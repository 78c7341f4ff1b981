//! The domain: jobs, runs, job streams, workstations, resources and dependencies as an operator
//! thinks of them, and [`Plan`], the handle through which the current plan is read.

mod dependency;
mod job;
mod key;
mod provenance;
mod read;
mod resource;
mod run;
mod stream;
mod workstation;

pub use dependency::{Dependency, Target};
pub use job::{Definition, Job, Phase, StreamRef, TimeLimits};
pub use key::{Pattern, Selection, base_name, full_name, same_name, short_name};
pub use provenance::Provenance;
pub use read::{Listing, Plan, PlanNode};
pub use resource::{Holder, Resource};
pub use run::Run;
pub use stream::{JobStream, StreamCounts};
pub use workstation::{Workstation, WorkstationHealth};

pub use crate::tws::status::{
    CommonStatus, ConditionStatus, DependencyStatus, DependencyType, FileStatus, JobStatus,
    JobSubstatus, PromptStatus, PromptType, RecoveryOption, RerunType, StreamStatus,
    WorkstationState, WorkstationType,
};
