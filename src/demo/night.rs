//! The everyday plan: workstations, and streams over two plan days around the moment `now`.

use super::build::{Builder, Earlier, JobSpec, Outcome, StreamSpec, WorkstationSpec};
use super::rows::{Dep, Flags, Limits, On, RunKind};
use super::state::State;
use super::vocabulary::{AREAS, Area, STEPS};
use crate::tws::status::{MaxDurationAction, WorkstationType};

mod stream;

/// The workstations of the everyday plan, by what they are for.
#[derive(Debug, Clone)]
pub struct Machines {
    /// The master domain manager.
    pub master: u16,
    /// The network agent through which other networks are followed.
    pub network: u16,
    /// Agents of each area, in the order of [`AREAS`].
    pub agents: Vec<Vec<u16>>,
    /// A pool of agents.
    pub pool: u16,
    /// Members of the pool.
    pub members: Vec<u16>,
    /// An extended agent for SAP.
    pub sap: u16,
    /// A Linux agent that every area uses.
    pub linux: u16,
    /// A Windows agent that every area uses.
    pub windows: u16,
}

/// The moment the night began: about three and a half hours ago, on a quarter of an hour.
pub fn night_began(now: i64, seed: u64) -> i64 {
    let ago = 12_600 + i64::try_from(seed % 5).unwrap_or(0) * 300;
    (now - ago).div_euclid(900) * 900
}

/// The moment the present plan day began: shortly before the night's work.
pub fn plan_began(now: i64, seed: u64) -> i64 {
    night_began(now, seed) - 900
}

/// Adds the workstations, more of them for larger plans.
pub fn machines(b: &mut Builder, jobs: usize) -> Machines {
    let root = b.folder("/");
    let prod = b.folder("/PROD/");
    let mut add = |name: &str, folder, kind, os, what: &str, members| {
        b.workstation(WorkstationSpec {
            name: name.to_owned(),
            folder,
            kind,
            os,
            description: what.to_owned(),
            limit: 1024,
            fence: 0,
            linked: true,
            jobman: true,
            members,
            reserved: false,
        })
    };
    let master = add(
        "MDM",
        root,
        WorkstationType::Manager,
        "LINUX",
        "Master domain manager",
        vec![],
    );
    add(
        "MDM_DWB",
        root,
        WorkstationType::Broker,
        "LINUX",
        "Dynamic workload broker",
        vec![],
    );
    add(
        "ZOSENG1",
        root,
        WorkstationType::RemoteEngine,
        "ZOS",
        "Mainframe controller",
        vec![],
    );
    let network = add(
        "NETXA1",
        root,
        WorkstationType::ExtendedAgent,
        "OTHER",
        "Network agent to the group's scheduler",
        vec![],
    );
    let sap = add(
        "SAPXA1",
        prod,
        WorkstationType::ExtendedAgent,
        "OTHER",
        "SAP access method",
        vec![],
    );
    let members: Vec<u16> = (1..=3)
        .map(|n| {
            add(
                &format!("ETLAG{n}"),
                prod,
                WorkstationType::Agent,
                "LINUX",
                "Member of the ETL pool",
                vec![],
            )
        })
        .collect();
    let pool = add(
        "ETLPOOL",
        prod,
        WorkstationType::Pool,
        "LINUX",
        "ETL pool",
        members.clone(),
    );
    add(
        "GPUDYN",
        prod,
        WorkstationType::DynamicPool,
        "LINUX",
        "Dynamic pool for scoring",
        members[..1].to_vec(),
    );
    let linux = add(
        "LNXSHR01",
        prod,
        WorkstationType::Agent,
        "LINUX",
        "Shared Linux agent",
        vec![],
    );
    let windows = add(
        "WINSHR01",
        prod,
        WorkstationType::Fta,
        "WINDOWS",
        "Shared Windows agent",
        vec![],
    );
    let each = 1 + jobs / 60_000;
    let agents = AREAS
        .iter()
        .enumerate()
        .map(|(nth, area)| {
            let (kind, os, tag) = match nth % 4 {
                0 | 3 => (WorkstationType::Agent, "LINUX", "LNX"),
                1 => (WorkstationType::Fta, "AIX", "AIX"),
                _ => (WorkstationType::Fta, "WINDOWS", "WIN"),
            };
            let folder = if nth % 3 == 0 { root } else { prod };
            (1..=each.min(40))
                .map(|n| {
                    let name = format!("{}{tag}{n:02}", area.code);
                    add(&name, folder, kind.clone(), os, area.title, vec![])
                })
                .collect()
        })
        .collect();
    Machines {
        master,
        network,
        agents,
        pool,
        members,
        sap,
        linux,
        windows,
    }
}

/// Adds everyday streams until the plan holds about `jobs` jobs.
pub fn everyday(b: &mut Builder, m: &Machines, jobs: usize) {
    b.store.everyday_from = super::build::place(b.store.streams.len());
    final_streams(b, m);
    let room = jobs.saturating_sub(b.store.jobs.len() + 6);
    let mut sizes = Vec::new();
    let mut planned = 0;
    while planned < room {
        let size = match b.dice.below(10) {
            0..4 => b.dice.range(4, 9),
            4..9 => b.dice.range(8, 19),
            _ => b.dice.range(18, 31),
        };
        let size = usize::try_from(size).unwrap_or(8).min(room - planned);
        sizes.push(size);
        planned += size;
    }
    let mut times: Vec<i64> = sizes.iter().map(|_| sched(b)).collect();
    times.sort_unstable();
    let mut recent = Vec::new();
    for (nth, (size, sched)) in sizes.into_iter().zip(times).enumerate() {
        stream::add(b, m, &stream::Plan { nth, size, sched }, &mut recent);
    }
    tomorrow(b, m);
    limits_of_workstations(b);
}

/// A scheduled time: most in the night, some the evening before and the day after.
fn sched(b: &mut Builder) -> i64 {
    let night = night_began(b.store.now, b.store.seed);
    let at = match b.dice.below(100) {
        0..16 => night - b.dice.range(1_200, 14_400),
        16..76 => night + b.dice.range(0, 28_800),
        _ => night + b.dice.range(28_800, 61_200),
    };
    at.div_euclid(300) * 300
}

/// The streams that made the present plan, just before the night.
fn final_streams(b: &mut Builder, m: &Machines) {
    let began = plan_began(b.store.now, b.store.seed);
    plan_stream(
        b,
        m,
        "FINAL",
        &["STARTAPPSERVER", "MAKEPLAN", "SWITCHPLAN"],
        began - 60,
        None,
    );
    let switch = super::build::place(b.store.jobs.len()) - 1;
    let names = ["CHECKSYNC", "CREATEPOSTREPORTS", "UPDATESTATS"];
    plan_stream(b, m, "FINALPOSTREPORTS", &names, began, Some(switch));
}

/// Tomorrow's plan extension, waiting for its time.
fn tomorrow(b: &mut Builder, m: &Machines) {
    let next = plan_began(b.store.now, b.store.seed) + 86_400;
    plan_stream(
        b,
        m,
        "FINAL",
        &["STARTAPPSERVER", "MAKEPLAN", "SWITCHPLAN"],
        next - 60,
        None,
    );
    let switch = super::build::place(b.store.jobs.len()) - 1;
    let names = ["CHECKSYNC", "CREATEPOSTREPORTS", "UPDATESTATS"];
    plan_stream(b, m, "FINALPOSTREPORTS", &names, next, Some(switch));
}

fn plan_stream(
    b: &mut Builder,
    m: &Machines,
    name: &str,
    jobs: &[&str],
    sched: i64,
    after: Option<u32>,
) {
    let folder = b.folder("/");
    let deps = after.map(|job| Dep {
        on: On::Job(job),
        condition: None,
        released: false,
    });
    b.stream(StreamSpec {
        name: name.to_owned(),
        folder,
        area: 0,
        workstation: m.master,
        sched,
        deps: deps.into_iter().collect(),
        priority: 10,
        limit: None,
        flags: Flags::default(),
        limits: None,
    });
    let mut before = None;
    for job in jobs {
        let mut spec = JobSpec::new(*job, 40);
        if let Some(before) = before {
            spec = spec.after(before);
        }
        before = Some(b.job(spec));
    }
}

/// Everyday workstations get a limit well above what runs on them now.
fn limits_of_workstations(b: &mut Builder) {
    for ws in b.store.workstations.iter_mut().filter(|ws| !ws.reserved) {
        ws.limit = (ws.running * 2).max(10).div_ceil(5) * 5;
    }
}
