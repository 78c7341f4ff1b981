//! Where requests go, and with which key.

use async_openai::config::Config;
use http::HeaderMap;
use http::header::{AUTHORIZATION, HeaderName, HeaderValue};
use secrecy::{ExposeSecret, SecretString};

use crate::config::Model;
use crate::error::{Error, Result};

/// Where requests go and with which key, for async-openai. Reads no environment, unlike its own.
pub(super) struct Server {
    base: String,
    query: Vec<(String, String)>,
    pub key: SecretString,
    headers: HeaderMap,
}

impl Server {
    /// The server of a configured model.
    pub fn new(model: &Model) -> Result<Self> {
        let key = model.key.clone().unwrap_or_default();
        let query: Vec<(String, String)> = model.endpoint.query_pairs().into_owned().collect();
        let mut base = model.endpoint.clone();
        base.set_query(None);
        base.set_fragment(None);
        Ok(Self {
            base: base.as_str().trim_end_matches('/').to_owned(),
            headers: headers(&key, &query)?,
            key,
            query,
        })
    }
}

impl Config for Server {
    fn headers(&self) -> HeaderMap {
        self.headers.clone()
    }

    fn url(&self, path: &str) -> String {
        format!("{}{path}", self.base)
    }

    fn query(&self) -> Vec<(&str, &str)> {
        self.query
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .collect()
    }

    fn api_base(&self) -> &str {
        &self.base
    }

    fn api_key(&self) -> &SecretString {
        &self.key
    }
}

/// The headers of every request. Servers of Azure's kind, known by the version in their address,
/// want the key under a name of their own.
fn headers(key: &SecretString, query: &[(String, String)]) -> Result<HeaderMap> {
    let key = key.expose_secret();
    if key.is_empty() {
        return Ok(HeaderMap::new());
    }
    let (name, text) = if query.iter().any(|(name, _)| name == "api-version") {
        (HeaderName::from_static("api-key"), key.to_owned())
    } else {
        (AUTHORIZATION, format!("Bearer {key}"))
    };
    let mut value = HeaderValue::from_str(&text)
        .map_err(|_| Error::config("LLM_API_KEY holds characters that no key has"))?;
    value.set_sensitive(true);
    Ok(HeaderMap::from_iter([(name, value)]))
}
