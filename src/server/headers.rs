//! Header fields that tell browsers to be careful, on every response.

use axum::extract::{Request, State};
use axum::http::header::{CACHE_CONTROL, HeaderName, HeaderValue};
use axum::middleware::Next;
use axum::response::Response;

use super::app::App;

/// Scripts and styles come as files of this server; nothing inline, nothing from elsewhere, and no
/// text becomes markup (trusted types). Browsers that know `report-to` report nothing over plain
/// HTTP when it is there, so it is there with TLS alone.
macro_rules! policy {
    ($more:literal) => {
        concat!(
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; \
             connect-src 'self'; form-action 'self'; base-uri 'none'; object-src 'none'; \
             frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'; \
             report-uri /api/csp-report",
            $more
        )
    };
}

const FIXED: &[(&str, &str)] = &[
    ("content-security-policy", policy!("")),
    ("x-content-type-options", "nosniff"),
    ("x-frame-options", "DENY"),
    ("referrer-policy", "no-referrer"),
    (
        "permissions-policy",
        "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()",
    ),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
];

const WITH_TLS: &[(&str, &str)] = &[
    ("content-security-policy", policy!("; report-to csp")),
    ("reporting-endpoints", "csp=\"/api/csp-report\""),
    (
        "strict-transport-security",
        "max-age=63072000; includeSubDomains",
    ),
];

/// Adds the fields.
pub async fn add(State(app): State<App>, request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    let with_tls = if app.settings.https { WITH_TLS } else { &[] };
    for (name, value) in FIXED.iter().chain(with_tls) {
        headers.insert(
            HeaderName::from_static(name),
            HeaderValue::from_static(value),
        );
    }
    // What is not said to be public is private.
    if !headers.contains_key(CACHE_CONTROL) {
        headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
    response
}
