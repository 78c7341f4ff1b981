//! The built-in wording: answers in prose, drawn from the same structs that JSON shows.

use jiff::{Timestamp, tz::TimeZone};

use crate::diagnose::{AtRisk, Confidence, Diagnosis, Evidence, Impact, Link, NextStep, Relation};
use crate::plan::base_name;
use crate::report::{DependencyReport, JobLine, JobReport, StatusReport};

/// How many further things of a kind are named in prose.
const NAMED: usize = 5;

/// Seconds in words: `2 h 05 min`.
pub fn duration(seconds: i64) -> String {
    crate::diagnose::words(seconds)
}

/// A time of day as people read it, in the plan's time zone where known.
pub(super) fn clock(at: Timestamp, now: Timestamp, zone: &TimeZone) -> String {
    let local = at.to_zoned(zone.clone());
    let day = if local.date() == now.to_zoned(zone.clone()).date() {
        "%H:%M"
    } else {
        "%d %b %H:%M"
    };
    format!("{} {}", local.strftime(day), local.strftime("%Z"))
}

/// A diagnosis as Markdown.
pub fn say_diagnosis(diagnosis: &Diagnosis, zone: &TimeZone) -> String {
    let mut text = Vec::new();
    let root = &diagnosis.root_cause;
    let marks = cite(&root.evidence);
    text.push(format!("**{}.**{marks}", sentence(&root.summary)));
    text.push(headline(diagnosis));
    if diagnosis.chain.len() > 1 {
        text.push(format!(
            "How it hangs together: {}.",
            chain(&diagnosis.chain)
        ));
    }
    for cause in diagnosis.other_causes.iter().take(NAMED) {
        text.push(format!(
            "Also: {}{}",
            sentence(&cause.summary),
            cite(&cause.evidence)
        ));
    }
    let blocked = impact(&diagnosis.impact, diagnosis.head.generated_at, zone);
    if !blocked.is_empty() {
        text.push(blocked);
    }
    if !diagnosis.next_steps.is_empty() {
        text.push(steps(&diagnosis.next_steps));
    }
    if !diagnosis.evidence.is_empty() {
        text.push(evidence(&diagnosis.evidence));
    }
    for note in &diagnosis.notes {
        text.push(format!("Note: {}.", plain(note)));
    }
    text.join("\n\n")
}

/// The state of the subject and how sure the cause is.
fn headline(diagnosis: &Diagnosis) -> String {
    let mut text = format!("{} ", capital(&plain(&diagnosis.subject.words())));
    let state = &diagnosis.state;
    if state.internal.is_empty() {
        text.push_str(&format!("is {}", plain(state.status.as_str())));
    } else {
        text.push_str(&format!("is {}", plain(&state.internal)));
    }
    if let Some(since) = state.since {
        let ago = diagnosis.head.generated_at.as_second() - since.as_second();
        if ago >= 0 {
            text.push_str(&format!(", for {}", duration(ago)));
        }
    }
    if !diagnosis.root_cause.kind.is_healthy()
        || diagnosis.root_cause.confidence != Confidence::Certain
    {
        text.push_str(&format!(
            "; cause: {} on {} ({})",
            diagnosis.root_cause.kind,
            plain(&diagnosis.root_cause.object.key),
            diagnosis.root_cause.confidence
        ));
    }
    text.push('.');
    text
}

fn chain(links: &[Link]) -> String {
    let mut text = String::new();
    for link in links {
        let word = match link.relation {
            Relation::Subject => "",
            Relation::WaitsFor => " waits for ",
            Relation::PartOf => " belongs to ",
            Relation::Contains => " holds ",
            Relation::HeldBy => ", held by ",
            Relation::RunsOn => " runs on ",
        };
        text.push_str(word);
        text.push_str(&plain(&link.object.words()));
        if let Some(status) = link
            .status
            .as_deref()
            .filter(|status| !status.is_empty() && status.len() < 40)
        {
            text.push_str(&format!(" ({})", plain(status)));
        }
    }
    text
}

/// What is held up, in a sentence or two; empty when nothing is.
fn impact(impact: &Impact, now: Timestamp, zone: &TimeZone) -> String {
    if impact.blocked_jobs == 0 && impact.blocked_streams == 0 {
        return String::new();
    }
    let least = if impact.at_least { "at least " } else { "" };
    let mut text = format!("It blocks {least}{}", count(impact.blocked_jobs, "job"));
    if impact.blocked_streams > 0 {
        text.push_str(&format!(
            " and {}",
            count(impact.blocked_streams, "job stream")
        ));
    }
    let names: Vec<String> = impact
        .first_jobs
        .iter()
        .chain(&impact.first_streams)
        .take(NAMED)
        .map(|object| plain(&object.name))
        .collect();
    if !names.is_empty() {
        text.push_str(&format!(
            " ({}{})",
            names.join(", "),
            if impact.blocked_jobs as usize > names.len() {
                ", …"
            } else {
                ""
            }
        ));
    }
    text.push('.');
    for risk in impact.critical_jobs.iter().take(3) {
        text.push_str(&format!(" Critical: {}.", at_risk(risk, now, zone)));
    }
    if impact.critical_jobs.is_empty() {
        for risk in impact.deadlines_at_risk.iter().take(3) {
            text.push_str(&format!(" Deadline: {}.", at_risk(risk, now, zone)));
        }
    }
    text
}

fn at_risk(risk: &AtRisk, now: Timestamp, zone: &TimeZone) -> String {
    let mut text = plain(&risk.object.name);
    if let Some(deadline) = risk.deadline {
        text.push_str(&format!(", deadline {}", clock(deadline, now, zone)));
    }
    match risk.slack {
        Some(slack) if slack >= 0 => {
            text.push_str(&format!(", must start within {}", duration(slack)));
        }
        Some(slack) => text.push_str(&format!(", {} too late already", duration(-slack))),
        None => {}
    }
    text
}

fn steps(all: &[NextStep]) -> String {
    let mut text = String::from("What to do next:");
    for (n, step) in all.iter().enumerate() {
        text.push_str(&format!(
            "\n{}. {}: {}.",
            n + 1,
            plain(&step.title),
            plain(&step.why)
        ));
        let conman = step
            .conman
            .as_ref()
            .map(|command| format!("conman \"{command}\""));
        let commands: Vec<String> = [&step.command, &conman]
            .into_iter()
            .flatten()
            .map(|command| code(command))
            .collect();
        if !commands.is_empty() {
            text.push_str(&format!("\n   {}", commands.join(" or ")));
        }
    }
    text
}

fn evidence(all: &[Evidence]) -> String {
    let mut text = String::from("Evidence:");
    for item in all {
        text.push_str(&format!("\n- [{}] {}", item.id, plain(&item.title)));
        for line in item
            .excerpt
            .iter()
            .flat_map(|excerpt| excerpt.lines())
            .take(6)
        {
            text.push_str(&format!("\n      {}", plain(line)));
        }
    }
    text
}

fn cite(ids: &[String]) -> String {
    if ids.is_empty() {
        return String::new();
    }
    format!(
        " {}",
        ids.iter()
            .take(4)
            .map(|id| format!("[{id}]"))
            .collect::<String>()
    )
}

/// Text of the scheduler inside Markdown: no markup, no control characters, one line.
pub(super) fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in crate::tws::escape(text, 400).chars() {
        if matches!(c, '*' | '`' | '<' | '>' | '!' | '\\') {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

/// A command as Markdown code; a backtick inside it would end it.
fn code(command: &str) -> String {
    format!("`{}`", crate::tws::escape(command, 400).replace('`', "'"))
}

fn sentence(text: &str) -> String {
    capital(plain(text).trim_end_matches('.'))
}

fn capital(text: &str) -> String {
    // Names keep their spelling; only words of our own get a capital.
    let own = text.starts_with(|c: char| c.is_ascii_lowercase());
    if !own {
        return text.to_owned();
    }
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(chars).collect()
    })
}

pub(super) fn count(n: u64, noun: &str) -> String {
    if n == 1 {
        format!("1 {noun}")
    } else {
        format!("{n} {noun}s")
    }
}

/// A line of a list in prose.
pub(super) fn say_line(line: &JobLine, now: Timestamp, zone: &TimeZone) -> String {
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
pub(super) fn say_list(
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
pub(super) fn say_job(report: &JobReport, now: Timestamp, zone: &TimeZone) -> String {
    let mut text = format!("**{}.**", say_line(&report.job, now, zone));
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
pub(super) fn say_dependencies(report: &DependencyReport, down: bool) -> String {
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

/// The plan in a few sentences.
pub(super) fn say_status(report: &StatusReport, now: Timestamp, zone: &TimeZone) -> String {
    let mut text = format!("**{}: {}.**", count(report.jobs, "job"), by_status(report));
    if report.failed.is_empty() {
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

pub(super) fn by_status(report: &StatusReport) -> String {
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

pub(super) fn say_workstations(report: &StatusReport) -> String {
    let all = &report.workstations;
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
pub(super) fn say_critical(report: &StatusReport, now: Timestamp, zone: &TimeZone) -> String {
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
pub(super) fn say_people(report: &StatusReport) -> String {
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
        let name = plain(base_name(&line.key));
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
    text
}

/// What can be asked.
pub(super) const ABILITIES: &str = "Ask about the batch of HCL Workload Automation, for example:\n\
- why did job LOAD abend? why has DAILY.LOAD not started? why is stream DAILY late?\n\
- what abended (in stream X, on workstation Y, since 22:00)? what is running, late, waiting for people?\n\
- what does X wait for? what does X block? status of X, log of X\n\
- which critical jobs are at risk? which workstations have a problem? how many jobs are in error?\n\
- what does HOLD, return code 127 or AWSITA245E mean?";
