//! A diagnosis in words.

use jiff::tz::TimeZone;

use super::impact::impact;
use super::outlook::outlook_words;
use super::{NAMED, capital, code, duration, plain, sentence};
use crate::diagnose::{Confidence, Diagnosis, Evidence, Group, Link, NextStep, Relation, SiteNote};

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
    let once = match root.kind.group() {
        Group::Failed | Group::CouldNotStart => "Once it is mended and has been rerun well",
        Group::Runs | Group::None => "Once it has ended well",
        _ if root.kind.is_healthy() => "Once it has ended well",
        _ => "Once it is mended",
    };
    let blocked = impact(&diagnosis.impact, once, diagnosis.head.generated_at, zone);
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

pub(super) fn cite(ids: &[String]) -> String {
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
