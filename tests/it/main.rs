//! The integration tests: one binary, a module per subject.

mod cli;
mod corpus;
mod fault;
mod faults;
mod generated;
mod incidents;
mod tidy;
mod world;
