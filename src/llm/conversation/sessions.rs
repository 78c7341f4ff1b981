//! Conversations on disk: one file each, for the user's eyes only, pruned by age and size.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use serde::{Deserialize, Serialize};

use super::Conversation;
use crate::error::{Error, Result};

/// How long a conversation is kept.
const LONGEST_KEPT: Duration = Duration::from_secs(30 * 24 * 3_600);
/// Bytes of all conversations together.
const MOST_BYTES: u64 = 20 << 20;
/// Bytes of one conversation that are read.
const LARGEST: u64 = 8 << 20;

/// What a file of a conversation is.
const SCHEMA: &str = "resync.conversation/v1";

/// What a file says it is; those of the first days say nothing.
#[derive(Deserialize)]
struct Head {
    schema: Option<String>,
}

/// A conversation as it is written.
#[derive(Serialize)]
struct Saved<'a> {
    schema: &'static str,
    #[serde(flatten)]
    conversation: &'a Conversation,
}

/// The folder of conversations.
#[derive(Debug, Clone)]
pub struct Sessions {
    folder: PathBuf,
}

impl Sessions {
    /// The name of a conversation that was given none.
    pub const UNNAMED: &'static str = "default";

    /// Conversations of this folder; it is made when one is saved.
    pub fn new(folder: impl Into<PathBuf>) -> Self {
        Self {
            folder: folder.into(),
        }
    }

    /// The conversation of a name; a new one when there is none. One that is damaged is moved aside, which
    /// is the second thing told. One of a newer version is refused and stays.
    pub fn load(&self, name: &str) -> Result<(Conversation, Option<String>)> {
        let file = self.file(name)?;
        let size = match std::fs::metadata(&file) {
            Ok(about) => about.len(),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                return Ok((Conversation::default(), None));
            }
            Err(error) => return Err(failed("read", &file).with_source(error)),
        };
        if size > LARGEST {
            return Err(failed("read", &file).with_hint(format!(
                "it is larger than 8 MiB: remove it, or choose another than {name}"
            )));
        }
        let bytes =
            std::fs::read(&file).map_err(|error| failed("read", &file).with_source(error))?;
        match serde_json::from_slice::<Head>(&bytes) {
            Ok(head)
                if head
                    .schema
                    .as_deref()
                    .is_some_and(|schema| schema != SCHEMA) =>
            {
                return Err(Error::io(format!(
                    "the session {} was written by a newer resync",
                    file.display()
                ))
                .with_hint(format!("use that one, or choose another than {name}")));
            }
            _ => {}
        }
        match serde_json::from_slice(&bytes) {
            Ok(conversation) => Ok((conversation, None)),
            Err(error) => {
                let aside = self.folder.join(format!("{name}.damaged"));
                std::fs::rename(&file, &aside)
                    .map_err(|error| failed("move aside", &file).with_source(error))?;
                let told = format!(
                    "the session {name} is damaged ({error}): it was moved to {}, and a new one begins",
                    aside.display()
                );
                Ok((Conversation::default(), Some(told)))
            }
        }
    }

    /// The name of the conversation that was last spoken in.
    pub fn latest(&self) -> Option<String> {
        let (file, _, _) = self
            .files()
            .into_iter()
            .max_by_key(|(_, changed, _)| *changed)?;
        Some(file.file_stem()?.to_str()?.to_owned())
    }

    /// The names of all conversations.
    pub fn names(&self) -> Vec<String> {
        let files = self.files().into_iter();
        files
            .filter_map(|(file, ..)| Some(file.file_stem()?.to_str()?.to_owned()))
            .collect()
    }

    /// Saves a conversation whole or not at all, and prunes the others.
    pub fn save(&self, name: &str, conversation: &Conversation, now: SystemTime) -> Result<()> {
        let file = self.file(name)?;
        let wrong = |error: std::io::Error| failed("write", &file).with_source(error);
        make_folder(&self.folder).map_err(wrong)?;
        let text = serde_json::to_string(&Saved {
            schema: SCHEMA,
            conversation,
        })
        .map_err(|error| failed("write", &file).with_source(error))?;
        let half = self
            .folder
            .join(format!(".{name}.{}.half", std::process::id()));
        let written = private(&half)
            .and_then(|mut out| out.write_all(text.as_bytes()))
            .and_then(|()| std::fs::rename(&half, &file));
        if let Err(error) = written {
            // What is half written is of no use.
            let _ = std::fs::remove_file(&half);
            return Err(wrong(error));
        }
        self.prune(&file, now);
        Ok(())
    }

    /// Removes conversations that are too old, then the oldest until the rest is small enough; never
    /// the one named.
    fn prune(&self, except: &Path, now: SystemTime) {
        let mut files = self.files();
        files.sort_by_key(|(_, changed, _)| std::cmp::Reverse(*changed));
        let mut total = 0;
        for (file, changed, size) in files {
            total += size;
            let age = now.duration_since(changed).unwrap_or_default();
            if file != except && (age > LONGEST_KEPT || total > MOST_BYTES) {
                // One that cannot be removed is in nobody's way.
                let _ = std::fs::remove_file(&file);
                total -= size;
            }
        }
    }

    fn files(&self) -> Vec<(PathBuf, SystemTime, u64)> {
        std::fs::read_dir(&self.folder)
            .into_iter()
            .flatten()
            .flatten()
            .filter_map(|entry| {
                let path = entry.path();
                let about = entry.metadata().ok()?;
                (about.is_file() && path.extension()? == "json").then(|| {
                    (
                        path,
                        about.modified().unwrap_or(SystemTime::UNIX_EPOCH),
                        about.len(),
                    )
                })
            })
            .collect()
    }

    /// The file of a name. A name is no path: it is a word of letters, digits and `-_.`.
    fn file(&self, name: &str) -> Result<PathBuf> {
        let fine = !name.is_empty()
            && name.len() <= 64
            && !name.starts_with('.')
            && name
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.'));
        if !fine {
            return Err(Error::usage(format!(
                "\"{}\" is no name for a session",
                crate::tws::escape(name, 64)
            ))
            .with_hint("use up to 64 letters, digits, - _ and ., not beginning with a dot"));
        }
        Ok(self.folder.join(format!("{name}.json")))
    }
}

fn failed(doing: &str, file: &Path) -> Error {
    Error::io(format!("failed to {doing} the session {}", file.display()))
}

fn make_folder(folder: &Path) -> std::io::Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

fn private(file: &Path) -> std::io::Result<std::fs::File> {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(file)
}

#[cfg(test)]
mod tests {
    use super::super::Turn;
    use super::*;

    fn spoken() -> Conversation {
        let mut conversation = Conversation::default();
        conversation.add(Turn {
            question: "why?".to_owned(),
            answer: "because [E1]".to_owned(),
            facts: Vec::new(),
            about: None,
        });
        conversation
    }

    #[test]
    fn what_is_saved_is_loaded_and_only_the_user_can_read_it() {
        let folder = tempfile::tempdir().expect("a folder");
        let sessions = Sessions::new(folder.path().join("deep/sessions"));
        assert_eq!(
            sessions.load("night").expect("new"),
            (Conversation::default(), None)
        );
        assert_eq!(sessions.latest(), None);
        sessions
            .save("night", &spoken(), SystemTime::now())
            .expect("saved");
        assert_eq!(sessions.load("night").expect("known"), (spoken(), None));
        assert_eq!(sessions.latest().as_deref(), Some("night"));
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let file = folder.path().join("deep/sessions/night.json");
            let mode = std::fs::metadata(file).expect("there").permissions().mode();
            assert_eq!(mode & 0o777, 0o600);
        }
    }

    #[test]
    fn a_name_cannot_leave_the_folder() {
        let sessions = Sessions::new("sessions");
        for name in [
            "",
            "../x",
            "a/b",
            ".hidden",
            "a\\b",
            "x\0",
            "c:d",
            "ä",
            &"x".repeat(65),
        ] {
            assert!(sessions.load(name).is_err(), "{name}");
        }
    }

    #[test]
    fn a_damaged_session_is_moved_aside_and_a_newer_one_refused() {
        let folder = tempfile::tempdir().expect("a folder");
        let sessions = Sessions::new(folder.path());
        let file = folder.path().join("night.json");
        for damaged in [
            "{",
            "",
            "[1]",
            "{\"turns\": 5}",
            "\u{0}",
            "{\"schema\":\"resync.conversation/v1\"}",
        ] {
            std::fs::write(&file, damaged).expect("written");
            let (conversation, told) = sessions.load("night").expect("moved aside");
            assert_eq!(conversation, Conversation::default());
            let told = told.expect("a word about it");
            assert!(told.contains("night.damaged"), "{told}");
            let aside = std::fs::read_to_string(folder.path().join("night.damaged"));
            assert_eq!(aside.expect("kept"), damaged);
            assert!(!file.exists() && sessions.names().is_empty());
        }
        let newer = "{\"schema\":\"resync.conversation/v2\",\"talk\":[]}";
        std::fs::write(&file, newer).expect("written");
        let error = sessions.load("night").expect_err("newer");
        assert!(error.to_string().contains("newer resync"), "{error}");
        assert_eq!(std::fs::read_to_string(&file).expect("kept"), newer);
        // Files of before schemas were named are read.
        std::fs::write(&file, "{\"turns\":[]}").expect("written");
        assert_eq!(sessions.load("night").expect("read").1, None);
    }

    #[test]
    fn old_sessions_go_and_the_one_in_use_stays() {
        let folder = tempfile::tempdir().expect("a folder");
        let sessions = Sessions::new(folder.path());
        let now = SystemTime::now();
        sessions.save("old", &spoken(), now).expect("saved");
        let later = now + LONGEST_KEPT + Duration::from_secs(60);
        sessions.save("new", &spoken(), later).expect("saved");
        assert_eq!(sessions.load("old").expect("gone").0.turns().len(), 0);
        assert_eq!(sessions.load("new").expect("kept").0.turns().len(), 1);
    }

    #[test]
    fn the_oldest_go_when_all_together_are_too_large() {
        let folder = tempfile::tempdir().expect("a folder");
        let big = vec![b' '; usize::try_from(MOST_BYTES).expect("small")];
        std::fs::write(folder.path().join("big.json"), big).expect("written");
        let sessions = Sessions::new(folder.path());
        sessions
            .save("new", &spoken(), SystemTime::now())
            .expect("saved");
        assert!(!folder.path().join("big.json").exists());
        assert!(folder.path().join("new.json").exists());
    }
}
