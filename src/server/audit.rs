//! Who logged in, was refused or asked: one line each, in the log and where wanted in a file.

mod refusals;

use std::fs::{File, OpenOptions};
use std::io::Write;
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};

use jiff::Timestamp;
use serde::Serialize;

use super::trace::Trace;
use crate::error::{Error, Result};
use refusals::Refusals;

/// The audit log.
pub struct Audit {
    file: Option<Mutex<File>>,
    lost: AtomicU64,
    refusals: Refusals,
}

#[derive(Serialize)]
struct Line<'a> {
    at: Timestamp,
    event: &'a str,
    outcome: &'a str,
    user: Option<&'a str>,
    client: std::net::IpAddr,
    by: &'a str,
    correlation_id: &'a str,
}

impl Audit {
    /// Opens the file, readable by its owner alone.
    pub fn open(path: Option<&Path>) -> Result<Self> {
        let open = |path: &Path| {
            let mut options = OpenOptions::new();
            options.create(true).append(true);
            #[cfg(unix)]
            std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
            options.open(path).map_err(|error| {
                Error::config(format!("failed to open the audit file {}", path.display()))
                    .with_source(error)
                    .with_hint("the user that serves must be able to write it")
            })
        };
        Ok(Self {
            file: path.map(open).transpose()?.map(Mutex::new),
            lost: AtomicU64::new(0),
            refusals: Refusals::default(),
        })
    }

    /// Notes an event. A user's name is what was typed: it is bounded and escaped.
    pub fn note(&self, trace: &Trace, user: Option<&str>, event: &str, outcome: &str, by: &str) {
        let user = user.map(|user| crate::tws::escape(user, 64));
        let (id, client) = (&*trace.id, trace.client);
        tracing::info!(target: "resync::audit", id, %client, user, event, outcome, by);
        let Some(file) = &self.file else {
            return;
        };
        let line = Line {
            at: Timestamp::now(),
            event,
            outcome,
            user: user.as_deref(),
            client,
            by,
            correlation_id: id,
        };
        let written = serde_json::to_vec(&line)
            .map_err(std::io::Error::from)
            .and_then(|mut text| {
                text.push(b'\n');
                file.lock()
                    .unwrap_or_else(PoisonError::into_inner)
                    .write_all(&text)
            });
        if let Err(error) = written
            && self.lost.fetch_add(1, Ordering::Relaxed) == 0
        {
            tracing::error!(%error, "the audit file cannot be written; further losses are only counted");
        }
    }

    /// Notes a request that was refused, by the code of its problem; other problems are no matter of
    /// who may do what. What one address repeats is noted a few times a minute, so that nobody can
    /// fill the disk with it.
    pub fn refused(&self, trace: &Trace, user: Option<&str>, code: &'static str, route: &str) {
        let Some((event, outcome)) = refusals::words(code) else {
            return;
        };
        if self.refusals.is_worth_a_line(trace.client, code) {
            self.note(trace, user, event, outcome, route);
        }
    }

    /// Lines that could not be written.
    pub fn lost(&self) -> u64 {
        self.lost.load(Ordering::Relaxed)
    }
}
