//! The incidents that are grafted onto the everyday plan, and the truth about each.
//!
//! Every incident has streams, jobs and, where it needs them, workstations of its own, so that no
//! two disturb each other. Wording, names and codes vary with the seed.

mod by_design;
mod chains;
mod faults;
mod holders;
mod joins;
mod kept_back;
mod path;
mod people;
mod run_failed;
mod runs;
mod scene;
mod table;
mod waits;
mod wide;

use std::sync::LazyLock;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::build::Builder;
use super::night::Machines;
use super::store::Store;

pub use scene::{Of, Scene, Told};

/// A kind of trouble, or of something that only looks like trouble.
#[derive(Debug, Clone, Copy)]
pub struct Incident {
    /// Its name, for choosing it.
    pub name: &'static str,
    /// The kind of its root cause.
    pub kind: &'static str,
    /// What it is, in a few words.
    pub title: &'static str,
    /// Whether nothing is wrong.
    pub healthy: bool,
    /// Adds it to the plan.
    plant: fn(&mut Scene<'_>, &Incident) -> Told,
}

/// What was planted and what is true about it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Planted {
    /// Name of the incident.
    pub incident: String,
    /// Kind of the root cause.
    pub kind: String,
    /// What one would ask about.
    pub subject: ObjectRef,
    /// The true culprit, or the object that is as it is meant to be.
    pub cause: ObjectRef,
    /// A question an operator would ask.
    pub question: String,
    /// The answer in one sentence.
    pub truth: String,
    /// Whether nothing is wrong.
    pub healthy: bool,
    /// Ids from the subject to the cause.
    pub chain: Vec<String>,
    /// Those of them that are jobs of the plan.
    #[serde(default)]
    pub jobs: Vec<String>,
    /// Other culprits, where there is more than one.
    pub also: Vec<ObjectRef>,
}

/// An object of the plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ObjectRef {
    /// `job`, `stream`, `workstation`, `resource`, `prompt`, `file` or `internetwork`.
    #[serde(rename = "type")]
    pub kind: String,
    /// Full key.
    pub key: String,
    /// Name.
    pub name: String,
    /// Id, as the contract's answers have it.
    pub id: String,
}

/// Every incident that can be planted.
pub fn catalogue() -> &'static [Incident] {
    static ALL: LazyLock<Vec<Incident>> = LazyLock::new(|| table::ALL.concat());
    &ALL
}

/// Plants the incidents chosen, all when `only` is `None`.
pub fn plant(b: &mut Builder, m: &Machines, only: Option<&[String]>) -> Vec<Told> {
    let chosen =
        |incident: &Incident| only.is_none_or(|names| names.iter().any(|n| n == incident.name));
    let all = catalogue()
        .iter()
        .enumerate()
        .filter(|(_, incident)| chosen(incident));
    all.map(|(nth, incident)| {
        let mut scene = Scene::new(b, m, nth, incident);
        let mut told = (incident.plant)(&mut scene, incident);
        told.incident = Some(*incident);
        told
    })
    .collect()
}

impl Told {
    /// The truth with names and ids, once the plan stands.
    pub fn planted(&self, store: &Store) -> Planted {
        let incident = self.incident.expect("planting names the incident");
        Planted {
            incident: incident.name.to_owned(),
            kind: incident.kind.to_owned(),
            subject: self.subject.object(store),
            cause: self.cause.object(store),
            question: self.question.clone(),
            truth: self.truth.clone(),
            healthy: incident.healthy,
            chain: self.chain.iter().map(|of| of.object(store).id).collect(),
            jobs: (self.chain.iter())
                .filter(|of| matches!(of, Of::Job(_)))
                .map(|of| of.object(store).id)
                .collect(),
            also: self.also.iter().map(|of| of.object(store)).collect(),
        }
    }
}

impl Of {
    /// The object with its names and id.
    pub fn object(self, store: &Store) -> ObjectRef {
        let (kind, key, name, id) = match self {
            Self::Job(job) => (
                "job",
                store.job_key(job),
                store.job_name(job).to_owned(),
                store.job(job).id,
            ),
            Self::Stream(stream) => {
                let row = store.stream(stream);
                (
                    "stream",
                    store.stream_key(stream),
                    store.text(row.name).to_owned(),
                    row.id,
                )
            }
            Self::Workstation(ws) => {
                let row = store.workstation(ws);
                (
                    "workstation",
                    store.workstation_key(ws),
                    store.text(row.name).to_owned(),
                    row.id,
                )
            }
            Self::Resource(resource) => {
                let row = &store.resources[resource as usize];
                let key = format!(
                    "{}#/{}",
                    store.workstation_key(row.workstation),
                    store.text(row.name)
                );
                ("resource", key, store.text(row.name).to_owned(), row.id)
            }
            Self::Prompt(prompt) => {
                let row = &store.prompts[prompt as usize];
                let name = store.text(row.name).to_owned();
                ("prompt", format!("/{name}"), name, row.id)
            }
            Self::File(file) => {
                let row = &store.files[file as usize];
                let name = store.text(row.path).to_owned();
                (
                    "file",
                    format!("{}#{name}", store.workstation_key(row.workstation)),
                    name,
                    row.id,
                )
            }
            Self::Remote(remote) => {
                let row = &store.remotes[remote as usize];
                let name = store.text(row.text).to_owned();
                (
                    "internetwork",
                    format!("{}::{name}", store.workstation_key(row.agent)),
                    name,
                    row.id,
                )
            }
            Self::Ghost(ghost) => {
                let row = &store.ghosts[ghost as usize];
                let name = store.text(row.job).to_owned();
                let stream = format!(
                    "{}#{}{}({})",
                    store.workstation_key(row.workstation),
                    store.folder(row.folder),
                    store.text(row.stream),
                    store.sched_text(row.sched)
                );
                (
                    "job",
                    format!("{stream}.{name}"),
                    name,
                    store.ghost_id(ghost),
                )
            }
        };
        ObjectRef {
            kind: kind.to_owned(),
            key,
            name,
            id: id.to_string(),
        }
    }
}
