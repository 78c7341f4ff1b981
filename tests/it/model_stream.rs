//! Replies that come in odd pieces.

use std::time::Duration;

use serde_json::json;

use crate::fault::Step;
use crate::model_server::{
    Asked, calls, connect, events, raw, says, sent, serve, shown, stream, whole,
};

const ANSWER: &str = "The disk is full [E1].";

#[tokio::test]
async fn a_streamed_answer_costs_one_round_and_is_shown_as_it_comes() {
    let fake = serve(vec![says(ANSWER)]).await;
    let connection = connect(&fake);
    let (outcome, ran) = Asked::of(&connection).ask().await;
    assert_eq!(outcome.text.as_deref(), Some(ANSWER), "{outcome:?}");
    assert_eq!(shown(&outcome), ANSWER);
    assert_eq!(outcome.written_by.as_deref(), Some("tiny"));
    assert_eq!((outcome.spent.rounds, ran.len()), (1, 0));
    assert_eq!(
        (
            outcome.spent.prompt_tokens,
            outcome.spent.completion_tokens,
            outcome.spent.estimated
        ),
        (100, 10, false)
    );
    let body = &sent(&fake)[0];
    assert_eq!(body["model"], "tiny");
    assert_eq!(body["stream"], true);
    assert_eq!(body["stream_options"]["include_usage"], true);
    assert_eq!(body["tool_choice"], "auto");
    assert_eq!(body["tools"][0]["function"]["name"], "get_job");
    assert_eq!(body["messages"][0]["role"], "system");
    assert_eq!(
        fake.last().header("authorization"),
        Some("Bearer sk-canary-4711")
    );
}

#[tokio::test]
async fn bad_streams_are_put_together_right() {
    let text = |text: &str| events(&[json!({ "content": text })]);
    let whole_text = format!("{}{}", text("The disk is "), text("full [E1]."));
    for (name, bytes) in [
        ("no [DONE], no usage", whole_text.clone()),
        ("no empty line at the end", whole_text.trim_end().to_owned()),
        ("CRLF", whole_text.replace('\n', "\r\n")),
        ("comments", format!(": ping\n\n{whole_text}: ping\n\n")),
        (
            "empty and odd deltas",
            format!(
                "data: {{}}\n\ndata: {{\"choices\":[]}}\n\n{}{whole_text}data: {{\"choices\":[{{\"delta\":{{\"content\":null}},\"finish_reason\":null}}],\"usage\":{{}}}}\n\ndata: [DONE]\n\n",
                text("")
            ),
        ),
    ] {
        let fake = serve(vec![raw(&bytes)]).await;
        let (outcome, _) = Asked::of(&connect(&fake)).ask().await;
        assert_eq!(outcome.text.as_deref(), Some(ANSWER), "{name}: {outcome:?}");
        assert!(outcome.spent.estimated, "{name}");
        assert!(outcome.spent.prompt_tokens > 0, "{name}");
    }
}

#[tokio::test]
async fn characters_and_events_split_over_packets_are_whole_again() {
    let text = "Die Platte läuft über – 満杯 [E1].";
    let bytes = events(&[json!({ "content": text })]).into_bytes();
    let mut script = vec![Step::Send(
        b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n".to_vec(),
    )];
    for byte in bytes {
        script.push(Step::Send(vec![byte]));
    }
    script.push(Step::Close);
    let fake = serve(vec![script]).await;
    let (outcome, _) = Asked::of(&connect(&fake)).ask().await;
    assert_eq!(outcome.text.as_deref(), Some(text));
}

/// The way to a server, with time for much text.
fn patient(url: &str) -> resync::llm::Connection {
    let mut model = crate::model_server::model(url);
    model.timeouts.first_token = Duration::from_secs(30);
    model.timeouts.between_tokens = Duration::from_secs(30);
    model.timeouts.total = Duration::from_secs(60);
    resync::llm::Connection::new(&model).expect("set up")
}

#[tokio::test]
async fn an_event_of_a_megabyte_is_read() {
    let long = "It is full. ".repeat(90_000);
    let fake = serve(vec![says(&long)]).await;
    let (outcome, _) = Asked::of(&patient(&fake.url)).ask().await;
    assert_eq!(outcome.text.map(|text| text.len()), Some(long.trim().len()));
}

#[tokio::test]
async fn a_reply_without_end_is_cut_off() {
    let piece = events(&[json!({ "content": "x".repeat(128 << 10) })]);
    let fake = serve(vec![raw(&piece.repeat(40))]).await;
    let (outcome, _) = Asked::of(&patient(&fake.url)).ask().await;
    assert!(outcome.text.is_none());
    assert!(
        outcome.warnings[0].contains("4 MiB"),
        "{:?}",
        outcome.warnings
    );
}

#[tokio::test]
async fn a_tool_call_in_pieces_is_run_and_its_result_sent_back() {
    let pieces = stream(&[
        json!({ "tool_calls": [{ "index": 0, "function": { "arguments": "{\"job\"" } }] }),
        json!({ "tool_calls": [{ "index": 0, "id": "c1", "type": "function", "function": { "name": "get_job", "arguments": ":\"LOAD\"}" } }] }),
    ]);
    let fake = serve(vec![pieces, says(ANSWER)]).await;
    let (outcome, ran) = Asked::of(&connect(&fake)).ask().await;
    assert_eq!(outcome.text.as_deref(), Some(ANSWER), "{outcome:?}");
    assert_eq!(ran[0].arguments, "{\"job\":\"LOAD\"}");
    let messages = &sent(&fake)[1]["messages"];
    assert_eq!(messages[2]["tool_calls"][0]["id"], "c1");
    assert_eq!(messages[3]["role"], "tool");
    assert_eq!(messages[3]["tool_call_id"], "c1");
    assert_eq!(
        messages[3]["content"],
        "status: ok\n<<get_job>>{\"status\":\"ABEND\"}<<end>>"
    );
}

#[tokio::test]
async fn the_end_called_stop_does_not_hide_tool_calls() {
    let body = format!(
        "{}data: {}\n\n",
        events(&[
            json!({ "tool_calls": [{ "index": 0, "id": "a", "function": { "name": "get_job", "arguments": "{}" } }] })
        ]),
        json!({ "choices": [{ "delta": {}, "finish_reason": "stop" }] })
    );
    let fake = serve(vec![raw(&body), says(ANSWER)]).await;
    let (outcome, ran) = Asked::of(&connect(&fake)).ask().await;
    assert_eq!((outcome.spent.rounds, ran.len()), (2, 1));
}

#[tokio::test]
async fn calls_lost_in_streaming_are_asked_for_again_in_one_piece() {
    let lost = raw(&format!(
        "data: {}\n\n",
        json!({ "choices": [{ "delta": {}, "finish_reason": "tool_calls" }] })
    ));
    let message = json!({ "content": null, "tool_calls": [{ "id": "a", "function": { "name": "get_job", "arguments": { "job": "LOAD" } } }] });
    let fake = serve(vec![
        lost,
        whole(&message),
        whole(&json!({ "content": ANSWER })),
    ])
    .await;
    let (outcome, ran) = Asked::of(&connect(&fake)).ask().await;
    assert_eq!(outcome.text.as_deref(), Some(ANSWER), "{outcome:?}");
    assert_eq!(ran.len(), 1);
    let streams: Vec<_> = sent(&fake)
        .iter()
        .map(|body| body["stream"].clone())
        .collect();
    assert_eq!(streams, [true, false, false], "it is remembered");
}

#[tokio::test]
async fn a_server_that_does_not_stream_when_asked_is_understood() {
    let fake = serve(vec![whole(&json!({ "content": ANSWER }))]).await;
    let (outcome, _) = Asked::of(&connect(&fake)).ask().await;
    assert_eq!(outcome.text.as_deref(), Some(ANSWER));
    assert_eq!(sent(&fake).len(), 1);
}

#[tokio::test]
async fn reasoning_and_printed_calls_are_never_shown() {
    let thinks = stream(&[
        json!({ "reasoning_content": "secret thought" }),
        json!({ "content": "<thi" }),
        json!({ "content": "nk>secret" }),
        json!({ "content": " thought</think>I look.\n```json\n{\"name\": \"get_" }),
        json!({ "content": "job\", \"arguments\": {\"job\": \"A\"}}\n```\n<tool_call>{\"name\": \"get_job\", \"arguments\": {\"job\": \"B\"}}</tool_call>" }),
    ]);
    let fake = serve(vec![thinks, says(ANSWER)]).await;
    let (outcome, ran) = Asked::of(&connect(&fake)).ask().await;
    assert_eq!(outcome.text.as_deref(), Some(ANSWER), "{outcome:?}");
    assert_eq!(ran.len(), 2);
    let all = shown(&outcome);
    assert!(!all.contains("secret") && !all.contains("get_job"), "{all}");
    assert!(!sent(&fake)[1]["messages"].to_string().contains("secret"));
}

#[tokio::test]
async fn a_silent_server_is_left_and_the_built_in_answer_given() {
    let fake = serve(vec![vec![Step::Hang]]).await;
    let (outcome, _) = Asked::of(&connect(&fake)).ask().await;
    let failure = outcome.failure.expect("failed");
    assert_eq!(failure.kind.code(), "model_timeout");
    assert!(failure.text.contains("first word"), "{failure}");
    assert_eq!(sent(&fake).len(), 1, "and not asked again");
}

#[tokio::test]
async fn a_server_that_stops_in_the_middle_leaves_what_it_had_said() {
    let head = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n";
    for (end, word) in [(Step::Hang, "silent"), (Step::Reset, "reset")] {
        let mut bytes = head.to_vec();
        bytes.extend_from_slice(events(&[json!({ "content": "The disk" })]).as_bytes());
        let script = vec![
            Step::Send(bytes),
            Step::Pause(Duration::from_millis(50)),
            end,
        ];
        let fake = serve(vec![script]).await;
        let (outcome, _) = Asked::of(&connect(&fake)).ask().await;
        let failure = outcome.failure.expect("failed");
        assert!(failure.text.contains(word), "{failure}");
        assert_eq!(failure.partial, "The disk");
        assert_eq!(sent(&fake).len(), 1, "no second try after the first word");
    }
}

#[tokio::test]
async fn an_error_in_the_middle_of_a_stream_is_told() {
    let body = format!(
        "{}data: {}\n\n",
        events(&[json!({ "content": "The disk" })]),
        json!({ "error": { "message": format!("out of memory, key {}", crate::model_server::KEY) } })
    );
    let fake = serve(vec![raw(&body)]).await;
    let (outcome, _) = Asked::of(&connect(&fake)).ask().await;
    let failure = outcome.failure.expect("failed");
    assert!(failure.text.contains("out of memory, key ***"), "{failure}");
    assert_eq!(failure.partial, "The disk");
}

#[tokio::test]
async fn calls_of_one_round_are_under_way_at_the_same_time() {
    let fake = serve(vec![
        calls(&[
            ("a", "get_job", "{\"job\":\"A\"}"),
            ("b", "get_job", "{\"job\":\"B\"}"),
            ("c", "read_job_log", "{\"job\":\"A\"}"),
        ]),
        says(ANSWER),
    ])
    .await;
    let connection = connect(&fake);
    let mut asked = Asked::of(&connection);
    // Each call ends only when all three have begun: one after the other they never would.
    asked.together = Some(tokio::sync::Barrier::new(3));
    let (outcome, ran) = asked.ask().await;
    assert_eq!(outcome.text.as_deref(), Some(ANSWER), "{outcome:?}");
    assert_eq!(ran.len(), 3);
}

#[tokio::test]
async fn twenty_calls_of_one_round_run_at_once_and_answer_in_order() {
    let many: Vec<(String, String)> = (0..20)
        .map(|n| (format!("id{n}"), format!("{{\"job\":\"J{n}\"}}")))
        .collect();
    let many: Vec<(&str, &str, &str)> = many
        .iter()
        .map(|(id, arguments)| (id.as_str(), "get_job", arguments.as_str()))
        .collect();
    let fake = serve(vec![calls(&many), says(ANSWER)]).await;
    let (outcome, ran) = Asked::of(&connect(&fake)).ask().await;
    assert_eq!((outcome.spent.tool_calls, ran.len()), (20, 20));
    let messages = sent(&fake)[1]["messages"]
        .as_array()
        .expect("a list")
        .clone();
    let ids: Vec<&str> = messages[3..]
        .iter()
        .filter_map(|message| message["tool_call_id"].as_str())
        .collect();
    assert_eq!(ids[0], "id0");
    assert_eq!((ids.len(), ids[19]), (20, "id19"));
}

#[tokio::test]
async fn a_question_given_up_frees_the_server_at_once() {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0")
        .await
        .expect("a port");
    let url = format!("http://{}", listener.local_addr().expect("an address"));
    let (started, begun) = tokio::sync::oneshot::channel();
    let server = tokio::spawn(async move {
        let (mut socket, _) = listener.accept().await.expect("a client");
        let mut buffer = vec![0; 64 << 10];
        let _ = socket.read(&mut buffer).await;
        let text = format!(
            "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n{}",
            events(&[json!({ "content": "The" })])
        );
        socket.write_all(text.as_bytes()).await.expect("sent");
        let _ = started.send(());
        // Ends when the client has gone.
        while socket.read(&mut buffer).await.is_ok_and(|read| read > 0) {}
    });
    let mut model = crate::model_server::model(&url);
    model.timeouts.between_tokens = Duration::from_secs(60);
    model.timeouts.total = Duration::from_secs(60);
    let connection = resync::llm::Connection::new(&model).expect("set up");
    let asked = Asked::of(&connection);
    tokio::select! {
        _ = asked.ask() => panic!("it cannot be answered"),
        _ = begun => {}
    }
    tokio::time::timeout(Duration::from_secs(1), server)
        .await
        .expect("the server saw it within a second")
        .expect("no panic");
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn a_server_that_takes_no_connection_is_left_after_the_time_for_that() {
    // Its queue is full and nobody takes from it: the kernel answers no more.
    let socket = tokio::net::TcpSocket::new_v4().expect("a socket");
    socket
        .bind("127.0.0.1:0".parse().expect("an address"))
        .expect("a port");
    let listener = socket.listen(1).expect("listening");
    let address = listener.local_addr().expect("an address");
    let mut waiting = Vec::new();
    while let Ok(Ok(stream)) = tokio::time::timeout(
        Duration::from_millis(300),
        tokio::net::TcpStream::connect(address),
    )
    .await
    {
        waiting.push(stream);
        assert!(waiting.len() < 100, "the queue does not fill");
    }
    let mut model = crate::model_server::model(&format!("http://{address}"));
    model.timeouts.connect = Duration::from_millis(300);
    model.timeouts.first_token = Duration::from_secs(60);
    model.timeouts.total = Duration::from_secs(60);
    let connection = resync::llm::Connection::new(&model).expect("set up");
    let begun = std::time::Instant::now();
    let (outcome, _) = Asked::of(&connection).ask().await;
    let failure = outcome.failure.expect("failed");
    assert_eq!(failure.kind.code(), "model_timeout", "{failure}");
    assert!(
        failure.text.contains("failed to reach") && failure.text.contains(&address.to_string()),
        "{failure}"
    );
    assert!(
        begun.elapsed() < Duration::from_secs(30),
        "not the time for the first word"
    );
}
