//! The actions as tools, each marked destructive and each needing a reason.

use jiff::Timestamp;
use rmcp::model::{Tool, ToolAnnotations};
use schemars::{JsonSchema, schema_for};
use serde::Deserialize;
use serde_json::Value;

use super::object;
use crate::error::{Error, Result};
use crate::plan::Plan;
use crate::tools::action::{ActionReport, Prepared, Verb};
use crate::tools::{ToolResult, ToolStatus};
use crate::tws::{Justification, escape};

/// What an action is done to, and why.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Order {
    /// The one job meant: its full key or its plan id.
    job: String,
    /// Why, in the words of the person who decided it; kept in the scheduler's audit trail.
    #[schemars(length(min = 5))]
    reason: String,
    /// Ticket number for the audit trail.
    ticket: Option<String>,
}

fn name(verb: Verb) -> &'static str {
    match verb {
        Verb::Rerun => "rerun_job",
        Verb::Hold => "hold_job",
        Verb::Release => "release_job",
        Verb::Cancel => "cancel_job",
        Verb::Kill => "kill_job",
        Verb::ConfirmSucc => "confirm_job_successful",
        Verb::ConfirmAbend => "confirm_job_abended",
    }
}

/// The action that a tool's name means.
pub fn verb(tool: &str) -> Option<Verb> {
    Verb::ALL.into_iter().find(|verb| name(*verb) == tool)
}

/// The actions as tools.
pub fn tools() -> Vec<Tool> {
    let tool = |verb: Verb| {
        let title = format!("Changes the plan: {} a job", verb.words());
        let about = ToolAnnotations::with_title(title.clone())
            .read_only(false)
            .destructive(true)
            .idempotent(false)
            .open_world(false);
        let description = format!(
            "CHANGES THE PLAN: asks the scheduler to {} one job. Only when the user asked for exactly this.",
            verb.words()
        );
        Tool::new(
            name(verb),
            description,
            object(schema_for!(Order).to_value()),
        )
        .with_title(title)
        .with_raw_output_schema(object(schema_for!(ActionReport).to_value()))
        .with_annotations(about)
    };
    Verb::ALL.into_iter().map(tool).collect()
}

/// Carries out an action. Sent once, never repeated.
pub async fn call(plan: &Plan, verb: Verb, arguments: &Value, now: Timestamp) -> ToolResult {
    match act(plan, verb, arguments, now).await {
        Ok(content) => ToolResult {
            status: ToolStatus::Ok,
            content,
        },
        Err(error) => ToolResult::failed(&error),
    }
}

async fn act(plan: &Plan, verb: Verb, arguments: &Value, now: Timestamp) -> Result<Value> {
    let order = Order::deserialize(arguments).map_err(|error| {
        Error::usage(format!(
            "the arguments of {} do not fit: {}",
            name(verb),
            escape(&error.to_string(), 240)
        ))
        .with_hint("give job and reason, and ticket where there is one")
    })?;
    if order.reason.trim().chars().count() < 5 {
        return Err(Error::usage("an action needs a reason")
            .with_hint("give the reason in the words of the person who decided it"));
    }
    let prepared = Prepared::new(plan, &order.job, verb).await?;
    let why = Justification {
        category: String::new(),
        description: order.reason,
        ticket: order.ticket,
    };
    let report = prepared.perform(&why, now).await?;
    tracing::info!(
        action = report.action,
        job = report.job,
        "an MCP client changed the plan"
    );
    serde_json::to_value(report).map_err(|error| {
        Error::internal("failed to write the result of an action").with_source(error)
    })
}
