//! A world for a test: an empty home, a cleared environment, and a demo scheduler of its own.

use std::fmt;
use std::sync::Arc;

use assert_cmd::Command;
use resync::demo::{self, Demo, Options};

/// A demo scheduler on a free port of the loopback interface.
pub struct Scheduler {
    /// Its address.
    pub url: String,
    /// What it serves, with the truth about it.
    pub demo: Arc<Demo>,
}

impl Scheduler {
    /// Starts one.
    pub async fn start(options: Options) -> Self {
        let demo = Arc::new(Demo::generate(options).expect("a plan"));
        let listener = tokio::net::TcpListener::bind(("127.0.0.1", 0))
            .await
            .expect("a free port");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        tokio::spawn(demo::serve(demo.clone(), listener, std::future::pending()));
        Self { url, demo }
    }
}

/// What a command printed and how it ended.
pub struct Transcript {
    /// Standard output.
    pub stdout: String,
    /// Standard error.
    pub stderr: String,
    /// Exit code.
    pub code: i32,
}

impl fmt::Display for Transcript {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{}\n--- stderr\n{}\n--- exit {}",
            self.stdout, self.stderr, self.code
        )
    }
}

/// An empty home with a cleared environment.
pub struct World {
    home: tempfile::TempDir,
    variables: Vec<(String, String)>,
    stdin: Vec<u8>,
}

impl World {
    /// A new one.
    pub fn new() -> Self {
        Self {
            home: tempfile::tempdir().expect("a folder"),
            variables: Vec::new(),
            stdin: Vec::new(),
        }
    }

    /// One that points at a scheduler with the demo's credentials.
    pub fn at(url: &str) -> Self {
        Self::new()
            .with("TWS_URL", url)
            .with("TWS_USER", "demo")
            .with("TWS_PASSWORD", "demo")
    }

    /// Sets a variable.
    pub fn with(mut self, name: &str, value: &str) -> Self {
        self.variables.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Gives standard input.
    pub fn stdin(mut self, bytes: impl Into<Vec<u8>>) -> Self {
        self.stdin = bytes.into();
        self
    }

    /// The folder it runs in.
    pub fn folder(&self) -> &std::path::Path {
        self.home.path()
    }

    /// Runs the command.
    pub fn run(&self, arguments: &[&str]) -> Transcript {
        let mut command = Command::new(env!("CARGO_BIN_EXE_resync"));
        command
            .env_clear()
            .env("HOME", self.home.path())
            .env("TZ", "UTC")
            .env("COLUMNS", "100")
            .current_dir(self.home.path());
        for (name, value) in &self.variables {
            command.env(name, value);
        }
        let output = command
            .args(arguments)
            .write_stdin(self.stdin.clone())
            .timeout(std::time::Duration::from_secs(60))
            .output()
            .expect("it ran");
        Transcript {
            stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
            stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
            code: output.status.code().unwrap_or(-1),
        }
    }

    /// Runs the command without blocking the runtime that serves it.
    pub async fn run_async(self, arguments: &[&str]) -> Transcript {
        let arguments: Vec<String> = arguments.iter().map(|a| (*a).to_owned()).collect();
        tokio::task::spawn_blocking(move || {
            let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
            self.run(&arguments)
        })
        .await
        .expect("it ran")
    }
}
