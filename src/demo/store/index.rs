//! Lookups over the rows: by id, by name, and who waits for whom.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

use uuid::Uuid;

use super::Store;
use crate::demo::rows::{Node, On};
use crate::demo::symbols::Sym;

/// Ids are already well mixed: half of one is hash enough.
#[derive(Debug, Default, Clone)]
pub struct Half(u64);

impl Hasher for Half {
    fn finish(&self) -> u64 {
        self.0
    }
    fn write(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            self.0 = self.0.rotate_left(8) ^ u64::from(byte);
        }
    }
    fn write_u64(&mut self, half: u64) {
        self.0 = half;
    }
}

type Ids = HashMap<u64, u32, BuildHasherDefault<Half>>;

/// Lookups, built once the rows stand.
#[derive(Debug, Default)]
pub struct Index {
    jobs: Ids,
    runs: Ids,
    streams: Ids,
    job_names: HashMap<Sym, Vec<u32>>,
    stream_names: HashMap<Sym, Vec<u32>>,
    after_job: Reverse,
    after_stream: Reverse,
}

/// Who depends on each row: one slice per row, side by side.
#[derive(Debug, Default)]
struct Reverse {
    starts: Vec<u32>,
    owners: Vec<Node>,
}

fn half(id: Uuid) -> u64 {
    id.as_u64_pair().1
}

fn parse(id: &str) -> Option<u64> {
    Uuid::try_parse(id).ok().map(half)
}

impl Index {
    /// The job of that id.
    pub fn job(&self, id: &str) -> Option<u32> {
        self.jobs.get(&parse(id)?).copied()
    }

    /// The stream of that id.
    pub fn stream(&self, id: &str) -> Option<u32> {
        self.streams.get(&parse(id)?).copied()
    }

    /// The job that has a run of that id.
    pub fn run(&self, id: &str) -> Option<u32> {
        self.runs.get(&parse(id)?).copied()
    }

    /// Jobs of that name.
    pub fn jobs_named(&self, name: Sym) -> &[u32] {
        self.job_names.get(&name).map_or(&[], Vec::as_slice)
    }

    /// Streams of that name.
    pub fn streams_named(&self, name: Sym) -> &[u32] {
        self.stream_names.get(&name).map_or(&[], Vec::as_slice)
    }

    /// Jobs and streams that depend directly on `node`.
    pub fn successors(&self, node: Node) -> impl Iterator<Item = Node> {
        let (reverse, place) = match node {
            Node::Job(place) => (&self.after_job, place as usize),
            Node::Stream(place) => (&self.after_stream, place as usize),
        };
        let slice = match (reverse.starts.get(place), reverse.starts.get(place + 1)) {
            (Some(&from), Some(&to)) => &reverse.owners[from as usize..to as usize],
            _ => &[],
        };
        slice.iter().copied()
    }

    /// Remembers a run that was added later.
    pub fn add_run(&mut self, id: Uuid, job: u32) {
        self.runs.insert(half(id), job);
    }
}

impl Store {
    /// Builds the lookups. To be called once, when all rows are there.
    pub fn seal(&mut self) {
        let mut index = Index::default();
        index.jobs.reserve(self.jobs.len());
        index.runs.reserve(self.jobs.len());
        index.streams.reserve(self.streams.len());
        for (place, job) in (0_u32..).zip(&self.jobs) {
            index.jobs.insert(half(job.id), place);
            for number in 0..self.run_count(place) {
                index.runs.insert(half(self.run_id(place, number)), place);
            }
            index.job_names.entry(job.name).or_default().push(place);
        }
        for (place, stream) in (0_u32..).zip(&self.streams) {
            index.streams.insert(half(stream.id), place);
            index
                .stream_names
                .entry(stream.name)
                .or_default()
                .push(place);
        }
        index.after_job = self.reverse(self.jobs.len(), |on| match on {
            On::Job(place) => Some(place),
            _ => None,
        });
        index.after_stream = self.reverse(self.streams.len(), |on| match on {
            On::Stream(place) => Some(place),
            _ => None,
        });
        self.index = index;
    }

    fn reverse(&self, rows: usize, target: impl Fn(On) -> Option<u32>) -> Reverse {
        let mut starts = vec![0_u32; rows + 1];
        self.each_edge(&target, |place, _| starts[place as usize + 1] += 1);
        for row in 0..rows {
            starts[row + 1] += starts[row];
        }
        let mut next = starts.clone();
        let mut owners = vec![Node::Job(0); starts[rows] as usize];
        self.each_edge(&target, |place, owner| {
            let slot = &mut next[place as usize];
            owners[*slot as usize] = owner;
            *slot += 1;
        });
        Reverse { starts, owners }
    }

    fn each_edge(&self, target: &impl Fn(On) -> Option<u32>, mut found: impl FnMut(u32, Node)) {
        let jobs = (0_u32..)
            .zip(&self.jobs)
            .map(|(place, job)| (Node::Job(place), job.deps));
        let streams = (0_u32..)
            .zip(&self.streams)
            .map(|(p, s)| (Node::Stream(p), s.deps));
        for (owner, span) in jobs.chain(streams) {
            for dep in self.deps(span) {
                if let On::Join(join) = dep.on {
                    for member in &self.members[self.joins[join as usize].members.places()] {
                        if let Some(place) = target(member.on) {
                            found(place, owner);
                        }
                    }
                } else if let Some(place) = target(dep.on) {
                    found(place, owner);
                }
            }
        }
    }
}
