//! The demo's HTTP face: every route of the contract that it serves.

mod act;
mod answer;
mod ask;
mod gatekeeper;
mod job;
mod list;
mod log;
mod model;
mod object;
mod stream;

use std::sync::Arc;

use axum::Router;
use axum::middleware::from_fn_with_state;
use axum::routing::{get, put};
use tower_http::CompressionLevel;
use tower_http::compression::CompressionLayer;

use super::{Demo, Level};

/// Builds the routes.
pub fn router(demo: Arc<Demo>) -> Router {
    let mut api = Router::new()
        .route("/engine/info", get(object::engine))
        .route("/objects-info", get(object::objects_info))
        .route("/plan/folder/objects-count", get(object::folders))
        .merge(jobs())
        .merge(streams())
        .merge(objects());
    api = match demo.options.level {
        Level::Contract => api.merge(contract_only()),
        Level::V1028 => api.merge(newer_only()),
    };
    Router::new()
        .nest("/twsd/api/v2", api)
        .fallback(answer::no_such_path)
        .method_not_allowed_fallback(answer::wrong_method)
        .layer(from_fn_with_state(Arc::clone(&demo), gatekeeper::check))
        // The demo answers over loopback: little effort is the best effort.
        .layer(CompressionLayer::new().quality(CompressionLevel::Fastest))
        .with_state(demo)
}

type Routes = Router<Arc<Demo>>;

fn jobs() -> Routes {
    Router::new()
        .route("/plan/job", get(job::list))
        .route("/plan/job/count", get(job::count))
        .route("/plan/job/issues", get(job::issues))
        .route("/plan/job/joblog", get(log::by_filter))
        .route("/plan/job/run/{id}/joblog", get(log::by_run))
        .route("/plan/job/run/{id}/action/rerun", put(act::rerun))
        .route("/plan/job/{id}", get(job::one))
        .route("/plan/job/{id}/model/description", get(job::description))
        .route("/plan/job/{id}/action/{action}", put(act::on_job))
        .route("/model/jobdefinition", get(model::jobs))
        .route("/model/jobdefinition/{id}", get(model::job))
}

fn streams() -> Routes {
    Router::new()
        .route("/plan/jobstream", get(stream::list))
        .route("/plan/jobstream/{id}", get(stream::one))
        .route(
            "/plan/jobstream/{id}/model/description",
            get(stream::description),
        )
        .route("/plan/jobstream/{id}/action/{action}", put(act::on_stream))
        .route("/model/jobstream", get(model::streams))
        .route("/model/jobstream/{id}", get(model::stream))
}

fn objects() -> Routes {
    Router::new()
        .route("/plan/workstation", get(object::workstations))
        .route("/plan/workstation/{id}", get(object::workstation))
        .route(
            "/plan/workstation/{id}/action/health-status",
            get(object::health),
        )
        .route(
            "/plan/workstation/{id}/action/{action}",
            put(act::on_workstation),
        )
        .route("/plan/resource", get(object::resources))
        .route("/plan/resource/{id}", get(object::resource))
        .route(
            "/plan/resource/{id}/action/update-quantity",
            put(act::quantity),
        )
        .route("/plan/prompt/{id}/action/reply", put(act::reply))
}

/// Paths that only the level of the `OpenAPI` file has.
fn contract_only() -> Routes {
    Router::new()
        .route("/plan/job/{id}/predecessors", get(job::predecessors))
        .route("/plan/job/{id}/successors", get(job::successors))
        .route("/plan/jobstream/count", get(stream::count))
        .route(
            "/plan/jobstream/{id}/predecessors",
            get(stream::predecessors),
        )
        .route("/plan/jobstream/{id}/successors", get(stream::successors))
        .route("/plan/consumed-jobs/runs", get(object::consumed))
}

/// Paths that only the newer level has.
fn newer_only() -> Routes {
    Router::new()
        .route("/plan/prompt", get(object::prompts))
        .route("/plan/prompt/{id}", get(object::prompt))
        .route("/plan/file", get(object::files))
        .route("/plan/file/{id}", get(object::file))
}
