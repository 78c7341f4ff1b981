//! The example files that other programs read: Nagios, Prometheus, systemd, Compose, Caddy, Docker.
#![cfg(unix)]

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::process::{Command, Output};

use resync::config::KEYS;
use resync::demo::Options;
use serde_json::Value;

use crate::world::Scheduler;

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn read(path: &str) -> String {
    std::fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// A program's outcome; none where it is not installed, which is said.
fn tool(command: &mut Command) -> Option<Output> {
    match command.output() {
        Ok(output) => Some(output),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            let name = command.get_program().display().to_string();
            eprintln!("{name} is not installed: a part of this is not tested");
            None
        }
        Err(error) => panic!("{error}"),
    }
}

fn said(output: &Output) -> String {
    let both = [output.stdout.clone(), output.stderr.clone()].concat();
    String::from_utf8_lossy(&both).into_owned()
}

/// A folder with `resync` in its `bin`, and a shell that runs there against a scheduler.
struct Place {
    folder: tempfile::TempDir,
    scheduler: Scheduler,
}

impl Place {
    async fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let bin = folder.path().join("bin");
        std::fs::create_dir(&bin).expect("a folder");
        std::os::unix::fs::symlink(env!("CARGO_BIN_EXE_resync"), bin.join("resync"))
            .expect("a link");
        std::fs::write(folder.path().join("password"), "demo\n").expect("written");
        let scheduler = Scheduler::start(Options::at(jiff::Timestamp::now())).await;
        Self { folder, scheduler }
    }

    async fn sh(&self, line: &str) -> Output {
        let path = format!("{}/bin:/usr/bin:/bin", self.folder.path().display());
        let mut command = Command::new("/bin/sh");
        command
            .env_clear()
            .env("PATH", path)
            .env("HOME", self.folder.path())
            .env("TZ", "UTC")
            .env("TWS_URL", &self.scheduler.url)
            .env("TWS_USER", "demo")
            .current_dir(self.folder.path())
            .args(["-c", line]);
        tokio::task::spawn_blocking(move || command.output().expect("a shell"))
            .await
            .expect("it ran")
    }

    fn password(&self) -> String {
        self.folder.path().join("password").display().to_string()
    }
}

/// The values of a key in a file of `key value` or `key = value` lines, in order.
fn values<'a>(text: &'a str, key: &str) -> Vec<&'a str> {
    let of_line = |line: &'a str| {
        let rest = line.trim().strip_prefix(key)?;
        let rest = rest.trim_start_matches([' ', '\t']);
        let value = rest.strip_prefix('=').unwrap_or(rest);
        (rest.len() < line.trim().len() - key.len() || value.len() < rest.len())
            .then(|| value.trim())
    };
    text.lines().filter_map(of_line).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_check_of_nagios_runs_as_it_is_written() {
    let place = Place::new().await;
    let text = read("examples/nagios.cfg");
    let line = values(&text, "command_line")[0];
    let check = values(&text, "check_command")[0];
    let mut words = check.split('!');
    assert_eq!(words.next(), values(&text, "command_name").first().copied());
    let mut line = line
        .replace("/usr/bin/resync", "resync")
        .replace("/etc/nagios/tws_password", &place.password());
    for (number, word) in words.enumerate() {
        line = line.replace(&format!("$ARG{}$", number + 1), word);
    }
    assert!(!line.contains('$'), "{line}");
    let output = place.sh(&line).await;
    let text = said(&output);
    // The demo has jobs in error, and none are allowed.
    assert_eq!(output.status.code(), Some(2), "{text}");
    assert!(
        text.starts_with("RESYNC CRITICAL - ")
            && text.contains(" | ")
            && text.contains(" abended="),
        "{text}"
    );
    assert_eq!(text.lines().count(), 1, "{text}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_unit_for_the_collector_writes_what_the_collector_reads() {
    let place = Place::new().await;
    let unit = read("examples/systemd/resync-health.service");
    let start = values(&unit, "ExecStart")[0];
    let script = start
        .strip_prefix("/bin/sh -c '")
        .and_then(|rest| rest.strip_suffix('\''));
    // systemd writes a dollar twice.
    let script = script.expect("a shell's line").replace("$$", "$");
    let script = format!("export TWS_PASSWORD_FILE='{}'; {script}", place.password());
    let fine = values(&unit, "SuccessExitStatus")[0];
    for _ in 0..2 {
        let output = place.sh(&script).await;
        let code = output.status.code().expect("a code").to_string();
        assert!(
            code == "0" || fine.split(' ').any(|word| word == code),
            "{}",
            said(&output)
        );
        assert!(!place.folder.path().join("resync.new").exists());
    }
    let file = place.folder.path().join("resync.prom");
    let text = std::fs::read_to_string(&file).expect("written");
    assert!(text.contains("resync_health_verdict 2"), "{text}");
    let metrics = std::fs::File::open(&file).expect("there");
    if let Some(output) = tool(
        Command::new("promtool")
            .args(["check", "metrics"])
            .stdin(metrics),
    ) {
        assert!(output.status.success(), "{}", said(&output));
    }
    // A scheduler that cannot be reached leaves a verdict too, and no half of a file.
    let down = script.replace("resync health", "TWS_URL=http://127.0.0.1:1 resync health");
    place.sh(&down).await;
    let text = std::fs::read_to_string(&file).expect("written");
    assert!(text.contains("resync_health_verdict 2"), "{text}");
}

#[test]
fn systemd_accepts_the_units() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut units = Vec::new();
    for name in [
        "resync.service",
        "resync-health.service",
        "resync-health.timer",
    ] {
        let text = read(&format!("examples/systemd/{name}"));
        // The program is looked for where a unit names it.
        let text = text.replace("/usr/bin/resync", env!("CARGO_BIN_EXE_resync"));
        let file = folder.path().join(name);
        std::fs::write(&file, text).expect("written");
        units.push(file);
    }
    let mut command = Command::new("systemd-analyze");
    command.args(["verify", "--man=no"]).args(units);
    if let Some(output) = tool(&mut command) {
        let text = said(&output);
        assert!(output.status.success() && text.is_empty(), "{text}");
    }
}

#[test]
fn prometheus_accepts_its_configuration() {
    let text = read("examples/monitoring/prometheus.yml");
    assert!(text.contains("metrics_path: /api/metrics"));
    let folder = tempfile::tempdir().expect("a folder");
    let token = folder.path().join("token");
    std::fs::write(&token, "x").expect("written");
    let text = text.replace("/etc/prometheus/resync-token", &token.display().to_string());
    std::fs::write(folder.path().join("prometheus.yml"), text).expect("written");
    std::fs::write(
        folder.path().join("rules.yml"),
        read("examples/monitoring/rules.yml"),
    )
    .expect("written");
    let mut command = Command::new("promtool");
    command
        .args(["check", "config", "prometheus.yml"])
        .current_dir(folder.path());
    if let Some(output) = tool(&mut command) {
        let text = said(&output);
        assert!(
            output.status.success() && text.contains("rules found"),
            "{text}"
        );
    }
}

/// Whether a variable sets something.
fn is_known(name: &str) -> bool {
    let plain = name.strip_suffix("_FILE").unwrap_or(name);
    let known = |name: &str| {
        KEYS.iter()
            .any(|key| key.all_variables().iter().any(|v| v == name))
    };
    known(name) || known(plain) || ["XDG_CONFIG_HOME", "XDG_STATE_HOME"].contains(&name)
}

#[test]
fn the_units_and_images_set_variables_that_there_are() {
    let mut seen = 0;
    for file in [
        "examples/systemd/resync.service",
        "examples/systemd/resync-health.service",
    ] {
        let text = read(file);
        for word in values(&text, "Environment")
            .iter()
            .flat_map(|line| line.split(' '))
        {
            let name = word.split('=').next().unwrap_or_default();
            assert!(is_known(name), "{file}: {name}");
            seen += 1;
        }
    }
    let docker = read("Dockerfile").replace("\\\n", " ");
    for line in docker.lines().filter_map(|line| line.strip_prefix("ENV ")) {
        for word in line.split_whitespace() {
            let name = word.split('=').next().unwrap_or_default();
            assert!(is_known(name), "Dockerfile: {name}");
            seen += 1;
        }
    }
    assert!(seen >= 10, "{seen}");
}

#[test]
fn the_image_is_made_of_files_that_there_are_and_starts_what_there_is() {
    let text = read("Dockerfile").replace("\\\n", " ");
    let mut copied = BTreeMap::new();
    for line in text.lines().filter_map(|line| line.strip_prefix("COPY ")) {
        let words: Vec<&str> = line.split_whitespace().collect();
        let [from @ .., to] = words.as_slice() else {
            panic!("{line}");
        };
        for from in from.iter().filter(|_| !line.starts_with("--from=")) {
            assert!(root().join(from).exists(), "{from} is not there");
            copied.insert((*to).to_owned(), (*from).to_owned());
        }
    }
    let list = |key: &str| -> Vec<String> {
        let line = text
            .lines()
            .find_map(|line| line.split_once(key))
            .expect(key)
            .1;
        serde_json::from_str(line.trim()).expect(key)
    };
    let healthy = text
        .lines()
        .find(|line| line.starts_with("HEALTHCHECK"))
        .expect("a check");
    let healthy: Vec<String> =
        serde_json::from_str(healthy.split_once("CMD ").expect("CMD").1).expect("a list");
    let [program] = healthy.as_slice() else {
        panic!("{healthy:?}");
    };
    let source = copied
        .get(&format!("/usr/bin/{program}"))
        .expect("it is copied");
    let mode = std::os::unix::fs::PermissionsExt::mode(
        &root().join(source).metadata().expect("there").permissions(),
    );
    assert_eq!(mode & 0o111, 0o111, "{source} can be run");
    let command: Vec<String> = [list("ENTRYPOINT "), {
        let line = text
            .lines()
            .rev()
            .find_map(|line| line.strip_prefix("CMD "))
            .expect("CMD");
        serde_json::from_str(line).expect("a list")
    }]
    .concat();
    let parsed = resync::command::cli().try_get_matches_from(&command);
    assert!(parsed.is_ok(), "{command:?}");
    assert!(text.contains("EXPOSE 8080"));
    let port = KEYS
        .iter()
        .find(|key| key.name == "server.port")
        .expect("a key");
    assert_eq!(port.default, Some("8080"));
}

#[test]
fn compose_starts_two_replicas_with_redis_and_all_their_secrets() {
    let script = "import json, sys, yaml; print(json.dumps(yaml.safe_load(open(sys.argv[1]))))";
    let file = root().join("examples/compose/compose.yaml");
    let mut command = Command::new("python3");
    let Some(output) = tool(command.args(["-c", script]).arg(&file)) else {
        return;
    };
    let text = said(&output);
    if text.contains("No module named 'yaml'") {
        eprintln!("python3 has no yaml: compose.yaml is not read");
        return;
    }
    let compose: Value =
        serde_json::from_str(&text).unwrap_or_else(|error| panic!("{error}: {text}"));
    let services = compose["services"].as_object().expect("services");
    let resync = &services["resync"];
    assert_eq!(resync["deploy"]["replicas"], 2);
    assert_eq!(
        resync["depends_on"]["redis"]["condition"],
        "service_healthy"
    );
    assert!(services["redis"]["healthcheck"]["test"].is_array());
    assert_eq!(
        services["proxy"]["depends_on"]["resync"]["condition"],
        "service_healthy"
    );
    let build = root()
        .join("examples/compose")
        .join(resync["build"].as_str().expect("a folder"));
    assert!(build.join("Dockerfile").is_file());
    let names = |list: &Value| -> BTreeSet<String> {
        let list = list.as_array().into_iter().flatten();
        list.filter_map(|name| Some(name.as_str()?.to_owned()))
            .collect()
    };
    let given: BTreeSet<String> = compose["secrets"]
        .as_object()
        .expect("secrets")
        .keys()
        .cloned()
        .collect();
    let mut used = BTreeSet::new();
    for (name, service) in services {
        let secrets = names(&service["secrets"]);
        for network in names(&service["networks"]) {
            assert!(
                compose["networks"].get(&network).is_some(),
                "{name}: {network}"
            );
        }
        for mount in names(&service["volumes"]) {
            let source = mount.split(':').next().unwrap_or_default().to_owned();
            let there = match source.strip_prefix("./") {
                Some(file) => root().join("examples/compose").join(file).exists(),
                None => compose["volumes"].get(&source).is_some(),
            };
            assert!(there, "{name}: {source}");
        }
        used.extend(secrets);
    }
    assert_eq!(given, used);
    let own = names(&resync["secrets"]);
    for (name, value) in resync["environment"].as_object().expect("variables") {
        assert!(is_known(name), "{name}");
        if let Some(secret) = value
            .as_str()
            .and_then(|value| value.strip_prefix("/run/secrets/"))
        {
            assert!(own.contains(secret), "{name}: {secret}");
        }
    }
    // The guide beside it says how each secret is made.
    let guide = read("examples/compose/README.md");
    for secret in &given {
        assert!(guide.contains(&format!("secrets/{secret}")), "{secret}");
    }
    let caddy = read("examples/compose/Caddyfile");
    let target = values(&caddy, "dynamic")[0];
    assert_eq!(target, "a resync 8080");
    assert!(services.contains_key("resync"));
}
