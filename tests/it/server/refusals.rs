//! Who may not, and how that is said: roles, other sites, other hosts, wrong paths and methods.

use serde_json::{Value, json};

use super::world::{Site, answer};

#[tokio::test]
async fn every_route_that_needs_a_login_refuses_strangers_and_lesser_roles() {
    let site = Site::with(&[
        ("APP_RATE_LIMIT__ENABLED", "false"),
        // No caller sits on this machine then, which would open the metrics.
        ("APP_SERVER__TRUSTED_PROXIES", "127.0.0.1"),
    ])
    .await;
    let (_, document) = answer(site.get("/api/openapi.json")).await;
    let viewer = site.token("vera").await;
    let (mut closed, mut above) = (0, 0);
    for (path, methods) in document["paths"].as_object().expect("paths") {
        for (method, operation) in methods.as_object().expect("methods") {
            let Some(scope) = operation["security"][0]["token"][0].as_str() else {
                continue;
            };
            let path = path.replace("{id}", "x");
            let request = || {
                let request = site.request(&method.to_uppercase(), &path);
                if method == "post" {
                    request.json(&json!({ "question": "x" }))
                } else {
                    request
                }
            };
            closed += 1;
            let (status, body) = answer(request()).await;
            assert_eq!(
                (status.as_u16(), body["code"].as_str()),
                (401, Some("unauthorized")),
                "{path}"
            );
            if scope != "read" {
                above += 1;
                let (status, body) = answer(request().bearer_auth(&viewer)).await;
                assert_eq!(
                    (status.as_u16(), body["code"].as_str()),
                    (403, Some("insufficient_scope")),
                    "{path}"
                );
            }
        }
    }
    assert!(closed >= 12 && above >= 2, "{closed} {above}");
}

#[tokio::test]
async fn problems_are_rfc_9457_for_wrong_paths_and_methods_too() {
    let site = Site::start().await;
    for (method, path, status, code) in [
        ("GET", "/nothing", 404, "no_such_path"),
        ("GET", "/assets/..%2fCargo.toml", 404, "no_such_path"),
        ("GET", "/assets/%2e%2e/x", 404, "no_such_path"),
        ("DELETE", "/api/status", 405, "method_not_allowed"),
        ("TRACE", "/api/status", 405, "method_not_allowed"),
        ("FOO", "/api/status", 405, "method_not_allowed"),
        ("GET", "/api/chat", 405, "method_not_allowed"),
    ] {
        let request = site
            .request(method, path)
            .header("X-Request-ID", "test-correlation-1");
        let response = request.send().await.expect("an answer");
        assert_eq!(response.status().as_u16(), status, "{method} {path}");
        assert_eq!(
            response.headers()["content-type"],
            "application/problem+json"
        );
        assert_eq!(response.headers()["x-request-id"], "test-correlation-1");
        assert_eq!(
            response.headers().contains_key("allow"),
            status == 405,
            "{method} {path}"
        );
        let body: Value = response.json().await.expect("JSON");
        assert_eq!(
            (body["code"].as_str(), body["status"].as_u64()),
            (Some(code), Some(status.into()))
        );
        assert_eq!(body["correlation_id"], "test-correlation-1");
        for field in ["type", "title", "detail", "instance"] {
            assert!(body[field].is_string(), "{field}");
        }
    }
}

#[tokio::test]
async fn ids_that_could_harm_a_log_are_replaced() {
    let site = Site::start().await;
    for bad in ["with blank", "short", &"x".repeat(5_000), "semi;colon-1234"] {
        let response = site.get("/api/health/app").header("X-Request-ID", bad);
        let response = response.send().await.expect("an answer");
        let id = response.headers()["x-request-id"]
            .to_str()
            .expect("text")
            .to_owned();
        assert!(id != bad && id.len() == 16, "{id}");
    }
}

#[tokio::test]
async fn requests_of_other_sites_are_refused_where_a_cookie_could_act() {
    let site = Site::with(&[("APP_SERVER__CORS_ORIGINS", "https://portal.example")]).await;
    let cookie = site.cookie("olaf").await;
    let post = |headers: &[(&str, &str)]| {
        let mut request = site.request("POST", "/api/chat").header("Cookie", &cookie);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let request = request.json(&json!({ "question": "status" }));
        async move { request.send().await.expect("an answer").status().as_u16() }
    };
    let own = site.base.clone();
    assert_eq!(
        post(&[("Sec-Fetch-Site", "same-origin"), ("Origin", &own)]).await,
        200
    );
    assert_eq!(post(&[("Origin", &own)]).await, 200);
    assert_eq!(
        post(&[("Origin", "https://portal.example")]).await,
        200,
        "an origin that is trusted"
    );
    for headers in [
        &[][..],
        &[("Sec-Fetch-Site", "cross-site")],
        &[("Sec-Fetch-Site", "same-site")],
        &[("Origin", "https://evil.example")],
        &[("Origin", "null")],
        &[("Origin", "https://portal.example.evil.example")],
    ] {
        assert_eq!(post(headers).await, 403, "{headers:?}");
    }
    let bearer = site
        .request("POST", "/api/chat")
        .bearer_auth(site.token("olaf").await);
    assert_eq!(
        answer(bearer.json(&json!({ "question": "status" })))
            .await
            .0,
        200,
        "a program's call"
    );
    let text = site
        .request("POST", "/api/chat")
        .header("Cookie", &cookie)
        .header("Origin", &own);
    let text = text
        .header("Content-Type", "text/plain")
        .body(r#"{"question":"status"}"#);
    assert_eq!(answer(text).await.0, 415);
}

#[tokio::test]
async fn pages_of_named_origins_alone_may_read() {
    let site = Site::with(&[("APP_SERVER__CORS_ORIGINS", "https://good.example")]).await;
    for (origin, allowed) in [
        ("https://good.example", true),
        ("https://good.example.evil.example", false),
        ("https://sub.good.example", false),
        ("http://good.example", false),
        ("null", false),
    ] {
        let ask = |method: &str| {
            site.request(method, "/api/status")
                .header("Origin", origin)
                .header("Access-Control-Request-Method", "DELETE")
        };
        for method in ["OPTIONS", "GET"] {
            let response = ask(method).send().await.expect("an answer");
            let field = response.headers().get("access-control-allow-origin");
            assert_eq!(field.is_some(), allowed, "{method} {origin}");
            assert!(
                response.headers()["vary"]
                    .to_str()
                    .expect("text")
                    .to_lowercase()
                    .contains("origin")
            );
            assert!(
                !response
                    .headers()
                    .contains_key("access-control-allow-credentials")
            );
        }
        let methods = ask("OPTIONS").send().await.expect("an answer").headers()["access-control-allow-methods"].clone();
        assert!(!methods.to_str().expect("text").contains("DELETE"));
    }
    assert!(site.metric("resync_cors_violations_total", "").await >= 4.0);
}

#[tokio::test]
async fn security_fields_stand_on_every_answer() {
    let site = Site::start().await;
    for path in [
        "/login",
        "/api/health/app",
        "/api/status",
        "/nothing",
        "/assets/app.css",
    ] {
        let response = site.get(path).send().await.expect("an answer");
        let headers = response.headers();
        let policy = headers["content-security-policy"].to_str().expect("text");
        for part in [
            "default-src 'none'",
            "object-src 'none'",
            "base-uri 'none'",
            "frame-ancestors 'none'",
            "report-uri /api/csp-report",
        ] {
            assert!(policy.contains(part), "{path}: {policy}");
        }
        assert!(!policy.contains("unsafe"), "{policy}");
        for name in [
            "x-content-type-options",
            "referrer-policy",
            "permissions-policy",
            "cross-origin-opener-policy",
            "cross-origin-resource-policy",
            "cache-control",
            "x-request-id",
        ] {
            assert!(headers.contains_key(name), "{path}: {name}");
        }
        assert!(
            !headers.contains_key("strict-transport-security"),
            "plain HTTP"
        );
    }
}

#[tokio::test]
async fn reports_of_browsers_are_taken_in_both_forms_and_bounded() {
    let site = Site::start().await;
    let post = |kind: &'static str, body: String| {
        let request = site
            .request("POST", "/api/csp-report")
            .header("Content-Type", kind)
            .body(body);
        let request = request
            .header("Sec-Fetch-Site", "cross-site")
            .header("Origin", "null");
        async move { request.send().await.expect("an answer").status().as_u16() }
    };
    let old =
        json!({ "csp-report": { "blocked-uri": "inline", "effective-directive": "script-src" } });
    let new = json!([{ "type": "csp-violation", "body": { "blockedURL": "inline" } }]);
    assert_eq!(post("application/csp-report", old.to_string()).await, 204);
    assert_eq!(post("application/reports+json", new.to_string()).await, 204);
    assert_eq!(post("application/csp-report", "{".to_owned()).await, 400);
    assert_eq!(post("application/csp-report", "{}".to_owned()).await, 400);
    assert_eq!(post("text/plain", old.to_string()).await, 415);
    assert_eq!(
        post(
            "application/csp-report",
            format!("\"{}\"", "x".repeat(20_000))
        )
        .await,
        413
    );
    assert_eq!(
        post(
            "application/csp-report",
            format!("\"{}\"", "x".repeat(40_000))
        )
        .await,
        413
    );
    assert!((site.metric("resync_csp_violations_total", "").await - 2.0).abs() < f64::EPSILON);
}
