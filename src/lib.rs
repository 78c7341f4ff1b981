//! `resync` answers what a batch of HCL Workload Automation is doing, and why.
//!
//! The library below the `resync` command. Modules are listed from the lowest layer to the
//! highest; each imports only from those above it in this list.

pub mod ask;
pub mod cache;
pub mod chat;
pub mod command;
pub mod config;
pub mod demo;
pub mod diagnose;
pub mod error;
pub mod llm;
pub mod mcp;
pub mod output;
pub mod plan;
pub mod report;
pub mod server;
pub mod tools;
pub mod tws;

pub use error::{Error, Result};
