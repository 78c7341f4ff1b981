//! What is counted, and how it is written for Prometheus.

mod page;
mod process;
mod scrape;

use std::sync::atomic::AtomicI64;
use std::time::Duration;

use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::{Registry, Unit};

use super::gate::Class;
pub use page::Text;
pub use scrape::scrape;

/// The bounds of the classes of latency, in seconds.
const SECONDS: [f64; 11] = [
    0.0005, 0.001, 0.0025, 0.005, 0.01, 0.05, 0.1, 0.5, 1.0, 5.0, 20.0,
];

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Route {
    route: String,
    method: &'static str,
    code: u16,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct OfClass {
    class: &'static str,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Decision {
    class: &'static str,
    decision: &'static str,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Outcome {
    outcome: &'static str,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Answer {
    written_by: String,
    outcome: &'static str,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Kind {
    kind: &'static str,
}

/// What the server counts of itself. What others count is read when it is asked for.
pub struct Metrics {
    registry: Registry,
    /// Requests by matched route, method and status.
    requests: Family<Route, Counter>,
    /// How long they took.
    durations: Family<OfRoute, Histogram, fn() -> Histogram>,
    /// Requests under way.
    in_flight: Gauge<i64, AtomicI64>,
    /// Requests refused because too many were under way.
    shed: Family<OfClass, Counter>,
    /// What the rate limiter decided.
    limited: Family<Decision, Counter>,
    /// Logins by how they ended.
    logins: Family<Outcome, Counter>,
    /// Questions by who worded the answer and how it went.
    answers: Family<Answer, Counter>,
    /// Tokens that questions cost.
    tokens: Family<Kind, Counter>,
    /// Rounds with the model.
    rounds: Counter,
    /// Tools the model called.
    tool_calls: Counter,
    /// Requests of pages from origins that are not allowed.
    foreign_origins: Counter,
    /// Reports of violations of the content security policy.
    violations: Counter,
    /// Handlers that panicked.
    panics: Counter,
    lost_lines: Option<fn() -> u64>,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct OfRoute {
    route: String,
}

fn latencies() -> Histogram {
    Histogram::new(SECONDS)
}

/// Lowers the number of requests under way when it is dropped.
pub struct UnderWay(Gauge<i64, AtomicI64>);

impl Drop for UnderWay {
    fn drop(&mut self) {
        self.0.dec();
    }
}

impl Metrics {
    /// All at zero.
    pub fn new(lost_lines: Option<fn() -> u64>) -> Self {
        let mut registry = Registry::with_prefix("resync");
        let metrics = Self {
            requests: Family::default(),
            durations: Family::new_with_constructor(latencies),
            in_flight: Gauge::default(),
            shed: Family::default(),
            limited: Family::default(),
            logins: Family::default(),
            answers: Family::default(),
            tokens: Family::default(),
            rounds: Counter::default(),
            tool_calls: Counter::default(),
            foreign_origins: Counter::default(),
            violations: Counter::default(),
            panics: Counter::default(),
            registry: Registry::default(),
            lost_lines,
        };
        let r = &mut registry;
        r.register(
            "http_requests",
            "Requests by matched route",
            metrics.requests.clone(),
        );
        r.register_with_unit(
            "http_request_duration",
            "Time until the head of the answer",
            Unit::Seconds,
            metrics.durations.clone(),
        );
        r.register(
            "http_requests_in_flight",
            "Requests under way",
            metrics.in_flight.clone(),
        );
        r.register(
            "http_requests_shed",
            "Requests refused for lack of a place",
            metrics.shed.clone(),
        );
        r.register(
            "ratelimit_decisions",
            "What the rate limiter decided",
            metrics.limited.clone(),
        );
        r.register("logins", "Logins by outcome", metrics.logins.clone());
        r.register("answers", "Questions answered", metrics.answers.clone());
        r.register(
            "llm_tokens",
            "Tokens that questions cost",
            metrics.tokens.clone(),
        );
        r.register(
            "llm_rounds",
            "Rounds with the model",
            metrics.rounds.clone(),
        );
        r.register(
            "tool_calls",
            "Tools the model called",
            metrics.tool_calls.clone(),
        );
        r.register(
            "cors_violations",
            "Requests of pages from origins that are not allowed",
            metrics.foreign_origins.clone(),
        );
        r.register(
            "csp_violations",
            "Reports of violations of the content security policy",
            metrics.violations.clone(),
        );
        r.register("panics", "Handlers that panicked", metrics.panics.clone());
        Self {
            registry,
            ..metrics
        }
    }

    /// Notes that a request begins; it is under way until the result is dropped.
    pub fn begin(&self) -> UnderWay {
        self.in_flight.inc();
        UnderWay(self.in_flight.clone())
    }

    /// Notes an answered request.
    pub fn request(&self, route: &str, method: &'static str, code: u16, took: Duration) {
        let label = Route {
            route: route.to_owned(),
            method,
            code,
        };
        self.requests.get_or_create(&label).inc();
        let label = OfRoute {
            route: route.to_owned(),
        };
        self.durations
            .get_or_create(&label)
            .observe(took.as_secs_f64());
    }

    /// Notes a request that found no place.
    pub fn shed(&self, class: Class) {
        let class = class.word();
        self.shed.get_or_create(&OfClass { class }).inc();
    }

    /// Notes what the rate limiter decided.
    pub fn limited(&self, class: Class, allowed: bool) {
        let decision = if allowed { "allowed" } else { "refused" };
        let label = Decision {
            class: class.word(),
            decision,
        };
        self.limited.get_or_create(&label).inc();
    }

    /// Notes a login.
    pub fn login(&self, outcome: &'static str) {
        self.logins.get_or_create(&Outcome { outcome }).inc();
    }

    /// Notes an answer, or that there was none.
    pub fn answer(&self, report: Option<&crate::ask::AskReport>) {
        let label = Answer {
            written_by: report
                .map_or_else(|| "nobody".to_owned(), |report| report.written_by.clone()),
            outcome: if report.is_some() { "ok" } else { "error" },
        };
        self.answers.get_or_create(&label).inc();
        if let Some(usage) = report.map(|report| report.usage) {
            for (kind, tokens) in [
                ("prompt", usage.prompt_tokens),
                ("completion", usage.completion_tokens),
            ] {
                self.tokens.get_or_create(&Kind { kind }).inc_by(tokens);
            }
            self.rounds.inc_by(usage.rounds.into());
            self.tool_calls.inc_by(usage.tool_calls.into());
        }
    }

    /// Notes a request of a page from an origin that is not allowed.
    pub fn foreign_origin(&self) {
        self.foreign_origins.inc();
    }

    /// Notes reports of policy violations.
    pub fn violations(&self, count: u64) {
        self.violations.inc_by(count);
    }

    /// Notes a handler that panicked.
    pub fn panicked(&self) {
        self.panics.inc();
    }
}
