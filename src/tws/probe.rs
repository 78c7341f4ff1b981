//! A look at the way to a scheduler, step by step: name, connection, certificate, clock. It sends no
//! credentials.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use hyper_util::client::proxy::matcher::Matcher;
use jiff::Timestamp;
use jiff::fmt::rfc2822::DateTimeParser;
use reqwest::Url;
use reqwest::header::DATE;
use tokio::net::{TcpStream, lookup_host};
use tokio::time::timeout;
use x509_parser::prelude::{FromDer, X509Certificate};

use super::address::Address;
use super::connection::{Peer, explain};
use super::connector;
use super::credentials::Credentials;
use crate::config::{Auth, Engine};
use crate::error::{Error, Result};

/// A scheduler's host name, looked up.
#[derive(Debug)]
pub struct Found {
    /// Its addresses.
    pub addresses: Vec<SocketAddr>,
    /// How long that took.
    pub elapsed: Duration,
}

/// What a scheduler shows to anyone who connects.
#[derive(Debug)]
pub struct Greeting {
    /// Whether the connection was encrypted.
    pub tls: bool,
    /// When its certificate expires, where that could be read.
    pub expires: Option<Timestamp>,
    /// Whom the certificate is for and who issued it.
    pub certificate: Option<String>,
    /// How far its clock is ahead of ours, in seconds; a second of that may be rounding.
    pub ahead: Option<i64>,
}

/// The proxy that stands before a scheduler, without its credentials, as the usual variables say.
pub fn proxy(engine: &Engine) -> Result<Option<String>> {
    let address = Address::new(&engine.url, &engine.prefix)?;
    if address.loopback() {
        return Ok(None);
    }
    let found = address.target().parse().ok();
    let found = found.and_then(|target| Matcher::from_system().intercept(&target));
    Ok(found.map(|proxy| {
        let uri = proxy.uri();
        let host = uri.host().unwrap_or("an address that cannot be read");
        let port = uri
            .port_u16()
            .map_or_else(String::new, |port| format!(":{port}"));
        format!("{}://{host}{port}", uri.scheme_str().unwrap_or("http"))
    }))
}

/// Looks up the host's name.
pub async fn look_up(engine: &Engine) -> Result<Found> {
    let (host, port) = host_and_port(engine)?;
    let begun = Instant::now();
    let found = timeout(engine.timeouts.connect, lookup_host((host.as_str(), port))).await;
    let addresses: Vec<SocketAddr> = match found {
        Ok(Ok(addresses)) => addresses.collect(),
        Ok(Err(error)) => {
            return Err(Error::unreachable(format!(
                "the name {host} could not be looked up: {error}"
            ))
            .with_hint("is the name right, and does this machine reach a name server?"));
        }
        Err(_) => {
            return Err(Error::unreachable(format!(
                "the name server had no answer for {host} within {} s",
                engine.timeouts.connect.as_secs()
            )));
        }
    };
    Ok(Found {
        addresses,
        elapsed: begun.elapsed(),
    })
}

/// Opens a connection to the first address that takes one, and closes it; which, and how long it took.
pub async fn connect(engine: &Engine, found: &Found) -> Result<(SocketAddr, Duration)> {
    let mut why = "it has no address".to_owned();
    for address in &found.addresses {
        let begun = Instant::now();
        match timeout(engine.timeouts.connect, TcpStream::connect(address)).await {
            Ok(Ok(_)) => return Ok((*address, begun.elapsed())),
            Ok(Err(error)) => why = format!("{address}: {error}"),
            Err(_) => why = format!("{address}: no answer in time"),
        }
    }
    Err(
        Error::unreachable(format!("no connection to {}: {why}", engine.url)).with_hint(
            "is the port right (often 31116), does the engine run, and does a firewall let it through?",
        ),
    )
}

/// Asks for the engine's description without credentials, for the certificate and the clock.
pub async fn greet(engine: &Engine) -> Result<Greeting> {
    let address = Address::new(&engine.url, &engine.prefix)?;
    let builder = connector::builder(engine, &address, &Credentials::new(&Auth::None), None)?;
    let http = connector::finish(builder.tls_info(true))?;
    let url = address.url("/engine/info", &[])?;
    let peer = Peer {
        target: address.target(),
        tls: address.tls(),
        connect: engine.timeouts.connect,
        named: address.named(),
    };
    let late = || Error::timed_out(format!("no answer from {} in time", address.target()));
    let answer = timeout(engine.timeouts.request, http.get(url).send())
        .await
        .map_err(|_| late())?
        .map_err(|error| explain(error, &peer).into_error("reach", address.target()))?;
    let certificate = answer
        .extensions()
        .get::<reqwest::tls::TlsInfo>()
        .and_then(|info| info.peer_certificate().map(<[u8]>::to_vec));
    let certificate = certificate
        .as_deref()
        .and_then(|der| X509Certificate::from_der(der).ok().map(|(_, found)| found));
    let date = answer.headers().get(DATE).and_then(|date| {
        let date = DateTimeParser::new().parse_timestamp(date.as_bytes());
        date.ok()
    });
    Ok(Greeting {
        tls: address.tls(),
        expires: (certificate.as_ref())
            .and_then(|found| Timestamp::from_second(found.validity().not_after.timestamp()).ok()),
        certificate: certificate
            .as_ref()
            .map(|found| format!("{}, issued by {}", found.subject(), found.issuer())),
        ahead: date.map(|date| date.as_second() - Timestamp::now().as_second()),
    })
}

fn host_and_port(engine: &Engine) -> Result<(String, u16)> {
    let unusable = || Error::config("the scheduler's address names no host and port");
    let url = Url::parse(&engine.url).map_err(|_| unusable())?;
    let host = url.host_str().ok_or_else(unusable)?;
    let port = url.port_or_known_default().ok_or_else(unusable)?;
    Ok((
        host.trim_start_matches('[')
            .trim_end_matches(']')
            .to_owned(),
        port,
    ))
}
