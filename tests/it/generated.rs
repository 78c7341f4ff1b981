//! Completions and man pages are rendered from the command line and committed: this test rewrites
//! them and fails when they had drifted.

use std::path::{Path, PathBuf};

use clap_complete::Shell;

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// Writes a file; true when it was not like that before.
fn refresh(path: &Path, text: &[u8]) -> bool {
    if std::fs::read(path).is_ok_and(|known| known == text) {
        return false;
    }
    std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
    std::fs::write(path, text).expect("written");
    true
}

#[test]
fn completions_are_up_to_date() {
    let mut drifted = Vec::new();
    for (shell, name) in [
        (Shell::Bash, "resync.bash"),
        (Shell::Zsh, "_resync"),
        (Shell::Fish, "resync.fish"),
        (Shell::PowerShell, "_resync.ps1"),
        (Shell::Elvish, "resync.elv"),
    ] {
        let mut text = Vec::new();
        clap_complete::generate(shell, &mut resync::command::cli(), "resync", &mut text);
        if refresh(&root().join("completions").join(name), &text) {
            drifted.push(name);
        }
    }
    assert!(drifted.is_empty(), "rewritten, commit them: {drifted:?}");
}

#[test]
fn man_pages_are_up_to_date() {
    let mut drifted = Vec::new();
    let mut pages = vec![(String::from("resync"), resync::command::cli())];
    while let Some((name, command)) = pages.pop() {
        for inner in command
            .get_subcommands()
            .filter(|inner| inner.get_name() != "help")
        {
            pages.push((format!("{name}-{}", inner.get_name()), inner.clone()));
        }
        let titled = command.name(String::leak(name.clone()) as &'static str);
        let mut text = Vec::new();
        clap_mangen::Man::new(titled)
            .date("")
            .render(&mut text)
            .expect("rendered");
        let file = format!("{name}.1");
        if refresh(&root().join("man").join(&file), &text) {
            drifted.push(file);
        }
    }
    assert!(drifted.is_empty(), "rewritten, commit them: {drifted:?}");
}
