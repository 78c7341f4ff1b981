//! Joins: several dependencies of which all, or some, must hold.

use serde_json::json;

use super::super::confidence::Sign;
use super::super::facts::Look;
use super::super::finding::{Choice, Fact, Finding, Found, Member};
use super::super::{EvidenceType, Kind};
use super::{Of, dependency};
use crate::plan::{Dependency, Target};

/// What an open join leads to: all of its open members, or a choice where some are enough.
pub(super) fn findings(
    look: &Look<'_>,
    of: Of<'_>,
    join: &Dependency,
    at_least: Option<i64>,
    members: &[Dependency],
) -> Vec<Finding> {
    let open: Vec<&Dependency> = members.iter().filter(|member| member.is_open()).collect();
    let held = members.len() - open.len();
    let fact = || fact(of, join, held, members);
    if members.is_empty() {
        let text = format!(
            "{} waits for {}, whose members the scheduler does not tell",
            of.name(),
            join.describe()
        );
        let found = Found::here(
            Kind::PredecessorNotStarted,
            text,
            vec![Sign::Absence],
            vec![fact()],
        );
        return vec![found.found()];
    }
    let wanted = at_least
        .and_then(|least| usize::try_from(least).ok())
        .unwrap_or(members.len());
    // The scheduler calls it open: one more is needed at least, whatever the count says.
    let needed = wanted.saturating_sub(held).max(1);
    let mut looked_at: Vec<Member> = open
        .iter()
        .map(|member| {
            let mut findings = Vec::new();
            dependency::look_at(look, of, member, &mut findings);
            Member {
                label: member.describe(),
                findings,
            }
        })
        .collect();
    for finding in looked_at.iter_mut().flat_map(|one| &mut one.findings) {
        match finding {
            Finding::Cause(found) => found.facts.insert(0, fact()),
            Finding::Follow { facts, .. } => {
                drop(facts.splice(0..0, look.wording(|| vec![fact()])));
            }
            Finding::Any(_) => {}
        }
    }
    if needed >= open.len() {
        return looked_at.into_iter().flat_map(|one| one.findings).collect();
    }
    vec![Finding::Any(Choice {
        label: join.describe(),
        needed,
        members: looked_at,
    })]
}

fn fact(of: Of<'_>, join: &Dependency, held: usize, members: &[Dependency]) -> Fact {
    Fact {
        kind: EvidenceType::Dependency,
        title: format!(
            "{} depends on {}: {held} of its {} members hold",
            of.name(),
            join.describe(),
            members.len()
        ),
        source: of.request(),
        excerpt: None,
        data: json!({
            "on": join.describe(), "status": join.status, "held": held,
            "members": members.iter().map(member_data).collect::<Vec<_>>(),
        }),
    }
}

fn member_data(member: &Dependency) -> serde_json::Value {
    let (name, stream) = match &member.target {
        Target::Job { name, stream, .. } => (Some(name), stream.as_ref()),
        Target::Stream { name, .. } => (None, Some(name)),
        _ => (None, None),
    };
    json!({"on": member.describe(), "open": member.is_open(), "name": name, "stream": stream})
}
