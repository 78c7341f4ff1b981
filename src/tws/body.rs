//! Bodies of answers: decoding, and what to say when they are not what the contract promises.

use std::sync::LazyLock;

use regex::Regex;
use serde::de::DeserializeOwned;

use crate::error::{Error, Result};

/// Longest piece of a foreign body that is shown, in characters.
const EXCERPT: usize = 120;

static TITLE: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"(?is)<title[^>]*>(.*?)</title>").expect("a fixed expression"));

static CODE: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"\b(AWS|AWK)[A-Z]{3}\d{3,4}[EWI]\b").expect("a fixed expression"));

/// Makes foreign text fit for one line of a terminal or log: control, format and line characters
/// become visible escapes, and the length is bounded (in characters).
pub fn escape(text: &str, longest: usize) -> String {
    let mut out = String::with_capacity(text.len().min(longest) + 8);
    for (n, c) in text.chars().enumerate() {
        if n >= longest {
            out.push('…');
            break;
        }
        match c {
            '\n' | '\r' | '\t' => out.push(' '),
            c if c.is_control() || is_format(c) => out.extend(c.escape_unicode()),
            c => out.push(c),
        }
    }
    out
}

/// Characters that change how others are shown: bidirectional marks, joiners, line separators.
pub fn is_format(c: char) -> bool {
    matches!(c,
        '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{061c}'
        | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

/// Decodes a body; `what` says what was being read, from `target`.
pub fn decode<T: DeserializeOwned>(body: &[u8], what: &str, target: &str) -> Result<T> {
    let body = body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body);
    serde_json::from_slice(body).map_err(|error| {
        if looks_like_html(body) {
            return not_an_api(body, what, target);
        }
        let at = excerpt_around(body, error.line(), error.column());
        let why = match error.classify() {
            serde_json::error::Category::Eof => "the answer ends too early".to_owned(),
            _ => escape(&error.to_string(), EXCERPT),
        };
        Error::unreadable(format!(
            "failed to read {what} from {target}: {why}, near \"{at}\""
        ))
    })
}

/// Whether a body is a web page.
pub fn looks_like_html(body: &[u8]) -> bool {
    let start: String = String::from_utf8_lossy(&body[..body.len().min(400)])
        .trim_start()
        .to_ascii_lowercase();
    start.starts_with("<!doctype") || start.starts_with("<html") || start.contains("<html")
}

/// The error for a web page where the scheduler's answer should be.
pub fn not_an_api(body: &[u8], what: &str, target: &str) -> Error {
    let title = html_title(body).map_or_else(String::new, |title| format!(" titled \"{title}\""));
    Error::not_an_api(format!(
        "failed to read {what}: {target} answered with a web page{title}, not with the scheduler's API"
    ))
}

fn html_title(body: &[u8]) -> Option<String> {
    let text = String::from_utf8_lossy(&body[..body.len().min(16 * 1024)]);
    let title = TITLE
        .captures(&text)?
        .get(1)?
        .as_str()
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ");
    (!title.is_empty()).then(|| escape(&title, 80))
}

fn excerpt_around(body: &[u8], line: usize, column: usize) -> String {
    let start: usize = body
        .split(|b| *b == b'\n')
        .take(line.saturating_sub(1))
        .map(|l| l.len() + 1)
        .sum();
    let at = (start + column).min(body.len());
    let from = at.saturating_sub(60);
    escape(
        &String::from_utf8_lossy(&body[from..(at + 60).min(body.len())]),
        EXCERPT,
    )
}

/// What an error body says, in one bounded line; the contract does not describe these bodies.
pub fn error_text(body: &[u8]) -> String {
    let body = &body[..body.len().min(64 * 1024)];
    if looks_like_html(body) {
        return html_title(body).unwrap_or_default();
    }
    let mut found = Vec::new();
    if let Ok(value) = serde_json::from_slice::<serde_json::Value>(body) {
        strings(&value, &mut found, 0);
    }
    let text = if found.is_empty() {
        String::from_utf8_lossy(body).into_owned()
    } else {
        found.join("; ")
    };
    escape(
        text.split_whitespace()
            .collect::<Vec<_>>()
            .join(" ")
            .as_str(),
        300,
    )
}

fn strings(value: &serde_json::Value, found: &mut Vec<String>, depth: usize) {
    if depth > 4 || found.len() > 6 {
        return;
    }
    match value {
        serde_json::Value::String(text) if !text.trim().is_empty() => found.push(text.clone()),
        serde_json::Value::Array(items) => items
            .iter()
            .for_each(|item| strings(item, found, depth + 1)),
        serde_json::Value::Object(map) => {
            // The messages first: they say most.
            for key in [
                "messages",
                "message",
                "errorMessage",
                "detail",
                "errorCode",
                "exceptionName",
            ] {
                if let Some(value) = map.get(key) {
                    strings(value, found, depth + 1);
                }
            }
            if found.is_empty() {
                map.values()
                    .for_each(|value| strings(value, found, depth + 1));
            }
        }
        _ => {}
    }
}

/// Whether the scheduler's own codes say that the object's present state forbids the action.
pub fn is_state_refusal(text: &str) -> bool {
    text.contains("AWSJSY404E") || text.contains("AWSBIN076E") || text.contains("AWSBIN091E")
}

/// Whether the text holds a message code of the scheduler.
pub fn has_code(text: &str) -> bool {
    CODE.is_match(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_and_bidi_marks_become_visible() {
        assert_eq!(
            escape("a\u{1b}[31mb\u{202e}c\nd", 50),
            "a\\u{1b}[31mb\\u{202e}c d"
        );
        assert_eq!(escape("abcdef", 3), "abc…");
    }

    #[test]
    fn error_bodies_of_every_form_yield_one_line() {
        assert_eq!(
            error_text(br#"{"messages":["AWSJCO001E bad"],"exceptionName":"X"}"#),
            "AWSJCO001E bad; X"
        );
        assert_eq!(
            error_text(b"<html><title>Login\n page</title></html>"),
            "Login page"
        );
        assert_eq!(error_text(b"plain\n text"), "plain text");
        assert_eq!(error_text(b""), "");
    }

    #[test]
    fn broken_json_is_named_with_an_excerpt_and_never_overflows() {
        let deep = "[".repeat(100_000);
        for body in [
            &b"{\"count\":1,"[..],
            b"NaN",
            b"{\"count\":1,\"count\":2}",
            deep.as_bytes(),
            b"\xff\xfe",
        ] {
            let error = decode::<super::super::wire::Page<super::super::wire::JobInPlan>>(
                body, "the jobs", "http://x",
            )
            .expect_err("broken");
            assert!(matches!(error, Error::Unreadable(_)), "{error}");
            assert!(error.to_string().chars().count() < 500);
        }
    }

    #[test]
    fn a_byte_order_mark_is_passed_over() {
        let page: super::super::wire::Page<super::super::wire::JobInPlan> =
            decode(b"\xef\xbb\xbf{\"count\":3}", "the jobs", "http://x").expect("readable");
        assert_eq!(page.count.get(), Some(3));
    }
}
