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
fn secrets_that_others_can_read_are_warned_of() {
    use std::os::unix::fs::PermissionsExt;
    let world = World::new();
    world.run(&["config", "init"]);
    let change = |path: &std::path::Path, mode: u32| {
        std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).expect("changed");
    };
    // A home that others cannot enter would keep them from every file in it.
    change(world.folder(), 0o755);
    let file = world.folder().join(".config/resync/settings.toml");
    let text = std::fs::read_to_string(&file).expect("written");
    assert_eq!(
        file.metadata().expect("there").permissions().mode() & 0o777,
        0o600
    );
    let text = text.replace("[tws]", "[tws]\npassword = \"x\"");
    std::fs::write(&file, &text).expect("written");
    let well = world.run(&["doctor"]);
    assert!(!well.to_string().contains("others may read"), "{well}");
    assert!(
        well.stdout
            .contains("ok    files       one settings file read"),
        "{well}"
    );
    change(&file, 0o644);
    let seen = world.run(&["doctor"]);
    let warned = seen
        .stdout
        .lines()
        .any(|line| line.starts_with("warn  files") && line.contains("tws.password"));
    assert!(warned && !seen.stdout.contains("ok    files"), "{seen}");
    // Every command says so, once.
    let listed = world.run(&["jobs", "--demo", "--limit", "1"]);
    assert_eq!(
        listed.stderr.matches("others may read").count(),
        1,
        "{listed}"
    );
    change(&file, 0o600);
    let quiet = world.run(&["jobs", "--demo", "--limit", "1"]);
    assert!(!quiet.stderr.contains("others may read"), "{quiet}");
}

#[cfg(unix)]
#[test]
fn the_doctor_looks_at_every_file_that_holds_a_secret() {
    use std::os::unix::fs::PermissionsExt;
    let world = World::new();
    let folder = world.folder().to_owned();
    let write = |name: &str, text: &str, mode: u32| {
        let file = folder.join(name);
        std::fs::write(&file, text).expect("written");
        std::fs::set_permissions(&file, std::fs::Permissions::from_mode(mode)).expect("changed");
        file.display().to_string()
    };
    std::fs::set_permissions(&folder, std::fs::Permissions::from_mode(0o755)).expect("changed");
    let token = write("token", "x", 0o640);
    let key = write("key", "8c1fT0q7Zr3mVb5xKd9sLw2pYh6uJe4n", 0o600);
    let users = write("users.toml", "[users]\n", 0o644);
    let of_profile = write("eu", "x", 0o644);
    write(
        "settings.toml",
        &format!("[engines.eu]\nurl = \"https://eu\"\npassword_file = \"{of_profile}\"\n"),
        0o644,
    );
    let world = world
        .with("TWS_TOKEN_FILE", &token)
        .with("SECRET_KEY_FILE", &key)
        .with("APP_SERVER__USERS_FILE", &users);
    let seen = world.run(&["doctor", "--demo"]);
    for (file, what) in [
        (&token, "TWS_TOKEN_FILE"),
        (&users, "server.users_file"),
        (&of_profile, "engines.eu.password_file"),
    ] {
        let line = format!("{file} holds a secret ({what}) and others may read it");
        assert!(seen.stdout.contains(&line), "{line}: {seen}");
    }
    assert_eq!(seen.stdout.matches("others may read").count(), 3, "{seen}");
}

#[cfg(unix)]
#[test]
fn a_server_warns_of_a_key_that_others_can_read() {
    use std::os::unix::fs::PermissionsExt;
    let world = World::new();
    let mode = std::fs::Permissions::from_mode;
    std::fs::set_permissions(world.folder(), mode(0o755)).expect("changed");
    let key = world.folder().join("server.key");
    std::fs::write(&key, "no key").expect("written");
    // Whatever the key is worth: that it was open is said first.
    let serve = [
        "serve",
        "--demo",
        "--tls-cert",
        "server.key",
        "--tls-key",
        "server.key",
    ];
    for (bits, warned) in [(0o644, true), (0o600, false)] {
        std::fs::set_permissions(&key, mode(bits)).expect("changed");
        let ran = world.run(&serve);
        assert_eq!(ran.code, 3, "{ran}");
        assert_eq!(
            ran.stderr.contains("server.key holds a secret"),
            warned,
            "{ran}"
        );
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_doctor_tells_the_age_of_the_plan_and_its_run_number() {
    let scheduler = Scheduler::start(Options::at(jiff::Timestamp::now())).await;
    let seen = World::at(&scheduler.url).run_async(&["doctor"]).await;
    let line = seen
        .stdout
        .lines()
        .find(|line| line.starts_with("ok    plan age"));
    let line = line.unwrap_or_else(|| panic!("{seen}"));
    for part in [" run ", "extended 20", " ago", "next in "] {
        assert!(line.contains(part), "{part}: {line}");
    }
}

/// The verdict and message of a probe.
fn probe(ran: &crate::world::Transcript, name: &str) -> (String, String) {
    let report: Value =
        serde_json::from_str(&ran.stdout).unwrap_or_else(|error| panic!("{error}: {ran}"));
    let probes = report["data"].as_array().expect("probes");
    let found = probes.iter().find(|probe| probe["name"] == name);
    let found = found.unwrap_or_else(|| panic!("no {name}: {ran}"));
    let text = |key: &str| found[key].as_str().unwrap_or_default().to_owned();
    (text("verdict"), text("message"))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_doctor_tries_the_model_and_its_tools() {
    use crate::model_server::{calls, says, serve};
    let call = "{\"name\": \"count_jobs\", \"arguments\": {}}";
    // What the model says, whether it calls tools, in words.
    for (script, verdict, words) in [
        (calls(&[("1", "count_jobs", "{}")]), "ok", "it calls tools"),
        (says(call), "ok", "as text"),
        (says("There are 42 jobs."), "warn", "called no tool"),
    ] {
        let model = serve(vec![script]).await;
        let world = World::new().with("LLM_ENDPOINT", &format!("{}/v1", model.url));
        let ran = world.run_async(&["doctor", "--demo", "--json"]).await;
        assert_eq!(ran.code, 0, "{ran}");
        let (found, message) = probe(&ran, "model");
        assert!(
            found == "ok" && message.starts_with("first at "),
            "{message}"
        );
        let (found, message) = probe(&ran, "tools");
        assert!(
            found == verdict && message.contains(words),
            "{found}: {message}"
        );
    }
    let away = World::new().with("LLM_ENDPOINT", "http://127.0.0.1:1/v1");
    let ran = away.run_async(&["doctor", "--demo", "--json"]).await;
    assert_eq!(
        (ran.code, probe(&ran, "model").0),
        (7, "fail".to_owned()),
        "{ran}"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_doctor_tries_redis_and_names_what_stands_before_nothing() {
    let away = World::new().with("REDIS_URL", "redis://:canary@127.0.0.1:1");
    let ran = away.run_async(&["doctor", "--demo", "--json"]).await;
    let (verdict, message) = probe(&ran, "redis");
    assert_eq!(verdict, "fail", "{message}");
    assert!(
        ran.code != 0 && !ran.to_string().contains("canary"),
        "{ran}"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_doctor_sees_the_certificate_and_the_clock_of_the_scheduler() {
    // Days that the certificate is good for, seconds that the clock is ahead; the verdicts.
    for (days, ahead, certificate, clock) in [
        (90, 0, ("ok", "good for 89 more days"), "ok"),
        (10, -600, ("warn", "good for 9 more days"), "warn"),
    ] {
        let (server, authority) = crate::tls::dated(days, ahead).await;
        let world = World::new()
            .with("TWS_URL", &server.url)
            .with("TWS_CA_FILE", &authority.path().display().to_string());
        let ran = world.run_async(&["doctor", "--json"]).await;
        let (verdict, message) = probe(&ran, "certificate");
        assert!(
            verdict == certificate.0 && message.contains(certificate.1),
            "{verdict}: {message}"
        );
        let (verdict, message) = probe(&ran, "clock");
        assert_eq!(verdict, clock, "{message}");
    }
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

/// What bash offers for words after `resync`, and what was said aloud.
#[cfg(unix)]
async fn completed(
    world: &World,
    variables: &[(&str, &str)],
    words: &str,
) -> (Vec<String>, String) {
    let program = env!("CARGO_BIN_EXE_resync");
    let count = words.split(' ').count();
    let script = format!(
        "source <(COMPLETE=bash {program}); COMP_WORDS=({program} {words}); COMP_CWORD={count}; COMP_TYPE=9; \
         _clap_complete_resync resync \"${{COMP_WORDS[-1]}}\"; printf '%s\\n' \"${{COMPREPLY[@]}}\""
    );
    let mut bash = Command::new("bash");
    bash.args(["-c", &script]).env_clear();
    bash.env("PATH", "/usr/bin:/bin")
        .env("HOME", world.folder())
        .current_dir(world.folder())
        .env("TWS_USER", "demo")
        .env("TWS_PASSWORD", "demo")
        // As long as a busy machine may need: what is cut off is tried elsewhere.
        .env("RESYNC_COMPLETE_TIMEOUT", "30")
        .envs(variables.iter().copied());
    let out = tokio::task::spawn_blocking(move || bash.output().expect("bash"));
    let out = out.await.expect("it ran");
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let names = text(&out.stdout);
    let names = names.lines().filter(|name| !name.is_empty());
    (names.map(str::to_owned).collect(), text(&out.stderr))
}

#[cfg(unix)]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn bash_completes_names_of_the_plan() {
    let scheduler = Scheduler::start(Options::at(jiff::Timestamp::now())).await;
    let job = scheduler.demo.incidents()[0].subject.name.clone();
    let world = World::new();
    let here = [("TWS_URL", scheduler.url.as_str()), ("TWS_INSECURE", "1")];
    let typed = format!("jobs why {}", &job[..4]);
    let (names, said) = completed(&world, &here, &typed).await;
    assert!(names.contains(&job), "{job}: {names:?}");
    assert_eq!(said, "", "not even a warning stands between what is typed");
    let (flags, _) = completed(&world, &here, "status --wat").await;
    assert_eq!(flags, ["--watch"]);
}

#[cfg(unix)]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_scheduler_that_does_not_answer_is_not_asked_again_for_a_name() {
    use crate::broken::{BrokenServer, Fault};
    let silent = BrokenServer::start(Fault::Hang).await;
    let world = World::new();
    let there = [
        ("TWS_URL", silent.url.as_str()),
        ("RESYNC_COMPLETE_TIMEOUT", "1"),
    ];
    let nothing = (Vec::new(), String::new());
    let (first, _) = completed(&world, &there, "jobs why PAY").await;
    assert!(first.is_empty(), "{first:?}");
    let asked = silent.requests();
    for words in [
        "jobs why PAY",
        "jobs why LOAD",
        "jobs --stream PA",
        "jobs --workstation A",
    ] {
        assert_eq!(completed(&world, &there, words).await, nothing);
    }
    assert_eq!(silent.requests(), asked, "once it was found to be silent");
    // A command that found it out tells the completion so.
    let refused = World::new().with("TWS_URL", "http://127.0.0.1:1");
    let folder = refused.folder().to_owned();
    let marks = move || {
        let names = std::fs::read_dir(folder.join(".cache/resync/names"));
        let stores = names.into_iter().flatten().flatten();
        stores
            .filter(|store| store.path().join("failed").exists())
            .count()
    };
    assert_eq!(marks(), 0);
    let refused = tokio::task::spawn_blocking(move || (refused.run(&["status"]), refused));
    let (ran, _home) = refused.await.expect("it ran");
    assert_eq!((ran.code, marks()), (6, 1), "{ran}");
}

#[cfg(unix)]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn names_that_commands_showed_are_offered_while_the_scheduler_is_away() {
    use std::os::unix::fs::PermissionsExt;
    let scheduler = Scheduler::start(Options::at(jiff::Timestamp::now())).await;
    let subject = scheduler.demo.incidents()[0].subject.clone();
    let world = World::at(&scheduler.url);
    let shown = tokio::task::spawn_blocking(move || {
        let shown = world.run(&["jobs", "show", &subject.key]);
        (shown, world, subject.name)
    });
    let (shown, world, job) = shown.await.expect("it ran");
    assert_eq!(shown.code, 0, "{shown}");
    let names = world.folder().join(".cache/resync/names");
    let stores: Vec<_> = std::fs::read_dir(names).expect("kept").flatten().collect();
    let [store] = stores.as_slice() else {
        panic!("one scheduler: {stores:?}");
    };
    let mode =
        |path: std::path::PathBuf| path.metadata().expect("there").permissions().mode() & 0o777;
    assert_eq!(mode(store.path()), 0o700);
    assert_eq!(mode(store.path().join("seen")), 0o600);
    // As if it had just been found to be away: what it would say is not asked for.
    std::fs::write(store.path().join("failed"), "").expect("written");
    let here = [("TWS_URL", scheduler.url.as_str())];
    let typed = format!("jobs why {}", &job[..1]);
    let (names, said) = completed(&world, &here, &typed).await;
    assert_eq!((names, said), (vec![job], String::new()));
}

#[cfg(unix)]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_scheduler_that_the_line_names_is_asked_for_names() {
    let scheduler = Scheduler::start(Options::at(jiff::Timestamp::now())).await;
    let job = scheduler.demo.incidents()[0].subject.name.clone();
    let world = World::new();
    let url = &scheduler.url;
    let file = format!(
        "[engines.eu]\nurl = \"{url}\"\nuser = \"demo\"\npassword = \"demo\"\n[engines.us]\nurl = \"http://127.0.0.1:1\"\n"
    );
    std::fs::write(world.folder().join("settings.toml"), file).expect("written");
    let ambient = [("TWS_URL", "http://127.0.0.1:1")];
    let start = &job[..4];
    for words in [
        format!("--engine eu jobs why {start}"),
        format!("jobs why --engine=eu {start}"),
        format!("jobs --engine = eu why {start}"),
    ] {
        let (names, said) = completed(&world, &ambient, &words).await;
        assert!(names.contains(&job), "{words}: {names:?}");
        assert_eq!(said, "");
    }
    for words in [
        format!("--engine us jobs why {start}"),
        format!("--engine nowhere jobs why {start}"),
        format!("jobs why {start}"),
    ] {
        assert_eq!(
            completed(&world, &ambient, &words).await,
            (Vec::new(), String::new()),
            "{words}"
        );
    }
    let (profiles, _) = completed(&world, &ambient, "status --engine e").await;
    assert_eq!(profiles, ["eu"]);
}
