//! The rows of what jobs refer to: joins, files, prompts, remote jobs, resources, workstations.

use uuid::Uuid;

use super::{Node, Span};
use crate::demo::state::State;
use crate::demo::symbols::Sym;
use crate::tws::status::{PromptStatus, PromptType, WorkstationType};

/// A join of dependencies.
#[derive(Debug, Clone)]
pub struct Join {
    /// Name.
    pub name: Sym,
    /// How many members must hold; 0 for all.
    pub quantity: u16,
    /// Its members, in the arena of members.
    pub members: Span,
}

/// A file that someone waits for.
#[derive(Debug, Clone)]
pub struct File {
    /// Name-based id.
    pub id: Uuid,
    /// Full path.
    pub path: Sym,
    /// Where it is looked for.
    pub workstation: u16,
    /// The test it has to pass, as the contract writes it; empty for being there.
    pub qualifier: &'static str,
    /// Whether it is there.
    pub exists: bool,
    /// Whether it will come by itself when its turn comes.
    pub expected: bool,
}

/// A prompt.
#[derive(Debug, Clone)]
pub struct Prompt {
    /// Name-based id.
    pub id: Uuid,
    /// Name, or its number as text.
    pub name: Sym,
    /// The question.
    pub text: Sym,
    /// Number, for replies.
    pub number: u32,
    /// State.
    pub status: PromptStatus,
    /// Kind.
    pub kind: PromptType,
    /// When it was asked.
    pub asked: i64,
    /// Whether it is answered by itself when its turn comes.
    pub expected: bool,
    /// Who waits for it, once known.
    pub owner: Option<Node>,
}

/// A job or stream of another network.
#[derive(Debug, Clone)]
pub struct Remote {
    /// Name-based id.
    pub id: Uuid,
    /// The network agent.
    pub agent: u16,
    /// What is followed there: `WS#STREAM.JOB`.
    pub text: Sym,
    /// Its state as last read.
    pub state: State,
    /// Whether it succeeds by itself when its turn comes.
    pub expected: bool,
}

/// A predecessor that the plan does not hold (pending).
#[derive(Debug, Clone)]
pub struct Ghost {
    /// Workstation of the missing stream.
    pub workstation: u16,
    /// Its folder.
    pub folder: u16,
    /// Its name.
    pub stream: Sym,
    /// The missing job.
    pub job: Sym,
    /// When the stream was expected.
    pub sched: i64,
    /// It was in the plan and has left it: nothing will ever resolve what waits for it.
    pub orphaned: bool,
}

/// A resource.
#[derive(Debug, Clone)]
pub struct Resource {
    /// Name-based id.
    pub id: Uuid,
    /// Name.
    pub name: Sym,
    /// What it stands for.
    pub description: Sym,
    /// Units in all.
    pub quantity: u16,
    /// Its workstation.
    pub workstation: u16,
    /// Jobs that hold units, and how many.
    pub holders: Vec<(u32, u16)>,
    /// Streams that hold units for all their jobs, and how many.
    pub streams: Vec<(u32, u16)>,
}

impl Resource {
    /// Units taken.
    pub fn in_use(&self) -> u16 {
        let held = self.holders.iter().chain(&self.streams);
        held.map(|&(_, units)| units).sum()
    }

    /// Units that a job or stream holds.
    pub fn held_by(&self, owner: Node) -> u16 {
        let (all, place) = match owner {
            Node::Job(place) => (&self.holders, place),
            Node::Stream(place) => (&self.streams, place),
        };
        let own = all.iter().find(|&&(holder, _)| holder == place);
        own.map_or(0, |&(_, units)| units)
    }

    /// Units left.
    pub fn available(&self) -> u16 {
        self.quantity.saturating_sub(self.in_use())
    }
}

/// A folder.
#[derive(Debug, Clone)]
pub struct Folder {
    /// Name-based id.
    pub id: Uuid,
    /// Path with slashes at both ends.
    pub path: Sym,
}

/// A workstation.
#[derive(Debug, Clone)]
pub struct Workstation {
    /// Name-based id.
    pub id: Uuid,
    /// Name.
    pub name: Sym,
    /// Its folder.
    pub folder: u16,
    /// What it is.
    pub kind: WorkstationType,
    /// Operating system, as the contract spells it.
    pub os: &'static str,
    /// What it is for.
    pub description: Sym,
    /// Network address.
    pub node: Sym,
    /// How many jobs may run at once.
    pub limit: u16,
    /// Jobs of this priority and below do not start.
    pub fence: u8,
    /// Whether its manager reaches it.
    pub linked: bool,
    /// Whether its job manager is up.
    pub jobman: bool,
    /// Members of a pool.
    pub members: Vec<u16>,
    /// Jobs running there.
    pub running: u16,
    /// Whether an incident owns it: everyday work stays away.
    pub reserved: bool,
}
