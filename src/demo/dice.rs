//! Seeded chance: the same seed and name always give the same choices.

use rand::{Rng, SeedableRng};
use rand_pcg::Pcg32;

/// A stream of choices that depends on nothing but its seed.
pub struct Dice(Pcg32);

impl Dice {
    /// Chance for one purpose: `salt` keeps purposes from disturbing each other.
    pub fn new(seed: u64, salt: &str) -> Self {
        // FNV-1a: stable over releases, unlike the hashers of the standard library.
        let mut hash = 0xcbf2_9ce4_8422_2325_u64 ^ seed.wrapping_mul(0x9e37_79b9_7f4a_7c15);
        for byte in salt.bytes() {
            hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
        Self(Pcg32::seed_from_u64(hash))
    }

    /// A number in `0..limit`; 0 when the limit is 0.
    pub fn below(&mut self, limit: usize) -> usize {
        let bound = u64::try_from(limit).unwrap_or(u64::MAX);
        let scaled = (u64::from(self.0.next_u32()) * bound) >> 32;
        usize::try_from(scaled).unwrap_or(0)
    }

    /// A number from `low` up to and without `high`; `low` when the range is empty.
    pub fn range(&mut self, low: i64, high: i64) -> i64 {
        let width = u64::try_from(high.saturating_sub(low)).unwrap_or(0);
        let scaled = (u128::from(self.0.next_u64()) * u128::from(width)) >> 64;
        low + i64::try_from(scaled).unwrap_or(0)
    }

    /// Whether something that happens `percent` times in a hundred happens.
    pub fn chance(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    /// One of the items.
    ///
    /// # Panics
    /// On an empty slice: the tables of this module never are.
    pub fn pick<'a, T>(&mut self, items: &'a [T]) -> &'a T {
        &items[self.below(items.len())]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_gives_the_same_choices_and_another_salt_others() {
        let draw = |seed, salt| {
            let mut dice = Dice::new(seed, salt);
            (0..8).map(|_| dice.below(1000)).collect::<Vec<_>>()
        };
        assert_eq!(draw(7, "a"), draw(7, "a"));
        assert_ne!(draw(7, "a"), draw(7, "b"));
        assert_ne!(draw(7, "a"), draw(8, "a"));
    }

    #[test]
    fn ranges_hold_even_when_empty() {
        let mut dice = Dice::new(1, "r");
        assert!((0..100).all(|_| (3..9).contains(&dice.range(3, 9))));
        assert_eq!(dice.range(5, 5), 5);
        assert_eq!(dice.below(0), 0);
    }
}
