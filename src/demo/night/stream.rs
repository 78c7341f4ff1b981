//! One everyday stream: its name, its jobs, and how they depend on each other.

use super::{
    AREAS, Area, Builder, Dep, Earlier, Flags, JobSpec, Limits, Machines, MaxDurationAction, On,
    Outcome, RunKind, STEPS, State, StreamSpec,
};

/// What is known of a stream before its names are chosen.
pub struct Plan {
    /// Its number, from 0.
    pub nth: usize,
    /// How many jobs it has.
    pub size: usize,
    /// Its scheduled time.
    pub sched: i64,
}

/// An earlier stream that a later one may wait for.
pub struct Recent {
    place: u32,
    last_job: u32,
}

/// Adds a stream with its jobs.
pub fn add(b: &mut Builder, m: &Machines, plan: &Plan, recent: &mut Vec<Recent>) {
    let nth_area = plan.nth % AREAS.len();
    let area = &AREAS[nth_area];
    let round = plan.nth / AREAS.len();
    let subject = area.subjects[round % area.subjects.len()];
    let series = round / area.subjects.len();
    let name = match series {
        0 => format!("{}_{subject}", area.code),
        1..=9 => format!("{}_{subject}_{series}", area.code),
        _ => format!("{}_{subject}_B{series:04}", area.code),
    };
    let agents = &m.agents[nth_area];
    let workstation = agents[plan.nth / AREAS.len() % agents.len()];
    let spec = StreamSpec {
        name,
        folder: b.folder(area.folder),
        area: u8::try_from(nth_area).expect("there are few areas"),
        workstation,
        sched: plan.sched,
        deps: stream_deps(b, m, area, recent, plan.sched),
        priority: *b.dice.pick(&[10, 10, 10, 10, 20, 30]),
        limit: b.dice.chance(10).then_some(30),
        flags: carried(b, plan),
        limits: None,
    };
    let place = b.stream(spec);
    let first = super::super::build::place(b.store.jobs.len());
    let shape = b.dice.below(3);
    for nth in 0..plan.size {
        job(
            b,
            m,
            area,
            subject,
            &Slot {
                nth,
                size: plan.size,
                first,
                shape,
            },
        );
    }
    let last_job = super::super::build::place(b.store.jobs.len()) - 1;
    if recent.len() > 40 {
        recent.remove(b.dice.below(20));
    }
    recent.push(Recent { place, last_job });
}

fn carried(b: &mut Builder, plan: &Plan) -> Flags {
    let mut flags = Flags::default();
    if plan.sched < super::plan_began(b.store.now, b.store.seed) && b.dice.chance(12) {
        flags.set(Flags::CARRIED);
    }
    flags
}

fn plain(on: On) -> Dep {
    Dep {
        on,
        condition: None,
        released: false,
    }
}

/// What a stream waits for: often nothing, else earlier streams, a file, a prompt, another network.
fn stream_deps(
    b: &mut Builder,
    m: &Machines,
    area: &Area,
    recent: &[Recent],
    sched: i64,
) -> Vec<Dep> {
    let mut deps = Vec::new();
    if !recent.is_empty() {
        match b.dice.below(10) {
            0..3 => deps.push(plain(On::Stream(b.dice.pick(recent).place))),
            3..5 => deps.push(plain(On::Job(b.dice.pick(recent).last_job))),
            5 if recent.len() > 2 => {
                let on: Vec<On> = recent[recent.len() - 3..]
                    .iter()
                    .map(|r| On::Job(r.last_job))
                    .collect();
                deps.push(plain(b.join("ANYFEED", 2, &on)));
            }
            _ => {}
        }
    }
    if b.dice.chance(6) {
        let file = format!(
            "/data/{}/in/{}.trg",
            area.code.to_lowercase(),
            sched % 100_000
        );
        let on = b.file(&file, m.master, true);
        deps.push(plain(On::File(on)));
    }
    if b.dice.chance(2) {
        let text = format!("Have the {} figures been approved?", area.title);
        deps.push(plain(On::Prompt(b.prompt(None, &text, true))));
    }
    if b.dice.chance(2) {
        let remote = b.remote(
            m.network,
            &format!("GRPMDM#GROUP_{}.SENT", area.code),
            State::Exec,
            true,
        );
        deps.push(plain(On::Remote(remote)));
    }
    deps
}

/// The place of a job within its stream.
struct Slot {
    nth: usize,
    size: usize,
    first: u32,
    shape: usize,
}

impl Slot {
    /// The jobs it follows: a chain, a fan that closes again, or diamonds.
    fn predecessors(&self) -> Vec<usize> {
        let nth = self.nth;
        match (self.shape, nth) {
            (_, 0) => vec![],
            (0, _) => vec![nth - 1],
            (1, 2..) if nth + 1 == self.size => (1..nth).take(8).collect(),
            (1, _) => vec![0],
            (_, _) => match nth % 3 {
                0 => vec![nth - 2, nth - 1],
                1 => vec![nth - 1],
                _ => vec![nth - 2],
            },
        }
    }
}

fn job(b: &mut Builder, m: &Machines, area: &Area, subject: &str, slot: &Slot) {
    let step = STEPS[slot.nth * STEPS.len() / slot.size.max(1) % STEPS.len()];
    let name = match slot.nth / STEPS.len() {
        0 => format!("{subject}_{step}"),
        again => format!("{subject}_{step}{again}"),
    };
    let name = unique_in_stream(b, slot.first, name);
    let estimate =
        u32::try_from(*b.dice.pick(&[20, 45, 90, 150, 240, 400, 600, 900, 1_500])).unwrap_or(60);
    let mut spec = JobSpec::new(name, estimate);
    let percent = b.dice.range(75, 125);
    spec.takes = u32::try_from(i64::from(estimate) * percent / 100)
        .unwrap_or(estimate)
        .max(1);
    for before in slot.predecessors() {
        spec = spec.after(slot.first + super::super::build::place(before));
    }
    variety(b, m, area, slot, &mut spec);
    b.job(spec);
}

/// Makes some jobs special in ways that do no harm.
fn variety(b: &mut Builder, m: &Machines, area: &Area, slot: &Slot, spec: &mut JobSpec) {
    let now = b.store.now;
    match b.dice.below(200) {
        0..4 => {
            spec.workstation = Some(m.pool);
            spec.actual = Some(*b.dice.pick(&m.members));
        }
        4..6 => spec.workstation = Some(m.sap),
        6..8 => {
            let path = format!(
                "/data/{}/in/{}.csv",
                area.code.to_lowercase(),
                spec.name.to_lowercase()
            );
            let file = b.file(&path, m.master, true);
            spec.deps.push(plain(On::File(file)));
        }
        8..10 => {
            let name = format!("{}_SLOTS", area.code);
            let found = b
                .store
                .resources
                .iter()
                .position(|r| b.store.text(r.name) == name);
            let place = found.map_or_else(
                || b.resource(&name, "Database load slots", m.master, 200),
                super::super::build::place,
            );
            spec.deps.push(plain(On::Resource(place, 1)));
        }
        10..13 => {
            spec.kind = RunKind::Rerun;
            spec.earlier.push(Earlier {
                state: State::Abend,
                rc: 8,
                takes: 25,
                gap: 300,
                log: None,
            });
        }
        13 => {
            spec.limits = Some(Limits {
                max_duration: spec.estimate * 6,
                max_action: Some(MaxDurationAction::Continue),
                ..Limits::default()
            });
        }
        14 if slot.nth > 0 && slot.nth + 1 == slot.size => spec.flags.set(Flags::CONFIRM),
        15 if open_for_long(b) => repeating(spec, now),
        16..20 => {
            if let Some(dep) = spec.deps.first_mut() {
                dep.condition = Some(State::Succ);
            }
        }
        _ => {}
    }
    if slot.nth + 1 == slot.size && b.dice.chance(12) && !spec.flags.has(Flags::EVERY) {
        spec.flags.set(Flags::CRITICAL);
        let sched = b.store.streams.last().map_or(now, |stream| stream.sched);
        let deadline = (sched + 4 * 3_600).max(now + 3 * 3_600) + b.dice.range(0, 7_200);
        spec.limits = Some(Limits {
            deadline,
            ..spec.limits.clone().unwrap_or_default()
        });
    }
}

/// Whether the stream added last has been free to go on for over two hours.
fn open_for_long(b: &Builder) -> bool {
    let stream = super::super::build::place(b.store.streams.len()) - 1;
    b.store
        .stream_ready(stream, b.store.now)
        .is_ok_and(|ready| ready < b.store.now - 7_200)
}

/// A job that ran some times tonight and waits for its next turn.
fn repeating(spec: &mut JobSpec, now: i64) {
    if !spec.deps.is_empty() {
        return;
    }
    let every = 1_800;
    spec.kind = RunKind::Every;
    spec.flags.set(Flags::EVERY);
    spec.outcome = Outcome::Is(State::Hold);
    spec.limits = Some(Limits {
        at: now + 900,
        every,
        ..Limits::default()
    });
    spec.from = now - i64::from(every) * 3 + 900;
    let turn = Earlier {
        state: State::Succ,
        rc: 0,
        takes: 30,
        gap: every - 30,
        log: None,
    };
    spec.earlier = vec![turn.clone(), turn.clone(), turn];
}

fn unique_in_stream(b: &Builder, first: u32, name: String) -> String {
    let taken = |name: &str| {
        let jobs = &b.store.jobs[first as usize..];
        jobs.iter().any(|job| b.store.text(job.name) == name)
    };
    if !taken(&name) {
        return name;
    }
    (2..)
        .map(|n| format!("{name}_{n}"))
        .find(|name| !taken(name))
        .unwrap_or(name)
}
