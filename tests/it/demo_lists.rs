//! Lists, counts and the flow graph of the demo.

use std::collections::{BTreeMap, HashSet};

use resync::demo::Options;
use serde_json::Value;

use crate::demo_server::{Server, options};

fn ids(rows: &Value) -> Vec<String> {
    let rows = rows.as_array().expect("rows");
    rows.iter()
        .map(|row| row["id"].as_str().expect("an id").to_owned())
        .collect()
}

#[tokio::test]
async fn all_pages_together_are_the_list_without_repetition() {
    let server = Server::start(Options {
        jobs: 1_000,
        ..options()
    })
    .await;
    for path in ["/plan/job", "/plan/jobstream"] {
        let mut seen = Vec::new();
        let mut next = format!("{}{path}?limit=170&oql=priority%20%3E%3D%200", server.base);
        let mut total = None;
        while !next.is_empty() {
            let relative = next
                .strip_prefix(&server.base)
                .expect("an address of this server")
                .to_owned();
            let request = server
                .request("GET", &relative)
                .header("Include-Count", "true");
            let text = request
                .send()
                .await
                .expect("an answer")
                .text()
                .await
                .expect("a body");
            let page: Value = serde_json::from_str(&text).expect("JSON");
            total = page["count"].as_u64();
            seen.extend(ids(&page["results"]));
            next = page["next"].as_str().unwrap_or_default().to_owned();
        }
        let distinct: HashSet<&String> = seen.iter().collect();
        assert_eq!(distinct.len(), seen.len());
        assert_eq!(total, Some(seen.len() as u64));
    }
}

#[tokio::test]
async fn counts_and_links_are_there_only_when_wanted() {
    let server = Server::start(options()).await;
    let page = server.get("/plan/job?limit=5").await;
    assert!(page.get("count").is_none() && page.get("previous").is_none());
    assert!(
        page["next"]
            .as_str()
            .is_some_and(|next| next.starts_with("http://127.0.0.1"))
    );
    let page = server.get("/plan/job?limit=5&offset=100000").await;
    assert!(page.get("next").is_none() && page["results"].as_array().is_some_and(Vec::is_empty));
    let (_, page) = server.query("/plan/job", &[("limit", "3")]).await;
    assert_eq!(page["count"], 900);
}

#[tokio::test]
async fn a_page_written_in_pieces_is_whole() {
    let server = Server::start(Options {
        jobs: 3_000,
        ..options()
    })
    .await;
    let page = server.get("/plan/job").await;
    assert_eq!(ids(&page["results"]).len(), 3_000);
}

#[tokio::test]
async fn the_scope_decides_what_is_written() {
    let server = Server::start(options()).await;
    let job = server.planted("prompt_upstream").subject.id;
    let get = async |path: String, scope: &str| -> Value {
        let request = server.request("GET", &path).header("scope", scope);
        serde_json::from_str(
            &request
                .send()
                .await
                .expect("an answer")
                .text()
                .await
                .expect("a body"),
        )
        .expect("JSON")
    };
    let light = "WHOLE_NO_JOB_DEFINITIONS_AND_NO_DEPENDENCIES";
    let whole = get(format!("/plan/job/{job}"), "WHOLE").await;
    assert!(whole["jobDefinition"].is_object() && whole["dependencies"].is_array());
    let less = get(format!("/plan/job/{job}"), light).await;
    assert!(less.get("jobDefinition").is_none() && less.get("dependencies").is_none());
    assert!(
        less["dependenciesStats"]["numberOfDependencies"]
            .as_i64()
            .is_some_and(|n| n > 0)
    );
    let list = get("/plan/job?limit=1".to_owned(), "WHOLE").await;
    assert!(list["results"][0]["jobDefinition"].is_object());
    assert!(
        list["results"][0].get("dependencies").is_none(),
        "lists never fill dependencies"
    );
    let list = get("/plan/job?limit=1".to_owned(), light).await;
    assert!(list["results"][0].get("jobDefinition").is_none());
}

#[tokio::test]
async fn grouped_counts_equal_the_lists() {
    let server = Server::start(options()).await;
    let page = server.get("/plan/job").await;
    let mut counted: BTreeMap<String, i64> = BTreeMap::new();
    for row in page["results"].as_array().expect("rows") {
        let label = format!(
            "{},{}",
            row["lastRunCommonStatus"].as_str().expect("text"),
            row["folder"].as_str().expect("text")
        );
        *counted.entry(label).or_default() += 1;
    }
    let counts = server
        .get("/plan/job/count?plan_filter=/@/@%23/@/@.@&grouping_filters=status,folder")
        .await;
    assert_eq!(counts["count"], 900);
    assert_eq!(
        counts["groupedCount"],
        serde_json::to_value(&counted).expect("plain")
    );
    let one = server
        .get("/plan/job/count?plan_filter=/@/@%23/@/@.@%2Bstate=abend")
        .await;
    let (_, rows) = server
        .query(
            "/plan/job",
            &[("oql", "jobruns.compositeStatus.status = 'ABEND'")],
        )
        .await;
    let rows = rows["results"].as_array().expect("rows");
    let now = rows
        .iter()
        .filter(|row| row["lastRunCompositeStatus"]["status"] == "ABEND")
        .count();
    assert_eq!(one["count"], now);
    let folders = server
        .get("/plan/folder/objects-count?object_type=JOB_IN_PLAN&oql=")
        .await;
    let sum: i64 = folders
        .as_array()
        .expect("rows")
        .iter()
        .filter_map(|row| row["totalCount"].as_i64())
        .sum();
    assert_eq!(sum, 900);
}

/// Filters that an index answers give what the same filters without index give.
#[tokio::test]
async fn indexes_find_what_looking_at_every_row_finds() {
    let server = Server::start(options()).await;
    let planted = server.planted("disk_full_upstream");
    let job = server.get(&format!("/plan/job/{}", planted.cause.id)).await;
    let text = |field: &str| job[field].as_str().expect("text").to_owned();
    let (name, stream) = (text("name"), text("jobStreamId"));
    let (stream_name, id) = (text("jobStreamName"), planted.cause.id.clone());
    for (indexed, scanned, least) in [
        (format!("name = '{name}'"), format!("name LIKE '{name}'"), 1),
        (format!("id IN ['{id}', 'x']"), format!("id LIKE '{id}'"), 1),
        (
            format!("jobStreamId = '{stream}'"),
            format!("jobStreamId LIKE '{stream}'"),
            3,
        ),
        (
            format!("jobStreamName = '{stream_name}' AND priority > 0"),
            format!("jobStreamName LIKE '{stream_name}'"),
            3,
        ),
        (
            format!("dependencies.jobId = '{id}'"),
            format!("dependencies.jobId LIKE '{id}'"),
            1,
        ),
        (
            format!("name = '{name}' OR id = '{id}'"),
            format!("name LIKE '{name}'"),
            1,
        ),
        (
            "name = 'NO_SUCH_NAME'".to_owned(),
            "name LIKE 'NO_SUCH_NAME'".to_owned(),
            0,
        ),
    ] {
        let (_, fast) = server.query("/plan/job", &[("oql", &indexed)]).await;
        let (_, slow) = server.query("/plan/job", &[("oql", &scanned)]).await;
        assert_eq!(ids(&fast["results"]), ids(&slow["results"]), "{indexed}");
        assert!(ids(&fast["results"]).len() >= least, "{indexed}");
    }
}

#[tokio::test]
async fn lists_are_ordered_as_asked() {
    let server = Server::start(options()).await;
    let (_, page) = server
        .query(
            "/plan/job",
            &[("oql", "priority >= 0 ORDER BY key.name ASC, schedTime DESC")],
        )
        .await;
    let names: Vec<&str> = page["results"]
        .as_array()
        .expect("rows")
        .iter()
        .filter_map(|row| row["name"].as_str())
        .collect();
    assert!(names.is_sorted());
    let (_, page) = server
        .query("/plan/workstation", &[("oql", "ORDER BY name DESC")])
        .await;
    let names: Vec<&str> = page["results"]
        .as_array()
        .expect("rows")
        .iter()
        .filter_map(|row| row["name"].as_str())
        .collect();
    assert!(names.iter().rev().is_sorted());
}

#[tokio::test]
async fn the_flow_graph_leads_from_the_subject_to_the_cause_and_back() {
    let server = Server::start(options()).await;
    for incident in [
        "certificate_far_upstream",
        "command_in_join",
        "authentication_external",
        "two_faults",
    ] {
        let planted = server.planted(incident);
        let (subject, cause) = (&planted.subject.id, &planted.cause.id);
        let up = server
            .get(&format!("/plan/job/{subject}/predecessors?depth=10"))
            .await;
        assert!(ids(&up["results"]).contains(cause), "{incident}");
        let down = server
            .get(&format!("/plan/job/{cause}/successors?depth=10"))
            .await;
        assert!(ids(&down["results"]).contains(subject), "{incident}");
        let near = server.get(&format!("/plan/job/{cause}/successors")).await;
        let (_, listed) = server
            .query(
                "/plan/job",
                &[("oql", &format!("dependencies.jobId = '{cause}'"))],
            )
            .await;
        let near: HashSet<String> = ids(&near["results"]).into_iter().collect();
        assert!(
            ids(&listed["results"]).iter().all(|id| near.contains(id)),
            "{incident}"
        );
    }
    let planted = server.planted("lock_across_streams");
    let stream = &planted.chain[1];
    let up = server
        .get(&format!("/plan/jobstream/{stream}/predecessors"))
        .await;
    assert_eq!(up["results"][0]["flowNodeType"], "JOBSTREAM");
    assert_eq!(ids(&up["results"]), [planted.chain[2].as_str()]);
    assert!(up["results"][0]["dependencies"].is_array());
}

#[tokio::test]
async fn workstations_are_found_by_their_state() {
    let server = Server::start(options()).await;
    let unlinked = server.planted("workstation_unlinked").cause.id;
    let stopped = server.planted("workstation_stopped").cause.id;
    let (_, page) = server
        .query(
            "/plan/workstation",
            &[("oql", "activeStates IN ['UNLINKED']")],
        )
        .await;
    assert!(ids(&page["results"]).contains(&unlinked) && !ids(&page["results"]).contains(&stopped));
    let (_, page) = server
        .query(
            "/plan/workstation",
            &[("oql", "activeStates = 'LINKED' AND jobmanUp = false")],
        )
        .await;
    assert_eq!(ids(&page["results"]), [stopped.as_str()]);
    let path = |id: &str| format!("/plan/workstation/{id}/action/health-status");
    let (status, body) = server.query(&path(&unlinked), &[]).await;
    assert!(
        status == 500 && body.to_string().contains("AWSJSY404E"),
        "{body}"
    );
    let (_, healthy) = server
        .query("/plan/workstation", &[("oql", "type = 'MANAGER'")])
        .await;
    assert_eq!(
        server
            .query(&path(&ids(&healthy["results"])[0]), &[])
            .await
            .0,
        200
    );
}

#[tokio::test]
async fn definitions_are_found_by_name() {
    let server = Server::start(options()).await;
    let name = server.planted("disk_full").subject.name;
    let (_, page) = server
        .query(
            "/model/jobdefinition",
            &[("oql", &format!("name = '{name}'"))],
        )
        .await;
    let row = &page["results"][0];
    assert_eq!(page["count"], 1);
    assert_eq!(row["def"]["name"], name.as_str());
    assert!(row["status"]["modifyData"]["modifiedBy"].is_string());
    let id = row["def"]["id"].as_str().expect("an id");
    assert_eq!(
        server.get(&format!("/model/jobdefinition/{id}")).await["key"],
        row["key"]
    );
}
