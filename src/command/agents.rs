//! `resync agents`: who can answer, with which tools and model.

use super::Outcome;
use super::session::{FORMATS, Session};
use crate::llm::AgentReport;
use crate::output::{Format, agent, agents, clean};

/// Show the AI agents: what each is for, its tools and its model
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Agents are TOML files in agents/ of the configuration folder; one of a known name replaces it.

Examples:
  resync agents
  resync agents show triage
  resync agents -o plain")]
pub struct Args {
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    /// Show one agent: what it is told, its tools, what an answer may cost
    #[command(after_help = "\
Examples:
  resync agents show triage
  resync agents show triage -o json --jq .data.tools")]
    Show {
        /// Its name
        #[arg(value_name = "NAME")]
        name: String,
    },
}

pub fn run(session: &Session, args: &Args) -> Outcome {
    session.allow(FORMATS)?;
    let all = session.agents();
    for broken in all.broken() {
        session.terminal.warn(&format!(
            "{}:{}: {}: this agent is left out",
            broken.file, broken.line, broken.reason
        ));
    }
    let settings = session.settings()?;
    let model = settings.get("llm.model");
    let terminal = &session.terminal;
    if let Some(Command::Show { name }) = &args.command {
        let report = AgentReport::of(all.get(Some(name))?, model);
        let answer = serde_json::json!({ "schema": "resync.agent/v1", "data": report });
        if !terminal.structured(&answer)? {
            terminal.print(&agent(terminal, &report))?;
        }
        return Ok(0);
    }
    let report = all.report(model);
    if terminal.structured(&report)? {
        return Ok(0);
    }
    if terminal.format == Format::Plain {
        let names: Vec<String> = report.data.iter().map(|agent| clean(&agent.name)).collect();
        terminal.print(&names.join("\n"))?;
    } else {
        terminal.print(&agents(terminal, &report))?;
    }
    Ok(0)
}
