//! A job runs, or has run: too long, too late, or just as it should.

use super::Incident;
use super::faults;
use super::scene::{Of, Scene, Told, Wonder};
use crate::demo::build::{Earlier, Outcome};
use crate::demo::joblog::Style;
use crate::demo::rows::{Flags, Limits, RunKind};
use crate::demo::state::State;
use crate::demo::store::LogText;

/// Runs as usual.
pub fn normally(scene: &mut Scene<'_>, _: &Incident) -> Told {
    let (_, last) = scene.begin(60, 1);
    let mut spec = scene.next(45, last).with(Outcome::Runs);
    spec.from = scene.ago(14);
    let name = spec.name.clone();
    let job = scene.add(spec);
    scene.told(
        Wonder::Runs,
        &[Of::Job(job)],
        format!("{name} has been running for 14 of its usual 45 minutes."),
    )
}

/// Runs far longer than usual.
pub fn too_long(scene: &mut Scene<'_>, incident: &Incident) -> Told {
    slow(scene, incident, 0)
}

/// Waits behind a job that runs far longer than usual.
pub fn too_long_upstream(scene: &mut Scene<'_>, incident: &Incident) -> Told {
    slow(scene, incident, 2)
}

fn slow(scene: &mut Scene<'_>, _: &Incident, hops: usize) -> Told {
    let (_, last) = scene.begin(170, 1);
    let usual = u32::try_from(scene.dice.range(8, 20)).unwrap_or(10);
    let mut spec = scene.next(usual, last).with(Outcome::Runs);
    spec.from = scene.ago(125);
    let name = spec.name.clone();
    let job = scene.add(spec);
    let chain = scene.behind(job, hops);
    let wonder = if hops == 0 {
        Wonder::Runs
    } else {
        Wonder::Waits
    };
    scene.told(
        wonder,
        &chain,
        format!("{name} has been running for 125 minutes; it usually takes {usual}."),
    )
}

/// Started late, for the job before it took far longer than usual; its deadline has passed.
pub fn started_late(scene: &mut Scene<'_>, _: &Incident) -> Told {
    let (_, last) = scene.begin(200, 1);
    let mut slow = scene.next(20, last);
    slow.takes = 150 * 60;
    let slow_name = slow.name.clone();
    let slow = scene.add(slow);
    let deadline = scene.ago(10);
    let mut spec = scene
        .next(70, Some(slow))
        .with(Outcome::Runs)
        .flagged(Flags::CRITICAL);
    spec.limits = Some(Limits {
        deadline,
        ..Limits::default()
    });
    let name = spec.name.clone();
    let job = scene.add(spec);
    let truth = format!(
        "{name} is late because it started late: {slow_name} before it took 150 minutes instead of 20."
    );
    scene.told(Wonder::Runs, &[Of::Job(job), Of::Job(slow)], truth)
}

/// Ended well, nothing special.
pub fn completed(scene: &mut Scene<'_>, _: &Incident) -> Told {
    let (_, last) = scene.begin(110, 1);
    let spec = scene.next(8, last);
    let name = spec.name.clone();
    let job = scene.add(spec);
    scene.chain(1, Some(job));
    scene.told(
        Wonder::State,
        &[Of::Job(job)],
        format!("{name} ended well."),
    )
}

/// Ended well, though its log shows an error that was overcome.
pub fn completed_with_old_error(scene: &mut Scene<'_>, _: &Incident) -> Told {
    let (_, last) = scene.begin(110, 1);
    let errors = [
        "[{ts}] ERROR: cannot connect to {host}: Connection timed out\n[{ts}] trying the second address\n[{ts}] connected",
        "ORA-00054: resource busy and acquire with NOWAIT specified or timeout expired\n[{ts}] retry 1 of 5\nTable truncated.",
        "mkdir: cannot create directory '/data/{area}/work': File exists\n[{ts}] going on",
    ];
    let spec = scene.next(9, last);
    let error = *scene.dice.pick(&errors);
    let error = scene.fill(error, &spec.name);
    let lines = format!(
        "{error}\n[{{ts}}] all {} records done\n[{{ts}}] ended without errors",
        4_211
    )
    .into();
    let name = spec.name.clone();
    let job = scene.add(spec.logged(LogText {
        padding: 20,
        style: Style::Shell,
        lines,
        framed: true,
    }));
    scene.told(
        Wonder::State,
        &[Of::Job(job)],
        format!("{name} ended well; the error in its log was overcome."),
    )
}

/// The first run failed, its rerun succeeded.
pub fn completed_after_rerun(scene: &mut Scene<'_>, _: &Incident) -> Told {
    let (_, last) = scene.begin(150, 1);
    let fault = faults::pick(&mut scene.dice, "lock_contention");
    let spec = scene.next(9, last);
    let name = spec.name.clone();
    let log = scene.log(fault, &name);
    let spec = scene.failing(spec, fault);
    let mut spec = spec.with(Outcome::Succeeds);
    spec.log = None;
    spec.kind = RunKind::Rerun;
    let rc = fault.rc.unwrap_or(1);
    spec.earlier = vec![Earlier {
        state: State::Abend,
        rc,
        takes: 240,
        gap: 900,
        log: Some(log),
    }];
    let job = scene.add(spec);
    scene.chain(1, Some(job));
    scene.told(
        Wonder::Failed,
        &[Of::Job(job)],
        format!("{name} failed at first, but its rerun ended well."),
    )
}
