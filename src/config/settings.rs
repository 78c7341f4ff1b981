//! Layering: default < `settings.toml` < `settings.{environment}.toml` < environment < flags, each
//! value with where it came from; all faults reported at once.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::Duration;

use secrecy::SecretString;

use super::keys::{KEYS, Key};
use super::layers::{from_variables, read_file};
use super::profiles;
use super::{Auth, Engine, Model, Timeouts};
use crate::error::{Error, Result};

/// Looks up an environment variable.
pub type Environment<'a> = &'a dyn Fn(&str) -> Option<String>;

/// Everything that settings come from. The caller reads the environment and finds the files.
pub struct Inputs<'a> {
    /// Folders that may hold `settings.toml`, the least important first.
    pub folders: Vec<PathBuf>,
    /// The environment.
    pub environment: Environment<'a>,
    /// Values given as flags.
    pub flags: Vec<(&'static str, String)>,
}

/// A resolved value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Setting {
    /// The value; for secrets this is the secret itself and must be masked when shown.
    pub(super) value: String,
    /// Where it came from: `default`, a file, a variable or `flag`.
    pub origin: String,
}

/// All settings, resolved.
#[derive(Clone)]
pub struct Settings {
    pub(super) values: Values,
    /// Profiles of schedulers by name, with keys as `tws.url`.
    pub(super) engines: BTreeMap<String, Values>,
}

/// Values by the names of their keys.
pub(super) type Values = BTreeMap<&'static str, Setting>;

impl std::fmt::Debug for Settings {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_map()
            .entries(
                KEYS.iter()
                    .filter_map(|key| Some((key.name, self.shown(key)?))),
            )
            .finish()
    }
}

impl Settings {
    /// Resolves the settings, or names everything that is wrong with them.
    pub fn resolve(inputs: &Inputs<'_>) -> Result<Self> {
        let mut faults = Vec::new();
        let mut values = BTreeMap::new();
        let mut engines = BTreeMap::new();
        for key in KEYS {
            if let Some(default) = key.default {
                values.insert(
                    key.name,
                    Setting {
                        value: default.to_owned(),
                        origin: "default".to_owned(),
                    },
                );
            }
        }
        // Which environment decides which file is read, so it is looked up first.
        let environment = inputs
            .flags
            .iter()
            .find(|(name, _)| *name == "environment")
            .map(|(_, value)| value.clone())
            .or_else(|| (inputs.environment)("APP_ENVIRONMENT"));
        for folder in &inputs.folders {
            let base = folder.join("settings.toml");
            read_file(&base, &mut values, &mut engines, &mut faults);
            let name = environment
                .clone()
                .or_else(|| values.get("environment").map(|s| s.value.clone()));
            if let Some(name) = name.filter(|name| {
                name.chars()
                    .all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '-')
            }) {
                read_file(
                    &folder.join(format!("settings.{name}.toml")),
                    &mut values,
                    &mut engines,
                    &mut faults,
                );
            }
        }
        for key in KEYS {
            match from_variables(key, inputs.environment) {
                Ok(Some(setting)) => {
                    values.insert(key.name, setting);
                }
                Ok(None) => {}
                Err(fault) => faults.push(fault),
            }
        }
        for (name, value) in &inputs.flags {
            values.insert(
                name,
                Setting {
                    value: value.clone(),
                    origin: "flag".to_owned(),
                },
            );
        }
        profiles::add_variables(&mut engines, inputs.environment, &mut faults);
        let settings = Self { values, engines };
        settings.check(&mut faults);
        match faults.as_slice() {
            [] => Ok(settings),
            [one] => Err(Error::config(one.clone())),
            many => Err(Error::config(format!(
                "{} settings are wrong: {}",
                many.len(),
                many.join("; ")
            ))),
        }
    }

    /// The value of a setting, as text.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.values
            .get(name)
            .map(|setting| setting.value.as_str())
            .filter(|value| !value.is_empty())
    }

    /// Gives a setting that nothing has set a value from elsewhere.
    pub fn fill(&mut self, name: &'static str, value: String, origin: &str) {
        let origin = origin.to_owned();
        self.values.insert(name, Setting { value, origin });
    }

    /// Where the value of a setting came from.
    pub fn origin(&self, name: &str) -> Option<&str> {
        self.values.get(name).map(|setting| setting.origin.as_str())
    }

    /// The value as it may be shown: secrets masked.
    pub fn shown(&self, key: &Key) -> Option<String> {
        let value = self.get(key.name)?;
        Some(if key.secret {
            "********".to_owned()
        } else {
            hide_userinfo(value)
        })
    }

    /// Whether this is production, where nothing is made up.
    pub fn is_production(&self) -> bool {
        self.get("environment") == Some("production")
    }

    /// Whether a scheduler is configured.
    pub fn has_engine(&self) -> bool {
        self.get("tws.url").is_some() || self.get("tws.host").is_some()
    }

    /// The model to ask; `None` when none is configured.
    pub fn model(&self) -> Result<Option<Model>> {
        Model::of(self).map_err(Error::config)
    }

    pub(super) fn flag(&self, name: &str) -> bool {
        self.get(name).is_some_and(|value| {
            matches!(value.to_lowercase().as_str(), "1" | "true" | "yes" | "on")
        })
    }

    pub(super) fn number(&self, name: &str) -> Option<f64> {
        self.get(name)?.trim().parse().ok()
    }

    /// Finds what is wrong with single values and with how they go together.
    pub(super) fn check(&self, faults: &mut Vec<String>) {
        let known = ["development", "test", "production"];
        if let Some(value) = self
            .get("environment")
            .filter(|value| !known.contains(value))
        {
            faults.push(format!(
                "environment is \"{}\", not one of {}",
                shorten(value),
                known.join(", ")
            ));
        }
        for name in [
            "tws.insecure",
            "tws.allow_http",
            "llm.allow_http",
            "rate_limit.enabled",
        ] {
            let fine = ["1", "0", "true", "false", "yes", "no", "on", "off"];
            if let Some(value) = self
                .get(name)
                .filter(|value| !fine.contains(&value.to_lowercase().as_str()))
            {
                faults.push(format!(
                    "{name} is \"{}\", not true or false ({})",
                    shorten(value),
                    self.origin(name).unwrap_or("")
                ));
            }
        }
        for (name, least, most) in [
            ("tws.port", 1.0, 65_535.0),
            ("tws.timeout", 0.1, 600.0),
            ("tws.in_flight", 1.0, 256.0),
            ("llm.timeout", 0.1, 3_600.0),
            ("llm.timeout_first_token", 0.1, 3_600.0),
            ("llm.timeout_between_tokens", 0.1, 3_600.0),
            ("llm.context", 1_024.0, 10_000_000.0),
            ("cache.megabytes", 1.0, 4_096.0),
            ("server.port", 0.0, 65_535.0),
            ("server.poll_seconds", 1.0, 3_600.0),
            ("rate_limit.read", 1.0, 1_000_000.0),
            ("rate_limit.chat", 1.0, 1_000_000.0),
            ("rate_limit.login", 1.0, 1_000_000.0),
        ] {
            let fine = self.number(name).is_some_and(|n| n >= least && n <= most);
            if let Some(value) = self.get(name).filter(|_| !fine) {
                faults.push(format!(
                    "{name} is \"{}\", not a number from {least} to {most} ({})",
                    shorten(value),
                    self.origin(name).unwrap_or("")
                ));
            }
        }
        if self.has_engine()
            && let Err(fault) = self.url()
        {
            faults.push(fault);
        }
        if let Err(fault) = Model::of(self) {
            faults.push(fault);
        }
    }

    /// The base address of the engine.
    fn url(&self) -> std::result::Result<String, String> {
        let (text, origin) = match (self.get("tws.url"), self.get("tws.host")) {
            (Some(url), _) => (url.trim().to_owned(), self.origin("tws.url").unwrap_or("")),
            (None, Some(host)) => {
                if host.contains("://")
                    || host.contains('/')
                    || host.contains('@')
                    || host.chars().any(char::is_whitespace)
                {
                    return Err(format!(
                        "tws.host is \"{}\", not a host name; use TWS_URL for an address",
                        shorten(host)
                    ));
                }
                let host = if host.contains(':') && !host.starts_with('[') {
                    format!("[{host}]")
                } else {
                    host.to_owned()
                };
                (
                    format!("https://{host}:{}", self.get("tws.port").unwrap_or("31116")),
                    self.origin("tws.host").unwrap_or(""),
                )
            }
            (None, None) => return Err("no scheduler is configured".to_owned()),
        };
        let url = url::Url::parse(&text).map_err(|error| {
            format!(
                "tws.url \"{}\" is not an address: {error} ({origin})",
                shorten(&hide_userinfo(&text))
            )
        })?;
        if !matches!(url.scheme(), "http" | "https") || url.host().is_none() {
            return Err(format!(
                "tws.url \"{}\" must begin with https:// and name a host ({origin})",
                shorten(&hide_userinfo(&text))
            ));
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err(format!(
                "tws.url must not hold a user or password; use TWS_USER and TWS_PASSWORD ({origin})"
            ));
        }
        if url.scheme() == "http" && !is_local(&url) && !self.flag("tws.allow_http") {
            return Err(format!(
                "tws.url {} is plain http to another host: credentials would travel in the clear; use https, or TWS_ALLOW_HTTP=1 ({origin})",
                shorten(&text)
            ));
        }
        Ok(url.origin().ascii_serialization())
    }

    /// The scheduler to speak to; `None` when none is configured.
    pub fn engine(&self) -> Result<Option<Engine>> {
        if !self.has_engine() {
            return Ok(None);
        }
        let url = self.url().map_err(Error::config)?;
        let auth = match (
            self.get("tws.token"),
            self.get("tws.user"),
            self.get("tws.password"),
        ) {
            (Some(token), _, _) => Auth::Bearer(SecretString::from(token)),
            (None, Some(user), password) => Auth::Basic {
                user: user.to_owned(),
                password: SecretString::from(password.unwrap_or_default()),
            },
            (None, None, _) => Auth::None,
        };
        let seconds = self.number("tws.timeout").unwrap_or(10.0);
        let path = self.get("tws.path").unwrap_or("/twsd/api/v2");
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "both numbers were checked to be small and positive"
        )]
        Ok(Some(Engine {
            name: self.get("engine").unwrap_or("default").to_owned(),
            url,
            prefix: format!("/{}", path.trim_matches('/')),
            auth,
            ca_file: self.get("tws.ca_file").map(PathBuf::from),
            insecure: self.flag("tws.insecure"),
            timeouts: Timeouts {
                connect: Duration::from_secs_f64(seconds.min(3.0)),
                request: Duration::from_secs_f64(seconds),
                total: Duration::from_secs_f64(seconds * 2.5),
            },
            in_flight: self.number("tws.in_flight").unwrap_or(8.0) as usize,
            cache_bytes: (self.number("cache.megabytes").unwrap_or(32.0) * 1_048_576.0) as u64,
            demo: false,
        }))
    }
}

/// Whether an address stays on this machine.
pub fn is_local(url: &url::Url) -> bool {
    match url.host() {
        Some(url::Host::Domain(name)) => name.eq_ignore_ascii_case("localhost"),
        Some(url::Host::Ipv4(ip)) => ip.is_loopback(),
        Some(url::Host::Ipv6(ip)) => ip.is_loopback(),
        None => false,
    }
}

/// A foreign value inside a message: bounded, no control characters.
pub(super) fn shorten(value: &str) -> String {
    value
        .chars()
        .take(80)
        .flat_map(char::escape_debug)
        .collect()
}

/// `https://user:secret@host` without its secret, wherever it is shown.
pub(super) fn hide_userinfo(value: &str) -> String {
    match (value.find("://"), value.rfind('@')) {
        (Some(scheme), Some(at)) if at > scheme => {
            format!("{}://********{}", &value[..scheme], &value[at..])
        }
        _ => value.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn resolve(variables: &[(&str, &str)]) -> Result<Settings> {
        let lookup = |name: &str| {
            variables
                .iter()
                .find(|(n, _)| *n == name)
                .map(|(_, v)| (*v).to_owned())
        };
        Settings::resolve(&Inputs {
            folders: Vec::new(),
            environment: &lookup,
            flags: Vec::new(),
        })
    }

    #[test]
    fn host_and_port_make_an_address_and_a_url_wins() {
        let engine = |variables: &[(&str, &str)]| {
            resolve(variables)
                .expect("fine")
                .engine()
                .expect("fine")
                .expect("configured")
                .url
        };
        assert_eq!(
            engine(&[("TWS_HOST", "mdm"), ("TWS_PORT", "31111")]),
            "https://mdm:31111"
        );
        assert_eq!(engine(&[("TWS_HOST", "mdm")]), "https://mdm:31116");
        assert_eq!(engine(&[("TWS_HOST", "::1")]), "https://[::1]:31116");
        assert_eq!(
            engine(&[("TWS_HOST", "mdm"), ("TWS_URL", "https://other:9/x")]),
            "https://other:9"
        );
    }

    #[test]
    fn plain_http_is_for_this_machine_only() {
        assert!(resolve(&[("TWS_URL", "http://127.0.0.1:8080")]).is_ok());
        let error = resolve(&[("TWS_URL", "http://mdm:8080")]).expect_err("refused");
        assert!(error.to_string().contains("TWS_ALLOW_HTTP"));
        assert!(resolve(&[("TWS_URL", "http://mdm:8080"), ("TWS_ALLOW_HTTP", "1")]).is_ok());
    }

    #[test]
    fn all_faults_are_named_at_once() {
        let error = resolve(&[
            ("TWS_PORT", "none"),
            ("TWS_TIMEOUT", "-1"),
            ("TWS_INSECURE", "maybe"),
        ])
        .expect_err("wrong");
        let text = error.to_string();
        assert!(
            text.contains("tws.port")
                && text.contains("tws.timeout")
                && text.contains("tws.insecure"),
            "{text}"
        );
    }

    #[test]
    fn secrets_are_masked_wherever_settings_are_shown() {
        let settings =
            resolve(&[("TWS_PASSWORD", "hunter2"), ("TWS_TOKEN", "canary")]).expect("fine");
        let shown = format!("{settings:?}");
        assert!(
            !shown.contains("hunter2") && !shown.contains("canary"),
            "{shown}"
        );
        let error = resolve(&[("TWS_URL", "https://bob:canary@mdm")])
            .expect_err("refused")
            .to_string();
        assert!(!error.contains("canary"), "{error}");
    }

    #[test]
    fn files_are_layered_and_unknown_keys_are_errors_with_a_near_match() {
        let folder = tempfile::tempdir().expect("a folder");
        std::fs::write(
            folder.path().join("settings.toml"),
            "[tws]\nhost = \"a\"\nport = 1\n",
        )
        .expect("written");
        std::fs::write(
            folder.path().join("settings.test.toml"),
            "[tws]\nport = 2\n",
        )
        .expect("written");
        let lookup = |name: &str| (name == "APP_ENVIRONMENT").then(|| "test".to_owned());
        let inputs = |lookup| Inputs {
            folders: vec![folder.path().to_owned()],
            environment: lookup,
            flags: Vec::new(),
        };
        let settings = Settings::resolve(&inputs(&lookup)).expect("fine");
        assert_eq!(
            (settings.get("tws.host"), settings.get("tws.port")),
            (Some("a"), Some("2"))
        );
        assert!(
            settings
                .origin("tws.port")
                .is_some_and(|origin| origin.contains("settings.test.toml:2"))
        );
        std::fs::write(folder.path().join("settings.toml"), "[tws]\nhots = \"a\"\n")
            .expect("written");
        let error = Settings::resolve(&inputs(&lookup))
            .expect_err("unknown key")
            .to_string();
        assert!(
            error.contains("settings.toml:2") && error.contains("did you mean tws.host?"),
            "{error}"
        );
    }
}
