//! Actions: they change the plan at once, and the plan goes on from there.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::http::header::CONTENT_TYPE;
use serde::Deserialize;
use serde_json::json;

use super::answer::{Answer, Fault, json};
use super::ask::Ask;
use crate::demo::Demo;
use crate::demo::action::{JobAction, StreamAction};
use crate::demo::build::place;

/// The actions served, by type of object.
pub const ACTIONS: &[(&str, &[&str])] = &[
    (
        "JOB_IN_PLAN",
        &[
            "hold",
            "release",
            "cancel",
            "cancel-pending",
            "kill",
            "confirm-succ",
            "confirm-abend",
            "release-all-dependencies",
            "release-dependencies",
            "update-priority",
        ],
    ),
    (
        "JOBSTREAM_IN_PLAN",
        &["hold", "release", "cancel", "release-all-dependencies"],
    ),
    (
        "WORKSTATION_IN_PLAN",
        &[
            "link",
            "unlink",
            "start",
            "stop",
            "update-limit",
            "update-fence",
        ],
    ),
    ("RESOURCE_IN_PLAN", &["update-quantity"]),
    ("PROMPT_IN_PLAN", &["reply"]),
];

fn done(ask: &Ask, id: &str) -> Answer {
    let object = ask.address().split("/action/").next().unwrap_or_default();
    json(&json!({ "id": id, "url": object }))
}

/// The body of a call that declares one: JSON, or refused.
fn body<T: for<'a> Deserialize<'a> + Default>(
    headers: &HeaderMap,
    bytes: &Bytes,
) -> Result<T, Fault> {
    let kind = headers
        .get(CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    if !kind.to_ascii_lowercase().starts_with("application/json") {
        return Err(Fault::media_type());
    }
    if bytes.iter().all(u8::is_ascii_whitespace) {
        return Ok(T::default());
    }
    serde_json::from_slice(bytes)
        .map_err(|error| Fault::bad(format!("the body cannot be read: {error}")))
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Dependencies {
    dependencies: Vec<DependencyId>,
}

#[derive(Deserialize)]
struct DependencyId {
    id: Option<String>,
}

#[derive(Deserialize, Default)]
struct Reply {
    answer: Option<bool>,
}

/// `PUT /plan/job/{id}/action/{action}`
pub async fn on_job(
    State(demo): State<Arc<Demo>>,
    Path((id, action)): Path<(String, String)>,
    ask: Ask,
    headers: HeaderMap,
    bytes: Bytes,
) -> Answer {
    let action = match action.as_str() {
        "hold" => JobAction::Hold,
        "release" => JobAction::Release,
        "cancel" => JobAction::Cancel,
        "cancel-pending" => JobAction::CancelPending,
        "kill" => JobAction::Kill,
        "confirm-succ" => {
            body::<serde_json::Value>(&headers, &bytes).map(|_| JobAction::ConfirmSucc)?
        }
        "confirm-abend" => {
            body::<serde_json::Value>(&headers, &bytes).map(|_| JobAction::ConfirmAbend)?
        }
        "release-all-dependencies" => JobAction::ReleaseDependencies(vec![]),
        "release-dependencies" => {
            let wanted: Dependencies = body(&headers, &bytes)?;
            let ids: Vec<String> = wanted
                .dependencies
                .into_iter()
                .filter_map(|d| d.id)
                .collect();
            if ids.is_empty() {
                return Err(Fault::bad("no dependency is named"));
            }
            JobAction::ReleaseDependencies(ids)
        }
        "update-priority" => {
            let priority = ask
                .number("priority")?
                .and_then(|n| u8::try_from(n).ok())
                .filter(|&n| n <= 101);
            JobAction::Priority(
                priority.ok_or_else(|| Fault::bad("parameter priority is not 0 to 101"))?,
            )
        }
        other => return Err(Fault::no_path(&format!("/plan/job/{id}/action/{other}"))),
    };
    demo.write(|store, live, clock| {
        let place = store
            .index
            .job(&id)
            .ok_or_else(|| Fault::unknown("job", &id))?;
        store
            .act_on_job(live, place, &action, clock)
            .map_err(Fault::from)
    })?;
    done(&ask, &id)
}

/// `PUT /plan/job/run/{id}/action/rerun`
pub async fn rerun(
    State(demo): State<Arc<Demo>>,
    Path(id): Path<String>,
    ask: Ask,
    headers: HeaderMap,
    bytes: Bytes,
) -> Answer {
    body::<serde_json::Value>(&headers, &bytes)?;
    let run = demo.write(|store, live, clock| {
        let place = store
            .index
            .run(&id)
            .ok_or_else(|| Fault::unknown("job run", &id))?;
        store.act_on_job(live, place, &JobAction::Rerun, clock)?;
        Ok::<_, Fault>(store.run_id(place, store.run_count(place) - 1))
    })?;
    done(&ask, &run.to_string())
}

/// `PUT /plan/jobstream/{id}/action/{action}`
pub async fn on_stream(
    State(demo): State<Arc<Demo>>,
    Path((id, action)): Path<(String, String)>,
    ask: Ask,
) -> Answer {
    let action = match action.as_str() {
        "hold" => StreamAction::Hold,
        "release" => StreamAction::Release,
        "cancel" => StreamAction::Cancel,
        "release-all-dependencies" => StreamAction::ReleaseDependencies,
        other => {
            return Err(Fault::no_path(&format!(
                "/plan/jobstream/{id}/action/{other}"
            )));
        }
    };
    demo.write(|store, live, clock| {
        let place = store
            .index
            .stream(&id)
            .ok_or_else(|| Fault::unknown("job stream", &id))?;
        store
            .act_on_stream(live, place, action, clock)
            .map_err(Fault::from)
    })?;
    done(&ask, &id)
}

/// `PUT /plan/workstation/{id}/action/{action}`
pub async fn on_workstation(
    State(demo): State<Arc<Demo>>,
    Path((id, action)): Path<(String, String)>,
    ask: Ask,
) -> Answer {
    let number = |names: [&str; 2]| -> Result<u64, Fault> {
        for name in names {
            if let Some(number) = ask.number(name)? {
                return Ok(number);
            }
        }
        Err(Fault::bad(format!("parameter {} is missing", names[0])))
    };
    let (mut limit, mut fence) = (None, None);
    match action.as_str() {
        "link" | "unlink" | "start" | "stop" => {}
        "update-limit" => limit = Some(u16::try_from(number(["limit", "limit"])?).unwrap_or(1024)),
        // Vendor documents disagree on the parameter's name.
        "update-fence" => fence = Some(u8::try_from(number(["priority", "fence"])?).unwrap_or(101)),
        other => {
            return Err(Fault::no_path(&format!(
                "/plan/workstation/{id}/action/{other}"
            )));
        }
    }
    demo.write(|store, live, clock| {
        let wanted = uuid::Uuid::try_parse(&id).map_err(|_| Fault::unknown("workstation", &id))?;
        let found = (0_u16..)
            .zip(&store.workstations)
            .find(|(_, ws)| ws.id == wanted);
        let (at, _) = found.ok_or_else(|| Fault::unknown("workstation", &id))?;
        store.change_workstation(live, at, clock, |ws| {
            match action.as_str() {
                "link" => ws.linked = true,
                "unlink" => ws.linked = false,
                "start" => (ws.linked, ws.jobman) = (true, true),
                "stop" => ws.jobman = false,
                _ => {}
            }
            ws.limit = limit.unwrap_or(ws.limit);
            ws.fence = fence.unwrap_or(ws.fence);
        });
        Ok::<_, Fault>(())
    })?;
    done(&ask, &id)
}

/// `PUT /plan/resource/{id}/action/update-quantity`
pub async fn quantity(State(demo): State<Arc<Demo>>, Path(id): Path<String>, ask: Ask) -> Answer {
    let units = ask.number("quantity")?.and_then(|n| u16::try_from(n).ok());
    let units = units.ok_or_else(|| Fault::bad("parameter quantity is not 0 to 65535"))?;
    demo.write(|store, live, clock| {
        let wanted = uuid::Uuid::try_parse(&id).map_err(|_| Fault::unknown("resource", &id))?;
        let found = store
            .resources
            .iter()
            .position(|resource| resource.id == wanted);
        let at = found.ok_or_else(|| Fault::unknown("resource", &id))?;
        store.change_quantity(live, place(at), units, clock);
        Ok::<_, Fault>(())
    })?;
    done(&ask, &id)
}

/// `PUT /plan/prompt/{id}/action/reply`
pub async fn reply(
    State(demo): State<Arc<Demo>>,
    Path(id): Path<String>,
    ask: Ask,
    headers: HeaderMap,
    bytes: Bytes,
) -> Answer {
    let yes = body::<Reply>(&headers, &bytes)?
        .answer
        .ok_or_else(|| Fault::bad("the body has no answer"))?;
    demo.write(|store, live, clock| {
        let wanted = uuid::Uuid::try_parse(&id).map_err(|_| Fault::unknown("prompt", &id))?;
        let found = store.prompts.iter().position(|prompt| prompt.id == wanted);
        let at = found.ok_or_else(|| Fault::unknown("prompt", &id))?;
        store
            .reply(live, place(at), yes, clock)
            .map_err(Fault::from)
    })?;
    done(&ask, &id)
}
