//! Reports made small enough for a model, with what was cut told in words.

use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value;

use crate::diagnose::Diagnosis;
use crate::report::{DependencyReport, JobReport, StatusReport};

/// A report with what was left out of it.
#[derive(Debug, Serialize, JsonSchema)]
pub struct LeftOut<T> {
    #[serde(flatten)]
    report: T,
    /// What was left out, and how to get it.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    left_out: Vec<String>,
}

/// Pieces of evidence kept of a diagnosis, and characters of each excerpt.
const EVIDENCE: usize = 12;
const EXCERPT: usize = 1_200;

/// Nodes kept each way.
const NODES: usize = 30;

/// Entries kept of each list of the plan's state.
const ENTRIES: usize = 10;

/// Runs kept of a job, the latest.
const RUNS: usize = 10;

/// Cuts a list; the words say how many there were.
pub fn list<T>(items: &mut Vec<T>, most: usize, what: &str, left_out: &mut Vec<String>) {
    let all = items.len();
    if all > most {
        items.truncate(most);
        left_out.push(format!("{what}: {most} of {all} are given"));
    }
}

/// Cuts a diagnosis. What the root cause stands on always stays.
pub fn diagnosis(diagnosis: &mut Diagnosis) -> Vec<String> {
    let mut left_out = Vec::new();
    let root = diagnosis.root_cause.evidence.clone();
    let all = diagnosis.evidence.len();
    let mut others = EVIDENCE.saturating_sub(root.len());
    diagnosis.evidence.retain(|evidence| {
        root.contains(&evidence.id) || {
            let keep = others > 0;
            others = others.saturating_sub(1);
            keep
        }
    });
    if diagnosis.evidence.len() < all {
        left_out.push(format!(
            "evidence: {} of {all} pieces are given",
            diagnosis.evidence.len()
        ));
    }
    let kept: Vec<String> = diagnosis.evidence.iter().map(|e| e.id.clone()).collect();
    for cause in &mut diagnosis.other_causes {
        cause.evidence.retain(|id| kept.contains(id));
    }
    for evidence in &mut diagnosis.evidence {
        if let Some(excerpt) = &mut evidence.excerpt
            && excerpt.chars().nth(EXCERPT).is_some()
        {
            *excerpt = excerpt.chars().take(EXCERPT).chain(['…']).collect();
            left_out.push(format!(
                "{}: only the first {EXCERPT} characters of the excerpt are given",
                evidence.id
            ));
        }
    }
    list(&mut diagnosis.chain, NODES, "chain", &mut left_out);
    left_out
}

/// Cuts neighbours, the nearest stay.
pub fn dependencies(report: &mut DependencyReport) -> Vec<String> {
    let mut left_out = Vec::new();
    if report.truncated {
        left_out.push("the scheduler knows more objects than were read".to_owned());
    }
    list(&mut report.up, NODES, "up", &mut left_out);
    list(&mut report.down, NODES, "down", &mut left_out);
    for node in report.up.iter_mut().chain(&mut report.down) {
        node.edges.truncate(5);
    }
    report.truncated = !left_out.is_empty();
    left_out
}

/// Cuts the runs of a job that ran often, and what it waits for.
pub fn job(report: &mut JobReport) -> Vec<String> {
    let mut left_out = Vec::new();
    let all = report.runs.len();
    if all > RUNS {
        report.runs.drain(..all - RUNS);
        left_out.push(format!("runs: the last {RUNS} of {all} are given"));
    }
    list(&mut report.waits_for, NODES, "waits_for", &mut left_out);
    left_out
}

/// Cuts the lists of the plan's state.
pub fn status(report: &mut StatusReport) -> Vec<String> {
    let mut left_out = Vec::new();
    list(&mut report.failed, ENTRIES, "failed", &mut left_out);
    list(&mut report.late, ENTRIES, "late", &mut left_out);
    list(
        &mut report.long_running,
        ENTRIES,
        "long_running",
        &mut left_out,
    );
    list(
        &mut report.waiting_for_people,
        ENTRIES,
        "waiting_for_people",
        &mut left_out,
    );
    list(
        &mut report.stuck_streams,
        ENTRIES,
        "stuck_streams",
        &mut left_out,
    );
    list(&mut report.critical, ENTRIES, "critical", &mut left_out);
    list(
        &mut report.workstations.problems,
        ENTRIES,
        "workstations",
        &mut left_out,
    );
    left_out
}

/// Leaves out what is null: it costs tokens and says nothing.
pub fn drop_nulls(value: &mut Value) {
    match value {
        Value::Object(map) => {
            map.retain(|_, value| !value.is_null());
            map.values_mut().for_each(drop_nulls);
        }
        Value::Array(items) => items.iter_mut().for_each(drop_nulls),
        _ => {}
    }
}
