//! Lists, one job and its dependencies in words.

use jiff::{Timestamp, tz::TimeZone};

use super::{clock, code, count, duration, plain};
use crate::diagnose::messages;
use crate::report::{DependencyReport, JobLine, JobReport, ResourceReport};

/// A line of a list in prose.
pub(in crate::ask) fn say_line(line: &JobLine, now: Timestamp, zone: &TimeZone) -> String {
    let mut text = format!("{} is {}", plain(&line.key), plain(line.internal.as_str()));
    if let Some(code) = line.return_code.filter(|code| *code != 0) {
        text.push_str(&format!(", return code {code}"));
    }
    if let Some(at) = line.ended.or(line.started) {
        text.push_str(&format!(", {}", clock(at, now, zone)));
    }
    if let (Some(elapsed), "EXEC") = (line.elapsed, line.internal.as_str()) {
        text.push_str(&format!(", for {}", duration(elapsed)));
        if let Some(estimated) = line.estimated {
            text.push_str(&format!(" of about {}", duration(estimated)));
        }
    }
    if line.late {
        text.push_str(", late");
    }
    if line.critical {
        text.push_str(", critical");
    }
    if let Some(reason) = &line.reason {
        text.push_str(&format!(": {}", plain(reason)));
    }
    text
}

/// A list of jobs in prose.
pub(in crate::ask) fn say_list(
    what: &str,
    lines: &[JobLine],
    total: u64,
    now: Timestamp,
    zone: &TimeZone,
) -> String {
    if lines.is_empty() {
        return format!("**No {what}.**");
    }
    let mut text = format!("**{total} {what}.**");
    for line in lines.iter().take(20) {
        text.push_str(&format!("\n- {}", say_line(line, now, zone)));
    }
    if total > 20 {
        text.push_str(&format!("\n- … and {} more", total - 20));
    }
    text
}

/// The state of a job in prose.
pub(in crate::ask) fn say_job(report: &JobReport, now: Timestamp, zone: &TimeZone) -> String {
    let mut text = format!("**{}.**", say_line(&report.job, now, zone));
    let internal = report.job.internal.as_str();
    if let Some(meaning) = messages::status(internal) {
        text.push_str(&format!(" {internal}: {meaning}."));
    }
    if report.runs.len() > 1 {
        text.push_str(&format!(" It has {} runs.", report.runs.len()));
    }
    if !report.waits_for.is_empty() {
        text.push_str(&format!(
            "\n\nIt waits for {}.",
            plain(&report.waits_for.join(", "))
        ));
    }
    if let Some(command) = &report.command {
        let user = report
            .user
            .as_deref()
            .map_or_else(String::new, |user| format!(" as {}", plain(user)));
        text.push_str(&format!(
            "\n\nIt runs {}{user} on {}.",
            code(command),
            plain(&report.job.workstation)
        ));
    }
    text
}

/// What a job waits for, or what waits for it, in prose.
pub(in crate::ask) fn say_dependencies(report: &DependencyReport, down: bool) -> String {
    let name = plain(&report.subject.name);
    let nodes = if down { &report.down } else { &report.up };
    if nodes.is_empty() {
        return if down {
            format!("**Nothing waits for {name}.**")
        } else {
            format!("**{name} depends on nothing.**")
        };
    }
    let open = nodes
        .iter()
        .filter(|node| node.edges.iter().any(|edge| edge.open))
        .count();
    let mut text = if down {
        format!("**{} after {name}.**", count(nodes.len() as u64, "object"))
    } else {
        format!(
            "**{name} depends on {}, {open} of them open.**",
            count(nodes.len() as u64, "object")
        )
    };
    for node in nodes.iter().take(20) {
        let status = node
            .status
            .as_deref()
            .map_or_else(String::new, |status| format!(" is {}", plain(status)));
        let mark = if node.edges.iter().any(|edge| edge.open) {
            " (open)"
        } else {
            ""
        };
        text.push_str(&format!(
            "\n- {}{status}{mark}",
            plain(&node.object.words())
        ));
    }
    if nodes.len() > 20 {
        text.push_str(&format!("\n- … and {} more", nodes.len() - 20));
    }
    text
}

/// A resource and its holders.
pub(in crate::ask) fn say_resource(
    report: &ResourceReport,
    now: Timestamp,
    zone: &TimeZone,
) -> String {
    let name = plain(&report.resource.name);
    let number =
        |n: Option<i64>| n.map_or_else(|| "an unknown number".to_owned(), |n| n.to_string());
    let mut text = format!(
        "**Resource {name}: {} of {} units free, {} in use.**",
        number(report.available),
        number(report.quantity),
        number(report.in_use)
    );
    for holder in &report.holders {
        text.push_str(&format!(
            "\n- {} holds {}",
            plain(&holder.object.words()),
            number(holder.quantity)
        ));
        if let Some(status) = &holder.status {
            text.push_str(&format!(", is {}", plain(status)));
        }
        if let Some(since) = holder.since {
            text.push_str(&format!(" since {}", clock(since, now, zone)));
        }
    }
    text
}
