//! Answers: JSON bodies, and errors in the engine's way of saying them.

use axum::Json;
use axum::http::{Method, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use serde::Serialize;

use crate::demo::action::Refused;
use crate::demo::query::BadFilter;

/// What a handler gives back.
pub type Answer = Result<Response, Fault>;

/// An error as the engine words it.
#[derive(Debug)]
pub struct Fault {
    status: StatusCode,
    message: String,
    exception: &'static str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Body<'a> {
    messages: [&'a str; 1],
    exception_name: &'a str,
}

impl Fault {
    /// An error with that status and message.
    pub fn new(status: StatusCode, message: impl Into<String>, exception: &'static str) -> Self {
        Self {
            status,
            message: message.into(),
            exception,
        }
    }

    /// A request that makes no sense.
    pub fn bad(message: impl Into<String>) -> Self {
        let message = format!("AWSJCS037E {}", message.into());
        Self::new(StatusCode::BAD_REQUEST, message, "BadRequestException")
    }

    /// An id that no object has.
    pub fn unknown(kind: &str, id: &str) -> Self {
        let message = format!("AWSJDB101E The object \"{kind} {id}\" cannot be found.");
        Self::new(StatusCode::NOT_FOUND, message, "ObjectNotFoundException")
    }

    /// A path that the engine does not serve.
    pub fn no_path(path: &str) -> Self {
        let message = format!("AWSJCS011E The resource \"{path}\" does not exist.");
        Self::new(StatusCode::NOT_FOUND, message, "NotFoundException")
    }

    /// A body that is not JSON.
    pub fn media_type() -> Self {
        let message = "AWSJCS011E The content type of the request is not application/json.";
        Self::new(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            message,
            "NotSupportedException",
        )
    }
}

impl IntoResponse for Fault {
    fn into_response(self) -> Response {
        let body = Body {
            messages: [&self.message],
            exception_name: self.exception,
        };
        (self.status, Json(body)).into_response()
    }
}

impl From<BadFilter> for Fault {
    fn from(BadFilter(why): BadFilter) -> Self {
        Self::bad(why)
    }
}

impl From<Refused> for Fault {
    fn from(refused: Refused) -> Self {
        match refused {
            Refused::Unknown => Self::unknown("dependency", ""),
            Refused::State(why) => Self::new(
                StatusCode::INTERNAL_SERVER_ERROR,
                format!(
                    "AWSJSY404E The Symphony operation could not be completed: \
                     AWSBIN076E The action is not allowed in the present state: {why}."
                ),
                "ConnSymphonyException",
            ),
        }
    }
}

/// A JSON answer.
pub fn json(body: &impl Serialize) -> Answer {
    Ok(Json(body).into_response())
}

/// For paths that nothing serves.
pub async fn no_such_path(uri: Uri) -> Fault {
    Fault::no_path(uri.path())
}

/// For methods that a path does not take.
pub async fn wrong_method(method: Method, uri: Uri) -> Fault {
    let message = format!(
        "AWSJCS011E The method {method} is not allowed for \"{}\".",
        uri.path()
    );
    Fault::new(
        StatusCode::METHOD_NOT_ALLOWED,
        message,
        "NotAllowedException",
    )
}
