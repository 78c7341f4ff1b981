//! `GET /api/events`: changes of the plan as they are noticed, as server-sent events.

use std::convert::Infallible;
use std::time::Duration;

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::sse::{Event, KeepAlive, Sse};
use futures_util::stream::{self, Stream, StreamExt};
use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::RecvError;

use crate::server::app::App;
use crate::server::auth::Viewer;
use crate::server::events::{PlanEvent, Told};

/// Keeps proxies from closing a silent stream.
pub const HEARTBEAT: Duration = Duration::from_secs(15);

/// Changes from now on, or after `Last-Event-ID`. `reset` says that some were missed; `status`
/// that the numbers about the plan are new; `closing` that the server goes.
pub async fn get(
    _: Viewer,
    State(app): State<App>,
    headers: HeaderMap,
) -> Sse<impl Stream<Item = Result<Event, Infallible>>> {
    let last = headers.get("last-event-id").and_then(|id| id.to_str().ok());
    let (receiver, missed) = app.events.listen(last);
    let first: Vec<Event> = match missed {
        Some(missed) => missed.iter().map(|event| change(event)).collect(),
        None => vec![named("reset")],
    };
    // Something at once, so that readers and proxies know that it works.
    let first = std::iter::once(named("status")).chain(first).map(Ok);
    let later = stream::unfold(Some((app, receiver)), |state| async {
        let (app, mut receiver) = state?;
        let event = tokio::select! {
            event = next(&mut receiver) => event,
            () = app.closing.cancelled() => None,
        };
        match event {
            Some(event) => Some((Ok(event), Some((app, receiver)))),
            None => Some((Ok(named("closing")), None)),
        }
    });
    Sse::new(stream::iter(first).chain(later)).keep_alive(KeepAlive::new().interval(HEARTBEAT))
}

async fn next(receiver: &mut Receiver<Told>) -> Option<Event> {
    match receiver.recv().await {
        Ok(Told::Change(event)) => Some(change(&event)),
        Ok(Told::Refreshed) => Some(named("status")),
        // The reader was too slow for what happened.
        Err(RecvError::Lagged(_)) => Some(named("reset")),
        Err(RecvError::Closed) => None,
    }
}

fn named(name: &str) -> Event {
    Event::default().event(name).data("{}")
}

fn change(event: &PlanEvent) -> Event {
    let data = serde_json::to_string(event).unwrap_or_default();
    Event::default()
        .id(&event.id)
        .event(event.change.what.word())
        .data(data)
}
