//! What an HTTP status other than 2xx means, and the scheduler's own words out of whatever body
//! came with it. The contract describes no error body: JSON, text, HTML and nothing all occur.

use std::sync::LazyLock;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::Timestamp;
use regex::Regex;

use super::call::Call;
use super::failure::{Again, Failed, Health};
use super::text::{html_title, looks_like_html, one_line, strip_bom};
use crate::error::Error;

/// Characters of the scheduler's words shown in a message.
const WORDS: usize = 400;

static CODE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"\b(?:AWS|AWK)[A-Z]{3}\d{3,4}[EWI]\b").expect("the pattern is constant and valid")
});

/// An answer that is no success.
pub(super) struct Refusal<'a> {
    /// The HTTP status.
    pub status: u16,
    /// The beginning of the body.
    pub body: &'a [u8],
    /// Value of `Location`.
    pub location: Option<&'a str>,
    /// Wait asked for by `Retry-After`.
    pub retry_after: Option<Duration>,
    /// The bearer token that was sent, to tell an expired one.
    pub token: Option<&'a str>,
    /// The user that was sent.
    pub user: Option<&'a str>,
}

/// The failure that `refusal` means for `call`.
pub(super) fn explain(refusal: &Refusal<'_>, call: &Call) -> Failed {
    let words = words(refusal.body);
    let coded = CODE.is_match(&words);
    let status = refusal.status;
    let said = if words.is_empty() {
        format!("HTTP {status}")
    } else {
        format!("HTTP {status}: {words}")
    };
    let failed = |make: fn(String) -> Error, text: String| {
        Failed::new(make, text).health(Health::Well).status(status)
    };
    let ill = |text: String| {
        let again = refusal.retry_after.map_or(Again::Soon, Again::After);
        failed(Error::upstream, text)
            .health(Health::Ill)
            .again(again)
    };
    match status {
        300..=399 => {
            let to = refusal
                .location
                .map_or("nowhere".to_owned(), |to| one_line(to, 200));
            failed(
                Error::not_an_api,
                format!("the answer is a redirect (HTTP {status}) to {to}, which is not followed"),
            )
        }
        401 => unauthorized(refusal, &said),
        403 => failed(
            Error::unauthorized,
            format!("the user lacks a right for this ({said})"),
        )
        .hint("ask for the right in the security file or the roles of the engine"),
        400 if call.changes && coded => failed(Error::refused, words),
        400 => bad_request(call, &words, &said),
        404 => missing(call, &words, &said),
        409 => failed(Error::refused, said),
        429 => {
            let again = refusal.retry_after.map_or(Again::Soon, Again::After);
            failed(
                Error::limited,
                format!("the scheduler limits requests ({said})"),
            )
            .again(again)
        }
        500 if call.changes && coded => failed(
            Error::refused,
            format!("not possible in the present state: {words}"),
        ),
        // Business errors come as 500 too; they carry a message code, and stay as they are.
        500 if coded => failed(Error::upstream, said),
        503 => ill(format!("the scheduler is busy or being started ({said})")),
        501 | 505 => failed(Error::upstream, said),
        500..=599 => ill(said),
        _ => failed(Error::upstream, said),
    }
}

fn unauthorized(refusal: &Refusal<'_>, said: &str) -> Failed {
    let text = match (refusal.token, refusal.user) {
        (Some(token), _) => match expiry(token) {
            Some(at) if at <= Timestamp::now() => {
                format!("the API key expired at {at:.0} ({said})")
            }
            _ => format!("the API key is not accepted: wrong, expired or revoked ({said})"),
        },
        (None, Some(user)) => {
            let user = one_line(user, 60);
            format!("the user {user:?} or the password is wrong ({said})")
        }
        (None, None) => format!("credentials are needed ({said})"),
    };
    Failed::new(Error::unauthorized, text)
        .health(Health::Well)
        .status(401)
}

fn bad_request(call: &Call, words: &str, said: &str) -> Failed {
    let text = match call.filter.as_deref() {
        Some(filter) => {
            format!(
                "the scheduler does not accept the filter {:?} ({said})",
                one_line(filter, 300)
            )
        }
        None => format!("the scheduler does not accept the request ({said})"),
    };
    let about_filter = words.to_ascii_uppercase().contains("OQL") || words.is_empty();
    let failed = if call.own_filter && about_filter {
        Failed::new(Error::usage, text)
            .hint("fields, operators and values are case-sensitive; strings stand in single quotes")
    } else {
        Failed::new(Error::upstream, text)
    };
    failed.health(Health::Well).status(400)
}

fn missing(call: &Call, words: &str, said: &str) -> Failed {
    let failed = match &call.object {
        Some(object) if words.is_empty() => {
            Failed::new(Error::not_found, format!("the plan has no {object}"))
        }
        Some(object) => Failed::new(
            Error::not_found,
            format!("the plan has no {object} ({said})"),
        ),
        None => Failed::new(Error::not_an_api, format!("there is no such path ({said})")).hint(
            "the REST API v2 came with 10.1 FP1, at /twsd/api/v2; check TWS_URL and its path",
        ),
    };
    failed.health(Health::Well).status(404)
}

/// When a token says that it expires (`exp` of a JWT, RFC 7519); it is only read, not trusted.
fn expiry(token: &str) -> Option<Timestamp> {
    let claims = URL_SAFE_NO_PAD
        .decode(token.split('.').nth(1)?.trim_end_matches('='))
        .ok()?;
    let claims: serde_json::Value = serde_json::from_slice(&claims).ok()?;
    Timestamp::from_second(claims.get("exp")?.as_i64()?).ok()
}

/// The scheduler's words out of an error body, on one line.
pub(super) fn words(body: &[u8]) -> String {
    let body = strip_bom(body);
    let text = String::from_utf8_lossy(body);
    if looks_like_html(body) {
        return html_title(&text).map_or_else(
            || "an HTML page".to_owned(),
            |title| format!("an HTML page, {title:?}"),
        );
    }
    match serde_json::from_slice::<serde_json::Value>(body) {
        Ok(value) => {
            let mut parts = Vec::new();
            collect(&value, false, &mut parts);
            let codes_only = parts.is_empty();
            if codes_only {
                collect(&value, true, &mut parts);
            }
            one_line(&parts.join("; "), WORDS)
        }
        Err(_) => one_line(&text, WORDS),
    }
}

/// Members that are known to hold the words of an error.
const SPEAKING: &[&str] = &[
    "messages",
    "message",
    "errormessage",
    "errorcode",
    "error",
    "errors",
    "title",
    "detail",
    "details",
    "exceptionname",
    "code",
    "description",
    "reason",
    "cause",
];

/// Gathers the texts of a JSON error body: of the speaking members, or of all.
fn collect(value: &serde_json::Value, all: bool, parts: &mut Vec<String>) {
    match value {
        serde_json::Value::String(text) if all => push(text, parts),
        serde_json::Value::Array(items) => {
            for item in items {
                match item {
                    serde_json::Value::String(text) => push(text, parts),
                    other => collect(other, all, parts),
                }
            }
        }
        serde_json::Value::Object(members) => {
            for (name, member) in members {
                let speaking = SPEAKING.contains(&name.to_ascii_lowercase().as_str());
                match member {
                    serde_json::Value::String(text) if speaking || all => push(text, parts),
                    serde_json::Value::Number(number) if speaking => {
                        push(&number.to_string(), parts);
                    }
                    serde_json::Value::Object(_) | serde_json::Value::Array(_)
                        if speaking || all =>
                    {
                        collect(member, all, parts);
                    }
                    _ => {}
                }
            }
        }
        _ => {}
    }
}

fn push(text: &str, parts: &mut Vec<String>) {
    if parts.len() < 8 && !text.trim().is_empty() && !parts.iter().any(|part| part == text) {
        parts.push(text.to_owned());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_found_in_every_shape_of_body() {
        let cases: &[(&str, &str)] = &[
            ("", ""),
            (
                r#"{"messages":["AWSJCO001E No."],"exceptionName":"X"}"#,
                "X; AWSJCO001E No.",
            ),
            (r#"{"message":"a\u001b[31m","status":500}"#, "a\\u{1b}[31m"),
            (r#"{"error":{"code":7,"message":"deep"}}"#, "7; deep"),
            (r#"["one","two"]"#, "one; two"),
            (r#"{"odd":"words"}"#, "words"),
            ("plain\r\nwords", "plain words"),
            (
                "<html><title>Error 500</title>",
                "an HTML page, \"Error 500\"",
            ),
        ];
        for (body, expected) in cases {
            assert_eq!(words(body.as_bytes()), *expected, "{body}");
        }
    }

    #[test]
    fn the_expiry_of_a_token_is_read_out_of_it() {
        let claims = URL_SAFE_NO_PAD.encode(r#"{"exp":1700000000}"#);
        let at = expiry(&format!("x.{claims}.y")).expect("exp");
        assert_eq!(at.to_string(), "2023-11-14T22:13:20Z");
        assert_eq!(expiry("opaque"), None);
        assert_eq!(expiry("a.!!.c"), None);
    }

    #[test]
    fn codes_are_told_from_words() {
        for code in ["AWSJCO136E", "AWSBIN0076E", "AWKRAA001W"] {
            assert!(CODE.is_match(code), "{code}");
        }
        assert!(!CODE.is_match("AWSOME100"));
    }
}
