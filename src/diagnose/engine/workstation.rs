//! The diagnosis of a workstation: what is wrong with it, all of it, and which jobs wait for it.

use super::{Diagnoser, Ledger};
use crate::diagnose::confidence::Sign;
use crate::diagnose::facts::Facts;
use crate::diagnose::finding::Found;
use crate::diagnose::impact::{Waiting, waiting};
use crate::diagnose::next_steps::{self, About};
use crate::diagnose::{
    Cause, Cost, Diagnosis, Impact, Kind, Link, ObjectRef, Relation, State, gate,
};
use crate::plan::{CommonStatus, Workstation, WorkstationHealth};

impl Diagnoser {
    pub(super) async fn of_workstation(
        &self,
        facts: &mut Facts,
        workstation: &Workstation,
    ) -> Diagnosis {
        let waiting = match waiting(facts, &self.plan, workstation).await {
            Ok(waiting) => Some(waiting),
            Err(error) => {
                facts.note(format!("could not read the jobs that run there: {error}"));
                None
            }
        };
        let mut found = gate::workstation_findings(workstation);
        if found.is_empty() {
            found.extend(waiting.as_ref().and_then(|jobs| full(workstation, jobs)));
        }
        let is_wrong = !found.is_empty();
        if !is_wrong {
            found.push(nothing_wrong(workstation));
        }
        let object = ObjectRef::workstation(workstation);
        let chain = vec![Link {
            object: object.clone(),
            relation: Relation::Subject,
            status: None,
        }];
        let mut ledger = Ledger::new(facts.now);
        let mut causes: Vec<Cause> = found
            .iter()
            .map(|found| ledger.cause(found, &chain))
            .collect();
        let mut root_cause = causes.remove(0);
        let impact = waiting.as_ref().filter(|_| is_wrong).map(|waiting| {
            let counted = ledger.add(waiting.fact(workstation));
            root_cause.evidence.push(counted);
            waiting.impact(facts, causes.is_empty())
        });
        let next_steps = [&root_cause]
            .into_iter()
            .chain(&causes)
            .flat_map(|cause| {
                let about = About {
                    job: None,
                    workstation: Some(workstation),
                };
                next_steps::of(cause, &about)
            })
            .collect();
        let states: Vec<&str> = workstation.states.iter().map(|s| s.as_str()).collect();
        Diagnosis {
            head: self.plan.provenance("resync.diagnosis/v1", facts.now),
            subject: object,
            state: State {
                status: CommonStatus::Other(String::new()),
                internal: states.join(" "),
                substatus: None,
                since: None,
            },
            root_cause,
            chain,
            other_causes: causes,
            impact: impact.unwrap_or_else(Impact::default),
            next_steps,
            evidence: ledger.evidence,
            outlook: None,
            changes: None,
            notes: Vec::new(),
            cost: Cost::default(),
        }
    }
}

/// As many jobs run there as may, and others are ready.
fn full(workstation: &Workstation, waiting: &Waiting) -> Option<Found> {
    let limit = workstation.limit.filter(|limit| *limit > 0)?;
    let running = waiting.running?;
    let is_full = i64::try_from(running).is_ok_and(|running| running >= limit);
    (is_full && waiting.ready() > 0).then(|| {
        Found::here(
            Kind::WorkstationLimit,
            format!(
                "the job limit of {} is {limit} and {running} jobs are running there",
                workstation.name
            ),
            vec![Sign::Derived],
            vec![gate::workstation_fact(workstation)],
        )
    })
}

fn nothing_wrong(workstation: &Workstation) -> Found {
    let (text, sign) = match workstation.health() {
        WorkstationHealth::Unknown => (
            format!(
                "the scheduler does not tell whether workstation {} is linked; its limit and fence let jobs start",
                workstation.name
            ),
            Sign::Absence,
        ),
        _ => (
            format!(
                "workstation {} is linked and can run jobs",
                workstation.name
            ),
            Sign::Stated,
        ),
    };
    Found::here(
        Kind::RunningNormally,
        text,
        vec![sign],
        vec![gate::workstation_fact(workstation)],
    )
}
