//! Takes a model's reasoning out of its text, also where the tags are split over pieces.

const OPENING: [&str; 2] = ["<think>", "<thinking>"];
const CLOSING: [&str; 2] = ["</think>", "</thinking>"];

/// Takes reasoning out of text that comes in pieces.
#[derive(Debug, Default)]
pub struct Thinking {
    inside: bool,
    /// What may be the beginning of a tag.
    held: String,
}

impl Thinking {
    /// Takes a piece; gives what of the text is certain not to be reasoning.
    pub fn push(&mut self, piece: &str) -> String {
        self.held.push_str(piece);
        let mut out = String::new();
        loop {
            let tags: &[&str] = if self.inside { &CLOSING } else { &OPENING };
            let all = tags
                .iter()
                .chain(if self.inside { &OPENING } else { &CLOSING });
            let Some((at, tag)) = first(&self.held, all.copied()) else {
                break;
            };
            if !self.inside {
                out.push_str(&self.held[..at]);
            }
            self.inside = OPENING.contains(&tag);
            self.held.drain(..at + tag.len());
        }
        let keep = held_back(&self.held, OPENING.iter().chain(&CLOSING).copied());
        let certain: String = self.held.drain(..self.held.len() - keep).collect();
        if !self.inside {
            out.push_str(&certain);
        }
        out
    }

    /// What was held back, at the end of the text.
    pub fn finish(&mut self) -> String {
        let rest = std::mem::take(&mut self.held);
        if self.inside { String::new() } else { rest }
    }
}

/// A whole text without its reasoning. Where only the closing tag is there, the opening one was part
/// of the prompt, and all before it is reasoning.
pub fn without_thinking(text: &str) -> String {
    let opens = first(text, OPENING.into_iter());
    let text = match first(text, CLOSING.into_iter()) {
        Some((at, tag)) if opens.is_none_or(|(open, _)| at < open) => &text[at + tag.len()..],
        _ => text,
    };
    let mut thinking = Thinking::default();
    let mut out = thinking.push(text);
    out.push_str(&thinking.finish());
    out.trim().to_owned()
}

/// The first of some markers in a text, whatever their case.
pub(super) fn first<'a>(
    text: &str,
    markers: impl Iterator<Item = &'a str>,
) -> Option<(usize, &'a str)> {
    markers
        .filter_map(|marker| {
            let at = text
                .as_bytes()
                .windows(marker.len())
                .position(|part| part.eq_ignore_ascii_case(marker.as_bytes()))?;
            Some((at, marker))
        })
        .min_by_key(|(at, marker)| (*at, std::cmp::Reverse(marker.len())))
}

/// How many bytes at the end of a text may be the beginning of a marker.
pub(super) fn held_back<'a>(text: &str, markers: impl Iterator<Item = &'a str>) -> usize {
    markers
        .filter_map(|marker| {
            (1..marker.len()).rev().find(|length| {
                text.len() >= *length
                    && text.as_bytes()[text.len() - length..]
                        .eq_ignore_ascii_case(&marker.as_bytes()[..*length])
            })
        })
        .max()
        .unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn reasoning_is_taken_out_of_a_whole_text() {
        assert_eq!(
            without_thinking("<think>hm</think>\n\nIt is full."),
            "It is full."
        );
        assert_eq!(
            without_thinking("a <thinking>x</thinking>b<THINK>y</THINK>c"),
            "a bc"
        );
        assert_eq!(
            without_thinking("hm, so\n</think>It is full."),
            "It is full."
        );
        assert_eq!(without_thinking("<think>never ends"), "");
        assert_eq!(without_thinking("1 < 2 and <b>"), "1 < 2 and <b>");
    }

    proptest! {
        #[test]
        fn pieces_give_the_same_as_the_whole(cuts in proptest::collection::vec(1_usize..9, 1..40)) {
            let text = "Häh <think>erst <b> denken</think>then é< answer<think>again</think> end <thin";
            let (mut thinking, mut out, mut rest) = (Thinking::default(), String::new(), text);
            for cut in cuts.iter().cycle() {
                if rest.is_empty() {
                    break;
                }
                let at = rest.char_indices().nth(*cut).map_or(rest.len(), |(at, _)| at);
                out.push_str(&thinking.push(&rest[..at]));
                rest = &rest[at..];
            }
            out.push_str(&thinking.finish());
            prop_assert_eq!(out, "Häh then é< answer end <thin");
        }
    }
}
