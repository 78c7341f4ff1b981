//! The one place where a question meets who answers it.

use tokio::sync::mpsc::UnboundedSender;

use super::conversation::Conversation;
use super::{Asked, ChatEvent, RULES};
use crate::ask::{AskReport, Question};
use crate::chat::{self, Answer, Lines, Said, Told};
use crate::error::Result;
use crate::llm::Event;
use crate::server::app::App;

/// Answers a question. What happens on the way is told through `events`; that nobody listens is no
/// reason to stop. Dropping the future stops the work.
pub async fn answer(
    app: &App,
    conversation: &Conversation,
    asked: &Asked,
    events: &UnboundedSender<ChatEvent>,
) -> Result<Answer> {
    let question = Question {
        text: asked.question.clone(),
        pasted: asked.pasted.clone(),
        // "And why is it late?" is about what the last answer was about.
        previous: conversation.said.about().cloned(),
    };
    let agent = match asked.agent.as_deref() {
        Some(RULES) => None,
        named => Some(app.agents.get(named)?),
    };
    let asking = chat::Asked {
        question: &question,
        agent,
        said: &conversation.said,
        now: app.now(),
    };
    let tell = |event: ChatEvent| {
        // Who does not listen any more is not told.
        let _ = events.send(event);
    };
    let mut lines = Lines::new(app.chat.links().clone());
    let mut hear = |told: Told<'_>| match told {
        // A report that cannot be masked ends in an error below.
        Told::Gathered(report) => {
            if let Ok(report) = app.chat.masked(report.clone()) {
                gathered(&report, &tell);
            }
        }
        Told::Model(event) => {
            if let Event::ToolFinished { name, status, .. } = event {
                app.metrics.tool(name, *status);
            }
            lines.hear(event).into_iter().map(said).for_each(tell);
        }
    };
    // A large future: it lives on the heap from the beginning.
    let plan = app.plan.handle();
    let mut answer = Box::pin(app.chat.answer(&plan, &asking, &mut hear)).await?;
    answer.report = app.chat.masked(answer.report)?;
    let report = &answer.report;
    if report.guard.is_none() || answer.failure.is_some() {
        for line in report.answer.split_inclusive('\n') {
            let text = line.to_owned();
            tell(ChatEvent::Text { text });
        }
    }
    for message in report.warnings.iter().cloned() {
        tell(ChatEvent::Warning { message });
    }
    Ok(answer)
}

/// The facts, as soon as they are there.
fn gathered(report: &AskReport, tell: &impl Fn(ChatEvent)) {
    let evidence = report.diagnosis.iter().flat_map(|found| &found.evidence);
    for evidence in evidence.cloned().map(Box::new) {
        tell(ChatEvent::Evidence { evidence });
    }
}

fn said(said: Said) -> ChatEvent {
    match said {
        Said::Text(text) => ChatEvent::Text { text },
        Said::Withdrawn => ChatEvent::Withdrawn,
        Said::Tool(title) => ChatEvent::Tool { title },
    }
}
