//! Reading a whole list: page after page, the next one in flight while one is read.

use std::collections::HashSet;
use std::hash::{DefaultHasher, Hash, Hasher};

use futures_util::{Stream, stream};
use serde::de::DeserializeOwned;
use tokio::task::JoinHandle;

use super::body::decode;
use super::client::{Client, list_request};
use super::query::Query;
use super::wire::Page;
use crate::error::{Error, Result};

struct Reader<T> {
    client: Client,
    path: &'static str,
    what: &'static str,
    query: Query,
    next: Option<JoinHandle<Result<Page<T>>>>,
    last: Option<u64>,
}

impl<T> Drop for Reader<T> {
    fn drop(&mut self) {
        if let Some(task) = &self.next {
            task.abort();
        }
    }
}

/// Every page of a list. Memory holds two pages at most. The plan may move between pages: an item
/// can then be missed, and one that slips into the next page is given once.
pub(super) fn pages<T>(
    client: Client,
    path: &'static str,
    what: &'static str,
    query: Query,
) -> impl Stream<Item = Result<Page<T>>> + Send
where
    T: DeserializeOwned + Identified + Send + 'static,
{
    let mut reader = Reader::<T> {
        client,
        path,
        what,
        query,
        next: None,
        last: None,
    };
    reader.request();
    let seen = HashSet::new();
    stream::unfold((reader, seen), |(mut reader, mut seen)| async move {
        let task = reader.next.take()?;
        let mut page = match task.await {
            Ok(Ok(page)) => page,
            Ok(Err(error)) => return Some((Err(error), (reader, seen))),
            Err(error) => {
                let error = Error::internal("reading a page broke off").with_source(error);
                return Some((Err(error), (reader, seen)));
            }
        };
        let received = page.results.len();
        let print = fingerprint(&page.results);
        // A server that ignores the offset sends the same page for ever.
        let repeated = received > 0 && reader.last == Some(print);
        reader.last = Some(print);
        let total = page.count.get().and_then(|count| u64::try_from(count).ok());
        let read = reader.query.offset + received as u64;
        let more = match (page.next.as_ref(), total) {
            (Some(next), _) if !next.is_empty() => true,
            (_, Some(total)) => read < total,
            (_, None) => received as u64 >= u64::from(reader.query.limit),
        };
        if repeated {
            return None;
        }
        if received > 0 && more {
            reader.query.offset = read;
            reader.request();
        }
        // Items that moved from the last page into this one are given once. Remembering one page
        // of ids is enough for that, and keeps memory flat.
        let mut ids = HashSet::with_capacity(received);
        page.results.retain(|item| match item.identity() {
            Some(id) => {
                let id = hash(id);
                ids.insert(id);
                !seen.contains(&id)
            }
            None => true,
        });
        seen = ids;
        Some((Ok(page), (reader, seen)))
    })
}

impl<T: DeserializeOwned + Send + 'static> Reader<T> {
    fn request(&mut self) {
        let (client, path, what, query) = (
            self.client.clone(),
            self.path,
            self.what,
            self.query.clone(),
        );
        self.next = Some(tokio::spawn(async move {
            let request = list_request(path, what, &query);
            let body = client.transport().read(&request).await?;
            decode(&body, what, client.target())
        }));
    }
}

/// What has an id.
pub(super) trait Identified {
    /// The id, if it was sent.
    fn identity(&self) -> Option<&str>;
}

impl Identified for super::wire::JobInPlan {
    fn identity(&self) -> Option<&str> {
        self.id.as_ref().map(String::as_str)
    }
}

impl Identified for super::wire::JobStreamInPlan {
    fn identity(&self) -> Option<&str> {
        self.id.as_ref().map(String::as_str)
    }
}

fn hash(text: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    text.hash(&mut hasher);
    hasher.finish()
}

fn fingerprint<T: Identified>(items: &[T]) -> u64 {
    let mut hasher = DefaultHasher::new();
    items.len().hash(&mut hasher);
    for item in items.iter().take(3).chain(items.last()) {
        item.identity().hash(&mut hasher);
    }
    hasher.finish()
}
