//! The lines of streams, workstations and critical jobs.

use jiff::Timestamp;

use super::super::JobLine;
use super::{CriticalLine, StreamLine, WorkstationLine, WorkstationSummary};
use crate::plan::{Job, JobStream, Phase, Workstation, WorkstationHealth};

/// Whether a job runs well over its estimate.
pub(super) fn runs_long(job: &Job, now: Timestamp) -> bool {
    let (Some(elapsed), Some(estimated)) = (
        job.last_run().and_then(|run| run.duration(now)),
        job.estimated(),
    ) else {
        return false;
    };
    elapsed * 2 > estimated * 3 && elapsed - estimated >= 120
}

/// The line of a stream.
pub(in crate::report) fn stream_line(stream: &JobStream) -> StreamLine {
    StreamLine {
        id: stream.id.clone(),
        key: stream.key.clone(),
        name: stream.name.clone(),
        status: stream.status.to_string(),
        internal: stream.internal.to_string(),
        jobs: stream.counts.jobs,
        failed: stream.counts.abended + stream.counts.failed,
        deadline: stream.times.deadline,
    }
}

/// The line of a workstation.
pub(in crate::report) fn workstation_line(workstation: &Workstation) -> WorkstationLine {
    let health = match workstation.health() {
        WorkstationHealth::Up if workstation.limit == Some(0) => "limit 0",
        WorkstationHealth::Up => "up",
        WorkstationHealth::Unlinked => "unlinked",
        WorkstationHealth::Stopped => "stopped",
        WorkstationHealth::Unknown => "unknown",
    };
    let stated = workstation.health() != WorkstationHealth::Unknown;
    WorkstationLine {
        id: workstation.id.clone(),
        key: workstation.key.clone(),
        kind: workstation.kind.to_string(),
        health: health.to_owned(),
        linked: stated.then(|| workstation.health() != WorkstationHealth::Unlinked),
        jobman: stated.then(|| workstation.job_manager_up()),
        limit: workstation.limit,
        fence: workstation.fence,
        running: None,
    }
}

/// Workstations by whether they can run jobs.
pub(super) fn summary(stations: &[Workstation]) -> WorkstationSummary {
    let lines: Vec<WorkstationLine> = stations
        .iter()
        .filter(|workstation| !workstation.ignored)
        .map(workstation_line)
        .collect();
    WorkstationSummary {
        total: lines.len() as u64,
        up: lines.iter().filter(|line| line.health == "up").count() as u64,
        problems: lines
            .into_iter()
            .filter(|line| matches!(line.health.as_str(), "unlinked" | "stopped" | "limit 0"))
            .collect(),
    }
}

/// Critical jobs that are not done, the nearest first.
pub(super) fn critical_lines(critical: &[Job], now: Timestamp) -> Vec<CriticalLine> {
    let mut lines: Vec<CriticalLine> = critical
        .iter()
        .filter(|job| !matches!(job.phase(), Phase::Done | Phase::Cancelled))
        .map(|job| critical_line(job, now))
        .collect();
    lines.sort_by(|a, b| {
        (a.slack.is_none(), a.slack, &a.job.key).cmp(&(b.slack.is_none(), b.slack, &b.job.key))
    });
    lines
}

fn critical_line(job: &Job, now: Timestamp) -> CriticalLine {
    let estimated = job.estimated().unwrap_or(0);
    let must_start = job
        .critical_start
        .map(|at| at.as_second())
        .or(job.times.deadline.map(|at| at.as_second() - estimated));
    let slack = match (
        job.phase(),
        job.last_run().and_then(|run| run.started),
        job.times.deadline,
    ) {
        // A running job has started: what counts is whether it will end in time.
        (Phase::Running, Some(started), Some(deadline)) => {
            let ends = (started.as_second() + estimated).max(now.as_second());
            Some(deadline.as_second() - ends)
        }
        _ => must_start.map(|at| at - now.as_second()),
    };
    let missed = job.times.deadline.is_some_and(|deadline| deadline < now);
    let risk = match (missed, job.phase(), slack) {
        (true, ..) => "missed",
        (_, Phase::Failed, _) => "at_risk",
        (_, _, Some(slack)) if slack < 0 => "at_risk",
        _ => "on_track",
    };
    CriticalLine {
        job: JobLine::new(job, now),
        critical_start: job.critical_start,
        slack,
        risk: risk.to_owned(),
    }
}
