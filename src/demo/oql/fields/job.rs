//! The fields of jobs.

use super::dependency::{self, DepField, with_dependencies};
use crate::demo::oql::eval::{Cell, Kind, Row};
use crate::demo::render::Renderer;
use crate::demo::rows::{Flags, Limits, Node, Run};
use crate::demo::state::State;

/// A job as a query sees it.
#[derive(Clone, Copy)]
pub struct JobRow<'a> {
    /// How its fields are worked out.
    pub renderer: Renderer<'a>,
    /// Its place.
    pub place: u32,
}

/// A field of a job.
#[derive(Debug, Clone, Copy)]
pub enum JobField {
    Id,
    Name,
    Folder,
    FolderId,
    Key,
    Workstation,
    StreamId,
    StreamName,
    StreamWorkstation,
    Priority,
    SchedTime,
    IsCommand,
    DefinitionFolder,
    RecoveryOption,
    TaskType,
    UserLogin,
    Is(Flags),
    UntilTime,
    UntilAction,
    DeadlineTime,
    StartTime,
    Run(RunField),
    Dep(DepField),
}

/// A field of a job's runs.
#[derive(Debug, Clone, Copy)]
pub enum RunField {
    Id,
    Common,
    Status,
    ReturnCode,
    Number,
    Kind,
    Step,
    MaxGone,
    MinNotReached,
    Start,
    End,
    Elapsed,
    Estimated,
    On,
}

use JobField as F;
use RunField as R;

impl Row for JobRow<'_> {
    type Field = JobField;

    const FIELDS: &'static [(&'static str, JobField, Kind)] = with_dependencies!(
        F::Dep,
        ("id", F::Id, Kind::Text),
        ("name", F::Name, Kind::Text),
        ("folder", F::Folder, Kind::Folder),
        ("folderId", F::FolderId, Kind::Text),
        ("key", F::Key, Kind::Text),
        ("workstation", F::Workstation, Kind::Text),
        ("jobStreamId", F::StreamId, Kind::Text),
        ("jobStreamName", F::StreamName, Kind::Text),
        ("jobStreamWorkstation", F::StreamWorkstation, Kind::Text),
        ("priority", F::Priority, Kind::Integer),
        ("schedTime", F::SchedTime, Kind::Instant),
        ("jobDefinition.isCommand", F::IsCommand, Kind::Boolean),
        ("jobDefinition.key.name", F::Name, Kind::Text),
        ("jobDefinition.folder", F::DefinitionFolder, Kind::Folder),
        (
            "jobDefinition.recoveryOption",
            F::RecoveryOption,
            Kind::Text
        ),
        ("jobDefinition.taskType", F::TaskType, Kind::Text),
        ("jobDefinition.userLogin", F::UserLogin, Kind::Text),
        ("jobDefinition.workstation", F::Workstation, Kind::Text),
        ("jobDefinition.workstationKey", F::Workstation, Kind::Text),
        ("jobOptions.critical", F::Is(Flags::CRITICAL), Kind::Boolean),
        ("jobOptions.every", F::Is(Flags::EVERY), Kind::Boolean),
        (
            "jobOptions.noOperation",
            F::Is(Flags::NO_OPERATION),
            Kind::Boolean
        ),
        (
            "jobOptions.requiresConfirmation",
            F::Is(Flags::CONFIRM),
            Kind::Boolean
        ),
        ("jobruns.id", F::Run(R::Id), Kind::Text),
        ("jobruns.actualWorkstation", F::Run(R::On), Kind::Text),
        ("jobruns.commonStatus", F::Run(R::Common), Kind::Text),
        (
            "jobruns.compositeStatus.status",
            F::Run(R::Status),
            Kind::Text
        ),
        ("jobruns.elapsedTime", F::Run(R::Elapsed), Kind::Duration),
        (
            "jobruns.timeInfo.elapsedTime",
            F::Run(R::Elapsed),
            Kind::Duration
        ),
        (
            "jobruns.estimatedDuration",
            F::Run(R::Estimated),
            Kind::Duration
        ),
        (
            "jobruns.timeInfo.estimatedDuration",
            F::Run(R::Estimated),
            Kind::Duration
        ),
        ("jobruns.jobNumber", F::Run(R::Number), Kind::Counter),
        ("jobruns.maxDurationGone", F::Run(R::MaxGone), Kind::Boolean),
        (
            "jobruns.minDurationNotReached",
            F::Run(R::MinNotReached),
            Kind::Boolean
        ),
        ("jobruns.rerunType", F::Run(R::Kind), Kind::Text),
        ("jobruns.returnCode", F::Run(R::ReturnCode), Kind::Integer),
        ("jobruns.step", F::Run(R::Step), Kind::Text),
        (
            "jobruns.timeInfo.actualStartTime",
            F::Run(R::Start),
            Kind::Instant
        ),
        (
            "jobruns.timeInfo.actualEndTime",
            F::Run(R::End),
            Kind::Instant
        ),
        ("timeRestrictions.untilAction", F::UntilAction, Kind::Text),
        ("timeRestrictions.untilTime", F::UntilTime, Kind::Instant),
        (
            "timeRestrictions.latestStartTime",
            F::UntilTime,
            Kind::Instant
        ),
        (
            "timeRestrictions.deadlineTime",
            F::DeadlineTime,
            Kind::Instant
        ),
        ("timeRestrictions.startTime", F::StartTime, Kind::Instant),
    );

    fn any(&self, field: JobField, seen: &mut dyn FnMut(Cell<'_>) -> bool) -> bool {
        let store = self.renderer.store;
        let job = store.job(self.place);
        let stream = store.stream(job.stream);
        let limit =
            |field: fn(&Limits) -> i64| super::moment(store.limits(job.limits).map_or(0, field));
        match field {
            F::Id => super::id(job.id, seen),
            F::Name => seen(Cell::Text(store.text(job.name))),
            F::Folder | F::DefinitionFolder => seen(Cell::Text(store.folder(stream.folder))),
            F::FolderId => super::id(store.folders[usize::from(stream.folder)].id, seen),
            F::Key => seen(Cell::Text(&store.job_key(self.place))),
            F::Workstation => seen(Cell::Text(&store.workstation_key(job.workstation))),
            F::StreamId => super::id(stream.id, seen),
            F::StreamName => seen(Cell::Text(store.text(stream.name))),
            F::StreamWorkstation => seen(Cell::Text(&store.workstation_key(stream.workstation))),
            F::Priority => seen(Cell::Integer(i64::from(job.priority))),
            F::SchedTime => seen(Cell::Integer(stream.sched)),
            F::IsCommand => {
                let command = store.command(self.place);
                seen(Cell::Bool(
                    command.contains(' ') && !command.starts_with('/'),
                ))
            }
            F::RecoveryOption => seen(Cell::Text(store.recovery(job).as_str())),
            F::TaskType => {
                let os = store.workstation(job.workstation).os;
                seen(Cell::Text(crate::demo::render::task_type(os)))
            }
            F::UserLogin => seen(Cell::Text(&store.user(self.place))),
            F::Is(flag) => seen(Cell::Bool(job.flags.has(flag))),
            F::UntilTime => seen(limit(|l| l.until)),
            F::DeadlineTime => seen(limit(|l| l.deadline)),
            F::StartTime => seen(limit(|l| l.at)),
            F::UntilAction => {
                let action = store
                    .limits(job.limits)
                    .and_then(|l| l.until_action.as_ref());
                seen(action.map_or(Cell::Null, |action| Cell::Text(action.as_str())))
            }
            F::Run(field) => {
                let mut runs = (0_usize..).zip(store.runs(self.place));
                runs.any(|(number, run)| self.run(number, run, field, seen))
            }
            F::Dep(field) => dependency::any(self.renderer, Node::Job(self.place), field, seen),
        }
    }
}

impl JobRow<'_> {
    fn run(
        &self,
        number: usize,
        run: &Run,
        field: R,
        seen: &mut dyn FnMut(Cell<'_>) -> bool,
    ) -> bool {
        let store = self.renderer.store;
        let job = store.job(self.place);
        let end = if run.end == 0 {
            self.renderer.clock
        } else {
            run.end
        };
        seen(match field {
            R::Id => return super::id(store.run_id(self.place, number), seen),
            R::On => {
                let on = run.actual.unwrap_or(job.workstation);
                return seen(Cell::Text(&store.workstation_key(on)));
            }
            R::Common => return seen(Cell::Text(self.renderer.common(job, run).as_str())),
            R::Status => return seen(Cell::Text(run.state.job_status().as_str())),
            R::Kind => return seen(Cell::Text(run.kind.wire().as_str())),
            R::ReturnCode => run.rc.map_or(Cell::Null, |rc| Cell::Integer(i64::from(rc))),
            R::Number => super::moment(i64::from(run.number)),
            R::Step => Cell::Null,
            R::MaxGone => Cell::Bool(run.max_duration_gone),
            R::MinNotReached => Cell::Bool(false),
            R::Start => super::moment(run.start),
            R::End if run.state == State::Exec => Cell::Null,
            R::End => super::moment(run.end),
            R::Elapsed if run.start == 0 => Cell::Null,
            R::Elapsed => Cell::Integer((end - run.start).max(0)),
            R::Estimated => Cell::Integer(i64::from(job.estimate)),
        })
    }
}
