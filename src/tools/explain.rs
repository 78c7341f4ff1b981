//! What a status or code means: the site's own dictionary first, then the built-in tables.

use std::collections::BTreeMap;
use std::path::Path;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::diagnose::messages;
use crate::error::{Error, Result};
use crate::tws::escape;

/// The meaning of a code.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Explanation {
    /// The code as asked.
    pub code: String,
    /// What it means; none when it is not known.
    pub meaning: Option<String>,
    /// `site` or `built-in`.
    pub source: Option<String>,
}

/// The site's dictionary: a table of codes with their meaning, beside the runbooks.
const DICTIONARY: &str = "codes.toml";

/// Explains a code.
pub async fn explain(code: &str, runbooks: Option<&Path>) -> Result<Explanation> {
    let code = escape(code.trim(), 80);
    if let Some(folder) = runbooks
        && let Some(meaning) = of_site(&code, folder).await?
    {
        return Ok(Explanation {
            code,
            meaning: Some(meaning),
            source: Some("site".to_owned()),
        });
    }
    let meaning = messages::explain(&code);
    Ok(Explanation {
        source: meaning.as_ref().map(|_| "built-in".to_owned()),
        meaning,
        code,
    })
}

async fn of_site(code: &str, folder: &Path) -> Result<Option<String>> {
    let path = folder.join(DICTIONARY);
    let text = match tokio::fs::read_to_string(&path).await {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(error) => {
            return Err(
                Error::config(format!("failed to read {}", path.display())).with_source(error)
            );
        }
    };
    let table: BTreeMap<String, String> = toml::from_str(&text).map_err(|error| {
        Error::config(format!("{} is not a table of codes", path.display()))
            .with_source(error)
            .with_hint("each line is a code and its meaning: \"RC 42\" = \"no input today\"")
    })?;
    Ok(table
        .into_iter()
        .find(|(known, _)| known.eq_ignore_ascii_case(code))
        .map(|(_, meaning)| meaning))
}
