//! Profiles of several schedulers on the command line: one of them dead.

use resync::demo::Options;
use serde_json::Value;

use crate::world::{Scheduler, Transcript, World};

/// A home whose settings name a scheduler that lives and one that does not.
async fn two() -> (Scheduler, World) {
    let scheduler = Scheduler::start(Options::at(jiff::Timestamp::now())).await;
    let world = World::new().with("TWS_URL", "https://127.0.0.1:9");
    let file = format!(
        "[engines.eu]\nurl = \"{}\"\nuser = \"demo\"\npassword = \"demo\"\n\n[engines.us]\nurl = \"http://127.0.0.1:9\"\nuser = \"demo\"\npassword = \"canary\"\n",
        scheduler.url
    );
    std::fs::write(world.folder().join("settings.toml"), file).expect("written");
    (scheduler, world)
}

async fn run(arguments: &[&str]) -> Transcript {
    let (_scheduler, world) = two().await;
    world.run_async(arguments).await
}

fn parsed(transcript: &Transcript) -> Value {
    serde_json::from_str(&transcript.stdout).unwrap_or_else(|error| panic!("{error}: {transcript}"))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_dead_scheduler_takes_nothing_from_the_other_and_the_answer_is_partial() {
    let json = run(&["status", "--engine", "eu,us", "--json"]).await;
    assert_eq!(json.code, 9, "{json}");
    let answer = parsed(&json);
    assert_eq!(answer["schema"], "resync.engines/v1");
    assert_eq!(answer["partial"], true);
    let [eu, us] = answer["engines"].as_array().expect("two").as_slice() else {
        panic!("{answer}");
    };
    assert_eq!((&eu["name"], &us["name"]), (&"eu".into(), &"us".into()));
    assert!(
        eu["report"]["jobs"].as_u64() > Some(0) && eu["error"].is_null(),
        "{eu}"
    );
    assert!(us["report"].is_null(), "{us}");
    assert_eq!(us["error"]["code"], "tws_unreachable");
    assert!(
        us["error"]["message"].to_string().contains("127.0.0.1:9"),
        "{us}"
    );
    assert!(json.stderr.contains("us: "), "{json}");
    let table = run(&["status", "--engine", "all"]).await;
    assert_eq!(table.code, 9, "{table}");
    assert!(
        table.stdout.contains("== eu ==") && table.stdout.contains("== us =="),
        "{table}"
    );
    assert!(!format!("{json}{table}").contains("canary"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_is_judged_and_the_worst_verdict_counts() {
    let alone = run(&[
        "health",
        "--engine",
        "eu",
        "--max-abended",
        "100000",
        "--max-unlinked",
        "1000",
    ])
    .await;
    assert_eq!(alone.code, 0, "{alone}");
    let both = run(&[
        "health",
        "--engine",
        "eu,us",
        "--max-abended",
        "100000",
        "--max-unlinked",
        "1000",
        "--json",
    ])
    .await;
    assert_eq!(both.code, 2, "{both}");
    let answer = parsed(&both);
    assert_eq!(answer["engines"][0]["report"]["verdict"], "OK", "{answer}");
    assert_eq!(
        answer["engines"][1]["report"]["verdict"], "CRITICAL",
        "{answer}"
    );
    let nagios = run(&["health", "--engine", "eu,us", "-o", "nagios"]).await;
    assert_eq!(nagios.code, 3, "{nagios}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_named_scheduler_is_asked_whatever_the_variables_say() {
    let one = run(&["status", "--engine", "eu"]).await;
    assert_eq!(one.code, 0, "{one}");
    let ambient = run(&["status"]).await;
    assert_eq!(ambient.code, 6, "{ambient}");
    let several = run(&["jobs", "--engine", "eu,us"]).await;
    assert_eq!(several.code, 2, "{several}");
    let unknown = run(&["jobs", "--engine", "ue"]).await;
    assert_eq!(unknown.code, 3, "{unknown}");
    assert!(unknown.stderr.contains("eu, us"), "{unknown}");
    let shown = run(&["config", "show"]).await;
    assert!(shown.stdout.contains("engines.us.url"), "{shown}");
    assert!(!shown.to_string().contains("canary"), "{shown}");
}
