//! The fields of dependencies, the same for jobs and streams.

use crate::demo::oql::eval::{Cell, Kind};
use crate::demo::render::Renderer;
use crate::demo::rows::{Dep, Node, On};

/// A field of a job's or stream's dependencies.
#[derive(Debug, Clone, Copy)]
pub enum DepField {
    Status,
    JobId,
    JobName,
    StreamId,
    StreamName,
    StreamFolder,
    StreamWorkstation,
    All,
    Files,
    Remotes,
    Jobs,
    Streams,
    Prompts,
    Resources,
    Unresolved,
}

/// Builds the table of a row type from its own fields and those of dependencies.
macro_rules! with_dependencies {
    ($wrap:path, $( ($name:literal, $field:expr, $kind:expr) ),* $(,)?) => {
        &[
            $( ($name, $field, $kind), )*
            ("dependencies.dependencyStatus", $wrap(DepField::Status), Kind::Text),
            ("dependencies.jobId", $wrap(DepField::JobId), Kind::Text),
            ("dependencies.jobKey.name", $wrap(DepField::JobName), Kind::Text),
            ("dependencies.jobName", $wrap(DepField::JobName), Kind::Text),
            ("dependencies.jobStreamFolder", $wrap(DepField::StreamFolder), Kind::Folder),
            ("dependencies.jobStreamId", $wrap(DepField::StreamId), Kind::Text),
            ("dependencies.jobStreamName", $wrap(DepField::StreamName), Kind::Text),
            ("dependencies.jobStreamWorkstation", $wrap(DepField::StreamWorkstation), Kind::Text),
            ("dependenciesStats.numberOfDependencies", $wrap(DepField::All), Kind::Counter),
            ("dependenciesStats.numberOfFileDependencies", $wrap(DepField::Files), Kind::Counter),
            ("dependenciesStats.numberOfInternetworkDependencies", $wrap(DepField::Remotes), Kind::Counter),
            ("dependenciesStats.numberOfJobDependencies", $wrap(DepField::Jobs), Kind::Counter),
            ("dependenciesStats.numberOfJobStreamDependencies", $wrap(DepField::Streams), Kind::Counter),
            ("dependenciesStats.numberOfPromptDependencies", $wrap(DepField::Prompts), Kind::Counter),
            ("dependenciesStats.numberOfResourceDependencies", $wrap(DepField::Resources), Kind::Counter),
            ("dependenciesStats.numberOfUnresolvedDependencies", $wrap(DepField::Unresolved), Kind::Counter),
        ]
    };
}
pub(super) use with_dependencies;

const _: Kind = Kind::Counter;

/// Shows the values of a dependency field.
pub fn any(
    r: Renderer<'_>,
    owner: Node,
    field: DepField,
    seen: &mut dyn FnMut(Cell<'_>) -> bool,
) -> bool {
    let stats = || r.dependency_stats(owner);
    let count = match field {
        DepField::All => stats().number_of_dependencies,
        DepField::Files => stats().number_of_file_dependencies,
        DepField::Remotes => stats().number_of_internetwork_dependencies,
        DepField::Jobs => stats().number_of_job_dependencies,
        DepField::Streams => stats().number_of_job_stream_dependencies,
        DepField::Prompts => stats().number_of_prompt_dependencies,
        DepField::Resources => stats().number_of_resource_dependencies,
        DepField::Unresolved => stats().number_of_unresolved_dependencies,
        _ => return each(r, owner, field, seen),
    };
    seen(Cell::Integer(count.get().unwrap_or(0)))
}

fn each(
    r: Renderer<'_>,
    owner: Node,
    field: DepField,
    seen: &mut dyn FnMut(Cell<'_>) -> bool,
) -> bool {
    let span = match owner {
        Node::Job(place) => r.store.job(place).deps,
        Node::Stream(place) => r.store.stream(place).deps,
    };
    r.store
        .deps(span)
        .iter()
        .any(|dep| one(r, owner, dep, field, seen))
}

fn one(
    r: Renderer<'_>,
    owner: Node,
    dep: &Dep,
    field: DepField,
    seen: &mut dyn FnMut(Cell<'_>) -> bool,
) -> bool {
    let store = r.store;
    if let DepField::Status = field {
        return seen(Cell::Text(r.dependency_status(owner, dep).as_str()));
    }
    let (job, stream) = match dep.on {
        On::Job(job) => (Some(job), store.job(job).stream),
        On::Stream(stream) => (None, stream),
        On::Join(join) => {
            let members = &store.members[store.joins[join as usize].members.places()];
            return members.iter().any(|dep| one(r, owner, dep, field, seen));
        }
        _ => return false,
    };
    let internal = matches!(owner, Node::Job(own) if store.job(own).stream == stream);
    let row = store.stream(stream);
    match (field, job) {
        (DepField::JobId, Some(job)) => super::id(store.job(job).id, seen),
        (DepField::JobName, Some(job)) => seen(Cell::Text(store.job_name(job))),
        // The contract leaves the stream out of dependencies within a stream.
        (DepField::StreamId, _) => !internal && super::id(row.id, seen),
        (DepField::StreamName, _) => seen(Cell::Text(store.text(row.name))),
        (DepField::StreamFolder, _) => seen(Cell::Text(store.folder(row.folder))),
        (DepField::StreamWorkstation, _) => {
            seen(Cell::Text(&store.workstation_key(row.workstation)))
        }
        _ => false,
    }
}
