//! The first look at a line: can it hold any literal of the table at all? Nearly all lines of a log
//! cannot, and this tells so in a fraction of the time that the search for the literals takes.
//!
//! Of each literal two neighbouring windows are noted, the pair that is least common in ordinary text.
//! A line that holds the literal holds one of the two at an even place, so only those are looked at: by
//! three bytes first, which nearly always ends it, then by the window's four, then by the literal.

use std::borrow::Cow;

/// Which windows the literals have.
pub(super) struct Sieve {
    /// The first three bytes of every window. It fits into the first cache, with room for the line.
    first: Bits,
    /// Windows of four bytes, of literals of five and more.
    long: Windows,
    /// Windows of three bytes, of literals of four.
    short: Windows,
}

/// A bit for each window, and now and then one for several.
struct Bits(Box<[u64; WORDS]>);

/// The windows of one length.
struct Windows {
    bits: Bits,
    /// Each window with its literal and where it stands there, in the order of their places.
    of: Vec<(u32, Cow<'static, [u8]>, usize)>,
    /// Where the windows of each word of bits begin among them.
    first: Vec<usize>,
}

/// Words of bits: 16 KiB of them.
const WORDS: usize = 2048;

/// What healthy logs are full of; a window that occurs here is the last choice.
const HEALTHY: &[u8] = b"committed block of partition processed records loaded data into table \
    file created started completed closed by batch worker thread execution transaction elapsed \
    seconds inserted rows updated total message connection database server version warning info";

/// Letters from the most common in technical English to the least; what is not a letter is rarer.
const COMMON: &[u8] = b" etaoinsrldcumpfghybvwkxqjz";

/// What is left of four bytes when only the first three count.
const THREE: u32 = 0x00ff_ffff;

impl Sieve {
    /// Notes the literals, which are in small letters and at least four bytes long.
    pub fn new(literals: impl Iterator<Item = Cow<'static, [u8]>>) -> Self {
        let (mut long, mut short) = (Vec::new(), Vec::new());
        for literal in literals {
            if let [a, b, c, d] = *literal {
                short.push((word([a, b, c, 0]) & THREE, literal.clone(), 0));
                short.push((word([b, c, d, 0]) & THREE, literal, 1));
                continue;
            }
            let rarest = (0..literal.len().saturating_sub(4))
                .min_by_key(|at| commonness(&literal[*at..*at + 5]))
                .unwrap_or(0);
            for at in [rarest, rarest + 1] {
                if let Some(window) = literal[at..].first_chunk() {
                    long.push((word(*window), literal.clone(), at));
                }
            }
        }
        let threes = long.iter().chain(&short).map(|(window, ..)| window & THREE);
        Self {
            first: Bits::new(threes),
            long: Windows::new(long),
            short: Windows::new(short),
        }
    }

    /// Whether the line holds any of the literals.
    pub fn finds(&self, line: &[u8]) -> bool {
        let mut at = 0;
        while let Some(eight) = line.get(at..).and_then(<[u8]>::first_chunk) {
            let eight = fold(*eight);
            let met = self.meets(eight);
            if met != 0 && self.begins(met, eight, line, at) {
                return true;
            }
            at += STEP;
        }
        // The last bytes, too few for eight: blanks behind them change nothing, for what is met is
        // compared with the line itself.
        let mut rest = [b' '; 16];
        let left = line.get(at..).unwrap_or_default();
        rest[..left.len()].copy_from_slice(left);
        (0..left.len()).step_by(STEP).any(|from| {
            let eight = rest[from..].first_chunk().map_or(0, |eight| fold(*eight));
            self.begins(self.meets(eight), eight, line, at + from)
        })
    }

    /// At which of the first three even places of eight bytes a window may begin, a bit for each. All
    /// are looked up before anything is decided: nearly always there is none.
    fn meets(&self, eight: u64) -> u64 {
        self.first.bit(three(eight, 0))
            | self.first.bit(three(eight, 2)) << 2
            | self.first.bit(three(eight, 4)) << 4
    }

    /// Whether a literal of a window that was met is there.
    fn begins(&self, met: u64, eight: u64, line: &[u8], at: usize) -> bool {
        (0..STEP).step_by(2).any(|place| {
            let at = at + place;
            met >> place & 1 == 1
                && (self.long.has((eight >> (8 * place)) as u32, line, at)
                    || self.short.has(three(eight, place), line, at))
        })
    }
}

/// How far the eye moves on: three even places.
const STEP: usize = 6;

impl Bits {
    fn new(windows: impl Iterator<Item = u32>) -> Self {
        let mut bits = Box::new([0; WORDS]);
        for at in windows.map(place) {
            bits[at >> 6] |= 1 << (at & 63);
        }
        Self(bits)
    }

    /// 1 when a window is noted, or another in its place.
    fn bit(&self, window: u32) -> u64 {
        let at = place(window);
        self.0[at >> 6] >> (at & 63) & 1
    }
}

impl Windows {
    fn new(mut of: Vec<(u32, Cow<'static, [u8]>, usize)>) -> Self {
        of.sort_unstable_by_key(|(window, ..)| place(*window));
        let mut first = vec![0; WORDS + 1];
        for (n, after) in first.iter_mut().enumerate() {
            *after = of.partition_point(|(window, ..)| place(*window) >> 6 < n);
        }
        Self {
            bits: Bits::new(of.iter().map(|(window, ..)| *window)),
            of,
            first,
        }
    }

    /// Whether a literal with that window, which was met at that place, is there in full.
    fn has(&self, window: u32, line: &[u8], at: usize) -> bool {
        if self.bits.bit(window) == 0 {
            return false;
        }
        let group = place(window) >> 6;
        self.of[self.first[group]..self.first[group + 1]]
            .iter()
            .filter(|(known, ..)| *known == window)
            .any(|(_, literal, inside)| {
                let from = at.checked_sub(*inside);
                from.and_then(|from| line.get(from..from + literal.len()))
                    .is_some_and(|there| there.eq_ignore_ascii_case(literal))
            })
    }
}

/// The number of a window's bit.
fn place(window: u32) -> usize {
    let bits = WORDS.ilog2() + 6;
    (window.wrapping_mul(0x9E37_79B1) >> (32 - bits)) as usize
}

/// Four bytes as a number; letters of either case are the same.
fn word(bytes: [u8; 4]) -> u32 {
    u32::from_le_bytes(bytes) | 0x2020_2020
}

/// Eight bytes as a number, folded in the same way.
fn fold(bytes: [u8; 8]) -> u64 {
    u64::from_le_bytes(bytes) | 0x2020_2020_2020_2020
}

/// Three of eight bytes, from the given one on.
fn three(eight: u64, byte: usize) -> u32 {
    (eight >> (8 * byte)) as u32 & THREE
}

/// How common a piece of text is, by its windows and then by its letters; higher is more common.
fn commonness(piece: &[u8]) -> (usize, usize) {
    let healthy = |window: &&[u8]| HEALTHY.windows(3).any(|known| known == *window);
    let of = |byte: &u8| {
        let rank = COMMON.iter().position(|common| common == byte);
        rank.map_or(0, |rank| COMMON.len() - rank)
    };
    (
        piece.windows(3).filter(healthy).count(),
        piece.iter().map(of).sum(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_literal_is_met_at_any_place_and_in_any_case() {
        let literals = ["no space left", "ora-", "krb5_"];
        let literals = literals.map(|literal| Cow::Borrowed(literal.as_bytes()));
        let sieve = Sieve::new(literals.into_iter());
        for padding in 0..8 {
            for text in ["NO SPACE left", "Ora-", "KRB5_"] {
                let line = format!("{}{text}{}", "x".repeat(padding), "y".repeat(padding % 3));
                assert!(sieve.finds(line.as_bytes()), "{line}");
            }
        }
        assert!(!sieve.finds(b"committed block 17 of partition 3"));
        assert!(!sieve.finds(b"no space, left"));
        assert!(!sieve.finds(b"abc"));
    }
}
