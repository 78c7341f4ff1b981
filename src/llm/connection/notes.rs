//! What a server does not take, noted on disk from one command to the next: for the user's eyes only,
//! and for a day, since servers are updated.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, SystemTime};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::Quirks;

/// How long a note is believed.
const BELIEVED: Duration = Duration::from_secs(24 * 3_600);
/// Bytes of a note that are read.
const LARGEST: u64 = 4 << 10;

/// The note about one model of one server.
#[derive(Debug)]
pub(super) struct Notes {
    file: PathBuf,
    about: String,
    /// What stands in the file.
    kept: Mutex<Quirks>,
}

/// A note as it stands in its file.
#[derive(Debug, Serialize, Deserialize)]
struct Note {
    /// Which server and model.
    about: String,
    #[serde(flatten)]
    quirks: Quirks,
}

impl Notes {
    /// The note about a model of a server; the address is without its query, which may hold a key.
    pub fn of(folder: &Path, server: &str, model: Option<&str>) -> Self {
        let about = format!("{} {}", without_user(server), model.unwrap_or("first"));
        let name: String = Sha256::digest(&about)
            .iter()
            .take(8)
            .map(|byte| format!("{byte:02x}"))
            .collect();
        Self {
            file: folder.join(format!("{name}.json")),
            about,
            kept: Mutex::default(),
        }
    }

    /// What is noted; nothing where there is no note, or one that is old or damaged.
    pub fn read(&self, now: SystemTime) -> Quirks {
        let quirks = self.note(now).unwrap_or_default();
        *self.kept.lock().unwrap_or_else(PoisonError::into_inner) = quirks;
        quirks
    }

    fn note(&self, now: SystemTime) -> Option<Quirks> {
        let about = std::fs::metadata(&self.file).ok()?;
        let age = now.duration_since(about.modified().ok()?);
        if age.unwrap_or_default() > BELIEVED || about.len() > LARGEST {
            return None;
        }
        let text = std::fs::read_to_string(&self.file).ok()?;
        let note: Note = serde_json::from_str(&text).ok()?;
        (note.about == self.about).then_some(note.quirks)
    }

    /// Notes what was learned, where it is new. A note that cannot be written costs a request later on.
    pub fn keep(&self, quirks: Quirks) {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if *kept == quirks {
            return;
        }
        *kept = quirks;
        let note = Note {
            about: self.about.clone(),
            quirks,
        };
        if let Err(error) = self.write(&note) {
            tracing::debug!(%error, "what the model server does not take is not noted");
        }
    }

    fn write(&self, note: &Note) -> std::io::Result<()> {
        if let Some(folder) = self.file.parent() {
            std::fs::create_dir_all(folder)?;
        }
        let text = serde_json::to_string(note)?;
        // Whole or not at all: another command may read it at this moment.
        let half = self.file.with_extension(std::process::id().to_string());
        let mut options = std::fs::OpenOptions::new();
        options.write(true).create(true).truncate(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let written = options
            .open(&half)
            .and_then(|mut out| out.write_all(text.as_bytes()))
            .and_then(|()| std::fs::rename(&half, &self.file));
        if written.is_err() {
            // What is half written is of no use.
            let _ = std::fs::remove_file(&half);
        }
        written
    }
}

/// An address without the user name and password before its host.
fn without_user(address: &str) -> String {
    match address.split_once("://") {
        Some((scheme, rest)) => {
            let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
            let host = host.rsplit('@').next().unwrap_or(host);
            format!("{scheme}://{host}/{path}")
        }
        None => address.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SERVER: &str = "https://user:canary@models.example/v1";

    #[test]
    fn what_was_learned_is_known_for_a_day_and_of_that_model_only() {
        let folder = tempfile::tempdir().expect("a folder");
        let now = SystemTime::now();
        let learned = Quirks {
            no_temperature: true,
            no_tools: true,
            ..Quirks::default()
        };
        let notes = Notes::of(folder.path(), SERVER, Some("tiny"));
        assert_eq!(notes.read(now), Quirks::default());
        notes.keep(learned);
        let again = || Notes::of(folder.path(), SERVER, Some("tiny"));
        assert_eq!(again().read(now), learned);
        assert_eq!(
            again().read(now + BELIEVED + Duration::from_secs(60)),
            Quirks::default()
        );
        let other = Notes::of(folder.path(), SERVER, Some("large"));
        assert_eq!(other.read(now), Quirks::default());
        let text = std::fs::read_to_string(&notes.file).expect("written");
        assert!(!text.contains("canary"), "{text}");
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let mode = std::fs::metadata(&notes.file).expect("there").permissions();
            assert_eq!(mode.mode() & 0o777, 0o600);
        }
    }

    #[test]
    fn a_damaged_note_and_a_folder_that_cannot_be_written_do_no_harm() {
        let folder = tempfile::tempdir().expect("a folder");
        let notes = Notes::of(folder.path(), SERVER, None);
        std::fs::write(&notes.file, "{\"about\":").expect("written");
        assert_eq!(notes.read(SystemTime::now()), Quirks::default());
        let nowhere = Notes::of(&notes.file, SERVER, None);
        nowhere.keep(Quirks {
            no_stream: true,
            ..Quirks::default()
        });
        assert_eq!(nowhere.read(SystemTime::now()), Quirks::default());
    }
}
