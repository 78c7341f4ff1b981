//! Causes that hold up many, and causes behind which a time must be kept.

use super::Incident;
use super::chains::plain;
use super::run_failed::fail;
use super::scene::{Of, Scene, Told, Wonder};
use crate::demo::build::Outcome;
use crate::demo::rows::{Flags, Limits, On};

/// Adds so many jobs that each wait for `cause` alone.
fn fan(scene: &mut Scene<'_>, cause: u32, jobs: usize) {
    for _ in 0..jobs {
        let spec = scene.next(6, Some(cause));
        scene.add(spec);
    }
}

/// A failed job that many wait for at once, and a line of three behind.
pub fn failure(scene: &mut Scene<'_>, incident: &Incident) -> Told {
    let (_, last) = scene.begin(150, 1);
    let failed = fail(scene, incident.kind, last);
    fan(scene, failed.job, 33);
    let chain = scene.behind(failed.job, 3);
    scene.told(Wonder::Waits, &chain, failed.waits())
}

/// A prompt before a job that many wait for.
pub fn prompt(scene: &mut Scene<'_>, _: &Incident) -> Told {
    let (_, last) = scene.begin(130, 1);
    let question = scene.fill("Figures of {date} agreed for {subject}?", "");
    let prompt = scene.b.prompt(None, &question, false);
    let spec = scene.next(5, last).on(On::Prompt(prompt));
    let waits = scene.add(spec);
    fan(scene, waits, 30);
    let mut chain = scene.behind(waits, 1);
    chain.push(Of::Prompt(prompt));
    let truth = format!("Nobody has answered the prompt \"{question}\".");
    scene.told(Wonder::Waits, &chain, truth)
}

/// A held job that many wait for.
pub fn hold(scene: &mut Scene<'_>, _: &Incident) -> Told {
    let (_, last) = scene.begin(120, 1);
    let mut spec = scene.next(6, last);
    spec.priority = 0;
    let name = spec.name.clone();
    let held = scene.add(spec);
    fan(scene, held, 27);
    let chain = scene.behind(held, 1);
    let truth =
        format!("{name} was put on hold by an operator: its priority is 0, planned was 10.");
    scene.told(Wonder::Waits, &chain, truth)
}

/// A file that a job waits for, and many behind it.
pub fn file(scene: &mut Scene<'_>, _: &Incident) -> Told {
    let (_, last) = scene.begin(140, 1);
    let path = scene.fill("/data/{area}/in/{subject}_all_{date}.trg", "");
    let agent = scene.agent();
    let file = scene.b.file(&path, agent, false);
    let spec = scene.next(6, last).on(On::File(file));
    let waits = scene.add(spec);
    fan(scene, waits, 28);
    let mut chain = scene.behind(waits, 1);
    chain.push(Of::File(file));
    let truth = format!("The file {path} has not arrived.");
    scene.told(Wonder::Waits, &chain, truth)
}

/// A workstation that is not linked and may run no jobs either; many are to run there, one of them
/// critical.
pub fn workstation(scene: &mut Scene<'_>, _: &Incident) -> Told {
    let mut machine = scene.machine();
    (machine.linked, machine.jobman, machine.limit) = (false, false, 0);
    let name = machine.name.clone();
    let machine = scene.b.workstation(machine);
    let (_, last) = scene.begin(90, 1);
    for _ in 0..24 {
        let mut spec = scene.next(6, last);
        spec.workstation = Some(machine);
        scene.add(spec);
    }
    let deadline = scene.now + 7_200;
    let mut spec = scene
        .next(20, last)
        .flagged(Flags::CRITICAL)
        .limited(Limits {
            deadline,
            ..Limits::default()
        });
    spec.workstation = Some(machine);
    scene.add(spec);
    let truth = format!("The workstation {name} is not linked, and its job limit is 0 too.");
    scene.told(Wonder::State, &[Of::Workstation(machine)], truth)
}

/// A failed job before two that must keep a time: one can, the other cannot any more.
pub fn deadlines(scene: &mut Scene<'_>, incident: &Incident) -> Told {
    let (_, last) = scene.begin(110, 1);
    let failed = fail(scene, incident.kind, last);
    let until = |deadline| Limits {
        deadline,
        ..Limits::default()
    };
    let now = scene.now;
    let spec = scene.next(25, Some(failed.job)).limited(until(now + 900));
    let lost = scene.add(spec);
    let spec = scene
        .next(30, Some(failed.job))
        .limited(until(now + 4 * 3_600));
    let kept = scene.add(spec);
    let truth = format!(
        "{} {} cannot be in time any more.",
        failed.waits(),
        scene.name(Of::Job(lost))
    );
    let mut told = scene.told(Wonder::Waits, &[Of::Job(kept), Of::Job(failed.job)], truth);
    told.also.push(Of::Job(lost));
    told
}

/// Waits for a job that runs as usual, but that started late: the stream before it took far longer
/// than usual. The deadline will be missed for that alone.
pub fn overrun_before(scene: &mut Scene<'_>, _: &Incident) -> Told {
    let (feeder, _) = scene.begin(200, 0);
    let mut slow = scene.job(20);
    slow.takes = 150 * 60;
    let slow_name = slow.name.clone();
    let slow = scene.add(slow);
    let mut spec = scene.stream(200);
    spec.deps.push(plain(On::Stream(feeder)));
    scene.open(spec);
    let spec = scene.job(70).with(Outcome::Runs);
    let name = spec.name.clone();
    let runs = scene.add(spec);
    let deadline = scene.now + 900;
    let spec = scene
        .next(10, Some(runs))
        .flagged(Flags::CRITICAL)
        .limited(Limits {
            deadline,
            ..Limits::default()
        });
    let waits = scene.add(spec);
    let truth = format!(
        "It waits for {name}, which runs as usual but started late: {slow_name} before it took 150 minutes instead of 20."
    );
    let mut told = scene.told(Wonder::Waits, &[Of::Job(waits), Of::Job(runs)], truth);
    told.also.push(Of::Job(slow));
    told
}
