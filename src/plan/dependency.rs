//! What a job or stream depends on, and whether it holds.

use jiff::Timestamp;

use super::{
    ConditionStatus, DependencyStatus, DependencyType, FileStatus, JobStatus, PromptStatus,
    PromptType,
};
use crate::tws::status::JoinCriteria;
use crate::tws::wire;

/// A dependency of a job or stream.
#[derive(Debug, Clone, PartialEq)]
pub struct Dependency {
    /// Its id: a prompt's own id, and what releasing it needs.
    pub id: Option<String>,
    /// What it is on.
    pub target: Target,
    /// Whether it holds, in the scheduler's word.
    pub status: Option<DependencyStatus>,
    /// The boolean form, when sent.
    pub satisfied: Option<bool>,
    /// Conditions of a conditional dependency; empty for an ordinary one.
    pub conditions: Vec<ConditionStatus>,
    /// Output conditions of a conditional dependency.
    pub outputs: Vec<String>,
    /// Whether it is conditional.
    pub conditional: bool,
    /// The predecessor is not in the plan yet (`[P]`).
    pub pending: bool,
    /// The predecessor left the plan; it can never be resolved by itself (`[o]`).
    pub orphaned: bool,
    /// State of the predecessor, when sent along.
    pub predecessor: Option<JobStatus>,
    /// The predecessor is in error, when sent along.
    pub predecessor_failed: bool,
    /// The predecessor was cancelled, when sent along.
    pub predecessor_cancelled: bool,
}

/// What a dependency is on.
#[derive(Debug, Clone, PartialEq)]
pub enum Target {
    /// Another job, of the same stream or of another.
    Job {
        /// Plan id.
        id: Option<String>,
        /// Job name.
        name: String,
        /// Its stream's name.
        stream: Option<String>,
        /// Its stream's plan id.
        stream_id: Option<String>,
    },
    /// A whole stream.
    Stream {
        /// Plan id.
        id: Option<String>,
        /// Stream name.
        name: String,
        /// Scheduled time of the instance.
        scheduled: Option<Timestamp>,
    },
    /// Several dependencies of which some must hold.
    Join {
        /// Its name.
        name: String,
        /// How many must hold; all when none.
        at_least: Option<i64>,
        /// The members.
        members: Vec<Dependency>,
    },
    /// A file.
    File {
        /// Path.
        name: String,
        /// Test qualifier (`-f %p`).
        qualifier: Option<String>,
        /// Workstation it is looked for on.
        workstation: Option<String>,
        /// What the last check found.
        state: Option<FileStatus>,
        /// When it was last looked for.
        checked: Option<Timestamp>,
    },
    /// Units of a resource.
    Resource {
        /// Name.
        name: String,
        /// Workstation of the resource.
        workstation: Option<String>,
        /// Units wanted.
        quantity: Option<i64>,
        /// Units free.
        available: Option<i64>,
    },
    /// A job or stream of another scheduler.
    Internetwork {
        /// The network agent.
        agent: String,
        /// The remote object.
        name: String,
        /// State of the remote object, when known.
        state: Option<String>,
    },
    /// A prompt.
    Prompt {
        /// Name or number.
        name: String,
        /// The number that conman's reply takes.
        number: Option<i64>,
        /// The question.
        text: Option<String>,
        /// Whether it was asked and answered.
        state: Option<PromptStatus>,
        /// What kind of prompt.
        kind: Option<PromptType>,
    },
    /// A kind this version does not know.
    Other(String),
}

impl Dependency {
    /// Reads a dependency of the contract.
    pub fn from_wire(wire: wire::Dependency, odd: &mut Vec<&'static str>) -> Self {
        let kind = wire.dependency_type.get();
        let conditional =
            wire.conditional.get().unwrap_or(false) || !wire.status_conditions.is_empty();
        let predecessor = wire.predecessor_status;
        let target = match kind {
            Some(DependencyType::Internal | DependencyType::ExternalJob) => Target::Job {
                id: wire.job_id.get(),
                name: wire.job_name.get().unwrap_or_default(),
                stream: wire.job_stream_name.get(),
                stream_id: wire.job_stream_id.get(),
            },
            Some(DependencyType::ExternalJobStream) => Target::Stream {
                id: wire.job_stream_id.get(),
                name: wire.job_stream_name.get().unwrap_or_default(),
                scheduled: wire
                    .job_stream_sched_time
                    .read("dependencies.jobStreamSchedTime", odd),
            },
            Some(DependencyType::Join) => Target::Join {
                name: wire.join_name.get().unwrap_or_default(),
                at_least: match wire.criteria.get() {
                    Some(JoinCriteria::All) => None,
                    // Servers write 0 for "all of them".
                    _ => wire.join_quantity.get().filter(|quantity| *quantity > 0),
                },
                members: wire
                    .members
                    .into_iter()
                    .map(|member| Self::from_wire(member, odd))
                    .collect(),
            },
            Some(DependencyType::File) => Target::File {
                name: wire.file.name.get().or(wire.name.get()).unwrap_or_default(),
                qualifier: wire.file.qualifier.get(),
                workstation: wire.file.workstation.get().or(wire.workstation.get()),
                state: wire.file.status.get(),
                checked: wire
                    .time_last_checked
                    .read("dependencies.timeLastChecked", odd),
            },
            Some(DependencyType::Resource) => Target::Resource {
                name: wire
                    .name
                    .get()
                    .or(wire.original_name.get())
                    .unwrap_or_default(),
                workstation: wire.workstation.get(),
                quantity: wire.quantity.get(),
                available: wire.available.get(),
            },
            Some(DependencyType::Internetwork) => Target::Internetwork {
                agent: wire
                    .network_agent
                    .get()
                    .or(wire.network_agent_id.get())
                    .unwrap_or_default(),
                name: wire.dependency.get().unwrap_or_default(),
                state: wire
                    .job_in_plan_composite_status
                    .status
                    .get()
                    .map(|status| status.to_string())
                    .or(wire
                        .job_stream_in_plan_composite_status
                        .status
                        .get()
                        .map(|s| s.to_string())),
            },
            Some(DependencyType::Prompt) => Target::Prompt {
                name: wire.prompt_name.get().unwrap_or_default(),
                number: wire.number.get(),
                text: wire.text.get(),
                state: wire.prompt_status.get(),
                kind: wire.prompt_type.get(),
            },
            Some(DependencyType::Other(text)) => Target::Other(text),
            None => Target::Other(String::new()),
        };
        Self {
            id: wire.id.get(),
            target,
            status: wire.dependency_status.get(),
            satisfied: wire.satisfied.get(),
            conditions: wire.status_conditions,
            outputs: wire.output_conditions,
            conditional,
            pending: wire.pending.get().unwrap_or(false),
            orphaned: wire.zombie.get().unwrap_or(false),
            predecessor_failed: predecessor.error.get().unwrap_or(false),
            predecessor_cancelled: predecessor.canceled.get().unwrap_or(false),
            predecessor: predecessor.status.get(),
        }
    }

    /// Whether it still holds something up. Without a word from the scheduler, the state of what
    /// it points at decides, and failing that it counts as open.
    pub fn is_open(&self) -> bool {
        match (&self.status, self.satisfied) {
            (Some(DependencyStatus::Satisfied), _) => false,
            (Some(_), _) => true,
            (None, Some(satisfied)) => !satisfied,
            (None, None) => match &self.target {
                Target::Prompt { state, .. } => *state != Some(PromptStatus::AnsweredYes),
                Target::File { state, .. } => *state != Some(FileStatus::Exists),
                Target::Join {
                    at_least, members, ..
                } => {
                    let held = members.iter().filter(|member| !member.is_open()).count();
                    let needed = at_least
                        .and_then(|n| usize::try_from(n).ok())
                        .unwrap_or(members.len());
                    held < needed
                }
                Target::Resource {
                    quantity,
                    available,
                    ..
                } => match (quantity, available) {
                    (Some(wanted), Some(free)) => wanted > free,
                    _ => true,
                },
                _ => !matches!(self.predecessor, Some(JobStatus::Succ)),
            },
        }
    }

    /// The name of what is waited for; of a job with its stream.
    pub fn label(&self) -> String {
        match &self.target {
            Target::Job {
                name,
                stream: Some(stream),
                ..
            } => format!("{stream}.{name}"),
            Target::Job { name, .. } | Target::Stream { name, .. } => name.clone(),
            _ => self.describe(),
        }
    }

    /// Words for people: what is waited for.
    pub fn describe(&self) -> String {
        match &self.target {
            Target::Job {
                name,
                stream: Some(stream),
                ..
            } => format!("job {stream}.{name}"),
            Target::Job { name, .. } => format!("job {name}"),
            Target::Stream { name, .. } => format!("job stream {name}"),
            Target::Join {
                name,
                at_least: Some(n),
                members,
            } => {
                format!("join {name} ({n} of {})", members.len())
            }
            Target::Join { name, members, .. } => format!("join {name} (all {})", members.len()),
            Target::File {
                name,
                workstation: Some(at),
                ..
            } => format!("file {name} on {at}"),
            Target::File { name, .. } => format!("file {name}"),
            Target::Resource {
                name,
                quantity: Some(n),
                ..
            } => format!("{n} of resource {name}"),
            Target::Resource { name, .. } => format!("resource {name}"),
            Target::Internetwork { agent, name, .. } => {
                format!("{agent}::{name} on another scheduler")
            }
            Target::Prompt { name, number, .. } => match number {
                Some(number) if name.is_empty() => format!("prompt {number}"),
                _ => format!("prompt {name}"),
            },
            Target::Other(kind) => format!("a dependency of kind {kind}"),
        }
    }
}
