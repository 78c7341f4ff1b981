//! The whole demo plan in memory: the rows, their names, and the indexes that queries use.

use std::collections::HashMap;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use uuid::Uuid;

use super::joblog::Style;
use super::rows::{
    Definition, Dep, File, Flags, Folder, Ghost, Job, Join, Limits, NONE, Node, Prompt, Remote,
    Resource, Run, Span, Stream, Workstation,
};
use super::symbols::{Sym, Symbols};
use crate::tws::status::RecoveryOption;

mod index;
mod words;
pub use index::Index;

/// Namespace of all ids of the demo: an id depends on nothing but the key of its object.
const NAMESPACE: Uuid = Uuid::from_u128(0x7b1f_6a0e_52d4_5c1b_9d2e_6f0a_44c8_31d7);

/// The demo plan.
#[derive(Debug)]
pub struct Store {
    /// All names.
    pub symbols: Symbols,
    /// Jobs, those of a stream side by side.
    pub jobs: Vec<Job>,
    /// Streams.
    pub streams: Vec<Stream>,
    /// Workstations.
    pub workstations: Vec<Workstation>,
    /// Folders.
    pub folders: Vec<Folder>,
    /// Resources.
    pub resources: Vec<Resource>,
    /// Prompts.
    pub prompts: Vec<Prompt>,
    /// Files.
    pub files: Vec<File>,
    /// Jobs of other networks.
    pub remotes: Vec<Remote>,
    /// Predecessors that the plan does not hold.
    pub ghosts: Vec<Ghost>,
    /// Joins.
    pub joins: Vec<Join>,
    /// Dependencies of jobs and streams.
    pub deps: Vec<Dep>,
    /// Dependencies within joins.
    pub members: Vec<Dep>,
    /// Time restrictions.
    pub limits: Vec<Limits>,
    /// Special definitions.
    pub definitions: Vec<Definition>,
    /// Written logs: the lines between header and footer.
    pub logs: Vec<LogText>,
    /// Runs before the last one.
    pub earlier: HashMap<u32, Vec<Run>>,
    /// The time zone of the plan.
    pub zone: TimeZone,
    /// Its name.
    pub zone_name: String,
    /// The moment of generation.
    pub now: i64,
    /// Chosen by the user; varies everyday logs.
    pub seed: u64,
    /// Run number of the plan.
    pub run_number: u32,
    /// Id of the plan.
    pub plan_id: Uuid,
    /// Place of the first stream that no incident planted.
    pub everyday_from: u32,
    /// Lookups.
    pub index: Index,
}

/// The log of one run as an incident wrote it.
#[derive(Debug, Clone)]
pub struct LogText {
    /// Everyday lines before the written ones, for logs of a realistic length.
    pub padding: u32,
    /// How times and everyday lines look.
    pub style: Style,
    /// The written lines; `{ts}` stands for the time.
    pub lines: Box<str>,
    /// Whether the agent's header and footer frame it.
    pub framed: bool,
}

/// A name-based id in the demo's namespace.
pub fn id_of(key: &str) -> Uuid {
    Uuid::new_v3(&NAMESPACE, key.as_bytes())
}

impl Store {
    /// An empty plan.
    pub fn new(now: i64, seed: u64, zone: TimeZone, zone_name: &str) -> Self {
        Self {
            symbols: Symbols::default(),
            jobs: Vec::new(),
            streams: Vec::new(),
            workstations: Vec::new(),
            folders: Vec::new(),
            resources: Vec::new(),
            prompts: Vec::new(),
            files: Vec::new(),
            remotes: Vec::new(),
            ghosts: Vec::new(),
            joins: Vec::new(),
            deps: Vec::new(),
            members: Vec::new(),
            limits: Vec::new(),
            definitions: Vec::new(),
            logs: Vec::new(),
            earlier: HashMap::new(),
            zone,
            zone_name: zone_name.to_owned(),
            now,
            seed,
            run_number: 35 + u32::try_from(seed % 900).unwrap_or(0),
            plan_id: id_of("plan"),
            everyday_from: 0,
            index: Index::default(),
        }
    }

    /// The text of a name.
    pub fn text(&self, sym: Sym) -> &str {
        self.symbols.text(sym)
    }

    /// A job by place.
    pub fn job(&self, place: u32) -> &Job {
        &self.jobs[place as usize]
    }

    /// A stream by place.
    pub fn stream(&self, place: u32) -> &Stream {
        &self.streams[place as usize]
    }

    /// A workstation by place.
    pub fn workstation(&self, place: u16) -> &Workstation {
        &self.workstations[usize::from(place)]
    }

    /// The path of a folder, with slashes at both ends.
    pub fn folder(&self, place: u16) -> &str {
        self.text(self.folders[usize::from(place)].path)
    }

    /// The name of a job.
    pub fn job_name(&self, place: u32) -> &str {
        self.text(self.job(place).name)
    }

    /// Time restrictions of a job or stream, if it has any.
    pub fn limits(&self, place: u32) -> Option<&Limits> {
        (place != NONE).then(|| &self.limits[place as usize])
    }

    /// The special definition of a job, if it has one.
    pub fn definition(&self, job: &Job) -> Option<&Definition> {
        (job.definition != NONE).then(|| &self.definitions[job.definition as usize])
    }

    /// The recovery option of a job.
    pub fn recovery(&self, job: &Job) -> RecoveryOption {
        self.definition(job)
            .map_or(RecoveryOption::Stop, |d| d.recovery.clone())
    }

    /// Dependencies of a span.
    pub fn deps(&self, span: Span) -> &[Dep] {
        &self.deps[span.places()]
    }

    /// Jobs of a stream, by place.
    pub fn jobs_of(&self, stream: u32) -> std::ops::Range<u32> {
        let span = self.stream(stream).jobs;
        span.first..span.first + u32::from(span.len)
    }

    /// Runs of a job, oldest first; the last one is its present state.
    pub fn runs(&self, place: u32) -> impl Iterator<Item = &Run> {
        let earlier = self.earlier.get(&place).map_or(&[][..], Vec::as_slice);
        earlier.iter().chain(std::iter::once(&self.job(place).run))
    }

    /// How many runs a job has.
    pub fn run_count(&self, place: u32) -> usize {
        1 + self.earlier.get(&place).map_or(0, Vec::len)
    }

    /// The id of a job's run, counted from 0. It differs from the job's id.
    pub fn run_id(&self, place: u32, number: usize) -> Uuid {
        Uuid::new_v3(&self.job(place).id, format!("run {number}").as_bytes())
    }

    /// Full name of a workstation: `/FOLDER/NAME`.
    pub fn workstation_key(&self, place: u16) -> String {
        let ws = self.workstation(place);
        format!("{}{}", self.folder(ws.folder), self.text(ws.name))
    }

    /// Key of a stream: `/FOLDER/WS#/FOLDER/STREAM(hhmm mm/dd/yy)`.
    pub fn stream_key(&self, place: u32) -> String {
        let stream = self.stream(place);
        format!(
            "{}#{}{}({})",
            self.workstation_key(stream.workstation),
            self.folder(stream.folder),
            self.text(stream.name),
            self.sched_text(stream.sched)
        )
    }

    /// Key of a job: its stream's, a point, its name.
    pub fn job_key(&self, place: u32) -> String {
        let job = self.job(place);
        format!("{}.{}", self.stream_key(job.stream), self.text(job.name))
    }

    /// A moment as keys spell it, in the plan's time zone: `hhmm mm/dd/yy`.
    pub fn sched_text(&self, moment: i64) -> String {
        let local = self.zone.to_datetime(timestamp(moment));
        let (date, time) = (local.date(), local.time());
        format!(
            "{:02}{:02} {:02}/{:02}/{:02}",
            time.hour(),
            time.minute(),
            date.month(),
            date.day(),
            date.year() % 100
        )
    }

    /// Workstation where a run runs or would run.
    pub fn runs_on(&self, job: &Job) -> u16 {
        job.run.actual.unwrap_or(job.workstation)
    }

    /// Jobs and streams that a job's end concerns directly.
    pub fn successors(&self, node: Node) -> impl Iterator<Item = Node> {
        self.index.successors(node)
    }

    /// Whether a stream belongs to no incident.
    pub fn is_everyday(&self, stream: u32) -> bool {
        stream >= self.everyday_from
    }

    /// Whether a job's log was purged.
    pub fn log_is_gone(&self, place: u32) -> bool {
        self.job(place).flags.has(Flags::LOG_GONE)
    }
}

/// A moment as the wire types want it; the epoch for one out of range.
pub fn timestamp(moment: i64) -> Timestamp {
    Timestamp::from_second(moment).unwrap_or(Timestamp::UNIX_EPOCH)
}
