//! The current plan as the scheduler serves it, read in domain terms.

use std::collections::BTreeMap;
use std::time::Duration;

use futures_util::{Stream, StreamExt};
use jiff::Timestamp;

use super::{Job, JobStream, Provenance, Resource, Workstation};
use crate::error::Result;
use crate::tws::wire::{self, FlowNode};
use crate::tws::{Client, Group, Node, Query};

/// A handle on the current plan.
#[derive(Clone)]
pub struct Plan {
    client: Client,
    demo: bool,
}

/// Items of a list and how many there are in all.
#[derive(Debug, Clone)]
pub struct Listing<T> {
    /// The items that were read.
    pub items: Vec<T>,
    /// All that match, when the scheduler counted them.
    pub total: Option<u64>,
    /// Whether there are more than were read.
    pub more: bool,
}

impl<T> Listing<T> {
    fn from_page<W>(page: wire::Page<W>, convert: impl Fn(W) -> T) -> Self {
        let total = page.count.get().and_then(|count| u64::try_from(count).ok());
        let items: Vec<T> = page.results.into_iter().map(convert).collect();
        let more = page.next.get().is_some_and(|next| !next.is_empty())
            || total.is_some_and(|total| total > items.len() as u64);
        Self { items, total, more }
    }
}

impl Plan {
    /// Reads through this client; `demo` says that it is the demo scheduler.
    pub fn new(client: Client, demo: bool) -> Self {
        Self { client, demo }
    }

    /// The head of a report of this shape, made now.
    pub fn provenance(&self, schema: &str, now: Timestamp) -> Provenance {
        Provenance {
            schema: schema.to_owned(),
            generated_at: now,
            engine: self.client.target().to_owned(),
            stale: self.stale().map(|age| age.as_secs()),
            demo: self.demo,
        }
    }

    /// The client below: logs, actions and counters of requests.
    pub fn client(&self) -> &Client {
        &self.client
    }

    /// The same plan, read past the cache.
    #[must_use]
    pub fn fresh(&self) -> Self {
        Self {
            client: self.client.fresh(),
            demo: self.demo,
        }
    }

    /// The same plan with a mark of stale answers of its own, for one question of many.
    #[must_use]
    pub fn handle(&self) -> Self {
        Self {
            client: self.client.handle(),
            demo: self.demo,
        }
    }

    /// Age of the oldest stale answer that was served, if any was.
    pub fn stale(&self) -> Option<Duration> {
        self.client.stale()
    }

    /// One page of jobs (without their dependencies).
    pub async fn jobs(&self, query: &Query) -> Result<Listing<Job>> {
        let page = self.client.jobs_as(query).await?;
        Ok(Listing::from_page(page, std::convert::identity))
    }

    /// All jobs that match, page by page, the next page in flight while one is read.
    pub fn job_pages(
        &self,
        query: Query,
    ) -> impl Stream<Item = Result<Listing<Job>>> + Send + use<> {
        self.client
            .job_pages_as(query)
            .map(|page| Ok(Listing::from_page(page?, std::convert::identity)))
    }

    /// One job, with its dependencies.
    pub async fn job(&self, id: &str) -> Result<Job> {
        self.client.job(id).await.map(Job::from_wire)
    }

    /// One page of job streams.
    pub async fn streams(&self, query: &Query) -> Result<Listing<JobStream>> {
        Ok(Listing::from_page(
            self.client.streams(query).await?,
            JobStream::from_wire,
        ))
    }

    /// One job stream, with its dependencies.
    pub async fn stream(&self, id: &str) -> Result<JobStream> {
        self.client.stream(id).await.map(JobStream::from_wire)
    }

    /// One page of workstations.
    pub async fn workstations(&self, query: &Query) -> Result<Listing<Workstation>> {
        Ok(Listing::from_page(
            self.client.workstations(query).await?,
            Workstation::from_wire,
        ))
    }

    /// All workstations that match, up to ten thousand: a network is far smaller than a plan.
    pub async fn all_workstations(&self, query: &Query) -> Result<Listing<Workstation>> {
        const PAGES: usize = 20;
        let mut all = self.workstations(query).await?;
        for _ in 1..PAGES {
            let read = all.items.len() as u64;
            if !all.more || read == 0 {
                break;
            }
            let next = Query {
                offset: query.offset + read,
                ..query.clone()
            };
            let page = self.workstations(&next).await?;
            // A server that does not know `offset` gives the first page again.
            let new = page
                .items
                .into_iter()
                .filter(|one| !all.items.iter().any(|known| known.id == one.id));
            let new: Vec<Workstation> = new.collect();
            let counted = all.total.map(|total| total > read + new.len() as u64);
            all.more = !new.is_empty() && counted.unwrap_or(page.more);
            all.items.extend(new);
        }
        Ok(all)
    }

    /// One workstation.
    pub async fn workstation(&self, id: &str) -> Result<Workstation> {
        self.client
            .workstation(id)
            .await
            .map(Workstation::from_wire)
    }

    /// One page of resources.
    pub async fn resources(&self, query: &Query) -> Result<Listing<Resource>> {
        Ok(Listing::from_page(
            self.client.resources(query).await?,
            Resource::from_wire,
        ))
    }

    /// One resource, with its holders.
    pub async fn resource(&self, id: &str) -> Result<Resource> {
        self.client.resource(id).await.map(Resource::from_wire)
    }

    /// How many jobs there are, in all and per group. Labels of several groups are joined by commas.
    pub async fn count_jobs(
        &self,
        plan_filter: &str,
        groups: &[Group],
    ) -> Result<(u64, BTreeMap<String, u64>)> {
        let counted = self.client.count_jobs(plan_filter, groups).await?;
        let whole = |n: i64| u64::try_from(n).unwrap_or(0);
        let by: BTreeMap<String, u64> = counted
            .grouped_count
            .into_iter()
            .map(|(k, n)| (k, whole(n)))
            .collect();
        let total = counted.count.get().map_or_else(|| by.values().sum(), whole);
        Ok((total, by))
    }

    /// What a job or stream waits for, up to `depth` steps; `None` when this server has no such call.
    pub async fn predecessors(
        &self,
        node: Node,
        id: &str,
        depth: u32,
    ) -> Result<Option<Vec<PlanNode>>> {
        Ok(self.client.predecessors(node, id, depth).await?.map(nodes))
    }

    /// What waits for a job or stream, up to `depth` steps; `None` when this server has no such call.
    pub async fn successors(
        &self,
        node: Node,
        id: &str,
        depth: u32,
    ) -> Result<Option<Vec<PlanNode>>> {
        Ok(self.client.successors(node, id, depth).await?.map(nodes))
    }
}

/// A job or a stream.
#[derive(Debug, Clone, PartialEq)]
pub enum PlanNode {
    /// A job.
    Job(Box<Job>),
    /// A stream.
    Stream(Box<JobStream>),
}

impl From<Job> for PlanNode {
    fn from(job: Job) -> Self {
        Self::Job(Box::new(job))
    }
}

impl From<JobStream> for PlanNode {
    fn from(stream: JobStream) -> Self {
        Self::Stream(Box::new(stream))
    }
}

fn nodes(wire: Vec<FlowNode>) -> Vec<PlanNode> {
    wire.into_iter()
        .map(|node| match node {
            FlowNode::Job(job) => Job::from_wire(*job).into(),
            FlowNode::Stream(stream) => JobStream::from_wire(*stream).into(),
        })
        .collect()
}
