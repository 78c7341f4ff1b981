//! What every request passes, from the outside in.

use std::any::Any;
use std::panic::AssertUnwindSafe;

use axum::Router;
use axum::extract::{Request, State};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use futures_util::FutureExt;
use tower::ServiceBuilder;

use super::list;
use crate::server::app::App;
use crate::server::gate::{self, Class};
use crate::server::limit::{self, Counted};
use crate::server::observe::{Seen, Served};
use crate::server::problem::{self, Problem};
use crate::server::{auth, headers, host, origin, trace};
use crate::tws::correlated;

/// The routes with their layers.
pub fn router(app: &App) -> Router {
    let mut router = Router::new();
    for route in list::all() {
        let at = (app.clone(), route.class);
        let handler = route.handler.route_layer(from_fn_with_state(at, bound));
        router = router.route(route.path, handler);
    }
    with_layers(app, router)
}

/// One layer and not one for each step: a layer of axum copies all that lie within it for every
/// request.
fn with_layers(app: &App, router: Router<App>) -> Router {
    router
        .fallback(async || Problem::no_such_path())
        .method_not_allowed_fallback(async || Problem::wrong_method())
        .layer(
            ServiceBuilder::new()
                .layer(from_fn_with_state(app.clone(), pass))
                .option_layer(origin::cors(&app.settings.origins))
                .layer(origin::csrf(&app.settings.origins)),
        )
        .with_state(app.clone())
}

/// Has a request answered, whatever happens on the way.
async fn pass(State(app): State<App>, mut request: Request, next: Next) -> Response {
    let trace = trace::identify(&app, &mut request);
    let seen = Seen::begin(&app, &request);
    let uri = request.uri().clone();
    let inside = AssertUnwindSafe(enter(&app, request, next)).catch_unwind();
    let answer = correlated(trace.id.clone(), inside).await;
    let answer = answer.unwrap_or_else(|panic| panicked(&app, panic.as_ref()));
    let mut response = problem::render(&trace, uri.path(), answer);
    headers::add(&app, &mut response);
    seen.end(&app, &trace, &response);
    trace::mark(&trace, &mut response);
    response
}

/// Lets a request in that comes to the right host, from where it may, and says for whom.
async fn enter(app: &App, mut request: Request, next: Next) -> Response {
    let checked = host::check(app, &request).and_then(|()| origin::check(app, &request));
    if let Err(problem) = checked {
        return problem.into_response();
    }
    let user = auth::recognise(app, &mut request).await;
    let mut response = next.run(request).await;
    if let Some(user) = user {
        response.extensions_mut().insert(Served(user));
    }
    response
}

/// Bounds how often a route is asked, and how many may ask at once.
async fn bound(State((app, class)): State<(App, Class)>, request: Request, next: Next) -> Response {
    let counted = limit::count(&app, class, request.extensions()).await;
    let mut response = match counted.as_ref().and_then(Counted::refusal) {
        Some(problem) => problem.into_response(),
        None => gate::admit(&app, class, request, next).await,
    };
    if let Some(counted) = counted {
        counted.describe(response.headers_mut());
    }
    response
}

/// The answer of a handler that panicked: the process goes on.
fn panicked(app: &App, panic: &(dyn Any + Send)) -> Response {
    app.metrics.panicked();
    let text = panic
        .downcast_ref::<String>()
        .map(String::as_str)
        .or_else(|| panic.downcast_ref::<&str>().copied());
    Problem::internal(format!("a handler panicked: {}", text.unwrap_or("no text"))).into_response()
}

#[cfg(test)]
mod tests {
    use std::net::{IpAddr, Ipv4Addr};
    use std::time::Duration;

    use axum::body::Body;
    use axum::routing::get;
    use secrecy::SecretString;
    use tower::ServiceExt;

    use super::*;
    use crate::chat::{Chat, Setup};
    use crate::config::{Auth, Engine, Server, Timeouts};
    use crate::llm::Agents;
    use crate::plan::Plan;
    use crate::server::Opening;
    use crate::server::trace::Peer;
    use crate::tws::Client;

    async fn app() -> App {
        let engine = Engine {
            name: "none".to_owned(),
            url: "http://127.0.0.1:9".to_owned(),
            prefix: "/".to_owned(),
            auth: Auth::None,
            ca_file: None,
            insecure: false,
            timeouts: Timeouts::default(),
            in_flight: 1,
            cache_bytes: 1 << 20,
            demo: false,
        };
        let settings = Server {
            host: IpAddr::V4(Ipv4Addr::LOCALHOST),
            port: 0,
            https: false,
            hosts: Vec::new(),
            origins: Vec::new(),
            proxies: Vec::new(),
            secret_key: Some(SecretString::from("a key of a test, long enough to sign")),
            previous_key: None,
            admin: "admin".to_owned(),
            admin_password: None,
            users: Vec::new(),
            metrics_token: None,
            audit_file: None,
            poll: Duration::from_secs(3_600),
            redis: None,
            limits: None,
        };
        let opening = Opening {
            settings,
            chat: Chat::new(Setup::default()),
            agents: Agents::built_in(),
            lost_lines: None,
            traces: None,
        };
        let plan = Plan::new(Client::new(&engine).expect("a client"), false);
        App::open(plan, opening).await.expect("open")
    }

    #[tokio::test]
    async fn a_handler_that_panics_is_a_problem_with_an_id_and_nothing_more() {
        let app = app().await;
        let routes = Router::new().route("/panic", get(async || -> () { panic!("canary") }));
        let router = with_layers(&app, routes);
        let local = "127.0.0.1:1".parse().expect("an address");
        let peer = Peer {
            remote: local,
            local,
        };
        let request = axum::http::Request::get("/panic")
            .header("host", "127.0.0.1")
            .extension(peer)
            .body(Body::empty())
            .expect("a request");
        let response = router.oneshot(request).await.expect("an answer");
        assert_eq!(response.status(), 500);
        let id = response.headers()["x-request-id"].clone();
        let body = axum::body::to_bytes(response.into_body(), 10_000)
            .await
            .expect("a body");
        let body: serde_json::Value = serde_json::from_slice(&body).expect("JSON");
        assert_eq!(body["code"], "internal");
        assert_eq!(body["correlation_id"].as_str(), id.to_str().ok());
        assert!(!body.to_string().contains("canary"));
        app.close();
    }
}
