//! The client: one method per endpoint of the contract.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

use bytes::Bytes;
use futures_util::Stream;
use reqwest::Method;
use serde::de::DeserializeOwned;

use super::action::{Action, Justification, Target};
use super::body::decode;
use super::oql::Filter;
use super::query::{Group, Query};
use super::transport::{Request, Transport};
use super::{paging, wire};
use crate::cache::{Cache, Kind, Statistics, Weigh};
use crate::config::Engine;
use crate::error::{Error, Result};

impl Weigh for Bytes {
    fn bytes(&self) -> usize {
        self.len()
    }
}

/// A client of one scheduler. Cheap to clone; clones share connections, cache and counters.
#[derive(Clone)]
pub struct Client {
    shared: Arc<Shared>,
    fresh: bool,
}

struct Shared {
    transport: Transport,
    cache: Cache<Bytes>,
    /// Milliseconds; 0 for none.
    stale: AtomicU64,
    /// Paths that this server level turned out not to have.
    no_graph: AtomicBool,
}

/// A job or a stream, for the calls that exist for both.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Node {
    /// A job.
    Job,
    /// A stream.
    Stream,
}

impl Node {
    fn path(self) -> &'static str {
        match self {
            Self::Job => "/plan/job",
            Self::Stream => "/plan/jobstream",
        }
    }
}

impl std::fmt::Debug for Client {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Client")
            .field("target", &self.target())
            .finish_non_exhaustive()
    }
}

impl Client {
    /// Prepares connections to a scheduler; nothing is sent yet.
    pub fn new(engine: &Engine) -> Result<Self> {
        Ok(Self {
            shared: Arc::new(Shared {
                transport: Transport::new(engine)?,
                cache: Cache::new(engine.cache_bytes),
                stale: AtomicU64::new(0),
                no_graph: AtomicBool::new(false),
            }),
            fresh: false,
        })
    }

    /// The same client, whose reads go past the cache and refill it.
    #[must_use]
    pub fn fresh(&self) -> Self {
        Self {
            shared: self.shared.clone(),
            fresh: true,
        }
    }

    /// The scheduler's address.
    pub fn target(&self) -> &str {
        self.shared.transport.target()
    }

    /// Requests sent so far; every try counts.
    pub fn requests(&self) -> u64 {
        self.shared.transport.sent()
    }

    /// Requests among them that were repetitions.
    pub fn retries(&self) -> u64 {
        self.shared.transport.retried()
    }

    /// Age of the oldest stale answer that was served.
    pub fn stale(&self) -> Option<Duration> {
        match self.shared.stale.load(Ordering::Relaxed) {
            0 => None,
            ms => Some(Duration::from_millis(ms)),
        }
    }

    /// Counters of the cache.
    pub async fn cache_statistics(&self) -> Statistics {
        self.shared.cache.statistics().await
    }

    pub(super) fn transport(&self) -> &Transport {
        &self.shared.transport
    }

    /// Engine version and time zone.
    pub async fn engine_info(&self) -> Result<wire::EngineInfo> {
        self.get(
            Kind::Engine,
            &Request::get("/engine/info", "the engine information"),
        )
        .await
    }

    /// A page of jobs, without their dependencies.
    pub async fn jobs(&self, query: &Query) -> Result<wire::Page<wire::JobInPlan>> {
        self.list(Kind::Plan, "/plan/job", "the list of jobs", query)
            .await
    }

    /// A page of job streams.
    pub async fn streams(&self, query: &Query) -> Result<wire::Page<wire::JobStreamInPlan>> {
        self.list(
            Kind::Plan,
            "/plan/jobstream",
            "the list of job streams",
            query,
        )
        .await
    }

    /// A page of workstations.
    pub async fn workstations(&self, query: &Query) -> Result<wire::Page<wire::WorkstationInPlan>> {
        self.list(
            Kind::Workstations,
            "/plan/workstation",
            "the list of workstations",
            query,
        )
        .await
    }

    /// A page of resources.
    pub async fn resources(&self, query: &Query) -> Result<wire::Page<wire::ResourceInPlan>> {
        self.list(Kind::Plan, "/plan/resource", "the list of resources", query)
            .await
    }

    /// A page of prompts; `None` where the server has no such list (it came with 10.2.8).
    pub async fn prompts(&self, query: &Query) -> Result<Option<wire::Page<wire::PromptInPlan>>> {
        optional(
            self.list(Kind::Plan, "/plan/prompt", "the list of prompts", query)
                .await,
        )
    }

    /// Every page of jobs, the next one in flight while one is read. Not cached.
    pub fn job_pages(
        &self,
        query: Query,
    ) -> impl Stream<Item = Result<wire::Page<wire::JobInPlan>>> + Send + use<> {
        paging::pages(self.clone(), "/plan/job", "the list of jobs", query)
    }

    /// Every page of job streams. Not cached.
    pub fn stream_pages(
        &self,
        query: Query,
    ) -> impl Stream<Item = Result<wire::Page<wire::JobStreamInPlan>>> + Send + use<> {
        paging::pages(
            self.clone(),
            "/plan/jobstream",
            "the list of job streams",
            query,
        )
    }

    /// A job, with its dependencies.
    pub async fn job(&self, id: &str) -> Result<wire::JobInPlan> {
        self.by_id(Kind::Plan, "/plan/job", "job", id).await
    }

    /// A job stream, with its dependencies.
    pub async fn stream(&self, id: &str) -> Result<wire::JobStreamInPlan> {
        self.by_id(Kind::Plan, "/plan/jobstream", "job stream", id)
            .await
    }

    /// A workstation.
    pub async fn workstation(&self, id: &str) -> Result<wire::WorkstationInPlan> {
        self.by_id(Kind::Workstations, "/plan/workstation", "workstation", id)
            .await
    }

    /// A resource, with its holders.
    pub async fn resource(&self, id: &str) -> Result<wire::ResourceInPlan> {
        self.by_id(Kind::Plan, "/plan/resource", "resource", id)
            .await
    }

    /// How many jobs a plan filter selects, in all and per group.
    pub async fn count_jobs(
        &self,
        plan_filter: &str,
        groups: &[Group],
    ) -> Result<wire::GroupedCount> {
        self.get(
            Kind::Plan,
            &count("/plan/job/count", "the number of jobs", plan_filter, groups),
        )
        .await
    }

    /// How many streams a plan filter selects; `None` where the server has no such call.
    pub async fn count_streams(
        &self,
        plan_filter: &str,
        groups: &[Group],
    ) -> Result<Option<wire::GroupedCount>> {
        optional(
            self.get(
                Kind::Plan,
                &count(
                    "/plan/jobstream/count",
                    "the number of job streams",
                    plan_filter,
                    groups,
                ),
            )
            .await,
        )
    }

    /// What a job or stream waits for, up to `depth` steps; `None` where the server has no such call.
    pub async fn predecessors(
        &self,
        node: Node,
        id: &str,
        depth: u32,
    ) -> Result<Option<Vec<wire::FlowNode>>> {
        self.graph(node, id, "predecessors", depth).await
    }

    /// What waits for a job or stream, up to `depth` steps; `None` where the server has no such call.
    pub async fn successors(
        &self,
        node: Node,
        id: &str,
        depth: u32,
    ) -> Result<Option<Vec<wire::FlowNode>>> {
        self.graph(node, id, "successors", depth).await
    }

    async fn graph(
        &self,
        node: Node,
        id: &str,
        way: &str,
        depth: u32,
    ) -> Result<Option<Vec<wire::FlowNode>>> {
        if self.shared.no_graph.load(Ordering::Relaxed) {
            return Ok(None);
        }
        let what = format!("the {way} of {id}");
        let mut request = Request::get(format!("{}/{}/{way}", node.path(), segment(id)?), &what);
        request.query.push(("depth", depth.to_string()));
        let page: Option<wire::Page<wire::FlowNode>> =
            optional(self.get(Kind::Plan, &request).await)?;
        if page.is_none() {
            self.shared.no_graph.store(true, Ordering::Relaxed);
        }
        Ok(page.map(|page| page.results))
    }

    /// Problems of jobs that the scheduler knows of, in its own words.
    pub async fn issues(&self, filter: &Filter) -> Result<wire::Issues> {
        let mut request = Request::get("/plan/job/issues", "the known problems");
        request.query.push(("oql", filter.to_string()));
        self.get(Kind::Plan, &request).await
    }

    /// A page of job definitions.
    pub async fn job_definitions(&self, query: &Query) -> Result<wire::Page<wire::ModelObject>> {
        self.list(
            Kind::Definition,
            "/model/jobdefinition",
            "the job definitions",
            query,
        )
        .await
    }

    /// A page of job stream definitions.
    pub async fn stream_definitions(&self, query: &Query) -> Result<wire::Page<wire::ModelObject>> {
        self.list(
            Kind::Definition,
            "/model/jobstream",
            "the job stream definitions",
            query,
        )
        .await
    }

    /// Changes the plan. Sent once; whether it took effect must be read back.
    pub async fn act(
        &self,
        action: &Action,
        on: &Target,
        why: &Justification,
    ) -> Result<wire::ActionResponse> {
        let (root, id) = match on {
            Target::Job(id) => ("/plan/job", id),
            Target::Run(id) => ("/plan/job/run", id),
            Target::Stream(id) => ("/plan/jobstream", id),
            Target::Prompt(id) => ("/plan/prompt", id),
        };
        let what = format!("the action {} on {id}", action.path());
        let mut request = Request::get(
            format!("{root}/{}/action/{}", segment(id)?, action.path()),
            &what,
        );
        request.method = Method::PUT;
        request.headers = why.headers();
        request.body = action.body().map(|body| body.to_string().into_bytes());
        let body = self.shared.transport.change(&request).await?;
        if body.iter().all(u8::is_ascii_whitespace) {
            return Ok(wire::ActionResponse::default());
        }
        let response: wire::ActionResponse = decode(&body, &what, self.target())?;
        let failed = response
            .error
            .get()
            .or(response.is_error.get())
            .unwrap_or(false);
        if failed {
            let said = response
                .message
                .as_ref()
                .map_or("no reason given", String::as_str);
            return Err(Error::refused(format!(
                "failed to do {what} at {}: {}",
                self.target(),
                super::body::escape(said, 300)
            )));
        }
        Ok(response)
    }

    async fn list<T: DeserializeOwned>(
        &self,
        kind: Kind,
        path: &str,
        what: &str,
        query: &Query,
    ) -> Result<T> {
        self.get(kind, &list_request(path, what, query)).await
    }

    async fn by_id<T: DeserializeOwned>(
        &self,
        kind: Kind,
        path: &str,
        noun: &str,
        id: &str,
    ) -> Result<T> {
        let what = format!("{noun} {id}");
        self.get(
            kind,
            &Request::get(format!("{path}/{}", segment(id)?), &what),
        )
        .await
    }

    async fn get<T: DeserializeOwned>(&self, kind: Kind, request: &Request<'_>) -> Result<T> {
        let key = request.key();
        // Decoded before it is kept, so that an answer nobody can read is never served again.
        let load = async {
            let body = self.shared.transport.read(request).await?;
            decode::<serde::de::IgnoredAny>(&body, request.what, self.target())?;
            Ok(body)
        };
        let answer = if self.fresh {
            self.shared.cache.refresh(&key, kind, load).await?
        } else {
            self.shared.cache.get(&key, kind, load).await?
        };
        if let Some(age) = answer.stale {
            let ms = u64::try_from(age.as_millis()).unwrap_or(u64::MAX).max(1);
            self.shared.stale.fetch_max(ms, Ordering::Relaxed);
        }
        decode(&answer.value, request.what, self.target())
    }
}

pub(super) fn list_request<'a>(path: &str, what: &'a str, query: &Query) -> Request<'a> {
    let mut request = Request::get(path, what);
    request.query.push(("limit", query.limit.to_string()));
    request.query.push(("offset", query.offset.to_string()));
    if let Some(oql) = query.oql() {
        request.query.push(("oql", oql));
    }
    request.headers.push(("Include-Count", "true".to_owned()));
    // The list of workstations knows no scope; a header it does not know does no harm.
    request
        .headers
        .push(("scope", query.scope.as_str().to_owned()));
    request
}

fn count<'a>(path: &str, what: &'a str, plan_filter: &str, groups: &[Group]) -> Request<'a> {
    let mut request = Request::get(path, what);
    request.query.push(("plan_filter", plan_filter.to_owned()));
    if !groups.is_empty() {
        let groups: Vec<&str> = groups.iter().map(|group| group.as_str()).collect();
        request.query.push(("grouping_filters", groups.join(",")));
    }
    request
}

/// An id as one segment of a path: nothing in it can change the path.
pub(super) fn segment(id: &str) -> Result<String> {
    if id.is_empty() || id.len() > 512 || id.chars().all(|c| c == '.') {
        return Err(Error::not_found(format!(
            "\"{}\" is not an id",
            super::body::escape(id, 80)
        )));
    }
    let mut out = String::with_capacity(id.len());
    for byte in id.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.') {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    Ok(out)
}

/// A path that only some server levels have: its absence is not an error.
fn optional<T>(answer: Result<T>) -> Result<Option<T>> {
    match answer {
        Ok(value) => Ok(Some(value)),
        Err(Error::NotFound(_)) => Ok(None),
        Err(Error::Upstream(detail))
            if [" 405", " 501", " 400"]
                .iter()
                .any(|code| Error::Upstream(detail.clone()).to_string().contains(code)) =>
        {
            Ok(None)
        }
        Err(error) => Err(error),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_stays_one_segment() {
        assert_eq!(
            segment("a/../b?c#d%20é").expect("an id"),
            "a%2F..%2Fb%3Fc%23d%2520%C3%A9"
        );
        assert!(segment("").is_err() && segment("..").is_err() && segment(".").is_err());
    }
}
