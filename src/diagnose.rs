//! The engine that finds causes from facts: it collects evidence, walks the graph of dependencies
//! upstream, reads the log, ranks what it found and says what it holds up.

mod codes;
mod confidence;
mod diagnosis;
mod engine;
mod facts;
mod failure;
mod finding;
mod gate;
mod impact;
mod kind;
pub mod log;
pub mod messages;
mod next_steps;
mod running;
pub mod signature;
mod walk;

pub use diagnosis::{
    AtRisk, Cause, Confidence, Cost, Diagnosis, Evidence, EvidenceType, Impact, Link, NextStep,
    ObjectRef, ObjectType, Relation, State,
};
pub use engine::{Diagnoser, Subject};
pub use failure::of_run;
pub use kind::{Group, Kind};
pub(crate) use next_steps::{conman_name, shell_name};
pub use running::words;
