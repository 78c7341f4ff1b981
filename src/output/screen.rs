//! Screens of several parts: the plan's status, one job, its dependencies.

use jiff::Timestamp;

use crate::diagnose::words;
use crate::report::{DependencyNode, DependencyReport, JobReport, StatusReport};

use super::table::{bare, jobs as job_table, tint, trimmed};
use super::{Terminal, clean};

/// The plan in one screen.
pub fn status(terminal: &Terminal, report: &StatusReport) -> crate::Result<String> {
    let style = &terminal.style;
    let mut out = String::new();
    let zone = report
        .time_zone
        .as_deref()
        .map_or_else(String::new, |zone| format!(", {}", clean(zone)));
    let version = report
        .version
        .as_deref()
        .map_or_else(String::new, |version| {
            format!(" (engine {}{zone})", clean(version))
        });
    let stale = report.head.stale.map_or_else(String::new, |age| {
        format!("  {}{} s old{}", style.warn, age, style.reset)
    });
    out.push_str(&format!(
        "{}{}{}{version}  {}{stale}\n",
        style.strong,
        clean(&report.head.engine),
        style.reset,
        report.head.generated_at.strftime("%Y-%m-%d %H:%M:%SZ")
    ));
    let mut parts = vec![format!("{} jobs", report.jobs)];
    for (name, n) in &report.by_status {
        let colour = match name.as_str() {
            "ERROR" => style.bad,
            "HELD" | "BLOCKED" | "UNDECIDED" => style.warn,
            "SUCCESSFUL" => style.good,
            _ => "",
        };
        let reset = if colour.is_empty() { "" } else { style.reset };
        parts.push(format!(
            "{colour}{n} {}{reset}",
            clean(&name.to_lowercase())
        ));
    }
    out.push_str(&format!("{}\n", parts.join("  ")));
    let mut plain = terminal.clone();
    plain.format = super::Format::Table;
    section(&mut out, terminal, "In error", report.failed_total as usize);
    if report.failed.is_empty() && !report.has_all("failed") {
        out.push_str("which they are could not be read\n");
    }
    if !report.failed.is_empty() {
        out.push_str(&job_table(&plain, &report.failed, &[])?);
        if report.failed_total as usize > report.failed.len() {
            out.push_str(&format!(
                "… and {} more: resync jobs --status failed --all\n",
                report.failed_total as usize - report.failed.len()
            ));
        }
    }
    if !report.late.is_empty() {
        section(&mut out, terminal, "Late", report.late.len());
        out.push_str(&job_table(
            &plain,
            &report.late[..report.late.len().min(10)],
            &[],
        )?);
    }
    if !report.long_running.is_empty() {
        section(
            &mut out,
            terminal,
            "Running longer than usual",
            report.long_running.len(),
        );
        out.push_str(&job_table(
            &plain,
            &report.long_running[..report.long_running.len().min(10)],
            &[],
        )?);
    }
    if !report.waiting_for_people.is_empty() {
        section(
            &mut out,
            terminal,
            "Waiting for a person",
            report.waiting_for_people.len(),
        );
        let mut table = bare(terminal, &["what", "job", "prompt", "text"]);
        for line in &report.waiting_for_people {
            table.add_row([
                line.kind.replace('_', " "),
                clean(&line.key),
                line.prompt.as_deref().map_or_else(String::new, clean),
                line.text.as_deref().map_or_else(String::new, clean),
            ]);
        }
        out.push_str(&trimmed(&table.to_string()));
    }
    if !report.stuck_streams.is_empty() {
        section(
            &mut out,
            terminal,
            "Streams stuck or past their deadline",
            report.stuck_streams.len(),
        );
        let mut table = bare(terminal, &["status", "stream", "jobs", "failed"]);
        for line in report.stuck_streams.iter().take(15) {
            table.add_row([
                clean(&line.internal),
                clean(&line.key),
                line.jobs.to_string(),
                line.failed.to_string(),
            ]);
        }
        out.push_str(&trimmed(&table.to_string()));
    }
    let open: Vec<_> = report
        .critical
        .iter()
        .filter(|line| line.risk != "on_track")
        .collect();
    if !open.is_empty() {
        section(&mut out, terminal, "Critical jobs at risk", open.len());
        let mut table = bare(terminal, &["risk", "status", "job", "deadline", "slack"]);
        for line in open.iter().take(15) {
            table.add_row([
                line.risk.replace('_', " "),
                clean(line.job.internal.as_str()),
                clean(&line.job.key),
                line.job
                    .deadline
                    .map_or_else(String::new, |at| at.strftime("%m-%d %H:%MZ").to_string()),
                line.slack.map_or_else(String::new, |s| {
                    if s < 0 {
                        format!("-{}", words(-s))
                    } else {
                        words(s)
                    }
                }),
            ]);
        }
        out.push_str(&trimmed(&table.to_string()));
    }
    let stations = &report.workstations;
    out.push_str(&format!(
        "\n{}Workstations{}: {} of {} up\n",
        style.strong, style.reset, stations.up, stations.total
    ));
    if !stations.problems.is_empty() {
        let mut table = bare(
            terminal,
            &["health", "workstation", "type", "limit", "fence"],
        );
        for line in &stations.problems {
            let number = |n: Option<i64>| n.map_or_else(String::new, |n| n.to_string());
            table.add_row([
                line.health.clone(),
                clean(&line.key),
                clean(&line.kind),
                number(line.limit),
                number(line.fence),
            ]);
        }
        out.push_str(&trimmed(&table.to_string()));
    }
    Ok(out)
}

fn section(out: &mut String, terminal: &Terminal, title: &str, n: usize) {
    let style = &terminal.style;
    out.push_str(&format!("\n{}{title}{}: {n}\n", style.strong, style.reset));
}

/// One job in full.
pub fn job(terminal: &Terminal, report: &JobReport) -> String {
    let style = &terminal.style;
    let job = &report.job;
    let state = clean(job.internal.as_str());
    let mut out = format!(
        "{}{}{}  {}{state}{}\n",
        style.strong,
        clean(&job.key),
        style.reset,
        tint(style, &state),
        style.reset
    );
    let time = |at: Option<Timestamp>| at.map(|at| at.strftime("%Y-%m-%d %H:%M:%SZ").to_string());
    let rows: [(&str, Option<String>); 17] = [
        ("Status", Some(job.status.to_string())),
        ("Why", job.substatus.clone()),
        ("Return code", job.return_code.map(|code| code.to_string())),
        ("Workstation", Some(job.workstation.clone())),
        ("Scheduled", time(job.scheduled)),
        ("Started", time(job.started)),
        ("Ended", time(job.ended)),
        ("Elapsed", job.elapsed.map(words)),
        ("Estimated", job.estimated.map(words)),
        ("Earliest start", time(report.start)),
        ("Latest start", time(report.latest_start)),
        ("Deadline", time(job.deadline)),
        ("Priority", job.priority.map(|n| n.to_string())),
        ("Critical", job.critical.then(|| "yes".to_owned())),
        ("Runs", report.command.clone()),
        ("As", report.user.clone()),
        ("After an abend", report.recovery.clone()),
    ];
    for (name, value) in rows {
        if let Some(value) = value.filter(|value| !value.is_empty()) {
            out.push_str(&format!("  {name:<15} {}\n", clean(&value)));
        }
    }
    if let Some(text) = &report.description {
        out.push_str(&format!("  {:<15} {}\n", "Description", clean(text)));
    }
    for (n, what) in report.waits_for.iter().enumerate() {
        out.push_str(&format!(
            "  {:<15} {}\n",
            if n == 0 { "Waits for" } else { "" },
            clean(what)
        ));
    }
    if report.runs.len() > 1 {
        let mut table = bare(
            terminal,
            &[
                "run", "number", "status", "rc", "kind", "started", "elapsed",
            ],
        );
        for (n, run) in report.runs.iter().enumerate() {
            table.add_row([
                (n + 1).to_string(),
                run.number.map_or_else(String::new, |n| n.to_string()),
                clean(run.status.as_deref().unwrap_or("")),
                run.return_code.map_or_else(String::new, |n| n.to_string()),
                clean(run.kind.as_deref().unwrap_or("")),
                time(run.started).unwrap_or_default(),
                run.elapsed.map_or_else(String::new, words),
            ]);
        }
        out.push('\n');
        out.push_str(&trimmed(&table.to_string()));
    }
    out
}

/// What a job waits for and what waits for it.
pub fn dependencies(
    terminal: &Terminal,
    report: &DependencyReport,
    up: bool,
    down: bool,
) -> String {
    let style = &terminal.style;
    let mut out = format!(
        "{}{}{}\n",
        style.strong,
        clean(&report.subject.key),
        style.reset
    );
    if up {
        tree(&mut out, terminal, "waits for", &report.up);
    }
    if down {
        tree(&mut out, terminal, "is waited for by", &report.down);
    }
    out
}

fn tree(out: &mut String, terminal: &Terminal, title: &str, nodes: &[DependencyNode]) {
    let style = &terminal.style;
    if nodes.is_empty() {
        out.push_str(&format!("{title}: nothing\n"));
        return;
    }
    out.push_str(&format!("{title}:\n"));
    for node in nodes {
        let open = node.edges.iter().any(|edge| edge.open);
        let state = clean(node.status.as_deref().unwrap_or(""));
        let mark = if open {
            format!("  {}open{}", style.warn, style.reset)
        } else {
            String::new()
        };
        out.push_str(&format!(
            "{}{} {}{}{state}{}{mark}\n",
            "  ".repeat(node.distance as usize),
            clean(&node.object.words()),
            tint(style, &state),
            if state.is_empty() { "" } else { " " },
            if state.is_empty() { "" } else { style.reset },
        ));
    }
}
