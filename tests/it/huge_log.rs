//! Logs of any size through the command, in bounded memory: two gigabytes, and one line of 200 MB.

use axum::Router;
use axum::body::Body;
use axum::extract::{Path, Query};
use axum::response::{IntoResponse, Json, Response};
use bytes::Bytes;
use futures_util::stream;
use resync::diagnose::Diagnosis;
use serde::Deserialize;
use serde_json::json;
use tokio::process::Command;

const JOB: &str = "0f6c7a51-3f8e-3d64-9c55-0d0b8f2a1a10";
const ERROR: &str = "cp: error writing '/data/out': No space left on device";

/// Most memory that the command may take.
const MOST_KILOBYTES: u64 = 64 * 1024;

#[derive(Deserialize)]
struct Range {
    from_line: Option<u64>,
    to_line: Option<u64>,
}

/// A log that is generated while it is read.
#[derive(Clone, Copy)]
enum Log {
    /// So many lines of a hundred bytes; the error is the last but one.
    Lines(u64),
    /// One line of so many bytes, then the error.
    OneLine(usize),
}

fn line(number: u64, of: u64) -> String {
    if number == of - 1 {
        return format!("{ERROR}\n");
    }
    format!(
        "{number:>12} INFO  batch.load - committed another block of the partition {:<31}\n",
        number % 16
    )
}

fn log(log: Log, range: &Range) -> Response {
    let plain = [("content-type", "text/plain; charset=utf-8")];
    match log {
        Log::Lines(all) => {
            let from = range.from_line.unwrap_or(1).max(1);
            let to = range.to_line.unwrap_or(all).min(all);
            let chunks = stream::unfold(from, move |at| async move {
                let end = (at + 500).min(to + 1);
                let text: String = (at..end).map(|number| line(number, all)).collect();
                (at < end).then(|| (Ok::<_, std::io::Error>(Bytes::from(text)), end))
            });
            (plain, Body::from_stream(chunks)).into_response()
        }
        Log::OneLine(_) if range.from_line.is_some_and(|from| from > 2) => {
            (plain, "").into_response()
        }
        Log::OneLine(bytes) => {
            let piece = Bytes::from(vec![b'x'; 1 << 16]);
            let pieces = bytes >> 16;
            let chunks = stream::iter((0..=pieces).map(move |n| {
                Ok::<_, std::io::Error>(if n == pieces {
                    Bytes::from(format!("\n{ERROR}\n"))
                } else {
                    piece.clone()
                })
            }));
            (plain, Body::from_stream(chunks)).into_response()
        }
    }
}

/// A scheduler with one failed job, whose log this is.
async fn scheduler(of: Log) -> String {
    let job = json!({
        "id": JOB, "name": "BIG", "jobStreamName": "DAILY", "workstation": "/A", "dependencies": [],
        "lastRunCompositeStatus": {"status": "ABEND"}, "lastRunCommonStatus": "ERROR",
        "jobruns": [{"id": "r1", "returnCode": 1, "lastInRerunChain": true, "compositeStatus": {"status": "ABEND"}}],
    });
    let router = Router::new()
        .route(
            "/twsd/api/v2/engine/info",
            axum::routing::get(|| async { Json(json!({"timezone": "UTC"})) }),
        )
        .route(
            "/twsd/api/v2/plan/job/{id}",
            axum::routing::get(move |Path(_): Path<String>| async move { Json(job.clone()) }),
        )
        .route(
            "/twsd/api/v2/plan/job/run/{run}/joblog",
            axum::routing::get(move |Query(range): Query<Range>| async move { log(of, &range) }),
        )
        .fallback(|| async { Json(json!({"results": []})) });
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0")
        .await
        .expect("a port");
    let url = format!("http://{}", listener.local_addr().expect("an address"));
    tokio::spawn(async move { axum::serve(listener, router).await });
    url
}

/// Runs the command; what it printed, and the most memory it took.
async fn run(url: &str, arguments: &[&str]) -> (String, u64) {
    let home = tempfile::tempdir().expect("a folder");
    let child = Command::new(env!("CARGO_BIN_EXE_resync"))
        .args(arguments)
        .env_clear()
        .env("HOME", home.path())
        .env("TWS_URL", url)
        .env("TWS_USER", "u")
        .env("TWS_PASSWORD", "p")
        .stdin(std::process::Stdio::null())
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::piped())
        .spawn()
        .expect("started");
    let status = format!("/proc/{}/status", child.id().expect("it runs"));
    let watch = tokio::spawn(async move {
        let mut most = 0;
        while let Ok(text) = tokio::fs::read_to_string(&status).await {
            let peak = text.lines().find_map(|line| {
                line.strip_prefix("VmHWM:")?
                    .trim()
                    .split(' ')
                    .next()?
                    .parse()
                    .ok()
            });
            most = most.max(peak.unwrap_or(0));
            tokio::time::sleep(std::time::Duration::from_millis(5)).await;
        }
        most
    });
    let output = child.wait_with_output().await.expect("it ended");
    let stderr = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{stderr}");
    (
        String::from_utf8_lossy(&output.stdout).into_owned(),
        watch.await.expect("watched"),
    )
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_log_of_two_gigabytes_is_read_from_its_end_in_bounded_memory() {
    let url = scheduler(Log::Lines(20_000_000)).await;
    let (stdout, peak) = run(&url, &["jobs", "why", JOB, "-o", "json"]).await;
    let diagnosis: Diagnosis = serde_json::from_str(&stdout).expect("a diagnosis");
    assert_eq!(diagnosis.root_cause.kind.as_str(), "disk_full", "{stdout}");
    assert!(peak > 0 && peak < MOST_KILOBYTES, "{peak} kB");
    let (stdout, peak) = run(&url, &["jobs", "log", JOB, "--tail", "3"]).await;
    assert!(stdout.contains(ERROR), "{stdout}");
    assert!(peak > 0 && peak < MOST_KILOBYTES, "{peak} kB");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_line_of_200_megabytes_is_survived_in_bounded_memory() {
    let url = scheduler(Log::OneLine(200 << 20)).await;
    let (stdout, peak) = run(&url, &["jobs", "why", JOB, "-o", "json", "--timeout", "60"]).await;
    let diagnosis: Diagnosis = serde_json::from_str(&stdout).expect("a diagnosis");
    assert_eq!(diagnosis.root_cause.kind.as_str(), "disk_full", "{stdout}");
    assert!(peak > 0 && peak < MOST_KILOBYTES, "{peak} kB");
}
