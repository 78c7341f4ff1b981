//! What a model is given: the rules, what was said, the evidence and the question; and what it is told
//! when it asks for that again.

use crate::ask::fence::Fence;
use crate::ask::{AskReport, Intent, Language, Question};
use crate::llm::{Agent, Briefing, Conversation, Message, system};
use crate::tools::{ToolResult, ToolStatus};

/// Tells a reader who asked in another language that the rules answer in English.
pub fn in_english(language: Option<Language>) -> Option<String> {
    language?.answered_in_english().map(str::to_owned)
}

/// The answer to a model that asks for the diagnosis it was given.
pub fn said_already(report: &AskReport, tool: &str, arguments: &str) -> Option<ToolResult> {
    let subject = &report.diagnosis.as_ref()?.subject;
    let arguments: serde_json::Value = serde_json::from_str(arguments).ok()?;
    let name = arguments.get("name")?.as_str()?.trim();
    let same = [Some(&subject.name), Some(&subject.key), subject.id.as_ref()]
        .into_iter()
        .flatten()
        .any(|known| known.eq_ignore_ascii_case(name));
    (tool == "diagnose_job" && same).then(|| ToolResult {
        status: ToolStatus::NoData,
        content: serde_json::json!({
            "message": "nothing beyond the findings and evidence above, which are this diagnosis",
            "hint": "answer from them, citing [E1] and so on",
        }),
    })
}

/// What the model is given, with everything of the scheduler masked.
pub fn briefing(report: &AskReport, question: &Question, fence: &Fence) -> Briefing {
    let mut briefing = Briefing::of(report);
    if matches!(report.intent, Intent::Unknown | Intent::Help) {
        // What the rules cannot answer is no finding.
        briefing.findings.clear();
    }
    for fact in &mut briefing.facts {
        fact.title = fence.dress(&fact.title);
        fact.text = fence.dress(&fact.text);
    }
    briefing.pasted.clone_from(&question.pasted);
    briefing
}

/// The rules, the same for every question; then what was said, the evidence and the question.
pub fn messages(
    agent: &Agent,
    said: &Conversation,
    briefing: &Briefing,
    fence: &Fence,
    context: u64,
) -> Vec<Message> {
    let dress = |label: &str, text: &str| fence.text(label, text);
    let mut messages = said.messages(context / 4, fence);
    messages.push(briefing.message(dress));
    // The marker is new each time: told after the rules, it leaves them the same.
    if let Some(Message::User { text }) = messages.first_mut() {
        *text = format!("{}\n\n{text}", fence.rule());
    }
    messages.insert(0, Message::system(system(agent)));
    messages
}
