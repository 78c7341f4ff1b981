//! When something will end if nothing changes, which path decides that, and by when someone must
//! act: computed from estimates, never from hope.
//!
//! Each object starts when the last thing it waits for has ended and its time has come, and takes
//! as long as the scheduler estimates. What does not go on by itself (an abend, a hold, a prompt)
//! has no end; its path is computed as if it were mended now.

mod course;
mod delay;
mod network;
mod reserve;

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use self::course::{Course, Timing};
pub use self::delay::{Delay, DelayKind};
pub use self::network::Network;
use self::network::Node;
pub(super) use self::reserve::{Reserve, Reserves};
use super::ObjectRef;
use super::running::words;
use crate::plan::Phase;

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
    /// The critical path: from the first object that is not done to the subject. Of a very long
    /// one the middle is left out, and the assumptions say so.
    pub path: Vec<PathStep>,
    /// What was taken for granted.
    pub assumptions: Vec<String>,
    /// What made it later than the estimates say: what took longer than estimated, or started
    /// later than it could, and how much of that reaches this end; the greatest first.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub delays: Vec<Delay>,
    /// Seconds it ends later because of all these delays together.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub delayed_by: Option<i64>,
    /// The slack there would be without them.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub slack_without_delays: Option<i64>,
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

/// What one estimate may be off by, in percent. The contract gives no spread; operators' own rule
/// of thumb for a healthy night is a fifth.
const SPREAD_PERCENT: i64 = 20;

impl Network {
    /// The outlook of a job or stream of the network; none when it is not in it.
    pub fn outlook(
        &self,
        job: Option<&str>,
        stream: Option<&str>,
        now: Timestamp,
    ) -> Option<Outlook> {
        let target = match (job, stream) {
            (Some(id), _) => self.job(id)?,
            (None, id) => self.stream(id?)?,
        };
        let mut course = Course::new(self, now);
        course.run(target);
        course.outlook(target)
    }

    /// The outlook of a stream: it ends when the last of its jobs does. Without knowledge of its
    /// jobs its own estimate is used.
    pub fn of_stream(&self, id: &str, now: Timestamp) -> Option<Outlook> {
        let stream = self.stream(id)?;
        let last = self
            .jobs_of(stream)
            .filter(|at| self.steps[*at].as_ref().is_some_and(|step| !step.is_over()))
            .filter_map(|at| {
                let mut course = Course::new(self, now);
                course.run(at);
                course.outlook(at)
            })
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
        outlook.deadline = self.deadline(stream).and_then(instant).or(outlook.deadline);
        outlook.slack = outlook
            .deadline
            .zip(end)
            .map(|(deadline, end)| deadline.as_second() - end.as_second());
        outlook.act_by = outlook
            .slack
            .filter(|_| outlook.blocked_by.is_some())
            .and_then(|slack| Timestamp::from_second(now.as_second() + slack).ok());
        if let (Some(node), Some(step)) = (self.object(stream), &self.steps[stream]) {
            outlook.path.push(PathStep {
                object: node.object(),
                status: node.status(),
                start: step.began.and_then(instant),
                finish: outlook.finish,
                estimated: step.estimated,
                blocked: false,
            });
        }
        Some(outlook)
    }
}

fn instant(second: i64) -> Option<Timestamp> {
    Timestamp::from_second(second).ok()
}

/// Steps of a path that are given of its beginning and of its end.
const GIVEN: usize = 200;

impl Course<'_> {
    fn outlook(self, at: usize) -> Option<Outlook> {
        let timing = self.timing(at)?;
        let target = self.network.steps[at].as_ref()?;
        let way: Vec<usize> = std::iter::successors(Some(at), |at| self.timing(*at)?.via).collect();
        let blocker = way
            .iter()
            .rev()
            .find(|at| self.timing(**at).is_some_and(|timing| timing.blocks))
            .and_then(|at| self.network.object(*at));
        let omitted = way.len().saturating_sub(2 * GIVEN);
        let path = way
            .iter()
            .rev()
            .enumerate()
            .filter(|(n, _)| omitted == 0 || *n < GIVEN || *n >= GIVEN + omitted)
            .filter_map(|(_, at)| {
                let step = self.timing(*at)?;
                let phase = self.network.steps[*at].as_ref()?.phase;
                Some(PathStep::new(
                    self.network.object(*at)?,
                    phase,
                    step,
                    timing.blocked,
                ))
            })
            .collect();
        let deadline = self.network.deadline(at);
        let over = target.is_over();
        let known = !timing.blocked && self.unknown_estimates.is_empty();
        let off = timing.spread.sqrt() as i64;
        let slack = deadline
            .filter(|_| !over)
            .map(|deadline| deadline - timing.finish);
        let mut assumptions = self.assumptions(over);
        if omitted > 0 {
            assumptions.push(format!(
                "the path has {} steps; {omitted} in the middle are not given",
                way.len()
            ));
        }
        Some(Outlook {
            start: (!over && target.phase != Phase::Running && !timing.blocked)
                .then(|| instant(timing.start))
                .flatten(),
            finish: (known || over).then(|| instant(timing.finish)).flatten(),
            earliest: (known && !over)
                .then(|| instant((timing.finish - off).max(self.now)))
                .flatten(),
            latest: (known && !over)
                .then(|| instant(timing.finish + off))
                .flatten(),
            if_mended_now: timing.blocked.then(|| instant(timing.finish)).flatten(),
            blocked_why: blocker.and_then(Node::why_blocked),
            blocked_by: blocker.map(Node::object),
            deadline: deadline.and_then(instant),
            slack,
            act_by: slack
                .filter(|_| timing.blocked)
                .and_then(|slack| instant(self.now + slack)),
            path,
            assumptions,
            delays: Vec::new(),
            delayed_by: None,
            slack_without_delays: None,
        })
    }

    /// What was taken for granted, in words.
    fn assumptions(&self, over: bool) -> Vec<String> {
        let mut assumptions = Vec::new();
        if !over {
            assumptions.push(format!(
                "each estimate may be off by {SPREAD_PERCENT} %, independently of the others"
            ));
        }
        let name = |at: &usize| self.network.object(*at).map(Node::name);
        let mut unknown: Vec<&str> = self.unknown_estimates.iter().filter_map(name).collect();
        unknown.sort_unstable();
        unknown.dedup();
        if let Some(name) = unknown.first().filter(|_| !over) {
            let others = match unknown.len() - 1 {
                0 => String::new(),
                n => format!(" and {n} more"),
            };
            assumptions.push(format!(
                "the scheduler has no estimate for {name}{others}; no time is given for it"
            ));
        }
        for (at, over) in self.over.iter().take(2) {
            assumptions.push(format!(
                "{} is past its estimate by {}, so its end is a guess",
                name(at).unwrap_or("a predecessor"),
                words(*over)
            ));
        }
        if self.missing > 0 {
            assumptions.push(format!(
                "{} predecessors could not be read and were left out",
                self.missing
            ));
        }
        assumptions
    }
}

impl PathStep {
    fn new(node: &Node, phase: Phase, timing: Timing, blocked: bool) -> Self {
        let settled = matches!(phase, Phase::Done | Phase::Running);
        let second = |second: i64| (settled || !blocked).then(|| instant(second)).flatten();
        Self {
            object: node.object(),
            status: node.status(),
            start: second(timing.start),
            finish: second(timing.finish),
            estimated: timing.estimated,
            blocked: timing.blocks,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::Job;

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
        Network::new(jobs, [])
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
        // The ends of the path are given, and that its middle is not.
        assert_eq!(outlook.path.len(), 2 * GIVEN);
        let steps = "the path has 20000 steps";
        assert!(outlook.assumptions.iter().any(|text| text.contains(steps)));
        assert_eq!(outlook.path[0].object.name, "J0");
        assert_eq!(outlook.path[2 * GIVEN - 1].object.name, "J19999");
    }

    #[test]
    fn a_join_is_met_by_the_quickest_of_its_members() {
        let ends = |at_least: i64| {
            let mut last = job("END", "HOLD", "", &[]);
            let join = format!(
                r#"{{"id":"x","dependencies":[{{"dependencyType":"JOIN","joinName":"ANY",
                   "criteria":"AT_LEAST","joinQuantity":{at_least},"members":[
                     {{"dependencyType":"INTERNAL","jobId":"A"}},
                     {{"dependencyType":"INTERNAL","jobId":"B"}},
                     {{"dependencyType":"INTERNAL","jobId":"BAD"}}]}}]}}"#
            );
            last.dependencies =
                Job::from_wire(serde_json::from_str(&join).expect("a join")).dependencies;
            let plan = network(vec![
                job("A", "EXEC", RUNNING, &[]),
                job("B", "HOLD", "", &["A"]),
                job("BAD", "ABEND", "", &[]),
                last,
            ]);
            let outlook = plan.outlook(Some("END"), None, now()).expect("there");
            (
                outlook.finish.map(|at| at.to_string()),
                outlook.blocked_by.map(|object| object.name),
            )
        };
        assert_eq!(ends(1).0.as_deref(), Some("2026-11-23T02:16:00Z"));
        assert_eq!(ends(2).0.as_deref(), Some("2026-11-23T02:26:00Z"));
        assert_eq!(ends(3), (None, Some("BAD".to_owned())));
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
