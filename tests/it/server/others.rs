//! Other people's things, and what other people's browsers report: refused, bounded, and logged.

use jsonwebtoken::get_current_timestamp;
use serde_json::{Value, json};
use tokio::io::AsyncReadExt;

use super::guard::token;
use super::process::{command, end, metric, said, signal};
use super::world::{KEY, PASSWORD, Site, answer, users};

#[tokio::test]
async fn what_belongs_to_others_is_refused_and_the_refusal_is_logged() {
    let users = users();
    let audit = tempfile::NamedTempFile::new().expect("a file");
    let path = |file: &tempfile::NamedTempFile| file.path().to_string_lossy().into_owned();
    let (users_file, audit_file) = (path(&users), path(&audit));
    let variables = [
        ("SECRET_KEY", KEY),
        ("APP_SERVER__USERS_FILE", users_file.as_str()),
        ("APP_SERVER__AUDIT_FILE", audit_file.as_str()),
        // Metrics are then for admins alone, even on this machine.
        ("APP_SERVER__TRUSTED_PROXIES", "127.0.0.1"),
    ];
    let mut child = command(&variables, &["--log-format", "json"])
        .spawn()
        .expect("it starts");
    let address = said(&mut child).await;
    let client = reqwest::Client::new();
    let now = i64::try_from(get_current_timestamp()).expect("a date");
    let ask = |user: &str, method: &str, route: &str, body: Option<Value>, id: &str| {
        let method: reqwest::Method = method.parse().expect("a method");
        let mut request = client
            .request(method, format!("{address}{route}"))
            .bearer_auth(token(user, now, 900))
            .header("X-Request-ID", id);
        if let Some(body) = body {
            request = request.json(&body);
        }
        answer(request)
    };
    let question = json!({ "question": "what failed?" });
    let (status, first) = ask("olaf", "POST", "/api/chat", Some(question), "test-own-1").await;
    assert_eq!(status, 200, "{first}");
    let others = json!({ "question": "and why?", "session": first["session"] });
    let (status, body) = ask(
        "anna",
        "POST",
        "/api/chat",
        Some(others.clone()),
        "test-other-1",
    )
    .await;
    assert_eq!(
        (status.as_u16(), body["code"].as_str()),
        (404, Some("no_such_conversation"))
    );
    // It reads as one that never was.
    let unknown = json!({ "question": "and why?", "session": "0123456789abcdef" });
    let (_, mut never) = ask("anna", "POST", "/api/chat", Some(unknown), "test-other-2").await;
    never["correlation_id"] = body["correlation_id"].clone();
    assert_eq!(never, body);
    let (status, body) = ask("vera", "GET", "/api/metrics", None, "test-admin-1").await;
    assert_eq!(
        (status.as_u16(), body["code"].as_str()),
        (403, Some("insufficient_scope"))
    );
    let (status, _) = ask("vera", "POST", "/api/chat", Some(others), "test-admin-2").await;
    assert_eq!(status, 403);
    signal(&child, "-TERM");
    let (code, log) = end(child).await;
    assert_eq!(code, Some(0), "{log}");
    let lines: Vec<Value> = log
        .lines()
        .filter_map(|line| serde_json::from_str(line).ok())
        .collect();
    for (id, user, status) in [
        ("test-other-1", "anna", 404),
        ("test-admin-1", "vera", 403),
        ("test-admin-2", "vera", 403),
    ] {
        let line = lines
            .iter()
            .find(|line| line["id"] == id && line["status"].is_number());
        let line = line.unwrap_or_else(|| panic!("{id} is not in the log: {log}"));
        assert_eq!(
            (line["user"].as_str(), line["status"].as_u64()),
            (Some(user), Some(status))
        );
    }
    let audit = std::fs::read_to_string(audit.path()).expect("readable");
    for id in ["test-admin-1", "test-admin-2"] {
        let line = audit.lines().find(|line| line.contains(id));
        let line = line.unwrap_or_else(|| panic!("{id}: {audit}"));
        assert!(
            line.contains("lacks the role") && line.contains("\"vera\""),
            "{line}"
        );
    }
    assert!(!log.contains("canary") && !audit.contains("canary"));
}

#[tokio::test]
async fn ten_thousand_reports_of_browsers_are_counted_and_few_are_logged() {
    let variables = [
        ("SECRET_KEY", KEY),
        ("ADMIN_PASSWORD", PASSWORD),
        ("APP_RATE_LIMIT__READ", "1000000"),
    ];
    let mut child = command(&variables, &["--log-format", "json"])
        .spawn()
        .expect("it starts");
    let address = said(&mut child).await;
    // Read all the time: a log that nobody reads loses lines.
    let mut log = child.stderr.take().expect("a pipe");
    let log = tokio::spawn(async move {
        let mut text = String::new();
        log.read_to_string(&mut text).await.map(|_| text)
    });
    let client = reqwest::Client::new();
    let post = |reports: &Value| {
        client
            .post(format!("{address}/api/csp-report"))
            .header("content-type", "application/reports+json")
            .body(reports.to_string())
    };
    let one = json!({ "type": "csp-violation", "body": { "blockedURL": "inline", "effectiveDirective": "x".repeat(500) } });
    let twenty = Value::Array(vec![one.clone(); 20]);
    for _ in 0..500 {
        assert_eq!(post(&twenty).send().await.expect("an answer").status(), 204);
    }
    let counted = metric(&client, &address, "resync_csp_violations_total").await;
    assert!((counted - 10_000.0).abs() < 0.5, "{counted}");
    // More in one request than are looked at are not counted.
    let many = Value::Array(vec![json!({ "body": {} }); 900]);
    assert_eq!(post(&many).send().await.expect("an answer").status(), 204);
    let counted = metric(&client, &address, "resync_csp_violations_total").await;
    assert!((counted - 10_020.0).abs() < 0.5, "{counted}");
    signal(&child, "-TERM");
    assert_eq!(child.wait().await.expect("a status").code(), Some(0));
    let log = log.await.expect("no panic").expect("text");
    let told: Vec<&str> = log
        .lines()
        .filter(|line| line.contains("kept something"))
        .collect();
    assert_eq!(told.len(), 200);
    assert!(told.iter().all(|line| line.len() < 1_000), "each is short");
    // Those who send many are limited as anybody is.
    let site = Site::with(&[("APP_RATE_LIMIT__READ", "30")]).await;
    let mut statuses = Vec::new();
    for _ in 0..60 {
        let request = site.request("POST", "/api/csp-report");
        let request = request.header("Content-Type", "application/reports+json");
        statuses.push(answer(request.body(twenty.to_string())).await.0.as_u16());
    }
    assert!(
        statuses.contains(&204) && statuses.contains(&429),
        "{statuses:?}"
    );
}
