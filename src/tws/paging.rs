//! Lists read to their end, page by page, the next page on its way while one is looked at.

use std::collections::HashSet;

use futures_util::Stream;
use futures_util::stream::try_unfold;
use serde::de::DeserializeOwned;
use tokio::task::JoinSet;

use super::client::Client;
use super::list::{JOBS, List, STREAMS, WORKSTATIONS};
use super::query::Query;
use super::wire::{JobInPlan, JobStreamInPlan, Page, WorkstationInPlan};
use crate::error::{Error, Result};

/// An item that can be told from others.
pub trait Identified {
    /// Its id, or none where the server sent none.
    fn id(&self) -> Option<&str>;
}

macro_rules! identified {
    ($($name:ty),+) => {
        $(impl Identified for $name {
            fn id(&self) -> Option<&str> {
                self.id.as_ref().map(String::as_str)
            }
        })+
    };
}

identified!(JobInPlan, JobStreamInPlan, WorkstationInPlan);

impl Client {
    /// All pages of `GET /plan/job` from `q.offset` on, `q.limit` items each, past the cache. The
    /// plan moves while it is read: items that slid into the next page are left out there.
    pub fn job_pages(
        &self,
        q: Query,
    ) -> impl Stream<Item = Result<Page<JobInPlan>>> + Send + use<> {
        self.job_pages_as(q)
    }

    /// The same, each job decoded into `T` at once: a page of the contract's own large jobs never
    /// exists as a whole.
    pub fn job_pages_as<T>(&self, q: Query) -> impl Stream<Item = Result<Page<T>>> + Send + use<T>
    where
        T: Identified + DeserializeOwned + Send + 'static,
    {
        pages(self.clone(), JOBS, q)
    }

    /// All pages of `GET /plan/jobstream`, as [`Client::job_pages`].
    pub fn stream_pages(
        &self,
        q: Query,
    ) -> impl Stream<Item = Result<Page<JobStreamInPlan>>> + Send + use<> {
        pages(self.clone(), STREAMS, q)
    }

    /// All pages of `GET /plan/workstation`, as [`Client::job_pages`].
    pub fn workstation_pages(
        &self,
        q: Query,
    ) -> impl Stream<Item = Result<Page<WorkstationInPlan>>> + Send + use<> {
        pages(self.clone(), WORKSTATIONS, q)
    }
}

struct Reading<T: 'static> {
    client: Client,
    list: List,
    query: Query,
    /// Items received so far, and what they were counted to be.
    received: u64,
    previous: HashSet<String>,
    /// The page on its way; dropping it gives it up. None when nothing is to come.
    next: Option<JoinSet<Result<Page<T>>>>,
    started: bool,
}

fn pages<T>(
    client: Client,
    list: List,
    query: Query,
) -> impl Stream<Item = Result<Page<T>>> + Send + use<T>
where
    T: Identified + DeserializeOwned + Send + 'static,
{
    let query = Query {
        limit: query.limit.max(1),
        ..query
    };
    let reading = Reading {
        client,
        list,
        query,
        received: 0,
        previous: HashSet::new(),
        next: None,
        started: false,
    };
    try_unfold(reading, |mut reading| async move {
        let page = reading.turn().await?;
        Ok(page.map(|page| (page, reading)))
    })
}

impl<T> Reading<T>
where
    T: Identified + DeserializeOwned + Send + 'static,
{
    /// The next page, or none at the end; asks for the one after it before it returns.
    async fn turn(&mut self) -> Result<Option<Page<T>>> {
        if !self.started {
            self.started = true;
            self.request();
        }
        let Some(mut next) = self.next.take() else {
            return Ok(None);
        };
        let page = next.join_next().await.expect("one page is on its way");
        let mut page =
            page.map_err(|error| Error::internal("reading a page failed").with_source(error))??;
        let length = page.results.len() as u64;
        if length == 0 {
            return Ok(None);
        }
        let ids: HashSet<String> = page
            .results
            .iter()
            .filter_map(Identified::id)
            .map(str::to_owned)
            .collect();
        let repeated = !ids.is_empty() && ids.is_subset(&self.previous);
        let total = page
            .count
            .as_ref()
            .and_then(|count| u64::try_from(*count).ok());
        if repeated {
            return self.repeated(total);
        }
        self.received += length;
        self.query.offset += length;
        // A link to a next page counts as a sign that there is one; its address is not used, for
        // it holds the server's own idea of its host. A count that is below what came was none.
        let linked = page.next.as_ref().is_some_and(|next| !next.is_empty());
        let counted = total.filter(|total| *total >= self.query.offset);
        let full = length >= u64::from(self.query.limit);
        if linked || counted.map_or(full, |total| total > self.query.offset) {
            self.request();
        }
        page.results
            .retain(|item| item.id().is_none_or(|id| !self.previous.contains(id)));
        self.previous = ids;
        Ok(Some(page))
    }

    /// The same page came again: the server does not know `offset`. That is the end if everything
    /// has come, and an error if something is known to be missing.
    fn repeated(&self, total: Option<u64>) -> Result<Option<Page<T>>> {
        match total {
            Some(total) if self.previous.len() as u64 >= total => Ok(None),
            None => Ok(None),
            Some(total) => Err(Error::unreadable(format!(
                "failed to read the list to its end from {}: the same page came twice after \
                 {} of {total} items",
                self.client.target(),
                self.received
            ))),
        }
    }

    fn request(&mut self) {
        let (client, list, query) = (self.client.clone(), self.list, self.query.clone());
        let mut next = JoinSet::new();
        next.spawn(async move { client.page(&list, &query).await });
        self.next = Some(next);
    }
}
