//! Who is at the other end of a request, and the id that follows it everywhere.

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use axum::http::header::HeaderName;
use axum::http::{HeaderMap, HeaderValue};
use axum::response::Response;
use ipnet::IpNet;

use super::app::App;
use super::gate::Class;
use super::random;

/// The two ends of a connection.
#[derive(Debug, Clone, Copy)]
pub struct Peer {
    /// The other end.
    pub remote: SocketAddr,
    /// This end.
    pub local: SocketAddr,
}

/// What is known of a request before it is looked at.
#[derive(Debug, Clone)]
pub struct Trace {
    /// The correlation id.
    pub id: Arc<str>,
    /// The client, behind the proxies that are trusted.
    pub client: IpAddr,
    /// Whether the client sits on this machine with no proxy between.
    pub local: bool,
    /// The address of this end.
    pub own: IpAddr,
    /// What kind of work is asked for; none where nothing is asked that there is.
    pub class: Option<Class>,
}

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
const FORWARDED_FOR: &str = "x-forwarded-for";
/// What proxies add.
const BY_PROXIES: [&str; 4] = [FORWARDED_FOR, "forwarded", "via", "x-real-ip"];

/// Gives a request with these fields its id and finds out who the client is.
pub fn identify(app: &App, peer: &Peer, class: Option<Class>, headers: &HeaderMap) -> Trace {
    let remote = peer.remote.ip();
    let forwarded = || BY_PROXIES.iter().any(|name| headers.contains_key(*name));
    Trace {
        id: well_formed(headers).unwrap_or_else(random::id),
        client: client(remote, headers, &app.settings.proxies),
        local: remote.is_loopback() && app.settings.proxies.is_empty() && !forwarded(),
        own: peer.local.ip().to_canonical(),
        class,
    }
}

/// Tells the client the id of its request.
pub fn mark(trace: &Trace, response: &mut Response) {
    if let Ok(value) = HeaderValue::from_str(&trace.id) {
        response.headers_mut().insert(REQUEST_ID, value);
    }
}

/// The id that came with the request, if it is one that can be logged and passed on as it is.
fn well_formed(headers: &HeaderMap) -> Option<Arc<str>> {
    let mut all = headers.get_all(REQUEST_ID).iter();
    let (Some(value), None) = (all.next(), all.next()) else {
        return None;
    };
    let id = value.to_str().ok()?;
    let fine = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-');
    ((8..=64).contains(&id.len()) && id.chars().all(fine)).then(|| id.into())
}

/// The right-most address that is not of a trusted proxy.
fn client(remote: IpAddr, headers: &HeaderMap, proxies: &[IpNet]) -> IpAddr {
    let trusted = |ip: &IpAddr| proxies.iter().any(|net| net.contains(ip));
    let remote = remote.to_canonical();
    if !trusted(&remote) {
        return remote;
    }
    let chain: Vec<&str> = headers
        .get_all(FORWARDED_FOR)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .collect();
    let mut known = remote;
    for hop in chain.iter().rev() {
        // What is not an address was not written by a proxy of ours: stop there.
        let Ok(ip) = hop.trim().parse::<IpAddr>() else {
            break;
        };
        known = ip.to_canonical();
        if !trusted(&known) {
            break;
        }
    }
    known
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(name: &'static str, values: &[&str]) -> HeaderMap {
        let mut map = HeaderMap::new();
        for value in values {
            map.append(name, HeaderValue::from_str(value).expect("a value"));
        }
        map
    }

    #[test]
    fn an_id_is_taken_over_only_if_it_is_harmless() {
        let of = |values: &[&str]| well_formed(&headers("x-request-id", values));
        assert_eq!(of(&["abc-123.X_y"]).as_deref(), Some("abc-123.X_y"));
        for bad in [
            &["short"][..],
            &["with blank in it"],
            &["twotwotwo", "twotwotwo"],
            &["tab\there-12"],
        ] {
            assert_eq!(of(bad), None, "{bad:?}");
        }
        assert_eq!(of(&[&"x".repeat(65)]), None);
    }

    #[test]
    fn forwarded_addresses_are_believed_only_of_trusted_proxies() {
        let ip = |text: &str| text.parse::<IpAddr>().expect("an address");
        let nets = ["10.0.0.0/8".parse::<IpNet>().expect("a network")];
        let chain = headers(FORWARDED_FOR, &["1.1.1.1, 203.0.113.9", "10.0.0.7"]);
        assert_eq!(
            client(ip("198.51.100.1"), &chain, &nets),
            ip("198.51.100.1")
        );
        assert_eq!(client(ip("10.0.0.1"), &chain, &nets), ip("203.0.113.9"));
        assert_eq!(client(ip("10.0.0.1"), &chain, &[]), ip("10.0.0.1"));
        let garbage = headers(FORWARDED_FOR, &["203.0.113.9, unknown"]);
        assert_eq!(client(ip("10.0.0.1"), &garbage, &nets), ip("10.0.0.1"));
    }
}
