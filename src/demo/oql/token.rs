//! Splits a filter into words, values and signs.

use super::OqlError;

/// A piece of a filter.
#[derive(Debug, Clone, PartialEq)]
pub enum Token {
    /// A field, a keyword, `true`, `false` or `null`.
    Word(String),
    /// A quoted text, without its quotes.
    Text(String),
    /// A whole number.
    Integer(i64),
    /// `=`, `!=`, `<`, `<=`, `>`, `>=`, `(`, `)`, `[`, `]` or `,`.
    Sign(&'static str),
}

const SIGNS: [&str; 11] = ["!=", "<=", ">=", "=", "<", ">", "(", ")", "[", "]", ","];

/// The longest filter that is read, in bytes.
const LONGEST: usize = 256 * 1024;

/// Splits `text`; each token comes with its position in characters from 1.
pub fn split(text: &str) -> Result<Vec<(usize, Token)>, OqlError> {
    if text.len() > LONGEST {
        return Err(OqlError::new(
            1,
            format!("a filter longer than {LONGEST} bytes"),
        ));
    }
    let mut tokens = Vec::new();
    let mut rest = text;
    let mut position = 1;
    while let Some(first) = rest.chars().next() {
        let token = if first.is_whitespace() {
            (first.len_utf8(), None)
        } else if let Some(sign) = SIGNS.iter().find(|sign| rest.starts_with(**sign)) {
            (sign.len(), Some(Token::Sign(sign)))
        } else if first == '\'' {
            let (len, text) = quoted(rest)
                .ok_or_else(|| OqlError::new(position, "a text without closing quote"))?;
            (len, Some(Token::Text(text)))
        } else if first.is_ascii_digit() || first == '-' {
            let len = 1 + span(&rest[1..], |c| c.is_ascii_digit());
            let number = rest[..len].parse().map_err(|_| {
                OqlError::new(position, format!("`{}`, which is no number,", &rest[..len]))
            })?;
            (len, Some(Token::Integer(number)))
        } else if first.is_ascii_alphabetic() {
            let len = span(rest, |c| {
                c.is_ascii_alphanumeric() || matches!(c, '-' | '#' | '.' | '_')
            });
            (len, Some(Token::Word(rest[..len].to_owned())))
        } else {
            return Err(OqlError::new(
                position,
                format!("unexpected `{}`", first.escape_default()),
            ));
        };
        let (len, token) = token;
        tokens.extend(token.map(|token| (position, token)));
        position += rest[..len].chars().count();
        rest = &rest[len..];
    }
    Ok(tokens)
}

fn span(text: &str, belongs: impl Fn(char) -> bool) -> usize {
    text.find(|c| !belongs(c)).unwrap_or(text.len())
}

/// Reads a quoted text at the start; a doubled quote stands for one. Returns its length in bytes.
fn quoted(text: &str) -> Option<(usize, String)> {
    let mut value = String::new();
    let mut chars = text.char_indices().skip(1).peekable();
    while let Some((at, c)) = chars.next() {
        if c != '\'' {
            value.push(c);
        } else if chars.next_if(|&(_, next)| next == '\'').is_some() {
            value.push('\'');
        } else {
            return Some((at + 1, value));
        }
    }
    None
}
