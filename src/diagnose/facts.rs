//! What is known of the plan so far: fetched once, several at a time, within a budget of requests.

mod look;

use std::collections::HashMap;
use std::sync::Arc;

use futures_util::FutureExt;
use futures_util::future::{BoxFuture, join_all};
use indexmap::IndexMap;
use jiff::Timestamp;

use super::dictionary::{Dictionary, LogMatch};
use super::log::{self, LogReading};
use super::outlook::Network;
use crate::error::{Error, Result};
use crate::plan::{Job, JobStream, Plan, PlanNode, Resource, Workstation, base_name};
use crate::tws::oql::{Filter, field};
use crate::tws::{Node, Query, Scope, TailLimits};
pub(super) use look::Look;

/// Requests one diagnosis may send.
const BUDGET: u64 = 25;

/// The same where the server has no call for what is upstream, and every step is a request.
const BUDGET_STEP_BY_STEP: u64 = 80;

/// How many steps upstream one look at the graph covers.
const GRAPH_DEPTH: u32 = 12;

/// Something the walk needs to know.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) enum Need {
    /// A job with its dependencies.
    Job(String),
    /// A stream with its dependencies.
    Stream(String),
    /// The jobs of a stream.
    StreamJobs(String),
    /// A workstation, by its key.
    Workstation(String),
    /// What runs on a workstation now, by its key.
    Running(String),
    /// The log of a run.
    Log(String),
    /// A resource, by its name.
    Resource(String),
    /// What is upstream of a job, several steps at once.
    Upstream(String),
}

/// The answer to a need.
pub(super) enum Answer {
    /// A job.
    Job(Box<Job>),
    /// A stream.
    Stream(Box<JobStream>),
    /// A list of jobs.
    Jobs(Vec<Job>),
    /// A workstation, if there is one of the name.
    Workstation(Option<Box<Workstation>>),
    /// A log as it was read, what the site says of its lines, and how many requests it took.
    Log(Box<LogReading>, Vec<LogMatch>, u32),
    /// Resources of a name.
    Resources(Vec<Resource>),
    /// Nothing where the server has no such call.
    Upstream(Option<Vec<PlanNode>>),
}

/// A map that keeps the order in which it was filled, and is quick to ask.
pub(super) type Numbered<K, V> = IndexMap<K, V, foldhash::fast::RandomState>;

/// Everything known so far.
pub(super) struct Facts {
    plan: Plan,
    site: Arc<Dictionary>,
    /// The time all ages are counted to.
    pub now: Timestamp,
    jobs: Numbered<String, Job>,
    streams: HashMap<String, JobStream>,
    lists: HashMap<Need, Vec<Job>>,
    workstations: HashMap<String, Option<Workstation>>,
    logs: HashMap<String, (LogReading, Vec<LogMatch>)>,
    resources: HashMap<String, Vec<Resource>>,
    done: HashMap<Need, Option<String>>,
    /// Requests sent so far.
    pub requests: u64,
    /// Requests that may be sent.
    budget: u64,
    /// What could not be looked at, and why.
    pub notes: Vec<String>,
}

impl Facts {
    /// Knows nothing yet.
    pub fn new(plan: Plan, site: Arc<Dictionary>, now: Timestamp) -> Self {
        Self {
            plan,
            site,
            now,
            jobs: Numbered::default(),
            streams: HashMap::new(),
            lists: HashMap::new(),
            workstations: HashMap::new(),
            logs: HashMap::new(),
            resources: HashMap::new(),
            done: HashMap::new(),
            requests: 0,
            budget: BUDGET,
            notes: Vec::new(),
        }
    }

    /// The same with so many requests at most.
    pub fn within(mut self, requests: u64) -> Self {
        self.budget = requests;
        self
    }

    /// The jobs and streams that were read with their dependencies.
    pub fn network(&self) -> Network {
        Network::new(self.jobs.values().cloned(), self.streams.values().cloned())
    }

    /// The same with the jobs of streams that were read as lists, without their dependencies.
    pub fn whole_network(&self) -> Network {
        let listed = self.lists.iter().filter_map(|(need, jobs)| match need {
            Need::StreamJobs(_) => Some(jobs),
            _ => None,
        });
        let listed = listed
            .flatten()
            .filter(|job| !self.jobs.contains_key(&job.id));
        let jobs = listed.chain(self.jobs.values());
        Network::new(jobs.cloned(), self.streams.values().cloned())
    }

    /// Whether this was asked for already.
    pub fn asked(&self, need: &Need) -> bool {
        self.done.contains_key(need)
    }

    /// Adds a job that was read elsewhere, if it carries its dependencies.
    pub fn know_job(&mut self, job: Job) {
        if job.dependencies.is_some() {
            self.done.insert(Need::Job(job.id.clone()), None);
            self.jobs.insert(job.id.clone(), job);
        }
    }

    /// A job that must be there: the subject. Its absence is an error, not a note.
    pub async fn subject_job(&mut self, id: &str) -> Result<Job> {
        if let Some(job) = self.jobs.get(id) {
            return Ok(job.clone());
        }
        self.requests += 1;
        let mut job = self.plan.job(id).await?;
        // Servers that leave the list out for a job without dependencies mean an empty one.
        job.dependencies.get_or_insert_with(Vec::new);
        self.know_job(job.clone());
        Ok(job)
    }

    /// A stream that must be there: the subject.
    pub async fn subject_stream(&mut self, id: &str) -> Result<JobStream> {
        self.requests += 1;
        let stream = self.plan.stream(id).await?;
        self.done.insert(Need::Stream(id.to_owned()), None);
        self.streams.insert(id.to_owned(), stream.clone());
        Ok(stream)
    }

    /// Whether so many more requests may be sent.
    pub fn room_for(&self, requests: u64) -> bool {
        self.requests + requests <= self.budget
    }

    /// Whether this server turned out to have no call for what is upstream.
    fn step_by_step(&self) -> bool {
        self.budget == BUDGET_STEP_BY_STEP
    }

    /// Fetches what is needed, all at once. What fails is noted and not asked again.
    pub async fn fetch(&mut self, needs: Vec<Need>) {
        let mut asked = Vec::new();
        for need in needs {
            if matches!(need, Need::Upstream(_)) && self.step_by_step() {
                self.done.insert(need, None);
                continue;
            }
            if self.done.contains_key(&need) || asked.contains(&need) {
                continue;
            }
            if !self.room_for(asked.len() as u64 + 1) {
                self.note(format!(
                    "stopped after {} requests: not everything upstream was looked at",
                    self.budget
                ));
                self.done.insert(
                    need,
                    Some("not looked at: the request budget was used up".to_owned()),
                );
                continue;
            }
            asked.push(need);
        }
        self.requests += asked.len() as u64;
        let answers = join_all(
            asked
                .iter()
                .map(|need| ask(self.plan.clone(), self.site.clone(), need.clone())),
        )
        .await;
        for (need, answer) in asked.into_iter().zip(answers) {
            match answer {
                Ok(answer) => self.know(need, answer),
                Err(error) => {
                    self.note(describe_failure(&need, &error));
                    self.done.insert(need, Some(error.to_string()));
                }
            }
        }
    }

    /// Keeps an answer; its need is not asked again.
    pub fn know(&mut self, need: Need, answer: Answer) {
        self.done.insert(need.clone(), None);
        self.keep(need, answer);
    }

    fn keep(&mut self, need: Need, answer: Answer) {
        match answer {
            Answer::Job(mut job) => {
                job.dependencies.get_or_insert_with(Vec::new);
                if let Need::Job(id) = need {
                    self.jobs.insert(id, *job);
                }
            }
            Answer::Stream(stream) => {
                if let Need::Stream(id) = need {
                    self.streams.insert(id, *stream);
                }
            }
            Answer::Jobs(jobs) => {
                self.lists.insert(need, jobs);
            }
            Answer::Workstation(workstation) => {
                if let Need::Workstation(key) = need {
                    self.workstations.insert(key, workstation.map(|w| *w));
                }
            }
            Answer::Log(reading, matches, requests) => {
                // The first request was counted when it was asked.
                self.requests += u64::from(requests.saturating_sub(1));
                if let Need::Log(run) = need {
                    self.logs.insert(run, (*reading, matches));
                }
            }
            Answer::Resources(found) => {
                if let Need::Resource(name) = need {
                    self.resources.insert(name, found);
                }
            }
            Answer::Upstream(None) => self.budget = BUDGET_STEP_BY_STEP,
            Answer::Upstream(Some(nodes)) => {
                for node in nodes {
                    match node {
                        PlanNode::Job(job) => self.know_job(*job),
                        PlanNode::Stream(stream) if stream.dependencies.is_some() => {
                            self.done.insert(Need::Stream(stream.id.clone()), None);
                            self.streams.insert(stream.id.clone(), *stream);
                        }
                        PlanNode::Stream(_) => {}
                    }
                }
            }
        }
    }

    /// Says something about what was not looked at, once.
    pub fn note(&mut self, text: String) {
        if !self.notes.contains(&text) {
            self.notes.push(text);
        }
    }
}

/// Sends the request behind a need.
fn ask(plan: Plan, site: Arc<Dictionary>, need: Need) -> BoxFuture<'static, Result<Answer>> {
    async move {
        match need {
            Need::Job(id) => plan.job(&id).await.map(|job| Answer::Job(Box::new(job))),
            Need::Stream(id) => plan
                .stream(&id)
                .await
                .map(|stream| Answer::Stream(Box::new(stream))),
            Need::StreamJobs(id) => {
                let query = Query::filtered(Filter::is(field::JOB_STREAM_ID, &id)?)
                    .limit(500)
                    .scope(Scope::Light);
                plan.jobs(&query).await.map(|jobs| Answer::Jobs(jobs.items))
            }
            Need::Running(key) => {
                let filter = Filter::is(field::WORKSTATION, &key)?
                    .and(Filter::is(field::RUN_COMMON_STATUS, "RUNNING")?);
                let query = Query::filtered(filter).limit(200).scope(Scope::Light);
                plan.jobs(&query).await.map(|jobs| Answer::Jobs(jobs.items))
            }
            Need::Workstation(key) => {
                let query = Query::filtered(Filter::is(field::NAME, base_name(&key))?).limit(20);
                let found = plan.workstations(&query).await?;
                let exact = found.items.iter().position(|w| w.key == key);
                let at = exact.or((found.items.len() == 1).then_some(0));
                Ok(Answer::Workstation(
                    at.map(|at| Box::new(found.items[at].clone())),
                ))
            }
            Need::Log(run) => {
                let tail = plan.client().log_tail(&run, TailLimits::default()).await?;
                let matches = site.in_log(&tail);
                Ok(Answer::Log(
                    Box::new(log::read(&tail)),
                    matches,
                    tail.requests,
                ))
            }
            Need::Resource(name) => {
                let query = Query::filtered(Filter::is(field::NAME, &name)?).limit(20);
                plan.resources(&query)
                    .await
                    .map(|found| Answer::Resources(found.items))
            }
            Need::Upstream(id) => {
                let nodes = plan.predecessors(Node::Job, &id, GRAPH_DEPTH).await?;
                Ok(Answer::Upstream(nodes))
            }
        }
    }
    .boxed()
}

fn describe_failure(need: &Need, error: &Error) -> String {
    let what = match need {
        Need::Job(id) => format!("job {id}"),
        Need::Stream(id) => format!("job stream {id}"),
        Need::StreamJobs(id) => format!("the jobs of stream {id}"),
        Need::Workstation(key) => format!("workstation {key}"),
        Need::Running(key) => format!("what runs on {key}"),
        Need::Log(run) => format!("the log of run {run}"),
        Need::Resource(name) => format!("resource {name}"),
        Need::Upstream(id) => format!("what is upstream of {id}"),
    };
    format!("could not read {what}: {error}")
}
