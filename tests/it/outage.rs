//! What the client does while the scheduler is down, slow or overloaded: in time, and without making
//! it worse.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use resync::Error;
use resync::tws::{Client, Query};

use resync::report::StatusReport;

use crate::client::{EMPTY, client, failing, jobs};
use crate::engine::engine;
use crate::fault::{Fake, Step, json, with_header};

#[tokio::test]
async fn a_refused_connection_fails_within_a_second_and_names_the_address() {
    let server = Fake::start(|_, _| json(200, EMPTY)).await;
    let url = server.url.clone();
    drop(server);
    // The port is free once the listener is gone.
    tokio::task::yield_now().await;
    let client = Client::new(&engine(&url)).expect("client");
    let begin = Instant::now();
    let error = jobs(&client).await.expect_err("refused");
    assert!(
        begin.elapsed() < Duration::from_secs(1),
        "{:?}",
        begin.elapsed()
    );
    assert!(matches!(error, Error::Unreachable(_)), "{error:?}");
    assert!(
        error.to_string().contains(&url) && error.to_string().contains("refused"),
        "{error}"
    );
    assert_eq!((error.exit(), client.requests()), (6, 3));
}

#[tokio::test]
async fn a_black_hole_ends_at_the_total_deadline() {
    let begin = Instant::now();
    let (error, _) = failing(vec![Step::Hang]).await;
    assert!(matches!(error, Error::TimedOut(_)), "{error:?}");
    let elapsed = begin.elapsed();
    assert!((1_300..1_800).contains(&elapsed.as_millis()), "{elapsed:?}");
}

#[tokio::test]
async fn a_trickle_is_cut_at_the_limit_of_one_try() {
    let begin = Instant::now();
    let head = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 900\r\n\r\n";
    let (error, requests) = failing(vec![
        Step::Send(head.to_vec()),
        Step::Trickle(vec![b' '; 900], Duration::from_millis(50)),
    ])
    .await;
    assert!(matches!(error, Error::TimedOut(_)), "{error:?}");
    assert!(
        begin.elapsed() < Duration::from_millis(800),
        "{:?}",
        begin.elapsed()
    );
    assert_eq!(requests, 1);
}

#[tokio::test]
async fn an_answer_that_breaks_off_is_read_again_and_never_kept() {
    let cut =
        b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 99\r\n\r\n{\"re";
    let script = vec![Step::Send(cut.to_vec()), Step::Close];
    let (error, requests) = failing(script.clone()).await;
    assert!(matches!(error, Error::Unreadable(_)), "{error:?}");
    assert!(
        error.to_string().contains("broke off after 4 bytes"),
        "{error}"
    );
    assert_eq!((error.code(), requests), ("tws_bad_response", 3));

    let server = Fake::start(move |_, number| match number {
        0 => script.clone(),
        _ => json(200, EMPTY),
    })
    .await;
    assert!(jobs(&client(&server)).await.is_ok());
    assert_eq!(server.requests().len(), 2);
}

#[tokio::test]
async fn a_reset_connection_is_tried_again() {
    let server = Fake::start(|_, number| match number {
        0 => vec![Step::Reset],
        _ => json(200, EMPTY),
    })
    .await;
    assert!(jobs(&client(&server)).await.is_ok());
}

#[tokio::test]
async fn retry_after_is_honoured_within_the_deadline_only() {
    let busy = |after: &str| with_header(503, &format!("Retry-After: {after}"), "busy");
    let script = busy("1");
    let server = Fake::start(move |_, number| match number {
        0 => script.clone(),
        _ => json(200, EMPTY),
    })
    .await;
    let begin = Instant::now();
    assert!(jobs(&client(&server)).await.is_ok());
    assert!(begin.elapsed() >= Duration::from_secs(1));

    let begin = Instant::now();
    let (error, requests) = failing(busy("3600")).await;
    assert!(begin.elapsed() < Duration::from_millis(500));
    assert!(error.to_string().contains("asks to wait 3600 s"), "{error}");
    assert_eq!(requests, 1);

    let (_, requests) = failing(busy("whenever")).await;
    assert_eq!(requests, 3);
}

#[tokio::test]
async fn too_many_requests_are_an_error_of_their_own() {
    let (error, requests) = failing(json(429, "")).await;
    assert!(matches!(error, Error::Limited(_)), "{error:?}");
    assert_eq!(requests, 3);
}

#[tokio::test]
async fn a_failure_with_a_message_code_is_not_retried_and_one_without_is() {
    let (error, requests) =
        failing(json(500, r#"{"messages":["AWSJCO001E Odd \u001b[2J"]}"#)).await;
    assert!(
        error.to_string().contains("AWSJCO001E Odd \\u{1b}[2J"),
        "{error}"
    );
    assert!(matches!(error, Error::Upstream(_)));
    assert_eq!(requests, 1);
    for status in [500, 502, 503, 504] {
        let (error, requests) = failing(json(status, "")).await;
        assert!(matches!(error, Error::Upstream(_)), "{error:?}");
        assert_eq!(requests, 3, "{status}");
    }
}

#[tokio::test]
async fn the_breaker_opens_after_five_failures_and_then_answers_at_once() {
    let server = Fake::start(|_, _| json(500, "")).await;
    let client = client(&server);
    for _ in 0..2 {
        assert!(jobs(&client).await.is_err());
    }
    let sent = client.requests();
    assert_eq!(sent, 5);
    let begin = Instant::now();
    let error = jobs(&client).await.expect_err("open");
    assert!(
        begin.elapsed() < Duration::from_millis(20),
        "{:?}",
        begin.elapsed()
    );
    assert!(matches!(error, Error::Unreachable(_)), "{error:?}");
    let text = error.to_string();
    assert!(
        text.contains("the circuit breaker is open after 5 failures in a row, the last: ")
            && text.contains("500"),
        "{text}"
    );
    assert_eq!(client.requests(), sent);
}

#[tokio::test]
async fn a_hundred_clients_during_an_outage_send_at_most_a_fifth_more() {
    let server = Fake::start(|_, _| json(500, "")).await;
    let client = Client::new(&resync::config::Engine {
        in_flight: 100,
        ..engine(&server.url)
    })
    .expect("client");
    let readers: Vec<_> = (0..100)
        .map(|_| {
            let client = client.fresh();
            tokio::spawn(async move { jobs(&client).await.is_err() })
        })
        .collect();
    for reader in readers {
        assert!(reader.await.expect("no panic"));
    }
    assert!(client.requests() <= 120, "{}", client.requests());
}

#[tokio::test]
async fn an_answer_above_the_bound_is_refused() {
    let chunk = vec![b' '; 1 << 20];
    let mut script = vec![Step::Send(
        b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\n\r\n".to_vec(),
    )];
    script.extend((0..70).map(|_| Step::Send(chunk.clone())));
    script.push(Step::Close);
    let server = Fake::start(move |_, _| script.clone()).await;
    let mut engine = engine(&server.url);
    engine.timeouts.request = Duration::from_secs(20);
    engine.timeouts.total = Duration::from_secs(20);
    let error = jobs(&Client::new(&engine).expect("client"))
        .await
        .expect_err("too large");
    assert!(matches!(error, Error::Unreadable(_)), "{error:?}");
    assert!(error.to_string().contains("larger than 64 MiB"), "{error}");
}

#[tokio::test]
async fn an_answer_that_grows_above_the_bound_is_refused() {
    use tower_http::compression::CompressionLayer;

    let bomb = || async { ([("content-type", "application/json")], vec![b' '; 70 << 20]) };
    let app = axum::Router::new()
        .fallback(bomb)
        .layer(CompressionLayer::new());
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0")
        .await
        .expect("a port");
    let url = format!("http://{}", listener.local_addr().expect("an address"));
    let server = tokio::spawn(async move { axum::serve(listener, app).await });
    let mut engine = engine(&url);
    engine.timeouts.request = Duration::from_secs(20);
    engine.timeouts.total = Duration::from_secs(20);
    let error = jobs(&Client::new(&engine).expect("client"))
        .await
        .expect_err("too large");
    assert!(error.to_string().contains("larger than 64 MiB"), "{error}");
    server.abort();
}

#[tokio::test]
async fn the_scheduler_going_down_leaves_dated_answers_but_not_fresh_ones() {
    let down = Arc::new(AtomicBool::new(false));
    let state = Arc::clone(&down);
    let server = Fake::start(move |_, _| {
        if state.load(Ordering::SeqCst) {
            json(503, "")
        } else {
            json(200, EMPTY)
        }
    })
    .await;
    let client = client(&server);
    jobs(&client).await.expect("loaded");
    jobs(&client).await.expect("cached");
    assert_eq!((client.requests(), client.stale()), (1, None));
    down.store(true, Ordering::SeqCst);
    // Time stands still for the server's side of the test, so it is let run between the reads.
    tokio::time::pause();
    tokio::time::advance(Duration::from_secs(30)).await;
    tokio::time::resume();
    jobs(&client).await.expect("stale");
    assert!(
        client
            .stale()
            .is_some_and(|age| age >= Duration::from_secs(30))
    );
    assert_eq!(client.handle().stale(), None);
    assert!(jobs(&client.fresh()).await.is_err());
    assert_eq!(client.cache_statistics().stale_served, 1);
}

#[tokio::test]
async fn a_plan_that_is_being_extended_leaves_a_dated_report() {
    let busy = Arc::new(AtomicBool::new(false));
    let state = Arc::clone(&busy);
    let server = Fake::start(move |request, _| match request.path() {
        _ if state.load(Ordering::SeqCst) => json(503, ""),
        path if path.ends_with("/count") => {
            json(200, r#"{"count":7,"groupedCount":{"SUCCESSFUL":7}}"#)
        }
        path if path.ends_with("/engine/info") => json(200, r#"{"timezone":"UTC"}"#),
        _ => json(200, EMPTY),
    })
    .await;
    let plan = resync::plan::Plan::new(client(&server), false);
    let before = StatusReport::gather(&plan, jiff::Timestamp::now())
        .await
        .expect("read");
    assert_eq!((before.jobs, before.head.stale), (7, None));
    busy.store(true, Ordering::SeqCst);
    tokio::time::pause();
    tokio::time::advance(Duration::from_secs(90)).await;
    tokio::time::resume();
    let during = StatusReport::gather(&plan, jiff::Timestamp::now())
        .await
        .expect("the last good answers");
    assert_eq!(during.jobs, 7);
    assert!(
        during.head.stale.is_some_and(|age| age >= 90),
        "{:?}",
        during.head
    );
}

#[tokio::test]
async fn requests_under_way_are_limited() {
    let server = Fake::start(|_, _| {
        let mut script = vec![Step::Pause(Duration::from_millis(20))];
        script.extend(json(200, EMPTY));
        script
    })
    .await;
    let client = Client::new(&resync::config::Engine {
        in_flight: 1,
        ..engine(&server.url)
    });
    let client = client.expect("client").fresh();
    let begin = Instant::now();
    let query = Query::new();
    let (a, b, c) = tokio::join!(
        client.jobs(&query),
        client.jobs(&query),
        client.jobs(&query)
    );
    assert!(a.is_ok() && b.is_ok() && c.is_ok());
    assert!(begin.elapsed() >= Duration::from_millis(60));
}
