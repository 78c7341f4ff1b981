//! The walk upstream: from the subject through whatever it waits for, level by level, until only
//! causes are left. Each object is looked at once, so cycles end; each level is fetched at once.

mod expand;

use std::collections::HashMap;

use super::facts::{Facts, Look, Need};
use super::finding::{Fact, Finding, Found, NodeId};
use super::{Link, ObjectRef, Relation};
use crate::plan::Job;
use expand::expand;

/// How far upstream the walk goes, in levels.
const MAX_DEPTH: usize = 64;

/// How many objects of one kind a stream hands on.
const FAN_OUT: usize = 6;

/// An object that was visited.
pub(super) struct Visit {
    /// Which.
    pub node: NodeId,
    /// The one before, with the relation.
    pub from: Option<usize>,
    /// How it relates to the one before.
    pub relation: Relation,
    /// Why it was looked at.
    pub facts: Vec<Fact>,
}

/// What the walk found.
pub(super) struct Walked {
    /// Every object, in the order of the walk; the subject first.
    pub visits: Vec<Visit>,
    /// Causes, with the visit they were found at.
    pub causes: Vec<(usize, Found)>,
    /// Whether a circle of dependencies was met, by the name of one of its members.
    pub cycle: Option<String>,
}

/// Walks from the subject, whose own facts must already be known.
pub(super) async fn walk(facts: &mut Facts, subject: NodeId) -> Walked {
    let mut walked = Walked {
        visits: vec![Visit {
            node: subject.clone(),
            from: None,
            relation: Relation::Subject,
            facts: Vec::new(),
        }],
        causes: Vec::new(),
        cycle: None,
    };
    let mut seen: HashMap<NodeId, usize> = HashMap::from([(subject, 0)]);
    let mut level = vec![0];
    for depth in 0..MAX_DEPTH {
        if level.is_empty() {
            break;
        }
        if depth == MAX_DEPTH - 1 {
            facts.note(format!("stopped after {MAX_DEPTH} steps upstream"));
        }
        let found = look_at(facts, &walked.visits, &level).await;
        let mut next = Vec::new();
        for (at, findings) in found {
            for finding in findings {
                match finding {
                    Finding::Cause(cause) => walked.causes.push((at, *cause)),
                    Finding::Follow {
                        to,
                        relation,
                        facts: why,
                    } => match seen.get(&to) {
                        Some(earlier) => {
                            if is_ancestor(&walked.visits, *earlier, at) {
                                walked.cycle.get_or_insert_with(|| name_of(facts, &to));
                            }
                        }
                        None => {
                            let index = walked.visits.len();
                            seen.insert(to.clone(), index);
                            walked.visits.push(Visit {
                                node: to,
                                from: Some(at),
                                relation,
                                facts: why,
                            });
                            next.push(index);
                        }
                    },
                }
            }
        }
        level = next;
    }
    walked
}

/// Looks at the objects of a level, fetching what they need until they need nothing more.
async fn look_at(
    facts: &mut Facts,
    visits: &[Visit],
    level: &[usize],
) -> Vec<(usize, Vec<Finding>)> {
    // A look several steps ahead saves a request per step; worth it once a chain has shown.
    if level.iter().any(|at| visits[*at].from.is_some()) {
        let ahead = level
            .iter()
            .filter_map(|at| match &visits[*at].node {
                NodeId::Job(id) if Look::new(facts).job(id).is_none() => {
                    Some(Need::Upstream(visits[*at].from.map_or_else(
                        || id.clone(),
                        |from| job_id(&visits[from].node).unwrap_or(id).clone(),
                    )))
                }
                _ => None,
            })
            .take(2)
            .collect();
        facts.fetch(ahead).await;
    }
    let mut results: HashMap<usize, Vec<Finding>> = HashMap::new();
    for _ in 0..8 {
        let mut missing = Vec::new();
        for at in level {
            if results.contains_key(at) {
                continue;
            }
            let look = Look::new(facts);
            let findings = expand(&look, &visits[*at].node, visits[*at].from.is_none());
            let needs = look.into_missing();
            if needs.is_empty() {
                results.insert(*at, findings);
            } else {
                missing.extend(needs);
            }
        }
        if missing.is_empty() {
            break;
        }
        facts.fetch(missing).await;
    }
    let mut ordered: Vec<_> = results.into_iter().collect();
    ordered.sort_by_key(|(at, _)| *at);
    ordered
}

fn job_id(node: &NodeId) -> Option<&String> {
    match node {
        NodeId::Job(id) => Some(id),
        NodeId::Stream(_) => None,
    }
}

fn name_of(facts: &Facts, node: &NodeId) -> String {
    let look = Look::new(facts);
    match node {
        NodeId::Job(id) => look.job(id).map_or_else(|| id.clone(), Job::short),
        NodeId::Stream(id) => look
            .stream(id)
            .map_or_else(|| id.clone(), |stream| stream.name.clone()),
    }
}

fn is_ancestor(visits: &[Visit], ancestor: usize, mut at: usize) -> bool {
    loop {
        if at == ancestor {
            return true;
        }
        match visits[at].from {
            Some(from) => at = from,
            None => return false,
        }
    }
}

/// The chain from the subject to a cause.
pub(super) fn chain(facts: &Facts, walked: &Walked, at: usize, found: &Found) -> Vec<Link> {
    let mut links = Vec::new();
    let mut index = Some(at);
    while let Some(i) = index {
        let visit = &walked.visits[i];
        let (object, status) = describe(facts, &visit.node);
        links.push(Link {
            object,
            relation: visit.relation,
            status,
        });
        index = visit.from;
    }
    links.reverse();
    if let Some((object, relation, status)) = &found.elsewhere {
        links.push(Link {
            object: object.clone(),
            relation: *relation,
            status: status.clone(),
        });
    }
    links
}

/// Names a node and its state.
pub(super) fn describe(facts: &Facts, node: &NodeId) -> (ObjectRef, Option<String>) {
    let look = Look::new(facts);
    match node {
        NodeId::Job(id) => match look.job(id) {
            Some(job) => (ObjectRef::job(job), Some(job.internal.to_string())),
            None => (
                ObjectRef::other(super::ObjectType::Job, id, "", Some(id.clone())),
                None,
            ),
        },
        NodeId::Stream(id) => match look.stream(id) {
            Some(stream) => (ObjectRef::stream(stream), Some(stream.internal.to_string())),
            None => (
                ObjectRef::other(super::ObjectType::Stream, id, "", Some(id.clone())),
                None,
            ),
        },
    }
}
