//! Browser sessions: a random cookie, and what it stands for kept here.

use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::Identity;
use crate::server::random;
use crate::server::store::Store;

/// How long a session lives without being used.
const IDLE: Duration = Duration::from_secs(30 * 60);
/// How long it lives at most.
const LONGEST: i64 = 12 * 3_600;
/// How old its last use may be in the store, so that not every request writes.
const FRESH: i64 = 60;

#[derive(Serialize, Deserialize)]
struct Session {
    user: String,
    began: i64,
    seen: i64,
}

/// The sessions.
pub struct Sessions {
    cookie: &'static str,
    attributes: &'static str,
    store: Arc<Store>,
}

impl Sessions {
    /// Browsers take a `__Host-` cookie by TLS alone; without TLS, which is for this machine only,
    /// it has another name.
    pub fn new(https: bool, store: Arc<Store>) -> Self {
        let (cookie, attributes) = if https {
            ("__Host-resync", "Path=/; HttpOnly; Secure; SameSite=Strict")
        } else {
            ("resync", "Path=/; HttpOnly; SameSite=Strict")
        };
        Self {
            cookie,
            attributes,
            store,
        }
    }

    /// The name of the cookie.
    pub fn cookie(&self) -> &'static str {
        self.cookie
    }

    /// Begins a session; the value of `Set-Cookie`.
    pub async fn begin(&self, user: &Identity) -> String {
        let now = Timestamp::now().as_second();
        let secret = random::secret();
        let session = Session {
            user: user.name.to_string(),
            began: now,
            seen: now,
        };
        self.keep(&secret, &session).await;
        format!(
            "{}={secret}; {}; Max-Age={LONGEST}",
            self.cookie, self.attributes
        )
    }

    /// The user of a session that lives.
    pub async fn resume(&self, secret: &str) -> Option<String> {
        let key = key(secret)?;
        if self.store.is_marked(&format!("over:{key}")).await {
            return None;
        }
        let record = self.store.get(&key).await?;
        let mut session: Session = serde_json::from_str(&record).ok()?;
        let now = Timestamp::now().as_second();
        if now - session.began > LONGEST {
            self.store.remove(&key).await;
            return None;
        }
        if now - session.seen > FRESH {
            session.seen = now;
            self.keep(secret, &session).await;
        }
        Some(session.user)
    }

    /// Ends a session; the value of `Set-Cookie` that makes the browser forget it.
    pub async fn end(&self, secret: Option<&str>) -> String {
        if let Some(key) = secret.and_then(key) {
            self.store.remove(&key).await;
            // Should a Redis that was down bring the session back, it stays over here.
            self.store.mark(&format!("over:{key}"), IDLE).await;
        }
        format!("{}=; {}; Max-Age=0", self.cookie, self.attributes)
    }

    async fn keep(&self, secret: &str, session: &Session) {
        if let (Some(key), Ok(record)) = (key(secret), serde_json::to_string(session)) {
            self.store.put(&key, &record, IDLE).await;
        }
    }
}

fn key(secret: &str) -> Option<String> {
    (secret.len() == 43).then(|| format!("session:{}", random::digest(secret)))
}
