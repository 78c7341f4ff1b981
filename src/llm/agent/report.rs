//! Agents as they are shown.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Agent, Agents, Broken};

impl Agents {
    /// What `resync agents` shows; `model` is the configured one.
    pub fn report(&self, model: Option<&str>) -> AgentsReport {
        let data: Vec<AgentReport> = self
            .agents
            .iter()
            .map(|agent| AgentReport::of(agent, model))
            .collect();
        AgentsReport {
            schema: "resync.agents/v1".to_owned(),
            total: data.len() as u64,
            returned: data.len() as u64,
            truncated: false,
            data,
            broken: self.broken.clone(),
        }
    }
}

/// An agent as it is shown.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct AgentReport {
    /// Its name.
    pub name: String,
    /// What it is for.
    pub description: String,
    /// What the model is told.
    pub instructions: String,
    /// The model it uses; null when none is configured or the server's first is taken.
    pub model: Option<String>,
    /// How freely the model words things; null for the server's own.
    pub temperature: Option<f64>,
    /// The tools it may use; null for all.
    pub tools: Option<Vec<String>>,
    /// Most rounds with the model.
    pub rounds: u32,
    /// Most tools called.
    pub tool_calls: u32,
    /// Most tokens.
    pub tokens: u64,
    /// Longest time, in seconds.
    pub seconds: u64,
    /// Longest result of one tool, in characters.
    pub result_chars: usize,
    /// The language of its answers; `auto` is that of the question.
    pub language: String,
    /// `built-in`, or its file.
    pub source: String,
}

impl AgentReport {
    /// The agent, with the configured model where it names none.
    pub fn of(agent: &Agent, model: Option<&str>) -> Self {
        Self {
            name: agent.name.clone(),
            description: agent.description.clone(),
            instructions: agent.instructions.trim().to_owned(),
            model: agent.model.clone().or_else(|| model.map(str::to_owned)),
            temperature: agent.temperature,
            tools: agent.tools.clone(),
            rounds: agent.budget.rounds,
            tool_calls: agent.budget.tool_calls,
            tokens: agent.budget.tokens,
            seconds: agent.budget.seconds,
            result_chars: agent.budget.result_chars,
            language: agent.language.clone().unwrap_or_else(|| "auto".to_owned()),
            source: agent
                .file
                .as_ref()
                .map_or_else(|| "built-in".to_owned(), |file| file.display().to_string()),
        }
    }
}

/// The agents there are.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct AgentsReport {
    /// `resync.agents/v1`.
    pub schema: String,
    /// The agents.
    pub data: Vec<AgentReport>,
    /// How many there are.
    pub total: u64,
    /// How many are given.
    pub returned: u64,
    /// Whether some are not given.
    pub truncated: bool,
    /// Files that hold no agent, and why.
    pub broken: Vec<Broken>,
}
