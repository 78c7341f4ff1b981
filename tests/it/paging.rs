//! Lists read to their end while the plan moves and servers differ.

use futures_util::{StreamExt, TryStreamExt};
use resync::tws::{Client, Query};
use resync::{Error, Result};

use crate::engine::engine;
use crate::fault::{Fake, Request, Script, json};

fn number(request: &Request, name: &str) -> usize {
    request
        .query(name)
        .expect("sent")
        .parse()
        .expect("a number")
}

fn page(ids: impl Iterator<Item = usize>, rest: &str) -> Script {
    let items: Vec<_> = ids.map(|id| format!("{{\"id\":\"{id}\"}}")).collect();
    json(200, format!("{{\"results\":[{}]{rest}}}", items.join(",")))
}

/// All ids that come, page by page.
async fn ids(server: &Fake, limit: u32) -> Result<Vec<String>> {
    let client = Client::new(&engine(&server.url)).expect("client");
    let pages = client.job_pages(Query {
        limit,
        ..Query::new()
    });
    let pages: Vec<_> = pages.try_collect().await?;
    let jobs = pages.into_iter().flat_map(|page| page.results);
    Ok(jobs.filter_map(|job| job.id.get()).collect())
}

/// A server with so many jobs.
fn serves(total: usize, rest: fn(usize, usize) -> String) -> impl Fn(&Request, usize) -> Script {
    move |request, _| {
        let (offset, limit) = (number(request, "offset"), number(request, "limit"));
        let end = (offset + limit).min(total);
        page(offset.min(end)..end, &rest(end, total))
    }
}

#[tokio::test]
async fn a_list_is_read_to_its_end_however_the_end_is_shown() {
    let ends: [fn(usize, usize) -> String; 4] = [
        |_, _| String::new(),
        |_, total| format!(",\"count\":{total}"),
        // A host that cannot be reached from here must not matter.
        |end, total| match end < total {
            true => format!(",\"next\":\"https://localhost:1/x?offset={end}\",\"count\":0"),
            false => ",\"next\":null".into(),
        },
        |_, _| ",\"next\":\"https://always\"".into(),
    ];
    for end in ends {
        for total in [0, 1, 9, 10, 11, 25] {
            let server = Fake::start(serves(total, end)).await;
            let expected: Vec<_> = (0..total).map(|id| id.to_string()).collect();
            assert_eq!(ids(&server, 10).await.expect("read"), expected, "{total}");
            assert!(server.requests().len() <= total / 10 + 2);
        }
    }
}

#[tokio::test]
async fn a_server_that_sends_less_than_asked_for_is_asked_on() {
    let server = Fake::start(|request, _| {
        let offset = number(request, "offset");
        page(offset..(offset + 5).min(23), ",\"count\":23")
    })
    .await;
    assert_eq!(ids(&server, 100).await.expect("read").len(), 23);
}

#[tokio::test]
async fn items_that_slide_into_the_next_page_come_once() {
    // Two jobs are added before the first between the pages.
    let server = Fake::start(|request, number_of_request| {
        let offset = number(request, "offset");
        let shift = if number_of_request == 0 { 0 } else { 2 };
        let start = offset - shift;
        page(start..(start + 10).min(20), "")
    })
    .await;
    let mut found = ids(&server, 10).await.expect("read");
    assert_eq!(found.len(), 20);
    found.dedup();
    assert_eq!(found.len(), 20);
}

#[tokio::test]
async fn a_server_that_knows_no_offset_ends_or_is_an_error_but_never_a_loop() {
    let server = Fake::start(|_, _| page(0..10, ",\"next\":\"x\"")).await;
    assert_eq!(ids(&server, 10).await.expect("read").len(), 10);
    let server = Fake::start(|_, _| page(0..10, ",\"next\":\"x\",\"count\":30")).await;
    let error = ids(&server, 10).await.expect_err("incomplete");
    assert!(matches!(error, Error::Unreadable(_)), "{error:?}");
    assert!(error.to_string().contains("10 of 30"), "{error}");
}

#[tokio::test]
async fn the_next_page_is_on_its_way_while_one_is_looked_at() {
    let server = Fake::start(serves(30, |_, _| String::new())).await;
    let client = Client::new(&engine(&server.url)).expect("client");
    let mut pages = Box::pin(client.job_pages(Query {
        limit: 10,
        ..Query::new()
    }));
    pages.next().await.expect("a page").expect("read");
    for _ in 0..1_000 {
        if server.requests().len() == 2 {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(1)).await;
    }
    assert_eq!(server.requests().len(), 2);
}

#[tokio::test]
async fn an_error_ends_the_pages() {
    let server = Fake::start(|request, _| match number(request, "offset") {
        0 => page(0..10, ""),
        _ => json(403, ""),
    })
    .await;
    let client = Client::new(&engine(&server.url)).expect("client");
    let pages: Vec<_> = client
        .job_pages(Query {
            limit: 10,
            ..Query::new()
        })
        .collect()
        .await;
    assert!(
        matches!(pages.as_slice(), [Ok(_), Err(Error::Unauthorized(_))]),
        "{pages:?}"
    );
}
