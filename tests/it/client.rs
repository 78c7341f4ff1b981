//! What the client asks for, and what it makes of answers that are not what was hoped for.

use resync::config::Auth;
use resync::tws::{Client, Filter, Group, LogRange, Node, Query, Scope, field, wire};
use resync::{Error, Result};
use secrecy::SecretString;

use crate::engine::{PASSWORD, TOKEN, engine};
use crate::fault::{Fake, Request, Script, answer, json, with_header};

/// An empty list.
pub const EMPTY: &str = r#"{"count":0,"results":[]}"#;

/// A client of a server.
pub fn client(server: &Fake) -> Client {
    Client::new(&engine(&server.url)).expect("client")
}

/// Reads the jobs.
pub async fn jobs(client: &Client) -> Result<wire::Page<wire::JobInPlan>> {
    client.jobs(&Query::new()).await
}

/// The error of reading the jobs from a server that always answers so, and the requests it took.
pub async fn failing(script: Script) -> (Error, usize) {
    let server = Fake::start(move |_, _| script.clone()).await;
    let error = jobs(&client(&server)).await.expect_err("it fails");
    (error, server.requests().len())
}

#[tokio::test]
async fn a_list_is_asked_for_exactly_as_the_contract_says() {
    let server = Fake::start(|_, _| json(200, EMPTY)).await;
    let filter = Filter::is(field::NAME, "PAY&ROLL#1 ü+%").expect("short");
    let query = Query {
        limit: 7,
        offset: 3,
        scope: Scope::Whole,
        count: false,
        timezone: Some("Europe/Berlin".into()),
        plan_filter: Some("/@/@#/@/@.@".into()),
        ..Query::filtered(filter)
    };
    client(&server).jobs(&query).await.expect("an empty list");
    let request = server.last();
    assert_eq!(
        request.target,
        "/twsd/api/v2/plan/job?limit=7&offset=3\
         &oql=name%20%3D%20%27PAY%26ROLL%231%20%C3%BC%2B%25%27\
         &plan_filter=%2F%40%2F%40%23%2F%40%2F%40.%40"
    );
    assert_eq!(request.header("include-count"), Some("false"));
    assert_eq!(request.header("scope"), Some("WHOLE"));
    assert_eq!(request.header("local-timezone"), Some("Europe/Berlin"));
    assert_eq!(
        request.header("user-agent"),
        Some(concat!("resync/", env!("CARGO_PKG_VERSION")))
    );
    assert!(
        request
            .header("authorization")
            .is_some_and(|value| value.starts_with("Basic "))
    );
}

#[tokio::test]
async fn ids_of_any_form_stay_one_segment() {
    let server = Fake::start(|_, _| json(200, r#"{"id":"x"}"#)).await;
    let client = client(&server);
    for id in ["../../secret", "a/b?c#d%2e", "x y;z"] {
        client.job(id).await.expect("a job");
        let path = server.last().path().to_owned();
        assert_eq!(path.matches('/').count(), 6, "{path}");
    }
    let before = client.requests();
    for id in ["", ".", ".."] {
        assert!(matches!(client.job(id).await, Err(Error::NotFound(_))));
    }
    assert_eq!(client.requests(), before);
}

#[tokio::test]
async fn a_login_page_is_told_by_its_title() {
    let page = "<!DOCTYPE html><html><head><title>Sign in \x1b[31m</title></head></html>";
    let (error, requests) = failing(answer(200, "text/html", page)).await;
    assert!(matches!(error, Error::NotAnApi(_)), "{error:?}");
    assert!(
        error.to_string().contains("Sign in") && !error.to_string().contains('\x1b'),
        "{error}"
    );
    assert_eq!((error.code(), requests), ("tws_not_an_api", 1));
    assert!(error.hint().is_some_and(|hint| hint.contains("port")));
    let (error, _) = failing(answer(200, "text/plain", "It works!")).await;
    assert!(matches!(error, Error::NotAnApi(_)), "{error:?}");
}

#[tokio::test]
async fn refused_credentials_are_neither_retried_nor_counted_as_an_outage() {
    for status in [401, 403] {
        let server = Fake::start(move |_, _| json(status, "")).await;
        let client = client(&server);
        for _ in 0..8 {
            let error = jobs(&client).await.expect_err("refused");
            assert!(matches!(error, Error::Unauthorized(_)), "{error:?}");
            assert_eq!(error.exit(), 4);
        }
        assert_eq!(server.requests().len(), 8);
    }
}

#[tokio::test]
async fn an_expired_key_is_told_from_a_wrong_one() {
    let server = Fake::start(|_, _| json(401, "")).await;
    let auth = Auth::Bearer(SecretString::from(TOKEN));
    let client = Client::new(&resync::config::Engine {
        auth,
        ..engine(&server.url)
    });
    let error = jobs(&client.expect("client")).await.expect_err("refused");
    assert!(
        error.to_string().contains("expired at 2023-11-14"),
        "{error}"
    );
    assert_eq!(
        server.last().header("authorization"),
        Some(format!("Bearer {TOKEN}").as_str())
    );
}

#[tokio::test]
async fn a_redirect_is_not_followed() {
    let other = Fake::start(|_, _| json(200, EMPTY)).await;
    let location = format!("Location: {}/steal\u{7}", other.url).replace('\u{7}', "");
    let (error, _) = failing(with_header(302, &location, "")).await;
    assert!(matches!(error, Error::NotAnApi(_)), "{error:?}");
    assert!(error.to_string().contains("/steal"), "{error}");
    assert!(other.requests().is_empty());
}

#[tokio::test]
async fn nothing_readable_is_an_empty_list_only_if_it_says_so() {
    for body in [
        "{}",
        "[]",
        "null",
        "",
        r#"{"message":"maintenance"}"#,
        "{\"results\":NaN}",
    ] {
        let (error, _) = failing(json(200, body)).await;
        assert!(matches!(error, Error::Unreadable(_)), "{body}: {error:?}");
        assert!(
            error
                .to_string()
                .starts_with("failed to read the list of jobs from http://")
        );
    }
}

#[tokio::test]
async fn odd_fields_survive() {
    let body = r#"{"count":null,"results":[null,{"id":"1","lastRunCommonStatus":"NEW_ONE",
        "priority":null,"schedTime":1763870000000,"jobruns":null,"dependencies":null,
        "surprise":{"a":1},"timeRestrictions":null}]}"#;
    let server = Fake::start(move |_, _| json(200, body)).await;
    let page = jobs(&client(&server)).await.expect("readable");
    assert_eq!(page.results.len(), 1);
    assert!(page.results[0].sched_time.is_none());
}

#[tokio::test]
async fn a_bad_query_of_the_user_is_a_usage_error_and_one_of_ours_is_not() {
    let script = json(400, r#"{"messages":["OQL_FILTER_SYNTAX_ERROR at 3"]}"#);
    let server = Fake::start(move |_, _| script.clone()).await;
    let client = client(&server);
    let own = Query {
        raw_oql: Some("key.name = 'X'".into()),
        ..Query::new()
    };
    let error = client.jobs(&own).await.expect_err("refused");
    assert!(matches!(error, Error::Usage(_)), "{error:?}");
    assert!(error.to_string().contains("key.name = 'X'"), "{error}");
    let ours = Query::filtered(Filter::is(field::NAME, "X").expect("short"));
    assert!(matches!(client.jobs(&ours).await, Err(Error::Upstream(_))));
}

#[tokio::test]
async fn an_unknown_object_is_told_from_an_unknown_path() {
    let server = Fake::start(|_, _| json(404, "")).await;
    let client = client(&server);
    let error = client.job("nope").await.expect_err("unknown");
    assert!(matches!(error, Error::NotFound(_)), "{error:?}");
    assert!(error.to_string().contains("\"nope\""), "{error}");
    assert!(matches!(jobs(&client).await, Err(Error::NotAnApi(_))));
}

#[tokio::test]
async fn a_path_that_two_objects_do_not_have_is_not_asked_for_again() {
    let server = Fake::start(|_, _| json(404, "")).await;
    let client = client(&server).fresh();
    for (id, sent) in [("a", 1), ("a", 2), ("b", 3), ("c", 3)] {
        let found = client
            .predecessors(Node::Job, id, 1)
            .await
            .expect("no error");
        assert_eq!((found, client.requests()), (None, sent), "{id}");
    }
    assert_eq!(
        client
            .successors(Node::Job, "a", 1)
            .await
            .expect("no error"),
        None
    );
    assert_eq!(client.requests(), 4);
    let server = Fake::start(|_, _| json(405, "")).await;
    let client = self::client(&server).fresh();
    for _ in 0..2 {
        assert!(
            client
                .count_streams("/@/@#/@/@", &[Group::Status])
                .await
                .expect("none")
                .is_none()
        );
        assert!(client.prompts(&Query::new()).await.expect("none").is_none());
    }
    assert_eq!(client.requests(), 2);
}

#[tokio::test]
async fn no_secret_is_in_any_error_or_debug_output() {
    // A server that throws the credentials back, as some gateways' error pages do.
    let echo = |request: &Request, _: usize| {
        let sent = request.header("authorization").unwrap_or_default();
        json(
            500,
            format!("{{\"message\":\"AWSJCO001E {sent} {PASSWORD}\"}}"),
        )
    };
    let server = Fake::start(echo).await;
    let engine = engine(&server.url);
    let client = Client::new(&engine).expect("client");
    let error = jobs(&client).await.expect_err("it fails");
    let encoded = "d2F1c2VyOmNhbmFyeS1wYXNzd29yZC03ZjNh";
    for text in [
        format!("{error} {error:?} {:?}", error.hint()),
        format!("{client:?}"),
        format!("{engine:?}"),
    ] {
        assert!(
            !text.contains(PASSWORD) && !text.contains(encoded),
            "{text}"
        );
    }
    let sent = server.last().header("authorization").map(str::to_owned);
    assert_eq!(sent, Some(format!("Basic {encoded}")));
}

#[tokio::test]
async fn a_log_is_bounded_and_survives_bytes_that_are_not_utf_8() {
    let server =
        Fake::start(|_, _| answer(200, "text/plain; charset=utf-8", b"caf\xe9\nmore\n")).await;
    let client = client(&server);
    let range = LogRange {
        from_line: Some(2),
        to_line: Some(9),
        content_only: true,
        max_bytes: 6,
    };
    let log = client.log("run", range).await.expect("a log");
    assert_eq!(
        (log.text.as_str(), log.bytes, log.cut),
        ("caf\u{fffd}\nm", 6, true)
    );
    let request = server.last();
    assert_eq!(request.path(), "/twsd/api/v2/plan/job/run/run/joblog");
    assert_eq!(request.query("from_line").as_deref(), Some("2"));
    assert_eq!(request.query("to_line").as_deref(), Some("9"));
    assert_eq!(request.query("contentOnly").as_deref(), Some("true"));
    assert!(
        !client
            .log("run", LogRange::default())
            .await
            .expect("a log")
            .cut
    );
}
