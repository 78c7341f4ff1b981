//! The layers, the headers and what may not stay in the source.

use std::path::{Path, PathBuf};

/// Modules from the lowest to the highest; each imports only from those before it.
const LAYERS: &[&str] = &[
    "error", "config", "cache", "tws", "plan", "diagnose", "report", "ask", "tools", "llm", "chat",
    "demo", "server", "mcp", "output", "command",
];

fn sources(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).expect("a folder").flatten() {
        let path = entry.path();
        if path.is_dir() {
            found.extend(sources(&path));
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            found.push(path);
        }
    }
    found
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// The modules that a text names after `crate::`, alone or in braces, each with its line.
fn imports(text: &str) -> Vec<(usize, String)> {
    let word = |text: &str| -> String {
        let fits = |c: &char| c.is_alphanumeric() || *c == '_';
        text.trim_start().chars().take_while(fits).collect()
    };
    let mut found = Vec::new();
    for (at, _) in text.match_indices("crate::") {
        let line = text[..at].matches('\n').count() + 1;
        let rest = &text[at + "crate::".len()..];
        let Some(inner) = rest.strip_prefix('{') else {
            found.push((line, word(rest)));
            continue;
        };
        // The names that stand directly in the braces; what stands in inner ones belongs to them.
        let mut depth = 0;
        let mut begins = true;
        for (at, c) in inner.char_indices() {
            match c {
                '{' => depth += 1,
                '}' if depth == 0 => break,
                '}' => depth -= 1,
                ',' if depth == 0 => begins = true,
                _ if begins && !c.is_whitespace() => {
                    found.push((line, word(&inner[at..])));
                    begins = false;
                }
                _ => {}
            }
        }
    }
    found
}

#[test]
fn imports_are_seen_in_every_form() {
    let text = "use crate::error::Error;\nuse crate::{\n    config::{Engine, Model},\n    output,\n    demo::{self, a::{b, c}}, ask\n};\nlet x = crate::tws::escape(y);\n";
    let names: Vec<String> = imports(text).into_iter().map(|(_, name)| name).collect();
    assert_eq!(names, ["error", "config", "output", "demo", "ask", "tws"]);
    assert_eq!(imports(text)[5].0, 7);
}

#[test]
fn imports_only_go_down() {
    let mut wrong = Vec::new();
    for path in sources(&root().join("src")) {
        let relative = path
            .strip_prefix(root().join("src"))
            .expect("inside")
            .to_owned();
        let module = relative
            .iter()
            .next()
            .and_then(|part| part.to_str())
            .expect("a name")
            .trim_end_matches(".rs")
            .to_owned();
        let Some(level) = LAYERS.iter().position(|layer| *layer == module) else {
            continue;
        };
        let text = std::fs::read_to_string(&path).expect("readable");
        for (line, name) in imports(&text) {
            if let Some(other) = LAYERS.iter().position(|layer| *layer == name)
                && other > level
            {
                let file = relative.display();
                wrong.push(format!("{file}:{line}: {module} imports {name}"));
            }
        }
        // The demo knows the contract and the plan, nothing of the diagnosis it is a proof for.
        if module == "demo" {
            for (line, name) in imports(&text) {
                if ["diagnose", "report", "ask"].contains(&name.as_str()) {
                    let file = relative.display();
                    wrong.push(format!("{file}:{line}: the demo imports {name}"));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_file_says_what_it_is_for_and_nothing_is_left_undone() {
    let mut wrong = Vec::new();
    for folder in ["src", "tests", "benches", "examples"] {
        for path in sources(&root().join(folder)) {
            let text = std::fs::read_to_string(&path).expect("readable");
            if !text.starts_with("//! ") {
                wrong.push(format!("{} has no header", path.display()));
            }
            for forbidden in [
                concat!("todo", "!("),
                concat!("dbg", "!("),
                concat!("unimplemented", "!("),
                concat!("#[ign", "ore"),
            ] {
                if text.contains(forbidden) {
                    wrong.push(format!("{} holds {forbidden}", path.display()));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn only_output_and_commands_write_to_the_terminal() {
    for path in sources(&root().join("src")) {
        let relative = path.strip_prefix(root().join("src")).expect("inside");
        if relative.starts_with("output")
            || relative.starts_with("command")
            || relative == Path::new("output.rs")
        {
            continue;
        }
        let text = std::fs::read_to_string(&path).expect("readable");
        for forbidden in ["println!(", "std::io::stdout", "std::process::exit"] {
            assert!(
                !text.contains(forbidden),
                "{} holds {forbidden}",
                path.display()
            );
        }
    }
}

/// Lines a file may have before its tests.
const LINES: usize = 400;

/// Files that have more, and why they are one.
const LONGER: &[(&str, &str)] = &[
    (
        "report/status.rs",
        "the screen of the plan, one section after the other",
    ),
    ("report/health.rs", "the gate, one check after the other"),
    (
        "diagnose/diagnosis.rs",
        "the public answer with all its parts, on one page",
    ),
    (
        "diagnose/outlook/delay/play.rs",
        "a network played through with and without each delay",
    ),
    (
        "diagnose/engine.rs",
        "one diagnosis from its subject to its report",
    ),
    (
        "diagnose/gate.rs",
        "the gates of a job and of a stream, in the order they are asked",
    ),
    (
        "diagnose/facts.rs",
        "what may be needed, and how each is fetched",
    ),
    (
        "plan/job.rs",
        "a job with all its parts, as the contract spells them",
    ),
    ("tws/wire.rs", "a table of the contract's bodies"),
    (
        "tws/lenient.rs",
        "decoding of every odd value that servers were seen to send",
    ),
    (
        "tws/transport.rs",
        "a request from its building to its answer",
    ),
    (
        "ask/resolve.rs",
        "names to objects, for all kinds of objects",
    ),
];

#[test]
fn files_are_short_or_there_is_a_reason() {
    let mut wrong = Vec::new();
    for path in sources(&root().join("src")) {
        let relative = path.strip_prefix(root().join("src")).expect("inside");
        let relative = relative.display().to_string();
        // Tests are as long as what they try.
        if relative.ends_with("tests.rs") {
            continue;
        }
        let text = std::fs::read_to_string(&path).expect("readable");
        let own = text
            .lines()
            .take_while(|line| *line != "#[cfg(test)]" && !line.starts_with("#[cfg(all(test"));
        let lines = own.count();
        if lines > LINES && LONGER.iter().all(|(file, _)| *file != relative) {
            wrong.push(format!("{relative} has {lines} lines before its tests"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
