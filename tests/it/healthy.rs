//! A scheduler where all is well, an empty one, and one that is not: what the gate says.

use wiremock::matchers::{header, method, path};
use wiremock::{Mock, MockServer, ResponseTemplate};

use crate::world::World;

const LINKED: &str = r#"{"count":1,"results":[{"id":"w","name":"AGT1","type":"AGENT","limit":10,"activeStates":["LINKED","JOBMAN_UP"]}]}"#;
const UNLINKED: &str = r#"{"count":1,"results":[{"id":"w","name":"AGT1","type":"AGENT","limit":10,"activeStates":["JOBMAN_UP"]}]}"#;
const DONE: &str = r#"{"count":1,"results":[{"id":"1","name":"LOAD","jobStreamName":"DAILY","lastRunCommonStatus":"SUCCESSFUL","lastRunCompositeStatus":{"status":"SUCC"}}]}"#;
const NONE: &str = r#"{"count":0,"results":[]}"#;

/// A scheduler with these jobs and workstations, for the demo's user only.
async fn scheduler(jobs: &str, workstations: &str) -> MockServer {
    let server = MockServer::start().await;
    for (route, body) in [
        (
            "/engine/info",
            r#"{"timezone":"UTC","displayVersion":"10.2"}"#,
        ),
        ("/plan/job", jobs),
        ("/plan/workstation", workstations),
    ] {
        Mock::given(method("GET"))
            .and(path(format!("/twsd/api/v2{route}")))
            .and(header("authorization", "Basic ZGVtbzpkZW1v"))
            .respond_with(ResponseTemplate::new(200).set_body_raw(body, "application/json"))
            .mount(&server)
            .await;
    }
    server
}

#[tokio::test]
async fn a_healthy_plan_is_ok_in_every_format() {
    let server = scheduler(DONE, LINKED).await;
    for (format, word) in [
        ("table", "OK"),
        ("nagios", "RESYNC OK"),
        ("junit", "failures=\"0\""),
        ("prometheus", "resync_health_verdict 0"),
        ("json", "\"verdict\":\"OK\""),
    ] {
        let transcript = World::at(&server.uri())
            .run_async(&["health", "-o", format])
            .await;
        assert_eq!(transcript.code, 0, "{transcript}");
        assert!(transcript.stdout.contains(word), "{transcript}");
    }
}

#[tokio::test]
async fn what_is_over_its_threshold_is_critical() {
    let server = scheduler(DONE, UNLINKED).await;
    let transcript = World::at(&server.uri()).run_async(&["health"]).await;
    assert_eq!(transcript.code, 2, "{transcript}");
    let allowed = World::at(&server.uri())
        .run_async(&["health", "--max-unlinked", "1"])
        .await;
    assert_eq!(allowed.code, 0, "{allowed}");
}

#[tokio::test]
async fn a_scope_that_fits_nothing_is_unknown_and_never_ok() {
    let server = scheduler(DONE, LINKED).await;
    let arguments = ["health", "--stream", "NO_SUCH_STREAM", "-o", "nagios"];
    let transcript = World::at(&server.uri()).run_async(&arguments).await;
    assert_eq!(transcript.code, 3, "{transcript}");
}

#[tokio::test]
async fn an_empty_plan_is_listed_as_empty() {
    let server = scheduler(NONE, NONE).await;
    let transcript = World::at(&server.uri())
        .run_async(&["jobs", "-o", "json"])
        .await;
    assert_eq!(transcript.code, 0, "{transcript}");
    assert!(transcript.stdout.contains("\"total\":0"), "{transcript}");
}
