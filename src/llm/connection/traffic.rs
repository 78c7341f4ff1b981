//! What was asked of a model server so far: by model and outcome, with how long it took.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use super::super::failure::Failure;

/// Upper bounds of the classes of latency, in seconds; a last class is open.
pub const MODEL_LATENCIES: [f64; 9] = [0.1, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0, 120.0];

/// Requests to one model that ended in one way.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct ModelTally {
    /// How many.
    pub count: u64,
    /// Seconds they took together, to the end of the reply.
    pub seconds: f64,
    /// How many fell into each class of latency, the open one last.
    pub classes: [u64; MODEL_LATENCIES.len() + 1],
}

impl ModelTally {
    /// Adds those of another.
    pub fn add(&mut self, other: &Self) {
        self.count += other.count;
        self.seconds += other.seconds;
        for (sum, more) in self.classes.iter_mut().zip(other.classes) {
            *sum += more;
        }
    }
}

/// Counts requests.
#[derive(Debug, Default)]
pub(super) struct Traffic(Mutex<BTreeMap<(String, &'static str), ModelTally>>);

impl Traffic {
    /// Awaits a reply and counts it: `ok`, or the word of its failure.
    pub async fn count<T>(
        &self,
        model: &str,
        reply: impl Future<Output = Result<T, Failure>>,
    ) -> Result<T, Failure> {
        let began = Instant::now();
        let reply = reply.await;
        let outcome = match &reply {
            Ok(_) => "ok",
            Err(failure) => failure.kind.code().trim_start_matches("model_"),
        };
        self.note(model, outcome, began.elapsed());
        reply
    }

    fn note(&self, model: &str, outcome: &'static str, took: Duration) {
        let seconds = took.as_secs_f64();
        let class = MODEL_LATENCIES.iter().position(|bound| seconds <= *bound);
        let mut tallies = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        // The server may have given the name.
        let model = crate::tws::escape(model, 100);
        let tally = tallies.entry((model, outcome)).or_default();
        tally.count += 1;
        tally.seconds += seconds;
        tally.classes[class.unwrap_or(MODEL_LATENCIES.len())] += 1;
    }

    /// The counts by model and outcome.
    pub fn tallies(&self) -> BTreeMap<(String, &'static str), ModelTally> {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::failure::FailureKind;
    use super::*;

    #[tokio::test]
    async fn replies_are_counted_by_model_and_outcome() {
        let traffic = Traffic::default();
        let fine = traffic.count("m", async { Ok(1) }).await;
        let refused = async { Err::<(), _>(Failure::new(FailureKind::Limited, "no")) };
        let refused = traffic.count("m", refused).await;
        assert!(fine.is_ok() && refused.is_err());
        traffic.note("m", "ok", Duration::from_secs(300));
        let tallies = traffic.tallies();
        let ok = &tallies[&("m".to_owned(), "ok")];
        assert_eq!((ok.count, ok.classes[0], ok.classes[9]), (2, 1, 1));
        assert_eq!(tallies[&("m".to_owned(), "limited")].count, 1);
    }
}
