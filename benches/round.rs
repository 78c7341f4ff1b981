//! What the loop itself costs beside the model: deciding a round, and a whole question over loopback
//! to a server that answers at once.

use std::time::Duration;

use axum::routing::post;
use criterion::{BatchSize, Criterion, criterion_group, criterion_main};
use resync::config::{Model, ModelTimeouts};
use resync::llm::{
    Agents, Answered, Budget, Connection, Event, Machine, Message, Reply, Run, Setup, ToolCall,
};
use resync::tools::{ToolResult, ToolStatus};
use tokio::runtime::Runtime;

/// A machine in its first round, with evidence of the usual size.
fn machine() -> Machine {
    let evidence = "E1 log of LOAD: cp: error writing '/data/out': No space left on device\n";
    let mut machine = Machine::new(Setup {
        messages: vec![
            Message::system("Rules of the usual length. ".repeat(60)),
            Message::user(evidence.repeat(40)),
        ],
        tools: vec!["get_job", "read_job_log"],
        tool_tokens: 600,
        budget: Budget::default(),
        context: 8_192,
    });
    machine.start();
    machine
}

fn reply() -> Reply {
    let calls = (0..4).map(|n| ToolCall {
        id: format!("call_{n}"),
        name: "get_job".to_owned(),
        arguments: format!("{{\"job\":\"JOB{n}\"}}"),
    });
    Reply {
        text: "I look at four jobs.".to_owned(),
        calls: calls.collect(),
        ..Reply::default()
    }
}

fn results() -> Vec<Answered> {
    let one = Answered {
        status: ToolStatus::Ok,
        text: "status: ok\n{\"status\":\"ABEND\"}".repeat(40),
    };
    vec![one; 4]
}

/// A server that answers at once.
async fn server() -> String {
    let app = axum::Router::new().route(
        "/v1/chat/completions",
        post(async || {
            (
                [("content-type", "text/event-stream")],
                "data: {\"choices\":[{\"delta\":{\"content\":\"The disk is full.\"}}]}\n\ndata: [DONE]\n\n",
            )
        }),
    );
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0")
        .await
        .expect("a port");
    let url = format!("http://{}/v1", listener.local_addr().expect("an address"));
    tokio::spawn(async move { axum::serve(listener, app).await });
    url
}

fn bench(c: &mut Criterion) {
    c.bench_function("decide a round with four calls", |b| {
        b.iter_batched(
            machine,
            |mut machine| {
                machine.replied(reply(), Duration::ZERO);
                machine.ran(results(), Duration::ZERO)
            },
            BatchSize::SmallInput,
        );
    });

    let runtime = Runtime::new().expect("a runtime");
    let url = runtime.block_on(server());
    let connection = Connection::new(&Model {
        endpoint: url.parse().expect("an address"),
        key: None,
        name: Some("instant".to_owned()),
        context: 8_192,
        timeouts: ModelTimeouts::default(),
    })
    .expect("set up");
    let agents = Agents::built_in();
    let agent = agents.get(None).expect("one");
    c.bench_function("a question of one round over loopback", |b| {
        b.iter(|| {
            let run = Run {
                connection: &connection,
                agent,
                tools: &[],
                question: "why?",
                facts: &[],
                messages: machine().messages().to_vec(),
            };
            let outcome = runtime.block_on(run.answer(
                async |_: ToolCall| ToolResult {
                    status: ToolStatus::NoData,
                    content: serde_json::Value::Null,
                },
                |_: &str, _: &[String]| Vec::new(),
                |_: &str, text: &str| text.to_owned(),
                &mut |_: &Event| {},
            ));
            assert!(outcome.text.is_some(), "{outcome:?}");
        });
    });
}

criterion_group!(benches, bench);
criterion_main!(benches);
