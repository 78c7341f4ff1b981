//! What jobs print when nothing is wrong, in the manner of several products.

use jiff::Zoned;

use crate::demo::state::State;
use crate::demo::vocabulary::AREAS;

/// How a log's times and everyday lines look.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    /// A shell script that echoes.
    Shell,
    /// A Java program with log4j.
    Java,
    /// A Python program.
    Python,
    /// A database client run from a script.
    Database,
    /// A Windows batch or .NET program.
    Windows,
}

const STYLES: [Style; 5] = [
    Style::Shell,
    Style::Java,
    Style::Python,
    Style::Database,
    Style::Windows,
];

impl Style {
    /// A style by number.
    pub fn of(number: u64) -> Self {
        STYLES[usize::try_from(number % 5).unwrap_or(0)]
    }

    /// A time as this style writes it.
    pub fn time(self, at: &Zoned, millis: u64) -> String {
        match self {
            Self::Shell => at.strftime("%Y-%m-%d %H:%M:%S").to_string(),
            Self::Java => format!("{},{millis:03}", at.strftime("%Y-%m-%d %H:%M:%S")),
            Self::Python => format!("{}.{millis:03}", at.strftime("%Y-%m-%dT%H:%M:%S")),
            Self::Database => at.strftime("%H:%M:%S").to_string(),
            Self::Windows => at.strftime("%d/%m/%Y %H:%M:%S").to_string(),
        }
    }

    fn sayings(self) -> &'static [&'static str] {
        match self {
            Self::Shell => &[
                "[{ts}] reading parameters from /opt/{area}/etc/batch.env",
                "[{ts}] working directory is /data/{area}/work",
                "[{ts}] step {n} of the script done",
                "[{ts}] {n} records read, 0 rejected",
                "[{ts}] no error file found, going on",
                "+ . /opt/{area}/lib/functions.ksh",
            ],
            Self::Java => &[
                "{ts} INFO  [main] c.b.{area}.batch.Runner - chunk {n} committed",
                "{ts} INFO  [main] c.b.{area}.batch.Reader - {n} items read",
                "{ts} DEBUG [pool-1-thread-3] c.b.{area}.cache.Codes - cache hit ratio 0.9{n}",
                "{ts} INFO  [main] o.s.b.c.l.support.SimpleJobLauncher - step executed, errors: 0",
                "{ts} INFO  [main] c.b.{area}.ErrorHandler - error handler initialised",
            ],
            Self::Python => &[
                "{ts} INFO {area}.etl: partition {n} written",
                "{ts} INFO {area}.etl: {n} rows, error_count=0",
                "{ts} DEBUG urllib3.connectionpool: \"GET /codes/{n} HTTP/1.1\" 200 512",
                "{ts} INFO {area}.config: retries=3 timeout=30",
            ],
            Self::Database => &[
                "{n} rows inserted.",
                "Commit complete.",
                "Elapsed: 00:00:0{d}.{n}",
                "Connected to {db}.",
                "{ts} batch {n} applied to {db}",
                "PL/SQL procedure successfully completed.",
            ],
            Self::Windows => &[
                "{ts} Information: package {area} step {n} finished",
                "        {n} file(s) copied.",
                "{ts} Information: {n} rows were transferred",
                "C:\\batch\\{area}>echo step {n}",
            ],
        }
    }
}

/// One everyday line; the same seed gives the same line.
pub fn line(style: Style, at: &Zoned, millis: u64, seed: u64, area: u8) -> String {
    let mixed = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 16;
    let sayings = style.sayings();
    let saying = sayings[usize::try_from(mixed % 97).unwrap_or(0) % sayings.len()];
    let area = &AREAS[usize::from(area) % AREAS.len()];
    saying
        .replace("{ts}", &style.time(at, millis))
        .replace("{area}", &area.code.to_lowercase())
        .replace("{db}", area.database)
        .replace("{n}", &(mixed % 9_000 + 10).to_string())
        .replace("{d}", &(mixed % 10).to_string())
}

/// The last lines of a log that no incident wrote; none while the job runs.
pub fn ending(state: State, rc: Option<i32>) -> &'static str {
    match (state, rc) {
        (State::Abend, Some(143)) => "Terminated",
        (State::Abend, _) => {
            "[{ts}] lock file of another instance found, giving up\n[{ts}] ended with errors"
        }
        (State::Succ | State::Pend, _) => "[{ts}] done, no errors",
        _ => "",
    }
}
