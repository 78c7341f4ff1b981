//! The real binary: what it refuses to start with, what it says, how signals end it, TLS.

use std::process::Stdio;
use std::time::{Duration, Instant};

use tokio::io::{AsyncBufReadExt, AsyncReadExt, BufReader};
use tokio::process::{Child, Command};

use super::world::KEY;
use crate::world::World;

pub(super) fn command(variables: &[(&str, &str)], arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_resync"));
    command
        .env_clear()
        .env("TZ", "UTC")
        .args(["--demo", "serve", "--port", "0"])
        .args(arguments)
        .envs(variables.iter().copied())
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .kill_on_drop(true);
    command
}

/// Starts it and waits for the line that names its address.
pub(super) async fn start(variables: &[(&str, &str)], arguments: &[&str]) -> (Child, String) {
    let mut child = command(variables, arguments).spawn().expect("it starts");
    let address = said(&mut child).await;
    (child, address)
}

/// The address that it says it serves on.
pub(super) async fn said(child: &mut Child) -> String {
    let out = child.stdout.take().expect("a pipe");
    let mut line = String::new();
    let mut out = BufReader::new(out);
    tokio::time::timeout(Duration::from_secs(30), out.read_line(&mut line))
        .await
        .expect("in time")
        .expect("a line");
    assert!(line.starts_with("resync serves on http"), "{line}");
    let address = line.trim().rsplit(' ').next();
    address.expect("an address").to_owned()
}

pub(super) async fn end(mut child: Child) -> (Option<i32>, String) {
    let mut text = String::new();
    let mut err = child.stderr.take().expect("a pipe");
    let status = tokio::time::timeout(Duration::from_secs(15), child.wait()).await;
    let status = status.expect("it ends").expect("a status");
    err.read_to_string(&mut text).await.expect("text");
    (status.code(), text)
}

pub(super) fn signal(child: &Child, name: &str) {
    let id = child.id().expect("it runs").to_string();
    let sent = std::process::Command::new("kill")
        .args([name, &id])
        .status();
    assert!(sent.expect("kill").success());
}

#[test]
fn unsafe_settings_are_refused_with_all_their_faults() {
    let mut world = World::new();
    for (name, value) in [
        ("APP_ENVIRONMENT", "production"),
        ("TWS_URL", "http://127.0.0.1:9"),
        ("SECRET_KEY", "canary-short"),
        ("ADMIN_PASSWORD", "canary-pw"),
        ("APP_SERVER__CORS_ORIGINS", "*"),
    ] {
        world = world.with(name, value);
    }
    let run = world.run(&["serve", "--host", "0.0.0.0", "--port", "0"]);
    assert_eq!(run.code, 3, "{run}");
    for part in [
        "4 reasons",
        "SECRET_KEY",
        "ADMIN_PASSWORD",
        "cors_origins",
        "plain HTTP",
    ] {
        assert!(run.stderr.contains(part), "{part}: {run}");
    }
    assert!(!run.stderr.contains("canary"), "{run}");
}

#[test]
fn a_port_that_is_taken_is_said_in_one_line() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = taken.local_addr().expect("an address").port().to_string();
    let run = World::new().run(&["--demo", "serve", "--port", &port]);
    assert_eq!(run.code, 3, "{run}");
    assert!(
        run.stderr.contains("failed to listen") && run.stderr.contains("hint:"),
        "{run}"
    );
    let run = World::new().run(&["--demo", "serve", "--host", "nonsense!"]);
    assert_eq!(run.code, 3, "{run}");
    let run = World::new().run(&[
        "--demo",
        "serve",
        "--tls-cert",
        "/nothing",
        "--tls-key",
        "/nothing",
    ]);
    assert!(run.code == 3 && run.stderr.contains("/nothing"), "{run}");
}

#[test]
fn a_password_is_hashed_for_the_settings() {
    let run = World::new()
        .stdin("correct horse\n")
        .run(&["serve", "--hash-password"]);
    assert!(
        run.code == 0 && run.stdout.starts_with("$argon2id$"),
        "{run}"
    );
}

#[tokio::test]
async fn development_makes_credentials_up_and_says_so_once() {
    let (child, address) = start(&[], &[]).await;
    signal(&child, "-TERM");
    let (code, text) = end(child).await;
    assert_eq!(code, Some(0), "{text}");
    let told: Vec<&str> = text
        .lines()
        .filter(|line| line.contains("with the password"))
        .collect();
    assert_eq!(told.len(), 1, "{text}");
    assert!(address.starts_with("http://127.0.0.1:"), "{address}");
}

#[tokio::test]
async fn the_first_signal_drains() {
    let variables = [("SECRET_KEY", KEY), ("ADMIN_PASSWORD", "canary-door-4711")];
    let (child, address) = start(&variables, &["--log-format", "json"]).await;
    let client = reqwest::Client::new();
    let form = super::world::url_form(&[
        ("grant_type", "password"),
        ("username", "admin"),
        ("password", "canary-door-4711"),
    ]);
    let token = client
        .post(format!("{address}/token"))
        .header("Content-Type", "application/x-www-form-urlencoded")
        .body(form);
    let token: serde_json::Value = token
        .send()
        .await
        .expect("an answer")
        .json()
        .await
        .expect("JSON");
    let token = token["access_token"].as_str().expect("a token");
    let mut stream = client
        .get(format!("{address}/api/events"))
        .bearer_auth(token)
        .send()
        .await
        .expect("a stream");
    let first = stream.chunk().await.expect("bytes").expect("an event");
    assert!(first.starts_with(b"event: status"));
    let begun = Instant::now();
    signal(&child, "-TERM");
    let mut rest = Vec::new();
    while let Ok(Some(chunk)) = stream.chunk().await {
        rest.extend_from_slice(&chunk);
    }
    assert!(String::from_utf8_lossy(&rest).contains("event: closing"));
    let (code, log) = end(child).await;
    assert_eq!(code, Some(0), "{log}");
    assert!(begun.elapsed() < Duration::from_secs(12));
    let lines: Vec<serde_json::Value> = log
        .lines()
        .filter_map(|line| serde_json::from_str(line).ok())
        .collect();
    let request = lines
        .iter()
        .find(|line| line["route"] == "/token")
        .expect("a line of the request");
    assert!(
        request["id"].is_string() && request["status"] == 200,
        "{request}"
    );
    assert!(
        lines
            .iter()
            .any(|line| line["event"] == "login" && line["outcome"] == "ok")
    );
    assert!(!log.contains("canary") && !log.contains(token), "{log}");
}

struct Pair {
    folder: tempfile::TempDir,
    certificate: String,
    key: String,
}

fn write_pair(folder: &std::path::Path) {
    let pair =
        rcgen::generate_simple_self_signed(vec!["localhost".to_owned()]).expect("a certificate");
    std::fs::write(folder.join("c.pem"), pair.cert.pem()).expect("written");
    std::fs::write(folder.join("k.pem"), pair.signing_key.serialize_pem()).expect("written");
}

fn pair() -> Pair {
    let folder = tempfile::tempdir().expect("a folder");
    write_pair(folder.path());
    let path = |name: &str| folder.path().join(name).to_string_lossy().into_owned();
    Pair {
        certificate: path("c.pem"),
        key: path("k.pem"),
        folder,
    }
}

fn trusting(pair: &Pair) -> reqwest::Client {
    let pem = std::fs::read(pair.folder.path().join("c.pem")).expect("readable");
    reqwest::Client::builder()
        .add_root_certificate(reqwest::Certificate::from_pem(&pem).expect("a certificate"))
        .http1_only()
        .build()
        .expect("a client")
}

#[tokio::test]
async fn tls_is_spoken_and_the_certificate_read_again_on_sighup() {
    let pair = pair();
    let arguments = ["--tls-cert", &pair.certificate, "--tls-key", &pair.key];
    let (child, address) = start(&[], &arguments).await;
    let address = address.replace("127.0.0.1", "localhost");
    let health = format!("{address}/api/health/app");
    let before = trusting(&pair);
    let response = before.get(&health).send().await.expect("an answer");
    assert!(response.headers().contains_key("reporting-endpoints"));
    assert!(
        response.headers()["strict-transport-security"]
            .to_str()
            .expect("text")
            .contains("max-age=63072000")
    );
    // A broken file changes nothing.
    let good = std::fs::read(&pair.certificate).expect("readable");
    std::fs::write(&pair.certificate, "nonsense").expect("written");
    signal(&child, "-HUP");
    tokio::time::sleep(Duration::from_millis(300)).await;
    std::fs::write(&pair.certificate, good).expect("written");
    assert!(
        trusting(&pair).get(&health).send().await.is_ok(),
        "the old one is still there"
    );
    write_pair(pair.folder.path());
    signal(&child, "-HUP");
    let after = trusting(&pair);
    let begun = Instant::now();
    while after.get(&health).send().await.is_err() {
        assert!(
            begun.elapsed() < Duration::from_secs(5),
            "the new certificate is not there"
        );
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    assert!(
        before.get(&health).send().await.is_ok(),
        "an open connection goes on"
    );
    signal(&child, "-INT");
    let (code, log) = end(child).await;
    assert_eq!(code, Some(0), "{log}");
    assert!(
        log.contains("the certificate stays as it was") && log.contains("was read again"),
        "{log}"
    );
}

#[tokio::test]
async fn requests_are_told_to_an_opentelemetry_collector() {
    let collector = wiremock::MockServer::start().await;
    wiremock::Mock::given(wiremock::matchers::path("/v1/traces"))
        .respond_with(wiremock::ResponseTemplate::new(200).set_body_string("{}"))
        .mount(&collector)
        .await;
    let endpoint = collector.uri();
    let variables = [
        ("SECRET_KEY", KEY),
        ("ADMIN_PASSWORD", "canary-door-4711"),
        ("OTEL_EXPORTER_OTLP_ENDPOINT", endpoint.as_str()),
    ];
    let (child, address) = start(&variables, &[]).await;
    let client = reqwest::Client::new();
    for (path, parent) in [
        (
            "/api/health/app",
            "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
        ),
        ("/api/jobs/canary-path?q=canary-query", "nonsense"),
    ] {
        let asked = client
            .get(format!("{address}{path}"))
            .header("traceparent", parent)
            .send()
            .await;
        asked.expect("an answer");
    }
    signal(&child, "-TERM");
    let (code, text) = end(child).await;
    assert_eq!(code, Some(0), "{text}");
    let told: Vec<serde_json::Value> = collector
        .received_requests()
        .await
        .expect("recorded")
        .iter()
        .map(|request| serde_json::from_slice(&request.body).expect("JSON"))
        .collect();
    let whole = serde_json::to_string(&told).expect("text");
    assert!(!whole.contains("canary"), "{whole}");
    let of = |value: &serde_json::Value, pointer: &str| -> Vec<serde_json::Value> {
        let found = value.pointer(pointer).and_then(serde_json::Value::as_array);
        found.cloned().unwrap_or_default()
    };
    let spans: Vec<serde_json::Value> = told
        .iter()
        .flat_map(|told| of(told, "/resourceSpans/0/scopeSpans"))
        .flat_map(|scope| of(&scope, "/spans"))
        .collect();
    let named = |name: &str| {
        let found = spans.iter().find(|span| span["name"] == name);
        found.unwrap_or_else(|| panic!("no span {name}: {whole}"))
    };
    let health = named("GET /api/health/app");
    assert_eq!(health["traceId"], "0af7651916cd43dd8448eb211c80319c");
    assert_eq!(health["parentSpanId"], "b7ad6b7169203331");
    let refused = named("GET /api/jobs/{id}");
    assert!(refused.to_string().contains("401"), "{refused}");
    assert!(whole.contains("\"service.name\""), "{whole}");
}

#[tokio::test]
async fn a_collector_that_is_away_costs_nothing_but_the_spans() {
    let variables = [
        ("SECRET_KEY", KEY),
        ("ADMIN_PASSWORD", "canary-door-4711"),
        ("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:9"),
    ];
    let (child, address) = start(&variables, &[]).await;
    let asked = reqwest::get(format!("{address}/api/health/app")).await;
    assert!(asked.expect("an answer").status().is_success());
    let begun = Instant::now();
    signal(&child, "-TERM");
    let (code, text) = end(child).await;
    assert_eq!(code, Some(0), "{text}");
    assert!(begun.elapsed() < Duration::from_secs(8), "{text}");
}

/// The value of a metric without labels.
pub(super) async fn metric(client: &reqwest::Client, address: &str, name: &str) -> f64 {
    let page = client.get(format!("{address}/api/metrics")).send().await;
    let page = page.expect("an answer").text().await.expect("text");
    let line = page
        .lines()
        .find(|line| line.starts_with(&format!("{name} ")));
    let value = line.and_then(|line| line.rsplit(' ').next()?.parse().ok());
    value.unwrap_or_else(|| panic!("no {name}: {page}"))
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn a_full_disk_costs_log_lines_that_are_counted_and_no_request() {
    let full = std::fs::OpenOptions::new().write(true).open("/dev/full");
    let variables = [
        ("SECRET_KEY", KEY),
        ("ADMIN_PASSWORD", "canary-door-4711"),
        ("APP_SERVER__AUDIT_FILE", "/dev/full"),
        ("APP_RATE_LIMIT__ENABLED", "false"),
    ];
    let mut child = command(&variables, &[])
        .stderr(full.expect("a full device"))
        .spawn()
        .expect("it starts");
    let address = said(&mut child).await;
    let client = reqwest::Client::new();
    let login = client
        .post(format!("{address}/token"))
        .header("content-type", "application/x-www-form-urlencoded")
        .body("grant_type=password&username=admin&password=canary-door-4711")
        .send()
        .await;
    assert!(login.expect("an answer").status().is_success());
    for _ in 0..300 {
        let asked = client.get(format!("{address}/api/health/app")).send().await;
        assert!(asked.expect("an answer").status().is_success());
    }
    let audit = metric(&client, &address, "resync_audit_lines_lost_total").await;
    let log = metric(&client, &address, "resync_log_lines_lost_total").await;
    assert!(audit >= 1.0 && log >= 1.0, "{audit} {log}");
    child.kill().await.expect("it ends");
}

#[cfg(unix)]
#[tokio::test]
async fn more_connections_than_file_descriptors_close_the_idle_and_answer_the_rest() {
    let program = env!("CARGO_BIN_EXE_resync");
    let script = format!("ulimit -n 128; exec {program} --demo serve --port 0");
    let mut child = Command::new("sh")
        .args(["-c", &script])
        .env_clear()
        .env("TZ", "UTC")
        .env("SECRET_KEY", KEY)
        .env("ADMIN_PASSWORD", "canary-door-4711")
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .kill_on_drop(true)
        .spawn()
        .expect("it starts");
    let address = said(&mut child).await;
    let there = address.trim_start_matches("http://").to_owned();
    let mut idle = Vec::new();
    for _ in 0..300 {
        idle.push(
            tokio::net::TcpStream::connect(&there)
                .await
                .expect("a connection"),
        );
    }
    let client = reqwest::Client::builder()
        .timeout(Duration::from_secs(10))
        .build()
        .expect("a client");
    let asked = client.get(format!("{address}/api/health/app")).send().await;
    assert!(asked.expect("an answer").status().is_success());
    drop(idle);
    child.kill().await.expect("it ends");
}
