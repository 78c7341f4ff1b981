//! A scripted model server, and a question put to it with two tools.

use std::sync::Mutex;
use std::time::Duration;

use resync::config::{Model, ModelTimeouts};
use resync::llm::{Agents, Connection, Event, Message, Outcome, Run, ToolCall};
use resync::tools::{ToolResult, ToolSpec, ToolStatus};
use secrecy::SecretString;
use serde_json::{Value, json};

use crate::fault::{Fake, Request, Script, answer, json as json_answer};

/// The key that must not appear anywhere.
pub const KEY: &str = "sk-canary-4711";

/// A server whose chat answers come in this order. The rest is answered 500 and named.
pub async fn serve(scripts: Vec<Script>) -> Fake {
    let scripts = Mutex::new(scripts.into_iter());
    Fake::start(
        move |request, _| match (request.method.as_str(), request.path()) {
            ("POST", "/v1/chat/completions") => scripts
                .lock()
                .expect("no panic")
                .next()
                .unwrap_or_else(|| unexpected(request)),
            ("GET", "/v1/models") => json_answer(
                200,
                r#"{"object":"list","data":[{"id":"first"},{"id":"second"}]}"#,
            ),
            _ => unexpected(request),
        },
    )
    .await
}

fn unexpected(request: &Request) -> Script {
    let text = format!("nobody expected {} {}", request.method, request.target);
    json_answer(500, json!({ "error": { "message": text } }).to_string())
}

/// The bodies of the chat requests that came.
pub fn sent(fake: &Fake) -> Vec<Value> {
    fake.requests()
        .iter()
        .filter(|request| request.method == "POST")
        .map(|request| serde_json::from_slice(&request.body).expect("JSON"))
        .collect()
}

/// A reply in one piece.
pub fn whole(message: &Value) -> Script {
    json_answer(
        200,
        json!({ "choices": [{ "message": message, "finish_reason": "stop" }],
                "usage": { "prompt_tokens": 100, "completion_tokens": 10 } })
        .to_string(),
    )
}

/// The events of a stream, as text.
pub fn events(deltas: &[Value]) -> String {
    deltas
        .iter()
        .map(|delta| format!("data: {}\n\n", json!({ "choices": [{ "delta": delta }] })))
        .collect()
}

/// A stream that ends well.
pub fn stream(deltas: &[Value]) -> Script {
    let usage =
        json!({ "choices": [], "usage": { "prompt_tokens": 100, "completion_tokens": 10 } });
    raw(&format!(
        "{}data: {usage}\n\ndata: [DONE]\n\n",
        events(deltas)
    ))
}

/// A stream of these bytes.
pub fn raw(text: &str) -> Script {
    answer(200, "text/event-stream", text)
}

/// A stream that says this.
pub fn says(text: &str) -> Script {
    stream(&[
        json!({ "role": "assistant", "content": "" }),
        json!({ "content": text }),
    ])
}

/// A stream that calls these tools.
pub fn calls(calls: &[(&str, &str, &str)]) -> Script {
    let calls: Vec<Value> = calls
        .iter()
        .enumerate()
        .map(|(index, (id, name, arguments))| {
            json!({ "index": index, "id": id, "type": "function",
                    "function": { "name": name, "arguments": arguments } })
        })
        .collect();
    stream(&[json!({ "tool_calls": calls })])
}

/// The way to a server, with short patience.
pub fn model(url: &str) -> Model {
    Model {
        endpoint: format!("{url}/v1").parse().expect("an address"),
        key: Some(SecretString::from(KEY)),
        name: Some("tiny".to_owned()),
        context: 8_192,
        timeouts: ModelTimeouts {
            connect: Duration::from_secs(2),
            first_token: Duration::from_millis(700),
            between_tokens: Duration::from_millis(400),
            total: Duration::from_secs(5),
        },
    }
}

/// The way to a server.
pub fn connect(fake: &Fake) -> Connection {
    Connection::new(&model(&fake.url)).expect("set up")
}

/// The tools on offer.
pub fn tools() -> Vec<ToolSpec> {
    [
        ("get_job", "Reading the job"),
        ("read_job_log", "Reading the log"),
    ]
    .map(|(name, title)| ToolSpec {
        name,
        title,
        description: "Reads what the scheduler knows.",
        parameters: json!({ "type": "object", "properties": { "job": { "type": "string" } } }),
    })
    .into()
}

/// A question under way.
pub struct Asked<'a> {
    /// The way to the model.
    pub connection: &'a Connection,
    /// What a tool gives.
    pub result: Value,
    /// Words that an answer must not hold.
    pub forbidden: &'a str,
    /// Where every call waits until as many are under way.
    pub together: Option<tokio::sync::Barrier>,
}

impl<'a> Asked<'a> {
    /// With tools that work and a guard that passes.
    pub fn of(connection: &'a Connection) -> Self {
        Self {
            connection,
            result: json!({ "status": "ABEND" }),
            forbidden: "GHOST",
            together: None,
        }
    }

    /// Asks, and gives the outcome and the calls that were run.
    pub async fn ask(&self) -> (Outcome, Vec<ToolCall>) {
        let agents = Agents::built_in();
        let ran = Mutex::new(Vec::new());
        let tools = tools();
        let run = Run {
            connection: self.connection,
            agent: agents.get(None).expect("one"),
            tools: &tools,
            question: "why?",
            facts: &[],
            messages: vec![
                Message::system("Rules."),
                Message::user("Evidence.\n\nQuestion: why?"),
            ],
        };
        let outcome = run
            .answer(
                async |call: ToolCall| {
                    ran.lock().expect("no panic").push(call);
                    if let Some(together) = &self.together {
                        together.wait().await;
                    }
                    ToolResult {
                        status: ToolStatus::Ok,
                        content: self.result.clone(),
                    }
                },
                |text: &str, _: &[String]| {
                    if text.contains(self.forbidden) {
                        vec![format!("{} is in no evidence", self.forbidden)]
                    } else {
                        Vec::new()
                    }
                },
                |source: &str, text: &str| format!("<<{source}>>{text}<<end>>"),
                &mut |_: &Event| {},
            )
            .await;
        (outcome, ran.into_inner().expect("no panic"))
    }
}

/// The text that was shown while it came in.
pub fn shown(outcome: &Outcome) -> String {
    outcome
        .events
        .iter()
        .filter_map(|event| match event {
            Event::Text { text, .. } => Some(text.as_str()),
            _ => None,
        })
        .collect()
}

/// Waits until something is so; at most as long as a person would.
pub async fn until(what: &str, is_so: impl Fn() -> bool) {
    for _ in 0..400 {
        if is_so() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(25)).await;
    }
    panic!("never: {what}");
}
