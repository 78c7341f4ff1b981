//! The demo scheduler's manners: credentials, errors, headers, chosen delays and failures.

use std::time::{Duration, Instant};

use resync::demo::{Level, Options};

use crate::demo_server::{Server, options};

#[tokio::test]
async fn credentials_are_asked_for_and_checked() {
    let server = Server::start(Options {
        token: Some("key-1".to_owned()),
        ..options()
    })
    .await;
    let client = reqwest::Client::new();
    let url = format!("{}/engine/info", server.base);
    let send = async |request: reqwest::RequestBuilder| request.send().await.expect("an answer");
    let none = send(client.get(&url)).await;
    assert_eq!(none.status(), 401);
    assert!(
        none.headers()["www-authenticate"]
            .to_str()
            .expect("text")
            .starts_with("Basic")
    );
    assert!(none.text().await.expect("a body").contains("\"messages\""));
    assert_eq!(
        send(client.get(&url).basic_auth("demo", Some("wrong")))
            .await
            .status(),
        401
    );
    assert_eq!(
        send(client.get(&url).basic_auth("nobody", Some("demo")))
            .await
            .status(),
        401
    );
    assert_eq!(
        send(client.get(&url).bearer_auth("key-2")).await.status(),
        401
    );
    assert_eq!(
        send(client.get(&url).bearer_auth("key-1")).await.status(),
        200
    );
    assert_eq!(
        send(client.get(&url).basic_auth("demo", Some("demo")))
            .await
            .status(),
        200
    );
}

#[tokio::test]
async fn a_viewer_reads_but_does_not_act() {
    let server = Server::start(options()).await.with_user("viewer");
    let job = server.planted("held_by_operator").subject.id;
    server.get(&format!("/plan/job/{job}")).await;
    let (status, body) = server
        .put(&format!("/plan/job/{job}/action/release"), None)
        .await;
    assert_eq!(status, 403, "{body}");
    assert_eq!(server.get(&format!("/plan/job/{job}")).await["priority"], 0);
}

#[tokio::test]
async fn wrong_paths_methods_and_bodies_get_their_own_status() {
    let server = Server::start(options()).await;
    let job = server.planted("disk_full").subject.id;
    let run = server.get(&format!("/plan/job/{job}")).await["jobruns"][0]["id"].clone();
    let run = run.as_str().expect("an id");
    for (method, path, wanted) in [
        ("GET", "/plan/nothing".to_owned(), 404),
        (
            "GET",
            "/plan/job/00000000-0000-3000-8000-000000000000".to_owned(),
            404,
        ),
        ("GET", "/plan/job/MDM;JOBS;X".to_owned(), 404),
        ("POST", format!("/plan/job/{job}/action/hold"), 405),
        ("PUT", format!("/plan/job/{job}/action/explode"), 404),
        ("PUT", format!("/plan/job/run/{run}/action/rerun"), 415),
        ("GET", "/plan/job?limit=many".to_owned(), 400),
        ("GET", "/plan/job?limit=0".to_owned(), 400),
        ("GET", "/plan/job?plan_id=20251123".to_owned(), 404),
    ] {
        let response = server
            .request(method, &path)
            .send()
            .await
            .expect("an answer");
        assert_eq!(response.status(), wanted, "{method} {path}");
        let body: serde_json::Value =
            serde_json::from_str(&response.text().await.expect("a body")).expect("JSON");
        assert!(
            body["messages"][0]
                .as_str()
                .is_some_and(|text| text.starts_with("AWS")),
            "{body}"
        );
        assert!(body["exceptionName"].is_string(), "{body}");
    }
    let response = server
        .request("GET", "/plan/job")
        .header("scope", "HALF")
        .send()
        .await;
    assert_eq!(response.expect("an answer").status(), 400);
}

#[tokio::test]
async fn a_bad_filter_is_answered_with_400_and_its_position() {
    let server = Server::start(options()).await;
    for path in [
        "/plan/job",
        "/plan/jobstream",
        "/plan/workstation",
        "/plan/resource",
        "/model/jobdefinition",
    ] {
        for oql in [
            "name ==",
            "key.name = 'X'",
            "colour = 'red'",
            "name = 'X' OR",
        ] {
            let (status, body) = server.query(path, &[("oql", oql)]).await;
            assert_eq!(status, 400, "{path} {oql}: {body}");
            let text = body["messages"][0].as_str().expect("a message");
            assert!(
                text.contains("OQL_FILTER_SYNTAX_ERROR") && text.contains("position"),
                "{text}"
            );
        }
    }
    let (status, _) = server
        .query("/plan/job", &[("oql", "jobruns.jobNumber > 5")])
        .await;
    assert_eq!(status, 400);
    let (status, _) = server
        .query("/plan/job", &[("plan_filter", "A#B+colour=red")])
        .await;
    assert_eq!(status, 400);
}

#[tokio::test]
async fn failures_are_spread_evenly_and_delays_are_kept() {
    let options = Options {
        fail_rate: 0.25,
        latency: Duration::from_millis(20),
        ..options()
    };
    let server = Server::start(options).await;
    let begin = Instant::now();
    let mut failed = Vec::new();
    for number in 0..12 {
        let response = server
            .request("GET", "/engine/info")
            .send()
            .await
            .expect("an answer");
        if response.status() == 503 {
            assert_eq!(response.headers()["retry-after"], "1");
            failed.push(number);
        }
    }
    assert_eq!(failed, [3, 7, 11]);
    assert!(begin.elapsed() >= Duration::from_millis(240));
}

#[tokio::test]
async fn answers_are_compressed_when_the_client_takes_it() {
    let server = Server::start(options()).await;
    let request = server
        .request("GET", "/plan/job")
        .header("accept-encoding", "gzip");
    let client = reqwest::Client::builder()
        .no_gzip()
        .build()
        .expect("a client");
    let response = client
        .execute(request.build().expect("a request"))
        .await
        .expect("an answer");
    assert_eq!(response.headers()["content-encoding"], "gzip");
}

#[tokio::test]
async fn levels_differ_in_the_paths_they_serve() {
    let contract = Server::start(options()).await;
    let newer = Server::start(Options {
        level: Level::V1028,
        ..options()
    })
    .await;
    let job = contract.planted("prompt_upstream").subject.id;
    let prompt = contract.planted("prompt_upstream").cause.id;
    for (path, on_contract, on_newer) in [
        (format!("/plan/job/{job}/predecessors?depth=2"), 200, 404),
        (format!("/plan/job/{job}/successors"), 200, 404),
        ("/plan/jobstream/count".to_owned(), 200, 404),
        ("/plan/prompt".to_owned(), 404, 200),
        (format!("/plan/prompt/{prompt}"), 404, 200),
        ("/plan/file".to_owned(), 404, 200),
    ] {
        assert_eq!(contract.query(&path, &[]).await.0, on_contract, "{path}");
        assert_eq!(newer.query(&path, &[]).await.0, on_newer, "{path}");
    }
}

#[tokio::test]
async fn substatuses_can_be_left_out() {
    let told = Server::start(options()).await;
    let silent = Server::start(Options {
        substatus: false,
        ..options()
    })
    .await;
    let job = told.planted("prompt_unanswered").subject.id;
    let path = format!("/plan/job/{job}");
    let status = told.get(&path).await["lastRunCompositeStatus"].clone();
    assert_eq!(status["substatus"], "HOLD_WAITING_FOR_PROMPT");
    assert!(silent.get(&path).await["lastRunCompositeStatus"]["substatus"].is_null());
}
