//! The demo scheduler: a generated bank's night behind the vendor's REST contract.
//!
//! It knows nothing of diagnosis: its incidents are planted with their truth, and whoever asks has
//! to find that truth through the same HTTP interface as on a real engine.

mod action;
mod build;
mod dice;
mod gate;
mod http;
mod incidents;
mod joblog;
mod night;
mod oql;
mod query;
mod render;
mod rows;
mod selection;
mod state;
mod store;
mod symbols;
mod vocabulary;

#[cfg(test)]
mod tests;

use std::future::Future;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::{Duration, Instant};

use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::error::{Error, Result};

pub use incidents::{Incident, ObjectRef, Planted, catalogue};

/// What kind of night to generate, and how the server behaves.
#[derive(Debug, Clone)]
pub struct Options {
    /// The same seed gives the same plan.
    pub seed: u64,
    /// Job instances in all, 100 to 1,000,000; more if the incidents alone need more.
    pub jobs: usize,
    /// The present moment: the night began some three and a half hours before.
    pub now: Timestamp,
    /// The engine's time zone, an IANA name.
    pub time_zone: String,
    /// How long every answer is delayed.
    pub latency: Duration,
    /// Share of requests, 0 to 1, answered with 503.
    pub fail_rate: f64,
    /// The user with all rights. `viewer`, with the same password, may only read.
    pub user: String,
    /// The password.
    pub password: String,
    /// A bearer token that is accepted too.
    pub token: Option<String>,
    /// Which level of the contract is served.
    pub level: Level,
    /// Whether substatuses are told, the scheduler's own hint at why a job waits.
    pub substatus: bool,
    /// Names of the incidents to plant; all when `None`.
    pub only: Option<Vec<String>>,
}

impl Options {
    /// The usual night of 2,000 jobs around the moment `now`.
    pub fn at(now: Timestamp) -> Self {
        Self {
            seed: 1,
            jobs: 2_000,
            now,
            time_zone: "Europe/Rome".to_owned(),
            latency: Duration::ZERO,
            fail_rate: 0.0,
            user: "demo".to_owned(),
            password: "demo".to_owned(),
            token: None,
            level: Level::Contract,
            substatus: true,
            only: None,
        }
    }

    fn check(&self) -> Result<TimeZone> {
        if !(100..=1_000_000).contains(&self.jobs) {
            let text = format!("cannot generate a demo plan of {} jobs", self.jobs);
            return Err(Error::usage(text).with_hint("choose 100 to 1,000,000 jobs"));
        }
        if !(0.0..=1.0).contains(&self.fail_rate) {
            let text = format!("cannot fail {} of the demo's requests", self.fail_rate);
            return Err(Error::usage(text).with_hint("choose a share from 0 to 1"));
        }
        let known: Vec<&str> = catalogue().iter().map(|incident| incident.name).collect();
        if let Some(unknown) = self
            .only
            .iter()
            .flatten()
            .find(|name| !known.contains(&name.as_str()))
        {
            let near = known.iter().filter(|name| name.contains(unknown.as_str()));
            return Err(
                Error::usage(format!("there is no demo incident named {unknown}"))
                    .with_near(near.map(|&name| name.to_owned()).collect()),
            );
        }
        TimeZone::get(&self.time_zone).map_err(|error| {
            Error::usage(format!("there is no time zone named {}", self.time_zone))
                .with_source(error)
        })
    }
}

/// A level of the contract.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Level {
    /// As the vendor's `OpenAPI` file says.
    #[default]
    Contract,
    /// As seen on 10.2.8: no predecessors, successors and counts of streams; prompts and files listed.
    V1028,
}

/// A generated plan, and what has been done to it since.
pub struct Demo {
    options: Options,
    world: RwLock<World>,
    planted: Vec<Planted>,
    began: Instant,
    due: AtomicI64,
    requests: AtomicU64,
}

struct World {
    store: store::Store,
    live: action::Live,
}

impl std::fmt::Debug for Demo {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Demo")
            .field("jobs", &self.options.jobs)
            .finish_non_exhaustive()
    }
}

impl Demo {
    /// Generates a plan. The same options give the same plan.
    pub fn generate(options: Options) -> Result<Self> {
        let zone = options.check()?;
        let now = options.now.as_second();
        let store = store::Store::new(now, options.seed, zone, &options.time_zone);
        let mut builder = build::Builder::new(store);
        let machines = night::machines(&mut builder, options.jobs);
        let told = incidents::plant(&mut builder, &machines, options.only.as_deref());
        night::everyday(&mut builder, &machines, options.jobs);
        let store = builder.finish();
        let planted = told.iter().map(|told| told.planted(&store)).collect();
        let live = action::Live::of(&store);
        let due = AtomicI64::new(live.next().unwrap_or(i64::MAX));
        Ok(Self {
            options,
            world: RwLock::new(World { store, live }),
            planted,
            began: Instant::now(),
            due,
            requests: AtomicU64::new(0),
        })
    }

    /// The planted incidents with their truth.
    pub fn incidents(&self) -> Vec<Planted> {
        self.planted.clone()
    }

    /// The routes of the contract.
    pub fn router(self: Arc<Self>) -> axum::Router {
        http::router(self)
    }

    /// The demo's present moment: that of its options, moved on by the time since generation.
    fn clock(&self) -> i64 {
        let passed = i64::try_from(self.began.elapsed().as_secs()).unwrap_or(0);
        self.options.now.as_second() + passed
    }

    /// Looks at the plan as it stands now.
    fn read<R>(&self, look: impl FnOnce(render::Renderer<'_>) -> R) -> R {
        let clock = self.clock();
        if self.due.load(Ordering::Acquire) <= clock {
            self.write(|_, _, _| ());
        }
        let world = self.world.read().unwrap_or_else(PoisonError::into_inner);
        look(render::Renderer {
            store: &world.store,
            clock,
            substatus: self.options.substatus,
        })
    }

    /// Changes the plan, after letting happen what is due.
    fn write<R>(&self, change: impl FnOnce(&mut store::Store, &mut action::Live, i64) -> R) -> R {
        let clock = self.clock();
        let mut world = self.world.write().unwrap_or_else(PoisonError::into_inner);
        let World { store, live } = &mut *world;
        store.advance(live, clock);
        let result = change(store, live, clock);
        self.due
            .store(live.next().unwrap_or(i64::MAX), Ordering::Release);
        result
    }
}

/// Serves the demo on a listener until `shutdown` completes.
pub async fn serve(
    demo: Arc<Demo>,
    listener: tokio::net::TcpListener,
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> Result<()> {
    axum::serve(listener, demo.router())
        .with_graceful_shutdown(shutdown)
        .await
        .map_err(|error| Error::io("the demo scheduler stopped serving").with_source(error))
}
