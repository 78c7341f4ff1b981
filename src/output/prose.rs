//! Markdown of our own making on a terminal: bold and code become styles, the rest stays as it is.

use super::Terminal;

/// Draws Markdown: with styles on a terminal, as plain text elsewhere.
pub fn prose(terminal: &Terminal, markdown: &str) -> String {
    let style = &terminal.style;
    let mut out = String::with_capacity(markdown.len() + 64);
    let mut in_block = false;
    for line in markdown.lines() {
        if line.trim_start().starts_with("```") {
            in_block = !in_block;
            continue;
        }
        if in_block {
            out.push_str("    ");
            push_clean(&mut out, line);
            out.push('\n');
            continue;
        }
        let mut bold = false;
        let mut code = false;
        let mut rest = line;
        while let Some(c) = rest.chars().next() {
            if terminal.links
                && let Some(address) = address(rest)
            {
                // What is clicked on is what is read: no text of another place hides it.
                out.push_str(&format!("\x1b]8;;{address}\x1b\\{address}\x1b]8;;\x1b\\"));
                rest = &rest[address.len()..];
                continue;
            }
            rest = &rest[c.len_utf8()..];
            match c {
                '\\' if !code => {
                    if let Some(next) = rest.chars().next() {
                        push_clean(&mut out, next.encode_utf8(&mut [0; 4]));
                        rest = &rest[next.len_utf8()..];
                    }
                }
                '*' if !code && rest.starts_with('*') => {
                    rest = &rest[1..];
                    bold = !bold;
                    out.push_str(if bold { style.strong } else { style.reset });
                }
                '`' => {
                    code = !code;
                    out.push_str(if code { style.good } else { style.reset });
                }
                c => push_clean(&mut out, c.encode_utf8(&mut [0; 4])),
            }
        }
        if bold || code {
            out.push_str(style.reset);
        }
        out.push('\n');
    }
    out
}

/// The address that a text begins with: only characters that an address may have as they are, and not
/// the point or bracket that ends a sentence around it.
fn address(text: &str) -> Option<&str> {
    let host = ["https://", "http://"]
        .iter()
        .find_map(|scheme| text.strip_prefix(scheme))?;
    let may = |c: char| c.is_ascii_alphanumeric() || "-._~:/?#[]@!$&'()+,;=%".contains(c);
    let end = text.find(|c| !may(c)).unwrap_or(text.len());
    // A character of it is escaped: it would lead elsewhere than it says.
    if text[end..].starts_with('\\') {
        return None;
    }
    let address = text[..end].trim_end_matches(['.', ',', ';', ':', '!', '?', ')', ']', '\'']);
    (host.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '[')).then_some(address)
}

/// The wording escapes what comes from the scheduler; this is the second lock on the door.
fn push_clean(out: &mut String, text: &str) {
    for c in text.chars() {
        if c.is_control() || crate::tws::moves(c) {
            out.extend(c.escape_unicode());
        } else {
            out.push(c);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::output::{Colour, Format};

    fn terminal(links: bool) -> Terminal {
        let mut terminal = Terminal::new(Format::Table, Colour::Never, true, &|_| None);
        terminal.links = links;
        terminal
    }

    #[test]
    fn a_command_for_the_terminal_does_not_hide_behind_a_backslash() {
        let text = "a\\\u{1b}]52;c;aGk=\\\u{7}b `\\\u{9b}31m` \\\u{202e}";
        let drawn = prose(&terminal(true), text);
        assert!(
            !drawn.contains(['\u{1b}', '\u{7}', '\u{9b}', '\u{202e}']),
            "{drawn:?}"
        );
    }

    #[test]
    fn an_address_becomes_a_link_where_the_terminal_knows_them() {
        let text = "See https://wiki.example/disk?a=b&c (or http://x). https:// http://**no** http://a\\_b";
        assert_eq!(
            prose(&terminal(false), "See https://wiki.example/x."),
            "See https://wiki.example/x.\n"
        );
        assert_eq!(
            prose(&terminal(true), text),
            "See \x1b]8;;https://wiki.example/disk?a=b&c\x1b\\https://wiki.example/disk?a=b&c\x1b]8;;\x1b\\ \
             (or \x1b]8;;http://x\x1b\\http://x\x1b]8;;\x1b\\). https:// http://no http://a_b\n"
        );
    }

    #[test]
    fn an_address_cannot_smuggle_a_command_into_its_link() {
        let drawn = prose(&terminal(true), "https://x\u{7}\u{1b}]0;title\u{202e}y");
        let link = "\x1b]8;;https://x\x1b\\https://x\x1b]8;;\x1b\\";
        assert!(drawn.starts_with(link), "{drawn:?}");
        let after = &drawn[link.len()..];
        assert!(
            !after.contains(['\u{7}', '\u{1b}', '\u{202e}']),
            "{after:?}"
        );
    }

    #[test]
    fn markup_becomes_plain_text_in_a_pipe_and_escapes_stay_visible() {
        let terminal = Terminal::new(Format::Table, Colour::Never, true, &|_| None);
        let text = prose(
            &terminal,
            "**Bold** and `code` and \\*star\\*\n```\nraw \u{1b}[31m **x**\n```\n",
        );
        assert_eq!(
            text,
            "Bold and code and *star*\n    raw \\u{1b}[31m **x**\n"
        );
    }
}
