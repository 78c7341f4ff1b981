//! Health as a gate: the scheduler and the plan against thresholds, never "OK" without having looked.

use std::sync::Arc;
use std::time::Instant;

use futures_util::join;
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{JobFilter, StatusFilter};
use crate::diagnose::Dictionary;
use crate::error::{Error, Result};
use crate::plan::{Plan, Provenance, WorkstationHealth};
use crate::tws::Query;

/// A verdict, in the words and with the exit codes of the Nagios plugin rules.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "UPPERCASE")]
pub enum Verdict {
    /// 0: everything that was asked for is within its threshold.
    Ok,
    /// 1: over a warning threshold.
    Warning,
    /// 3: it could not be found out, through our own fault or for lack of configuration.
    Unknown,
    /// 2: over a critical threshold, or the scheduler refuses, hangs or answers nonsense.
    Critical,
}

impl Verdict {
    /// The exit code.
    pub fn exit(self) -> u8 {
        match self {
            Self::Ok => 0,
            Self::Warning => 1,
            Self::Critical => 2,
            Self::Unknown => 3,
        }
    }

    /// The word.
    pub fn word(self) -> &'static str {
        match self {
            Self::Ok => "OK",
            Self::Warning => "WARNING",
            Self::Critical => "CRITICAL",
            Self::Unknown => "UNKNOWN",
        }
    }
}

/// A gate's answer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct HealthReport {
    /// `resync.health/v1`.
    #[serde(flatten)]
    pub head: Provenance,
    /// The worst of the checks.
    pub verdict: Verdict,
    /// One line.
    pub summary: String,
    /// The checks.
    pub checks: Vec<Check>,
}

/// One check.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Check {
    /// Its name: `scheduler`, `abended`, `late`, `unlinked`, …
    pub name: String,
    /// Its verdict.
    pub verdict: Verdict,
    /// What was measured.
    pub value: Option<f64>,
    /// Unit of the value; empty for counts, `s` for seconds.
    pub unit: String,
    /// The value above which it is critical.
    pub max: Option<f64>,
    /// One line.
    pub message: String,
    /// What is over the threshold, the first few.
    pub examples: Vec<String>,
}

/// Which values are still fine. `None` is not checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Thresholds {
    /// Jobs in error.
    pub abended: Option<u64>,
    /// Late jobs.
    pub late: Option<u64>,
    /// Workstations that are not linked or whose job manager is down.
    pub unlinked: Option<u64>,
    /// Jobs held.
    pub held: Option<u64>,
    /// Jobs that wait for confirmation.
    pub pending: Option<u64>,
}

impl Default for Thresholds {
    fn default() -> Self {
        Self {
            abended: Some(0),
            late: None,
            unlinked: Some(0),
            held: None,
            pending: None,
        }
    }
}

/// Which part of the plan is judged.
#[derive(Debug, Clone, Default)]
pub struct Scope {
    /// Only this stream (wildcards allowed).
    pub stream: Option<String>,
    /// Only this folder and what lies below it.
    pub folder: Option<String>,
    /// Failed jobs that only warn by the site's dictionary do not count.
    pub except_warnings: Option<Arc<Dictionary>>,
}

impl HealthReport {
    /// Judges the plan. An unreachable scheduler is a verdict, not an error.
    pub async fn gather(
        plan: &Plan,
        thresholds: &Thresholds,
        scope: &Scope,
        now: Timestamp,
    ) -> Self {
        let begun = Instant::now();
        // A gate must not be opened by an old answer.
        let plan = plan.fresh();
        let reached = plan.client().engine_info().await;
        let took = begun.elapsed();
        let mut checks = vec![match &reached {
            Ok(_) => Check {
                name: "scheduler".to_owned(),
                verdict: Verdict::Ok,
                value: Some((took.as_secs_f64() * 1000.0).round() / 1000.0),
                unit: "s".to_owned(),
                max: None,
                message: format!(
                    "{} answered in {} ms",
                    plan.client().target(),
                    took.as_millis()
                ),
                examples: Vec::new(),
            },
            Err(error) => failed_check("scheduler", error),
        }];
        if reached.is_ok() {
            let (jobs, stations) = join!(
                job_checks(&plan, thresholds, scope, now),
                station_check(&plan, thresholds)
            );
            checks.extend(jobs);
            checks.extend(stations);
        }
        if let Some(age) = plan.stale() {
            checks.push(Check {
                name: "freshness".to_owned(),
                verdict: Verdict::Critical,
                value: Some(age.as_secs_f64()),
                unit: "s".to_owned(),
                max: Some(0.0),
                message: format!(
                    "the scheduler failed while it was asked; the last answer is {} s old",
                    age.as_secs()
                ),
                examples: Vec::new(),
            });
        }
        Self::new(&plan, checks, now)
    }

    fn new(plan: &Plan, checks: Vec<Check>, now: Timestamp) -> Self {
        let verdict = checks
            .iter()
            .map(|check| check.verdict)
            .max()
            .unwrap_or(Verdict::Unknown);
        let bad: Vec<&str> = checks
            .iter()
            .filter(|check| check.verdict != Verdict::Ok)
            .map(|check| check.message.as_str())
            .collect();
        let summary = if bad.is_empty() {
            checks
                .iter()
                .map(|check| check.message.as_str())
                .collect::<Vec<_>>()
                .join(", ")
        } else {
            bad.join(", ")
        };
        Self {
            head: plan.provenance("resync.health/v1", now),
            verdict,
            summary,
            checks,
        }
    }

    /// The report when there is nothing to ask: no scheduler configured, or a wrong setting.
    pub fn unknown(engine: &str, why: &str, now: Timestamp) -> Self {
        let check = Check {
            name: "configuration".to_owned(),
            verdict: Verdict::Unknown,
            value: None,
            unit: String::new(),
            max: None,
            message: why.to_owned(),
            examples: Vec::new(),
        };
        Self {
            head: Provenance {
                schema: "resync.health/v1".to_owned(),
                generated_at: now,
                engine: engine.to_owned(),
                stale: None,
                demo: false,
            },
            verdict: Verdict::Unknown,
            summary: why.to_owned(),
            checks: vec![check],
        }
    }
}

/// A scheduler that refuses, hangs or answers nonsense is critical; a fault of ours is unknown.
fn failed_check(name: &str, error: &Error) -> Check {
    let ours = matches!(
        error,
        Error::Config(_)
            | Error::Usage(_)
            | Error::Internal(_)
            | Error::Io(_)
            | Error::Interrupted(_)
    );
    Check {
        name: name.to_owned(),
        verdict: if ours {
            Verdict::Unknown
        } else {
            Verdict::Critical
        },
        value: None,
        unit: String::new(),
        max: None,
        message: error.to_string(),
        examples: Vec::new(),
    }
}

fn counted(name: &str, what: &str, max: u64, found: &[String]) -> Check {
    let count = found.len() as u64;
    let verdict = if count > max {
        Verdict::Critical
    } else {
        Verdict::Ok
    };
    #[expect(
        clippy::cast_precision_loss,
        reason = "counts of jobs are far below 2^52"
    )]
    let number = |n: u64| n as f64;
    Check {
        name: name.to_owned(),
        verdict,
        value: Some(number(count)),
        unit: String::new(),
        max: Some(number(max)),
        message: format!("{count} {what}"),
        examples: found.iter().take(5).cloned().collect(),
    }
}

async fn job_checks(
    plan: &Plan,
    thresholds: &Thresholds,
    scope: &Scope,
    now: Timestamp,
) -> Vec<Check> {
    let wanted: [(&str, &str, Option<u64>, Option<&str>); 4] = [
        (
            "abended",
            "jobs in error",
            thresholds.abended,
            Some("failed"),
        ),
        ("late", "late jobs", thresholds.late, None),
        ("held", "jobs held", thresholds.held, Some("held")),
        (
            "pending",
            "jobs waiting for confirmation",
            thresholds.pending,
            Some("PEND"),
        ),
    ];
    let checks = wanted
        .into_iter()
        .filter_map(|(name, what, max, status)| Some((name, what, max?, status)));
    let checks = checks.map(|(name, what, max, status)| async move {
        match find(plan, scope, status, now).await {
            Ok(found) => counted(name, what, max, &found),
            Err(error) => failed_check(name, &error),
        }
    });
    let mut done = futures_util::future::join_all(checks).await;
    // A scope that fits nothing is a typing error, not a healthy plan.
    if scope.stream.is_some() || scope.folder.is_some() {
        match exists(plan, scope, now).await {
            Ok(true) => {}
            Ok(false) => done.push(Check {
                name: "scope".to_owned(),
                verdict: Verdict::Unknown,
                value: None,
                unit: String::new(),
                max: None,
                message: format!(
                    "no job fits the scope{}{}",
                    scope
                        .stream
                        .as_ref()
                        .map_or_else(String::new, |s| format!(" stream {s}")),
                    scope
                        .folder
                        .as_ref()
                        .map_or_else(String::new, |f| format!(" folder {f}"))
                ),
                examples: Vec::new(),
            }),
            Err(error) => done.push(failed_check("scope", &error)),
        }
    }
    done
}

fn filter(scope: &Scope) -> JobFilter {
    JobFilter {
        stream: scope.stream.clone(),
        folder: scope.folder.clone(),
        except_warnings: scope.except_warnings.clone(),
        limit: usize::MAX,
        ..JobFilter::default()
    }
}

async fn exists(plan: &Plan, scope: &Scope, now: Timestamp) -> Result<bool> {
    let report = super::JobsReport::gather(
        plan,
        &JobFilter {
            limit: 1,
            ..filter(scope)
        },
        now,
    )
    .await?;
    Ok(report.returned > 0)
}

async fn find(
    plan: &Plan,
    scope: &Scope,
    status: Option<&str>,
    now: Timestamp,
) -> Result<Vec<String>> {
    use futures_util::StreamExt;
    let mut filter = filter(scope);
    match status {
        Some(status) => filter.statuses = vec![StatusFilter::parse(status)?],
        None => filter.late = true,
    }
    let mut pages = std::pin::pin!(filter.stream(plan, now)?);
    let mut found = Vec::new();
    while let Some(page) = pages.next().await {
        found.extend(page?.into_iter().map(|line| line.key));
    }
    Ok(found)
}

async fn station_check(plan: &Plan, thresholds: &Thresholds) -> Option<Check> {
    let max = thresholds.unlinked?;
    Some(match plan.workstations(&Query::new()).await {
        Ok(stations) => {
            let down: Vec<String> = stations
                .items
                .iter()
                .filter(|w| {
                    !w.ignored
                        && matches!(
                            w.health(),
                            WorkstationHealth::Unlinked | WorkstationHealth::Stopped
                        )
                })
                .map(|w| w.key.clone())
                .collect();
            counted("unlinked", "workstations down", max, &down)
        }
        Err(error) => failed_check("unlinked", &error),
    })
}
