//! A run failed: the failed job itself is asked about.

use super::Incident;
use super::faults;
use super::scene::{Of, Scene, Told, Wonder};
use crate::demo::build::{Earlier, JobSpec, Outcome};
use crate::demo::rows::{Flags, Limits, RunKind};
use crate::demo::state::State;
use crate::demo::store::LogText;
use crate::tws::status::MaxDurationAction;

/// A job that failed.
pub struct Failed {
    /// Its place.
    pub job: u32,
    /// Its name.
    pub name: String,
    /// What went wrong.
    pub fact: String,
}

impl Failed {
    /// What went wrong, as a sentence.
    pub fn truth(&self) -> String {
        format!("{} ended in error: {}.", self.name, self.fact)
    }

    /// The same for one who waits.
    pub fn waits(&self) -> String {
        format!(
            "It waits for {}, which ended in error: {}.",
            self.name, self.fact
        )
    }
}

/// Adds a job that fails in a way of `kind`, after `before`.
pub fn fail(scene: &mut Scene<'_>, kind: &str, before: Option<u32>) -> Failed {
    fail_as(scene, kind, before, |spec| spec)
}

/// The same, with something special about the job.
pub fn fail_as(
    scene: &mut Scene<'_>,
    kind: &str,
    before: Option<u32>,
    special: impl FnOnce(JobSpec) -> JobSpec,
) -> Failed {
    let fault = faults::pick(&mut scene.dice, kind);
    let minutes = u32::try_from(scene.dice.range(2, 15)).unwrap_or(5);
    let spec = scene.next(minutes, before);
    let spec = scene.failing(spec, fault);
    let name = spec.name.clone();
    let fact = scene.fill(fault.fact, &name);
    Failed {
        job: scene.add(special(spec)),
        name,
        fact,
    }
}

/// A job in the middle of a stream failed.
pub fn at_once(scene: &mut Scene<'_>, incident: &Incident) -> Told {
    let minutes = scene.dice.range(75, 180);
    let before = 1 + scene.dice.below(3);
    let (_, last) = scene.begin(minutes, before);
    let failed = fail(scene, incident.kind, last);
    let after = scene.dice.below(4);
    scene.chain(after, Some(failed.job));
    scene.told(Wonder::Failed, &[Of::Job(failed.job)], failed.truth())
}

/// The instance before ended well; today's runs on another machine, where it fails.
pub fn worked_yesterday(scene: &mut Scene<'_>, incident: &Incident) -> Told {
    let machine = scene.machine();
    let machine = scene.b.workstation(machine);
    let before = scene.stream(420);
    let name = before.name.clone();
    scene.open(before);
    let good = scene.job(6);
    let job = good.name.clone();
    scene.add(good);
    let mut today = scene.stream(120);
    today.name = name;
    scene.open(today);
    let fault = faults::pick(&mut scene.dice, incident.kind);
    let mut spec = JobSpec::new(job.clone(), 360);
    spec.workstation = Some(machine);
    let spec = scene.failing(spec, fault);
    let fact = scene.fill(fault.fact, &job);
    let failed = Failed {
        job: scene.add(spec),
        name: job,
        fact,
    };
    scene.told(Wonder::Failed, &[Of::Job(failed.job)], failed.truth())
}

/// The stream is asked about, in which a job failed.
pub fn whole_stream(scene: &mut Scene<'_>, incident: &Incident) -> Told {
    let (stream, last) = scene.begin(150, 2);
    let failed = fail(scene, incident.kind, last);
    scene.chain(2, Some(failed.job));
    scene.told(
        Wonder::Waits,
        &[Of::Stream(stream), Of::Job(failed.job)],
        failed.truth(),
    )
}

/// The job failed because its own agent could not be reached.
pub fn agent_gone(scene: &mut Scene<'_>, incident: &Incident) -> Told {
    let (_, last) = scene.begin(110, 2);
    let mut machine = scene.machine();
    (machine.linked, machine.jobman) = (false, false);
    machine.os = "LINUX";
    machine.kind = crate::tws::status::WorkstationType::Agent;
    let machine = scene.b.workstation(machine);
    // The gate is passed by force: the agent went away in the moment of launching.
    scene.b.store.workstations[usize::from(machine)].linked = true;
    scene.b.store.workstations[usize::from(machine)].jobman = true;
    let failed = fail_as(scene, incident.kind, last, |mut spec| {
        spec.workstation = Some(machine);
        spec
    });
    scene.b.store.workstations[usize::from(machine)].linked = false;
    scene.b.store.workstations[usize::from(machine)].jobman = false;
    scene.chain(1, Some(failed.job));
    scene.told(Wonder::Failed, &[Of::Job(failed.job)], failed.truth())
}

/// The scheduler killed a job that ran into its maximum duration.
pub fn max_duration(scene: &mut Scene<'_>, _: &Incident) -> Told {
    let (_, last) = scene.begin(150, 1);
    let allowed = u32::try_from(scene.dice.range(20, 40)).unwrap_or(30);
    let mut spec = scene
        .next(10, last)
        .with(Outcome::Abends(Some(143)))
        .limited(Limits {
            max_duration: allowed * 60,
            max_action: Some(MaxDurationAction::Kill),
            ..Limits::default()
        });
    spec.takes = allowed * 60 + 5;
    spec.max_duration_gone = true;
    let name = spec.name.clone();
    let said = *scene.dice.pick(&[
        "[{ts}] waiting for the other side to finish\nTerminated",
        "[{ts}] record {n} of {m}\n[{ts}] record {m} of {m}0\nTerminated",
        "[{ts}] polling the queue, nothing there yet",
    ]);
    let lines = scene.fill(said, &name).into();
    let style = crate::demo::joblog::Style::Shell;
    let job = scene.add(spec.logged(LogText {
        padding: 40,
        style,
        lines,
        framed: true,
    }));
    scene.chain(2, Some(job));
    let truth = format!(
        "{name} was killed after {allowed} minutes, its maximum duration; it usually takes 10."
    );
    scene.told(Wonder::Failed, &[Of::Job(job)], truth)
}

/// An error of another kind is only warned about before the true one.
pub fn after_a_warning(scene: &mut Scene<'_>, incident: &Incident) -> Told {
    let (_, last) = scene.begin(130, 2);
    let warnings = [
        "WARNING: file system /tmp is 91 % full",
        "ORA-28002: the password will expire within 7 days",
        "[{ts}] attempt 1: connection timed out, trying again\n[{ts}] attempt 2: connected",
        "[{ts}] WARN: certificate of the proxy expires in 12 days",
        "rm: cannot remove '/data/{area}/work/old.tmp': No such file or directory",
    ];
    let warning = *scene.dice.pick(&warnings);
    let warning = scene.fill(warning, "");
    let failed = fail_as(scene, incident.kind, last, |mut spec| {
        if let Some(log) = &mut spec.log {
            log.lines = format!("{warning}\n{}", log.lines).into();
        }
        spec
    });
    scene.chain(1, Some(failed.job));
    scene.told(Wonder::Failed, &[Of::Job(failed.job)], failed.truth())
}

/// The log is very long, the error near its end.
pub fn in_a_long_log(scene: &mut Scene<'_>, incident: &Incident) -> Told {
    let (_, last) = scene.begin(140, 1);
    let failed = fail_as(scene, incident.kind, last, |mut spec| {
        if let Some(log) = &mut spec.log {
            log.padding = 150_000;
        }
        spec
    });
    scene.told(Wonder::Failed, &[Of::Job(failed.job)], failed.truth())
}

/// The job was rerun in vain: every run failed in the same way.
pub fn rerun_in_vain(scene: &mut Scene<'_>, incident: &Incident) -> Told {
    let (_, last) = scene.begin(170, 1);
    let failed = fail_as(scene, incident.kind, last, |mut spec| {
        let rc = if let Outcome::Abends(Some(rc)) = spec.outcome {
            rc
        } else {
            1
        };
        let run = Earlier {
            state: State::Abend,
            rc,
            takes: 200,
            gap: 600,
            log: spec.log.clone(),
        };
        spec.earlier = vec![run.clone(), run];
        spec.kind = RunKind::RecoveryRerun;
        spec
    });
    scene.chain(2, Some(failed.job));
    let truth = format!("{} Two reruns did not help.", failed.truth());
    scene.told(Wonder::Failed, &[Of::Job(failed.job)], truth)
}

/// Nobody can tell why: the log is gone and no return code was caught.
pub fn without_a_trace(scene: &mut Scene<'_>, _: &Incident) -> Told {
    let (_, last) = scene.begin(160, 2);
    let spec = scene
        .next(6, last)
        .with(Outcome::Abends(None))
        .flagged(Flags::LOG_GONE);
    let name = spec.name.clone();
    let job = scene.add(spec);
    scene.chain(1, Some(job));
    let truth = format!(
        "{name} abended without a return code and its log is gone: the cause cannot be told."
    );
    scene.told(Wonder::Failed, &[Of::Job(job)], truth)
}
