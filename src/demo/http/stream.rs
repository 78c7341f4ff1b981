//! Reading job streams.

use std::sync::Arc;

use axum::extract::{Path, State};
use serde_json::json;

use super::answer::{Answer, Fault, json};
use super::ask::Ask;
use super::job::{Direction, Groups, nodes};
use super::list::{find, page, put};
use crate::demo::Demo;
use crate::demo::query::BadFilter;
use crate::demo::render::Scope;
use crate::demo::rows::Node;
use crate::tws::wire::FlowNode;

/// `GET /plan/jobstream`
pub async fn list(State(demo): State<Arc<Demo>>, ask: Ask) -> Answer {
    let wanted = ask.wanted();
    let places = find(&demo, move |renderer| renderer.find_streams(&wanted)).await??;
    page(demo, ask, places, |renderer, place, ask, out| {
        let scope = Scope {
            dependencies: false,
            ..ask.scope
        };
        put(
            &FlowNode::Stream(Box::new(renderer.stream(place, scope))),
            out,
        );
    })
}

/// `GET /plan/jobstream/{id}`
pub async fn one(State(demo): State<Arc<Demo>>, Path(id): Path<String>, ask: Ask) -> Answer {
    demo.read(|renderer| {
        let place = renderer
            .store
            .index
            .stream(&id)
            .ok_or_else(|| Fault::unknown("job stream", &id))?;
        json(&FlowNode::Stream(Box::new(
            renderer.stream(place, ask.scope),
        )))
    })
}

/// `GET /plan/jobstream/{id}/model/description`
pub async fn description(State(demo): State<Arc<Demo>>, Path(id): Path<String>) -> Answer {
    demo.read(|renderer| {
        let store = renderer.store;
        let place = store
            .index
            .stream(&id)
            .ok_or_else(|| Fault::unknown("job stream", &id))?;
        let area = &crate::demo::vocabulary::AREAS[usize::from(store.stream(place).area)];
        json(&json!({ "description": { "key": store.stream_key(place), "text": area.title } }))
    })
}

/// `GET /plan/jobstream/{id}/predecessors`
pub async fn predecessors(
    State(demo): State<Arc<Demo>>,
    Path(id): Path<String>,
    ask: Ask,
) -> Answer {
    related(&demo, &id, &ask, Direction::Up)
}

/// `GET /plan/jobstream/{id}/successors`
pub async fn successors(State(demo): State<Arc<Demo>>, Path(id): Path<String>, ask: Ask) -> Answer {
    related(&demo, &id, &ask, Direction::Down)
}

fn related(demo: &Demo, id: &str, ask: &Ask, direction: Direction) -> Answer {
    let depth = ask.number("depth")?.unwrap_or(1);
    demo.read(|renderer| {
        let place = renderer
            .store
            .index
            .stream(id)
            .ok_or_else(|| Fault::unknown("job stream", id))?;
        nodes(renderer, Node::Stream(place), depth, direction)
    })
}

/// `GET /plan/jobstream/count`
pub async fn count(State(demo): State<Arc<Demo>>, ask: Ask) -> Answer {
    let (wanted, groups) = (ask.wanted(), Groups::read(&ask)?);
    let body = find(&demo, move |renderer| {
        let store = renderer.store;
        let keys = renderer.find_streams(&wanted)?.into_iter().map(|place| {
            let stream = store.stream(place);
            (
                stream.workstation,
                stream.state.common(stream.priority == 0),
                stream.folder,
            )
        });
        Ok::<_, BadFilter>(groups.count(renderer, keys))
    });
    json(&body.await??)
}
