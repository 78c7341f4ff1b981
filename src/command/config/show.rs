//! `resync config show`: every setting and where it comes from.

use serde::Serialize;

use super::super::Outcome;
use super::super::session::Session;
use crate::config::KEYS;
use crate::output::clean;

/// A setting as it is shown.
#[derive(Serialize)]
struct Line {
    name: &'static str,
    value: Option<String>,
    origin: Option<String>,
    variables: Vec<String>,
    help: &'static str,
}

pub fn run(session: &Session) -> Outcome {
    let mut settings = session.all_settings(Vec::new())?;
    // What is wrong with the rest is for `config check` to tell.
    let _ = session.unlock(&mut settings);
    let profiles: Vec<_> = (settings.profiles())
        .flat_map(|name| settings.profile_lines(name))
        .collect();
    let lines: Vec<Line> = KEYS
        .iter()
        .map(|key| Line {
            name: key.name,
            value: settings.shown(key),
            origin: settings.origin(key.name).map(str::to_owned),
            variables: key.all_variables(),
            help: key.help,
        })
        .collect();
    let engines: Vec<_> = (profiles.iter())
        .map(|(name, value, origin)| serde_json::json!({ "name": name, "value": value, "origin": origin }))
        .collect();
    let answer = serde_json::json!({
        "schema": "resync.config/v1", "data": lines, "engines": engines,
    });
    if session.terminal.structured(&answer)? {
        return Ok(0);
    }
    let mut text = String::new();
    for line in &lines {
        let value = line.value.as_deref().map_or_else(|| "-".to_owned(), clean);
        let origin = line
            .origin
            .as_deref()
            .map_or_else(String::new, |origin| format!("  ({})", clean(origin)));
        text.push_str(&format!("{:<27} {value}{origin}\n", line.name));
    }
    for (name, value, origin) in &profiles {
        text.push_str(&format!(
            "{name:<27} {}  ({})\n",
            clean(value),
            clean(origin)
        ));
    }
    session.terminal.print(&text)?;
    Ok(0)
}
