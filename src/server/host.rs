//! Answers only to its own names, so that no page elsewhere can reach it under a name of its own
//! (DNS rebinding), and to no request that names several hosts.

use axum::extract::Request;
use axum::http::header::HOST;
use axum::http::uri::Authority;
use axum::http::{StatusCode, Version};

use super::app::App;
use super::problem::Problem;
use super::trace::Peer;

/// The longest path with its query.
const LONGEST_URI: usize = 8 << 10;

/// Refuses requests for other hosts.
pub fn check(app: &App, request: &Request) -> Result<(), Problem> {
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
        (Some(authority), None) if request.version() >= Version::HTTP_2 => authority.to_string(),
        (authority, Some(Some(host))) => {
            if authority.is_some_and(|authority| authority.as_str() != host) {
                return wrong("the request line and the Host field name different hosts");
            }
            host.to_owned()
        }
        _ => return wrong("the request names no host"),
    };
    let Ok(authority) = asked.parse::<Authority>() else {
        return wrong("the Host field is not a host");
    };
    let name = authority.host().to_ascii_lowercase();
    let local = request
        .extensions()
        .get::<Peer>()
        .map(|peer| peer.local.ip().to_canonical());
    let own_address = name
        .trim_matches(['[', ']'])
        .parse::<std::net::IpAddr>()
        .is_ok_and(|ip| Some(ip) == local || ip.is_loopback());
    let own_name = name == "localhost" && local.is_none_or(|ip| ip.is_loopback());
    if authority.as_str().contains('@')
        || !(own_address || own_name || app.settings.hosts.contains(&name))
    {
        return Err(Problem::new(
            StatusCode::MISDIRECTED_REQUEST,
            "wrong_host",
            "this server does not answer to that host name",
        )
        .hint("names are added with APP_SERVER__HOSTS or APP_SERVER__PUBLIC_URL"));
    }
    Ok(())
}
