//! What was asked and answered before, kept per user for a day.

use std::time::Duration;

use axum::http::StatusCode;
use serde::{Deserialize, Serialize};

use crate::ask::AskReport;
use crate::server::app::App;
use crate::server::auth::Identity;
use crate::server::problem::Problem;
use crate::server::random;

/// How long a conversation is kept after its last question.
const LIFE: Duration = Duration::from_secs(24 * 3_600);
/// Turns that are kept.
const TURNS: usize = 20;
/// Characters of an answer that are kept.
const LONGEST: usize = 4_000;

/// A question with its answer.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Turn {
    /// The question.
    pub question: String,
    /// The beginning of the answer.
    pub answer: String,
    /// Key of what it was about.
    pub subject: Option<String>,
}

/// A conversation.
#[derive(Debug)]
pub struct Conversation {
    /// Its id.
    pub id: String,
    /// The turns so far, oldest first.
    pub turns: Vec<Turn>,
    key: String,
}

impl Conversation {
    /// A new conversation, or one of this user's that goes on. That of another user does not exist.
    pub async fn open(app: &App, user: &Identity, id: Option<&str>) -> Result<Self, Problem> {
        let key = |id: &str| format!("chat:{}:{}", random::digest(&user.name), random::digest(id));
        let Some(id) = id else {
            let id = random::id();
            return Ok(Self {
                key: key(&id),
                id,
                turns: Vec::new(),
            });
        };
        let kept = app.store.get(&key(id)).await;
        let turns = kept.and_then(|kept| serde_json::from_str(&kept).ok());
        let turns = turns.ok_or_else(|| {
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
            turns,
        })
    }

    /// What was spoken of last.
    pub fn subject(&self) -> Option<&str> {
        self.turns
            .iter()
            .rev()
            .find_map(|turn| turn.subject.as_deref())
    }

    /// Adds a turn, and keeps the last few.
    pub async fn add(&mut self, app: &App, report: &AskReport) {
        self.turns.push(Turn {
            question: report.question.chars().take(LONGEST).collect(),
            answer: report.answer.chars().take(LONGEST).collect(),
            subject: report.subject.as_ref().map(|subject| subject.key.clone()),
        });
        let over = self.turns.len().saturating_sub(TURNS);
        self.turns.drain(..over);
        if let Ok(kept) = serde_json::to_string(&self.turns) {
            app.store.put(&self.key, &kept, LIFE).await;
        }
    }
}
