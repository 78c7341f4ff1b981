//! How names are written, by which they stand out from words.

use std::sync::LazyLock;

use regex::Regex;

/// Sentence punctuation around a token falls away, and brackets around all of it or never closed.
pub(super) fn trim_token(token: &str) -> &str {
    let token = token
        .trim_matches(|c: char| matches!(c, '.' | ':' | '?' | '-' | '%' | '&' | '$') && c != '@');
    let bracketed = token
        .strip_prefix('(')
        .and_then(|rest| rest.strip_suffix(')'));
    let token = match bracketed.filter(|inside| !inside.contains('(')) {
        Some(inside) => inside,
        None if token.contains('(') => token,
        None => token.trim_end_matches(')'),
    };
    token
        .trim_start_matches('(')
        .trim_end_matches(['.', ':', ','])
}

/// Written so as no word is: with `#`, `_`, `@`, a dot between names, a slash in front.
pub(super) fn is_key(text: &str) -> bool {
    let inner_dot = text.split_once('.').is_some_and(|(a, b)| {
        a.chars().count() >= 2
            && b.chars().count() >= 2
            && !b.starts_with(' ')
            && a.chars().any(char::is_alphabetic)
    });
    let wild = text.contains(['@', '*']) && text.chars().any(char::is_alphanumeric);
    let folder = text.starts_with('/') && text.len() > 2;
    let digits = has_digit(text)
        && text.chars().any(char::is_alphabetic)
        && (text.contains('-') || !text.chars().any(char::is_lowercase))
        && !is_time(text);
    text.contains('#') && text.len() > 1
        || text.contains('_') && text.len() > 2
        || inner_dot && !is_time(text)
        || wild
        || folder
        || digits
        || is_uuid(text)
}

/// `cust-sync-delta`: words joined by a dash, as many names are and few words.
pub(super) fn is_joined(text: &str) -> bool {
    text.contains('-')
        && text
            .split('-')
            .all(|part| part.len() >= 2 && part.chars().all(char::is_alphanumeric))
}

pub(super) fn has_digit(text: &str) -> bool {
    text.chars().any(|c| c.is_ascii_digit())
}

/// `22h`, `10pm`, `2h30`, `05:00`: a time of day or a span, not a name.
pub(super) fn is_time(text: &str) -> bool {
    static TIME: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"(?i)^\d{1,4}([:.]\d{2})?(h|hs|hrs|min|mins|m|s|d|am|pm|horas?|hours?|days?|dias?|st|nd|rd|th|x)?(\d{0,2})$").expect("a fixed expression")
    });
    TIME.is_match(text)
}

fn is_uuid(text: &str) -> bool {
    text.len() == 36
        && text.split('-').map(str::len).eq([8, 4, 4, 4, 12])
        && text.chars().all(|c| c.is_ascii_hexdigit() || c == '-')
}
