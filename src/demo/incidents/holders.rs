//! A job waits for what another one holds: units, a slot, or its own end, of which nothing is heard.

use super::Incident;
use super::chains::plain;
use super::scene::{Of, Scene, Told, Wonder};
use crate::demo::build::Outcome;
use crate::demo::rows::On;
use crate::tws::status::WorkstationType;

/// A stream holds the resource for all its jobs, and waits for the answer to a prompt.
pub fn stream_at_a_prompt(scene: &mut Scene<'_>, _: &Incident) -> Told {
    let agent = scene.agent();
    let name = format!("{}_WINDOW", scene.area.code);
    let resource = scene
        .b
        .resource(&name, "The batch window of the area", agent, 1);
    let mut spec = scene.stream(150);
    spec.deps.push(plain(On::Resource(resource, 1)));
    let stream_name = spec.name.clone();
    let holder = scene.open(spec);
    scene.b.store.resources[resource as usize]
        .streams
        .push((holder, 1));
    let first = scene.chain(1, None);
    let question = scene.fill("Is {subject} balanced?", "");
    let prompt = scene.b.prompt(None, &question, false);
    let spec = scene.next(5, first).on(On::Prompt(prompt));
    let asks = scene.add(spec);
    let (_, last) = scene.begin(90, 1);
    let spec = scene.next(6, last).on(On::Resource(resource, 1));
    let waits = scene.add(spec);
    let chain = [
        Of::Job(waits),
        Of::Resource(resource),
        Of::Stream(holder),
        Of::Job(asks),
        Of::Prompt(prompt),
    ];
    let truth = format!(
        "{name} is held by the stream {stream_name}, which waits for an answer to \"{question}\"."
    );
    scene.told(Wonder::Waits, &chain, truth)
}

/// The only slot of the stream is taken by a job that runs far longer than usual.
pub fn slot_of_a_slow_job(scene: &mut Scene<'_>, _: &Incident) -> Told {
    let mut spec = scene.stream(140);
    spec.limit = Some(1);
    let stream = spec.name.clone();
    scene.open(spec);
    let mut spec = scene.job(9).with(Outcome::Runs);
    spec.from = scene.ago(115);
    let name = spec.name.clone();
    let slow = scene.add(spec);
    let spec = scene.job(5);
    let waits = scene.add(spec);
    let truth = format!(
        "{stream} runs one job at a time, and {name} has been running for 115 minutes instead of its usual 9."
    );
    scene.told(Wonder::Waits, &[Of::Job(waits), Of::Job(slow)], truth)
}

/// The predecessor is shown as running, but its agent was lost since it began.
pub fn out_of_sight(scene: &mut Scene<'_>, _: &Incident) -> Told {
    let mut machine = scene.machine();
    machine.kind = WorkstationType::Fta;
    let agent = machine.name.clone();
    let machine = scene.b.workstation(machine);
    let (_, last) = scene.begin(80, 1);
    let mut spec = scene.next(60, last).with(Outcome::Runs);
    spec.workstation = Some(machine);
    spec.from = scene.ago(20);
    let name = spec.name.clone();
    let runs = scene.add(spec);
    let chain = scene.behind(runs, 1);
    let row = &mut scene.b.store.workstations[usize::from(machine)];
    (row.linked, row.jobman) = (false, false);
    let chain = [&chain[..], &[Of::Workstation(machine)]].concat();
    let truth = format!(
        "It waits for {name}, which runs on {agent}: that is not linked any more, so nobody hears of its end."
    );
    scene.told(Wonder::Waits, &chain, truth)
}
