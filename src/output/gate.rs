//! Health in the words of the tools that read it: Nagios, JUnit, Prometheus, and a table.

use crate::report::{Check, HealthReport, Verdict};

use super::table::{bare, trimmed};
use super::{Format, Terminal, clean};

/// A health report in the format that was asked for.
pub fn health(terminal: &Terminal, report: &HealthReport) -> String {
    match terminal.format {
        Format::Nagios => nagios(report),
        Format::Junit => junit(report),
        Format::Prometheus => prometheus(report),
        _ => table(terminal, report),
    }
}

fn table(terminal: &Terminal, report: &HealthReport) -> String {
    let style = &terminal.style;
    let colour = |verdict: Verdict| match verdict {
        Verdict::Ok => style.good,
        Verdict::Warning | Verdict::Unknown => style.warn,
        Verdict::Critical => style.bad,
    };
    let mut out = format!(
        "{}{}{}: {}\n",
        colour(report.verdict),
        report.verdict.word(),
        style.reset,
        clean(&report.summary)
    );
    let mut table = bare(terminal, &["check", "verdict", "value", "max", "detail"]);
    for check in &report.checks {
        let detail = if check.examples.is_empty() {
            check.message.clone()
        } else {
            check.examples.join(", ")
        };
        table.add_row([
            check.name.clone(),
            check.verdict.word().to_owned(),
            number(check.value),
            number(check.max),
            clean(&detail),
        ]);
    }
    out.push_str(&trimmed(&table.to_string()));
    out
}

fn number(value: Option<f64>) -> String {
    value.map_or_else(String::new, |value| value.to_string())
}

/// One line, then `label=value;warn;crit;min` (the plugin rules: `|` separates, so it is kept out of the text).
fn nagios(report: &HealthReport) -> String {
    let text = clean(&report.summary).replace('|', "/");
    let data: Vec<String> = report
        .checks
        .iter()
        .filter_map(|check| {
            let max = check.max.map_or_else(String::new, |max| max.to_string());
            Some(format!(
                "{}={}{};;{max};0",
                check.name, check.value?, check.unit
            ))
        })
        .collect();
    let data = if data.is_empty() {
        String::new()
    } else {
        format!(" | {}", data.join(" "))
    };
    format!("RESYNC {} - {text}{data}\n", report.verdict.word())
}

fn junit(report: &HealthReport) -> String {
    let failures = report
        .checks
        .iter()
        .filter(|check| matches!(check.verdict, Verdict::Critical | Verdict::Warning))
        .count();
    let errors = report
        .checks
        .iter()
        .filter(|check| check.verdict == Verdict::Unknown)
        .count();
    let mut out = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    out.push_str(&format!(
        "<testsuites><testsuite name=\"resync health\" tests=\"{}\" failures=\"{failures}\" errors=\"{errors}\" timestamp=\"{}\">\n",
        report.checks.len(),
        report.head.generated_at
    ));
    for check in &report.checks {
        out.push_str(&format!(
            "  <testcase classname=\"resync\" name=\"{}\"",
            xml(&check.name)
        ));
        match tag(check) {
            None => out.push_str("/>\n"),
            Some(tag) => {
                let detail = check.examples.join("\n");
                out.push_str(&format!(
                    "><{tag} message=\"{}\">{}</{tag}></testcase>\n",
                    xml(&check.message),
                    xml_lines(&detail)
                ));
            }
        }
    }
    out.push_str("</testsuite></testsuites>\n");
    out
}

fn tag(check: &Check) -> Option<&'static str> {
    match check.verdict {
        Verdict::Ok => None,
        Verdict::Unknown => Some("error"),
        Verdict::Warning | Verdict::Critical => Some("failure"),
    }
}

fn xml_lines(text: &str) -> String {
    text.lines().map(xml).collect::<Vec<_>>().join("\n")
}

fn xml(text: &str) -> String {
    clean(text)
        .replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}

/// Text for the node exporter's textfile collector.
fn prometheus(report: &HealthReport) -> String {
    let mut out = String::new();
    out.push_str("# HELP resync_health_verdict Verdict of the gate: 0 ok, 1 warning, 2 critical, 3 unknown.\n# TYPE resync_health_verdict gauge\n");
    out.push_str(&format!(
        "resync_health_verdict {}\n",
        report.verdict.exit()
    ));
    out.push_str("# HELP resync_health_check Verdict of one check: 0 ok, 1 warning, 2 critical, 3 unknown.\n# TYPE resync_health_check gauge\n");
    for check in &report.checks {
        out.push_str(&format!(
            "resync_health_check{{check=\"{}\"}} {}\n",
            check.name,
            check.verdict.exit()
        ));
    }
    out.push_str(
        "# HELP resync_health_value What a check measured.\n# TYPE resync_health_value gauge\n",
    );
    for check in &report.checks {
        if let Some(value) = check.value {
            out.push_str(&format!(
                "resync_health_value{{check=\"{}\"}} {value}\n",
                check.name
            ));
        }
    }
    out.push_str("# HELP resync_health_timestamp_seconds When the gate looked.\n# TYPE resync_health_timestamp_seconds gauge\n");
    out.push_str(&format!(
        "resync_health_timestamp_seconds {}\n",
        report.head.generated_at.as_second()
    ));
    out
}
