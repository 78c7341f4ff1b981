//! The user's credentials: sent with every request, shown nowhere, and blotted out of what a
//! server sends back.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use reqwest::header::{AUTHORIZATION, HeaderMap, HeaderValue};
use secrecy::{ExposeSecret, SecretString};

use crate::config::Auth;
use crate::error::{Error, Result};

/// Shorter secrets are words that may occur in any text.
const SHORTEST: usize = 4;

/// What is known about the credentials.
pub(super) struct Credentials {
    auth: Auth,
    /// The forms in which a server could throw them back.
    secrets: Vec<SecretString>,
}

impl Credentials {
    /// Takes over what was configured.
    pub fn new(auth: &Auth) -> Self {
        let secrets = match auth {
            Auth::Basic { user, password } => {
                let pair = STANDARD.encode(format!("{user}:{}", password.expose_secret()));
                vec![SecretString::from(pair), password.clone()]
            }
            Auth::Bearer(token) => vec![SecretString::from(token.expose_secret().trim())],
            Auth::None => Vec::new(),
        };
        Self {
            auth: auth.clone(),
            secrets,
        }
    }

    /// The `Authorization` header, marked so that nothing shows it. Fails with a configuration
    /// error when the credentials cannot be those of anybody.
    pub fn headers(&self) -> Result<HeaderMap> {
        let scheme = match self.auth {
            Auth::Basic { .. } => "Basic",
            Auth::Bearer(_) => "Bearer",
            Auth::None => return Ok(HeaderMap::new()),
        };
        let secret = self
            .secrets
            .first()
            .map_or("", |secret| secret.expose_secret());
        let mut value = HeaderValue::from_str(&format!("{scheme} {secret}"))
            .map_err(|_| Error::config("the API key holds characters that no key has"))?;
        value.set_sensitive(true);
        Ok(HeaderMap::from_iter([(AUTHORIZATION, value)]))
    }

    /// `text` without the credentials.
    pub fn redact(&self, text: &str) -> String {
        let secrets = self.secrets.iter().map(|secret| secret.expose_secret());
        secrets
            .filter(|secret| secret.len() >= SHORTEST)
            .fold(text.to_owned(), |text, secret| text.replace(secret, "***"))
    }

    /// The bearer token, if that is what is sent.
    pub fn token(&self) -> Option<&str> {
        match &self.auth {
            Auth::Bearer(token) => Some(token.expose_secret()),
            Auth::Basic { .. } | Auth::None => None,
        }
    }

    /// The user's name, if one is sent.
    pub fn user(&self) -> Option<&str> {
        match &self.auth {
            Auth::Basic { user, .. } => Some(user),
            Auth::Bearer(_) | Auth::None => None,
        }
    }
}
