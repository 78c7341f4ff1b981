//! The login page, and the session it begins and ends.

use askama::Template;
use axum::extract::{Query, Request, State};
use axum::http::header::{COOKIE, RETRY_AFTER, SET_COOKIE};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;

use super::Login;
use super::form::Form;
use super::oauth::{Refusal, log_in};
use crate::server::app::App;
use crate::server::pages;
use crate::server::trace::Trace;

/// Where a login leads when nothing else was asked for.
const HOME: &str = "/dashboard";

#[derive(Template)]
#[template(path = "login.html")]
struct Page<'a> {
    next: &'a str,
    name: &'a str,
    error: Option<String>,
}

/// Where to go after the login.
#[derive(Deserialize)]
pub struct Next {
    next: Option<String>,
}

/// A path of this server, whatever was asked for: never another site.
fn local(next: Option<&str>) -> &str {
    let fine = |next: &&str| {
        next.starts_with('/')
            && !next.starts_with("//")
            && next.len() <= 2_048
            && !next.contains(|c: char| c == '\\' || c.is_control())
    };
    next.filter(fine).unwrap_or(HOME)
}

/// `GET /login`
pub async fn page(
    query: Result<Query<Next>, axum::extract::rejection::QueryRejection>,
) -> Response {
    let next = query.ok().and_then(|Query(query)| query.next);
    let page = Page {
        next: local(next.as_deref()),
        name: "",
        error: None,
    };
    pages::html(StatusCode::OK, &page)
}

/// `POST /login`
pub async fn begin(State(app): State<App>, request: Request) -> Response {
    let Some(trace) = request.extensions().get::<Trace>().cloned() else {
        return StatusCode::BAD_REQUEST.into_response();
    };
    let old = cookie(&app, request.headers());
    let form = match Form::read(request).await {
        Ok(form) => form,
        Err(why) => return again(StatusCode::BAD_REQUEST, HOME, "", why),
    };
    let next = local(form.get("next")).to_owned();
    let (name, password) = (
        form.get("username").unwrap_or(""),
        form.get("password").unwrap_or(""),
    );
    match log_in(&app, &trace, name, password, "page").await {
        Ok(user) => {
            // A session that was there before is not taken over: it may be someone else's.
            app.auth.sessions.end(old.as_deref()).await;
            let cookie = app.auth.sessions.begin(&user).await;
            with_cookie(Redirect::to(&next).into_response(), &cookie)
        }
        Err(Refusal::Wrong) => again(
            StatusCode::UNAUTHORIZED,
            &next,
            name,
            "The user name or password is wrong.".to_owned(),
        ),
        Err(Refusal::Wait(seconds)) => {
            let text = format!("Too many failed logins. Try again in {seconds} s.");
            let mut response = again(StatusCode::TOO_MANY_REQUESTS, &next, name, text);
            response
                .headers_mut()
                .insert(RETRY_AFTER, HeaderValue::from(seconds));
            response
        }
        Err(Refusal::Busy) => again(
            StatusCode::SERVICE_UNAVAILABLE,
            &next,
            name,
            "Too many are logging in right now. Try again in a moment.".to_owned(),
        ),
    }
}

/// `POST /logout`
pub async fn end(State(app): State<App>, request: Request) -> Response {
    let trace = request.extensions().get::<Trace>().cloned();
    let user = request.extensions().get::<Login>().and_then(Login::name);
    if let (Some(trace), Some(user)) = (&trace, user) {
        app.audit.note(trace, Some(user), "logout", "ok", "page");
    }
    let cookie = cookie(&app, request.headers());
    let cookie = app.auth.sessions.end(cookie.as_deref()).await;
    with_cookie(Redirect::to("/login").into_response(), &cookie)
}

fn again(status: StatusCode, next: &str, name: &str, error: String) -> Response {
    let page = Page {
        next,
        name,
        error: Some(error),
    };
    pages::html(status, &page)
}

fn with_cookie(mut response: Response, cookie: &str) -> Response {
    if let Ok(value) = HeaderValue::from_str(cookie) {
        response.headers_mut().append(SET_COOKIE, value);
    }
    response
}

fn cookie(app: &App, headers: &HeaderMap) -> Option<String> {
    headers
        .get_all(COOKIE)
        .iter()
        .filter_map(|field| field.to_str().ok())
        .flat_map(|field| field.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(name, _)| *name == app.auth.sessions.cookie())
        .map(|(_, value)| value.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_login_leads_to_no_other_site() {
        assert_eq!(local(Some("/dashboard?job=1")), "/dashboard?job=1");
        for bad in [
            "//evil.example",
            "https://evil.example",
            "/\\evil.example",
            "\\",
            "/\n/evil",
            "",
        ] {
            assert_eq!(local(Some(bad)), HOME, "{bad:?}");
        }
    }
}
