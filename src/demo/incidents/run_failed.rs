//! A run failed: the failed job itself, or what waits behind it in the same stream.

use super::Incident;
use super::faults;
use super::scene::{Of, Scene, Told, Wonder};

/// A job in the middle of a stream failed, and is asked about.
pub fn at_once(scene: &mut Scene<'_>, incident: &Incident) -> Told {
    let minutes = scene.dice.range(70, 180);
    let spec = scene.stream(minutes);
    scene.open(spec);
    let before = 1 + scene.dice.below(3);
    let last = scene.chain(before, None);
    let failed = fail(scene, incident.kind, last);
    scene.chain(2, Some(failed.job));
    let truth = format!("{} ended in error: {}.", failed.name, failed.fact);
    scene.told(Wonder::Failed, &[Of::Job(failed.job)], truth)
}

/// A job waits for one in the same stream that failed some steps before.
pub fn upstream(scene: &mut Scene<'_>, incident: &Incident) -> Told {
    let minutes = scene.dice.range(90, 200);
    let spec = scene.stream(minutes);
    scene.open(spec);
    let last = scene.chain(1, None);
    let failed = fail(scene, incident.kind, last);
    let hops = 1 + scene.dice.below(3);
    let mut chain = vec![Of::Job(failed.job)];
    for _ in 0..hops {
        let Some(Of::Job(before)) = chain.first().copied() else {
            break;
        };
        let next = scene.job(4).after(before);
        let next = scene.add(next);
        chain.insert(0, Of::Job(next));
    }
    let truth = format!(
        "It waits for {}, which ended in error: {}.",
        failed.name, failed.fact
    );
    scene.told(Wonder::Waits, &chain, truth)
}

/// A job that failed.
pub struct Failed {
    /// Its place.
    pub job: u32,
    /// Its name.
    pub name: String,
    /// What went wrong.
    pub fact: String,
}

/// Adds a job that fails in a way of `kind`, after `before`.
pub fn fail(scene: &mut Scene<'_>, kind: &str, before: Option<u32>) -> Failed {
    let fault = faults::pick(&mut scene.dice, kind);
    let minutes = u32::try_from(scene.dice.range(2, 15)).unwrap_or(5);
    let mut spec = scene.job(minutes);
    if let Some(before) = before {
        spec = spec.after(before);
    }
    let spec = scene.failing(spec, fault);
    let name = spec.name.clone();
    let fact = scene.fill(fault.fact, &name);
    Failed {
        job: scene.add(spec),
        name,
        fact,
    }
}
