//! Layering: default < `settings.toml` < `settings.{environment}.toml` < variables < flags, each
//! value with where it came from; all faults reported at once.
//!
//! The files of the working folder come after those of the user's configuration folder. Of the variables
//! of one setting a plain name counts before the `APP_…` form, and of each the value before its `_FILE`.

use std::collections::BTreeMap;
use std::path::PathBuf;

use super::Model;
use super::address::hide_userinfo;
use super::keys::{KEYS, Key};
use super::layers::{Layer, from_variables};
use super::profiles::{self, Profiles};
use super::secrets::SecretFile;
use super::variables;
use crate::error::{Error, Result};

/// Looks up an environment variable.
pub type Environment<'a> = &'a dyn Fn(&str) -> Option<String>;

/// Everything that settings come from. The caller reads the environment and finds the files.
pub struct Inputs<'a> {
    /// Folders that may hold `settings.toml`, the least important first.
    pub folders: Vec<PathBuf>,
    /// The environment.
    pub environment: Environment<'a>,
    /// The names of all variables in it, for one that is misspelt is a fault.
    pub variables: Vec<String>,
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
    pub(super) engines: Profiles,
    /// Variables that begin as ours do and are another program's.
    foreign: Vec<String>,
    /// The files that secrets stand in.
    secrets: Vec<SecretFile>,
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
        let Layer {
            mut values,
            mut engines,
            mut secrets,
        } = files(inputs, &mut faults);
        for key in KEYS {
            match from_variables(key, inputs.environment) {
                Ok(setting) => values.extend(setting.map(|setting| (key.name, setting))),
                Err(fault) => faults.push(fault),
            }
        }
        for (name, value) in &inputs.flags {
            let (value, origin) = (value.clone(), "flag".to_owned());
            values.insert(name, Setting { value, origin });
        }
        profiles::add_variables(&mut engines, inputs.environment, &mut faults);
        secrets.extend(named_by_variables(&values, &engines, inputs.environment));
        if let Some(users) = values.get("server.users_file") {
            secrets.push(SecretFile::own(&users.value, "server.users_file"));
        }
        let is_set =
            |name: &&String| (inputs.environment)(name).is_some_and(|text| !text.is_empty());
        let names: Vec<String> = inputs.variables.iter().filter(is_set).cloned().collect();
        let unknown = variables::unknown(&names, &engines);
        faults.extend(unknown.faults);
        let settings = Self {
            values,
            engines,
            foreign: unknown.foreign,
            secrets,
        };
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

    /// Variables that begin with `APP_`, set nothing here and seem to be another program's.
    pub fn foreign_variables(&self) -> &[String] {
        &self.foreign
    }

    /// The files that secrets stand in: settings files, files of their own, the users' file.
    pub fn secret_files(&self) -> &[SecretFile] {
        &self.secrets
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
}

/// The files that `…_FILE` variables name for secrets.
fn named_by_variables(
    values: &Values,
    engines: &Profiles,
    environment: Environment<'_>,
) -> Vec<SecretFile> {
    let secret = |name: &str| KEYS.iter().any(|key| key.secret && key.name == name);
    let all = engines.values().flatten().chain(values);
    all.filter(|(name, _)| secret(name))
        .map(|(_, setting)| setting.origin.as_str())
        .filter(|origin| origin.ends_with("_FILE"))
        .filter_map(|variable| Some(SecretFile::own(environment(variable)?, variable)))
        .collect()
}

/// The defaults with the files over them. Which environment this is decides which files are read, so
/// that is found out first.
fn files(inputs: &Inputs<'_>, faults: &mut Vec<String>) -> Layer {
    let mut found = Layer::default();
    for key in KEYS {
        if let Some(default) = key.default {
            let (value, origin) = (default.to_owned(), "default".to_owned());
            found.values.insert(key.name, Setting { value, origin });
        }
    }
    let bases: Vec<Layer> = (inputs.folders.iter())
        .map(|folder| Layer::read(&folder.join("settings.toml"), faults))
        .collect();
    let flag = (inputs.flags.iter()).find(|(name, _)| *name == "environment");
    let variable = (KEYS.iter().find(|key| key.name == "environment"))
        // A file that cannot be read is told when all variables are.
        .and_then(|key| from_variables(key, inputs.environment).ok().flatten());
    let file = || {
        let mut values = bases.iter().rev().map(|layer| &layer.values);
        values.find_map(|values| values.get("environment").cloned())
    };
    let name = (flag.map(|(_, value)| value.clone()))
        .or_else(|| variable.or_else(file).map(|setting| setting.value))
        .unwrap_or_else(|| "development".to_owned());
    // A name that is no word is told as wrong later; it leads to no file.
    let fine = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
    let is_word = !name.is_empty() && name.chars().all(fine);
    for (folder, base) in inputs.folders.iter().zip(bases) {
        found.add(base);
        if is_word {
            let path = folder.join(format!("settings.{name}.toml"));
            found.add(Layer::read(&path, faults));
        }
    }
    found
}

/// A foreign value inside a message: bounded, no control characters.
pub(super) fn shorten(value: &str) -> String {
    value
        .chars()
        .take(80)
        .flat_map(char::escape_debug)
        .collect()
}

#[cfg(test)]
mod tests;
