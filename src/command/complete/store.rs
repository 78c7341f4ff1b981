//! Where names are kept for the next press of the key, for this user alone: a folder for each scheduler.
//!
//! In it: what the scheduler said begins with some letters, for a minute; names that commands showed, for
//! an hour, which are offered while the scheduler does not answer; and that it did not, for a minute.

use std::hash::{BuildHasher, BuildHasherDefault, DefaultHasher};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::config::Engine;

/// How long what the scheduler said is good for, and how long it is left alone after it said nothing.
const FRESH: Duration = Duration::from_secs(60);
/// How long names that were shown are remembered.
const REMEMBERED: Duration = Duration::from_secs(3_600);
/// Files of a scheduler.
const FILES: usize = 64;
/// Names that were shown and are remembered.
const NAMES: usize = 2_000;

const SEEN: &str = "seen";
const FAILED: &str = "failed";

/// What is named.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum What {
    /// A job.
    Job,
    /// A job stream.
    Stream,
    /// A workstation.
    Workstation,
}

impl What {
    const ALL: [Self; 3] = [Self::Job, Self::Stream, Self::Workstation];

    fn word(self) -> &'static str {
        match self {
            Self::Job => "job",
            Self::Stream => "stream",
            Self::Workstation => "workstation",
        }
    }
}

/// The names of one scheduler. Nothing here fails aloud: a name that is not kept is looked up again.
#[derive(Debug, Clone)]
pub struct Store {
    folder: PathBuf,
}

impl Store {
    /// The names of a scheduler, of the demo where there is none.
    pub fn of(engine: Option<&Engine>) -> Option<Self> {
        let dirs = directories::ProjectDirs::from("", "", "resync")?;
        let whose = engine.map_or_else(
            || "demo".to_owned(),
            |engine| format!("{} {}", engine.name, engine.url),
        );
        let hash = BuildHasherDefault::<DefaultHasher>::default().hash_one(whose);
        let folder = dirs.cache_dir().join("names").join(format!("{hash:016x}"));
        Some(Self { folder })
    }

    /// What the scheduler said a moment ago begins with these letters.
    pub fn found(&self, what: What, typed: &str) -> Option<Vec<String>> {
        let text = self.read(&file(what, typed), FRESH)?;
        Some(text.lines().map(str::to_owned).collect())
    }

    /// Keeps what the scheduler said.
    pub fn keep(&self, what: What, typed: &str, names: &[String]) {
        if let Ok(files) = std::fs::read_dir(&self.folder)
            && files.count() >= FILES
        {
            self.clear();
        }
        self.write(&file(what, typed), &names.join("\n"));
    }

    /// Whether the scheduler did not answer a moment ago.
    pub fn has_failed(&self) -> bool {
        self.read(FAILED, FRESH).is_some()
    }

    /// Notes that the scheduler does not answer.
    pub fn fail(&self) {
        self.write(FAILED, "");
    }

    /// The names that begin with these letters, of those that were shown.
    pub fn seen(&self, what: What, typed: &str) -> Vec<String> {
        let text = self.read(SEEN, REMEMBERED).unwrap_or_default();
        let mut names: Vec<String> = (text.lines())
            .filter_map(|line| line.strip_prefix(what.word())?.strip_prefix(' '))
            .filter(|name| name.starts_with(typed))
            .map(str::to_owned)
            .collect();
        names.sort();
        names
    }

    /// Remembers names that were shown: the scheduler answers.
    pub fn saw(&self, names: impl Fn(What) -> Vec<String>) {
        let mut lines: Vec<String> = What::ALL
            .into_iter()
            .flat_map(|what| {
                let names = names(what).into_iter();
                names.map(move |name| format!("{} {name}", what.word()))
            })
            .collect();
        let before = self.read(SEEN, REMEMBERED).unwrap_or_default();
        let older = before.lines().map(str::to_owned);
        let older: Vec<String> = older.filter(|line| !lines.contains(line)).collect();
        lines.extend(older);
        lines.truncate(NAMES);
        self.write(SEEN, &lines.join("\n"));
        let _ = std::fs::remove_file(self.folder.join(FAILED));
    }

    fn read(&self, name: &str, good_for: Duration) -> Option<String> {
        let file = self.folder.join(name);
        let about = std::fs::metadata(&file).ok()?;
        // A file of the future is as old as a clock that was set back: it is not believed.
        if about.modified().ok()?.elapsed().ok()? > good_for {
            return None;
        }
        std::fs::read_to_string(file).ok()
    }

    /// Writes a file whole or not at all.
    fn write(&self, name: &str, text: &str) {
        let half = self.folder.join(format!(".{}.half", std::process::id()));
        let written = make_folder(&self.folder)
            .and_then(|()| private(&half))
            .and_then(|mut file| file.write_all(text.as_bytes()))
            .and_then(|()| std::fs::rename(&half, self.folder.join(name)));
        if written.is_err() {
            let _ = std::fs::remove_file(&half);
        }
    }

    /// Makes room; what was shown stays.
    fn clear(&self) {
        for entry in std::fs::read_dir(&self.folder)
            .into_iter()
            .flatten()
            .flatten()
        {
            if entry.file_name() != SEEN && entry.file_name() != FAILED {
                let _ = std::fs::remove_file(entry.path());
            }
        }
    }
}

/// The file of some letters, which are letters, digits and `_-$` alone.
fn file(what: What, typed: &str) -> String {
    format!("{}.{typed}", what.word())
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
    use std::time::SystemTime;

    use super::*;

    fn store() -> (tempfile::TempDir, Store) {
        let folder = tempfile::tempdir().expect("a folder");
        let store = Store {
            folder: folder.path().join("names/one"),
        };
        (folder, store)
    }

    /// Makes a file older.
    fn age(store: &Store, name: &str, by: Duration) {
        let file = std::fs::File::options()
            .write(true)
            .open(store.folder.join(name));
        let then = SystemTime::now().checked_sub(by).expect("a time");
        file.and_then(|file| file.set_modified(then)).expect("aged");
    }

    #[test]
    fn what_the_scheduler_said_is_good_for_a_minute() {
        let (_folder, store) = store();
        assert_eq!(store.found(What::Job, "PA"), None);
        store.keep(What::Job, "PA", &["PAY1".to_owned(), "PAY2".to_owned()]);
        store.keep(What::Stream, "PA", &[]);
        let found = store.found(What::Job, "PA").expect("kept");
        assert_eq!(found, ["PAY1", "PAY2"]);
        // That nothing begins so is an answer too.
        assert_eq!(store.found(What::Stream, "PA"), Some(Vec::new()));
        assert_eq!(store.found(What::Job, "P"), None);
        age(&store, "job.PA", FRESH + Duration::from_secs(1));
        assert_eq!(store.found(What::Job, "PA"), None);
    }

    #[test]
    fn a_silent_scheduler_is_left_alone_for_a_minute_or_until_a_command_heard_from_it() {
        let (_folder, store) = store();
        assert!(!store.has_failed());
        store.fail();
        assert!(store.has_failed());
        age(&store, FAILED, FRESH + Duration::from_secs(1));
        assert!(!store.has_failed());
        store.fail();
        store.saw(|_| Vec::new());
        assert!(!store.has_failed());
    }

    #[test]
    fn names_that_were_shown_add_up_within_bounds_and_are_forgotten() {
        let (_folder, store) = store();
        let shown = |names: &[&str]| {
            let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
            store.saw(|what| {
                if what == What::Job {
                    names.clone()
                } else {
                    Vec::new()
                }
            });
        };
        shown(&["PAY2", "LOAD"]);
        shown(&["PAY1", "PAY2"]);
        assert_eq!(store.seen(What::Job, "PAY"), ["PAY1", "PAY2"]);
        assert!(store.seen(What::Stream, "PAY").is_empty());
        let many: Vec<String> = (0..NAMES).map(|n| format!("JOB{n}")).collect();
        store.saw(|what| {
            if what == What::Job {
                many.clone()
            } else {
                Vec::new()
            }
        });
        assert_eq!(store.seen(What::Job, "").len(), NAMES);
        age(&store, SEEN, REMEMBERED + Duration::from_secs(1));
        assert!(store.seen(What::Job, "").is_empty());
    }

    #[test]
    fn files_are_few_and_for_the_user_alone() {
        let (_folder, store) = store();
        store.saw(|_| vec!["KEPT".to_owned()]);
        for n in 0..3 * FILES {
            store.keep(What::Job, &format!("J{n}"), &[]);
        }
        let files: Vec<_> = std::fs::read_dir(&store.folder)
            .expect("there")
            .flatten()
            .collect();
        assert!(files.len() <= FILES, "{}", files.len());
        assert_eq!(store.seen(What::Job, "K"), ["KEPT"]);
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let mode = |path: &Path| path.metadata().expect("there").permissions().mode() & 0o777;
            assert_eq!(mode(&store.folder), 0o700);
            assert!(files.iter().all(|file| mode(&file.path()) == 0o600));
        }
    }
}
