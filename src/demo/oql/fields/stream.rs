//! The fields of job streams.

use super::dependency::{self, DepField, with_dependencies};
use crate::demo::oql::eval::{Cell, Kind, Row};
use crate::demo::render::Renderer;
use crate::demo::rows::{Flags, Limits, Node};
use crate::demo::state::StreamState;
use crate::tws::wire::StreamStats;

/// A stream as a query sees it.
#[derive(Clone, Copy)]
pub struct StreamRow<'a> {
    /// How its fields are worked out.
    pub renderer: Renderer<'a>,
    /// Its place.
    pub place: u32,
}

/// A field of a stream.
#[derive(Debug, Clone, Copy)]
pub enum StreamField {
    Id,
    Name,
    Alias,
    Key,
    Folder,
    FolderId,
    Workstation,
    Common,
    Status,
    Priority,
    PlannedPriority,
    Limit,
    SchedTime,
    Is(Flags),
    Monitored,
    Stat(Stat),
    Start,
    End,
    Elapsed,
    Estimated,
    At,
    Until,
    Deadline,
    Dep(DepField),
}

/// A counter of a stream's jobs.
#[derive(Debug, Clone, Copy)]
pub enum Stat {
    Abended,
    Executing,
    Failed,
    All,
    NotRunning,
    Successful,
    Undecided,
}

use StreamField as F;

impl Row for StreamRow<'_> {
    type Field = StreamField;

    const FIELDS: &'static [(&'static str, StreamField, Kind)] = with_dependencies!(
        F::Dep,
        ("id", F::Id, Kind::Text),
        ("name", F::Name, Kind::Text),
        ("originalJobStreamName", F::Name, Kind::Text),
        ("aliasJobStreamName", F::Alias, Kind::Text),
        ("jobs.permissions.jobStreamId", F::Id, Kind::Text),
        ("key", F::Key, Kind::Text),
        ("folder", F::Folder, Kind::Folder),
        ("folderId", F::FolderId, Kind::Text),
        ("workstation", F::Workstation, Kind::Text),
        ("commonStatus", F::Common, Kind::Text),
        ("compositeStatus.status", F::Status, Kind::Text),
        ("priority", F::Priority, Kind::Integer),
        ("origPriority", F::PlannedPriority, Kind::Integer),
        ("limit", F::Limit, Kind::Integer),
        ("schedTime", F::SchedTime, Kind::Instant),
        (
            "pendingPredecessor",
            F::Is(Flags::PENDING_PREDECESSOR),
            Kind::Boolean
        ),
        (
            "jsDefinitionFlags.carriedForward",
            F::Is(Flags::CARRIED),
            Kind::Boolean
        ),
        (
            "jsOptions.carriedForward",
            F::Is(Flags::CARRIED),
            Kind::Boolean
        ),
        ("jsOptions.monitored", F::Monitored, Kind::Boolean),
        (
            "jobStreamStats.numberOfAbendedJob",
            F::Stat(Stat::Abended),
            Kind::Counter
        ),
        (
            "jobStreamStats.numberOfExecutingJob",
            F::Stat(Stat::Executing),
            Kind::Counter
        ),
        (
            "jobStreamStats.numberOfFailedJob",
            F::Stat(Stat::Failed),
            Kind::Counter
        ),
        (
            "jobStreamStats.numberOfJob",
            F::Stat(Stat::All),
            Kind::Counter
        ),
        (
            "jobStreamStats.numberOfNotRunningJob",
            F::Stat(Stat::NotRunning),
            Kind::Counter
        ),
        (
            "jobStreamStats.numberOfSuccessfulJob",
            F::Stat(Stat::Successful),
            Kind::Counter
        ),
        (
            "jobStreamStats.numberOfSuccessfullJob",
            F::Stat(Stat::Successful),
            Kind::Counter
        ),
        (
            "jobStreamStats.numberOfUndecidedJob",
            F::Stat(Stat::Undecided),
            Kind::Counter
        ),
        ("timeInfo.actualStartTime", F::Start, Kind::Instant),
        ("timeInfo.actualEndTime", F::End, Kind::Instant),
        ("timeInfo.elapsedTime", F::Elapsed, Kind::Duration),
        ("timeInfo.estimatedDuration", F::Estimated, Kind::Duration),
        ("timeRestrictions.deadlineTime", F::Deadline, Kind::Instant),
        ("timeRestrictions.startTime", F::At, Kind::Instant),
        ("timeRestrictions.untilTime", F::Until, Kind::Instant),
        ("timeRestrictions.latestStartTime", F::Until, Kind::Instant),
    );

    fn any(&self, field: StreamField, seen: &mut dyn FnMut(Cell<'_>) -> bool) -> bool {
        let store = self.renderer.store;
        let stream = store.stream(self.place);
        let held = stream.priority == 0;
        let limit = |field: fn(&Limits) -> i64| store.limits(stream.limits).map_or(0, field);
        let over = matches!(
            stream.state,
            StreamState::Succ | StreamState::Abend | StreamState::Cancl
        );
        let start = || store.stream_start(self.place);
        seen(match field {
            F::Id => return super::id(stream.id, seen),
            F::FolderId => return super::id(store.folders[usize::from(stream.folder)].id, seen),
            F::Key => return seen(Cell::Text(&store.stream_key(self.place))),
            F::Workstation => return seen(Cell::Text(&store.workstation_key(stream.workstation))),
            F::Common => return seen(Cell::Text(stream.state.common(held).as_str())),
            F::Status => return seen(Cell::Text(stream.state.status().as_str())),
            F::Dep(field) => {
                return dependency::any(self.renderer, Node::Stream(self.place), field, seen);
            }
            F::Name => Cell::Text(store.text(stream.name)),
            F::Alias => Cell::Null,
            F::Folder => Cell::Text(store.folder(stream.folder)),
            F::Priority => Cell::Integer(i64::from(stream.priority)),
            F::PlannedPriority => Cell::Integer(i64::from(stream.planned_priority)),
            F::Limit => stream
                .limit
                .map_or(Cell::Null, |limit| Cell::Integer(i64::from(limit))),
            F::SchedTime => Cell::Integer(stream.sched),
            F::Is(flag) => Cell::Bool(stream.flags.has(flag)),
            F::Monitored => Cell::Bool(false),
            F::Stat(stat) => Cell::Integer(count(&self.renderer.stream_stats(self.place), stat)),
            F::Start => super::moment(start()),
            F::End if over && start() != 0 => super::moment(store.stream_end(self.place)),
            F::End => Cell::Null,
            F::Elapsed if start() == 0 => Cell::Null,
            F::Elapsed if over => Cell::Integer(store.stream_end(self.place) - start()),
            F::Elapsed => Cell::Integer(self.renderer.clock - start()),
            F::Estimated => super::moment(self.renderer.stream_estimate(self.place)),
            F::At => Cell::Integer(store.stream_at(self.place)),
            F::Until => super::moment(limit(|l| l.until)),
            F::Deadline => super::moment(limit(|l| l.deadline)),
        })
    }
}

fn count(stats: &StreamStats, stat: Stat) -> i64 {
    let counter = match stat {
        Stat::Abended => stats.number_of_abended_job,
        Stat::Executing => stats.number_of_executing_job,
        Stat::Failed => stats.number_of_failed_job,
        Stat::All => stats.number_of_job,
        Stat::NotRunning => stats.number_of_not_running_job,
        Stat::Successful => stats.number_of_successfull_job,
        Stat::Undecided => stats.number_of_undecided_job,
    };
    counter.get().unwrap_or(0)
}
