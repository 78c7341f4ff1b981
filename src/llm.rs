//! The language model: how it is reached, the loop that lets it call tools, and who it plays.

mod agent;
mod assembly;
mod budget;
mod connection;
mod conversation;
mod event;
mod failure;
mod machine;
mod message;
mod prompt;
mod run;
mod salvage;
mod screen;
mod slim;
mod thinking;
mod trace;
mod wire;

pub use agent::{Agent, AgentReport, Agents, AgentsReport, Broken};
pub use budget::{Budget, Spent, estimate};
pub use connection::{Connection, MODEL_LATENCIES, ModelTally, Request};
pub use conversation::{Conversation, Sessions, Turn};
pub use event::{Cost, Event};
pub use failure::{Failure, FailureKind};
pub use machine::{Answered, Machine, Setup, Step};
pub use message::{Message, Reply, ToolCall};
pub use prompt::{Briefing, Fact, system};
pub use run::{Outcome, Run, Verdict};
pub use salvage::salvage;
pub use screen::Screen;
pub use thinking::{Thinking, without_thinking};
pub use trace::{Line, Trace, TraceWriter};
