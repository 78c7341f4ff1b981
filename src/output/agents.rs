//! Agents, as a list and one by one.

use crate::llm::{AgentReport, AgentsReport};

use super::table::{bare, trimmed};
use super::{Terminal, clean};

/// The agents in a table.
pub fn agents(terminal: &Terminal, report: &AgentsReport) -> String {
    let mut table = bare(terminal, &["agent", "what for", "tools", "model", "from"]);
    for agent in &report.data {
        table.add_row([
            clean(&agent.name),
            clean(&agent.description),
            agent
                .tools
                .as_ref()
                .map_or_else(|| "all".to_owned(), |tools| tools.len().to_string()),
            model(agent),
            clean(&agent.source),
        ]);
    }
    trimmed(&table.to_string())
}

/// One agent.
pub fn agent(terminal: &Terminal, agent: &AgentReport) -> String {
    let style = &terminal.style;
    let tools = agent
        .tools
        .as_ref()
        .map_or_else(|| "all".to_owned(), |tools| clean(&tools.join(", ")));
    let temperature = agent
        .temperature
        .map_or_else(|| "the server's own".to_owned(), |n| n.to_string());
    let mut out = format!(
        "{}{}{}  {}\n",
        style.strong,
        clean(&agent.name),
        style.reset,
        clean(&agent.description)
    );
    for (name, value) in [
        ("model", model(agent)),
        ("temperature", temperature),
        ("language", clean(&agent.language)),
        ("tools", tools),
        (
            "budget",
            format!(
                "{} rounds, {} tool calls, {} tokens, {} s, {} characters of a result",
                agent.rounds, agent.tool_calls, agent.tokens, agent.seconds, agent.result_chars
            ),
        ),
        ("from", clean(&agent.source)),
    ] {
        out.push_str(&format!("  {name:<12} {value}\n"));
    }
    for line in agent.instructions.lines() {
        out.push_str(&format!("\n{}", clean(line)));
    }
    out
}

fn model(agent: &AgentReport) -> String {
    agent
        .model
        .as_deref()
        .map_or_else(|| "the server's first".to_owned(), clean)
}
