//! A plan of a few rows for tests of the rules: everything is known, so nothing is asked.

use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use serde_json::{Value, json};

use super::Kind;
use super::engine::{nothing_found, rank};
use super::facts::{Answer, Facts, Look, Need};
use super::finding::{Finding, Found, NodeId};
use super::log::LogReading;
use super::walk::{self, Walked};
use crate::config::{Auth, Engine, Timeouts};
use crate::plan::{Job, JobStream, Plan, Resource, Workstation};
use crate::tws::{Client, LogTail};

/// The moment of every test.
pub(super) fn now() -> Timestamp {
    "2026-11-23T02:00:00Z".parse().expect("a moment")
}

/// What is known.
pub(super) struct Bed {
    pub facts: Facts,
}

impl Bed {
    /// Nothing yet. Its scheduler is at an address where nobody listens.
    pub fn new() -> Self {
        let engine = Engine {
            name: "test".to_owned(),
            url: "http://127.0.0.1:9".to_owned(),
            prefix: "/twsd/api/v2".to_owned(),
            auth: Auth::Basic {
                user: "test".to_owned(),
                password: "test".to_owned().into(),
            },
            ca_file: None,
            insecure: false,
            timeouts: Timeouts {
                connect: Duration::from_millis(10),
                request: Duration::from_millis(10),
                total: Duration::from_millis(10),
            },
            in_flight: 1,
            cache_bytes: 1 << 20,
            demo: true,
        };
        let plan = Plan::new(Client::new(&engine).expect("a client"), true);
        Self {
            facts: Facts::new(plan, Arc::default(), now()),
        }
    }

    /// Adds a job in an internal status, of the stream `DAILY`, with further fields of the contract.
    pub fn job(&mut self, id: &str, status: &str, more: Value) -> Job {
        let job = job(id, status, more);
        let need = Need::Job(id.to_owned());
        self.facts.know(need, Answer::Job(Box::new(job.clone())));
        job
    }

    /// Adds a job that waits for what the dependencies say.
    pub fn waiting(&mut self, id: &str, dependencies: &[Value]) -> Job {
        self.job(id, "HOLD", json!({ "dependencies": dependencies }))
    }

    /// Adds a failed job whose log was read and tells nothing.
    pub fn failed(&mut self, id: &str) -> Job {
        let run = format!("{id}-run");
        let reading: LogReading = super::log::read(&LogTail::from_text(""));
        self.facts.know(
            Need::Log(run.clone()),
            Answer::Log(Box::new(reading), Vec::new(), 1),
        );
        self.job(
            id,
            "ABEND",
            json!({"jobruns": [{
                "id": run, "lastInRerunChain": true, "returnCode": 3,
                "compositeStatus": {"status": "ABEND"},
            }]}),
        )
    }

    /// Adds a job that has been running for so many of its usual minutes.
    pub fn running(&mut self, id: &str, minutes: i64, usual: i64) -> Job {
        let began = Timestamp::from_second(now().as_second() - minutes * 60).expect("a moment");
        self.job(
            id,
            "EXEC",
            json!({"jobruns": [{
                "id": format!("{id}-run"), "lastInRerunChain": true,
                "compositeStatus": {"status": "EXEC"},
                "timeInfo": {
                    "actualStartTime": began, "estimatedDuration": format!("PT{usual}M"),
                },
            }]}),
        )
    }

    /// Adds a stream.
    pub fn stream(&mut self, id: &str, status: &str, more: Value) -> JobStream {
        let mut body = json!({
            "id": id, "name": id, "key": format!("/WS#/{id}"),
            "compositeStatus": {"status": status}, "dependencies": [],
        });
        merge(&mut body, more);
        let stream = JobStream::from_wire(serde_json::from_value(body).expect("a stream"));
        let need = Need::Stream(id.to_owned());
        self.facts
            .know(need, Answer::Stream(Box::new(stream.clone())));
        stream
    }

    /// Says which jobs a stream has.
    pub fn jobs_of(&mut self, stream: &str, jobs: Vec<Job>) {
        let need = Need::StreamJobs(stream.to_owned());
        self.facts.know(need, Answer::Jobs(jobs));
    }

    /// Adds a workstation.
    pub fn workstation(&mut self, key: &str, more: Value) -> Workstation {
        let name = key.rsplit('/').next().unwrap_or(key);
        let mut body = json!({
            "id": key, "key": key, "name": name, "type": "AGENT", "limit": 10, "fence": 0,
            "activeStates": ["LINKED", "JOBMAN_UP"],
        });
        merge(&mut body, more);
        let found = Workstation::from_wire(serde_json::from_value(body).expect("a workstation"));
        let need = Need::Workstation(key.to_owned());
        self.facts
            .know(need, Answer::Workstation(Some(Box::new(found.clone()))));
        found
    }

    /// Says what runs on a workstation.
    pub fn running_on(&mut self, key: &str, jobs: Vec<Job>) {
        self.facts
            .know(Need::Running(key.to_owned()), Answer::Jobs(jobs));
    }

    /// Adds a resource of one unit, which is held by those.
    pub fn resource(&mut self, name: &str, holders: Value) {
        let mut body = json!({
            "id": name, "name": name, "key": format!("/WS#/{name}"), "quantity": 1,
            "quantityAvailable": 0, "quantityInUse": 1,
        });
        body["holders"] = holders;
        let found = Resource::from_wire(serde_json::from_value(body).expect("a resource"));
        let need = Need::Resource(name.to_owned());
        self.facts.know(need, Answer::Resources(vec![found]));
    }

    /// What the rule yields; it must miss nothing.
    pub fn look<R>(&self, rule: impl FnOnce(&Look<'_>) -> R) -> R {
        let look = Look::new(&self.facts);
        let found = rule(&look);
        let missing = look.into_missing();
        assert!(missing.is_empty(), "not known: {missing:?}");
        found
    }

    /// Walks from a job; the causes in order, the one to act on first, each with its chain.
    pub async fn why(&mut self, job: &str) -> Vec<(Found, Vec<String>)> {
        let walked = self.walk(job).await;
        let mut causes = walked.causes.clone();
        if causes.is_empty() {
            let look = Look::new(&self.facts);
            let subject = super::ObjectRef::job(look.job(job).expect("known"));
            causes.push((0, nothing_found(&self.facts, &walked, &subject)));
        }
        rank(&mut causes);
        causes
            .into_iter()
            .map(|(at, mut found)| {
                for aside in walk::asides(&walked, at) {
                    found.summary = format!("{}; {aside}", found.summary);
                }
                let chain = walk::chain(&self.facts, &walked, at, &found);
                (
                    found,
                    chain.into_iter().map(|link| link.object.name).collect(),
                )
            })
            .collect()
    }

    /// Walks from a job without asking for anything.
    pub async fn walk(&mut self, job: &str) -> Walked {
        let walked = walk::walk(&mut self.facts, NodeId::Job(job.to_owned())).await;
        assert_eq!(self.facts.requests, 0, "{:?}", self.facts.notes);
        walked
    }
}

/// A job in an internal status, of the stream `DAILY` that is not in the plan.
pub(super) fn job(id: &str, status: &str, more: Value) -> Job {
    let mut body = json!({
        "id": id, "name": id, "key": format!("/WS#/DAILY.{id}"), "jobStreamName": "DAILY",
        "workstation": "/AGT1", "lastRunCompositeStatus": {"status": status}, "dependencies": [],
    });
    merge(&mut body, more);
    Job::from_wire(serde_json::from_value(body).expect("a job"))
}

fn merge(body: &mut Value, more: Value) {
    let (Value::Object(body), Value::Object(more)) = (body, more) else {
        return;
    };
    body.extend(more);
}

/// An open dependency on a job.
pub(super) fn on_job(id: &str) -> Value {
    json!({
        "dependencyType": "INTERNAL", "id": id, "jobId": id, "jobName": id,
        "dependencyStatus": "UNSATISFIED",
    })
}

/// The same, satisfied.
pub(super) fn held_by(id: &str) -> Value {
    let mut body = on_job(id);
    body["dependencyStatus"] = json!("SATISFIED");
    body
}

/// An open join of those, of which so many must hold; all for 0.
pub(super) fn join(needed: i64, members: &[Value]) -> Value {
    json!({
        "dependencyType": "JOIN", "joinName": "FEEDS", "joinQuantity": needed,
        "criteria": if needed == 0 { "ALL" } else { "AT_LEAST" },
        "dependencyStatus": "UNSATISFIED", "members": members,
    })
}

/// The only cause among findings.
pub(super) fn only(findings: Vec<Finding>) -> Found {
    let mut all = findings.into_iter();
    match (all.next(), all.next()) {
        (Some(Finding::Cause(found)), None) => *found,
        other => panic!("not one cause: {other:?}"),
    }
}

/// The kinds of causes, and the ids of jobs and streams that are to be looked at next.
pub(super) fn outline(findings: &[Finding]) -> Vec<(Option<Kind>, String)> {
    let words = |finding: &Finding| match finding {
        Finding::Cause(found) => (Some(found.kind), found.summary.clone()),
        Finding::Follow {
            to: NodeId::Job(id) | NodeId::Stream(id),
            ..
        } => (None, id.clone()),
        Finding::Any(choice) => (None, choice.label.clone()),
    };
    findings.iter().map(words).collect()
}
