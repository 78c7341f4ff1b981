//! The client for HWA REST v2: transport, one method per endpoint, and the bodies of the contract.

mod action;
mod body;
mod breaker;
mod client;
pub mod lenient;
mod log;
pub mod oql;
mod paging;
mod query;
mod retry;
pub mod status;
mod transport;
#[expect(
    missing_docs,
    reason = "the vendor's contract describes the fields of its bodies"
)]
pub mod wire;

pub use action::{Action, Justification, Target};
pub use body::{escape, is_format};
pub use client::{Client, Node};
pub use log::{LogLine, LogRange, LogTail, TailLimits};
pub use query::{Group, Query, Scope};
