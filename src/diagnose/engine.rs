//! One diagnosis from beginning to end: read the subject, walk, rank, measure the impact, and
//! number the evidence.

mod ledger;
mod workstation;

use std::collections::HashSet;
use std::sync::Arc;
use std::time::Instant;

use jiff::Timestamp;

use super::facts::Facts;
use super::finding::{Fact, Found, NodeId};
use super::impact::{self, Origin};
use super::next_steps::{self, About};
use super::walk::{self, Walked};
use super::{
    Cause, Changes, Cost, Diagnosis, EvidenceType, Impact, Kind, Link, ObjectRef, ObjectType,
    Outlook, State, changes, confidence, delay,
};
use super::{Dictionary, Group};
use crate::error::{Error, Result};
use crate::plan::{Job, Plan, Workstation};
use crate::tws::escape;
use ledger::Ledger;

/// What is asked about, already found in the plan.
#[derive(Debug, Clone)]
pub enum Subject {
    /// A job.
    Job(Box<Job>),
    /// A stream, by plan id.
    Stream(String),
    /// A workstation.
    Workstation(Box<Workstation>),
}

/// Finds causes in a plan.
#[derive(Clone)]
pub struct Diagnoser {
    plan: Plan,
    site: Arc<Dictionary>,
}

/// How many further causes are reported.
const OTHERS: usize = 8;

impl Diagnoser {
    /// Looks at this plan.
    pub fn new(plan: Plan) -> Self {
        Self::with_site(plan, Arc::default())
    }

    /// Looks at this plan with what the site knows.
    pub fn with_site(plan: Plan, site: Arc<Dictionary>) -> Self {
        Self { plan, site }
    }

    /// The plan it looks at.
    pub fn plan(&self) -> &Plan {
        &self.plan
    }

    /// What the site knows.
    pub fn dictionary(&self) -> &Dictionary {
        &self.site
    }

    /// Finds why the subject is in the state it is in.
    pub async fn diagnose(&self, subject: &Subject, now: Timestamp) -> Result<Diagnosis> {
        let begun = Instant::now();
        let mut facts = Facts::new(self.plan.clone(), self.site.clone(), now);
        let mut diagnosis = match subject {
            Subject::Job(job) => {
                let job = facts.subject_job(&job.id).await?;
                let state = State {
                    status: job.status.clone(),
                    internal: job.internal.to_string(),
                    substatus: job.substatus.as_ref().map(ToString::to_string),
                    since: job.since(),
                };
                self.walked(
                    &mut facts,
                    NodeId::Job(job.id.clone()),
                    ObjectRef::job(&job),
                    state,
                )
                .await
            }
            Subject::Stream(id) => {
                let stream = facts.subject_stream(id).await?;
                let state = State {
                    status: stream.status.clone(),
                    internal: stream.internal.to_string(),
                    substatus: None,
                    since: stream.started,
                };
                self.walked(
                    &mut facts,
                    NodeId::Stream(id.clone()),
                    ObjectRef::stream(&stream),
                    state,
                )
                .await
            }
            Subject::Workstation(workstation) => self.of_workstation(&mut facts, workstation).await,
        };
        diagnosis.notes.append(&mut facts.notes);
        diagnosis.cost = Cost {
            requests: facts.requests,
            elapsed_ms: u64::try_from(begun.elapsed().as_millis()).unwrap_or(u64::MAX),
        };
        diagnosis.head.stale = self.plan.stale().map(|age| age.as_secs());
        Ok(diagnosis)
    }

    /// What a job or stream holds up, and what could not be looked at.
    pub async fn impact_of(
        &self,
        subject: &Subject,
        now: Timestamp,
    ) -> Result<(Impact, Vec<String>)> {
        let mut facts = Facts::new(self.plan.clone(), self.site.clone(), now);
        let origin = match subject {
            Subject::Job(job) => Origin {
                job: Some(facts.subject_job(&job.id).await?),
                stream: job.stream.id.clone(),
            },
            Subject::Stream(id) => Origin {
                job: None,
                stream: Some(id.clone()),
            },
            Subject::Workstation(workstation) => {
                return Err(Error::usage(format!(
                    "{} is a workstation: what waits there are the jobs on it",
                    escape(&workstation.name, 80)
                ))
                .with_hint("list the jobs of that workstation, or diagnose it"));
            }
        };
        let impact = impact::of(&mut facts, &self.plan, &origin).await;
        Ok((impact, facts.notes))
    }

    async fn walked(
        &self,
        facts: &mut Facts,
        node: NodeId,
        subject: ObjectRef,
        state: State,
    ) -> Diagnosis {
        let mut walked = walk::walk(facts, node).await;
        if walked.causes.is_empty() {
            walked
                .causes
                .push((0, nothing_found(facts, &walked, &subject)));
        }
        rank(&mut walked.causes);
        let mut ledger = Ledger::new(facts.now);
        let (at, mut root) = walked.causes[0].clone();
        for aside in walk::asides(&walked, at) {
            root.summary = format!("{}; {aside}", root.summary);
        }
        let chain = walk::chain(facts, &walked, at, &root);
        for fact in walked.way_to(facts, at) {
            ledger.add(fact);
        }
        let root_cause = ledger.cause(&root, &chain);
        let mut other_causes: Vec<Cause> = Vec::new();
        for (at, found) in walked.causes.iter().skip(1) {
            if other_causes.len() == OTHERS {
                break;
            }
            let chain = walk::chain(facts, &walked, *at, found);
            let object = chain.last().map(|link| &link.object);
            let known = std::iter::once(&root_cause)
                .chain(&other_causes)
                .any(|c| c.kind == found.kind && Some(&c.object) == object);
            if !known {
                other_causes.push(ledger.cause(found, &chain));
            }
        }
        let node = walked.visits.keys()[0].clone();
        let mut outlook = outlook(facts, &node, &root_cause);
        if let Some(outlook) = &mut outlook {
            let matters = outlook.deadline.is_some() || is_late(facts, &node);
            let why = delay::explain(facts, &node, outlook, matters).await;
            for (delay, fact) in outlook.delays.iter_mut().zip(why) {
                delay.evidence.push(ledger.add(fact));
            }
        }
        let (impact, job) = self.impact(facts, &chain, root_cause.kind).await;
        let changes = self.changes(facts, job.as_ref(), root_cause.kind).await;
        if let Some(fact) = changes.as_ref().and_then(changes_fact) {
            ledger.add(fact);
        }
        let workstation = (root_cause.object.kind == ObjectType::Workstation)
            .then(|| {
                super::facts::Look::new(facts)
                    .workstation(&root_cause.object.key)
                    .cloned()
            })
            .flatten();
        let next_steps = next_steps::of(
            &root_cause,
            &About {
                job: job.as_ref(),
                workstation: workstation.as_ref(),
            },
        );
        Diagnosis {
            head: self.plan.provenance("resync.diagnosis/v1", facts.now),
            subject,
            state,
            root_cause,
            chain,
            other_causes,
            impact,
            next_steps,
            evidence: ledger.evidence,
            outlook,
            changes,
            notes: Vec::new(),
            cost: Cost::default(),
        }
    }

    /// The impact of a cause, and the job it lies in.
    async fn impact(&self, facts: &mut Facts, chain: &[Link], kind: Kind) -> (Impact, Option<Job>) {
        // The last job or stream of the chain is what does not go on.
        let held = chain
            .iter()
            .rev()
            .find(|link| matches!(link.object.kind, ObjectType::Job | ObjectType::Stream));
        let Some((id, of)) =
            held.and_then(|link| Some((link.object.id.clone()?, link.object.kind)))
        else {
            return (Impact::default(), None);
        };
        let job = super::facts::Look::new(facts).job(&id).cloned();
        if matches!(kind, Kind::Completed | Kind::Unknown) {
            return (Impact::default(), job);
        }
        let origin = match (&job, of) {
            (Some(job), _) => Origin {
                job: Some(job.clone()),
                stream: job.stream.id.clone(),
            },
            (None, ObjectType::Stream) => Origin {
                job: None,
                stream: Some(id),
            },
            (None, _) => return (Impact::default(), None),
        };
        (impact::of(facts, &self.plan, &origin).await, job)
    }

    /// What differs from the last good run, where a run failed or is slow and the budget allows.
    async fn changes(&self, facts: &mut Facts, job: Option<&Job>, kind: Kind) -> Option<Changes> {
        let job = job.filter(|_| {
            kind == Kind::RunningLongerThanUsual
                || matches!(kind.group(), Group::Failed | Group::CouldNotStart)
        })?;
        if !facts.room_for(3) {
            return None;
        }
        let (changes, requests) = changes::of(&self.plan, job, facts.now).await;
        facts.requests += requests;
        changes.unwrap_or_else(|error| {
            facts.note(format!("could not look for an earlier good run: {error}"));
            None
        })
    }

    /// What differs between the newest run of a job and the last good one in the plan.
    ///
    /// # Errors
    /// When the plan cannot be read.
    pub async fn compare(&self, job: &Job, now: Timestamp) -> Result<Option<Changes>> {
        changes::of(&self.plan, job, now).await.0
    }

    /// What a job or stream that does not go on holds up, with the plan ids of the jobs among it,
    /// in so many requests at most; nothing for a workstation.
    pub async fn held_up(
        &self,
        subject: &Subject,
        requests: u64,
        now: Timestamp,
    ) -> (Impact, HashSet<String>) {
        let mut facts = Facts::new(self.plan.clone(), self.site.clone(), now).within(requests);
        let origin = match subject {
            Subject::Job(job) => Origin {
                job: Some(job.as_ref().clone()),
                stream: job.stream.id.clone(),
            },
            Subject::Stream(id) => Origin {
                job: None,
                stream: Some(id.clone()),
            },
            Subject::Workstation(_) => return (Impact::default(), HashSet::new()),
        };
        let held = impact::held(&mut facts, &self.plan, &origin).await;
        let ids = held.job_ids();
        (held.into_impact(now, &origin), ids)
    }
}

/// Brings causes into order: the first is the one to act on.
pub(super) fn rank(causes: &mut [(usize, Found)]) {
    causes.sort_by_key(|(at, found)| {
        (
            found.secondary,
            found.rank(),
            found.since.unwrap_or(i64::MAX),
            std::cmp::Reverse(confidence::of(&found.signs)),
            *at,
        )
    });
}

/// Nothing upstream is to blame: say so instead of guessing.
pub(super) fn nothing_found(facts: &Facts, walked: &Walked, subject: &ObjectRef) -> Found {
    let text = if walked.unfinished {
        format!(
            "what {} waits for lies further up than was looked at",
            subject.name
        )
    } else if walked.visits.len() > 1 {
        format!(
            "everything {} waits for has ended meanwhile; the scheduler has not released it yet",
            subject.name
        )
    } else {
        format!(
            "nothing in the plan says why {} is in this state",
            subject.name
        )
    };
    let facts = (0..walked.visits.len())
        .flat_map(|at| walked.step_to(facts, at))
        .take(6)
        .collect();
    Found::here(Kind::Unknown, text, vec![confidence::Sign::Absence], facts)
}

/// Whether the subject is a job that is late by now.
fn is_late(facts: &Facts, subject: &NodeId) -> bool {
    match subject {
        NodeId::Job(id) => super::facts::Look::new(facts)
            .job(id)
            .is_some_and(|job| job.is_late(facts.now)),
        NodeId::Stream(_) => false,
    }
}

/// When the subject will end, from what the walk has read; none when it is over.
fn outlook(facts: &Facts, subject: &NodeId, root: &Cause) -> Option<Outlook> {
    let network = facts.network();
    let mut outlook = match subject {
        NodeId::Job(id) => network.outlook(Some(id), None, facts.now),
        NodeId::Stream(id) => network.outlook(None, Some(id), facts.now),
    }?;
    // A run that is over has an end and no future.
    let over = outlook
        .path
        .last()
        .is_some_and(|step| step.finish.is_some_and(|at| at <= facts.now));
    if over {
        return None;
    }
    if outlook.blocked_by.is_some() {
        // The walk went further than the estimates can: what it found is what has to be seen to.
        if root.as_expected || matches!(root.kind.group(), Group::Runs | Group::WaitsOnWork) {
            return None;
        }
        if outlook.blocked_by.as_ref() != Some(&root.object) {
            // How long that takes to mend and rerun is not in the estimates of this path.
            outlook = Outlook {
                blocked_by: Some(root.object.clone()),
                blocked_why: None,
                if_mended_now: None,
                slack: None,
                act_by: None,
                ..outlook
            };
        }
    }
    Some(outlook)
}

fn changes_fact(changes: &Changes) -> Option<Fact> {
    let words = changes.words()?;
    let lines: Vec<&str> = changes
        .new_lines
        .iter()
        .map(|line| line.text.as_str())
        .collect();
    let at = changes
        .good
        .ended
        .or(changes.good.started)
        .map_or_else(String::new, |at| format!(" at {at}"));
    Some(Fact {
        kind: EvidenceType::History,
        title: format!("against the last good run{at}: {words}"),
        source: "comparison of the two runs and their logs".to_owned(),
        excerpt: (!lines.is_empty()).then(|| lines.join("\n")),
        data: serde_json::to_value(changes).unwrap_or_default(),
    })
}
