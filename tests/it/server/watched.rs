//! A demo scheduler with someone between it and the server: who notes what is asked, refuses some of
//! it, and puts words into its answers.

use std::sync::{Arc, Mutex, PoisonError};

use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::http::{Response, StatusCode};
use axum::middleware::{Next, from_fn_with_state};
use resync::chat::Setup;
use resync::config::{Auth, Engine, Timeouts};
use resync::demo::{Demo, Options};
use secrecy::SecretString;
use serde_json::{Value, json};

use super::world::Site;
use crate::engine::engine;
use crate::fault::decoded;

/// A request to the scheduler.
#[derive(Debug, Clone)]
pub struct Asked {
    pub path: String,
    /// Decoded.
    pub query: String,
    pub id: Option<String>,
}

#[derive(Default)]
struct Rules {
    asked: Vec<Asked>,
    /// Requests whose decoded query holds one of these are answered 400.
    refused: Vec<String>,
    /// What stands for what in answers, by the end of the path.
    replaced: Vec<(String, String, String)>,
    /// What every job log says.
    log: Option<String>,
}

/// The one between.
#[derive(Clone, Default)]
pub struct Watcher(Arc<Mutex<Rules>>);

impl Watcher {
    fn rules<T>(&self, change: impl FnOnce(&mut Rules) -> T) -> T {
        change(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Refuses what holds this, until told otherwise.
    pub fn refuse(&self, query: &str) {
        self.rules(|rules| rules.refused.push(query.to_owned()));
    }

    /// Refuses nothing any more.
    pub fn relent(&self) {
        self.rules(|rules| rules.refused.clear());
    }

    /// Puts other words into the answers of paths that end so.
    pub fn replace(&self, path: &str, words: &str, others: &str) {
        let rule = (path.to_owned(), words.to_owned(), others.to_owned());
        self.rules(|rules| rules.replaced.push(rule));
    }

    /// Has every job log say this.
    pub fn log(&self, text: &str) {
        self.rules(|rules| rules.log = Some(text.to_owned()));
    }

    /// What was asked since the last look.
    pub fn asked(&self) -> Vec<Asked> {
        self.rules(|rules| std::mem::take(&mut rules.asked))
    }
}

async fn pass(State(watcher): State<Watcher>, mut request: Request, next: Next) -> Response<Body> {
    // What is packed cannot be changed.
    request.headers_mut().remove("accept-encoding");
    let path = request.uri().path().to_owned();
    let query = decoded(request.uri().query().unwrap_or(""));
    let id = request.headers().get("x-request-id");
    let asked = Asked {
        path: path.clone(),
        query: query.clone(),
        id: id.and_then(|id| id.to_str().ok()).map(str::to_owned),
    };
    let (refused, log, replaced) = watcher.rules(|rules| {
        rules.asked.push(asked);
        let refused = rules.refused.iter().any(|part| query.contains(part));
        (refused, rules.log.clone(), rules.replaced.clone())
    });
    let answer = |status: StatusCode, kind: &str, body: String| {
        let response = Response::builder().status(status);
        let response = response.header("content-type", kind).body(Body::from(body));
        response.expect("a response")
    };
    if refused {
        let body = json!({ "messages": ["OQL_FILTER_SYNTAX_ERROR"] }).to_string();
        return answer(StatusCode::BAD_REQUEST, "application/json", body);
    }
    if let Some(log) = log.filter(|_| path.ends_with("/joblog")) {
        return answer(StatusCode::OK, "text/plain", log);
    }
    let response = next.run(request).await;
    let mine: Vec<_> = replaced
        .into_iter()
        .filter(|(end, ..)| path.ends_with(end.as_str()) || path.contains(&format!("{end}/")))
        .collect();
    if mine.is_empty() {
        return response;
    }
    let status = response.status();
    let body = to_bytes(response.into_body(), 64 << 20)
        .await
        .expect("a body");
    let mut text = String::from_utf8_lossy(&body).into_owned();
    for (_, words, others) in mine {
        text = text.replace(&words, &others);
    }
    answer(status, "application/json", text)
}

/// A demo of these options behind a watcher; its engine, and the demo.
pub async fn scheduler(options: Options) -> (Engine, Arc<Demo>, Watcher) {
    let demo = Arc::new(Demo::generate(options).expect("a plan"));
    let watcher = Watcher::default();
    let routes = Arc::clone(&demo).router();
    let routes = routes.layer(from_fn_with_state(watcher.clone(), pass));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0")
        .await
        .expect("a port");
    let url = format!("http://{}", listener.local_addr().expect("an address"));
    tokio::spawn(async move { axum::serve(listener, routes).await });
    let engine = Engine {
        auth: Auth::Basic {
            user: "demo".to_owned(),
            password: SecretString::from("demo"),
        },
        timeouts: Timeouts::default(),
        demo: true,
        // Nothing is remembered: what the watcher says is seen at once.
        cache_bytes: 1,
        ..engine(&url)
    };
    (engine, demo, watcher)
}

/// A server in front of a watched demo of 600 jobs.
pub async fn site(variables: &[(&str, &str)], setup: Setup) -> (Site, Watcher) {
    site_with(variables, setup, |_| ()).await
}

/// The same, with a watcher that is told what to do before the server first looks at the plan.
pub async fn site_with(
    variables: &[(&str, &str)],
    setup: Setup,
    tell: impl FnOnce(&Watcher),
) -> (Site, Watcher) {
    let options = Options {
        jobs: 600,
        ..Options::at(jiff::Timestamp::now())
    };
    let (engine, demo, watcher) = scheduler(options).await;
    tell(&watcher);
    let site = Site::open(&engine, demo, variables, setup, None).await;
    (site, watcher)
}

/// Changes the plan as an operator would.
pub async fn put(site: &Site, path: &str) -> Value {
    let url = format!("{}/twsd/api/v2{path}", site.app.plan.client().target());
    let request = site.client.put(url).basic_auth("demo", Some("demo"));
    let response = request
        .header("Content-Type", "application/json")
        .body("{}")
        .send()
        .await
        .expect("an answer");
    let (status, text) = (response.status(), response.text().await.expect("a body"));
    assert_eq!(status, 200, "{path}: {text}");
    serde_json::from_str(&text).unwrap_or(Value::Null)
}
