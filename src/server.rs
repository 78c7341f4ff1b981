//! The HTTP server: the API, the login, the limits, the metrics and the dashboard.
//!
//! Everything is opened by [`App::open`] and closed by [`serve`], in one order and within bounded
//! time. All routes stand in one list, which the `OpenAPI` document is made of too.

mod api;
mod app;
mod audit;
mod auth;
mod body;
mod events;
#[cfg_attr(not(feature = "otel"), path = "server/export/none.rs")]
mod export;
mod gate;
mod headers;
mod host;
mod limit;
mod listen;
mod metrics;
mod observe;
mod openapi;
mod origin;
mod pages;
mod problem;
mod pulse;
mod random;
mod routes;
mod store;
mod tls;
mod trace;

pub use app::{App, Opening};
pub use auth::password::hash as hash_password;
pub use listen::serve;
pub use random::secret as random_secret;
pub use store::reach_redis;
pub use tls::Tls;
