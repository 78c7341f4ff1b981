//! How the process ends and what it tells systemd on the way; what it does when its log is stuck.

use std::process::Stdio;
use std::time::{Duration, Instant};

use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpStream, UnixDatagram};
use tokio::process::{Child, Command};

use super::process::{command, end, metric, said, signal};
use super::redis::until;
use super::world::KEY;
use crate::fault::{Fake, Step};

const VARIABLES: [(&str, &str); 2] = [("SECRET_KEY", KEY), ("ADMIN_PASSWORD", "canary-door-4711")];

/// Where an address leads to, without its scheme.
fn socket(address: &str) -> &str {
    address.trim_start_matches("http://")
}

/// Reads the log until a line holds this.
async fn logged(child: &mut Child, part: &str) -> BufReader<tokio::process::ChildStderr> {
    let mut log = BufReader::new(child.stderr.take().expect("a pipe"));
    let mut line = String::new();
    let seen = async {
        while !line.contains(part) {
            line.clear();
            assert!(
                log.read_line(&mut line).await.expect("text") > 0,
                "never: {part}"
            );
        }
    };
    let seen = tokio::time::timeout(Duration::from_secs(20), seen).await;
    seen.expect("in time");
    log
}

/// Waits until this many requests are under way, the one that asks for it included.
async fn under_way(address: &str, count: f64) {
    let client = reqwest::Client::new();
    let name = "resync_http_requests_in_flight";
    let there = async || metric(&client, address, name).await >= count;
    until("under way", Duration::from_secs(20), there).await;
}

#[tokio::test]
async fn the_second_signal_ends_the_process_at_once_whatever_is_under_way() {
    let mut child = command(&VARIABLES, &[]).spawn().expect("it starts");
    let address = said(&mut child).await;
    // Its body never comes: the request may go on for five seconds.
    let mut slow = TcpStream::connect(socket(&address))
        .await
        .expect("a connection");
    let head = "POST /token HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 9\r\n\r\na";
    slow.write_all(head.as_bytes()).await.expect("sent");
    under_way(&address, 2.0).await;
    signal(&child, "-TERM");
    let _log = logged(&mut child, "closing: no more connections").await;
    assert!(
        child.try_wait().expect("a status").is_none(),
        "it still drains"
    );
    signal(&child, "-TERM");
    let status = tokio::time::timeout(Duration::from_secs(3), child.wait()).await;
    let status = status.expect("at once").expect("a status");
    assert_eq!(status.code(), Some(130));
    let mut back = Vec::new();
    let _ = slow.read_to_end(&mut back).await;
    assert!(back.is_empty(), "{}", String::from_utf8_lossy(&back));
}

#[tokio::test]
async fn what_is_under_way_after_ten_seconds_is_cut_and_the_end_is_a_good_one() {
    let scheduler = Fake::start(|_, _| vec![Step::Hang]).await;
    let mut child = Command::new(env!("CARGO_BIN_EXE_resync"))
        .env_clear()
        .env("TZ", "UTC")
        .env("TWS_URL", &scheduler.url)
        .envs([
            ("TWS_USER", "u"),
            ("TWS_PASSWORD", "canary-p"),
            ("TWS_TIMEOUT", "60"),
        ])
        .envs(VARIABLES)
        .args(["serve", "--port", "0"])
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .kill_on_drop(true)
        .spawn()
        .expect("it starts");
    let address = said(&mut child).await;
    let client = reqwest::Client::new();
    let form = "grant_type=password&username=admin&password=canary-door-4711";
    let token = client
        .post(format!("{address}/token"))
        .header("content-type", "application/x-www-form-urlencoded")
        .body(form);
    let token = token
        .send()
        .await
        .expect("an answer")
        .text()
        .await
        .expect("text");
    let token: serde_json::Value = serde_json::from_str(&token).expect("JSON");
    let mut slow = TcpStream::connect(socket(&address))
        .await
        .expect("a connection");
    let head = format!(
        "GET /api/workstations HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {}\r\n\r\n",
        token["access_token"].as_str().expect("a token")
    );
    slow.write_all(head.as_bytes()).await.expect("sent");
    under_way(&address, 2.0).await;
    let begun = Instant::now();
    signal(&child, "-TERM");
    let (code, log) = end(child).await;
    let took = begun.elapsed();
    assert_eq!(code, Some(0), "{log}");
    assert!(log.contains("closing the rest by force"), "{log}");
    assert!(took > Duration::from_secs(9), "it had its time: {took:?}");
    let mut back = Vec::new();
    let _ = slow.read_to_end(&mut back).await;
    assert!(back.is_empty(), "{}", String::from_utf8_lossy(&back));
}

#[tokio::test]
async fn systemd_is_told_of_the_start_of_life_and_of_the_end() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("notify");
    let socket = UnixDatagram::bind(&path).expect("a socket");
    let path = path.to_string_lossy().into_owned();
    let variables = [
        VARIABLES[0],
        VARIABLES[1],
        ("NOTIFY_SOCKET", path.as_str()),
        ("WATCHDOG_USEC", "600000"),
    ];
    let mut child = command(&variables, &[]).spawn().expect("it starts");
    let told = async || {
        let mut text = [0; 256];
        let read = tokio::time::timeout(Duration::from_secs(20), socket.recv(&mut text)).await;
        let read = read.expect("in time").expect("a message");
        String::from_utf8_lossy(&text[..read]).trim().to_owned()
    };
    assert_eq!(told().await, "READY=1");
    // It is ready once it answers, and not before.
    let address = said(&mut child).await;
    let health = reqwest::get(format!("{address}/api/health/app")).await;
    assert_eq!(health.expect("an answer").status(), 200);
    for _ in 0..3 {
        assert_eq!(told().await, "WATCHDOG=1");
    }
    // A process that cannot answer says nothing.
    signal(&child, "-STOP");
    while let Ok(Ok(_)) =
        tokio::time::timeout(Duration::from_secs(1), socket.recv(&mut [0; 64])).await
    {}
    signal(&child, "-CONT");
    assert_eq!(told().await, "WATCHDOG=1");
    signal(&child, "-TERM");
    while told().await != "STOPPING=1" {}
    let (code, log) = end(child).await;
    assert_eq!(code, Some(0), "{log}");
}

#[tokio::test]
async fn a_log_that_nobody_reads_costs_lines_that_are_counted_and_no_request() {
    let variables = [
        VARIABLES[0],
        VARIABLES[1],
        ("APP_RATE_LIMIT__ENABLED", "false"),
    ];
    let mut child = command(&variables, &["--log-format", "json"])
        .spawn()
        .expect("it starts");
    let address = said(&mut child).await;
    let stuck = child.stderr.take().expect("a pipe");
    // More than the pipe and the queue before it can hold, on one connection.
    let (count, piece) = (30_000, 500);
    let one = "GET /api/health/app HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n";
    let stream = TcpStream::connect(socket(&address))
        .await
        .expect("a connection");
    let (mut answers, mut requests) = stream.into_split();
    let sent = tokio::spawn(async move {
        for _ in 0..count / piece {
            requests
                .write_all(one.repeat(piece).as_bytes())
                .await
                .expect("sent");
        }
        requests
    });
    let (mut good, mut rest) = (0, Vec::new());
    let mut part = vec![0; 64 << 10];
    while good < count {
        let read = tokio::time::timeout(Duration::from_secs(30), answers.read(&mut part)).await;
        let read = read.expect("requests go on").expect("bytes");
        assert!(read > 0, "closed after {good}");
        rest.extend_from_slice(&part[..read]);
        let text = String::from_utf8_lossy(&rest);
        let whole = text.rfind("HTTP/1.1 ").unwrap_or(0);
        let (done, open) = text.split_at(whole);
        good += done.matches("HTTP/1.1 200").count();
        if good + 1 == count && open.ends_with('}') {
            good += open.matches("HTTP/1.1 200").count();
        }
        rest = open.as_bytes().to_vec();
    }
    drop(sent.await.expect("no panic"));
    let client = reqwest::Client::new();
    let lost = metric(&client, &address, "resync_log_lines_lost_total").await;
    assert!(lost >= 1.0, "{lost}");
    // Once someone reads again, it ends as ever.
    let read = tokio::spawn(async move {
        let (mut stuck, mut text) = (stuck, String::new());
        stuck.read_to_string(&mut text).await.map(|_| text)
    });
    signal(&child, "-TERM");
    let status = tokio::time::timeout(Duration::from_secs(15), child.wait()).await;
    assert_eq!(status.expect("it ends").expect("a status").code(), Some(0));
    let text = read.await.expect("no panic").expect("text");
    // What was written is whole lines, but for the last, which the end cut off.
    let lines: Vec<&str> = text.lines().filter(|line| line.starts_with('{')).collect();
    let (_, whole) = lines.split_last().expect("lines");
    assert!(whole.len() > 100);
    for line in whole {
        assert!(
            serde_json::from_str::<serde_json::Value>(line).is_ok(),
            "{line}"
        );
    }
}
