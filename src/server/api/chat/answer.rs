//! The one place where a question meets who answers it.

use tokio::sync::mpsc::Sender;

use super::conversation::Conversation;
use super::{Asked, ChatEvent};
use crate::ask::{AskReport, Question};
use crate::error::Result;
use crate::server::app::App;

/// Answers a question. What happens on the way is told through `events`; that nobody listens is no
/// reason to stop. Dropping the future stops the work.
pub async fn answer(
    app: &App,
    conversation: &Conversation,
    asked: &Asked,
    events: &Sender<ChatEvent>,
) -> Result<AskReport> {
    let question = Question {
        text: asked.question.clone(),
        pasted: asked.pasted.clone(),
        // "And why is it late?" is about what the last answer was about.
        previous: conversation.said.about().cloned(),
    };
    // A large future: it lives on the heap from the beginning.
    let asker = app.asker();
    let report = Box::pin(asker.ask(&question, app.now())).await?;
    for evidence in report
        .diagnosis
        .iter()
        .flat_map(|diagnosis| &diagnosis.evidence)
    {
        let evidence = Box::new(evidence.clone());
        let _ = events.send(ChatEvent::Evidence { evidence }).await;
    }
    for message in &report.warnings {
        let message = message.clone();
        let _ = events.send(ChatEvent::Warning { message }).await;
    }
    for line in report.answer.split_inclusive('\n') {
        let text = line.to_owned();
        let _ = events.send(ChatEvent::Text { text }).await;
    }
    Ok(report)
}
