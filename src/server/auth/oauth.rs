//! `POST /token` and `POST /token/revoke`: OAuth 2.0 as RFC 6749 and RFC 7009 have it.
//!
//! The password grant is here for the server's own users and programs; newer rules of OAuth drop
//! it for third parties, of which there are none.

use axum::Json;
use axum::extract::{Request, State};
use axum::http::header::{CACHE_CONTROL, PRAGMA, RETRY_AFTER};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use schemars::JsonSchema;
use serde::Serialize;

use super::form::Form;
use super::password::Checked;
use super::token::{LIFE, Pair, Refreshed};
use super::{Identity, Scopes};
use crate::server::app::App;
use crate::server::trace::Trace;

/// A token response (RFC 6749, section 5.1).
#[derive(Debug, Serialize, JsonSchema)]
pub struct TokenAnswer {
    access_token: String,
    /// Always `Bearer`.
    token_type: &'static str,
    /// Seconds.
    expires_in: u64,
    refresh_token: String,
    /// Separated by blanks: `read`, `chat`, `admin`.
    scope: String,
}

/// A token error (RFC 6749, section 5.2).
#[derive(Debug, Serialize, JsonSchema)]
pub struct TokenError {
    error: &'static str,
    error_description: String,
}

/// Why a login did not succeed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// Name or password are wrong; which, is not told.
    Wrong,
    /// After failures, so many seconds must pass.
    Wait(u64),
    /// Too many others are logging in.
    Busy,
}

/// Checks a name and a password, with everything that belongs to it.
pub async fn log_in(
    app: &App,
    trace: &Trace,
    name: &str,
    password: &str,
    by: &'static str,
) -> Result<Identity, Refusal> {
    let waits = || async { app.auth.throttle.wait(name, trace.client).await };
    let refused = |refusal: Refusal, outcome: &'static str| {
        app.metrics.login(outcome);
        app.audit.note(trace, Some(name), "login", outcome, by);
        refusal
    };
    if let Some(wait) = waits().await {
        return Err(refused(Refusal::Wait(wait.as_secs() + 1), "throttled"));
    }
    let stop = async { waits().await.is_some() };
    match app.auth.passwords.check(name, password, stop).await {
        Checked::Right(identity) => {
            app.auth.throttle.succeeded(name, trace.client).await;
            app.metrics.login("ok");
            app.audit.note(trace, Some(name), "login", "ok", by);
            Ok(identity)
        }
        Checked::Wrong => {
            app.auth.throttle.failed(name, trace.client).await;
            Err(refused(Refusal::Wrong, "wrong"))
        }
        Checked::Busy => match waits().await {
            Some(wait) => Err(refused(Refusal::Wait(wait.as_secs() + 1), "throttled")),
            None => Err(refused(Refusal::Busy, "busy")),
        },
    }
}

fn private(mut response: Response) -> Response {
    let headers = response.headers_mut();
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(PRAGMA, HeaderValue::from_static("no-cache"));
    response
}

fn refuse(status: StatusCode, error: &'static str, description: impl Into<String>) -> Response {
    let body = TokenError {
        error,
        error_description: description.into(),
    };
    private((status, Json(body)).into_response())
}

fn later(status: StatusCode, seconds: u64) -> Response {
    let text = format!("too many failed or simultaneous logins; try again in {seconds} s");
    let mut response = refuse(status, "temporarily_unavailable", text);
    response
        .headers_mut()
        .insert(RETRY_AFTER, HeaderValue::from(seconds));
    response
}

fn grant(user: &Identity, pair: Pair) -> Response {
    private(
        Json(TokenAnswer {
            access_token: pair.access,
            token_type: "Bearer",
            expires_in: LIFE.as_secs(),
            refresh_token: pair.refresh,
            scope: user.scopes.to_string(),
        })
        .into_response(),
    )
}

fn failed(error: &crate::Error) -> Response {
    tracing::error!(%error, "failed to make a token");
    refuse(
        StatusCode::INTERNAL_SERVER_ERROR,
        "server_error",
        "see the server's log",
    )
}

/// `POST /token`
pub async fn token(State(app): State<App>, request: Request) -> Response {
    let Some(trace) = request.extensions().get::<Trace>().cloned() else {
        return refuse(
            StatusCode::BAD_REQUEST,
            "invalid_request",
            "the request has no origin",
        );
    };
    let form = match Form::read(request).await {
        Ok(form) => form,
        Err(why) => return refuse(StatusCode::BAD_REQUEST, "invalid_request", why),
    };
    match form.get("grant_type") {
        Some("password") => by_password(&app, &trace, &form).await,
        Some("refresh_token") => by_refresh(&app, &trace, &form).await,
        Some(_) => refuse(
            StatusCode::BAD_REQUEST,
            "unsupported_grant_type",
            "use the grant type password or refresh_token",
        ),
        None => refuse(
            StatusCode::BAD_REQUEST,
            "invalid_request",
            "grant_type is missing",
        ),
    }
}

/// The scopes that a form asks for; none where it leaves that open.
fn asked(form: &Form) -> Result<Option<Scopes>, ()> {
    let asked = Scopes::parse(form.get("scope").unwrap_or("")).ok_or(())?;
    Ok((!asked.is_empty()).then_some(asked))
}

fn too_much() -> Response {
    let text = "this user or token does not have all of these scopes";
    refuse(StatusCode::BAD_REQUEST, "invalid_scope", text)
}

async fn by_password(app: &App, trace: &Trace, form: &Form) -> Response {
    let (Some(name), Some(password)) = (form.get("username"), form.get("password")) else {
        return refuse(
            StatusCode::BAD_REQUEST,
            "invalid_request",
            "username and password are needed",
        );
    };
    match log_in(app, trace, name, password, "token").await {
        Ok(user) => {
            let user = match asked(form) {
                Ok(Some(asked)) if asked.within(user.scopes) => user.narrowed(asked),
                Ok(None) => user,
                Ok(Some(_)) | Err(()) => return too_much(),
            };
            match app.auth.tokens.issue(&user).await {
                Ok(pair) => grant(&user, pair),
                Err(error) => failed(&error),
            }
        }
        Err(Refusal::Wrong) => refuse(
            StatusCode::BAD_REQUEST,
            "invalid_grant",
            "the user name or password is wrong",
        ),
        Err(Refusal::Wait(seconds)) => later(StatusCode::TOO_MANY_REQUESTS, seconds),
        Err(Refusal::Busy) => later(StatusCode::SERVICE_UNAVAILABLE, 2),
    }
}

async fn by_refresh(app: &App, trace: &Trace, form: &Form) -> Response {
    let Some(token) = form.get("refresh_token") else {
        return refuse(
            StatusCode::BAD_REQUEST,
            "invalid_request",
            "refresh_token is missing",
        );
    };
    let Ok(asked) = asked(form) else {
        return too_much();
    };
    let find = |name: &str| app.auth.passwords.identity(name);
    match app.auth.tokens.refresh(token, asked, find).await {
        Ok(Refreshed::TooMuch) => too_much(),
        Ok(Refreshed::Done(user, pair)) => {
            app.audit
                .note(trace, Some(&user.name), "refresh", "ok", "token");
            grant(&user, pair)
        }
        Ok(Refreshed::Wrong) => {
            app.audit.note(trace, None, "refresh", "wrong", "token");
            let text = "the refresh token is not valid, was used or has expired";
            refuse(StatusCode::BAD_REQUEST, "invalid_grant", text)
        }
        Err(error) => failed(&error),
    }
}

/// `POST /token/revoke`: 200 whether or not the token was one of ours (RFC 7009).
pub async fn revoke(State(app): State<App>, request: Request) -> Response {
    let trace = request.extensions().get::<Trace>().cloned();
    let form = match Form::read(request).await {
        Ok(form) => form,
        Err(why) => return refuse(StatusCode::BAD_REQUEST, "invalid_request", why),
    };
    let Some(token) = form.get("token") else {
        return refuse(
            StatusCode::BAD_REQUEST,
            "invalid_request",
            "token is missing",
        );
    };
    let user = app.auth.tokens.revoke(token).await;
    if let (Some(trace), Some(user)) = (trace, user) {
        app.audit.note(&trace, Some(&user), "revoke", "ok", "token");
    }
    private(StatusCode::OK.into_response())
}
