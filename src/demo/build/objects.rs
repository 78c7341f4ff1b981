//! Adds what jobs refer to: folders, workstations, resources, files, prompts, remote jobs.

use super::{Builder, place, push};
use crate::demo::rows::{File, Folder, Ghost, On, Prompt, Remote, Resource, Workstation};
use crate::demo::state::State;
use crate::demo::store::id_of;
use crate::tws::status::{PromptStatus, PromptType, WorkstationType};

/// A workstation to add.
#[derive(Debug, Clone)]
pub struct WorkstationSpec {
    /// Name.
    pub name: String,
    /// Its folder.
    pub folder: u16,
    /// What it is.
    pub kind: WorkstationType,
    /// Operating system, as the contract spells it.
    pub os: &'static str,
    /// What it is for.
    pub description: String,
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
    /// Whether everyday work stays away.
    pub reserved: bool,
}

impl Builder {
    /// The folder of that path, made if new.
    pub fn folder(&mut self, path: &str) -> u16 {
        let sym = self.store.symbols.intern(path);
        let found = self
            .store
            .folders
            .iter()
            .position(|folder| folder.path == sym);
        let index = found.unwrap_or_else(|| {
            self.store.folders.push(Folder {
                id: id_of(&format!("folder {path}")),
                path: sym,
            });
            self.store.folders.len() - 1
        });
        u16::try_from(index).expect("the vocabulary has few folders")
    }

    /// Adds a workstation.
    pub fn workstation(&mut self, spec: WorkstationSpec) -> u16 {
        let store = &mut self.store;
        let node = format!(
            "{}.corp.example",
            spec.name.to_lowercase().replace('_', "-")
        );
        let row = Workstation {
            id: uuid::Uuid::nil(),
            name: store.symbols.intern(&spec.name),
            folder: spec.folder,
            kind: spec.kind,
            os: spec.os,
            description: store.symbols.intern(&spec.description),
            node: store.symbols.intern(&node),
            limit: spec.limit,
            fence: spec.fence,
            linked: spec.linked,
            jobman: spec.jobman,
            members: spec.members,
            running: 0,
            reserved: spec.reserved,
        };
        store.workstations.push(row);
        let index =
            u16::try_from(store.workstations.len() - 1).expect("there are few workstations");
        let id = id_of(&format!("workstation {}", store.workstation_key(index)));
        store.workstations[usize::from(index)].id = id;
        index
    }

    /// Adds a resource of `quantity` units.
    pub fn resource(
        &mut self,
        name: &str,
        description: &str,
        workstation: u16,
        quantity: u16,
    ) -> u32 {
        let key = format!(
            "resource {}#{name}",
            self.store.workstation_key(workstation)
        );
        let row = Resource {
            id: id_of(&key),
            name: self.store.symbols.intern(name),
            description: self.store.symbols.intern(description),
            quantity,
            workstation,
            holders: Vec::new(),
            streams: Vec::new(),
        };
        push(&mut self.store.resources, row)
    }

    /// Adds a file to wait for; an `expected` one comes when its turn comes.
    pub fn file(&mut self, path: &str, workstation: u16, expected: bool) -> u32 {
        let number = self.store.files.len();
        let key = format!(
            "file {}#{path} {number}",
            self.store.workstation_key(workstation)
        );
        let row = File {
            id: id_of(&key),
            path: self.store.symbols.intern(path),
            workstation,
            qualifier: "",
            exists: false,
            expected,
        };
        push(&mut self.store.files, row)
    }

    /// Adds a prompt; an `expected` one is answered when its turn comes.
    pub fn prompt(&mut self, name: Option<&str>, text: &str, expected: bool) -> u32 {
        let number = 1001 + place(self.store.prompts.len());
        let (label, kind) = match name {
            Some(name) => (name.to_owned(), PromptType::Predefined),
            None => (number.to_string(), PromptType::AdHoc),
        };
        let row = Prompt {
            id: id_of(&format!("prompt {number} {label}")),
            name: self.store.symbols.intern(&label),
            text: self.store.symbols.intern(text),
            number,
            status: PromptStatus::NotAsked,
            kind,
            asked: 0,
            expected,
            owner: None,
        };
        push(&mut self.store.prompts, row)
    }

    /// Adds a job of another network, followed through `agent`.
    pub fn remote(&mut self, agent: u16, text: &str, state: State, expected: bool) -> u32 {
        let number = self.store.remotes.len();
        let key = format!(
            "remote {}::{text} {number}",
            self.store.workstation_key(agent)
        );
        let text = self.store.symbols.intern(text);
        let row = Remote {
            id: id_of(&key),
            agent,
            text,
            state,
            expected,
        };
        push(&mut self.store.remotes, row)
    }

    /// Adds a predecessor that the plan does not hold.
    pub fn ghost(
        &mut self,
        workstation: u16,
        folder: u16,
        stream: &str,
        job: &str,
        sched: i64,
    ) -> On {
        let stream = self.store.symbols.intern(stream);
        let job = self.store.symbols.intern(job);
        On::Ghost(push(
            &mut self.store.ghosts,
            Ghost {
                workstation,
                folder,
                stream,
                job,
                sched,
                orphaned: false,
            },
        ))
    }
}
