//! When something will end if nothing changes, which path decides that, and by when someone must
//! act: computed from estimates, never from hope.
//!
//! Each object starts when the last thing it waits for has ended and its time has come, and takes
//! as long as the scheduler estimates. What does not go on by itself (an abend, a hold, a prompt)
//! has no end; its path is computed as if it were mended now.

use std::collections::HashMap;

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::ObjectRef;
use super::finding::NodeId;
use super::running::words;
use crate::plan::{Dependency, Job, JobStream, Phase, Target};

/// When something will end, and on what that depends.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Outlook {
    /// When it will start, if it has not, and goes on by itself.
    pub start: Option<Timestamp>,
    /// When it will end, if nothing changes; null when someone has to act first, or when an
    /// estimate is missing.
    pub finish: Option<Timestamp>,
    /// The same when all goes fast; null with `finish`.
    pub earliest: Option<Timestamp>,
    /// The same when all goes slowly; null with `finish`.
    pub latest: Option<Timestamp>,
    /// When it would end if what blocks it were mended now.
    pub if_mended_now: Option<Timestamp>,
    /// What does not go on by itself.
    pub blocked_by: Option<ObjectRef>,
    /// Why that does not, where it is not simply that it failed: a hold, or what it waits for.
    pub blocked_why: Option<String>,
    /// Its deadline.
    pub deadline: Option<Timestamp>,
    /// Seconds between the end that is expected (mended now, if blocked) and the deadline;
    /// negative when it will be missed.
    pub slack: Option<i64>,
    /// By when someone must have acted for the deadline to be kept; null when no one has to.
    pub act_by: Option<Timestamp>,
    /// The critical path: from the first object that is not done to the subject.
    pub path: Vec<PathStep>,
    /// What was taken for granted.
    pub assumptions: Vec<String>,
}

/// One object of the critical path.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct PathStep {
    /// The object.
    pub object: ObjectRef,
    /// Its status in the scheduler's word.
    pub status: String,
    /// When it started or will start.
    pub start: Option<Timestamp>,
    /// When it ended or will end.
    pub finish: Option<Timestamp>,
    /// Seconds it is expected to take in all; null when not estimated.
    pub estimated: Option<i64>,
    /// Whether someone has to act for it to go on.
    pub blocked: bool,
}

/// Jobs and streams, each with its dependencies.
#[derive(Debug, Default)]
pub struct Network {
    /// Jobs by plan id.
    pub jobs: HashMap<String, Job>,
    /// Streams by plan id.
    pub streams: HashMap<String, JobStream>,
}

/// What one estimate may be off by, in percent. The contract gives no spread; operators' own rule
/// of thumb for a healthy night is a fifth.
const SPREAD_PERCENT: i64 = 20;

/// How one object runs, in seconds since the epoch.
#[derive(Debug, Clone, Copy)]
struct Timing {
    start: i64,
    finish: i64,
    /// Sum of the squares of what each estimate on the path may be off by.
    spread: f64,
    /// What decides the start.
    via: Option<usize>,
    /// Someone has to act here or before.
    blocked: bool,
    /// Someone has to act here.
    blocks: bool,
    estimated: Option<i64>,
}

/// The computation: objects in the order they are met, each with its timing once known.
struct Course<'a> {
    network: &'a Network,
    now: i64,
    index: HashMap<NodeId, usize>,
    nodes: Vec<NodeId>,
    timings: Vec<Option<Timing>>,
    unknown_estimates: Vec<String>,
    over: Vec<(String, i64)>,
    missing: usize,
}

impl Network {
    /// The outlook of a job or stream of the network; none when it is not in it.
    pub fn outlook(
        &self,
        job: Option<&str>,
        stream: Option<&str>,
        now: Timestamp,
    ) -> Option<Outlook> {
        let target = match (job, stream) {
            (Some(id), _) => NodeId::Job(id.to_owned()),
            (None, Some(id)) => NodeId::Stream(id.to_owned()),
            (None, None) => return None,
        };
        if !self.knows(&target) {
            return None;
        }
        let mut course = Course::new(self, now);
        let at = course.run(target);
        Some(course.outlook(at))
    }

    /// The outlook of a stream: it ends when the last of its jobs does. Without knowledge of its
    /// jobs its own estimate is used.
    pub fn of_stream(&self, id: &str, now: Timestamp) -> Option<Outlook> {
        let stream = self.streams.get(id)?;
        let open = self.jobs.values().filter(|job| {
            job.stream.id.as_deref() == Some(id)
                && !matches!(
                    job.phase(),
                    Phase::Done | Phase::Cancelled | Phase::Suppressed
                )
        });
        let last = open
            .filter_map(|job| self.outlook(Some(&job.id), None, now))
            .max_by_key(|outlook| {
                (
                    outlook.blocked_by.is_some(),
                    outlook.finish.or(outlook.if_mended_now),
                )
            });
        let Some(mut outlook) = last else {
            return self.outlook(None, Some(id), now);
        };
        let end = outlook.finish.or(outlook.if_mended_now);
        outlook.deadline = stream.times.deadline.or(outlook.deadline);
        outlook.slack = outlook
            .deadline
            .zip(end)
            .map(|(deadline, end)| deadline.as_second() - end.as_second());
        outlook.act_by = outlook
            .slack
            .filter(|_| outlook.blocked_by.is_some())
            .and_then(|slack| Timestamp::from_second(now.as_second() + slack).ok());
        outlook.path.push(PathStep {
            object: ObjectRef::stream(stream),
            status: stream.internal.to_string(),
            start: stream.started,
            finish: outlook.finish,
            estimated: stream.estimated,
            blocked: false,
        });
        Some(outlook)
    }

    /// Seconds that are left to act for each of these jobs to keep its deadline, if what blocks it
    /// were mended now; none for jobs without a deadline.
    pub(super) fn slacks<'a>(
        &self,
        jobs: impl Iterator<Item = &'a str>,
        now: Timestamp,
    ) -> HashMap<&'a str, i64> {
        let mut course = Course::new(self, now);
        let mut slacks = HashMap::new();
        for id in jobs.filter(|id| self.jobs.contains_key(*id)) {
            let at = course.run(NodeId::Job(id.to_owned()));
            if let (Some(timing), Some(deadline)) = (course.timings[at], course.deadline(at)) {
                slacks.insert(id, deadline.as_second() - timing.finish);
            }
        }
        slacks
    }

    fn knows(&self, node: &NodeId) -> bool {
        match node {
            NodeId::Job(id) => self.jobs.contains_key(id),
            NodeId::Stream(id) => self.streams.contains_key(id),
        }
    }
}

impl<'a> Course<'a> {
    fn new(network: &'a Network, now: Timestamp) -> Self {
        Self {
            network,
            now: now.as_second(),
            index: HashMap::new(),
            nodes: Vec::new(),
            timings: Vec::new(),
            unknown_estimates: Vec::new(),
            over: Vec::new(),
            missing: 0,
        }
    }

    fn intern(&mut self, node: NodeId) -> usize {
        if let Some(at) = self.index.get(&node) {
            return *at;
        }
        let at = self.nodes.len();
        self.index.insert(node.clone(), at);
        self.nodes.push(node);
        self.timings.push(None);
        at
    }

    /// Times everything the target waits for, then the target: depth first with a stack of our
    /// own, so that a chain of any length fits. A circle is cut where it closes.
    fn run(&mut self, target: NodeId) -> usize {
        let target = self.intern(target);
        let mut open = vec![false; self.nodes.len()];
        let mut stack = vec![(target, false)];
        while let Some((at, expanded)) = stack.pop() {
            open.resize(self.nodes.len(), false);
            if self.timings[at].is_some() {
                continue;
            }
            let wants = self.waits_for(at);
            open.resize(self.nodes.len(), false);
            if expanded {
                open[at] = false;
                self.timings[at] = Some(self.time(at, &wants));
                continue;
            }
            if open[at] {
                continue;
            }
            open[at] = true;
            stack.push((at, true));
            for next in &wants {
                if self.timings[*next].is_none() && !open[*next] {
                    stack.push((*next, false));
                }
            }
        }
        target
    }

    /// The jobs and streams an object still waits for.
    fn waits_for(&mut self, at: usize) -> Vec<usize> {
        let network = self.network;
        let (dependencies, stream): (&[Dependency], Option<&str>) = match &self.nodes[at] {
            NodeId::Job(id) => {
                let job = &network.jobs[id];
                if !is_ahead(job.phase()) {
                    return Vec::new();
                }
                (
                    job.dependencies.as_deref().unwrap_or_default(),
                    job.stream.id.as_deref(),
                )
            }
            NodeId::Stream(id) => {
                let stream = &network.streams[id];
                if !is_ahead(stream.phase()) {
                    return Vec::new();
                }
                (stream.dependencies.as_deref().unwrap_or_default(), None)
            }
        };
        let mut nodes = Vec::new();
        collect(dependencies, &mut nodes);
        // A job starts only when its stream may: the stream's own dependencies count as the job's.
        if let Some(stream) = stream.and_then(|id| network.streams.get(id))
            && is_ahead(stream.phase())
        {
            collect(
                stream.dependencies.as_deref().unwrap_or_default(),
                &mut nodes,
            );
        }
        let mut found = Vec::new();
        for node in nodes {
            if network.knows(&node) {
                found.push(self.intern(node));
            } else {
                self.missing += 1;
            }
        }
        found
    }

    fn time(&mut self, at: usize, wants: &[usize]) -> Timing {
        match self.nodes[at].clone() {
            NodeId::Job(id) => {
                let job = &self.network.jobs[&id];
                let stream = job
                    .stream
                    .id
                    .as_ref()
                    .and_then(|id| self.network.streams.get(id));
                let earliest = [
                    job.times.start,
                    stream.and_then(|stream| stream.times.start),
                ];
                let run = job.last_run();
                let began = run.and_then(|run| run.started).map(Timestamp::as_second);
                let ended = run.and_then(|run| run.ended).map(Timestamp::as_second);
                let stuck = is_stuck(job.priority, job.dependencies.as_deref())
                    || stream.is_some_and(|s| {
                        is_ahead(s.phase()) && is_stuck(s.priority, s.dependencies.as_deref())
                    });
                self.timing(
                    &job.name,
                    job.phase(),
                    job.estimated(),
                    earliest,
                    (began, ended),
                    stuck,
                    wants,
                )
            }
            NodeId::Stream(id) => {
                let stream = &self.network.streams[&id];
                let began = stream.started.map(Timestamp::as_second);
                let stuck = is_stuck(stream.priority, stream.dependencies.as_deref());
                self.timing(
                    &stream.name,
                    stream.phase(),
                    stream.estimated,
                    [stream.times.start, None],
                    (began, None),
                    stuck,
                    wants,
                )
            }
        }
    }

    #[expect(
        clippy::too_many_arguments,
        reason = "what jobs and streams have in common, once"
    )]
    fn timing(
        &mut self,
        name: &str,
        phase: Phase,
        estimated: Option<i64>,
        earliest: [Option<Timestamp>; 2],
        (began, ended): (Option<i64>, Option<i64>),
        stuck: bool,
        wants: &[usize],
    ) -> Timing {
        let now = self.now;
        let takes = estimated.unwrap_or(0);
        let off = takes as f64 * SPREAD_PERCENT as f64 / 100.0;
        let mut timing = Timing {
            start: now,
            finish: now,
            spread: 0.0,
            via: None,
            blocked: false,
            blocks: false,
            estimated,
        };
        match phase {
            Phase::Done | Phase::Cancelled | Phase::Suppressed => {
                timing.finish = ended.unwrap_or(now).min(now);
                timing.start = began.unwrap_or(timing.finish);
            }
            Phase::Running => {
                timing.start = began.unwrap_or(now).min(now);
                timing.finish = timing.start + takes;
                timing.spread = off * off;
                if estimated.is_none() {
                    self.unknown_estimates.push(name.to_owned());
                }
                if timing.finish < now {
                    // Past its estimate: the best guess is soon, and the doubt is as large as the
                    // overrun itself.
                    let over = now - timing.finish;
                    self.over.push((name.to_owned(), over));
                    timing.finish = now + takes / 10;
                    timing.spread = (over.max(takes / 5) as f64).powi(2);
                }
            }
            Phase::Failed => {
                timing.finish = now + takes;
                timing.spread = off * off;
                (timing.blocked, timing.blocks) = (true, true);
            }
            Phase::AwaitsConfirmation => (timing.blocked, timing.blocks) = (true, true),
            Phase::Undecided | Phase::Unknown | Phase::Waiting | Phase::Ready => {
                timing.start = earliest
                    .into_iter()
                    .flatten()
                    .map(Timestamp::as_second)
                    .fold(now, i64::max);
                for want in wants {
                    let Some(before) = self.timings[*want] else {
                        continue;
                    };
                    timing.blocked |= before.blocked;
                    // Among equals the blocked one decides: it is the one to act on.
                    let later = before.finish > timing.start
                        || before.blocked && !timing.via.is_some_and(|via| self.is_blocked(via));
                    if later || timing.via.is_none() && before.finish >= timing.start {
                        timing.start = timing.start.max(before.finish);
                        timing.via = Some(*want);
                        timing.spread = before.spread;
                    }
                }
                timing.finish = timing.start + takes;
                timing.spread += off * off;
                timing.blocks = stuck || matches!(phase, Phase::Undecided | Phase::Unknown);
                timing.blocked |= timing.blocks;
                if estimated.is_none() {
                    self.unknown_estimates.push(name.to_owned());
                }
            }
        }
        timing
    }

    fn is_blocked(&self, at: usize) -> bool {
        self.timings[at].is_some_and(|timing| timing.blocked)
    }

    fn outlook(mut self, at: usize) -> Outlook {
        let timing = self.timings[at].expect("the target is timed last");
        let mut path = Vec::new();
        let mut next = Some(at);
        let mut blocker: Option<usize> = None;
        while let Some(i) = next {
            let Some(step) = self.timings[i] else { break };
            if step.blocks {
                blocker = Some(i);
            }
            path.push(self.step(i, step, timing.blocked));
            next = step.via;
        }
        path.reverse();
        let deadline = self.deadline(at);
        let over = matches!(
            self.phase(at),
            Phase::Done | Phase::Cancelled | Phase::Suppressed
        );
        let known = !timing.blocked && self.unknown_estimates.is_empty();
        let off = timing.spread.sqrt() as i64;
        let at_second = |second: i64| Timestamp::from_second(second).ok();
        let slack = deadline
            .filter(|_| !over)
            .map(|deadline| deadline.as_second() - timing.finish);
        let mut assumptions = Vec::new();
        if !over {
            assumptions.push(format!(
                "each estimate may be off by {SPREAD_PERCENT} %, independently of the others"
            ));
        }
        self.unknown_estimates.sort();
        self.unknown_estimates.dedup();
        if let Some(name) = self.unknown_estimates.first().filter(|_| !over) {
            let others = match self.unknown_estimates.len() - 1 {
                0 => String::new(),
                n => format!(" and {n} more"),
            };
            assumptions.push(format!(
                "the scheduler has no estimate for {name}{others}; no time is given for it"
            ));
        }
        for (name, over) in self.over.iter().take(2) {
            assumptions.push(format!(
                "{name} is past its estimate by {}, so its end is a guess",
                words(*over)
            ));
        }
        if self.missing > 0 {
            assumptions.push(format!(
                "{} predecessors could not be read and were left out",
                self.missing
            ));
        }
        Outlook {
            start: (!over && self.phase(at) != Phase::Running && !timing.blocked)
                .then(|| at_second(timing.start))
                .flatten(),
            finish: (known || over).then(|| at_second(timing.finish)).flatten(),
            earliest: (known && !over)
                .then(|| at_second((timing.finish - off).max(self.now)))
                .flatten(),
            latest: (known && !over)
                .then(|| at_second(timing.finish + off))
                .flatten(),
            if_mended_now: timing.blocked.then(|| at_second(timing.finish)).flatten(),
            blocked_why: blocker.and_then(|at| self.why(at)),
            blocked_by: blocker.map(|at| self.object(at)),
            deadline,
            slack,
            act_by: slack
                .filter(|_| timing.blocked)
                .and_then(|slack| at_second(self.now + slack)),
            path,
            assumptions,
        }
    }

    fn step(&self, at: usize, timing: Timing, blocked: bool) -> PathStep {
        let settled = matches!(self.phase(at), Phase::Done | Phase::Running);
        let second = |second: i64| Timestamp::from_second(second).ok();
        PathStep {
            object: self.object(at),
            status: match &self.nodes[at] {
                NodeId::Job(id) => self.network.jobs[id].internal.to_string(),
                NodeId::Stream(id) => self.network.streams[id].internal.to_string(),
            },
            start: (settled || !blocked)
                .then(|| second(timing.start))
                .flatten(),
            finish: (settled || !blocked)
                .then(|| second(timing.finish))
                .flatten(),
            estimated: timing.estimated,
            blocked: timing.blocks,
        }
    }

    fn object(&self, at: usize) -> ObjectRef {
        match &self.nodes[at] {
            NodeId::Job(id) => ObjectRef::job(&self.network.jobs[id]),
            NodeId::Stream(id) => ObjectRef::stream(&self.network.streams[id]),
        }
    }

    /// What an object that has not started waits for that no estimate covers.
    fn why(&self, at: usize) -> Option<String> {
        let (priority, phase, dependencies) = match &self.nodes[at] {
            NodeId::Job(id) => {
                let job = &self.network.jobs[id];
                (job.priority, job.phase(), job.dependencies.as_deref())
            }
            NodeId::Stream(id) => {
                let stream = &self.network.streams[id];
                (
                    stream.priority,
                    stream.phase(),
                    stream.dependencies.as_deref(),
                )
            }
        };
        if !is_ahead(phase) {
            return None;
        }
        if priority == Some(0) {
            return Some("it is held".to_owned());
        }
        let open = dependencies.unwrap_or_default().iter();
        open.filter(|dependency| is_beyond_estimates(dependency))
            .map(|dependency| format!("it waits for {}", dependency.describe()))
            .next()
    }

    fn phase(&self, at: usize) -> Phase {
        match &self.nodes[at] {
            NodeId::Job(id) => self.network.jobs[id].phase(),
            NodeId::Stream(id) => self.network.streams[id].phase(),
        }
    }

    fn deadline(&self, at: usize) -> Option<Timestamp> {
        match &self.nodes[at] {
            NodeId::Job(id) => {
                let job = &self.network.jobs[id];
                let stream = job
                    .stream
                    .id
                    .as_ref()
                    .and_then(|id| self.network.streams.get(id));
                job.times
                    .deadline
                    .or_else(|| stream.and_then(|stream| stream.times.deadline))
            }
            NodeId::Stream(id) => self.network.streams[id].times.deadline,
        }
    }
}

/// Whether an object has yet to start.
fn is_ahead(phase: Phase) -> bool {
    matches!(
        phase,
        Phase::Waiting | Phase::Ready | Phase::Undecided | Phase::Unknown
    )
}

/// Whether an object waits for something that no estimate covers: a hold, a prompt, a file, a
/// resource, another scheduler.
fn is_stuck(priority: Option<i64>, dependencies: Option<&[Dependency]>) -> bool {
    priority == Some(0)
        || dependencies
            .unwrap_or_default()
            .iter()
            .any(is_beyond_estimates)
}

fn is_beyond_estimates(dependency: &Dependency) -> bool {
    dependency.is_open()
        && !matches!(
            dependency.target,
            Target::Job { .. } | Target::Stream { .. } | Target::Join { .. }
        )
}

/// The jobs and streams of open dependencies, those inside joins too.
fn collect(dependencies: &[Dependency], nodes: &mut Vec<NodeId>) {
    for dependency in dependencies
        .iter()
        .filter(|dependency| dependency.is_open())
    {
        match &dependency.target {
            Target::Job { id: Some(id), .. } => nodes.push(NodeId::Job(id.clone())),
            Target::Stream { id: Some(id), .. } => nodes.push(NodeId::Stream(id.clone())),
            Target::Join { members, .. } => collect(members, nodes),
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn now() -> Timestamp {
        "2026-11-23T02:00:00Z".parse().expect("a time")
    }

    fn job(id: &str, status: &str, more: &str, after: &[&str]) -> Job {
        let dependencies: Vec<String> = after
            .iter()
            .map(|id| format!(r#"{{"dependencyType":"INTERNAL","jobId":"{id}","jobName":"{id}","status":"UNDECIDED"}}"#))
            .collect();
        let text = format!(
            r#"{{"id":"{id}","name":"{id}","lastRunCompositeStatus":{{"status":"{status}"}},
               "jobDefinition":{{"estimatedDuration":"PT10M"}},"dependencies":[{}]{more}}}"#,
            dependencies.join(",")
        );
        Job::from_wire(serde_json::from_str(&text).expect("a job"))
    }

    fn network(jobs: Vec<Job>) -> Network {
        Network {
            jobs: jobs.into_iter().map(|job| (job.id.clone(), job)).collect(),
            streams: HashMap::new(),
        }
    }

    const RUNNING: &str = r#","jobruns":[{"id":"r","compositeStatus":{"status":"EXEC"},"timeInfo":{"actualStartTime":"2026-11-23T01:56:00Z"}}]"#;

    #[test]
    fn a_chain_ends_when_its_last_job_does() {
        let plan = network(vec![
            job("A", "EXEC", RUNNING, &[]),
            job("B", "HOLD", "", &["A"]),
            job(
                "C",
                "HOLD",
                r#","timeRestrictions":{"deadlineTime":"2026-11-23T02:30:00Z"}"#,
                &["B"],
            ),
        ]);
        let outlook = plan.outlook(Some("C"), None, now()).expect("it is there");
        assert_eq!(
            outlook.finish.map(|at| at.to_string()).as_deref(),
            Some("2026-11-23T02:26:00Z")
        );
        assert_eq!(outlook.slack, Some(240));
        assert_eq!(outlook.act_by, None);
        let path: Vec<&str> = outlook
            .path
            .iter()
            .map(|s| s.object.name.as_str())
            .collect();
        assert_eq!(path, ["A", "B", "C"]);
        // Three estimates of ten minutes, each off by two: the square root of three times two.
        let late =
            outlook.latest.expect("known").as_second() - outlook.finish.expect("known").as_second();
        assert!((205..=209).contains(&late), "{late}");
    }

    #[test]
    fn the_longest_way_decides_and_a_failure_blocks() {
        let plan = network(vec![
            job("SHORT", "EXEC", RUNNING, &[]),
            job("BAD", "ABEND", "", &[]),
            job(
                "END",
                "HOLD",
                r#","timeRestrictions":{"deadlineTime":"2026-11-23T03:00:00Z"}"#,
                &["SHORT", "BAD"],
            ),
        ]);
        let outlook = plan.outlook(Some("END"), None, now()).expect("it is there");
        assert_eq!(outlook.finish, None);
        assert_eq!(outlook.blocked_by.map(|o| o.name).as_deref(), Some("BAD"));
        // Rerun ten minutes, then ten of its own: by 02:40 someone must have acted.
        assert_eq!(
            outlook.act_by.map(|at| at.to_string()).as_deref(),
            Some("2026-11-23T02:40:00Z")
        );
    }

    #[test]
    fn circles_and_long_chains_come_to_an_end() {
        let plan = network(vec![
            job("A", "HOLD", "", &["B"]),
            job("B", "HOLD", "", &["A"]),
        ]);
        assert!(plan.outlook(Some("A"), None, now()).is_some());
        let mut jobs = vec![job("J0", "EXEC", RUNNING, &[])];
        for n in 1..20_000 {
            jobs.push(job(&format!("J{n}"), "HOLD", "", &[&format!("J{}", n - 1)]));
        }
        let outlook = network(jobs)
            .outlook(Some("J19999"), None, now())
            .expect("there");
        assert_eq!(outlook.path.len(), 20_000);
    }

    #[test]
    fn what_has_no_estimate_is_not_given_a_time() {
        let mut lone = job("A", "HOLD", "", &[]);
        lone.definition.estimated = None;
        let outlook = network(vec![lone])
            .outlook(Some("A"), None, now())
            .expect("there");
        assert_eq!(outlook.finish, None);
        assert!(
            outlook
                .assumptions
                .iter()
                .any(|text| text.contains("no estimate"))
        );
    }
}
