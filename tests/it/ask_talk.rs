//! `resync ask` around the answer: what is sent for an agent, what is told beside it, and an answer
//! that breaks off or is as hostile as it is long.

use std::sync::Arc;
use std::time::Duration;

use serde_json::{Value, json};

use crate::ask_model::{Desk, report, run};
use crate::fault::{Step, json as json_answer};
use crate::model_server::{KEY, events, says, sent};
use crate::world::World;

/// A stream that says this and is then reset.
fn breaks_off(text: &str) -> Vec<Step> {
    let head = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n";
    let said = events(&[json!({ "content": text })]);
    vec![
        Step::Send(format!("{head}{said}").into_bytes()),
        // What was sent is on its way before the reset overtakes it.
        Step::Pause(Duration::from_millis(50)),
        Step::Reset,
    ]
}

/// The last message of a request.
fn last_message(body: &Value) -> &str {
    let messages = body["messages"].as_array().expect("messages");
    let last = messages.last().expect("one");
    last["content"].as_str().expect("text")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_answer_that_breaks_off_is_kept_as_unfinished_and_is_never_the_answer() {
    let begun = "It failed as the log of its run shows";
    let desk = Desk::new(vec![breaks_off(begun), breaks_off(begun)]).await;
    let question = desk.incident().question;
    let told = desk.run(&["ask", &question, "--json"]).await;
    let answer = report(&told);
    assert_eq!(
        (told.code, answer.written_by.as_str()),
        (0, "rules"),
        "{told}"
    );
    let unfinished = answer.unfinished.expect("what was begun");
    assert_eq!(unfinished.text, begun);
    assert!(unfinished.faults.is_empty(), "{unfinished:?}");
    assert!(!answer.answer.contains(begun), "{}", answer.answer);
    assert!(
        answer
            .warnings
            .iter()
            .any(|text| text.contains("built-in answer")),
        "{:?}",
        answer.warnings
    );
    let told = desk.run(&["ask", &question]).await;
    assert!(!told.stdout.contains(begun), "{told}");
    let warned = told.stderr.find("built-in answer").expect("a warning");
    let shown = told.stderr.find(begun).expect("what was begun");
    assert!(warned < shown, "{told}");
    assert!(
        told.stderr.contains("unfinished, and not the answer"),
        "{told}"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_falsehood_that_breaks_off_is_not_shown() {
    let begun = "The job GHOST_OF_LOAD is to blame, [see](https://evil.example/q) and";
    let desk = Desk::new(vec![breaks_off(begun), breaks_off(begun)]).await;
    let question = desk.incident().question;
    let answer = report(&desk.run(&["ask", &question, "--json"]).await);
    let unfinished = answer.unfinished.expect("what was begun");
    assert!(
        unfinished
            .faults
            .iter()
            .any(|fault| fault.contains("GHOST_OF_LOAD")),
        "{unfinished:?}"
    );
    assert!(
        !unfinished.text.contains("evil.example/q"),
        "{unfinished:?}"
    );
    let told = desk.run(&["ask", &question]).await;
    assert!(!told.to_string().contains("GHOST_OF_LOAD"), "{told}");
    assert!(
        told.stderr.contains("does not stand up to the evidence"),
        "{told}"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_an_agent_wants_is_what_is_sent() {
    let desk = Desk::new(vec![says("It failed [E1].")]).await;
    let folder = desk.world.folder().join(".config/resync/agents");
    std::fs::create_dir_all(&folder).expect("made");
    let agent = "name = \"night\"\ndescription = \"the night shift\"\ninstructions = \"Name the team on call.\"\n\
                 model = \"other\"\ntemperature = 0.75\nlanguage = \"Portuguese\"\ntools = [\"get_job\"]\n";
    std::fs::write(folder.join("night.toml"), agent).expect("written");
    let question = desk.incident().question;
    let told = desk
        .run(&["ask", &question, "--agent", "night", "--json"])
        .await;
    assert_eq!(report(&told).agent.as_deref(), Some("night"), "{told}");
    let body = &sent(&desk.model)[0];
    assert_eq!(body["model"], "other");
    assert_eq!(body["temperature"], 0.75);
    let rules = body["messages"][0]["content"].as_str().expect("text");
    assert!(
        rules.contains("Answer in this language: Portuguese.")
            && rules.contains("Name the team on call."),
        "{rules}"
    );
    assert!(
        last_message(body).contains("(Answer in Portuguese, "),
        "{body}"
    );
    let tools = body["tools"].as_array().expect("tools");
    let names: Vec<&str> = (tools.iter())
        .filter_map(|tool| tool["function"]["name"].as_str())
        .collect();
    assert_eq!(names, ["get_job"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_model_is_told_the_language_and_the_rules_say_that_theirs_is_english() {
    let desk = Desk::new(vec![says("[E1]"), says("[E1]"), says("[E1]")]).await;
    let none = Arc::new(World::at(&desk.scheduler.url));
    let name = desk.incident().subject.name;
    for (at, (question, language, note)) in [
        (format!("why did job {name} fail?"), "English", None),
        (
            format!("por que o job {name} falhou?"),
            "Portuguese",
            Some("A resposta está em inglês"),
        ),
        (
            format!("¿por qué falló el trabajo {name}?"),
            "Spanish",
            Some("La respuesta está en inglés"),
        ),
    ]
    .iter()
    .enumerate()
    {
        let worded = desk.run(&["ask", question, "--json"]).await;
        assert_eq!(report(&worded).written_by, "tiny", "{worded}");
        let bodies = sent(&desk.model);
        let last = last_message(&bodies[at]);
        assert!(last.contains(&format!("(Answer in {language}, ")), "{last}");
        assert!(!worded.stdout.contains("em inglês") && !worded.stdout.contains("en inglés"));
        let built_in = run(&none, &["ask", question]).await;
        assert_eq!(built_in.code, 0, "{built_in}");
        match note {
            Some(note) => assert!(built_in.stderr.contains(note), "{built_in}"),
            None => assert!(!built_in.stderr.contains("ingl"), "{built_in}"),
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_it_cost_is_told_where_it_is_asked_for_and_the_key_nowhere() {
    let desk = Desk::new(vec![says("It failed [E1]."), says("It failed [E1].")]).await;
    let question = desk.incident().question;
    let told = desk.run(&["ask", &question, "-vv"]).await;
    for part in [
        "model: 1 rounds, 0 tool calls, 100 + 10 tokens",
        " ms, worded by tiny",
        "check of the answer: passed",
    ] {
        assert!(told.stderr.contains(part), "{part}: {told}");
    }
    let world = World::at(&desk.scheduler.url)
        .with("LLM_ENDPOINT", &format!("{}/v1", desk.model.url))
        .with("LLM_MODEL", "tiny")
        .with("LLM_API_KEY", KEY)
        .with("RESYNC_LOG", "trace");
    let traced = run(&Arc::new(world), &["ask", &question, "-vv"]).await;
    assert!(traced.stderr.contains("TRACE"), "{traced}");
    let header = desk.model.last().header("authorization").map(str::to_owned);
    assert_eq!(header, Some(format!("Bearer {KEY}")), "it was sent");
    for secret in [KEY, "canary", "ZGVtbzpkZW1v"] {
        assert!(!told.to_string().contains(secret), "{told}");
        assert!(
            !traced.to_string().contains(secret),
            "{secret} is in the trace"
        );
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_server_refuses_is_known_to_the_next_command() {
    let refusal = json!({ "error": { "message": "Unknown parameter: 'stream_options'." } });
    let desk = Desk::new(vec![
        json_answer(400, refusal.to_string()),
        says("It failed [E1]."),
        says("It failed [E1]."),
    ])
    .await;
    let question = desk.incident().question;
    for _ in 0..2 {
        let told = desk.run(&["ask", &question, "--json"]).await;
        assert_eq!(report(&told).written_by, "tiny", "{told}");
    }
    let bodies = sent(&desk.model);
    let offered: Vec<bool> = (bodies.iter())
        .map(|body| body.get("stream_options").is_some())
        .collect();
    assert_eq!(
        offered,
        [true, false, false],
        "the second command asks once"
    );
    let folder = desk.world.folder().join(".cache/resync/models");
    let notes: Vec<_> = std::fs::read_dir(&folder)
        .expect("a folder")
        .flatten()
        .collect();
    assert_eq!(notes.len(), 1);
    let text = std::fs::read_to_string(notes[0].path()).expect("readable");
    assert!(!text.contains("canary"), "{text}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_answer_of_a_megabyte_that_commands_the_terminal_is_inert() {
    let hostile = "\u{1b}]52;c;aGFjaw==\u{7}\u{9b}31m\u{202e}[run](javascript:alert(1)) <script>x</script> ![p](https://evil.example/leaked)";
    for (words, note) in [
        (0, None),
        // What nobody can check whole is not given at all.
        (9_000, Some("too long to be checked")),
        (200_000, Some("this is the built-in answer")),
    ] {
        let answer = format!("It failed [E1].\n\n{hostile} {}", "fine ".repeat(words));
        let desk = Desk::new(vec![says(&answer), says(&answer)]).await;
        let question = desk.incident().question;
        let world = World::at(&desk.scheduler.url)
            .with("LLM_ENDPOINT", &format!("{}/v1", desk.model.url))
            .with("LLM_MODEL", "tiny")
            .with("FORCE_HYPERLINK", "1")
            .with("TERM", "xterm-256color");
        let told = run(&Arc::new(world), &["ask", &question]).await;
        assert_eq!(told.code, 0, "{told}");
        match note {
            Some(note) => assert!(told.stderr.contains(note), "{}", told.stderr),
            None => assert!(told.stdout.starts_with("It failed [E1]."), "{told}"),
        }
        assert!(told.stdout.len() < 100_000, "{} bytes", told.stdout.len());
        for command in [
            "\u{1b}",
            "\u{7}",
            "\u{9b}",
            "\u{202e}",
            "javascript:",
            "leaked",
            "<script",
        ] {
            assert!(!told.stdout.contains(command), "{command:?}: {told}");
            // What was wrong with the answer is quoted, on one line and without commands.
            let commands = command.chars().any(char::is_control) || command == "\u{202e}";
            assert!(
                !commands || !told.stderr.contains(command),
                "{command:?}: {}",
                told.stderr
            );
        }
    }
}
