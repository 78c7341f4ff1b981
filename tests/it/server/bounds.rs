//! What a client may send, and how much of it: heads, bodies, paths, other protocols.

use std::io::Write;
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use super::world::{Site, raw};

const HOST: &str = "Host: 127.0.0.1\r\n";

/// The status of the first answer.
fn status(answer: &str) -> &str {
    answer.split(' ').nth(1).unwrap_or("none")
}

/// Sends while it listens, for a server that answers before it has read all.
async fn both_ways(site: &Site, bytes: Vec<u8>) -> String {
    let stream = TcpStream::connect(site.address)
        .await
        .expect("a connection");
    let (mut answers, mut requests) = stream.into_split();
    let sent = tokio::spawn(async move {
        // It may be cut off in the middle.
        let _ = requests.write_all(&bytes).await;
        requests
    });
    let mut back = Vec::new();
    let _ = tokio::time::timeout(Duration::from_secs(10), answers.read_to_end(&mut back)).await;
    drop(sent.await);
    String::from_utf8_lossy(&back).into_owned()
}

#[tokio::test]
async fn heads_beyond_the_bounds_are_431_or_414_and_the_connection_closes() {
    let site = Site::start().await;
    let head = |line: &str, more: &str| format!("{line} HTTP/1.1\r\n{HOST}{more}\r\n");
    for (request, expected) in [
        (head("GET /login", &"X-A: b\r\n".repeat(60)), "200"),
        (head("GET /login", &"X-A: b\r\n".repeat(64)), "431"),
        (head("GET /login", &"X-A: b\r\n".repeat(200)), "431"),
        (
            head("GET /login", &format!("X-A: {}\r\n", "a".repeat(16 << 10))),
            "200",
        ),
        (
            head("GET /login", &format!("X-A: {}\r\n", "a".repeat(64 << 10))),
            "431",
        ),
        (
            head("GET /login", &format!("X-A: {}\r\n", "a".repeat(1 << 20))),
            "431",
        ),
        (
            head(&format!("GET /login?{}", "a".repeat(8_000)), ""),
            "200",
        ),
        (
            head(&format!("GET /login?{}", "a".repeat(9_000)), ""),
            "414",
        ),
        (
            head(&format!("GET /login?{}", "a".repeat(70_000)), ""),
            "431",
        ),
    ] {
        let mut bytes = request.clone().into_bytes();
        // Whoever may stay is asked to go, so that the test sees the end.
        if matches!(expected, "200" | "414") {
            bytes.truncate(bytes.len() - 2);
            bytes.extend_from_slice(b"Connection: close\r\n\r\n");
        }
        let back = both_ways(&site, bytes).await;
        let size = request.len();
        assert_eq!(status(&back), expected, "{size} bytes: {back:.300}");
        assert_eq!(back.matches("HTTP/1.1 ").count(), 1, "{size} bytes");
    }
}

#[tokio::test]
async fn a_body_that_does_not_come_is_408() {
    let site = Site::start().await;
    let token = site.token("olaf").await;
    let head = format!(
        "POST /api/chat HTTP/1.1\r\n{HOST}Authorization: Bearer {token}\r\nContent-Type: application/json\r\nContent-Length: 900\r\n\r\n"
    );
    let mut stream = TcpStream::connect(site.address)
        .await
        .expect("a connection");
    stream.write_all(head.as_bytes()).await.expect("sent");
    // A byte now and then is not enough.
    let (mut answers, mut requests) = stream.into_split();
    let trickle = tokio::spawn(async move {
        while requests.write_all(b" ").await.is_ok() {
            tokio::time::sleep(Duration::from_millis(500)).await;
        }
    });
    let mut back = vec![0; 16 << 10];
    let read = tokio::time::timeout(Duration::from_secs(12), answers.read(&mut back)).await;
    let read = read.expect("answered in time").expect("bytes");
    let text = String::from_utf8_lossy(&back[..read]);
    assert_eq!(status(&text), "408", "{text}");
    assert!(
        text.contains("application/problem+json") && text.contains("too_slow"),
        "{text}"
    );
    trickle.abort();
}

#[tokio::test]
async fn bodies_beyond_the_bound_are_413_with_a_length_and_without_one() {
    let site = Site::start().await;
    let token = site.token("olaf").await;
    let kind = |path: &str| match path {
        "/api/chat" => "application/json",
        "/token" => "application/x-www-form-urlencoded",
        _ => "application/csp-report",
    };
    for (path, expected) in [
        ("/api/chat", "413"),
        ("/api/csp-report", "413"),
        ("/token", "400"),
    ] {
        let head = format!(
            "POST {path} HTTP/1.1\r\n{HOST}Authorization: Bearer {token}\r\nContent-Type: {}\r\n",
            kind(path)
        );
        let body = "x".repeat(40_000);
        let known = format!("{head}Content-Length: 40000\r\n\r\n{body}");
        let chunk = format!("{:x}\r\n{}\r\n", 4_000, "x".repeat(4_000));
        let unknown = format!(
            "{head}Transfer-Encoding: chunked\r\n\r\n{}0\r\n\r\n",
            chunk.repeat(10)
        );
        // It never ends: the answer cannot wait for the end.
        let endless = format!(
            "{head}Transfer-Encoding: chunked\r\n\r\n{}",
            chunk.repeat(10)
        );
        for (what, request) in [("known", known), ("unknown", unknown), ("endless", endless)] {
            let back = both_ways(&site, request.into_bytes()).await;
            assert_eq!(status(&back), expected, "{path} {what}: {back:.300}");
        }
    }
}

#[tokio::test]
async fn compressed_bodies_are_refused_and_never_unpacked() {
    let site = Site::with(&[("APP_RATE_LIMIT__ENABLED", "false")]).await;
    let token = site.token("olaf").await;
    // Sixty megabytes of blanks before a report that would be in order.
    let Ok(mut gzip) = std::process::Command::new("gzip")
        .stdin(std::process::Stdio::piped())
        .stdout(std::process::Stdio::piped())
        .spawn()
    else {
        eprintln!("gzip is not installed: this test is skipped");
        return;
    };
    let mut packing = gzip.stdin.take().expect("a pipe");
    let filled = std::thread::spawn(move || {
        for _ in 0..60 {
            packing.write_all(&vec![b' '; 1 << 20]).expect("packed");
        }
        packing
            .write_all(br#"{"csp-report":{"blocked-uri":"inline"}}"#)
            .expect("packed");
    });
    let bomb = gzip.wait_with_output().expect("packed").stdout;
    filled.join().expect("no panic");
    assert!(bomb.len() < 100_000);
    // As much as fits; what was cut off it would not matter to one that unpacks.
    let bomb = &bomb[..bomb.len().min(15_000)];
    for (path, kind, expected) in [
        ("/api/chat", "application/json", 415),
        ("/token", "application/x-www-form-urlencoded", 400),
        ("/login", "application/x-www-form-urlencoded", 400),
        ("/api/csp-report", "application/csp-report", 400),
    ] {
        let request = site.request("POST", path).bearer_auth(&token);
        let request = request
            .header("Content-Type", kind)
            .header("Content-Encoding", "gzip");
        let answered = request.body(bomb.to_vec()).send().await.expect("an answer");
        assert_eq!(answered.status(), expected, "{path}");
    }
    assert!(site.metric("resync_csp_violations_total", "").await.abs() < f64::EPSILON);
}

#[tokio::test]
async fn other_protocols_and_versions_are_turned_away() {
    let site = Site::start().await;
    for (request, allowed) in [
        // With no origin configured nobody is told what other pages may do.
        (
            format!("OPTIONS * HTTP/1.1\r\n{HOST}Connection: close\r\n\r\n"),
            &["404", "405"][..],
        ),
        (format!("GET /login HTTP/2.7\r\n{HOST}\r\n"), &["400"]),
        (format!("GET /login HTTP/3.0\r\n{HOST}\r\n"), &["400"]),
        (format!("GET /login FTP/1.1\r\n{HOST}\r\n"), &["400"]),
        ("GET /login\r\n\r\n".to_owned(), &["400"]),
        ("GET /login\n".to_owned(), &["400"]),
        (
            "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".to_owned(),
            &["400", "none"],
        ),
        ("SSH-2.0-OpenSSH_9.2\r\n".to_owned(), &["400"]),
        // CONNECT makes no tunnel.
        (
            format!("CONNECT 127.0.0.1:22 HTTP/1.1\r\n{HOST}Connection: close\r\n\r\n"),
            &["400", "404", "405", "421"],
        ),
    ] {
        let back = raw(site.address, request.as_bytes()).await;
        assert!(allowed.contains(&status(&back)), "{request:?}: {back:.300}");
        assert!(
            !back.contains("<form") && !back.contains("allow-origin"),
            "{request:?}"
        );
    }
    // A browser that tries TLS is told no at once, and not left waiting.
    let stream = reqwest::Client::builder()
        .timeout(Duration::from_secs(8))
        .build();
    let tried = stream
        .expect("a client")
        .get(format!("https://{}/login", site.address))
        .send()
        .await;
    let error = tried.expect_err("no TLS here");
    assert!(!error.is_timeout(), "{error:?}");
    let fine = site.get("/api/health/app").send().await.expect("an answer");
    assert_eq!(fine.status(), 200);
}

#[tokio::test]
async fn no_spelling_of_a_path_leads_to_a_file() {
    let site = Site::start().await;
    for path in [
        "/assets/../Cargo.toml",
        "/assets/%2e%2e/Cargo.toml",
        "/assets/%2e%2e%2fCargo.toml",
        "/assets/..%5cCargo.toml",
        "/assets/%252e%252e%252fCargo.toml",
        "/assets/%c0%ae%c0%ae/Cargo.toml",
        "/assets/\u{ff0e}\u{ff0e}/Cargo.toml",
        "/assets/%ef%bc%8e%ef%bc%8e%2fCargo.toml",
        "/assets/app.css%00",
        "/assets/app.css%00.js",
        "/assets/%ff",
        "/assets/%",
        "/assets/app.css;x=y",
        "/assets;x=y/app.css",
        "/assets//app.css",
        "//assets/app.css",
        "/assets/app.css/",
        "/assets/APP.CSS",
        "/assets/.",
        "/assets/",
        "/./assets/app.css",
        "/etc/passwd",
    ] {
        let request = format!("GET {path} HTTP/1.1\r\n{HOST}Connection: close\r\n\r\n");
        let back = raw(site.address, request.as_bytes()).await;
        assert!(
            ["404", "400"].contains(&status(&back)),
            "{path}: {back:.200}"
        );
        for part in ["[package]", "root:", "font-family"] {
            assert!(!back.contains(part), "{path}");
        }
    }
    let fine = site.get("/assets/app.css").send().await.expect("an answer");
    assert_eq!(fine.status(), 200);
}
