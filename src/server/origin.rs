//! Requests from pages of other sites: which may read (CORS), and that none may act with a user's
//! cookie (CSRF).

use axum::body::Body;
use axum::extract::Request;
use axum::http::header::{
    ACCEPT, AUTHORIZATION, CONTENT_TYPE, COOKIE, ETAG, HeaderName, HeaderValue, ORIGIN, RETRY_AFTER,
};
use axum::http::{Method, StatusCode};
use axum::response::{IntoResponse, Response};
use tower_http::cors::CorsLayer;
use tower_http::csrf::{CsrfLayer, ProtectionError};

use super::app::App;
use super::problem::Problem;

const SEC_FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");
const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

fn cross_site() -> Problem {
    Problem::new(
        StatusCode::FORBIDDEN,
        "cross_site",
        "this request comes from another site, or does not say where it comes from",
    )
    .hint("programs should use a bearer token and send no cookie")
}

/// Lets pages of the configured origins read answers; other origins are not mentioned at all. Where
/// none is configured there is nothing to do.
pub fn cors(origins: &[String]) -> Option<CorsLayer> {
    if origins.is_empty() {
        return None;
    }
    let origins = origins
        .iter()
        .filter_map(|origin| HeaderValue::from_str(origin).ok());
    let layer = CorsLayer::new()
        .allow_origin(origins.collect::<Vec<_>>())
        .allow_methods([Method::GET, Method::POST])
        .allow_headers([ACCEPT, AUTHORIZATION, CONTENT_TYPE, REQUEST_ID])
        .expose_headers([ETAG, RETRY_AFTER, REQUEST_ID])
        .max_age(std::time::Duration::from_secs(600));
    Some(layer)
}

/// Counts requests of pages from elsewhere, and refuses unsafe ones that carry a cookie and do not
/// say where they come from: stricter than the layer that follows, which lets those pass.
pub fn check(app: &App, request: &Request) -> Result<(), Problem> {
    let headers = request.headers();
    let origin = headers.get(ORIGIN).and_then(|origin| origin.to_str().ok());
    if let Some(origin) = origin
        && !own(origin, request)
        && !app.settings.origins.iter().any(|known| known == origin)
    {
        app.metrics.foreign_origin();
    }
    let safe = matches!(
        *request.method(),
        Method::GET | Method::HEAD | Method::OPTIONS
    );
    let silent = !headers.contains_key(ORIGIN) && !headers.contains_key(SEC_FETCH_SITE);
    if !safe && silent && headers.contains_key(COOKIE) {
        return Err(cross_site());
    }
    Ok(())
}

/// Whether an origin is this server as the request names it.
fn own(origin: &str, request: &Request) -> bool {
    let host = request.headers().get(axum::http::header::HOST);
    let host = host.and_then(|host| host.to_str().ok());
    host.is_some() && origin.split_once("://").map(|(_, host)| host) == host
}

/// Refuses unsafe requests of other sites. A call that carries a bearer token and no cookie is no
/// browser's doing, but it needs no exemption: a program sends neither `Origin` nor
/// `Sec-Fetch-Site`. Reports of policy violations come from the browser itself and may be foreign.
pub fn csrf(
    origins: &[String],
) -> CsrfLayer<impl Fn(ProtectionError) -> Response<Body> + Clone + Send + Sync + 'static> {
    let mut layer = CsrfLayer::new().with_insecure_bypass(|_, uri| uri.path() == "/api/csp-report");
    for origin in origins {
        // The origins were checked when the settings were read.
        layer = layer.clone().add_trusted_origin(origin).unwrap_or(layer);
    }
    layer.with_rejection_response(|_| cross_site().into_response())
}
