//! What the demo answers is held against the vendor's `OpenAPI` file, named by `HWA_OPENAPI`.

use std::io::Write;

use resync::demo::{Level, Options};
use serde_json::{Value, json};

use crate::demo_server::{Server, options};

struct Contract(Value);

impl Contract {
    /// The file, or nothing with a notice: it is the vendor's and not part of this repository.
    fn load() -> Option<Self> {
        let Some(path) = std::env::var_os("HWA_OPENAPI") else {
            let _ = writeln!(
                std::io::stderr(),
                "HWA_OPENAPI is not set: the contract was not checked"
            );
            return None;
        };
        let text = std::fs::read_to_string(path).expect("the file of HWA_OPENAPI");
        Some(Self(serde_json::from_str(&text).expect("JSON")))
    }

    /// The schema of a successful answer, with everything it refers to.
    fn schema(&self, method: &str, path: &str) -> Value {
        let operation = &self.0["paths"][format!("/twsd/api/v2{path}")][method];
        assert!(operation.is_object(), "the contract has no {method} {path}");
        let mut schema =
            operation["responses"]["200"]["content"]["application/json"]["schema"].clone();
        assert!(schema.is_object(), "{method} {path} declares no JSON");
        schema["components"] = json!({ "schemas": self.0["components"]["schemas"] });
        schema["$schema"] = json!("https://json-schema.org/draft/2020-12/schema");
        schema
    }

    fn check(&self, method: &str, path: &str, body: &Value) {
        let validator = jsonschema::options()
            .should_validate_formats(true)
            .build(&self.schema(method, path))
            .expect("a schema");
        let errors: Vec<String> = validator
            .iter_errors(body)
            .take(5)
            .map(|error| {
                format!(
                    "{} at {}",
                    error.to_string().chars().take(300).collect::<String>(),
                    error.instance_path()
                )
            })
            .collect();
        assert!(errors.is_empty(), "{method} {path}: {errors:#?}");
    }
}

const SELECTION: &str = "plan_filter=/@/@%23/@/@.@&grouping_filters=status,workstation,folder";

#[tokio::test]
async fn every_read_answers_as_the_contract_says() {
    let Some(contract) = Contract::load() else {
        return;
    };
    let server = Server::start(Options {
        jobs: 1_000,
        ..options()
    })
    .await;
    for (path, query) in [
        ("/engine/info", ""),
        ("/objects-info", ""),
        ("/plan/job", "limit=2000"),
        ("/plan/job/count", SELECTION),
        ("/plan/job/issues", "oql=priority%20%3E%3D%200"),
        ("/plan/jobstream", ""),
        ("/plan/jobstream/count", SELECTION),
        ("/plan/workstation", ""),
        ("/plan/resource", ""),
        ("/plan/folder/objects-count", "object_type=JOB_IN_PLAN&oql="),
        ("/plan/consumed-jobs/runs", "period=day"),
        ("/model/jobdefinition", ""),
        ("/model/jobstream", ""),
    ] {
        let body = server.get(&format!("{path}?{query}")).await;
        contract.check("get", path, &body);
    }
}

#[tokio::test]
async fn the_check_itself_notices_a_wrong_body() {
    let Some(contract) = Contract::load() else {
        return;
    };
    let server = Server::start(options()).await;
    let mut body = server.get("/plan/job?limit=1").await;
    let schema = contract.schema("get", "/plan/job");
    let validator = jsonschema::options()
        .should_validate_formats(true)
        .build(&schema)
        .expect("a schema");
    assert!(validator.is_valid(&body));
    for (field, wrong) in [
        ("lastRunCommonStatus", json!("SPLENDID")),
        ("schedTime", json!("yesterday")),
        ("priority", json!("ten")),
    ] {
        let right = std::mem::replace(&mut body["results"][0][field], wrong);
        assert!(!validator.is_valid(&body), "{field}");
        body["results"][0][field] = right;
    }
}

#[tokio::test]
async fn every_object_of_every_incident_answers_as_the_contract_says() {
    let Some(contract) = Contract::load() else {
        return;
    };
    let server = Server::start(options()).await;
    let ids: Vec<String> = server
        .demo
        .incidents()
        .into_iter()
        .flat_map(|planted| planted.chain)
        .collect();
    let jobs = contract.schema("get", "/plan/job/{job_id}");
    let jobs = jsonschema::options()
        .should_validate_formats(true)
        .build(&jobs)
        .expect("a schema");
    let mut checked = 0;
    for id in ids {
        let (status, body) = server.query(&format!("/plan/job/{id}"), &[]).await;
        if status == 200 {
            let errors: Vec<String> = jobs
                .iter_errors(&body)
                .map(|error| format!("{error} at {}", error.instance_path()))
                .collect();
            assert!(errors.is_empty(), "{id}: {errors:#?} {body:#}");
            checked += 1;
        }
    }
    assert!(checked > 80, "{checked}");
    let stream = server.planted("stream_prompt").subject.id;
    let job = server.planted("command_in_join").subject.id;
    contract.check(
        "get",
        "/plan/jobstream/{jobstream_id}",
        &server.get(&format!("/plan/jobstream/{stream}")).await,
    );
    let body = server
        .get(&format!("/plan/job/{job}/predecessors?depth=9"))
        .await;
    contract.check("get", "/plan/job/{job_id}/predecessors", &body);
    let workstation = server.planted("workstation_unlinked").cause.id;
    let body = server
        .get(&format!("/plan/workstation/{workstation}"))
        .await;
    contract.check("get", "/plan/workstation/{workstation_id}", &body);
    let resource = server.planted("resource_in_use").cause.id;
    contract.check(
        "get",
        "/plan/resource/{resource_id}",
        &server.get(&format!("/plan/resource/{resource}")).await,
    );
}

#[tokio::test]
async fn every_action_answers_as_the_contract_says() {
    let Some(contract) = Contract::load() else {
        return;
    };
    let server = Server::start(options()).await;
    let waiting = server.planted("time_not_reached").subject.id;
    for action in ["hold", "release", "release-all-dependencies"] {
        let (status, body) = server
            .put(
                &format!("/plan/job/{waiting}/action/{action}"),
                Some(json!({})),
            )
            .await;
        assert_eq!(status, 200, "{body}");
        contract.check(
            "put",
            &format!("/plan/job/{{job_id}}/action/{action}"),
            &body,
        );
    }
    let prompt = server.planted("prompt_unanswered").cause.id;
    let (status, body) = server
        .put(
            &format!("/plan/prompt/{prompt}/action/reply"),
            Some(json!({"answer": true})),
        )
        .await;
    assert_eq!(status, 200, "{body}");
    contract.check("put", "/plan/prompt/{prompt_id}/action/reply", &body);
}

#[tokio::test]
async fn the_newer_level_lists_prompts_and_files_in_the_contracts_shapes() {
    let Some(contract) = Contract::load() else {
        return;
    };
    let server = Server::start(Options {
        level: Level::V1028,
        ..options()
    })
    .await;
    for (path, schema) in [
        ("/plan/prompt", "PromptInPlanV2"),
        ("/plan/file", "FileInPlanV2"),
    ] {
        let body = server.get(path).await;
        let mut shape = json!({ "$ref": format!("#/components/schemas/{schema}") });
        shape["components"] = json!({ "schemas": contract.0["components"]["schemas"] });
        let validator = jsonschema::options()
            .should_validate_formats(true)
            .build(&shape)
            .expect("a schema");
        let rows = body["results"].as_array().expect("rows");
        assert!(!rows.is_empty());
        for row in rows {
            assert!(validator.is_valid(row), "{path}: {row:#}");
        }
    }
}
