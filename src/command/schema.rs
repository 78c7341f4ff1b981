//! `resync --schema NAME`: the JSON Schema of an answer.

use schemars::{JsonSchema, Schema, schema_for};

use super::Outcome;
use crate::ask::AskReport;
use crate::diagnose::{Changes, Diagnosis};
use crate::error::Error;
use crate::output::Terminal;
use crate::report::{
    DependencyReport, EnginesReport, ForecastReport, HandoverReport, HealthReport, JobReport,
    JobsReport, NightReport, ResourceReport, StatusReport,
};

/// Makes the schema of an answer.
type Maker = fn() -> Schema;

/// Every answer, by name.
const ANSWERS: &[(&str, Maker)] = &[
    ("ask", of::<AskReport>),
    ("changes", of::<Changes>),
    ("dependencies", of::<DependencyReport>),
    ("diagnosis", of::<Diagnosis>),
    ("engines", of::<EnginesReport<StatusReport>>),
    ("forecast", of::<ForecastReport>),
    ("handover", of::<HandoverReport>),
    ("health", of::<HealthReport>),
    ("job", of::<JobReport>),
    ("jobs", of::<JobsReport>),
    ("night", of::<NightReport>),
    ("resource", of::<ResourceReport>),
    ("status", of::<StatusReport>),
];

fn of<T: JsonSchema>() -> Schema {
    schema_for!(T)
}

pub fn run(terminal: &Terminal, name: &str) -> Outcome {
    let Some((_, schema)) = ANSWERS.iter().find(|(known, _)| *known == name) else {
        let names: Vec<&str> = ANSWERS.iter().map(|(name, _)| *name).collect();
        return Err(
            Error::usage(format!("no answer is called \"{}\"", name.escape_debug()))
                .with_hint(format!("one of {}", names.join(", "))),
        );
    };
    let text = serde_json::to_string_pretty(&schema())
        .map_err(|error| Error::internal("failed to write the schema").with_source(error))?;
    terminal.print(&text)?;
    Ok(0)
}
