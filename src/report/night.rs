//! Why the night is red or late: the few causes that explain most of it, each with how much.
//!
//! The scheduler counts and filters; of what it finds the heaviest is looked at closely: logs of
//! failed jobs, what a waiting one waits for, and what waits behind. That takes fewer than twenty
//! requests whatever the size of the plan.

mod candidate;
mod failures;
mod kept;
mod measure;

use std::collections::{BTreeMap, HashMap, HashSet};

use futures_util::future::join_all;
use futures_util::join;
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use self::candidate::{At, Candidate};
use crate::diagnose::{Diagnoser, Impact, Kind, ObjectRef};
use crate::error::Result;
use crate::plan::{Job, JobStream, Phase, Plan, Provenance};
use crate::tws::oql::{Filter, field};
use crate::tws::{Group, Order, Query, Scope};

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
    /// Where it lies: a job, a job stream, a workstation, or what is waited for.
    pub object: ObjectRef,
    /// One sentence.
    pub summary: String,
    /// Jobs in error that it explains.
    pub failed: u64,
    /// Jobs that cannot start because of it, as far as that was counted.
    pub blocked: u64,
    /// Jobs that have not started of the streams it lies in: what it may hold up there, where it
    /// was not counted job by job.
    #[serde(default)]
    pub in_stream: u64,
    /// Its share of all that is affected, in percent; shares may overlap.
    pub share: u8,
    /// Whether some of it is concluded, because every log that was read of jobs like these says the
    /// same.
    pub concluded: bool,
    /// What it holds up; null where it was not measured.
    pub impact: Option<Impact>,
}

/// Requests that it may send.
const REQUESTS: u64 = 15;

/// Logs that are read.
const LOGS: usize = 4;

/// Waiting jobs and streams that are read, to see what they wait for.
const READ: usize = 2;

/// Streams whose counters are read.
const STREAMS: usize = 100;

/// Jobs of one sort that are looked at.
const PAGE: u32 = 500;

/// Causes that are given.
const GIVEN: usize = 8;

impl NightReport {
    /// Gathers it.
    ///
    /// # Errors
    /// When the plan cannot be counted.
    pub async fn gather(diagnoser: &Diagnoser, now: Timestamp) -> Result<Self> {
        let plan = diagnoser.plan();
        let before = plan.client().requests();
        let mut spent = 7;
        let every = Query::new();
        let (counts, by_workstation, failed, running, stations, jobs_kept, streams_kept) = join!(
            plan.count_jobs("/@/@#/@/@.@", &[Group::Status]),
            plan.count_jobs("/@/@#/@/@.@", &[Group::Workstation, Group::Status]),
            jobs_where(plan, Filter::is(field::RUN_COMMON_STATUS, "ERROR"), None),
            // What has run for longest comes first, for there may be more than one page.
            jobs_where(
                plan,
                Filter::is(field::RUN_COMMON_STATUS, "RUNNING"),
                Some(field::RUN_START)
            ),
            plan.workstations(&every),
            jobs_where(plan, kept::jobs(Some(now)), None),
            streams_where(plan, kept::streams(now), 200),
        );
        let (jobs, by_status) = counts?;
        let mut warnings = Vec::new();
        let mut failed = or_warn(&mut warnings, "jobs in error", failed);
        failed.retain(|job| job.phase() == Phase::Failed);
        let warns = diagnoser.dictionary().warnings(plan, &failed).await;
        failed.retain(|job| !warns.contains(&job.id));
        let failed_total = by_status
            .get("ERROR")
            .copied()
            .unwrap_or_default()
            .max(failed.len() as u64);
        let running = or_warn(&mut warnings, "running jobs", running);
        let jobs_kept = match jobs_kept {
            Err(_) => {
                spent += 1;
                jobs_where(plan, kept::jobs(None), None).await
            }
            found => found,
        };
        let mut jobs_kept = or_warn(&mut warnings, "held and waiting jobs", jobs_kept);
        if jobs_kept.len() >= PAGE as usize {
            warnings.push(format!(
                "more than {PAGE} jobs are held or depend on prompts, files and resources: not all were looked at"
            ));
        }
        jobs_kept.retain(|job| job.scheduled.is_none_or(|at| at <= now));
        let streams_kept = or_warn(&mut warnings, "held and waiting job streams", streams_kept);
        let mut causes = kept::of_jobs(&jobs_kept);
        causes.extend(kept::of_streams(&streams_kept));
        causes.extend(running.iter().filter_map(|job| kept::of_running(job, now)));
        match (stations, by_workstation) {
            (Ok(stations), Ok((_, counts))) => {
                causes.extend(kept::of_stations(&stations.items, &counts, &jobs_kept));
            }
            (Err(error), _) | (_, Err(error)) => {
                warnings.push(format!("workstations could not be read: {error}"));
            }
        }
        // How much of each stream has not started tells where it is worth looking closely.
        let ids = stream_ids(&failed, &causes);
        let mut open: HashMap<String, u64> = HashMap::new();
        if let Some(filter) = (!ids.is_empty()).then(|| Filter::one_of(field::ID, &ids)) {
            spent += 1;
            let streams = streams_where(plan, filter, 100).await;
            let streams = or_warn(&mut warnings, "streams of the jobs in trouble", streams);
            open.extend(streams.iter().map(|one| (one.id.clone(), not_started(one))));
        }
        for cause in &mut causes {
            cause.weigh(&open);
        }
        let unread: Vec<usize> = heaviest(&causes, |cause| cause.unread, READ);
        spent += unread.len() as u64;
        let (of_failures, read) = join!(
            failures::causes(diagnoser, failed, &open),
            join_all(unread.iter().map(|at| kept::read(plan, &causes[*at]))),
        );
        let (mut of_failures, logs) = of_failures;
        spent += logs;
        for (at, read) in unread.into_iter().zip(read) {
            causes[at] = match read {
                Some(read) => read,
                // What it waits for is other work, which is looked at where it lies.
                None => causes[at].clone().nothing(),
            };
        }
        // What was not read may wait for other work: it is no cause that could be told.
        causes.retain(|cause| cause.kind != Kind::Unknown || !cause.unread);
        causes.retain(|cause| !cause.is_nothing());
        causes.append(&mut of_failures);
        let mut causes = candidate::merged(causes);
        let more =
            measure::measure(diagnoser, &mut causes, REQUESTS.saturating_sub(spent), now).await;
        let affected = failed_total + more;
        let explained: u64 = causes.iter().map(|cause| cause.failed).sum();
        causes.retain(|cause| {
            cause.failed + cause.blocked + cause.in_stream > 0
                || cause.kind.rank() < Kind::StartedLate.rank()
        });
        causes.sort_by_key(Candidate::order);
        causes.truncate(GIVEN);
        Ok(Self {
            head: plan.provenance("resync.night/v1", now),
            jobs,
            by_status,
            failed: failed_total,
            affected,
            causes: causes
                .into_iter()
                .map(|cause| cause.given(affected))
                .collect(),
            unexplained: failed_total.saturating_sub(explained),
            requests: plan.client().requests().saturating_sub(before),
            warnings,
        })
    }
}

/// Places of the heaviest candidates of a sort.
fn heaviest(causes: &[Candidate], wanted: impl Fn(&Candidate) -> bool, most: usize) -> Vec<usize> {
    let mut places: Vec<usize> = (0..causes.len())
        .filter(|at| wanted(&causes[*at]))
        .collect();
    places.sort_by_key(|at| causes[*at].order());
    places.truncate(most);
    places
}

/// Ids of the streams in which something is wrong, those with a critical job first.
fn stream_ids(failed: &[Job], causes: &[Candidate]) -> Vec<String> {
    let kept = causes.iter().filter_map(|cause| match &cause.at {
        At::Job(job) => Some(job.as_ref()),
        At::Stream(_) | At::Elsewhere => None,
    });
    let mut jobs: Vec<&Job> = failed.iter().chain(kept).collect();
    jobs.sort_by_key(|job| !job.critical);
    let mut seen = HashSet::new();
    jobs.into_iter()
        .filter_map(|job| job.stream.id.clone())
        .filter(|id| seen.insert(id.clone()))
        .take(STREAMS)
        .collect()
}

/// Jobs of a stream that have not started.
fn not_started(stream: &JobStream) -> u64 {
    let counts = stream.counts;
    let begun = counts.successful + counts.executing + counts.abended + counts.failed;
    u64::try_from(counts.jobs - begun).unwrap_or(0)
}

fn or_warn<T>(warnings: &mut Vec<String>, what: &str, answer: Result<Vec<T>>) -> Vec<T> {
    answer.unwrap_or_else(|error| {
        warnings.push(format!("{what} could not be read: {error}"));
        Vec::new()
    })
}

async fn jobs_where(
    plan: &Plan,
    filter: Result<Filter>,
    by: Option<crate::tws::oql::Field>,
) -> Result<Vec<Job>> {
    let mut query = Query::filtered(filter?)
        .limit(PAGE)
        .scope(Scope::NoDependencies);
    query
        .order
        .extend(by.map(|field| (field, Order::Ascending)));
    Ok(Box::pin(plan.jobs(&query)).await?.items)
}

async fn streams_where(plan: &Plan, filter: Result<Filter>, limit: u32) -> Result<Vec<JobStream>> {
    let query = Query::filtered(filter?).limit(limit).scope(Scope::Light);
    Ok(Box::pin(plan.streams(&query)).await?.items)
}
