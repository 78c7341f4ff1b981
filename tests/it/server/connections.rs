//! Many requests on one connection, and many connections with none.

use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use super::world::Site;

#[tokio::test]
async fn ten_thousand_requests_on_one_connection_are_answered_in_turn() {
    let site = Site::start().await;
    let one = "GET /api/health/app HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n";
    let (count, piece) = (10_000, 100);
    let stream = TcpStream::connect(site.address)
        .await
        .expect("a connection");
    let (mut answers, mut requests) = stream.into_split();
    let mut back = Vec::new();
    for sent in 1..=count / piece {
        requests
            .write_all(one.repeat(piece).as_bytes())
            .await
            .expect("sent");
        let wanted = sent * piece;
        let answered = |back: &[u8]| {
            back.windows(15)
                .filter(|part| part == b"HTTP/1.1 200 OK")
                .count()
        };
        let mut seen = wanted - piece;
        back.clear();
        while seen < wanted {
            let mut part = vec![0; 64 << 10];
            let read = tokio::time::timeout(Duration::from_secs(20), answers.read(&mut part)).await;
            let read = read.expect("in time").expect("bytes");
            assert!(read > 0, "closed after {seen}");
            back.extend_from_slice(&part[..read]);
            seen = wanted - piece + answered(&back);
        }
    }
    let counted = site
        .metric("resync_http_requests_total", "/api/health/app")
        .await;
    assert!((counted - 10_000.0).abs() < 0.5, "{counted}");
}

#[tokio::test]
async fn idle_sockets_are_closed_down_to_the_bound_and_keep_nobody_out() {
    let site = Site::start().await;
    let many = 1_500;
    let mut idle = Vec::new();
    for _ in 0..many {
        match TcpStream::connect(site.address).await {
            Ok(stream) => idle.push(stream),
            // The test's own limit of open files came first, which the shell sets.
            Err(error) => {
                eprintln!("only {} connections could be opened: {error}", idle.len());
                break;
            }
        }
    }
    let fine = site.get("/api/health/app").send().await.expect("an answer");
    assert_eq!(fine.status(), 200);
    // Beyond the bound the longest idle go at once, and the rest when their time is over.
    let opened = idle.len();
    let (mut closed, mut first) = (0, None);
    for (number, stream) in idle.iter_mut().enumerate() {
        let mut byte = [0; 1];
        let end = tokio::time::timeout(Duration::from_secs(10), stream.read(&mut byte)).await;
        if matches!(end, Ok(Ok(0) | Err(_))) {
            closed += 1;
            first.get_or_insert(number);
        }
    }
    assert_eq!(
        (closed, first),
        (opened, Some(0)),
        "each of them was closed"
    );
}
