//! The walk upstream: from the subject through whatever it waits for, level by level, until only
//! causes are left. Each object is looked at once, so cycles end; each level is fetched at once.

use std::collections::HashMap;

use super::confidence::Sign;
use super::facts::{Facts, Look, Need};
use super::finding::{Fact, Finding, Found, NodeId};
use super::{Kind, Link, ObjectRef, Relation};
use super::{failure, gate, running};
use crate::plan::{Job, JobStream, Phase, StreamStatus};

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

/// What one object yields.
fn expand(look: &Look<'_>, node: &NodeId, is_subject: bool) -> Vec<Finding> {
    match node {
        NodeId::Job(id) => match look.job(id) {
            Some(job) => expand_job(look, job, is_subject),
            None => unreadable(look, &Need::Job(id.clone()), id),
        },
        NodeId::Stream(id) => match look.stream(id) {
            Some(stream) => expand_stream(look, stream, is_subject),
            None => unreadable(look, &Need::Stream(id.clone()), id),
        },
    }
}

/// The object could not be read: say so, and do not guess.
fn unreadable(look: &Look<'_>, need: &Need, id: &str) -> Vec<Finding> {
    let why = look.failure(need).unwrap_or("not read");
    let text = format!("a predecessor could not be read: {why}");
    let object = ObjectRef::other(super::ObjectType::Job, id, "", Some(id.to_owned()));
    let found = Found::here(
        Kind::PredecessorNotStarted,
        text,
        vec![Sign::Absence],
        Vec::new(),
    );
    vec![found.on(object, Relation::WaitsFor, None).found()]
}

fn expand_job(look: &Look<'_>, job: &Job, is_subject: bool) -> Vec<Finding> {
    let here = |kind, text: String| {
        vec![
            Found::here(kind, text, vec![Sign::Stated], vec![gate::job_fact(job)])
                .since(job.since())
                .found(),
        ]
    };
    match job.phase() {
        Phase::Failed => failure::findings(look, job, is_subject),
        Phase::Running => running::findings(look, job, is_subject),
        Phase::Waiting | Phase::Ready => {
            let found = gate::job(look, job);
            if !found.is_empty() {
                return found;
            }
            let text = format!(
                "{} has not started, and nothing in the plan says why",
                job.name
            );
            let kind = if is_subject {
                Kind::Unknown
            } else {
                Kind::PredecessorNotStarted
            };
            vec![Found::here(kind, text, vec![Sign::Absence], vec![gate::job_fact(job)]).found()]
        }
        Phase::AwaitsConfirmation => here(
            Kind::ConfirmationRequired,
            format!(
                "{} has ended and waits for someone to confirm the result",
                job.name
            ),
        ),
        Phase::Cancelled => here(
            Kind::Cancelled,
            format!("{} was cancelled, so it will not run", job.name),
        ),
        Phase::Suppressed => suppressed(look, job),
        Phase::Undecided => here(
            Kind::InternetworkUndecided,
            format!(
                "the state of {} is kept by another scheduler and is not known here ({})",
                job.name, job.internal
            ),
        ),
        Phase::Done if job.no_operation => here(
            Kind::NoOperation,
            format!(
                "{} is marked as no operation: it counts as done without having been executed",
                job.name
            ),
        ),
        // Reached through an open dependency, it has ended meanwhile: nothing is to blame there.
        Phase::Done if is_subject => completed(job),
        Phase::Done => Vec::new(),
        Phase::Unknown => here(
            Kind::Unknown,
            format!(
                "the status of {} ({} {}) is not known to this version",
                job.name, job.status, job.internal
            ),
        ),
    }
}

fn suppressed(look: &Look<'_>, job: &Job) -> Vec<Finding> {
    let until = job
        .times
        .latest_start
        .filter(|until| job.until_gone || *until < look.now());
    let why = match until {
        Some(until) => format!("its latest start time {until} passed before it could start"),
        None => "a condition it depends on was not met".to_owned(),
    };
    let mut facts = vec![gate::job_fact(job)];
    for dependency in job
        .dependencies
        .iter()
        .flatten()
        .filter(|d| d.conditional && d.is_open())
    {
        if let crate::plan::Target::Job { id: Some(id), .. } = &dependency.target
            && let Some(predecessor) = look.job(id)
        {
            facts.push(gate::job_fact(predecessor));
        }
    }
    let found = Found::here(
        Kind::Suppressed,
        format!("{} was suppressed: {why}", job.name),
        vec![Sign::Stated],
        facts,
    );
    vec![found.found()]
}

fn completed(job: &Job) -> Vec<Finding> {
    let failed = job.runs.iter().filter(|run| run.failed()).count();
    let text = match (failed, job.last_run().and_then(|run| run.ended)) {
        (0, Some(at)) => format!("{} completed at {at}; nothing is wrong with it", job.name),
        (0, None) => format!("{} has completed; nothing is wrong with it", job.name),
        (1, _) => format!(
            "{} failed once, was rerun and has completed since; nothing is wrong with it now",
            job.name
        ),
        (n, _) => format!(
            "{} failed {n} times, was rerun and has completed since; nothing is wrong with it now",
            job.name
        ),
    };
    vec![
        Found::here(
            Kind::Completed,
            text,
            vec![Sign::Stated],
            vec![gate::job_fact(job)],
        )
        .found(),
    ]
}

fn expand_stream(look: &Look<'_>, stream: &JobStream, is_subject: bool) -> Vec<Finding> {
    let here = |kind, text: String| {
        vec![
            Found::here(
                kind,
                text,
                vec![Sign::Stated],
                vec![gate::stream_fact(stream)],
            )
            .found(),
        ]
    };
    match stream.phase() {
        Phase::Failed | Phase::Running => inside(look, stream, is_subject),
        Phase::Waiting | Phase::Ready => {
            let mut found = gate::stream(look, stream);
            if found.is_empty() {
                found = inside(look, stream, is_subject);
            }
            found
        }
        Phase::Cancelled => here(
            Kind::Cancelled,
            format!("the job stream {} was cancelled", stream.name),
        ),
        Phase::Suppressed => here(
            Kind::Suppressed,
            format!("the job stream {} was suppressed", stream.name),
        ),
        Phase::Undecided => here(
            Kind::InternetworkUndecided,
            format!(
                "the state of the job stream {} is not known here ({})",
                stream.name, stream.internal
            ),
        ),
        Phase::AwaitsConfirmation => inside(look, stream, is_subject),
        Phase::Done if is_subject => here(
            Kind::Completed,
            format!("the job stream {} has completed", stream.name),
        ),
        Phase::Done => Vec::new(),
        Phase::Unknown => here(
            Kind::Unknown,
            format!(
                "the status of the job stream {} ({}) is not known to this version",
                stream.name, stream.internal
            ),
        ),
    }
}

/// What keeps a stream that began from ending: its failed jobs, else those that wait for a person,
/// else those that run, else the first that could start.
fn inside(look: &Look<'_>, stream: &JobStream, is_subject: bool) -> Vec<Finding> {
    let held = (stream.priority == Some(0)).then(|| {
        Found::here(
            Kind::StreamHeld,
            format!("the job stream {} is held: its priority is 0", stream.name),
            vec![Sign::Stated],
            vec![gate::stream_fact(stream)],
        )
        .found()
    });
    let Some(jobs) = look.stream_jobs(&stream.id) else {
        return held.into_iter().collect();
    };
    let of = |wanted: &[Phase]| {
        jobs.iter()
            .filter(|job| wanted.contains(&job.phase()))
            .take(FAN_OUT)
            .collect::<Vec<_>>()
    };
    let mut chosen = of(&[Phase::Failed, Phase::AwaitsConfirmation, Phase::Undecided]);
    let mut overdue: Vec<&Job> = jobs
        .iter()
        .filter(|job| running::overdue(look, job).is_some())
        .take(FAN_OUT)
        .collect();
    chosen.append(&mut overdue);
    if chosen.is_empty() && held.is_none() {
        chosen = of(&[Phase::Running]);
        // One running job stands for all: they are alike to whoever waits for the stream.
        chosen.truncate(if is_subject { 2 } else { 1 });
    }
    if chosen.is_empty() && held.is_none() {
        chosen = of(&[Phase::Ready]);
    }
    if chosen.is_empty() && held.is_none() {
        let mut waiting = of(&[Phase::Waiting, Phase::Suppressed]);
        waiting.sort_by_key(|job| job.unresolved.unwrap_or(i64::MAX));
        waiting.truncate(3);
        chosen = waiting;
    }
    let mut findings: Vec<Finding> = held.into_iter().collect();
    findings.extend(chosen.into_iter().map(|job| Finding::Follow {
        to: NodeId::Job(job.id.clone()),
        relation: Relation::Contains,
        facts: vec![gate::stream_fact(stream)],
    }));
    if findings.is_empty() && is_subject {
        let text = match stream.internal {
            StreamStatus::Exec => format!(
                "the job stream {} is running and none of its jobs is in trouble",
                stream.name
            ),
            _ => format!(
                "nothing in the plan says what keeps the job stream {}",
                stream.name
            ),
        };
        let kind = if stream.phase() == Phase::Running {
            Kind::RunningNormally
        } else {
            Kind::Unknown
        };
        findings.push(
            Found::here(
                kind,
                text,
                vec![Sign::Absence],
                vec![gate::stream_fact(stream)],
            )
            .found(),
        );
    }
    findings
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
