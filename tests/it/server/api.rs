//! The reports over HTTP: the same structs as on the command line, in pages, with tags.

use resync::diagnose::Diagnosis;
use resync::report::{
    JobReport, JobsReport, LogReport, StatusReport, StreamsReport, WorkstationsReport,
};
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::world::{METRICS, Site, answer};

async fn report<T: DeserializeOwned>(site: &Site, token: &str, path: &str) -> T {
    let (status, body) = answer(site.get(path).bearer_auth(token)).await;
    assert_eq!(status, 200, "{path}: {body}");
    serde_json::from_value(body).unwrap_or_else(|error| panic!("{path}: {error}"))
}

#[tokio::test]
async fn every_report_is_the_struct_of_the_command_line() {
    let site = Site::start().await;
    let token = site.token("vera").await;
    let status: StatusReport = report(&site, &token, "/api/status").await;
    assert_eq!(status.head.schema, "resync.status/v1");
    assert!(status.head.demo && status.failed_total > 0);
    let jobs: JobsReport = report(&site, &token, "/api/jobs?status=failed&sort=start").await;
    assert_eq!(jobs.total, Some(status.failed_total));
    let failed = &jobs.data[0];
    let job: JobReport = report(&site, &token, &format!("/api/jobs/{}", escape(&failed.id))).await;
    assert_eq!(job.job.key, failed.key);
    let by_name: JobReport =
        report(&site, &token, &format!("/api/jobs/{}", escape(&failed.key))).await;
    assert_eq!(by_name.job.id, failed.id);
    let log: LogReport = report(
        &site,
        &token,
        &format!("/api/jobs/{}/log?tail=20", escape(&failed.id)),
    )
    .await;
    assert!(log.lines.len() <= 20 && log.job.key == failed.key);
    let why: Diagnosis = report(
        &site,
        &token,
        &format!("/api/jobs/{}/diagnosis", escape(&failed.id)),
    )
    .await;
    assert_eq!(why.subject.key, failed.key);
    assert!(!why.evidence.is_empty());
    let stations: WorkstationsReport = report(&site, &token, "/api/workstations").await;
    assert_eq!(stations.returned, stations.data.len() as u64);
    let streams: StreamsReport = report(&site, &token, "/api/streams?limit=3").await;
    assert!(streams.truncated && streams.data.len() == 3);
    let agents: Value = report(&site, &token, "/api/agents").await;
    assert_eq!(agents["data"][0]["name"], "operator");
}

fn escape(text: &str) -> String {
    url::form_urlencoded::byte_serialize(text.as_bytes())
        .collect::<String>()
        .replace('+', "%20")
}

#[tokio::test]
async fn cursors_lead_through_a_whole_list_without_a_gap() {
    let site = Site::with(&[("APP_RATE_LIMIT__ENABLED", "false")]).await;
    let token = site.token("vera").await;
    let whole: JobsReport = report(&site, &token, "/api/jobs?limit=1000").await;
    let (mut keys, mut cursor) = (Vec::new(), String::new());
    loop {
        let (status, page) = answer(
            site.get(&format!("/api/jobs?limit=170{cursor}"))
                .bearer_auth(&token),
        )
        .await;
        assert_eq!(status, 200, "{page}");
        let data = page["data"].as_array().expect("lines");
        keys.extend(
            data.iter()
                .map(|line| line["key"].as_str().expect("a key").to_owned()),
        );
        match page["next"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => break,
        }
    }
    let all: Vec<String> = whole.data.iter().map(|line| line.key.clone()).collect();
    assert_eq!(keys, all);
    assert!(all.len() > 400);
    for bad in [
        "limit=0",
        "limit=1001",
        "cursor=%25",
        "status=nonsense",
        "sort=colour",
        "unknown=1",
        "since=never",
    ] {
        let (status, body) =
            answer(site.get(&format!("/api/jobs?{bad}")).bearer_auth(&token)).await;
        assert_eq!(
            (status.as_u16(), body["status"].as_u64()),
            (400, Some(400)),
            "{bad}: {body}"
        );
    }
}

#[tokio::test]
async fn what_a_reader_has_already_is_answered_with_304() {
    let site = Site::start().await;
    let token = site.token("vera").await;
    for path in ["/api/status", "/api/workstations", "/api/agents"] {
        let first = site
            .get(path)
            .bearer_auth(&token)
            .send()
            .await
            .expect("an answer");
        let tag = first.headers()["etag"].clone();
        let again = site
            .get(path)
            .bearer_auth(&token)
            .header("If-None-Match", &tag);
        let again = again.send().await.expect("an answer");
        assert_eq!(again.status(), 304, "{path}");
        assert!(again.bytes().await.expect("a body").is_empty());
        let other = site
            .get(path)
            .bearer_auth(&token)
            .header("If-None-Match", "\"x\"");
        assert_eq!(other.send().await.expect("an answer").status(), 200);
    }
}

#[tokio::test]
async fn health_tells_strangers_no_more_than_that_it_lives() {
    let site = Site::start().await;
    let (status, body) = answer(site.get("/api/health/app")).await;
    assert_eq!(
        (status.as_u16(), body),
        (200, serde_json::json!({ "status": "ok" }))
    );
    let token = site.token("vera").await;
    let (_, body) = answer(site.get("/api/health/app").bearer_auth(&token)).await;
    assert_eq!(body["version"], env!("CARGO_PKG_VERSION"));
    let (status, body) = answer(site.get("/api/health/tws").bearer_auth(&token)).await;
    assert_eq!(
        (status.as_u16(), &body["reachable"]),
        (200, &Value::Bool(true))
    );
}

#[tokio::test]
async fn a_scheduler_that_is_down_is_said_to_be_down_and_the_server_lives() {
    let nowhere = crate::engine::engine("http://127.0.0.1:9");
    let demo = resync::demo::Demo::generate(crate::demo_server::options()).expect("a plan");
    let site = Site::before(&nowhere, demo.into(), &[]).await;
    let token = site.token("vera").await;
    let (status, body) = answer(site.get("/api/health/tws").bearer_auth(&token)).await;
    assert_eq!(status, 503);
    assert!(
        body["since"].is_string()
            && body["error"]
                .as_str()
                .is_some_and(|e| e.contains("127.0.0.1:9"))
    );
    let (status, body) = answer(site.get("/api/status").bearer_auth(&token)).await;
    assert_eq!(
        (status.as_u16(), body["code"].as_str()),
        (502, Some("tws_unreachable"))
    );
    assert!(body["hints"][0].is_string() && body["correlation_id"].is_string());
    assert_eq!(answer(site.get("/api/health/app")).await.0, 200);
    assert!((site.metric("resync_tws_up", "").await).abs() < f64::EPSILON);
}

#[tokio::test]
async fn metrics_are_for_this_machine_the_collector_and_administrators() {
    // With a proxy in front, nobody is known to sit on this machine.
    let site = Site::with(&[("APP_SERVER__TRUSTED_PROXIES", "127.0.0.1")]).await;
    let status = |request: reqwest::RequestBuilder| async {
        request.send().await.expect("an answer").status().as_u16()
    };
    let path = "/api/metrics";
    assert_eq!(status(site.get(path)).await, 401);
    assert_eq!(status(site.get(path).bearer_auth(METRICS)).await, 200);
    assert_eq!(
        status(site.get(path).bearer_auth("wrong-wrong-wrong-wrong")).await,
        401
    );
    assert_eq!(
        status(site.get(path).bearer_auth(site.token("olaf").await)).await,
        403
    );
    assert_eq!(
        status(site.get(path).bearer_auth(site.token("anna").await)).await,
        200
    );
    let open = Site::start().await;
    assert_eq!(status(open.get(path)).await, 200);
    assert_eq!(
        status(open.get(path).header("X-Forwarded-For", "1.2.3.4")).await,
        401
    );
}

#[tokio::test]
async fn the_audit_file_tells_who_came_asked_and_was_refused() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("audit.jsonl");
    let path = file.to_string_lossy().into_owned();
    let site = Site::with(&[("APP_SERVER__AUDIT_FILE", path.as_str())]).await;
    let token = site.token("vera").await;
    let ask = |token: String| {
        let request = site.request("POST", "/api/chat").bearer_auth(token);
        answer(request.json(&serde_json::json!({ "question": "canary-question" })))
    };
    assert_eq!(ask(token).await.0, 403);
    let _ = ask(site.token("olaf").await).await;
    let _ = site.log_in("eve\n\u{1b}[31m", "canary-wrong").await;
    let text = std::fs::read_to_string(&file).expect("readable");
    let lines: Vec<Value> = text
        .lines()
        .map(|line| serde_json::from_str(line).expect("JSON"))
        .collect();
    let seen: Vec<(&str, &str)> = lines
        .iter()
        .map(|line| {
            (
                line["event"].as_str().expect("text"),
                line["outcome"].as_str().expect("text"),
            )
        })
        .collect();
    assert_eq!(
        seen,
        [
            ("login", "ok"),
            ("enter", "lacks the role"),
            ("login", "ok"),
            ("ask", "begun"),
            ("login", "wrong")
        ]
    );
    assert!(
        lines
            .iter()
            .all(|line| line["correlation_id"].is_string() && line["client"] == "127.0.0.1")
    );
    assert!(
        !text.contains("canary") && !text.contains('\u{1b}'),
        "{text}"
    );
}

#[tokio::test]
async fn metrics_count_by_matched_route_in_both_formats() {
    let site = Site::start().await;
    let token = site.token("vera").await;
    for name in ["a", "b"] {
        let _ = answer(site.get(&format!("/api/jobs/{name}")).bearer_auth(&token)).await;
    }
    let _ = answer(site.get("/api/status").bearer_auth(&token)).await;
    let one = site
        .metric("resync_http_requests_total", "route=\"/api/jobs/{id}\"")
        .await;
    assert!((one - 2.0).abs() < f64::EPSILON, "{one}");
    assert!(
        site.metric("resync_tws_requests_total", "op=\"/engine/info\"")
            .await
            > 0.0
    );
    assert!(site.metric("resync_tws_jobs{", "state=").await > 400.0);
    assert!(site.metric("resync_logins_total", "outcome=\"ok\"").await > 0.0);
    let response = site
        .get("/api/metrics")
        .header("Accept", "application/openmetrics-text; version=1.0.0");
    let response = response.send().await.expect("an answer");
    let kind = response.headers()["content-type"]
        .to_str()
        .expect("text")
        .to_owned();
    assert!(kind.starts_with("application/openmetrics-text"), "{kind}");
    let text = response.text().await.expect("text");
    assert!(text.ends_with("# EOF\n") && text.contains("# TYPE resync_http_requests counter"));
    assert!(!text.contains("vera") && !text.contains("canary"));
}
