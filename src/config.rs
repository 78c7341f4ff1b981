//! What was configured, resolved into one value: which scheduler, how to reach it, how long to wait.

mod address;
mod check;
mod document;
mod keys;
mod layers;
mod model;
mod profiles;
mod secrets;
mod server;
mod settings;
mod variables;

pub use address::is_local;
pub use keys::{KEYS, Key};
pub use model::{Model, ModelTimeouts};
pub use secrets::SecretFile;
pub use server::{Limits, Role, Server, User};
pub use settings::{Environment, Inputs, Setting, Settings};

use std::path::PathBuf;
use std::time::Duration;

use secrecy::SecretString;

/// How to reach and speak to one scheduler.
#[derive(Debug, Clone)]
pub struct Engine {
    /// The name of the profile, shown in reports.
    pub name: String,
    /// Base address without a path: `https://HOST:PORT`.
    pub url: String,
    /// Path of the API below the base address, `/twsd/api/v2` unless a gateway changes it.
    pub prefix: String,
    /// Credentials sent with every request.
    pub auth: Auth,
    /// A PEM file of certificates to trust beside those of the system.
    pub ca_file: Option<PathBuf>,
    /// Accept any certificate. Loud wherever it is used.
    pub insecure: bool,
    /// How long to wait, and for what.
    pub timeouts: Timeouts,
    /// How many requests may be under way at once.
    pub in_flight: usize,
    /// Bytes the cache of answers may hold.
    pub cache_bytes: u64,
    /// Whether this is the demo scheduler.
    pub demo: bool,
}

/// How a scheduler knows the user.
#[derive(Debug, Clone)]
pub enum Auth {
    /// HTTP Basic.
    Basic {
        /// The engine user.
        user: String,
        /// Its password.
        password: SecretString,
    },
    /// `Authorization: Bearer`, an API key of the console.
    Bearer(SecretString),
    /// No credentials (a gateway adds them).
    None,
}

/// Limits of one request to the scheduler.
#[derive(Debug, Clone, Copy)]
pub struct Timeouts {
    /// Until a connection stands.
    pub connect: Duration,
    /// For one try, from sending to the last byte.
    pub request: Duration,
    /// For all tries of one read together.
    pub total: Duration,
}

impl Default for Timeouts {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(3),
            request: Duration::from_secs(10),
            total: Duration::from_secs(25),
        }
    }
}
