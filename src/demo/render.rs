//! Turns rows into the bodies of the contract, when they are asked for.

mod dependency;
mod job;
mod model;
mod object;
mod stream;

pub use job::{Scope, task_type};

use super::store::{Store, timestamp};
use crate::tws::lenient::{Loose, Seconds};

/// What rendering needs beside the rows.
#[derive(Clone, Copy)]
pub struct Renderer<'a> {
    /// The rows.
    pub store: &'a Store,
    /// The present moment.
    pub clock: i64,
    /// Whether substatuses are told.
    pub substatus: bool,
}

/// A moment, nothing for 0.
fn moment(at: i64) -> Loose<jiff::Timestamp> {
    (at != 0).then(|| timestamp(at)).into()
}

/// A duration, nothing for 0.
fn seconds(duration: i64) -> Loose<Seconds> {
    (duration > 0).then(|| writable(duration)).into()
}

/// A duration that the strictest reader of the contract's `duration` format takes: RFC 3339 has no
/// hours with seconds but without minutes, so those seconds are left out.
fn writable(duration: i64) -> Seconds {
    match (duration / 3_600, duration / 60 % 60) {
        (1.., 0) => Seconds(duration - duration % 60),
        _ => Seconds(duration),
    }
}

/// A text of its own.
fn text(text: &str) -> Loose<String> {
    text.to_owned().into()
}
