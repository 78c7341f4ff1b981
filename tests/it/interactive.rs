//! `resync ask -i`: Ctrl-C, and what is remembered of what was typed.

use std::process::Stdio;
use std::sync::Arc;
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};

use crate::ask_model::{Desk, run};
use crate::fault::Step;
use crate::model_server::{says, sent, until};
use crate::world::World;

#[cfg(unix)]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn ctrl_c_stops_an_answer_and_not_the_conversation() {
    let desk = Desk::new(vec![vec![Step::Hang], says("It failed [E1].")]).await;
    let question = desk.incident().question;
    let mut child = tokio::process::Command::new(env!("CARGO_BIN_EXE_resync"))
        .env_clear()
        .env("HOME", desk.world.folder())
        .env("TWS_URL", &desk.scheduler.url)
        .env("TWS_USER", "demo")
        .env("TWS_PASSWORD", "demo")
        .env("LLM_ENDPOINT", format!("{}/v1", desk.model.url))
        .env("LLM_MODEL", "tiny")
        .args(["ask", "-i"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .kill_on_drop(true)
        .spawn()
        .expect("it starts");
    let mut input = child.stdin.take().expect("an input");
    let line = format!("{question}\n");
    input.write_all(line.as_bytes()).await.expect("written");
    until("the model is asked", || sent(&desk.model).len() == 1).await;
    let id = child.id().expect("it runs").to_string();
    let signal = std::process::Command::new("kill")
        .args(["-INT", &id])
        .status();
    assert!(signal.expect("kill").success());
    until("the model is left", || desk.model.left() == 1).await;
    input
        .write_all(line.as_bytes())
        .await
        .expect("it still reads");
    until("the model is asked again", || sent(&desk.model).len() == 2).await;
    input.write_all(b"/quit\n").await.expect("written");
    let status = tokio::time::timeout(Duration::from_secs(30), child.wait()).await;
    assert!(status.expect("it ends").expect("a status").success());
    let (mut out, mut err) = (String::new(), String::new());
    let read = child
        .stdout
        .take()
        .expect("a pipe")
        .read_to_string(&mut out)
        .await;
    read.expect("text");
    let read = child
        .stderr
        .take()
        .expect("a pipe")
        .read_to_string(&mut err)
        .await;
    read.expect("text");
    assert!(err.contains("stopped"), "{err}");
    assert!(out.contains("It failed [E1]."), "{out}\n{err}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_typed_is_remembered_from_one_conversation_to_the_next() {
    let desk = Desk::new(Vec::new()).await;
    let home = desk.world.folder().to_owned();
    let typed = |lines: &str| {
        let world = World::at(&desk.scheduler.url)
            .with("HOME", &home.display().to_string())
            .stdin(lines);
        Arc::new(world)
    };
    let file = home.join(".local/state/resync/history");
    for (lines, kept) in [
        ("/tools\n/quit\n", vec!["/tools", "/quit"]),
        ("/help\n/quit\n", vec!["/tools", "/quit", "/help", "/quit"]),
    ] {
        let told = run(&typed(lines), &["ask", "-i"]).await;
        assert_eq!(told.code, 0, "{told}");
        let text = std::fs::read_to_string(&file).expect("kept");
        let lines: Vec<&str> = text.lines().filter(|line| !line.starts_with('#')).collect();
        assert_eq!(lines, kept, "what was there is loaded and stays");
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let mode = std::fs::metadata(&file)
                .expect("there")
                .permissions()
                .mode();
            assert_eq!(mode & 0o777, 0o600);
        }
    }
}
