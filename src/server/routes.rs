//! Every route there is, in one list: what it needs, what it takes, what it answers. The router and
//! the `OpenAPI` document are both made of it, so neither can know of a route that the other does
//! not. (A generator of its own, such as utoipa, would want a second description of every report
//! beside the JSON Schemas that the command line prints already.)

mod front;
mod list;

use axum::handler::Handler;
use axum::routing::MethodRouter;
use schemars::{JsonSchema, Schema, SchemaGenerator};

use super::app::App;
use super::gate::Class;
use crate::config::Role;

pub use front::{Front, Inside, front};
pub use list::all;

/// Writes the schema of a type.
pub type Shape = fn(&mut SchemaGenerator) -> Schema;

/// A kind of body.
pub struct Media {
    /// The media type.
    pub kind: &'static str,
    /// Its schema; none for text.
    pub shape: Option<Shape>,
}

/// A route.
pub struct Route {
    /// The path, with `{name}` for what varies.
    pub path: &'static str,
    /// `get` or `post`.
    pub method: &'static str,
    /// One line.
    pub summary: &'static str,
    /// What kind of work it is.
    pub class: Class,
    /// The role it needs; none for those that are open.
    pub needs: Option<Role>,
    /// The query parameters.
    pub query: Option<Shape>,
    /// The body it takes.
    pub takes: Vec<Media>,
    /// The status of its answer.
    pub status: u16,
    /// What it answers.
    pub gives: Vec<Media>,
    /// Further statuses of its own: with a body like the answer's, or none at all.
    pub also: Vec<(u16, &'static str)>,
    /// Whether its errors are those of OAuth.
    pub oauth: bool,
    /// Who does it.
    pub handler: MethodRouter<App>,
}

fn shape<T: JsonSchema>() -> Shape {
    |generator| generator.subschema_for::<T>()
}

fn route(
    method: &'static str,
    path: &'static str,
    summary: &'static str,
    handler: MethodRouter<App>,
) -> Route {
    Route {
        path,
        method,
        summary,
        class: Class::Read,
        needs: Some(Role::Viewer),
        query: None,
        takes: Vec::new(),
        status: 200,
        gives: Vec::new(),
        also: Vec::new(),
        oauth: false,
        handler,
    }
}

/// A route that reads. It needs a login unless it says otherwise.
fn get<H, T>(path: &'static str, summary: &'static str, handler: H) -> Route
where
    H: Handler<T, App>,
    T: 'static,
{
    route("get", path, summary, axum::routing::get(handler))
}

/// A route that does something.
fn post<H, T>(path: &'static str, summary: &'static str, handler: H) -> Route
where
    H: Handler<T, App>,
    T: 'static,
{
    route("post", path, summary, axum::routing::post(handler))
}

impl Route {
    fn class(mut self, class: Class) -> Self {
        self.class = class;
        self
    }

    /// Needs no login.
    fn open(mut self) -> Self {
        self.needs = None;
        self
    }

    fn needs(mut self, role: Role) -> Self {
        self.needs = Some(role);
        self
    }

    fn query<T: JsonSchema>(mut self) -> Self {
        self.query = Some(shape::<T>());
        self
    }

    fn takes<T: JsonSchema>(mut self, kind: &'static str) -> Self {
        let shape = Some(shape::<T>());
        self.takes.push(Media { kind, shape });
        self
    }

    fn gives<T: JsonSchema>(mut self) -> Self {
        let shape = Some(shape::<T>());
        self.gives.push(Media {
            kind: "application/json",
            shape,
        });
        self
    }

    /// Answers 304 to a reader who knows the answer.
    fn tagged(self) -> Self {
        self.also(304, "Nothing has changed.")
    }

    fn text(mut self, kind: &'static str) -> Self {
        self.gives.push(Media { kind, shape: None });
        self
    }

    fn status(mut self, status: u16) -> Self {
        self.status = status;
        self
    }

    fn also(mut self, status: u16, why: &'static str) -> Self {
        self.also.push((status, why));
        self
    }

    fn oauth(mut self) -> Self {
        self.oauth = true;
        self
    }
}
