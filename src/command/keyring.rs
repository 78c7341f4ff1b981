//! Secrets in the keyring of the system: one for each setting and address, so that a password kept for
//! one host can reach no other.

use std::sync::mpsc;
use std::time::Duration;

use crate::error::{Error, Result};

/// The name that entries are kept under.
#[cfg(feature = "keyring")]
const SERVICE: &str = "resync";
/// How long a command waits for a secret before it goes on without.
pub const BRIEFLY: Duration = Duration::from_secs(2);
/// How long a person may take to unlock the keyring.
pub const PATIENTLY: Duration = Duration::from_secs(120);

/// What to do where there is no keyring.
const OTHERWISE: &str = "without a keyring service (as on most servers), name a file that only you can \
    read with TWS_PASSWORD_FILE, or use systemd's LoadCredential";

/// The entry of a setting for an address.
pub fn account(setting: &str, address: &str) -> String {
    format!("{setting} {address}")
}

/// Whether there may be a keyring service at all; on a server without a session there is none, and
/// nothing is waited for.
pub fn may_be_there(environment: &dyn Fn(&str) -> Option<String>) -> bool {
    cfg!(feature = "keyring")
        && (cfg!(any(target_os = "macos", windows))
            || environment("DBUS_SESSION_BUS_ADDRESS").is_some_and(|bus| !bus.is_empty()))
}

/// The secret of an entry; none where there is no such entry.
pub fn read(account: String, patience: Duration) -> Result<Option<String>> {
    within(patience, move || entry::read(&account))
}

/// Keeps a secret.
pub fn write(account: String, secret: String) -> Result<()> {
    within(PATIENTLY, move || entry::write(&account, &secret))
}

/// Removes a secret; whether there was one.
pub fn remove(account: String) -> Result<bool> {
    within(PATIENTLY, move || entry::remove(&account))
}

/// A keyring may wait for a person to unlock it, so it is asked on a thread that can be left behind.
fn within<T: Send + 'static>(
    patience: Duration,
    work: impl FnOnce() -> Result<T> + Send + 'static,
) -> Result<T> {
    let (tell, told) = mpsc::channel();
    std::thread::Builder::new()
        .name("keyring".to_owned())
        .spawn(move || {
            // Nobody may be left to hear it.
            let _ = tell.send(work());
        })
        .map_err(|error| Error::internal("failed to ask the keyring").with_source(error))?;
    told.recv_timeout(patience).unwrap_or_else(|_| {
        Err(Error::config("the system's keyring did not answer in time")
            .with_hint("is it locked? unlock it and try again"))
    })
}

#[cfg(feature = "keyring")]
mod entry {
    use keyring::v1::{Entry, Error as Fault};

    use super::{OTHERWISE, SERVICE};
    use crate::error::{Error, Result};

    pub fn read(account: &str) -> Result<Option<String>> {
        match open(account)?.get_password() {
            Ok(secret) => Ok(Some(secret)),
            Err(Fault::NoEntry) => Ok(None),
            Err(fault) => Err(explain("read from", &fault)),
        }
    }

    pub fn write(account: &str, secret: &str) -> Result<()> {
        (open(account)?.set_password(secret)).map_err(|fault| explain("write to", &fault))
    }

    pub fn remove(account: &str) -> Result<bool> {
        match open(account)?.delete_credential() {
            Ok(()) => Ok(true),
            Err(Fault::NoEntry) => Ok(false),
            Err(fault) => Err(explain("remove from", &fault)),
        }
    }

    fn open(account: &str) -> Result<Entry> {
        if let Err(fault) = Entry::store_status() {
            return Err(Error::config(format!(
                "the system has no keyring service that answers: {fault}"
            ))
            .with_hint(OTHERWISE));
        }
        Entry::new(SERVICE, account).map_err(|fault| explain("open", &fault))
    }

    fn explain(what: &str, fault: &Fault) -> Error {
        Error::config(format!("failed to {what} the system's keyring: {fault}"))
            .with_hint(OTHERWISE)
    }
}

#[cfg(not(feature = "keyring"))]
mod entry {
    use super::OTHERWISE;
    use crate::error::{Error, Result};

    fn missing() -> Error {
        Error::config("this resync was built without the system's keyring").with_hint(OTHERWISE)
    }

    pub fn read(_: &str) -> Result<Option<String>> {
        Err(missing())
    }

    pub fn write(_: &str, _: &str) -> Result<()> {
        Err(missing())
    }

    pub fn remove(_: &str) -> Result<bool> {
        Err(missing())
    }
}
