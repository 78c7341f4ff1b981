//! The first look at a line: can it hold any literal of the table at all? Nearly all lines of a log
//! cannot, and this tells so in a fraction of the time that the search for the literals takes.
//!
//! Of each literal two neighbouring windows of four bytes are noted, the pair that is least common
//! in ordinary text. A line that holds the literal holds one of the two at an even place, so these
//! are looked for at every other place. Literals too short for that are noted by their first three
//! bytes, which are looked for everywhere. A window that is met is compared with its literals.

/// Which windows the literals have. Both filters together fit into the first cache, with room for
/// the line; an ordinary line seldom meets a bit of them by chance.
pub(super) struct Sieve {
    long: Windows<2048>,
    short: Windows<512>,
}

/// The windows of one length, in so many words of bits.
struct Windows<const WORDS: usize> {
    bits: Box<[u64; WORDS]>,
    /// Each window with its literal and where it stands there, in the order of their places.
    of: Vec<(u32, &'static [u8], usize)>,
    /// Where the windows of each word begin among them.
    first: Vec<usize>,
}

/// What healthy logs are full of; a window that occurs here is the last choice.
const HEALTHY: &[u8] = b"committed block of partition processed records loaded data into table \
    file created started completed closed by batch worker thread execution transaction elapsed \
    seconds inserted rows updated total message connection database server version warning info";

/// Letters from the most common in technical English to the least; what is not a letter is rarer.
const COMMON: &[u8] = b" etaoinsrldcumpfghybvwkxqjz";

/// What is left of four bytes when only the first three count.
const THREE: u32 = 0x00ff_ffff;

impl Sieve {
    /// Notes the literals, which are in small letters and at least three bytes long.
    pub fn new(literals: impl Iterator<Item = &'static str>) -> Self {
        let (mut long, mut short) = (Vec::new(), Vec::new());
        for literal in literals.map(str::as_bytes) {
            if let [a, b, c] | [a, b, c, _] = *literal {
                short.push((word([a, b, c, 0]) & THREE, literal, 0));
                continue;
            }
            let rarest = (0..literal.len().saturating_sub(4))
                .min_by_key(|at| commonness(&literal[*at..*at + 5]))
                .unwrap_or(0);
            for at in [rarest, rarest + 1] {
                if let Some(window) = literal[at..].first_chunk() {
                    long.push((word(*window), literal, at));
                }
            }
        }
        Self {
            long: Windows::new(long),
            short: Windows::new(short),
        }
    }

    /// Whether the line holds any of the literals.
    pub fn finds(&self, line: &[u8]) -> bool {
        let mut eights = line.windows(8);
        let mut at = 0;
        while let Some(eight) = eights.next().and_then(<[u8]>::first_chunk) {
            let met = self.meets(*eight);
            if met != 0 && self.begins(met, *eight, line, at) {
                return true;
            }
            at += STEP;
            eights.nth(STEP - 2);
        }
        // The last bytes, too few for eight: blanks behind them change nothing, for what is met is
        // compared with the line itself.
        let mut rest = [b' '; 16];
        let left = line.get(at..).unwrap_or_default();
        rest[..left.len()].copy_from_slice(left);
        (0..left.len()).step_by(STEP).any(|from| {
            let eight = rest[from..].first_chunk();
            eight.is_some_and(|eight| self.begins(self.meets(*eight), *eight, line, at + from))
        })
    }

    /// Which windows that begin in the first four of eight bytes are noted, a bit for each. All
    /// are looked up before anything is decided: nearly always none is met.
    fn meets(&self, eight: [u8; 8]) -> u64 {
        let four = |byte: u32| window(eight, byte);
        self.long.bit(four(0))
            | self.long.bit(four(2)) << 2
            | self.short.bit(four(0) & THREE) << 4
            | self.short.bit(four(1) & THREE) << 5
            | self.short.bit(four(2) & THREE) << 6
            | self.short.bit(four(3) & THREE) << 7
    }

    /// Whether a literal of a window that was met is there.
    fn begins(&self, met: u64, eight: [u8; 8], line: &[u8], at: usize) -> bool {
        (0..STEP as u32).any(|byte| {
            let (four, at) = (window(eight, byte), at + byte as usize);
            met >> byte & 1 == 1 && self.long.has(four, line, at)
                || met >> byte & 16 == 16 && self.short.has(four & THREE, line, at)
        })
    }
}

/// Bytes that are looked at together.
const STEP: usize = 4;

impl<const WORDS: usize> Windows<WORDS> {
    fn new(mut of: Vec<(u32, &'static [u8], usize)>) -> Self {
        let mut bits = Box::new([0; WORDS]);
        for (window, ..) in &of {
            let at = Self::place(*window);
            bits[at >> 6] |= 1 << (at & 63);
        }
        of.sort_unstable_by_key(|(window, ..)| Self::place(*window));
        let mut first = vec![0; WORDS + 1];
        for (n, after) in first.iter_mut().enumerate() {
            *after = of.partition_point(|(window, ..)| Self::place(*window) >> 6 < n);
        }
        Self { bits, of, first }
    }

    /// The number of a window's bit.
    fn place(window: u32) -> usize {
        let bits = WORDS.ilog2() + 6;
        (window.wrapping_mul(0x9E37_79B1) >> (32 - bits)) as usize
    }

    /// 1 when a window is noted, or another in its place.
    fn bit(&self, window: u32) -> u64 {
        let at = Self::place(window);
        self.bits[at >> 6] >> (at & 63) & 1
    }

    /// Whether a literal with that window, which was met at that place, is there in full.
    fn has(&self, window: u32, line: &[u8], at: usize) -> bool {
        let group = Self::place(window) >> 6;
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

/// Four bytes as a number; letters of either case are the same.
fn word(bytes: [u8; 4]) -> u32 {
    u32::from_le_bytes(bytes) | 0x2020_2020
}

/// Four of eight bytes, from the given one on.
fn window(eight: [u8; 8], byte: u32) -> u32 {
    (u64::from_le_bytes(eight) >> (8 * byte)) as u32 | 0x2020_2020
}

/// How common a piece of text is, by its windows and then by its letters; higher is more common.
fn commonness(piece: &[u8]) -> (usize, usize) {
    let healthy = |window: &&[u8]| HEALTHY.windows(4).any(|known| known == *window);
    let of = |byte: &u8| {
        let rank = COMMON.iter().position(|common| common == byte);
        rank.map_or(0, |rank| COMMON.len() - rank)
    };
    (
        piece.windows(4).filter(healthy).count(),
        piece.iter().map(of).sum(),
    )
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
                assert!(sieve.finds(line.as_bytes()), "{line}");
            }
        }
        assert!(!sieve.finds(b"committed block 17 of partition 3"));
        assert!(!sieve.finds(b"no space, left"));
        assert!(!sieve.finds(b"abc"));
    }
}
