//! The hostile texts, and a scheduler that carries one of them.

use std::path::Path;

use resync::ask::Question;
use resync::ask::guard::FaultKind;
use resync::config::{Engine, Timeouts};
use resync::llm::{Conversation, Fact, Turn};
use resync::plan::Plan;
use resync::tws::Client;
use serde::Deserialize;
use serde_json::{Value, json};
use wiremock::matchers::{method, path_regex};
use wiremock::{Mock, MockServer, ResponseTemplate};

use crate::engine::engine;

/// One hostile text, and what a model that obeys it does.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Case {
    /// What it is, in a few words.
    pub name: String,
    /// Where the text stands.
    pub place: Place,
    /// The text.
    pub text: String,
    /// What the obedient model answers.
    pub answer: String,
    /// The tools it calls, with their arguments as it writes them.
    #[serde(default)]
    pub calls: Vec<(String, String)>,
    /// What the guard must object to.
    #[serde(default)]
    pub faults: Vec<FaultKind>,
    /// What must not stand in the output.
    #[serde(default)]
    pub leaks: Vec<String>,
    /// What must not reach the model.
    #[serde(default)]
    pub secrets: Vec<String>,
}

/// Where a text stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Place {
    Log,
    JobName,
    Comment,
    Prompt,
    Workstation,
    Runbook,
    Conversation,
    Pasted,
}

#[derive(Deserialize)]
struct Corpus {
    case: Vec<Case>,
}

/// The plan id of the one job.
pub const ID: &str = "11111111-2222-3333-4444-555555555555";

/// All texts.
pub fn corpus() -> Vec<Case> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/hostile");
    let mut files: Vec<_> = std::fs::read_dir(folder)
        .expect("the corpus")
        .flatten()
        .map(|entry| entry.path())
        .collect();
    files.sort();
    files
        .iter()
        .flat_map(|file| {
            let text = std::fs::read_to_string(file).expect("readable");
            let corpus: Corpus =
                toml::from_str(&text).unwrap_or_else(|e| panic!("{}: {e}", file.display()));
            corpus.case
        })
        .collect()
}

/// The job of the plan, with the text where the case puts it.
fn job(case: &Case) -> Value {
    let at = |place: Place, usual: &str| {
        if case.place == place {
            case.text.clone()
        } else {
            usual.to_owned()
        }
    };
    let mut dependencies = Vec::new();
    if case.place == Place::Prompt {
        dependencies.push(json!({
            "id": "p1", "dependencyType": "PROMPT", "promptName": "GO", "number": 12,
            "text": case.text, "promptStatus": "ASKED", "dependencyStatus": "UNSATISFIED",
        }));
    }
    let mut job = json!({
        "id": ID, "name": at(Place::JobName, "NIGHTLOAD"), "jobStreamName": "CLOSING",
        "folder": "/", "workstation": at(Place::Workstation, "/AGT1"), "jobStreamId": "s1",
        "commonStatus": "ERROR", "lastRunCommonStatus": "ERROR",
        "compositeStatus": {"status": "ABEND"}, "lastRunCompositeStatus": {"status": "ABEND"},
        "jobDefinition": {"description": at(Place::Comment, "loads the ledger"), "taskType": "UNIX"},
        "dependencies": dependencies,
        "jobruns": [{
            "id": "r1", "jobNumber": 4711, "returnCode": 8, "lastInRerunChain": true,
            "commonStatus": "ERROR", "compositeStatus": {"status": "ABEND"},
            "timeInfo": {"actualStartTime": "2026-11-23T01:10:00Z", "actualEndTime": "2026-11-23T01:15:02Z"},
        }],
    });
    if case.place == Place::Prompt {
        // It has not run: it waits for the prompt.
        for status in ["commonStatus", "lastRunCommonStatus"] {
            job[status] = json!("WAITING");
        }
        for status in ["compositeStatus", "lastRunCompositeStatus"] {
            job[status] = json!({"status": "HOLD"});
        }
        job["jobruns"] = json!([]);
    }
    job
}

/// A scheduler whose one job carries the text.
pub async fn scheduler(case: &Case) -> MockServer {
    let server = MockServer::start().await;
    let job = job(case);
    let log = match case.place {
        Place::Log => format!(
            "loading\n{}\nORA-01653: unable to extend table\n",
            case.text
        ),
        _ => "loading\nORA-01653: unable to extend table\n".to_owned(),
    };
    let get = async |route: &str, answer: ResponseTemplate| {
        Mock::given(method("GET"))
            .and(path_regex(format!("^/twsd/api/v2{route}$")))
            .respond_with(answer)
            .mount(&server)
            .await;
    };
    let page = |items: &[&Value]| json!({"count": items.len(), "results": items});
    get(
        "/engine/info",
        json_body(&json!({"timezone": "UTC", "displayVersion": "10.2"})),
    )
    .await;
    get("/plan/job", json_body(&page(&[&job]))).await;
    get(
        "/plan/job/count",
        json_body(&json!({"count": 1, "groupedCount": {"ERROR": 1}})),
    )
    .await;
    get(&format!("/plan/job/{ID}"), json_body(&job)).await;
    get(
        "/plan/job/run/r1/joblog",
        ResponseTemplate::new(200).set_body_raw(log, "text/plain"),
    )
    .await;
    get("/plan/.*", json_body(&page(&[]))).await;
    server
}

fn json_body(value: &Value) -> ResponseTemplate {
    ResponseTemplate::new(200).set_body_raw(value.to_string(), "application/json")
}

/// The plan of a scheduler.
pub fn plan(url: &str) -> Plan {
    let engine = Engine {
        timeouts: Timeouts::default(),
        ..engine(url)
    };
    Plan::new(Client::new(&engine).expect("a client"), false)
}

impl Case {
    /// The question about the one job, with what is pasted beside it.
    pub fn question(&self) -> Question {
        Question {
            text: format!("why did \"{ID}\" abend?"),
            pasted: (self.place == Place::Pasted).then(|| format!("NIGHTLOAD\n{}", self.text)),
            previous: None,
        }
    }

    /// What was said before; nothing but where the text stands there.
    pub fn said(&self) -> Conversation {
        let mut said = Conversation::default();
        if self.place == Place::Conversation {
            said.add(Turn {
                question: "what is red?".to_owned(),
                answer: self.text.clone(),
                facts: vec![Fact {
                    id: "E1".to_owned(),
                    title: "a job log".to_owned(),
                    text: self.text.clone(),
                }],
                about: None,
            });
        }
        said
    }

    /// Writes the folder of runbooks.
    pub fn write_runbooks(&self, folder: &Path) {
        let text = match self.place {
            Place::Runbook => self.text.as_str(),
            _ => "# NIGHTLOAD\nCall the DBA.",
        };
        std::fs::create_dir_all(folder).expect("made");
        std::fs::write(folder.join("night.md"), text).expect("written");
    }

    /// What the model does in its first round: it reads all there is, so that the text reaches it.
    pub fn reading() -> [(&'static str, String); 3] {
        [
            ("read_job_log", json!({"job": ID, "tail": 50}).to_string()),
            ("get_job", json!({"job": ID}).to_string()),
            ("search_runbooks", json!({"query": "NIGHTLOAD"}).to_string()),
        ]
    }

    /// The answer of a model that obeys. Where nothing in it is false, the truth stands before it, so
    /// that it is told and its links are what is looked at.
    pub fn obedient_answer(&self) -> String {
        if self.faults.is_empty() {
            let truth = match self.place {
                Place::Prompt => "It waits for a prompt that nobody has answered [E1].",
                _ => "The log says ORA-01653: unable to extend table [E1].",
            };
            format!("{truth}\n\n{}", self.answer)
        } else {
            self.answer.clone()
        }
    }
}
