//! One request to the scheduler, and where its answer goes.

use std::time::Duration;

use bytes::{Bytes, BytesMut};

/// A request, with what its errors should say.
#[derive(Debug, Clone, Default)]
pub(super) struct Call {
    /// The operation, ending so that the target can follow: `read the list of jobs from`.
    pub what: String,
    /// Path below the prefix, encoded.
    pub path: String,
    /// Query parameters, not encoded.
    pub query: Vec<(&'static str, String)>,
    /// Header fields.
    pub headers: Vec<(&'static str, String)>,
    /// A JSON body.
    pub body: Option<String>,
    /// Whether it changes the plan (PUT, one try) or only reads (GET).
    pub changes: bool,
    /// Whether text is expected, not JSON.
    pub text: bool,
    /// What an answer 404 says does not exist: `job with the id …`. None for a path that every
    /// server has.
    pub object: Option<String>,
    /// The filter, for errors.
    pub filter: Option<String>,
    /// Whether the user wrote (part of) that filter.
    pub own_filter: bool,
    /// How long one try may take, when not as configured.
    pub patience: Option<Duration>,
    /// Whether the part of the answer that came before time ran out is of use.
    pub partial: bool,
}

impl Call {
    /// A read of `path`.
    pub fn read(what: impl Into<String>, path: impl Into<String>) -> Self {
        Self {
            what: what.into(),
            path: path.into(),
            ..Self::default()
        }
    }

    /// Adds a query parameter.
    pub fn with(mut self, name: &'static str, value: &(impl ToString + ?Sized)) -> Self {
        self.query.push((name, value.to_string()));
        self
    }

    /// What tells its answer from that of other reads.
    pub fn key(&self) -> String {
        format!("{}?{:?}{:?}", self.path, self.query, self.headers)
    }
}

/// Where the bytes of an answer go.
pub(super) trait Sink: Send {
    /// Forgets what came: another try begins.
    fn reset(&mut self);
    /// Takes the next bytes.
    fn take(&mut self, bytes: &[u8]) -> Flow;
}

/// Whether a sink wants more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Flow {
    /// Go on.
    More,
    /// That will do: drop the rest.
    Enough,
    /// This is more than an answer may hold, in bytes.
    TooLarge(usize),
}

/// How an answer ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum End {
    /// It came whole.
    Whole,
    /// The sink had enough.
    Enough,
    /// Time ran out ([`Call::partial`]).
    TimeUp,
}

/// What is known of an answer besides its bytes.
#[derive(Debug, Clone)]
pub(super) struct Fetched {
    /// How it ended.
    pub end: End,
    /// Its `Content-Length`, where it had one and was not compressed.
    pub length: Option<u64>,
    /// Its `Content-Type`.
    pub content_type: Option<String>,
    /// Bytes read, decompressed.
    pub bytes: u64,
}

/// Keeps a whole answer, up to a bound above which it is an error.
#[derive(Debug)]
pub(super) struct Whole {
    body: BytesMut,
    most: usize,
}

impl Whole {
    /// Keeps up to `most` bytes.
    pub fn new(most: usize) -> Self {
        Self {
            body: BytesMut::new(),
            most,
        }
    }

    /// What came.
    pub fn into_bytes(self) -> Bytes {
        self.body.freeze()
    }
}

impl Sink for Whole {
    fn reset(&mut self) {
        self.body.clear();
    }

    fn take(&mut self, bytes: &[u8]) -> Flow {
        if self.body.len() + bytes.len() > self.most {
            return Flow::TooLarge(self.most);
        }
        self.body.extend_from_slice(bytes);
        Flow::More
    }
}

/// Keeps the beginning of an answer, up to a bound at which it has enough.
#[derive(Debug)]
pub(super) struct Beginning {
    body: BytesMut,
    most: usize,
}

impl Beginning {
    /// Keeps up to `most` bytes.
    pub fn new(most: usize) -> Self {
        Self {
            body: BytesMut::new(),
            most,
        }
    }

    /// What came.
    pub fn into_bytes(self) -> Bytes {
        self.body.freeze()
    }
}

impl Sink for Beginning {
    fn reset(&mut self) {
        self.body.clear();
    }

    fn take(&mut self, bytes: &[u8]) -> Flow {
        let room = self.most - self.body.len();
        self.body.extend_from_slice(&bytes[..bytes.len().min(room)]);
        if bytes.len() > room {
            Flow::Enough
        } else {
            Flow::More
        }
    }
}
