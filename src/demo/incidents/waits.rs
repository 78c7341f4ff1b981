//! A job waits for something other than a failed job.

use super::Incident;
use super::chains::plain;
use super::scene::{Of, Scene, Told, Wonder};
use crate::demo::build::Outcome;
use crate::demo::rows::{Flags, Limits, On};
use crate::demo::state::State;

/// Waits for a job that runs as usual.
pub fn running(scene: &mut Scene<'_>, _: &Incident) -> Told {
    let (_, last) = scene.begin(80, 1);
    let mut spec = scene.next(50, last).with(Outcome::Runs);
    spec.from = scene.ago(15);
    let name = spec.name.clone();
    let runs = scene.add(spec);
    let hops = 1 + scene.dice.below(2);
    let chain = scene.behind(runs, hops);
    scene.told(
        Wonder::Waits,
        &chain,
        format!("It waits for {name}, which has been running for 15 of its usual 50 minutes."),
    )
}

/// The same, through another stream.
pub fn running_elsewhere(scene: &mut Scene<'_>, _: &Incident) -> Told {
    let (feeder, last) = scene.begin(70, 1);
    let mut spec = scene.next(40, last).with(Outcome::Runs);
    spec.from = scene.ago(9);
    let name = spec.name.clone();
    let runs = scene.add(spec);
    let mut spec = scene.stream(45);
    spec.deps.push(plain(On::Stream(feeder)));
    let stream = scene.open(spec);
    let first = scene.job(5);
    let first = scene.add(first);
    let chain = [
        Of::Job(first),
        Of::Stream(stream),
        Of::Stream(feeder),
        Of::Job(runs),
    ];
    scene.told(
        Wonder::Waits,
        &chain,
        format!("Its stream waits for a stream in which {name} is still running as usual."),
    )
}

/// Waits for a job that is being launched right now.
pub fn being_launched(scene: &mut Scene<'_>, _: &Incident) -> Told {
    let (_, last) = scene.begin(50, 1);
    let spec = scene.next(6, last).with(Outcome::Is(State::Intro));
    let name = spec.name.clone();
    let intro = scene.add(spec);
    let chain = scene.behind(intro, 1);
    scene.told(
        Wonder::Waits,
        &chain,
        format!("It waits for {name}, which is just being launched."),
    )
}

/// Waits for a job whose stream is not in the plan.
pub fn not_in_the_plan(scene: &mut Scene<'_>, _: &Incident) -> Told {
    let (stream, last) = scene.begin(100, 1);
    let spec = scene.job(5);
    let missing = format!("{}_MONTHEND", scene.area.code);
    let folder = scene.b.folder(scene.area.folder);
    let (agent, sched) = (scene.agent(), scene.ago(300));
    let on = scene.b.ghost(agent, folder, &missing, "ME_CLOSE", sched);
    let spec = last.map_or(spec.clone(), |last| spec.after(last)).on(on);
    let waits = scene.add(spec);
    scene.b.store.streams[stream as usize]
        .flags
        .set(Flags::PENDING_PREDECESSOR);
    let ghost = if let On::Ghost(ghost) = on { ghost } else { 0 };
    let truth = format!(
        "It waits for ME_CLOSE of {missing}, which is not in the plan yet: a pending predecessor."
    );
    scene.told(Wonder::Waits, &[Of::Job(waits), Of::Ghost(ghost)], truth)
}

/// Waits for a job of another network whose state cannot be read.
pub fn other_network(scene: &mut Scene<'_>, _: &Incident) -> Told {
    let (_, last) = scene.begin(110, 1);
    let state = if scene.dice.chance(50) {
        State::Extrn
    } else {
        State::Error
    };
    let text = format!("GRPMDM#GRP_{}.DELIVER", scene.area.code);
    let remote = scene.b.remote(scene.m.network, &text, state, false);
    let spec = scene.next(7, last).on(On::Remote(remote));
    let waits = scene.add(spec);
    let hops = scene.dice.below(3);
    let mut chain = scene.behind(waits, hops);
    chain.push(Of::Remote(remote));
    scene.told(
        Wonder::Waits,
        &chain,
        format!("The state of {text} in the other network cannot be read."),
    )
}

/// Waits for a file that has not come.
pub fn file(scene: &mut Scene<'_>, incident: &Incident) -> Told {
    filed(scene, incident, 0)
}

/// Waits behind a job that waits for a file.
pub fn file_upstream(scene: &mut Scene<'_>, incident: &Incident) -> Told {
    filed(scene, incident, 2)
}

fn filed(scene: &mut Scene<'_>, _: &Incident, hops: usize) -> Told {
    let (_, last) = scene.begin(140, 1);
    let path = scene.fill("/data/{area}/in/{subject}_{date}.trg", "");
    let agent = scene.agent();
    let file = scene.b.file(&path, agent, false);
    if hops == 0 {
        // An empty file is none.
        scene.b.store.files[file as usize].qualifier = "-s %p";
    }
    let spec = scene.next(6, last).on(On::File(file));
    let waits = scene.add(spec);
    let mut chain = scene.behind(waits, hops);
    chain.push(Of::File(file));
    scene.told(
        Wonder::Waits,
        &chain,
        format!("The file {path} has not arrived."),
    )
}

/// Waits for a file, while a job beside it, not before it, has failed.
pub fn file_beside_a_failure(scene: &mut Scene<'_>, _: &Incident) -> Told {
    let (_, last) = scene.begin(140, 1);
    super::run_failed::fail(scene, "script_error", last);
    let path = scene.fill("/data/{area}/in/{subject}_{n}.ready", "");
    let agent = scene.agent();
    let file = scene.b.file(&path, agent, false);
    let spec = scene.next(6, last).on(On::File(file));
    let waits = scene.add(spec);
    let chain = scene.behind(waits, 1);
    let chain = [&chain[..], &[Of::File(file)]].concat();
    let truth = format!(
        "The file {path} has not arrived; the failed job of the stream is on another branch."
    );
    scene.told(Wonder::Waits, &chain, truth)
}

/// Waits for units of a resource that has none.
pub fn resource_without_units(scene: &mut Scene<'_>, _: &Incident) -> Told {
    let agent = scene.agent();
    let name = format!("{}_TAPE", scene.area.code);
    let resource = scene.b.resource(&name, "Tape drives", agent, 0);
    let (_, last) = scene.begin(100, 1);
    let spec = scene.next(6, last).on(On::Resource(resource, 1));
    let waits = scene.add(spec);
    let hops = scene.dice.below(2);
    let mut chain = scene.behind(waits, hops);
    chain.push(Of::Resource(resource));
    scene.told(
        Wonder::Waits,
        &chain,
        format!("The resource {name} has been set to 0 units."),
    )
}

/// Waits for units of a resource that jobs hold which run as usual.
pub fn resource_in_use(scene: &mut Scene<'_>, _: &Incident) -> Told {
    let agent = scene.agent();
    let name = format!("{}_DBLOAD", scene.area.code);
    let resource = scene.b.resource(&name, "Parallel database loads", agent, 2);
    scene.begin(40, 0);
    for _ in 0..2 {
        let mut spec = scene
            .job(60)
            .on(On::Resource(resource, 1))
            .with(Outcome::Runs);
        spec.from = scene.ago(20);
        scene.add(spec);
    }
    let (_, last) = scene.begin(35, 1);
    let spec = scene.next(6, last).on(On::Resource(resource, 1));
    let waits = scene.add(spec);
    let truth = format!("Both units of {name} are held by jobs that run as usual.");
    scene.told(
        Wonder::Waits,
        &[Of::Job(waits), Of::Resource(resource)],
        truth,
    )
}

/// Waits for a resource whose holder hangs.
pub fn resource_held_by_a_slow_job(scene: &mut Scene<'_>, _: &Incident) -> Told {
    let agent = scene.agent();
    let name = format!("{}_LOCK", scene.area.code);
    let resource = scene.b.resource(&name, "Exclusive access", agent, 1);
    scene.begin(150, 0);
    let mut spec = scene
        .job(10)
        .on(On::Resource(resource, 1))
        .with(Outcome::Runs);
    spec.from = scene.ago(110);
    let holder_name = spec.name.clone();
    let holder = scene.add(spec);
    let (_, last) = scene.begin(90, 1);
    let spec = scene.next(6, last).on(On::Resource(resource, 1));
    let waits = scene.add(spec);
    let truth = format!(
        "{name} is held by {holder_name}, which has been running for 110 minutes instead of its usual 10."
    );
    scene.told(
        Wonder::Waits,
        &[Of::Job(waits), Of::Resource(resource), Of::Job(holder)],
        truth,
    )
}

/// Waits for its own start time.
pub fn own_time(scene: &mut Scene<'_>, incident: &Incident) -> Told {
    timed(scene, incident, 0)
}

/// Waits behind a job that waits for its start time.
pub fn time_upstream(scene: &mut Scene<'_>, incident: &Incident) -> Told {
    timed(scene, incident, 2)
}

fn timed(scene: &mut Scene<'_>, _: &Incident, hops: usize) -> Told {
    let (_, last) = scene.begin(70, 1);
    let at = scene.now + scene.dice.range(50, 200) * 60;
    let spec = scene.next(5, last).limited(Limits {
        at,
        ..Limits::default()
    });
    let name = spec.name.clone();
    let waits = scene.add(spec);
    let chain = scene.behind(waits, hops);
    scene.told(
        Wonder::Waits,
        &chain,
        format!("{name} may not start before its time, which has not come."),
    )
}

/// The whole stream waits for its time; a job elsewhere failed, which has nothing to do with it.
pub fn stream_time(scene: &mut Scene<'_>, _: &Incident) -> Told {
    let (_, last) = scene.begin(150, 1);
    super::run_failed::fail(scene, "data_error", last);
    let minutes = scene.dice.range(40, 300);
    let (stream, _) = scene.begin(-minutes, 0);
    let first = scene.job(5);
    let first = scene.add(first);
    scene.chain(2, Some(first));
    let truth = "Its stream is scheduled for later tonight; the failed job in the other stream does not concern it.";
    scene.told(Wonder::Waits, &[Of::Job(first), Of::Stream(stream)], truth)
}
