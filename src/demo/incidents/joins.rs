//! A job waits for a join of several, or for a predecessor that has left the plan.

use super::Incident;
use super::run_failed::fail;
use super::scene::{Of, Scene, Told, Wonder};
use crate::demo::build::Outcome;
use crate::demo::rows::On;

/// One of three is enough. One failed, one waits behind it, and one runs as usual.
pub fn still_met(scene: &mut Scene<'_>, _: &Incident) -> Told {
    let (_, before) = scene.begin(170, 1);
    let failed = fail(scene, "data_error", before);
    let behind = scene.chain(1, Some(failed.job));
    let (_, last) = scene.begin(80, 1);
    let mut spec = scene.next(50, last).with(Outcome::Runs);
    spec.from = scene.ago(15);
    let name = spec.name.clone();
    let runs = scene.add(spec);
    let members: Vec<On> = [Some(failed.job), behind, Some(runs)]
        .into_iter()
        .flatten()
        .map(On::Job)
        .collect();
    let waits = behind_join(scene, "ANY_FEED", 1, &members);
    let truth = format!(
        "Any one of three feeds is enough, and {name} is still running as usual; that {} failed does not matter.",
        failed.name
    );
    scene.told(Wonder::Waits, &[Of::Job(waits), Of::Job(runs)], truth)
}

/// Two of three are needed. One succeeded, the other two failed.
pub fn beyond_hope(scene: &mut Scene<'_>, incident: &Incident) -> Told {
    let (_, good) = scene.begin(200, 1);
    let (_, before) = scene.begin(180, 1);
    let failed = fail(scene, incident.kind, before);
    let (_, before) = scene.begin(140, 1);
    let other = fail(scene, "permission_denied", before);
    let members: Vec<On> = [good, Some(failed.job), Some(other.job)]
        .into_iter()
        .flatten()
        .map(On::Job)
        .collect();
    let waits = behind_join(scene, "TWO_FEEDS", 2, &members);
    let truth = format!(
        "Two of three feeds are needed, and only one came. {} {}",
        failed.truth(),
        other.truth()
    );
    let mut told = scene.told(Wonder::Waits, &[Of::Job(waits), Of::Job(failed.job)], truth);
    told.also.push(Of::Job(other.job));
    told
}

/// All of three are needed. One succeeded, one runs, one failed.
pub fn all_of_them(scene: &mut Scene<'_>, incident: &Incident) -> Told {
    let (_, good) = scene.begin(190, 1);
    let (_, last) = scene.begin(90, 1);
    let mut spec = scene.next(60, last).with(Outcome::Runs);
    spec.from = scene.ago(20);
    let runs = scene.add(spec);
    let (_, before) = scene.begin(120, 1);
    let failed = fail(scene, incident.kind, before);
    let members: Vec<On> = [good, Some(runs), Some(failed.job)]
        .into_iter()
        .flatten()
        .map(On::Job)
        .collect();
    let waits = behind_join(scene, "ALL_PARTS", 0, &members);
    let truth = format!("All of three parts are needed. {}", failed.truth());
    scene.told(Wonder::Waits, &[Of::Job(waits), Of::Job(failed.job)], truth)
}

/// One of two is enough. One failed, the other waits for a file that can still come.
pub fn behind_a_file(scene: &mut Scene<'_>, _: &Incident) -> Told {
    let (_, before) = scene.begin(150, 1);
    let failed = fail(scene, "script_error", before);
    let path = scene.fill("/data/{area}/in/{subject}_{date}.csv", "");
    let agent = scene.agent();
    let file = scene.b.file(&path, agent, false);
    let (_, last) = scene.begin(100, 1);
    let spec = scene.next(6, last).on(On::File(file));
    let waits_for_file = scene.add(spec);
    let members = [On::Job(failed.job), On::Job(waits_for_file)];
    let waits = behind_join(scene, "EITHER_FEED", 1, &members);
    let truth = format!(
        "One of two feeds is enough: one waits for the file {path}, which has not arrived; {} failed.",
        failed.name
    );
    let chain = [Of::Job(waits), Of::Job(waits_for_file), Of::File(file)];
    scene.told(Wonder::Waits, &chain, truth)
}

/// The predecessor's stream has left the plan.
pub fn orphaned(scene: &mut Scene<'_>, _: &Incident) -> Told {
    let (_, last) = scene.begin(100, 1);
    let missing = format!("{}_WEEKLY", scene.area.code);
    let folder = scene.b.folder(scene.area.folder);
    let (agent, sched) = (scene.agent(), scene.ago(700));
    let on = scene.b.ghost(agent, folder, &missing, "WK_CLOSE", sched);
    let ghost = if let On::Ghost(ghost) = on { ghost } else { 0 };
    scene.b.store.ghosts[ghost as usize].orphaned = true;
    let spec = scene.next(5, last).on(on);
    let waits = scene.add(spec);
    let truth = format!(
        "It waits for WK_CLOSE of {missing}, which has left the plan: an orphaned dependency."
    );
    scene.told(Wonder::Waits, &[Of::Job(waits), Of::Ghost(ghost)], truth)
}

fn behind_join(scene: &mut Scene<'_>, name: &str, quantity: u16, members: &[On]) -> u32 {
    let on = scene.b.join(name, quantity, members);
    let (_, first) = scene.begin(70, 1);
    let spec = scene.next(5, first).on(on);
    scene.add(spec)
}
