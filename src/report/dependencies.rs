//! What a job waits for and what waits for it, step by step.

use std::collections::{HashMap, HashSet};

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::diagnose::{ObjectRef, ObjectType};
use crate::error::Result;
use crate::plan::{Dependency, Job, JobStream, Plan, PlanNode, Provenance, Target};
use crate::tws::oql::{Filter, field};
use crate::tws::{Node, Query, Scope};

/// Which way to look.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    /// What it waits for.
    Up,
    /// What waits for it.
    Down,
}

/// The neighbours of a job.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct DependencyReport {
    /// `resync.dependencies/v1`.
    #[serde(flatten)]
    pub head: Provenance,
    /// The job asked about.
    pub subject: ObjectRef,
    /// How many steps were looked at each way.
    pub depth: u32,
    /// What it waits for, nearest first.
    pub up: Vec<DependencyNode>,
    /// What waits for it, nearest first.
    pub down: Vec<DependencyNode>,
    /// Whether something was left out.
    pub truncated: bool,
}

/// An object up or down the graph.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct DependencyNode {
    /// The object.
    pub object: ObjectRef,
    /// Steps from the subject.
    pub distance: u32,
    /// Status, for jobs and streams.
    pub status: Option<String>,
    /// The edges towards the subject.
    pub edges: Vec<DependencyEdge>,
}

/// One edge.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct DependencyEdge {
    /// Key of the object nearer to the subject.
    pub with: String,
    /// Whether the dependency is open.
    pub open: bool,
    /// In words.
    pub words: String,
}

/// Most nodes given each way.
const MOST: usize = 500;

impl DependencyReport {
    /// Gathers the neighbours of a job.
    pub async fn gather(
        plan: &Plan,
        id: &str,
        directions: &[Direction],
        depth: u32,
        now: Timestamp,
    ) -> Result<Self> {
        let subject = plan.job(id).await?;
        let mut report = Self {
            head: plan.provenance("resync.dependencies/v1", now),
            subject: ObjectRef::job(&subject),
            depth,
            up: Vec::new(),
            down: Vec::new(),
            truncated: false,
        };
        if directions.contains(&Direction::Up) {
            let nodes = match plan.predecessors(Node::Job, id, depth).await? {
                Some(nodes) => nodes,
                None => step_up(plan, &subject, depth).await?,
            };
            report.up = upward(&subject, nodes, depth);
        }
        if directions.contains(&Direction::Down) {
            let nodes = match plan.successors(Node::Job, id, depth).await? {
                Some(nodes) => nodes,
                None => step_down(plan, &subject, depth).await?,
            };
            report.down = downward(&subject, nodes, depth);
        }
        for side in [&mut report.up, &mut report.down] {
            report.truncated |= side.len() > MOST;
            side.truncate(MOST);
        }
        Ok(report)
    }
}

/// An id, a reference, a status and the dependencies of a node.
struct Known {
    object: ObjectRef,
    status: String,
    dependencies: Vec<Dependency>,
}

fn known(node: PlanNode) -> (String, Known) {
    match node {
        PlanNode::Job(job) => (job.id.clone(), of_job(&job)),
        PlanNode::Stream(stream) => (stream.id.clone(), of_stream(&stream)),
    }
}

fn of_job(job: &Job) -> Known {
    Known {
        object: ObjectRef::job(job),
        status: job.internal.to_string(),
        dependencies: job.dependencies.clone().unwrap_or_default(),
    }
}

fn of_stream(stream: &JobStream) -> Known {
    Known {
        object: ObjectRef::stream(stream),
        status: stream.internal.to_string(),
        dependencies: stream.dependencies.clone().unwrap_or_default(),
    }
}

/// The ids that a dependency points at; members of a join one by one.
fn targets(dependency: &Dependency) -> Vec<(Option<String>, &Dependency)> {
    match &dependency.target {
        Target::Job { id, .. } | Target::Stream { id, .. } => vec![(id.clone(), dependency)],
        Target::Join { members, .. } => members.iter().flat_map(targets).collect(),
        _ => vec![(None, dependency)],
    }
}

fn edge(with: &ObjectRef, dependency: &Dependency) -> DependencyEdge {
    DependencyEdge {
        with: with.key.clone(),
        open: dependency.is_open(),
        words: dependency.describe(),
    }
}

/// Breadth first from the subject along its own dependencies.
fn upward(subject: &Job, nodes: Vec<PlanNode>, depth: u32) -> Vec<DependencyNode> {
    let by_id: HashMap<String, Known> = nodes.into_iter().map(known).collect();
    let start = of_job(subject);
    let mut out: Vec<DependencyNode> = Vec::new();
    let mut place: HashMap<String, usize> = HashMap::new();
    let mut level: Vec<&Known> = vec![&start];
    for distance in 1..=depth {
        let mut next = Vec::new();
        for node in level {
            for (id, dependency) in node.dependencies.iter().flat_map(targets) {
                let found = id.as_ref().and_then(|id| by_id.get(id));
                let key = id.clone().unwrap_or_else(|| dependency.describe());
                if let Some(at) = place.get(&key) {
                    out[*at].edges.push(edge(&node.object, dependency));
                    continue;
                }
                place.insert(key, out.len());
                out.push(DependencyNode {
                    object: found
                        .map_or_else(|| thing(dependency, id), |known| known.object.clone()),
                    distance,
                    status: found.map(|known| known.status.clone()),
                    edges: vec![edge(&node.object, dependency)],
                });
                next.extend(found);
            }
        }
        level = next;
    }
    out
}

/// Breadth first from the subject along the dependencies that point back at it.
fn downward(subject: &Job, nodes: Vec<PlanNode>, depth: u32) -> Vec<DependencyNode> {
    let by_id: HashMap<String, Known> = nodes.into_iter().map(known).collect();
    let mut out: Vec<DependencyNode> = Vec::new();
    let mut seen: HashSet<String> = HashSet::from([subject.id.clone()]);
    let mut level: Vec<(String, ObjectRef)> = vec![(subject.id.clone(), ObjectRef::job(subject))];
    for distance in 1..=depth {
        let mut next = Vec::new();
        let mut ids: Vec<&String> = by_id.keys().collect();
        ids.sort_by_key(|id| &by_id[*id].object.key);
        for id in ids {
            let node = &by_id[id];
            let edges: Vec<DependencyEdge> = node
                .dependencies
                .iter()
                .flat_map(targets)
                .filter_map(|(target, dependency)| {
                    let (_, near) = level
                        .iter()
                        .find(|(known, _)| Some(known) == target.as_ref())?;
                    Some(edge(near, dependency))
                })
                .collect();
            if edges.is_empty() || !seen.insert(id.clone()) {
                continue;
            }
            next.push((id.clone(), node.object.clone()));
            out.push(DependencyNode {
                object: node.object.clone(),
                distance,
                status: Some(node.status.clone()),
                edges,
            });
        }
        level = next;
    }
    // A server may list successors without their dependencies: then their distance is not known.
    for node in by_id.values().filter(|node| node.dependencies.is_empty()) {
        if node
            .object
            .id
            .as_ref()
            .is_some_and(|id| seen.insert(id.clone()))
        {
            out.push(DependencyNode {
                object: node.object.clone(),
                distance: 1,
                status: Some(node.status.clone()),
                edges: Vec::new(),
            });
        }
    }
    out
}

/// A dependency on something that is neither job nor stream.
fn thing(dependency: &Dependency, id: Option<String>) -> ObjectRef {
    let (kind, name) = match &dependency.target {
        Target::File { name, .. } => (ObjectType::File, name.clone()),
        Target::Resource { name, .. } => (ObjectType::Resource, name.clone()),
        Target::Prompt { name, number, .. } => (
            ObjectType::Prompt,
            number.map_or_else(|| name.clone(), |number| number.to_string()),
        ),
        Target::Internetwork { agent, name, .. } => {
            (ObjectType::Internetwork, format!("{agent}::{name}"))
        }
        Target::Stream { name, .. } => (ObjectType::Stream, name.clone()),
        Target::Job { name, .. } | Target::Join { name, .. } | Target::Other(name) => {
            (ObjectType::Job, name.clone())
        }
    };
    ObjectRef::other(
        kind,
        name.clone(),
        name,
        id.or_else(|| dependency.id.clone()),
    )
}

/// Upstream where the server has no predecessor call: job by job.
async fn step_up(plan: &Plan, subject: &Job, depth: u32) -> Result<Vec<PlanNode>> {
    let mut found: HashMap<String, PlanNode> = HashMap::new();
    let mut level = subject.dependencies.clone().unwrap_or_default();
    for _ in 0..depth {
        let mut wanted: Vec<(bool, String)> = Vec::new();
        for (id, dependency) in level.iter().flat_map(targets) {
            let is_stream = matches!(dependency.target, Target::Stream { .. });
            if let Some(id) = id.filter(|id| !found.contains_key(id)) {
                wanted.push((is_stream, id));
            }
        }
        wanted.sort();
        wanted.dedup();
        wanted.truncate(100);
        let nodes =
            futures_util::future::join_all(wanted.iter().map(|(is_stream, id)| async move {
                if *is_stream {
                    plan.stream(id).await.map(PlanNode::from)
                } else {
                    plan.job(id).await.map(PlanNode::from)
                }
            }))
            .await;
        level = Vec::new();
        for node in nodes.into_iter().flatten() {
            let (id, of) = known(node.clone());
            level.extend(of.dependencies);
            found.insert(id, node);
        }
        if level.is_empty() {
            break;
        }
    }
    Ok(found.into_values().collect())
}

/// Downstream where the server has no successor call: by query, level by level.
async fn step_down(plan: &Plan, subject: &Job, depth: u32) -> Result<Vec<PlanNode>> {
    let mut found: HashMap<String, PlanNode> = HashMap::new();
    let mut ids = vec![subject.id.clone()];
    for _ in 0..depth.min(6) {
        let query = Query::filtered(Filter::one_of(field::DEPENDENCY_JOB_ID, &ids)?)
            .limit(100)
            .scope(Scope::Light);
        let listed = plan.jobs(&query).await?;
        let new: Vec<String> = listed
            .items
            .iter()
            .map(|job| job.id.clone())
            .filter(|id| !found.contains_key(id))
            .collect();
        let full = futures_util::future::join_all(new.iter().map(|id| plan.job(id))).await;
        for job in full.into_iter().flatten() {
            found.insert(job.id.clone(), job.into());
        }
        if new.is_empty() {
            break;
        }
        ids = new;
    }
    Ok(found.into_values().collect())
}
