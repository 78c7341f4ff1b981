//! The tools against the demo scheduler: every result fits its schema, nothing changes the plan.

use std::sync::Arc;

use std::sync::LazyLock;

use jiff::Timestamp;
use resync::ask::guard::{self, Known};
use resync::ask::{Asker, say_diagnosis};
use resync::config::{Auth, Engine, Timeouts};
use resync::demo::Options;
use resync::diagnose::Diagnosis;
use resync::plan::Plan;
use resync::tools::{ToolResult, ToolStatus, Toolbox};
use resync::tws::Client;
use secrecy::SecretString;
use serde_json::{Value, json};

use crate::world::Scheduler;

static NOW: LazyLock<Timestamp> = LazyLock::new(Timestamp::now);

fn plan(scheduler: &Scheduler) -> Plan {
    let engine = Engine {
        name: "demo".to_owned(),
        url: scheduler.url.clone(),
        prefix: "/twsd/api/v2".to_owned(),
        auth: Auth::Basic {
            user: "demo".to_owned(),
            password: SecretString::from("demo".to_owned()),
        },
        ca_file: None,
        insecure: false,
        timeouts: Timeouts::default(),
        in_flight: 8,
        cache_bytes: 8 << 20,
        demo: true,
    };
    Plan::new(Client::new(&engine).expect("a client"), true)
}

async fn call(toolbox: &Toolbox, name: &str, arguments: Value) -> ToolResult {
    toolbox.call(name, &arguments.to_string(), *NOW).await
}

/// A result that fits the schema of its tool.
async fn good(toolbox: &Toolbox, name: &str, arguments: Value) -> ToolResult {
    let result = call(toolbox, name, arguments).await;
    assert_ne!(
        result.status,
        ToolStatus::Error,
        "{name}: {}",
        result.content
    );
    let schema = toolbox.output_schema(name).expect("a schema");
    let validator = jsonschema::validator_for(&schema).expect("a valid schema");
    let errors: Vec<String> = validator
        .iter_errors(&result.content)
        .map(|error| format!("{error} at {}", error.instance_path()))
        .collect();
    assert!(errors.is_empty(), "{name}: {errors:?}");
    let size = result.content.to_string().len();
    assert!(size < 40_000, "{name} gives {size} characters");
    result
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_tool_answers_in_its_own_shape_and_changes_nothing() {
    let scheduler = Scheduler::start(Options::at(*NOW)).await;
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(
        folder.path().join("a.md"),
        "# Disk full\nCall the storage team.",
    )
    .expect("written");
    std::fs::write(
        folder.path().join("codes.toml"),
        "\"RC 42\" = \"no input today\"",
    )
    .expect("written");
    let toolbox = Toolbox::new(
        plan(&scheduler),
        Arc::default(),
        Some(folder.path().to_owned()),
    );
    assert_eq!(toolbox.specs().len(), 13);
    let before = good(&toolbox, "plan_summary", json!({})).await.content["by_status"].clone();

    let failed = good(
        &toolbox,
        "find_jobs",
        json!({"status": ["failed"], "sort": "start", "limit": 3}),
    )
    .await;
    assert_eq!(failed.status, ToolStatus::Truncated, "{}", failed.content);
    assert_eq!(failed.content["returned"], 3);
    assert!(
        failed.content["left_out"][0]
            .as_str()
            .is_some_and(|t| t.starts_with("3 of "))
    );
    let id = failed.content["data"][0]["id"]
        .as_str()
        .expect("an id")
        .to_owned();
    let job = failed.content["data"][0]["name"]
        .as_str()
        .expect("a name")
        .to_owned();
    let stream = failed.content["data"][0]["stream"]
        .as_str()
        .expect("a stream")
        .to_owned();

    let diagnosis = good(&toolbox, "diagnose_job", json!({"name": id})).await;
    assert!(
        diagnosis.content["evidence"]
            .as_array()
            .is_some_and(|e| !e.is_empty())
    );
    let read = good(&toolbox, "get_job", json!({"job": id})).await;
    assert_eq!(read.content["job"]["name"], job.as_str());
    for part in [
        json!({"job": id}),
        json!({"job": id, "tail": 5}),
        json!({"job": id, "pattern": "exit|error"}),
        json!({"job": id, "around": 5}),
        json!({"job": id, "from": 2, "to": 4}),
    ] {
        let log = good(&toolbox, "read_job_log", part.clone()).await;
        assert!(
            log.content["lines"]
                .as_array()
                .is_some_and(|l| !l.is_empty()),
            "{part}"
        );
    }
    for (name, arguments) in [
        (
            "dependencies",
            json!({"job": id, "direction": "both", "depth": 3}),
        ),
        ("impact", json!({"name": id})),
        ("find_streams", json!({"name": stream})),
        ("find_streams", json!({"status": "STUCK"})),
        ("workstations", json!({"only_trouble": true})),
        ("resources", json!({})),
        ("explain_code", json!({"code": "AWSITA245E"})),
        ("explain_code", json!({"code": "RC 42"})),
        ("search_runbooks", json!({"query": "disk"})),
        ("find_jobs", json!({"since": "2h", "limit": 2})),
    ] {
        let result = good(&toolbox, name, arguments.clone()).await;
        assert!(result.content.is_object(), "{name} {arguments}");
    }
    let proposal = good(
        &toolbox,
        "propose_action",
        json!({"job": id, "action": "rerun", "reason": "disk's freed"}),
    )
    .await;
    let command = proposal.content["command"].as_str().expect("a command");
    assert!(
        command.starts_with("resync jobs rerun ")
            && command.ends_with(r"--reason 'disk'\''s freed'"),
        "{command}"
    );
    assert_eq!(proposal.content["dry_run"], true);
    let after = good(&toolbox, "plan_summary", json!({})).await.content["by_status"].clone();
    assert_eq!(before, after);
}

#[tokio::test]
async fn what_goes_wrong_is_told_with_what_to_do_instead() {
    let scheduler = Scheduler::start(Options::at(*NOW)).await;
    let toolbox = Toolbox::new(plan(&scheduler), Arc::default(), None);
    assert!(
        toolbox
            .specs()
            .iter()
            .all(|spec| spec.name != "search_runbooks")
    );
    let jobs = good(
        &toolbox,
        "find_jobs",
        json!({"status": ["failed"], "limit": 1}),
    )
    .await;
    let mut typo = jobs.content["data"][0]["name"]
        .as_str()
        .expect("a name")
        .to_owned();
    typo.pop();
    let miss = call(&toolbox, "diagnose_job", json!({"name": typo})).await;
    assert_eq!(miss.status, ToolStatus::Error);
    assert!(
        miss.content["near"]
            .as_array()
            .is_some_and(|near| !near.is_empty()),
        "{}",
        miss.content
    );
    for (name, arguments) in [
        ("nonsense", "{}"),
        ("", ""),
        ("get_job", "{"),
        ("get_job", "[]"),
        ("get_job", r#"{"job":""}"#),
        ("get_job", r#"{"job":"A","host":"http://evil"}"#),
        ("find_jobs", r#"{"status":["nonsense"]}"#),
        ("find_jobs", r#"{"since":"whenever"}"#),
        ("find_jobs", r#"{"limit":-1}"#),
        ("search_runbooks", r#"{"query":"disk"}"#),
        ("propose_action", r#"{"job":"A","action":"delete"}"#),
    ] {
        let result = toolbox.call(name, arguments, *NOW).await;
        assert_eq!(result.status, ToolStatus::Error, "{name} {arguments}");
        for field in ["message", "hint"] {
            let text = result.content[field].as_str().unwrap_or_default();
            assert!(!text.is_empty(), "{name} {arguments}: {}", result.content);
        }
    }
    let nothing = call(&toolbox, "find_jobs", json!({"name": "NO_SUCH_JOB_AT_ALL"})).await;
    assert_eq!(nothing.status, ToolStatus::NoData, "{}", nothing.content);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_guard_lets_the_built_in_answer_of_every_incident_pass() {
    let scheduler = Scheduler::start(Options::at(*NOW)).await;
    let plan = plan(&scheduler);
    let asker = Asker::new(plan.clone());
    let toolbox = Toolbox::new(plan, Arc::default(), None);
    let zone = asker.time_zone().await;
    let mut wrong = Vec::new();
    for incident in scheduler.demo.incidents() {
        let id = incident.subject.id.as_str();
        let result = call(&toolbox, "diagnose_job", json!({"name": id})).await;
        let found = asker
            .resolver()
            .one(id, resync::ask::Wanted::Any)
            .await
            .expect("found");
        let diagnosis: Diagnosis = asker
            .diagnoser()
            .diagnose(&found.subject, *NOW)
            .await
            .expect("a diagnosis");
        let mut known = Known::new(std::slice::from_ref(&zone));
        known.instant(*NOW);
        known.diagnosis(&diagnosis);
        known.facts(&result.content);
        let answer = say_diagnosis(&diagnosis, &zone);
        let verdict = guard::check(&answer, &known);
        if !verdict.passed {
            wrong.push(format!(
                "{}: {:?}\n{answer}",
                incident.incident, verdict.faults
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}
