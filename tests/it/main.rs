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
mod huge_log;
mod incidents;
mod job_log;
mod misbehaviour;
mod model_loop;
mod model_quirk;
mod model_server;
mod model_stream;
mod night;
mod outage;
mod paging;
mod properties;
mod proxy;
mod site;
mod tidy;
mod tls;
mod world;
