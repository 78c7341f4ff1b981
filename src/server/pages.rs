//! The pages: shells that are written here and filled in by scripts of this server. Text of the
//! scheduler is set as text, by template and script alike.

use askama::Template;
use axum::body::Body;
use axum::extract::{Extension, Request, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, ETAG, IF_NONE_MATCH};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};

use super::api::Name;
use super::app::App;
use super::auth::Login;
use super::problem::Problem;
use super::random;
use crate::config::Role;

/// The scripts and styles.
const ASSETS: &[(&str, &str, &str)] = &[
    (
        "app.css",
        "text/css; charset=utf-8",
        include_str!("../../web/app.css"),
    ),
    (
        "chat.js",
        "text/javascript; charset=utf-8",
        include_str!("../../web/chat.js"),
    ),
    (
        "dashboard.js",
        "text/javascript; charset=utf-8",
        include_str!("../../web/dashboard.js"),
    ),
    (
        "diagnosis.js",
        "text/javascript; charset=utf-8",
        include_str!("../../web/diagnosis.js"),
    ),
    (
        "icon.svg",
        "image/svg+xml",
        include_str!("../../web/icon.svg"),
    ),
    (
        "docs.js",
        "text/javascript; charset=utf-8",
        include_str!("../../web/docs.js"),
    ),
    (
        "dom.js",
        "text/javascript; charset=utf-8",
        include_str!("../../web/dom.js"),
    ),
    (
        "markdown.js",
        "text/javascript; charset=utf-8",
        include_str!("../../web/markdown.js"),
    ),
    (
        "plan.js",
        "text/javascript; charset=utf-8",
        include_str!("../../web/plan.js"),
    ),
    (
        "history.js",
        "text/javascript; charset=utf-8",
        include_str!("../../web/history.js"),
    ),
    (
        "jobs.js",
        "text/javascript; charset=utf-8",
        include_str!("../../web/jobs.js"),
    ),
    (
        "states.js",
        "text/javascript; charset=utf-8",
        include_str!("../../web/states.js"),
    ),
    (
        "stations.js",
        "text/javascript; charset=utf-8",
        include_str!("../../web/stations.js"),
    ),
];

#[derive(Template)]
#[template(path = "dashboard.html")]
struct Dashboard<'a> {
    user: &'a str,
    asks: bool,
    engine: &'a str,
    demo: bool,
}

#[derive(Template)]
#[template(path = "docs.html")]
struct Docs;

/// A page.
pub fn html(status: StatusCode, page: &impl Template) -> Response {
    match page.render() {
        Ok(text) => {
            let mut response = Response::new(Body::from(text));
            *response.status_mut() = status;
            let kind = HeaderValue::from_static("text/html; charset=utf-8");
            response.headers_mut().insert(CONTENT_TYPE, kind);
            response
        }
        Err(error) => Problem::internal(error.to_string()).into_response(),
    }
}

/// `GET /`
pub async fn home() -> Redirect {
    Redirect::to("/dashboard")
}

/// `GET /dashboard`, or the way to the login.
pub async fn dashboard(
    State(app): State<App>,
    login: Option<Extension<Login>>,
    request: Request,
) -> Response {
    let Some(Extension(Login::User(user))) = login else {
        let asked = request
            .uri()
            .path_and_query()
            .map_or("/dashboard", |path| path.as_str());
        let next = url::form_urlencoded::byte_serialize(asked.as_bytes()).collect::<String>();
        return Redirect::to(&format!("/login?next={next}")).into_response();
    };
    let head = app.plan.handle().provenance("", app.now());
    let page = Dashboard {
        user: &user.name,
        asks: user.may(Role::Operator),
        engine: &head.engine,
        demo: head.demo,
    };
    html(StatusCode::OK, &page)
}

/// `GET /api/docs`
pub async fn docs() -> Response {
    html(StatusCode::OK, &Docs)
}

/// `GET /assets/{name}`
pub async fn asset(Name(name): Name, headers: HeaderMap) -> Response {
    let Some((_, kind, text)) = ASSETS.iter().find(|(known, ..)| *known == name) else {
        return Problem::no_such_path().into_response();
    };
    let tag = format!("\"{}\"", &random::digest(text)[..22]);
    let known = headers
        .get(IF_NONE_MATCH)
        .is_some_and(|known| known.as_bytes() == tag.as_bytes());
    let mut response = if known {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        Response::new(Body::from(*text))
    };
    let fields = response.headers_mut();
    fields.insert(CONTENT_TYPE, HeaderValue::from_static(kind));
    fields.insert(CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    if let Ok(tag) = HeaderValue::from_str(&tag) {
        fields.insert(ETAG, tag);
    }
    response
}
