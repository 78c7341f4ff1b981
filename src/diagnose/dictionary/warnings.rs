//! Failed jobs that only warn by the site's dictionary: by their return code, or by what their log
//! says, which is read only where it can make a difference.

use std::collections::HashSet;

use futures_util::future::join_all;

use super::{Dictionary, Severity};
use crate::diagnose::log;
use crate::plan::{Job, Plan};
use crate::tws::{LogTail, TailLimits};

/// Logs that are read at most; failed jobs beyond count as failed.
const LOGS: usize = 100;

/// Logs that are read at once.
const AT_ONCE: usize = 8;

impl Dictionary {
    /// Those of the failed jobs that only warn, by plan id. A job whose log would have to be read
    /// and cannot be counts as failed.
    pub async fn warnings(&self, plan: &Plan, failed: &[Job]) -> HashSet<String> {
        let (by_log, by_code): (Vec<&Job>, Vec<&Job>) =
            failed.iter().partition(|job| self.needs_log(job));
        let mut warn: HashSet<String> = by_code
            .into_iter()
            .filter(|job| self.only_warns(job))
            .map(|job| job.id.clone())
            .collect();
        let by_log: Vec<Job> = by_log.into_iter().take(LOGS).cloned().collect();
        for some in by_log.chunks(AT_ONCE) {
            for (job, tail) in some.iter().zip(tails(plan, some).await) {
                if tail.is_some_and(|tail| self.warns_by(job, &tail)) {
                    warn.insert(job.id.clone());
                }
            }
        }
        warn
    }

    /// Whether a message in its log could change what the return code says.
    fn needs_log(&self, job: &Job) -> bool {
        let code = job.last_run().and_then(|run| run.return_code);
        let said = self.severity(job, code);
        self.entries.iter().any(|entry| {
            entry.message.is_some()
                && entry.severity != said
                && (code.is_none() || entry.takes(code))
                && entry.whom.fits(job)
        })
    }

    fn severity(&self, job: &Job, code: Option<i64>) -> Severity {
        self.of_code(job, code)
            .map_or_else(Severity::default, |entry| entry.severity)
    }

    /// Whether a failed job with this log only warns.
    fn warns_by(&self, job: &Job, tail: &LogTail) -> bool {
        let code = job
            .last_run()
            .and_then(|run| run.return_code)
            .or_else(|| log::read(tail).exit_status);
        self.failure(job, code, &self.in_log(tail))
            .is_some_and(|known| known.entry.severity == Severity::Warning)
    }
}

/// The ends of the logs of some jobs, read at once; none where there is none to read.
async fn tails(plan: &Plan, jobs: &[Job]) -> Vec<Option<LogTail>> {
    let one = |job: &Job| {
        let client = plan.client().clone();
        let run = job.last_run().and_then(|run| run.id.clone());
        async move { client.log_tail(&run?, TailLimits::default()).await.ok() }
    };
    join_all(jobs.iter().map(one)).await
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const SITE: &str = r#"
[[entry]]
job = "SETTLE@"
message = "nothing to settle"
severity = "warning"

[[entry]]
job = "SETTLE@"
return_code = 4
severity = "warning"

[[entry]]
job = "SETTLE@"
message = "ledger is closed"
"#;

    fn failed(name: &str, code: i64) -> Job {
        let body = json!({"id": name, "name": name, "jobruns": [{
            "id": "run", "returnCode": code, "compositeStatus": {"status": "ABEND"},
        }]});
        Job::from_wire(serde_json::from_value(body).expect("a job"))
    }

    #[test]
    fn a_message_warns_where_it_is_meant_for_the_job_and_a_worse_one_does_not() {
        let site = Dictionary::parse(SITE, "dictionary.toml").expect("it reads");
        let warns = |name: &str, code: i64, text: &str| {
            site.warns_by(&failed(name, code), &LogTail::from_text(text))
        };
        assert!(warns("SETTLE_EU", 8, "start\nNothing to settle today\n"));
        assert!(!warns("SETTLE_EU", 8, "start\n"));
        assert!(!warns("LOAD", 8, "nothing to settle\n"));
        assert!(warns("SETTLE_EU", 4, "start\n"));
        assert!(!warns("SETTLE_EU", 4, "the ledger is closed\n"));
    }

    #[test]
    fn a_log_is_read_only_where_it_can_make_a_difference() {
        let site = Dictionary::parse(SITE, "dictionary.toml").expect("it reads");
        assert!(site.needs_log(&failed("SETTLE_EU", 8)));
        assert!(site.needs_log(&failed("SETTLE_EU", 4)));
        assert!(!site.needs_log(&failed("LOAD", 8)));
        let codes = "[[entry]]\nreturn_code = 4\nseverity = \"warning\"\n";
        let site = Dictionary::parse(codes, "dictionary.toml").expect("it reads");
        assert!(!site.needs_log(&failed("SETTLE_EU", 4)));
    }
}
