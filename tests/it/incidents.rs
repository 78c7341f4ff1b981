//! The diagnosis against the truth of the demo: every planted incident of several seeds.

use futures_util::{StreamExt, stream};
use resync::demo::{self, Level, Options, Planted};
use resync::diagnose::Diagnosis;

use crate::world::{Scheduler, World};

/// The usual night.
fn night() -> Options {
    Options::at(jiff::Timestamp::now())
}

/// What was found for an incident, against what is true.
fn compare(seed: u64, planted: &Planted, diagnosis: &Diagnosis) -> Option<String> {
    wrong_cause(planted, diagnosis)
        .or_else(|| wrong_path(planted, diagnosis))
        .or_else(|| missing_part(planted, diagnosis))
        .or_else(|| wrong_advice(planted, diagnosis))
        .map(|fault| format!("seed {seed}, {}: {fault}", planted.incident))
}

/// The way to the cause has to be the planted one, step by step.
fn wrong_path(planted: &Planted, diagnosis: &Diagnosis) -> Option<String> {
    let path: Vec<demo::ObjectRef> = diagnosis
        .chain
        .iter()
        .map(|link| demo::ObjectRef {
            kind: serde_json::to_value(link.object.kind)
                .expect("a word")
                .as_str()
                .expect("a word")
                .to_owned(),
            key: link.object.key.clone(),
            name: link.object.name.clone(),
            id: link.object.id.clone().unwrap_or_default(),
        })
        .collect();
    let fault = planted.fault_of_path(&path)?;
    let told: Vec<&str> = path.iter().map(|step| step.key.as_str()).collect();
    Some(format!("the path {told:?} is wrong: {fault}"))
}

/// What else belongs to the story is told too: another culprit, a deadline that is lost, what made
/// it late.
fn missing_part(planted: &Planted, diagnosis: &Diagnosis) -> Option<String> {
    planted
        .also
        .iter()
        .find(|also| !diagnosis.tells_of(&also.id))
        .map(|also| format!("{} is not told of", also.key))
}

/// Where nothing is wrong the answer says that nothing needs to be done, and only there.
fn wrong_advice(planted: &Planted, diagnosis: &Diagnosis) -> Option<String> {
    if diagnosis.nothing_to_do() != planted.healthy {
        return Some(format!(
            "nothing to do: {} ({})",
            diagnosis.nothing_to_do(),
            diagnosis.root_cause.summary
        ));
    }
    let first = diagnosis.next_steps.first()?;
    (planted.healthy && first.changes_plan)
        .then(|| format!("nothing is wrong, and it begins with {:?}", first.title))
}

fn wrong_cause(planted: &Planted, diagnosis: &Diagnosis) -> Option<String> {
    let cause = &diagnosis.root_cause;
    let kind = cause.kind.as_str() == planted.kind;
    let object = cause.object.key == planted.cause.key
        || cause.object.id.as_deref() == Some(planted.cause.id.as_str())
            && !planted.cause.id.is_empty()
        || cause.object.name == planted.cause.name;
    (!(kind && object)).then(|| {
        format!(
            "expected {} on {}, found {} on {} ({}); {} requests",
            planted.kind,
            planted.cause.key,
            cause.kind,
            cause.object.key,
            cause.summary,
            diagnosis.cost.requests
        )
    })
}

/// Asks the command about every incident of a plan; what it got wrong.
async fn faults(options: Options) -> Vec<String> {
    let (seed, level) = (options.seed, options.level);
    let scheduler = Scheduler::start(options).await;
    let incidents = scheduler.demo.incidents();
    // Without graph calls each of fifty steps is a request.
    let most = if level == Level::V1028 { 80 } else { 25 };
    assert!(incidents.len() >= 14, "only {} incidents", incidents.len());
    let url = scheduler.url.as_str();
    let found: Vec<Option<String>> = stream::iter(incidents)
        .map(|planted| async move {
            let id = planted.subject.id.as_str();
            let transcript = World::at(url)
                .run_async(&["jobs", "why", id, "--output", "json"])
                .await;
            let diagnosis: Diagnosis = match serde_json::from_str(&transcript.stdout) {
                Ok(diagnosis) if transcript.code == 0 => diagnosis,
                _ => return Some(format!("seed {seed}, {}: {transcript}", planted.incident)),
            };
            assert!(!diagnosis.evidence.is_empty() && !diagnosis.chain.is_empty());
            if diagnosis.cost.requests > most {
                return Some(format!("{}: {:?}", planted.incident, diagnosis.cost));
            }
            compare(seed, &planted, &diagnosis)
        })
        .buffer_unordered(4)
        .collect()
        .await;
    found.into_iter().flatten().collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_incident_of_ten_seeds_is_found() {
    let mut wrong = Vec::new();
    for seed in 1..=10 {
        wrong.extend(faults(Options { seed, ..night() }).await);
    }
    assert!(
        wrong.is_empty(),
        "{} wrong:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn servers_without_substatus_or_graph_calls_make_no_difference() {
    let mut wrong = faults(Options {
        seed: 11,
        substatus: false,
        ..night()
    })
    .await;
    wrong.extend(
        faults(Options {
            seed: 12,
            level: Level::V1028,
            ..night()
        })
        .await,
    );
    assert!(
        wrong.is_empty(),
        "{} wrong:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}
