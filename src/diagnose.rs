//! The engine that finds causes from facts: it collects evidence, walks the graph of dependencies
//! upstream, reads the log, ranks what it found and says what it holds up.

mod changes;
mod codes;
mod confidence;
mod delay;
mod diagnosis;
mod dictionary;
mod engine;
mod facts;
mod failure;
mod finding;
mod gate;
mod impact;
mod kind;
mod known;
pub mod log;
pub mod messages;
mod next_steps;
mod outlook;
mod running;
pub mod signature;
#[cfg(test)]
mod testbed;
mod things;
mod walk;

pub use changes::{Changes, Difference, NewLine, RunFacts};
pub use delay::said as delay_words;
pub use diagnosis::{
    AtRisk, Cause, Confidence, Cost, Diagnosis, Evidence, EvidenceType, Impact, Link, NextStep,
    ObjectRef, ObjectType, Relation, Released, SiteNote, State,
};
pub use dictionary::{Dictionary, Severity};
pub use engine::{Diagnoser, Subject};
pub use failure::of_run;
pub use kind::{Group, Kind};
#[doc(hidden)]
pub use known::{Known, Walk};
pub use next_steps::selection_words;
pub(crate) use next_steps::{conman_name, shell_name};
pub use outlook::{Delay, DelayKind, Network, Outlook, PathStep};
pub use running::words;
pub use things::things_waited_for;
