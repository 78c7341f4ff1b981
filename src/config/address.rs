//! Where the scheduler is and how it is reached, made of the settings.

use std::path::PathBuf;
use std::time::Duration;

use secrecy::SecretString;

use super::settings::{Settings, shorten};
use super::{Auth, Engine, Timeouts};
use crate::error::{Error, Result};

impl Settings {
    /// The base address of the engine.
    pub(super) fn url(&self) -> std::result::Result<String, String> {
        let (text, origin) = match (self.get("tws.url"), self.get("tws.host")) {
            (Some(url), _) => (url.trim().to_owned(), self.origin("tws.url").unwrap_or("")),
            (None, Some(host)) => {
                if host.contains("://")
                    || host.contains('/')
                    || host.contains('@')
                    || host.chars().any(char::is_whitespace)
                {
                    return Err(format!(
                        "tws.host is \"{}\", not a host name; use TWS_URL for an address",
                        shorten(host)
                    ));
                }
                let host = if host.contains(':') && !host.starts_with('[') {
                    format!("[{host}]")
                } else {
                    host.to_owned()
                };
                (
                    format!("https://{host}:{}", self.get("tws.port").unwrap_or("31116")),
                    self.origin("tws.host").unwrap_or(""),
                )
            }
            (None, None) => return Err("no scheduler is configured".to_owned()),
        };
        let url = url::Url::parse(&text).map_err(|error| {
            format!(
                "tws.url \"{}\" is not an address: {error} ({origin})",
                shorten(&hide_userinfo(&text))
            )
        })?;
        if !matches!(url.scheme(), "http" | "https") || url.host().is_none() {
            return Err(format!(
                "tws.url \"{}\" must begin with https:// and name a host ({origin})",
                shorten(&hide_userinfo(&text))
            ));
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err(format!(
                "tws.url must not hold a user or password; use TWS_USER and TWS_PASSWORD ({origin})"
            ));
        }
        if url.scheme() == "http" && !is_local(&url) && !self.flag("tws.allow_http") {
            return Err(format!(
                "tws.url {} is plain http to another host: credentials would travel in the clear; use https, or TWS_ALLOW_HTTP=1 ({origin})",
                shorten(&text)
            ));
        }
        Ok(url.origin().ascii_serialization())
    }

    /// The scheduler to speak to; `None` when none is configured.
    pub fn engine(&self) -> Result<Option<Engine>> {
        if !self.has_engine() {
            return Ok(None);
        }
        let url = self.url().map_err(Error::config)?;
        let auth = match (
            self.get("tws.token"),
            self.get("tws.user"),
            self.get("tws.password"),
        ) {
            (Some(token), _, _) => Auth::Bearer(SecretString::from(token)),
            (None, Some(user), password) => Auth::Basic {
                user: user.to_owned(),
                password: SecretString::from(password.unwrap_or_default()),
            },
            (None, None, _) => Auth::None,
        };
        let seconds = self.number("tws.timeout").unwrap_or(10.0);
        let path = self.get("tws.path").unwrap_or("/twsd/api/v2");
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "both numbers were checked to be small and positive"
        )]
        Ok(Some(Engine {
            name: self.get("engine").unwrap_or("default").to_owned(),
            url,
            prefix: format!("/{}", path.trim_matches('/')),
            auth,
            ca_file: self.get("tws.ca_file").map(PathBuf::from),
            insecure: self.flag("tws.insecure"),
            timeouts: Timeouts {
                connect: Duration::from_secs_f64(seconds.min(3.0)),
                request: Duration::from_secs_f64(seconds),
                total: Duration::from_secs_f64(seconds * 2.5),
            },
            in_flight: self.number("tws.in_flight").unwrap_or(8.0) as usize,
            cache_bytes: (self.number("cache.megabytes").unwrap_or(32.0) * 1_048_576.0) as u64,
            demo: false,
        }))
    }
}

/// Whether an address stays on this machine.
pub fn is_local(url: &url::Url) -> bool {
    match url.host() {
        Some(url::Host::Domain(name)) => name.eq_ignore_ascii_case("localhost"),
        Some(url::Host::Ipv4(ip)) => ip.is_loopback(),
        Some(url::Host::Ipv6(ip)) => ip.is_loopback(),
        None => false,
    }
}

/// `https://user:secret@host` without its secret, wherever it is shown.
pub(super) fn hide_userinfo(value: &str) -> String {
    match (value.find("://"), value.rfind('@')) {
        (Some(scheme), Some(at)) if at > scheme => {
            format!("{}://********{}", &value[..scheme], &value[at..])
        }
        _ => value.to_owned(),
    }
}
