//! How fast the walk upstream and the longest path go through a plan of 100,000 jobs that is known
//! already. What a real diagnosis takes beside this is the scheduler's time to answer.

use std::time::Duration;

use criterion::{Criterion, criterion_group, criterion_main};
use jiff::Timestamp;
use resync::config::{Auth, Engine, Timeouts};
use resync::diagnose::{Known, Network};
use resync::plan::{Job, Plan};
use resync::tws::Client;
use secrecy::SecretString;

fn job(id: usize, after: &[usize]) -> Job {
    let dependencies: Vec<serde_json::Value> = after
        .iter()
        .map(|id| serde_json::json!({"dependencyType": "INTERNAL", "jobId": format!("J{id}"), "jobName": "X", "status": "UNDECIDED"}))
        .collect();
    let status = if after.is_empty() { "EXEC" } else { "HOLD" };
    let wire = serde_json::json!({
        "id": format!("J{id}"), "name": format!("J{id}"), "dependencies": dependencies,
        "lastRunCompositeStatus": {"status": status}, "jobDefinition": {"estimatedDuration": "PT1M"},
        "jobruns": [{"id": "r", "compositeStatus": {"status": status}, "timeInfo": {"actualStartTime": "2026-11-23T01:00:00Z"}}],
    });
    Job::from_wire(serde_json::from_value(wire).expect("a job"))
}

fn jobs(jobs: usize, before: impl Fn(usize) -> Vec<usize>) -> impl Iterator<Item = Job> {
    (0..jobs).map(move |id| job(id, &before(id)))
}

/// So many jobs in each layer, each after three of the layer before.
fn layer(id: usize, wide: usize) -> Vec<usize> {
    match id.checked_sub(wide) {
        Some(_) => (0..3)
            .map(|n| id / wide * wide - wide + (id * 7 + n * 31) % wide)
            .collect(),
        None => Vec::new(),
    }
}

/// A plan whose scheduler is never asked.
fn nowhere() -> Plan {
    let engine = Engine {
        name: "nowhere".into(),
        url: "http://127.0.0.1:9".into(),
        prefix: "/twsd/api/v2".into(),
        auth: Auth::Basic {
            user: "nobody".into(),
            password: SecretString::from("nothing"),
        },
        ca_file: None,
        insecure: false,
        timeouts: Timeouts {
            connect: Duration::from_millis(100),
            request: Duration::from_millis(100),
            total: Duration::from_millis(100),
        },
        in_flight: 1,
        cache_bytes: 1 << 20,
        demo: false,
    };
    Plan::new(Client::new(&engine).expect("a client"), false)
}

fn bench(c: &mut Criterion) {
    const JOBS: usize = 100_000;
    let now: Timestamp = "2026-11-23T01:05:00Z".parse().expect("a time");
    let chain = Network::new(jobs(JOBS, |id| id.checked_sub(1).into_iter().collect()), []);
    let layers = Network::new(jobs(JOBS, |id| layer(id, 100)), []);
    let last = format!("J{}", JOBS - 1);
    let mut group = c.benchmark_group("longest path");
    group.sample_size(10);
    group.bench_function("a chain of 100,000 jobs", |b| {
        b.iter(|| chain.outlook(Some(&last), None, now).map(|o| o.path.len()));
    });
    group.bench_function("100,000 jobs in layers", |b| {
        b.iter(|| layers.outlook(Some(&last), None, now).map(|o| o.path.len()));
    });
    group.finish();

    // The walk goes at most 64 steps up, so this is fifty layers of 2,000 jobs below one subject
    // that waits for the whole last layer.
    const WIDE: usize = 2_000;
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    let plan = {
        let _inside = runtime.enter();
        nowhere()
    };
    let subject = job(JOBS, &(JOBS - WIDE..JOBS).collect::<Vec<_>>());
    let all = jobs(JOBS, |id| layer(id, WIDE)).chain([subject]);
    let mut known = Known::new(plan, all, now);
    let subject = format!("J{JOBS}");
    let once = runtime.block_on(known.walk(&subject));
    assert_eq!(once.requests, 0, "everything is known");
    assert!(once.visits > JOBS / 2, "{once:?}");
    let mut group = c.benchmark_group("walk upstream");
    group.sample_size(10);
    group.bench_function(format!("{} of 100,000 known jobs", once.visits), |b| {
        b.iter(|| runtime.block_on(known.walk(&subject)));
    });
    group.finish();
}

criterion_group!(benches, bench);
criterion_main!(benches);
