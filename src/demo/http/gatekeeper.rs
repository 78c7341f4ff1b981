//! Before every answer: credentials and rights, the chosen delay, the chosen failures.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use axum::extract::{Request, State};
use axum::http::header::{AUTHORIZATION, RETRY_AFTER, WWW_AUTHENTICATE};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use base64::Engine;

use super::answer::Fault;
use crate::demo::{Demo, Options};

/// A user who may read but not act.
const VIEWER: &str = "viewer";

/// Lets a request through, or answers it.
pub async fn check(State(demo): State<Arc<Demo>>, request: Request, next: Next) -> Response {
    let options = &demo.options;
    if !options.latency.is_zero() {
        tokio::time::sleep(options.latency).await;
    }
    let number = demo.requests.fetch_add(1, Ordering::Relaxed);
    let Some(user) = user(request.headers(), options) else {
        return unauthorized();
    };
    if fails(number, options) {
        let message = "AWSJCO136E Too many requests of this type are running.";
        let fault = Fault::new(
            StatusCode::SERVICE_UNAVAILABLE,
            message,
            "ServiceUnavailableException",
        );
        let mut response = fault.into_response();
        response
            .headers_mut()
            .insert(RETRY_AFTER, HeaderValue::from_static("1"));
        return response;
    }
    if user == VIEWER && request.method() != Method::GET && request.method() != Method::HEAD {
        let message = "AWSJCO005E The user \"viewer\" is not authorized to perform the action.";
        return Fault::new(StatusCode::FORBIDDEN, message, "SecurityException").into_response();
    }
    next.run(request).await
}

/// Whether request `number` is one of those that fail: spread evenly, the same every time.
fn fails(number: u64, options: &Options) -> bool {
    #[expect(
        clippy::cast_precision_loss,
        reason = "a request counter stays far below 2^52"
    )]
    let (before, after) = (
        number as f64 * options.fail_rate,
        (number + 1) as f64 * options.fail_rate,
    );
    after.floor() > before.floor()
}

/// Who the credentials belong to, if they are right.
fn user(headers: &HeaderMap, options: &Options) -> Option<String> {
    let value = headers.get(AUTHORIZATION)?.to_str().ok()?;
    let (scheme, rest) = value.split_once(' ')?;
    let rest = rest.trim();
    if scheme.eq_ignore_ascii_case("bearer") {
        return (options.token.as_deref() == Some(rest)).then(|| options.user.clone());
    }
    if !scheme.eq_ignore_ascii_case("basic") {
        return None;
    }
    let decoded = base64::engine::general_purpose::STANDARD
        .decode(rest)
        .ok()?;
    let decoded = String::from_utf8(decoded).ok()?;
    let (user, password) = decoded.split_once(':')?;
    let known = user == options.user || user == VIEWER;
    (known && password == options.password).then(|| user.to_owned())
}

fn unauthorized() -> Response {
    let message = "AWSJCS011E The user name or the password is not correct.";
    let fault = Fault::new(StatusCode::UNAUTHORIZED, message, "UnauthorizedException");
    let mut response = fault.into_response();
    let realm = HeaderValue::from_static("Basic realm=\"defaultRealm\"");
    response.headers_mut().insert(WWW_AUTHENTICATE, realm);
    response
}
