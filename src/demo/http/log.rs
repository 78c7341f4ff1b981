//! Reading job logs.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::http::header::{CONTENT_ENCODING, CONTENT_TYPE};
use axum::response::IntoResponse;
use futures_util::stream;

use super::answer::{Answer, Fault};
use super::ask::Ask;
use super::list::find;
use crate::demo::Demo;
use crate::demo::joblog::{JobLog, NoLog};
use crate::demo::state::State as Is;

/// Lines sent at a time.
const PIECE: usize = 500;

/// How often a followed log is looked at again.
const LOOK_AGAIN: std::time::Duration = std::time::Duration::from_millis(500);

/// `GET /plan/job/run/{id}/joblog`
pub async fn by_run(State(demo): State<Arc<Demo>>, Path(id): Path<String>, ask: Ask) -> Answer {
    let found = demo.read(|renderer| {
        let store = renderer.store;
        let place = store.index.run(&id)?;
        let number = (0..store.run_count(place))
            .find(|&n| store.run_id(place, n).to_string() == id.to_lowercase())?;
        Some((place, number))
    });
    let (place, number) = found.ok_or_else(|| Fault::unknown("job run", &id))?;
    log(demo, place, number, &ask)
}

/// `GET /plan/job/joblog`
pub async fn by_filter(State(demo): State<Arc<Demo>>, ask: Ask) -> Answer {
    let wanted = ask.wanted();
    let places = find(&demo, move |renderer| renderer.find_jobs(&wanted)).await??;
    let place = *places
        .first()
        .ok_or_else(|| Fault::unknown("job", ask.get("oql").unwrap_or_default()))?;
    let number = demo.read(|renderer| renderer.store.run_count(place)) - 1;
    log(demo, place, number, &ask)
}

fn log(demo: Arc<Demo>, place: u32, number: usize, ask: &Ask) -> Answer {
    let range = Range {
        from: ask.number("from_line")?.unwrap_or(1).max(1),
        to: ask.number("to_line")?.unwrap_or(u64::MAX),
        content_only: ask.flag("contentOnly"),
    };
    let reader = Reader {
        demo,
        place,
        number,
    };
    let log = reader.open()?;
    let log = if range.content_only {
        log.content_only()
    } else {
        log
    };
    let text = [(CONTENT_TYPE, "text/plain; charset=utf-8")];
    if ask.flag("follow") && reader.is_running() {
        // Said to be encoded already, so that compression does not hold lines back.
        let plain = [(CONTENT_ENCODING, "identity")];
        return Ok((text, plain, reader.follow(range)).into_response());
    }
    let mut lines = log.lines(range.from, range.to);
    let pieces = std::iter::from_fn(move || {
        let mut piece = String::new();
        for line in lines.by_ref().take(PIECE) {
            piece.push_str(&line);
            piece.push('\n');
        }
        (!piece.is_empty()).then_some(Ok::<_, std::convert::Infallible>(piece))
    });
    Ok((text, Body::from_stream(stream::iter(pieces))).into_response())
}

/// Which lines are wanted.
#[derive(Debug, Clone, Copy)]
struct Range {
    from: u64,
    to: u64,
    content_only: bool,
}

/// The log of one run, to be read again as it grows.
struct Reader {
    demo: Arc<Demo>,
    place: u32,
    number: usize,
}

impl Reader {
    fn open(&self) -> Result<JobLog, Fault> {
        let log = self
            .demo
            .read(|renderer| JobLog::of(renderer.store, self.place, self.number, renderer.clock));
        log.map_err(|why| {
            let message = match why {
                NoLog::NotStarted => "AWSJCS011E The job log cannot be retrieved: the job has not started.",
                NoLog::Gone => "AWSITA003E The job log cannot be retrieved: the file no longer exists on the agent.",
            };
            Fault::new(StatusCode::NOT_FOUND, message, "JobLogNotFoundException")
        })
    }

    fn is_running(&self) -> bool {
        self.demo.read(|renderer| {
            let run = renderer.store.runs(self.place).nth(self.number);
            run.is_some_and(|run| run.state == Is::Exec)
        })
    }

    /// Sends lines as they come, until the run is over.
    fn follow(self, range: Range) -> Body {
        let state = (self, range.from, false);
        Body::from_stream(stream::unfold(
            state,
            move |(reader, mut from, mut over)| async move {
                loop {
                    if over || from > range.to {
                        return None;
                    }
                    // Asked before reading, so that the last lines of an ended run are not missed.
                    over = !reader.is_running();
                    let log = reader.open().ok()?;
                    let log = if range.content_only {
                        log.content_only()
                    } else {
                        log
                    };
                    let mut piece = String::new();
                    for line in log.lines(from, range.to) {
                        piece.push_str(&line);
                        piece.push('\n');
                        from += 1;
                    }
                    if !piece.is_empty() {
                        return Some((
                            Ok::<_, std::convert::Infallible>(piece),
                            (reader, from, over),
                        ));
                    }
                    if !over {
                        tokio::time::sleep(LOOK_AGAIN).await;
                    }
                }
            },
        ))
    }
}
