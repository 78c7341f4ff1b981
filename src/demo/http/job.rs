//! Reading jobs.

use std::sync::Arc;

use axum::extract::{Path, State};
use serde_json::json;

use super::answer::{Answer, Fault, json};
use super::ask::Ask;
use super::list::{find, page, put};
use crate::demo::Demo;
use crate::demo::gate::Gate;
use crate::demo::query::{BadFilter, Wanted};
use crate::demo::render::{Renderer, Scope};
use crate::demo::rows::Node;
use crate::tws::wire::{FlowNode, GroupedCount, Issue, Issues};

/// `GET /plan/job`
pub async fn list(State(demo): State<Arc<Demo>>, ask: Ask) -> Answer {
    let wanted = ask.wanted();
    let places = find(&demo, move |renderer| renderer.find_jobs(&wanted)).await??;
    page(demo, ask, places, |renderer, place, ask, out| {
        // Real servers leave dependencies out of lists, whatever the scope.
        let scope = Scope {
            dependencies: false,
            ..ask.scope
        };
        put(&FlowNode::Job(Box::new(renderer.job(place, scope))), out);
    })
}

/// `GET /plan/job/{id}`
pub async fn one(State(demo): State<Arc<Demo>>, Path(id): Path<String>, ask: Ask) -> Answer {
    demo.read(|renderer| {
        let place = renderer
            .store
            .index
            .job(&id)
            .ok_or_else(|| Fault::unknown("job", &id))?;
        json(&FlowNode::Job(Box::new(renderer.job(place, ask.scope))))
    })
}

/// `GET /plan/job/{id}/model/description`
pub async fn description(State(demo): State<Arc<Demo>>, Path(id): Path<String>) -> Answer {
    demo.read(|renderer| {
        let store = renderer.store;
        let place = store.index.job(&id).ok_or_else(|| Fault::unknown("job", &id))?;
        json(&json!({ "description": { "key": store.job_key(place), "text": store.description(place) } }))
    })
}

/// `GET /plan/job/{id}/predecessors`
pub async fn predecessors(
    State(demo): State<Arc<Demo>>,
    Path(id): Path<String>,
    ask: Ask,
) -> Answer {
    related(&demo, &id, &ask, Direction::Up)
}

/// `GET /plan/job/{id}/successors`
pub async fn successors(State(demo): State<Arc<Demo>>, Path(id): Path<String>, ask: Ask) -> Answer {
    related(&demo, &id, &ask, Direction::Down)
}

fn related(demo: &Demo, id: &str, ask: &Ask, direction: Direction) -> Answer {
    let depth = ask.number("depth")?.unwrap_or(1);
    demo.read(|renderer| {
        let place = renderer
            .store
            .index
            .job(id)
            .ok_or_else(|| Fault::unknown("job", id))?;
        nodes(renderer, Node::Job(place), depth, direction)
    })
}

/// Which way to follow dependencies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// To what is waited for.
    Up,
    /// To what waits.
    Down,
}

/// The jobs and streams within `depth` steps, nearest first.
pub fn nodes(renderer: Renderer<'_>, start: Node, depth: u64, direction: Direction) -> Answer {
    let mut seen = std::collections::HashSet::from([start]);
    let mut found = Vec::new();
    let mut layer = vec![start];
    for _ in 0..depth.min(100) {
        let mut next = Vec::new();
        for node in layer {
            let near = match direction {
                Direction::Up => renderer.store.predecessors(node),
                Direction::Down => renderer.store.successors(node).collect(),
            };
            next.extend(near.into_iter().filter(|node| seen.insert(*node)));
        }
        found.extend_from_slice(&next);
        layer = next;
        if found.len() > 10_000 {
            break;
        }
    }
    let results: Vec<FlowNode> = found.into_iter().map(|node| renderer.node(node)).collect();
    json(&json!({ "count": results.len(), "results": results }))
}

/// `GET /plan/job/count`
pub async fn count(State(demo): State<Arc<Demo>>, ask: Ask) -> Answer {
    let (wanted, groups) = (ask.wanted(), Groups::read(&ask)?);
    let body = find(&demo, move |renderer| counted(renderer, &wanted, &groups)).await??;
    json(&body)
}

fn counted(
    renderer: Renderer<'_>,
    wanted: &Wanted,
    groups: &Groups,
) -> Result<GroupedCount, BadFilter> {
    let store = renderer.store;
    let keys = renderer.find_jobs(wanted)?.into_iter().map(|place| {
        let job = store.job(place);
        let common = renderer.common(job, &job.run);
        (job.workstation, common, store.stream(job.stream).folder)
    });
    Ok(groups.count(renderer, keys))
}

/// What counts are grouped by, in the order asked for.
pub struct Groups(Vec<Group>);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Group {
    Workstation,
    Status,
    Folder,
}

impl Groups {
    /// Reads the parameter.
    pub fn read(ask: &Ask) -> Result<Self, Fault> {
        let text = ask.get("grouping_filters").unwrap_or_default();
        let words = text
            .split(',')
            .map(str::trim)
            .filter(|word| !word.is_empty());
        let groups = words.map(|word| match word {
            "workstation" => Ok(Group::Workstation),
            "status" => Ok(Group::Status),
            "folder" => Ok(Group::Folder),
            other => Err(Fault::bad(format!("unknown grouping filter {other}"))),
        });
        Ok(Self(groups.collect::<Result<_, _>>()?))
    }

    /// Counts rows by their workstation, external status and folder.
    pub fn count(
        &self,
        renderer: Renderer<'_>,
        rows: impl Iterator<Item = (u16, crate::tws::status::CommonStatus, u16)>,
    ) -> GroupedCount {
        let mut total = 0;
        let mut groups = std::collections::HashMap::<_, i64>::new();
        for (workstation, status, folder) in rows {
            total += 1;
            let has = |group| self.0.contains(&group);
            let key = (
                has(Group::Workstation).then_some(workstation),
                has(Group::Status).then_some(status),
                has(Group::Folder).then_some(folder),
            );
            *groups.entry(key).or_default() += 1;
        }
        let mut body = GroupedCount {
            count: total.into(),
            ..GroupedCount::default()
        };
        if self.0.is_empty() {
            return body;
        }
        for ((workstation, status, folder), count) in groups {
            let label = self.0.iter().map(|group| match group {
                Group::Workstation => workstation.map(|ws| renderer.store.workstation_key(ws)),
                Group::Status => status.as_ref().map(|status| status.as_str().to_owned()),
                Group::Folder => folder.map(|folder| renderer.store.folder(folder).to_owned()),
            });
            let label: Vec<String> = label.flatten().collect();
            body.grouped_count.insert(label.join(","), count);
        }
        body
    }
}

/// `GET /plan/job/issues`
pub async fn issues(State(demo): State<Arc<Demo>>, ask: Ask) -> Answer {
    let wanted = ask.wanted();
    let issues = find(&demo, move |renderer| {
        let places = renderer.find_jobs(&wanted)?;
        Ok::<_, BadFilter>(
            places
                .into_iter()
                .take(1_000)
                .filter_map(|place| issue(renderer, place))
                .collect(),
        )
    });
    json(&Issues {
        issues: issues.await??,
    })
}

/// What the engine itself notices about a job that cannot start.
fn issue(renderer: Renderer<'_>, place: u32) -> Option<Issue> {
    let store = renderer.store;
    let ws = store.workstation_key(store.job(place).workstation);
    let (kind, message) = match store.gate(place, renderer.clock)? {
        Gate::Unlinked => (
            "WORKSTATION",
            format!("The workstation {ws} is not linked."),
        ),
        Gate::Stopped => (
            "WORKSTATION",
            format!("Jobman is not running on the workstation {ws}."),
        ),
        Gate::Limit => (
            "LIMIT",
            format!("The job limit of the workstation {ws} has been reached."),
        ),
        Gate::Fence => (
            "FENCE",
            format!("The priority is not above the fence of the workstation {ws}."),
        ),
        Gate::StreamLimit => (
            "LIMIT",
            "The job limit of the job stream has been reached.".to_owned(),
        ),
        Gate::Priority | Gate::StreamPriority => ("PRIORITY", "The priority is 0.".to_owned()),
        _ => return None,
    };
    let id = store.job(place).id.to_string();
    Some(Issue {
        id: id.into(),
        issue_message: message.into(),
        issue_type: kind.to_owned().into(),
    })
}
