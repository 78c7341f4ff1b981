//! `GET /api/agents`: who may answer questions.

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::tag;
use crate::plan::Provenance;
use crate::server::app::App;
use crate::server::auth::Viewer;
use crate::server::problem::Problem;

/// Someone who answers questions.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Agent {
    /// The name to ask for.
    pub name: String,
    /// What it is for.
    pub purpose: String,
    /// The tools it may use.
    pub tools: Vec<String>,
    /// The model; none for the built-in rules.
    pub model: Option<String>,
}

impl Agent {
    /// The rules that are always there.
    pub fn rules() -> Self {
        Self {
            name: "rules".to_owned(),
            purpose: "finds causes and words answers without a model".to_owned(),
            tools: Vec::new(),
            model: None,
        }
    }
}

/// Those who answer questions.
#[derive(Debug, Serialize, JsonSchema)]
pub struct AgentsReport {
    /// `resync.agents/v1`.
    #[serde(flatten)]
    head: Provenance,
    /// The agents.
    data: Vec<Agent>,
}

/// The configured agents.
pub async fn get(
    _: Viewer,
    State(app): State<App>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let report = AgentsReport {
        head: app.plan.handle().provenance("resync.agents/v1", app.now()),
        data: app.agents.clone(),
    };
    tag::reply(&headers, &report)
}
