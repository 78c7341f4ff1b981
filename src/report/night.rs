//! Why the night is red or late: the few causes that explain most of it, each with how much.
//!
//! Counts come from the scheduler; of the jobs in error one of each alike group is read closely,
//! so the whole takes fewer than twenty requests whatever the size of the plan.

use std::collections::{BTreeMap, HashMap, HashSet};

use futures_util::future::join_all;
use futures_util::join;
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::status::jobs_where;
use crate::diagnose::{Diagnoser, Impact, Kind, ObjectRef, log, of_run, words};
use crate::error::Result;
use crate::plan::{Job, Phase, Provenance, Workstation, WorkstationHealth};
use crate::tws::oql::{Filter, field};
use crate::tws::{Group, Query, TailLimits, escape};

/// Why the plan as a whole is in trouble.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct NightReport {
    /// `resync.night/v1`.
    #[serde(flatten)]
    pub head: Provenance,
    /// Jobs in the plan.
    pub jobs: u64,
    /// Jobs by external status.
    pub by_status: BTreeMap<String, u64>,
    /// Jobs in error.
    pub failed: u64,
    /// Jobs in trouble: those in error and those the causes below hold up.
    pub affected: u64,
    /// The causes, the one that explains most first.
    pub causes: Vec<NightCause>,
    /// Jobs in error that no cause below explains, because they were not looked at.
    pub unexplained: u64,
    /// Requests that it took.
    pub requests: u64,
    /// What could not be read.
    pub warnings: Vec<String>,
}

/// One cause of a bad night.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct NightCause {
    /// Its kind.
    pub kind: Kind,
    /// Where it lies: a job, or a workstation.
    pub object: ObjectRef,
    /// One sentence.
    pub summary: String,
    /// Jobs in error that it explains.
    pub failed: u64,
    /// Jobs that cannot start because of it.
    pub blocked: u64,
    /// Its share of all that is affected, in percent; shares may overlap.
    pub share: u8,
    /// Whether some of it is concluded, because every log that was read of jobs like these says the
    /// same.
    pub concluded: bool,
    /// What it holds up; null where it was not measured.
    pub impact: Option<Impact>,
}

/// Logs that are read.
const LOGS: usize = 7;

/// Samples that must agree, and no other, for the unread rest to be taken for the same.
const AGREEING: usize = 4;

/// Causes whose impact is measured (two or three requests each).
const MEASURED: usize = 2;

/// Causes that are given.
const GIVEN: usize = 8;

/// A cause in the making.
struct Candidate {
    kind: Kind,
    summary: String,
    line: String,
    object: ObjectRef,
    job: Option<Job>,
    failed: u64,
    blocked: u64,
    concluded: bool,
    impact: Option<Impact>,
}

impl NightReport {
    /// Gathers it.
    ///
    /// # Errors
    /// When the plan cannot be counted.
    pub async fn gather(diagnoser: &Diagnoser, now: Timestamp) -> Result<Self> {
        let plan = diagnoser.plan();
        let before = plan.client().requests();
        let every = Query::new();
        let (counts, by_workstation, failed, running, stations) = join!(
            plan.count_jobs("/@/@#/@/@.@", &[Group::Status]),
            plan.count_jobs("/@/@#/@/@.@", &[Group::Workstation, Group::Status]),
            jobs_where(plan, Filter::is(field::RUN_COMMON_STATUS, "ERROR"), 500),
            jobs_where(plan, Filter::is(field::RUN_COMMON_STATUS, "RUNNING"), 500),
            plan.workstations(&every),
        );
        let (jobs, by_status) = counts?;
        let mut warnings = Vec::new();
        let mut failed = failed.unwrap_or_else(|error| {
            warnings.push(format!("jobs in error could not be read: {error}"));
            Vec::new()
        });
        failed
            .retain(|job| job.phase() == Phase::Failed && !diagnoser.dictionary().only_warns(job));
        let failed_total = by_status
            .get("ERROR")
            .copied()
            .unwrap_or_default()
            .max(failed.len() as u64);
        let mut causes = of_failures(diagnoser, failed).await;
        match (stations, by_workstation) {
            (Ok(stations), Ok((_, counts))) => {
                causes.extend(stations.items.iter().filter_map(|w| of_station(w, &counts)));
            }
            (Err(error), _) | (_, Err(error)) => {
                warnings.push(format!("workstations could not be read: {error}"));
            }
        }
        causes.extend(
            running
                .unwrap_or_default()
                .iter()
                .filter_map(|job| of_running(job, now)),
        );
        // What has broken weighs by how much else it looks like it holds up: critical jobs first.
        causes.sort_by_key(|cause| {
            let critical = cause.job.as_ref().is_some_and(|job| job.critical);
            (
                std::cmp::Reverse(cause.failed + cause.blocked),
                !critical,
                cause.kind.rank(),
            )
        });
        let mut held: HashSet<String> = HashSet::new();
        let mut more = 0;
        let mut measured = 0;
        for cause in &mut causes {
            let Some(job) = cause.job.as_ref().filter(|_| measured < MEASURED) else {
                continue;
            };
            measured += 1;
            let (impact, ids, _) = diagnoser.held_up(job, now).await;
            cause.blocked = impact.blocked_jobs;
            more += impact.blocked_jobs.saturating_sub(ids.len() as u64);
            held.extend(ids);
            cause.impact = Some(impact);
        }
        let stations: u64 = causes
            .iter()
            .filter(|cause| cause.job.is_none())
            .map(|cause| cause.blocked)
            .sum();
        let affected = failed_total + held.len() as u64 + more + stations;
        let explained: u64 = causes.iter().map(|cause| cause.failed).sum();
        let mut causes: Vec<NightCause> = causes
            .into_iter()
            .filter(|cause| {
                cause.failed + cause.blocked > 0 || cause.kind.rank() < Kind::StartedLate.rank()
            })
            .map(|cause| cause.given(affected))
            .collect();
        causes.sort_by_key(|cause| std::cmp::Reverse(cause.failed + cause.blocked));
        causes.truncate(GIVEN);
        Ok(Self {
            head: plan.provenance("resync.night/v1", now),
            jobs,
            by_status,
            failed: failed_total,
            affected,
            causes,
            unexplained: failed_total.saturating_sub(explained),
            requests: plan.client().requests().saturating_sub(before),
            warnings,
        })
    }
}

impl Candidate {
    fn given(self, affected: u64) -> NightCause {
        let of = self.failed + self.blocked;
        NightCause {
            share: u8::try_from((of * 100).checked_div(affected).unwrap_or(0).min(100))
                .unwrap_or(100),
            kind: self.kind,
            object: self.object,
            summary: self.summary,
            failed: self.failed,
            blocked: self.blocked,
            concluded: self.concluded,
            impact: self.impact,
        }
    }
}

/// The causes behind the jobs in error: a few logs are read, and jobs whose log says the same have
/// one cause. What was not read is concluded only where every sample of its like agrees.
async fn of_failures(diagnoser: &Diagnoser, mut failed: Vec<Job>) -> Vec<Candidate> {
    failed.sort_by_key(|job| (!job.critical, job.since()));
    let mut groups: HashMap<(String, Option<i64>), Vec<Job>> = HashMap::new();
    for job in failed {
        let run = job.last_run();
        let workstation = run.and_then(|run| run.workstation.clone());
        let key = (
            workstation.unwrap_or_else(|| job.workstation.clone()),
            run.and_then(|run| run.return_code),
        );
        groups.entry(key).or_default().push(job);
    }
    let mut groups: Vec<Vec<Job>> = groups.into_values().collect();
    groups.sort_by_key(|group| {
        let critical = group.iter().any(|job| job.critical);
        (!critical, std::cmp::Reverse(group.len()), group[0].since())
    });
    let samples = samples(&groups);
    let readings = join_all(samples.iter().map(async |(_, job)| {
        let run = job.last_run()?.id.clone()?;
        let client = diagnoser.plan().client();
        let tail = client.log_tail(&run, TailLimits::default()).await.ok()?;
        Some(log::read(&tail))
    }))
    .await;
    let mut causes: Vec<Candidate> = Vec::new();
    // Which cause each sample showed, by group.
    let mut shown: Vec<(usize, usize)> = Vec::new();
    for ((group, job), reading) in samples.iter().zip(readings) {
        let new = candidate(job, reading.as_ref());
        let known = causes.iter().position(|known| {
            known.kind == new.kind && !new.line.is_empty() && same(&known.line, &new.line)
        });
        let at = known.unwrap_or_else(|| {
            causes.push(new);
            causes.len() - 1
        });
        causes[at].failed += 1;
        shown.push((*group, at));
    }
    let all_agree = causes.len() == 1 && shown.len() >= AGREEING;
    for (n, group) in groups.iter().enumerate() {
        let of_group: Vec<usize> = shown
            .iter()
            .filter(|(g, _)| *g == n)
            .map(|(_, at)| *at)
            .collect();
        let agree = of_group.len() >= 2 && of_group.iter().all(|at| *at == of_group[0]);
        let rest = (group.len() - of_group.len()) as u64;
        let at = if agree { of_group[0] } else { 0 };
        if rest > 0 && (agree || all_agree) {
            causes[at].failed += rest;
            causes[at].concluded = true;
        }
    }
    causes
}

/// The jobs whose log is read: of large groups the first and the last, of others the first.
fn samples(groups: &[Vec<Job>]) -> Vec<(usize, &Job)> {
    let mut chosen = Vec::new();
    for (n, group) in groups.iter().enumerate() {
        chosen.push((n, &group[0]));
        if let [_, .., last] = group.as_slice() {
            chosen.push((n, last));
        }
    }
    chosen.truncate(LOGS);
    chosen
}

fn candidate(job: &Job, reading: Option<&log::LogReading>) -> Candidate {
    let (kind, _) = of_run(job, reading);
    let error = reading.and_then(|reading| reading.error.as_ref());
    let line = error.map_or_else(String::new, |error| error.text.trim().to_owned());
    let quoted = if line.is_empty() {
        String::new()
    } else {
        format!(": {}", escape(&line, 200))
    };
    Candidate {
        kind,
        summary: format!("{}{quoted}", kind.words()),
        line,
        object: ObjectRef::job(job),
        job: Some(job.clone()),
        failed: 0,
        blocked: 0,
        concluded: false,
        impact: None,
    }
}

/// Whether two messages say the same: their words agree, whatever the numbers.
fn same(a: &str, b: &str) -> bool {
    let words = |text: &str| {
        text.split(|c: char| !c.is_alphabetic())
            .filter(|word| word.len() > 2)
            .map(str::to_lowercase)
            .collect::<HashSet<_>>()
    };
    let (a, b) = (words(a), words(b));
    let common = a.intersection(&b).count();
    common * 5 >= a.len().max(b.len()) * 4
}

/// A workstation that keeps jobs from starting.
fn of_station(workstation: &Workstation, counts: &BTreeMap<String, u64>) -> Option<Candidate> {
    if workstation.ignored {
        return None;
    }
    let (kind, what) = match workstation.health() {
        WorkstationHealth::Unlinked => (Kind::WorkstationUnlinked, "is not linked"),
        WorkstationHealth::Stopped => (Kind::WorkstationStopped, "has its job manager down"),
        WorkstationHealth::Up if workstation.limit == Some(0) => {
            (Kind::WorkstationLimit, "has a job limit of 0")
        }
        _ => return None,
    };
    let kept = ["WAITING", "READY", "HELD", "BLOCKED"];
    let blocked: u64 = counts
        .iter()
        .filter(|(label, _)| {
            let mut parts = label.split(',').map(str::trim);
            let here = parts
                .clone()
                .any(|part| part == workstation.key || part == workstation.name);
            here && parts.any(|part| kept.contains(&part))
        })
        .map(|(_, n)| n)
        .sum();
    (blocked > 0).then(|| Candidate {
        kind,
        summary: format!(
            "{} {what}, and {blocked} jobs are to run there",
            workstation.name
        ),
        line: String::new(),
        object: ObjectRef::workstation(workstation),
        job: None,
        failed: 0,
        blocked,
        concluded: false,
        impact: None,
    })
}

/// A job that runs far over its estimate.
fn of_running(job: &Job, now: Timestamp) -> Option<Candidate> {
    let elapsed = job.last_run()?.duration(now)?;
    let estimated = job.estimated()?;
    let over =
        job.phase() == Phase::Running && elapsed > estimated * 2 && elapsed - estimated >= 600;
    over.then(|| Candidate {
        kind: Kind::RunningLongerThanUsual,
        summary: format!(
            "{} has been running for {} and usually takes {}",
            job.name,
            words(elapsed),
            words(estimated)
        ),
        line: String::new(),
        object: ObjectRef::job(job),
        job: Some(job.clone()),
        failed: 0,
        blocked: 0,
        concluded: false,
        impact: None,
    })
}

#[cfg(test)]
mod tests {
    use super::same;

    #[test]
    fn messages_are_the_same_whatever_their_numbers() {
        assert!(same(
            "ORA-12541: TNS:no listener on db01 port 1521",
            "ORA-12541: TNS:no listener on db02 port 1522"
        ));
        assert!(!same(
            "No space left on device",
            "Permission denied: /data/in"
        ));
    }
}
