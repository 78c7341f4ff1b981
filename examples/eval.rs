//! Measures the diagnosis against the demo's own truth: `cargo run --release --example eval -- --seeds 50`.
//!
//! Every planted incident of every seed is asked about twice over real HTTP: by its plan id, and
//! by the question an operator would type. Printed is, per kind, how often kind and object were
//! right, how often every link of the chain was true and in order, and what it cost. Where there is
//! no culprit, right is only what also says that nothing needs to be done.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use futures_util::{StreamExt, stream};
use jiff::Timestamp;
use resync::ask::{Asker, Intent, Question, Wanted};
use resync::config::{Auth, Engine, Timeouts};
use resync::demo::{self, Demo, Options, Planted};
use resync::diagnose::Diagnosis;
use resync::plan::Plan;
use resync::tws::Client;

/// What came out for one incident.
struct Outcome {
    kind: String,
    healthy: bool,
    right: bool,
    grounded: bool,
    question_right: bool,
    requests: u64,
    elapsed: Duration,
    fault: Option<String>,
}

/// Sums over the incidents of one kind.
#[derive(Default)]
struct Row {
    asked: usize,
    right: usize,
    grounded: usize,
    question_right: usize,
    requests: u64,
    elapsed: Vec<Duration>,
}

impl Row {
    fn add(&mut self, outcome: &Outcome) {
        self.asked += 1;
        self.right += usize::from(outcome.right);
        self.grounded += usize::from(outcome.grounded);
        self.question_right += usize::from(outcome.question_right);
        self.requests += outcome.requests;
        self.elapsed.push(outcome.elapsed);
    }

    fn cells(&mut self, name: &str) -> Vec<String> {
        self.elapsed.sort();
        let share = |n: usize| format!("{:.1} %", n as f64 * 100.0 / self.asked.max(1) as f64);
        let at = |percent: usize| {
            let index =
                (self.elapsed.len() * percent / 100).min(self.elapsed.len().saturating_sub(1));
            let elapsed = self.elapsed.get(index).copied().unwrap_or_default();
            format!("{:.1}", elapsed.as_secs_f64() * 1e3)
        };
        vec![
            name.to_owned(),
            self.asked.to_string(),
            share(self.right),
            share(self.grounded),
            share(self.question_right),
            format!("{:.1}", self.requests as f64 / self.asked.max(1) as f64),
            at(50),
            at(95),
        ]
    }
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = std::env::args().collect();
    let value = |name: &str, default: u64| {
        let at = arguments.iter().position(|argument| argument == name);
        at.and_then(|at| arguments.get(at + 1)?.parse().ok())
            .unwrap_or(default)
    };
    let (first, seeds) = (value("--first", 1), value("--seeds", 5));
    let mut rows: BTreeMap<String, Row> = BTreeMap::new();
    let (mut all, mut healthy) = (Row::default(), Row::default());
    let mut faults = Vec::new();
    for seed in first..first + seeds {
        for outcome in of_seed(seed).await? {
            rows.entry(outcome.kind.clone()).or_default().add(&outcome);
            all.add(&outcome);
            if outcome.healthy {
                healthy.add(&outcome);
            }
            faults.extend(outcome.fault);
        }
    }
    let mut table = vec![
        [
            "kind", "asked", "right", "grounded", "question", "requests", "p50 ms", "p95 ms",
        ]
        .map(str::to_owned)
        .to_vec(),
    ];
    table.extend(rows.iter_mut().map(|(kind, row)| row.cells(kind)));
    table.push(healthy.cells("(no culprit)"));
    table.push(all.cells("(all)"));
    let mut text = String::new();
    for row in table {
        text.push_str(&format!("{:<26}", row[0]));
        for cell in &row[1..] {
            text.push_str(&format!("{cell:>10}"));
        }
        text.push('\n');
    }
    for fault in &faults {
        text.push_str(&format!("{fault}\n"));
    }
    std::io::Write::write_all(&mut std::io::stdout(), text.as_bytes())?;
    Ok(())
}

async fn of_seed(seed: u64) -> Result<Vec<Outcome>, Box<dyn std::error::Error>> {
    let now = Timestamp::now();
    let demo = Arc::new(Demo::generate(Options {
        seed,
        ..Options::at(now)
    })?);
    let listener = tokio::net::TcpListener::bind(("127.0.0.1", 0)).await?;
    let url = format!("http://{}", listener.local_addr()?);
    let server = tokio::spawn(demo::serve(demo.clone(), listener, std::future::pending()));
    let outcomes = stream::iter(demo.incidents())
        .map(|planted| {
            let url = url.clone();
            async move { of_incident(seed, &url, &planted).await }
        })
        .buffer_unordered(2)
        .collect()
        .await;
    server.abort();
    Ok(outcomes)
}

/// A client of its own for each question: nothing is in its cache.
fn asker(url: &str) -> resync::Result<Asker> {
    let engine = Engine {
        name: "demo".to_owned(),
        url: url.to_owned(),
        prefix: "/twsd/api/v2".to_owned(),
        auth: Auth::Basic {
            user: "demo".to_owned(),
            password: "demo".to_owned().into(),
        },
        ca_file: None,
        insecure: false,
        timeouts: Timeouts::default(),
        in_flight: 8,
        cache_bytes: 32 << 20,
        demo: true,
    };
    let client = Client::new(&engine)?;
    Ok(Asker::new(Plan::new(client, true)))
}

async fn of_incident(seed: u64, url: &str, planted: &Planted) -> Outcome {
    let begun = Instant::now();
    let by_id = async {
        let asker = asker(url)?;
        let found = asker
            .resolver()
            .one(&planted.subject.id, Wanted::Any)
            .await?;
        let diagnosis = asker
            .diagnoser()
            .diagnose(&found.subject, Timestamp::now())
            .await?;
        Ok::<_, resync::Error>(diagnosis)
    };
    let diagnosis = by_id.await;
    let elapsed = begun.elapsed();
    let by_question = async {
        let question = Question {
            text: planted.question.clone(),
            ..Question::default()
        };
        asker(url)?.ask(&question, Timestamp::now()).await
    };
    let asked = by_question.await;
    // "Is X running?" is answered by X's state: there the subject has to be right.
    let question_right = asked.as_ref().is_ok_and(|report| match &report.diagnosis {
        Some(diagnosis) => is_right(planted, diagnosis),
        None => {
            let subject = report
                .subject
                .as_ref()
                .and_then(|object| object.id.as_deref());
            matches!(report.intent, Intent::Status | Intent::Running)
                && subject == Some(planted.subject.id.as_str())
        }
    });
    let (right, grounded, requests) = diagnosis.as_ref().map_or((false, false, 0), |diagnosis| {
        (
            is_right(planted, diagnosis),
            is_grounded(planted, diagnosis),
            diagnosis.cost.requests,
        )
    });
    let fault = (!(right && grounded && question_right)).then(|| {
        let found = match &diagnosis {
            Ok(diagnosis) => format!(
                "{} on {}",
                diagnosis.root_cause.kind, diagnosis.root_cause.object.key
            ),
            Err(error) => error.to_string(),
        };
        format!(
            "seed {seed} {} ({}): expected {} on {}, found {found}; grounded {grounded}, question {:?} {question_right}",
            planted.incident, planted.subject.key, planted.kind, planted.cause.key, planted.question
        )
    });
    Outcome {
        kind: planted.kind.clone(),
        healthy: planted.healthy,
        right,
        grounded,
        question_right,
        requests,
        elapsed,
        fault,
    }
}

fn is_right(planted: &Planted, diagnosis: &Diagnosis) -> bool {
    let object = &diagnosis.root_cause.object;
    let same_id =
        !planted.cause.id.is_empty() && object.id.as_deref() == Some(planted.cause.id.as_str());
    // Where nothing is wrong the answer has to say that nothing needs to be done, and only there.
    let first_changes = diagnosis
        .next_steps
        .first()
        .is_some_and(|step| step.changes_plan);
    let absolves = diagnosis.nothing_to_do() && !first_changes;
    absolves == planted.healthy
        && diagnosis.root_cause.kind.as_str() == planted.kind
        && (same_id || object.key == planted.cause.key || object.name == planted.cause.name)
}

/// Every link of the chain lies on the true path and in its order, no job of it is passed over, and
/// further culprits are told.
fn is_grounded(planted: &Planted, diagnosis: &Diagnosis) -> bool {
    let path: Vec<demo::ObjectRef> = diagnosis
        .chain
        .iter()
        .map(|link| demo::ObjectRef {
            kind: serde_json::to_value(link.object.kind)
                .ok()
                .and_then(|kind| Some(kind.as_str()?.to_owned()))
                .unwrap_or_default(),
            key: link.object.key.clone(),
            name: link.object.name.clone(),
            id: link.object.id.clone().unwrap_or_default(),
        })
        .collect();
    let told = |also: &demo::ObjectRef| diagnosis.tells_of(&also.id);
    planted.fault_of_path(&path).is_none() && planted.also.iter().all(told)
}
