//! Using the library: why is a job in the state it is in?
//!
//! `TWS_URL=http://127.0.0.1:31116 cargo run --example diagnose -- DAILY.LOAD`

use std::io::Write;

use resync::ask::{Resolver, Wanted};
use resync::config::{Inputs, Settings};
use resync::diagnose::Diagnoser;
use resync::plan::Plan;
use resync::tws::Client;

#[tokio::main]
async fn main() -> resync::Result<()> {
    let name = std::env::args().nth(1).unwrap_or_default();
    let environment = |name: &str| std::env::var(name).ok();
    let settings = Settings::resolve(&Inputs {
        folders: Vec::new(),
        environment: &environment,
        variables: std::env::vars_os()
            .filter_map(|(name, _)| name.into_string().ok())
            .collect(),
        flags: Vec::new(),
    })?;
    let engine = settings
        .engine()?
        .ok_or_else(|| resync::Error::config("set TWS_URL"))?;
    let plan = Plan::new(Client::new(&engine)?, false);

    let found = Resolver::new(plan.clone()).one(&name, Wanted::Any).await?;
    let diagnosis = Diagnoser::new(plan)
        .diagnose(&found.subject, jiff::Timestamp::now())
        .await?;

    let mut out = std::io::stdout().lock();
    writeln!(
        out,
        "{}: {}",
        diagnosis.root_cause.kind, diagnosis.root_cause.summary
    )?;
    for evidence in &diagnosis.evidence {
        writeln!(out, "  [{}] {}", evidence.id, evidence.title)?;
    }
    Ok(())
}
