//! A diagnosis in words.

use jiff::{Timestamp, tz::TimeZone};

use super::{NAMED, capital, clock, code, count, duration, plain, sentence};
use crate::diagnose::{
    AtRisk, Confidence, Diagnosis, Evidence, Impact, Link, NextStep, Outlook, Relation, SiteNote,
};

/// A diagnosis as Markdown.
pub fn say_diagnosis(diagnosis: &Diagnosis, zone: &TimeZone) -> String {
    let mut text = Vec::new();
    let root = &diagnosis.root_cause;
    let marks = cite(&root.evidence);
    text.push(format!("**{}.**{marks}", sentence(&root.summary)));
    text.push(headline(diagnosis));
    if diagnosis.nothing_to_do() {
        text.push("Nothing needs to be done about it now.".to_owned());
    }
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
    if let Some(site) = root.site.as_ref().map(site).filter(|text| !text.is_empty()) {
        text.push(site);
    }
    if let Some(outlook) = &diagnosis.outlook {
        let said = outlook_words(outlook, diagnosis.head.generated_at, zone);
        if !said.is_empty() {
            text.push(said);
        }
    }
    if !diagnosis.next_steps.is_empty() {
        text.push(steps(&diagnosis.next_steps));
    }
    if !diagnosis.evidence.is_empty() {
        text.push(say_evidence(&diagnosis.evidence));
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
            text.push_str(&format!(", someone must act within {}", duration(slack)));
        }
        Some(slack) => text.push_str(&format!(", {} too late already", duration(-slack))),
        None => {}
    }
    text
}

pub(in crate::ask) fn steps(all: &[NextStep]) -> String {
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

/// What begins the list of evidence below an answer.
const EVIDENCE: &str = "Evidence:";

/// An answer without the list of its evidence.
pub fn without_evidence(answer: &str) -> &str {
    let list = answer.rfind(&format!("\n\n{EVIDENCE}\n"));
    list.map_or(answer, |at| &answer[..at])
}

/// Evidence as the list below an answer.
pub fn say_evidence(all: &[Evidence]) -> String {
    let mut text = String::from(EVIDENCE);
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

/// What the site says about the cause.
fn site(site: &SiteNote) -> String {
    let owner = site
        .owner
        .as_ref()
        .map(|owner| format!("Owner: {}.", plain(owner)));
    let procedure = site
        .procedure
        .as_ref()
        .map(|procedure| format!("Procedure: {}.", plain(procedure)));
    [owner, procedure]
        .into_iter()
        .flatten()
        .collect::<Vec<_>>()
        .join(" ")
}

/// When it will end, or by when someone must act; empty when neither is known.
pub(in crate::ask) fn outlook_words(outlook: &Outlook, now: Timestamp, zone: &TimeZone) -> String {
    let at = |at: Timestamp| clock(at, now, zone);
    let mut text = match (outlook.finish, outlook.if_mended_now, &outlook.blocked_by) {
        (Some(finish), ..) => {
            let between = match (outlook.earliest, outlook.latest) {
                (Some(earliest), Some(latest)) if earliest < latest => {
                    format!(", between {} and {}", at(earliest), at(latest))
                }
                _ => String::new(),
            };
            format!(
                "If nothing changes it ends at about {}{between}.",
                at(finish)
            )
        }
        (None, Some(then), Some(blocker)) => format!(
            "It does not go on by itself: {} has to be seen to{}. Mended now, it would end at about {}.",
            plain(&blocker.words()),
            outlook
                .blocked_why
                .as_ref()
                .map_or_else(String::new, |why| format!(" ({})", plain(why))),
            at(then)
        ),
        (None, None, Some(blocker)) => {
            return format!(
                "It does not go on by itself: {} has to be seen to.",
                plain(&blocker.words())
            );
        }
        _ => return String::new(),
    };
    if let (Some(deadline), Some(slack)) = (outlook.deadline, outlook.slack) {
        text.push_str(&match slack {
            0.. => format!(
                " Its deadline is {}: {} to spare.",
                at(deadline),
                duration(slack)
            ),
            _ => format!(
                " Its deadline is {}: it will be missed by {}.",
                at(deadline),
                duration(-slack)
            ),
        });
    }
    if let Some(by) = outlook.act_by.filter(|by| *by > now) {
        text.push_str(&format!(" Someone must act by {}.", at(by)));
    }
    text
}
