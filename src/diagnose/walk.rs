//! The walk upstream: from the subject through whatever it waits for, level by level, until only
//! causes are left. Each object is looked at once, so cycles end; each level is fetched at once.

mod expand;
mod settle;
#[cfg(test)]
mod tests;

use indexmap::map::Entry;

use super::facts::{Facts, Look, Need, Numbered};
use super::finding::{Choice, Fact, Finding, Found, NodeId};
use super::{Link, ObjectRef, Relation};
use crate::plan::Job;
use expand::expand;
use settle::settle;

/// How far upstream the walk goes, in levels.
const MAX_DEPTH: usize = 64;

/// How many objects of one kind a stream hands on.
const FAN_OUT: usize = 6;

/// The objects that were visited, in the order of the walk; the subject first.
pub(super) type Visits = Numbered<NodeId, Visit>;

/// What is known of an object that was visited.
pub(super) struct Visit {
    /// The one before, with the relation.
    pub from: Option<usize>,
    /// How it relates to the one before.
    pub relation: Relation,
    /// What is to be said of the join that leads here.
    pub aside: Option<String>,
    /// What the look at it yielded; none while it was not looked at.
    ways: Option<Vec<Way>>,
}

impl Visit {
    fn new(from: Option<usize>, relation: Relation) -> Self {
        Self {
            from,
            relation,
            aside: None,
            ways: None,
        }
    }
}

/// Where it goes on from an object.
enum Way {
    /// Nowhere: a cause.
    Cause(Box<Found>),
    /// To another object.
    To { at: usize, relation: Relation },
    /// To some of several.
    Any {
        label: String,
        needed: usize,
        members: Vec<(String, Vec<Way>)>,
    },
}

/// What the walk found.
pub(super) struct Walked {
    /// Every object.
    pub visits: Visits,
    /// Causes, with the visit they were found at.
    pub causes: Vec<(usize, Found)>,
    /// Whether something on the way was not looked at.
    pub unfinished: bool,
}

/// The objects met so far.
struct Met {
    visits: Visits,
    next: Vec<usize>,
}

impl Met {
    fn way(&mut self, from: usize, finding: Finding) -> Way {
        match finding {
            Finding::Cause(found) => Way::Cause(found),
            Finding::Follow { to, relation, .. } => Way::To {
                at: self.at(from, to, relation),
                relation,
            },
            Finding::Any(Choice {
                label,
                needed,
                members,
            }) => Way::Any {
                label,
                needed,
                members: members
                    .into_iter()
                    .map(|member| (member.label, self.ways(from, member.findings)))
                    .collect(),
            },
        }
    }

    fn ways(&mut self, from: usize, findings: Vec<Finding>) -> Vec<Way> {
        findings
            .into_iter()
            .map(|finding| self.way(from, finding))
            .collect()
    }

    /// The place of an object, which is to be looked at if it is new.
    fn at(&mut self, from: usize, node: NodeId, relation: Relation) -> usize {
        match self.visits.entry(node) {
            Entry::Occupied(met) => met.index(),
            Entry::Vacant(new) => {
                let at = new.index();
                new.insert(Visit::new(Some(from), relation));
                self.next.push(at);
                at
            }
        }
    }
}

/// Walks from the subject, whose own facts must already be known.
pub(super) async fn walk(facts: &mut Facts, subject: NodeId) -> Walked {
    let mut met = Met {
        visits: Visits::from_iter([(subject, Visit::new(None, Relation::Subject))]),
        next: vec![0],
    };
    for depth in 0..MAX_DEPTH {
        let level = std::mem::take(&mut met.next);
        if level.is_empty() {
            break;
        }
        if depth == MAX_DEPTH - 1 {
            facts.note(format!("stopped after {MAX_DEPTH} steps upstream"));
        }
        for (at, findings) in look_at(facts, &met.visits, &level).await {
            met.visits[at].ways = Some(met.ways(at, findings));
        }
    }
    settle(facts, met.visits)
}

/// Looks at the objects of a level, fetching what they need until they need nothing more.
async fn look_at(
    facts: &mut Facts,
    visits: &Visits,
    level: &[usize],
) -> Vec<(usize, Vec<Finding>)> {
    // A look several steps ahead saves a request per step; worth it once a chain has shown.
    if level.iter().any(|at| visits[*at].from.is_some()) {
        let ahead = level
            .iter()
            .filter_map(|at| match &visits.keys()[*at] {
                NodeId::Job(id) if Look::new(facts).job(id).is_none() => {
                    Some(Need::Upstream(visits[*at].from.map_or_else(
                        || id.clone(),
                        |from| job_id(&visits.keys()[from]).unwrap_or(id).clone(),
                    )))
                }
                _ => None,
            })
            .take(2)
            .collect();
        facts.fetch(ahead).await;
    }
    let mut results: Vec<Option<Vec<Finding>>> = level.iter().map(|_| None).collect();
    for _ in 0..8 {
        let mut missing = Vec::new();
        for (at, result) in level.iter().zip(&mut results) {
            if result.is_some() {
                continue;
            }
            let look = Look::new(facts).silent();
            let findings = expand(&look, &visits.keys()[*at], visits[*at].from.is_none());
            let needs = look.into_missing();
            if needs.is_empty() {
                *result = Some(findings);
            } else {
                missing.extend(needs);
            }
        }
        if missing.is_empty() {
            break;
        }
        facts.fetch(missing).await;
    }
    let looked_at = level.iter().zip(results);
    looked_at
        .filter_map(|(at, result)| Some((*at, result?)))
        .collect()
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

/// The chain from the subject to a cause.
pub(super) fn chain(facts: &Facts, walked: &Walked, at: usize, found: &Found) -> Vec<Link> {
    let mut links = Vec::new();
    let mut index = Some(at);
    while let Some(i) = index {
        let visit = &walked.visits[i];
        let (object, status) = describe(facts, &walked.visits.keys()[i]);
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

/// Why the walk went from an object to the next, in the words that were left out on the way.
fn step(facts: &Facts, visits: &Visits, from: usize, to: usize) -> Vec<Fact> {
    let nodes = visits.keys();
    let is_subject = visits[from].from.is_none();
    let mut findings = expand(&Look::new(facts), &nodes[from], is_subject);
    // One object may wait for another in more than one way; in a circle the way was not noted.
    let noted = (&nodes[to], visits[to].relation);
    take_step(&mut findings, &|to, relation| (to, relation) == noted)
        .or_else(|| take_step(&mut findings, &|to, _| to == noted.0))
        .unwrap_or_default()
}

fn take_step(
    findings: &mut [Finding],
    wanted: &impl Fn(&NodeId, Relation) -> bool,
) -> Option<Vec<Fact>> {
    findings.iter_mut().find_map(|finding| match finding {
        Finding::Cause(_) => None,
        Finding::Follow {
            to,
            relation,
            facts,
        } => wanted(to, *relation).then(|| std::mem::take(facts)),
        Finding::Any(choice) => choice
            .members
            .iter_mut()
            .find_map(|member| take_step(&mut member.findings, wanted)),
    })
}

impl Walked {
    /// The facts of the step that leads to a visit.
    pub fn step_to(&self, facts: &Facts, at: usize) -> Vec<Fact> {
        match self.visits[at].from {
            Some(from) => step(facts, &self.visits, from, at),
            None => Vec::new(),
        }
    }

    /// The facts on the way from the subject to a visit.
    pub fn way_to(&self, facts: &Facts, at: usize) -> Vec<Fact> {
        let mut steps: Vec<usize> =
            std::iter::successors(Some(at), |at| self.visits[*at].from).collect();
        steps.reverse();
        steps
            .into_iter()
            .flat_map(|at| self.step_to(facts, at))
            .collect()
    }
}

/// What is to be said of the joins between the subject and a visit.
pub(super) fn asides(walked: &Walked, at: usize) -> Vec<&str> {
    let mut said = Vec::new();
    let mut index = Some(at);
    while let Some(i) = index {
        said.extend(walked.visits[i].aside.as_deref());
        index = walked.visits[i].from;
    }
    said.reverse();
    said
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
