//! `POST /api/csp-report`: browsers tell what the content security policy kept from happening.
//! Counted and logged, never shown.

use std::sync::atomic::{AtomicU64, Ordering};

use axum::extract::{Request, State};
use axum::http::StatusCode;
use serde_json::Value;

use crate::server::app::App;
use crate::server::body;
use crate::server::problem::Problem;
use crate::tws::escape;

/// Largest report, in bytes.
const LARGEST: usize = 16 << 10;
/// Reports of one request that are looked at.
const MOST: usize = 20;
/// Reports that are written to the log; further ones are only counted.
const LOGGED: u64 = 200;

/// How many reports there were.
#[derive(Debug, Default)]
pub struct Violations(AtomicU64);

/// Takes reports in either form.
pub async fn post(State(app): State<App>, request: Request) -> Result<StatusCode, Problem> {
    let media = body::media_type(&request);
    let known = [
        "application/csp-report",
        "application/reports+json",
        "application/json",
    ];
    if !media.is_some_and(|media| known.contains(&media.as_str())) {
        return Err(Problem::new(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "unsupported_media_type",
            "this is not a report of a browser",
        ));
    }
    let bytes = body::read(request).await?;
    if bytes.len() > LARGEST {
        let text = format!("the report is larger than {LARGEST} bytes");
        return Err(Problem::new(
            StatusCode::PAYLOAD_TOO_LARGE,
            "too_large",
            text,
        ));
    }
    let reports = match body::parse::<Value>(&bytes)? {
        Value::Array(reports) => reports,
        one => vec![one],
    };
    let mut count = 0;
    for report in reports.iter().take(MOST) {
        let Some(fields) = report.get("csp-report").or_else(|| report.get("body")) else {
            continue;
        };
        count += 1;
        if app.violations.0.fetch_add(1, Ordering::Relaxed) < LOGGED {
            let text = |names: [&str; 2]| {
                let found = names.iter().find_map(|name| fields.get(*name)?.as_str());
                escape(found.unwrap_or(""), 200)
            };
            tracing::warn!(
                directive = text(["effectiveDirective", "effective-directive"]),
                blocked = text(["blockedURL", "blocked-uri"]),
                page = text(["documentURL", "document-uri"]),
                "a browser kept something from happening",
            );
        }
    }
    if count == 0 {
        return Err(Problem::bad_request("there is no report in this"));
    }
    app.metrics.violations(count);
    Ok(StatusCode::NO_CONTENT)
}
