//! Every command that is shown anywhere is one that the program understands: in help texts, in the lines of
//! documents and tables, in comments of examples and in the package's notes.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// The words of a shell line from a command on, up to where the shell goes on with something else.
fn words(line: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut quote = None;
    let mut ended = false;
    for c in line.chars() {
        match (quote, c) {
            (Some(open), c) if c == open => quote = None,
            (Some(_), c) => word.get_or_insert_default().push(c),
            (None, '"' | '\'') => {
                quote = Some(c);
                word.get_or_insert_default();
            }
            (None, '|' | '<' | '>' | ';' | '&' | ')' | '…') => {
                ended = c == '>';
                break;
            }
            (None, c) if c.is_whitespace() => words.extend(word.take()),
            (None, c) => word.get_or_insert_default().push(c),
        }
    }
    // The number of a stream, as in `2>&1`, is the shell's too.
    let of_stream = |word: &String| word.len() == 1 && word.chars().all(|c| c.is_ascii_digit());
    words.extend(word.filter(|word| !(ended && of_stream(word))));
    words
}

/// `jobs show|log JOB` is several commands.
fn alternatives(words: &[String]) -> Vec<Vec<String>> {
    let mut lines = vec![Vec::new()];
    for word in words {
        let ways: Vec<&str> = word.split('|').collect();
        lines = (lines.iter())
            .flat_map(|line: &Vec<String>| {
                ways.iter().map(|way| {
                    let mut line = line.clone();
                    line.push((*way).to_owned());
                    line
                })
            })
            .collect();
    }
    lines
}

/// What is wrong with a command, in the parser's words.
fn fault(words: &[String]) -> Option<String> {
    let parsed = resync::command::cli().try_get_matches_from(words);
    let error = parsed.err().filter(clap::Error::use_stderr)?;
    let text = error.to_string();
    Some(text.lines().next().unwrap_or_default().to_owned())
}

/// Every command with its name: `resync jobs show`.
fn commands() -> Vec<(String, clap::Command)> {
    let mut root = resync::command::cli();
    root.build();
    let mut found = Vec::new();
    let mut open = vec![(String::from("resync"), root)];
    while let Some((name, command)) = open.pop() {
        let inner = command
            .get_subcommands()
            .filter(|inner| inner.get_name() != "help");
        open.extend(inner.map(|inner| (format!("{name} {}", inner.get_name()), inner.clone())));
        found.push((name, command));
    }
    found
}

/// A command of ours that a line runs: at its beginning, after variables, or behind a pipe. What another
/// program is given to run is that program's.
fn runs(line: &str) -> Option<&str> {
    let (at, _) = line.match_indices("resync ").next()?;
    let before = line[..at].trim();
    let is_set = |word: &str| word.contains('=') && !word.starts_with('-');
    let ours = before.ends_with('|') || before.split_whitespace().all(is_set);
    ours.then(|| &line[at..])
}

/// Where a command of ours begins in a line: at its beginning, after a blank, a pipe or a bracket.
fn begins(line: &str) -> Option<&str> {
    let at = line.match_indices("resync ").map(|(at, _)| at);
    let mut at = at.filter(|at| {
        let before = line[..*at].chars().last();
        before.is_none_or(|c| c.is_whitespace() || "|(/`".contains(c))
    });
    at.next().map(|at| &line[at..])
}

#[test]
fn every_example_of_the_help_is_understood() {
    let mut faults = Vec::new();
    let mut seen = 0;
    for (name, command) in commands() {
        let help = command.get_after_help().map(ToString::to_string);
        let help = help.unwrap_or_default();
        let examples = help.lines().skip_while(|line| *line != "Examples:").skip(1);
        for line in examples.take_while(|line| line.starts_with("  ")) {
            let Some(shown) = runs(line) else {
                continue;
            };
            seen += 1;
            if let Some(fault) = fault(&words(shown)) {
                faults.push(format!("{name}: {}: {fault}", line.trim()));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    assert!(seen >= 50, "only {seen} examples were found");
}

/// The text files of the project that may show commands.
fn texts() -> Vec<PathBuf> {
    fn collect(folder: &Path, deep: bool, found: &mut Vec<PathBuf>) {
        for entry in std::fs::read_dir(folder).expect("a folder").flatten() {
            let path = entry.path();
            if path.is_dir() && deep {
                collect(&path, true, found);
            } else if path.is_file() {
                found.push(path);
            }
        }
    }
    let mut found = Vec::new();
    collect(&root(), false, &mut found);
    for folder in ["docs", "examples", "packaging"] {
        collect(&root().join(folder), true, &mut found);
    }
    let text = [
        "md", "toml", "cfg", "yml", "yaml", "service", "timer", "sh", "Debian",
    ];
    found.retain(|path| {
        let ending = path.extension().and_then(|ending| ending.to_str());
        ending.is_some_and(|ending| text.contains(&ending))
    });
    found.sort();
    found
}

#[test]
fn every_command_between_backticks_is_understood() {
    let mut faults = Vec::new();
    let mut seen = 0;
    for path in texts() {
        let text = std::fs::read_to_string(&path).expect("readable");
        for (number, line) in text.lines().enumerate() {
            // A pipe within a table is written with a stroke before it.
            let line = line.replace("\\|", "|");
            for span in line.split('`').skip(1).step_by(2) {
                // `resync` alone is the program's name; `NAME` and `FILE` stand for words.
                let Some(command) = span.strip_prefix("resync ") else {
                    continue;
                };
                let command = command.replace("| ", "; ");
                let words = words_of_alternatives(&format!("resync {command}"));
                for words in words {
                    seen += 1;
                    if let Some(fault) = fault(&words) {
                        let place = path.strip_prefix(root()).expect("inside").display();
                        faults.push(format!("{place}:{}: {span}: {fault}", number + 1));
                    }
                }
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    assert!(seen >= 10, "only {seen} commands were found");
}

/// The commands of a span: strokes between words are alternatives there, and no pipe.
fn words_of_alternatives(span: &str) -> Vec<Vec<String>> {
    let held = span.replace('|', "\u{1}");
    let words: Vec<String> = words(&held)
        .into_iter()
        .map(|word| word.replace('\u{1}', "|"))
        .collect();
    alternatives(&words)
}

#[test]
fn the_table_of_commands_names_commands_and_flags_that_there_are() {
    let readme = std::fs::read_to_string(root().join("README.md")).expect("readable");
    let rows = readme
        .lines()
        .skip_while(|line| *line != "## Commands")
        .skip(1);
    let rows = rows.skip_while(|line| !line.starts_with("| `"));
    let all = commands();
    let mut faults = Vec::new();
    let mut named = BTreeSet::new();
    for row in rows.take_while(|line| line.starts_with("| `")) {
        let row = row.replace("\\|", "\u{1}");
        let cells: Vec<&str> = row.trim_matches('|').splitn(2, '|').collect();
        let [left, right] = cells.as_slice() else {
            panic!("two cells: {row}");
        };
        let mut here = Vec::new();
        for span in left.split('`').skip(1).step_by(2) {
            // `JOB`, `QUESTION`: what stands for a word is written large.
            let small = |word: &&str| !word.chars().all(|c| c.is_ascii_uppercase());
            let words: Vec<String> = span
                .split_whitespace()
                .filter(small)
                .map(|word| word.replace('\u{1}', "|"))
                .collect();
            for words in alternatives(&words) {
                let name = format!("resync {}", words.join(" "));
                match all.iter().find(|(known, _)| *known == name) {
                    Some((_, command)) => here.push(command),
                    None => faults.push(format!("there is no {name}")),
                }
                named.insert(name);
            }
        }
        for span in right.split('`').skip(1).step_by(2) {
            for word in span
                .split([' ', '\u{1}'])
                .filter(|word| word.starts_with('-'))
            {
                let known = here.iter().any(|command| {
                    command.get_arguments().any(|argument| {
                        let long = argument.get_long().map(|long| format!("--{long}"));
                        let short = argument.get_short().map(|short| format!("-{short}"));
                        long.as_deref() == Some(word) || short.as_deref() == Some(word)
                    })
                });
                if !known {
                    faults.push(format!("{}: there is no {word}", left.trim()));
                }
            }
        }
    }
    for (name, command) in &all {
        let parent = command
            .get_subcommands()
            .any(|inner| inner.get_name() != "help");
        if !named.contains(name) && !parent && name != "resync doctor" {
            faults.push(format!("{name} is in no row"));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn the_notes_of_the_package_and_the_units_show_commands_that_there_are() {
    let mut seen = 0;
    for file in [
        "packaging/debian/README.Debian",
        "examples/systemd/resync.service",
        "examples/systemd/resync-health.service",
        "examples/nagios.cfg",
        "examples/cron-check.sh",
        "examples/github-health.yml",
        "examples/gitlab-health.yml",
    ] {
        let text = std::fs::read_to_string(root().join(file)).expect("readable");
        for line in text.lines() {
            let Some(shown) = begins(line) else { continue };
            let words = words(&shown.replace("$ARG1$", "1").replace("$ARG2$", "2"));
            let is_command = words.get(1).is_some_and(|word| {
                word.starts_with('-') || resync::command::cli().find_subcommand(word).is_some()
            });
            if is_command {
                seen += 1;
                assert_eq!(fault(&words), None, "{file}: {line}");
            }
        }
    }
    assert!(seen >= 9, "only {seen} commands were found");
}

#[test]
fn no_flag_takes_a_secret() {
    // Files and switches whose names only sound like it.
    let fine = ["tls_key", "hash_password", "secret"];
    for (name, command) in commands() {
        for argument in command.get_arguments() {
            let id = argument.get_id().as_str();
            let sounds = ["password", "token", "secret", "key", "credential"];
            let suspect = sounds.iter().any(|sound| id.contains(sound));
            assert!(
                !suspect || fine.contains(&id),
                "{name} --{id} may take a secret"
            );
        }
    }
    let cli = commands();
    let of = |name: &str, id: &str| {
        let command = cli.iter().find(|(known, _)| known == name).expect("there");
        let mut arguments = command.1.get_arguments();
        arguments
            .find(|argument| argument.get_id() == id)
            .expect("there")
            .clone()
    };
    assert!(
        !of("resync serve", "hash_password")
            .get_action()
            .takes_values()
    );
    assert_eq!(
        of("resync serve", "tls_key")
            .get_value_names()
            .expect("named")[0],
        "FILE"
    );
    // `login password` names which secret; the secret itself is one of no choice.
    let which = of("resync config login", "secret");
    let choices: Vec<_> = which.get_possible_values();
    assert_eq!(choices.len(), 3, "{choices:?}");
}
