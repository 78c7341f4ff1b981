//! Errors as problem details (RFC 9457). A handler returns a [`Problem`]; [`render`] writes it once
//! the request's id is known, and logs it once if it is ours.

use std::sync::Arc;

use axum::body::Body;
use axum::http::StatusCode;
use axum::http::header::{
    ALLOW, CACHE_CONTROL, CONTENT_TYPE, HeaderValue, RETRY_AFTER, WWW_AUTHENTICATE,
};
use axum::response::{IntoResponse, Response};
use schemars::JsonSchema;
use serde::Serialize;

use super::trace::Trace;
use crate::error::Error;

/// Why a request was not answered.
#[derive(Debug, Clone)]
pub struct Problem {
    status: StatusCode,
    code: &'static str,
    detail: String,
    hints: Vec<String>,
    cause: Option<String>,
    challenge: Option<&'static str>,
    retry_after: Option<u32>,
}

/// A problem as it is sent.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct ProblemBody {
    /// A stable name of this kind of problem.
    #[serde(rename = "type")]
    kind: String,
    /// The kind in words.
    title: String,
    /// The HTTP status.
    status: u16,
    /// What went wrong this time.
    detail: String,
    /// The path that was asked for.
    instance: String,
    /// A stable word for programs.
    code: String,
    /// Ties this answer to the server's log.
    correlation_id: String,
    /// What to do next.
    hints: Vec<String>,
    /// Seconds after which another try makes sense.
    #[serde(skip_serializing_if = "Option::is_none")]
    retry_after: Option<u32>,
}

impl Problem {
    /// A problem of this status and code.
    pub fn new(status: StatusCode, code: &'static str, detail: impl Into<String>) -> Self {
        Self {
            status,
            code,
            detail: detail.into(),
            hints: Vec::new(),
            cause: None,
            challenge: None,
            retry_after: None,
        }
    }

    /// Adds what to do next.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hints.push(hint.into());
        self
    }

    /// Says how to log in (RFC 6750).
    #[must_use]
    fn challenge(mut self, challenge: &'static str) -> Self {
        self.challenge = Some(challenge);
        self
    }

    /// Says when another try makes sense.
    #[must_use]
    pub fn retry_after(mut self, seconds: u64) -> Self {
        self.retry_after = u32::try_from(seconds).ok();
        self
    }

    /// No credentials came (RFC 6750: no error code then), or they do not count any more.
    pub fn unauthorized(invalid: bool) -> Self {
        let (detail, challenge) = if invalid {
            (
                "the access token or session is not valid, has expired or was revoked",
                r#"Bearer realm="resync", error="invalid_token""#,
            )
        } else {
            ("this needs a login", r#"Bearer realm="resync""#)
        };
        let code = if invalid {
            "invalid_token"
        } else {
            "unauthorized"
        };
        Self::new(StatusCode::UNAUTHORIZED, code, detail)
            .hint("get a token from POST /token, or log in at /login")
            .challenge(challenge)
    }

    /// The login does not suffice.
    pub fn forbidden(needed: &str) -> Self {
        let challenge = r#"Bearer realm="resync", error="insufficient_scope""#;
        Self::new(
            StatusCode::FORBIDDEN,
            "insufficient_scope",
            format!("this needs the role {needed}"),
        )
        .hint("ask the administrator of this server for that role")
        .challenge(challenge)
    }

    /// The role suffices, and the token was asked for with less.
    pub fn lacks_scope(needed: &str) -> Self {
        let challenge = r#"Bearer realm="resync", error="insufficient_scope""#;
        Self::new(
            StatusCode::FORBIDDEN,
            "insufficient_scope",
            format!("this token does not carry the scope {needed}"),
        )
        .hint("get a token with that scope from POST /token")
        .challenge(challenge)
    }

    /// The request itself is wrong.
    pub fn bad_request(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "bad_request", detail)
            .hint("see /api/docs for what is understood")
    }

    /// The server has all it can do.
    pub fn busy(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::SERVICE_UNAVAILABLE, "busy", detail)
            .hint("try again in a moment")
            .retry_after(1)
    }

    /// Nothing is at this path.
    pub fn no_such_path() -> Self {
        Self::new(
            StatusCode::NOT_FOUND,
            "no_such_path",
            "nothing is at this path",
        )
        .hint("see /api/docs for what there is")
    }

    /// The path does not know this method; the router adds `Allow`.
    pub fn wrong_method() -> Self {
        Self::new(
            StatusCode::METHOD_NOT_ALLOWED,
            "method_not_allowed",
            "this path does not know this method",
        )
        .hint("the Allow header field says which it knows")
    }

    /// A fault of this program; `cause` is logged and not sent.
    pub fn internal(cause: impl Into<String>) -> Self {
        let mut problem = Self::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            "internal",
            "a fault of this server; its log has the cause under the correlation id",
        );
        problem.cause = Some(cause.into());
        problem
    }

    /// Writes the cause to the log, where it is ours or the scheduler's.
    pub fn log(&self, trace: &Trace, path: &str) {
        if let Some(cause) = &self.cause {
            tracing::error!(
                id = &*trace.id,
                path,
                code = self.code,
                cause,
                "request failed"
            );
        }
    }

    /// The problem as it is sent.
    pub fn body(&self, trace: Option<&Trace>, path: &str) -> ProblemBody {
        ProblemBody {
            kind: format!("urn:resync:problem:{}", self.code),
            title: title(self.code).to_owned(),
            status: self.status.as_u16(),
            detail: self.detail.clone(),
            instance: path.chars().take(200).collect(),
            code: self.code.to_owned(),
            correlation_id: trace.map_or_else(String::new, |trace| trace.id.to_string()),
            hints: self.hints.clone(),
            retry_after: self.retry_after,
        }
    }
}

fn title(code: &str) -> &'static str {
    match code {
        "unauthorized" | "invalid_token" => "Not logged in",
        "insufficient_scope" => "Not allowed",
        "cross_site" => "Refused as a request from another site",
        "no_such_path" | "not_found" | "no_such_conversation" => "Not found",
        "method_not_allowed" => "Method not allowed",
        "rate_limited" | "limited" => "Too many requests",
        "busy" | "closing" => "Too busy",
        "too_large" => "Too large",
        "too_slow" => "Too slow",
        "unsupported_media_type" => "Wrong content type",
        "wrong_host" => "Wrong host",
        "ambiguous" => "Several objects fit",
        "tws_unreachable" | "tws_timeout" | "tws_error" | "tws_bad_response" | "tws_not_an_api"
        | "tws_auth" => "The scheduler did not answer as it should",
        "internal" => "Internal error",
        _ => "Bad request",
    }
}

impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        let status =
            StatusCode::from_u16(error.http_status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        if status == StatusCode::INTERNAL_SERVER_ERROR {
            return Self::internal(error.to_string());
        }
        let mut problem = Self::new(status, error.code(), error.to_string());
        problem.hints.extend(error.hint().map(str::to_owned));
        if !error.near().is_empty() {
            problem
                .hints
                .push(format!("did you mean {}?", error.near().join(", ")));
        }
        if status.is_server_error() {
            problem.cause = Some(error.to_string());
        }
        problem
    }
}

impl IntoResponse for Problem {
    /// The response without its body, which [`render`] writes.
    fn into_response(self) -> Response {
        let mut response = self.status.into_response();
        response.extensions_mut().insert(Arc::new(self));
        response
    }
}

/// The code of the problem that a response tells.
#[derive(Debug, Clone, Copy)]
pub struct Refused(pub &'static str);

/// Writes the body of a problem, whichever layer it came from.
pub fn render(trace: &Trace, path: &str, mut response: Response) -> Response {
    let Some(problem) = response.extensions_mut().remove::<Arc<Problem>>() else {
        return response;
    };
    problem.log(trace, path);
    response.extensions_mut().insert(Refused(problem.code));
    let body = problem.body(Some(trace), path);
    let text = serde_json::to_vec(&body).unwrap_or_default();
    let allow = response.headers().get(ALLOW).cloned();
    let mut rendered = Response::new(Body::from(text));
    *rendered.status_mut() = problem.status;
    // Whom the request was for is still to be told to the log.
    *rendered.extensions_mut() = std::mem::take(response.extensions_mut());
    let headers = rendered.headers_mut();
    headers.insert(
        CONTENT_TYPE,
        HeaderValue::from_static("application/problem+json"),
    );
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.extend(allow.map(|value| (ALLOW, value)));
    headers.extend(
        problem
            .retry_after
            .map(|after| (RETRY_AFTER, HeaderValue::from(after))),
    );
    let challenge = problem.challenge.map(HeaderValue::from_static);
    headers.extend(challenge.map(|value| (WWW_AUTHENTICATE, value)));
    // What other layers added to the response, such as the fields of rate limits, stays.
    for (name, value) in response.headers() {
        if !headers.contains_key(name) && name != axum::http::header::CONTENT_LENGTH {
            headers.insert(name, value.clone());
        }
    }
    rendered
}
