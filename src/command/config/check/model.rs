//! Whether the language model answers, and calls tools.

use std::time::{Duration, Instant};

use super::Checks;
use crate::config::Model;
use crate::error::Error;
use crate::llm::{Connection, Message, Request};
use crate::tools::ToolSpec;

/// Asks the model a word, with a tool on offer.
pub(super) async fn check(model: &Model, checks: &mut Checks) {
    let connection = match Connection::new(model) {
        Ok(connection) => connection,
        Err(error) => return checks.fail("model", &error),
    };
    let name = match connection.model().await {
        Ok(name) => name.to_owned(),
        Err(failure) => return checks.fail("model", &Error::from(failure)),
    };
    let begun = Instant::now();
    let tool = ToolSpec {
        name: "count_jobs",
        title: "Counting the jobs",
        description: "How many jobs the plan holds",
        parameters: serde_json::json!({ "type": "object", "properties": {} }),
    };
    let messages = [Message::user(
        "How many jobs are in the plan? Call the tool to find out.",
    )];
    let request = Request {
        messages: &messages,
        tools: std::slice::from_ref(&tool),
        temperature: Some(0.0),
        deadline: (begun + model.timeouts.total.min(Duration::from_secs(60))).into(),
    };
    let reply = match connection.ask(request, &mut |_| {}).await {
        Ok(reply) => reply,
        Err(failure) => return checks.fail("model", &Error::from(failure)),
    };
    checks.fine(
        "model",
        format!(
            "{name} at {} answered in {} ms",
            connection.target(),
            begun.elapsed().as_millis()
        ),
    );
    let printed = !crate::llm::salvage(&reply.text, &[tool.name]).1.is_empty();
    if !reply.calls.is_empty() {
        checks.fine("tools", "it calls tools");
    } else if printed {
        checks.fine(
            "tools",
            "it prints its tool calls as text, which is understood",
        );
    } else {
        checks.warn(
            "tools",
            "it called no tool although it was told to",
            "answers rest on the evidence alone; a model made for tool calling can look further",
        );
    }
}
