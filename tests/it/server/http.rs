//! Odd HTTP on a raw socket: every line of it bounded, nothing answered twice.

use std::time::{Duration, Instant};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use super::world::{Site, raw};

fn status(answer: &str) -> &str {
    answer.split(' ').nth(1).unwrap_or("none")
}

#[tokio::test]
async fn half_a_request_and_silence_are_closed_after_seconds() {
    let site = Site::start().await;
    for start in [&b""[..], b"GET /api/health/app HTTP/1.1\r\nHos"] {
        let begun = Instant::now();
        let mut stream = TcpStream::connect(site.address)
            .await
            .expect("a connection");
        stream.write_all(start).await.expect("sent");
        let mut back = Vec::new();
        let closed =
            tokio::time::timeout(Duration::from_secs(8), stream.read_to_end(&mut back)).await;
        assert!(
            closed.is_ok(),
            "{start:?} is still open after {:?}",
            begun.elapsed()
        );
    }
}

#[tokio::test]
async fn a_body_that_trickles_in_is_cut_off() {
    let site = Site::start().await;
    let mut stream = TcpStream::connect(site.address)
        .await
        .expect("a connection");
    let head = "POST /token HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 1000\r\n\r\na";
    stream.write_all(head.as_bytes()).await.expect("sent");
    let mut back = [0; 256];
    let read = tokio::time::timeout(Duration::from_secs(8), stream.read(&mut back)).await;
    let read = read.expect("answered in time").expect("bytes");
    assert!(
        back[..read].starts_with(b"HTTP/1.1 400"),
        "{}",
        String::from_utf8_lossy(&back[..read])
    );
}

#[tokio::test]
async fn requests_for_other_hosts_or_for_none_are_refused() {
    let site = Site::with(&[("APP_SERVER__HOSTS", "batch.example")]).await;
    let port = site.address.port();
    let path = "/api/health/app";
    for (head, expected) in [
        (
            format!("GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n"),
            "200",
        ),
        (
            format!("GET {path} HTTP/1.1\r\nHost: localhost:{port}\r\n"),
            "200",
        ),
        (
            format!("GET {path} HTTP/1.1\r\nHost: BATCH.example\r\n"),
            "200",
        ),
        (format!("GET {path} HTTP/1.1\r\n"), "400"),
        (
            format!("GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nHost: localhost\r\n"),
            "400",
        ),
        (
            format!("GET {path} HTTP/1.1\r\nHost: evil.example\r\n"),
            "421",
        ),
        (format!("GET {path} HTTP/1.1\r\nHost: 192.0.2.1\r\n"), "421"),
        (
            format!("GET {path} HTTP/1.1\r\nHost: user@127.0.0.1\r\n"),
            "421",
        ),
        (
            format!("GET http://evil.example{path} HTTP/1.1\r\nHost: 127.0.0.1\r\n"),
            "400",
        ),
        (format!("GET {path} HTTP/1.1\r\nHost: a b\r\n"), "400"),
    ] {
        let back = raw(
            site.address,
            format!("{head}Connection: close\r\n\r\n").as_bytes(),
        )
        .await;
        assert_eq!(status(&back), expected, "{head}{back}");
    }
}

#[tokio::test]
async fn malformed_requests_get_one_answer_and_the_connection_closes() {
    let site = Site::start().await;
    let host = "Host: 127.0.0.1\r\n";
    for (request, allowed) in [
        (
            format!(
                "POST /token HTTP/1.1\r\n{host}Content-Length: 1\r\nContent-Length: 2\r\n\r\nab"
            ),
            &["400"][..],
        ),
        (
            format!("POST /token HTTP/1.1\r\n{host}Content-Length: -1\r\n\r\n"),
            &["400"],
        ),
        (
            format!(
                "POST /token HTTP/1.1\r\n{host}Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /smuggled HTTP/1.1\r\n{host}\r\n"
            ),
            &["400"],
        ),
        (
            format!(
                "POST /token HTTP/1.1\r\n{host}Transfer-Encoding: chunked\r\nContent-Type: application/x-www-form-urlencoded\r\n\r\nzz\r\n"
            ),
            &["400"],
        ),
        (
            format!("GET /login HTTP/1.1\r\n{host}X-A : b\r\n\r\n"),
            &["400"],
        ),
        (
            format!("GET /login HTTP/1.1\r\n{host}X-A: a\r\n b\r\n\r\n"),
            &["400"],
        ),
        (
            format!("GET /login HTTP/1.1\r\n{host}X-A: a\0b\r\n\r\n"),
            &["400"],
        ),
        ("GET /login\r\n\r\n".to_owned(), &["400", "none"]),
        (
            "\u{16}\u{3}\u{1}\u{2}\u{0}\u{1}".repeat(20),
            &["400", "none"],
        ),
        (
            format!(
                "GET /login HTTP/1.1\r\n{host}{}\r\n",
                "X-A: b\r\n".repeat(200)
            ),
            &["431"],
        ),
        (
            format!(
                "GET /login HTTP/1.1\r\n{host}X-A: {}\r\n\r\n",
                "a".repeat(64 << 10)
            ),
            &["431"],
        ),
        (
            format!(
                "GET /{} HTTP/1.1\r\n{host}Connection: close\r\n\r\n",
                "a".repeat(9_000)
            ),
            &["414"],
        ),
        (
            format!(
                "GET /{} HTTP/1.1\r\n{host}Connection: close\r\n\r\n",
                "a".repeat(70_000)
            ),
            &["414", "431"],
        ),
    ] {
        let back = raw(site.address, request.as_bytes()).await;
        assert!(
            allowed.contains(&status(&back)),
            "{:.120}: {back:.200}",
            request.escape_debug().to_string()
        );
        assert!(
            back.matches("HTTP/1.1 ").count() <= 1,
            "answered twice: {back}"
        );
    }
}

#[tokio::test]
async fn head_equals_get_without_the_body() {
    let site = Site::start().await;
    let head = raw(
        site.address,
        b"HEAD /api/openapi.json HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n",
    )
    .await;
    let (fields, body) = head.split_once("\r\n\r\n").expect("a head");
    assert!(
        fields.starts_with("HTTP/1.1 200") && body.is_empty(),
        "{head}"
    );
    let length = fields
        .to_lowercase()
        .split("content-length: ")
        .nth(1)
        .and_then(|rest| rest.split("\r\n").next()?.parse::<usize>().ok());
    let whole = site
        .get("/api/openapi.json")
        .send()
        .await
        .expect("an answer")
        .bytes()
        .await
        .expect("a body");
    assert_eq!(length, Some(whole.len()));
}

#[tokio::test]
async fn a_thousand_requests_in_one_piece_are_all_answered() {
    let site = Site::start().await;
    let one = "GET /api/health/app HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n";
    let last = "GET /api/health/app HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n";
    let back = raw(
        site.address,
        format!("{}{last}", one.repeat(999)).as_bytes(),
    )
    .await;
    assert_eq!(back.matches("HTTP/1.1 200").count(), 1_000);
}

#[tokio::test]
async fn closing_waits_for_what_is_under_way_and_not_for_those_who_sleep() {
    let site = Site::start().await;
    let half = TcpStream::connect(site.address)
        .await
        .expect("a connection");
    let token = site.token("vera").await;
    let slow = tokio::spawn(site.get("/api/jobs?limit=1000").bearer_auth(&token).send());
    tokio::time::sleep(Duration::from_millis(5)).await;
    let begun = Instant::now();
    site.end().await;
    assert!(
        begun.elapsed() < Duration::from_secs(9),
        "{:?}",
        begun.elapsed()
    );
    // It was either answered or never accepted; it was not cut in the middle.
    if let Ok(response) = slow.await.expect("no panic") {
        assert_eq!(response.status(), 200);
        assert!(response.bytes().await.is_ok());
    }
    drop(half);
}
