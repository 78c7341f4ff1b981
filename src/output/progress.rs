//! A line on standard error while something takes its time, where a person watches.

use std::fmt::Write;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressFinish, ProgressState, ProgressStyle};

use super::Terminal;

/// How often the line is drawn anew.
const BEAT: Duration = Duration::from_millis(500);

/// The line; it goes when this is dropped.
pub struct Progress(Option<ProgressBar>);

impl Progress {
    /// Says what is read and how many requests that took so far.
    pub fn reading(
        terminal: &Terminal,
        from: &str,
        requests: impl Fn() -> u64 + Clone + Send + Sync + 'static,
    ) -> Self {
        if !terminal.shows_progress {
            return Self(None);
        }
        let count = move |_: &ProgressState, text: &mut dyn Write| {
            // A line on a screen: what it cannot say is not said.
            let _ = write!(text, "{}", requests());
        };
        let Ok(style) = ProgressStyle::with_template(
            "{spinner} reading from {msg}: {requests} requests, {elapsed}",
        ) else {
            return Self(None);
        };
        let line = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr())
            .with_style(style.with_key("requests", count))
            .with_message(super::clean(from))
            .with_finish(ProgressFinish::AndClear);
        line.enable_steady_tick(BEAT);
        Self(Some(line))
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if let Some(line) = &self.0 {
            line.finish_and_clear();
        }
    }
}
