//! What the server says of itself: the OpenAPI document and the metrics, judged by others' rules.

use std::io::Write;
use std::process::{Command, Stdio};

use serde_json::Value;

use super::world::{Site, answer};

/// Every reference in a document.
fn references(value: &Value, found: &mut Vec<String>) {
    match value {
        Value::Object(fields) => {
            found.extend(
                fields
                    .get("$ref")
                    .and_then(Value::as_str)
                    .map(str::to_owned),
            );
            fields.values().for_each(|value| references(value, found));
        }
        Value::Array(items) => items.iter().for_each(|value| references(value, found)),
        _ => {}
    }
}

#[tokio::test]
async fn the_document_describes_every_answer_that_is_given() {
    let site = Site::with(&[("APP_RATE_LIMIT__ENABLED", "false")]).await;
    let (_, document) = answer(site.get("/api/openapi.json")).await;
    assert_eq!(document["openapi"], "3.1.0");
    let mut all = Vec::new();
    references(&document, &mut all);
    assert!(all.len() > 50);
    for reference in all {
        let pointer = reference.strip_prefix('#').expect("a local reference");
        assert!(
            document.pointer(pointer).is_some(),
            "{reference} leads nowhere"
        );
    }
    let token = site.token("anna").await;
    let mut seen = 0;
    for (path, methods) in document["paths"].as_object().expect("paths") {
        let Some(operation) = methods.get("get").filter(|_| path != "/api/events") else {
            continue;
        };
        let path = path
            .replace("{name}", "app.css")
            .replace("{id}", "/api/jobs");
        let path = match path.split_once("//api/jobs") {
            Some((before, after)) => {
                let (_, jobs) = answer(
                    site.get("/api/jobs?status=failed&limit=1")
                        .bearer_auth(&token),
                )
                .await;
                format!(
                    "{before}/{}{after}",
                    jobs["data"][0]["id"].as_str().expect("an id")
                )
            }
            None => path,
        };
        let response = site
            .get(&path)
            .bearer_auth(&token)
            .send()
            .await
            .expect("an answer");
        let status = response.status().as_u16().to_string();
        let described = &operation["responses"][&status];
        assert!(described.is_object(), "{path}: {status} is not described");
        let kind = response
            .headers()
            .get("content-type")
            .map(|kind| kind.to_str().expect("text").to_owned());
        if let Some(kind) = kind {
            let media = kind.split(';').next().expect("a type").to_owned();
            let schema = described["content"][&media]["schema"].clone();
            assert!(!schema.is_null(), "{path}: {media} is not described");
            if media == "application/json" {
                let body: Value = response.json().await.expect("JSON");
                let mut whole = if schema.is_object() {
                    schema
                } else {
                    serde_json::json!({})
                };
                whole["components"] = document["components"].clone();
                let valid = jsonschema::validator_for(&whole).expect("a schema");
                let faults: Vec<String> = valid
                    .iter_errors(&body)
                    .map(|fault| fault.to_string())
                    .collect();
                assert!(faults.is_empty(), "{path}: {faults:?}");
                seen += 1;
            }
        }
    }
    assert!(seen >= 12, "{seen}");
}

#[tokio::test]
async fn promtool_finds_nothing_to_say_about_the_metrics() {
    let site = Site::start().await;
    let token = site.token("olaf").await;
    for path in ["/api/status", "/api/jobs", "/nothing"] {
        let _ = answer(site.get(path).bearer_auth(&token)).await;
    }
    let ask = site.request("POST", "/api/chat").bearer_auth(&token);
    let _ = answer(ask.json(&serde_json::json!({ "question": "what failed?" }))).await;
    let text = site
        .get("/api/metrics")
        .send()
        .await
        .expect("an answer")
        .text()
        .await
        .expect("text");
    let check = Command::new("promtool")
        .args(["check", "metrics"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn();
    let Ok(mut check) = check else {
        eprintln!("promtool is not installed: the metrics are not checked");
        return;
    };
    check
        .stdin
        .take()
        .expect("a pipe")
        .write_all(text.as_bytes())
        .expect("written");
    let done = check.wait_with_output().expect("it ends");
    let said = String::from_utf8_lossy(&done.stderr);
    assert!(done.status.success() && said.trim().is_empty(), "{said}");
}
