//! The client: one short method per endpoint of the contract.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use serde::de::DeserializeOwned;

use super::address::segment;
use super::body;
use super::call::Call;
use super::list::{
    JOB_DEFINITIONS, JOBS, PROMPTS, RESOURCES, STREAM_DEFINITIONS, STREAMS, WORKSTATIONS,
};
use super::oql::Filter;
use super::query::{Group, Query};
use super::reading::Shared;
use super::traffic::Tally;
use super::wire;
use crate::cache::{Kind, Statistics};
use crate::config::Engine;
use crate::error::Result;

/// A client of one scheduler. Cloning is cheap and shares connections, cache, counters and the
/// mark of stale answers.
#[derive(Clone)]
pub struct Client {
    pub(super) shared: Arc<Shared>,
    pub(super) fresh: bool,
    /// Age in milliseconds of the oldest stale answer served, plus one; 0 for none.
    pub(super) stale: Arc<AtomicU64>,
}

/// A job or a stream, in the paths of the contract.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Node {
    /// `/plan/job`
    Job,
    /// `/plan/jobstream`
    Stream,
}

impl Client {
    /// Sets up a client; sends nothing. Fails with a configuration error.
    pub fn new(engine: &Engine) -> Result<Self> {
        Self::set_up(engine, None)
    }

    /// The same, with host names looked up by `names` instead of the system.
    pub fn with_names(engine: &Engine, names: Arc<dyn reqwest::dns::Resolve>) -> Result<Self> {
        Self::set_up(engine, Some(names))
    }

    fn set_up(engine: &Engine, names: Option<Arc<dyn reqwest::dns::Resolve>>) -> Result<Self> {
        Ok(Self {
            shared: Arc::new(Shared::new(engine, names)?),
            fresh: false,
            stale: Arc::default(),
        })
    }

    /// The same client, whose reads bypass the cache (and refill it): never stale.
    #[must_use]
    pub fn fresh(&self) -> Self {
        Self {
            fresh: true,
            ..self.handle()
        }
    }

    /// The same client with a mark of stale answers of its own, for one question.
    #[must_use]
    pub fn handle(&self) -> Self {
        Self {
            shared: Arc::clone(&self.shared),
            fresh: self.fresh,
            stale: Arc::default(),
        }
    }

    /// `https://mdm:31116`, for errors and reports.
    pub fn target(&self) -> &str {
        self.shared.transport.target()
    }

    /// HTTP requests sent so far, every try counted, by all clients that share this one's
    /// connections.
    pub fn requests(&self) -> u64 {
        self.shared.transport.requests()
    }

    /// The age of the oldest stale answer that was served through this handle or its clones.
    pub fn stale(&self) -> Option<Duration> {
        self.stale
            .load(Ordering::Relaxed)
            .checked_sub(1)
            .map(Duration::from_millis)
    }

    /// What the cache did and holds.
    pub fn cache_statistics(&self) -> Statistics {
        self.shared.cache.statistics()
    }

    /// Requests by endpoint and outcome (a status, `unreachable` or `timeout`).
    pub fn traffic(&self) -> BTreeMap<(String, String), Tally> {
        self.shared.transport.traffic.tallies()
    }

    /// How often a request was tried again.
    pub fn retries(&self) -> u64 {
        self.shared.transport.traffic.retries()
    }

    /// Whether the scheduler failed so often in a row that it is not asked for a while.
    pub fn is_broken(&self) -> bool {
        self.shared.transport.is_broken()
    }

    /// `GET /engine/info`
    pub async fn engine_info(&self) -> Result<wire::EngineInfo> {
        let call = Call::read("read the engine's version from", "/engine/info");
        let info: wire::EngineInfo = self.object(call, Kind::Engine).await?;
        if info == wire::EngineInfo::default() {
            return Err(self.hollow("read the engine's version from"));
        }
        Ok(info)
    }

    /// `GET /plan/job`
    pub async fn jobs(&self, q: &Query) -> Result<wire::Page<wire::JobInPlan>> {
        self.jobs_as(q).await
    }

    /// `GET /plan/job`, each job decoded into `T` at once.
    pub async fn jobs_as<T>(&self, q: &Query) -> Result<wire::Page<T>>
    where
        T: DeserializeOwned + Send + 'static,
    {
        self.list(&JOBS, q).await
    }

    /// `GET /plan/jobstream`
    pub async fn streams(&self, q: &Query) -> Result<wire::Page<wire::JobStreamInPlan>> {
        self.list(&STREAMS, q).await
    }

    /// `GET /plan/workstation`
    pub async fn workstations(&self, q: &Query) -> Result<wire::Page<wire::WorkstationInPlan>> {
        self.list(&WORKSTATIONS, q).await
    }

    /// `GET /plan/resource`
    pub async fn resources(&self, q: &Query) -> Result<wire::Page<wire::ResourceInPlan>> {
        self.list(&RESOURCES, q).await
    }

    /// `GET /plan/prompt`; none where the server has no such path.
    pub async fn prompts(&self, q: &Query) -> Result<Option<wire::Page<wire::PromptInPlan>>> {
        let call = PROMPTS.call(q)?;
        let what = call.what.clone();
        let Some(body) = self.optional(call, PROMPTS.kind, "prompts").await? else {
            return Ok(None);
        };
        body::page(body, &what, &self.shared.transport)
            .await
            .map(Some)
    }

    /// `GET /model/jobdefinition`
    pub async fn job_definitions(&self, q: &Query) -> Result<wire::Page<wire::ModelObject>> {
        self.list(&JOB_DEFINITIONS, q).await
    }

    /// `GET /model/jobstream`
    pub async fn stream_definitions(&self, q: &Query) -> Result<wire::Page<wire::ModelObject>> {
        self.list(&STREAM_DEFINITIONS, q).await
    }

    /// `GET /plan/job/{id}`, with dependencies.
    pub async fn job(&self, id: &str) -> Result<wire::JobInPlan> {
        let job: wire::JobInPlan = self.one("job", "/plan/job/", id, Kind::Plan).await?;
        self.real(job, |job| job.id.is_none(), "job")
    }

    /// `GET /plan/jobstream/{id}`, with dependencies.
    pub async fn stream(&self, id: &str) -> Result<wire::JobStreamInPlan> {
        let stream: wire::JobStreamInPlan = self
            .one("job stream", "/plan/jobstream/", id, Kind::Plan)
            .await?;
        self.real(stream, |stream| stream.id.is_none(), "job stream")
    }

    /// `GET /plan/workstation/{id}`
    pub async fn workstation(&self, id: &str) -> Result<wire::WorkstationInPlan> {
        let kind = Kind::Workstations;
        let workstation: wire::WorkstationInPlan = self
            .one("workstation", "/plan/workstation/", id, kind)
            .await?;
        self.real(
            workstation,
            |workstation| workstation.id.is_none(),
            "workstation",
        )
    }

    /// `GET /plan/resource/{id}`, with holders.
    pub async fn resource(&self, id: &str) -> Result<wire::ResourceInPlan> {
        let resource: wire::ResourceInPlan = self
            .one("resource", "/plan/resource/", id, Kind::Plan)
            .await?;
        self.real(resource, |resource| resource.id.is_none(), "resource")
    }

    /// `GET /plan/job/count`; `plan_filter` is the scheduler's selection syntax, `/@/@#/@/@.@`
    /// for all.
    pub async fn count_jobs(
        &self,
        plan_filter: &str,
        groups: &[Group],
    ) -> Result<wire::GroupedCount> {
        let call = count("jobs", "/plan/job/count", plan_filter, groups);
        let what = call.what.clone();
        let count: wire::GroupedCount = self.object(call, Kind::Plan).await?;
        self.counted(count, &what)
    }

    /// `GET /plan/jobstream/count`; none where the server has no such path.
    pub async fn count_streams(
        &self,
        plan_filter: &str,
        groups: &[Group],
    ) -> Result<Option<wire::GroupedCount>> {
        let call = count("job streams", "/plan/jobstream/count", plan_filter, groups);
        let what = call.what.clone();
        let Some(body) = self.optional(call, Kind::Plan, "jobstream/count").await? else {
            return Ok(None);
        };
        let count = body::object(body, &what, &self.shared.transport).await?;
        self.counted(count, &what).map(Some)
    }

    /// `GET /plan/…/{id}/predecessors`; none where the server has no such path. The object is
    /// taken to exist: 404 reads as a missing path.
    pub async fn predecessors(
        &self,
        node: Node,
        id: &str,
        depth: u32,
    ) -> Result<Option<Vec<wire::FlowNode>>> {
        self.neighbours(node, id, depth, "predecessors").await
    }

    /// `GET /plan/…/{id}/successors`, as [`Client::predecessors`].
    pub async fn successors(
        &self,
        node: Node,
        id: &str,
        depth: u32,
    ) -> Result<Option<Vec<wire::FlowNode>>> {
        self.neighbours(node, id, depth, "successors").await
    }

    /// `GET /plan/job/issues`
    pub async fn issues(&self, filter: &Filter) -> Result<wire::Issues> {
        let mut call = Call::read("read the known problems of jobs from", "/plan/job/issues")
            .with("oql", filter);
        call.filter = Some(filter.to_string());
        self.object(call, Kind::Plan).await
    }

    async fn neighbours(
        &self,
        node: Node,
        id: &str,
        depth: u32,
        which: &'static str,
    ) -> Result<Option<Vec<wire::FlowNode>>> {
        let (object, path, endpoint) = match (node, which) {
            (Node::Job, "predecessors") => ("job", "/plan/job", "job/predecessors"),
            (Node::Job, _) => ("job", "/plan/job", "job/successors"),
            (Node::Stream, "predecessors") => {
                ("job stream", "/plan/jobstream", "jobstream/predecessors")
            }
            (Node::Stream, _) => ("job stream", "/plan/jobstream", "jobstream/successors"),
        };
        let path = format!("{path}/{}/{which}", segment(id, object)?);
        let call =
            Call::read(format!("read the {which} of a {object} from"), path).with("depth", &depth);
        let what = call.what.clone();
        let Some(body) = self.optional(call, Kind::Plan, endpoint).await? else {
            return Ok(None);
        };
        Ok(Some(
            body::page(body, &what, &self.shared.transport)
                .await?
                .results,
        ))
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client")
            .field("target", &self.target())
            .finish_non_exhaustive()
    }
}

fn count(what: &str, path: &str, plan_filter: &str, groups: &[Group]) -> Call {
    let mut call = Call::read(format!("count {what} at"), path).with("plan_filter", plan_filter);
    if !groups.is_empty() {
        let groups: Vec<_> = groups.iter().map(|group| group.as_str()).collect();
        call = call.with("grouping_filters", &groups.join(","));
    }
    call.filter = Some(plan_filter.to_owned());
    call
}
