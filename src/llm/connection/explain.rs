//! What went wrong on the way to the model, in words.

use std::time::Duration;

use async_openai::error::OpenAIError;

use super::{Connection, service};
use crate::llm::failure::{Failure, FailureKind};

impl Connection {
    pub(super) fn late(&self, what: &str, after: Duration) -> Failure {
        Failure::new(
            FailureKind::TimedOut,
            format!(
                "the model server {} {what} within {:.1} s",
                self.target,
                after.as_secs_f64()
            ),
        )
    }

    pub(super) fn unreadable(&self, why: &str) -> Failure {
        let why = crate::tws::escape(&service::redact(why, &self.client.config().key), 300);
        Failure::new(
            FailureKind::Unreadable,
            format!(
                "the answer of the model server {} failed: {why}",
                self.target
            ),
        )
    }

    /// An error of the library in our words.
    pub(super) fn explain(&self, error: OpenAIError, doing: &str) -> Failure {
        let error = match error {
            OpenAIError::Boxed(inner) => match inner.downcast::<service::Refusal>() {
                Ok(refusal) => return refusal.failure(&self.target, doing),
                Err(inner) => return self.unreadable(&inner.to_string()),
            },
            other => other,
        };
        match error {
            OpenAIError::Reqwest(error) if error.is_connect() || error.is_timeout() => {
                let timed_out = error.is_timeout();
                let kind = if timed_out {
                    FailureKind::TimedOut
                } else {
                    FailureKind::Unreachable
                };
                let cause = service::cause(&error.without_url());
                Failure::new(
                    kind,
                    format!("failed to reach the model server {}: {cause}", self.target),
                )
            }
            OpenAIError::Reqwest(error) => self.unreadable(&service::cause(&error.without_url())),
            OpenAIError::JSONDeserialize(error, _) => {
                self.unreadable(&format!("it is not JSON: {error}"))
            }
            other => self.unreadable(&other.to_string()),
        }
    }

    /// Adds what models there are to the failure that one is not.
    pub(super) async fn name_the_models(&self, mut failure: Failure, model: &str) -> Failure {
        let Ok(models) = self.models().await else {
            return failure;
        };
        if !models.is_empty() && !models.iter().any(|name| name == model) {
            let names: Vec<String> = models
                .iter()
                .take(8)
                .map(|name| crate::tws::escape(name, 80))
                .collect();
            failure
                .text
                .push_str(&format!("; it has {}", names.join(", ")));
        }
        failure
    }
}
