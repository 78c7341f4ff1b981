//! What a request asks for: query parameters and the contract's headers.

use std::collections::HashMap;

use axum::extract::{FromRequestParts, Query};
use axum::http::header::HOST;
use axum::http::request::Parts;

use super::answer::Fault;
use crate::demo::query::Wanted;
use crate::demo::render::Scope;
use crate::demo::store::id_of;

/// Rows of a page when the request does not say.
const USUAL_LIMIT: usize = 10_000;

/// A request's parameters and headers.
#[derive(Debug, Clone)]
pub struct Ask {
    params: HashMap<String, String>,
    /// The address as asked for, without its query.
    address: String,
    /// How much of each object is wanted.
    pub scope: Scope,
    /// Whether the total is wanted.
    pub count: bool,
    /// Whether definitions are wanted by key only.
    pub only_header: bool,
}

impl<S: Send + Sync> FromRequestParts<S> for Ask {
    type Rejection = Fault;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Fault> {
        let Query(params) = Query::<HashMap<String, String>>::from_request_parts(parts, state)
            .await
            .map_err(|error| Fault::bad(error.body_text()))?;
        if let Some(plan) = params.get("plan_id").filter(|plan| !is_current(plan)) {
            return Err(Fault::unknown("plan", plan));
        }
        let header = |name: &str| {
            parts
                .headers
                .get(name)
                .and_then(|value| value.to_str().ok())
        };
        let yes = |name: &str| header(name).is_some_and(|value| value.eq_ignore_ascii_case("true"));
        let scope = header("scope");
        let scope = Scope::parse(scope)
            .ok_or_else(|| Fault::bad(format!("unknown scope {}", scope.unwrap_or_default())))?;
        let host = parts
            .headers
            .get(HOST)
            .and_then(|host| host.to_str().ok())
            .unwrap_or("localhost");
        // The nested router has cut the prefix off; the address given out is the whole one.
        let path = format!(
            "/twsd/api/v2{}",
            parts.uri.path().trim_start_matches("/twsd/api/v2")
        );
        Ok(Self {
            params,
            address: format!("http://{host}{path}"),
            scope,
            count: yes("include-count"),
            only_header: yes("only-header"),
        })
    }
}

impl Ask {
    /// A parameter, if given.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.params.get(name).map(String::as_str)
    }

    /// A parameter that is a whole number; an error if it is something else.
    pub fn number(&self, name: &str) -> Result<Option<u64>, Fault> {
        let read = |text: &str| {
            text.trim()
                .parse()
                .map_err(|_| Fault::bad(format!("parameter {name} is no number: {text}")))
        };
        self.get(name).map(read).transpose()
    }

    /// A parameter that is true or false; false when it is not given.
    pub fn flag(&self, name: &str) -> bool {
        self.get(name)
            .is_some_and(|value| value.eq_ignore_ascii_case("true"))
    }

    /// First row and number of rows of the page asked for.
    pub fn page(&self) -> Result<(usize, usize), Fault> {
        let offset = self
            .number("offset")?
            .map_or(0, |n| usize::try_from(n).unwrap_or(usize::MAX));
        match self.number("limit")? {
            None => Ok((offset, USUAL_LIMIT)),
            Some(0) => Err(Fault::bad("parameter limit must be positive")),
            Some(limit) => Ok((offset, usize::try_from(limit).unwrap_or(usize::MAX))),
        }
    }

    /// The filters.
    pub fn wanted(&self) -> Wanted {
        let of = |name| self.get(name).map(str::to_owned);
        Wanted {
            oql: of("oql"),
            plan_filter: of("plan_filter"),
        }
    }

    /// Address of the page that starts at `offset`.
    pub fn page_address(&self, offset: usize, limit: usize) -> String {
        let mut address = format!("{}?limit={limit}&offset={offset}", self.address);
        let mut others: Vec<_> = self
            .params
            .iter()
            .filter(|(name, _)| !matches!(name.as_str(), "limit" | "offset"))
            .collect();
        others.sort();
        for (name, value) in others {
            address.push('&');
            encode(&mut address, name);
            address.push('=');
            encode(&mut address, value);
        }
        address
    }

    /// Address of an object below the collection asked for.
    pub fn address(&self) -> &str {
        &self.address
    }
}

/// Whether a plan id means the only plan there is.
fn is_current(plan: &str) -> bool {
    plan == "current" || plan == id_of("plan").to_string()
}

fn encode(out: &mut String, text: &str) {
    use std::fmt::Write;
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'~') {
            out.push(char::from(byte));
        } else {
            let _ = write!(out, "%{byte:02X}");
        }
    }
}
