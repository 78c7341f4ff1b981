//! Who may come in: bearer tokens for programs, cookie sessions for browsers, and the extractors
//! by which a handler says whom it serves.

mod argon;
pub mod browser;
mod form;
pub mod oauth;
pub mod password;
mod scope;
mod session;
mod throttle;
mod token;
mod verified;

use std::sync::Arc;

use axum::extract::{FromRequestParts, Request};
use axum::http::header::{AUTHORIZATION, COOKIE};
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode};

use super::app::App;
use super::problem::Problem;
use super::store::Store;
use crate::config::{Role, Server};
use crate::error::Result;
use password::Passwords;
pub use scope::Scopes;
use session::Sessions;
use throttle::Throttle;
use token::Tokens;

/// Everything that decides who may come in.
pub struct Auth {
    /// Names and passwords.
    pub passwords: Passwords,
    /// Access tokens.
    pub tokens: Tokens,
    /// Browser sessions.
    pub sessions: Sessions,
    /// Failed logins.
    pub throttle: Throttle,
}

impl Auth {
    /// Reads the keys and hashes.
    pub async fn open(settings: &Server, store: Arc<Store>) -> Result<Self> {
        Ok(Self {
            passwords: Passwords::open(settings).await?,
            tokens: Tokens::open(settings, Arc::clone(&store))?,
            sessions: Sessions::new(settings.https, Arc::clone(&store)),
            throttle: Throttle::new(store),
        })
    }
}

/// A user who proved to be one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identity {
    /// The name.
    pub name: Arc<str>,
    /// What the user may do.
    pub role: Role,
    /// What this login may do: all that the role may, or less where the token was asked for with less.
    pub scopes: Scopes,
}

impl Identity {
    /// A user with all that the role may do.
    pub fn new(name: Arc<str>, role: Role) -> Self {
        Self {
            name,
            role,
            scopes: Scopes::of(role),
        }
    }

    /// The same user, who may do no more than these scopes say.
    #[must_use]
    pub fn narrowed(self, to: Scopes) -> Self {
        Self {
            scopes: self.scopes.and(to),
            ..self
        }
    }

    /// Whether this login may do what needs a role.
    pub fn may(&self, needed: Role) -> bool {
        self.scopes.allow(needed)
    }

    /// Why it may not.
    pub fn refusal(&self, needed: Role) -> Problem {
        if self.role < needed {
            return Problem::forbidden(needed.word());
        }
        Problem::lacks_scope(Scopes::word(needed))
    }
}

/// What a request's credentials turned out to be.
#[derive(Debug, Clone)]
pub enum Login {
    /// None were sent.
    None,
    /// They count.
    User(Identity),
    /// They do not count.
    Wrong(Problem),
}

impl Login {
    /// The user's name.
    pub fn name(&self) -> Option<&str> {
        match self {
            Self::User(identity) => Some(&identity.name),
            Self::None | Self::Wrong(_) => None,
        }
    }
}

/// Looks at the credentials of a request, whether or not its route needs any; the user's name.
pub async fn recognise(app: &App, request: &mut Request) -> Option<Arc<str>> {
    let login = look(app, request.headers()).await;
    let name = match &login {
        Login::User(identity) => Some(Arc::clone(&identity.name)),
        Login::None | Login::Wrong(_) => None,
    };
    request.extensions_mut().insert(login);
    name
}

async fn look(app: &App, headers: &HeaderMap) -> Login {
    let mut fields = headers.get_all(AUTHORIZATION).iter();
    if let Some(field) = fields.next() {
        if fields.next().is_some() {
            return Login::Wrong(
                Problem::new(
                    StatusCode::BAD_REQUEST,
                    "invalid_request",
                    "the request carries several Authorization fields",
                )
                .hint("send the bearer token once"),
            );
        }
        let token = field.to_str().ok().and_then(bearer);
        let known = match token {
            Some(token) => app.auth.tokens.verify(token).await,
            None => None,
        };
        return known
            .and_then(|token| {
                let user = app.auth.passwords.identity(&token.user)?;
                Some(user.narrowed(token.scopes))
            })
            .map_or_else(|| Login::Wrong(Problem::unauthorized(true)), Login::User);
    }
    let cookies: Vec<&str> = headers
        .get_all(COOKIE)
        .iter()
        .filter_map(|field| field.to_str().ok())
        .flat_map(|field| field.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .filter(|(name, _)| *name == app.auth.sessions.cookie())
        .map(|(_, value)| value)
        .collect();
    let name = match cookies.as_slice() {
        [] => return Login::None,
        [one] => Box::pin(app.auth.sessions.resume(one)).await,
        // Two cookies of one name: someone else may have planted one of them.
        _ => None,
    };
    name.and_then(|name| app.auth.passwords.identity(&name))
        .map_or_else(|| Login::Wrong(Problem::unauthorized(true)), Login::User)
}

/// The token of an `Authorization: Bearer` field.
pub fn bearer(field: &str) -> Option<&str> {
    let (scheme, token) = field.split_once(' ')?;
    let fine = scheme.eq_ignore_ascii_case("bearer") && !token.is_empty() && token.len() <= 8_192;
    fine.then_some(token.trim_start_matches(' '))
}

fn admit(parts: &Parts, needed: Role) -> std::result::Result<Identity, Problem> {
    match parts.extensions.get::<Login>() {
        Some(Login::User(identity)) if identity.may(needed) => Ok(identity.clone()),
        Some(Login::User(identity)) => Err(identity.refusal(needed)),
        Some(Login::Wrong(problem)) => Err(problem.clone()),
        Some(Login::None) | None => Err(Problem::unauthorized(false)),
    }
}

/// Anyone with a login.
pub struct Viewer;

/// A user who may ask questions.
pub struct Operator(pub Identity);

impl FromRequestParts<App> for Viewer {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &App) -> Result<Self, Problem> {
        admit(parts, Role::Viewer).map(|_| Self)
    }
}

impl FromRequestParts<App> for Operator {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &App) -> Result<Self, Problem> {
        admit(parts, Role::Operator).map(Self)
    }
}
