//! The client for HWA REST v2: transport, one method per endpoint, and the bodies of the contract.

mod action;
mod address;
mod body;
mod breaker;
mod call;
mod client;
mod connection;
mod connector;
mod correlation;
mod credentials;
mod failure;
mod foreign;
mod header;
pub mod lenient;
mod list;
mod log;
pub mod oql;
mod paging;
pub mod probe;
pub mod query;
mod reading;
mod refusal;
mod retry;
pub mod status;
pub mod task;
mod text;
mod traffic;
mod transport;
#[expect(
    missing_docs,
    reason = "the vendor's contract describes the fields of its bodies"
)]
pub mod wire;

pub use action::{Action, Justification, Target};
pub use client::{Client, Node};
pub use correlation::{correlated, correlation};
pub use log::{LogLine, LogRange, LogTail, LogText, TailLimits};
pub use oql::{Field, Filter, Operator, Value, field};
pub use paging::Identified;
pub use query::{Group, Order, Query, Scope};
pub use text::{escape, moves};
pub use traffic::{LATENCIES, Tally};
