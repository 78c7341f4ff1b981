//! `resync config init`: a settings file to begin with, every key in it with what it is for.

use std::io::{BufRead, IsTerminal, Write};
use std::path::{Path, PathBuf};

use super::super::Outcome;
use super::super::session::Session;
use crate::config::{Inputs, KEYS, Key, Settings};
use crate::error::{Error, Result};

/// Write a commented settings file to begin with
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  resync config init
  resync config init --url https://mdm.example:31116 --user ops --ca-file /etc/ssl/hwa-ca.pem

What is not given is asked for, on a terminal only. Secrets do not belong in the file: keep them in
the system's keyring (resync config login), or name a file with TWS_PASSWORD_FILE.")]
pub struct Args {
    /// The file; settings.toml in the user's configuration folder unless given
    #[arg(long, value_name = "FILE")]
    path: Option<PathBuf>,
    /// Address of the engine, https://HOST:PORT
    #[arg(long, value_name = "URL")]
    url: Option<String>,
    /// Engine user
    #[arg(long, value_name = "NAME")]
    user: Option<String>,
    /// PEM file of certificates to trust
    #[arg(long, value_name = "FILE")]
    ca_file: Option<String>,
    /// Replace a file that is there
    #[arg(long)]
    force: bool,
}

pub fn run(session: &Session, args: &Args) -> Outcome {
    let path = match (&args.path, session.folders().first()) {
        (Some(path), _) => path.clone(),
        (None, Some(folder)) => folder.join("settings.toml"),
        (None, None) => {
            return Err(Error::config("this user has no configuration folder")
                .with_hint("name the file with --path"));
        }
    };
    if path.exists() && !args.force {
        return Err(Error::usage(format!("{} is there already", path.display()))
            .with_hint("--force replaces it; resync config show tells what it says"));
    }
    let asks = std::io::stdin().is_terminal() && std::io::stderr().is_terminal();
    let given = |value: &Option<String>, question: &str| -> Result<Option<String>> {
        match value {
            None if asks => ask(question),
            known => Ok(known.clone()),
        }
    };
    let mut values = Vec::new();
    for (name, value) in [
        (
            "tws.url",
            given(&args.url, "Address of the engine, https://HOST:PORT")?,
        ),
        ("tws.user", given(&args.user, "Engine user")?),
        (
            "tws.ca_file",
            given(
                &args.ca_file,
                "PEM file of its certificate authority, if it needs one",
            )?,
        ),
    ] {
        values.extend(value.map(|value| (name, value)));
    }
    // What would be refused later is refused now.
    Settings::resolve(&Inputs {
        folders: Vec::new(),
        environment: &|_| None,
        variables: Vec::new(),
        flags: values.clone(),
    })?;
    write(&path, &template(&values))?;
    session.terminal.print(&format!(
        "{} written.\nNext: resync config login (keeps the password in the system's keyring), then resync config check",
        path.display()
    ))?;
    Ok(0)
}

/// Asks on the terminal; an empty answer is none.
fn ask(question: &str) -> Result<Option<String>> {
    let mut err = std::io::stderr();
    write!(err, "{question} (Enter to leave out): ")?;
    err.flush()?;
    let mut line = String::new();
    std::io::stdin().lock().read_line(&mut line)?;
    Ok(Some(line.trim().to_owned()).filter(|answer| !answer.is_empty()))
}

/// The file: every key by its table, what is not set with a `#` before it.
fn template(values: &[(&'static str, String)]) -> String {
    let mut text = String::from(
        "# Settings of resync. A line with # before its key shows the default. What a variable or a flag\n\
         # says counts for more than what stands here.\n",
    );
    let mut table = "";
    for key in KEYS {
        let (section, name) = key.name.split_once('.').unwrap_or(("", key.name));
        if section != table {
            table = section;
            text.push_str(&format!("\n[{section}]\n"));
        }
        text.push_str(&entry(key, name, values));
    }
    text
}

fn entry(key: &Key, name: &str, values: &[(&'static str, String)]) -> String {
    if key.secret {
        let variable = key.all_variables().swap_remove(0);
        return format!("# {name}: a secret, so not in here: {variable}, or {variable}_FILE\n");
    }
    let set = values.iter().find(|(known, _)| *known == key.name);
    let value = set.map_or(key.default.unwrap_or_default(), |(_, value)| value);
    let bare = matches!(value, "true" | "false") || value.parse::<f64>().is_ok();
    let value = if bare {
        value.to_owned()
    } else {
        // A JSON string is a TOML string.
        serde_json::Value::from(value).to_string()
    };
    let mark = if set.is_some() { "" } else { "#" };
    format!("# {}\n{mark}{name} = {value}\n", key.help)
}

/// Writes the file for its owner alone, whole or not at all.
fn write(path: &Path, text: &str) -> Result<()> {
    let failed = |error: std::io::Error| {
        Error::io(format!("failed to write {}", path.display())).with_source(error)
    };
    if let Some(folder) = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty())
    {
        std::fs::create_dir_all(folder).map_err(failed)?;
    }
    let new = path.with_extension("toml.new");
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600);
    }
    let mut file = options.open(&new).map_err(failed)?;
    file.write_all(text.as_bytes())
        .and_then(|()| file.sync_all())
        .and_then(|()| std::fs::rename(&new, path))
        .map_err(failed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_is_read_back_with_every_line_on() {
        let values = [("tws.url", "https://mdm.example:31116".to_owned())];
        let text = template(&values);
        let on: String = (text.lines())
            .filter(|line| !line.trim_start_matches('#').trim_end().ends_with("= \"\""))
            .map(|line| match line.strip_prefix('#') {
                Some(key) if !key.starts_with(' ') => format!("{key}\n"),
                _ => format!("{line}\n"),
            })
            .collect();
        let folder = std::env::temp_dir().join(format!("resync-init-{}", std::process::id()));
        let path = folder.join("settings.toml");
        write(&path, &on).expect("written");
        let settings = Settings::resolve(&Inputs {
            folders: vec![folder.clone()],
            environment: &|_| None,
            variables: Vec::new(),
            flags: Vec::new(),
        });
        std::fs::remove_dir_all(&folder).expect("removed");
        let settings = settings.unwrap_or_else(|error| panic!("{error}\n{on}"));
        assert_eq!(settings.get("tws.url"), Some("https://mdm.example:31116"));
        assert_eq!(settings.get("server.port"), Some("8080"));
        for key in KEYS {
            let name = key.name.rsplit('.').next().unwrap_or_default();
            let line = [format!("{name} = "), format!("# {name}: a secret")];
            assert!(line.iter().any(|line| text.contains(line)), "{name}");
        }
    }
}
