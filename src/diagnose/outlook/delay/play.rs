//! The way to one object as it went, which can be played again with delays taken out.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use jiff::Timestamp;

use super::DelayKind;
use crate::diagnose::outlook::network::{Network, Node};
use crate::plan::{Dependency, Phase, Target};

/// An object that began at most so many seconds after what it waited for began because of it.
const AT_ONCE: i64 = 300;

/// From this share of the estimate on, an object took longer than usual.
const LONG_PERCENT: i64 = 150;

/// It must be this many seconds over, so that short jobs do not count.
const LONG_AT_LEAST: i64 = 120;

/// A start this many seconds after it could is late, and so much over an estimate counts in any case.
const LATE: i64 = 900;

/// The way to one object, each object after what it waits for.
pub(super) struct Play {
    items: Vec<Item>,
    unread: Unread,
}

/// What was not read and would say more, by plan id.
#[derive(Debug, Default)]
pub(in crate::diagnose) struct Unread {
    pub jobs: Vec<String>,
    pub streams: Vec<String>,
    /// Streams whose jobs were not read.
    pub members: Vec<String>,
}

/// One object of the way.
struct Item {
    number: usize,
    /// What it waits for: of each group so many must have ended. Places of earlier items.
    groups: Vec<(usize, Vec<usize>)>,
    /// The second before which it must not start.
    not_before: Option<i64>,
    /// When it began, or will.
    began: i64,
    /// When it ended, or will.
    end: i64,
    /// Seconds between what it waited for and its beginning, where that is known.
    lag: Option<i64>,
    /// Whether all it waits for is known.
    whole: bool,
    estimated: Option<i64>,
    state: State,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Over,
    Runs,
    Ahead,
    /// A stream that is nothing but its jobs.
    Passes,
}

/// A delay taken out, of the item at a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Without {
    /// It took what was estimated.
    Overrun(usize),
    /// It began as soon as it could.
    Wait(usize),
}

/// A delay that may matter.
pub(super) struct Candidate {
    pub without: Without,
    pub kind: DelayKind,
    pub seconds: i64,
    pub took: Option<i64>,
    pub estimated: Option<i64>,
}

impl Play {
    /// The way to this object.
    pub fn new(network: &Network, target: usize, now: Timestamp) -> Self {
        let mut places: HashMap<usize, usize> = HashMap::new();
        let mut opened: HashMap<usize, Waits> = HashMap::new();
        let mut play = Self {
            items: Vec::new(),
            unread: Unread::default(),
        };
        let now = now.as_second();
        let mut stack = vec![(target, 0)];
        opened.insert(target, Waits::of(network, target));
        while let Some((at, seen)) = stack.last_mut() {
            let (at, waits) = (*at, &opened[&*at]);
            if let Some(next) = waits.all.get(*seen).copied() {
                *seen += 1;
                // A circle is cut where it closes.
                if let Entry::Vacant(new) = opened.entry(next) {
                    new.insert(Waits::of(network, next));
                    stack.push((next, 0));
                }
                continue;
            }
            if let Some(item) = play.item(network, at, waits, &places, now) {
                places.insert(at, play.items.len());
                play.items.push(item);
            }
            stack.pop();
        }
        play
    }

    fn item(
        &mut self,
        network: &Network,
        at: usize,
        waits: &Waits,
        places: &HashMap<usize, usize>,
        now: i64,
    ) -> Option<Item> {
        let step = network.steps[at].as_ref()?;
        let stream = network.stream_of(step);
        let not_before = step.not_before.max(stream.and_then(|one| one.not_before));
        let state = match step.phase {
            Phase::Done => State::Over,
            Phase::Running => State::Runs,
            Phase::Waiting | Phase::Ready => State::Ahead,
            _ => return None,
        };
        let mut whole = step.read && waits.whole && (step.stream.is_none() || stream.is_some());
        // What was run again began late for that, and not for what it waited for.
        if let Some(Node::Job(job)) = network.object(at) {
            whole &= job.runs.len() <= 1;
        }
        let mut groups: Vec<(usize, Vec<usize>)> = Vec::new();
        for (needed, members) in &waits.groups {
            let known: Vec<usize> = members
                .iter()
                .filter_map(|one| places.get(one).copied())
                .collect();
            whole &= known.len() == members.len();
            if !known.is_empty() {
                groups.push(((*needed).min(known.len()), known));
            }
        }
        if waits.is_jobs {
            let ends = groups.iter().flat_map(|(_, members)| members);
            let last = ends.map(|one| self.items[*one].end).max();
            let agrees = last.is_some_and(|last| {
                step.ended
                    .is_none_or(|ended| (ended - last).abs() <= AT_ONCE)
            });
            if let (true, Some(last)) = (agrees, last) {
                return Some(Item {
                    number: at,
                    groups,
                    not_before: None,
                    began: last,
                    end: last,
                    lag: Some(0),
                    whole: true,
                    estimated: None,
                    state: State::Passes,
                });
            }
            groups.clear();
            whole = false;
        }
        // What had not ended yet when it began was released, and did not keep it.
        if let Some(began) = step.began {
            groups.retain(|group| self.met(group, None) <= began + AT_ONCE);
        }
        let free = groups.iter().map(|group| self.met(group, None)).max();
        let free = free.max(not_before);
        let (began, end) = match state {
            State::Over => {
                let ended = step.ended?;
                (step.began.unwrap_or(ended), ended)
            }
            State::Runs => {
                let began = step.began?;
                let expected = began + step.estimated.unwrap_or(0);
                (began, expected.max(now))
            }
            _ => {
                let began = free.unwrap_or(now).max(now);
                (began, began + step.estimated.unwrap_or(0))
            }
        };
        let lag = free.map(|free| began - free);
        if !(lag.is_some_and(|lag| lag <= AT_ONCE) || whole) {
            self.miss(network, at, waits);
        }
        // Which job of a stream took so long.
        if let Some(Node::Stream(stream)) = network.object(at)
            && step
                .estimated
                .is_some_and(|estimated| is_long(end - began, estimated))
        {
            self.unread.members.push(stream.id.clone());
        }
        Some(Item {
            number: at,
            groups,
            not_before,
            began,
            end,
            lag,
            whole,
            estimated: step.estimated,
            state,
        })
    }

    /// Remembers what of this was not read.
    fn miss(&mut self, network: &Network, at: usize, waits: &Waits) {
        self.unread.jobs.extend(waits.unread_jobs.iter().cloned());
        self.unread
            .streams
            .extend(waits.unread_streams.iter().cloned());
        if let Some(Node::Job(job)) = network.object(at)
            && let Some(id) = &job.stream.id
            && !network.has_stream(id)
        {
            self.unread.streams.push(id.clone());
        }
    }

    /// When so many of a group have ended.
    fn met(&self, (needed, members): &(usize, Vec<usize>), ends: Option<&[i64]>) -> i64 {
        let mut all: Vec<i64> = members
            .iter()
            .map(|one| ends.map_or(self.items[*one].end, |ends| ends[*one]))
            .collect();
        all.sort_unstable();
        all[needed.saturating_sub(1).min(all.len() - 1)]
    }

    /// When the object ends if these delays had not been.
    pub fn end_without(&self, out: &[Without]) -> i64 {
        let mut ends: Vec<i64> = Vec::with_capacity(self.items.len());
        for (place, item) in self.items.iter().enumerate() {
            let free = item.groups.iter().map(|group| self.met(group, Some(&ends)));
            let free = free.max().max(item.not_before);
            let start = match (free, item.lag) {
                (Some(free), Some(_)) if out.contains(&Without::Wait(place)) => free,
                (Some(free), Some(lag)) if lag <= AT_ONCE => free + lag,
                // Something else decided when it began.
                _ => item.began,
            };
            let takes = match item.estimated {
                Some(estimated) if out.contains(&Without::Overrun(place)) => estimated,
                _ => item.end - item.began,
            };
            ends.push(start + takes);
        }
        ends.last().copied().unwrap_or(0)
    }

    /// The delays on the way.
    pub fn candidates(&self) -> Vec<Candidate> {
        let mut found = Vec::new();
        for (place, item) in self.items.iter().enumerate() {
            if matches!(item.state, State::Ahead | State::Passes) {
                continue;
            }
            let took = item.end - item.began;
            if let Some(estimated) = item.estimated {
                let over = took - estimated;
                if is_long(took, estimated) {
                    found.push(Candidate {
                        without: Without::Overrun(place),
                        kind: match item.state {
                            State::Runs => DelayKind::Overruns,
                            _ => DelayKind::Overran,
                        },
                        seconds: over,
                        took: Some(took),
                        estimated: Some(estimated),
                    });
                }
            }
            if let Some(lag) = item.lag.filter(|lag| item.whole && *lag >= LATE) {
                found.push(Candidate {
                    without: Without::Wait(place),
                    kind: DelayKind::StartedLate,
                    seconds: lag,
                    took: None,
                    estimated: item.estimated,
                });
            }
        }
        found
    }

    pub fn number(&self, without: Without) -> usize {
        let (Without::Overrun(place) | Without::Wait(place)) = without;
        self.items[place].number
    }

    /// When it began and ended.
    pub fn times(&self, without: Without) -> (Option<i64>, Option<i64>) {
        let (Without::Overrun(place) | Without::Wait(place)) = without;
        let item = &self.items[place];
        let ended = (item.state == State::Over).then_some(item.end);
        (Some(item.began), ended)
    }

    pub fn unexplained(mut self) -> Unread {
        // The subject is last: what is near it comes first.
        self.unread.jobs.reverse();
        self.unread.streams.reverse();
        self.unread.members.reverse();
        self.unread
    }
}

/// Whether something took longer than usual.
fn is_long(took: i64, estimated: i64) -> bool {
    let over = took - estimated;
    over >= LATE || took * 100 > estimated * LONG_PERCENT && over >= LONG_AT_LEAST
}

/// What an object waits or waited for, met or not.
#[derive(Default)]
struct Waits {
    groups: Vec<(usize, Vec<usize>)>,
    all: Vec<usize>,
    /// Whether each of them has an id.
    whole: bool,
    /// Whether these are the jobs of a stream.
    is_jobs: bool,
    unread_jobs: Vec<String>,
    unread_streams: Vec<String>,
}

impl Waits {
    fn of(network: &Network, at: usize) -> Self {
        let mut waits = Self {
            whole: true,
            ..Self::default()
        };
        match network.object(at) {
            Some(Node::Job(job)) => {
                waits.take(network, job.dependencies.as_deref().unwrap_or_default());
                let stream = job.stream.id.as_deref().and_then(|id| network.stream(id));
                if let Some(Node::Stream(stream)) = stream.and_then(|one| network.object(one)) {
                    waits.take(network, stream.dependencies.as_deref().unwrap_or_default());
                    waits.whole &= stream.dependencies.is_some();
                }
            }
            Some(Node::Stream(stream)) => {
                let jobs: Vec<usize> = network.jobs_of(at).collect();
                // Jobs that were met by chance are not all of them, and those of a list do not say
                // what they waited for.
                let all =
                    usize::try_from(stream.counts.jobs).is_ok_and(|n| n > 0 && n <= jobs.len());
                let read = |job: &usize| network.steps[*job].as_ref().is_some_and(|step| step.read);
                waits.is_jobs = all && jobs.iter().all(read);
                if waits.is_jobs {
                    waits.groups.extend(jobs.iter().map(|job| (1, vec![*job])));
                    waits.all = jobs;
                } else {
                    waits.take(network, stream.dependencies.as_deref().unwrap_or_default());
                }
            }
            None => waits.whole = false,
        }
        waits
    }

    fn take(&mut self, network: &Network, dependencies: &[Dependency]) {
        for dependency in dependencies {
            match &dependency.target {
                Target::Join {
                    at_least, members, ..
                } => {
                    let of: Vec<usize> = members
                        .iter()
                        .filter_map(|member| self.place(network, &member.target))
                        .collect();
                    self.whole &= of.len() == members.len();
                    let needed = at_least.and_then(|needed| usize::try_from(needed).ok());
                    let needed = needed.unwrap_or(members.len()).min(of.len());
                    if needed > 0 {
                        self.all.extend(&of);
                        self.groups.push((needed, of));
                    }
                }
                target @ (Target::Job { .. } | Target::Stream { .. }) => {
                    match self.place(network, target) {
                        Some(at) => {
                            self.all.push(at);
                            self.groups.push((1, vec![at]));
                        }
                        None => self.whole = false,
                    }
                }
                // When a prompt was answered or a file came is not told.
                _ => self.whole = false,
            }
        }
    }

    fn place(&mut self, network: &Network, target: &Target) -> Option<usize> {
        match target {
            Target::Job { id: Some(id), .. } => {
                let at = network.job(id);
                if at.is_none() {
                    self.unread_jobs.push(id.clone());
                }
                at
            }
            Target::Stream { id: Some(id), .. } => {
                let at = network.stream(id);
                if at.is_none() {
                    self.unread_streams.push(id.clone());
                }
                at
            }
            _ => None,
        }
    }
}
