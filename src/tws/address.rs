//! The address of a scheduler's API and of what is below it, encoded once and for all.

use std::fmt::Write;

use reqwest::Url;

use crate::error::{Error, Result};

/// Where the API is.
#[derive(Debug, Clone)]
pub(super) struct Address {
    /// `https://mdm:31116`, without a slash at the end.
    target: String,
    /// `/twsd/api/v2`, without a slash at the end.
    prefix: String,
    tls: bool,
    named: bool,
    loopback: bool,
}

impl Address {
    /// Reads a base address and a path prefix. Fails with a configuration error that shows
    /// nothing of a password in the address.
    pub fn new(url: &str, prefix: &str) -> Result<Self> {
        let wrong = |why: &str| {
            Error::config(format!("the scheduler's address is not usable: {why}"))
                .with_hint("it reads https://HOST:PORT; the port is often 31116")
        };
        let url = Url::parse(url.trim()).map_err(|error| wrong(&error.to_string()))?;
        if !matches!(url.scheme(), "http" | "https") {
            return Err(wrong("it begins neither with https:// nor with http://"));
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err(wrong("it holds a user or a password")
                .with_hint("give them with TWS_USER and TWS_PASSWORD instead"));
        }
        if url.query().is_some() || url.fragment().is_some() {
            return Err(wrong("it holds a query or a fragment"));
        }
        let host = url.host_str().ok_or_else(|| wrong("it names no host"))?;
        let mut target = format!("{}://{host}", url.scheme());
        if let Some(port) = url.port() {
            let _ = write!(target, ":{port}");
        }
        // A path in the address is a gateway's; the API is below it.
        let below = prefix.trim_matches('/');
        let slash = if below.is_empty() { "" } else { "/" };
        let prefix = format!("{}{slash}{below}", url.path().trim_end_matches('/'));
        let bare = host.trim_start_matches('[').trim_end_matches(']');
        let loopback = bare == "localhost"
            || bare
                .parse::<std::net::IpAddr>()
                .is_ok_and(|address| address.is_loopback());
        Ok(Self {
            target,
            prefix,
            named: matches!(url.host(), Some(url::Host::Domain(_))),
            tls: url.scheme() == "https",
            loopback,
        })
    }

    /// `https://mdm:31116`, for errors and reports.
    pub fn target(&self) -> &str {
        &self.target
    }

    /// Whether it is spoken to over TLS.
    pub fn tls(&self) -> bool {
        self.tls
    }

    /// Whether its host is a name that has to be looked up.
    pub fn named(&self) -> bool {
        self.named
    }

    /// Whether it is this machine, which is never reached through a proxy.
    pub fn loopback(&self) -> bool {
        self.loopback
    }

    /// The whole address of a path (already encoded) with its query parameters (not yet encoded).
    pub fn url(&self, path: &str, query: &[(&'static str, String)]) -> Result<Url> {
        let mut text = format!("{}{}{path}", self.target, self.prefix);
        for (index, (name, value)) in query.iter().enumerate() {
            text.push(if index == 0 { '?' } else { '&' });
            text.push_str(name);
            text.push('=');
            text.push_str(&encode(value));
        }
        Url::parse(&text).map_err(|error| {
            Error::config("the scheduler's address is not usable").with_source(error)
        })
    }
}

/// Percent-encodes everything but the unreserved characters of RFC 3986. A space becomes `%20`,
/// which every server reads the same way.
pub(super) fn encode(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~') {
            encoded.push(char::from(byte));
        } else {
            let _ = write!(encoded, "%{byte:02X}");
        }
    }
    encoded
}

/// An id as one segment of a path. An id that cannot be one names nothing, and is not sent.
pub(super) fn segment(id: &str, object: &str) -> Result<String> {
    if matches!(id.trim(), "" | "." | "..") || id.len() > 512 {
        return Err(Error::not_found(format!(
            "there is no {object} with the id {id:.40?}"
        )));
    }
    Ok(encode(id))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_one_segment_whatever_it_holds() {
        let address = Address::new("https://mdm:31116/", "/twsd/api/v2").expect("address");
        for id in [
            "a/b", "../x", "%2e%2e", "a?b#c", "a;b", "a b\n", "\\..\\", "ü", "..;", "/",
        ] {
            let path = format!("/plan/job/{}", segment(id, "job").expect("sendable"));
            let url = address.url(&path, &[]).expect("url");
            assert_eq!(url.path_segments().expect("segments").count(), 6, "{url}");
            assert!(url.path().starts_with("/twsd/api/v2/plan/job/") && url.query().is_none());
        }
        for id in ["", ".", "..", " "] {
            assert!(matches!(segment(id, "job"), Err(Error::NotFound(_))));
        }
    }

    #[test]
    fn a_query_is_encoded_once() {
        let address = Address::new("http://h:1/gw/", "api").expect("address");
        let query = [
            ("oql", "name = 'A+B%20&#@ü'".to_owned()),
            ("limit", "5".to_owned()),
        ];
        let url = address.url("/plan/job", &query).expect("url");
        assert_eq!(
            url.as_str(),
            "http://h:1/gw/api/plan/job?oql=name%20%3D%20%27A%2BB%2520%26%23%40%C3%BC%27&limit=5"
        );
    }

    #[test]
    fn a_password_in_the_address_is_refused_and_not_repeated() {
        let error = Address::new("https://bob:hunter2@mdm", "").expect_err("refused");
        assert!(!format!("{error} {error:?}").contains("hunter2"));
        for url in ["mdm:31116", "ftp://x", "", "https://", "https://h?x=1"] {
            assert!(
                matches!(Address::new(url, ""), Err(Error::Config(_))),
                "{url}"
            );
        }
    }

    #[test]
    fn this_machine_is_known() {
        for url in ["http://127.0.0.1:8", "http://localhost", "https://[::1]:3"] {
            assert!(Address::new(url, "").expect("address").loopback(), "{url}");
        }
        assert!(
            !Address::new("http://localhost.example", "")
                .expect("address")
                .loopback()
        );
    }
}
