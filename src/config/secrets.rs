//! The files that secrets stand in, and whether others may read them.

use std::path::{Path, PathBuf};

/// A file that holds a secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SecretFile {
    /// Where it is.
    pub path: PathBuf,
    /// What is in it: the setting, or the variable that names the file.
    pub what: String,
    /// Whether it is a settings file.
    pub holds_settings: bool,
}

impl SecretFile {
    /// A settings file with a secret in it.
    pub(super) fn settings(path: &Path, what: &str) -> Self {
        Self {
            path: path.to_owned(),
            what: what.to_owned(),
            holds_settings: true,
        }
    }

    /// A file of its own for a secret.
    pub fn own(path: impl Into<PathBuf>, what: &str) -> Self {
        Self {
            path: path.into(),
            what: what.to_owned(),
            holds_settings: false,
        }
    }

    /// Whether others than its owner may read it. A folder that keeps them out does as well as its mode.
    #[cfg(unix)]
    pub fn others_may_read(&self) -> bool {
        use std::os::unix::fs::PermissionsExt;
        let mode = |path: &Path| std::fs::metadata(path).map(|about| about.permissions().mode());
        // A way that cannot be found leads nobody there.
        let Ok(whole) = std::fs::canonicalize(&self.path) else {
            return false;
        };
        // What both the file and all its folders grant: to the group, to everyone.
        let folders = whole.ancestors().skip(1);
        let ways = folders.fold(0o011, |ways, folder| ways & mode(folder).unwrap_or(0));
        let read = mode(&whole).unwrap_or(0) & 0o044;
        read & (ways << 2) != 0
    }

    /// Whether others than its owner may read it, which is not known here.
    #[cfg(not(unix))]
    pub fn others_may_read(&self) -> bool {
        false
    }

    /// What is wrong where others may read it.
    pub fn warning(&self) -> String {
        format!(
            "{} holds a secret ({}) and others may read it",
            self.path.display(),
            self.what
        )
    }
}

#[cfg(all(test, unix))]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    #[test]
    fn a_secret_is_as_open_as_its_file_and_all_its_folders() {
        let folder = tempfile::tempdir().expect("a folder");
        let change = |path: &Path, mode: u32| {
            std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).expect("changed");
        };
        let inner = folder.path().join("secrets");
        std::fs::create_dir(&inner).expect("a folder");
        let file = SecretFile::own(inner.join("token"), "TWS_TOKEN_FILE");
        assert!(!file.others_may_read(), "it is not there");
        std::fs::write(&file.path, "x").expect("written");
        // Modes of the outer folder, of the inner one, of the file; whether others may read it.
        for (outer, middle, mode, open) in [
            (0o755, 0o755, 0o644, true),
            (0o755, 0o755, 0o640, true),
            (0o755, 0o755, 0o600, false),
            (0o755, 0o700, 0o644, false),
            (0o700, 0o755, 0o644, false),
            (0o711, 0o711, 0o604, true),
            (0o750, 0o755, 0o604, false),
        ] {
            change(folder.path(), outer);
            change(&inner, middle);
            change(&file.path, mode);
            assert_eq!(
                file.others_may_read(),
                open,
                "{outer:o} {middle:o} {mode:o}"
            );
        }
    }
}
