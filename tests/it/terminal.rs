//! What is drawn for a terminal: tables as wide as it is, a pager for what is longer, a line while
//! something is read.
#![cfg(unix)]

use std::path::Path;
use std::process::Command;
use std::time::Duration;

use tokio::io::AsyncReadExt;

use crate::broken::{BrokenServer, Fault};
use crate::world::World;

/// A shell line to be run on a terminal of ten lines.
fn script(home: &Path, variables: &[(&str, &str)], line: &str) -> Command {
    let bin = home.join("bin");
    if !bin.exists() {
        std::fs::create_dir(&bin).expect("a folder");
        std::os::unix::fs::symlink(env!("CARGO_BIN_EXE_resync"), bin.join("resync"))
            .expect("a link");
    }
    let mut command = Command::new("script");
    command
        .env_clear()
        .env("PATH", format!("{}:/usr/bin:/bin", bin.display()))
        .env("HOME", home)
        .env("TERM", "xterm")
        .env("TZ", "UTC")
        .env("SHELL", "/bin/sh")
        .envs(variables.iter().copied())
        .current_dir(home)
        .args([
            "-qec",
            &format!("stty rows 10 cols 80; {line}"),
            "/dev/null",
        ])
        .stdin(std::process::Stdio::null());
    command
}

/// Whether there is a `script` to make a terminal, which is said where there is none.
fn has_terminals() -> bool {
    let there = Command::new("script").arg("--version").output().is_ok();
    if !there {
        eprintln!("script is not installed: nothing is drawn on a terminal");
    }
    there
}

/// What a shell line shows on a terminal.
fn on_terminal(home: &Path, variables: &[(&str, &str)], line: &str) -> String {
    let output = script(home, variables, line).output().expect("a terminal");
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// A pager that says that it was used.
fn pager(home: &Path) -> String {
    let file = home.join("pager");
    std::fs::write(&file, "#!/bin/sh\necho PAGED\ncat\n").expect("written");
    let executable = std::os::unix::fs::PermissionsExt::from_mode(0o755);
    std::fs::set_permissions(&file, executable).expect("executable");
    file.display().to_string()
}

#[test]
fn long_text_goes_through_the_pager_on_a_terminal_only() {
    if !has_terminals() {
        return;
    }
    let home = tempfile::tempdir().expect("a folder");
    let pager = pager(home.path());
    let named = [("RESYNC_PAGER", pager.as_str())];
    let long = on_terminal(home.path(), &named, "resync config show");
    assert!(
        long.contains("PAGED") && long.contains("rate_limit.login"),
        "{long}"
    );
    // Line, variables, why it is not paged.
    let other = [("RESYNC_PAGER", ""), ("PAGER", pager.as_str())];
    let cat = [("RESYNC_PAGER", "cat"), ("PAGER", pager.as_str())];
    let gone = [("RESYNC_PAGER", "/no/such/pager")];
    for (line, variables, why) in [
        ("resync config show --no-pager", &named[..], "the flag"),
        ("resync config show | cat", &named[..], "a pipe"),
        (
            "resync agents show triage -o json --jq .data.name",
            &named[..],
            "it is short",
        ),
        ("resync config show", &other[..], "none is wanted"),
        ("resync config show", &cat[..], "cat is none"),
        ("resync config show", &gone[..], "there is none"),
    ] {
        let shown = on_terminal(home.path(), variables, line);
        assert!(!shown.contains("PAGED"), "{why}: {shown}");
        let text = if line.contains("agents") {
            "triage"
        } else {
            "rate_limit.login"
        };
        assert!(shown.contains(text), "{why}: {shown}");
    }
    let general = on_terminal(home.path(), &[("PAGER", &pager)], "resync config show");
    assert!(general.contains("PAGED"));
    // Whoever leaves the pager early has read enough: no complaint about the pipe.
    let early = [("RESYNC_PAGER", "head -1")];
    let shown = on_terminal(home.path(), &early, "resync config show; echo code $?");
    assert!(
        shown.contains("code 0") && !shown.contains("error"),
        "{shown}"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_line_says_that_something_is_read_where_a_person_watches() {
    if !has_terminals() {
        return;
    }
    let home = tempfile::tempdir().expect("a folder");
    let silent = BrokenServer::start(Fault::Hang).await;
    let there = ("TWS_URL", silent.url.as_str());
    let watched = script(home.path(), &[there], "resync status --timeout 60");
    let mut watched = tokio::process::Command::from(watched);
    let mut watched = watched
        .stdout(std::process::Stdio::piped())
        .kill_on_drop(true)
        .spawn()
        .expect("a terminal");
    let mut out = watched.stdout.take().expect("a pipe");
    let mut shown = Vec::new();
    let seen = async {
        while !String::from_utf8_lossy(&shown).contains("reading from") {
            assert_ne!(
                out.read_buf(&mut shown).await.expect("readable"),
                0,
                "it ended"
            );
        }
    };
    tokio::time::timeout(Duration::from_secs(50), seen)
        .await
        .expect("in time");
    drop(watched);
    // Where nobody watches, nothing comes and goes however long it takes.
    let nobody = [
        (
            Some(("CI", "true")),
            "resync status --timeout 0.5; echo code $?",
        ),
        (
            Some(("TERM", "dumb")),
            "resync status --timeout 0.5; echo code $?",
        ),
        (None, "resync status -q --timeout 0.5; echo code $?"),
        (None, "resync status --timeout 0.5 2>&1 | cat; echo code 6"),
    ];
    let runs = nobody.map(|(variable, line)| {
        let variables: Vec<_> = variable.into_iter().chain([there]).collect();
        let mut command = script(home.path(), &variables, line);
        tokio::task::spawn_blocking(move || (line, command.output().expect("a terminal")))
    });
    for run in runs {
        let (line, output) = run.await.expect("it ran");
        let shown = String::from_utf8_lossy(&output.stdout);
        assert!(
            !shown.contains("reading from") && shown.contains("code 6"),
            "{line}: {shown}"
        );
    }
}

#[test]
fn tables_are_as_wide_as_the_terminal_and_lose_nothing() {
    let rows = |columns: &str| {
        let run = World::new().with("COLUMNS", columns).run(&[
            "jobs",
            "--demo",
            "--limit",
            "5",
            "--columns",
            "status,name,workstation,stream,started",
        ]);
        assert_eq!(run.code, 0, "{run}");
        run.stdout
    };
    let widest = |text: &str| {
        text.lines()
            .map(|line| line.chars().count())
            .max()
            .unwrap_or(0)
    };
    let words = |text: &str| -> String {
        let mut letters: Vec<char> = text.chars().filter(|c| !c.is_whitespace()).collect();
        letters.sort_unstable();
        letters.into_iter().collect()
    };
    let (narrow, wide) = (rows("60"), rows("200"));
    assert!(widest(&narrow) <= 60, "{narrow}");
    assert!(widest(&wide) > 60 && widest(&wide) <= 200, "{wide}");
    // A line for each job and the head; narrow, what does not fit goes on below.
    assert_eq!(wide.lines().count(), 6, "{wide}");
    assert!(narrow.lines().count() > 6, "{narrow}");
    assert_eq!(words(&narrow).len(), words(&wide).len(), "{narrow}\n{wide}");
}
