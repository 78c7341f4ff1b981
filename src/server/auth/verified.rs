//! The tokens that were verified already, so that a signature is looked at once and not with every
//! request. A token is known by its digest alone, and for no longer than it lives; whether it was
//! revoked is another question, asked every time.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

use super::Scopes;
use crate::server::random;

/// Tokens kept at most.
const MOST: usize = 1_024;

/// What matters of a token.
#[derive(Debug)]
pub(super) struct Token {
    /// The user.
    pub user: String,
    /// What it was issued for.
    pub scopes: Scopes,
    /// The mark that says it was revoked.
    pub revoked: String,
    /// The mark that says that its login ended.
    pub ended: String,
    /// The last second of its life.
    pub until: u64,
}

/// The tokens.
#[derive(Default)]
pub(super) struct Verified(RwLock<HashMap<[u8; 32], Arc<Token>>>);

impl Verified {
    /// The token as it was verified before, or as `verify` finds it to be now.
    pub fn of(
        &self,
        token: &str,
        now: u64,
        verify: impl FnOnce() -> Option<Token>,
    ) -> Option<Arc<Token>> {
        let digest = random::digest_of(token);
        let known = self.0.read().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = known.get(&digest) {
            return (now <= known.until).then(|| Arc::clone(known));
        }
        drop(known);
        let token = Arc::new(verify()?);
        let mut known = self.0.write().unwrap_or_else(PoisonError::into_inner);
        if known.len() >= MOST {
            known.retain(|_, token| now <= token.until);
        }
        if known.len() < MOST {
            known.insert(digest, Arc::clone(&token));
        }
        Some(token)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn token(until: u64) -> Option<Token> {
        Some(Token {
            user: "ops".to_owned(),
            scopes: Scopes::of(crate::config::Role::Viewer),
            revoked: "revoked:1".to_owned(),
            ended: "ended:1".to_owned(),
            until,
        })
    }

    #[test]
    fn a_token_is_verified_once_and_ends_when_its_life_does() {
        let verified = Verified::default();
        assert!(verified.of("a", 10, || None).is_none());
        assert!(verified.of("a", 10, || token(20)).is_some());
        assert!(verified.of("a", 20, || unreachable!("known")).is_some());
        assert!(verified.of("a", 21, || unreachable!("known")).is_none());
        assert!(verified.of("b", 21, || None).is_none());
    }

    #[test]
    fn many_tokens_are_all_verified_and_few_are_kept() {
        let verified = Verified::default();
        for number in 0..2 * MOST {
            let text = number.to_string();
            assert!(verified.of(&text, 0, || token(20)).is_some());
        }
        assert_eq!(verified.0.read().expect("whole").len(), MOST);
        assert!(verified.of("new", 30, || token(40)).is_some());
        assert_eq!(verified.0.read().expect("whole").len(), 1);
    }
}
