//! A span for each request, for a collector that speaks OTLP over HTTP. Where it is, how long it may
//! take and what it wants to be sent with are said by the usual `OTEL_EXPORTER_OTLP_…` variables.

use std::time::{Duration, SystemTime};

use axum::http::{HeaderMap, HeaderName};
use opentelemetry::propagation::{Extractor, TextMapPropagator};
use opentelemetry::trace::{Span as _, SpanBuilder, SpanKind, Status, Tracer, TracerProvider};
use opentelemetry::{Context, KeyValue};
use opentelemetry_otlp::{Protocol, SpanExporter, WithExportConfig};
use opentelemetry_sdk::Resource;
use opentelemetry_sdk::propagation::TraceContextPropagator;
use opentelemetry_sdk::trace::{SdkTracer, SdkTracerProvider};

use super::trace::Trace;
use crate::error::{Error, Result};

/// How long the last spans may take to leave.
const LAST: Duration = Duration::from_secs(2);

/// The way to the collector, where there is one.
pub struct Export(Option<(SdkTracerProvider, SdkTracer)>);

/// What a request is a part of, as its sender says (W3C Trace Context).
pub struct Parent(Context);

/// A request that was answered.
pub struct Answered<'a> {
    /// What it was a part of.
    pub parent: Option<Parent>,
    /// Its id and its client.
    pub trace: &'a Trace,
    /// `GET` and the like.
    pub method: &'static str,
    /// The matched route.
    pub route: &'a str,
    /// The status.
    pub status: u16,
    /// How long it took.
    pub took: Duration,
}

impl Export {
    /// Opens the way to the collector, for a service of that name.
    pub fn open(service: Option<String>) -> Result<Self> {
        let Some(service) = service else {
            return Ok(Self(None));
        };
        let exporter = SpanExporter::builder()
            .with_http()
            .with_protocol(Protocol::HttpJson)
            .build()
            .map_err(|error| {
                Error::config("failed to open the way to the OpenTelemetry collector")
                    .with_source(error)
                    .with_hint(
                        "is OTEL_EXPORTER_OTLP_ENDPOINT an address such as http://localhost:4318?",
                    )
            })?;
        let resource = Resource::builder()
            .with_service_name(service)
            .with_attribute(KeyValue::new("service.version", env!("CARGO_PKG_VERSION")))
            .build();
        let provider = SdkTracerProvider::builder()
            .with_batch_exporter(exporter)
            .with_resource(resource)
            .build();
        let tracer = provider.tracer("resync");
        Ok(Self(Some((provider, tracer))))
    }

    /// What a request with these fields is a part of.
    pub fn parent(&self, headers: &HeaderMap) -> Option<Parent> {
        self.0.as_ref()?;
        let context = TraceContextPropagator::new().extract(&Fields(headers));
        Some(Parent(context))
    }

    /// Hands a span on. It is sent later, by a thread of its own, or lost if too many wait.
    pub fn note(&self, answered: Answered<'_>) {
        let (Some((_, tracer)), Some(Parent(parent))) = (&self.0, answered.parent) else {
            return;
        };
        let now = SystemTime::now();
        let begun = now.checked_sub(answered.took).unwrap_or(now);
        let builder = SpanBuilder::from_name(format!("{} {}", answered.method, answered.route))
            .with_kind(SpanKind::Server)
            .with_start_time(begun)
            .with_attributes([
                KeyValue::new("http.request.method", answered.method),
                KeyValue::new("http.route", answered.route.to_owned()),
                KeyValue::new("http.response.status_code", i64::from(answered.status)),
                KeyValue::new("client.address", answered.trace.client.to_string()),
                KeyValue::new("resync.correlation_id", answered.trace.id.to_string()),
            ]);
        let mut span = tracer.build_with_context(builder, &parent);
        if answered.status >= 500 {
            span.set_status(Status::error(""));
        }
        span.end_with_timestamp(now);
    }

    /// Sends what waits; no more can be noted afterwards.
    pub async fn close(&self) {
        let Some((provider, _)) = &self.0 else {
            return;
        };
        let provider = provider.clone();
        let closed = tokio::task::spawn_blocking(move || provider.shutdown_with_timeout(LAST));
        if let Ok(Err(error)) = closed.await {
            tracing::warn!(%error, "the last spans did not reach the OpenTelemetry collector");
        }
    }
}

struct Fields<'a>(&'a HeaderMap);

impl Extractor for Fields<'_> {
    fn get(&self, key: &str) -> Option<&str> {
        self.0.get(key)?.to_str().ok()
    }

    fn keys(&self) -> Vec<&str> {
        self.0.keys().map(HeaderName::as_str).collect()
    }
}
