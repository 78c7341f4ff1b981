//! When a job or stream will end if nothing changes, the critical path to it, and by when someone
//! must act.

use std::collections::HashSet;

use futures_util::future::join_all;
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::diagnose::{Network, ObjectRef, Outlook};
use crate::error::{Error, Result};
use crate::plan::{Job, Phase, Plan, PlanNode, Provenance};
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
            && !network.has_stream(stream)
            && let Ok(stream) = plan.stream(stream).await
        {
            network.insert_stream(stream);
        }
        let (subject, status, phase) =
            (ObjectRef::job(&job), job.internal.to_string(), job.phase());
        network.insert_job(job);
        fill(plan, &mut network).await;
        let mut outlook = network.outlook(Some(id), None, now);
        if let Some(outlook) = &mut outlook {
            network.explain_delay(outlook, Some(id), None, now);
        }
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
        network.insert_stream(stream);
        let open: Vec<Job> = members
            .into_iter()
            .filter(|job| !matches!(job.phase(), Phase::Done | Phase::Cancelled))
            .collect();
        // With too many open jobs to read one by one the stream's own estimate has to do.
        if open.len() <= SINGLE {
            let read = join_all(open.iter().map(|job| plan.job(&job.id))).await;
            for job in read.into_iter().flatten() {
                network.insert_job(job);
            }
            fill(plan, &mut network).await;
        }
        let mut outlook = network.of_stream(id, now);
        if let Some(outlook) = &mut outlook {
            network.explain_delay(outlook, None, Some(id), now);
        }
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
                network.insert_job(*job);
            }
            PlanNode::Stream(stream) if stream.dependencies.is_some() => {
                network.insert_stream(*stream);
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
        let (jobs, streams) = network.missing();
        let jobs = jobs.into_iter().map(|id| (Node::Job, id));
        let streams = streams.into_iter().map(|id| (Node::Stream, id));
        let missing: Vec<(Node, String)> = jobs
            .chain(streams)
            .map(|(node, id)| (node, id.to_owned()))
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
                    network.insert_job(*job);
                }
                PlanNode::Stream(stream) => {
                    network.insert_stream(*stream);
                }
            }
        }
    }
}
