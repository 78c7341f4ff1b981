//! Finds tool calls that a model printed as text instead of making them, as small models do.

use std::sync::LazyLock;

use regex::Regex;
use serde_json::{Map, Value};

use super::thinking::first;

/// A call found in text: the tool's name and its arguments as JSON text.
type Found = (String, String);

static FUNCTION: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?is)^<function\s*=\s*([^>\s]+)\s*>").expect("a fixed expression")
});
static PARAMETER: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?is)<parameter\s*=\s*([^>\s]+)\s*>\s*(.*?)\s*(?:</parameter>|$)")
        .expect("a fixed expression")
});
static NAME: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r#""(?:name|tool|tool_name|function|action)"\s*:\s*"([^"]+)""#)
        .expect("a fixed expression")
});

/// Splits a reply into what may be shown and the tool calls printed in it. `known` are the names of
/// the tools on offer: a bare object is a call only if it has the form of one.
pub fn salvage(text: &str, known: &[&str]) -> (String, Vec<(String, String)>) {
    let (mut shown, mut calls, mut rest) = (String::new(), Vec::new(), text);
    while let Some((at, opener)) = opening(rest) {
        let (before, from) = rest.split_at(at);
        shown.push_str(before);
        let (length, found) = opener.read(from, known);
        if found.is_empty() {
            // Not a call after all; its inside was looked at too.
            shown.push_str(&from[..length]);
        }
        calls.extend(found);
        rest = &from[length..];
    }
    shown.push_str(rest);
    (shown.trim().to_owned(), calls)
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Opener {
    Tag,
    Function,
    Marker(usize),
    Fence,
    Json,
}

/// What may begin a call, with the words it is known by.
const OPENERS: [(&str, Opener); 6] = [
    ("<tool_call>", Opener::Tag),
    ("<function=", Opener::Function),
    ("[TOOL_CALLS]", Opener::Marker(12)),
    ("<|python_tag|>", Opener::Marker(14)),
    ("```", Opener::Fence),
    ("{", Opener::Json),
];

/// The words that may begin a call.
pub(super) fn markers() -> impl Iterator<Item = &'static str> {
    OPENERS.iter().map(|(marker, _)| *marker).chain(["[{"])
}

/// Where the next thing begins that may be a call.
pub(super) fn opening(text: &str) -> Option<(usize, Opener)> {
    let (at, marker) = first(text, markers())?;
    let opener = OPENERS
        .iter()
        .find(|(known, _)| *known == marker)
        .map_or(Opener::Json, |(_, opener)| *opener);
    Some((at, opener))
}

impl Opener {
    /// The length of what began here, closed or not, and the calls in it.
    fn read(self, text: &str, known: &[&str]) -> (usize, Vec<Found>) {
        match self {
            Self::Tag => {
                let (inside, length) = between(text, "<tool_call>".len(), "</tool_call>");
                (length, marked(inside, known))
            }
            Self::Function => {
                let (inside, length) = between(text, 0, "</function>");
                (length, function(inside).into_iter().collect())
            }
            Self::Marker(skip) => {
                let (values, used) = values(&text[skip..]);
                (
                    skip + used,
                    values
                        .iter()
                        .flat_map(|value| calls(value, known, true))
                        .collect(),
                )
            }
            Self::Fence => {
                let (block, length) = between(text, 3, "```");
                let inside = block.split_once('\n').map_or(block, |(_, inside)| inside);
                let found = if inside.trim_start().starts_with(['{', '[', '<']) {
                    fenced(inside, known)
                } else {
                    Vec::new()
                };
                (length, found)
            }
            Self::Json => {
                let (values, used) = values(text);
                let found: Vec<Found> = values
                    .iter()
                    .flat_map(|value| calls(value, known, false))
                    .collect();
                match (used, broken(text, known)) {
                    // It never closes: the model was cut, or cannot write JSON. Tell it so.
                    (0, Some(call)) => (text.len(), vec![call]),
                    (0, None) => (1, found),
                    _ => (used, found),
                }
            }
        }
    }

    /// The length of what began here, once it is all there.
    pub(super) fn closed(self, text: &str) -> Option<usize> {
        match self {
            Self::Fence => text.get(3..)?.find("```").map(|at| at + 6),
            Self::Json => Some(values(text).1).filter(|used| *used > 0),
            Self::Tag | Self::Function | Self::Marker(_) => None,
        }
    }
}

/// What stands up to a closing mark, and the length with it; the rest when it never comes.
fn between<'a>(text: &'a str, skip: usize, closing: &str) -> (&'a str, usize) {
    let inside = &text[skip..];
    match first(inside, [closing].into_iter()) {
        Some((at, _)) => (&inside[..at], skip + at + closing.len()),
        None => (inside, text.len()),
    }
}

/// The calls between explicit tags: whatever stands there is meant as one.
fn marked(inside: &str, known: &[&str]) -> Vec<Found> {
    let inside = inside.trim();
    if inside.starts_with("<function") {
        return function(inside).into_iter().collect();
    }
    let found: Vec<Found> = values(inside)
        .0
        .iter()
        .flat_map(|value| calls(value, known, true))
        .collect();
    if found.is_empty() {
        let name = NAME
            .captures(inside)
            .map_or("", |found| found.get(1).map_or("", |m| m.as_str()));
        return vec![(name.to_owned(), inside.to_owned())];
    }
    found
}

fn fenced(inside: &str, known: &[&str]) -> Vec<Found> {
    if inside.trim_start().starts_with('<') {
        return salvage(inside, known).1;
    }
    let (values, used) = values(inside);
    let mut found: Vec<Found> = values
        .iter()
        .flat_map(|value| calls(value, known, false))
        .collect();
    found.extend(broken(&inside[used..], known));
    found
}

/// `<function=name>{…}` or `<function=name><parameter=key>value</parameter>…`
fn function(text: &str) -> Option<Found> {
    let head = FUNCTION.captures(text)?;
    let name = head.get(1)?.as_str().to_owned();
    let body = text[head.get(0)?.end()..]
        .split("</function>")
        .next()
        .unwrap_or_default();
    let mut arguments = Map::new();
    for parameter in PARAMETER.captures_iter(body) {
        let value = &parameter[2];
        let value = serde_json::from_str(value).unwrap_or_else(|_| Value::String(value.to_owned()));
        arguments.insert(parameter[1].to_owned(), value);
    }
    if arguments.is_empty() && !body.trim().is_empty() {
        return Some((name, body.trim().to_owned()));
    }
    Some((name, Value::Object(arguments).to_string()))
}

/// The JSON values at the beginning of a text, and the bytes they take.
fn values(text: &str) -> (Vec<Value>, usize) {
    let (mut found, mut used) = (Vec::new(), 0);
    loop {
        let rest = &text[used..];
        let start = rest.len()
            - rest
                .trim_start_matches(|c: char| {
                    c.is_whitespace() || (c == ',' || c == ';') && used > 0
                })
                .len();
        if !rest[start..].starts_with(['{', '[']) {
            break;
        }
        let mut stream = serde_json::Deserializer::from_str(&rest[start..]).into_iter::<Value>();
        let Some(Ok(value)) = stream.next() else {
            break;
        };
        used += start + stream.byte_offset();
        found.push(value);
    }
    (found, used)
}

/// The calls that a value stands for. `meant`: it stands where only calls stand.
fn calls(value: &Value, known: &[&str], meant: bool) -> Vec<Found> {
    match value {
        Value::Array(values) => values
            .iter()
            .flat_map(|value| calls(value, known, meant))
            .collect(),
        Value::Object(map) => {
            if let Some(list) = map.get("tool_calls").filter(|list| list.is_array()) {
                return calls(list, known, true);
            }
            call(map, known, meant).into_iter().collect()
        }
        _ => Vec::new(),
    }
}

fn call(map: &Map<String, Value>, known: &[&str], meant: bool) -> Option<Found> {
    if let Some(Value::Object(inner)) = map.get("function") {
        return call(inner, known, true);
    }
    let name = ["name", "tool", "tool_name", "function", "action"]
        .iter()
        .find_map(|key| map.get(*key)?.as_str());
    let arguments = ["arguments", "parameters", "args", "input", "action_input"]
        .iter()
        .find_map(|key| map.get(*key));
    match (name, arguments) {
        (Some(name), Some(arguments))
            if meant || known.contains(&name) || arguments.is_object() =>
        {
            let text = match arguments {
                Value::String(text) => text.clone(),
                Value::Null => "{}".to_owned(),
                other => other.to_string(),
            };
            Some((name.to_owned(), text))
        }
        // {"tool": "plan_summary"}, or with the arguments beside the name.
        (Some(name), None) if known.contains(&name) => {
            let rest: Map<String, Value> = map
                .iter()
                .filter(|(key, value)| value.as_str() != Some(name) && *key != "type")
                .map(|(key, value)| (key.clone(), value.clone()))
                .collect();
            Some((name.to_owned(), Value::Object(rest).to_string()))
        }
        // {"get_job": {"job": "X"}}
        (None, None) if map.len() == 1 => {
            let (name, arguments) = map.iter().next()?;
            (known.contains(&name.as_str()) && arguments.is_object())
                .then(|| (name.clone(), arguments.to_string()))
        }
        _ => None,
    }
}

/// A call to a known tool that is no JSON.
fn broken(text: &str, known: &[&str]) -> Option<Found> {
    let text = text.trim();
    let found = NAME.captures(text)?;
    let begins = found.get(0)?.start();
    let name = found.get(1)?.as_str();
    let at_once = text.starts_with('{') && text[1..begins].trim().is_empty();
    (at_once && known.contains(&name)).then(|| (name.to_owned(), text.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const KNOWN: &[&str] = &["get_job", "read_job_log", "plan_summary"];

    fn found(text: &str) -> (String, Vec<(String, Value)>) {
        let (shown, calls) = salvage(text, KNOWN);
        let calls = calls
            .into_iter()
            .map(|(name, arguments)| {
                let value = serde_json::from_str(&arguments).unwrap_or(Value::String(arguments));
                (name, value)
            })
            .collect();
        (shown, calls)
    }

    #[track_caller]
    fn one(text: &str, shown: &str) {
        let expected = vec![("get_job".to_owned(), serde_json::json!({ "job": "X" }))];
        assert_eq!(found(text), (shown.to_owned(), expected), "{text}");
    }

    #[test]
    fn every_printed_form_is_a_call_and_is_not_shown() {
        for text in [
            r#"{"name": "get_job", "arguments": {"job": "X"}}"#,
            r#"{"name": "get_job", "arguments": "{\"job\": \"X\"}"}"#,
            r#"{"tool": "get_job", "parameters": {"job": "X"}}"#,
            r#"{"tool": "get_job", "job": "X"}"#,
            r#"{"get_job": {"job": "X"}}"#,
            r#"{"type": "function", "function": {"name": "get_job", "arguments": {"job": "X"}}}"#,
            r#"{"tool_calls": [{"function": {"name": "get_job", "arguments": "{\"job\":\"X\"}"}}]}"#,
            r#"[{"name": "get_job", "arguments": {"job": "X"}}]"#,
            "```json\n{\"name\": \"get_job\", \"arguments\": {\"job\": \"X\"}}\n```",
            "```\n{\"name\": \"get_job\", \"arguments\": {\"job\": \"X\"}}\n```",
            "```tool_call\n{\"name\": \"get_job\", \"arguments\": {\"job\": \"X\"}}",
            "<tool_call>\n{\"name\": \"get_job\", \"arguments\": {\"job\": \"X\"}}\n</tool_call>",
            "<tool_call>{\"name\": \"get_job\", \"arguments\": {\"job\": \"X\"}}",
            "<function=get_job>{\"job\": \"X\"}</function>",
            "<function=get_job>\n<parameter=job>\nX\n</parameter>\n</function>",
            "<tool_call><function=get_job><parameter=job>X</parameter></function></tool_call>",
            "[TOOL_CALLS][{\"name\": \"get_job\", \"arguments\": {\"job\": \"X\"}}]",
            "<|python_tag|>{\"name\": \"get_job\", \"parameters\": {\"job\": \"X\"}}",
            "```xml\n<tool_call>{\"name\": \"get_job\", \"arguments\": {\"job\": \"X\"}}</tool_call>\n```",
        ] {
            one(text, "");
        }
        one(
            "I look at it: {\"name\": \"get_job\", \"arguments\": {\"job\": \"X\"}}",
            "I look at it:",
        );
    }

    #[test]
    fn several_calls_in_one_reply_are_all_found_in_order() {
        for text in [
            "{\"name\":\"get_job\",\"arguments\":{}}\n{\"name\":\"plan_summary\",\"arguments\":{}}",
            "<tool_call>{\"name\":\"get_job\",\"arguments\":{}}</tool_call>\n<tool_call>{\"name\":\"plan_summary\",\"arguments\":{}}</tool_call>",
            "```json\n{\"name\":\"get_job\",\"arguments\":{}}\n```\nand\n```json\n{\"name\":\"plan_summary\",\"arguments\":{}}\n```",
            "[{\"name\":\"get_job\",\"arguments\":{}},{\"name\":\"plan_summary\",\"arguments\":{}}]",
        ] {
            let (_, calls) = found(text);
            let names: Vec<&str> = calls.iter().map(|(name, _)| name.as_str()).collect();
            assert_eq!(names, ["get_job", "plan_summary"], "{text}");
        }
    }

    #[test]
    fn an_answer_that_quotes_json_or_a_command_is_an_answer() {
        for text in [
            "The record is {\"name\": \"LOAD\", \"status\": \"ABEND\"}.",
            "Run this:\n```\nresync jobs rerun LOAD\n```\nthen wait.",
            "```json\n{\"a\": 1}\n```",
            "A set {1, 2} and a list [3].",
            "${HOME}/bin { \"name\": \"x\"",
        ] {
            assert_eq!(found(text), (text.to_owned(), Vec::new()));
        }
    }

    #[test]
    fn a_broken_call_is_still_a_call_so_that_the_model_is_told() {
        for text in [
            "{\"name\": \"get_job\", \"arguments\": {\"job\": \"X\"",
            "```json\n{\"name\": \"get_job\", \"arguments\": {\"job\": 'X'}}\n```",
            "<tool_call>{\"name\": \"get_job\", \"arguments\": {,}}</tool_call>",
        ] {
            let (shown, calls) = found(text);
            assert_eq!((shown.as_str(), calls.len()), ("", 1), "{text}");
            assert_eq!(calls[0].0, "get_job");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_survived(text in "[ -~\\n{}\\[\\]<>`\"é]{0,200}") {
            let _ = salvage(&text, KNOWN);
        }
    }
}
