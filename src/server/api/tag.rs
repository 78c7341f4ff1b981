//! Answers with an `ETag`, and 304 where the reader has them already.

use axum::body::{Body, Bytes};
use axum::http::header::{CONTENT_TYPE, ETAG, IF_NONE_MATCH};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use serde::Serialize;

use crate::server::problem::Problem;
use crate::server::random;

/// The tag of a report: weak, for two reports that say the same at different times are the same.
pub fn of(report: &impl Serialize) -> Option<HeaderValue> {
    let mut value = serde_json::to_value(report).ok()?;
    if let Some(fields) = value.as_object_mut() {
        fields.remove("generated_at");
    }
    let digest = random::digest(&value.to_string());
    HeaderValue::from_str(&format!("W/\"{}\"", digest.get(..22)?)).ok()
}

/// A report, or that nothing has changed.
pub fn reply(asked: &HeaderMap, report: &impl Serialize) -> Result<Response, Problem> {
    let body = serde_json::to_vec(report).map_err(|error| Problem::internal(error.to_string()))?;
    Ok(respond(asked, of(report), body.into()))
}

/// A report that is written already.
pub fn respond(asked: &HeaderMap, tag: Option<HeaderValue>, body: Bytes) -> Response {
    let Some(tag) = tag else {
        return json(body);
    };
    let known = asked
        .get_all(IF_NONE_MATCH)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .any(|known| known.trim() == "*" || known.trim().as_bytes() == tag.as_bytes());
    let mut response = if known {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        json(body)
    };
    response.headers_mut().insert(ETAG, tag);
    response
}

fn json(body: Bytes) -> Response {
    let mut response = Response::new(Body::from(body));
    response
        .headers_mut()
        .insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    response
}
