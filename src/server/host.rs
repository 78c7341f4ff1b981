//! Answers only to its own names, so that no page elsewhere can reach it under a name of its own
//! (DNS rebinding), and to no request that names several hosts.

use std::borrow::Cow;
use std::net::IpAddr;

use axum::extract::Request;
use axum::http::header::HOST;
use axum::http::uri::Authority;
use axum::http::{StatusCode, Version};

use super::app::App;
use super::problem::Problem;

/// The longest path with its query.
const LONGEST_URI: usize = 8 << 10;

/// Refuses requests for other hosts than this one, which the connection reached at that address.
pub fn check(app: &App, own: IpAddr, request: &Request) -> Result<(), Problem> {
    let uri = request.uri();
    if uri.path_and_query().map_or(0, |path| path.as_str().len()) > LONGEST_URI {
        return Err(Problem::new(
            StatusCode::URI_TOO_LONG,
            "uri_too_long",
            format!("the path and query are longer than {LONGEST_URI} bytes"),
        ));
    }
    let wrong = |detail: &str| {
        Err(Problem::new(StatusCode::BAD_REQUEST, "wrong_host", detail)
            .hint("name the host once, as the server knows it"))
    };
    let mut named = request.headers().get_all(HOST).iter();
    let first = named.next().map(|value| value.to_str().ok());
    if named.next().is_some() {
        return wrong("the request names several hosts");
    }
    let asked = match (uri.authority(), first) {
        (Some(authority), None) if request.version() >= Version::HTTP_2 => authority.as_str(),
        (authority, Some(Some(host))) => {
            if authority.is_some_and(|authority| authority.as_str() != host) {
                return wrong("the request line and the Host field name different hosts");
            }
            host
        }
        _ => return wrong("the request names no host"),
    };
    let name = match plain(asked) {
        Some(name) => Cow::Borrowed(name),
        None => match asked.parse::<Authority>() {
            Ok(authority) => Cow::Owned(authority.host().to_ascii_lowercase()),
            Err(_) => return wrong("the Host field is not a host"),
        },
    };
    let own_address = name
        .trim_matches(['[', ']'])
        .parse::<IpAddr>()
        .is_ok_and(|ip| ip == own || ip.is_loopback());
    let own_name = name == "localhost" && own.is_loopback();
    let known = || app.settings.hosts.iter().any(|host| *host == name);
    if asked.contains('@') || !(own_address || own_name || known()) {
        return Err(Problem::new(
            StatusCode::MISDIRECTED_REQUEST,
            "wrong_host",
            "this server does not answer to that host name",
        )
        .hint("names are added with APP_SERVER__HOSTS or APP_SERVER__PUBLIC_URL"));
    }
    Ok(())
}

/// The name of a host that is no more than a name or an address of four numbers, with or without a
/// port: nearly all are.
fn plain(host: &str) -> Option<&str> {
    let (name, port) = host.split_once(':').unwrap_or((host, "0"));
    let fine = |byte: u8| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'.' | b'-');
    let digits = (1..=5).contains(&port.len()) && port.bytes().all(|byte| byte.is_ascii_digit());
    (digits && !name.is_empty() && name.bytes().all(fine)).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_hosts_are_those_that_an_authority_would_read_alike() {
        for host in ["localhost", "127.0.0.1:31000", "a-b.example:443", "x:1"] {
            let authority: Authority = host.parse().expect("an authority");
            assert_eq!(plain(host), Some(authority.host()), "{host}");
        }
        for other in [
            "",
            ":80",
            "a:",
            "a:123456",
            "a:b",
            "A.example",
            "[::1]:80",
            "me@localhost",
            "a b",
            "a:1:2",
        ] {
            assert_eq!(plain(other), None, "{other}");
        }
    }
}
