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
        let mut chars = line.chars().peekable();
        while let Some(c) = chars.next() {
            match c {
                '\\' if !code => {
                    if let Some(next) = chars.next() {
                        out.push(next);
                    }
                }
                '*' if !code && chars.peek() == Some(&'*') => {
                    chars.next();
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
