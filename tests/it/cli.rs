//! The command line itself: usage, streams, bad input, no home.

use crate::world::World;

#[test]
fn wrong_usage_ends_with_two_and_for_health_with_three() {
    assert_eq!(World::new().run(&["jobs", "--nonsense"]).code, 2);
    assert_eq!(World::new().run(&["health", "--nonsense"]).code, 3);
    assert_eq!(World::new().run(&["-o", "x", "health"]).code, 3);
    assert_eq!(World::new().run(&["ask", "--nonsense", "health"]).code, 2);
    let help = World::new().run(&["--help"]);
    assert_eq!(help.code, 0);
    assert!(help.stdout.contains("Exit codes"), "{help}");
    assert_eq!(
        World::new().run(&["jobs", "-o", "nagios", "--demo"]).code,
        2
    );
}

#[test]
fn production_without_a_scheduler_is_a_configuration_error() {
    let transcript = World::new()
        .with("APP_ENVIRONMENT", "production")
        .run(&["status"]);
    assert_eq!(transcript.code, 3, "{transcript}");
    assert!(transcript.stderr.contains("TWS_URL"), "{transcript}");
    let health = World::new().run(&["health", "-o", "nagios"]);
    assert_eq!(health.code, 3, "{health}");
    assert!(health.stdout.starts_with("RESYNC UNKNOWN"), "{health}");
}

#[test]
fn errors_are_json_where_json_was_asked_for() {
    let transcript = World::new()
        .with("APP_ENVIRONMENT", "production")
        .run(&["status", "--json"]);
    let error: serde_json::Value =
        serde_json::from_str(transcript.stderr.trim()).expect("one object");
    assert_eq!(error["error"]["code"], "config");
    assert_eq!(
        error["error"]["correlation_id"].as_str().map(str::len),
        Some(16)
    );
    assert!(transcript.stdout.is_empty());
}

#[test]
fn every_schema_is_printed_and_unknown_ones_are_refused() {
    let refused = World::new().run(&["--schema", "nothing"]);
    assert_eq!(refused.code, 2);
    let names = refused
        .stderr
        .lines()
        .find_map(|line| line.strip_prefix("hint: one of "));
    let names: Vec<&str> = names.expect("the names").split(", ").collect();
    assert_eq!(names.len(), 13, "{names:?}");
    // The help names the same.
    let cli = resync::command::cli();
    let schema = cli
        .get_arguments()
        .find(|argument| argument.get_id() == "schema");
    let help = schema
        .expect("a flag")
        .get_help()
        .expect("help")
        .to_string();
    let help = help
        .rsplit_once(": ")
        .expect("a list")
        .1
        .replace(char::is_whitespace, "");
    assert_eq!(help.split(',').collect::<Vec<_>>(), names);
    for name in names {
        let transcript = World::new().run(&["--schema", name]);
        assert_eq!(transcript.code, 0, "{transcript}");
        let schema: serde_json::Value = serde_json::from_str(&transcript.stdout).expect("JSON");
        jsonschema::validator_for(&schema).unwrap_or_else(|error| panic!("{name}: {error}"));
        assert_eq!(schema["type"], "object", "{name}");
        let properties = schema["properties"].as_object().expect(name);
        assert!(!properties.is_empty(), "{name}");
        // What stands alone says what it is; the comparison of two runs stands in an answer.
        if name != "changes" {
            assert!(properties["schema"].is_object(), "{name}: {transcript}");
        }
    }
}

#[test]
fn settings_are_shown_with_their_origin_and_secrets_masked() {
    let world = World::new()
        .with("TWS_URL", "https://mdm:31116")
        .with("TWS_USER", "ops")
        .with("TWS_PASSWORD", "canary-secret");
    for arguments in [
        &["config", "show"][..],
        &["config", "show", "-o", "json"],
        &["config", "show", "-vv"],
    ] {
        let transcript = world.run(arguments);
        assert_eq!(transcript.code, 0, "{transcript}");
        assert!(
            !transcript.to_string().contains("canary-secret"),
            "{transcript}"
        );
        assert!(transcript.stdout.contains("TWS_PASSWORD"), "{transcript}");
    }
}

#[test]
fn a_wrong_settings_file_is_named_with_its_line() {
    let world = World::new();
    std::fs::write(world.folder().join("settings.toml"), "[tws]\nprot = 1\n").expect("written");
    let transcript = world.run(&["config", "show"]);
    assert_eq!(transcript.code, 3, "{transcript}");
    assert!(
        transcript.stderr.contains("settings.toml:2") && transcript.stderr.contains("tws.port"),
        "{transcript}"
    );
}

#[test]
fn questions_of_any_kind_are_survived() {
    let huge = "why ".repeat(300_000);
    for question in [
        "",
        "   ",
        "\u{1b}[31m\u{7}",
        "' OR '1'='1",
        "\"; DROP TABLE jobs; --",
        "???",
        "\u{202e}",
        huge.as_str().get(..100_000).unwrap_or(""),
    ] {
        let transcript = World::new().run(&["ask", question, "--demo"]);
        assert!(
            [0, 2, 5].contains(&transcript.code),
            "{:?}: {transcript}",
            question.chars().take(30).collect::<String>()
        );
        assert!(
            !transcript.stderr.contains("panicked") && !transcript.stdout.contains('\u{1b}'),
            "{transcript}"
        );
    }
}

#[test]
fn standard_input_of_any_kind_is_survived() {
    for bytes in [
        Vec::new(),
        vec![0xff; 5_000_000],
        b"\0\0\0".to_vec(),
        "conman sj".as_bytes().to_vec(),
    ] {
        let transcript = World::new()
            .stdin(bytes)
            .run(&["ask", "what abended?", "--demo"]);
        assert_eq!(transcript.code, 0, "{transcript}");
    }
}

#[test]
fn unknown_names_get_near_matches_and_five() {
    let transcript = World::new().run(&[
        "ask",
        "why did job NO_SUCH_JOB_AT_ALL fail?",
        "--demo",
        "--json",
    ]);
    assert_eq!(transcript.code, 5, "{transcript}");
    let error: serde_json::Value =
        serde_json::from_str(transcript.stderr.lines().last().unwrap_or_default()).expect("JSON");
    assert_eq!(error["error"]["code"], "not_found");
}

#[cfg(unix)]
#[test]
fn a_closed_pipe_is_quiet() {
    for command in [
        "jobs --all -o ndjson",
        "jobs --all",
        "status",
        "jobs --all -o csv",
        "demo --list-incidents",
    ] {
        let line = format!(
            "{} {command} --demo 2>err.txt | head -1 >/dev/null; echo ${{PIPESTATUS[0]}}",
            env!("CARGO_BIN_EXE_resync")
        );
        let world = World::new();
        let output = std::process::Command::new("bash")
            .args(["-c", &line])
            .current_dir(world.folder())
            .output()
            .expect("bash");
        let code = String::from_utf8_lossy(&output.stdout).trim().to_owned();
        assert!(code == "0" || code == "141", "{command}: {code}");
        let said = std::fs::read_to_string(world.folder().join("err.txt")).unwrap_or_default();
        assert!(
            !said.contains("panic") && !said.contains("error"),
            "{command}: {said}"
        );
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_under_standard_output_is_an_error_not_a_crash() {
    let line = format!("{} jobs --demo > /dev/full", env!("CARGO_BIN_EXE_resync"));
    let world = World::new();
    let output = std::process::Command::new("bash")
        .args(["-c", &line])
        .current_dir(world.folder())
        .output()
        .expect("bash");
    assert_eq!(output.status.code(), Some(1));
    assert!(!String::from_utf8_lossy(&output.stderr).contains("panicked"));
}

#[test]
fn no_home_and_odd_terminals_are_survived() {
    for (name, value) in [
        ("HOME", "/nonexistent"),
        ("TERM", "dumb"),
        ("COLUMNS", "20"),
        ("LANG", "C"),
        ("COLUMNS", "banana"),
    ] {
        let transcript = World::new().with(name, value).run(&["jobs", "--demo"]);
        assert_eq!(transcript.code, 0, "{name}={value}: {transcript}");
    }
    let coloured = World::new()
        .with("CLICOLOR_FORCE", "1")
        .run(&["jobs", "--demo", "--status", "failed"]);
    assert!(coloured.stdout.contains("\u{1b}[31m"), "{coloured}");
    let plain = World::new()
        .with("NO_COLOR", "1")
        .run(&["jobs", "--demo", "--status", "failed"]);
    assert!(!plain.stdout.contains('\u{1b}'), "{plain}");
}

#[test]
fn keys_of_one_name_are_shown_with_the_lines_of_their_own_tables() {
    let world = World::new();
    let text = "[tws]\nport = 1\ntimeout = 2\n[llm]\ntimeout = 3\n[server]\nport = 4\n";
    std::fs::write(world.folder().join("settings.toml"), text).expect("written");
    let shown = world.run(&["config", "show"]);
    for (name, value, line) in [
        ("tws.port", 1, 2),
        ("tws.timeout", 2, 3),
        ("llm.timeout", 3, 5),
        ("server.port", 4, 7),
    ] {
        let line = format!("{name:<27} {value}  (./settings.toml:{line})");
        assert!(
            shown.stdout.lines().any(|shown| shown == line),
            "{line}: {shown}"
        );
    }
}

#[test]
fn a_misspelt_variable_is_an_error_and_anothers_is_for_the_doctor() {
    let wrong = World::new()
        .with("APP_TWS__PROT", "1")
        .run(&["jobs", "--demo"]);
    assert_eq!(wrong.code, 3, "{wrong}");
    assert!(
        wrong.stderr.contains("did you mean APP_TWS__PORT?"),
        "{wrong}"
    );
    let gate = World::new()
        .with("APP_ENVIROMENT", "production")
        .run(&["health", "--demo"]);
    assert_eq!(gate.code, 3, "{gate}");
    let other = || World::new().with("APP_HOME", "/opt/other");
    assert_eq!(other().run(&["config", "show"]).code, 0);
    let doctor = other().run(&["doctor"]);
    assert!(doctor.stdout.contains("APP_HOME is no setting"), "{doctor}");
}

#[test]
fn no_time_zone_and_no_place_to_write_are_survived() {
    let home = tempfile::tempdir().expect("a folder");
    let ran = std::process::Command::new(env!("CARGO_BIN_EXE_resync"))
        .env_clear()
        .env("HOME", home.path())
        .current_dir(home.path())
        .args(["jobs", "--demo", "--limit", "1"])
        .output()
        .expect("it ran");
    assert_eq!(ran.status.code(), Some(0));
    // Nobody can make a folder there, not even root.
    let world = || World::new().with("HOME", "/proc/self");
    let asked = world().run(&["ask", "--demo", "what abended?"]);
    assert_eq!(asked.code, 0, "{asked}");
    assert!(asked.stdout.contains("in error"), "{asked}");
    let kept = asked
        .stderr
        .lines()
        .filter(|line| line.contains("is not kept"));
    assert_eq!(kept.count(), 1, "{asked}");
    let written = world().run(&["config", "init"]);
    assert_eq!(written.code, 1, "{written}");
    assert!(written.stderr.contains("/proc/self/.config"), "{written}");
}

#[test]
fn processes_that_keep_one_conversation_at_once_leave_it_whole() {
    let home = tempfile::tempdir().expect("a folder");
    let ask = |arguments: &[&str]| {
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_resync"));
        command
            .env_clear()
            .env("HOME", home.path())
            .env("TZ", "UTC");
        command
            .args(["ask", "--demo", "--session", "night"])
            .args(arguments);
        command
            .stdout(std::process::Stdio::null())
            .stderr(std::process::Stdio::piped());
        command
    };
    let both: Vec<_> = ["what abended?", "what is late?", "what is running?"]
        .map(|question| ask(&[question]).spawn().expect("started"))
        .into();
    for child in both {
        let output = child.wait_with_output().expect("ended");
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(0), "{said}");
        assert!(!said.contains("not kept"), "{said}");
    }
    let sessions = home.path().join(".local/state/resync/sessions");
    let files: Vec<_> = std::fs::read_dir(&sessions)
        .expect("there")
        .flatten()
        .collect();
    let names: Vec<_> = files.iter().map(std::fs::DirEntry::file_name).collect();
    assert_eq!(names, ["night.json"], "no half of a file is left");
    let text = std::fs::read(files[0].path()).expect("readable");
    let kept: serde_json::Value = serde_json::from_slice(&text).expect("whole");
    assert_eq!(kept["schema"], "resync.conversation/v1");
    // One that is damaged is told, and a new one begins.
    std::fs::write(files[0].path(), "{\"turns\": [").expect("written");
    let output = ask(&["what abended?"]).output().expect("ended");
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(0), "{said}");
    assert!(said.contains("night.damaged"), "{said}");
    assert!(sessions.join("night.damaged").exists() && sessions.join("night.json").exists());
    std::fs::write(
        sessions.join("night.json"),
        "{\"schema\":\"resync.conversation/v9\"}",
    )
    .expect("written");
    let output = ask(&["what abended?"]).output().expect("ended");
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(said.contains("newer resync"), "{said}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_secret_is_in_what_is_said_however_much_is_asked_for() {
    let options = resync::demo::Options::at(jiff::Timestamp::now());
    let scheduler = crate::world::Scheduler::start(options).await;
    // "canary-4711" and "demo:canary-4711" as they travel.
    let canaries = ["canary-4711", "ZGVtbzpjYW5hcnktNDcxMQ"];
    for arguments in [
        &["status"][..],
        &["status", "--json", "-vv"],
        &["doctor", "-vv"],
        &["config", "show", "-o", "yaml", "-vv"],
    ] {
        for level in ["", "trace"] {
            let world = World::at(&scheduler.url).with("TWS_PASSWORD", "canary-4711");
            let world = world
                .with("RESYNC_LOG", level)
                .with("RUST_BACKTRACE", "full");
            let ran = world.run_async(arguments).await;
            let text = ran.to_string();
            assert!(
                canaries.iter().all(|canary| !text.contains(canary)),
                "{arguments:?} {level}: {text}"
            );
        }
    }
}

#[cfg(unix)]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_interrupts_while_an_answer_comes_in_end_it_once() {
    use crate::fault::Step;
    let model = crate::model_server::serve(vec![{
        let mut script = crate::model_server::raw("");
        let head = "HTTP/1.1 200 X\r\nContent-Type: text/event-stream\r\n\r\n";
        let events = crate::model_server::events(&[serde_json::json!({ "content": "It waits" })]);
        script[0] = Step::Send(format!("{head}{events}").into_bytes());
        script.push(Step::Hang);
        script
    }])
    .await;
    let home = tempfile::tempdir().expect("a folder");
    let mut command = tokio::process::Command::new(env!("CARGO_BIN_EXE_resync"));
    command.env_clear().env("HOME", home.path());
    command
        .env("LLM_ENDPOINT", format!("{}/v1", model.url))
        .env("LLM_MODEL", "tiny");
    command.args(["ask", "--demo", "why is the batch late?"]);
    command
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::piped());
    let child = command.spawn().expect("started");
    while model
        .requests()
        .iter()
        .all(|request| request.method != "POST")
    {
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    let pid = child.id().expect("running").to_string();
    for _ in 0..2 {
        // The second may find nobody any more.
        let _ = tokio::process::Command::new("kill")
            .args(["-INT", &pid])
            .output()
            .await;
    }
    let output = child.wait_with_output().await.expect("ended");
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(130), "{said}");
    assert!(
        !said.contains("panicked") && !said.contains('\u{1b}'),
        "{said}"
    );
    assert_eq!(said.matches("interrupted").count(), 1, "{said}");
}

#[cfg(unix)]
#[tokio::test]
async fn an_interrupt_ends_a_command_with_130() {
    let server = crate::broken::BrokenServer::start(crate::broken::Fault::Hang).await;
    let mut child = tokio::process::Command::new(env!("CARGO_BIN_EXE_resync"))
        .arg("jobs")
        .env("TWS_URL", &server.url)
        .stderr(std::process::Stdio::null())
        .spawn()
        .expect("started");
    // The request has arrived, so the command is listening for signals by now.
    while server.requests() == 0 {
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    let pid = child.id().expect("running").to_string();
    let killed = tokio::process::Command::new("kill")
        .args(["-INT", &pid])
        .status()
        .await;
    assert!(killed.expect("kill").success());
    let status = child.wait().await.expect("ended");
    assert_eq!(status.code(), Some(130));
}
