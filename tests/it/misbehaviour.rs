//! What the command says and how it ends when the scheduler misbehaves.

use std::time::{Duration, Instant};

use crate::broken::{BrokenServer, Fault, Identity};
use crate::world::{Transcript, World};

async fn jobs(server: &BrokenServer) -> Transcript {
    World::at(&server.url)
        .with("TWS_TIMEOUT", "1")
        .run_async(&["jobs"])
        .await
}

/// An answer that reads like a scheduler's.
fn ok() -> (u16, &'static str, Vec<u8>) {
    (200, "", br#"{"count":1,"results":[{"id":"1","name":"LOAD","lastRunCommonStatus":"SUCCESSFUL","key":"/W#/S.LOAD"}]}"#.to_vec())
}

/// Nothing of a crash, nothing of a secret, and one clear error.
fn is_clean(transcript: &Transcript, code: i32) {
    assert_eq!(transcript.code, code, "{transcript}");
    assert!(!transcript.stderr.contains("panicked"), "{transcript}");
    assert!(
        !transcript.stderr.contains("demo:demo") && !transcript.stderr.contains("ZGVtbzpkZW1v"),
        "{transcript}"
    );
}

#[tokio::test]
async fn a_refused_connection_is_named_with_its_address_and_soon() {
    let port = {
        let listener = tokio::net::TcpListener::bind(("127.0.0.1", 0))
            .await
            .expect("a port");
        listener.local_addr().expect("an address").port()
    };
    let begun = Instant::now();
    let transcript = World::at(&format!("http://127.0.0.1:{port}"))
        .run_async(&["jobs"])
        .await;
    is_clean(&transcript, 6);
    assert!(
        transcript.stderr.contains(&format!("127.0.0.1:{port}")),
        "{transcript}"
    );
    assert!(
        transcript.stderr.contains("refused") && transcript.stderr.contains("hint:"),
        "{transcript}"
    );
    assert!(begun.elapsed() < Duration::from_secs(10));
}

#[tokio::test]
async fn a_scheduler_that_hangs_or_trickles_is_given_up_in_time() {
    for fault in [Fault::Hang, Fault::Trickle] {
        let server = BrokenServer::start(fault).await;
        let begun = Instant::now();
        let transcript = jobs(&server).await;
        is_clean(&transcript, 6);
        assert!(transcript.stderr.contains("answer"), "{transcript}");
        assert!(begun.elapsed() < Duration::from_secs(15));
    }
}

#[tokio::test]
async fn an_answer_that_breaks_off_is_asked_for_again_and_then_named() {
    let server = BrokenServer::start(Fault::Cut).await;
    let transcript = jobs(&server).await;
    is_clean(&transcript, 6);
    assert!(transcript.stderr.contains("broke off"), "{transcript}");
    assert!(
        (2..=3).contains(&server.requests()),
        "{}",
        server.requests()
    );
    is_clean(&jobs(&BrokenServer::start(Fault::Reset).await).await, 6);
}

#[tokio::test]
async fn a_web_page_is_not_taken_for_the_api() {
    let page =
        b"<!DOCTYPE html><html><head><title>Sign in to the portal</title></head></html>".to_vec();
    let server = BrokenServer::start(Fault::Answer(200, "Content-Type: text/html\r\n", page)).await;
    let transcript = jobs(&server).await;
    is_clean(&transcript, 6);
    assert!(
        transcript.stderr.contains("Sign in to the portal") && transcript.stderr.contains("31116"),
        "{transcript}"
    );
}

#[tokio::test]
async fn wrong_credentials_and_missing_rights_are_not_tried_again() {
    for (status, word) in [(401, "TWS_USER"), (403, "right")] {
        let server = BrokenServer::start(Fault::Answer(status, "", Vec::new())).await;
        let transcript = jobs(&server).await;
        is_clean(&transcript, 4);
        assert!(transcript.stderr.contains(word), "{transcript}");
        assert_eq!(server.requests(), 1);
    }
}

#[tokio::test]
async fn a_busy_scheduler_is_asked_again_after_the_time_it_names() {
    let server = BrokenServer::start(Fault::Script(vec![
        (503, "Retry-After: 0\r\n", Vec::new()),
        ok(),
    ]))
    .await;
    let transcript = jobs(&server).await;
    is_clean(&transcript, 0);
    assert!(transcript.stdout.contains("LOAD"), "{transcript}");
    assert_eq!(server.requests(), 2);
    let patient =
        BrokenServer::start(Fault::Answer(429, "Retry-After: 3600\r\n", Vec::new())).await;
    let begun = Instant::now();
    is_clean(&jobs(&patient).await, 8);
    assert!(
        begun.elapsed() < Duration::from_secs(10),
        "it never waits beyond its deadline"
    );
    assert_eq!(patient.requests(), 1);
    let garbled = BrokenServer::start(Fault::Script(vec![
        (503, "Retry-After: soon\r\n", Vec::new()),
        ok(),
    ]))
    .await;
    is_clean(&jobs(&garbled).await, 0);
}

#[tokio::test]
async fn server_errors_are_tried_at_most_three_times_and_business_errors_once() {
    let server = BrokenServer::start(Fault::Answer(500, "", b"oops".to_vec())).await;
    let transcript = jobs(&server).await;
    is_clean(&transcript, 6);
    assert!(
        transcript.stderr.contains("oops") && (2..=3).contains(&server.requests()),
        "{transcript}"
    );
    let body = br#"{"messages":["AWSJDB801E An internal error has been found"]}"#.to_vec();
    let business = BrokenServer::start(Fault::Answer(500, "", body)).await;
    let transcript = jobs(&business).await;
    is_clean(&transcript, 6);
    assert!(transcript.stderr.contains("AWSJDB801E"), "{transcript}");
    assert_eq!(business.requests(), 1);
}

#[tokio::test]
async fn nonsense_is_named_with_an_excerpt_and_never_crashes() {
    let deep = format!("{{\"results\":{}", "[".repeat(200_000));
    for body in [
        "{\"count\":1,\"count\":2,\"results\":[]}",
        "NaN",
        "{\"results\":[{\"id\":\"1\"",
        "\u{1}\u{1b}[31m",
        deep.as_str(),
        "[1,2]",
        "",
    ] {
        let server = BrokenServer::start(Fault::Answer(200, "", body.as_bytes().to_vec())).await;
        let transcript = jobs(&server).await;
        is_clean(&transcript, 6);
        assert!(
            transcript.stderr.contains("the list of jobs"),
            "{transcript}"
        );
        assert!(
            !transcript.stderr.contains('\u{1b}') && transcript.stderr.len() < 2_000,
            "{transcript}"
        );
    }
}

#[tokio::test]
async fn unknown_states_nulls_and_odd_times_are_shown_as_unknown_with_a_warning() {
    let body = r#"{"count":3,"results":[
        {"id":"1","name":null,"lastRunCommonStatus":"WARPED","schedTime":1763870000000,"jobruns":null},
        {"id":"2","priority":"ten","jobruns":[{"timeInfo":{"actualStartTime":"-5","elapsedTime":"-PT5S"}}]},
        {}]}"#;
    let server = BrokenServer::start(Fault::Answer(200, "", body.as_bytes().to_vec())).await;
    let transcript = World::at(&server.url)
        .run_async(&["jobs", "-o", "json"])
        .await;
    is_clean(&transcript, 0);
    let report: resync::report::JobsReport =
        serde_json::from_str(&transcript.stdout).expect("the report");
    assert_eq!(report.returned, 3);
    assert_eq!(report.data[0].status.as_str(), "WARPED");
    assert_eq!(report.data[0].scheduled, None);
    assert!(
        report
            .warnings
            .iter()
            .any(|warning| warning.contains("could not be read")),
        "{transcript}"
    );
}

#[tokio::test]
async fn names_that_command_a_terminal_are_shown_escaped() {
    let body = "{\"count\":1,\"results\":[{\"id\":\"1\",\"name\":\"A\\u001b[31mB\\u202eC\\nD\",\"key\":\"/W#/S.A\\u001b]0;x\\u0007\\u202e<b>'&%\",\"lastRunCommonStatus\":\"ERROR\"}]}";
    let server = BrokenServer::start(Fault::Answer(200, "", body.as_bytes().to_vec())).await;
    let transcript = jobs(&server).await;
    is_clean(&transcript, 0);
    assert!(
        !transcript.stdout.contains(['\u{1b}', '\u{7}', '\u{202e}']),
        "{transcript}"
    );
    assert!(transcript.stdout.contains("\\u{1b}"), "{transcript}");
}

#[tokio::test]
async fn certificates_that_are_not_trusted_are_refused_with_the_reason() {
    for (identity, word) in [
        (Identity::new("localhost", 2020..2090), "TWS_CA_FILE"),
        (
            Identity::new("elsewhere.example", 2020..2090),
            "TWS_CA_FILE",
        ),
        (Identity::new("localhost", 2001..2002), "certificate"),
    ] {
        let (status, headers, body) = ok();
        let server = BrokenServer::tls(Fault::Answer(status, headers, body), identity).await;
        let transcript = jobs(&server).await;
        is_clean(&transcript, 6);
        assert!(transcript.stderr.contains(word), "{transcript}");
        assert_eq!(server.requests(), 0, "no credential was sent");
    }
}

#[tokio::test]
async fn a_ca_file_makes_a_certificate_trusted_and_insecure_is_loud() {
    let identity = Identity::new("localhost", 2020..2090);
    let pem = identity.pem.clone();
    let (status, headers, body) = ok();
    let server = BrokenServer::tls(Fault::Answer(status, headers, body), identity).await;
    let world = World::at(&server.url);
    let path = world.folder().join("ca.pem");
    std::fs::write(&path, pem).expect("written");
    let transcript = world
        .with("TWS_CA_FILE", path.to_str().expect("a path"))
        .run_async(&["jobs"])
        .await;
    is_clean(&transcript, 0);
    let transcript = World::at(&server.url)
        .with("TWS_INSECURE", "1")
        .run_async(&["jobs"])
        .await;
    is_clean(&transcript, 0);
    assert!(transcript.stderr.contains("TWS_INSECURE"), "{transcript}");
}

#[tokio::test]
async fn the_wrong_scheme_is_guessed_at() {
    let (status, headers, body) = ok();
    let plain = BrokenServer::start(Fault::Answer(status, headers, body.clone())).await;
    let transcript = World::at(&plain.url.replace("http:", "https:"))
        .run_async(&["jobs"])
        .await;
    is_clean(&transcript, 6);
    assert!(transcript.stderr.contains("http://"), "{transcript}");
    let tls = BrokenServer::tls(
        Fault::Answer(status, headers, body),
        Identity::new("localhost", 2020..2090),
    )
    .await;
    let transcript = World::at(&tls.url.replace("https:", "http:"))
        .run_async(&["jobs"])
        .await;
    is_clean(&transcript, 6);
}

#[tokio::test]
async fn credentials_do_not_follow_a_redirect() {
    let other = BrokenServer::start(Fault::Answer(200, "", b"{}".to_vec())).await;
    let location: &'static str =
        Box::leak(format!("Location: {}/twsd/api/v2/plan/job\r\n", other.url).into_boxed_str());
    let server = BrokenServer::start(Fault::Answer(302, location, Vec::new())).await;
    let transcript = jobs(&server).await;
    is_clean(&transcript, 6);
    assert!(transcript.stderr.contains("redirect"), "{transcript}");
    assert_eq!(other.requests(), 0);
}

#[tokio::test]
async fn an_endless_answer_is_cut_off() {
    let server = BrokenServer::start(Fault::Endless).await;
    let transcript = World::at(&server.url).run_async(&["jobs"]).await;
    is_clean(&transcript, 6);
    assert!(transcript.stderr.contains("larger than"), "{transcript}");
}

#[tokio::test]
async fn a_host_that_does_not_exist_is_named() {
    let transcript = World::new()
        .with("TWS_HOST", "no-such-host.invalid")
        .run_async(&["jobs"])
        .await;
    is_clean(&transcript, 6);
    assert!(
        transcript.stderr.contains("no-such-host.invalid"),
        "{transcript}"
    );
}

#[tokio::test]
async fn a_list_whose_server_ignores_the_offset_ends() {
    let (status, headers, _) = ok();
    let body = br#"{"count":100000,"next":"https://wrong.host/next","results":[{"id":"1","name":"A"},{"id":"2","name":"B"}]}"#.to_vec();
    let server = BrokenServer::start(Fault::Answer(status, headers, body)).await;
    let transcript = World::at(&server.url)
        .run_async(&["jobs", "--all", "-o", "ndjson"])
        .await;
    is_clean(&transcript, 6);
    assert_eq!(transcript.stdout.lines().count(), 2, "{transcript}");
}

#[tokio::test]
async fn health_calls_a_scheduler_that_fails_critical_and_never_ok() {
    for fault in [
        Fault::Hang,
        Fault::Cut,
        Fault::Answer(401, "", Vec::new()),
        Fault::Answer(200, "", b"<html>".to_vec()),
    ] {
        let server = BrokenServer::start(fault).await;
        let transcript = World::at(&server.url)
            .with("TWS_TIMEOUT", "1")
            .run_async(&["health", "-o", "nagios"])
            .await;
        is_clean(&transcript, 2);
        assert!(
            transcript.stdout.starts_with("RESYNC CRITICAL"),
            "{transcript}"
        );
    }
}

#[tokio::test]
async fn ids_and_filters_are_encoded_once() {
    let server = BrokenServer::start(Fault::Answer(404, "", Vec::new())).await;
    let _ = World::at(&server.url)
        .run_async(&["jobs", "--name", "A&limit=1#%41 é' OR '1'='1"])
        .await;
    let head = server.heads().join("");
    assert!(head.contains("GET /twsd/api/v2/plan/job?limit="), "{head}");
    let line = head.lines().next().unwrap_or_default();
    assert!(
        !line.contains("%2520") && !line.contains('\'') && line.contains("LIKE"),
        "{line}"
    );
}

#[tokio::test]
async fn proxies_of_the_environment_are_used_and_no_proxy_is_honoured() {
    let (status, headers, body) = ok();
    let proxy = BrokenServer::start(Fault::Answer(status, headers, body)).await;
    let world = || {
        World::at("http://engine.invalid:31116")
            .with("TWS_ALLOW_HTTP", "1")
            .with("HTTP_PROXY", &proxy.url)
            .with("http_proxy", &proxy.url)
    };
    is_clean(&world().run_async(&["jobs"]).await, 0);
    assert_eq!(proxy.requests(), 1);
    let transcript = world()
        .with("NO_PROXY", "engine.invalid")
        .run_async(&["jobs"])
        .await;
    is_clean(&transcript, 6);
    assert_eq!(proxy.requests(), 1);
    let local = BrokenServer::start(Fault::Answer(401, "", Vec::new())).await;
    let transcript = World::at(&local.url)
        .with("HTTP_PROXY", &proxy.url)
        .run_async(&["jobs"])
        .await;
    is_clean(&transcript, 4);
    assert_eq!(
        proxy.requests(),
        1,
        "this machine is never reached through a proxy"
    );
}
