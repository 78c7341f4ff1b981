//! What a job's log says, in short.

use super::{Draft, Turn};
use crate::ask::{Asker, wording};
use crate::diagnose::{Subject, log};
use crate::error::{Error, Result};
use crate::tws::{TailLimits, escape};

impl Asker {
    /// What the log says, in short: its error and its last lines.
    pub(super) async fn log(&self, turn: &Turn<'_>) -> Result<Draft> {
        let found = self.subject(turn).await?;
        let Subject::Job(job) = &found.subject else {
            return Err(Error::usage(format!(
                "{} is not a job, so it has no log",
                escape(&found.object.words(), 120)
            )));
        };
        let run = job
            .last_run()
            .and_then(|run| run.id.clone())
            .ok_or_else(|| {
                Error::not_found(format!(
                    "job {} has not run, so there is no log",
                    escape(&job.name, 80)
                ))
            })?;
        let tail = self
            .plan
            .client()
            .log_tail(&run, TailLimits::default())
            .await?;
        let reading = log::read(&tail);
        let mut answer = format!("**Log of {} (run {run}).**", wording::plain(&job.key));
        if let Some(error) = &reading.error {
            let line = error
                .line
                .map_or_else(String::new, |line| format!(", line {line}"));
            answer.push_str(&format!(
                "\n\nWhat stands out{line}: {}.",
                wording::plain(error.signature.meaning)
            ));
        }
        answer.push_str("\n\n```\n");
        let last = tail.lines.len().saturating_sub(40);
        for line in &tail.lines[last..] {
            answer.push_str(&escape(&line.text, 300).replace("```", "'''"));
            answer.push('\n');
        }
        answer.push_str("```");
        let data = serde_json::json!({
            "run": run, "lines": tail.total_lines, "bytes_read": tail.bytes_read, "whole": tail.whole,
            "exit_status": reading.exit_status,
            "error": reading.error.as_ref().map(|e| serde_json::json!({"kind": e.signature.kind, "line": e.line, "text": e.excerpt})),
        });
        let mut draft = Draft::of(answer, &data);
        draft.subject = Some(found.object);
        draft.warnings = found.choice.into_iter().collect();
        Ok(draft)
    }
}
