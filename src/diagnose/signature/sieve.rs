//! Which literals of the table a line holds. Nearly all lines of a log hold none, and this tells so in
//! a fraction of the time that a search over all bytes takes.
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
    /// Each window with its literal, in the order of their places.
    of: Vec<Window>,
    /// Where the windows of each word of bits begin among them.
    first: Vec<usize>,
}

/// A window of a literal.
struct Window {
    /// Its bytes.
    bytes: u32,
    /// Where it stands in the literal.
    inside: usize,
    literal: Cow<'static, [u8]>,
    /// The number of the literal.
    number: usize,
}

/// Words of bits: 16 KiB of them.
const WORDS: usize = 2048;

/// What healthy logs are full of; a window that occurs here is the last choice.
const HEALTHY: &[u8] = b"committed block of partition processed records loaded data into table \
    file created started completed closed by batch worker thread execution transaction elapsed \
    seconds inserted rows updated total message connection database server version warning info \
    sql select from where order group transfer bytes request response account name number count \
    status host key value line time timeout step system state user job process output input";

/// Letters from the most common in technical English to the least; what is not a letter is rarer.
const COMMON: &[u8] = b" etaoinsrldcumpfghybvwkxqjz";

/// What is left of four bytes when only the first three count.
const THREE: u32 = 0x00ff_ffff;

impl Sieve {
    /// Notes the literals, which are in small letters and at least four bytes long.
    pub fn new(literals: impl Iterator<Item = Cow<'static, [u8]>>) -> Self {
        let (mut long, mut short) = (Vec::new(), Vec::new());
        for (number, literal) in literals.enumerate() {
            let window = |bytes: u32, inside: usize| Window {
                bytes,
                inside,
                literal: literal.clone(),
                number,
            };
            if let [a, b, c, d] = *literal {
                short.push(window(word([a, b, c, 0]) & THREE, 0));
                short.push(window(word([b, c, d, 0]) & THREE, 1));
                continue;
            }
            let rarest = (0..literal.len().saturating_sub(4))
                .min_by_key(|at| commonness(&literal[*at..*at + 5]))
                .unwrap_or(0);
            for at in [rarest, rarest + 1] {
                if let Some(bytes) = literal[at..].first_chunk() {
                    long.push(window(word(*bytes), at));
                }
            }
        }
        let threes = long.iter().chain(&short).map(|window| window.bytes & THREE);
        Self {
            first: Bits::new(threes),
            long: Windows::new(long),
            short: Windows::new(short),
        }
    }

    /// Tells the number of every literal that the line holds, some of them more than once.
    pub fn each(&self, line: &[u8], mut tell: impl FnMut(usize)) {
        let mut at = 0;
        while let Some(eight) = line.get(at..).and_then(<[u8]>::first_chunk) {
            let eight = fold(*eight);
            let met = self.meets(eight);
            if met != 0 {
                self.begins(met, eight, line, at, &mut tell);
            }
            at += STEP;
        }
        // The last bytes. Blanks before or behind them change nothing, for what is met is compared
        // with the line itself.
        let odd = line.len() & 1;
        if let Some(last) = line.last_chunk() {
            let eight = fold(*last) >> (8 * odd) | u64::from(b' ') << 56;
            let met = self.meets(eight);
            if met != 0 {
                self.begins(met, eight, line, line.len() - 8 + odd, &mut tell);
            }
        } else {
            let mut eight = [b' '; 8];
            eight[..line.len()].copy_from_slice(line);
            let eight = fold(eight);
            self.begins(self.meets(eight), eight, line, 0, &mut tell);
        }
    }

    /// At which of the first three even places of eight bytes a window may begin, a bit for each. All
    /// are looked up before anything is decided: nearly always there is none.
    fn meets(&self, eight: u64) -> u64 {
        self.first.bit(three(eight, 0))
            | self.first.bit(three(eight, 2)) << 2
            | self.first.bit(three(eight, 4)) << 4
    }

    /// Tells the literals of the windows that were met, if they are there.
    fn begins(&self, met: u64, eight: u64, line: &[u8], at: usize, tell: &mut impl FnMut(usize)) {
        for place in (0..STEP).step_by(2) {
            if met >> place & 1 == 1 {
                let at = at + place;
                self.long
                    .each((eight >> (8 * place)) as u32, line, at, tell);
                self.short.each(three(eight, place), line, at, tell);
            }
        }
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
    fn new(mut of: Vec<Window>) -> Self {
        of.sort_unstable_by_key(|window| place(window.bytes));
        let mut first = vec![0; WORDS + 1];
        for (n, after) in first.iter_mut().enumerate() {
            *after = of.partition_point(|window| place(window.bytes) >> 6 < n);
        }
        Self {
            bits: Bits::new(of.iter().map(|window| window.bytes)),
            of,
            first,
        }
    }

    /// Tells each literal with that window, which was met at that place, that is there in full.
    fn each(&self, bytes: u32, line: &[u8], at: usize, tell: &mut impl FnMut(usize)) {
        if self.bits.bit(bytes) == 0 {
            return;
        }
        let group = place(bytes) >> 6;
        for window in &self.of[self.first[group]..self.first[group + 1]] {
            let there = at
                .checked_sub(window.inside)
                .filter(|_| window.bytes == bytes)
                .and_then(|from| line.get(from..from + window.literal.len()));
            if there.is_some_and(|there| there.eq_ignore_ascii_case(&window.literal)) {
                tell(window.number);
            }
        }
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

    /// The literals a line holds, in the order of their numbers.
    fn held(sieve: &Sieve, line: &str) -> Vec<usize> {
        let mut held = Vec::new();
        sieve.each(line.as_bytes(), |number| held.push(number));
        held.sort_unstable();
        held.dedup();
        held
    }

    #[test]
    fn a_literal_is_met_at_any_place_and_in_any_case() {
        let literals = ["no space left", "ora-", "krb5_"];
        let literals = literals.map(|literal| Cow::Borrowed(literal.as_bytes()));
        let sieve = Sieve::new(literals.into_iter());
        for padding in 0..8 {
            for (number, text) in ["NO SPACE left", "Ora-", "KRB5_"].into_iter().enumerate() {
                let line = format!("{}{text}{}", "x".repeat(padding), "y".repeat(padding % 3));
                assert_eq!(held(&sieve, &line), [number], "{line}");
            }
        }
        assert_eq!(held(&sieve, "krb5_x ORA-1 no space left"), [0, 1, 2]);
        assert!(held(&sieve, "committed block 17 of partition 3").is_empty());
        assert!(held(&sieve, "no space, left").is_empty());
        assert!(held(&sieve, "abc").is_empty());
    }
}
