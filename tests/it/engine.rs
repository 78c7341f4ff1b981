//! Settings of an engine for tests: short waits, a user whose secrets are canaries.

use std::time::Duration;

use resync::config::{Auth, Engine, Timeouts};
use secrecy::SecretString;

/// A password that must appear nowhere.
pub const PASSWORD: &str = "canary-password-7f3a";
/// A token that must appear nowhere.
pub const TOKEN: &str = "canary-token-91bd.eyJleHAiOjE3MDAwMDAwMDB9.sig";

/// An engine at `url`, with half a second for a try and one and a half for all.
pub fn engine(url: &str) -> Engine {
    Engine {
        name: "test".into(),
        url: url.into(),
        prefix: "/twsd/api/v2".into(),
        auth: Auth::Basic {
            user: "wauser".into(),
            password: SecretString::from(PASSWORD),
        },
        ca_file: None,
        insecure: false,
        timeouts: Timeouts {
            connect: Duration::from_millis(300),
            request: Duration::from_millis(500),
            total: Duration::from_millis(1_500),
        },
        in_flight: 8,
        cache_bytes: 8 << 20,
        demo: false,
    }
}
