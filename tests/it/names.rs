//! Host names: slow to look up, and leading to another address after a while.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use resync::Error;
use resync::tws::Client;

use crate::client::{EMPTY, jobs};
use crate::engine::engine;
use crate::fault::{Fake, Step, json};

/// A look-up that never answers.
struct Silent;

impl Resolve for Silent {
    fn resolve(&self, _: Name) -> Resolving {
        Box::pin(std::future::pending())
    }
}

/// A look-up whose answer can be changed, and how often it was asked.
#[derive(Clone)]
struct Book {
    address: Arc<Mutex<SocketAddr>>,
    asked: Arc<Mutex<usize>>,
}

impl Book {
    fn of(address: SocketAddr) -> Self {
        Self {
            address: Arc::new(Mutex::new(address)),
            asked: Arc::default(),
        }
    }

    fn lead_to(&self, address: SocketAddr) {
        *self.address.lock().expect("no panic") = address;
    }

    fn asked(&self) -> usize {
        *self.asked.lock().expect("no panic")
    }
}

impl Resolve for Book {
    fn resolve(&self, _: Name) -> Resolving {
        *self.asked.lock().expect("no panic") += 1;
        let address = *self.address.lock().expect("no panic");
        Box::pin(async move { Ok(Box::new(std::iter::once(address)) as Addrs) })
    }
}

#[tokio::test]
async fn a_name_that_takes_long_to_look_up_costs_no_more_than_the_deadline() {
    let client = Client::with_names(&engine("http://mdm.example:31116"), Arc::new(Silent));
    let begin = Instant::now();
    let error = jobs(&client.expect("client"))
        .await
        .expect_err("no address");
    let elapsed = begin.elapsed();
    assert!(elapsed < Duration::from_millis(1_800), "{elapsed:?}");
    assert_eq!(error.exit(), 6, "{error:?}");
    let text = error.to_string();
    assert!(
        text.contains("mdm.example:31116") && text.contains("look-up"),
        "{text}"
    );
    assert!(
        error.hint().is_some_and(|hint| hint.contains("DNS")),
        "{error:?}"
    );
}

/// Two servers on the same port of different addresses: the first ends after one answer, the second
/// answers.
async fn pair(ending: Step) -> (Fake, Fake) {
    let a = Fake::start(move |_, number| match number {
        0 => json(200, EMPTY),
        _ => vec![ending.clone()],
    })
    .await;
    let at = format!("127.0.0.2:{}", a.address.port());
    let b = Fake::start_at(&at, |_, _| json(200, EMPTY)).await;
    (a, b)
}

#[tokio::test]
async fn an_address_that_is_gone_is_left_for_the_one_the_name_leads_to_now() {
    for (ending, tries) in [(Step::Reset, 1), (Step::Hang, 2)] {
        let (a, b) = pair(ending).await;
        let book = Book::of(a.address);
        let url = format!("http://mdm.example:{}", a.address.port());
        let client = Client::with_names(&engine(&url), Arc::new(book.clone())).expect("client");
        let client = client.fresh();
        jobs(&client).await.expect("the first answers");
        book.lead_to(b.address);
        let mut last = jobs(&client).await;
        for _ in 1..tries {
            // Silence costs one request its time; the connection is not used again.
            assert!(matches!(last, Err(Error::TimedOut(_)) | Ok(_)), "{last:?}");
            last = jobs(&client).await;
        }
        last.expect("the second answers");
        assert!(!b.requests().is_empty());
        assert_eq!(book.asked(), 2, "looked up anew for the new connection");
    }
}
