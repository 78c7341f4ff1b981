//! The night as a whole, a shift, and a pasted text in words.

use jiff::{Timestamp, tz::TimeZone};

use super::diagnosis::say_diagnosis;
use super::impact::left;
use super::list::say_line;
use super::status::{say_critical, say_people, say_workstations};
use super::{NAMED, clock, count, plain};
use crate::ask::topic::Triage;
use crate::report::{HandoverReport, NightReport};

/// Why the night is as it is.
pub(in crate::ask) fn say_night(report: &NightReport, now: Timestamp, zone: &TimeZone) -> String {
    if report.causes.is_empty() && report.failed == 0 {
        return format!(
            "**Nothing of the {} is in error, none is held or waits for a person, a file or a resource, no workstation keeps jobs waiting, and none runs far over its estimate.**",
            count(report.jobs, "job")
        );
    }
    let mut text = format!(
        "**{} of {} affected: {} in error, and what is held up.**",
        count(report.affected, "job"),
        report.jobs,
        report.failed
    );
    for (n, cause) in report.causes.iter().enumerate() {
        let mut counts = Vec::new();
        if cause.failed > 0 {
            counts.push(format!("{} in error", cause.failed));
        }
        let least = match &cause.impact {
            Some(impact) if impact.at_least => "at least ",
            _ => "",
        };
        if cause.blocked > 0 {
            counts.push(format!("{least}{} held up", cause.blocked));
        }
        let likely = if cause.concluded {
            ", partly by likeness"
        } else {
            ""
        };
        // Not all that is still to start in its stream need wait for it.
        let measured = cause.impact.is_some() || cause.in_stream <= cause.blocked;
        if !measured && !counts.is_empty() {
            counts.push(format!("up to {} in its stream", cause.in_stream));
        }
        let share = if counts.is_empty() && cause.in_stream > 0 {
            format!(
                "up to {} in its stream wait for it",
                count(cause.in_stream, "job")
            )
        } else if counts.is_empty() {
            "what it holds up was not measured".to_owned()
        } else {
            format!("explains {} % ({}{likely})", cause.share, counts.join(", "))
        };
        text.push_str(&format!(
            "\n{}. {} on {}: {}; {share}",
            n + 1,
            cause.kind,
            plain(&cause.object.key),
            plain(&cause.summary)
        ));
        for risk in cause
            .impact
            .iter()
            .flat_map(|impact| &impact.critical_jobs)
            .take(2)
        {
            text.push_str(&format!("\n   Critical: {}", plain(&risk.object.name)));
            if let Some(deadline) = risk.deadline {
                text.push_str(&format!(", deadline {}", clock(deadline, now, zone)));
            }
            text.push_str(&left(risk));
        }
    }
    if report.unexplained > 0 {
        text.push_str(&format!(
            "\n\n{} in error not looked at.",
            count(report.unexplained, "further job")
        ));
    }
    if let Some(first) = report.causes.first() {
        text.push_str(&format!(
            "\n\nBegin with: `resync ask \"why {}?\"`",
            crate::tws::escape(&first.object.key, 200).replace('`', "'")
        ));
    }
    text
}

/// A shift in words.
pub(in crate::ask) fn say_handover(
    report: &HandoverReport,
    now: Timestamp,
    zone: &TimeZone,
) -> String {
    let mut parts = vec![format!(
        "**Since {}: {} ended well, {} failed and still in error, {} recovered by a rerun.**",
        clock(report.since, now, zone),
        count(report.succeeded, "job"),
        report.failed_total,
        report.recovered.len()
    )];
    let list = |title: &str, lines: &[crate::report::JobLine]| {
        let rows: Vec<String> = lines
            .iter()
            .take(NAMED * 2)
            .map(|line| format!("- {}", say_line(line, now, zone)))
            .collect();
        let more = match lines.len().saturating_sub(rows.len()) {
            0 => String::new(),
            n => format!("\n- … and {n} more"),
        };
        format!("{title}:\n{}{more}", rows.join("\n"))
    };
    let older: Vec<_> = report
        .now
        .failed
        .iter()
        .filter(|line| !report.failed.iter().any(|new| new.id == line.id))
        .cloned()
        .collect();
    for (title, lines) in [
        ("Failed in this shift", report.failed.as_slice()),
        ("In error from before", older.as_slice()),
        ("Recovered", report.recovered.as_slice()),
        ("Late", report.now.late.as_slice()),
        (
            "Running longer than usual",
            report.now.long_running.as_slice(),
        ),
    ] {
        if !lines.is_empty() {
            parts.push(list(title, lines));
        }
    }
    if !report.now.waiting_for_people.is_empty() {
        parts.push(say_people(&report.now));
    }
    if !report.now.critical.is_empty() {
        parts.push(say_critical(&report.now, now, zone));
    }
    if !report.now.workstations.problems.is_empty() {
        parts.push(say_workstations(&report.now));
    }
    parts.join("\n\n")
}

/// What matters in a pasted text.
pub(in crate::ask) fn say_triage(triage: &Triage, zone: &TimeZone) -> String {
    let mut text = vec![format!(
        "**{} looked at; what matters most comes first.**",
        count(triage.diagnoses.len() as u64, "object")
    )];
    for (n, diagnosis) in triage.diagnoses.iter().enumerate() {
        if n == 0 {
            text.push(say_diagnosis(diagnosis, zone));
            continue;
        }
        text.push(format!(
            "{}. {}: {} ({}; blocks {}).",
            n + 1,
            plain(&diagnosis.subject.words()),
            plain(&diagnosis.root_cause.summary),
            diagnosis.root_cause.kind,
            count(diagnosis.impact.blocked_jobs, "job")
        ));
    }
    if !triage.others.is_empty() {
        text.push(format!(
            "Named too, not looked at: {}.",
            plain(&triage.others.join(", "))
        ));
    }
    if !triage.unknown.is_empty() {
        text.push(format!(
            "Not in the plan: {}.",
            plain(&triage.unknown.join(", "))
        ));
    }
    text.join("\n\n")
}
