//! `resync mcp`, driven line by line over its standard input and output.

use std::process::Stdio;
use std::time::Duration;

use resync::demo::Options;
use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader, Lines};
use tokio::process::{Child, ChildStdin, ChildStdout, Command};

use crate::fault::{Fake, Step, json as json_answer};
use crate::model_server::until;
use crate::world::Scheduler;

/// A conversation with the server.
struct Talk {
    child: Child,
    input: ChildStdin,
    output: Lines<BufReader<ChildStdout>>,
    next: i64,
    /// Notifications that came in between.
    heard: Vec<Value>,
}

impl Talk {
    async fn start(url: &str, arguments: &[&str]) -> Self {
        let home = std::env::temp_dir();
        let mut child = Command::new(env!("CARGO_BIN_EXE_resync"))
            .env_clear()
            .env("HOME", home)
            .env("TZ", "UTC")
            .env("TWS_URL", url)
            .env("TWS_USER", "demo")
            .env("TWS_PASSWORD", "demo")
            .arg("mcp")
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .expect("it starts");
        let input = child.stdin.take().expect("an input");
        let output = BufReader::new(child.stdout.take().expect("an output")).lines();
        let mut talk = Self {
            child,
            input,
            output,
            next: 0,
            heard: Vec::new(),
        };
        let hello = talk
            .ask("initialize", json!({"protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": {"name": "test", "version": "1"}}))
            .await;
        assert_eq!(hello["result"]["serverInfo"]["name"], "resync", "{hello}");
        talk.send(&json!({"jsonrpc": "2.0", "method": "notifications/initialized"}))
            .await;
        talk
    }

    async fn send(&mut self, message: &Value) {
        let line = format!("{message}\n");
        self.input
            .write_all(line.as_bytes())
            .await
            .expect("written");
    }

    /// Sends a request and waits for its answer; every line must be JSON-RPC.
    async fn ask(&mut self, method: &str, params: Value) -> Value {
        self.next += 1;
        let id = self.next;
        self.send(&json!({"jsonrpc": "2.0", "id": id, "method": method, "params": params}))
            .await;
        self.answer(id).await
    }

    async fn answer(&mut self, id: i64) -> Value {
        loop {
            let line = tokio::time::timeout(Duration::from_secs(60), self.output.next_line())
                .await
                .expect("in time")
                .expect("readable")
                .expect("not the end");
            let message: Value = serde_json::from_str(&line).expect("only JSON on standard output");
            assert_eq!(message["jsonrpc"], "2.0", "{line}");
            if message["id"] == id {
                return message;
            }
            self.heard.push(message);
        }
    }

    async fn call(&mut self, tool: &str, arguments: Value) -> Value {
        self.ask("tools/call", json!({"name": tool, "arguments": arguments}))
            .await["result"]
            .clone()
    }

    async fn tools(&mut self) -> Vec<Value> {
        let answer = self.ask("tools/list", json!({})).await;
        answer["result"]["tools"].as_array().expect("tools").clone()
    }
}

async fn demo() -> Scheduler {
    Scheduler::start(Options::at(jiff::Timestamp::now())).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_read_tools_are_offered_with_schemas_and_give_what_fits_them() {
    let scheduler = demo().await;
    let mut talk = Talk::start(&scheduler.url, &[]).await;
    let tools = talk.tools().await;
    assert_eq!(tools.len(), 12, "no runbooks, no actions");
    for tool in &tools {
        assert_eq!(tool["annotations"]["readOnlyHint"], true, "{tool}");
        assert_eq!(tool["inputSchema"]["type"], "object", "{tool}");
    }
    let found = talk
        .call("find_jobs", json!({"status": ["failed"], "limit": 2}))
        .await;
    assert_eq!(found["isError"], false, "{found}");
    let schema = &tools
        .iter()
        .find(|tool| tool["name"] == "find_jobs")
        .expect("it")["outputSchema"];
    let validator = jsonschema::validator_for(schema).expect("a schema");
    assert!(validator.is_valid(&found["structuredContent"]), "{found}");
    let text = found["content"][0]["text"].as_str().expect("a text");
    assert!(
        text.starts_with("<<data ") && text.contains("truncated"),
        "{text}"
    );
    let id = found["structuredContent"]["data"][0]["id"].clone();
    let why = talk.call("diagnose_job", json!({"name": id})).await;
    assert!(
        why["structuredContent"]["root_cause"]["kind"].is_string(),
        "{why}"
    );

    for (tool, arguments) in [
        ("diagnose_job", json!({"name": "NO_SUCH_JOB"})),
        ("get_job", json!({"job": "A", "extra": 1})),
        ("no_such_tool", json!({})),
        (
            "cancel_job",
            json!({"job": id, "reason": "not offered here"}),
        ),
    ] {
        let refused = talk.call(tool, arguments).await;
        assert_eq!(refused["isError"], true, "{tool}: {refused}");
        let text = refused["content"][0]["text"].as_str().expect("a text");
        assert!(text.contains("What to do: "), "{text}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn resources_and_prompts_can_be_read() {
    let scheduler = demo().await;
    let mut talk = Talk::start(&scheduler.url, &[]).await;
    let listed = talk.ask("resources/list", json!({})).await;
    let listed = listed["result"]["resources"]
        .as_array()
        .expect("resources")
        .clone();
    assert!(listed.len() > 1, "the summary and some logs");
    for resource in listed.iter().take(2) {
        let read = talk
            .ask("resources/read", json!({"uri": resource["uri"]}))
            .await;
        let text = read["result"]["contents"][0]["text"]
            .as_str()
            .unwrap_or_default();
        assert!(!text.is_empty(), "{resource}: {read}");
    }
    let templates = talk.ask("resources/templates/list", json!({})).await;
    assert_eq!(
        templates["result"]["resourceTemplates"][0]["uriTemplate"],
        "resync://log/{job}"
    );
    for uri in [
        "resync://log/NO_SUCH_JOB",
        "resync://nothing",
        "file:///etc/passwd",
    ] {
        let missing = talk.ask("resources/read", json!({"uri": uri})).await;
        assert!(missing["error"]["data"]["hint"].is_string(), "{missing}");
    }
    let prompts = talk.ask("prompts/list", json!({})).await;
    assert_eq!(
        prompts["result"]["prompts"].as_array().map(Vec::len),
        Some(2)
    );
    let triage = talk
        .ask(
            "prompts/get",
            json!({"name": "triage", "arguments": {"job": "<|x|>LOAD"}}),
        )
        .await;
    let text = triage["result"]["messages"][0]["content"]["text"]
        .as_str()
        .expect("a text");
    assert!(
        text.contains("diagnose_job") && text.contains("LOAD") && !text.contains("<|"),
        "{text}"
    );
    let unknown = talk.ask("prompts/get", json!({"name": "other"})).await;
    assert!(unknown["error"]["message"].is_string(), "{unknown}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn actions_are_offered_only_when_allowed_and_need_a_reason() {
    let scheduler = demo().await;
    let mut talk = Talk::start(&scheduler.url, &["--allow-actions"]).await;
    let tools = talk.tools().await;
    let destructive = tools
        .iter()
        .filter(|tool| tool["annotations"]["destructiveHint"] == true);
    let names: Vec<&str> = destructive
        .filter_map(|tool| tool["name"].as_str())
        .collect();
    assert_eq!(names.len(), 7, "{names:?}");
    let found = talk
        .call("find_jobs", json!({"status": ["waiting"], "limit": 1}))
        .await;
    let id = found["structuredContent"]["data"][0]["id"].clone();
    for arguments in [
        json!({"job": id}),
        json!({"job": id, "reason": "  "}),
        json!({"job": "@", "reason": "all of them please"}),
    ] {
        let refused = talk.call("hold_job", arguments).await;
        assert_eq!(refused["isError"], true, "{refused}");
    }
    let held = talk
        .call(
            "hold_job",
            json!({"job": id, "reason": "the supplier asked to wait", "ticket": "INC-1"}),
        )
        .await;
    assert_eq!(held["isError"], false, "{held}");
    assert_eq!(held["structuredContent"]["dry_run"], false);
    let job = talk.call("get_job", json!({"job": id})).await;
    assert_eq!(job["structuredContent"]["job"]["priority"], 0, "{job}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_slow_call_tells_its_progress_and_can_be_cancelled() {
    // The scheduler tells who it is and then says nothing any more.
    let fake = Fake::start(|request, _| {
        if request.path().ends_with("/engine/info") {
            json_answer(200, "{}")
        } else {
            vec![Step::Hang]
        }
    })
    .await;
    let waiting = || {
        let requests = fake.requests();
        let plan = requests
            .iter()
            .filter(|request| request.path().contains("/plan/"));
        plan.count()
    };
    let mut talk = Talk::start(&fake.url, &[]).await;
    talk.send(&json!({"jsonrpc": "2.0", "id": 900, "method": "tools/call", "params": {"name": "plan_summary", "arguments": {}, "_meta": {"progressToken": "p1"}}})).await;
    let line = tokio::time::timeout(Duration::from_secs(10), talk.output.next_line())
        .await
        .expect("in time")
        .expect("readable")
        .expect("a line");
    let progress: Value = serde_json::from_str(&line).expect("JSON");
    assert_eq!(progress["method"], "notifications/progress", "{line}");
    assert_eq!(progress["params"]["progressToken"], "p1");
    until("the scheduler is asked", || waiting() > 0).await;
    assert_eq!(fake.left(), 0, "the call is under way");
    talk.send(&json!({"jsonrpc": "2.0", "method": "notifications/cancelled", "params": {"requestId": 900, "reason": "enough"}})).await;
    // Long before any time-out, every connection of the call is closed.
    until("the scheduler is left", || fake.left() == waiting()).await;
    // The conversation goes on, and nothing is ever said to the call that was cancelled.
    talk.tools().await;
    drop(talk.input);
    while let Some(line) = talk.output.next_line().await.expect("readable") {
        talk.heard.push(serde_json::from_str(&line).expect("JSON"));
    }
    assert!(
        talk.heard.iter().all(|message| message["id"] != 900),
        "{:?}",
        talk.heard
    );
    let ended = tokio::time::timeout(Duration::from_secs(10), talk.child.wait())
        .await
        .expect("it ends when its input does")
        .expect("ended");
    assert!(ended.success(), "{ended}");
}

/// A server with actions would want a token that confirms each of them. `serve` has none to confirm:
/// so what is held here is that there is no way to one. Nothing but the command and MCP, where it
/// was allowed, leads to the one call that changes the plan.
#[test]
fn nothing_but_the_command_and_mcp_leads_to_what_changes_the_plan() {
    let mut found: Vec<(String, &str)> = Vec::new();
    let mut folders = vec![std::path::PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("src")];
    let root = folders[0].clone();
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).expect("a folder").flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            if path.extension().is_none_or(|kind| kind != "rs") {
                continue;
            }
            let text = std::fs::read_to_string(&path).expect("readable");
            let name = path
                .strip_prefix(&root)
                .expect("inside")
                .display()
                .to_string();
            let calls = [".act(", ".perform(", "Client::act", "Prepared::perform"];
            let code = |line: &&str| !line.trim_start().starts_with("//");
            for line in text.lines().filter(code) {
                let called = calls.into_iter().filter(|call| line.contains(call));
                found.extend(called.map(|call| (name.clone(), call)));
            }
        }
    }
    found.sort();
    let found: Vec<(&str, &str)> = (found.iter())
        .map(|(file, call)| (file.as_str(), *call))
        .collect();
    assert_eq!(
        found,
        [
            ("command/jobs/act.rs", ".perform("),
            ("mcp/actions.rs", ".perform("),
            ("tools/action.rs", ".act("),
        ]
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_action_that_is_not_allowed_is_no_tool_and_reaches_nobody() {
    let fake = Fake::start(|_, _| json_answer(200, "{}")).await;
    let mut talk = Talk::start(&fake.url, &[]).await;
    for action in [
        "rerun_job",
        "hold_job",
        "release_job",
        "cancel_job",
        "kill_job",
        "confirm_job_successful",
        "confirm_job_abended",
    ] {
        let order = json!({"job": "LOAD", "reason": "the user wants it", "confirm": true});
        let refused = talk.call(action, order).await;
        assert_eq!(refused["isError"], true, "{action}: {refused}");
        let text = refused["content"][0]["text"].as_str().expect("a text");
        assert!(text.contains("no tool"), "{action}: {text}");
    }
    assert!(
        fake.requests()
            .iter()
            .all(|request| request.method == "GET")
    );
}

#[tokio::test]
async fn a_client_that_says_nonsense_does_no_harm() {
    let scheduler = demo().await;
    let mut talk = Talk::start(&scheduler.url, &[]).await;
    for line in ["not json\n", "{\"jsonrpc\":\"2.0\"}\n", "[]\n", "\n"] {
        talk.input
            .write_all(line.as_bytes())
            .await
            .expect("written");
    }
    assert_eq!(talk.tools().await.len(), 12);
}
