//! `resync` answers what a batch of HCL Workload Automation is doing, and why.
//!
//! The library below the `resync` command. Modules are listed from the lowest layer to the
//! highest; each imports only from those above it in this list.

pub mod error;
pub mod config;
pub mod cache;
pub mod tws;
pub mod plan;
pub mod diagnose;
pub mod report;
pub mod ask;
pub mod demo;
pub mod output;
pub mod command;

pub use error::{Error, Result};
