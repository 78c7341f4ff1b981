//! The first look at a line: can it hold any literal of the table at all? Nearly all lines of a log
//! cannot, and this tells so in a fraction of the time that the search for the literals takes.
//!
//! Of each literal two neighbouring windows of four bytes are noted, the pair that is least common
//! in ordinary text. A line that holds the literal holds one of the two at an even place, so these
//! are looked for at every other place. Literals too short for that are noted by their first three
//! bytes, which are looked for everywhere.

/// Bits of each filter, as a power of two: few enough for the first cache, many enough that an
/// ordinary line seldom meets one by chance.
const BITS: u32 = 17;

/// Which windows the literals have.
pub(super) struct Sieve {
    long: Vec<u64>,
    short: Vec<u64>,
}

/// Letters from the most common in technical English to the least; what is not a letter is rarer.
const COMMON: &[u8] = b" etaoinsrldcumpfghybvwkxqjz";

/// What is left of four bytes when only the first three count.
const THREE: u32 = 0x00ff_ffff;

impl Sieve {
    /// Notes the literals, which are in small letters and at least three bytes long.
    pub fn new<'a>(literals: impl Iterator<Item = &'a str>) -> Self {
        let mut sieve = Self {
            long: vec![0; 1 << (BITS - 6)],
            short: vec![0; 1 << (BITS - 6)],
        };
        for literal in literals {
            let bytes = literal.as_bytes();
            if bytes.len() < 5 {
                let mut window = [b' '; 4];
                window[..3].copy_from_slice(&bytes[..3]);
                note(&mut sieve.short, word(window) & THREE);
                continue;
            }
            let rarest = (0..bytes.len() - 4)
                .min_by_key(|at| commonness(&bytes[*at..*at + 5]))
                .unwrap_or(0);
            for window in bytes[rarest..].windows(4).take(2) {
                note(
                    &mut sieve.long,
                    word([window[0], window[1], window[2], window[3]]),
                );
            }
        }
        sieve
    }

    /// False only when the line holds none of the literals.
    pub fn may_hold(&self, line: &[u8]) -> bool {
        let mut rest = line;
        while let [a, b, c, d, e, ..] = *rest {
            let (here, next) = (word([a, b, c, d]), word([b, c, d, e]));
            if holds(&self.long, here)
                || holds(&self.short, here & THREE)
                || holds(&self.short, next & THREE)
            {
                return true;
            }
            rest = &rest[2..];
        }
        // The last bytes, too few for a pair of windows.
        let last = |a, b, c| holds(&self.short, word([a, b, c, 0]) & THREE);
        match *rest {
            [a, b, c, d] => holds(&self.long, word([a, b, c, d])) || last(a, b, c) || last(b, c, d),
            [a, b, c] => last(a, b, c),
            _ => false,
        }
    }
}

/// Four bytes as a number; letters of either case are the same.
fn word(bytes: [u8; 4]) -> u32 {
    u32::from_le_bytes(bytes) | 0x2020_2020
}

fn place(word: u32) -> usize {
    (word.wrapping_mul(0x9E37_79B1) >> (32 - BITS)) as usize
}

fn note(bits: &mut [u64], word: u32) {
    let at = place(word);
    bits[at >> 6] |= 1 << (at & 63);
}

fn holds(bits: &[u64], word: u32) -> bool {
    let at = place(word);
    bits[at >> 6] >> (at & 63) & 1 == 1
}

/// How common the letters of a piece of text are; higher is more common.
fn commonness(piece: &[u8]) -> usize {
    let of = |byte: &u8| {
        let rank = COMMON.iter().position(|common| common == byte);
        rank.map_or(0, |rank| COMMON.len() - rank)
    };
    piece.iter().map(of).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_literal_is_met_at_any_place_and_in_any_case() {
        let sieve = Sieve::new(["no space left", "ora-", "krb"].into_iter());
        for padding in 0..8 {
            for text in ["NO SPACE left", "Ora-", "KRB"] {
                let line = format!("{}{text}{}", "x".repeat(padding), "y".repeat(padding % 3));
                assert!(sieve.may_hold(line.as_bytes()), "{line}");
            }
        }
        assert!(!sieve.may_hold(b"committed block 17 of partition 3"));
        assert!(!sieve.may_hold(b"abc"));
    }
}
