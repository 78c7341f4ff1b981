//! What a job's start and end do to workstations, resources, files and prompts.

use crate::demo::gate::Gate;
use crate::demo::rows::{Dep, Node, On, Span};
use crate::demo::state::State;
use crate::demo::store::Store;
use crate::tws::status::PromptStatus;

impl Store {
    /// Makes what was expected come, if the dependency is on something that comes by itself.
    pub fn fulfil_expected(&mut self, dep: &Dep) -> bool {
        match dep.on {
            On::File(place) if self.files[place as usize].expected => {
                self.files[place as usize].exists = true;
            }
            On::Prompt(place) if self.prompts[place as usize].expected => {
                self.prompts[place as usize].status = PromptStatus::AnsweredYes;
            }
            On::Remote(place) if self.remotes[place as usize].expected => {
                self.remotes[place as usize].state = State::Succ;
            }
            _ => return false,
        }
        true
    }

    /// Counts a job that begins to run, at its workstation and its resources.
    pub fn occupy(&mut self, place: u32) {
        let on = self.runs_on(self.job(place));
        self.workstations[usize::from(on)].running += 1;
        for (resource, units) in self.resource_needs(place) {
            self.resources[resource as usize]
                .holders
                .push((place, units));
        }
    }

    /// Counts a job that has ended.
    pub fn vacate(&mut self, place: u32) {
        let on = usize::from(self.runs_on(self.job(place)));
        self.workstations[on].running = self.workstations[on].running.saturating_sub(1);
        for resource in &mut self.resources {
            resource.holders.retain(|&(job, _)| job != place);
        }
    }

    fn resource_needs(&self, place: u32) -> Vec<(u32, u16)> {
        let deps = self.deps(self.job(place).deps).iter();
        deps.filter_map(|dep| match dep.on {
            On::Resource(resource, units) => Some((resource, units)),
            _ => None,
        })
        .collect()
    }

    /// Notes who waits for the prompts among these dependencies.
    pub fn own_prompts(&mut self, owner: Node, deps: Span) {
        for place in deps.places() {
            if let On::Prompt(prompt) = self.deps[place].on {
                self.prompts[prompt as usize].owner = Some(owner);
            }
        }
    }

    /// Marks a prompt as asked when all else its owner waits for holds.
    pub fn ask_if_due(&mut self, place: u32) {
        let prompt = &self.prompts[place as usize];
        let Some(owner) = prompt.owner else { return };
        if prompt.status != PromptStatus::NotAsked {
            return;
        }
        let gate = match owner {
            Node::Job(job) => self.gate(job, self.now),
            Node::Stream(stream) => self.stream_ready(stream, self.now).err(),
        };
        if matches!(gate, Some(Gate::Dependency(Dep { on: On::Prompt(p), .. })) if p == place) {
            let asked = &mut self.prompts[place as usize];
            asked.status = PromptStatus::Asked;
            if asked.asked == 0 {
                asked.asked = self.now - 1_500;
            }
        }
    }
}
