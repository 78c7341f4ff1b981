//! What the documents show is run here, and what the example files say is held against the program.
#![cfg(unix)]

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use resync::config::KEYS;
use resync::demo::{Demo, Options};
use tokio::io::{AsyncBufReadExt, BufReader};

use crate::world::{Scheduler, World};

/// Commands that end with another code than 0 on the demo, and why.
const EXPECTED: &[(&str, i32, &str)] = &[
    (
        "resync health --demo --stream 'PAY@' --max-late 0 -o junit > health.xml",
        2,
        "jobs of PAY streams are in error",
    ),
    ("resync health --demo -o nagios", 2, "jobs are in error"),
];

/// Commands that are shown and not run here, and why. What is here and shown nowhere is a fault too.
const NOT_RUN: &[(&str, &str)] = &[
    ("tests/run", "it runs this"),
    (".ci/run", "it runs this"),
    ("cargo test signature", "it runs a part of these tests"),
    (
        "cargo run --release --example learn",
        "it writes what questions mean into the sources",
    ),
    (
        "TWS_URL=http://127.0.0.1:31116 TWS_USER=demo TWS_PASSWORD=demo cargo run --example diagnose",
        "it compiles; the example is compiled with the tests",
    ),
    ("export TWS_URL=", "an engine of the reader's"),
    ("export TWS_USER=", "an engine of the reader's"),
    ("export TWS_CA_FILE=", "an engine of the reader's"),
    ("npx @modelcontextprotocol/inspector", "it is downloaded"),
    ("export LLM_ENDPOINT=", "a model of the reader's"),
    ("export LLM_MODEL=", "a model of the reader's"),
    ("python3 -m venv llm", "it is downloaded"),
    ("for n in $(seq 1 22); do llm/bin/pip", "it is downloaded"),
    (
        "cargo build --release && tests/real-model",
        "it needs a model",
    ),
    ("mkdir -m 700 secrets", "not a command of ours"),
    ("openssl rand", "not a command of ours"),
    ("printf 'redis://", "not a command of ours"),
    ("install -m 444", "not a command of ours"),
    ("docker compose ps", "it needs a Docker daemon"),
    (
        "TWS_URL=https://mdm.example:31116 TWS_USER=ops docker compose up",
        "it needs a Docker daemon",
    ),
];

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn read(path: &str) -> String {
    std::fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// A command as a document shows it.
struct Shown {
    place: String,
    text: String,
}

/// The Markdown files of the project, by name.
fn documents() -> Vec<PathBuf> {
    fn collect(folder: &Path, deep: bool, found: &mut Vec<PathBuf>) {
        for entry in std::fs::read_dir(folder).expect("a folder").flatten() {
            let path = entry.path();
            if path.is_dir() && deep {
                collect(&path, true, found);
            } else if path.extension().is_some_and(|ending| ending == "md") {
                found.push(path);
            }
        }
    }
    let mut found = Vec::new();
    collect(&root(), false, &mut found);
    collect(&root().join("docs"), true, &mut found);
    collect(&root().join("examples"), true, &mut found);
    found.sort();
    found
}

/// The commands in blocks of shell lines, and those after `$` in blocks that show a session.
fn commands(path: &Path) -> Vec<Shown> {
    let text = std::fs::read_to_string(path).expect("readable");
    let name = path.strip_prefix(root()).unwrap_or(path).display();
    let mut found: Vec<Shown> = Vec::new();
    let mut block = None;
    let mut goes_on = false;
    for (number, line) in text.lines().enumerate() {
        let line = line.trim();
        if let Some(language) = line.strip_prefix("```") {
            block = block.is_none().then(|| language.to_owned());
            continue;
        }
        let command = match block.as_deref() {
            Some("sh") => Some(line).filter(|line| !line.is_empty() && !line.starts_with('#')),
            Some("console") => line.strip_prefix("$ "),
            _ => None,
        };
        let Some(command) = command else { continue };
        let (part, more) = match command.strip_suffix('\\') {
            Some(part) => (part, true),
            None => (command, false),
        };
        match found.last_mut().filter(|_| goes_on) {
            Some(last) => last.text.push_str(part),
            None => found.push(Shown {
                place: format!("{name}:{}", number + 1),
                text: part.to_owned(),
            }),
        }
        goes_on = more;
    }
    found
}

/// The command as it is run: without the compiler, and none where it is not one of ours.
fn ours(text: &str) -> Option<String> {
    let text = text.replacen("cargo run --release -- ", "resync ", 1);
    (text.starts_with("resync ") || text.contains("| resync ")).then_some(text)
}

/// A folder to run commands in: `resync` and a `conman` with a listing are in the path.
struct Shell {
    home: tempfile::TempDir,
    url: String,
}

impl Shell {
    fn new(url: &str) -> Self {
        let home = tempfile::tempdir().expect("a folder");
        let bin = home.path().join("bin");
        std::fs::create_dir(&bin).expect("a folder");
        std::fs::create_dir(home.path().join("secrets")).expect("a folder");
        std::fs::write(home.path().join("password.txt"), "correct horse battery\n")
            .expect("written");
        std::os::unix::fs::symlink(env!("CARGO_BIN_EXE_resync"), bin.join("resync"))
            .expect("a link");
        let listing = root().join("tests/corpus/pasted/sj-abend-list.txt");
        let conman = bin.join("conman");
        std::fs::write(
            &conman,
            format!("#!/bin/sh\nexec cat '{}'\n", listing.display()),
        )
        .expect("written");
        let executable = std::os::unix::fs::PermissionsExt::from_mode(0o755);
        std::fs::set_permissions(&conman, executable).expect("executable");
        Self {
            home,
            url: url.to_owned(),
        }
    }

    async fn run(&self, arguments: &[&str]) -> (i32, String) {
        let path = format!("{}/bin:/usr/bin:/bin", self.home.path().display());
        let mut command = assert_cmd::Command::new("bash");
        command
            .env_clear()
            .env("PATH", path)
            .env("HOME", self.home.path())
            .env("TZ", "UTC")
            .env("TWS_URL", &self.url)
            .env("TWS_USER", "demo")
            .env("TWS_PASSWORD", "demo")
            .current_dir(self.home.path())
            .args(["-o", "pipefail"])
            .args(arguments)
            .timeout(Duration::from_secs(60));
        let output = tokio::task::spawn_blocking(move || command.output().expect("bash"))
            .await
            .expect("it ran");
        let said = [output.stdout, output.stderr].concat();
        let code = output.status.code().unwrap_or(-1);
        (code, String::from_utf8_lossy(&said).into_owned())
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_command_in_the_documents_works_as_it_is_shown() {
    let scheduler = Scheduler::start(Options::at(jiff::Timestamp::now())).await;
    let shell = Shell::new(&scheduler.url);
    let mut faults = Vec::new();
    let mut unused: BTreeSet<&str> = NOT_RUN
        .iter()
        .map(|(text, _)| *text)
        .chain(EXPECTED.iter().map(|(text, ..)| *text))
        .collect();
    let mut ran = 0;
    for shown in documents().iter().flat_map(|path| commands(path)) {
        let listed = NOT_RUN
            .iter()
            .find(|(text, _)| shown.text.starts_with(text));
        if let Some((text, _)) = listed {
            unused.remove(text);
            continue;
        }
        let Some(text) = ours(&shown.text) else {
            faults.push(format!(
                "{}: neither run here nor listed with a reason: {}",
                shown.place, shown.text
            ));
            continue;
        };
        let expected = EXPECTED.iter().find(|(known, ..)| text == *known);
        let expected = expected.map_or(0, |(known, code, _)| {
            unused.remove(known);
            *code
        });
        let (code, said) = shell.run(&["-c", &text]).await;
        ran += 1;
        if code != expected || said.contains("panicked") {
            faults.push(format!(
                "{}: {text}: ended with {code}, not {expected}:\n{said}",
                shown.place
            ));
        }
    }
    for text in unused {
        faults.push(format!("listed here and shown nowhere: {text}"));
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    assert!(ran >= 15, "only {ran} commands were found");
}

#[test]
fn jobs_that_the_documents_name_are_in_the_demo_at_any_hour() {
    for hour in [0, 3, 9, 15, 21, 23] {
        let now: jiff::Timestamp = format!("2027-03-28T{hour:02}:47:00Z").parse().expect("one");
        let demo = Demo::generate(Options::at(now)).expect("a plan");
        let planted = demo
            .incidents()
            .into_iter()
            .find(|planted| planted.incident == "disk_full_upstream")
            .expect("planted");
        let planted = format!("{planted:?}");
        for name in ["PINMAIL_LOAD_DELTA", "PINMAIL_STATS", "CRD_PINMAIL"] {
            assert!(planted.contains(name), "{hour}: {planted}");
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_example_of_settings_holds_every_key_and_is_accepted() {
    let scheduler = Scheduler::start(Options::at(jiff::Timestamp::now())).await;
    let example = read("examples/settings.toml");
    let world = World::at(&scheduler.url);
    std::fs::write(world.folder().join("settings.toml"), &example).expect("written");
    let checked = world.run_async(&["config", "check"]).await;
    assert_eq!(checked.code, 0, "{checked}");

    // What is commented out is right too, and with it no key is missing.
    let all: String = example
        .lines()
        .map(|line| match line.strip_prefix("# ") {
            Some(rest) if is_assignment(rest) => format!("{rest}\n"),
            _ => format!("{line}\n"),
        })
        .collect();
    let world = World::new();
    std::fs::write(world.folder().join("settings.toml"), all).expect("written");
    let shown = world.run_async(&["config", "show", "-o", "json"]).await;
    assert_eq!(shown.code, 0, "{shown}");
    let shown: serde_json::Value = serde_json::from_str(&shown.stdout).expect("JSON");
    let lines = shown["data"].as_array().expect("a list");
    assert_eq!(lines.len(), KEYS.len());
    for line in lines {
        let origin = line["origin"].as_str().unwrap_or("nowhere");
        assert!(
            origin.contains("settings.toml"),
            "{} is set by {origin}",
            line["name"]
        );
    }
    for key in KEYS {
        let (Some(default), Some(line)) =
            (key.default, lines.iter().find(|l| l["name"] == key.name))
        else {
            continue;
        };
        assert_eq!(line["value"], default, "{}", key.name);
    }
}

fn is_assignment(text: &str) -> bool {
    text.split_once(" = ")
        .is_some_and(|(name, _)| name.chars().all(|c| c.is_ascii_lowercase() || c == '_'))
}

#[test]
fn the_readme_is_short_and_names_every_setting_and_every_subcommand() {
    let readme = read("README.md");
    assert!(readme.lines().count() < 250);
    for key in KEYS {
        assert!(
            readme.contains(&format!("`{}`", key.name)),
            "{} is missing",
            key.name
        );
        for variable in key.variables {
            assert!(readme.contains(variable), "{variable} is missing");
        }
    }
    for command in resync::command::cli().get_subcommands() {
        let name = command.get_name();
        assert!(
            readme.contains(&format!("`{name}")) || readme.contains(&format!("resync {name}")),
            "{name} is missing"
        );
    }
    assert!(read("ARCHITECTURE.md").lines().count() < 150);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_examples_for_agents_and_mcp_clients_are_accepted() {
    let agents = resync::llm::Agents::load(&[root().join("examples/agents")]);
    assert!(agents.broken().is_empty(), "{:?}", agents.broken());
    assert!(agents.list().iter().any(|agent| agent.file.is_some()));

    let config: serde_json::Value = serde_json::from_str(&read("examples/mcp.json")).expect("JSON");
    let server = &config["mcpServers"]["resync"];
    assert_eq!(server["command"], "resync");
    let scheduler = Scheduler::start(Options::at(jiff::Timestamp::now())).await;
    let runbooks = root().join("examples/runbooks").display().to_string();
    let arguments: Vec<String> = server["args"]
        .as_array()
        .expect("arguments")
        .iter()
        .map(|argument| argument.as_str().expect("text"))
        .map(|argument| argument.replace("/etc/resync/runbooks", &runbooks))
        .collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    // A client that leaves at once: the arguments were understood.
    let run = World::at(&scheduler.url).run_async(&arguments).await;
    assert_eq!(run.code, 0, "{run}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_scripts_of_the_examples_run() {
    let scheduler = Scheduler::start(Options::at(jiff::Timestamp::now())).await;
    let shell = Shell::new(&scheduler.url);
    let script = root().join("examples/cron-check.sh").display().to_string();
    let (code, said) = shell.run(&[&script]).await;
    assert_eq!(code, 0, "{said}");
    assert!(
        said.starts_with("CRITICAL") && said.contains("jobs in error."),
        "{said}"
    );
    for file in ["examples/github-health.yml", "examples/gitlab-health.yml"] {
        let text = read(file);
        let lines = text.lines().filter_map(|line| {
            let at = line.find("resync ")?;
            matches!(line[..at].trim(), "run:" | "-").then(|| &line[at..])
        });
        for line in lines {
            let (code, said) = shell
                .run(&["-c", &format!("GITHUB_STEP_SUMMARY=summary.md; {line}")])
                .await;
            let expected = if line.starts_with("resync health") {
                2
            } else {
                0
            };
            assert_eq!(code, expected, "{file}: {line}: {said}");
        }
        assert!(shell.home.path().join("health.xml").is_file(), "{file}");
    }
}

/// Metrics that have no sample before something happened, or without Redis.
const LATER: &[&str] = &[
    "resync_answers_total",
    "resync_http_requests_shed_total",
    "resync_llm_tokens_total",
    "resync_ratelimit_backend_up",
];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn rules_and_dashboard_use_metrics_that_there_are() {
    let mut child = tokio::process::Command::new(env!("CARGO_BIN_EXE_resync"))
        .env_clear()
        .env("TZ", "UTC")
        .args(["--demo", "serve", "--port", "0"])
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .kill_on_drop(true)
        .spawn()
        .expect("it starts");
    let mut line = String::new();
    let mut out = BufReader::new(child.stdout.take().expect("a pipe"));
    out.read_line(&mut line).await.expect("a line");
    let address = line.trim().rsplit(' ').next().expect("an address");
    let client = reqwest::Client::new();
    // A login that is refused is counted, and so is its request.
    let refused = client
        .post(format!("{address}/token"))
        .header("Content-Type", "application/x-www-form-urlencoded")
        .body("grant_type=password&username=nobody&password=nothing")
        .send()
        .await
        .expect("an answer");
    assert_eq!(refused.status(), 400);
    let scraped = tokio::time::timeout(Duration::from_secs(60), async {
        loop {
            let answer = client.get(format!("{address}/api/metrics")).send().await;
            let text = answer.expect("an answer").text().await.expect("text");
            // The first look at the plan is taken after the start.
            if text.contains("resync_tws_workstations{") {
                return text;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    })
    .await
    .expect("in time");
    let gate = World::new().run(&["health", "--demo", "-o", "prometheus"]);
    let known: BTreeSet<&str> = scraped
        .lines()
        .chain(gate.stdout.lines())
        .filter_map(|line| line.strip_prefix("# TYPE ")?.split(' ').next())
        .chain(LATER.iter().copied())
        .collect();
    for file in [
        "examples/monitoring/rules.yml",
        "examples/monitoring/grafana.json",
    ] {
        let text = read(file);
        let used: BTreeSet<&str> = text
            .split(|c: char| !c.is_ascii_alphanumeric() && c != '_')
            .filter(|word| word.starts_with("resync_") || word.starts_with("process_"))
            .collect();
        assert!(used.len() > 10, "{file}: {used:?}");
        for name in used {
            let family = name.strip_suffix("_bucket").unwrap_or(name);
            assert!(known.contains(family), "{file}: there is no {name}");
        }
    }
    let promtool = std::process::Command::new("promtool")
        .args(["test", "rules", "rules-test.yml"])
        .current_dir(root().join("examples/monitoring"))
        .output();
    match promtool {
        Ok(output) => assert!(
            output.status.success(),
            "{}",
            String::from_utf8_lossy(&output.stderr)
        ),
        Err(_) => eprintln!("promtool is not installed: the alert rules are not tested"),
    }
}
