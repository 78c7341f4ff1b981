//! Values of header fields made out of any text.

use reqwest::header::HeaderValue;

/// Characters of a header value that are sent at most.
const MOST: usize = 512;

/// A text as a header value: printable ASCII, on one line, bounded; other characters become `?`.
/// Nothing when nothing is left.
pub(super) fn value(text: &str) -> Option<HeaderValue> {
    let plain: String = text
        .trim()
        .chars()
        .take(MOST)
        .map(|c| match c {
            ' '..='~' => c,
            c if c.is_control() || c.is_whitespace() => ' ',
            c => folded(c),
        })
        .collect();
    let plain = plain.trim();
    if plain.is_empty() {
        return None;
    }
    HeaderValue::from_str(plain).ok()
}

/// The letter below the most usual accents.
fn folded(c: char) -> char {
    const FOLDED: &[(&str, char)] = &[
        ("àáâãäåāą", 'a'),
        ("çćč", 'c'),
        ("èéêëēęě", 'e'),
        ("ìíîïī", 'i'),
        ("ñńň", 'n'),
        ("òóôõöøō", 'o'),
        ("ùúûüū", 'u'),
        ("ýÿ", 'y'),
        ("śšß", 's'),
        ("źżž", 'z'),
        ("ł", 'l'),
    ];
    let lower = c.to_lowercase().next().unwrap_or(c);
    let found = FOLDED.iter().find(|(letters, _)| letters.contains(lower));
    match found {
        Some((_, letter)) if lower == c => *letter,
        Some((_, letter)) => letter.to_ascii_uppercase(),
        None => '?',
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_text_is_a_harmless_header_value() {
        let text = |input| value(input).map(|value| value.to_str().expect("ASCII").to_owned());
        assert_eq!(
            text("INC-1\r\nX-Evil: 1").as_deref(),
            Some("INC-1  X-Evil: 1")
        );
        assert_eq!(text("Überfällig – 再").as_deref(), Some("Uberfallig ? ?"));
        assert_eq!(text(" \n "), None);
        assert_eq!(text(&"x".repeat(9_000)).map(|text| text.len()), Some(512));
    }
}
