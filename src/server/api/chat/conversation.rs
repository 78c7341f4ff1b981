//! What was asked and answered before, kept per user for a day.

use std::time::Duration;

use axum::http::StatusCode;

use crate::chat::Answer;
use crate::llm::Conversation as Said;
use crate::server::app::App;
use crate::server::auth::Identity;
use crate::server::problem::Problem;
use crate::server::random;

/// How long a conversation is kept after its last question.
const LIFE: Duration = Duration::from_secs(24 * 3_600);
/// Bytes of a question or an answer that are kept.
const LONGEST: usize = 4_000;

/// A conversation.
#[derive(Debug)]
pub struct Conversation {
    /// Its id.
    pub id: String,
    /// What was said so far.
    pub said: Said,
    key: String,
}

impl Conversation {
    /// A new conversation, or one of this user's that goes on. That of another user does not exist.
    pub async fn open(app: &App, user: &Identity, id: Option<&str>) -> Result<Self, Problem> {
        let key = |id: &str| format!("chat:{}:{}", random::digest(&user.name), random::digest(id));
        let Some(id) = id else {
            let id: String = random::id();
            return Ok(Self {
                key: key(&id),
                id,
                said: Said::default(),
            });
        };
        let kept = app.store.get(&key(id)).await;
        let said = kept.and_then(|kept| serde_json::from_str(&kept).ok());
        let said = said.ok_or_else(|| {
            Problem::new(
                StatusCode::NOT_FOUND,
                "no_such_conversation",
                "there is no such conversation, or it has been forgotten",
            )
            .hint("leave session out to begin a new one")
        })?;
        Ok(Self {
            key: key(id),
            id: id.to_owned(),
            said,
        })
    }

    /// Adds a turn, and keeps the last few.
    pub async fn add(&mut self, app: &App, answer: &Answer) {
        let mut turn = answer.turn();
        for text in [&mut turn.question, &mut turn.answer] {
            text.truncate(text.floor_char_boundary(LONGEST));
        }
        self.said.add(turn);
        if let Ok(kept) = serde_json::to_string(&self.said) {
            app.store.put(&self.key, &kept, LIFE).await;
        }
    }
}
