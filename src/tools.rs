//! The read tools over the reports: what a model or an MCP client may ask for.

pub mod action;
mod arguments;
mod cut;
mod explain;
mod run;
mod runbooks;
mod table;

use std::path::PathBuf;
use std::sync::Arc;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::ask::Asker;
use crate::diagnose::Dictionary;
use crate::error::{Error, Result};
use crate::plan::Plan;
pub use table::names as tool_names;

/// What a tool is, for the model and for people.
#[derive(Debug, Clone, PartialEq)]
pub struct ToolSpec {
    /// The name it is called by.
    pub name: &'static str,
    /// A few words for people, such as "Reading the job's log".
    pub title: &'static str,
    /// What it does and when to use it, for the model.
    pub description: &'static str,
    /// JSON Schema of its arguments.
    pub parameters: serde_json::Value,
}

/// How a tool call ended; the model can act on each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ToolStatus {
    /// All there is.
    Ok,
    /// It failed; the content says why and what to do instead.
    Error,
    /// It worked, and there is nothing.
    NoData,
    /// There is more than is given; the content says how much.
    Truncated,
}

/// The result of a tool call.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ToolResult {
    /// How it ended.
    pub status: ToolStatus,
    /// The report, or `{"message", "hint"}` of an error. Not masked or marked yet.
    pub content: serde_json::Value,
}

impl ToolResult {
    /// The result of a call that failed.
    pub fn failed(error: &Error) -> Self {
        let mut content = serde_json::json!({
            "message": error.to_string(),
            "hint": error.hint().unwrap_or("try other arguments, or answer from what is known"),
        });
        if !error.near().is_empty() {
            content["near"] = error.near().into();
        }
        Self {
            status: ToolStatus::Error,
            content,
        }
    }
}

/// The read tools over one plan. Nothing in it can change the plan.
#[derive(Clone)]
pub struct Toolbox {
    plan: Plan,
    asker: Asker,
    runbooks: Option<PathBuf>,
}

impl Toolbox {
    /// The tools over this plan and what the site knows; `runbooks` is a folder of Markdown files.
    pub fn new(plan: Plan, site: Arc<Dictionary>, runbooks: Option<PathBuf>) -> Self {
        Self {
            asker: Asker::with_site(plan.clone(), site),
            plan,
            runbooks,
        }
    }

    /// The tools that can be called. Always in the same order, so that prompts stay the same.
    pub fn specs(&self) -> Vec<ToolSpec> {
        let mut specs = table::specs();
        specs.retain(|spec| self.runbooks.is_some() || spec.name != "search_runbooks");
        specs
    }

    /// JSON Schema of what a tool gives when it does not fail.
    pub fn output_schema(&self, name: &str) -> Option<serde_json::Value> {
        table::output_schema(name)
    }

    /// Calls a tool. Whatever goes wrong is a result that the model can act on.
    pub async fn call(&self, name: &str, arguments: &str, now: Timestamp) -> ToolResult {
        let answer = async {
            let call = table::Call::parse(name, arguments)?;
            Box::pin(self.run(call, now)).await
        };
        match answer.await {
            Ok(result) => result,
            Err(error) => ToolResult::failed(&error),
        }
    }

    /// A report as a result: `left_out` says in words what was cut.
    fn give(report: &impl Serialize, empty: bool, left_out: Vec<String>) -> Result<ToolResult> {
        let mut content = serde_json::to_value(report).map_err(|error| {
            Error::internal("failed to write the result of a tool").with_source(error)
        })?;
        cut::drop_nulls(&mut content);
        let status = match (empty, left_out.is_empty()) {
            (true, _) => ToolStatus::NoData,
            (false, false) => ToolStatus::Truncated,
            (false, true) => ToolStatus::Ok,
        };
        if !left_out.is_empty() {
            content["left_out"] = left_out.into();
        }
        Ok(ToolResult { status, content })
    }
}
