//! `resync jobs show|why|deps JOB`.

use super::super::Outcome;
use super::super::complete;
use super::super::session::{FORMATS, Session};
use crate::ask::{Asker, Found, Wanted, say_diagnosis};
use crate::diagnose::Subject;
use crate::error::{Error, Result};
use crate::output::{dependencies, job, prose};
use crate::plan::Plan;
use crate::report::{DependencyReport, Direction, JobLine, JobReport};

/// A job by name.
#[derive(Debug, clap::Args)]
pub struct JobArgs {
    /// JOB, STREAM.JOB, WORKSTATION#STREAM.JOB with or without folders, or a plan id
    #[arg(value_name = "JOB", add = complete::job())]
    pub job: String,
}

/// A job and which way to look.
#[derive(Debug, clap::Args)]
pub struct DepsArgs {
    #[command(flatten)]
    job: JobArgs,
    /// Only what it waits for
    #[arg(long, conflicts_with = "down")]
    up: bool,
    /// Only what waits for it
    #[arg(long)]
    down: bool,
    /// How many steps
    #[arg(long, value_name = "N", default_value_t = 3, value_parser = clap::value_parser!(u32).range(1..=50))]
    depth: u32,
}

/// The job that a name means, with a note where several fitted.
pub async fn find(session: &Session, asker: &Asker, name: &str) -> Result<Found> {
    find_any(session, asker, name, Wanted::Job).await
}

async fn find_any(session: &Session, asker: &Asker, name: &str, wanted: Wanted) -> Result<Found> {
    let found = asker.resolver().one(name, wanted).await?;
    if let Some(choice) = &found.choice {
        session.terminal.note(choice);
    }
    if let Subject::Job(job) = &found.subject {
        session.saw(&[JobLine::new(job, session.now())]);
    }
    Ok(found)
}

/// The plan id of a job that was found.
pub fn id(found: &Found) -> Result<String> {
    match &found.subject {
        Subject::Job(job) => Ok(job.id.clone()),
        _ => Err(Error::not_found(format!(
            "{} is not a job",
            found.object.words()
        ))),
    }
}

pub async fn show(session: &Session, args: JobArgs) -> Outcome {
    session.allow(FORMATS)?;
    let plan = session.plan().await?;
    let asker = Asker::new(plan.clone());
    let found = find(session, &asker, &args.job).await?;
    let id = id(&found)?;
    let report = session.reading(&plan, JobReport::gather(&plan, &id, session.now()));
    let report = report.await?;
    if !session.terminal.structured(&report)? {
        session.terminal.print(&job(&session.terminal, &report))?;
    }
    Ok(0)
}

pub async fn why(session: &Session, args: JobArgs) -> Outcome {
    session.allow(FORMATS)?;
    let plan = session.plan().await?;
    let asker = Asker::with_site(plan.clone(), session.dictionary()?);
    // A stream or a workstation may be asked about in the same words.
    let found = find_any(session, &asker, &args.job, Wanted::Any).await?;
    let diagnoser = asker.diagnoser();
    let diagnosis = diagnoser.diagnose(&found.subject, session.now());
    let diagnosis = session.reading(&plan, diagnosis).await?;
    if !session.terminal.structured(&diagnosis)? {
        let zone = asker.time_zone().await;
        session
            .terminal
            .print(&prose(&session.terminal, &say_diagnosis(&diagnosis, &zone)))?;
    }
    Ok(0)
}

pub async fn deps(session: &Session, args: DepsArgs) -> Outcome {
    session.allow(FORMATS)?;
    let plan: Plan = session.plan().await?;
    let asker = Asker::new(plan.clone());
    let found = find(session, &asker, &args.job.job).await?;
    let (up, down) = (!args.down, !args.up);
    let directions: Vec<Direction> = [(up, Direction::Up), (down, Direction::Down)]
        .into_iter()
        .filter(|(on, _)| *on)
        .map(|(_, way)| way)
        .collect();
    let id = id(&found)?;
    let report = DependencyReport::gather(&plan, &id, &directions, args.depth, session.now());
    let report = session.reading(&plan, report).await?;
    if !session.terminal.structured(&report)? {
        session
            .terminal
            .print(&dependencies(&session.terminal, &report, up, down))?;
    }
    if report.truncated {
        session.terminal.note("more objects than are shown");
    }
    Ok(0)
}
