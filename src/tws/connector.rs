//! The HTTP client below the transport: pool, proxies, certificates, credentials.

use std::sync::Arc;
use std::time::Duration;

use reqwest::dns::Resolve;
use reqwest::{Certificate, redirect};

use super::address::Address;
use super::credentials::Credentials;
use crate::config::Engine;
use crate::error::{Error, Result};

/// How long an unused connection is kept: short enough that an address that died is left soon.
const IDLE: Duration = Duration::from_secs(45);

/// Builds the HTTP client for an engine.
pub(super) fn build(
    engine: &Engine,
    address: &Address,
    credentials: &Credentials,
    names: Option<Arc<dyn Resolve>>,
) -> Result<reqwest::Client> {
    finish(builder(engine, address, credentials, names)?)
}

/// The client that a builder makes.
pub(super) fn finish(builder: reqwest::ClientBuilder) -> Result<reqwest::Client> {
    builder
        .build()
        .map_err(|error| Error::config("failed to set up the connection").with_source(error))
}

/// What the client of an engine is built from. Certificates are only loaded where TLS is spoken, for
/// that takes longer than all else.
pub(super) fn builder(
    engine: &Engine,
    address: &Address,
    credentials: &Credentials,
    names: Option<Arc<dyn Resolve>>,
) -> Result<reqwest::ClientBuilder> {
    let mut builder = reqwest::Client::builder()
        .user_agent(concat!("resync/", env!("CARGO_PKG_VERSION")))
        .default_headers(credentials.headers()?)
        .connect_timeout(engine.timeouts.connect)
        .pool_idle_timeout(IDLE)
        .tcp_keepalive(Duration::from_secs(30))
        .tcp_nodelay(true)
        // Following one would send the credentials to wherever it points.
        .redirect(redirect::Policy::none());
    if let Some(names) = names {
        builder = builder.dns_resolver(names);
    }
    if address.loopback() {
        builder = builder.no_proxy();
    }
    Ok(if !address.tls() {
        builder.tls_certs_only([])
    } else if engine.insecure {
        builder.tls_danger_accept_invalid_certs(true)
    } else {
        builder.tls_certs_merge(authorities(engine)?)
    })
}

/// The certificates of the CA file.
fn authorities(engine: &Engine) -> Result<Vec<Certificate>> {
    let Some(path) = &engine.ca_file else {
        return Ok(Vec::new());
    };
    let failed = |why: &str| {
        Error::config(format!(
            "failed to read the CA file {}: {why}",
            path.display()
        ))
        .with_hint("TWS_CA_FILE names a PEM file: -----BEGIN CERTIFICATE----- …")
    };
    let pem = std::fs::read(path).map_err(|error| failed(&error.to_string()))?;
    let certificates = Certificate::from_pem_bundle(&pem)
        .map_err(|error| failed("it is not PEM").with_source(error.without_url()))?;
    if certificates.is_empty() {
        return Err(failed("it holds no certificate"));
    }
    Ok(certificates)
}
