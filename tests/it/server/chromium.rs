//! A real browser, driven through its own driver; skipped where it is not installed.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use fantoccini::key::Key;
use fantoccini::wd::WebDriverCompatibleCommand;
use fantoccini::{Client, ClientBuilder};
use reqwest::Method;
use serde_json::{Value, json};

/// A browser of the test's own.
pub struct Browser {
    pub page: Client,
    driver: Child,
    port: u16,
    _profile: tempfile::TempDir,
}

/// What the browser's console says, by the driver's own command.
#[derive(Debug)]
struct Log;

impl WebDriverCompatibleCommand for Log {
    fn endpoint(
        &self,
        base: &url::Url,
        session: Option<&str>,
    ) -> Result<url::Url, url::ParseError> {
        base.join(&format!("session/{}/se/log", session.unwrap_or_default()))
    }

    fn method_and_body(&self, _: &url::Url) -> (Method, Option<String>) {
        (Method::POST, Some(json!({ "type": "browser" }).to_string()))
    }
}

/// A command of the browser's own protocol, for what a person would set in the browser.
#[derive(Debug)]
struct Cdp(Value);

impl WebDriverCompatibleCommand for Cdp {
    fn endpoint(
        &self,
        base: &url::Url,
        session: Option<&str>,
    ) -> Result<url::Url, url::ParseError> {
        let session = session.unwrap_or_default();
        base.join(&format!("session/{session}/goog/cdp/execute"))
    }

    fn method_and_body(&self, _: &url::Url) -> (Method, Option<String>) {
        (Method::POST, Some(self.0.to_string()))
    }
}

impl Browser {
    /// Starts one.
    pub async fn start() -> Option<Self> {
        if Command::new("chromedriver")
            .arg("--version")
            .output()
            .is_err()
        {
            eprintln!("chromedriver is not installed: this test is skipped");
            return None;
        }
        let free = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
        let port = free.local_addr().expect("an address").port();
        drop(free);
        // It goes with the test, however that ends.
        let driver = Command::new("setpriv")
            .args(["--pdeathsig", "TERM", "chromedriver"])
            .arg(format!("--port={port}"))
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn();
        let driver = driver.expect("the driver starts");
        let profile = tempfile::tempdir().expect("a folder");
        let arguments = [
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--short-reporting-delay",
            "--disable-dev-shm-usage",
            "--window-size=1280,1600",
            &format!("--user-data-dir={}", profile.path().display()),
        ];
        let wanted = json!({
            "goog:chromeOptions": { "args": arguments },
            "goog:loggingPrefs": { "browser": "ALL" },
        });
        let wanted = wanted.as_object().expect("an object").clone();
        let begun = Instant::now();
        loop {
            let mut builder =
                ClientBuilder::new(hyper_util::client::legacy::connect::HttpConnector::new());
            let address = format!("http://127.0.0.1:{port}");
            match builder.capabilities(wanted.clone()).connect(&address).await {
                Ok(page) => {
                    return Some(Self {
                        page,
                        driver,
                        port,
                        _profile: profile,
                    });
                }
                Err(error) if begun.elapsed() > Duration::from_secs(40) => {
                    panic!("no browser: {error}")
                }
                Err(_) => tokio::time::sleep(Duration::from_millis(200)).await,
            }
        }
    }

    /// Errors and warnings of the console since the last look.
    pub async fn complaints(&self) -> Vec<Value> {
        let log = self.page.issue_cmd(Log).await.expect("the log");
        let lines = log.as_array().cloned().unwrap_or_default();
        lines
            .into_iter()
            .filter(|line| line["level"] == "SEVERE" || line["level"] == "WARNING")
            .collect()
    }

    /// Sets something in the browser, by a command of its own protocol.
    pub async fn cdp(&self, name: &str, parameters: Value) {
        let command = Cdp(json!({ "cmd": name, "params": parameters }));
        self.page.issue_cmd(command).await.expect(name);
    }

    /// Presses a key where the focus is.
    pub async fn press(&self, key: Key) {
        let text = char::from(key).to_string();
        let focus = self.page.active_element().await.expect("a focus");
        focus.send_keys(&text).await.expect("pressed");
    }

    /// Runs a script and gives what it returns.
    pub async fn run(&self, script: &str) -> Value {
        self.page.execute(script, Vec::new()).await.expect(script)
    }

    /// Waits until a script returns true.
    pub async fn until(&self, script: &str) {
        let begun = Instant::now();
        while self.run(script).await != Value::Bool(true) {
            let text = self.run("return document.body.innerText").await;
            assert!(
                begun.elapsed() < Duration::from_secs(20),
                "never: {script}\n{text}"
            );
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    /// Keeps a picture under `target/`.
    pub async fn picture(&self, name: &str) {
        let picture = self.page.screenshot().await.expect("a picture");
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("target/screenshots");
        std::fs::create_dir_all(&folder).expect("a folder");
        std::fs::write(folder.join(format!("{name}.png")), picture).expect("written");
    }

    /// What axe finds that is serious or critical. Where there is a browser but no axe, that is a fault of
    /// the set-up: a page that was not looked at would count as one without barriers.
    pub async fn barriers(&self) -> Vec<Value> {
        let file = std::path::Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("target/node/node_modules/axe-core/axe.min.js");
        let axe = std::fs::read_to_string(file).expect(
            "axe-core, which tests/run installs: npm install --prefix target/node axe-core@4",
        );
        self.run(&axe).await;
        assert_eq!(self.run("return typeof axe.run").await, "function");
        let script = "const done = arguments[arguments.length - 1]; axe.run({ resultTypes: ['violations'] }).then(done)";
        let found = self
            .page
            .execute_async(script, Vec::new())
            .await
            .expect("axe");
        let passed = found["passes"].as_array().map_or(0, Vec::len);
        assert!(passed > 10, "axe looked at nothing: {found}");
        let found = found["violations"].as_array().cloned().unwrap_or_default();
        found
            .into_iter()
            .filter(|one| one["impact"] == "serious" || one["impact"] == "critical")
            .collect()
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        // The driver takes its browser with it when it is asked to end; a signal alone may leave it.
        let asked = TcpStream::connect(("127.0.0.1", self.port)).and_then(|mut driver| {
            driver.set_read_timeout(Some(Duration::from_secs(10)))?;
            driver.write_all(b"GET /shutdown HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")?;
            driver.read(&mut [0; 512])
        });
        if let Err(error) = asked {
            eprintln!("the driver was not asked to end: {error}");
        }
        let id = self.driver.id().to_string();
        let _ = Command::new("kill").args(["-TERM", &id]).status();
        let _ = self.driver.wait();
    }
}
