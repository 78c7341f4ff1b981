//! `resync --schema NAME`: the JSON Schema of an answer.

use schemars::schema_for;

use super::Outcome;
use crate::ask::AskReport;
use crate::diagnose::Diagnosis;
use crate::error::Error;
use crate::output::Terminal;
use crate::report::{DependencyReport, HealthReport, JobReport, JobsReport, StatusReport};

const NAMES: &[&str] = &[
    "ask",
    "diagnosis",
    "status",
    "jobs",
    "job",
    "dependencies",
    "health",
];

pub fn run(terminal: &Terminal, name: &str) -> Outcome {
    let schema = match name {
        "ask" => schema_for!(AskReport),
        "diagnosis" => schema_for!(Diagnosis),
        "status" => schema_for!(StatusReport),
        "jobs" => schema_for!(JobsReport),
        "job" => schema_for!(JobReport),
        "dependencies" => schema_for!(DependencyReport),
        "health" => schema_for!(HealthReport),
        other => {
            return Err(
                Error::usage(format!("no answer is called \"{}\"", other.escape_debug()))
                    .with_hint(format!("one of {}", NAMES.join(", "))),
            );
        }
    };
    let text = serde_json::to_string_pretty(&schema)
        .map_err(|error| Error::internal("failed to write the schema").with_source(error))?;
    terminal.print(&text)?;
    Ok(0)
}
