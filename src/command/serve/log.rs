//! The server's log: lines on standard error, written by a thread of their own, so that a slow or
//! full disk holds up no request; what cannot be kept is counted.

use std::io::{self, BufWriter, Stderr, Write};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use tracing_appender::non_blocking::{ErrorCounter, NonBlockingBuilder, WorkerGuard};
use tracing_subscriber::EnvFilter;

/// How lines are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, clap::ValueEnum)]
pub enum LogFormat {
    /// For people.
    #[default]
    Text,
    /// One JSON object a line.
    Json,
}

/// Writes what has come together, then lets more come: lines that follow close on each other cost
/// one write, and a request does not have to wake the thread that writes.
struct Together(BufWriter<Stderr>);

/// Lines that could not be written: the disk may be full.
static UNWRITTEN: AtomicU64 = AtomicU64::new(0);

/// Bytes of lines that are written at once.
const BATCH: usize = 8 << 10;
const PAUSE: Duration = Duration::from_millis(10);

impl Write for Together {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.0.write(bytes);
        if written.is_err() {
            UNWRITTEN.fetch_add(1, Ordering::Relaxed);
        }
        written
    }

    fn flush(&mut self) -> io::Result<()> {
        let written = self.0.flush();
        std::thread::sleep(PAUSE);
        written
    }
}

static LOST: OnceLock<ErrorCounter> = OnceLock::new();

/// The log; what is under way is written when it is dropped.
pub struct Log {
    _worker: WorkerGuard,
}

impl Log {
    /// Opens the log. `RESYNC_LOG` says what is logged; `-v` adds requests to the scheduler.
    pub fn open(
        format: LogFormat,
        verbose: u8,
        environment: &dyn Fn(&str) -> Option<String>,
    ) -> Self {
        let filter = match (environment("RESYNC_LOG"), verbose) {
            (Some(filter), _) if !filter.is_empty() => filter,
            (_, 0) => "resync=info".to_owned(),
            (_, _) => "resync=debug".to_owned(),
        };
        let (writer, worker) = NonBlockingBuilder::default()
            .lossy(true)
            .buffered_lines_limit(8_192)
            .finish(Together(BufWriter::with_capacity(BATCH, io::stderr())));
        let _ = LOST.set(writer.error_counter());
        let lines = tracing_subscriber::fmt()
            .with_env_filter(EnvFilter::builder().parse_lossy(filter))
            .with_writer(writer)
            .with_ansi(false);
        // A second set-up in the same process, as in tests, keeps the first.
        let _ = match format {
            LogFormat::Text => lines.try_init(),
            LogFormat::Json => lines
                .json()
                .flatten_event(true)
                .with_current_span(false)
                .with_span_list(false)
                .try_init(),
        };
        Self { _worker: worker }
    }
}

/// How many lines were lost.
pub fn lost_lines() -> u64 {
    let dropped = LOST.get().map_or(0, |lost| lost.dropped_lines() as u64);
    dropped + UNWRITTEN.load(Ordering::Relaxed)
}
