//! Job streams as the contract writes them.

use super::job::Scope;
use super::{Renderer, moment, seconds, text, writable};
use crate::demo::rows::{Flags, Node};
use crate::demo::state::{State, StreamState as Is};
use crate::demo::store::timestamp;
use crate::tws::lenient::Loose;
use crate::tws::wire::{
    FlowNode, JobStreamInPlan, StreamDefinitionFlags, StreamState, StreamStats, StreamStatusFlags,
    TimeInfo, TimeRestrictions,
};

impl Renderer<'_> {
    /// A stream.
    pub fn stream(&self, place: u32, scope: Scope) -> JobStreamInPlan {
        let store = self.store;
        let stream = store.stream(place);
        let folder = &store.folders[usize::from(stream.folder)];
        let started = store.stream_start(place);
        let held = stream.priority == 0;
        JobStreamInPlan {
            id: stream.id.to_string().into(),
            plan_id: store.plan_id.to_string().into(),
            folder: text(store.text(folder.path)),
            folder_id: folder.id.to_string().into(),
            name: text(store.text(stream.name)),
            original_job_stream_name: text(store.text(stream.name)),
            workstation: store.workstation_key(stream.workstation).into(),
            workstation_id: store.workstation(stream.workstation).id.to_string().into(),
            job_stream_model_id: store.stream_definition_id(place).to_string().into(),
            key: store.stream_key(place).into(),
            sched_time: timestamp(stream.sched).into(),
            time_zone: text(&store.zone_name),
            common_status: stream.state.common(held).into(),
            priority: i64::from(stream.priority).into(),
            orig_priority: i64::from(stream.planned_priority).into(),
            limit: stream.limit.map(i64::from).into(),
            internal_identifier: store.internal_id(place).into(),
            archived: false.into(),
            actions: vec![],
            js_definition_flags: StreamDefinitionFlags {
                aliased: false.into(),
                carried_forward: stream.flags.has(Flags::CARRIED).into(),
            },
            js_status_flags: StreamStatusFlags {
                released: stream.flags.has(Flags::RELEASED).into(),
                late_job_stream: self.is_late(place).into(),
                pending_predecessor: stream.flags.has(Flags::PENDING_PREDECESSOR).into(),
                has_every_jobs: stream.flags.has(Flags::EVERY).into(),
            },
            composite_status: self.stream_state(place),
            time_info: self.stream_times(place, started),
            job_stream_stats: self.stream_stats(place),
            dependencies: scope.dependencies.then(|| self.stream_dependencies(place)),
            dependencies_stats: self.dependency_stats(Node::Stream(place)),
            time_restrictions: TimeRestrictions {
                start_time: moment(store.stream_at(place)),
                start_time_satisfied: (store.stream_at(place) <= self.clock).into(),
                time_dependent: true.into(),
                ..self.time_restrictions(stream.limits, started)
            },
        }
    }

    /// A stream's composite status.
    pub fn stream_state(&self, place: u32) -> StreamState {
        let state = self.store.stream(place).state;
        StreamState {
            status: state.status().into(),
            substatus: Loose::default(),
            canceled: (state == Is::Cancl).into(),
            cancel_pending: false.into(),
            error: matches!(state, Is::Abend | Is::Stuck).into(),
            started: (self.store.stream_start(place) != 0).into(),
            dont_run: false.into(),
        }
    }

    fn is_late(&self, place: u32) -> bool {
        let stream = self.store.stream(place);
        let over = matches!(stream.state, Is::Succ | Is::Cancl);
        let limits = self.store.limits(stream.limits);
        !over && limits.is_some_and(|l| l.deadline != 0 && l.deadline < self.clock)
    }

    fn stream_times(&self, place: u32, started: i64) -> TimeInfo {
        let over = matches!(
            self.store.stream(place).state,
            Is::Succ | Is::Abend | Is::Cancl
        );
        let end = if over {
            self.store.stream_end(place)
        } else {
            0
        };
        let until = if end == 0 { self.clock } else { end };
        TimeInfo {
            estimated_duration: seconds(self.stream_estimate(place)),
            actual_start_time: moment(started),
            elapsed_time: (started != 0)
                .then(|| writable((until - started).max(0)))
                .into(),
            actual_end_time: moment(if started == 0 { 0 } else { end }),
        }
    }

    /// The usual duration of a stream: what its jobs take along the longest chain within it.
    pub fn stream_estimate(&self, place: u32) -> i64 {
        use crate::demo::rows::On;
        let jobs = self.store.jobs_of(place);
        let first = jobs.start;
        let mut ends: Vec<i64> = Vec::with_capacity(jobs.len());
        for job in jobs {
            let row = self.store.job(job);
            let before = self
                .store
                .deps(row.deps)
                .iter()
                .filter_map(|dep| match dep.on {
                    On::Job(on) if on >= first && on < job => {
                        ends.get((on - first) as usize).copied()
                    }
                    _ => None,
                });
            let begins = before.max().unwrap_or(0);
            ends.push(begins + i64::from(row.estimate));
        }
        ends.into_iter().max().unwrap_or(0)
    }

    /// How many jobs of a stream are in each state.
    pub fn stream_stats(&self, place: u32) -> StreamStats {
        let count = |wanted: &dyn Fn(State) -> bool| {
            let jobs = self.store.jobs_of(place);
            let found = jobs
                .filter(|&job| wanted(self.store.job(job).run.state))
                .count();
            Loose::from(i64::try_from(found).unwrap_or(i64::MAX))
        };
        StreamStats {
            number_of_job: count(&|_| true),
            number_of_successfull_job: count(&|state| state == State::Succ),
            number_of_not_running_job: count(&|s| {
                s.is_waiting() || matches!(s, State::Pend | State::Suppr | State::Cancl)
            }),
            number_of_executing_job: count(&|s| matches!(s, State::Exec | State::Intro)),
            number_of_abended_job: count(&|state| state == State::Abend),
            number_of_failed_job: count(&|state| state == State::Fail),
            number_of_undecided_job: count(&|s| matches!(s, State::Extrn | State::Error)),
        }
    }

    /// A job or stream as a node of the flow, dependencies filled.
    pub fn node(&self, node: Node) -> FlowNode {
        match node {
            Node::Job(place) => FlowNode::Job(Box::new(self.job(place, Scope::WHOLE))),
            Node::Stream(place) => FlowNode::Stream(Box::new(self.stream(place, Scope::WHOLE))),
        }
    }
}
