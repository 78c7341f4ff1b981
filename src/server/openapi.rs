//! `GET /api/openapi.json`: the list of routes as an `OpenAPI` 3.1 document. Schemas of both are
//! JSON Schema 2020-12, so those of the reports go in as they are.

use std::sync::OnceLock;

use axum::body::Bytes;
use axum::http::HeaderMap;
use axum::response::Response;
use schemars::{JsonSchema, SchemaGenerator, generate::SchemaSettings};
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::api::tag;
use super::auth::oauth::TokenError;
use super::problem::ProblemBody;
use super::routes::{self, Media, Route};

/// The form of `POST /token`.
#[derive(Deserialize, JsonSchema)]
#[expect(
    dead_code,
    reason = "read field by field, so that a double one is seen; this is its schema"
)]
pub struct TokenForm {
    /// `password` or `refresh_token`.
    grant_type: String,
    /// For `password`.
    username: Option<String>,
    /// For `password`.
    password: Option<String>,
    /// For `refresh_token`.
    refresh_token: Option<String>,
    /// Scopes, separated by blanks; all that the user has when left out.
    scope: Option<String>,
}

/// The form of `POST /token/revoke`.
#[derive(Deserialize, JsonSchema)]
#[expect(dead_code, reason = "the schema of a form that is read field by field")]
pub struct RevokeForm {
    /// An access token or a refresh token.
    token: String,
}

/// The form of `POST /login`.
#[derive(Deserialize, JsonSchema)]
#[expect(dead_code, reason = "the schema of a form that is read field by field")]
pub struct LoginForm {
    /// The name.
    username: String,
    /// The password.
    password: String,
    /// The path to go to.
    next: Option<String>,
}

/// The document.
pub async fn get(headers: HeaderMap) -> Response {
    static DOCUMENT: OnceLock<Bytes> = OnceLock::new();
    let body = DOCUMENT.get_or_init(|| document().to_string().into());
    tag::respond(&headers, None, body.clone())
}

/// Writes the document.
pub fn document() -> Value {
    let mut settings = SchemaSettings::draft2020_12();
    settings.definitions_path = "/components/schemas".into();
    settings.meta_schema = None;
    let mut generator = settings.into_generator();
    let mut paths: Map<String, Value> = Map::new();
    for route in routes::all() {
        let operation = operation(&route, &mut generator);
        let path = paths.entry(route.path).or_insert_with(|| json!({}));
        path[route.method] = operation;
    }
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "resync",
            "version": env!("CARGO_PKG_VERSION"),
            "description": "What the batch is doing, and why.",
        },
        "paths": paths,
        "components": {
            "schemas": generator.take_definitions(true),
            "securitySchemes": {
                "token": {
                    "type": "oauth2",
                    "flows": { "password": { "tokenUrl": "/token", "scopes": {
                        "read": "Read the plan", "chat": "Ask questions", "admin": "Read metrics",
                    }}},
                },
                "bearer": { "type": "http", "scheme": "bearer" },
            },
        },
    })
}

fn content(media: &[Media], generator: &mut SchemaGenerator) -> Value {
    let mut content = Map::new();
    for media in media {
        let schema = match media.shape {
            Some(shape) => shape(generator).to_value(),
            None => json!({ "type": "string" }),
        };
        content.insert(media.kind.to_owned(), json!({ "schema": schema }));
    }
    Value::Object(content)
}

fn operation(route: &Route, generator: &mut SchemaGenerator) -> Value {
    let answer = content(&route.gives, generator);
    let mut responses = Map::new();
    let mut respond = |status: String, why: &str, content: &Value| {
        let mut response = json!({ "description": why });
        if content
            .as_object()
            .is_some_and(|content| !content.is_empty())
        {
            response["content"] = content.clone();
        }
        responses.insert(status, response);
    };
    respond(route.status.to_string(), "As asked.", &answer);
    let mut problem = json!({
        "application/problem+json": { "schema": generator.subschema_for::<ProblemBody>().to_value() },
    });
    if route.oauth {
        problem["application/json"] =
            json!({ "schema": generator.subschema_for::<TokenError>().to_value() });
    }
    for (status, why) in &route.also {
        // A redirect or "not modified" has no body; others have that of the answer, or a problem.
        let mut body = if *status < 400 {
            json!({})
        } else {
            answer.clone()
        };
        if *status >= 400 {
            let own = body.as_object_mut().into_iter();
            for body in own {
                body.insert(
                    "application/problem+json".to_owned(),
                    problem["application/problem+json"].clone(),
                );
                if route.path == "/login" {
                    body.insert(
                        "text/html".to_owned(),
                        json!({ "schema": { "type": "string" } }),
                    );
                }
            }
        }
        respond(status.to_string(), why, &body);
    }
    respond(
        "4XX".to_owned(),
        "The request is wrong, refused or limited.",
        &problem,
    );
    respond(
        "5XX".to_owned(),
        "The server or the scheduler failed, or is too busy.",
        &problem,
    );
    let mut operation = json!({
        "summary": route.summary,
        "operationId": format!("{}{}", route.method, route.path.replace(['/', '{', '}', '.', '-'], "_")),
        "responses": responses,
        "parameters": parameters(route, generator),
    });
    if let Some(role) = route.needs {
        let scope = role.scope().split(' ').next_back().unwrap_or("read");
        operation["security"] = json!([{ "token": [scope] }, { "bearer": [] }]);
    }
    if !route.takes.is_empty() {
        operation["requestBody"] =
            json!({ "required": true, "content": content(&route.takes, generator) });
    }
    operation
}

fn parameters(route: &Route, generator: &mut SchemaGenerator) -> Vec<Value> {
    let in_path = route.path.split('/').filter_map(|part| {
        let name = part.strip_prefix('{')?.strip_suffix('}')?;
        let schema = json!({ "type": "string", "minLength": 1, "maxLength": 400 });
        Some(json!({ "name": name, "in": "path", "required": true, "schema": schema }))
    });
    let mut parameters: Vec<Value> = in_path.collect();
    let Some(shape) = route.query else {
        return parameters;
    };
    let schema = shape(generator).to_value();
    let name = schema["$ref"]
        .as_str()
        .and_then(|path| path.rsplit('/').next());
    let object = name.and_then(|name| generator.definitions().get(name).cloned());
    let fields = object.unwrap_or(schema)["properties"]
        .as_object()
        .cloned()
        .unwrap_or_default();
    for (name, mut schema) in fields {
        let description = schema
            .as_object_mut()
            .and_then(|schema| schema.remove("description"));
        parameters.push(json!({ "name": name, "in": "query", "schema": schema, "description": description.unwrap_or_default() }));
    }
    parameters
}
