//! The means to answer questions, as they are configured.

use std::path::PathBuf;

use super::session::Session;
use crate::ask::mask::Masker;
use crate::chat::{Chat, Setup};
use crate::error::Result;

impl Session {
    /// Answers with what is configured: the model, what the site knows, its runbooks and secrets.
    /// `addresses` are those that links of an answer may point at.
    pub fn chat(&self, addresses: Vec<String>) -> Result<Chat> {
        let settings = self.settings()?;
        Ok(Chat::new(Setup {
            site: self.dictionary()?,
            runbooks: self.runbooks()?,
            masker: self.masker()?,
            model: settings.model()?,
            addresses,
            notes: directories::ProjectDirs::from("", "", "resync")
                .map(|dirs| dirs.cache_dir().join("models")),
        }))
    }

    /// The folder of runbooks: the one that is named, else the one beside the settings.
    pub fn runbooks(&self) -> Result<Option<PathBuf>> {
        if let Some(named) = self.settings()?.get("site.runbooks") {
            return Ok(Some(PathBuf::from(named)));
        }
        let folders = self.folders().into_iter().rev();
        Ok(folders
            .map(|folder| folder.join("runbooks"))
            .find(|folder| folder.is_dir()))
    }

    /// What makes secrets unreadable: the usual ones and those of the site.
    pub fn masker(&self) -> Result<Masker> {
        let settings = self.settings()?;
        let patterns = settings.get("site.secrets").unwrap_or_default().lines();
        let patterns = patterns.map(str::trim).filter(|line| !line.is_empty());
        Masker::new(&patterns.map(str::to_owned).collect::<Vec<_>>())
    }
}
