//! Servers that refuse parts of a request, and servers that fail.

use serde_json::json;

use crate::fault::{Fake, Script, answer, json as json_answer, with_header};
use crate::model_server::{Asked, KEY, calls, connect, model, says, sent, serve, whole};

const ANSWER: &str = "The disk is full [E1].";

fn refuses(status: u16, message: &str) -> Script {
    json_answer(
        status,
        json!({ "error": { "message": message } }).to_string(),
    )
}

#[tokio::test]
async fn a_refused_parameter_is_left_out_and_stays_out() {
    for (status, message, key) in [
        (
            400,
            "Unknown parameter: 'stream_options'.",
            "stream_options",
        ),
        (
            422,
            "extra fields not permitted: tool_choice",
            "tool_choice",
        ),
        (
            400,
            "Unsupported value: 'temperature' does not support 0.1",
            "temperature",
        ),
    ] {
        let fake = serve(vec![refuses(status, message), says(ANSWER), says(ANSWER)]).await;
        let connection = connect(&fake);
        for _ in 0..2 {
            let (outcome, _) = Asked::of(&connection).ask().await;
            assert_eq!(outcome.text.as_deref(), Some(ANSWER), "{message}");
            assert!(outcome.warnings.is_empty(), "{:?}", outcome.warnings);
        }
        let bodies = sent(&fake);
        assert_eq!(bodies.len(), 3, "{message}");
        assert!(
            bodies[1].get(key).is_none() && bodies[2].get(key).is_none(),
            "{key}"
        );
        assert!(bodies[1].get("tools").is_some());
    }
}

#[tokio::test]
async fn refused_tools_are_described_in_words_and_called_in_words() {
    for (status, message) in [
        (400, "registry/tiny does not support tools"),
        (500, "tools param requires --jinja flag"),
    ] {
        let call =
            "<tool_call>{\"name\": \"get_job\", \"arguments\": {\"job\": \"LOAD\"}}</tool_call>";
        let fake = serve(vec![refuses(status, message), says(call), says(ANSWER)]).await;
        let (outcome, ran) = Asked::of(&connect(&fake)).ask().await;
        assert_eq!(outcome.text.as_deref(), Some(ANSWER), "{outcome:?}");
        assert_eq!(ran.len(), 1);
        let bodies = sent(&fake);
        for body in &bodies[1..] {
            assert!(body.get("tools").is_none());
            let rules = body["messages"][0]["content"].as_str().expect("text");
            assert!(
                rules.starts_with("Rules.") && rules.contains("read_job_log"),
                "{rules}"
            );
        }
        let messages = &bodies[2]["messages"];
        assert_eq!(messages[3]["role"], "user");
        assert!(
            messages[3]["content"]
                .as_str()
                .expect("text")
                .contains("Result of get_job")
        );
    }
}

#[tokio::test]
async fn a_server_that_cannot_stream_is_asked_for_whole_answers() {
    let fake = serve(vec![
        refuses(400, "streaming is not supported"),
        whole(&json!({ "content": ANSWER })),
    ])
    .await;
    let (outcome, _) = Asked::of(&connect(&fake)).ask().await;
    assert_eq!(outcome.text.as_deref(), Some(ANSWER), "{outcome:?}");
    assert_eq!(sent(&fake)[1]["stream"], false);
}

#[tokio::test]
async fn each_failure_has_its_own_code_and_hint_and_no_key_in_its_text() {
    for (status, body, code, exit, requests) in [
        (401, "bad key KEY", "model_auth", 4, 1),
        (403, "no", "model_auth", 4, 1),
        (404, "model 'tiny' not found", "model_not_found", 7, 1),
        (429, "slow down", "model_limited", 7, 3),
        (
            429,
            "you exceeded your current quota",
            "model_limited",
            7,
            1,
        ),
        (500, "boom KEY", "model_overloaded", 7, 3),
        (529, "overloaded", "model_overloaded", 7, 3),
        (302, "", "model_rejected", 7, 2),
    ] {
        let body = body.replace("KEY", KEY);
        let fake = serve(vec![refuses(status, &body); 4]).await;
        let (outcome, _) = Asked::of(&connect(&fake)).ask().await;
        let failure = outcome.failure.clone().expect("failed");
        assert_eq!(failure.kind.code(), code, "{status} {failure}");
        assert!(failure.text.contains(&fake.url), "{failure}");
        assert_eq!(sent(&fake).len(), requests, "{status} {body}");
        assert!(!format!("{outcome:?}").contains(KEY), "{outcome:?}");
        let error = resync::Error::from(failure);
        assert_eq!(error.exit(), exit);
        assert!(error.hint().is_some_and(|hint| !hint.contains("TWS")));
    }
}

#[tokio::test]
async fn an_unknown_model_is_answered_with_those_there_are() {
    let fake = serve(vec![refuses(404, "model 'tiny' not found")]).await;
    let (outcome, _) = Asked::of(&connect(&fake)).ask().await;
    let text = outcome.failure.expect("failed").text;
    assert!(text.contains("it has first, second"), "{text}");
}

#[tokio::test]
async fn without_a_name_the_first_model_of_the_server_is_used_and_named() {
    for list in [
        r#"{"data":[{"id":"alpha"},{"id":"beta"}]}"#,
        r#"{"models":[{"name":"alpha"}]}"#,
        r#"[{"id":"alpha"}]"#,
    ] {
        let fake = Fake::start(move |request, _| {
            if request.path() == "/v1/models" {
                json_answer(200, list)
            } else {
                says(ANSWER)
            }
        })
        .await;
        let mut model = model(&fake.url);
        model.name = None;
        let connection = resync::llm::Connection::new(&model).expect("set up");
        for _ in 0..2 {
            let (outcome, _) = Asked::of(&connection).ask().await;
            assert_eq!(outcome.written_by.as_deref(), Some("alpha"), "{list}");
        }
        assert_eq!(sent(&fake)[0]["model"], "alpha");
        let lists = fake.requests().iter().filter(|r| r.method == "GET").count();
        assert_eq!(lists, 1, "it is asked once");
    }
}

#[tokio::test]
async fn a_busy_server_is_tried_again_and_its_wish_to_wait_is_kept() {
    let busy = with_header(429, "Retry-After: 0\r\nContent-Type: text/plain", "busy");
    let fake = serve(vec![busy, refuses(503, "loading"), says(ANSWER)]).await;
    let (outcome, _) = Asked::of(&connect(&fake)).ask().await;
    assert_eq!(outcome.text.as_deref(), Some(ANSWER));
    let later = with_header(429, "Retry-After: 3600\r\nContent-Type: text/plain", "busy");
    let fake = serve(vec![later]).await;
    let (outcome, _) = Asked::of(&connect(&fake)).ask().await;
    assert!(outcome.text.is_none());
    assert_eq!(sent(&fake).len(), 1, "an hour is not waited for");
}

#[tokio::test]
async fn a_server_that_is_not_there_costs_no_answer() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let url = format!("http://{}", listener.local_addr().expect("an address"));
    drop(listener);
    let connection = resync::llm::Connection::new(&model(&url)).expect("set up");
    let (outcome, _) = Asked::of(&connection).ask().await;
    let failure = outcome.failure.expect("failed");
    assert_eq!(failure.kind.code(), "model_unreachable");
    assert!(failure.text.contains(&url), "{failure}");
    assert!(outcome.warnings[0].contains("built-in answer"));
}

#[tokio::test]
async fn pages_and_nonsense_are_called_what_they_are() {
    for script in [
        answer(200, "text/html", "<html>Sign in</html>"),
        json_answer(200, "{\"choices\": "),
        answer(200, "text/event-stream", "data: {half\n\n"),
        answer(404, "text/html", "<html>nginx</html>"),
    ] {
        let fake = serve(vec![script.clone(), script]).await;
        let (outcome, _) = Asked::of(&connect(&fake)).ask().await;
        let failure = outcome.failure.expect("failed");
        assert!(!failure.text.contains("<html>"), "{failure}");
    }
}

#[tokio::test]
async fn a_full_window_costs_the_older_results_and_one_more_try() {
    let full = || refuses(400, "This model's maximum context length is 4096 tokens");
    let fake = serve(vec![calls(&[("a", "get_job", "{}")]), full(), says(ANSWER)]).await;
    let connection = connect(&fake);
    let mut asked = Asked::of(&connection);
    asked.result = json!("a line of the log\n".repeat(100));
    let (outcome, _) = asked.ask().await;
    assert_eq!(outcome.text.as_deref(), Some(ANSWER), "{outcome:?}");
    let bodies = sent(&fake);
    assert!(
        bodies[1]["messages"]
            .to_string()
            .contains("a line of the log")
    );
    assert!(
        !bodies[2]["messages"]
            .to_string()
            .contains("a line of the log")
    );
    assert!(outcome.warnings[0].contains("dropped"));

    let fake = serve(vec![full()]).await;
    let (outcome, _) = Asked::of(&connect(&fake)).ask().await;
    assert_eq!(
        outcome.failure.expect("failed").kind.code(),
        "model_context"
    );
    assert_eq!(sent(&fake).len(), 1);
}

#[tokio::test]
async fn a_gateway_of_azures_kind_gets_its_version_and_its_header() {
    let fake = Fake::start(|_, _| says(ANSWER)).await;
    let mut model = model(&fake.url);
    model.endpoint.set_query(Some("api-version=2026-01-01"));
    let connection = resync::llm::Connection::new(&model).expect("set up");
    let (outcome, _) = Asked::of(&connection).ask().await;
    assert_eq!(outcome.text.as_deref(), Some(ANSWER));
    let request = fake.last();
    assert_eq!(
        request.target,
        "/v1/chat/completions?api-version=2026-01-01"
    );
    assert_eq!(request.header("api-key"), Some(KEY));
    assert_eq!(request.header("authorization"), None);
}

#[tokio::test]
async fn without_a_key_none_is_sent() {
    let fake = serve(vec![says(ANSWER)]).await;
    let mut model = model(&fake.url);
    model.key = None;
    let connection = resync::llm::Connection::new(&model).expect("set up");
    Asked::of(&connection).ask().await;
    assert_eq!(fake.last().header("authorization"), None);
    assert!(!format!("{:?}", connect(&fake)).contains(KEY));
}
