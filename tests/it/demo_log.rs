//! Job logs of the demo.

use futures_util::StreamExt;
use serde_json::{Value, json};

use crate::demo_server::{Server, options};

async fn last_run(server: &Server, incident: &str) -> String {
    let job = server
        .get(&format!(
            "/plan/job/{}",
            server.planted(incident).subject.id
        ))
        .await;
    let runs = job["jobruns"].as_array().expect("runs");
    let last = runs
        .iter()
        .find(|run| run["lastInRerunChain"] == true)
        .expect("a last run");
    last["id"].as_str().expect("an id").to_owned()
}

async fn log(server: &Server, run: &str, query: &str) -> String {
    let path = format!("/plan/job/run/{run}/joblog?{query}");
    let response = server
        .request("GET", &path)
        .send()
        .await
        .expect("an answer");
    assert_eq!(response.status(), 200, "{path}");
    assert_eq!(
        response.headers()["content-type"],
        "text/plain; charset=utf-8"
    );
    response.text().await.expect("a log")
}

#[tokio::test]
async fn a_log_has_the_agents_header_and_footer_around_what_the_job_printed() {
    let server = Server::start(options()).await;
    let run = last_run(&server, "disk_full").await;
    let whole = log(&server, &run, "").await;
    let lines: Vec<&str> = whole.lines().collect();
    assert!(lines[0].starts_with("====") && lines[1].starts_with("= JOB       : /"));
    assert!(whole.contains("= Job Number: ") && whole.contains("= Exit Status           : "));
    let content = log(&server, &run, "contentOnly=true").await;
    assert!(
        whole.contains(&content)
            && !content.contains("= JOB")
            && !content.contains("= Exit Status")
    );
    let again = log(&server, &run, "").await;
    assert_eq!(whole, again, "a log does not change between two reads");
}

#[tokio::test]
async fn ranges_of_lines_are_parts_of_the_whole() {
    let server = Server::start(options()).await;
    let run = last_run(&server, "disk_full").await;
    let whole = log(&server, &run, "").await;
    let lines: Vec<&str> = whole.lines().collect();
    let total = lines.len();
    for (from, to) in [
        (1, 3),
        (4, 12),
        (total - 4, total),
        (total, total + 50),
        (9, 9),
    ] {
        let part = log(&server, &run, &format!("from_line={from}&to_line={to}")).await;
        let wanted = &lines[from - 1..to.min(total)];
        assert_eq!(part.lines().collect::<Vec<_>>(), wanted, "{from}..={to}");
    }
    assert_eq!(
        log(&server, &run, &format!("from_line={}", total + 1)).await,
        ""
    );
    assert_eq!(log(&server, &run, "from_line=5&to_line=4").await, "");
}

#[tokio::test]
async fn the_end_of_a_very_long_log_can_be_read_alone() {
    let server = Server::start(options()).await;
    let run = last_run(&server, "error_in_long_log").await;
    let tail = log(&server, &run, "from_line=150000").await;
    assert!(tail.lines().count() < 100 && tail.contains("= Exit Status"));
    assert_eq!(log(&server, &run, "from_line=1000000").await, "");
}

#[tokio::test]
async fn the_log_of_a_running_job_is_followed_until_the_job_is_killed() {
    let server = Server::start(options()).await;
    let planted = server.planted("running_normally");
    let run = last_run(&server, "running_normally").await;
    let path = format!("/plan/job/run/{run}/joblog?follow=true");
    let response = server
        .request("GET", &path)
        .send()
        .await
        .expect("an answer");
    let mut pieces = response.bytes_stream();
    let first = pieces.next().await.expect("a piece").expect("bytes");
    let mut text = String::from_utf8_lossy(&first).into_owned();
    assert!(text.contains("= Job Number") && !text.contains("= Exit Status"));
    let (status, body) = server
        .put(
            &format!("/plan/job/{}/action/kill", planted.subject.id),
            None,
        )
        .await;
    assert_eq!(status, 200, "{body}");
    while let Some(piece) = pieces.next().await {
        text.push_str(&String::from_utf8_lossy(&piece.expect("bytes")));
    }
    assert!(text.contains("= Exit Status           : 143"), "{text}");
}

#[tokio::test]
async fn a_log_is_found_by_filter_and_missing_ones_are_404() {
    let server = Server::start(options()).await;
    let name = server.planted("disk_full").subject.name;
    let filter = format!("name = '{name}'");
    let by_filter = |oql: String| {
        let request = server
            .request("GET", "/plan/job/joblog")
            .query(&[("oql", oql)]);
        async move { request.send().await.expect("an answer") }
    };
    let found = by_filter(filter).await;
    assert_eq!(found.status(), 200);
    assert!(found.text().await.expect("a log").contains(&name));
    assert_eq!(by_filter("name = 'NOBODY'".to_owned()).await.status(), 404);
    assert_eq!(by_filter("name =".to_owned()).await.status(), 400);
    for incident in ["held_by_operator", "without_a_trace"] {
        let run = last_run(&server, incident).await;
        let response = server
            .request("GET", &format!("/plan/job/run/{run}/joblog"))
            .send()
            .await;
        let response = response.expect("an answer");
        assert_eq!(response.status(), 404, "{incident}");
        let body: Value =
            serde_json::from_str(&response.text().await.expect("a body")).expect("JSON");
        assert_ne!(body["messages"], json!([]));
    }
}
