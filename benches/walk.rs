//! How fast the longest path through a plan is found: 100,000 jobs, in a chain and in layers.

use criterion::{Criterion, criterion_group, criterion_main};
use jiff::Timestamp;
use resync::diagnose::Network;
use resync::plan::Job;

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

fn network(jobs: usize, before: impl Fn(usize) -> Vec<usize>) -> Network {
    Network::new((0..jobs).map(|id| job(id, &before(id))), [])
}

fn bench(c: &mut Criterion) {
    const JOBS: usize = 100_000;
    let now: Timestamp = "2026-11-23T01:05:00Z".parse().expect("a time");
    let chain = network(JOBS, |id| id.checked_sub(1).into_iter().collect());
    // A hundred jobs in each layer, each after three of the layer before.
    let layers = network(JOBS, |id| match id.checked_sub(100) {
        Some(_) => (0..3)
            .map(|n| id / 100 * 100 - 100 + (id * 7 + n * 31) % 100)
            .collect(),
        None => Vec::new(),
    });
    let last = format!("J{}", JOBS - 1);
    let mut group = c.benchmark_group("walk");
    group.sample_size(10);
    group.bench_function("a chain of 100,000 jobs", |b| {
        b.iter(|| chain.outlook(Some(&last), None, now).map(|o| o.path.len()));
    });
    group.bench_function("100,000 jobs in layers", |b| {
        b.iter(|| layers.outlook(Some(&last), None, now).map(|o| o.path.len()));
    });
    group.finish();
}

criterion_group!(benches, bench);
criterion_main!(benches);
