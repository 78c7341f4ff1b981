//! Everything there is to measure: what the server counts, and what is read from the client, the
//! cache, the plan and the process at this moment.

use std::fmt;

use prometheus_client::encoding::text;

use super::page::{Page, Text, classic};
use super::process::Process;
use crate::llm::MODEL_LATENCIES;
use crate::server::app::App;
use crate::tws::LATENCIES;

/// All metrics.
pub fn scrape(app: &App, format: Text) -> Result<String, fmt::Error> {
    let mut out = String::with_capacity(16 << 10);
    text::encode_registry(&mut out, &app.metrics.registry)?;
    let out = match format {
        Text::OpenMetrics => out,
        Text::Prometheus => classic(&out),
    };
    let mut page = Page { out, format };
    own(&mut page, app)?;
    scheduler(&mut page, app)?;
    models(&mut page, app)?;
    cache(&mut page, app)?;
    plan(&mut page, app)?;
    process(&mut page)?;
    if format == Text::OpenMetrics {
        page.out.push_str("# EOF\n");
    }
    Ok(page.out)
}

fn own(page: &mut Page, app: &App) -> fmt::Result {
    let version = [("version", env!("CARGO_PKG_VERSION"))];
    page.family("resync_build_info", "gauge", "The version that runs")?;
    page.sample("resync_build_info", &version, 1)?;
    let lost = app.audit.lost();
    page.single(
        "resync_audit_lines_lost_total",
        "counter",
        "Audit lines that could not be written",
        lost,
    )?;
    if let Some(lost) = app.metrics.lost_lines {
        page.single(
            "resync_log_lines_lost_total",
            "counter",
            "Log lines dropped because the log was too slow",
            lost(),
        )?;
    }
    if let Some(up) = app.store.is_up() {
        page.single(
            "resync_ratelimit_backend_up",
            "gauge",
            "Whether Redis answers",
            u8::from(up),
        )?;
        page.single(
            "resync_ratelimit_counted_alone_total",
            "counter",
            "Requests counted in this process alone, as Redis did not answer",
            app.limiter.counted_alone(),
        )?;
    }
    page.single(
        "resync_event_readers",
        "gauge",
        "Open event streams",
        app.events.readers(),
    )
}

fn scheduler(page: &mut Page, app: &App) -> fmt::Result {
    let client = app.plan.client();
    let traffic = client.traffic();
    let name = "resync_tws_requests_total";
    page.family(
        name,
        "counter",
        "Requests to the scheduler by endpoint and outcome",
    )?;
    for ((endpoint, outcome), tally) in &traffic {
        page.sample(name, &[("op", endpoint), ("outcome", outcome)], tally.count)?;
    }
    let name = "resync_tws_request_duration_seconds";
    page.family(
        name,
        "histogram",
        "Time until the head of the scheduler's answer",
    )?;
    for ((endpoint, outcome), tally) in &traffic {
        let bounds = LATENCIES
            .iter()
            .map(ToString::to_string)
            .chain(["+Inf".to_owned()]);
        let mut sum = 0;
        for (bound, count) in bounds.zip(tally.classes) {
            sum += count;
            let labels = [
                ("op", endpoint.as_str()),
                ("outcome", outcome),
                ("le", &bound),
            ];
            page.sample(&format!("{name}_bucket"), &labels, sum)?;
        }
        let labels = [("op", endpoint.as_str()), ("outcome", outcome)];
        page.sample(&format!("{name}_sum"), &labels, tally.seconds)?;
        page.sample(&format!("{name}_count"), &labels, tally.count)?;
    }
    let upstream = [("upstream", "tws")];
    page.family(
        "resync_retries_total",
        "counter",
        "Requests that were tried again",
    )?;
    page.sample("resync_retries_total", &upstream, client.retries())?;
    page.family(
        "resync_breaker_state",
        "gauge",
        "1 while requests are refused because the other side failed",
    )?;
    page.sample(
        "resync_breaker_state",
        &upstream,
        u8::from(client.is_broken()),
    )
}

fn models(page: &mut Page, app: &App) -> fmt::Result {
    let traffic = app.chat.model_traffic();
    let name = "resync_llm_requests_total";
    page.family(
        name,
        "counter",
        "Requests to the model by model and outcome",
    )?;
    for ((model, outcome), tally) in &traffic {
        page.sample(name, &[("model", model), ("outcome", outcome)], tally.count)?;
    }
    let name = "resync_llm_request_duration_seconds";
    page.family(name, "histogram", "Time until the end of the model's reply")?;
    for ((model, outcome), tally) in &traffic {
        let bounds = MODEL_LATENCIES
            .iter()
            .map(ToString::to_string)
            .chain(["+Inf".to_owned()]);
        let mut sum = 0;
        for (bound, count) in bounds.zip(tally.classes) {
            sum += count;
            let labels = [
                ("model", model.as_str()),
                ("outcome", outcome),
                ("le", &bound),
            ];
            page.sample(&format!("{name}_bucket"), &labels, sum)?;
        }
        let labels = [("model", model.as_str()), ("outcome", outcome)];
        page.sample(&format!("{name}_sum"), &labels, tally.seconds)?;
        page.sample(&format!("{name}_count"), &labels, tally.count)?;
    }
    Ok(())
}

fn cache(page: &mut Page, app: &App) -> fmt::Result {
    let cache = app.plan.client().cache_statistics();
    for (name, kind, help, value) in [
        (
            "resync_cache_hits_total",
            "counter",
            "Reads answered without a load",
            cache.hits,
        ),
        (
            "resync_cache_misses_total",
            "counter",
            "Reads that made a load",
            cache.misses,
        ),
        (
            "resync_cache_evictions_total",
            "counter",
            "Entries removed for lack of room",
            cache.evictions,
        ),
        (
            "resync_cache_stale_served_total",
            "counter",
            "Reads answered with an old value",
            cache.stale_served,
        ),
        ("resync_cache_bytes", "gauge", "Bytes held", cache.bytes),
        (
            "resync_cache_entries",
            "gauge",
            "Entries held",
            cache.entries,
        ),
    ] {
        page.single(name, kind, help, value)?;
    }
    Ok(())
}

fn plan(page: &mut Page, app: &App) -> fmt::Result {
    let up = u8::from(app.pulse.outage().is_none() && app.pulse.last().is_some());
    page.single(
        "resync_tws_up",
        "gauge",
        "Whether the scheduler answered the last look at the plan",
        up,
    )?;
    let Some(look) = app.pulse.last() else {
        return Ok(());
    };
    let numbers = &look.numbers;
    let age = look.at.elapsed().as_secs();
    page.single(
        "resync_tws_data_age_seconds",
        "gauge",
        "Age of the numbers about the plan",
        age,
    )?;
    page.family(
        "resync_tws_jobs",
        "gauge",
        "Jobs in the plan by external status",
    )?;
    for (status, count) in &numbers.by_status {
        page.sample("resync_tws_jobs", &[("state", status)], count)?;
    }
    for (name, help, value) in [
        ("resync_tws_jobs_late", "Jobs that are late", numbers.late),
        (
            "resync_tws_jobs_running_long",
            "Running jobs well over their estimate",
            numbers.long_running,
        ),
        (
            "resync_tws_waiting_for_people",
            "Prompts and confirmations that wait for someone",
            numbers.waiting_for_people,
        ),
        (
            "resync_tws_critical_at_risk",
            "Critical jobs whose deadline is at risk or missed",
            numbers.at_risk,
        ),
    ] {
        page.single(name, "gauge", help, value)?;
    }
    page.family(
        "resync_tws_workstations",
        "gauge",
        "Workstations by whether they can run jobs",
    )?;
    page.sample("resync_tws_workstations", &[("linked", "true")], numbers.up)?;
    page.sample(
        "resync_tws_workstations",
        &[("linked", "false")],
        numbers.down,
    )
}

fn process(page: &mut Page) -> fmt::Result {
    let Some(process) = Process::read() else {
        return Ok(());
    };
    page.single(
        "process_cpu_seconds_total",
        "counter",
        "Processor time",
        process.cpu_seconds,
    )?;
    page.single(
        "process_resident_memory_bytes",
        "gauge",
        "Memory in use",
        process.resident_bytes,
    )?;
    page.single(
        "process_open_fds",
        "gauge",
        "Open files and connections",
        process.open_files,
    )?;
    page.single("process_threads", "gauge", "Threads", process.threads)
}
