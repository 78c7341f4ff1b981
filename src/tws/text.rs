//! Foreign text made fit for a one-line message: bounded, on one line, nothing that moves a
//! cursor or turns the direction of writing.

use std::fmt::Write;

/// At most `max` characters of `text` on one line: runs of white space become one space, control
/// and direction characters are written as escapes, a cut is marked with an ellipsis.
pub(super) fn one_line(text: &str, max: usize) -> String {
    let mut line = String::new();
    let mut used = 0;
    let mut pending_space = false;
    for c in text.chars() {
        if c.is_whitespace() {
            pending_space = !line.is_empty();
            continue;
        }
        let mut piece = String::new();
        if pending_space {
            piece.push(' ');
        }
        pending_space = false;
        if moves(c) {
            // Writing to a string cannot fail.
            let _ = write!(piece, "{}", c.escape_unicode());
        } else {
            piece.push(c);
        }
        let length = piece.chars().count();
        if used + length > max {
            line.push('…');
            break;
        }
        used += length;
        line.push_str(&piece);
    }
    line
}

/// Foreign text as it stands, blanks included, with line ends as blanks and whatever moves a cursor
/// or hides text as escapes; at most `longest` characters.
pub fn escape(text: &str, longest: usize) -> String {
    let mut out = String::with_capacity(text.len().min(longest) + 8);
    for (n, c) in text.chars().enumerate() {
        if n >= longest {
            out.push('…');
            break;
        }
        match c {
            '\n' | '\r' | '\t' => out.push(' '),
            c if moves(c) => out.extend(c.escape_unicode()),
            c => out.push(c),
        }
    }
    out
}

/// Control characters, and those that reorder or hide text.
pub fn moves(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

/// The title of an HTML page, or nothing.
pub(super) fn html_title(page: &str) -> Option<String> {
    let lower = page.to_ascii_lowercase();
    let from = lower.find("<title")?;
    let from = from + lower[from..].find('>')? + 1;
    let to = lower[from..]
        .find("</title")
        .map_or(page.len(), |length| from + length);
    let title = one_line(&page[from..to], 100);
    (!title.is_empty()).then_some(title)
}

/// Whether a body is an HTML page, by its first characters.
pub(super) fn looks_like_html(body: &[u8]) -> bool {
    let start: Vec<u8> = strip_bom(body)
        .iter()
        .skip_while(|byte| byte.is_ascii_whitespace())
        .take(15)
        .map(u8::to_ascii_lowercase)
        .collect();
    [&b"<!doctype"[..], b"<html", b"<head", b"<body"]
        .iter()
        .any(|tag| start.starts_with(tag))
}

/// A body without the byte order mark that some gateways put before UTF-8.
pub(super) fn strip_bom(body: &[u8]) -> &[u8] {
    body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_one_bounded_line_without_escape_codes() {
        assert_eq!(
            one_line("a\n\n b\x1b[31mred\u{202e}", 80),
            "a b\\u{1b}[31mred\\u{202e}"
        );
        assert_eq!(one_line(&"x".repeat(200), 5), "xxxxx…");
        assert_eq!(one_line("  \n", 5), "");
    }

    #[test]
    fn a_page_is_known_by_its_start_and_named_by_its_title() {
        assert!(looks_like_html(b"\xef\xbb\xbf\n <!DOCTYPE html><title>x"));
        assert!(!looks_like_html(b"{\"a\":\"<html>\"}"));
        let page = "<html><head><TITLE lang=en>Sign\n in</TITLE>";
        assert_eq!(html_title(page).as_deref(), Some("Sign in"));
        assert_eq!(html_title("<html>"), None);
        // A letter that grows when lowered must not shift the cut.
        assert_eq!(html_title("İİ<title>T</title>").as_deref(), Some("T"));
    }
}
