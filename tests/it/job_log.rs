//! The beginning and the end of logs of any size, from servers of any habit.

use futures_util::TryStreamExt;
use resync::Error;
use resync::tws::{Client, LogTail, TailLimits};

use crate::engine::engine;
use crate::fault::{Fake, Request, Script, Step, answer, json};

const LIMITS: TailLimits = TailLimits {
    head_bytes: 20_000,
    head_lines: 20,
    tail_lines: 50,
    tail_bytes: 100_000,
    probes: 11,
};

fn line(number: u64) -> String {
    match number {
        1 => "= JOB       : CPUA#JS25.JOBC".into(),
        2 => "= USER      : tws".into(),
        number => format!("{number:>9} something happened here and there\r"),
    }
}

fn text(from: u64, to: u64) -> String {
    (from..=to).map(|number| line(number) + "\n").collect()
}

fn range(request: &Request) -> (Option<u64>, Option<u64>) {
    let number = |name| {
        request
            .query(name)
            .map(|value| value.parse().expect("a number"))
    };
    (number("from_line"), number("to_line"))
}

/// Answers without a length, so that the end cannot be guessed.
fn chunked(body: &str) -> Script {
    let head = "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nTransfer-Encoding: chunked\r\n\r\n";
    let size = format!("{:x}\r\n", body.len());
    let chunk = if body.is_empty() {
        String::new()
    } else {
        format!("{size}{body}\r\n")
    };
    vec![Step::Send(format!("{head}{chunk}0\r\n\r\n").into_bytes())]
}

async fn tail(server: &Fake, limits: TailLimits) -> LogTail {
    let mut engine = engine(&server.url);
    engine.timeouts.request = std::time::Duration::from_secs(5);
    engine.timeouts.total = std::time::Duration::from_secs(10);
    let client = Client::new(&engine).expect("client");
    client.log_tail("run", limits).await.expect("a log")
}

fn check(log: &LogTail, total: u64) {
    assert_eq!(log.total_lines, Some(total), "{} requests", log.requests);
    assert!(
        log.end_reached && !log.whole && log.requests <= 14,
        "{} requests",
        log.requests
    );
    assert_eq!(log.gap, Some(20));
    assert_eq!(log.lines.len(), 70);
    let last = log.lines.last().expect("a line");
    assert_eq!(last.number, Some(total));
    assert_eq!(last.text, line(total).trim_end());
    for line in &log.lines {
        let number = line.number.expect("known");
        assert_eq!(line.text, self::line(number).trim_end(), "{number}");
    }
}

#[tokio::test]
async fn a_small_log_is_read_whole_in_one_request() {
    let server = Fake::start(|_, _| answer(200, "text/plain", text(1, 30))).await;
    let log = tail(&server, LIMITS).await;
    assert!(log.whole && log.gap.is_none());
    assert_eq!(
        (log.lines.len(), log.total_lines, log.requests),
        (30, Some(30), 1)
    );
    let server = Fake::start(|_, _| answer(200, "text/plain", "")).await;
    assert_eq!(tail(&server, LIMITS).await.lines, []);
}

#[tokio::test]
async fn the_end_of_a_long_log_is_found_with_few_requests() {
    for (total, with_length) in [
        (700_u64, false),
        (5_000, false),
        (100_000, false),
        (30_000, true),
    ] {
        let server = Fake::start(move |request, _| {
            let (from, to) = range(request);
            let body = text(from.unwrap_or(1), to.unwrap_or(total).min(total));
            if with_length {
                answer(200, "text/plain", body)
            } else {
                chunked(&body)
            }
        })
        .await;
        check(&tail(&server, LIMITS).await, total);
    }
}

#[tokio::test]
async fn a_range_past_the_end_may_be_an_error() {
    for status in [400, 404, 416] {
        let server = Fake::start(move |request, _| {
            let (from, to) = range(request);
            match from.unwrap_or(1) {
                from if from > 9_000 => json(status, ""),
                from => chunked(&text(from, to.unwrap_or(9_000).min(9_000))),
            }
        })
        .await;
        check(&tail(&server, LIMITS).await, 9_000);
    }
}

#[tokio::test]
async fn a_server_that_knows_no_ranges_is_read_through_once() {
    let server = Fake::start(|_, _| chunked(&text(1, 9_000))).await;
    let log = tail(&server, LIMITS).await;
    check(&log, 9_000);
    assert!(log.requests <= 3, "{}", log.requests);
}

#[tokio::test]
async fn a_server_that_moves_ranges_into_the_log_is_not_believed() {
    let server = Fake::start(|request, _| {
        let (from, to) = range(request);
        let from = from.unwrap_or(1).min(9_000);
        chunked(&text(from, to.unwrap_or(9_000).min(9_000)))
    })
    .await;
    check(&tail(&server, LIMITS).await, 9_000);
}

#[tokio::test]
async fn ranges_that_fail_leave_the_way_through_the_log() {
    let server = Fake::start(|request, _| match range(request) {
        (None, None) => chunked(&text(1, 9_000)),
        _ => json(500, r#"{"message":"AWSJCO001E"}"#),
    })
    .await;
    check(&tail(&server, LIMITS).await, 9_000);
}

#[tokio::test]
async fn one_giant_line_stays_in_bounds() {
    let server =
        Fake::start(|_, _| chunked(&format!("begin{}\nlast\n", "x".repeat(8 << 20)))).await;
    let log = tail(&server, LIMITS).await;
    assert_eq!(log.lines.last().expect("a line").text, "last");
    assert!(log.lines.iter().all(|line| line.text.len() < 20_000));
}

#[tokio::test]
async fn a_log_that_does_not_exist_is_not_found() {
    let server = Fake::start(|_, _| json(404, "")).await;
    let client = Client::new(&engine(&server.url)).expect("client");
    let error = client.log_tail("run", LIMITS).await.expect_err("none");
    assert!(matches!(error, Error::NotFound(_)), "{error:?}");
    let page = "<html><title>Login</title></html>";
    let server = Fake::start(move |_, _| answer(200, "text/html", page)).await;
    let client = Client::new(&engine(&server.url)).expect("client");
    assert!(matches!(
        client.log_tail("run", LIMITS).await,
        Err(Error::NotAnApi(_))
    ));
}

#[tokio::test]
async fn a_log_is_followed_beyond_the_limit_of_one_try() {
    let server = Fake::start(|_, _| {
        let head =
            "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nConnection: close\r\n\r\nfirst\n";
        vec![
            Step::Send(head.as_bytes().to_vec()),
            Step::Pause(std::time::Duration::from_millis(700)),
            Step::Send(b"second\n".to_vec()),
            Step::Close,
        ]
    })
    .await;
    let client = Client::new(&engine(&server.url)).expect("client");
    let pieces = client.log_follow("run", Some(5)).await.expect("opened");
    let pieces: Vec<_> = pieces.try_collect().await.expect("read");
    assert_eq!(pieces.concat(), b"first\nsecond\n");
    assert_eq!(server.last().query("follow").as_deref(), Some("true"));
    assert_eq!(server.last().query("from_line").as_deref(), Some("5"));
}
