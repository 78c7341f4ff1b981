//! Changes of the plan as they reach a reader: failed, recovered, and nothing that did not happen.

use std::time::{Duration, Instant};

use futures_util::{Stream, StreamExt};
use resync::chat::Setup;
use resync::report::StatusReport;
use serde_json::Value;

use super::watched::{put, site};
use super::world::{METRICS, Site, answer};

/// An event stream being read.
struct Reader {
    stream: std::pin::Pin<Box<dyn Stream<Item = reqwest::Result<bytes::Bytes>> + Send>>,
    rest: String,
}

#[derive(Debug)]
struct Event {
    id: String,
    name: String,
    data: Value,
}

impl Reader {
    async fn open(site: &Site, token: &str, last: Option<&str>) -> Self {
        let mut request = site.get("/api/events").bearer_auth(token);
        if let Some(last) = last {
            request = request.header("Last-Event-ID", last);
        }
        let response = request.send().await.expect("an answer");
        assert_eq!(response.status(), 200);
        Self {
            stream: Box::pin(response.bytes_stream()),
            rest: String::new(),
        }
    }

    async fn next(&mut self) -> Event {
        loop {
            if let Some((block, rest)) = self.rest.split_once("\n\n") {
                let field = |name: &str| {
                    let found = block.lines().find_map(|line| line.strip_prefix(name));
                    found.unwrap_or("").trim().to_owned()
                };
                let event = Event {
                    id: field("id:"),
                    name: field("event:"),
                    data: serde_json::from_str(&field("data:")).unwrap_or(Value::Null),
                };
                self.rest = rest.to_owned();
                return event;
            }
            let chunk = tokio::time::timeout(Duration::from_secs(30), self.stream.next());
            let chunk = chunk.await.expect("in time").expect("more").expect("bytes");
            self.rest.push_str(&String::from_utf8_lossy(&chunk));
        }
    }

    /// The events about a job up to the first of a name.
    async fn until(&mut self, job: &str, name: &str) -> Vec<Event> {
        let mut seen = Vec::new();
        loop {
            let event = self.next().await;
            if event.data["job"] == job {
                let last = event.name == name;
                seen.push(event);
                if last {
                    return seen;
                }
            }
        }
    }
}

/// Reads the status until it is as wanted.
async fn status(site: &Site, token: &str, wanted: impl Fn(&StatusReport) -> bool) -> StatusReport {
    let begun = Instant::now();
    loop {
        let (code, body) = answer(site.get("/api/status").bearer_auth(token)).await;
        assert_eq!(code, 200, "{body}");
        let report: StatusReport = serde_json::from_value(body).expect("a report");
        if wanted(&report) {
            return report;
        }
        assert!(begun.elapsed() < Duration::from_secs(30), "{report:#?}");
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_list_that_cannot_be_read_is_no_recovery_and_a_real_one_is_told() {
    let variables = [
        ("APP_SERVER__POLL_SECONDS", "1"),
        ("APP_RATE_LIMIT__ENABLED", "false"),
    ];
    let (site, watcher) = site(&variables, Setup::default()).await;
    let token = site.token("vera").await;
    let before = status(&site, &token, |_| true).await;
    assert!(
        before.failed_total > 0 && before.incomplete.is_empty(),
        "{before:#?}"
    );
    let mut reader = Reader::open(&site, &token, None).await;
    assert_eq!(reader.next().await.name, "status");

    // The scheduler does not say which jobs are in error: it is told that this is not known.
    watcher.refuse("jobruns.commonStatus = 'ERROR'");
    let unread = status(&site, &token, |report| !report.has_all("failed")).await;
    assert!(unread.failed.is_empty());
    assert_eq!(
        unread.failed_total, unread.by_status["ERROR"],
        "the count is known"
    );
    assert!(unread.failed_total > 0 && !unread.has_all("late"));
    assert!(
        unread
            .warnings
            .iter()
            .any(|warning| warning.contains("in error"))
    );
    watcher.relent();
    status(&site, &token, |report| report.has_all("failed")).await;

    // A running job is killed: the one thing that happened to it.
    let planted = site.demo.incidents();
    let planted = |name: &str| {
        planted
            .iter()
            .find(|one| one.incident == name)
            .expect("planted")
    };
    let running = planted("predecessor_running").cause.id.clone();
    put(&site, &format!("/plan/job/{running}/action/kill")).await;
    let mut seen = reader.until(&running, "failed").await;
    assert_eq!(seen.len(), 1, "{seen:?}");
    let failed = seen.remove(0);
    assert!(failed.data["name"].is_string() && failed.data["at"].is_string());

    // A failed job runs again: recovered, and never was before, though the list was away.
    let cause = planted("disk_full_upstream").cause.id.clone();
    let (_, job) = answer(
        site.client
            .get(format!(
                "{}/twsd/api/v2/plan/job/{cause}",
                site.app.plan.client().target()
            ))
            .basic_auth("demo", Some("demo")),
    )
    .await;
    let run = job["jobruns"][0]["id"].as_str().expect("a run").to_owned();
    put(&site, &format!("/plan/job/run/{run}/action/rerun")).await;
    let seen = reader.until(&cause, "recovered").await;
    assert_eq!(seen.len(), 1, "{seen:?}");

    // Who was away since the failure is told what came after it, and not that something was missed.
    let mut again = Reader::open(&site, &token, Some(&failed.id)).await;
    assert_eq!(again.next().await.name, "status");
    let missed = again.until(&cause, "recovered").await;
    assert_eq!((missed.len(), &missed[0].id), (1, &seen[0].id));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_log_of_a_failure_is_read_once_and_the_causes_of_many_are_shown() {
    let variables = [("APP_RATE_LIMIT__ENABLED", "false")];
    let (site, watcher) = site(&variables, Setup::default()).await;
    let token = site.token("vera").await;
    let listed = |report: &StatusReport| {
        let known = report.failed.iter().filter(|line| line.reason.is_some());
        known.count()
    };
    let first = status(&site, &token, |_| true).await;
    assert!(listed(&first) > 5, "{}", listed(&first));
    let logs = |asked: Vec<super::watched::Asked>| {
        let logs = asked
            .into_iter()
            .filter(|one| one.path.ends_with("/joblog"));
        logs.map(|one| one.path)
            .collect::<std::collections::BTreeSet<_>>()
    };
    let before = logs(watcher.asked());
    assert!(!before.is_empty() && before.len() <= 40, "{}", before.len());
    // A later look reads no log that an earlier one has read.
    let at = first.head.generated_at;
    let later = status(&site, &token, |report| report.head.generated_at > at).await;
    assert!(listed(&later) >= listed(&first));
    let after = logs(watcher.asked());
    assert!(before.is_disjoint(&after), "{before:?} {after:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_log_is_read_while_nobody_watches() {
    let (site, watcher) = site(&[], Setup::default()).await;
    let read_logs = || {
        let asked = watcher.asked();
        let logs = asked.iter().filter(|one| one.path.ends_with("/joblog"));
        (asked.len(), logs.count())
    };
    let token = site.token("vera").await;
    let looked = || async {
        let request = site.get("/api/health/app").bearer_auth(&token);
        answer(request).await.1["plan_age"].is_number()
    };
    let begun = Instant::now();
    while !looked().await {
        assert!(begun.elapsed() < Duration::from_secs(30), "no look");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    let (asked, logs) = read_logs();
    assert!(asked > 10 && logs == 0, "{asked} {logs}");
    // The numbers are there all the same, and the causes as soon as somebody wants to know.
    let page = site.get("/api/metrics").bearer_auth(METRICS).send();
    let page = page.await.expect("an answer").text().await.expect("text");
    assert!(page.contains("\nresync_tws_jobs{"), "{page}");
    let report = status(&site, &token, |_| true).await;
    assert!(report.failed.iter().any(|line| line.reason.is_some()));
    assert!(read_logs().1 > 5);
}
