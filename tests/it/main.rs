//! The integration tests: one binary, a module per subject.

mod cli;
mod fault;
mod faults;
mod generated;
mod tidy;
mod world;
