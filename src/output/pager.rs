//! Long text on a terminal goes through a pager, as with git.

use std::io::Write;
use std::process::{Command, Stdio};

/// The pager that is asked for; none where it is empty or `cat`.
pub(super) fn chosen(environment: &dyn Fn(&str) -> Option<String>) -> Option<String> {
    let named = environment("RESYNC_PAGER").or_else(|| environment("PAGER"));
    let pager = named.unwrap_or_else(|| "less".to_owned());
    let pager = pager.trim();
    (!pager.is_empty() && pager != "cat").then(|| pager.to_owned())
}

/// Shows a text that is longer than the screen; false where it is not, or where the pager is not to be
/// had: then it is printed.
pub(super) fn show(pager: &str, text: &str) -> bool {
    let height = super::table::terminal_height().unwrap_or(0);
    if height == 0 || text.lines().count() < usize::from(height) {
        return false;
    }
    let mut words = pager.split_whitespace();
    let Some(program) = words.next() else {
        return false;
    };
    let mut command = Command::new(program);
    command.args(words).stdin(Stdio::piped());
    // What git gives less: colours, no clearing of the screen, an end when all fits.
    if std::env::var_os("LESS").is_none() {
        command.env("LESS", "FRX");
    }
    let Ok(mut child) = command.spawn() else {
        return false;
    };
    if let Some(mut input) = child.stdin.take() {
        // Whoever leaves the pager early has read enough.
        let _ = input.write_all(text.as_bytes());
    }
    child.wait().is_ok()
}
