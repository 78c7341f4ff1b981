//! Every setting there is: its name in files, its variables, whether it is a secret, its default.

/// A setting.
#[derive(Debug)]
pub struct Key {
    /// Dotted name, as in `settings.toml`.
    pub name: &'static str,
    /// Plain variable names, beside the `APP_…` form; the first set one counts. A `…_FILE` form of
    /// each names a file that holds the value.
    pub variables: &'static [&'static str],
    /// Masked wherever it is shown.
    pub secret: bool,
    /// Value when nothing sets it.
    pub default: Option<&'static str>,
    /// What it is for.
    pub help: &'static str,
}

/// Every setting, in the order they are shown.
pub const KEYS: &[Key] = &[
    key(
        "environment",
        &[],
        Some("development"),
        "development, test or production; production never starts the demo",
    ),
    key(
        "engine",
        &["RESYNC_ENGINE"],
        None,
        "profile of the scheduler to speak to, a table [engines.NAME] of a settings file",
    ),
    key(
        "tws.url",
        &["TWS_URL"],
        None,
        "address of the engine, https://HOST:PORT; takes precedence over host and port",
    ),
    key("tws.host", &["TWS_HOST"], None, "host of the engine"),
    key(
        "tws.port",
        &["TWS_PORT"],
        Some("31116"),
        "HTTPS port of the engine",
    ),
    key(
        "tws.path",
        &["TWS_PATH"],
        Some("/twsd/api/v2"),
        "path of the API, where a gateway changes it",
    ),
    key("tws.user", &["TWS_USER"], None, "engine user"),
    secret(
        "tws.password",
        &["TWS_PASSWORD"],
        "password of the engine user",
    ),
    secret(
        "tws.token",
        &["TWS_TOKEN"],
        "API key (bearer token); takes precedence over user and password",
    ),
    key(
        "tws.ca_file",
        &["TWS_CA_FILE"],
        None,
        "PEM file of certificates to trust beside the system's",
    ),
    key(
        "tws.insecure",
        &["TWS_INSECURE"],
        Some("false"),
        "accept any certificate (dangerous)",
    ),
    key(
        "tws.allow_http",
        &["TWS_ALLOW_HTTP"],
        Some("false"),
        "allow plain http to a host that is not this machine",
    ),
    key(
        "tws.timeout",
        &["TWS_TIMEOUT"],
        Some("10"),
        "seconds one request may take; all tries together take at most 2.5 times as long",
    ),
    key(
        "tws.in_flight",
        &["TWS_IN_FLIGHT"],
        Some("8"),
        "requests under way at once",
    ),
    key(
        "site.dictionary",
        &["RESYNC_DICTIONARY"],
        None,
        "file of what return codes and messages mean here; dictionary.toml beside the settings when unset",
    ),
    key(
        "site.owners",
        &["RESYNC_OWNERS"],
        None,
        "CSV file of who owns which jobs; owners.csv beside the settings when unset",
    ),
    key(
        "site.runbooks",
        &["RESYNC_RUNBOOKS"],
        None,
        "folder of Markdown files that answers may quote; runbooks beside the settings when unset",
    ),
    key(
        "site.secrets",
        &[],
        None,
        "regular expressions, one a line, of secrets of this site: what fits never reaches a model",
    ),
    key(
        "llm.endpoint",
        &["LLM_ENDPOINT"],
        None,
        "address of an OpenAI-compatible model server, such as http://localhost:11434/v1",
    ),
    secret("llm.api_key", &["LLM_API_KEY"], "key of the model server"),
    key(
        "llm.model",
        &["LLM_MODEL"],
        None,
        "model to use; the server's first when unset",
    ),
    key(
        "llm.allow_http",
        &["LLM_ALLOW_HTTP"],
        Some("false"),
        "allow plain http to a model server that is not this machine",
    ),
    key(
        "llm.timeout",
        &["LLM_TIMEOUT"],
        Some("300"),
        "seconds an answer of the model may take in all",
    ),
    key(
        "llm.timeout_first_token",
        &[],
        Some("120"),
        "seconds until the model's first word",
    ),
    key(
        "llm.timeout_between_tokens",
        &[],
        Some("30"),
        "seconds of silence within the model's answer",
    ),
    key(
        "llm.context",
        &["LLM_CONTEXT"],
        Some("8192"),
        "tokens the model's window holds",
    ),
    key(
        "cache.megabytes",
        &[],
        Some("32"),
        "memory for cached answers",
    ),
    key(
        "server.host",
        &[],
        Some("127.0.0.1"),
        "address that `resync serve` listens on",
    ),
    key("server.port", &[], Some("8080"), "port of `resync serve`"),
    key(
        "server.public_url",
        &[],
        None,
        "address by which browsers reach the server, when a proxy stands before it",
    ),
    key(
        "server.hosts",
        &[],
        None,
        "further host names the server answers to, separated by commas",
    ),
    key(
        "server.trusted_proxies",
        &[],
        None,
        "addresses or networks whose X-Forwarded-For is believed, separated by commas",
    ),
    key(
        "server.cors_origins",
        &[],
        None,
        "origins whose pages may call the API, separated by commas",
    ),
    secret(
        "server.secret_key",
        &["SECRET_KEY"],
        "signs access tokens; at least 32 characters",
    ),
    secret(
        "server.secret_key_previous",
        &["SECRET_KEY_PREVIOUS"],
        "the key before; its tokens are accepted until they expire",
    ),
    key(
        "server.admin_username",
        &["ADMIN_USERNAME"],
        Some("admin"),
        "name of the first user",
    ),
    secret(
        "server.admin_password",
        &["ADMIN_PASSWORD"],
        "password of the first user",
    ),
    secret(
        "server.admin_password_hash",
        &["ADMIN_PASSWORD_HASH"],
        "the same as an argon2id hash; takes precedence",
    ),
    key(
        "server.users_file",
        &[],
        None,
        "TOML file of further users: [users.NAME] with password_hash and role",
    ),
    secret(
        "server.metrics_token",
        &["METRICS_TOKEN"],
        "bearer token of the metrics collector",
    ),
    key(
        "server.audit_file",
        &[],
        None,
        "file that audit lines are appended to, beside the log",
    ),
    key(
        "server.poll_seconds",
        &[],
        Some("10"),
        "how often the plan is looked at for metrics and events",
    ),
    secret(
        "redis.url",
        &["REDIS_URL"],
        "redis://HOST:PORT, shared by replicas; without it each keeps its own state",
    ),
    key(
        "rate_limit.enabled",
        &[],
        Some("true"),
        "limit requests per user and address",
    ),
    key(
        "rate_limit.read",
        &[],
        Some("600"),
        "reads a minute, per user and address",
    ),
    key(
        "rate_limit.chat",
        &[],
        Some("20"),
        "questions a minute, per user and address",
    ),
    key(
        "rate_limit.login",
        &[],
        Some("20"),
        "logins a minute, per address",
    ),
];

const fn key(
    name: &'static str,
    variables: &'static [&'static str],
    default: Option<&'static str>,
    help: &'static str,
) -> Key {
    Key {
        name,
        variables,
        secret: false,
        default,
        help,
    }
}

const fn secret(name: &'static str, variables: &'static [&'static str], help: &'static str) -> Key {
    Key {
        name,
        variables,
        secret: true,
        default: None,
        help,
    }
}

impl Key {
    /// The `APP_` form of its name: `tws.ca_file` is `APP_TWS__CA_FILE`.
    pub fn app_variable(&self) -> String {
        format!("APP_{}", self.name.to_uppercase().replace('.', "__"))
    }

    /// Every variable that sets it, the plain names first.
    pub fn all_variables(&self) -> Vec<String> {
        self.variables
            .iter()
            .map(|name| (*name).to_owned())
            .chain([self.app_variable()])
            .collect()
    }
}
