//! What every request passes, from the outside in.

use std::any::Any;

use axum::Router;
use axum::body::Body;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use tower_http::catch_panic::CatchPanicLayer;

use super::list;
use crate::server::app::App;
use crate::server::problem::{self, Problem};
use crate::server::{auth, gate, headers, host, limit, observe, origin, trace};

/// The routes with their layers.
pub fn router(app: &App) -> Router {
    let mut router = Router::new();
    for route in list::all() {
        let at = (app.clone(), route.class);
        let handler = route
            .handler
            .route_layer(from_fn_with_state(at.clone(), gate::admit))
            .route_layer(from_fn_with_state(at, limit::check));
        router = router.route(route.path, handler);
    }
    with_layers(app, router)
}

fn with_layers(app: &App, router: Router<App>) -> Router {
    let panicked = app.clone();
    // The last layer is the outermost: read this from the bottom up.
    router
        .fallback(async || Problem::no_such_path())
        .method_not_allowed_fallback(async || Problem::wrong_method())
        .layer(from_fn_with_state(app.clone(), auth::recognise))
        .layer(origin::csrf(&app.settings.origins))
        .layer(from_fn_with_state(app.clone(), origin::check))
        .layer(origin::cors(&app.settings.origins))
        .layer(from_fn_with_state(app.clone(), host::check))
        .layer(CatchPanicLayer::custom(
            move |panic: Box<dyn Any + Send>| panic_answer(&panicked, panic.as_ref()),
        ))
        .layer(from_fn(problem::render))
        .layer(from_fn_with_state(app.clone(), headers::add))
        .layer(from_fn_with_state(app.clone(), observe::observe))
        .layer(from_fn_with_state(app.clone(), trace::identify))
        .with_state(app.clone())
}

/// The answer of a handler that panicked: the process goes on.
fn panic_answer(app: &App, panic: &(dyn Any + Send)) -> Response<Body> {
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
