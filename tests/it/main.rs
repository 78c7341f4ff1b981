//! The integration tests: one binary, a module per subject.
#![expect(clippy::print_stderr, reason = "a test that is skipped says so")]

mod action;
mod broken;
mod cli;
mod client;
mod contract;
mod corpus;
mod demo_actions;
mod demo_contract;
mod demo_http;
mod demo_lists;
mod demo_log;
mod demo_server;
mod engine;
mod fault;
mod generated;
mod healthy;
mod incidents;
mod job_log;
mod misbehaviour;
mod outage;
mod paging;
mod proxy;
mod server;
mod tidy;
mod tls;
mod world;
