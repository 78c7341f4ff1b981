//! How an answer is read: out of the cache or from the scheduler, decoded, and checked to be what
//! the contract names.

use std::collections::HashMap;
use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use bytes::Bytes;
use reqwest::dns::Resolve;
use serde::de::DeserializeOwned;

use super::address::segment;
use super::call::{Beginning, Call, End, Whole};
use super::client::Client;
use super::failure::Failed;
use super::list::List;
use super::query::Query;
use super::transport::Transport;
use super::{body, foreign, wire};
use crate::cache::{Cache, Kind, Weigh};
use crate::config::Engine;
use crate::error::{Error, Result};

/// The most bytes of a JSON answer, decompressed.
const LARGEST_JSON: usize = 64 << 20;

/// What all clones of a client share.
pub(super) struct Shared {
    /// The way to the scheduler.
    pub transport: Transport,
    /// Answers.
    pub cache: Cache<Answer>,
    missing: Mutex<HashMap<&'static str, Missing>>,
}

/// A cached answer: a body, or the knowledge that this server has no such path.
#[derive(Debug, Clone)]
pub(super) struct Answer {
    body: Bytes,
    /// The status that told of the missing path.
    missing: Option<u16>,
    /// Whether there was more than was wanted.
    cut: bool,
}

impl Weigh for Answer {
    fn bytes(&self) -> usize {
        self.body.len() + size_of::<Self>()
    }
}

/// What is known of a path that not every server has.
enum Missing {
    /// 404 for this address: the path or the object is missing.
    Perhaps(String),
    /// The path is missing: 405, 501, or 404 for two objects.
    Surely,
}

impl Client {
    pub(super) async fn list<T>(&self, list: &List, q: &Query) -> Result<wire::Page<T>>
    where
        T: DeserializeOwned + Send + 'static,
    {
        let call = list.call(q)?;
        let (what, key) = (call.what.clone(), call.key());
        let answer = self.answer(call, list.kind, false).await?;
        let page = body::page(answer.body, &what, &self.shared.transport).await;
        self.keep_if_sound(&key, page).await
    }

    /// One page past the cache, for lists that are read to their end.
    pub(super) async fn page<T>(&self, list: &List, q: &Query) -> Result<wire::Page<T>>
    where
        T: DeserializeOwned + Send + 'static,
    {
        let call = list.call(q)?;
        let answer = self.shared.load(&call, false).await?;
        body::page(answer.body, &call.what, &self.shared.transport).await
    }

    pub(super) async fn one<T>(&self, object: &str, path: &str, id: &str, kind: Kind) -> Result<T>
    where
        T: DeserializeOwned + Send + 'static,
    {
        let path = format!("{path}{}", segment(id, object)?);
        let mut call = Call::read(format!("read a {object} from"), path);
        call.object = Some(format!("{object} with the id {id:?}"));
        self.object(call, kind).await
    }

    pub(super) async fn object<T>(&self, call: Call, kind: Kind) -> Result<T>
    where
        T: DeserializeOwned + Send + 'static,
    {
        let (what, key) = (call.what.clone(), call.key());
        let answer = self.answer(call, kind, false).await?;
        let object = body::object(answer.body, &what, &self.shared.transport).await;
        self.keep_if_sound(&key, object).await
    }

    /// An answer that could not be read is not served a second time.
    async fn keep_if_sound<T>(&self, key: &str, result: Result<T>) -> Result<T> {
        if result.is_err() {
            self.shared.cache.forget(key).await;
        }
        result
    }

    /// The body of a path that not every server has, or none.
    pub(super) async fn optional(
        &self,
        call: Call,
        kind: Kind,
        endpoint: &'static str,
    ) -> Result<Option<Bytes>> {
        if matches!(self.shared.missing().get(endpoint), Some(Missing::Surely)) {
            return Ok(None);
        }
        let path = call.path.clone();
        let answer = self.answer(call, kind, true).await?;
        let mut missing = self.shared.missing();
        match (answer.missing, missing.get(endpoint)) {
            (None, _) => {
                missing.remove(endpoint);
                Ok(Some(answer.body))
            }
            (Some(404), Some(Missing::Perhaps(other))) if *other != path => {
                missing.insert(endpoint, Missing::Surely);
                Ok(None)
            }
            (Some(404), _) => {
                missing.entry(endpoint).or_insert(Missing::Perhaps(path));
                Ok(None)
            }
            (Some(_), _) => {
                missing.insert(endpoint, Missing::Surely);
                Ok(None)
            }
        }
    }

    async fn answer(&self, call: Call, kind: Kind, optional: bool) -> Result<Answer> {
        let key = call.key();
        let shared = Arc::clone(&self.shared);
        // On the heap: what waits for an answer would otherwise be as large as all that makes it.
        let load = async move { shared.load(&call, optional).await };
        Box::pin(self.cached(&key, kind, Box::pin(load))).await
    }

    /// At most `most` bytes of a text, and whether there is more.
    pub(super) async fn text(&self, call: Call, most: usize) -> Result<(Bytes, bool)> {
        let key = format!("{}{most}", call.key());
        let shared = Arc::clone(&self.shared);
        let load = async move {
            let mut beginning = Beginning::new(most);
            let fetched = shared.transport.fetch(&call, &mut beginning).await;
            let fetched = fetched
                .map_err(|failed| failed.into_error(&call.what, shared.transport.target()))?;
            let (body, cut) = (beginning.into_bytes(), fetched.end == End::Enough);
            Ok(Answer {
                body,
                missing: None,
                cut,
            })
        };
        let answer = Box::pin(self.cached(&key, Kind::Log, Box::pin(load))).await?;
        Ok((answer.body, answer.cut))
    }

    async fn cached<F>(&self, key: &str, kind: Kind, load: F) -> Result<Answer>
    where
        F: Future<Output = Result<Answer>> + Send + 'static,
    {
        if self.fresh {
            return self.shared.cache.refill(key, load).await;
        }
        let read = self.shared.cache.get(key, kind, load).await?;
        if let Some(age) = read.stale {
            let age = u64::try_from(age.as_millis()).unwrap_or(u64::MAX - 1);
            self.stale.fetch_max(age + 1, Ordering::Relaxed);
        }
        Ok(read.value)
    }

    pub(super) fn real<T>(&self, object: T, hollow: fn(&T) -> bool, name: &str) -> Result<T> {
        if hollow(&object) {
            return Err(self.hollow(&format!("read a {name} from")));
        }
        Ok(object)
    }

    pub(super) fn counted(
        &self,
        count: wire::GroupedCount,
        what: &str,
    ) -> Result<wire::GroupedCount> {
        if count.count.is_none() && count.grouped_count.is_empty() {
            return Err(self.hollow(what));
        }
        Ok(count)
    }

    /// An object came, but nothing of what the contract says of it.
    pub(super) fn hollow(&self, what: &str) -> Error {
        Error::unreadable(format!(
            "failed to {what} {}: the answer holds nothing that the contract names",
            self.target()
        ))
    }
}

impl Shared {
    /// Sets up what is shared; sends nothing.
    pub fn new(engine: &Engine, names: Option<Arc<dyn Resolve>>) -> Result<Self> {
        Ok(Self {
            transport: Transport::new(engine, names)?,
            cache: Cache::new(engine.cache_bytes),
            missing: Mutex::default(),
        })
    }

    async fn load(&self, call: &Call, optional: bool) -> Result<Answer> {
        let fail = |failed: Failed| failed.into_error(&call.what, self.transport.target());
        let mut whole = Whole::new(LARGEST_JSON);
        match self.transport.fetch(call, &mut whole).await {
            Ok(fetched) => {
                let body = whole.into_bytes();
                if foreign::is_not_json(fetched.content_type.as_deref(), &body) {
                    return Err(fail(foreign::failure(&body, &self.transport.credentials)));
                }
                Ok(Answer {
                    body,
                    missing: None,
                    cut: false,
                })
            }
            Err(failed) if optional && matches!(failed.status, Some(404 | 405 | 501)) => {
                Ok(Answer {
                    body: Bytes::new(),
                    missing: failed.status,
                    cut: false,
                })
            }
            Err(failed) => Err(fail(failed)),
        }
    }

    /// Makes cached answers forgotten, after a change.
    pub fn changed(&self) {
        self.cache.forget_all();
    }

    fn missing(&self) -> MutexGuard<'_, HashMap<&'static str, Missing>> {
        self.missing.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
