//! Reading workstations, resources, prompts, files, and facts about the engine.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::StatusCode;
use serde::Serialize;
use serde_json::json;

use super::answer::{Answer, Fault, json};
use super::ask::Ask;
use super::list::{page, put};
use crate::demo::Demo;
use crate::demo::build::place;
use crate::demo::oql::{OtherRow, compile, parse};
use crate::demo::query::{BadFilter, Wanted};
use crate::demo::render::Renderer;
use crate::demo::state::State as Is;
use crate::tws::status::{CommonStatus, WorkstationType};
use crate::tws::wire::EngineInfo;

/// `GET /engine/info`
pub async fn engine(State(demo): State<Arc<Demo>>) -> Answer {
    let (zone, plan) = demo.read(|r| (r.store.zone_name.clone(), r.store.plan_id.to_string()));
    let version = match demo.options.level {
        crate::demo::Level::Contract => "10.1.0.1",
        crate::demo::Level::V1028 => "10.2.8.00",
    };
    json(&EngineInfo {
        display_version: version.to_owned().into(),
        full_version: format!("{version} (demo)").into(),
        reference_id: plan.into(),
        license_type: "PERSERVER".to_owned().into(),
        locale: "en".to_owned().into(),
        timezone: zone.into(),
    })
}

/// The rows of a small table that match, as `body` writes them.
fn select<T>(
    ask: &Ask,
    len: usize,
    body: impl Fn(u32) -> T,
    row: impl for<'a> Fn(&'a T) -> OtherRow<'a>,
) -> Result<Vec<u32>, BadFilter> {
    let query = parse(ask.get("oql").unwrap_or_default())?;
    let compiled = compile::<OtherRow<'_>>(&query)?;
    let mut found: Vec<u32> = (0..place(len))
        .filter(|&at| compiled.matches(&row(&body(at))))
        .collect();
    if compiled.is_ordered() {
        found.sort_by_cached_key(|&at| compiled.keys(&row(&body(at))));
    }
    Ok(found)
}

fn one<T: Serialize>(
    kind: &str,
    id: &str,
    len: usize,
    uuid: impl Fn(usize) -> uuid::Uuid,
    body: impl Fn(u32) -> T,
) -> Answer {
    let wanted = uuid::Uuid::try_parse(id).map_err(|_| Fault::unknown(kind, id))?;
    let found = (0..len)
        .find(|&at| uuid(at) == wanted)
        .ok_or_else(|| Fault::unknown(kind, id))?;
    json(&body(place(found)))
}

fn small(at: u32) -> u16 {
    u16::try_from(at).unwrap_or(u16::MAX)
}

/// `GET /plan/workstation`
pub async fn workstations(State(demo): State<Arc<Demo>>, ask: Ask) -> Answer {
    let places = demo.read(|r| {
        select(
            &ask,
            r.store.workstations.len(),
            |at| r.workstation(small(at)),
            |body| OtherRow::Workstation(body),
        )
    })?;
    page(demo, ask, places, |r: Renderer<'_>, at, _, out| {
        put(&r.workstation(small(at)), out);
    })
}

/// `GET /plan/workstation/{id}`
pub async fn workstation(State(demo): State<Arc<Demo>>, Path(id): Path<String>) -> Answer {
    demo.read(|r| {
        let rows = &r.store.workstations;
        one(
            "workstation",
            &id,
            rows.len(),
            |at| rows[at].id,
            |at| r.workstation(small(at)),
        )
    })
}

/// `GET /plan/workstation/{id}/action/health-status`
pub async fn health(State(demo): State<Arc<Demo>>, Path(id): Path<String>, ask: Ask) -> Answer {
    demo.read(|r| {
        let wanted = uuid::Uuid::try_parse(&id).map_err(|_| Fault::unknown("workstation", &id))?;
        let found = r.store.workstations.iter().find(|ws| ws.id == wanted);
        let ws = found.ok_or_else(|| Fault::unknown("workstation", &id))?;
        if ws.linked && ws.jobman {
            return json(&json!({ "id": id, "url": ask.address() }));
        }
        let text = match (ws.linked, &ws.kind) {
            (false, WorkstationType::Fta) => "AWSBCV035W Mailman cannot link to the workstation",
            (false, _) => "AWSITA245E There was no valid HTTP answer from the workstation",
            (true, _) => "AWSITA245E The job manager does not answer on the workstation",
        };
        let text = format!(
            "AWSJSY404E The operation could not be completed: {text} {}.",
            r.store.text(ws.name)
        );
        Err(Fault::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            text,
            "ConnSymphonyException",
        ))
    })
}

/// `GET /plan/resource`
pub async fn resources(State(demo): State<Arc<Demo>>, ask: Ask) -> Answer {
    let places = demo.read(|r| {
        select(
            &ask,
            r.store.resources.len(),
            |at| r.resource(at),
            |body| OtherRow::Resource(body),
        )
    })?;
    page(demo, ask, places, |r: Renderer<'_>, at, _, out| {
        put(&r.resource(at), out);
    })
}

/// `GET /plan/resource/{id}`
pub async fn resource(State(demo): State<Arc<Demo>>, Path(id): Path<String>) -> Answer {
    demo.read(|r| {
        let rows = &r.store.resources;
        one(
            "resource",
            &id,
            rows.len(),
            |at| rows[at].id,
            |at| r.resource(at),
        )
    })
}

/// `GET /plan/prompt`
pub async fn prompts(State(demo): State<Arc<Demo>>, ask: Ask) -> Answer {
    let places = demo.read(|r| {
        select(
            &ask,
            r.store.prompts.len(),
            |at| r.prompt(at),
            |body| OtherRow::Prompt(body),
        )
    })?;
    page(demo, ask, places, |r: Renderer<'_>, at, _, out| {
        put(&r.prompt(at), out);
    })
}

/// `GET /plan/prompt/{id}`
pub async fn prompt(State(demo): State<Arc<Demo>>, Path(id): Path<String>) -> Answer {
    demo.read(|r| {
        let rows = &r.store.prompts;
        one(
            "prompt",
            &id,
            rows.len(),
            |at| rows[at].id,
            |at| r.prompt(at),
        )
    })
}

/// `GET /plan/file`
pub async fn files(State(demo): State<Arc<Demo>>, ask: Ask) -> Answer {
    let places = demo.read(|r| {
        select(
            &ask,
            r.store.files.len(),
            |at| r.file(at, false),
            |body| OtherRow::File(body),
        )
    })?;
    page(demo, ask, places, |r: Renderer<'_>, at, _, out| {
        put(&r.file(at, false), out);
    })
}

/// `GET /plan/file/{id}`
pub async fn file(State(demo): State<Arc<Demo>>, Path(id): Path<String>) -> Answer {
    demo.read(|r| {
        let rows = &r.store.files;
        one(
            "file",
            &id,
            rows.len(),
            |at| rows[at].id,
            |at| r.file(at, false),
        )
    })
}

/// `GET /plan/folder/objects-count`
pub async fn folders(State(demo): State<Arc<Demo>>, ask: Ask) -> Answer {
    let streams = match ask.get("object_type") {
        Some("JOB_IN_PLAN") => false,
        Some("JOBSTREAM_IN_PLAN") => true,
        Some(other) => return Err(Fault::bad(format!("unknown object type {other}"))),
        None => return Err(Fault::bad("parameter object_type is missing")),
    };
    let wanted = Wanted::default();
    demo.read(|r| {
        let mut counts: BTreeMap<u16, BTreeMap<String, i64>> = BTreeMap::new();
        let mut add = |folder, common: CommonStatus| {
            *counts
                .entry(folder)
                .or_default()
                .entry(common.as_str().to_owned())
                .or_default() += 1;
        };
        if streams {
            for place in r.find_streams(&wanted)? {
                let stream = r.store.stream(place);
                add(stream.folder, stream.state.common(stream.priority == 0));
            }
        } else {
            for place in r.find_jobs(&wanted)? {
                let job = r.store.job(place);
                add(r.store.stream(job.stream).folder, r.common(job, &job.run));
            }
        }
        let parents = folder_filter(&ask)?;
        let rows = counts.into_iter().filter(|(folder, _)| {
            parents
                .as_deref()
                .is_none_or(|f| f == r.store.folder(*folder))
        });
        let body: Vec<_> = rows
            .map(|(folder, common)| {
                json!({
                    "folder": r.store.folder(folder),
                    "folderId": r.store.folders[usize::from(folder)].id.to_string(),
                    "totalCount": common.values().sum::<i64>(),
                    "commonStatus": common,
                })
            })
            .collect();
        json(&body)
    })
}

/// Folders can be chosen by `folder = '…'`; any other filter that reads well chooses all.
fn folder_filter(ask: &Ask) -> Result<Option<String>, BadFilter> {
    let query = parse(ask.get("oql").unwrap_or_default())?;
    let exact = query.filter.as_ref().and_then(|expr| expr.exact("folder"));
    Ok(exact.map(|folder| {
        if folder.ends_with('/') {
            folder.to_owned()
        } else {
            format!("{folder}/")
        }
    }))
}

/// `GET /plan/consumed-jobs/runs`
pub async fn consumed(State(demo): State<Arc<Demo>>) -> Answer {
    demo.read(|r| {
        let mut days: BTreeMap<String, (i64, i64)> = BTreeMap::new();
        for place in 0..place(r.store.jobs.len()) {
            for run in r.store.runs(place).filter(|run| run.start != 0) {
                let date = r
                    .store
                    .zone
                    .to_datetime(crate::demo::store::timestamp(run.start))
                    .date();
                let day = days.entry(date.to_string()).or_default();
                day.0 += 1;
                day.1 += i64::from(run.state == Is::Succ);
            }
        }
        let body: Vec<_> = days
            .into_iter()
            .map(|(date, (total, good))| {
                let counts = json!({ "total": total, "successful": good, "unique": good });
                json!({ "date": date, "dailyJobs": counts, "integrity": "ok" })
            })
            .collect();
        json(&body)
    })
}

/// `GET /objects-info`
pub async fn objects_info(ask: Ask) -> Answer {
    let label = |word: &str| json!({ "key": word, "label": word.to_lowercase() });
    let common: Vec<_> = CommonStatus::KNOWN
        .iter()
        .map(|(word, _)| label(word))
        .collect();
    let actions = |kind: &str, names: &[&str]| -> Vec<_> {
        let path = kind.trim_end_matches("_IN_PLAN").to_lowercase();
        names
            .iter()
            .map(|name| {
                json!({
                    "key": format!("{}_{}", name.to_uppercase().replace('-', "_"), path.to_uppercase()),
                    "label": name,
                    "httpMethod": "PUT",
                    "parametricUrl": format!("/twsd/api/v2/plan/{path}/{{id}}/action/{name}"),
                })
            })
            .collect()
    };
    let mut body = serde_json::Map::new();
    for (kind, names) in super::act::ACTIONS {
        if ask.get("object_type").is_none_or(|wanted| wanted == *kind) {
            body.insert(
                (*kind).to_owned(),
                json!({ "actions": actions(kind, names), "commonStatus": common }),
            );
        }
    }
    match body.is_empty() {
        true => Err(Fault::bad("unknown object type")),
        false => json(&body),
    }
}
