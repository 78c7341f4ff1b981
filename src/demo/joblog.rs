//! Job logs in the agent's format (stdlist): header, what the job printed, footer.

use jiff::Zoned;

use super::rows::{NONE, Run};
use super::state::State;
use super::store::{LogText, Store, timestamp};

mod noise;
pub use noise::Style;

const RULER: &str = "===============================================================";

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
        let header = if framed {
            header(store, place, run)
        } else {
            vec![]
        };
        let over = run.state.is_over() || run.state == State::Pend;
        let footer = if framed && over {
            footer(store, run)
        } else {
            vec![]
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
        let area = store.stream(store.job(place).stream).area;
        let everyday = LogText {
            padding: 8 + run.number % 23,
            style: Style::of(u64::from(area)),
            lines: noise::ending(run.state, run.rc).into(),
            framed: true,
        };
        let (text, seconds) = match (run.state, text) {
            // A line every half a minute, so that what was read stays as it was read.
            (State::Exec, None) => {
                let lines = ((end - run.start) / 30).clamp(1, 100_000);
                let padding = u32::try_from(lines).unwrap_or(1);
                (
                    &LogText {
                        padding,
                        lines: "".into(),
                        ..everyday
                    },
                    lines * 30,
                )
            }
            (State::Exec, Some(text)) => (text, store.now.max(run.start + 1) - run.start),
            (_, text) => (text.unwrap_or(&everyday), end - run.start),
        };
        Self {
            style: text.style,
            padding: u64::from(text.padding),
            written: text.lines.lines().map(str::to_owned).collect(),
            seed: store.seed ^ u64::from(run.number),
            start: timestamp(run.start).to_zoned(store.zone.clone()),
            seconds,
            area,
        }
    }

    fn len(&self) -> u64 {
        self.padding + u64::try_from(self.written.len()).unwrap_or(0)
    }

    fn line(&self, line: u64) -> String {
        let all = i64::try_from(self.len().max(1)).unwrap_or(i64::MAX);
        let done = i64::try_from(line).unwrap_or(0);
        let passed = i128::from(self.seconds) * i128::from(done) / i128::from(all);
        let passed = jiff::SignedDuration::from_secs(i64::try_from(passed).unwrap_or(0));
        let at = self
            .start
            .checked_add(passed)
            .unwrap_or_else(|_| self.start.clone());
        let millis = (self.seed ^ line.wrapping_mul(0x9e37_79b9)) % 1000;
        if line < self.padding {
            return noise::line(
                self.style,
                &at,
                millis,
                self.seed.wrapping_add(line),
                self.area,
            );
        }
        let written = usize::try_from(line - self.padding).unwrap_or(usize::MAX);
        let text = self.written.get(written).map_or("", String::as_str);
        match text.contains("{ts}") {
            true => text.replace("{ts}", &self.style.time(&at, millis)),
            false => text.to_owned(),
        }
    }
}

fn header(store: &Store, place: u32, run: &Run) -> Vec<String> {
    let job = store.job(place);
    let stream = store.stream(job.stream);
    let sched = store.sched_text(stream.sched);
    let started = timestamp(run.start).to_zoned(store.zone.clone());
    vec![
        RULER.to_owned(),
        format!(
            "= JOB       : {}#{}{}[({sched}),({})].{}",
            store.workstation_key(stream.workstation),
            store.folder(stream.folder),
            store.text(stream.name),
            store.internal_id(job.stream),
            store.text(job.name),
        ),
        format!("= USER      : {}", store.user(place)),
        format!("= JCLFILE   : {}", store.command(place)),
        "= TWSRCMAP  :".to_owned(),
        format!(
            "= AGENT     : {}",
            store.workstation_key(store.runs_on(job))
        ),
        format!("= Job Number: {}", run.number),
        format!("= {}", started.strftime("%a %b %e %H:%M:%S %Z %Y")),
        RULER.to_owned(),
    ]
}

fn footer(store: &Store, run: &Run) -> Vec<String> {
    let took = (run.end - run.start).max(0);
    let ended = timestamp(run.end).to_zoned(store.zone.clone());
    let cpu = 20 + u64::try_from(took).unwrap_or(0) * 37 % 90_000;
    let (hours, minutes, seconds) = (took / 3600, took / 60 % 60, took % 60);
    let mut lines = vec![RULER.to_owned()];
    if let Some(rc) = run.rc {
        lines.push(format!("= Exit Status           : {rc}"));
    }
    lines.push(format!(
        "= System Time (Seconds) : {}     Elapsed Time (hh:mm:ss) : {hours:02}:{minutes:02}:{seconds:02}",
        cpu / 4_000
    ));
    lines.push(format!("= User Time (Seconds)   : {}", cpu / 1_000));
    lines.push(format!("= Job CPU usage (ms)    : {cpu}"));
    lines.push(format!(
        "= Job Memory usage (kb) : {}",
        1_272 + run.number % 90_000
    ));
    lines.push(format!("= {}", ended.strftime("%a %b %e %H:%M:%S %Z %Y")));
    lines.push(RULER.to_owned());
    lines
}
