//! Reading definitions. They are worked out from the instances: one definition per distinct key.

use std::collections::HashSet;
use std::sync::Arc;

use axum::extract::{Path, State};

use super::answer::{Answer, Fault, json};
use super::ask::Ask;
use super::list::{find, page, put};
use crate::demo::Demo;
use crate::demo::build::place;
use crate::demo::oql::{OtherRow, compile, parse};
use crate::demo::query::BadFilter;
use crate::demo::render::Renderer;
use crate::tws::wire::ModelObject;

/// `GET /model/jobdefinition`
pub async fn jobs(State(demo): State<Arc<Demo>>, ask: Ask) -> Answer {
    let oql = ask.get("oql").map(str::to_owned);
    let places = find(&demo, move |renderer| {
        let all = 0..place(renderer.store.jobs.len());
        let name = |job| renderer.store.job_name(job);
        select(
            oql.as_deref(),
            all,
            name,
            |job| renderer.store.definition_key(job),
            |job| renderer.job_model(job),
        )
    });
    let places = places.await??;
    page(demo, ask, places, |renderer, place, _, out| {
        put(&renderer.job_model(place), out);
    })
}

/// `GET /model/jobdefinition/{id}`
pub async fn job(State(demo): State<Arc<Demo>>, Path(id): Path<String>) -> Answer {
    let wanted = id.to_lowercase();
    let found = find(&demo, move |renderer| {
        let mut all = 0..place(renderer.store.jobs.len());
        let job = all.find(|&job| renderer.store.definition_id(job).to_string() == wanted)?;
        Some(renderer.job_model(job))
    });
    json(
        &found
            .await?
            .ok_or_else(|| Fault::unknown("job definition", &id))?,
    )
}

/// `GET /model/jobstream`
pub async fn streams(State(demo): State<Arc<Demo>>, ask: Ask) -> Answer {
    let oql = ask.get("oql").map(str::to_owned);
    let places = find(&demo, move |renderer| {
        let all = 0..place(renderer.store.streams.len());
        let name = |stream| renderer.store.text(renderer.store.stream(stream).name);
        let key = |stream| renderer.store.stream_definition_key(stream);
        select(oql.as_deref(), all, name, key, |stream| {
            renderer.stream_model(stream, false)
        })
    });
    let places = places.await??;
    page(
        demo,
        ask,
        places,
        |renderer: Renderer<'_>, place, ask, out| {
            put(&renderer.stream_model(place, !ask.only_header), out);
        },
    )
}

/// `GET /model/jobstream/{id}`
pub async fn stream(State(demo): State<Arc<Demo>>, Path(id): Path<String>) -> Answer {
    let wanted = id.to_lowercase();
    let found = find(&demo, move |renderer| {
        let mut all = 0..place(renderer.store.streams.len());
        let found = all.find(|&s| renderer.store.stream_definition_id(s).to_string() == wanted)?;
        Some(renderer.stream_model(found, true))
    });
    json(
        &found
            .await?
            .ok_or_else(|| Fault::unknown("job stream definition", &id))?,
    )
}

/// Places of the first instance of each definition that matches.
fn select<'a>(
    oql: Option<&str>,
    all: impl Iterator<Item = u32>,
    name: impl Fn(u32) -> &'a str,
    key: impl Fn(u32) -> String,
    model: impl Fn(u32) -> ModelObject,
) -> Result<Vec<u32>, BadFilter> {
    let query = parse(oql.unwrap_or_default())?;
    let compiled = compile::<OtherRow<'_>>(&query)?;
    let exact = query.filter.as_ref().and_then(|expr| expr.exact("name"));
    let mut seen = HashSet::new();
    let mut found: Vec<u32> = all
        .filter(|&place| exact.is_none_or(|wanted| name(place) == wanted))
        .filter(|&place| seen.insert(key(place)))
        .filter(|&place| {
            compiled.selects_all() || compiled.matches(&OtherRow::Model(&model(place)))
        })
        .collect();
    if compiled.is_ordered() {
        found.sort_by_cached_key(|&place| compiled.keys(&OtherRow::Model(&model(place))));
    }
    Ok(found)
}
