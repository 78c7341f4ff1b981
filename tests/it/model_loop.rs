//! The loop with a model that behaves badly: what is run, what is sent, what is answered.

use resync::llm::{Event, Trace, TraceWriter, Verdict};
use serde_json::{Value, json};

use crate::model_server::{Asked, calls, connect, says, sent, serve, stream};
use crate::world::World;

const ANSWER: &str = "The disk is full [E1].";

fn result(body: &Value, at: usize) -> &str {
    body["messages"][at]["content"].as_str().expect("text")
}

#[tokio::test]
async fn bad_calls_are_told_to_the_model_and_never_run() {
    for (arguments, name, word) in [
        ("{\"job\":", "get_job", "JSON"),
        ("{}", "rerun_job", "no such tool"),
        ("{}", "", "no such tool"),
        ("[1,2]", "get_job", "JSON"),
    ] {
        let fake = serve(vec![calls(&[("a", name, arguments)]), says(ANSWER)]).await;
        let (outcome, ran) = Asked::of(&connect(&fake)).ask().await;
        assert_eq!(outcome.text.as_deref(), Some(ANSWER), "{outcome:?}");
        assert!(ran.is_empty(), "{ran:?}");
        let body = &sent(&fake)[1];
        let text = body["messages"]
            .as_array()
            .expect("a list")
            .last()
            .expect("one");
        let text = text["content"].as_str().expect("text");
        assert!(
            text.starts_with("status: error") && text.contains(word),
            "{text}"
        );
    }
}

#[tokio::test]
async fn two_rounds_of_bad_calls_end_the_tools() {
    let bad = || calls(&[("a", "rerun_job", "{}")]);
    let fake = serve(vec![bad(), bad(), says(ANSWER)]).await;
    let (outcome, ran) = Asked::of(&connect(&fake)).ask().await;
    assert!(ran.is_empty());
    assert_eq!(outcome.text.as_deref(), Some(ANSWER));
    let bodies = sent(&fake);
    assert!(bodies[1].get("tools").is_some());
    assert!(bodies[2].get("tools").is_none());
}

#[tokio::test]
async fn an_endless_loop_of_tools_ends_with_an_answer_that_says_so() {
    let script = (0..7)
        .map(|n| calls(&[("a", "get_job", format!("{{\"n\":{n}}}").leak())]))
        .chain([says(ANSWER)])
        .collect();
    let fake = serve(script).await;
    let (outcome, ran) = Asked::of(&connect(&fake)).ask().await;
    assert_eq!((outcome.spent.rounds, ran.len()), (8, 7), "{outcome:?}");
    assert!(
        outcome.warnings[0].contains("not looked at"),
        "{:?}",
        outcome.warnings
    );
    let bodies = sent(&fake);
    assert!(bodies[6].get("tools").is_some());
    assert!(
        bodies[7].get("tools").is_none(),
        "the last round has no tools"
    );
    assert!(
        bodies[7]["messages"]
            .to_string()
            .contains("did not look at")
    );
    let first = bodies[0]["messages"].as_array().expect("a list");
    let last = bodies[7]["messages"].as_array().expect("a list");
    assert_eq!(first[..], last[..first.len()], "the prefix stays as it was");
}

#[tokio::test]
async fn the_same_call_again_is_not_run_again_and_the_model_is_told() {
    let same = |id| calls(&[(id, "get_job", "{\"job\": \"LOAD\"}")]);
    let fake = serve(vec![same("a"), same("b"), same("c"), says(ANSWER)]).await;
    let (outcome, ran) = Asked::of(&connect(&fake)).ask().await;
    assert_eq!(outcome.text.as_deref(), Some(ANSWER), "{outcome:?}");
    assert_eq!(ran.len(), 1);
    assert!(result(&sent(&fake)[2], 5).contains("same call as a"));
}

#[tokio::test]
async fn a_long_result_is_cut_and_says_so() {
    let fake = serve(vec![calls(&[("a", "read_job_log", "{}")]), says(ANSWER)]).await;
    let connection = connect(&fake);
    let mut asked = Asked::of(&connection);
    asked.result = json!("a line of the log\n".repeat(5_000));
    asked.ask().await;
    let text = result(&sent(&fake)[1], 3).to_owned();
    assert!(
        text.starts_with("status: truncated (the first "),
        "{}",
        &text[..80]
    );
    assert!(text.len() < 6_300, "{}", text.len());
    assert!(text.ends_with("<<end>>"), "what was cut is still marked");
}

#[tokio::test]
async fn a_false_claim_is_sent_back_once() {
    let fake = serve(vec![says("GHOST is to blame."), says(ANSWER)]).await;
    let (outcome, _) = Asked::of(&connect(&fake)).ask().await;
    assert_eq!(outcome.text.as_deref(), Some(ANSWER));
    assert_eq!(outcome.verdict, Verdict::Repaired);
    let bodies = sent(&fake);
    assert!(bodies[1].get("tools").is_none());
    assert!(
        bodies[1]["messages"]
            .to_string()
            .contains("GHOST is in no evidence")
    );
}

#[tokio::test]
async fn a_false_claim_that_stays_costs_the_model_its_word() {
    let fake = serve(vec![says("GHOST is to blame."), says("It was GHOST.")]).await;
    let (outcome, _) = Asked::of(&connect(&fake)).ask().await;
    assert_eq!(outcome.text, None);
    assert_eq!(outcome.verdict, Verdict::Failed);
    assert_eq!(outcome.faults, ["GHOST is in no evidence"]);
    assert!(
        outcome.warnings[0].contains("built-in answer"),
        "{:?}",
        outcome.warnings
    );
    assert_eq!(sent(&fake).len(), 2);
}

#[tokio::test]
async fn cut_and_withheld_answers_say_so() {
    for (finish, word) in [("length", "cut"), ("content_filter", "withheld")] {
        let body = format!(
            "data: {}\n\n",
            json!({ "choices": [{ "delta": { "content": ANSWER }, "finish_reason": finish }] })
        );
        let fake = serve(vec![crate::model_server::raw(&body)]).await;
        let (outcome, _) = Asked::of(&connect(&fake)).ask().await;
        assert_eq!(outcome.text.as_deref(), Some(ANSWER));
        assert!(outcome.warnings[0].contains(word));
    }
}

#[tokio::test]
async fn a_model_that_says_nothing_is_asked_once_more_and_then_left() {
    let nothing = || stream(&[json!({ "content": "<think>hm</think>" })]);
    let fake = serve(vec![nothing(), nothing()]).await;
    let (outcome, _) = Asked::of(&connect(&fake)).ask().await;
    assert_eq!(
        outcome.failure.expect("failed").kind.code(),
        "model_useless"
    );
    assert_eq!(sent(&fake).len(), 2);
}

#[tokio::test]
async fn an_answer_can_be_worked_out_on_any_thread() {
    let fake = serve(vec![calls(&[("a", "get_job", "{}")]), says(ANSWER)]).await;
    let connection = connect(&fake);
    let task = tokio::spawn(async move { Asked::of(&connection).ask().await });
    assert_eq!(
        task.await.expect("no panic").0.text.as_deref(),
        Some(ANSWER)
    );
}

#[tokio::test]
async fn the_trace_of_an_answer_is_read_back_event_by_event() {
    let fake = serve(vec![calls(&[("a", "get_job", "{}")]), says(ANSWER)]).await;
    let (outcome, _) = Asked::of(&connect(&fake)).ask().await;
    let mut file = Vec::new();
    let mut writer = TraceWriter::new(&mut file);
    for (at, event) in outcome.events.iter().enumerate() {
        writer.write(at as u64, event).expect("written");
    }
    let trace = Trace::read("trace", file.as_slice()).expect("read");
    let events: Vec<Event> = trace.lines.into_iter().map(|line| line.event).collect();
    assert_eq!(events, outcome.events);
    assert!(matches!(events.first(), Some(Event::Started { .. })));
    assert!(matches!(events.last(), Some(Event::Done { .. })));
    let text = String::from_utf8(file).expect("text");
    assert!(!text.contains(crate::model_server::KEY));
}

#[test]
fn agents_are_listed_and_a_broken_file_is_named_and_stops_nobody() {
    let world = World::new();
    let folder = world.folder().join(".config/resync/agents");
    std::fs::create_dir_all(&folder).expect("made");
    let write = |name: &str, text: &str| {
        std::fs::write(folder.join(name), text).expect("written");
    };
    write(
        "night.toml",
        "name = \"night\"\ndescription = \"the night\\u001b[31m shift\"\n",
    );
    write("bad.toml", "name = \"bad\"\ndescription = 7\n");
    let said = world.run(&["agents"]);
    assert_eq!(said.code, 0, "{said}");
    for name in ["operator", "triage", "planner", "handover", "night"] {
        assert!(said.stdout.contains(name), "{said}");
    }
    assert!(!said.stdout.contains('\u{1b}'), "{said}");
    assert!(said.stderr.contains("bad.toml:2"), "{said}");

    let said = world.run(&["agents", "show", "triage"]);
    assert!(
        said.stdout.contains("read_job_log") && said.stdout.contains("10 rounds"),
        "{said}"
    );
    let said = world.run(&["agents", "-o", "json"]);
    let report: resync::llm::AgentsReport = serde_json::from_str(&said.stdout).expect("its type");
    assert_eq!((report.total, report.broken.len()), (5, 1));
    let said = world.run(&["agents", "show", "ghost"]);
    assert_eq!(said.code, 5, "{said}");
}
