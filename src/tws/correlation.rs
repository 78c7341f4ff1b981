//! The id that ties a request to the scheduler or to the model to the question that caused it.

use std::future::Future;
use std::sync::Arc;

tokio::task_local! {
    static ID: Arc<str>;
}

/// Runs `work`; requests to the scheduler and to the model made within carry `id` as `X-Request-ID`. The caller sees
/// to it that the id is fit for a header.
pub async fn correlated<F: Future>(id: Arc<str>, work: F) -> F::Output {
    ID.scope(id, work).await
}

/// The id of the work at hand.
pub fn correlation() -> Option<Arc<str>> {
    ID.try_with(Clone::clone).ok()
}
