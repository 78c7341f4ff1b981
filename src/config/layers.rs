//! The layers that settings come from: settings files, variables, files that variables name.

use std::path::Path;

use super::document::{self, What};
use super::keys::{KEYS, Key};
use super::profiles::{self, Profiles};
use super::secrets::SecretFile;
use super::settings::{Environment, Setting, Values, shorten};

/// What one file says.
#[derive(Default)]
pub(super) struct Layer {
    /// The settings.
    pub values: Values,
    /// The profiles of schedulers.
    pub engines: Profiles,
    /// The files that secrets stand in.
    pub secrets: Vec<SecretFile>,
}

impl Layer {
    /// What a file says; no file, nothing.
    pub(super) fn read(path: &Path, faults: &mut Vec<String>) -> Self {
        let mut layer = Self::default();
        let entries = match document::read(path) {
            Ok(entries) => entries,
            Err(fault) => {
                faults.push(fault);
                return layer;
            }
        };
        let mut engines = Vec::new();
        for entry in entries {
            let fault = |why: String| format!("{}:{}: {why}", path.display(), entry.line);
            if entry.names[0] == "engines" {
                engines.push(entry);
                continue;
            }
            let full = entry.names.join(".");
            let key = KEYS.iter().find(|key| key.name == full);
            match (key, entry.what) {
                (Some(key), What::Value(value)) => {
                    if key.secret {
                        layer.secrets.push(SecretFile::settings(path, key.name));
                    }
                    let origin = format!("{}:{}", path.display(), entry.line);
                    layer.values.insert(key.name, Setting { value, origin });
                }
                (Some(_), _) => faults.push(fault(format!("{full} must be a single value"))),
                // What is in it is told one by one.
                (None, What::Table) => {}
                (None, _) => {
                    let hint = (near(&full))
                        .map_or_else(String::new, |key| format!("; did you mean {}?", key.name));
                    faults.push(fault(format!("unknown setting {}{hint}", shorten(&full))));
                }
            }
        }
        profiles::take(engines, path, &mut layer, faults);
        layer
    }

    /// Lays another over this one.
    pub(super) fn add(&mut self, other: Self) {
        self.values.extend(other.values);
        self.secrets.extend(other.secrets);
        for (name, values) in other.engines {
            self.engines.entry(name).or_default().extend(values);
        }
    }
}

/// The setting that a name was probably meant to be.
fn near(name: &str) -> Option<&'static Key> {
    let likeness = |key: &&Key| strsim::jaro_winkler(key.name, name);
    (KEYS.iter())
        .max_by(|a, b| likeness(a).total_cmp(&likeness(b)))
        .filter(|key| likeness(key) > 0.75)
}

/// The value of a key in the environment, or in the file that a variable names.
pub(super) fn from_variables(
    key: &Key,
    environment: Environment<'_>,
) -> Result<Option<Setting>, String> {
    for name in key.all_variables() {
        if let Some(value) = environment(&name).filter(|value| !value.is_empty()) {
            return Ok(Some(Setting {
                value,
                origin: name,
            }));
        }
        let file = format!("{name}_FILE");
        // `TWS_CA_FILE` is a setting of its own, not the file form of another.
        if KEYS
            .iter()
            .any(|other| other.variables.contains(&file.as_str()))
        {
            continue;
        }
        if let Some(setting) = from_file(file, environment)? {
            return Ok(Some(setting));
        }
    }
    Ok(None)
}

/// What stands in the file that a variable names.
pub(super) fn from_file(
    variable: String,
    environment: Environment<'_>,
) -> Result<Option<Setting>, String> {
    let Some(path) = environment(&variable).filter(|path| !path.is_empty()) else {
        return Ok(None);
    };
    let value = std::fs::read_to_string(&path)
        .map_err(|error| format!("failed to read {variable} {}: {error}", shorten(&path)))?;
    Ok(Some(Setting {
        value: value.trim_end_matches(['\n', '\r']).to_owned(),
        origin: variable,
    }))
}
