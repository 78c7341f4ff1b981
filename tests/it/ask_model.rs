//! `resync ask` with a model, without one, and from one question to the next.

use std::sync::Arc;

use resync::ask::AskReport;
use resync::demo::{Options, Planted};
use resync::llm::estimate;
use serde_json::Value;

use crate::fault::{Fake, Script};
use crate::model_server::{calls, says, sent, serve};
use crate::world::{Scheduler, Transcript, World};

/// A demo scheduler, a scripted model, and a home to ask from.
pub struct Desk {
    /// The scheduler.
    pub scheduler: Scheduler,
    /// The model server.
    pub model: Fake,
    /// The home.
    pub world: Arc<World>,
}

impl Desk {
    /// With these answers of the model.
    pub async fn new(scripts: Vec<Script>) -> Self {
        let scheduler = Scheduler::start(Options::at(jiff::Timestamp::now())).await;
        let model = serve(scripts).await;
        let world = World::at(&scheduler.url)
            .with("LLM_ENDPOINT", &format!("{}/v1", model.url))
            .with("LLM_MODEL", "tiny")
            .with("LLM_API_KEY", "sk-canary-4711");
        Self {
            scheduler,
            model,
            world: Arc::new(world),
        }
    }

    /// Runs the command.
    pub async fn run(&self, arguments: &[&str]) -> Transcript {
        run(&self.world, arguments).await
    }

    /// An incident with a failed job for a cause.
    pub fn incident(&self) -> Planted {
        let planted = self.scheduler.demo.incidents();
        let failed = |incident: &&Planted| !incident.healthy && incident.kind.ends_with("_error");
        planted.iter().find(failed).expect("one of many").clone()
    }
}

/// Runs the command in a home that is kept.
pub async fn run(world: &Arc<World>, arguments: &[&str]) -> Transcript {
    let world = Arc::clone(world);
    let arguments: Vec<String> = arguments.iter().map(|a| (*a).to_owned()).collect();
    tokio::task::spawn_blocking(move || {
        world.run(&arguments.iter().map(String::as_str).collect::<Vec<_>>())
    })
    .await
    .expect("it ran")
}

/// The answer that a command printed as JSON.
pub fn report(transcript: &Transcript) -> AskReport {
    serde_json::from_str(&transcript.stdout).unwrap_or_else(|error| panic!("{error}: {transcript}"))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_bare_no_to_how_a_job_is_is_followed_by_how_it_is() {
    let desk = Desk::new(vec![says("No, it is not fine.")]).await;
    let incident = desk.incident();
    let question = format!("is {} fine?", incident.subject.name);
    let answer = report(&desk.run(&["ask", &question, "--json"]).await);
    let (said, own) = answer.answer.split_once("\n\n").expect("two parts");
    assert_eq!(said, "No, it is not fine.");
    assert!(own.contains(&incident.subject.name), "{own}");
    assert!(own.contains(" ABEND: the job ended with"), "{own}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_model_words_the_answer_from_the_evidence_in_one_round() {
    let desk = Desk::new(vec![
        says("It failed, as the log shows [E1][E2].\n\nMend it, then rerun."),
        says("It failed [E1]."),
    ])
    .await;
    let incident = desk.incident();
    let transcript = desk.run(&["ask", &incident.question, "--json"]).await;
    let answer = report(&transcript);
    assert_eq!(transcript.code, 0, "{transcript}");
    assert_eq!(
        (answer.written_by.as_str(), answer.usage.rounds),
        ("tiny", 1)
    );
    assert_eq!(answer.agent.as_deref(), Some("operator"));
    assert_eq!(answer.guard.expect("checked").verdict, "passed");
    assert_eq!(answer.citations, ["E1", "E2"]);
    assert!(
        answer
            .answer
            .starts_with("It failed, as the log shows [E1][E2].")
    );
    assert!(
        answer.answer.contains("\n\nEvidence:\n- [E1] "),
        "{}",
        answer.answer
    );
    assert!(
        answer
            .diagnosis
            .is_some_and(|found| found.root_cause.kind.as_str() == incident.kind)
    );
    assert!(answer.usage.prompt_tokens > 0);
    let brief = report(&desk.run(&["ask", &incident.question, "--json"]).await);
    assert_eq!(brief.citations, ["E1"]);
    let proof = brief.diagnosis.expect("diagnosed").root_cause.evidence;
    assert!(proof.len() > 1, "{proof:?}");
    for id in &proof {
        let line = format!("\n- [{id}] ");
        assert!(brief.answer.contains(&line), "{line}: {}", brief.answer);
    }
    let bodies = sent(&desk.model);
    let prompt = bodies[0]["messages"].to_string();
    assert!(prompt.contains(&incident.cause.name), "{prompt}");
    let part = |body: &Value| estimate(&body.to_string());
    let tokens = part(&bodies[0]["messages"]) + part(&bodies[0]["tools"]);
    eprintln!(
        "a why-question: {tokens} tokens, of them {} tools",
        part(&bodies[0]["tools"])
    );
    assert!(tokens < 2_500, "{tokens} tokens");
    // What servers may keep from one question to the next.
    assert_eq!(bodies[0]["messages"][0], bodies[1]["messages"][0]);
    assert_eq!(bodies[0]["tools"], bodies[1]["tools"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_tool_gave_may_be_stated_and_the_plan_is_not_touched() {
    let desk = Desk::new(vec![
        calls(&[
            ("c1", "plan_summary", "{}"),
            ("c2", "find_jobs", r#"{"status":["failed"]}"#),
        ]),
        says("See the list above."),
    ])
    .await;
    let transcript = desk.run(&["ask", "why is everything red?", "--json"]).await;
    let answer = report(&transcript);
    assert_eq!(
        (answer.usage.rounds, answer.usage.tool_calls),
        (2, 2),
        "{transcript}"
    );
    assert_eq!(answer.written_by, "tiny");
    let second = &sent(&desk.model)[1]["messages"];
    let given = second.to_string();
    assert!(
        given.contains("status: ok") || given.contains("status: truncated"),
        "{given}"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_model_that_lies_twice_loses_its_word() {
    let lie = || says("The job GHOST_OF_LOAD failed with return code 9999 [E99].");
    let desk = Desk::new(vec![lie(), lie(), lie(), lie()]).await;
    let question = desk.incident().question;
    let transcript = desk.run(&["ask", &question, "--json"]).await;
    let answer = report(&transcript);
    assert_eq!(
        (transcript.code, answer.written_by.as_str()),
        (0, "rules"),
        "{transcript}"
    );
    let guard = answer.guard.expect("checked");
    assert_eq!(guard.verdict, "failed");
    for wrong in ["GHOST_OF_LOAD", "9999", "[E99]"] {
        assert!(
            guard.faults.iter().any(|fault| fault.contains(wrong)),
            "{guard:?}"
        );
        assert!(!answer.answer.contains(wrong), "{}", answer.answer);
    }
    assert!(!answer.warnings.is_empty());
    let required = desk.run(&["ask", &question, "--require-model"]).await;
    assert_eq!(required.code, 7, "{required}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_model_that_is_down_costs_nobody_the_answer() {
    let desk = Desk::new(Vec::new()).await;
    let question = desk.incident().question;
    let world = Arc::new(
        World::at(&desk.scheduler.url)
            .with("LLM_ENDPOINT", "http://127.0.0.1:9/v1")
            .with("LLM_API_KEY", "sk-canary-4711"),
    );
    let transcript = run(&world, &["ask", &question]).await;
    assert_eq!(transcript.code, 0, "{transcript}");
    assert!(transcript.stdout.contains("Evidence:"), "{transcript}");
    assert!(transcript.stderr.contains("127.0.0.1:9"), "{transcript}");
    let required = run(&world, &["ask", &question, "--require-model", "--json"]).await;
    assert_eq!(required.code, 7, "{required}");
    assert!(!format!("{transcript}{required}").contains("canary"));
    let rules = run(&world, &["ask", &question, "--no-llm"]).await;
    assert!(!rules.stderr.contains("127.0.0.1:9"), "{rules}");
    let none = Arc::new(World::at(&desk.scheduler.url));
    assert_eq!(
        run(&none, &["ask", &question, "--require-model"])
            .await
            .code,
        7
    );
    let agent = run(&none, &["ask", &question, "--agent", "triage"]).await;
    assert_eq!(agent.code, 0, "{agent}");
    assert!(agent.stderr.contains("no model is configured"), "{agent}");
    let unknown = run(&none, &["ask", &question, "--agent", "triagge"]).await;
    assert_eq!(unknown.code, 5, "{unknown}");
    assert!(unknown.stderr.contains("triage"), "{unknown}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_conversation_goes_on_from_one_command_to_the_next() {
    let desk = Desk::new(Vec::new()).await;
    let incident = desk.incident();
    let none = Arc::new(World::at(&desk.scheduler.url));
    run(&none, &["ask", &incident.question]).await;
    let next = run(&none, &["ask", "-c", "and what does it block?", "--json"]).await;
    let subject = report(&next).subject.expect("the same object");
    assert_eq!(subject.key, incident.subject.key, "{next}");
    let named = run(
        &none,
        &["ask", "--session", "night", "how many jobs are late?"],
    )
    .await;
    assert_eq!(named.code, 0, "{named}");
    let folder = none.folder().join(".local/state/resync/sessions");
    for file in ["default.json", "night.json"] {
        let file = folder.join(file);
        let text = std::fs::read_to_string(&file).expect("kept");
        assert!(text.contains("\"turns\""), "{text}");
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let mode = std::fs::metadata(&file)
                .expect("there")
                .permissions()
                .mode();
            assert_eq!(mode & 0o777, 0o600, "{}", file.display());
        }
    }
    let bad = run(&none, &["ask", "--session", "../x", "hello"]).await;
    assert_eq!(bad.code, 2, "{bad}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_trace_is_shown_again_without_scheduler_and_model() {
    let desk = Desk::new(vec![says("It failed [E1]."), says("It failed [E1].")]).await;
    let question = desk.incident().question;
    let first = desk
        .run(&["ask", &question, "--trace", "t.jsonl", "--json"])
        .await;
    assert_eq!(first.code, 0, "{first}");
    let file = desk.world.folder().join("t.jsonl");
    let text = std::fs::read_to_string(&file).expect("written");
    let lines: Vec<Value> = (text.lines())
        .map(|line| serde_json::from_str(line).expect("JSON lines"))
        .collect();
    let events: Vec<_> = lines
        .iter()
        .filter_map(|line| line["event"].as_str())
        .collect();
    assert_eq!((events[0], events[events.len() - 1]), ("started", "report"));
    assert!(!text.contains("canary") && text.contains("resync.trace/v1"));
    let file = file.display().to_string();
    let offline = Arc::new(World::new().with("APP_ENVIRONMENT", "production"));
    let again = run(&offline, &["ask", "--replay", &file, "--json"]).await;
    assert_eq!(again.code, 0, "{again}");
    assert_eq!(report(&again), report(&first));
    let cut = desk.world.folder().join("cut.jsonl");
    std::fs::write(&cut, text.lines().next().expect("one")).expect("written");
    let cut = cut.display().to_string();
    assert_eq!(run(&offline, &["ask", "--replay", &cut]).await.code, 2);
    assert_eq!(
        run(&offline, &["ask", "--replay", "none.jsonl"]).await.code,
        2
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_conversation_is_held_line_by_line() {
    let desk = Desk::new(Vec::new()).await;
    let incident = desk.incident();
    let typed = format!(
        "/show\n{}\n/evidence\n/tools\nwhy did NO_SUCH_JOB_AT_ALL abend?\n/nonsense\n/save night\n/clear\n/quit\nnever asked\n",
        incident.question
    );
    let world = Arc::new(World::at(&desk.scheduler.url).stdin(typed));
    let transcript = run(&world, &["ask", "-i"]).await;
    assert_eq!(transcript.code, 0, "{transcript}");
    let Transcript { stdout, stderr, .. } = &transcript;
    assert!(stdout.contains(&incident.cause.name), "{transcript}");
    assert!(stdout.matches("[E1] ").count() >= 2, "{transcript}");
    assert!(stdout.contains("diagnose_job"), "{transcript}");
    for told in [
        "nothing was asked yet",
        "NO_SUCH_JOB_AT_ALL",
        "/nonsense",
        "--session night",
    ] {
        assert!(stderr.contains(told), "{told}: {transcript}");
    }
    let kept = world
        .folder()
        .join(".local/state/resync/sessions/night.json");
    assert!(kept.exists(), "{transcript}");
}
