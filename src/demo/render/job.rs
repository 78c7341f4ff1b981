//! Jobs and runs as the contract writes them.

use super::{Renderer, moment, seconds, text, writable};
use crate::demo::rows::{Definition, Flags, Job, NONE, Run};
use crate::demo::state::State;
use crate::demo::store::timestamp;
use crate::tws::lenient::{Loose, Seconds};
use crate::tws::status::{CommonStatus, RecoveryOption};
use crate::tws::task::Task;
use crate::tws::wire::{
    self, JobDefinition, JobDefinitionFlags, JobInPlan, JobOptions, JobRun, JobState,
    JobStatusFlags, TimeInfo, TimeRestrictions,
};

/// How much of an object is wanted (the contract's `ScopeType`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Scope {
    /// With what the job executes.
    pub definition: bool,
    /// With its dependencies.
    pub dependencies: bool,
}

impl Scope {
    /// Everything.
    pub const WHOLE: Self = Self {
        definition: true,
        dependencies: true,
    };

    /// Reads the header's value; none means all.
    pub fn parse(value: Option<&str>) -> Option<Self> {
        let (definition, dependencies) = match value {
            None | Some("" | "WHOLE" | "SELF_SERVICE_CATALOG") => (true, true),
            Some("WHOLE_NO_JOB_DEFINITIONS") => (false, true),
            Some("WHOLE_NO_DEPENDENCIES") => (true, false),
            Some("WHOLE_NO_JOB_DEFINITIONS_AND_NO_DEPENDENCIES") => (false, false),
            Some(_) => return None,
        };
        Some(Self {
            definition,
            dependencies,
        })
    }
}

impl Renderer<'_> {
    /// A job. `dependencies` are filled only in answers about single objects, as real servers do.
    pub fn job(&self, place: u32, scope: Scope) -> JobInPlan {
        let store = self.store;
        let job = store.job(place);
        let stream = store.stream(job.stream);
        let folder = &store.folders[usize::from(stream.folder)];
        let state = self.state(place, &job.run);
        JobInPlan {
            id: job.id.to_string().into(),
            plan_id: store.plan_id.to_string().into(),
            folder: text(store.text(folder.path)),
            folder_id: folder.id.to_string().into(),
            name: text(store.text(job.name)),
            workstation: store.workstation_key(job.workstation).into(),
            workstation_id: store.workstation(job.workstation).id.to_string().into(),
            job_stream_id: stream.id.to_string().into(),
            job_stream_name: text(store.text(stream.name)),
            job_stream_workstation: store.workstation_key(stream.workstation).into(),
            job_stream_workstation_id: store.workstation(stream.workstation).id.to_string().into(),
            position: i64::from(job.position).into(),
            key: store.job_key(place).into(),
            last_run_common_status: self.common(job, &job.run).into(),
            priority: i64::from(job.priority).into(),
            orig_priority: i64::from(job.planned_priority).into(),
            sched_time: timestamp(stream.sched).into(),
            time_zone: text(&store.zone_name),
            end_time: moment(self.estimated_end(place)),
            critical_start: moment(self.critical_start(job)),
            confidence_interval: Loose::default(),
            repeat_interval: seconds(self.limit(job, |l| i64::from(l.every))),
            archived: false.into(),
            job_definition_ref_id: store.definition_id(place).to_string().into(),
            jobruns: (0_usize..)
                .zip(store.runs(place))
                .map(|(n, r)| self.run(place, n, r))
                .collect(),
            actions: vec![],
            job_status_flags: self.status_flags(job),
            job_options: JobOptions {
                no_operation: job.flags.has(Flags::NO_OPERATION).into(),
                critical: job.flags.has(Flags::CRITICAL).into(),
                requires_confirmation: job.flags.has(Flags::CONFIRM).into(),
                every: job.flags.has(Flags::EVERY).into(),
            },
            last_run_composite_status: state,
            job_definition: if scope.definition {
                self.definition(place)
            } else {
                JobDefinition::default()
            },
            time_restrictions: self.time_restrictions(job.limits, job.run.start),
            dependencies: scope.dependencies.then(|| self.job_dependencies(place)),
            dependencies_stats: self.dependency_stats(crate::demo::rows::Node::Job(place)),
            job_definition_flags: JobDefinitionFlags {
                monitored: false.into(),
                aliased: false.into(),
                interactive: false.into(),
            },
        }
    }

    fn limit(&self, job: &Job, field: impl Fn(&crate::demo::rows::Limits) -> i64) -> i64 {
        self.store.limits(job.limits).map_or(0, field)
    }

    /// The estimated or actual end, where it can be told.
    fn estimated_end(&self, place: u32) -> i64 {
        let job = self.store.job(place);
        match job.run.state {
            State::Exec => (job.run.start + i64::from(job.estimate)).max(self.clock),
            state if state.is_over() => job.run.end,
            _ => 0,
        }
    }

    fn critical_start(&self, job: &Job) -> i64 {
        let deadline = self.limit(job, |l| l.deadline);
        let critical = job.flags.has(Flags::CRITICAL) && deadline != 0;
        if critical {
            deadline - i64::from(job.estimate)
        } else {
            0
        }
    }

    fn status_flags(&self, job: &Job) -> JobStatusFlags {
        let deadline = self.limit(job, |l| l.deadline);
        let end = if job.run.end == 0 {
            self.clock
        } else {
            job.run.end
        };
        let over = deadline != 0 && end > deadline && job.run.state != State::Cancl;
        JobStatusFlags {
            job_stream_cancelled: false.into(),
            promoted_to_urgent_queue: false.into(),
            job_late: (over && job.run.state != State::Succ).into(),
            user_rerun_again: false.into(),
            restarted: (job.run.kind != crate::demo::rows::RunKind::Regular).into(),
            until_gone: job.flags.has(Flags::UNTIL_GONE).into(),
            need_message: job.flags.has(Flags::NEEDS_MESSAGE).into(),
            deadline_has_passed: (deadline != 0 && deadline < self.clock).into(),
        }
    }

    /// The composite status of a run.
    pub fn state(&self, place: u32, run: &Run) -> JobState {
        let job = self.store.job(place);
        let last = std::ptr::eq(run, &raw const job.run);
        let substatus = (self.substatus && last).then(|| self.store.substatus(place, self.clock));
        JobState {
            status: run.state.job_status().into(),
            substatus: substatus.flatten().into(),
            canceled: (run.state == State::Cancl).into(),
            cancel_pending: (last && job.flags.has(Flags::CANCEL_PENDING)).into(),
            error: run.state.is_failed().into(),
            started: (run.start != 0 && run.state != State::Fail).into(),
            dont_run: job.flags.has(Flags::NO_OPERATION).into(),
        }
    }

    /// The external status of a run.
    pub fn common(&self, job: &Job, run: &Run) -> CommonStatus {
        run.state.common(job.priority == 0)
    }

    /// One run.
    pub fn run(&self, place: u32, number: usize, run: &Run) -> JobRun {
        let store = self.store;
        let job = store.job(place);
        let last = std::ptr::eq(run, &raw const job.run);
        let on = run.actual.unwrap_or(job.workstation);
        JobRun {
            id: store.run_id(place, number).to_string().into(),
            name: text(store.text(job.name)),
            job_id: job.id.to_string().into(),
            actual_workstation: store.workstation_key(on).into(),
            job_number: (run.number != 0).then_some(i64::from(run.number)).into(),
            common_status: self.common(job, run).into(),
            return_code: run.rc.map(i64::from).into(),
            rerun_job: (number > 0).into(),
            confirmed: run.confirmed.into(),
            released: job.flags.has(Flags::RELEASED).into(),
            rerun_type: run.kind.wire().into(),
            submitted_time: moment(run.start),
            last_in_rerun_chain: last.into(),
            min_duration_not_reached: false.into(),
            max_duration_gone: run.max_duration_gone.into(),
            run_attempt: i64::try_from(number + 1).unwrap_or(1).into(),
            step: Loose::default(),
            output_conditions: vec![],
            actions: vec![],
            composite_status: self.state(place, run),
            time_info: TimeInfo {
                estimated_duration: seconds(i64::from(job.estimate)),
                actual_start_time: moment(run.start),
                elapsed_time: self.elapsed(run),
                actual_end_time: moment(if run.state == State::Exec { 0 } else { run.end }),
            },
        }
    }

    fn elapsed(&self, run: &Run) -> Loose<Seconds> {
        let end = if run.end == 0 { self.clock } else { run.end };
        (run.start != 0)
            .then(|| writable((end - run.start).max(0)))
            .into()
    }

    /// Time restrictions of a job or a stream.
    pub fn time_restrictions(&self, limits: u32, started: i64) -> TimeRestrictions {
        let Some(limits) = self.store.limits(limits) else {
            return TimeRestrictions {
                time_dependent: false.into(),
                ..TimeRestrictions::default()
            };
        };
        let passed = |at: i64| (at != 0).then_some(at <= self.clock);
        let before =
            |at: i64| (at != 0).then_some(at > self.clock || (started != 0 && started <= at));
        TimeRestrictions {
            start_time: moment(limits.at),
            deadline_time: moment(limits.deadline),
            max_duration: seconds(i64::from(limits.max_duration)),
            min_duration: Loose::default(),
            latest_start_time: moment(limits.until),
            late_start_action: limits.until_action.clone().into(),
            max_duration_action: limits.max_action.clone().into(),
            time_dependent: (limits.at != 0).into(),
            start_time_satisfied: passed(limits.at).into(),
            deadline_satisfied: before(limits.deadline).into(),
            latest_start_satisfied: before(limits.until).into(),
            max_duration_satisfied: Loose::default(),
            min_duration_satisfied: Loose::default(),
        }
    }

    fn definition(&self, place: u32) -> JobDefinition {
        let store = self.store;
        let job = store.job(place);
        let special = store.definition(job);
        let (command, user) = (store.command(place), store.user(place));
        let kind = task_type(store.workstation(job.workstation).os);
        let is_command = command.contains(' ') && !command.starts_with('/');
        let recovery = special.map_or(RecoveryOption::Stop, |d| d.recovery.clone());
        let prompt = special.filter(|d| d.recovery_prompt != NONE);
        let prompt = prompt.map(|d: &Definition| &store.prompts[d.recovery_prompt as usize]);
        JobDefinition {
            id: store.definition_id(place).to_string().into(),
            job_definition_model_id: store.definition_id(place).to_string().into(),
            folder: text(store.folder(store.stream(job.stream).folder)),
            name: text(store.text(job.name)),
            workstation: store.workstation_key(job.workstation).into(),
            description: store.description(place).into(),
            is_command: is_command.into(),
            command: is_command.into(),
            estimated_duration: seconds(i64::from(job.estimate)),
            recovery_job_id: Loose::default(),
            recovery_job_name: Loose::default(),
            recovery_job_workstation: Loose::default(),
            abend_prompt_id: prompt.map(|p| p.id.to_string()).into(),
            abend_prompt_name: prompt.map(|p| store.text(p.name).to_owned()).into(),
            abend_prompt_text: prompt.map(|p| store.text(p.text).to_owned()).into(),
            recovery_option: recovery.into(),
            recovery_repeat_interval: Loose::default(),
            recovery_repeat_occurrences: 0.into(),
            task_type: text(kind),
            user_logins: vec![user.clone()],
            task: Task {
                kind: Some(kind.to_owned()),
                command: Some(command.to_owned()),
                user: Some(user.to_owned()),
                is_command,
            },
        }
    }
}

/// The task type of native jobs on an operating system.
pub fn task_type(os: &str) -> &'static str {
    match os {
        "WINDOWS" => "WINDOWS",
        "LINUX" | "AIX" | "UNIX" => "UNIX",
        _ => "OTHER",
    }
}

/// The state words of a job that has none of its own: used for predecessors in other networks.
pub fn bare_state(state: State) -> JobState {
    JobState {
        status: state.job_status().into(),
        ..wire::JobState::default()
    }
}
