//! `--jq`: an answer through a jq program, without jq installed.

use jaq_core::load::{Arena, File, Loader};
use jaq_core::{Compiler, Ctx, Native, Vars, compile, data, load, unwrap_valr};
use jaq_json::{Val, read, write};

use crate::error::{Error, Result};

/// A program that was understood.
pub struct Filter(compile::Filter<Native<data::JustLut<Val>>>);

impl std::fmt::Debug for Filter {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Filter")
    }
}

impl Filter {
    /// Reads a program.
    pub fn new(program: &str) -> Result<Self> {
        let definitions = jaq_core::defs()
            .chain(jaq_std::defs())
            .chain(jaq_json::defs());
        let functions = jaq_core::funs()
            .chain(jaq_std::funs())
            .chain(jaq_json::funs());
        let arena = Arena::default();
        let file = File {
            code: program,
            path: (),
        };
        let modules = Loader::new(definitions)
            .load(&arena, file)
            .map_err(|faults| wrong(program, faults.iter().find_map(|(_, fault)| near(fault))))?;
        let compiled = Compiler::default()
            .with_funs(functions)
            .compile(modules)
            .map_err(|faults| {
                let first = faults.iter().flat_map(|(_, faults)| faults).next();
                wrong(
                    program,
                    first.map(|(name, what)| format!("there is no {} {name}", what.as_str())),
                )
            })?;
        Ok(Self(compiled))
    }

    /// What the program makes of an answer, a line each: texts as they are, all else as JSON.
    pub fn apply(&self, answer: &impl serde::Serialize) -> Result<Vec<String>> {
        let text = serde_json::to_vec(answer)
            .map_err(|error| Error::internal("failed to write JSON").with_source(error))?;
        let input = read::parse_single(&text)
            .map_err(|error| Error::internal(format!("failed to read JSON back: {error}")))?;
        let context = Ctx::<data::JustLut<Val>>::new(&self.0.lut, Vars::new([]));
        let mut lines = Vec::new();
        for value in self.0.id.run((context, input)).map(unwrap_valr) {
            let value = value
                .map_err(|error| Error::usage(format!("--jq failed on this answer: {error}")))?;
            lines.push(match &value {
                Val::TStr(text) => String::from_utf8_lossy(text).into_owned(),
                other => {
                    let mut out = Vec::new();
                    write::write(&mut out, &write::Pp::default(), 0, other)?;
                    String::from_utf8_lossy(&out).into_owned()
                }
            });
        }
        Ok(lines)
    }
}

/// Where a program could not be read.
fn near(fault: &load::Error<&str>) -> Option<String> {
    let (wanted, at) = match fault {
        load::Error::Io(_) => return Some("it reads other files".to_owned()),
        load::Error::Lex(faults) => faults.first().map(|(what, at)| (what.as_str(), *at))?,
        load::Error::Parse(faults) => faults.first().map(|(what, at)| (what.as_str(), *at))?,
    };
    let found = if at.is_empty() { "its end" } else { at };
    Some(format!("{wanted} was expected at {found}"))
}

fn wrong(program: &str, why: Option<String>) -> Error {
    let program = super::clean(program);
    let why = why.map_or_else(String::new, |why| format!(": {}", super::clean(&why)));
    Error::usage(format!("--jq \"{program}\" is no jq program{why}"))
        .with_hint("for example --jq '.data[].key'; resync --schema jobs shows the keys")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(program: &str) -> Vec<String> {
        let answer = serde_json::json!({ "data": [
            { "key": "A\tB", "return_code": 8, "late": true }, { "key": "C", "return_code": null, "late": false },
        ]});
        Filter::new(program)
            .and_then(|filter| filter.apply(&answer))
            .unwrap_or_else(|error| vec![error.to_string()])
    }

    #[test]
    fn programs_pick_and_shape() {
        assert_eq!(lines(".data[].key"), ["A\tB", "C"]);
        assert_eq!(lines(".data | length"), ["2"]);
        assert_eq!(
            lines(".data[] | select(.late) | {key, rc: .return_code}"),
            ["{\"key\":\"A\\tB\",\"rc\":8}"]
        );
        assert_eq!(lines("[.data[].return_code // 0] | add"), ["8"]);
        assert_eq!(
            lines(".data[] | [.key, .late] | join(\";\")"),
            ["A\tB;true", "C;false"]
        );
    }

    #[test]
    fn what_is_wrong_is_said() {
        for (program, wanted) in [
            (".data[", "is no jq program"),
            (".data | nosuch", "there is no filter nosuch"),
            ("$x", "there is no variable $x"),
            (".data.key", "--jq failed on this answer"),
            ("\"", "is no jq program"),
        ] {
            let said = lines(program);
            assert!(
                said.len() == 1 && said[0].contains(wanted),
                "{program}: {said:?}"
            );
        }
    }
}
