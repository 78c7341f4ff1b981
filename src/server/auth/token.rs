//! Access tokens (RFC 9068 in shape) and refresh tokens that are used once.
//!
//! One algorithm is pinned and the key is ours alone, so nothing that a token says of itself decides
//! how it is verified.

use std::sync::Arc;
use std::time::Duration;

use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation, decode, encode};
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};

use super::verified::{Token, Verified};
use super::{Identity, Scopes};
use crate::config::{Role, Server};
use crate::error::{Error, Result};
use crate::server::random;
use crate::server::store::Store;

/// Life of an access token.
pub const LIFE: Duration = Duration::from_secs(15 * 60);
/// Life of a refresh token.
const REFRESH_LIFE: Duration = Duration::from_secs(12 * 3_600);
/// Seconds that clocks may differ.
const LEEWAY: u64 = 30;
const ISSUER: &str = "resync";
const AUDIENCE: &str = "resync-api";
const TYPE: &str = "at+jwt";

#[derive(Serialize, Deserialize)]
struct Claims {
    iss: String,
    aud: String,
    sub: String,
    exp: u64,
    nbf: u64,
    iat: u64,
    jti: String,
    /// The login it stems from; revoking that revokes every token of it.
    sid: String,
    scope: String,
}

/// What is known of a refresh token.
#[derive(Serialize, Deserialize)]
struct Refresh {
    user: String,
    login: String,
    /// What the login was asked for with; all that the user has where a record does not say.
    #[serde(default)]
    scope: Option<String>,
}

impl Refresh {
    fn scopes(&self) -> Scopes {
        let known = self.scope.as_deref().and_then(Scopes::parse);
        known.unwrap_or(Scopes::of(Role::Admin))
    }
}

/// Makes and verifies tokens.
pub struct Tokens {
    signing: EncodingKey,
    verifying: Vec<DecodingKey>,
    rules: Validation,
    verified: Verified,
    store: Arc<Store>,
}

/// An access token with the refresh token that follows it.
pub struct Pair {
    /// The access token.
    pub access: String,
    /// The refresh token.
    pub refresh: String,
}

/// What came of a refresh token.
pub enum Refreshed {
    /// New tokens.
    Done(Identity, Pair),
    /// It does not count.
    Wrong,
    /// It was not issued for all that was asked for.
    TooMuch,
}

impl Tokens {
    /// With the keys of the settings.
    pub fn open(settings: &Server, store: Arc<Store>) -> Result<Self> {
        let key = settings
            .secret_key
            .as_ref()
            .ok_or_else(|| Error::internal("the server was opened without a key"))?;
        let keys = std::iter::once(key).chain(&settings.previous_key);
        Ok(Self {
            signing: EncodingKey::from_secret(bytes(key)),
            verifying: keys
                .map(|key| DecodingKey::from_secret(bytes(key)))
                .collect(),
            rules: rules(),
            verified: Verified::default(),
            store,
        })
    }

    /// Tokens for a user who has just logged in, with the user's scopes and no others.
    pub async fn issue(&self, user: &Identity) -> Result<Pair> {
        self.pair(user, user.scopes, random::id()).await
    }

    /// An access token with the scopes of `user`, and a refresh token that is good for those of `whole`.
    async fn pair(&self, user: &Identity, whole: Scopes, login: String) -> Result<Pair> {
        let now = jsonwebtoken::get_current_timestamp();
        let claims = Claims {
            iss: ISSUER.to_owned(),
            aud: AUDIENCE.to_owned(),
            sub: user.name.to_string(),
            exp: now + LIFE.as_secs(),
            nbf: now,
            iat: now,
            jti: random::id(),
            sid: login.clone(),
            scope: user.scopes.to_string(),
        };
        let header = Header {
            typ: Some(TYPE.to_owned()),
            ..Header::new(Algorithm::HS256)
        };
        let access = encode(&header, &claims, &self.signing)
            .map_err(|error| Error::internal("failed to sign a token").with_source(error))?;
        let refresh = random::secret();
        let record = Refresh {
            user: user.name.to_string(),
            login,
            scope: Some(whole.to_string()),
        };
        let record = serde_json::to_string(&record)
            .map_err(|error| Error::internal("failed to write a token").with_source(error))?;
        let key = format!("refresh:{}", random::digest(&refresh));
        self.store.put(&key, &record, REFRESH_LIFE).await;
        Ok(Pair { access, refresh })
    }

    /// The user of an access token that counts, and what it was issued for.
    pub(super) async fn verify(&self, token: &str) -> Option<Arc<Token>> {
        let now = jsonwebtoken::get_current_timestamp();
        let known = self.verified.of(token, now, || {
            let claims = self.claims(token)?;
            Some(Token {
                revoked: revoked(&claims.jti),
                ended: ended(&claims.sid),
                until: claims.exp + LEEWAY,
                scopes: Scopes::parse(&claims.scope)?,
                user: claims.sub,
            })
        })?;
        let gone =
            self.store.is_marked(&known.revoked).await || self.store.is_marked(&known.ended).await;
        (!gone).then_some(known)
    }

    fn claims(&self, token: &str) -> Option<Claims> {
        let found = self
            .verifying
            .iter()
            .find_map(|key| decode::<Claims>(token, key, &self.rules).ok())?;
        let header = found.header;
        (header.typ.as_deref() == Some(TYPE) && header.crit.is_none()).then_some(found.claims)
    }

    /// Exchanges a refresh token, for an access token with fewer scopes where that is asked for. One
    /// that was used before is in someone else's hands too: the login it stems from ends.
    pub async fn refresh(
        &self,
        token: &str,
        asked: Option<Scopes>,
        find: impl Fn(&str) -> Option<Identity>,
    ) -> Result<Refreshed> {
        let digest = random::digest(token);
        let Some(record) = self.store.get(&format!("refresh:{digest}")).await else {
            return Ok(Refreshed::Wrong);
        };
        let Ok(record) = serde_json::from_str::<Refresh>(&record) else {
            return Ok(Refreshed::Wrong);
        };
        let whole = record.scopes();
        // Told before the token is used up, so that it can be used for less.
        if asked.is_some_and(|asked| !asked.within(whole)) {
            return Ok(Refreshed::TooMuch);
        }
        let ended = ended(&record.login);
        if self.store.is_marked(&ended).await {
            return Ok(Refreshed::Wrong);
        }
        if !self
            .store
            .claim(&format!("used:{digest}"), REFRESH_LIFE)
            .await
        {
            tracing::warn!(target: "resync::audit", user = record.user, "a refresh token was used twice: the login was ended");
            self.store.mark(&ended, REFRESH_LIFE).await;
            return Ok(Refreshed::Wrong);
        }
        let Some(user) = find(&record.user) else {
            return Ok(Refreshed::Wrong);
        };
        let user = user.narrowed(asked.unwrap_or(whole));
        let pair = self.pair(&user, whole, record.login).await?;
        Ok(Refreshed::Done(user, pair))
    }

    /// Revokes a token of either kind (RFC 7009); the user it was of, if it was one of ours.
    pub async fn revoke(&self, token: &str) -> Option<String> {
        if let Some(claims) = self.claims(token) {
            let key = revoked(&claims.jti);
            self.store
                .mark(&key, LIFE + Duration::from_secs(2 * LEEWAY))
                .await;
            return Some(claims.sub);
        }
        let key = format!("refresh:{}", random::digest(token));
        let record = self.store.get(&key).await?;
        let record: Refresh = serde_json::from_str(&record).ok()?;
        self.store.mark(&ended(&record.login), REFRESH_LIFE).await;
        Some(record.user)
    }
}

/// The mark that says that a token was revoked.
fn revoked(token: &str) -> String {
    format!("revoked:{token}")
}

/// The mark that says that a login ended.
fn ended(login: &str) -> String {
    format!("ended:{login}")
}

/// What a token must say of itself.
fn rules() -> Validation {
    let mut rules = Validation::new(Algorithm::HS256);
    rules.leeway = LEEWAY;
    rules.validate_nbf = true;
    rules.set_issuer(&[ISSUER]);
    rules.set_audience(&[AUDIENCE]);
    rules.set_required_spec_claims(&["exp", "nbf", "iss", "aud", "sub"]);
    rules
}

fn bytes(key: &SecretString) -> &[u8] {
    key.expose_secret().as_bytes()
}
