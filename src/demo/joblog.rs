//! Job logs in the agent's format (stdlist): header, what the job printed, footer.

use jiff::{SignedDuration, Zoned};

use super::rows::{NONE, Run};
use super::state::State;
use super::store::{LogText, Store, timestamp};

mod frame;
mod noise;
pub use noise::Style;

/// Why there is no log to read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoLog {
    /// The run has not begun.
    NotStarted,
    /// The agent no longer has the file.
    Gone,
}

/// The log of one run, line by line.
pub struct JobLog {
    header: Vec<String>,
    body: Body,
    footer: Vec<String>,
}

/// What stands between header and footer, written only when read.
struct Body {
    style: Style,
    padding: u64,
    written: Vec<String>,
    seed: u64,
    start: Zoned,
    seconds: i64,
    pace: Option<i64>,
    area: u8,
}

impl JobLog {
    /// The log of run `number` (from 0) of a job, as it stands at `clock`.
    pub fn of(store: &Store, place: u32, number: usize, clock: i64) -> Result<Self, NoLog> {
        let Some(run) = store.runs(place).nth(number) else {
            return Err(NoLog::NotStarted);
        };
        if run.number == 0 || run.start == 0 {
            return Err(NoLog::NotStarted);
        }
        if store.log_is_gone(place) {
            return Err(NoLog::Gone);
        }
        let end = if run.end == 0 {
            clock.max(run.start)
        } else {
            run.end
        };
        let text = (run.log != NONE).then(|| &store.logs[run.log as usize]);
        let body = Body::new(store, place, run, text, end);
        let framed = text.is_none_or(|text| text.framed);
        let header = match framed {
            true if dynamic(store, place) => frame::broker_header(store, place, run),
            true => frame::header(store, place, run),
            false => vec![],
        };
        let over = run.state.is_over() || run.state == State::Pend;
        let footer = match framed && over {
            true if dynamic(store, place) => frame::broker_footer(store, run),
            true => frame::footer(store, run),
            false => vec![],
        };
        Ok(Self {
            header,
            body,
            footer,
        })
    }

    /// Leaves out header and footer.
    #[must_use]
    pub fn content_only(mut self) -> Self {
        self.header.clear();
        self.footer.clear();
        self
    }

    /// The lines `from..=to`, counted from 1.
    pub fn lines(self, from: u64, to: u64) -> impl Iterator<Item = String> + Send + 'static {
        let Self {
            header,
            body,
            footer,
        } = self;
        let total = body.len();
        // Skipping by arithmetic, so that the end of a long log costs no more than its start.
        let before = u64::try_from(header.len()).unwrap_or(0);
        let skip = from.saturating_sub(1);
        let body_skip = skip.saturating_sub(before).min(total);
        let head = header
            .into_iter()
            .skip(usize::try_from(skip).unwrap_or(usize::MAX));
        let foot_skip = skip.saturating_sub(before + total);
        let foot = footer
            .into_iter()
            .skip(usize::try_from(foot_skip).unwrap_or(usize::MAX));
        let wanted = to.saturating_add(1).saturating_sub(from.max(1));
        let middle = (body_skip..total).map(move |line| body.line(line));
        head.chain(middle)
            .chain(foot)
            .take(usize::try_from(wanted).unwrap_or(usize::MAX))
    }
}

impl Body {
    fn new(store: &Store, place: u32, run: &Run, text: Option<&LogText>, end: i64) -> Self {
        let job = store.job(place);
        let area = store.stream(job.stream).area;
        let seconds = (end - run.start).max(0);
        // Everyday lines come at a fixed pace, so that a log that grows stays as it was read.
        let pace = (i64::from(job.estimate) / 20).clamp(1, 30);
        let everyday = LogText {
            padding: u32::try_from(1 + seconds / pace)
                .unwrap_or(u32::MAX)
                .min(100_000),
            style: Style::of(u64::from(area)),
            lines: noise::ending(run.state, run.rc).into(),
            framed: true,
        };
        let log = text.unwrap_or(&everyday);
        Self {
            style: log.style,
            padding: u64::from(log.padding),
            written: log.lines.lines().map(str::to_owned).collect(),
            seed: store.seed ^ u64::from(run.number),
            start: timestamp(run.start).to_zoned(store.zone.clone()),
            seconds,
            pace: text.is_none().then_some(pace),
            area,
        }
    }

    fn len(&self) -> u64 {
        self.padding + u64::try_from(self.written.len()).unwrap_or(0)
    }

    /// When a line was printed.
    fn time(&self, line: u64) -> Zoned {
        let line = i64::try_from(line).unwrap_or(i64::MAX);
        let passed = match self.pace {
            Some(pace) => line.saturating_mul(pace).min(self.seconds),
            None => {
                let all = i64::try_from(self.len().max(1)).unwrap_or(i64::MAX);
                let share = i128::from(self.seconds) * i128::from(line) / i128::from(all);
                i64::try_from(share).unwrap_or(self.seconds)
            }
        };
        let at = self.start.checked_add(SignedDuration::from_secs(passed));
        at.unwrap_or_else(|_| self.start.clone())
    }

    fn line(&self, line: u64) -> String {
        let millis = (self.seed ^ line.wrapping_mul(0x9e37_79b9)) % 1000;
        if line < self.padding {
            let seed = self.seed.wrapping_add(line);
            return noise::line(self.style, &self.time(line), millis, seed, self.area);
        }
        let written = usize::try_from(line - self.padding).unwrap_or(usize::MAX);
        let text = self.written.get(written).map_or("", String::as_str);
        match text.contains("{ts}") {
            true => text.replace("{ts}", &self.style.time(&self.time(line), millis)),
            false => text.to_owned(),
        }
    }
}

/// Whether the broker chose the machine: such logs are framed in another way.
fn dynamic(store: &Store, place: u32) -> bool {
    store.job(place).run.actual.is_some()
}
