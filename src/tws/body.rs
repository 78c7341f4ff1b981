//! Decoding of JSON answers. What does not fit the contract is an error that says where and shows
//! a little of what was there.

use std::sync::Arc;

use bytes::Bytes;
use serde::Deserialize;
use serde::de::{DeserializeOwned, IgnoredAny};

use super::credentials::Credentials;
use super::failure::Failed;
use super::lenient::{Loose, list};
use super::text::{one_line, strip_bom};
use super::transport::Transport;
use super::wire::Page;
use crate::error::{Error, Result};

/// Characters of a body shown in a message.
const EXCERPT: usize = 120;

/// Bodies above this are decoded on a thread of their own, so that they hold nothing else up.
const LARGE: usize = 256 << 10;

/// A list answer. Unlike [`Page`] it insists on `results`: an object without it is not an empty
/// list, but something else.
#[derive(Deserialize)]
#[serde(bound = "T: DeserializeOwned")]
struct Listed<T> {
    #[serde(default)]
    count: Loose<i64>,
    #[serde(deserialize_with = "list")]
    results: Vec<T>,
    #[serde(default)]
    next: Loose<String>,
    #[serde(default)]
    previous: Loose<String>,
}

/// Decodes one page of a list; `what` names it in errors.
pub(super) async fn page<T>(body: Bytes, what: &str, from: &Transport) -> Result<Page<T>>
where
    T: DeserializeOwned + Send + 'static,
{
    let listed: Listed<T> = object(body, what, from).await?;
    Ok(Page {
        count: listed.count,
        results: listed.results,
        next: listed.next,
        previous: listed.previous,
    })
}

/// Decodes one object.
pub(super) async fn object<T>(body: Bytes, what: &str, from: &Transport) -> Result<T>
where
    T: DeserializeOwned + Send + 'static,
{
    let result = if body.len() < LARGE {
        decode(&body, &from.credentials)
    } else {
        let credentials = Arc::clone(&from.credentials);
        tokio::task::spawn_blocking(move || decode(&body, &credentials))
            .await
            .map_err(|error| Error::internal("decoding an answer failed").with_source(error))?
    };
    result.map_err(|why| Failed::new(Error::unreadable, why).into_error(what, from.target()))
}

/// The value, or why it could not be read.
fn decode<T: DeserializeOwned>(body: &[u8], credentials: &Credentials) -> Result<T, String> {
    let json = strip_bom(body);
    let Some(start) = json.iter().find(|byte| !byte.is_ascii_whitespace()) else {
        return Err("the answer is empty".to_owned());
    };
    if *start != b'{' {
        // A struct would also be read from an array; the contract knows only objects.
        let reason = serde_json::from_slice::<IgnoredAny>(json).map_or_else(
            |error| place(json, &error, credentials),
            |_| "it is not a JSON object".to_owned(),
        );
        let excerpt = excerpt(json, 0, credentials);
        return Err(format!(
            "the answer does not fit the contract: {reason}; it begins {excerpt:?}"
        ));
    }
    serde_json::from_slice(json).map_err(|error| {
        let lines = json.split_inclusive(|&byte| byte == b'\n');
        let before: usize = lines
            .take(error.line().saturating_sub(1))
            .map(<[u8]>::len)
            .sum();
        let excerpt = excerpt(json, before + error.column(), credentials);
        let place = place(json, &error, credentials);
        format!("the answer does not fit the contract: {place}; near {excerpt:?}")
    })
}

/// What is wrong, with line and column.
fn place(json: &[u8], error: &serde_json::Error, credentials: &Credentials) -> String {
    let text = one_line(&credentials.redact(&error.to_string()), 160);
    if error.is_eof() {
        return format!("it ends too early, after {} bytes ({text})", json.len());
    }
    text
}

/// What stands where decoding stopped: up to two thirds before it, the rest after it. Credentials
/// are looked for in a wider piece, so that a part of one is not shown either.
fn excerpt(json: &[u8], at: usize, credentials: &Credentials) -> String {
    const WIDE: usize = 8 << 10;
    let at = at.min(json.len());
    let text = |from: usize, to: usize| {
        one_line(
            &credentials.redact(&String::from_utf8_lossy(&json[from..to])),
            usize::MAX,
        )
    };
    let before = text(at.saturating_sub(WIDE), at);
    let after = text(at, (at + WIDE).min(json.len()));
    let skipped = before.chars().count().saturating_sub(EXCERPT * 2 / 3);
    let near: String = before
        .chars()
        .skip(skipped)
        .chain(after.chars())
        .take(EXCERPT)
        .collect();
    near
}

#[cfg(test)]
mod tests {
    use super::super::wire::JobInPlan;
    use super::*;
    use crate::config::Auth;

    fn jobs(body: &[u8]) -> Result<Listed<JobInPlan>, String> {
        let password = secrecy::SecretString::from("canary");
        let user = "u".to_owned();
        decode(body, &Credentials::new(&Auth::Basic { user, password }))
    }

    fn refused(body: &[u8]) -> String {
        let Err(text) = jobs(body) else {
            panic!("{:?} was read", String::from_utf8_lossy(body))
        };
        assert!(
            text.len() < 600 && !text.chars().any(char::is_control),
            "{text}"
        );
        text
    }

    #[test]
    fn a_password_in_the_answer_is_not_shown() {
        let text = refused(br#"{"results":"Authorization: canary"}"#);
        assert!(
            text.contains("Authorization: ***") && !text.contains("canary"),
            "{text}"
        );
    }

    #[test]
    fn a_byte_order_mark_is_no_obstacle() {
        assert!(jobs(b"\xef\xbb\xbf{\"results\":[]}").is_ok());
    }

    #[test]
    fn an_object_without_results_is_not_an_empty_list() {
        assert!(refused(b"{}").contains("results"));
        assert!(refused(b"{\"error\":\"boom\"}").contains("results"));
        refused(b"[]");
        refused(b"null");
        assert!(refused(b"  ").contains("empty"));
    }

    #[test]
    fn nonsense_is_located_and_shown() {
        let cut = refused(b"{\"results\":[{\"id\":\"a\"");
        assert!(cut.contains("ends too early, after 21 bytes"), "{cut}");
        assert!(refused(b"{\"results\":[{\"priority\":NaN}]}").contains("NaN"));
        assert!(refused(b"{\"results\":[{\"id\":\"a\",\"id\":\"b\"}]}").contains("duplicate"));
        let shown = refused(b"{\n\"results\": \"\x1b[31m\"\n}");
        assert!(shown.contains("line 2"), "{shown}");
    }

    #[test]
    fn great_depth_never_exhausts_the_stack() {
        // What is not read is skipped without going down into it.
        let task = format!("{}1{}", "{\"a\":".repeat(1_000), "}".repeat(1_000));
        let body = format!("{{\"results\":[{{\"jobDefinition\":{{\"task\":{task}}}}}]}}");
        assert_eq!(jobs(body.as_bytes()).map(|page| page.results.len()), Ok(1));
        refused("[".repeat(100_000).as_bytes());
        refused(format!("{{\"results\":{}", "[".repeat(100_000)).as_bytes());
    }

    #[test]
    fn a_text_of_ten_megabytes_is_not_shown() {
        let body = format!("{{\"results\":\"{}\"}}", "x".repeat(10 << 20));
        refused(body.as_bytes());
    }
}
