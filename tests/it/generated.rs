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

/// The script of a shell that knows the commands and flags, as it stands.
fn fixed(shell: Shell) -> String {
    let mut text = Vec::new();
    clap_complete::generate(shell, &mut resync::command::cli(), "resync", &mut text);
    String::from_utf8(text).expect("text")
}

/// The script that is installed: it lets the program complete, which knows names of the plan too. Where
/// the program cannot be asked when the script is loaded, what follows knows the commands and flags.
fn loading(shell: Shell) -> String {
    let fixed = fixed(shell);
    match shell {
        Shell::Bash => format!(
            "# The program completes names of the plan too; where it cannot be asked, the rest of this knows\n\
             # the commands and flags.\n\
             if __resync_script=$(COMPLETE=bash resync 2>/dev/null) && [[ -n $__resync_script ]]; then\n    \
                 eval \"$__resync_script\"\n    \
                 unset __resync_script\n    \
                 return 0\n\
             fi\n\
             unset __resync_script\n\n{fixed}"
        ),
        Shell::Zsh => {
            let rest = fixed
                .strip_prefix("#compdef resync\n")
                .expect("its first line");
            format!(
                "#compdef resync\n\
                 # The program completes names of the plan too; where it cannot be asked, the rest of this knows\n\
                 # the commands and flags.\n\
                 if __resync_script=$(COMPLETE=zsh resync 2>/dev/null) && [[ -n $__resync_script ]]; then\n    \
                     eval \"$__resync_script\"\n    \
                     unset __resync_script\n    \
                     [[ $funcstack[1] == _resync ]] && _clap_dynamic_completer_resync \"$@\"\n    \
                     return 0\n\
                 fi\n\
                 unset __resync_script\n{rest}"
            )
        }
        Shell::Fish => format!(
            "# The program completes names of the plan too; where it cannot be asked, the rest of this knows\n\
             # the commands and flags.\n\
             set -l script\n\
             if command -q resync\n    \
                 set script (COMPLETE=fish resync 2>/dev/null | string collect)\n\
             end\n\
             if test -n \"$script\"\n    \
                 eval $script\n\
             else\n\n{fixed}\nend\n"
        ),
        _ => fixed,
    }
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
        let text = loading(shell);
        if refresh(&root().join("completions").join(name), text.as_bytes()) {
            drifted.push(name);
        }
    }
    assert!(drifted.is_empty(), "rewritten, commit them: {drifted:?}");
}

/// What a shell has defined after it loaded its script, with the program at hand or without it.
#[cfg(unix)]
fn loaded(shell: &str, script: &str, ask: &str, with_program: bool) -> Option<String> {
    let folder = tempfile::tempdir().expect("a folder");
    if with_program {
        let link = folder.path().join("resync");
        std::os::unix::fs::symlink(env!("CARGO_BIN_EXE_resync"), link).expect("a link");
    }
    let script = root().join("completions").join(script);
    let run = std::process::Command::new(shell)
        .env_clear()
        .env("PATH", format!("{}:/usr/bin:/bin", folder.path().display()))
        .env("HOME", folder.path())
        .args(["-c", &ask.replace("SCRIPT", &script.display().to_string())])
        .output();
    match run {
        Ok(run) => {
            let said = String::from_utf8_lossy(&run.stderr).into_owned();
            assert_eq!(said, "", "{shell}");
            Some(String::from_utf8_lossy(&run.stdout).into_owned())
        }
        Err(_) => {
            eprintln!("{shell} is not installed: its script is not loaded");
            None
        }
    }
}

#[cfg(unix)]
#[test]
fn the_installed_scripts_let_the_program_complete_and_do_without_it() {
    // Shell, script, what loads it and lists its completions, what the program registers, what stands in.
    for (shell, script, ask, dynamic, fixed) in [
        (
            "bash",
            "resync.bash",
            "source 'SCRIPT'; complete -p resync",
            "_clap_complete_resync",
            "-F _resync ",
        ),
        (
            "zsh",
            "_resync",
            "autoload -Uz compinit; compinit -u -D; source 'SCRIPT'; print -r -- \"is $_comps[resync]\"",
            "_clap_dynamic_completer_resync",
            "is _resync",
        ),
        (
            "fish",
            "resync.fish",
            "source 'SCRIPT'; complete -c resync",
            "COMPLETE=fish",
            "__fish_resync_using_subcommand",
        ),
    ] {
        let Some(with) = loaded(shell, script, ask, true) else {
            continue;
        };
        assert!(
            with.contains(dynamic) && !with.contains(fixed),
            "{shell}: {with}"
        );
        let without = loaded(shell, script, ask, false).expect("it is installed");
        assert!(
            without.contains(fixed) && !without.contains(dynamic),
            "{shell}: {without}"
        );
    }
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

#[test]
fn every_command_shows_examples_of_itself() {
    let mut faults = Vec::new();
    let mut commands = vec![(String::from("resync"), resync::command::cli())];
    while let Some((name, command)) = commands.pop() {
        let help = command.get_after_help().map(ToString::to_string);
        let help = help.unwrap_or_default();
        let examples = help.lines().skip_while(|line| *line != "Examples:").skip(1);
        let own = examples.take_while(|line| line.starts_with("  "));
        let own = own.filter(|line| line.contains(name.as_str())).count();
        if own < 2 {
            faults.push(format!("{name} has {own}"));
        }
        let inner = command
            .get_subcommands()
            .filter(|inner| inner.get_name() != "help");
        commands.extend(inner.map(|inner| (format!("{name} {}", inner.get_name()), inner.clone())));
    }
    assert!(
        faults.is_empty(),
        "two examples each: {}",
        faults.join(", ")
    );
}
