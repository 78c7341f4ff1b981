//! Names and passwords: argon2id, a few at a time, and the same work for a name that nobody has.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use argon2::password_hash::phc::PasswordHash;
use secrecy::{ExposeSecret, SecretString};
use tokio::sync::Semaphore;
use tokio::time::timeout;

use super::{Identity, argon};
use crate::config::{Role, Server};
use crate::error::{Error, Result};

/// Passwords that are checked at once, at most; each takes 19 MiB.
const AT_ONCE: usize = 4;
/// How long a login waits for its turn.
const PATIENCE: Duration = Duration::from_secs(2);
/// Longest password, in bytes.
const LONGEST: usize = 1_024;

/// The users.
pub struct Passwords {
    users: HashMap<Arc<str>, (Arc<str>, Role)>,
    nobody: Arc<str>,
    turns: Arc<Semaphore>,
    verified: Arc<AtomicU64>,
}

/// How a login ended.
#[derive(Debug, PartialEq, Eq)]
pub enum Checked {
    /// Name and password are right.
    Right(Identity),
    /// They are not.
    Wrong,
    /// Too many others were being checked.
    Busy,
}

/// As many as there are processors: more would take memory and be done no sooner.
fn at_once() -> usize {
    std::thread::available_parallelism().map_or(1, |count| count.get().min(AT_ONCE))
}

/// The argon2id hash of a password, in the PHC form.
pub fn hash(password: &str) -> Result<String> {
    if password.is_empty() || password.len() > LONGEST {
        return Err(Error::usage(format!(
            "a password must have 1 to {LONGEST} bytes"
        )));
    }
    let hash = argon::hash(password)
        .map_err(|error| Error::internal("failed to hash a password").with_source(error))?;
    Ok(hash.to_string())
}

async fn hash_slowly(password: SecretString) -> Result<Arc<str>> {
    tokio::task::spawn_blocking(move || hash(password.expose_secret()))
        .await
        .map_err(|error| Error::internal("failed to hash a password").with_source(error))?
        .map(Arc::from)
}

impl Passwords {
    /// Reads the users' hashes, and hashes the first user's password where it is given as such.
    pub async fn open(settings: &Server) -> Result<Self> {
        let mut users = HashMap::new();
        for user in &settings.users {
            PasswordHash::new(user.hash.expose_secret()).map_err(|error| {
                Error::config(format!("the password hash of {} cannot be read", user.name))
                    .with_source(error)
                    .with_hint("make one with `resync serve --hash-password`")
            })?;
            let hash = Arc::from(user.hash.expose_secret());
            users.insert(user.name.as_str().into(), (hash, user.role));
        }
        let nobody = hash_slowly(SecretString::from(crate::server::random_secret()));
        let nobody = match &settings.admin_password {
            Some(password) => {
                let (first, nobody) =
                    futures_util::try_join!(hash_slowly(password.clone()), nobody)?;
                users.insert(settings.admin.as_str().into(), (first, Role::Admin));
                nobody
            }
            None => nobody.await?,
        };
        Ok(Self {
            users,
            nobody,
            turns: Arc::new(Semaphore::new(at_once())),
            verified: Arc::default(),
        })
    }

    /// Hashes that were computed to check a password, whether or not anybody has that name.
    pub fn verified(&self) -> u64 {
        self.verified.load(Ordering::Relaxed)
    }

    /// The user of a name, as long as there is one.
    pub fn identity(&self, name: &str) -> Option<Identity> {
        let (name, (_, role)) = self.users.get_key_value(name)?;
        Some(Identity::new(Arc::clone(name), *role))
    }

    /// Checks a password, unless `stop` says otherwise once it is its turn: by then, others of the
    /// same name may have failed.
    pub async fn check(
        &self,
        name: &str,
        password: &str,
        stop: impl Future<Output = bool>,
    ) -> Checked {
        let turn = Arc::clone(&self.turns).acquire_owned();
        let Ok(Ok(turn)) = timeout(PATIENCE, turn).await else {
            return Checked::Busy;
        };
        if stop.await {
            return Checked::Busy;
        }
        let known = self.users.get(name);
        let hash = Arc::clone(known.map_or(&self.nobody, |(hash, _)| hash));
        let password: String = if password.len() > LONGEST {
            String::new()
        } else {
            password.to_owned()
        };
        let verified = Arc::clone(&self.verified);
        let checked = tokio::task::spawn_blocking(move || {
            // The turn ends with the work, even if nobody waits for it any more.
            let _turn = turn;
            PasswordHash::new(&hash).is_ok_and(|hash| {
                verified.fetch_add(1, Ordering::Relaxed);
                argon::matches(&password, &hash).unwrap_or(false)
            })
        });
        match (checked.await, self.identity(name)) {
            (Ok(true), Some(identity)) => Checked::Right(identity),
            _ => Checked::Wrong,
        }
    }
}
