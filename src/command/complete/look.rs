//! Names of the plan: from the store where it has them, else from the scheduler.

use jiff::Timestamp;

use super::super::session::Session;
use super::store::{Store, What};
use super::{Tell, Told};
use crate::config::{Engine, Settings};
use crate::report::{JobFilter, JobLine, JobsReport};
use crate::tws::probe;

/// Jobs that are read for names.
const JOBS: usize = 300;

/// Finds the names that begin with what was typed. Nothing more is told where the scheduler was asked
/// and gave none.
pub(super) fn names(session: &Session, what: What, typed: &str, tell: Tell<'_>) {
    let Ok(settings) = session.settings_without_secrets() else {
        return;
    };
    let engine = if session.flags.demo {
        None
    } else {
        match settings.engine() {
            Ok(engine) => engine,
            Err(_) => return,
        }
    };
    let store = Store::of(engine.as_ref());
    if let Some(store) = &store {
        if let Some(known) = store.found(what, typed) {
            return tell(Told::Names(known));
        }
        if store.has_failed() {
            return tell(Told::Names(store.seen(what, typed)));
        }
        tell(Told::Store(store.clone()));
    }
    let Some(names) = ask(session, settings, what, typed) else {
        return;
    };
    if let Some(store) = store {
        store.keep(what, typed, &names);
    }
    tell(Told::Names(names));
}

/// The names that begin with what was typed, from the scheduler.
fn ask(session: &Session, mut settings: Settings, what: What, typed: &str) -> Option<Vec<String>> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .ok()?;
    runtime.block_on(async {
        let engine = if session.flags.demo {
            None
        } else {
            session.unlock(&mut settings).ok()?;
            settings.engine().ok()?
        };
        let engine = match engine {
            Some(engine) => is_there(&engine).await.then_some(engine)?,
            None if settings.is_production() && !session.flags.demo => return None,
            None => session.start_demo().await.ok()?,
        };
        let plan = session.open(&engine).ok()?;
        let filter = filter(what, format!("{typed}@"));
        let report = JobsReport::gather(&plan, &filter, Timestamp::now()).await;
        Some(candidates_of(what, &report.ok()?.data))
    })
}

/// Whether anyone listens there: a scheduler that refuses costs no retries here.
async fn is_there(engine: &Engine) -> bool {
    if probe::proxy(engine).is_ok_and(|proxy| proxy.is_some()) {
        return true;
    }
    match probe::look_up(engine).await {
        Ok(found) => probe::connect(engine, &found).await.is_ok(),
        Err(_) => false,
    }
}

fn filter(what: What, name: String) -> JobFilter {
    let mut filter = JobFilter {
        limit: JOBS,
        ..JobFilter::default()
    };
    match what {
        What::Job => filter.name = Some(name),
        What::Stream => filter.stream = Some(name),
        What::Workstation => filter.workstation = Some(name),
    }
    filter
}

/// The names that some jobs offer. A name that a shell or terminal would act on is not offered.
pub fn candidates_of(what: What, lines: &[JobLine]) -> Vec<String> {
    let last = |path: &str| path.rsplit('/').next().unwrap_or_default().to_owned();
    let plain = |c: char| c.is_ascii_alphanumeric() || "_-$.".contains(c);
    let names = lines.iter().map(|line| match what {
        What::Job => line.name.clone(),
        What::Stream => last(&line.stream),
        What::Workstation => last(&line.workstation),
    });
    let mut names: Vec<String> = names
        .filter(|name| !name.is_empty() && name.chars().all(plain))
        .collect();
    names.sort();
    names.dedup();
    names
}
