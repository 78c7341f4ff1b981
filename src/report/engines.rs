//! The same report of several schedulers: what one of them cannot tell takes nothing from the others.

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::error::Error;

/// The reports of several schedulers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct EnginesReport<T> {
    /// `resync.engines/v1`.
    pub schema: String,
    /// When it was made.
    pub generated_at: Timestamp,
    /// Whether the report of some scheduler is missing.
    pub partial: bool,
    /// One entry for each scheduler, in the order they were named.
    pub engines: Vec<EngineReport<T>>,
}

/// The report of one scheduler, or why there is none.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct EngineReport<T> {
    /// The name of its profile.
    pub name: String,
    /// The report.
    pub report: Option<T>,
    /// Why there is none.
    pub error: Option<EngineError>,
}

/// Why a scheduler gave no report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct EngineError {
    /// A stable word.
    pub code: String,
    /// What failed, on which address, and why.
    pub message: String,
    /// What to do next.
    pub hint: Option<String>,
}

impl From<&Error> for EngineError {
    fn from(error: &Error) -> Self {
        Self {
            code: error.code().to_owned(),
            message: error.to_string(),
            hint: error.hint().map(str::to_owned),
        }
    }
}

impl<T> EnginesReport<T> {
    /// Puts the reports together.
    pub fn new(reports: Vec<(String, Result<T, Error>)>, now: Timestamp) -> Self {
        let engines = reports.into_iter().map(|(name, report)| {
            let error = report.as_ref().err().map(EngineError::from);
            EngineReport {
                name,
                report: report.ok(),
                error,
            }
        });
        let engines: Vec<_> = engines.collect();
        Self {
            schema: "resync.engines/v1".to_owned(),
            generated_at: now,
            partial: engines.iter().any(|engine| engine.error.is_some()),
            engines,
        }
    }
}
