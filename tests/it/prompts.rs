//! How large the prompt of a why-question is: every kind of incident of two plans, with every agent.

use std::collections::BTreeSet;
use std::path::PathBuf;

use futures_util::StreamExt;
use resync::ask::Question;
use resync::chat::{Asked, Chat, Setup};
use resync::config::{Auth, Engine, ModelTimeouts, Timeouts};
use resync::demo::Options;
use resync::llm::{Agents, Conversation, estimate};
use resync::plan::Plan;
use resync::tws::Client;
use secrecy::SecretString;
use serde_json::Value;

use crate::engine::engine;
use crate::fault::Fake;
use crate::model_server::{model, says};
use crate::world::Scheduler;

/// Tokens that rules, tools, evidence and question take together at most.
const MOST: u64 = 2_500;

fn plan(scheduler: &Scheduler) -> Plan {
    let engine = Engine {
        auth: Auth::Basic {
            user: "demo".to_owned(),
            password: SecretString::from("demo"),
        },
        timeouts: Timeouts::default(),
        demo: true,
        ..engine(&scheduler.url)
    };
    Plan::new(Client::new(&engine).expect("a client"), true)
}

/// The tokens are estimated as the program itself does, which is a fifth above what `cl100k_base`
/// counts; the largest prompt is written to a file, for whoever has a tokenizer at hand.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_why_question_fits_for_every_agent() {
    let now = jiff::Timestamp::now();
    let agents = Agents::built_in();
    let mut largest = (0, String::new(), Value::Null);
    let (mut asked_in_all, mut too_large) = (0, Vec::new());
    for seed in [1, 7] {
        let scheduler = Scheduler::start(Options {
            seed,
            ..Options::at(now)
        })
        .await;
        let plan = plan(&scheduler);
        let mut kinds = BTreeSet::new();
        let incidents = scheduler.demo.incidents();
        let incidents: Vec<_> = (incidents.iter())
            .filter(|planted| kinds.insert((planted.kind.clone(), planted.cause.kind.clone())))
            .collect();
        assert!(incidents.len() >= 35, "only {} kinds", incidents.len());
        let each = incidents
            .iter()
            .flat_map(|incident| agents.list().iter().map(move |agent| (*incident, agent)));
        let sizes: Vec<(u64, String, Value)> = futures_util::stream::iter(each)
            .map(async |(incident, agent)| {
                let fake = Fake::start(|_, _| says("[E1]")).await;
                let mut patient = model(&fake.url);
                patient.timeouts = ModelTimeouts::default();
                let chat = Chat::new(Setup {
                    model: Some(patient),
                    ..Setup::default()
                });
                let question = Question {
                    text: format!("why is \"{}\" in this state?", incident.subject.id),
                    ..Question::default()
                };
                let asked = Asked {
                    question: &question,
                    agent: Some(agent),
                    said: &Conversation::default(),
                    now,
                };
                let answer = Box::pin(chat.answer(&plan, &asked, &mut |_| {})).await;
                let answer = answer.expect("an answer").report;
                assert!(
                    answer.diagnosis.is_some(),
                    "{}: {}",
                    incident.incident,
                    answer.answer
                );
                let body: Value = serde_json::from_slice(&fake.requests()[0].body).expect("JSON");
                // The text that a model reads, not its escapes in JSON, and what frames a message.
                let messages = body["messages"].as_array().into_iter().flatten();
                let read: u64 = messages
                    .map(|message| estimate(message["content"].as_str().unwrap_or_default()) + 4)
                    .sum();
                let tokens = read + estimate(&body["tools"].to_string());
                (
                    tokens,
                    format!("{} for {}", incident.incident, agent.name),
                    body,
                )
            })
            .buffer_unordered(4)
            .collect()
            .await;
        asked_in_all += sizes.len();
        for size in sizes {
            if size.0 >= MOST {
                too_large.push(format!("{}: {} tokens", size.1, size.0));
            }
            if size.0 > largest.0 {
                largest = size;
            }
        }
    }
    let (tokens, what, body) = largest;
    eprintln!(
        "{asked_in_all} why-questions; the largest prompt is {tokens} tokens as estimated: {what}"
    );
    let target = PathBuf::from(env!("CARGO_TARGET_TMPDIR"));
    let file = target
        .parent()
        .expect("a folder")
        .join("largest-prompt.json");
    std::fs::write(file, body.to_string()).expect("written");
    assert!(too_large.is_empty(), "{too_large:#?}");
}
