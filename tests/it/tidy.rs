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
        for (number, line) in text.lines().enumerate() {
            for piece in line.split("crate::").skip(1) {
                let name: String = piece
                    .chars()
                    .take_while(|c| c.is_alphanumeric() || *c == '_')
                    .collect();
                if let Some(other) = LAYERS.iter().position(|layer| *layer == name)
                    && other > level
                {
                    wrong.push(format!(
                        "{}:{}: {module} imports {name}",
                        relative.display(),
                        number + 1
                    ));
                }
            }
        }
        // The demo knows the contract and the plan, nothing of the diagnosis it is a proof for.
        if module == "demo" {
            for forbidden in ["crate::diagnose", "crate::report", "crate::ask"] {
                if text.contains(forbidden) {
                    wrong.push(format!(
                        "{}: the demo imports {forbidden}",
                        relative.display()
                    ));
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
