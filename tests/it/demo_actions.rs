//! Actions change the demo's plan, and the plan goes on from there.

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::demo_server::{Server, options};

async fn job(server: &Server, id: &str) -> Value {
    server.get(&format!("/plan/job/{id}")).await
}

async fn status(server: &Server, id: &str) -> String {
    let job = job(server, id).await;
    job["lastRunCompositeStatus"]["status"]
        .as_str()
        .expect("a status")
        .to_owned()
}

async fn act(server: &Server, id: &str, action: &str) -> (u16, Value) {
    server
        .put(&format!("/plan/job/{id}/action/{action}"), Some(json!({})))
        .await
}

/// Waits, a few seconds at most, until a job is in one of these states.
async fn becomes(server: &Server, id: &str, wanted: &[&str]) -> String {
    let begin = Instant::now();
    loop {
        let now = status(server, id).await;
        if wanted.contains(&now.as_str()) {
            return now;
        }
        assert!(
            begin.elapsed() < Duration::from_secs(20),
            "still {now}, not {wanted:?}"
        );
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}

#[tokio::test]
async fn hold_and_release_change_the_priority_and_the_status() {
    let server = Server::start(options()).await;
    let id = server.planted("file_missing").subject.id;
    assert_eq!(act(&server, &id, "hold").await.0, 200);
    let held = job(&server, &id).await;
    assert_eq!(
        (
            held["priority"].as_i64(),
            held["lastRunCommonStatus"].as_str()
        ),
        (Some(0), Some("HELD"))
    );
    assert_eq!(held["origPriority"], 10);
    assert_eq!(act(&server, &id, "release").await.0, 200);
    let free = job(&server, &id).await;
    assert_eq!(
        (
            free["priority"].as_i64(),
            free["lastRunCommonStatus"].as_str()
        ),
        (Some(10), Some("WAITING"))
    );
}

#[tokio::test]
async fn a_rerun_appends_a_run_that_succeeds_and_frees_what_waited() {
    let server = Server::start(options()).await;
    let planted = server.planted("disk_full_upstream");
    let before = job(&server, &planted.cause.id).await;
    let run = before["jobruns"][0]["id"]
        .as_str()
        .expect("an id")
        .to_owned();
    let (status, body) = server
        .put(
            &format!("/plan/job/run/{run}/action/rerun"),
            Some(json!({})),
        )
        .await;
    assert_eq!(status, 200, "{body}");
    assert_ne!(body["id"], run.as_str());
    let after = job(&server, &planted.cause.id).await;
    let runs = after["jobruns"].as_array().expect("runs");
    assert_eq!(runs.len(), 2);
    assert_eq!(
        (
            runs[0]["lastInRerunChain"].as_bool(),
            runs[0]["commonStatus"].as_str()
        ),
        (Some(false), Some("ERROR"))
    );
    assert_eq!(
        (
            runs[1]["rerunType"].as_str(),
            runs[1]["lastInRerunChain"].as_bool()
        ),
        (Some("RERUN"), Some(true))
    );
    becomes(&server, &planted.cause.id, &["SUCC"]).await;
    becomes(&server, &planted.subject.id, &["EXEC", "SUCC"]).await;
    let old_log = server
        .request("GET", &format!("/plan/job/run/{run}/joblog"))
        .send()
        .await
        .expect("an answer");
    assert!(
        old_log
            .text()
            .await
            .expect("a log")
            .contains("= Exit Status")
    );
}

#[tokio::test]
async fn an_answered_prompt_frees_the_chain_behind_it() {
    let server = Server::start(options()).await;
    let planted = server.planted("prompt_upstream");
    let path = format!("/plan/prompt/{}/action/reply", planted.cause.id);
    assert_eq!(server.put(&path, None).await.0, 415);
    assert_eq!(server.put(&path, Some(json!({}))).await.0, 400);
    assert_eq!(
        server.put(&path, Some(json!({"answer": true}))).await.0,
        200
    );
    let waits = &planted.chain[planted.chain.len() - 2];
    becomes(&server, waits, &["EXEC", "SUCC"]).await;
    let dependencies = job(&server, waits).await["dependencies"].clone();
    let prompt = dependencies
        .as_array()
        .and_then(|all| all.iter().find(|d| d["dependencyType"] == "PROMPT"))
        .cloned();
    assert_eq!(prompt.expect("a prompt")["dependencyStatus"], "SATISFIED");
    becomes(&server, &planted.subject.id, &["SUCC"]).await;
    assert_eq!(
        server.put(&path, Some(json!({"answer": true}))).await.0,
        500
    );
}

#[tokio::test]
async fn a_recovery_prompt_answered_with_yes_runs_the_job_again() {
    let server = Server::start(options()).await;
    let planted = server.planted("recovery_prompt");
    let definition = job(&server, &planted.subject.id).await["jobDefinition"].clone();
    assert_eq!(definition["abendPromptId"], planted.cause.id.as_str());
    assert_eq!(definition["recoveryOption"], "RERUN_PROMPT");
    let path = format!("/plan/prompt/{}/action/reply", planted.cause.id);
    assert_eq!(
        server.put(&path, Some(json!({"answer": true}))).await.0,
        200
    );
    becomes(&server, &planted.subject.id, &["SUCC"]).await;
}

#[tokio::test]
async fn a_killed_job_abends_with_143_and_holds_its_successors() {
    let server = Server::start(options()).await;
    let planted = server.planted("predecessor_running");
    assert_eq!(act(&server, &planted.cause.id, "kill").await.0, 200);
    let killed = job(&server, &planted.cause.id).await;
    assert_eq!(killed["lastRunCompositeStatus"]["status"], "ABEND");
    assert_eq!(killed["jobruns"][0]["returnCode"], 143);
    assert_eq!(status(&server, &planted.subject.id).await, "HOLD");
}

#[tokio::test]
async fn a_cancelled_job_releases_its_successors() {
    let server = Server::start(options()).await;
    let planted = server.planted("file_missing_upstream");
    let waits = &planted.chain[planted.chain.len() - 2];
    assert_eq!(act(&server, waits, "cancel").await.0, 200);
    let cancelled = job(&server, waits).await;
    assert_eq!(cancelled["lastRunCommonStatus"], "CANCELED");
    assert_eq!(cancelled["lastRunCompositeStatus"]["canceled"], true);
    becomes(
        &server,
        &planted.chain[planted.chain.len() - 3],
        &["EXEC", "SUCC"],
    )
    .await;
}

#[tokio::test]
async fn confirmations_follow_the_vendors_table() {
    let server = Server::start(options()).await;
    let pending = server.planted("confirmation_required").subject.id;
    assert_eq!(act(&server, &pending, "confirm-succ").await.0, 200);
    assert_eq!(status(&server, &pending).await, "SUCC");
    assert_eq!(
        act(&server, &pending, "confirm-succ").await.0,
        500,
        "a successful job cannot be confirmed"
    );
    let failed = server.planted("data_error_upstream");
    assert_eq!(
        act(&server, &failed.cause.id, "confirm-abend").await.0,
        200,
        "nothing happens"
    );
    assert_eq!(status(&server, &failed.cause.id).await, "ABEND");
    assert_eq!(act(&server, &failed.cause.id, "confirm-succ").await.0, 200);
    assert_eq!(status(&server, &failed.cause.id).await, "SUCC");
    becomes(&server, &failed.subject.id, &["EXEC", "SUCC"]).await;
    let unlaunched = server.planted("launch_failed").subject.id;
    assert_eq!(act(&server, &unlaunched, "confirm-succ").await.0, 500);
    let running = server.planted("running_normally").subject.id;
    assert_eq!(act(&server, &running, "confirm-abend").await.0, 200);
    assert_eq!(status(&server, &running).await, "ABEND");
}

#[tokio::test]
async fn an_action_in_the_wrong_state_is_a_500_with_its_codes() {
    let server = Server::start(options()).await;
    let done = server.planted("completed").subject.id;
    for action in ["kill", "hold", "cancel", "release-all-dependencies"] {
        let (status, body) = act(&server, &done, action).await;
        let text = body.to_string();
        assert_eq!(status, 500, "{action}: {text}");
        assert!(
            text.contains("AWSJSY404E") && text.contains("AWSBIN076E"),
            "{text}"
        );
    }
}

#[tokio::test]
async fn released_dependencies_let_the_job_start() {
    let server = Server::start(options()).await;
    let planted = server.planted("file_missing");
    let body = json!({ "dependencies": [{ "dependencyType": "FILE", "id": planted.cause.id }] });
    let path = format!(
        "/plan/job/{}/action/release-dependencies",
        planted.subject.id
    );
    assert_eq!(
        server.put(&path, Some(json!({"dependencies": []}))).await.0,
        400
    );
    assert_eq!(server.put(&path, Some(body)).await.0, 200);
    becomes(&server, &planted.subject.id, &["EXEC", "SUCC"]).await;
    let other = server.planted("internetwork_undecided");
    let waits = &other.chain[other.chain.len() - 2];
    assert_eq!(act(&server, waits, "release-all-dependencies").await.0, 200);
    becomes(&server, waits, &["EXEC", "SUCC"]).await;
}

#[tokio::test]
async fn workstations_limits_and_fences_can_be_mended() {
    let server = Server::start(options()).await;
    for (incident, action) in [
        ("workstation_unlinked", "start"),
        ("workstation_limit_zero", "update-limit?limit=5"),
        ("workstation_fence", "update-fence?priority=0"),
    ] {
        let planted = server.planted(incident);
        let path = format!("/plan/workstation/{}/action/{action}", planted.cause.id);
        let (status, body) = server.put(&path, None).await;
        assert_eq!(status, 200, "{incident}: {body}");
        becomes(&server, &planted.subject.id, &["EXEC", "SUCC"]).await;
    }
    let planted = server.planted("resource_without_units");
    let path = format!(
        "/plan/resource/{}/action/update-quantity?quantity=2",
        planted.cause.id
    );
    assert_eq!(server.put(&path, None).await.0, 200);
    becomes(
        &server,
        &planted.chain[planted.chain.len() - 2],
        &["EXEC", "SUCC"],
    )
    .await;
}

#[tokio::test]
async fn a_held_stream_goes_on_when_released_and_can_be_cancelled() {
    let server = Server::start(options()).await;
    let planted = server.planted("stream_held");
    let stream = planted.cause.id;
    let held = server.get(&format!("/plan/jobstream/{stream}")).await;
    assert_eq!(held["commonStatus"], "HELD");
    assert_eq!(
        server
            .put(&format!("/plan/jobstream/{stream}/action/release"), None)
            .await
            .0,
        200
    );
    becomes(&server, &planted.subject.id, &["EXEC", "SUCC"]).await;
    let later = server.planted("stream_time").cause.id;
    assert_eq!(
        server
            .put(&format!("/plan/jobstream/{later}/action/cancel"), None)
            .await
            .0,
        200
    );
    assert_eq!(
        server.get(&format!("/plan/jobstream/{later}")).await["commonStatus"],
        "CANCELED"
    );
    assert_eq!(
        server
            .put(&format!("/plan/jobstream/{later}/action/hold"), None)
            .await
            .0,
        500
    );
}

#[tokio::test]
async fn a_changed_priority_is_seen_and_must_be_in_range() {
    let server = Server::start(options()).await;
    let id = server.planted("prompt_unanswered").subject.id;
    assert_eq!(
        server
            .put(
                &format!("/plan/job/{id}/action/update-priority?priority=101"),
                None
            )
            .await
            .0,
        200
    );
    assert_eq!(job(&server, &id).await["priority"], 101);
    assert_eq!(
        server
            .put(
                &format!("/plan/job/{id}/action/update-priority?priority=102"),
                None
            )
            .await
            .0,
        400
    );
    assert_eq!(
        server
            .put(&format!("/plan/job/{id}/action/update-priority"), None)
            .await
            .0,
        400
    );
}
