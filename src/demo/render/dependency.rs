//! Dependencies as the contract writes them, in all eight forms.

use super::job::bare_state;
use super::{Renderer, moment, text};
use crate::demo::rows::{Dep, Node, On};
use crate::demo::state::State;
use crate::demo::store::timestamp;
use crate::tws::lenient::Loose;
use crate::tws::status::{
    ConditionStatus, DependencyStatus, DependencyType, FileStatus, JoinCriteria,
};
use crate::tws::wire::{DependenciesStats, Dependency, FileInPlan, JobState};

impl Renderer<'_> {
    /// The dependencies of a job.
    pub fn job_dependencies(&self, place: u32) -> Vec<Dependency> {
        let deps = self.store.deps(self.store.job(place).deps);
        self.written(Node::Job(place), deps)
    }

    /// The dependencies of a stream.
    pub fn stream_dependencies(&self, place: u32) -> Vec<Dependency> {
        let deps = self.store.deps(self.store.stream(place).deps);
        self.written(Node::Stream(place), deps)
    }

    fn written(&self, owner: Node, deps: &[Dep]) -> Vec<Dependency> {
        (1_i64..)
            .zip(deps)
            .map(|(nth, dep)| self.dependency(owner, dep, nth))
            .collect()
    }

    /// Whether a dependency holds. One of a job that has started did hold, whatever came after.
    pub fn dependency_status(&self, owner: Node, dep: &Dep) -> DependencyStatus {
        let begun = match owner {
            Node::Job(place) => self.store.job(place).run.start != 0,
            Node::Stream(place) => self.store.stream_start(place) != 0,
        };
        if begun {
            DependencyStatus::Satisfied
        } else {
            self.store.held(owner, dep).status()
        }
    }

    fn dependency(&self, owner: Node, dep: &Dep, nth: i64) -> Dependency {
        let status = self.dependency_status(owner, dep);
        let mut body = Dependency {
            satisfied: (status == DependencyStatus::Satisfied).into(),
            dep_sequence: nth.into(),
            conditional: dep.condition.is_some().into(),
            status_conditions: dep
                .condition
                .iter()
                .map(|state| condition(*state))
                .collect(),
            dependency_status: status.into(),
            ..Dependency::default()
        };
        match owner {
            Node::Job(place) => body.job_succ_id = self.store.job(place).id.to_string().into(),
            Node::Stream(place) => {
                body.job_stream_succ_id = self.store.stream(place).id.to_string().into();
            }
        }
        self.fill(owner, dep, &mut body);
        body
    }

    fn fill(&self, owner: Node, dep: &Dep, body: &mut Dependency) {
        match dep.on {
            On::Job(place) => self.fill_job(owner, place, body),
            On::Stream(place) => self.fill_stream(place, body),
            On::Join(place) => self.fill_join(owner, place, body),
            On::File(place) => self.fill_file(place, body),
            On::Resource(place, units) => self.fill_resource(owner, place, units, body),
            On::Remote(place) => self.fill_remote(place, body),
            On::Prompt(place) => self.fill_prompt(place, body),
            On::Ghost(place) => self.fill_ghost(place, body),
        }
    }

    fn fill_job(&self, owner: Node, place: u32, body: &mut Dependency) {
        let job = self.store.job(place);
        let internal = matches!(owner, Node::Job(own) if self.store.job(own).stream == job.stream);
        body.dependency_type = kind(match internal {
            true => DependencyType::Internal,
            false => DependencyType::ExternalJob,
        });
        body.id = job.id.to_string().into();
        body.job_id = job.id.to_string().into();
        body.job_name = text(self.store.text(job.name));
        body.predecessor_status = self.state(place, &job.run);
        if !internal {
            body.job_workstation_name = self.store.workstation_key(job.workstation).into();
            self.name_stream(job.stream, body);
        }
    }

    fn fill_stream(&self, place: u32, body: &mut Dependency) {
        body.dependency_type = kind(DependencyType::ExternalJobStream);
        body.id = self.store.stream(place).id.to_string().into();
        let state = self.stream_state(place);
        body.predecessor_status = JobState {
            status: state.status.as_ref().map(|s| s.as_str().into()).into(),
            canceled: state.canceled,
            error: state.error,
            started: state.started,
            ..JobState::default()
        };
        self.name_stream(place, body);
    }

    fn name_stream(&self, place: u32, body: &mut Dependency) {
        let stream = self.store.stream(place);
        body.job_stream_id = stream.id.to_string().into();
        body.job_stream_name = text(self.store.text(stream.name));
        body.job_stream_workstation = self.store.workstation_key(stream.workstation).into();
        body.job_stream_sched_time = timestamp(stream.sched).into();
        body.job_stream_folder = text(self.store.folder(stream.folder));
        body.pending = false.into();
        body.zombie = false.into();
    }

    fn fill_join(&self, owner: Node, place: u32, body: &mut Dependency) {
        let join = &self.store.joins[place as usize];
        body.dependency_type = kind(DependencyType::Join);
        body.join_name = text(self.store.text(join.name));
        body.join_quantity = i64::from(join.quantity).into();
        body.criteria = if join.quantity == 0 {
            JoinCriteria::All
        } else {
            JoinCriteria::AtLeast
        }
        .into();
        body.members = self.written(owner, &self.store.members[join.members.places()]);
    }

    fn fill_file(&self, place: u32, body: &mut Dependency) {
        body.dependency_type = kind(DependencyType::File);
        body.id = self.store.files[place as usize].id.to_string().into();
        body.file = self.file(place, body.satisfied.get() == Some(true));
        body.time_last_checked = moment(self.clock - 20);
    }

    /// A file someone waits for. `found` is what the one who waits knows of it.
    pub fn file(&self, place: u32, found: bool) -> FileInPlan {
        let file = &self.store.files[place as usize];
        FileInPlan {
            id: file.id.to_string().into(),
            name: text(self.store.text(file.path)),
            workstation: self.store.workstation_key(file.workstation).into(),
            workstation_id: self
                .store
                .workstation(file.workstation)
                .id
                .to_string()
                .into(),
            qualifier: (!file.qualifier.is_empty())
                .then(|| file.qualifier.to_owned())
                .into(),
            status: match (found || file.exists, file.expected) {
                (true, _) => FileStatus::Exists,
                (false, true) => FileStatus::NotChecked,
                (false, false) => FileStatus::Unavailable,
            }
            .into(),
        }
    }

    fn fill_resource(&self, owner: Node, place: u32, units: u16, body: &mut Dependency) {
        let resource = &self.store.resources[place as usize];
        body.dependency_type = kind(DependencyType::Resource);
        body.id = resource.id.to_string().into();
        body.name = text(self.store.text(resource.name));
        body.original_name = text(self.store.text(resource.name));
        body.workstation = self.store.workstation_key(resource.workstation).into();
        body.workstation_id = self
            .store
            .workstation(resource.workstation)
            .id
            .to_string()
            .into();
        body.folder = text("/");
        body.quantity = i64::from(units).into();
        body.quantity_held = i64::from(resource.held_by(owner)).into();
        body.available = i64::from(resource.available()).into();
        body.total_quantity = i64::from(resource.quantity).into();
    }

    fn fill_remote(&self, place: u32, body: &mut Dependency) {
        let remote = &self.store.remotes[place as usize];
        body.dependency_type = kind(DependencyType::Internetwork);
        body.id = remote.id.to_string().into();
        body.network_agent = self.store.workstation_key(remote.agent).into();
        body.network_agent_id = self.store.workstation(remote.agent).id.to_string().into();
        body.dependency = text(self.store.text(remote.text));
        body.job_in_plan_composite_status = bare_state(remote.state);
    }

    fn fill_prompt(&self, place: u32, body: &mut Dependency) {
        let prompt = &self.store.prompts[place as usize];
        body.dependency_type = kind(DependencyType::Prompt);
        body.id = prompt.id.to_string().into();
        body.prompt_name = text(self.store.text(prompt.name));
        body.text = text(self.store.text(prompt.text));
        body.prompt_status = prompt.status.clone().into();
        body.prompt_type = prompt.kind.clone().into();
        body.number = i64::from(prompt.number).into();
        body.folder = text("/");
    }

    fn fill_ghost(&self, place: u32, body: &mut Dependency) {
        let ghost = &self.store.ghosts[place as usize];
        body.dependency_type = kind(DependencyType::ExternalJob);
        body.id = self.store.ghost_id(place).to_string().into();
        body.job_name = text(self.store.text(ghost.job));
        body.job_stream_name = text(self.store.text(ghost.stream));
        body.job_stream_workstation = self.store.workstation_key(ghost.workstation).into();
        body.job_stream_folder = text(self.store.folder(ghost.folder));
        body.job_stream_sched_time = timestamp(ghost.sched).into();
        body.pending = (!ghost.orphaned).into();
        body.zombie = ghost.orphaned.into();
    }

    /// How many dependencies of each kind a job or stream has, and how many do not hold.
    pub fn dependency_stats(&self, owner: Node) -> DependenciesStats {
        let span = match owner {
            Node::Job(place) => self.store.job(place).deps,
            Node::Stream(place) => self.store.stream(place).deps,
        };
        let counts = Counts::of(self, owner, self.store.deps(span));
        DependenciesStats {
            number_of_dependencies: counts.all.into(),
            number_of_job_dependencies: counts.jobs.into(),
            number_of_job_stream_dependencies: counts.streams.into(),
            number_of_internetwork_dependencies: counts.remotes.into(),
            number_of_prompt_dependencies: counts.prompts.into(),
            number_of_resource_dependencies: counts.resources.into(),
            number_of_file_dependencies: counts.files.into(),
            number_of_unresolved_dependencies: counts.unresolved.into(),
            number_of_non_resource_unresolved_dependencies: counts.unresolved_others.into(),
        }
    }
}

/// Dependencies counted by kind.
#[derive(Debug, Default, Clone, Copy)]
pub struct Counts {
    /// All of them.
    pub all: i64,
    /// On jobs, within joins too.
    pub jobs: i64,
    /// On streams.
    pub streams: i64,
    /// On other networks.
    pub remotes: i64,
    /// On prompts.
    pub prompts: i64,
    /// On resources.
    pub resources: i64,
    /// On files.
    pub files: i64,
    /// Those that do not hold.
    pub unresolved: i64,
    /// Those that do not hold and are not on resources.
    pub unresolved_others: i64,
}

impl Counts {
    /// Counts `deps`.
    pub fn of(renderer: &Renderer<'_>, owner: Node, deps: &[Dep]) -> Self {
        let mut counts = Self::default();
        for dep in deps {
            counts.all += 1;
            let open = renderer.dependency_status(owner, dep) != DependencyStatus::Satisfied;
            counts.unresolved += i64::from(open);
            counts.unresolved_others += i64::from(open && !matches!(dep.on, On::Resource(..)));
            *match dep.on {
                On::Job(_) | On::Ghost(_) | On::Join(_) => &mut counts.jobs,
                On::Stream(_) => &mut counts.streams,
                On::File(_) => &mut counts.files,
                On::Resource(..) => &mut counts.resources,
                On::Remote(_) => &mut counts.remotes,
                On::Prompt(_) => &mut counts.prompts,
            } += 1;
        }
        counts
    }
}

fn kind(kind: DependencyType) -> Loose<DependencyType> {
    kind.into()
}

fn condition(state: State) -> ConditionStatus {
    match state {
        State::Succ => ConditionStatus::Succ,
        State::Abend => ConditionStatus::Abend,
        State::Fail => ConditionStatus::Fail,
        State::Suppr => ConditionStatus::Suppr,
        State::Exec => ConditionStatus::Exec,
        _ => ConditionStatus::Completed,
    }
}
