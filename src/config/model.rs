//! How to reach the language model, as it was configured.

use std::time::Duration;

use secrecy::SecretString;
use url::Url;

use super::address::{hide_userinfo, is_local};
use super::settings::{Settings, shorten};

/// How to reach one language model.
#[derive(Debug, Clone)]
pub struct Model {
    /// Base address of an OpenAI-compatible server, `http://localhost:11434/v1`; a query in it is
    /// sent with every request.
    pub endpoint: Url,
    /// The server's key, where it wants one.
    pub key: Option<SecretString>,
    /// The model's name; the server's first model when unset.
    pub name: Option<String>,
    /// Tokens its window holds.
    pub context: u64,
    /// How long to wait, and for what.
    pub timeouts: ModelTimeouts,
}

/// Limits of one answer of a model.
#[derive(Debug, Clone, Copy)]
pub struct ModelTimeouts {
    /// Until a connection stands.
    pub connect: Duration,
    /// From sending a request to the first word of the reply.
    pub first_token: Duration,
    /// Of silence within a reply.
    pub between_tokens: Duration,
    /// For the whole answer, all rounds and tools together.
    pub total: Duration,
}

impl Default for ModelTimeouts {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(3),
            first_token: Duration::from_secs(120),
            between_tokens: Duration::from_secs(30),
            total: Duration::from_secs(300),
        }
    }
}

impl Model {
    /// The model that the settings name; the fault, in words, when they are wrong.
    pub(super) fn of(settings: &Settings) -> Result<Option<Self>, String> {
        let Some(text) = settings.get("llm.endpoint").map(str::trim) else {
            return Ok(None);
        };
        let origin = settings.origin("llm.endpoint").unwrap_or("");
        let shown = shorten(&hide_userinfo(text));
        let endpoint = Url::parse(text).map_err(|error| {
            format!("llm.endpoint \"{shown}\" is not an address: {error} ({origin})")
        })?;
        if !matches!(endpoint.scheme(), "http" | "https") || endpoint.host().is_none() {
            return Err(format!(
                "llm.endpoint \"{shown}\" must begin with https:// or http:// and name a host ({origin})"
            ));
        }
        if !endpoint.username().is_empty() || endpoint.password().is_some() {
            return Err(format!(
                "llm.endpoint must not hold a user or password; use LLM_API_KEY ({origin})"
            ));
        }
        if endpoint.scheme() == "http" && !is_local(&endpoint) && !settings.flag("llm.allow_http") {
            return Err(format!(
                "llm.endpoint {shown} is plain http to another host: the key and what is asked would travel in the clear; use https, or LLM_ALLOW_HTTP=1 ({origin})"
            ));
        }
        let seconds = |name: &str, otherwise: Duration| {
            settings
                .number(name)
                .filter(|n| (0.1..=3_600.0).contains(n))
                .map_or(otherwise, Duration::from_secs_f64)
        };
        let usual = ModelTimeouts::default();
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "the number is small and positive"
        )]
        let context = settings
            .number("llm.context")
            .unwrap_or(8_192.0)
            .clamp(1_024.0, 1e7) as u64;
        Ok(Some(Self {
            endpoint,
            key: settings
                .get("llm.api_key")
                .map(|key| SecretString::from(key.trim())),
            name: settings.get("llm.model").map(str::to_owned),
            context,
            timeouts: ModelTimeouts {
                connect: usual.connect,
                first_token: seconds("llm.timeout_first_token", usual.first_token),
                between_tokens: seconds("llm.timeout_between_tokens", usual.between_tokens),
                total: seconds("llm.timeout", usual.total),
            },
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Inputs, Settings};

    fn resolve(variables: &[(&str, &str)]) -> crate::Result<Settings> {
        let lookup = |name: &str| {
            variables
                .iter()
                .find(|(n, _)| *n == name)
                .map(|(_, v)| (*v).to_owned())
        };
        Settings::resolve(&Inputs {
            folders: Vec::new(),
            environment: &lookup,
            variables: Vec::new(),
            flags: Vec::new(),
        })
    }

    #[test]
    fn no_endpoint_is_no_model_and_an_endpoint_is_one() {
        assert!(resolve(&[]).expect("fine").model().expect("fine").is_none());
        let model = resolve(&[
            ("LLM_ENDPOINT", "http://localhost:11434/v1"),
            ("LLM_TIMEOUT", "7"),
            ("LLM_API_KEY", "canary"),
        ])
        .expect("fine")
        .model()
        .expect("fine")
        .expect("a model");
        assert_eq!(model.endpoint.as_str(), "http://localhost:11434/v1");
        assert_eq!(model.timeouts.total.as_secs(), 7);
        assert_eq!(model.name, None);
        assert!(!format!("{model:?}").contains("canary"));
    }

    #[test]
    fn plain_http_to_another_host_needs_an_explicit_word() {
        let error = resolve(&[("LLM_ENDPOINT", "http://models:8000/v1")]).expect_err("refused");
        assert!(error.to_string().contains("LLM_ALLOW_HTTP"), "{error}");
        assert!(
            resolve(&[
                ("LLM_ENDPOINT", "http://models:8000/v1"),
                ("LLM_ALLOW_HTTP", "yes")
            ])
            .is_ok()
        );
        assert!(resolve(&[("LLM_ENDPOINT", "https://models/v1")]).is_ok());
    }

    #[test]
    fn a_wrong_endpoint_is_named_without_its_secrets() {
        for wrong in ["localhost:11434", "ftp://models/v1", "not an address"] {
            let error = resolve(&[("LLM_ENDPOINT", wrong)]).expect_err("refused");
            assert!(error.to_string().contains("llm.endpoint"), "{error}");
        }
        let error =
            resolve(&[("LLM_ENDPOINT", "https://u:canary@models/v1")]).expect_err("refused");
        assert!(!error.to_string().contains("canary"), "{error}");
    }
}
