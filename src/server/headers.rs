//! Header fields that tell browsers to be careful, on every response.

use axum::http::header::{CACHE_CONTROL, HeaderName, HeaderValue};
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

type Field = (HeaderName, HeaderValue);

const fn field(name: &'static str, value: &'static str) -> Field {
    (
        HeaderName::from_static(name),
        HeaderValue::from_static(value),
    )
}

static FIXED: [Field; 7] = [
    field("content-security-policy", policy!("")),
    field("x-content-type-options", "nosniff"),
    field("x-frame-options", "DENY"),
    field("referrer-policy", "no-referrer"),
    field(
        "permissions-policy",
        "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()",
    ),
    field("cross-origin-opener-policy", "same-origin"),
    field("cross-origin-resource-policy", "same-origin"),
];

static WITH_TLS: [Field; 3] = [
    field("content-security-policy", policy!("; report-to csp")),
    field("reporting-endpoints", "csp=\"/api/csp-report\""),
    field(
        "strict-transport-security",
        "max-age=63072000; includeSubDomains",
    ),
];

/// Adds the fields.
pub fn add(app: &App, response: &mut Response) {
    let headers = response.headers_mut();
    headers.reserve(16);
    let with_tls = if app.settings.https {
        &WITH_TLS[..]
    } else {
        &[]
    };
    for (name, value) in FIXED.iter().chain(with_tls) {
        headers.insert(name.clone(), value.clone());
    }
    // What is not said to be public is private.
    if !headers.contains_key(CACHE_CONTROL) {
        headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
}
