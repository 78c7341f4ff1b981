//! The layers that settings come from: variables, files that variables name, settings files.

use std::collections::BTreeMap;

use super::keys::{KEYS, Key};
use super::profiles;
use super::settings::{Environment, Setting, Values, shorten};

/// The value of a key in the environment, or in the file that a variable names.
pub(super) fn from_variables(
    key: &Key,
    environment: Environment<'_>,
) -> std::result::Result<Option<Setting>, String> {
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
        if let Some(path) = environment(&file).filter(|path| !path.is_empty()) {
            let value = std::fs::read_to_string(&path)
                .map_err(|error| format!("failed to read {file} {}: {error}", shorten(&path)))?;
            return Ok(Some(Setting {
                value: value.trim_end_matches(['\n', '\r']).to_owned(),
                origin: file,
            }));
        }
    }
    Ok(None)
}

/// The values of a settings file; no file, no values.
pub(super) fn read_file(
    path: &std::path::Path,
    values: &mut Values,
    engines: &mut BTreeMap<String, Values>,
    faults: &mut Vec<String>,
) {
    let text = match std::fs::read_to_string(path) {
        Ok(text) => text,
        Err(error)
            if error.kind() == std::io::ErrorKind::NotFound
                || error.kind() == std::io::ErrorKind::NotADirectory =>
        {
            return;
        }
        Err(error) => {
            faults.push(format!("failed to read {}: {error}", path.display()));
            return;
        }
    };
    let mut table: toml::Table = match text.parse() {
        Ok(table) => table,
        Err(error) => {
            let why: String = toml::de::Error::message(&error).chars().take(160).collect();
            let line = error.span().map_or(1, |span| {
                text[..span.start.min(text.len())].matches('\n').count() + 1
            });
            faults.push(format!("{}:{line}: {why}", path.display()));
            return;
        }
    };
    if let Some(toml::Value::Table(named)) = table.remove("engines") {
        profiles::take(&named, &text, path, engines, faults);
    }
    take_table(&table, "", &text, path, values, faults);
}

/// A single value of a file, as text.
pub(super) fn scalar(value: &toml::Value) -> Option<String> {
    Some(match value {
        toml::Value::String(text) => text.clone(),
        toml::Value::Integer(number) => number.to_string(),
        toml::Value::Float(number) => number.to_string(),
        toml::Value::Boolean(value) => value.to_string(),
        _ => return None,
    })
}

fn take_table(
    table: &toml::Table,
    prefix: &str,
    text: &str,
    path: &std::path::Path,
    values: &mut Values,
    faults: &mut Vec<String>,
) {
    for (name, value) in table {
        let full = if prefix.is_empty() {
            name.clone()
        } else {
            format!("{prefix}.{name}")
        };
        let line = text
            .lines()
            .position(|line| {
                line.trim_start()
                    .trim_start_matches('[')
                    .starts_with(name.as_str())
            })
            .map_or(1, |at| at + 1);
        if let toml::Value::Table(inner) = value {
            take_table(inner, &full, text, path, values, faults);
            continue;
        }
        let Some(key) = KEYS.iter().find(|key| key.name == full) else {
            let near = KEYS.iter().max_by(|a, b| {
                strsim::jaro_winkler(a.name, &full).total_cmp(&strsim::jaro_winkler(b.name, &full))
            });
            let hint = near
                .filter(|key| strsim::jaro_winkler(key.name, &full) > 0.75)
                .map_or_else(String::new, |key| format!("; did you mean {}?", key.name));
            faults.push(format!(
                "{}:{line}: unknown setting {}{hint}",
                path.display(),
                shorten(&full)
            ));
            continue;
        };
        let Some(value) = scalar(value) else {
            faults.push(format!(
                "{}:{line}: {full} must be a single value",
                path.display()
            ));
            continue;
        };
        values.insert(
            key.name,
            Setting {
                value,
                origin: format!("{}:{line}", path.display()),
            },
        );
    }
}
