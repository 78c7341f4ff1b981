//! The settings files there are, and whether others may read the files that hold secrets.

use super::super::super::session::Session;
use super::Checks;
use crate::config::Settings;

pub(super) fn check(session: &Session, settings: Option<&Settings>, checks: &mut Checks) {
    let mut open = 0;
    for file in settings.into_iter().flat_map(Settings::secret_files) {
        if !file.others_may_read() {
            continue;
        }
        open += 1;
        let hint = if file.holds_settings {
            "chmod 600 it, or keep the secret in the keyring: resync config login"
        } else {
            "chmod 600 it, or let systemd hand it over: LoadCredential"
        };
        checks.warn("files", file.warning(), hint);
    }
    let found = count(session);
    // Of settings that cannot be read it is not known where their secrets are.
    if open > 0 || (settings.is_none() && found > 0) {
        return;
    }
    checks.fine(
        "files",
        match found {
            0 => "no settings file; resync config init writes one".to_owned(),
            1 => "one settings file read".to_owned(),
            found => format!("{found} settings files read"),
        },
    );
}

/// How many settings files there are.
fn count(session: &Session) -> usize {
    let folders = session.folders();
    let entries = folders
        .iter()
        .filter_map(|folder| std::fs::read_dir(folder).ok());
    let names = entries.flatten().flatten().map(|entry| entry.file_name());
    let is_settings = |name: &std::ffi::OsString| {
        let name = name.to_string_lossy();
        name.starts_with("settings") && name.ends_with(".toml")
    };
    names.filter(is_settings).count()
}
