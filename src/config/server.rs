//! What `resync serve` needs to know, and the start-ups that are refused.

mod users;

use std::net::IpAddr;
use std::path::PathBuf;
use std::time::Duration;

use ipnet::IpNet;
use schemars::JsonSchema;
use secrecy::SecretString;
use serde::{Deserialize, Serialize};

use super::Settings;
use super::settings::shorten;
use crate::error::{Error, Result};

/// The settings of the server.
#[derive(Debug, Clone)]
pub struct Server {
    /// The address to listen on.
    pub host: IpAddr,
    /// The port; 0 takes a free one.
    pub port: u16,
    /// Whether browsers reach it by TLS, here or at a proxy before it.
    pub https: bool,
    /// Names it answers to, in small letters, beside the address of the connection.
    pub hosts: Vec<String>,
    /// Origins whose pages may call the API.
    pub origins: Vec<String>,
    /// Peers whose `X-Forwarded-For` is believed.
    pub proxies: Vec<IpNet>,
    /// Signs access tokens; none where one is to be made up.
    pub secret_key: Option<SecretString>,
    /// Verifies tokens that were signed before the key was changed.
    pub previous_key: Option<SecretString>,
    /// Name of the first user.
    pub admin: String,
    /// The first user's password; none where one is to be made up or a hash is given.
    pub admin_password: Option<SecretString>,
    /// Users with their hashes.
    pub users: Vec<User>,
    /// Token of the metrics collector.
    pub metrics_token: Option<SecretString>,
    /// Where audit lines go beside the log.
    pub audit_file: Option<PathBuf>,
    /// How often the plan is looked at.
    pub poll: Duration,
    /// Redis, where replicas share their state.
    pub redis: Option<SecretString>,
    /// Rate limits; none when they are turned off.
    pub limits: Option<Limits>,
}

/// A user of the server.
#[derive(Debug, Clone)]
pub struct User {
    /// The name.
    pub name: String,
    /// The argon2id hash of the password, in the PHC form.
    pub hash: SecretString,
    /// What the user may do.
    pub role: Role,
}

/// What a user may do; each may do what those before may.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Reads the plan.
    Viewer,
    /// Asks questions too.
    Operator,
    /// Reads the server's own metrics and details too.
    Admin,
}

impl Role {
    /// The word for it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Viewer => "viewer",
            Self::Operator => "operator",
            Self::Admin => "admin",
        }
    }

    /// The OAuth scopes of a token, separated by blanks.
    pub fn scope(self) -> &'static str {
        match self {
            Self::Viewer => "read",
            Self::Operator => "read chat",
            Self::Admin => "read chat admin",
        }
    }
}

/// Requests a minute.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Reads, per user and address.
    pub read: u32,
    /// Questions, per user and address.
    pub chat: u32,
    /// Logins, per address.
    pub login: u32,
}

/// Secrets that stand in guides and templates.
const PLACEHOLDERS: &[&str] = &[
    "changeme",
    "change-me",
    "change_me",
    "secret",
    "password",
    "placeholder",
    "example",
    "your-",
    "default",
    "12345678",
    "admin",
    "letmein",
    "qwerty",
];

/// Shortest signing key, in characters.
const KEY_LENGTH: usize = 32;
/// Shortest password in production, in characters.
const PASSWORD_LENGTH: usize = 12;

impl Settings {
    /// The settings of the server, or everything that makes them unsafe. `tls` says whether it
    /// speaks TLS itself.
    pub fn server(&self, tls: bool) -> Result<Server> {
        let mut faults = Vec::new();
        let host = self.get("server.host").unwrap_or("127.0.0.1");
        let host = match host {
            "localhost" => IpAddr::from([127, 0, 0, 1]),
            text => text
                .trim_matches(['[', ']'])
                .parse()
                .unwrap_or_else(|_| {
                    faults.push(format!(
                        "server.host \"{}\" is not an address; use 127.0.0.1, or 0.0.0.0 for all interfaces",
                        shorten(text)
                    ));
                    IpAddr::from([127, 0, 0, 1])
                }),
        };
        let public = self.public_url(&mut faults);
        let https = tls || public.as_ref().is_some_and(|url| url.scheme() == "https");
        let mut hosts = self.words("server.hosts");
        hosts
            .iter_mut()
            .for_each(|name| name.make_ascii_lowercase());
        hosts.extend(
            public
                .iter()
                .filter_map(|url| url.host_str().map(str::to_owned)),
        );
        let server = Server {
            host,
            port: whole(self.number("server.port").unwrap_or(8080.0)),
            https,
            hosts,
            origins: self.origins(&mut faults),
            proxies: self.proxies(&mut faults),
            secret_key: self.get("server.secret_key").map(SecretString::from),
            previous_key: self
                .get("server.secret_key_previous")
                .map(SecretString::from),
            admin: self
                .get("server.admin_username")
                .unwrap_or("admin")
                .to_owned(),
            admin_password: match self.get("server.admin_password_hash") {
                Some(_) => None,
                None => self.get("server.admin_password").map(SecretString::from),
            },
            users: self.users(&mut faults),
            metrics_token: self.get("server.metrics_token").map(SecretString::from),
            audit_file: self.get("server.audit_file").map(PathBuf::from),
            poll: Duration::from_secs_f64(self.number("server.poll_seconds").unwrap_or(10.0)),
            redis: self.get("redis.url").map(SecretString::from),
            limits: self.flag("rate_limit.enabled").then(|| Limits {
                read: whole(self.number("rate_limit.read").unwrap_or(600.0)),
                chat: whole(self.number("rate_limit.chat").unwrap_or(20.0)),
                login: whole(self.number("rate_limit.login").unwrap_or(20.0)),
            }),
        };
        self.check_keys(&mut faults);
        self.check_passwords(&server, &mut faults);
        if self.is_production() && !host.is_loopback() && !https {
            faults.push(
                "server.host is not this machine and the server speaks plain HTTP: give --tls-cert and --tls-key, or the https address of the proxy before it as APP_SERVER__PUBLIC_URL"
                    .to_owned(),
            );
        }
        match faults.as_slice() {
            [] => Ok(server),
            [one] => Err(Error::config(format!("refusing to serve: {one}"))),
            many => Err(Error::config(format!(
                "refusing to serve for {} reasons: {}",
                many.len(),
                many.join("; ")
            ))),
        }
    }

    fn check_keys(&self, faults: &mut Vec<String>) {
        for (name, variable) in [
            ("server.secret_key", "SECRET_KEY"),
            ("server.secret_key_previous", "SECRET_KEY_PREVIOUS"),
        ] {
            match self.get(name) {
                Some(key) if key.chars().count() < KEY_LENGTH => faults.push(format!(
                    "{variable} is shorter than {KEY_LENGTH} characters; make one with `openssl rand -base64 48`"
                )),
                Some(key) if is_placeholder(key) => faults.push(format!(
                    "{variable} is a placeholder or has no variety; make one with `openssl rand -base64 48`"
                )),
                None if self.is_production() && name == "server.secret_key" => faults.push(
                    "SECRET_KEY is not set; make one with `openssl rand -base64 48`".to_owned(),
                ),
                _ => {}
            }
        }
        if let Some(token) = self.get("server.metrics_token")
            && (token.chars().count() < 16 || is_placeholder(token))
        {
            faults.push("METRICS_TOKEN is a placeholder or shorter than 16 characters".to_owned());
        }
    }

    fn check_passwords(&self, server: &Server, faults: &mut Vec<String>) {
        let exposed = !server.host.is_loopback();
        match &server.admin_password {
            Some(_) if self.is_production() || exposed => {
                let password = self.get("server.admin_password").unwrap_or("");
                if password.chars().count() < PASSWORD_LENGTH
                    || is_placeholder(password)
                    || password.eq_ignore_ascii_case(&server.admin)
                {
                    faults.push(format!(
                        "ADMIN_PASSWORD is a well-known word or shorter than {PASSWORD_LENGTH} characters"
                    ));
                }
            }
            None if server.users.is_empty() && self.is_production() => faults.push(
                "there are no credentials: set ADMIN_PASSWORD_HASH (made by `resync serve --hash-password`) or ADMIN_PASSWORD".to_owned(),
            ),
            None if server.users.is_empty() && exposed => faults.push(format!(
                "listening on {} without credentials: set ADMIN_PASSWORD or ADMIN_PASSWORD_HASH",
                server.host
            )),
            _ => {}
        }
    }

    fn public_url(&self, faults: &mut Vec<String>) -> Option<url::Url> {
        let text = self.get("server.public_url")?;
        match url::Url::parse(text) {
            Ok(url) if matches!(url.scheme(), "http" | "https") && url.host().is_some() => {
                Some(url)
            }
            _ => {
                faults.push(format!(
                    "server.public_url \"{}\" is not an address that begins with https://",
                    shorten(text)
                ));
                None
            }
        }
    }

    fn origins(&self, faults: &mut Vec<String>) -> Vec<String> {
        let words = self.words("server.cors_origins");
        for word in &words {
            if word == "*" {
                faults.push(
                    "server.cors_origins is *: pages of any site could act with a user's login; name the origins"
                        .to_owned(),
                );
                continue;
            }
            let exact =
                url::Url::parse(word).is_ok_and(|url| url.origin().ascii_serialization() == *word);
            if !exact {
                faults.push(format!(
                    "server.cors_origins: \"{}\" is not an origin such as https://portal.example",
                    shorten(word)
                ));
            }
        }
        words
    }

    fn proxies(&self, faults: &mut Vec<String>) -> Vec<IpNet> {
        let mut nets = Vec::new();
        for word in self.words("server.trusted_proxies") {
            match word.parse::<IpNet>().or_else(|_| word.parse::<IpAddr>().map(IpNet::from)) {
                Ok(net) => nets.push(net),
                Err(_) => faults.push(format!(
                    "server.trusted_proxies: \"{}\" is neither an address nor a network such as 10.0.0.0/8",
                    shorten(&word)
                )),
            }
        }
        nets
    }

    /// The parts of a value that are separated by commas.
    fn words(&self, name: &str) -> Vec<String> {
        self.get(name)
            .unwrap_or("")
            .split(',')
            .map(|word| word.trim().to_owned())
            .filter(|word| !word.is_empty())
            .collect()
    }
}

/// A word out of a guide, or hardly any different characters.
fn is_placeholder(secret: &str) -> bool {
    let lower = secret.to_lowercase();
    let variety: std::collections::BTreeSet<char> = lower.chars().collect();
    variety.len() < 6 || PLACEHOLDERS.iter().any(|word| lower.starts_with(word))
}

/// A number that was checked to be small and whole enough.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "the settings were checked to lie within the type"
)]
fn whole<T: TryFrom<u64> + Default>(number: f64) -> T {
    T::try_from(number as u64).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Inputs;

    fn server(variables: &[(&str, &str)]) -> Result<Server> {
        let lookup = |name: &str| {
            let found = variables.iter().find(|(n, _)| *n == name);
            found.map(|(_, value)| (*value).to_owned())
        };
        Settings::resolve(&Inputs {
            folders: Vec::new(),
            environment: &lookup,
            variables: Vec::new(),
            flags: Vec::new(),
        })?
        .server(false)
    }

    const KEY: &str = "8c1fT0q7Zr3mVb5xKd9sLw2pYh6uJe4n";

    #[test]
    fn production_names_every_unsafe_setting_at_once() {
        let error = server(&[
            ("APP_ENVIRONMENT", "production"),
            ("SECRET_KEY", "changeme"),
            ("ADMIN_PASSWORD", "admin"),
            ("APP_SERVER__HOST", "0.0.0.0"),
            ("APP_SERVER__CORS_ORIGINS", "*"),
        ])
        .expect_err("refused")
        .to_string();
        for part in [
            "SECRET_KEY",
            "ADMIN_PASSWORD",
            "cors_origins is *",
            "plain HTTP",
        ] {
            assert!(error.contains(part), "{part} is missing in {error}");
        }
        assert!(!error.contains("changeme"), "{error}");
    }

    #[test]
    fn a_safe_production_is_accepted() {
        let found = server(&[
            ("APP_ENVIRONMENT", "production"),
            ("SECRET_KEY", KEY),
            ("ADMIN_PASSWORD", "a long enough phrase"),
            ("APP_SERVER__HOST", "0.0.0.0"),
            ("APP_SERVER__PUBLIC_URL", "https://batch.example"),
            ("APP_SERVER__TRUSTED_PROXIES", "10.0.0.0/8, 192.0.2.1"),
        ])
        .expect("safe");
        assert!(found.https && found.hosts == ["batch.example"] && found.proxies.len() == 2);
    }

    #[test]
    fn a_key_of_31_characters_or_of_one_letter_is_refused_everywhere() {
        assert!(server(&[("SECRET_KEY", &KEY[..31])]).is_err());
        assert!(server(&[("SECRET_KEY", &"a".repeat(64))]).is_err());
        assert!(server(&[("SECRET_KEY", KEY)]).is_ok());
    }

    #[test]
    fn other_interfaces_need_credentials_even_in_development() {
        assert!(server(&[]).is_ok());
        let error = server(&[("APP_SERVER__HOST", "0.0.0.0")]).expect_err("refused");
        assert!(error.to_string().contains("without credentials"), "{error}");
    }
}
