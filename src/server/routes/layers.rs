//! What every request passes, from the outside in.

use axum::Router;
use axum::body::Body;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use tower_http::catch_panic::CatchPanicLayer;

use super::list;
use crate::server::app::App;
use crate::server::problem::{self, Problem};
use crate::server::{auth, gate, headers, host, limit, observe, origin, trace};

/// The routes with their layers.
pub fn router(app: &App) -> Router {
    let mut router = Router::new();
    for route in list::all() {
        let at = (app.clone(), route.class);
        let handler = route
            .handler
            .route_layer(from_fn_with_state(at.clone(), gate::admit))
            .route_layer(from_fn_with_state(at, limit::check));
        router = router.route(route.path, handler);
    }
    let panicked = app.clone();
    // The last layer is the outermost: read this from the bottom up.
    router
        .fallback(Problem::no_such_path)
        .method_not_allowed_fallback(Problem::wrong_method)
        .layer(from_fn_with_state(app.clone(), auth::recognise))
        .layer(origin::csrf(&app.settings.origins))
        .layer(from_fn_with_state(app.clone(), origin::check))
        .layer(origin::cors(&app.settings.origins))
        .layer(from_fn_with_state(app.clone(), host::check))
        .layer(CatchPanicLayer::custom(move |panic| {
            panic_answer(&panicked, panic)
        }))
        .layer(from_fn(problem::render))
        .layer(from_fn_with_state(app.clone(), headers::add))
        .layer(from_fn_with_state(app.clone(), observe::observe))
        .layer(from_fn_with_state(app.clone(), trace::identify))
        .with_state(app.clone())
}

/// The answer of a handler that panicked: the process goes on.
fn panic_answer(app: &App, panic: Box<dyn std::any::Any + Send>) -> Response<Body> {
    app.metrics.panicked();
    let text = panic
        .downcast_ref::<String>()
        .map(String::as_str)
        .or_else(|| panic.downcast_ref::<&str>().copied());
    Problem::internal(format!("a handler panicked: {}", text.unwrap_or("no text"))).into_response()
}
