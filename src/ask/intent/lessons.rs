//! Learns the weights from labelled questions: logistic regression, each step as long as a feature is
//! rare (`AdaGrad`). `examples/learn.rs` calls it and keeps what comes out.

use rand::SeedableRng;
use rand::seq::SliceRandom;
use rand_pcg::Pcg64;

use super::model::{CLASSES, PLACES, chances, features, share};
use super::{Intent, normalise};
use crate::ask::names::mentions;

/// How often each question is looked at.
const ROUNDS: usize = 40;
/// How long the first step is.
const STEP: f32 = 0.6;
/// How strongly weights are drawn back to nothing.
const DECAY: f32 = 2e-4;

/// A question as it is learned from.
struct Lesson {
    features: Vec<usize>,
    share: f32,
    class: usize,
}

/// The weights that tell these questions apart, as the program holds them.
pub fn learn(questions: &[(&str, Intent)]) -> Vec<u8> {
    let mut lessons: Vec<Lesson> = questions.iter().filter_map(lesson).collect();
    let mut weights = vec![[0_f32; CLASSES]; PLACES];
    let mut moved = vec![[1e-3_f32; CLASSES]; PLACES];
    let mut order = Pcg64::seed_from_u64(1);
    for _ in 0..ROUNDS {
        lessons.shuffle(&mut order);
        for lesson in &lessons {
            let mut off = [0_f32; CLASSES];
            for place in &lesson.features {
                for (sum, weight) in off.iter_mut().zip(&weights[*place]) {
                    *sum += weight * lesson.share;
                }
            }
            chances(&mut off);
            off[lesson.class] -= 1.0;
            for place in &lesson.features {
                let (weights, moved) = (&mut weights[*place], &mut moved[*place]);
                for class in 0..CLASSES {
                    let slope = off[class] * lesson.share + DECAY * weights[class];
                    moved[class] += slope * slope;
                    weights[class] -= STEP * slope / moved[class].sqrt();
                }
            }
        }
    }
    written(&weights)
}

fn lesson((text, intent): &(&str, Intent)) -> Option<Lesson> {
    let (_, blanked) = mentions(text);
    let features = features(&normalise(&blanked));
    Some(Lesson {
        share: share(&features),
        features,
        class: Intent::ALL.iter().position(|known| known == intent)?,
    })
}

/// Weights as bytes, with a scale for each class.
fn written(weights: &[[f32; CLASSES]]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(CLASSES * (4 + PLACES));
    for class in 0..CLASSES {
        let largest = weights
            .iter()
            .map(|all| all[class].abs())
            .fold(0.0, f32::max);
        let scale = (largest / 127.0).max(f32::MIN_POSITIVE);
        bytes.extend(scale.to_le_bytes());
        bytes.extend(weights.iter().map(|all| {
            #[expect(clippy::cast_possible_truncation, reason = "between -127 and 127")]
            let weight = (all[class] / scale).round() as i8;
            weight.cast_unsigned()
        }));
    }
    bytes
}
