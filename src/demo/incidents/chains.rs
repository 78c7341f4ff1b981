//! A job waits, and the cause is a failed job some steps away.

use super::Incident;
use super::run_failed::{fail, fail_as};
use super::scene::{Of, Scene, Told, Wonder};
use crate::demo::build::Outcome;
use crate::demo::rows::{Dep, Flags, On};
use crate::demo::state::State;
use crate::tws::status::RecoveryOption;

/// A plain dependency.
pub fn plain(on: On) -> Dep {
    Dep {
        on,
        condition: None,
        released: false,
    }
}

/// The failed job is in the same stream, some steps before.
pub fn upstream(scene: &mut Scene<'_>, incident: &Incident) -> Told {
    let (_, last) = scene.begin(150, 1);
    let failed = fail(scene, incident.kind, last);
    let hops = 1 + scene.dice.below(3);
    let chain = scene.behind(failed.job, hops);
    scene.told(Wonder::Waits, &chain, failed.waits())
}

/// Six steps lie between.
pub fn far_upstream(scene: &mut Scene<'_>, incident: &Incident) -> Told {
    let (_, last) = scene.begin(160, 2);
    let failed = fail(scene, incident.kind, last);
    let chain = scene.behind(failed.job, 6);
    scene.told(Wonder::Waits, &chain, failed.waits())
}

/// Fifty steps lie between.
pub fn long(scene: &mut Scene<'_>, incident: &Incident) -> Told {
    let (_, last) = scene.begin(160, 1);
    let failed = fail(scene, incident.kind, last);
    let chain = scene.behind(failed.job, 50);
    scene.told(Wonder::Waits, &chain, failed.waits())
}

/// The subject's stream waits for a stream in which a job waits for a job of a third.
pub fn across_streams(scene: &mut Scene<'_>, incident: &Incident) -> Told {
    let (_, last) = scene.begin(170, 1);
    let failed = fail(scene, incident.kind, last);
    let (middle, first) = scene.begin(120, 1);
    let waits = scene.next(4, first).after(failed.job);
    let waits = scene.add(waits);
    let mut spec = scene.stream(90);
    spec.deps.push(plain(On::Stream(middle)));
    let stream = scene.open(spec);
    let first = scene.job(6);
    let first = scene.add(first);
    let chain = [
        Of::Job(first),
        Of::Stream(stream),
        Of::Stream(middle),
        Of::Job(waits),
        Of::Job(failed.job),
    ];
    scene.told(Wonder::Waits, &chain, failed.waits())
}

/// The subject waits for a job of another stream that failed.
pub fn external_job(scene: &mut Scene<'_>, incident: &Incident) -> Told {
    let (_, last) = scene.begin(160, 2);
    let failed = fail(scene, incident.kind, last);
    let (_, first) = scene.begin(100, 1);
    let waits = scene.next(4, first).after(failed.job);
    let waits = scene.add(waits);
    let chain = scene.behind(waits, 1);
    let chain = [&chain[..], &[Of::Job(failed.job)]].concat();
    scene.told(Wonder::Waits, &chain, failed.waits())
}

/// The subject waits for all three of a join; two succeeded, one failed.
pub fn join(scene: &mut Scene<'_>, incident: &Incident) -> Told {
    let (_, good) = scene.begin(190, 1);
    let other = scene.chain(1, good);
    let (_, before) = scene.begin(170, 1);
    let failed = fail(scene, incident.kind, before);
    let members: Vec<On> = [good, Some(failed.job), other]
        .into_iter()
        .flatten()
        .map(On::Job)
        .collect();
    let on = scene.b.join("ALL_FEEDS", 0, &members);
    let (_, first) = scene.begin(80, 1);
    let waits = scene.next(5, first).on(on);
    let waits = scene.add(waits);
    scene.told(
        Wonder::Waits,
        &[Of::Job(waits), Of::Job(failed.job)],
        failed.waits(),
    )
}

/// Two jobs failed independently, and the subject waits for both.
pub fn two_faults(scene: &mut Scene<'_>, incident: &Incident) -> Told {
    let (_, last) = scene.begin(180, 1);
    let failed = fail(scene, incident.kind, last);
    let (_, last) = scene.begin(150, 1);
    let other = fail(scene, "permission_denied", last);
    let (_, first) = scene.begin(90, 1);
    let waits = scene.next(5, first).after(failed.job).after(other.job);
    let waits = scene.add(waits);
    let truth = format!(
        "{} It also waits for {}: {}.",
        failed.waits(),
        other.name,
        other.fact
    );
    let mut told = scene.told(Wonder::Waits, &[Of::Job(waits), Of::Job(failed.job)], truth);
    told.also.push(Of::Job(other.job));
    told
}

/// Yesterday's instance was carried forward and failed; today's of the same name is fine.
pub fn carried_forward(scene: &mut Scene<'_>, incident: &Incident) -> Told {
    let mut spec = scene.stream(420);
    spec.flags.set(Flags::CARRIED);
    let name = spec.name.clone();
    scene.open(spec);
    let last = scene.chain(1, None);
    let failed = fail(scene, incident.kind, last);
    let mut today = scene.stream(170);
    today.name = name;
    scene.open(today);
    scene.chain(2, None);
    let (_, first) = scene.begin(100, 1);
    let waits = scene.next(5, first).after(failed.job);
    let waits = scene.add(waits);
    let truth = format!(
        "{} It is the instance carried forward from yesterday; today's succeeded.",
        failed.waits()
    );
    scene.told(Wonder::Waits, &[Of::Job(waits), Of::Job(failed.job)], truth)
}

/// The stream of a failed job still holds the resource that the subject needs.
pub fn resource_of_a_failed_stream(scene: &mut Scene<'_>, incident: &Incident) -> Told {
    let agent = scene.agent();
    let name = format!("{}_EXCL", scene.area.code);
    let resource = scene
        .b
        .resource(&name, "Exclusive use of the batch window", agent, 1);
    let (_, last) = scene.begin(160, 1);
    let failed = fail(scene, incident.kind, last);
    scene.chain(1, Some(failed.job));
    scene.b.store.resources[resource as usize]
        .holders
        .push((failed.job, 1));
    let (_, first) = scene.begin(100, 1);
    let waits = scene.next(5, first).on(On::Resource(resource, 1));
    let waits = scene.add(waits);
    let truth = format!(
        "It needs {name}, still held by {}, which ended in error: {}.",
        failed.name, failed.fact
    );
    scene.told(
        Wonder::Waits,
        &[Of::Job(waits), Of::Resource(resource), Of::Job(failed.job)],
        truth,
    )
}

/// A failed job that an operator confirmed as failed: its run itself had gone well.
pub fn confirmed_as_failed(scene: &mut Scene<'_>, _: &Incident) -> Told {
    let (_, last) = scene.begin(140, 1);
    let mut spec = scene.next(6, last).with(Outcome::Abends(Some(0)));
    spec.confirmed = true;
    spec.log = Some(crate::demo::store::LogText {
        padding: 14,
        style: crate::demo::joblog::Style::Shell,
        lines: "[{ts}] done, no errors".into(),
        framed: true,
    });
    let name = spec.name.clone();
    let failed = scene.add(spec);
    let chain = scene.behind(failed, 1);
    let truth = format!(
        "It waits for {name}, which an operator confirmed as abended although it ended with 0."
    );
    scene.told(Wonder::Waits, &chain, truth)
}

/// A job failed, but its recovery option lets the stream go on: the next one runs.
pub fn goes_on_regardless(scene: &mut Scene<'_>, _: &Incident) -> Told {
    let (_, last) = scene.begin(90, 1);
    let failed = fail_as(scene, "network_error", last, |mut spec| {
        if let Some(definition) = &mut spec.definition {
            definition.recovery = RecoveryOption::Continue;
        }
        spec
    });
    let mut spec = scene.next(60, Some(failed.job)).with(Outcome::Runs);
    spec.from = scene.ago(12);
    let name = spec.name.clone();
    let runs = scene.add(spec);
    let truth = format!(
        "{name} runs as usual; {} failed before it, but its recovery option is to continue.",
        failed.name
    );
    scene.told(Wonder::Runs, &[Of::Job(runs)], truth)
}

/// The predecessor was cancelled, and the dependency asks for its success.
pub fn cancelled_predecessor(scene: &mut Scene<'_>, _: &Incident) -> Told {
    let (_, last) = scene.begin(130, 1);
    let spec = scene.next(6, last).with(Outcome::Is(State::Cancl));
    let name = spec.name.clone();
    let cancelled = scene.add(spec);
    let mut spec = scene.next(5, last);
    spec.deps.push(Dep {
        on: On::Job(cancelled),
        condition: Some(State::Succ),
        released: false,
    });
    let waits = scene.add(spec);
    let truth = format!("It starts only if {name} succeeds, and {name} was cancelled.");
    scene.told(Wonder::Waits, &[Of::Job(waits), Of::Job(cancelled)], truth)
}
