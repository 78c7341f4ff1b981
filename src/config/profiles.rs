//! Profiles of several schedulers: `[engines.NAME]` with the keys of `tws.*`.
//!
//! A profile that is asked for is asked alone: its address and its credentials come from nowhere else,
//! so that an exported `TWS_URL` cannot lead elsewhere and a password cannot reach another host. How
//! long to wait and how much to ask at once come from `tws.*` where the profile does not say.

use std::collections::BTreeMap;
use std::path::Path;

use super::document::{Entry, What};
use super::keys::{KEYS, Key};
use super::layers::{Layer, from_file};
use super::secrets::SecretFile;
use super::settings::{Environment, Setting, Settings, Values, shorten};
use crate::error::{Error, Result};

/// Keys that a profile without them shares with all others.
const SHARED: &[&str] = &["tws.timeout", "tws.in_flight"];

/// Names every profile.
const ALL: &str = "all";

impl Settings {
    /// The names of the profiles there are.
    pub fn profiles(&self) -> impl Iterator<Item = &str> {
        self.engines.keys().map(String::as_str)
    }

    /// What the files and variables say of a profile, secrets masked: key, value, origin.
    pub fn profile_lines(&self, name: &str) -> Vec<(String, String, String)> {
        let values = self.engines.get(name).into_iter().flatten();
        let line = |(key, setting): (&&str, &Setting)| {
            let secret = key_of(key).is_some_and(|key| key.secret);
            let shown = if secret {
                "********".to_owned()
            } else {
                super::address::hide_userinfo(&setting.value)
            };
            (
                format!("engines.{name}.{}", short(key)),
                shown,
                setting.origin.clone(),
            )
        };
        values.map(line).collect()
    }

    /// The profiles that are asked for: none, one, or several of a list or of `all`.
    pub fn asked(&self) -> Vec<String> {
        match self.get("engine") {
            None => Vec::new(),
            Some(ALL) if !self.engines.contains_key(ALL) => self.engines.keys().cloned().collect(),
            Some(names) => {
                let names = names.split(',').map(str::trim);
                names
                    .filter(|name| !name.is_empty())
                    .map(str::to_owned)
                    .collect()
            }
        }
    }

    /// The settings with a profile in the place of the plain `tws.*`. Fails when there is no such
    /// profile, or when it is wrong.
    pub fn of_engine(&self, name: &str) -> Result<Self> {
        let Some(profile) = self.engines.get(name) else {
            return Err(self.no_profile(name));
        };
        let mut settings = self.clone();
        for key in keys() {
            if let Some(own) = profile.get(key.name) {
                settings.values.insert(key.name, own.clone());
            } else if !SHARED.contains(&key.name) {
                settings.values.remove(key.name);
                let default = key.default.map(|value| Setting {
                    value: value.to_owned(),
                    origin: "default".to_owned(),
                });
                settings
                    .values
                    .extend(default.map(|default| (key.name, default)));
            }
        }
        let origin = self.origin("engine").unwrap_or("flag").to_owned();
        let value = name.to_owned();
        settings.values.insert("engine", Setting { value, origin });
        let mut faults = Vec::new();
        if !settings.has_engine() {
            faults.push(format!("engines.{name} names neither url nor host"));
        }
        settings.check(&mut faults);
        if faults.is_empty() {
            return Ok(settings);
        }
        Err(Error::config(format!(
            "the profile {name}: {}",
            faults.join("; ")
        )))
    }

    fn no_profile(&self, name: &str) -> Error {
        let names: Vec<String> = self.engines.keys().cloned().collect();
        let error = Error::config(format!("there is no profile [engines.{}]", shorten(name)));
        if names.is_empty() {
            return error
                .with_hint("add [engines.NAME] with url, user and password to settings.toml");
        }
        error
            .with_hint(format!("the profiles are {}", names.join(", ")))
            .with_near(names)
    }
}

/// `url` of `tws.url`.
fn short(key: &str) -> &str {
    key.trim_start_matches("tws.")
}

fn key_of(name: &str) -> Option<&'static Key> {
    KEYS.iter().find(|key| key.name == name)
}

/// Profiles by name.
pub(super) type Profiles = BTreeMap<String, Values>;

/// Takes the profiles of a file, from what it says below `engines`.
pub(super) fn take(entries: Vec<Entry>, path: &Path, layer: &mut Layer, faults: &mut Vec<String>) {
    let Layer {
        engines, secrets, ..
    } = layer;
    for entry in entries {
        let origin = format!("{}:{}", path.display(), entry.line);
        let mut fault = |why: String| faults.push(format!("{origin}: {why}"));
        let full = shorten(&entry.names.join("."));
        let (name, word) = match (entry.names.get(1), entry.names.get(2)) {
            (None, _) if entry.what == What::Table => continue,
            (None, _) => {
                fault("engines must be a table of tables, [engines.NAME]".to_owned());
                continue;
            }
            (Some(name), word) => (name, word),
        };
        let fine = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
        let Some(word) = word else {
            if entry.what == What::Table && name.chars().all(fine) {
                engines.entry(name.clone()).or_default();
            } else {
                fault(format!(
                    "{full} must be a table, its name of letters, digits, - and _"
                ));
            }
            continue;
        };
        let Some(values) = engines.get_mut(name) else {
            // Its name was found to be wrong.
            continue;
        };
        let What::Value(value) = entry.what else {
            // What is in a table of its own is not read.
            if entry.names.len() == 3 {
                fault(format!("{full} must be a single value"));
            }
            continue;
        };
        let (plain, from_file) = match word.strip_suffix("_file") {
            Some(plain) if key_of(&format!("tws.{plain}")).is_some_and(|key| key.secret) => {
                (plain, true)
            }
            _ => (word.as_str(), false),
        };
        let Some(key) = key_of(&format!("tws.{plain}")).filter(|_| entry.names.len() == 3) else {
            fault(unknown(name, word));
            continue;
        };
        if key.secret {
            secrets.push(if from_file {
                SecretFile::own(&value, &full)
            } else {
                SecretFile::settings(path, &full)
            });
        }
        let value = if from_file {
            match std::fs::read_to_string(&value) {
                Ok(secret) => secret.trim_end_matches(['\n', '\r']).to_owned(),
                Err(error) => {
                    fault(format!(
                        "failed to read {word} {}: {error}",
                        shorten(&value)
                    ));
                    continue;
                }
            }
        } else {
            value
        };
        values.insert(key.name, Setting { value, origin });
    }
}

fn unknown(name: &str, word: &str) -> String {
    let known = KEYS.iter().filter_map(|key| key.name.strip_prefix("tws."));
    let near = known
        .map(|known| (strsim::jaro_winkler(known, word), known))
        .filter(|(likeness, _)| *likeness > 0.75)
        .max_by(|a, b| a.0.total_cmp(&b.0));
    let hint = near.map_or_else(String::new, |(_, known)| format!("; did you mean {known}?"));
    format!("unknown setting engines.{name}.{}{hint}", shorten(word))
}

/// Takes `APP_ENGINES__NAME__KEY` for the profiles there are, where secrets need not stand in a file.
pub(super) fn add_variables(
    engines: &mut Profiles,
    environment: Environment<'_>,
    faults: &mut Vec<String>,
) {
    for (name, values) in engines {
        for key in keys() {
            let variable = variable(name, key);
            if let Some(value) = environment(&variable).filter(|value| !value.is_empty()) {
                let origin = variable;
                values.insert(key.name, Setting { value, origin });
            } else if key.secret {
                match from_file(format!("{variable}_FILE"), environment) {
                    Ok(setting) => values.extend(setting.map(|setting| (key.name, setting))),
                    Err(fault) => faults.push(fault),
                }
            }
        }
    }
}

/// The variables that set something of a profile.
pub(super) fn variables(engines: &Profiles) -> impl Iterator<Item = String> {
    (engines.keys()).flat_map(|name| keys().map(|key| variable(name, key)))
}

/// The keys that a profile may have.
fn keys() -> impl Iterator<Item = &'static Key> {
    KEYS.iter().filter(|key| key.name.starts_with("tws."))
}

fn variable(name: &str, key: &Key) -> String {
    let variable = format!("APP_ENGINES__{name}__{}", short(key.name));
    variable.replace('-', "_").to_uppercase()
}

#[cfg(test)]
mod tests {
    use super::super::{Auth, Inputs};
    use super::*;

    const FILE: &str = "\
[tws]
timeout = 7

[engines.prod-eu]
url = \"https://eu:31116\"
user = \"ops\"
password = \"canary\"

[engines.prod-us]
host = \"us\"
timeout = 3
";

    fn resolve(file: &str, variables: &[(&str, &str)], engine: &str) -> Result<Settings> {
        let folder = tempfile::tempdir().expect("a folder");
        std::fs::write(folder.path().join("settings.toml"), file).expect("written");
        let lookup = |name: &str| {
            let found = variables.iter().find(|(n, _)| *n == name);
            found.map(|(_, v)| (*v).to_owned())
        };
        Settings::resolve(&Inputs {
            folders: vec![folder.path().to_owned()],
            environment: &lookup,
            variables: variables
                .iter()
                .map(|(name, _)| (*name).to_owned())
                .collect(),
            flags: vec![("engine", engine.to_owned())],
        })
    }

    #[test]
    fn a_profile_is_asked_alone_whatever_the_variables_say() {
        let ambient = [
            ("TWS_URL", "https://elsewhere:1"),
            ("TWS_USER", "other"),
            ("TWS_PASSWORD", "other-canary"),
            ("TWS_INSECURE", "1"),
            ("APP_ENGINES__PROD_US__TOKEN", "us-canary"),
        ];
        // Profile, address, whether a token is sent, seconds for a try.
        let table = [
            ("prod-eu", "https://eu:31116", false, 7.0),
            ("prod-us", "https://us:31116", true, 3.0),
        ];
        for (name, url, token, seconds) in table {
            let settings = resolve(FILE, &ambient, name).expect("fine");
            let engine = settings.of_engine(name).expect("a profile").engine();
            let engine = engine.expect("fine").expect("an engine");
            assert_eq!((engine.name.as_str(), engine.url.as_str()), (name, url));
            assert!(!engine.insecure);
            assert_eq!(
                matches!(engine.auth, Auth::Bearer(_)),
                token,
                "{:?}",
                engine.auth
            );
            assert!((engine.timeouts.request.as_secs_f64() - seconds).abs() < 1e-9);
            assert!(!format!("{settings:?}").contains("canary"));
        }
        let plain = resolve(FILE, &ambient, "").expect("fine").engine();
        assert_eq!(
            plain.expect("fine").expect("one").url,
            "https://elsewhere:1"
        );
    }

    #[test]
    fn several_profiles_are_named_one_by_one_or_all() {
        let asked = |engine: &str| resolve(FILE, &[], engine).expect("fine").asked();
        assert_eq!(asked("prod-us, prod-eu"), ["prod-us", "prod-eu"]);
        assert_eq!(asked("all"), ["prod-eu", "prod-us"]);
        assert!(asked("").is_empty());
    }

    #[test]
    fn what_is_wrong_with_a_profile_is_told_with_its_line() {
        let unknown = resolve(FILE, &[], "prod-ue")
            .expect("fine")
            .of_engine("prod-ue");
        let unknown = unknown.expect_err("unknown");
        assert!(
            unknown.hint().is_some_and(|hint| hint.contains("prod-eu")),
            "{unknown:?}"
        );
        let typed = "[engines.a]\nurl = \"https://a\"\npasword = \"x\"\n";
        let error = resolve(typed, &[], "")
            .expect_err("unknown key")
            .to_string();
        assert!(
            error.contains("settings.toml:3") && error.contains("password?"),
            "{error}"
        );
        let bad = "[engines.a]\nurl = \"ftp://a\"\n";
        let settings = resolve(bad, &[], "").expect("nobody asks it");
        assert_eq!(settings.of_engine("a").expect_err("wrong").exit(), 3);
        let none = "[engines.a]\nuser = \"x\"\n";
        let none = resolve(none, &[("TWS_HOST", "h")], "").expect("fine");
        assert!(none.of_engine("a").is_err());
    }
}
