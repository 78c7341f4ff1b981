//! How fast a page of jobs is decoded, and a log is scanned.

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use resync::diagnose::log;
use resync::plan::Job;
use resync::tws::LogTail;
use resync::tws::wire::{JobInPlan, Page};

/// A page as a scheduler sends it: one job, written over and over with other names.
fn page(jobs: usize) -> String {
    let one = r#"{"flowNodeType":"JOB","id":"0f6c7a51-3f8e-3d64-9c55-0d0b8f2a1a10","planId":"57c9a3d5-e6a0-3f0d-96c4-c65602a069b2","folder":"/PROD/","name":"LOAD_@","workstationId":"75196d79-50b0-345c-9308-ee4d69efe147","workstation":"/PROD/SITE1","jobStreamId":"659aa50d-8128-3d11-9977-8390004c2a06","jobStreamName":"DAILY_DB_LOAD","jobStreamWorkstation":"/PROD/SITE1","position":6,"key":"/PROD/SITE1#/PROD/DAILY_DB_LOAD(2200 10/13/25).LOAD_@","jobDefinitionFlags":{"monitored":false,"aliased":false,"interactive":false},"jobStatusFlags":{"jobLate":false,"restarted":false,"untilGone":false,"needMessage":false,"deadlineHasPassed":false},"jobOptions":{"noOperation":false,"critical":true,"requiresConfirmation":false,"every":false},"lastRunCompositeStatus":{"status":"ABEND","canceled":false,"error":true,"started":true,"cancelPending":false,"dontRun":false},"lastRunCommonStatus":"ERROR","jobDefinition":{"name":"LOAD_@","workstation":"/PROD/SITE1","task":{"UNIX":{"taskString":"/opt/etl/load.sh","userName":"etl","isCommand":"true"}},"isCommand":true,"estimatedDuration":"PT2M","userLogins":["etl"],"recoveryOption":"STOP"},"priority":10,"origPriority":10,"jobruns":[{"id":"2b1c4cf0-0b0f-3a77-8f5f-7c4c1f5a0001","name":"LOAD_@","jobNumber":18706,"actualWorkstation":"/PROD/SITE1","compositeStatus":{"status":"ABEND","canceled":false,"error":true,"started":true},"commonStatus":"ERROR","returnCode":5,"rerunType":"REGULAR","lastInRerunChain":true,"timeInfo":{"estimatedDuration":"PT2M","actualStartTime":"2025-10-13T22:13:00Z","actualEndTime":"2025-10-13T22:14:00Z","elapsedTime":"PT1M"}}],"schedTime":"2025-10-13T22:00:00Z","timeZone":"America/Sao_Paulo","timeRestrictions":{"timeDependent":false,"deadlineTime":"2025-10-14T02:00:00Z"},"dependenciesStats":{"numberOfDependencies":1,"numberOfUnresolvedDependencies":0}}"#;
    let rows: Vec<String> = (0..jobs)
        .map(|n| one.replace('@', &n.to_string()))
        .collect();
    format!(r#"{{"count":{jobs},"results":[{}]}}"#, rows.join(","))
}

/// Lines as batch jobs print them, `@` for a number: of loaders, databases, Java, shells, transfers,
/// with some that nearly say that something is wrong.
const LINES: &[&str] = &[
    "2026-11-23 01:02:03,004 INFO  [main] c.acme.batch.load.BlockWriter - committed block @ of partition 7",
    "2026-11-23 01:02:03,118 DEBUG [pool-2-thread-4] org.hibernate.SQL - select a.id, a.name from accounts a where a.id=@",
    "@ rows selected.",
    "SQL> insert /*+ append */ into dwh.f_sales select * from stg.sales_@;",
    "+ cp /data/in/trades_@.csv /data/work/",
    "[2026-11-23T01:02:04Z] step @: validating 125000 records, 0 rejected",
    "Nov 23 01:02:05 prodbatch01 etl[4711]: transferred @ bytes in 3.2 seconds (39062.5 Kbytes/s)",
    "226 Transfer complete.",
    "    at com.acme.batch.Step.execute(Step.java:@)",
    "INFO: connection to server db@.prod.example established, timeout is 30 s",
    "2026-11-23 01:02:06 WARN  retrying request @ after 200 ms",
    "Processing file /data/in/positions_20261123_@.xml.gz ... done",
    "total   @   matched 124999   unmatched 1   duplicates 0",
    "key=@ status=OK latency_ms=12 region=eu-central-1 host=ip-10-0-3-17 retries=0",
];

/// A log of one kind of line, or of all of them, with one error near its end.
fn text(lines: usize, of: &[&str]) -> String {
    let mut text = String::new();
    for n in 0..lines {
        text.push_str(&of[n % of.len()].replace('@', &n.to_string()));
        text.push('\n');
    }
    text.push_str("cp: error writing '/data/out': No space left on device\n");
    text
}

fn bench(c: &mut Criterion) {
    let page = page(10_000);
    let mut group = c.benchmark_group("decode");
    group
        .sample_size(20)
        .throughput(Throughput::Bytes(page.len() as u64));
    // Two yardsticks of the same run: the parser alone, and the parser into generic values.
    group.bench_function("yardstick: skipped", |b| {
        b.iter(|| serde_json::from_str::<serde::de::IgnoredAny>(&page).is_ok());
    });
    group.bench_function("yardstick: generic values", |b| {
        b.iter(|| serde_json::from_str::<serde_json::Value>(&page).is_ok());
    });
    group.bench_function("a page of 10,000 jobs", |b| {
        b.iter(|| {
            serde_json::from_str::<Page<JobInPlan>>(&page)
                .expect("a page")
                .results
                .len()
        });
    });
    group.bench_function("a page of 10,000 jobs into the domain", |b| {
        b.iter(|| {
            let page: Page<Job> = serde_json::from_str(&page).expect("a page");
            page.results.iter().filter(|job| job.critical).count()
        });
    });
    group.finish();

    for (name, of) in [("scan", LINES), ("scan: one kind of line", &LINES[..1])] {
        let text = text(200_000, of);
        let tail = LogTail::from_text(&text);
        let mut group = c.benchmark_group("log");
        group
            .sample_size(20)
            .throughput(Throughput::Bytes(text.len() as u64));
        group.bench_function(name, |b| b.iter(|| log::read(&tail).error.is_some()));
        group.finish();
    }
}

criterion_group!(benches, bench);
criterion_main!(benches);
