//! Who may log in to the server: the first user, and those of the users' file.

use std::collections::BTreeMap;
use std::path::Path;

use secrecy::SecretString;
use serde::Deserialize;

use super::{Role, User};
use crate::config::Settings;
use crate::config::settings::shorten;

impl Settings {
    pub(super) fn users(&self, faults: &mut Vec<String>) -> Vec<User> {
        let mut users = Vec::new();
        if let Some(hash) = self.get("server.admin_password_hash") {
            users.push(User {
                name: self
                    .get("server.admin_username")
                    .unwrap_or("admin")
                    .to_owned(),
                hash: SecretString::from(hash),
                role: Role::Admin,
            });
        }
        if let Some(file) = self.get("server.users_file") {
            match read_users(Path::new(file)) {
                Ok(more) => users.extend(more),
                Err(fault) => faults.push(format!("server.users_file {}: {fault}", shorten(file))),
            }
        }
        for (at, user) in users.iter().enumerate() {
            if users[..at].iter().any(|other| other.name == user.name) {
                faults.push(format!("user \"{}\" is there twice", shorten(&user.name)));
            }
        }
        users
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct UsersFile {
    users: BTreeMap<String, UserEntry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct UserEntry {
    password_hash: String,
    role: Role,
}

fn read_users(path: &Path) -> std::result::Result<Vec<User>, String> {
    let text = std::fs::read_to_string(path).map_err(|error| error.to_string())?;
    let file: UsersFile = toml::from_str(&text).map_err(|error| error.message().to_owned())?;
    file.users
        .into_iter()
        .map(|(name, entry)| {
            if entry.password_hash.starts_with("$argon2id$") {
                Ok(User {
                    name,
                    hash: SecretString::from(entry.password_hash),
                    role: entry.role,
                })
            } else {
                Err(format!(
                    "the password_hash of \"{}\" is not an argon2id hash; make one with `resync serve --hash-password`",
                    shorten(&name)
                ))
            }
        })
        .collect()
}
