//! Who may do how much: scopes, the audit file, the bounds of a question, and what is counted.

use resync::chat::Setup;
use serde_json::{Value, json};

use super::watched::site;
use super::world::{METRICS, PASSWORD, Site, answer};
use crate::model_server::{calls, model, says, serve};

async fn token(site: &Site, fields: &[(&str, &str)]) -> (u16, Value) {
    let (status, body) = answer(site.form("/token", fields)).await;
    (status.as_u16(), body)
}

fn text(body: &Value, field: &str) -> String {
    body[field].as_str().unwrap_or_default().to_owned()
}

#[tokio::test]
async fn a_token_is_good_for_what_was_asked_for_and_no_more() {
    let site = Site::with(&[("APP_RATE_LIMIT__ENABLED", "false")]).await;
    let log_in = |user: &'static str, scope: &'static str| {
        let fields = vec![
            ("grant_type", "password"),
            ("username", user),
            ("password", PASSWORD),
            ("scope", scope),
        ];
        let site = &site;
        async move { token(site, &fields).await }
    };
    let may = |token: String| {
        let site = &site;
        async move {
            let question = json!({ "question": "what failed?" });
            let read = answer(site.get("/api/agents").bearer_auth(&token)).await;
            let ask = site.request("POST", "/api/chat").bearer_auth(&token);
            let ask = answer(ask.json(&question)).await;
            let count = answer(site.get("/api/metrics").bearer_auth(&token)).await;
            for refused in [&read, &ask, &count] {
                let fine = refused.0 == 200 || refused.1["code"] == "insufficient_scope";
                assert!(fine, "{refused:?}");
            }
            [read.0, ask.0, count.0].map(|status| status == 200)
        }
    };
    let (_, whole) = log_in("anna", "").await;
    assert_eq!(text(&whole, "scope"), "read chat admin");
    assert_eq!(may(text(&whole, "access_token")).await, [true, true, true]);
    for (scope, expected) in [
        ("read", [true, false, false]),
        ("chat", [false, true, false]),
        ("admin read", [true, false, true]),
    ] {
        let (status, body) = log_in("anna", scope).await;
        assert_eq!(status, 200, "{body}");
        assert_eq!(may(text(&body, "access_token")).await, expected, "{scope}");
    }
    assert_eq!(
        log_in("vera", "read chat").await.1["error"],
        "invalid_scope"
    );
    assert_eq!(
        log_in("anna", "read write").await.1["error"],
        "invalid_scope"
    );

    // Through refreshes: never more than the login was for, less where that is asked for.
    let (_, login) = log_in("anna", "read chat").await;
    let refresh = |token: String, scope: &'static str| {
        let site = &site;
        async move {
            let fields = [
                ("grant_type", "refresh_token"),
                ("refresh_token", token.as_str()),
                ("scope", scope),
            ];
            self::token(site, &fields).await
        }
    };
    let (status, body) = refresh(text(&login, "refresh_token"), "read chat admin").await;
    assert_eq!(
        (status, text(&body, "error").as_str()),
        (400, "invalid_scope")
    );
    // The token was not used up by that.
    let (_, less) = refresh(text(&login, "refresh_token"), "read").await;
    assert_eq!(text(&less, "scope"), "read");
    assert_eq!(may(text(&less, "access_token")).await, [true, false, false]);
    let (_, again) = refresh(text(&less, "refresh_token"), "").await;
    assert_eq!(text(&again, "scope"), "read chat");
    assert_eq!(may(text(&again, "access_token")).await, [true, true, false]);
}

#[tokio::test]
async fn every_refusal_is_in_the_audit_file() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("audit.jsonl");
    let path = file.to_string_lossy().into_owned();
    // Behind a proxy nobody is known to sit on this machine, so that metrics need a login.
    let site = Site::with(&[
        ("APP_SERVER__AUDIT_FILE", path.as_str()),
        ("APP_SERVER__TRUSTED_PROXIES", "127.0.0.1"),
        ("APP_RATE_LIMIT__READ", "3"),
    ])
    .await;
    let (olaf, cookie) = (site.token("olaf").await, site.cookie("olaf").await);
    let expect = |expected: u16, request: reqwest::RequestBuilder| async move {
        let (status, body) = answer(request).await;
        assert_eq!(status, expected, "{body}");
    };
    expect(401, site.get("/api/status").bearer_auth("canary.not.one")).await;
    expect(403, site.get("/api/metrics").bearer_auth(&olaf)).await;
    let foreign = json!({ "question": "x", "session": "canary-session" });
    let ask = || site.request("POST", "/api/chat");
    expect(404, ask().bearer_auth(&olaf).json(&foreign)).await;
    let from_elsewhere = ask()
        .header("Cookie", &cookie)
        .header("Origin", "https://evil.example")
        .header("Sec-Fetch-Site", "cross-site");
    expect(403, from_elsewhere.json(&json!({ "question": "x" }))).await;
    expect(403, ask().header("Cookie", &cookie).json(&json!({}))).await;
    let mut limited = 0;
    for _ in 0..60 {
        let (status, _) = answer(site.get("/api/agents").bearer_auth(&olaf)).await;
        limited += u32::from(status == 429);
    }
    assert!(limited > 30, "{limited}");
    let text = std::fs::read_to_string(&file).expect("readable");
    let lines: Vec<Value> = text
        .lines()
        .map(|line| serde_json::from_str(line).expect("JSON"))
        .collect();
    let seen = |event: &str, outcome: &str, user: Option<&str>, by: &str| {
        let fits = lines.iter().filter(|line| {
            line["event"] == event
                && line["outcome"] == outcome
                && line["user"].as_str() == user
                && line["by"] == by
        });
        fits.count()
    };
    let olaf = Some("olaf");
    assert_eq!(
        seen("enter", "invalid token", None, "/api/status"),
        1,
        "{text}"
    );
    assert_eq!(
        seen("enter", "lacks the role", olaf, "/api/metrics"),
        1,
        "{text}"
    );
    assert_eq!(
        seen("ask", "no such conversation", olaf, "/api/chat"),
        1,
        "{text}"
    );
    let elsewhere = lines.iter().filter(|line| line["outcome"] == "cross-site");
    assert_eq!(elsewhere.count(), 2, "{text}");
    // Enough to see it, and not so many that the disk fills.
    let noted = seen("enter", "rate limited", olaf, "/api/agents");
    assert!((1..=20).contains(&noted), "{noted}: {text}");
    assert!(!text.contains("canary"), "{text}");
}

#[tokio::test]
async fn each_field_of_a_question_has_its_bound() {
    let site = Site::with(&[("APP_RATE_LIMIT__ENABLED", "false")]).await;
    let token = site.token("olaf").await;
    let ask = |body: Value| {
        let request = site.request("POST", "/api/chat").bearer_auth(&token);
        answer(request.json(&body))
    };
    for (field, body, most) in [
        ("question", json!({ "question": "é".repeat(4_001) }), "4000"),
        (
            "pasted",
            json!({ "question": "x", "pasted": "p".repeat(30_001) }),
            "30000",
        ),
        (
            "session",
            json!({ "question": "x", "session": "s".repeat(65) }),
            "64",
        ),
        (
            "agent",
            json!({ "question": "x", "agent": "a".repeat(65) }),
            "64",
        ),
        ("session", json!({ "question": "x", "session": "a/b" }), ""),
        ("session", json!({ "question": "x", "session": "" }), ""),
    ] {
        let (status, body) = ask(body).await;
        let detail = body["detail"].as_str().unwrap_or_default();
        assert_eq!(status, 400, "{field}: {body}");
        assert!(
            detail.contains(field) && detail.contains(most),
            "{field}: {detail}"
        );
    }
    let (status, body) = ask(json!({ "question": "é".repeat(4_000), "agent": "rules" })).await;
    assert_eq!(status, 200, "{body}");
    let (_, document) = answer(site.get("/api/openapi.json")).await;
    let fields = &document["components"]["schemas"]["Asked"]["properties"];
    assert_eq!(fields["question"]["maxLength"], 4_000, "{fields}");
    assert_eq!(fields["pasted"]["maxLength"], 30_000, "{fields}");
    assert_eq!(fields["session"]["maxLength"], 64, "{fields}");
    assert!(fields["session"]["pattern"].is_string(), "{fields}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_id_follows_a_question_to_scheduler_and_model_and_both_are_counted() {
    let fake = serve(vec![
        calls(&[(
            "a",
            "find_jobs",
            "{\"status\":[\"failed\"],\"since\":\"30m\"}",
        )]),
        says("The job GHOST_OF_LOAD did it."),
        says("It failed, as the log says [E1].\n"),
    ])
    .await;
    let setup = Setup {
        model: Some(model(&fake.url)),
        ..Setup::default()
    };
    let (site, watcher) = site(&[("APP_SERVER__POLL_SECONDS", "3600")], setup).await;
    let token = site.token("olaf").await;
    let planted = site.demo.incidents();
    let failed = planted
        .iter()
        .find(|one| !one.healthy)
        .expect("one of many");
    let id = "night-shift-4711";
    let ask = site.request("POST", "/api/chat").bearer_auth(&token);
    let ask = ask.header("X-Request-ID", id);
    let (status, body) = answer(ask.json(&json!({ "question": failed.question }))).await;
    assert_eq!(
        (status.as_u16(), &body["guard"]["verdict"]),
        (200, &json!("repaired")),
        "{body}"
    );
    let told = watcher
        .asked()
        .into_iter()
        .filter(|one| one.id.as_deref() == Some(id));
    assert!(told.count() > 2, "the scheduler is told the id");
    let requests = fake.requests();
    let rounds: Vec<_> = requests.iter().filter(|one| one.method == "POST").collect();
    assert_eq!(rounds.len(), 3);
    for round in rounds {
        assert_eq!(round.header("x-request-id"), Some(id));
    }
    for (name, part, expected) in [
        (
            "resync_llm_requests_total",
            "{model=\"tiny\",outcome=\"ok\"}",
            3.0,
        ),
        (
            "resync_llm_request_duration_seconds_count",
            "model=\"tiny\"",
            3.0,
        ),
        (
            "resync_llm_request_duration_seconds_bucket",
            "le=\"+Inf\"",
            3.0,
        ),
        ("resync_guard_verdicts_total", "verdict=\"repaired\"", 1.0),
        ("resync_tool_calls_total", "tool=\"find_jobs\"", 1.0),
        ("resync_tool_calls_total", "outcome=\"error\"", 0.0),
    ] {
        let value: f64 = site.metric(name, part).await;
        assert!(
            (value - expected).abs() < f64::EPSILON,
            "{name}{part}: {value}"
        );
    }
    let page = site.get("/api/metrics").bearer_auth(METRICS).send().await;
    let page = page.expect("an answer").text().await.expect("text");
    assert!(!page.contains("GHOST"), "{page}");
}
