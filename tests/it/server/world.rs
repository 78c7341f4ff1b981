//! A server on a free port with three users, in front of a demo scheduler.

use std::net::SocketAddr;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use reqwest::{Method, RequestBuilder, Response, StatusCode};
use resync::chat::{Chat, Setup};
use resync::config::{Auth, Engine, Inputs, Model, Server, Settings};
use resync::demo::{Demo, Options};
use resync::llm::Agents;
use resync::plan::Plan;
use resync::server::{self, App, Opening, Tls};
use resync::tws::Client;
use secrecy::SecretString;
use serde_json::Value;
use tokio_util::sync::CancellationToken;

use crate::engine::engine;
use crate::world::Scheduler;

/// The password of all users.
pub const PASSWORD: &str = "canary-door-4711";
/// The signing key.
pub const KEY: &str = "canary-8c1fT0q7Zr3mVb5xKd9sLw2pYh6uJe4n";
/// The key before.
pub const OLD_KEY: &str = "canary-old-1fT0q7Zr3mVb5xKd9sLw2pYh6uJe";
/// The collector's token.
pub const METRICS: &str = "canary-metrics-0123456789";

/// The hash of the password, made once for all tests.
pub fn hash() -> &'static str {
    static HASH: OnceLock<String> = OnceLock::new();
    HASH.get_or_init(|| server::hash_password(PASSWORD).expect("a hash"))
}

/// A running server.
pub struct Site {
    pub base: String,
    pub address: SocketAddr,
    pub app: App,
    pub client: reqwest::Client,
    pub demo: Arc<Demo>,
    stop: CancellationToken,
    done: Option<tokio::task::JoinHandle<resync::Result<()>>>,
    _users: tempfile::NamedTempFile,
}

/// Settings as these variables have them, beside those every test needs.
pub fn settings(variables: &[(&str, &str)], users: &std::path::Path) -> Server {
    let users = users.to_string_lossy().into_owned();
    let lookup = |name: &str| {
        let given = variables
            .iter()
            .find(|(known, _)| *known == name)
            .map(|(_, value)| *value);
        let value = given.or(match name {
            "SECRET_KEY" => Some(KEY),
            "SECRET_KEY_PREVIOUS" => Some(OLD_KEY),
            "METRICS_TOKEN" => Some(METRICS),
            "APP_SERVER__USERS_FILE" => Some(&users),
            _ => None,
        });
        value.map(str::to_owned)
    };
    let inputs = Inputs {
        folders: Vec::new(),
        environment: &lookup,
        variables: Vec::new(),
        flags: Vec::new(),
    };
    Settings::resolve(&inputs)
        .expect("settings")
        .server(false)
        .expect("a server")
}

/// The three users.
pub fn users() -> tempfile::NamedTempFile {
    let file = tempfile::NamedTempFile::new().expect("a file");
    let user = |name: &str, role: &str| {
        format!(
            "[users.{name}]\npassword_hash = '{}'\nrole = '{role}'\n",
            hash()
        )
    };
    let text = [
        user("vera", "viewer"),
        user("olaf", "operator"),
        user("anna", "admin"),
    ]
    .concat();
    std::fs::write(file.path(), text).expect("written");
    file
}

impl Site {
    /// In front of a demo of 600 jobs.
    pub async fn start() -> Self {
        Self::with(&[]).await
    }

    /// With further variables.
    pub async fn with(variables: &[(&str, &str)]) -> Self {
        Self::set_up(variables, Setup::default()).await
    }

    /// With a model.
    pub async fn with_model(model: Model) -> Self {
        let setup = Setup {
            model: Some(model),
            ..Setup::default()
        };
        Self::set_up(&[], setup).await
    }

    async fn set_up(variables: &[(&str, &str)], setup: Setup) -> Self {
        let options = Options {
            jobs: 600,
            ..Options::at(jiff::Timestamp::now())
        };
        Self::of(options, variables, setup).await
    }

    /// In front of a scheduler of the test's own.
    pub async fn before(engine: &Engine, demo: Arc<Demo>, variables: &[(&str, &str)]) -> Self {
        Self::open(engine, demo, variables, Setup::default(), None).await
    }

    /// That speaks TLS, before a scheduler that is not there.
    pub async fn with_tls(tls: Tls, variables: &[(&str, &str)]) -> Self {
        let demo = Demo::generate(Options::at(jiff::Timestamp::now())).expect("a plan");
        let nowhere = engine("http://127.0.0.1:9");
        Self::open(
            &nowhere,
            demo.into(),
            variables,
            Setup::default(),
            Some(tls),
        )
        .await
    }

    /// In front of a demo with these options.
    pub async fn of(options: Options, variables: &[(&str, &str)], setup: Setup) -> Self {
        let scheduler = Scheduler::start(options).await;
        let engine = Engine {
            auth: Auth::Basic {
                user: "demo".to_owned(),
                password: SecretString::from("demo"),
            },
            timeouts: resync::config::Timeouts::default(),
            demo: true,
            ..engine(&scheduler.url)
        };
        Self::open(&engine, scheduler.demo, variables, setup, None).await
    }

    /// In front of a scheduler of the test's own, with these means to answer.
    pub async fn open(
        engine: &Engine,
        demo: Arc<Demo>,
        variables: &[(&str, &str)],
        setup: Setup,
        tls: Option<Tls>,
    ) -> Self {
        let users = users();
        let mut settings = settings(variables, users.path());
        settings.https |= tls.is_some();
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0")
            .await
            .expect("a port");
        let address = listener.local_addr().expect("an address");
        let plan = Plan::new(Client::new(engine).expect("a client"), engine.demo);
        let opening = Opening {
            settings,
            chat: Chat::new(setup),
            agents: Agents::built_in(),
            lost_lines: None,
            traces: None,
        };
        let app = App::open(plan, opening).await.expect("open");
        let stop = CancellationToken::new();
        let (until, served) = (stop.clone(), app.clone());
        let done = tokio::spawn(async move {
            server::serve(listener, served, tls, until.cancelled_owned()).await
        });
        Self {
            base: format!("http://{address}"),
            address,
            app,
            client: reqwest::Client::builder()
                .redirect(reqwest::redirect::Policy::none())
                .timeout(Duration::from_secs(30))
                .build()
                .expect("a client"),
            demo,
            stop,
            done: Some(done),
            _users: users,
        }
    }

    /// A request without a login.
    pub fn request(&self, method: &str, path: &str) -> RequestBuilder {
        let method: Method = method.parse().expect("a method");
        self.client.request(method, format!("{}{path}", self.base))
    }

    /// A GET without a login.
    pub fn get(&self, path: &str) -> RequestBuilder {
        self.request("GET", path)
    }

    /// A form.
    pub fn form(&self, path: &str, fields: &[(&str, &str)]) -> RequestBuilder {
        let body = url_form(fields);
        self.request("POST", path)
            .header("Content-Type", "application/x-www-form-urlencoded")
            .body(body)
    }

    /// Logs in for a token.
    pub async fn log_in(&self, user: &str, password: &str) -> (StatusCode, Value) {
        let fields = [
            ("grant_type", "password"),
            ("username", user),
            ("password", password),
        ];
        answer(self.form("/token", &fields)).await
    }

    /// An access token of a user.
    pub async fn token(&self, user: &str) -> String {
        let (status, body) = self.log_in(user, PASSWORD).await;
        assert_eq!(status, 200, "{body}");
        body["access_token"].as_str().expect("a token").to_owned()
    }

    /// The cookie of a browser session of a user.
    pub async fn cookie(&self, user: &str) -> String {
        let response = self
            .form("/login", &[("username", user), ("password", PASSWORD)])
            .header("Sec-Fetch-Site", "same-origin")
            .send()
            .await
            .expect("an answer");
        assert_eq!(response.status(), 303);
        cookie_of(&response)
    }

    /// The sum of all samples of a metric whose line holds `part`.
    pub async fn metric(&self, name: &str, part: &str) -> f64 {
        let text = self
            .get("/api/metrics")
            .send()
            .await
            .expect("an answer")
            .text()
            .await
            .expect("text");
        text.lines()
            .filter(|line| line.starts_with(name) && line.contains(part))
            .filter_map(|line| line.rsplit(' ').next()?.parse::<f64>().ok())
            .sum()
    }

    /// Begins to close.
    pub fn stop(&self) {
        self.stop.cancel();
    }

    /// Closes, and waits for the end.
    pub async fn end(mut self) {
        self.stop.cancel();
        let done = self.done.take().expect("once");
        done.await.expect("no panic").expect("served");
    }
}

impl Drop for Site {
    fn drop(&mut self) {
        self.stop.cancel();
        self.app.close();
    }
}

/// The first cookie that a response sets, as it is sent back.
pub fn cookie_of(response: &Response) -> String {
    let set = response.headers()["set-cookie"].to_str().expect("text");
    set.split(';').next().expect("a pair").to_owned()
}

/// A form as it is sent.
pub fn url_form(fields: &[(&str, &str)]) -> String {
    url::form_urlencoded::Serializer::new(String::new())
        .extend_pairs(fields)
        .finish()
}

/// Status and JSON of an answer.
pub async fn answer(request: RequestBuilder) -> (StatusCode, Value) {
    let response = request.send().await.expect("an answer");
    let status = response.status();
    let text = response.text().await.expect("a body");
    (
        status,
        serde_json::from_str(&text).unwrap_or(Value::String(text)),
    )
}

/// Sends bytes as they are and gives all that comes back until the server closes.
pub async fn raw(address: SocketAddr, bytes: &[u8]) -> String {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    let mut stream = tokio::net::TcpStream::connect(address)
        .await
        .expect("a connection");
    // The server may refuse before it has read all.
    let _ = stream.write_all(bytes).await;
    let mut back = Vec::new();
    let _ = tokio::time::timeout(Duration::from_secs(10), stream.read_to_end(&mut back)).await;
    String::from_utf8_lossy(&back).into_owned()
}
