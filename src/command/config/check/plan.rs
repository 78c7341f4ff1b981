//! How old the plan is: when it was extended last, and when it is to be extended next.

use jiff::{SignedDuration, Timestamp};

use super::super::super::session::Session;
use super::Checks;
use crate::diagnose::words;
use crate::error::Result;
use crate::plan::{JobStream, Plan};
use crate::report::{JobFilter, JobsReport};
use crate::tws::{Filter, Query, Scope, field};

/// Hours after which a plan is old: it is extended once a day.
const AGE: i64 = 30;
/// Hours that an extension may be overdue: it waits for its turn like any job stream.
const OVERDUE: i64 = 2;
/// The job streams that extend the plan, as the product delivers them.
const EXTENDING: [&str; 2] = ["FINAL", "FINALPOSTREPORTS"];
const HINT: &str = "was the plan extended? conman status and the FINAL job stream tell";

pub(super) async fn age(session: &Session, plan: &Plan, checks: &mut Checks) -> Result<()> {
    let now = session.now();
    let run = run_number(plan).await?;
    let query = Query::filtered(Filter::one_of(field::NAME, &EXTENDING)?)
        .limit(100)
        .scope(Scope::Light);
    let streams = plan.streams(&query).await?.items;
    let mut parts: Vec<String> = run.map(|run| format!("run {run}")).into_iter().collect();
    let dates = Dates::of(&streams, now);
    if dates == Dates::default() {
        // A site may have named its streams otherwise, or keep them from this user.
        let moved = moved(plan, now).await?;
        let what = if moved { "jobs" } else { "no job" };
        parts.push(format!("{what} began or ended within {AGE} hours"));
        verdict(moved, &parts, checks);
    } else {
        parts.extend(dates.words(now));
        verdict(dates.are_well(now), &parts, checks);
    }
    Ok(())
}

fn verdict(well: bool, parts: &[String], checks: &mut Checks) {
    let message = parts.join(", ");
    if well {
        checks.fine("plan age", message);
    } else {
        checks.warn("plan age", message, HINT);
    }
}

/// The plan's run number, which grows by one with each extension. The workstations carry it; one that
/// was away is behind.
async fn run_number(plan: &Plan) -> Result<Option<i64>> {
    let query = Query::new().limit(200).scope(Scope::Light);
    let stations = plan.workstations(&query).await?.items;
    Ok(stations
        .iter()
        .filter_map(|station| station.run_number)
        .max())
}

/// Whether anything began or ended of late.
async fn moved(plan: &Plan, now: Timestamp) -> Result<bool> {
    let filter = JobFilter {
        since: now.checked_sub(SignedDuration::from_hours(AGE)).ok(),
        limit: 1,
        ..JobFilter::default()
    };
    let report = JobsReport::gather(plan, &filter, now).await?;
    Ok(!report.data.is_empty())
}

/// When the plan is extended.
#[derive(Debug, Default, PartialEq)]
struct Dates {
    /// When it was, the last time.
    last: Option<Timestamp>,
    /// When it is to be, the next time: from the scheduled time of what has not begun.
    next: Option<Timestamp>,
}

impl Dates {
    fn of(streams: &[JobStream], now: Timestamp) -> Self {
        let begun = streams.iter().filter_map(|stream| stream.started);
        let waiting = (streams.iter()).filter(|stream| {
            stream.started.is_none() && stream.name == EXTENDING[0] && !stream.cancelled
        });
        Self {
            last: begun.filter(|at| *at <= now).max(),
            next: waiting.filter_map(|stream| stream.scheduled).min(),
        }
    }

    fn are_well(&self, now: Timestamp) -> bool {
        let hours = |at: Timestamp| (now.as_second() - at.as_second()) / 3_600;
        self.last.is_none_or(|last| hours(last) < AGE)
            && self.next.is_none_or(|next| hours(next) < OVERDUE)
    }

    fn words(&self, now: Timestamp) -> Vec<String> {
        let date = |at: Timestamp| at.strftime("%Y-%m-%d %H:%MZ");
        let apart = |a: Timestamp, b: Timestamp| words(a.as_second() - b.as_second());
        let last = self
            .last
            .map(|last| format!("extended {}, {} ago", date(last), apart(now, last)));
        let next = self.next.map(|next| {
            if next > now {
                format!("next in {}, {}", apart(next, now), date(next))
            } else {
                format!("next overdue by {}, {}", apart(now, next), date(next))
            }
        });
        last.into_iter().chain(next).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plan_is_old_when_its_extension_is_long_ago_or_overdue() {
        let at =
            |hours: i64| Timestamp::from_second(1_800_000_000 + hours * 3_600).expect("a time");
        let now = at(0);
        // Hours: extended last, to be extended next; whether that is well, and in words.
        for (last, next, well, said) in [
            (
                Some(-16),
                Some(8),
                true,
                ["16 h 00 min ago", "next in 8 h 00 min"],
            ),
            (Some(-29), None, true, ["29 h 00 min ago", ""]),
            (Some(-31), None, false, ["31 h 00 min ago", ""]),
            (None, Some(-1), true, ["", "overdue by 60 min"]),
            (
                Some(-25),
                Some(-3),
                false,
                ["25 h 00 min ago", "overdue by 3 h 00 min"],
            ),
        ] {
            let dates = Dates {
                last: last.map(at),
                next: next.map(at),
            };
            assert_eq!(dates.are_well(now), well, "{dates:?}");
            let words = dates.words(now).join(", ");
            assert!(said.iter().all(|part| words.contains(part)), "{words}");
        }
    }
}
