//! Every request the client can send, checked against the vendor's description. The file is not
//! shipped: its place is given by the environment variable `HWA_OPENAPI`; without it the test
//! says so and passes.

use futures_util::StreamExt;
use resync::tws::{
    Action, Client, Filter, Group, Justification, LogRange, Node, Order, Query, Scope, TailLimits,
    Target, field, wire,
};
use serde_json::{Value, json};

use crate::engine::engine;
use crate::fault::{Fake, Request, Script, answer, json as reply};

/// Header fields of HTTP itself.
const STANDARD: &[&str] = &[
    "host",
    "accept",
    "accept-encoding",
    "user-agent",
    "authorization",
    "content-type",
    "content-length",
];

/// A body that the client takes for a good answer to anything.
fn plausible(request: &Request, _: usize) -> Script {
    let path = request.path();
    if path.ends_with("/joblog") {
        return answer(200, "text/plain", "= JOB : X\nline\n");
    }
    let id = r#""id":"11111111-1111-1111-1111-111111111111""#;
    reply(
        200,
        format!(r#"{{{id},"timezone":"UTC","count":0,"groupedCount":{{"SUCC":0}},"results":[]}}"#),
    )
}

fn dependency(kind: &str) -> wire::Dependency {
    let value = json!({ "dependencyType": kind, "id": "d", "jobId": "j", "satisfied": false });
    serde_json::from_value(value).expect("a dependency")
}

/// Sends one request of every kind.
async fn send_everything(client: &Client) {
    let filter = || Filter::is(field::NAME, "X").expect("short");
    let query = Query {
        filter: Some(filter()),
        plan_filter: Some("/@/@#/@/@.@".into()),
        order: vec![(field::NAME, Order::Descending)],
        timezone: Some("UTC".into()),
        plan_id: Some("current".into()),
        scope: Scope::NoDefinitions,
        ..Query::new()
    };
    client.engine_info().await.expect("info");
    client.jobs(&query).await.expect("jobs");
    client.streams(&query).await.expect("streams");
    client.workstations(&query).await.expect("workstations");
    client.resources(&query).await.expect("resources");
    client.job_definitions(&query).await.expect("definitions");
    client
        .stream_definitions(&query)
        .await
        .expect("definitions");
    assert_eq!(client.job_pages(query.clone()).count().await, 0);
    assert_eq!(client.stream_pages(query.clone()).count().await, 0);
    assert_eq!(client.workstation_pages(query).count().await, 0);
    client.job("a").await.expect("a job");
    client.stream("a").await.expect("a stream");
    client.workstation("a").await.expect("a workstation");
    client.resource("a").await.expect("a resource");
    let groups = [Group::Workstation, Group::Status, Group::Folder];
    client
        .count_jobs("/@/@#/@/@.@", &groups)
        .await
        .expect("counts");
    client
        .count_streams("/@/@#/@/@", &groups)
        .await
        .expect("counts");
    for node in [Node::Job, Node::Stream] {
        client
            .predecessors(node, "a", 2)
            .await
            .expect("predecessors");
        client.successors(node, "a", 2).await.expect("successors");
    }
    client.issues(&filter()).await.expect("issues");
    let range = LogRange {
        from_line: Some(1),
        to_line: Some(2),
        content_only: true,
        max_bytes: 9,
    };
    client.log("r", range).await.expect("a log");
    client
        .log_tail(
            "r",
            TailLimits {
                head_bytes: 1,
                ..TailLimits::default()
            },
        )
        .await
        .expect("a log");
    let followed = client.log_follow("r", Some(3)).await.expect("a log");
    assert_eq!(followed.count().await, 1);
    act(client).await;
}

async fn act(client: &Client) {
    let why = Justification {
        category: "c".into(),
        description: "d".into(),
        ticket: Some("t".into()),
    };
    let kinds = [
        "INTERNAL",
        "EXTERNAL_JOB",
        "EXTERNAL_JOBSTREAM",
        "JOIN",
        "FILE",
        "RESOURCE",
        "INTERNETWORK",
        "PROMPT",
    ];
    let dependencies: Vec<_> = kinds.map(dependency).into();
    let both = [
        Action::Hold,
        Action::Release,
        Action::Cancel,
        Action::ReleaseAllDependencies,
        Action::ReleaseDependencies(dependencies),
    ];
    let job = Target::Job("j".into());
    for action in both {
        client.act(action.clone(), &job, &why).await.expect("done");
        client
            .act(action, &Target::Stream("s".into()), &why)
            .await
            .expect("done");
    }
    for action in [
        Action::Kill,
        Action::ConfirmSucc,
        Action::ConfirmAbend,
        Action::UpdatePriority(50),
    ] {
        client.act(action, &job, &why).await.expect("done");
    }
    client
        .act(Action::Rerun, &Target::Run("r".into()), &why)
        .await
        .expect("done");
    let prompt = Target::Prompt("p".into());
    client
        .act(Action::ReplyPrompt(false), &prompt, &why)
        .await
        .expect("done");
}

/// The operation of the contract that a request is for; a literal path wins over a template.
fn operation<'a>(contract: &'a Value, request: &Request) -> Option<(&'a str, &'a Value)> {
    let parts: Vec<_> = request.path().split('/').collect();
    let paths = contract["paths"].as_object().expect("paths");
    let fits = |template: &str| {
        let template: Vec<_> = template.split('/').collect();
        template.len() == parts.len()
            && template
                .iter()
                .zip(&parts)
                .all(|(t, p)| t.starts_with('{') || t == p)
    };
    let found = paths.iter().filter(|(template, _)| fits(template));
    let (template, item) = found.min_by_key(|(template, _)| template.matches('{').count())?;
    Some((template, item.get(request.method.to_ascii_lowercase())?))
}

/// Whether a value fits a schema of the contract.
fn fits(contract: &Value, schema: &Value, value: &Value) -> Result<(), String> {
    let mut schema = schema.clone();
    schema["components"] = contract["components"].clone();
    let validator = jsonschema::validator_for(&schema).map_err(|error| error.to_string())?;
    validator.validate(value).map_err(|error| error.to_string())
}

/// A parameter's value as the JSON value that its text stands for.
fn typed(schema: &Value, text: &str) -> Value {
    match schema["type"].as_str() {
        Some("integer" | "boolean") => serde_json::from_str(text).unwrap_or(Value::Null),
        _ => Value::String(text.to_owned()),
    }
}

fn check(contract: &Value, request: &Request) -> Vec<String> {
    let shown = format!("{} {}", request.method, request.target);
    let Some((template, operation)) = operation(contract, request) else {
        return vec![format!("{shown}: no such operation")];
    };
    let mut faults = Vec::new();
    let empty = Vec::new();
    let parameters = operation["parameters"].as_array().unwrap_or(&empty);
    let declared = |place: &str, name: &str| {
        parameters.iter().find(|parameter| {
            parameter["in"] == place
                && parameter["name"]
                    .as_str()
                    .is_some_and(|known| known.eq_ignore_ascii_case(name))
        })
    };
    let query = request
        .target
        .split_once('?')
        .map_or("", |(_, query)| query);
    let names: Vec<_> = query
        .split('&')
        .filter_map(|pair| Some(pair.split_once('=')?.0))
        .collect();
    let query = names
        .iter()
        .map(|name| ("query", *name, request.query(name).expect("sent")));
    let headers = request
        .headers
        .iter()
        .filter(|(name, _)| !STANDARD.contains(&name.as_str()));
    let headers = headers.map(|(name, value)| ("header", name.as_str(), value.clone()));
    for (place, name, value) in query.chain(headers) {
        match declared(place, name) {
            None => faults.push(format!("{shown}: {place} {name} is not declared")),
            Some(parameter) => {
                let schema = &parameter["schema"];
                if let Err(error) = fits(contract, schema, &typed(schema, &value)) {
                    faults.push(format!("{shown}: {place} {name} = {value:?}: {error}"));
                }
            }
        }
    }
    for parameter in parameters
        .iter()
        .filter(|p| p["required"] == true && p["in"] == "query")
    {
        if !names.contains(&parameter["name"].as_str().unwrap_or_default()) {
            faults.push(format!("{shown}: {} is missing", parameter["name"]));
        }
    }
    let schema = &operation["requestBody"]["content"]["application/json"]["schema"];
    match (schema.is_null(), request.body.is_empty()) {
        (true, false) => faults.push(format!("{shown}: {template} takes no body")),
        (false, true) => faults.push(format!("{shown}: a body is missing")),
        (false, false) => {
            if request.header("content-type") != Some("application/json") {
                faults.push(format!("{shown}: the body is not labelled as JSON"));
            }
            let body = serde_json::from_slice(&request.body).expect("JSON");
            if let Err(error) = fits(contract, schema, &body) {
                faults.push(format!("{shown}: {error}"));
            }
        }
        (true, true) => {}
    }
    faults
}

/// The contract, or none when nobody said where it is.
fn contract() -> Option<Value> {
    let Some(file) = std::env::var_os("HWA_OPENAPI") else {
        eprintln!("HWA_OPENAPI is not set: nothing is compared with the contract");
        return None;
    };
    let contract = std::fs::read(&file).expect("the file that HWA_OPENAPI names");
    Some(serde_json::from_slice(&contract).expect("JSON"))
}

#[tokio::test]
async fn every_request_is_one_of_the_contract() {
    let server = Fake::start(plausible).await;
    let client = Client::new(&engine(&server.url)).expect("client");
    send_everything(&client).await;
    let requests = server.requests();
    assert!(requests.len() > 40, "{}", requests.len());
    let Some(contract) = contract() else { return };
    let faults: Vec<_> = requests
        .iter()
        .flat_map(|request| check(&contract, request))
        .collect();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn a_request_that_breaks_the_contract_is_noticed() {
    let Some(contract) = contract() else { return };
    let faults = |method: &str, path: &str, body: &str| {
        let request = Request {
            method: method.into(),
            target: format!("/twsd/api/v2{path}"),
            headers: vec![("content-type".into(), "application/json".into())],
            body: body.into(),
        };
        check(&contract, &request).len()
    };
    assert_eq!(faults("GET", "/plan/job?limit=5", ""), 0);
    assert_eq!(faults("GET", "/plan/job?limit=x&planId=current", ""), 2);
    assert_eq!(faults("GET", "/plan/job/count", ""), 1);
    assert_eq!(faults("POST", "/plan/job/j/action/hold", ""), 1);
    assert_eq!(
        faults("PUT", "/plan/prompt/p/action/reply", "{\"answer\":\"yes\"}"),
        1
    );
    assert_eq!(faults("PUT", "/plan/prompt/p/action/reply", ""), 1);
    assert_eq!(faults("PUT", "/plan/job/j/action/hold", "{}"), 1);
}
