//! Everyday use: a settings file to begin with, the doctor, secrets, filters, columns, completion.

use std::process::Command;

use resync::demo::Options;
use serde_json::Value;

use crate::world::{Scheduler, World};

#[test]
fn a_settings_file_is_written_once_and_read_back() {
    let world = World::new();
    let first = world.run(&[
        "config",
        "init",
        "--url",
        "https://mdm.example:31116",
        "--user",
        "ops",
    ]);
    assert_eq!(first.code, 0, "{first}");
    let shown = world.run(&["config", "show"]);
    assert!(
        shown.stdout.contains("https://mdm.example:31116"),
        "{shown}"
    );
    let again = world.run(&["config", "init"]);
    assert_eq!(again.code, 2, "{again}");
    assert!(again.stderr.contains("--force"), "{again}");
    let wrong = world.run(&["config", "init", "--force", "--url", "mdm.example"]);
    assert_eq!(wrong.code, 3, "{wrong}");
    let kept = world.run(&["config", "show"]);
    assert!(kept.stdout.contains("https://mdm.example:31116"), "{kept}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_doctor_tries_every_step_and_names_the_one_that_fails() {
    let scheduler = Scheduler::start(Options::at(jiff::Timestamp::now())).await;
    let well = World::at(&scheduler.url)
        .run_async(&["doctor", "--json"])
        .await;
    assert_eq!(well.code, 0, "{well}");
    let report: Value = serde_json::from_str(&well.stdout).expect("JSON");
    let probes = report["data"].as_array().expect("probes");
    let names: Vec<&str> = (probes.iter())
        .filter_map(|probe| probe["name"].as_str())
        .collect();
    for wanted in [
        "settings",
        "files",
        "proxy",
        "name",
        "connection",
        "certificate",
        "clock",
        "login",
        "plan",
        "plan age",
        "model",
        "terminal",
    ] {
        assert!(names.contains(&wanted), "{wanted} of {names:?}");
    }
    let proxied = || {
        World::at("https://engine.example:31116")
            .with("HTTPS_PROXY", "http://someone:canary-proxy@127.0.0.1:1")
    };
    let behind = proxied().run_async(&["doctor"]).await;
    assert!(
        behind.stdout.contains("asked through http://127.0.0.1:1") && behind.code == 6,
        "{behind}"
    );
    assert!(!behind.stdout.contains("canary"), "{behind}");
    let direct = proxied()
        .with("NO_PROXY", "engine.example")
        .run_async(&["doctor"])
        .await;
    assert!(direct.stdout.contains("none stands before"), "{direct}");
    let stranger = World::at(&scheduler.url).with("TWS_PASSWORD", "wrong");
    let refused = stranger.run_async(&["config", "check"]).await;
    assert_eq!(refused.code, 4, "{refused}");
    assert!(refused.stdout.contains("fail  login"), "{refused}");
    let nobody = World::at("http://127.0.0.1:1").run_async(&["doctor"]).await;
    assert_eq!(nobody.code, 6, "{nobody}");
    assert!(nobody.stdout.contains("fail  connection"), "{nobody}");
}

#[cfg(unix)]
#[test]
fn the_doctor_warns_of_secrets_that_others_can_read() {
    use std::os::unix::fs::PermissionsExt;
    let world = World::new();
    world.run(&["config", "init"]);
    let file = world.folder().join(".config/resync/settings.toml");
    let text = std::fs::read_to_string(&file).expect("written");
    assert_eq!(
        file.metadata().expect("there").permissions().mode() & 0o777,
        0o600
    );
    std::fs::write(&file, text.replace("[tws]", "[tws]\npassword = \"x\"")).expect("written");
    assert!(!world.run(&["doctor"]).stdout.contains("others may read"));
    std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o644)).expect("changed");
    let seen = world.run(&["doctor"]);
    assert!(seen.stdout.contains("others may read"), "{seen}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_secret_needs_a_keyring_or_another_place() {
    let scheduler = Scheduler::start(Options::at(jiff::Timestamp::now())).await;
    let world = || {
        World::new()
            .with("TWS_URL", &scheduler.url)
            .with("TWS_USER", "demo")
    };
    let wrong = world()
        .stdin("nonsense\n")
        .run_async(&["config", "login", "--stdin"])
        .await;
    assert_eq!(
        wrong.code, 4,
        "what the scheduler refuses is not kept: {wrong}"
    );
    let none = world()
        .stdin("demo\n")
        .run_async(&["config", "login", "--stdin"])
        .await;
    assert_eq!(none.code, 3, "{none}");
    for word in ["keyring", "TWS_PASSWORD_FILE", "LoadCredential"] {
        assert!(none.stderr.contains(word), "{word}: {none}");
    }
    let untyped = world().run_async(&["config", "login"]).await;
    assert_eq!(untyped.code, 2, "{untyped}");
    assert!(untyped.stderr.contains("--stdin"), "{untyped}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn filters_and_columns_shape_a_list() {
    let scheduler = Scheduler::start(Options::at(jiff::Timestamp::now())).await;
    let run = async |arguments: &[&str]| World::at(&scheduler.url).run_async(arguments).await;
    let names = run(&["jobs", "--limit", "3", "--jq", ".data[].name"]).await;
    assert_eq!(
        (names.code, names.stdout.lines().count()),
        (0, 3),
        "{names}"
    );
    assert!(!names.stdout.contains('"'), "{names}");
    let lines = run(&["jobs", "--limit", "3", "-o", "ndjson", "--jq", ".name"]).await;
    assert_eq!(lines.stdout, names.stdout, "{lines}");
    let wrong = run(&["jobs", "--jq", ".data["]).await;
    assert_eq!(wrong.code, 2, "{wrong}");
    let other = run(&["jobs", "--jq", ".data", "-o", "csv"]).await;
    assert_eq!(other.code, 2, "{other}");
    let chosen = run(&["jobs", "--limit", "2", "--columns", "name,rc", "-o", "csv"]).await;
    assert_eq!(chosen.stdout.lines().next(), Some("name,rc"), "{chosen}");
    let plain = run(&[
        "jobs",
        "--limit",
        "2",
        "--columns",
        "status,name",
        "-o",
        "plain",
    ])
    .await;
    assert!(
        plain
            .stdout
            .lines()
            .all(|line| line.split('\t').count() == 2),
        "{plain}"
    );
    let near = run(&["jobs", "--columns", "nme"]).await;
    assert_eq!(near.code, 2, "{near}");
    assert!(
        near.stderr.contains("name") && near.stderr.contains("deadline"),
        "{near}"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn bash_completes_names_of_the_plan() {
    let scheduler = Scheduler::start(Options::at(jiff::Timestamp::now())).await;
    let job = scheduler.demo.incidents()[0].subject.name.clone();
    let program = assert_cmd::cargo::cargo_bin!("resync")
        .display()
        .to_string();
    let home = tempfile::tempdir().expect("a folder");
    let complete = move |url: String, words: &str, home: &std::path::Path| {
        let count = words.split(' ').count();
        let script = format!(
            "source <(COMPLETE=bash {program}); COMP_WORDS=({program} {words}); COMP_CWORD={count}; COMP_TYPE=9; \
             _clap_complete_resync resync \"${{COMP_WORDS[-1]}}\"; printf '%s\\n' \"${{COMPREPLY[@]}}\""
        );
        let mut bash = Command::new("bash");
        bash.args(["-c", &script]).env_clear();
        bash.env("PATH", std::env::var_os("PATH").unwrap_or_default());
        bash.env("HOME", home)
            .env("TWS_URL", url)
            .env("TWS_USER", "demo")
            .env("TWS_PASSWORD", "demo");
        let out = bash.output().expect("bash");
        let said = String::from_utf8_lossy(&out.stderr).into_owned();
        (String::from_utf8_lossy(&out.stdout).into_owned(), said)
    };
    let url = scheduler.url.clone();
    tokio::task::spawn_blocking(move || {
        let typed = format!("jobs why {}", &job[..4]);
        let (names, _) = complete(url.clone(), &typed, home.path());
        assert!(names.lines().any(|name| name == job), "{job}: {names}");
        let (flags, _) = complete(url, "status --wat", home.path());
        assert_eq!(flags.trim(), "--watch");
        // What was asked a moment ago is known without the scheduler; what was not costs no word.
        let nowhere = "http://127.0.0.1:1".to_owned();
        let (none, said) = complete(nowhere, &typed, home.path());
        assert_eq!((none.trim(), said.trim()), ("", ""));
    })
    .await
    .expect("completed");
}
