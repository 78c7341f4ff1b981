//! A job is kept back: held, limited, fenced, cut off, suppressed, cancelled or not meant to run.

use super::Incident;
use super::scene::{Of, Scene, Told, Wonder};
use crate::demo::build::Outcome;
use crate::demo::rows::{Dep, Flags, Limits, On};
use crate::demo::state::State;
use crate::tws::status::{LateStartAction, WorkstationType};

/// An operator holds the job.
pub fn held(scene: &mut Scene<'_>, incident: &Incident) -> Told {
    holding(scene, incident, 0)
}

/// An operator holds a job further up.
pub fn held_upstream(scene: &mut Scene<'_>, incident: &Incident) -> Told {
    holding(scene, incident, 2)
}

fn holding(scene: &mut Scene<'_>, _: &Incident, hops: usize) -> Told {
    let (_, last) = scene.begin(120, 2);
    let mut spec = scene.next(6, last);
    spec.priority = 0;
    let name = spec.name.clone();
    let held = scene.add(spec);
    let chain = scene.behind(held, hops);
    scene.told(
        Wonder::Waits,
        &chain,
        format!("{name} was put on hold by an operator: its priority is 0, planned was 10."),
    )
}

/// The job is planned with priority 0: it is released by hand when it is wanted.
pub fn held_by_design(scene: &mut Scene<'_>, _: &Incident) -> Told {
    let (_, last) = scene.begin(110, 2);
    let mut spec = scene.next(6, last);
    spec.priority = 0;
    let command = format!(
        "/opt/{}/bin/{}.sh",
        scene.area.code.to_lowercase(),
        spec.name.to_lowercase()
    );
    let mut definition = scene.definition(&command);
    let why = "Released by hand at the end of a quarter only, otherwise left on hold";
    definition.description = Some(scene.b.store.symbols.intern(why));
    spec.definition = Some(definition);
    let name = spec.name.clone();
    let held = scene.add(spec);
    scene.b.store.jobs[held as usize].planned_priority = 0;
    scene.told(
        Wonder::Waits,
        &[Of::Job(held)],
        format!("{name} is on hold by design: it is planned with priority 0."),
    )
}

/// An operator holds the stream.
pub fn stream_held(scene: &mut Scene<'_>, _: &Incident) -> Told {
    let mut spec = scene.stream(90);
    spec.priority = 0;
    let name = spec.name.clone();
    let stream = scene.open(spec);
    let first = scene.job(5);
    let first = scene.add(first);
    scene.chain(2, Some(first));
    let truth = format!("The stream {name} is on hold: its priority is 0.");
    scene.told(Wonder::Waits, &[Of::Job(first), Of::Stream(stream)], truth)
}

/// The stream further up is on hold.
pub fn stream_held_upstream(scene: &mut Scene<'_>, _: &Incident) -> Told {
    let mut spec = scene.stream(120);
    spec.priority = 0;
    let name = spec.name.clone();
    let stream = scene.open(spec);
    let last = scene.chain(1, None).unwrap_or(0);
    let (_, first) = scene.begin(80, 1);
    let spec = scene.next(5, first).after(last);
    let waits = scene.add(spec);
    let truth =
        format!("It waits for a job of {name}, and that stream is on hold: its priority is 0.");
    scene.told(
        Wonder::Waits,
        &[Of::Job(waits), Of::Job(last), Of::Stream(stream)],
        truth,
    )
}

/// What is wrong with a workstation.
#[derive(Clone, Copy)]
enum Ill {
    Unlinked,
    Stopped,
    LimitZero,
    Full,
    Fence,
}

fn on_workstation(scene: &mut Scene<'_>, ill: Ill, hops: usize) -> Told {
    let mut machine = scene.machine();
    let name = machine.name.clone();
    match ill {
        Ill::Unlinked => (machine.linked, machine.jobman) = (false, false),
        Ill::Stopped => machine.jobman = false,
        Ill::LimitZero => machine.limit = 0,
        Ill::Full => machine.limit = 1,
        Ill::Fence => machine.fence = 40,
    }
    let machine = scene.b.workstation(machine);
    if matches!(ill, Ill::Full) {
        scene.begin(45, 0);
        let mut spec = scene.job(60).with(Outcome::Runs);
        spec.workstation = Some(machine);
        spec.from = scene.ago(25);
        scene.add(spec);
    }
    let (_, last) = scene.begin(100, 1);
    let mut spec = scene.next(6, last);
    spec.workstation = Some(machine);
    let waits = scene.add(spec);
    let mut chain = scene.behind(waits, hops);
    chain.push(Of::Workstation(machine));
    let truth = match ill {
        Ill::Unlinked => format!("The workstation {name} is not linked."),
        Ill::Stopped => format!("The workstation {name} is linked, but its job manager is down."),
        Ill::LimitZero => format!("The job limit of the workstation {name} is 0."),
        Ill::Full => format!("The workstation {name} may run one job at a time and runs one."),
        Ill::Fence => {
            format!("The fence of the workstation {name} is 40, above the job's priority of 10.")
        }
    };
    scene.told(Wonder::Waits, &chain, truth)
}

/// Its workstation is not linked.
pub fn unlinked(scene: &mut Scene<'_>, _: &Incident) -> Told {
    on_workstation(scene, Ill::Unlinked, 0)
}

/// The workstation of a job further up is not linked.
pub fn unlinked_upstream(scene: &mut Scene<'_>, _: &Incident) -> Told {
    on_workstation(scene, Ill::Unlinked, 2)
}

/// The workstation itself is asked about.
pub fn unlinked_asked(scene: &mut Scene<'_>, _: &Incident) -> Told {
    let mut machine = scene.machine();
    (machine.linked, machine.jobman) = (false, false);
    machine.kind = WorkstationType::Fta;
    let name = machine.name.clone();
    let machine = scene.b.workstation(machine);
    let (_, last) = scene.begin(70, 1);
    for _ in 0..3 {
        let mut spec = scene.next(6, last);
        spec.workstation = Some(machine);
        scene.add(spec);
    }
    scene.told(
        Wonder::State,
        &[Of::Workstation(machine)],
        format!("The workstation {name} is not linked; three jobs wait for it."),
    )
}

/// The job manager of its workstation is down.
pub fn stopped(scene: &mut Scene<'_>, _: &Incident) -> Told {
    on_workstation(scene, Ill::Stopped, 0)
}

/// The limit of its workstation is 0.
pub fn limit_zero(scene: &mut Scene<'_>, _: &Incident) -> Told {
    on_workstation(scene, Ill::LimitZero, 0)
}

/// Its workstation runs as many jobs as it may.
pub fn limit_reached(scene: &mut Scene<'_>, _: &Incident) -> Told {
    on_workstation(scene, Ill::Full, 0)
}

/// The limit of the workstation of a job further up is 0.
pub fn limit_upstream(scene: &mut Scene<'_>, _: &Incident) -> Told {
    on_workstation(scene, Ill::LimitZero, 1)
}

/// The fence of its workstation is above its priority.
pub fn fence(scene: &mut Scene<'_>, _: &Incident) -> Told {
    on_workstation(scene, Ill::Fence, 0)
}

/// The stream runs as many jobs as it may.
pub fn stream_limit(scene: &mut Scene<'_>, _: &Incident) -> Told {
    let mut spec = scene.stream(50);
    spec.limit = Some(1);
    let name = spec.name.clone();
    let stream = scene.open(spec);
    let mut spec = scene.job(60).with(Outcome::Runs);
    spec.from = scene.ago(18);
    scene.add(spec);
    let spec = scene.job(5);
    let waits = scene.add(spec);
    let truth = format!("The stream {name} may run one job at a time and runs one.");
    scene.told(Wonder::Waits, &[Of::Job(waits), Of::Stream(stream)], truth)
}

/// Suppressed, for the condition it depends on did not come true.
pub fn suppressed_by_condition(scene: &mut Scene<'_>, _: &Incident) -> Told {
    let (_, last) = scene.begin(100, 2);
    let mut spec = scene.job(5).with(Outcome::Is(State::Suppr));
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
        "{name} is for repair only: its predecessor did not abend, so it was suppressed as meant."
    );
    scene.told(Wonder::Skipped, &[Of::Job(job)], truth)
}

/// Suppressed, for its latest start time passed while it waited.
pub fn suppressed_too_late(scene: &mut Scene<'_>, _: &Incident) -> Told {
    let (_, last) = scene.begin(150, 1);
    let mut slow = scene.next(10, last);
    slow.takes = 95 * 60;
    let slow = scene.add(slow);
    let until = scene.ago(70);
    let limits = Limits {
        until,
        until_action: Some(LateStartAction::DoNotRun),
        ..Limits::default()
    };
    let spec = scene
        .next(5, Some(slow))
        .with(Outcome::Is(State::Suppr))
        .limited(limits)
        .flagged(Flags::UNTIL_GONE);
    let name = spec.name.clone();
    let job = scene.add(spec);
    let truth = format!(
        "{name} was suppressed: its latest start time passed while its predecessor was still running."
    );
    scene.told(Wonder::Skipped, &[Of::Job(job)], truth)
}

/// Cancelled by an operator; the rest of the stream went on.
pub fn cancelled(scene: &mut Scene<'_>, _: &Incident) -> Told {
    let (_, last) = scene.begin(110, 1);
    let spec = scene.next(8, last).with(Outcome::Is(State::Cancl));
    let name = spec.name.clone();
    let job = scene.add(spec);
    scene.chain(2, Some(job));
    scene.told(
        Wonder::Skipped,
        &[Of::Job(job)],
        format!("{name} was cancelled by an operator; its successors went on."),
    )
}

/// Defined not to run.
pub fn no_operation(scene: &mut Scene<'_>, _: &Incident) -> Told {
    let (_, last) = scene.begin(90, 1);
    let spec = scene
        .next(5, last)
        .with(Outcome::Is(State::Succ))
        .flagged(Flags::NO_OPERATION);
    let name = spec.name.clone();
    let job = scene.add(spec);
    scene.chain(1, Some(job));
    scene.told(
        Wonder::Skipped,
        &[Of::Job(job)],
        format!("{name} is defined as no operation: it counts as done without running."),
    )
}
