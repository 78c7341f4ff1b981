//! A linear classifier: the features of a question, and the weights that were learned for them.

use super::Intent;

/// Places that features are hashed to.
pub(super) const PLACES: usize = 1 << 14;
/// Intents that are told apart.
pub(super) const CLASSES: usize = Intent::ALL.len();

/// The weights as [`super::learn`] wrote them: for each class its scale (a little-endian `f32`) and
/// its weights as signed bytes.
static WEIGHTS: &[u8; CLASSES * (4 + PLACES)] = include_bytes!("weights.bin");

/// The two likeliest intents of a normalised question, with how likely they are.
pub(super) fn likely(text: &str) -> [(Intent, f32); 2] {
    let features = features(text);
    let share = share(&features);
    let mut scores: Vec<f32> = WEIGHTS
        .chunks_exact(4 + PLACES)
        .map(|class| {
            let (scale, weights) = class.split_at(4);
            let scale = f32::from_le_bytes([scale[0], scale[1], scale[2], scale[3]]);
            let sum: i32 = features
                .iter()
                .map(|place| i32::from(weights[*place].cast_signed()))
                .sum();
            #[expect(clippy::cast_precision_loss, reason = "a sum of a few hundred bytes")]
            let sum = sum as f32;
            sum * scale * share
        })
        .collect();
    chances(&mut scores);
    let mut order: Vec<usize> = (0..CLASSES).collect();
    order.sort_by(|a, b| scores[*b].total_cmp(&scores[*a]));
    [order[0], order[1]].map(|class| (Intent::ALL[class], scores[class]))
}

/// Scores as probabilities.
pub(super) fn chances(scores: &mut [f32]) {
    let highest = scores.iter().copied().fold(f32::MIN, f32::max);
    for score in &mut *scores {
        *score = (*score - highest).exp();
    }
    let sum: f32 = scores.iter().sum();
    for score in scores {
        *score /= sum;
    }
}

/// What each of so many features counts, so that long questions weigh no more than short ones.
pub(super) fn share(features: &[usize]) -> f32 {
    #[expect(
        clippy::cast_precision_loss,
        reason = "a question has a few hundred features"
    )]
    let count = features.len().max(1) as f32;
    1.0 / count.sqrt()
}

/// Words, pairs of words, and the parts of three to five letters of each word, so that endings and
/// misspellings matter little. Each counts once.
pub(super) fn features(text: &str) -> Vec<usize> {
    let plain: String = text
        .chars()
        .map(|c| if c.is_ascii_digit() { '0' } else { c })
        .take(1_000)
        .collect();
    let words: Vec<&str> = plain.split(' ').filter(|word| !word.is_empty()).collect();
    let mut places = Vec::new();
    let mut before = "^";
    for word in words.iter().copied().chain(["$"]) {
        places.push(place(&["w", word]));
        places.push(place(&["b", before, " ", word]));
        before = word;
        let padded: Vec<char> = format!(" {word} ").chars().collect();
        for length in 3..=5 {
            for part in padded.windows(length) {
                let part: String = part.iter().collect();
                places.push(place(&["c", &part]));
            }
        }
    }
    places.sort_unstable();
    places.dedup();
    places
}

/// The place of a feature: the hash FNV-1a of its parts.
fn place(parts: &[&str]) -> usize {
    let mut hash: u32 = 0x811c_9dc5;
    for byte in parts.iter().flat_map(|part| part.bytes()) {
        hash = (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193);
    }
    // The low bits alone mix badly.
    (hash ^ (hash >> 15)) as usize % PLACES
}
