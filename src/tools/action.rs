//! Actions on a job: prepared from a name, told in words, and carried out only through [`Prepared::perform`].
//!
//! The tools of a model only prepare. The command line and MCP with actions allowed carry out.

use std::time::Duration;

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::ask::{Asker, Wanted};
use crate::diagnose::{Subject, conman_name, shell_name};
use crate::error::{Error, Result};
use crate::plan::{Job, Plan, Provenance};
use crate::tws::{Action, Justification, Target, escape};

/// What is done with a job.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Verb {
    /// Run again.
    Rerun,
    /// Hold.
    Hold,
    /// Release.
    Release,
    /// Cancel before it starts.
    Cancel,
    /// Kill while it runs.
    Kill,
    /// Confirm as successful.
    ConfirmSucc,
    /// Confirm as abended.
    ConfirmAbend,
}

/// An action that was, or would be, done.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ActionReport {
    /// `resync.action/v1`.
    #[serde(flatten)]
    pub head: Provenance,
    /// What, in words.
    pub action: String,
    /// Key of the job.
    pub job: String,
    /// Its plan id.
    pub id: String,
    /// Whether nothing was done.
    pub dry_run: bool,
    /// Status before.
    pub before: String,
    /// Status after, when it could be read.
    pub after: Option<String>,
    /// The `resync` command that does it.
    pub command: String,
    /// The `conman` command that does the same.
    pub conman: String,
}

impl Verb {
    /// All of them.
    pub const ALL: [Self; 7] = [
        Self::Rerun,
        Self::Hold,
        Self::Release,
        Self::Cancel,
        Self::Kill,
        Self::ConfirmSucc,
        Self::ConfirmAbend,
    ];

    fn action(self) -> Action {
        match self {
            Self::Rerun => Action::Rerun,
            Self::Hold => Action::Hold,
            Self::Release => Action::Release,
            Self::Cancel => Action::Cancel,
            Self::Kill => Action::Kill,
            Self::ConfirmSucc => Action::ConfirmSucc,
            Self::ConfirmAbend => Action::ConfirmAbend,
        }
    }

    /// The words for people.
    pub fn words(self) -> &'static str {
        match self {
            Self::Rerun => "rerun",
            Self::Hold => "hold",
            Self::Release => "release",
            Self::Cancel => "cancel",
            Self::Kill => "kill",
            Self::ConfirmSucc => "confirm as successful",
            Self::ConfirmAbend => "confirm as abended",
        }
    }

    fn conman(self, key: &str) -> String {
        match self {
            Self::Rerun => format!("rerun {key}"),
            Self::Hold => format!("altpri {key};0"),
            Self::Release => format!("release {key}"),
            Self::Cancel => format!("cancel {key}"),
            Self::Kill => format!("kill {key}"),
            Self::ConfirmSucc => format!("confirm {key};succ"),
            Self::ConfirmAbend => format!("confirm {key};abend"),
        }
    }

    fn command(self, job: &str, reason: Option<&str>) -> String {
        let reason = reason.map_or_else(String::new, |reason| {
            format!(" --reason '{}'", escape(reason, 200).replace('\'', r"'\''"))
        });
        match self {
            Self::ConfirmSucc => format!("resync jobs confirm {job} --succ{reason}"),
            Self::ConfirmAbend => format!("resync jobs confirm {job} --abend{reason}"),
            verb => format!("resync jobs {} {job}{reason}", verb.words()),
        }
    }
}

/// An action on one job, ready to be shown or done.
pub struct Prepared {
    /// The job as it is now.
    pub job: Job,
    /// What is to be done with it.
    pub verb: Verb,
    plan: Plan,
    target: Target,
}

impl Prepared {
    /// Finds the job, read past the cache. Fails when several fit: an action needs one that is meant.
    pub async fn new(plan: &Plan, name: &str, verb: Verb) -> Result<Self> {
        let plan = plan.fresh();
        let asker = Asker::new(plan.clone());
        let found = asker.resolver().one(name, Wanted::Job).await?;
        if let Some(choice) = &found.choice {
            return Err(Error::ambiguous(format!(
                "\"{}\" names several jobs, and an action needs one",
                escape(name, 120)
            ))
            .with_hint(format!(
                "{choice}; give that key, or the plan id of the one you mean"
            )));
        }
        let Subject::Job(job) = &found.subject else {
            return Err(Error::not_found(format!(
                "{} is not a job",
                escape(&found.object.words(), 120)
            )));
        };
        let job = plan.job(&job.id).await?;
        Ok(Self {
            target: target(&job, verb)?,
            job,
            verb,
            plan,
        })
    }

    /// What would be done.
    pub fn proposal(&self, reason: Option<&str>, now: Timestamp) -> ActionReport {
        ActionReport {
            head: self.plan.provenance("resync.action/v1", now),
            action: self.verb.words().to_owned(),
            job: self.job.key.clone(),
            id: self.job.id.clone(),
            dry_run: true,
            before: self.job.internal.to_string(),
            after: None,
            command: self.verb.command(&shell_name(&self.job), reason),
            conman: self.verb.conman(&conman_name(&self.job)),
        }
    }

    /// Does it, once, and looks at the job again.
    pub async fn perform(&self, why: &Justification, now: Timestamp) -> Result<ActionReport> {
        self.plan
            .client()
            .act(self.verb.action(), &self.target, why)
            .await?;
        let reason = Some(why.description.as_str()).filter(|reason| !reason.is_empty());
        Ok(ActionReport {
            dry_run: false,
            after: self.read_back().await,
            ..self.proposal(reason, now)
        })
    }

    /// The engine queues actions: looks a few times whether the state has changed.
    async fn read_back(&self) -> Option<String> {
        let (job, mut state) = (&self.job, None);
        for pause in [0, 300, 700] {
            tokio::time::sleep(Duration::from_millis(pause)).await;
            let now = self.plan.job(&job.id).await.ok()?;
            let changed = now.internal != job.internal
                || now.priority != job.priority
                || now.cancelled != job.cancelled
                || now.runs.len() != job.runs.len();
            state = Some(if now.cancelled && !job.cancelled {
                format!("{} (cancelled)", now.internal)
            } else {
                now.internal.to_string()
            });
            if changed {
                break;
            }
        }
        state
    }
}

fn target(job: &Job, verb: Verb) -> Result<Target> {
    if verb != Verb::Rerun {
        return Ok(Target::Job(job.id.clone()));
    }
    let run = job.last_run().and_then(|run| run.id.clone());
    run.map(Target::Run).ok_or_else(|| {
        Error::refused(format!(
            "job {} has not run, so there is no run to repeat",
            escape(&job.key, 200)
        ))
        .with_hint("`resync jobs why` says what keeps it from starting")
    })
}
