//! When a job or stream will end if nothing changes, the critical path to it, and by when someone
//! must act.

use std::collections::HashSet;

use futures_util::future::join_all;
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::diagnose::{Network, ObjectRef, Outlook};
use crate::error::{Error, Result};
use crate::plan::{Job, Phase, Plan, PlanNode, Provenance, Target};
use crate::tws::oql::{Filter, field};
use crate::tws::{Node, Query, Scope};

/// The forecast of a job or stream.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ForecastReport {
    /// `resync.forecast/v1`.
    #[serde(flatten)]
    pub head: Provenance,
    /// What it is about.
    pub subject: ObjectRef,
    /// Its status in the scheduler's word.
    pub status: String,
    /// Whether it has ended.
    pub over: bool,
    /// When it will end and what decides that.
    pub outlook: Outlook,
}

/// How many steps upstream one request covers.
const DEPTH: u32 = 50;

/// Requests for single objects, where the server cannot give the graph.
const SINGLE: usize = 15;

impl ForecastReport {
    /// The forecast of a job, by its plan id.
    ///
    /// # Errors
    /// When the job cannot be read.
    pub async fn of_job(plan: &Plan, id: &str, now: Timestamp) -> Result<Self> {
        let job = plan.job(id).await?;
        let mut network = Network::default();
        upstream(plan, Node::Job, id, &mut network).await?;
        if let Some(stream) = &job.stream.id
            && !network.streams.contains_key(stream)
            && let Ok(stream) = plan.stream(stream).await
        {
            network.streams.insert(stream.id.clone(), stream);
        }
        let (subject, status, phase) =
            (ObjectRef::job(&job), job.internal.to_string(), job.phase());
        network.jobs.insert(job.id.clone(), job);
        fill(plan, &mut network).await;
        let outlook = network.outlook(Some(id), None, now);
        Self::new(plan, subject, status, phase, outlook, now)
    }

    /// The forecast of a stream, by its plan id.
    ///
    /// # Errors
    /// When the stream cannot be read.
    pub async fn of_stream(plan: &Plan, id: &str, now: Timestamp) -> Result<Self> {
        let stream = plan.stream(id).await?;
        let query = Query::filtered(Filter::is(field::JOB_STREAM_ID, id)?)
            .limit(500)
            .scope(Scope::NoDependencies);
        let members = plan.jobs(&query).await?.items;
        let mut network = Network::default();
        upstream(plan, Node::Stream, id, &mut network).await?;
        let (subject, status, phase) = (
            ObjectRef::stream(&stream),
            stream.internal.to_string(),
            stream.phase(),
        );
        network.streams.insert(stream.id.clone(), stream);
        let open: Vec<Job> = members
            .into_iter()
            .filter(|job| !matches!(job.phase(), Phase::Done | Phase::Cancelled))
            .collect();
        // With too many open jobs to read one by one the stream's own estimate has to do.
        if open.len() <= SINGLE {
            let read = join_all(open.iter().map(|job| plan.job(&job.id))).await;
            for job in read.into_iter().flatten() {
                network.jobs.insert(job.id.clone(), job);
            }
            fill(plan, &mut network).await;
        }
        let outlook = network.of_stream(id, now);
        Self::new(plan, subject, status, phase, outlook, now)
    }

    fn new(
        plan: &Plan,
        subject: ObjectRef,
        status: String,
        phase: Phase,
        outlook: Option<Outlook>,
        now: Timestamp,
    ) -> Result<Self> {
        Ok(Self {
            head: plan.provenance("resync.forecast/v1", now),
            over: matches!(phase, Phase::Done | Phase::Cancelled | Phase::Suppressed),
            outlook: outlook.ok_or_else(|| {
                Error::internal(format!("{} was read and is not there", subject.key))
            })?,
            subject,
            status,
        })
    }
}

/// Reads what lies upstream, where the server gives it in one call.
async fn upstream(plan: &Plan, node: Node, id: &str, network: &mut Network) -> Result<()> {
    for node in plan
        .predecessors(node, id, DEPTH)
        .await?
        .unwrap_or_default()
    {
        match node {
            PlanNode::Job(job) if job.dependencies.is_some() => {
                network.jobs.insert(job.id.clone(), *job);
            }
            PlanNode::Stream(stream) if stream.dependencies.is_some() => {
                network.streams.insert(stream.id.clone(), *stream);
            }
            _ => {}
        }
    }
    Ok(())
}

/// Reads what is still missing of the network one by one, a level at a time, within the budget.
async fn fill(plan: &Plan, network: &mut Network) {
    let mut left = SINGLE;
    let mut tried: HashSet<String> = HashSet::new();
    while left > 0 {
        let missing: Vec<(Node, String)> = missing(network)
            .into_iter()
            .filter(|(_, id)| tried.insert(id.clone()))
            .take(left)
            .collect();
        if missing.is_empty() {
            return;
        }
        left -= missing.len();
        let read = join_all(missing.iter().map(async |(node, id)| match node {
            Node::Job => plan.job(id).await.map(PlanNode::from).ok(),
            Node::Stream => plan.stream(id).await.map(PlanNode::from).ok(),
        }))
        .await;
        for node in read.into_iter().flatten() {
            match node {
                PlanNode::Job(job) => {
                    network.jobs.insert(job.id.clone(), *job);
                }
                PlanNode::Stream(stream) => {
                    network.streams.insert(stream.id.clone(), *stream);
                }
            }
        }
    }
}

/// Open predecessors that the network does not hold.
fn missing(network: &Network) -> Vec<(Node, String)> {
    let of_jobs = network
        .jobs
        .values()
        .filter(|job| matches!(job.phase(), Phase::Waiting | Phase::Ready))
        .flat_map(|job| job.dependencies.iter().flatten());
    let of_streams = network
        .streams
        .values()
        .filter(|stream| matches!(stream.phase(), Phase::Waiting | Phase::Ready))
        .flat_map(|stream| stream.dependencies.iter().flatten());
    let mut found = Vec::new();
    let mut all: Vec<_> = of_jobs.chain(of_streams).collect();
    while let Some(dependency) = all.pop() {
        if !dependency.is_open() {
            continue;
        }
        match &dependency.target {
            Target::Job { id: Some(id), .. } if !network.jobs.contains_key(id) => {
                found.push((Node::Job, id.clone()));
            }
            Target::Stream { id: Some(id), .. } if !network.streams.contains_key(id) => {
                found.push((Node::Stream, id.clone()));
            }
            Target::Join { members, .. } => all.extend(members),
            _ => {}
        }
    }
    found.sort_by(|a, b| a.1.cmp(&b.1));
    found.dedup_by(|a, b| a.1 == b.1);
    found
}
