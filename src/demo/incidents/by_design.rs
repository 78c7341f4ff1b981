//! Something does not run, and is not meant to.

use super::Incident;
use super::scene::{Of, Scene, Told, Wonder};
use crate::demo::rows::{Dep, On};
use crate::demo::state::State;

/// The stream is planned with priority 0: it is released by hand when it is wanted.
pub fn stream_on_hold(scene: &mut Scene<'_>, _: &Incident) -> Told {
    let mut spec = scene.stream(100);
    spec.priority = 0;
    let name = spec.name.clone();
    let stream = scene.open(spec);
    scene.b.store.streams[stream as usize].planned_priority = 0;
    let first = scene.job(5);
    let first = scene.add(first);
    scene.chain(1, Some(first));
    scene.told(
        Wonder::Waits,
        &[Of::Job(first), Of::Stream(stream)],
        format!("The stream {name} is on hold by design: it is planned with priority 0."),
    )
}

/// A job for repairs waits for the abend of a job that has ended well: its turn does not come.
pub fn branch_not_taken(scene: &mut Scene<'_>, _: &Incident) -> Told {
    let (_, last) = scene.begin(110, 2);
    let mut spec = scene.job(5);
    let deps = last.map(|last| Dep {
        on: On::Job(last),
        condition: Some(State::Abend),
        released: false,
    });
    spec.deps.extend(deps);
    let name = spec.name.clone();
    let job = scene.add(spec);
    scene.chain(1, last);
    let truth = format!(
        "{name} is for repair only: its predecessor ended well, so its branch is not taken."
    );
    scene.told(Wonder::Waits, &[Of::Job(job)], truth)
}
