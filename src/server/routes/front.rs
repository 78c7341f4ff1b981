//! What every request passes on its way to its route, from the outside in.
//!
//! It is one service around the router and not a layer of it: a layer of axum boxes and copies all
//! that lies within it for every request.

use std::any::Any;
use std::convert::Infallible;
use std::net::IpAddr;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;

use axum::Router;
use axum::extract::Request;
use axum::response::{IntoResponse, Response};
use futures_util::FutureExt;
use tower::{Service, ServiceBuilder, ServiceExt, service_fn};

use super::list;
use crate::server::app::App;
use crate::server::gate::{self, Class};
use crate::server::limit::{self, Counted};
use crate::server::observe::Seen;
use crate::server::problem::{self, Problem};
use crate::server::trace::{self, Peer, Trace};
use crate::server::{auth, headers, host, origin};
use crate::tws::correlated;

/// What answers a request that was let in.
pub trait Inside:
    Service<Request, Response = Response, Error = Infallible, Future: Send>
    + Clone
    + Send
    + Sync
    + 'static
{
}

impl<S> Inside for S where
    S: Service<Request, Response = Response, Error = Infallible, Future: Send>
        + Clone
        + Send
        + Sync
        + 'static
{
}

/// The routes, behind all that every request passes.
pub struct Front<S> {
    app: App,
    known: matchit::Router<Known>,
    inside: S,
}

/// A path that there is.
#[derive(Debug, Clone)]
struct Known {
    path: &'static str,
    /// What kind of work each of its methods is.
    classes: Vec<(&'static str, Class)>,
}

/// All routes.
pub fn front(app: &App) -> Front<impl Inside> {
    let (mut router, mut paths) = (Router::new(), Vec::<Known>::new());
    for route in list::all() {
        let class = (route.method, route.class);
        match paths.iter_mut().find(|known| known.path == route.path) {
            Some(known) => known.classes.push(class),
            None => paths.push(Known {
                path: route.path,
                classes: vec![class],
            }),
        }
        router = router.route(route.path, route.handler);
    }
    behind(app, router, paths)
}

/// These routes, with all that every request passes before them.
fn behind(app: &App, router: Router<App>, paths: Vec<Known>) -> Front<impl Inside> {
    let router = router
        .fallback(async || Problem::no_such_path())
        .method_not_allowed_fallback(async || Problem::wrong_method())
        .with_state(app.clone());
    let bounds = app.clone();
    let inside = service_fn(move |request| bounded(bounds.clone(), router.clone(), request));
    let mut known = matchit::Router::new();
    for path in paths {
        // The router took the same paths, so each of them is well formed.
        let _ = known.insert(path.path, path);
    }
    Front {
        app: app.clone(),
        known,
        inside: ServiceBuilder::new()
            .option_layer(origin::cors(&app.settings.origins))
            .layer(origin::csrf(&app.settings.origins))
            .service(inside),
    }
}

impl<S: Inside> Front<S> {
    /// Has a request answered, whatever happens on the way.
    pub async fn answer(&self, peer: &Peer, mut request: Request) -> Response {
        let app = &self.app;
        let known = self.known.at(request.uri().path()).ok();
        let known = known.map(|found| found.value);
        let seen = Seen::begin(app, &request, known.map_or("none", |known| known.path));
        let class = known.and_then(|known| known.class(&request));
        let trace = trace::identify(app, peer, class, request.headers());
        request.extensions_mut().insert(trace.clone());
        let uri = request.uri().clone();
        let inside = AssertUnwindSafe(self.enter(trace.own, request)).catch_unwind();
        let answer = correlated(trace.id.clone(), inside).await;
        let (answer, user) = answer.unwrap_or_else(|panic| (panicked(app, panic.as_ref()), None));
        let mut response = problem::render(&trace, uri.path(), answer);
        headers::add(app, &mut response);
        seen.end(app, &trace, &response, user.as_deref());
        trace::mark(&trace, &mut response);
        response
    }

    /// Lets a request in that comes to the right host, from where it may, and says for whom.
    async fn enter(&self, own: IpAddr, mut request: Request) -> (Response, Option<Arc<str>>) {
        let app = &self.app;
        let checked = host::check(app, own, &request).and_then(|()| origin::check(app, &request));
        if let Err(problem) = checked {
            return (problem.into_response(), None);
        }
        let user = auth::recognise(app, &mut request).await;
        match self.inside.clone().oneshot(request).await {
            Ok(response) => (response, user),
            Err(never) => match never {},
        }
    }
}

impl Known {
    fn class(&self, request: &Request) -> Option<Class> {
        let method = match request.method().as_str() {
            "GET" | "HEAD" => "get",
            "POST" => "post",
            _ => return None,
        };
        let mut classes = self.classes.iter();
        classes
            .find(|(known, _)| *known == method)
            .map(|(_, class)| *class)
    }
}

/// Bounds how often a kind of work is asked for, and how many may ask at once.
async fn bounded(app: App, router: Router, request: Request) -> Result<Response, Infallible> {
    let trace = request.extensions().get::<Trace>();
    let Some(class) = trace.and_then(|trace| trace.class) else {
        return router.oneshot(request).await;
    };
    let counted = limit::count(&app, class, request.extensions()).await;
    let mut response = match counted.as_ref().and_then(Counted::refusal) {
        Some(problem) => problem.into_response(),
        None => gate::admit(&app, class, router.oneshot(request)).await?,
    };
    if let Some(counted) = counted {
        counted.describe(response.headers_mut());
    }
    Ok(response)
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

    use super::*;
    use crate::chat::{Chat, Setup};
    use crate::config::{Auth, Engine, Server, Timeouts};
    use crate::llm::Agents;
    use crate::plan::Plan;
    use crate::server::Opening;
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
        let front = behind(&app, routes, Vec::new());
        let local = "127.0.0.1:1".parse().expect("an address");
        let peer = Peer {
            remote: local,
            local,
        };
        let request = axum::http::Request::get("/panic")
            .header("host", "127.0.0.1")
            .body(Body::empty())
            .expect("a request");
        let response = front.answer(&peer, request).await;
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
