//! Questions over HTTP: at once, as a stream, one after another.

use std::time::Duration;

use futures_util::StreamExt;
use serde_json::{Value, json};

use super::world::{Site, answer};
use crate::fault::Step;
use crate::model_server::{model, says, sent, serve};

/// The events of a stream, until it ends.
async fn events(request: reqwest::RequestBuilder) -> Vec<(String, Value)> {
    let response = request
        .header("Accept", "text/event-stream")
        .send()
        .await
        .expect("an answer");
    assert_eq!(response.status(), 200);
    assert_eq!(response.headers()["content-type"], "text/event-stream");
    let text = response.text().await.expect("text");
    let field = |block: &str, name: &str| {
        let lines = block.lines().filter_map(|line| line.strip_prefix(name));
        lines.map(str::trim_start).collect::<String>()
    };
    text.split("\n\n")
        .filter(|block| block.contains("data:"))
        .map(|block| {
            (
                field(block, "event:"),
                serde_json::from_str(&field(block, "data:")).expect("JSON"),
            )
        })
        .collect()
}

#[tokio::test]
async fn a_question_is_answered_with_the_report_of_ask() {
    let site = Site::start().await;
    let token = site.token("olaf").await;
    let planted = site.demo.incidents();
    let question = &planted[0].question;
    let (status, body) = answer(
        site.request("POST", "/api/chat")
            .bearer_auth(&token)
            .json(&json!({ "question": question })),
    )
    .await;
    assert_eq!(status, 200, "{body}");
    let report: resync::ask::AskReport =
        serde_json::from_value(body.clone()).expect("the same struct");
    assert_eq!(
        (report.question.as_str(), report.written_by.as_str()),
        (question.as_str(), "rules")
    );
    assert!(report.head.demo && body["session"].is_string());
    assert!(
        (site
            .metric("resync_answers_total", "written_by=\"rules\"")
            .await
            - 1.0)
            .abs()
            < f64::EPSILON
    );
}

#[tokio::test]
async fn a_stream_gives_evidence_and_text_and_ends_with_the_report() {
    let site = Site::start().await;
    let token = site.token("olaf").await;
    let planted = site.demo.incidents();
    let ask = site.request("POST", "/api/chat").bearer_auth(&token);
    let events = events(ask.json(&json!({ "question": planted[0].question }))).await;
    let (last, rest) = events.split_last().expect("events");
    assert_eq!(last.0, "done");
    let told: String = rest
        .iter()
        .filter_map(|(_, event)| event["text"].as_str())
        .collect();
    assert_eq!(Some(told.as_str()), last.1["answer"].as_str());
    let evidence = rest.iter().filter(|(name, _)| name == "evidence").count();
    assert_eq!(
        Some(evidence),
        last.1["diagnosis"]["evidence"].as_array().map(Vec::len)
    );
    assert!(events.iter().all(|(name, event)| event["type"] == **name));
}

#[tokio::test]
async fn an_error_in_a_stream_is_an_event_with_its_code() {
    let site = Site::start().await;
    let token = site.token("olaf").await;
    let ask = site.request("POST", "/api/chat").bearer_auth(&token);
    let events = events(ask.json(&json!({ "question": "why did job NOSUCHJOB_XYZ abend?" }))).await;
    let (name, event) = events.last().expect("an event");
    assert_eq!(
        (name.as_str(), event["problem"]["code"].as_str()),
        ("error", Some("not_found"))
    );
    assert!(event["problem"]["correlation_id"].is_string());
}

#[tokio::test]
async fn a_conversation_goes_on_for_its_user_and_for_nobody_else() {
    let site = Site::start().await;
    let (olaf, anna) = (site.token("olaf").await, site.token("anna").await);
    let ask = |token: &str, body: Value| {
        answer(
            site.request("POST", "/api/chat")
                .bearer_auth(token)
                .json(&body),
        )
    };
    let planted = site.demo.incidents();
    let failed = planted
        .iter()
        .find(|p| p.question.starts_with("why"))
        .expect("a why-question");
    let (_, first) = ask(&olaf, json!({ "question": failed.question })).await;
    let session = first["session"].as_str().expect("a session").to_owned();
    let (status, second) = ask(
        &olaf,
        json!({ "question": "and why is that?", "session": session }),
    )
    .await;
    assert_eq!(status, 200, "{second}");
    assert_eq!(
        second["subject"]["key"], first["subject"]["key"],
        "it knows what was spoken of"
    );
    let (status, body) = ask(
        &anna,
        json!({ "question": "and why is that?", "session": session }),
    )
    .await;
    assert_eq!(
        (status.as_u16(), body["code"].as_str()),
        (404, Some("no_such_conversation"))
    );
}

#[tokio::test]
async fn bodies_that_are_not_questions_are_refused() {
    let site = Site::with(&[("APP_RATE_LIMIT__ENABLED", "false")]).await;
    let token = site.token("olaf").await;
    let post = |body: Vec<u8>, kind: &'static str| {
        let request = site
            .request("POST", "/api/chat")
            .bearer_auth(&token)
            .header("Content-Type", kind)
            .body(body);
        async move { request.send().await.expect("an answer").status().as_u16() }
    };
    let json_type = "application/json";
    for bad in [
        "",
        "{}",
        "[]",
        "{\"question\":1}",
        "{\"question\":\"x\",\"extra\":1}",
        "{\"question\":\"x\",\"question\":\"y\"}",
        "\u{feff}{\"question\":\"x\"}",
        "{\"question\":\"x\"} trailing",
        "{\"question\":\"\\ud800\"}",
        "{\"question\":1e400}",
        "{\"question\":\"x\",\"agent\":\"nobody\"}",
        "{\"question\":\"\"}",
        "{\"__proto__\":{}}",
        "\0",
    ] {
        assert_eq!(
            post(bad.as_bytes().to_vec(), json_type).await,
            400,
            "{bad:?}"
        );
    }
    assert_eq!(post("[".repeat(30_000).into_bytes(), json_type).await, 400);
    assert_eq!(post(vec![b'x'; 40_000], json_type).await, 413);
    assert_eq!(
        post(
            b"{\"question\":\"x\"}".to_vec(),
            "application/x-www-form-urlencoded"
        )
        .await,
        415
    );
    let packed = site
        .request("POST", "/api/chat")
        .bearer_auth(&token)
        .header("Content-Type", json_type);
    let packed = packed
        .header("Content-Encoding", "gzip")
        .body(vec![0x1f, 0x8b]);
    assert_eq!(answer(packed).await.0, 415);
}

#[tokio::test]
async fn events_tell_that_they_work_and_say_when_the_server_closes() {
    let site = Site::start().await;
    let token = site.token("vera").await;
    let response = site
        .get("/api/events")
        .bearer_auth(&token)
        .send()
        .await
        .expect("an answer");
    let mut stream = response.bytes_stream();
    let first = stream.next().await.expect("something").expect("bytes");
    assert!(first.starts_with(b"event: status\n"), "{first:?}");
    let lost = site
        .get("/api/events")
        .bearer_auth(&token)
        .header("Last-Event-ID", "1-1");
    let mut lost = lost.send().await.expect("an answer").bytes_stream();
    let mut seen = String::new();
    while !seen.contains("event: reset") {
        seen.push_str(&String::from_utf8_lossy(
            &lost.next().await.expect("something").expect("bytes"),
        ));
    }
    site.stop();
    let mut rest = String::new();
    while let Some(Ok(chunk)) = stream.next().await {
        rest.push_str(&String::from_utf8_lossy(&chunk));
    }
    assert!(rest.contains("event: closing"), "{rest}");
    drop(lost);
    site.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_words_of_a_model_come_as_they_are_said_and_are_withdrawn_when_they_are_wrong() {
    let fake = serve(vec![
        says("The job GHOST_OF_LOAD did it.\nThat is all."),
        says("It failed, as the log says [E1].\n"),
    ])
    .await;
    let site = Site::with_model(model(&fake.url)).await;
    let token = site.token("olaf").await;
    let planted = site.demo.incidents();
    let failed = planted
        .iter()
        .find(|incident| !incident.healthy)
        .expect("one of many");
    let ask = site.request("POST", "/api/chat").bearer_auth(&token);
    let events = events(ask.json(&json!({ "question": failed.question }))).await;
    let names: Vec<&str> = events.iter().map(|(name, _)| name.as_str()).collect();
    let at = |wanted: &str| names.iter().position(|name| *name == wanted);
    assert!(
        at("evidence") < at("text") && at("text") < at("withdrawn"),
        "{names:?}"
    );
    let (last, done) = events.last().expect("events");
    assert_eq!(
        (last.as_str(), done["written_by"].as_str()),
        ("done", Some("tiny"))
    );
    assert_eq!(done["guard"]["verdict"], "repaired");
    // Each of the two rounds was counted by the model server: 100 tokens read, 10 written.
    for (kind, tokens) in [("prompt", 200.0), ("completion", 20.0)] {
        let counted = site
            .metric("resync_llm_tokens_total", &format!("kind=\"{kind}\""))
            .await;
        assert!((counted - tokens).abs() < f64::EPSILON, "{kind}: {counted}");
    }
    assert!(!done["answer"].to_string().contains("GHOST"), "{done}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_begun_and_broke_off_is_in_the_last_event_and_not_in_the_answer() {
    let head = "HTTP/1.1 200 X\r\nContent-Type: text/event-stream\r\n\r\n";
    let begun = r#"data: {"choices":[{"delta":{"content":"It failed as the log says"}}]}"#;
    let script = vec![
        Step::Send(format!("{head}{begun}\n\n").into_bytes()),
        Step::Hang,
    ];
    let fake = serve(vec![script]).await;
    let site = Site::with_model(model(&fake.url)).await;
    let token = site.token("olaf").await;
    let question = site.demo.incidents()[0].question.clone();
    let ask = site.request("POST", "/api/chat").bearer_auth(&token);
    let events = events(ask.json(&json!({ "question": question }))).await;
    let (name, done) = events.last().expect("events");
    assert_eq!(
        (name.as_str(), done["written_by"].as_str()),
        ("done", Some("rules"))
    );
    assert_eq!(
        done["unfinished"]["text"], "It failed as the log says",
        "{done}"
    );
    assert!(
        !done["answer"].to_string().contains("as the log says"),
        "{done}"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_reader_who_leaves_takes_the_models_work_with_him() {
    let head = "HTTP/1.1 200 X\r\nContent-Type: text/event-stream\r\n\r\n";
    let hang = vec![Step::Send(head.as_bytes().to_vec()), Step::Hang];
    let fake = serve(vec![hang]).await;
    let mut patient = model(&fake.url);
    patient.timeouts.first_token = Duration::from_secs(60);
    patient.timeouts.total = Duration::from_secs(60);
    let site = Site::with_model(patient).await;
    let token = site.token("olaf").await;
    let question = site.demo.incidents()[0].question.clone();
    let ask = site.request("POST", "/api/chat").bearer_auth(&token);
    let ask = ask.header("Accept", "text/event-stream");
    let response = ask
        .json(&json!({ "question": question }))
        .send()
        .await
        .expect("a stream");
    until("the model is asked", || !sent(&fake).is_empty()).await;
    assert_eq!(fake.left(), 0);
    drop(response);
    until("the model is left", || fake.left() == 1).await;
}

/// Waits until something is so; at most as long as a person would.
async fn until(what: &str, is_so: impl Fn() -> bool) {
    for _ in 0..200 {
        if is_so() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(25)).await;
    }
    panic!("never: {what}");
}
