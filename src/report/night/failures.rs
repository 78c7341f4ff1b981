//! The causes behind the jobs in error: a few logs are read, and jobs whose log says the same have
//! one cause. What was not read is concluded only where every sample of its like agrees.

use std::cmp::Reverse;
use std::collections::{HashMap, HashSet};

use futures_util::future::join_all;

use super::LOGS;
use super::candidate::Candidate;
use crate::diagnose::{Diagnoser, log, of_run};
use crate::plan::Job;
use crate::tws::{TailLimits, escape};

/// Samples that must agree, and no other, for the unread rest to be taken for the same.
const AGREEING: usize = LOGS;

/// From so many jobs alike on, a second log is read.
const MANY: usize = 3;

/// The causes, and how many requests that took. `open` tells of streams how many of their jobs have
/// not started: the heaviest are looked at.
pub(super) async fn causes(
    diagnoser: &Diagnoser,
    failed: Vec<Job>,
    open: &HashMap<String, u64>,
) -> (Vec<Candidate>, u64) {
    let groups = alike(failed, open);
    let samples = samples(&groups);
    let readings = join_all(samples.iter().map(async |(_, job)| {
        let run = job.last_run()?.id.clone()?;
        let client = diagnoser.plan().client();
        let limits = TailLimits {
            probes: 2,
            ..TailLimits::default()
        };
        let tail = client.log_tail(&run, limits).await;
        let tail = tail.ok()?;
        Some((log::read(&tail), u64::from(tail.requests)))
    }))
    .await;
    let mut requests = 0;
    let mut causes: Vec<Candidate> = Vec::new();
    // Which cause each sample showed, by group.
    let mut shown: Vec<(usize, usize)> = Vec::new();
    for ((group, job), reading) in samples.iter().zip(readings) {
        requests += reading.as_ref().map_or(1, |(_, requests)| *requests);
        let mut new = candidate(job, reading.as_ref().map(|(reading, _)| reading));
        new.weigh(open);
        let known = causes.iter().position(|known| {
            known.kind == new.kind && !new.line.is_empty() && same(&known.line, &new.line)
        });
        let at = match known {
            Some(at) => {
                causes[at].in_stream += new.in_stream;
                at
            }
            None => {
                causes.push(new);
                causes.len() - 1
            }
        };
        causes[at].failed += 1;
        shown.push((*group, at));
    }
    let all_agree = causes.len() == 1 && shown.len() >= AGREEING;
    for (n, group) in groups.iter().enumerate() {
        let of_group: Vec<usize> = shown
            .iter()
            .filter(|(g, _)| *g == n)
            .map(|(_, at)| *at)
            .collect();
        let agree = of_group.len() >= 2 && of_group.iter().all(|at| *at == of_group[0]);
        let rest = (group.len() - of_group.len()) as u64;
        let at = if agree { of_group[0] } else { 0 };
        if rest > 0 && (agree || all_agree) {
            causes[at].failed += rest;
            causes[at].concluded = true;
        }
    }
    (causes, requests)
}

fn weight(job: &Job, open: &HashMap<String, u64>) -> u64 {
    let of = job.stream.id.as_deref().and_then(|id| open.get(id));
    1 + of.copied().unwrap_or(0)
}

/// Failed jobs by where they ran and with which code they ended, the heaviest group and in it the
/// heaviest job first.
fn alike(failed: Vec<Job>, open: &HashMap<String, u64>) -> Vec<Vec<Job>> {
    let mut groups: HashMap<(String, Option<i64>), Vec<Job>> = HashMap::new();
    for job in failed {
        let run = job.last_run();
        let workstation = run.and_then(|run| run.workstation.clone());
        let key = (
            workstation.unwrap_or_else(|| job.workstation.clone()),
            run.and_then(|run| run.return_code),
        );
        groups.entry(key).or_default().push(job);
    }
    let mut groups: Vec<Vec<Job>> = groups.into_values().collect();
    for group in &mut groups {
        group.sort_by_key(|job| (Reverse(weight(job, open)), !job.critical, job.since()));
    }
    groups.sort_by_key(|group| {
        let sum: u64 = group.iter().map(|job| weight(job, open)).sum();
        let critical = group.iter().any(|job| job.critical);
        (Reverse(sum), !critical, group[0].since())
    });
    groups
}

/// The jobs whose log is read: of large groups the first and the last, of others the first.
fn samples(groups: &[Vec<Job>]) -> Vec<(usize, &Job)> {
    let mut chosen = Vec::new();
    for (n, group) in groups.iter().enumerate() {
        chosen.push((n, &group[0]));
        if let (true, Some(last)) = (group.len() >= MANY, group.last()) {
            chosen.push((n, last));
        }
    }
    chosen.truncate(LOGS);
    chosen
}

fn candidate(job: &Job, reading: Option<&log::LogReading>) -> Candidate {
    let (kind, _) = of_run(job, reading);
    let error = reading.and_then(|reading| reading.error.as_ref());
    let line = error.map_or_else(String::new, |error| error.text.trim().to_owned());
    let quoted = if line.is_empty() {
        String::new()
    } else {
        format!(": {}", escape(&line, 200))
    };
    Candidate {
        line,
        ..Candidate::of_job(kind, job, format!("{}{quoted}", kind.words()))
    }
}

/// Whether two messages say the same: their words agree, whatever the numbers.
fn same(a: &str, b: &str) -> bool {
    let words = |text: &str| {
        text.split(|c: char| !c.is_alphabetic())
            .filter(|word| word.len() > 2)
            .map(str::to_lowercase)
            .collect::<HashSet<_>>()
    };
    let (a, b) = (words(a), words(b));
    let common = a.intersection(&b).count();
    common * 5 >= a.len().max(b.len()) * 4
}

#[cfg(test)]
mod tests {
    use super::same;

    #[test]
    fn messages_are_the_same_whatever_their_numbers() {
        assert!(same(
            "ORA-12541: TNS:no listener on db01 port 1521",
            "ORA-12541: TNS:no listener on db02 port 1522"
        ));
        assert!(!same(
            "No space left on device",
            "Permission denied: /data/in"
        ));
    }
}
