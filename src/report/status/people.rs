//! What waits for people: confirmations and prompts.

use std::collections::HashSet;

use futures_util::future::join_all;
use futures_util::join;

use super::PeopleLine;
use super::read::some_jobs;
use crate::error::{Error, Result};
use crate::plan::{Job, Phase, Plan, PromptStatus, PromptType, Target};
use crate::tws::oql::{Filter, field};
use crate::tws::wire::PromptInPlan;
use crate::tws::{Operator, Query, Value};

/// How many confirmations and prompts are listed.
const LISTED: u32 = 200;

/// What waits for people.
pub(super) struct People {
    /// Confirmations, then prompts.
    pub lines: Vec<PeopleLine>,
    /// What was left out, in words.
    pub cut: Vec<String>,
}

/// Looks for what waits for people; recovery prompts come apart, for those of failed jobs are known
/// already. Where prompts do not say who waits for them, `closely` waiting jobs are read one by one.
pub(super) async fn people(plan: &Plan, closely: usize) -> Result<(People, Vec<PromptInPlan>)> {
    let pending = some_jobs(plan, Filter::is(field::RUN_STATUS, "PEND"), LISTED);
    let (pending, prompts) = join!(pending, asked(plan));
    let pending = pending?;
    let waiting = pending
        .items
        .iter()
        .filter(|job| job.phase() == Phase::AwaitsConfirmation);
    let mut people = People {
        lines: waiting.map(confirmation).collect(),
        cut: Vec::new(),
    };
    if pending.more {
        people.cut.push(format!(
            "more than {LISTED} jobs wait to be confirmed; the others are not listed"
        ));
    }
    let Some((prompts, more)) = prompts? else {
        people.look_closely(plan, closely, None).await?;
        return Ok((people, Vec::new()));
    };
    if more {
        people.cut.push(format!(
            "more than {LISTED} prompts wait for an answer; the others are not listed"
        ));
    }
    let (owned, common): (Vec<_>, Vec<_>) = prompts
        .into_iter()
        .partition(|prompt| owner(prompt).is_some());
    let (restart, owned): (Vec<_>, Vec<_>) = owned
        .into_iter()
        .partition(|prompt| prompt.kind.as_ref() == Some(&PromptType::Restart));
    people
        .lines
        .extend(owned.iter().map(|prompt| line("prompt", prompt)));
    if !common.is_empty() {
        people.look_closely(plan, closely, Some(&common)).await?;
    }
    Ok((people, restart))
}

/// The line of a recovery prompt of the scheduler's list.
pub(super) fn recovery(prompt: &PromptInPlan) -> PeopleLine {
    line("recovery_prompt", prompt)
}

/// The prompts that were asked and not answered, and whether there are more; none where the server
/// has no list of prompts.
async fn asked(plan: &Plan) -> Result<Option<(Vec<PromptInPlan>, bool)>> {
    let filter = Filter::is(field::STATUS, PromptStatus::Asked.as_str())?;
    let query = Query::filtered(filter).limit(LISTED);
    let page = match plan.client().prompts(&query).await {
        // What prompts can be filtered by is documented nowhere.
        Err(Error::Usage(_) | Error::Upstream(_)) => {
            plan.client().prompts(&Query::new().limit(1_000)).await?
        }
        page => page?,
    };
    Ok(page.map(|page| {
        let read = page.results.len() as u64;
        let total = page.count.get().and_then(|total| u64::try_from(total).ok());
        let mut prompts = page.results;
        prompts.retain(|prompt| prompt.status.as_ref() == Some(&PromptStatus::Asked));
        (prompts, total.is_some_and(|total| total > read))
    }))
}

fn confirmation(job: &Job) -> PeopleLine {
    PeopleLine {
        kind: "confirmation".to_owned(),
        key: job.key.clone(),
        prompt: None,
        text: None,
    }
}

/// The key of the job or stream whose own prompt it is.
fn owner(prompt: &PromptInPlan) -> Option<&String> {
    let job = prompt.job_key.as_ref().filter(|key| !key.is_empty());
    let stream = prompt.job_stream_key.as_ref();
    job.or(stream.filter(|key| !key.is_empty()))
}

fn line(kind: &str, prompt: &PromptInPlan) -> PeopleLine {
    let name = prompt.name.as_ref().cloned();
    let key = owner(prompt).or(prompt.key.as_ref()).cloned();
    PeopleLine {
        kind: kind.to_owned(),
        key: key.or_else(|| name.clone()).unwrap_or_default(),
        prompt: number(prompt).map(|number| number.to_string()).or(name),
        text: prompt.text.as_ref().cloned(),
    }
}

fn number(prompt: &PromptInPlan) -> Option<i64> {
    prompt.number.as_ref().copied()
}

impl People {
    /// Reads waiting jobs that have a prompt one by one, to see which prompts they wait for: of all
    /// prompts, or of these that belong to nobody.
    async fn look_closely(
        &mut self,
        plan: &Plan,
        closely: usize,
        common: Option<&[PromptInPlan]>,
    ) -> Result<()> {
        let filter = Filter::compare(
            field::PROMPT_DEPENDENCIES,
            Operator::NotEqual,
            Value::Integer(0),
        )
        .and(Filter::is(field::RUN_COMMON_STATUS, "WAITING")?);
        let prompted = some_jobs(plan, Ok(filter), LISTED).await?;
        let all = prompted
            .total
            .unwrap_or(prompted.items.len() as u64)
            .max(prompted.items.len() as u64);
        let close = prompted.items.iter().take(closely);
        let close = join_all(close.map(|job| plan.job(&job.id))).await;
        let read: Vec<Job> = close.into_iter().flatten().collect();
        let mut named: HashSet<Option<i64>> = HashSet::new();
        for job in &read {
            for (line, number) in prompts_of(job) {
                let wanted = common.is_none_or(|common| {
                    common.iter().any(|prompt| self::number(prompt) == number)
                });
                if wanted {
                    named.insert(number);
                    self.lines.push(line);
                }
            }
        }
        // A prompt that nobody was found to wait for waits for people all the same.
        let others = common.unwrap_or_default().iter();
        let others = others.filter(|prompt| !named.contains(&self::number(prompt)));
        self.lines
            .extend(others.map(|prompt| line("prompt", prompt)));
        let left = all.saturating_sub(read.len() as u64);
        if left > 0 {
            self.cut.push(format!(
                "{} of {all} waiting jobs that have a prompt were looked at; the others may wait for an answer too",
                read.len()
            ));
        }
        Ok(())
    }
}

/// The open prompts of a job that was read with its dependencies, with their numbers.
fn prompts_of(job: &Job) -> Vec<(PeopleLine, Option<i64>)> {
    let open = job.dependencies.iter().flatten();
    let open = open.filter(|dependency| dependency.is_open());
    open.filter_map(|dependency| match &dependency.target {
        Target::Prompt {
            name,
            number,
            text,
            state,
            ..
        } if *state != Some(PromptStatus::NotAsked) => {
            let line = PeopleLine {
                kind: "prompt".to_owned(),
                key: job.key.clone(),
                prompt: Some(number.map_or_else(|| name.clone(), |number| number.to_string())),
                text: text.clone(),
            };
            Some((line, *number))
        }
        _ => None,
    })
    .collect()
}
