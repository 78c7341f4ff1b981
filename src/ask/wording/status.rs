//! The plan as a whole in words.

use jiff::{Timestamp, tz::TimeZone};

use super::list::say_line;
use super::{NAMED, clock, count, duration, plain};
use crate::plan::short_name;
use crate::report::StatusReport;

/// The plan in a few sentences.
pub(in crate::ask) fn say_status(report: &StatusReport, now: Timestamp, zone: &TimeZone) -> String {
    let mut text = format!("**{}: {}.**", count(report.jobs, "job"), by_status(report));
    if report.failed.is_empty() && !report.has_all("failed") {
        text.push_str(&format!(
            "\n\n{} in error by the scheduler's count; which they are could not be read.",
            count(report.failed_total, "job")
        ));
    } else if report.failed.is_empty() {
        text.push_str("\n\nNothing is in error.");
    } else {
        text.push_str(&format!(
            "\n\n{} in error:",
            count(report.failed_total, "job")
        ));
        for line in report.failed.iter().take(8) {
            text.push_str(&format!("\n- {}", say_line(line, now, zone)));
        }
        if report.failed_total > 8 {
            text.push_str(&format!("\n- … and {} more", report.failed_total - 8));
        }
    }
    for (what, n) in [
        ("late", report.late.len()),
        ("running longer than usual", report.long_running.len()),
        ("waiting for a person", report.waiting_for_people.len()),
    ] {
        if n > 0 {
            text.push_str(&format!("\n\n{} {what}.", count(n as u64, "job")));
        }
    }
    if !report.workstations.problems.is_empty() {
        text.push_str(&format!("\n\n{}", say_workstations(report)));
    }
    let risky: Vec<&str> = report
        .critical
        .iter()
        .filter(|line| line.risk != "on_track")
        .map(|line| line.job.name.as_str())
        .take(NAMED)
        .collect();
    if !risky.is_empty() {
        text.push_str(&format!(
            "\n\nCritical jobs at risk: {}.",
            plain(&risky.join(", "))
        ));
    }
    text
}

pub(in crate::ask) fn by_status(report: &StatusReport) -> String {
    let parts: Vec<String> = report
        .by_status
        .iter()
        .map(|(status, n)| format!("{n} {}", status.to_lowercase()))
        .collect();
    if parts.is_empty() {
        "no counts".to_owned()
    } else {
        parts.join(", ")
    }
}

pub(in crate::ask) fn say_workstations(report: &StatusReport) -> String {
    let all = &report.workstations;
    if !report.has_all("workstations") {
        return "**The workstations could not be read.**".to_owned();
    }
    if all.problems.is_empty() {
        return format!(
            "**All {} workstations that report a state are linked and can run jobs.**",
            all.total
        );
    }
    let mut text = format!(
        "**{} of {} workstations have a problem.**",
        all.problems.len(),
        all.total
    );
    for line in all.problems.iter().take(20) {
        text.push_str(&format!("\n- {} is {}", plain(&line.key), line.health));
    }
    text
}

/// Critical jobs in prose.
pub(in crate::ask) fn say_critical(
    report: &StatusReport,
    now: Timestamp,
    zone: &TimeZone,
) -> String {
    if report.critical.is_empty() && !report.has_all("critical") {
        return "**The critical jobs could not be read.**".to_owned();
    }
    if report.critical.is_empty() {
        return "**No critical job is open.**".to_owned();
    }
    let risky = report
        .critical
        .iter()
        .filter(|line| line.risk != "on_track")
        .count();
    let mut text = format!(
        "**{} open, {risky} of them at risk or missed.**",
        count(report.critical.len() as u64, "critical job")
    );
    for line in report.critical.iter().take(20) {
        let deadline = line.job.deadline.map_or_else(String::new, |at| {
            format!(", deadline {}", clock(at, now, zone))
        });
        let slack = match line.slack {
            Some(slack) if slack >= 0 => format!(", {} to spare", duration(slack)),
            Some(slack) => format!(", {} behind", duration(-slack)),
            None => String::new(),
        };
        text.push_str(&format!(
            "\n- {} is {}, {}{deadline}{slack}",
            plain(&line.job.key),
            line.job.internal,
            line.risk.replace('_', " ")
        ));
    }
    text
}

/// What waits for people, in prose.
pub(in crate::ask) fn say_people(report: &StatusReport) -> String {
    let left_out = !report.has_all("waiting_for_people");
    if report.waiting_for_people.is_empty() && left_out {
        return "**Not all that may wait for a person could be looked at, and in the rest nothing does.**"
            .to_owned();
    }
    if report.waiting_for_people.is_empty() {
        return "**Nothing waits for a person.**".to_owned();
    }
    let mut text = format!(
        "**{} for a person.**",
        if report.waiting_for_people.len() == 1 {
            "1 thing waits".to_owned()
        } else {
            format!("{} things wait", report.waiting_for_people.len())
        }
    );
    for line in &report.waiting_for_people {
        let name = plain(&short_name(&line.key));
        let said = match line.kind.as_str() {
            "confirmation" => format!(
                "{name} waits for confirmation: `conman confirm {};succ`",
                line.key.replace('`', "'")
            ),
            _ => {
                let prompt = line
                    .prompt
                    .as_deref()
                    .map_or_else(String::new, |prompt| format!(" {}", plain(prompt)));
                let text = line
                    .text
                    .as_deref()
                    .map_or_else(String::new, |text| format!(" \"{}\"", plain(text)));
                format!(
                    "{name} waits for the answer to {}{prompt}{text}",
                    line.kind.replace('_', " ")
                )
            }
        };
        text.push_str(&format!("\n- {said}"));
    }
    if left_out {
        text.push_str("\n\nThere may be more: not all of it could be looked at.");
    }
    text
}
