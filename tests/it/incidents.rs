//! The diagnosis against the truth of the demo: every planted incident of several seeds.

use std::collections::BTreeMap;

use futures_util::future::join_all;
use resync::ask::{Resolver, Wanted};
use resync::demo::{Level, Options, Planted};
use resync::diagnose::{Diagnoser, Diagnosis};

use crate::world::{Scheduler, World};

/// The usual night.
fn night() -> Options {
    Options::at(jiff::Timestamp::now())
}

/// What was found for an incident, against what is true.
fn compare(seed: u64, planted: &Planted, diagnosis: &Diagnosis) -> Option<String> {
    let cause = &diagnosis.root_cause;
    let kind = cause.kind.as_str() == planted.kind;
    let object = cause.object.key == planted.cause.key
        || cause.object.id.as_deref() == Some(planted.cause.id.as_str())
            && !planted.cause.id.is_empty()
        || cause.object.name == planted.cause.name;
    (!(kind && object)).then(|| {
        format!(
            "seed {seed}, {}: expected {} on {}, found {} on {} ({}); {} requests",
            planted.incident,
            planted.kind,
            planted.cause.key,
            cause.kind,
            cause.object.key,
            cause.summary,
            diagnosis.cost.requests
        )
    })
}

async fn faults(options: Options) -> Vec<String> {
    let seed = options.seed;
    let scheduler = Scheduler::start(options).await;
    let incidents = scheduler.demo.incidents();
    assert!(incidents.len() >= 14, "only {} incidents", incidents.len());
    let plan = scheduler.plan();
    let (resolver, diagnoser) = (Resolver::new(plan.clone()), Diagnoser::new(plan));
    let found = join_all(incidents.iter().map(|planted| async {
        let name = planted.subject.id.as_str();
        let found = resolver
            .one(name, Wanted::Any)
            .await
            .map_err(|error| format!("{}: {error}", planted.incident))?;
        let diagnosis = diagnoser
            .diagnose(&found.subject, jiff::Timestamp::now())
            .await
            .map_err(|error| format!("{}: {error}", planted.incident))?;
        if diagnosis.cost.requests > 25 {
            return Err(format!(
                "{}: {} requests",
                planted.incident, diagnosis.cost.requests
            ));
        }
        compare(seed, planted, &diagnosis).map_or(Ok(()), Err)
    }))
    .await;
    found.into_iter().filter_map(Result::err).collect()
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

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_command_says_what_the_library_found() {
    let scheduler = Scheduler::start(Options { seed: 3, ..night() }).await;
    let mut kinds: BTreeMap<String, Planted> = BTreeMap::new();
    for planted in scheduler.demo.incidents() {
        kinds.entry(planted.kind.clone()).or_insert(planted);
    }
    for planted in kinds.values() {
        let name = planted.subject.id.clone();
        let transcript = World::at(&scheduler.url)
            .run_async(&["jobs", "why", &name, "--output", "json"])
            .await;
        assert_eq!(transcript.code, 0, "{}: {transcript}", planted.incident);
        let diagnosis: Diagnosis = serde_json::from_str(&transcript.stdout).expect("a diagnosis");
        assert_eq!(
            diagnosis.root_cause.kind.as_str(),
            planted.kind,
            "{}",
            planted.incident
        );
        assert!(
            !diagnosis.evidence.is_empty() && !diagnosis.chain.is_empty(),
            "{}",
            planted.incident
        );
    }
}
