//! Answers with status 200 that are not the scheduler's: a login page, a proxy, another program.

use super::credentials::Credentials;
use super::failure::{Failed, Health};
use super::text::{html_title, looks_like_html, one_line, strip_bom};
use crate::error::Error;

/// Bytes of a page that are searched for its title.
const SEARCHED: usize = 64 << 10;

/// Whether a body is no JSON at all but something else. JSON that is labelled wrongly is JSON.
pub(super) fn is_not_json(content_type: Option<&str>, body: &[u8]) -> bool {
    let start = strip_bom(body)
        .iter()
        .find(|byte| !byte.is_ascii_whitespace());
    let json_start = matches!(start, Some(b'{' | b'['));
    let html_type = content_type.is_some_and(|kind| kind.to_ascii_lowercase().contains("html"));
    let json_type = content_type.is_none_or(|kind| kind.to_ascii_lowercase().contains("json"));
    looks_like_html(body) || (!json_start && (html_type || (!json_type && start.is_some())))
}

/// Whether text is an HTML page. A job may well print HTML, so only what is labelled so, or not
/// labelled at all, counts.
pub(super) fn is_a_page(content_type: Option<&str>, first: &[u8]) -> bool {
    let labelled = content_type.is_some_and(|kind| kind.to_ascii_lowercase().contains("html"));
    labelled || (content_type.is_none() && looks_like_html(first))
}

/// The failure that such an answer is.
pub(super) fn failure(body: &[u8], credentials: &Credentials) -> Failed {
    let text = String::from_utf8_lossy(&body[..body.len().min(SEARCHED)]);
    let text = credentials.redact(&text);
    let what = match html_title(&text) {
        Some(title) if looks_like_html(body) => format!("a page titled {title:?}"),
        _ if looks_like_html(body) => "an HTML page".to_owned(),
        _ => format!("{:?}", one_line(&text, 60)),
    };
    let text = format!("the answer is not from the scheduler's API but {what}");
    Failed::new(Error::not_an_api, text).health(Health::Well)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_told_from_json_that_is_labelled_wrongly() {
        assert!(is_not_json(Some("application/json"), b"<!DOCTYPE html>"));
        assert!(is_not_json(Some("text/html"), b"Sign in"));
        assert!(is_not_json(Some("text/plain"), b"it works"));
        assert!(!is_not_json(Some("text/plain"), b" {\"results\":[]}"));
        assert!(!is_not_json(None, b"{}"));
        assert!(!is_not_json(Some("application/json"), b"nonsense"));
    }
}
