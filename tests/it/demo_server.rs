//! A demo scheduler on a free loopback port, and a plain client for it.

use std::sync::Arc;

use resync::demo::{Demo, Options, Planted};
use serde_json::Value;

/// The moment every test plan is generated around.
pub fn now() -> jiff::Timestamp {
    "2026-11-23T01:30:00Z".parse().expect("a moment")
}

/// Options of a small plan.
pub fn options() -> Options {
    Options {
        jobs: 900,
        ..Options::at(now())
    }
}

/// A running demo.
pub struct Server {
    pub base: String,
    pub demo: Arc<Demo>,
    client: reqwest::Client,
    user: String,
    password: String,
}

impl Server {
    pub async fn start(options: Options) -> Self {
        let (user, password) = (options.user.clone(), options.password.clone());
        let demo = Arc::new(Demo::generate(options).expect("a plan"));
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0")
            .await
            .expect("a port");
        let base = format!(
            "http://{}/twsd/api/v2",
            listener.local_addr().expect("an address")
        );
        tokio::spawn(resync::demo::serve(
            Arc::clone(&demo),
            listener,
            std::future::pending(),
        ));
        Self {
            base,
            demo,
            client: reqwest::Client::new(),
            user,
            password,
        }
    }

    pub fn with_user(mut self, user: &str) -> Self {
        self.user = user.to_owned();
        self
    }

    pub fn planted(&self, incident: &str) -> Planted {
        let all = self.demo.incidents();
        all.into_iter()
            .find(|planted| planted.incident == incident)
            .expect("the incident was planted")
    }

    pub fn request(&self, method: &str, path: &str) -> reqwest::RequestBuilder {
        let method = method.parse().expect("a method");
        let url = format!("{}{path}", self.base);
        self.client
            .request(method, url)
            .basic_auth(&self.user, Some(&self.password))
    }

    pub async fn get(&self, path: &str) -> Value {
        let response = self.request("GET", path).send().await.expect("an answer");
        let status = response.status();
        let body = response.text().await.expect("a body");
        assert_eq!(status, 200, "{path}: {body}");
        serde_json::from_str(&body).expect("JSON")
    }

    pub async fn query(&self, path: &str, params: &[(&str, &str)]) -> (u16, Value) {
        let request = self
            .request("GET", path)
            .query(params)
            .header("Include-Count", "true");
        let response = request.send().await.expect("an answer");
        let status = response.status().as_u16();
        let body = response.text().await.expect("a body");
        (
            status,
            serde_json::from_str(&body).unwrap_or(Value::String(body)),
        )
    }

    pub async fn put(&self, path: &str, body: Option<Value>) -> (u16, Value) {
        let mut request = self.request("PUT", path);
        if let Some(body) = body {
            request = request
                .header("Content-Type", "application/json")
                .body(body.to_string());
        }
        let response = request.send().await.expect("an answer");
        let status = response.status().as_u16();
        let body = response.text().await.expect("a body");
        (
            status,
            serde_json::from_str(&body).unwrap_or(Value::String(body)),
        )
    }
}
