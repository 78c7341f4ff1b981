//! Pages of lists, written piece by piece so that a large page starts at once and stays small in memory.

use std::sync::Arc;

use axum::body::Body;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use futures_util::stream;
use serde::Serialize;

use super::answer::{Answer, Fault};
use super::ask::Ask;
use crate::demo::Demo;
use crate::demo::render::Renderer;

/// Rows written at a time.
const PIECE: usize = 200;

/// Rows above which finding them leaves the thread that serves others.
const MANY: usize = 20_000;

/// Writes one row as JSON.
pub type Write = fn(Renderer<'_>, u32, &Ask, &mut Vec<u8>);

/// Runs a search; a long one off the thread that serves others.
pub async fn find<R: Send + 'static>(
    demo: &Arc<Demo>,
    search: impl FnOnce(Renderer<'_>) -> R + Send + 'static,
) -> Result<R, Fault> {
    if demo.options.jobs <= MANY {
        return Ok(demo.read(search));
    }
    let demo = Arc::clone(demo);
    let found = tokio::task::spawn_blocking(move || demo.read(search)).await;
    found.map_err(|error| {
        let status = axum::http::StatusCode::INTERNAL_SERVER_ERROR;
        Fault::new(
            status,
            format!("AWSJCS011E An internal error has occurred: {error}"),
            "InternalException",
        )
    })
}

/// Answers with the page of `places` that was asked for.
pub fn page(demo: Arc<Demo>, ask: Ask, mut places: Vec<u32>, write: Write) -> Answer {
    let (offset, limit) = ask.page()?;
    let total = places.len();
    let from = offset.min(total);
    let to = from.saturating_add(limit).min(total);
    places.truncate(to);
    places.drain(..from);
    let head = match ask.count {
        true => format!("{{\"count\":{total},\"results\":["),
        false => "{\"results\":[".to_owned(),
    };
    let mut tail = "]".to_owned();
    if to < total {
        link(&mut tail, "next", &ask.page_address(to, limit));
    }
    if from > 0 {
        link(
            &mut tail,
            "previous",
            &ask.page_address(from.saturating_sub(limit), limit),
        );
    }
    tail.push('}');
    Ok(written(demo, ask, head, places, tail, write))
}

fn link(out: &mut String, name: &str, address: &str) {
    let address = serde_json::Value::from(address);
    out.push_str(&format!(",\"{name}\":{address}"));
}

fn written(
    demo: Arc<Demo>,
    ask: Ask,
    head: String,
    places: Vec<u32>,
    tail: String,
    write: Write,
) -> Response {
    let json = [(CONTENT_TYPE, "application/json")];
    if places.len() <= PIECE {
        let mut body = head.into_bytes();
        piece(&demo, &ask, &places, true, write, &mut body);
        body.extend_from_slice(tail.as_bytes());
        return (json, body).into_response();
    }
    let mut head = Some(head);
    let mut next = 0;
    let mut tail = Some(tail);
    let pieces = std::iter::from_fn(move || {
        let mut body = Vec::with_capacity(PIECE * 3_000);
        if let Some(head) = head.take() {
            body.extend_from_slice(head.as_bytes());
        }
        if next < places.len() {
            let to = (next + PIECE).min(places.len());
            piece(&demo, &ask, &places[next..to], next == 0, write, &mut body);
            next = to;
        } else {
            body.extend_from_slice(tail.take()?.as_bytes());
        }
        Some(Ok::<_, std::convert::Infallible>(body))
    });
    (json, Body::from_stream(stream::iter(pieces))).into_response()
}

fn piece(demo: &Demo, ask: &Ask, places: &[u32], first: bool, write: Write, body: &mut Vec<u8>) {
    demo.read(|renderer| {
        for (nth, &place) in places.iter().enumerate() {
            if nth > 0 || !first {
                body.push(b',');
            }
            write(renderer, place, ask, body);
        }
    });
}

/// Appends a body as JSON.
pub fn put(body: &impl Serialize, out: &mut Vec<u8>) {
    serde_json::to_writer(out, body).expect("bodies of the contract are plain data");
}
