//! Agents: who the model plays, with which tools and at what cost. Files of TOML, four of them built in.

mod report;

use std::path::{Path, PathBuf};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::budget::Budget;
use crate::config::Model;
use crate::error::{Error, Result};
use crate::tools::ToolSpec;

pub use report::{AgentReport, AgentsReport};

const BUILT_IN: [(&str, &str); 4] = [
    ("operator", include_str!("agent/operator.toml")),
    ("triage", include_str!("agent/triage.toml")),
    ("planner", include_str!("agent/planner.toml")),
    ("handover", include_str!("agent/handover.toml")),
];

/// The agent that answers when none is named.
const DEFAULT: &str = "operator";
/// Bytes an agent's file may have.
const LARGEST_FILE: u64 = 64 << 10;
/// Characters of instructions: they are sent with every round.
const LONGEST_INSTRUCTIONS: usize = 8_000;

/// Who the model plays.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Agent {
    /// The name it is called by.
    pub name: String,
    /// What it is for, in a line.
    pub description: String,
    /// What the model is told beside the rules.
    #[serde(default)]
    pub instructions: String,
    /// The model it wants, instead of the configured one.
    pub model: Option<String>,
    /// How freely the model words things, from 0 to 2; the server's own when unset.
    pub temperature: Option<f64>,
    /// The tools it may use; all when unset.
    pub tools: Option<Vec<String>>,
    /// What an answer may cost.
    #[serde(default)]
    pub budget: Budget,
    /// The language of its answers; `auto`, that of the question, when unset.
    pub language: Option<String>,
    /// The file it came from; none for those built in.
    #[serde(skip)]
    pub file: Option<PathBuf>,
}

impl Agent {
    /// The configured model, or another of the same server where this agent wants one.
    pub fn model(&self, mut model: Model) -> Model {
        model.name = self.model.clone().or(model.name);
        model
    }

    /// The language it always answers in, where it has one.
    pub fn fixed_language(&self) -> Option<&str> {
        self.language
            .as_deref()
            .filter(|language| *language != "auto")
    }

    /// The tools on offer that it may use, in their order.
    pub fn allowed(&self, tools: &[ToolSpec]) -> Vec<ToolSpec> {
        tools
            .iter()
            .filter(|tool| {
                self.tools
                    .as_ref()
                    .is_none_or(|names| names.iter().any(|name| name == tool.name))
            })
            .cloned()
            .collect()
    }

    /// Names of its tools that there are not.
    pub fn unknown_tools(&self, tools: &[ToolSpec]) -> Vec<&str> {
        self.tools
            .iter()
            .flatten()
            .map(String::as_str)
            .filter(|name| !tools.iter().any(|tool| tool.name == *name))
            .collect()
    }

    /// Reads an agent; the line and the reason when it is broken.
    fn parse(text: &str) -> Result<Self, (usize, String)> {
        let agent: Self = toml::from_str(text).map_err(|error| {
            let line = error.span().map_or(1, |span| line_of(text, span.start));
            (
                line,
                error
                    .message()
                    .lines()
                    .next()
                    .unwrap_or_default()
                    .to_owned(),
            )
        })?;
        match agent.fault() {
            None => Ok(agent),
            Some((key, why)) => {
                let line = text
                    .lines()
                    .position(|line| line.trim_start().starts_with(key))
                    .map_or(1, |at| at + 1);
                Err((line, why))
            }
        }
    }

    /// The key that is wrong, and why.
    fn fault(&self) -> Option<(&'static str, String)> {
        let named = !self.name.is_empty()
            && self.name.len() <= 40
            && self
                .name
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_'));
        if !named {
            return Some((
                "name",
                "name must be 1 to 40 letters, digits, - or _".to_owned(),
            ));
        }
        if self.temperature.is_some_and(|t| !(0.0..=2.0).contains(&t)) {
            return Some(("temperature", "temperature must be from 0 to 2".to_owned()));
        }
        if self.instructions.chars().count() > LONGEST_INSTRUCTIONS {
            return Some((
                "instructions",
                format!("instructions are longer than {LONGEST_INSTRUCTIONS} characters"),
            ));
        }
        let budget = self.budget;
        let bounds = [
            ("rounds", u64::from(budget.rounds), 1, 50),
            ("tool_calls", u64::from(budget.tool_calls), 0, 500),
            ("tokens", budget.tokens, 1_000, 10_000_000),
            ("seconds", budget.seconds, 1, 3_600),
            ("result_chars", budget.result_chars as u64, 200, 200_000),
        ];
        bounds
            .into_iter()
            .find(|(_, value, least, most)| value < least || value > most)
            .map(|(key, _, least, most)| (key, format!("{key} must be from {least} to {most}")))
    }
}

fn line_of(text: &str, at: usize) -> usize {
    text.as_bytes()[..at.min(text.len())]
        .iter()
        .filter(|byte| **byte == b'\n')
        .count()
        + 1
}

/// A file that holds no agent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Broken {
    /// The file.
    pub file: String,
    /// The line.
    pub line: usize,
    /// What is wrong there.
    pub reason: String,
}

/// All agents there are.
#[derive(Debug, Clone, PartialEq)]
pub struct Agents {
    agents: Vec<Agent>,
    broken: Vec<Broken>,
}

impl Agents {
    /// Those built in.
    pub fn built_in() -> Self {
        let agents =
            BUILT_IN.map(|(_, text)| Agent::parse(text).expect("a test reads each of them"));
        Self {
            agents: agents.into(),
            broken: Vec::new(),
        }
    }

    /// Those built in and those of folders; a later one of a name replaces an earlier one. A broken
    /// file is kept as such and does not stop the others.
    pub fn load(folders: &[PathBuf]) -> Self {
        let mut all = Self::built_in();
        for folder in folders {
            for file in files(folder) {
                match read(&file) {
                    Ok(mut agent) => {
                        agent.file = Some(file);
                        match all.agents.iter_mut().find(|known| known.name == agent.name) {
                            Some(known) => *known = agent,
                            None => all.agents.push(agent),
                        }
                    }
                    Err((line, reason)) => all.broken.push(Broken {
                        file: file.display().to_string(),
                        line,
                        reason,
                    }),
                }
            }
        }
        all
    }

    /// The agents, those built in first.
    pub fn list(&self) -> &[Agent] {
        &self.agents
    }

    /// The files that hold none.
    pub fn broken(&self) -> &[Broken] {
        &self.broken
    }

    /// The agent of a name, or the one that answers when none is named.
    pub fn get(&self, name: Option<&str>) -> Result<&Agent> {
        let name = name.unwrap_or(DEFAULT);
        self.agents
            .iter()
            .find(|agent| agent.name == name)
            .ok_or_else(|| {
                let names: Vec<String> =
                    self.agents.iter().map(|agent| agent.name.clone()).collect();
                let shown = crate::tws::escape(name, 60);
                let broken = self.broken.iter().find(|broken| {
                    Path::new(&broken.file)
                        .file_stem()
                        .is_some_and(|stem| stem == name)
                });
                let error = Error::not_found(match broken {
                    Some(broken) => format!(
                        "the file of agent \"{shown}\" is broken: {}:{}: {}",
                        broken.file, broken.line, broken.reason
                    ),
                    None => format!("there is no agent \"{shown}\""),
                });
                error
                    .with_hint(format!("the agents are {}", names.join(", ")))
                    .with_near(names)
            })
    }
}

/// The agent files of a folder, by name.
fn files(folder: &Path) -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder)
        .into_iter()
        .flatten()
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "toml"))
        .collect();
    files.sort();
    files
}

fn read(file: &Path) -> Result<Agent, (usize, String)> {
    let failed = |error: std::io::Error| (1, format!("failed to read it: {error}"));
    if std::fs::metadata(file).map_err(failed)?.len() > LARGEST_FILE {
        return Err((1, "it is larger than 64 KiB".to_owned()));
    }
    Agent::parse(&std::fs::read_to_string(file).map_err(failed)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_built_in_agent_is_read_and_named_as_its_file() {
        for (name, text) in BUILT_IN {
            assert_eq!(Agent::parse(text).expect(name).name, name);
        }
        assert_eq!(Agents::built_in().get(None).expect("one").name, "operator");
    }

    #[test]
    fn files_add_and_override_and_a_broken_one_stops_nobody() {
        let folder = tempfile::tempdir().expect("a folder");
        let write = |name: &str, text: &str| {
            std::fs::write(folder.path().join(name), text).expect("written");
        };
        write(
            "a.toml",
            "name = \"triage\"\ndescription = \"mine\"\ntools = [\"get_job\"]\n",
        );
        write(
            "b.toml",
            "name = \"night\"\ndescription = \"x\"\n[budget]\nrounds = 2\n",
        );
        write(
            "c.toml",
            "name = \"bad\"\ndescription = \"x\"\n\ntemprature = 1\n",
        );
        write(
            "d.toml",
            "name = \"hot\"\ndescription = \"x\"\ntemperature = 9\n",
        );
        write("e.txt", "not an agent");
        let agents = Agents::load(&[folder.path().to_owned(), folder.path().join("none")]);
        assert_eq!(agents.get(Some("triage")).expect("one").description, "mine");
        assert_eq!(agents.get(Some("night")).expect("one").budget.rounds, 2);
        assert_eq!(agents.list().len(), 5);
        let broken: Vec<(usize, bool)> = agents
            .broken()
            .iter()
            .map(|broken| (broken.line, broken.reason.contains("temp")))
            .collect();
        assert_eq!(broken, [(4, true), (3, true)]);
        let error = agents.get(Some("none")).expect_err("none");
        assert!(error.hint().is_some_and(|hint| hint.contains("handover")));
        let error = agents.get(Some("d")).expect_err("broken").to_string();
        assert!(error.contains("d.toml:3"), "{error}");
    }

    #[test]
    fn an_agent_is_offered_only_the_tools_it_may_use() {
        let spec = |name| ToolSpec {
            name,
            title: "",
            description: "",
            parameters: serde_json::json!({}),
        };
        let tools = [spec("get_job"), spec("impact")];
        let mut agent = Agents::built_in().get(None).expect("one").clone();
        assert_eq!(agent.allowed(&tools).len(), 2);
        agent.tools = Some(vec!["impact".to_owned(), "gone".to_owned()]);
        assert_eq!(agent.allowed(&tools)[0].name, "impact");
        assert_eq!(agent.unknown_tools(&tools), ["gone"]);
    }
}
