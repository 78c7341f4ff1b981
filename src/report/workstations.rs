//! Workstations with their health, those in trouble first.

use std::collections::BTreeMap;

use futures_util::join;
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::WorkstationLine;
use super::jobs::name_filter;
use super::status::workstation_line;
use crate::error::Result;
use crate::plan::{Pattern, Plan, Provenance, Workstation};
use crate::tws::oql::field;
use crate::tws::{Group, Query};

/// A list of workstations.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct WorkstationsReport {
    /// `resync.workstations/v1`.
    #[serde(flatten)]
    pub head: Provenance,
    /// The workstations.
    pub data: Vec<WorkstationLine>,
    /// How many match in all.
    pub total: u64,
    /// How many of them cannot run jobs.
    pub in_trouble: u64,
    /// How many are given.
    pub returned: u64,
    /// Whether there are more than are given.
    pub truncated: bool,
}

impl WorkstationsReport {
    /// Gathers workstations by name, all when there is none; only those in trouble where asked.
    /// At most `limit` of them are given, without the first `skip`.
    pub async fn gather(
        plan: &Plan,
        name: Option<&str>,
        only_trouble: bool,
        skip: usize,
        limit: usize,
        now: Timestamp,
    ) -> Result<Self> {
        let pattern = name.map(Pattern::new);
        let query = match &pattern {
            Some(pattern) => Query::filtered(name_filter(field::NAME, pattern)?),
            None => Query::new(),
        };
        let (listing, counts) = join!(
            plan.all_workstations(&query),
            plan.count_jobs("/@/@#/@/@.@", &[Group::Workstation, Group::Status]),
        );
        let listing = listing?;
        let counts = counts.ok().map(|(_, counts)| counts);
        let mut data: Vec<WorkstationLine> = listing
            .items
            .iter()
            .filter(|workstation| {
                !workstation.ignored
                    && pattern
                        .as_ref()
                        .is_none_or(|pattern| pattern.fits(&workstation.name))
            })
            .map(|workstation| WorkstationLine {
                running: counts.as_ref().map(|counts| running(workstation, counts)),
                ..workstation_line(workstation)
            })
            .collect();
        let troubled = |line: &WorkstationLine| !matches!(line.health.as_str(), "up" | "unknown");
        let in_trouble = data.iter().filter(|line| troubled(line)).count() as u64;
        if only_trouble {
            data.retain(troubled);
        }
        data.sort_by(|a, b| (!troubled(a), &a.key).cmp(&(!troubled(b), &b.key)));
        let total = data.len() as u64;
        data.drain(..skip.min(data.len()));
        let left = data.len();
        data.truncate(limit);
        Ok(Self {
            head: plan.provenance("resync.workstations/v1", now),
            total,
            in_trouble,
            returned: data.len() as u64,
            truncated: left > data.len() || listing.more && !data.is_empty(),
            data,
        })
    }
}

/// How many jobs run at a workstation, of the counts by workstation and status.
fn running(workstation: &Workstation, counts: &BTreeMap<String, u64>) -> u64 {
    let here = counts.iter().filter(|(label, _)| {
        let parts: Vec<&str> = label.split(',').map(str::trim).collect();
        let is = |wanted: &str| parts.contains(&wanted);
        is("RUNNING") && (is(&workstation.key) || is(&workstation.name))
    });
    here.map(|(_, jobs)| jobs).sum()
}
