//! The routes of the API: each takes what it needs, calls one function and returns its report.

pub mod agents;
pub mod chat;
pub mod csp;
pub mod events;
pub mod health;
pub mod job;
pub mod jobs;
pub mod metrics;
pub mod objects;
pub mod page;
pub mod status;
pub mod tag;

use axum::extract::rejection::{PathRejection, QueryRejection};
use axum::extract::{FromRequestParts, Path as AxumPath, Query as AxumQuery};
use axum::http::request::Parts;
use serde::de::DeserializeOwned;

use super::app::App;
use super::problem::Problem;

/// Parameters of the query; unknown ones are refused.
pub struct Query<T>(pub T);

impl<T: DeserializeOwned> FromRequestParts<App> for Query<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        AxumQuery::from_request_parts(parts, app)
            .await
            .map(|AxumQuery(value)| Self(value))
            .map_err(|error: QueryRejection| Problem::bad_request(error.body_text()))
    }
}

/// A name or plan id in the path.
pub struct Name(pub String);

impl FromRequestParts<App> for Name {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Problem> {
        let path: Result<AxumPath<String>, PathRejection> =
            AxumPath::from_request_parts(parts, app).await;
        match path {
            Ok(AxumPath(name)) if !name.chars().any(char::is_control) && name.len() <= 400 => {
                Ok(Self(name))
            }
            _ => Err(Problem::bad_request("the name in the path cannot be read")
                .hint("encode it: # as %23, / as %2F, and so on")),
        }
    }
}
