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
    for name in [
        "ask",
        "diagnosis",
        "status",
        "jobs",
        "job",
        "dependencies",
        "health",
    ] {
        let transcript = World::new().run(&["--schema", name]);
        let schema: serde_json::Value = serde_json::from_str(&transcript.stdout).expect("JSON");
        assert!(
            schema["properties"]["schema"].is_object(),
            "{name}: {transcript}"
        );
    }
    assert_eq!(World::new().run(&["--schema", "nothing"]).code, 2);
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
