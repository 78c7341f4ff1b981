//! Names in a text that was pasted: a listing of conman, an alert, a mail. What looks broken there
//! comes first.

use std::sync::LazyLock;

use regex::Regex;

use super::intent::normalise;
use super::names::{Mention, MentionKind, mentions};

/// How much of a pasted text is read.
const CHARACTERS: usize = 100_000;
const LINES: usize = 2_000;

/// Names that are taken from it.
const NAMES: usize = 12;

/// The states of conman's listings, with how much each matters: lower first.
const STATES: &[(&str, u8)] = &[
    ("ABEND", 0),
    ("FAIL", 0),
    ("ERROR", 0),
    ("ABENP", 0),
    ("STUCK", 1),
    ("PEND", 2),
    ("EXTRN", 3),
    ("SUSP", 3),
    ("SUPPR", 3),
    ("EXEC", 4),
    ("INTRO", 4),
    ("FENCE", 4),
    ("READY", 5),
    ("HOLD", 5),
    ("WAIT", 5),
    ("CANCL", 6),
    ("ADD", 6),
    ("SUCC", 8),
    ("SUCCP", 8),
    ("BOUND", 8),
];

/// Stems that say in prose that something is wrong.
const TROUBLE: &[&str] = &[
    "abend", "fail", "error", "critical", "crash", "broke", "down", "problem", "caiu", "falh",
    "erro", "quebr", "fall", "cayo", "cayeron", "rc", "root",
];

/// A name with how much it matters there.
struct Seen {
    rank: u8,
    mention: Mention,
}

/// The names of a pasted text, what looks broken first.
pub fn names_in(pasted: &str) -> Vec<Mention> {
    let text: String = pasted.chars().take(CHARACTERS).collect();
    let mut seen: Vec<Seen> = Vec::new();
    let mut workstations = false;
    for line in text.lines().take(LINES) {
        if line.contains("CPUID") && line.contains("LIMIT") {
            workstations = true;
            continue;
        }
        let heading = line.contains("SchedTime") || line.contains("(Est)");
        if line.trim().is_empty() || heading {
            continue;
        }
        let found = if workstations && line.starts_with(|c: char| c.is_ascii_alphanumeric()) {
            workstation_row(line)
        } else {
            prompt_row(line)
                .or_else(|| state_row(line))
                .unwrap_or_else(|| prose(line))
        };
        for new in found {
            match seen
                .iter_mut()
                .find(|known| known.mention.text.eq_ignore_ascii_case(&new.mention.text))
            {
                Some(known) => known.rank = known.rank.min(new.rank),
                None => seen.push(new),
            }
        }
    }
    seen.sort_by_key(|seen| seen.rank);
    seen.truncate(NAMES);
    seen.into_iter().map(|seen| seen.mention).collect()
}

/// A row of `showjobs` or `showschedules`: the name stands before the state.
fn state_row(line: &str) -> Option<Vec<Seen>> {
    let tokens: Vec<&str> = line.split_whitespace().collect();
    let (at, rank) = tokens.iter().enumerate().find_map(|(at, token)| {
        let (_, rank) = STATES.iter().find(|(state, _)| state == token)?;
        (at > 0).then_some((at, *rank))
    })?;
    // After the state of a real row comes a priority, a time, or nothing.
    let is_row = tokens
        .get(at + 1)
        .is_none_or(|next| next.starts_with(|c: char| c.is_ascii_digit() || "([{#".contains(c)));
    if !is_row {
        return None;
    }
    let summary = tokens[..at].iter().any(|token| token.starts_with("****"));
    let (name, kind) = tokens[..at].iter().rev().find_map(|token| {
        let bare = token.rsplit('#').next().unwrap_or(token);
        // A job that runs elsewhere than its stream is written (WORKSTATION#)JOB.
        let bare = bare.trim_start_matches(')');
        let kind = if token.contains('#') && !token.starts_with('(') {
            MentionKind::Stream
        } else {
            MentionKind::Any
        };
        looks_like_name(bare).then_some((bare, kind))
    })?;
    // A row that sums a stream up repeats what the rows of its jobs say.
    let rank = if summary { rank.max(4) + 2 } else { rank };
    Some(vec![Seen {
        rank,
        mention: Mention::guess(name, kind),
    }])
}

fn looks_like_name(token: &str) -> bool {
    let clock = token.len() == 4 && token.chars().all(|c| c.is_ascii_digit());
    token.len() > 1
        && !clock
        && token.starts_with(|c: char| c.is_ascii_alphabetic())
        && token
            .chars()
            .all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || "_-$.".contains(c))
}

/// A row of `showprompts`: `ASKED 1060(WS#STREAM[..].JOB) text`.
fn prompt_row(line: &str) -> Option<Vec<Seen>> {
    static ROW: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"^\s*(ASKED|INACT|YES|NO)\s+(?:!?\s*\d+)\((?:[^#()\[\]]*#)?([^()\[\]#.]+)(?:\[[^\]]*\])?(?:\.([^()\s]+))?\)")
            .expect("a fixed expression")
    });
    let found = ROW.captures(line)?;
    let rank = match (&found[1], found.get(3).is_some()) {
        ("ASKED", true) => 0,
        ("ASKED", false) => 1,
        _ => 6,
    };
    let name = found.get(3).or_else(|| found.get(2))?.as_str().trim();
    Some(vec![Seen {
        rank,
        mention: Mention::guess(name, MentionKind::Any),
    }])
}

/// A row of `showcpus`: linked workstations are of no interest.
fn workstation_row(line: &str) -> Vec<Seen> {
    static SHAPE: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(r"^(\S+)\s+\d+\s+\*?\s*\S.*?\s(\d+)\s+(\d+|SYSTEM|GO|HI)\s+(?:\d\d/\d\d/\d\d\s+\d\d:\d\d)?(.*)$")
            .expect("a fixed expression")
    });
    let Some(found) = SHAPE.captures(line) else {
        return Vec::new();
    };
    let states = found[4].split_whitespace().collect::<Vec<_>>();
    let linked = states.iter().any(|state| {
        state.len() <= 4 && state.contains('L') && state.chars().all(|c| "LTHXIBD".contains(c))
    });
    let manager = found[1].len() > 1 && line.contains(" *");
    if linked || manager {
        return Vec::new();
    }
    vec![Seen {
        rank: 0,
        mention: Mention::guess(&found[1], MentionKind::Workstation),
    }]
}

/// Names in a line of prose; only sure ones, for prose is full of words.
fn prose(line: &str) -> Vec<Seen> {
    let words = normalise(line);
    let trouble = words
        .split(' ')
        .any(|word| TROUBLE.iter().any(|stem| word.starts_with(stem)));
    mentions(line)
        .0
        .into_iter()
        .filter(|mention| mention.sure && mention.kind != MentionKind::Code)
        .map(|mention| {
            // What the line says is broken stands nearest before or after the word for it.
            let named = matches!(mention.kind, MentionKind::Job) || mention.text.contains('#');
            let rank = match (trouble, named) {
                (true, true) => 1,
                (true, false) => 2,
                (false, true) => 3,
                (false, false) => 4,
            };
            Seen {
                rank,
                mention: mention.as_guess(),
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(text: &str) -> Vec<String> {
        names_in(text)
            .into_iter()
            .map(|mention| mention.text)
            .collect()
    }

    #[test]
    fn a_listing_gives_what_failed_first() {
        let text = "CPU     Schedule   SchedTime   Job            State Pr\n\
            WS04    #SETTLE    2000 11/21  ********       EXEC  10\n\
            \u{20}                              PREP           SUCC  10\n\
            \u{20}                              FEES           ABEND 10\n\
            \u{20}                              SEND           HOLD  10 FEES\n";
        assert_eq!(names(text), ["FEES", "SEND", "SETTLE", "PREP"]);
    }

    #[test]
    fn open_prompts_name_what_waits() {
        let text = "ASKED 12(WS1#GL[(2200 11/21/26),(0AAAA)]) Locked?\nASKED 13(WS1#GL[(2200 11/21/26),(0AAAA)].IMP) Go on?\n";
        assert_eq!(names(text), ["IMP", "GL"]);
    }

    #[test]
    fn only_unlinked_workstations_are_named() {
        let text = "CPUID            RUN NODE         LIMIT FENCE    DATE   TIME   STATE\n\
            FTA1            512  UNIX FTA       20     0  11/21/26 23:59  LTI JW M\n\
            FTA2            512  UNIX AGENT     10     0  11/21/26 23:59   B\n";
        assert_eq!(names(text), ["FTA2"]);
    }
}
