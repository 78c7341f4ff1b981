//! Forecasts, comparisons and instructions in words.

use jiff::{Timestamp, tz::TimeZone};

use super::diagnosis::steps;
use super::outlook::outlook_words;
use super::{clock, duration, plain};
use crate::diagnose::{Changes, NextStep};
use crate::plan::Job;
use crate::report::ForecastReport;

/// Steps of a critical path that are named.
const STEPS: usize = 15;

/// When something ends, and the path that decides it.
pub(in crate::ask) fn say_forecast(
    report: &ForecastReport,
    path_first: bool,
    now: Timestamp,
    zone: &TimeZone,
) -> String {
    let name = plain(&report.subject.name);
    let outlook = &report.outlook;
    if report.over {
        let at = outlook
            .path
            .last()
            .and_then(|step| step.finish)
            .map_or_else(String::new, |at| format!(" at {}", clock(at, now, zone)));
        return format!("**{name} is {}: it has ended{at}.**", plain(&report.status));
    }
    let said = outlook_words(outlook, now, zone);
    let said = if said.is_empty() {
        format!("When {name} ends cannot be told.")
    } else {
        said
    };
    let path = path(report, now, zone);
    let mut parts = if path_first {
        vec![format!("**The critical path to {name}:**{path}"), said]
    } else {
        vec![
            format!("**{name} is {}.** {said}", plain(&report.status)),
            format!("What decides it:{path}"),
        ]
    };
    if !outlook.assumptions.is_empty() {
        parts.push(format!(
            "Assumed: {}.",
            plain(&outlook.assumptions.join("; "))
        ));
    }
    parts.join("\n\n")
}

fn path(report: &ForecastReport, now: Timestamp, zone: &TimeZone) -> String {
    let steps = &report.outlook.path;
    let mut text = String::new();
    // The end of a long path is what matters; its beginning is where it is now.
    let skipped = steps.len().saturating_sub(STEPS);
    for (n, step) in steps.iter().enumerate() {
        if skipped > 0 && (STEPS / 2..STEPS / 2 + skipped).contains(&n) {
            if n == STEPS / 2 {
                text.push_str(&format!("\n- … {skipped} more …"));
            }
            continue;
        }
        let mut line = format!("{} is {}", plain(&step.object.words()), plain(&step.status));
        if step.blocked {
            line.push_str(", and does not go on by itself");
        } else if let Some(finish) = step.finish {
            let word = if finish <= now {
                "ended"
            } else {
                "ends at about"
            };
            line.push_str(&format!(", {word} {}", clock(finish, now, zone)));
        }
        if let Some(estimated) = step.estimated {
            line.push_str(&format!(" (takes about {})", duration(estimated)));
        }
        text.push_str(&format!("\n- {line}"));
    }
    text
}

/// What changed since the last good run.
pub(in crate::ask) fn say_changes(
    job: &Job,
    changes: &Changes,
    now: Timestamp,
    zone: &TimeZone,
) -> String {
    let at = |run: &crate::diagnose::RunFacts| {
        run.ended.or(run.started).map_or_else(
            || "at an unknown time".to_owned(),
            |at| clock(at, now, zone),
        )
    };
    let mut text = format!(
        "**{}: the run of {} against the last good one of {}.**",
        plain(&job.name),
        at(&changes.run),
        at(&changes.good)
    );
    if changes.differences.is_empty() && changes.new_line_count.unwrap_or(0) == 0 {
        text.push_str("\n\nNothing that is known of the two runs differs.");
    }
    for difference in &changes.differences {
        text.push_str(&format!(
            "\n- {}: {} then, {} now",
            plain(&difference.what),
            plain(&difference.before),
            plain(&difference.now)
        ));
    }
    match changes.new_line_count {
        Some(0) => text.push_str("\n- its log holds no line of a new wording"),
        Some(n) => {
            text.push_str(&format!(
                "\n- {n} {} of the log {} not there in the good run, for example:",
                if n == 1 { "line" } else { "lines" },
                if n == 1 { "was" } else { "were" }
            ));
            for line in &changes.new_lines {
                let number = line.line.map_or_else(String::new, |n| format!("{n}: "));
                text.push_str(&format!("\n      {number}{}", plain(&line.text)));
            }
        }
        None => text.push_str("\n- the logs could not be compared: one of them cannot be read"),
    }
    text
}

/// How something is done.
pub(in crate::ask) fn say_how_to(all: &[NextStep]) -> String {
    steps(all).replace("What to do next:", "**This is how; nothing was run.**")
}
