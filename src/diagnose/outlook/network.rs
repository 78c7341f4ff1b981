//! Jobs and streams with what their timing needs read out of them once: the walk itself follows
//! numbers, whatever the size of the plan.

use std::collections::{HashMap, HashSet};

use foldhash::fast::RandomState;
use jiff::Timestamp;

use crate::diagnose::ObjectRef;
use crate::plan::{Dependency, Job, JobStream, Phase, Target};

/// Jobs and streams, each with its dependencies.
#[derive(Debug, Default)]
pub struct Network {
    jobs: HashMap<String, usize, RandomState>,
    streams: HashMap<String, usize, RandomState>,
    /// What is known of each number; none where only its name was met, as a predecessor.
    pub(super) steps: Vec<Option<Step>>,
    objects: Vec<Option<Node>>,
}

/// A job or a stream.
#[derive(Debug)]
pub(super) enum Node {
    Job(Box<Job>),
    Stream(Box<JobStream>),
}

/// What the timing of a job or stream needs.
#[derive(Debug)]
pub(super) struct Step {
    pub phase: Phase,
    pub estimated: Option<i64>,
    /// The second before which it must not start.
    pub not_before: Option<i64>,
    /// When it really began and ended, in seconds.
    pub began: Option<i64>,
    pub ended: Option<i64>,
    pub deadline: Option<i64>,
    /// Whether it waits for something that no estimate covers: a hold, a prompt, a file, a
    /// resource, another scheduler.
    pub stuck: bool,
    /// Whether its dependencies were read.
    pub read: bool,
    /// The stream of a job.
    pub stream: Option<usize>,
    /// What must have ended before it starts.
    pub wants: Wants,
}

/// Predecessors by number.
#[derive(Debug, Default)]
pub(super) struct Wants {
    /// Those that must all have ended, then the members of joins.
    pub of: Vec<usize>,
    /// How many of them are of the first sort.
    pub all: usize,
    pub joins: Vec<Join>,
}

/// A join that some of its members are enough for.
#[derive(Debug)]
pub(super) struct Join {
    pub needed: usize,
    /// Where its members are among the predecessors.
    pub members: std::ops::Range<usize>,
}

impl Network {
    /// A network of these.
    pub fn new(
        jobs: impl IntoIterator<Item = Job>,
        streams: impl IntoIterator<Item = JobStream>,
    ) -> Self {
        let mut network = Self::default();
        for job in jobs {
            network.insert_job(job);
        }
        for stream in streams {
            network.insert_stream(stream);
        }
        network
    }

    /// Adds a job; its dependencies may be added before or after it.
    pub fn insert_job(&mut self, job: Job) {
        let at = self.job_number(&job.id);
        let run = job.last_run();
        let step = Step {
            phase: job.phase(),
            estimated: job.estimated(),
            not_before: job.times.start.map(Timestamp::as_second),
            began: run.and_then(|run| run.started).map(Timestamp::as_second),
            ended: run.and_then(|run| run.ended).map(Timestamp::as_second),
            deadline: job.times.deadline.map(Timestamp::as_second),
            stuck: is_stuck(job.priority, job.dependencies.as_deref()),
            read: job.dependencies.is_some(),
            stream: job.stream.id.as_deref().map(|id| self.stream_number(id)),
            wants: self.wants(job.phase(), job.dependencies.as_deref()),
        };
        self.steps[at] = Some(step);
        self.objects[at] = Some(Node::Job(Box::new(job)));
    }

    /// Adds a stream; its dependencies may be added before or after it.
    pub fn insert_stream(&mut self, stream: JobStream) {
        let at = self.stream_number(&stream.id);
        let step = Step {
            phase: stream.phase(),
            estimated: stream.estimated,
            not_before: stream.times.start.map(Timestamp::as_second),
            began: stream.started.map(Timestamp::as_second),
            ended: stream.ended.map(Timestamp::as_second),
            deadline: stream.times.deadline.map(Timestamp::as_second),
            stuck: is_stuck(stream.priority, stream.dependencies.as_deref()),
            read: stream.dependencies.is_some(),
            stream: None,
            wants: self.wants(stream.phase(), stream.dependencies.as_deref()),
        };
        self.steps[at] = Some(step);
        self.objects[at] = Some(Node::Stream(Box::new(stream)));
    }

    /// Whether a stream was added.
    pub fn has_stream(&self, id: &str) -> bool {
        self.stream(id).is_some()
    }

    /// Ids of jobs, and of streams, that something waits for and that were not added.
    pub fn missing(&self) -> (Vec<&str>, Vec<&str>) {
        let wanted: HashSet<usize, RandomState> = self
            .steps
            .iter()
            .flatten()
            .flat_map(|step| step.wants.of.iter().copied())
            .filter(|at| self.steps[*at].is_none())
            .collect();
        (named(&self.jobs, &wanted), named(&self.streams, &wanted))
    }

    /// The number of a job that was added.
    pub(super) fn job(&self, id: &str) -> Option<usize> {
        let at = *self.jobs.get(id)?;
        self.steps[at].is_some().then_some(at)
    }

    /// The number of a stream that was added.
    pub(super) fn stream(&self, id: &str) -> Option<usize> {
        let at = *self.streams.get(id)?;
        self.steps[at].is_some().then_some(at)
    }

    /// The numbers of the jobs of a stream that were added.
    pub(super) fn jobs_of(&self, stream: usize) -> impl Iterator<Item = usize> {
        let of = move |step: &Option<Step>| step.as_ref()?.stream;
        self.steps
            .iter()
            .enumerate()
            .filter(move |(_, step)| of(step) == Some(stream))
            .map(|(at, _)| at)
    }

    pub(super) fn object(&self, at: usize) -> Option<&Node> {
        self.objects.get(at)?.as_ref()
    }

    /// The stream of a job.
    pub(super) fn stream_of(&self, step: &Step) -> Option<&Step> {
        self.steps[step.stream?].as_ref()
    }

    /// A job's stream, while that has yet to start: a job starts only when its stream may.
    pub(super) fn held_by(&self, step: &Step) -> Option<&Step> {
        self.stream_of(step).filter(|stream| stream.is_ahead())
    }

    /// The deadline of an object, or of its stream.
    pub(super) fn deadline(&self, at: usize) -> Option<i64> {
        let step = self.steps[at].as_ref()?;
        step.deadline
            .or_else(|| self.stream_of(step).and_then(|stream| stream.deadline))
    }

    fn job_number(&mut self, id: &str) -> usize {
        number(&mut self.jobs, &mut self.steps, &mut self.objects, id)
    }

    fn stream_number(&mut self, id: &str) -> usize {
        number(&mut self.streams, &mut self.steps, &mut self.objects, id)
    }

    fn wants(&mut self, phase: Phase, dependencies: Option<&[Dependency]>) -> Wants {
        let (mut wants, mut joins) = (Wants::default(), Vec::new());
        if is_ahead(phase) {
            self.collect(
                dependencies.unwrap_or_default(),
                &mut wants.of,
                &mut Some(&mut joins),
            );
        }
        wants.all = wants.of.len();
        for (needed, members) in joins {
            let from = wants.of.len();
            wants.of.extend(members);
            wants.joins.push(Join {
                needed,
                members: from..wants.of.len(),
            });
        }
        wants
    }

    /// The jobs and streams of open dependencies; joins that some of their members are enough for
    /// go to `joins`, or are taken apart where there is none.
    fn collect(
        &mut self,
        dependencies: &[Dependency],
        of: &mut Vec<usize>,
        joins: &mut Option<&mut Vec<(usize, Vec<usize>)>>,
    ) {
        for dependency in dependencies.iter().filter(|one| one.is_open()) {
            match &dependency.target {
                Target::Job { id: Some(id), .. } => of.push(self.job_number(id)),
                Target::Stream { id: Some(id), .. } => of.push(self.stream_number(id)),
                Target::Join {
                    at_least, members, ..
                } => {
                    let mut inner = Vec::new();
                    self.collect(members, &mut inner, &mut None);
                    let held = members.iter().filter(|member| !member.is_open()).count();
                    let needed = at_least
                        .and_then(|needed| usize::try_from(needed).ok())
                        .unwrap_or(members.len())
                        .saturating_sub(held);
                    match joins {
                        Some(joins) if needed < inner.len() => joins.push((needed, inner)),
                        _ => of.append(&mut inner),
                    }
                }
                _ => {}
            }
        }
    }
}

/// The ids of those numbers, in order.
fn named<'a>(
    known: &'a HashMap<String, usize, RandomState>,
    wanted: &HashSet<usize, RandomState>,
) -> Vec<&'a str> {
    let mut ids: Vec<&str> = known
        .iter()
        .filter(|(_, at)| wanted.contains(at))
        .map(|(id, _)| id.as_str())
        .collect();
    ids.sort_unstable();
    ids
}

fn number(
    known: &mut HashMap<String, usize, RandomState>,
    steps: &mut Vec<Option<Step>>,
    objects: &mut Vec<Option<Node>>,
    id: &str,
) -> usize {
    if let Some(at) = known.get(id) {
        return *at;
    }
    known.insert(id.to_owned(), steps.len());
    steps.push(None);
    objects.push(None);
    steps.len() - 1
}

impl Step {
    pub fn is_over(&self) -> bool {
        matches!(
            self.phase,
            Phase::Done | Phase::Cancelled | Phase::Suppressed
        )
    }

    /// Whether it has yet to start.
    pub fn is_ahead(&self) -> bool {
        is_ahead(self.phase)
    }
}

impl Node {
    pub fn name(&self) -> &str {
        match self {
            Self::Job(job) => &job.name,
            Self::Stream(stream) => &stream.name,
        }
    }

    pub fn status(&self) -> String {
        match self {
            Self::Job(job) => job.internal.to_string(),
            Self::Stream(stream) => stream.internal.to_string(),
        }
    }

    pub fn object(&self) -> ObjectRef {
        match self {
            Self::Job(job) => ObjectRef::job(job),
            Self::Stream(stream) => ObjectRef::stream(stream),
        }
    }

    /// What it waits for before it starts that no estimate covers, in words.
    pub fn why_blocked(&self) -> Option<String> {
        let (phase, priority, dependencies) = match self {
            Self::Job(job) => (job.phase(), job.priority, &job.dependencies),
            Self::Stream(stream) => (stream.phase(), stream.priority, &stream.dependencies),
        };
        if !is_ahead(phase) {
            return None;
        }
        if priority == Some(0) {
            return Some("it is held".to_owned());
        }
        dependencies
            .iter()
            .flatten()
            .find(|dependency| is_beyond_estimates(dependency))
            .map(|dependency| format!("it waits for {}", dependency.describe()))
    }
}

fn is_ahead(phase: Phase) -> bool {
    matches!(
        phase,
        Phase::Waiting | Phase::Ready | Phase::Undecided | Phase::Unknown
    )
}

fn is_stuck(priority: Option<i64>, dependencies: Option<&[Dependency]>) -> bool {
    priority == Some(0)
        || dependencies
            .unwrap_or_default()
            .iter()
            .any(is_beyond_estimates)
}

fn is_beyond_estimates(dependency: &Dependency) -> bool {
    let estimated = matches!(
        dependency.target,
        Target::Job { .. } | Target::Stream { .. } | Target::Join { .. }
    );
    !estimated && dependency.is_open()
}
