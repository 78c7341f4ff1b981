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
        self.begin_at(user, Timestamp::now().as_second()).await
    }

    async fn begin_at(&self, user: &Identity, now: i64) -> String {
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
        self.resume_at(secret, Timestamp::now().as_second()).await
    }

    async fn resume_at(&self, secret: &str, now: i64) -> Option<String> {
        let key = key(secret)?;
        if self.store.is_marked(&format!("over:{key}")).await {
            return None;
        }
        let record = self.store.get(&key).await?;
        let mut session: Session = serde_json::from_str(&record).ok()?;
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Role;

    async fn begun(now: i64) -> (Sessions, Arc<Store>, String) {
        let store = Arc::new(Store::open(None).expect("a store"));
        let sessions = Sessions::new(true, Arc::clone(&store));
        let vera = Identity::new("vera".into(), Role::Viewer);
        let set = sessions.begin_at(&vera, now).await;
        let pair = set.split(';').next().expect("a pair");
        let (name, secret) = pair.split_once('=').expect("a value");
        assert_eq!(name, "__Host-resync");
        assert!(set.contains("Secure") && set.contains(&format!("Max-Age={LONGEST}")));
        (sessions, store, secret.to_owned())
    }

    #[tokio::test]
    async fn a_session_ends_after_half_a_day_however_much_it_is_used() {
        let (sessions, store, secret) = begun(1_000).await;
        for minutes in (0..=12 * 60).step_by(20) {
            let user = sessions.resume_at(&secret, 1_000 + minutes * 60).await;
            assert_eq!(user.as_deref(), Some("vera"), "after {minutes} minutes");
        }
        assert_eq!(sessions.resume_at(&secret, 1_001 + LONGEST).await, None);
        // It is gone, and not only hidden: a clock that is put back does not revive it.
        assert_eq!(sessions.resume_at(&secret, 1_000).await, None);
        assert_eq!(store.get(&key(&secret).expect("a key")).await, None);
    }

    #[tokio::test]
    async fn use_is_noted_once_a_minute_and_with_it_the_idle_time_begins_anew() {
        let (sessions, store, secret) = begun(1_000).await;
        let seen = async || {
            let record = store.get(&key(&secret).expect("a key")).await;
            let record = record.expect("a record");
            serde_json::from_str::<Session>(&record)
                .expect("a session")
                .seen
        };
        assert!(sessions.resume_at(&secret, 1_000 + FRESH).await.is_some());
        assert_eq!(seen().await, 1_000);
        assert!(sessions.resume_at(&secret, 1_001 + FRESH).await.is_some());
        assert_eq!(seen().await, 1_001 + FRESH);
    }

    #[tokio::test]
    async fn what_is_no_secret_of_ours_and_what_was_ended_resumes_nothing() {
        let (sessions, _, secret) = begun(1_000).await;
        for bad in ["", "x", &"x".repeat(43), &"x".repeat(5_000)] {
            assert_eq!(sessions.resume_at(bad, 1_000).await, None);
        }
        let forget = sessions.end(Some(&secret)).await;
        assert!(forget.starts_with("__Host-resync=;") && forget.ends_with("Max-Age=0"));
        assert_eq!(sessions.resume_at(&secret, 1_000).await, None);
    }
}
