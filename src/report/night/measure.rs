//! What the heaviest causes of a night hold up.

use std::collections::HashSet;

use futures_util::future::join_all;
use jiff::Timestamp;

use super::candidate::{At, Candidate};
use crate::diagnose::Diagnoser;

/// Measures what the heaviest causes hold up, within so many requests; how many jobs all causes
/// hold up, each counted once where they are known one by one.
pub(super) async fn measure(
    diagnoser: &Diagnoser,
    causes: &mut [Candidate],
    mut left: u64,
    now: Timestamp,
) -> u64 {
    causes.sort_by_key(Candidate::order);
    let mut chosen: Vec<(usize, u64)> = Vec::new();
    for (at, cause) in causes.iter().enumerate() {
        // A job and its stream are two questions, and the heaviest is worth both.
        let wanted = match &cause.at {
            At::Job(_) if chosen.is_empty() => 2,
            At::Job(_) | At::Stream(_) => 1,
            At::Elsewhere => continue,
        };
        if wanted > left {
            break;
        }
        left -= wanted;
        chosen.push((at, wanted));
    }
    let measured = join_all(chosen.iter().map(|(at, requests)| {
        let subject = causes[*at].at.subject();
        async move {
            match subject {
                Some(subject) => Some(diagnoser.held_up(&subject, *requests, now).await),
                None => None,
            }
        }
    }))
    .await;
    let mut held: HashSet<String> = HashSet::new();
    let mut more = 0;
    let mut seen: Vec<usize> = Vec::new();
    for ((at, _), measured) in chosen.iter().zip(measured) {
        let Some((impact, ids)) = measured else {
            continue;
        };
        // Where the server has no call for it, so few requests tell nothing.
        if impact.blocked_jobs == 0 && impact.at_least {
            continue;
        }
        let cause = &mut causes[*at];
        // The jobs that are kept themselves are held up too.
        let own: Vec<&String> = cause.kept.iter().filter(|id| !ids.contains(*id)).collect();
        let known = (ids.len() + own.len()) as u64;
        cause.blocked = impact.blocked_jobs.max(cause.blocked) + own.len() as u64;
        more += cause.blocked.saturating_sub(known);
        held.extend(own.into_iter().cloned());
        held.extend(ids);
        cause.impact = Some(impact);
        seen.push(*at);
    }
    for (at, cause) in causes.iter_mut().enumerate() {
        if seen.contains(&at) {
            continue;
        }
        cause.blocked = cause.blocked.max(cause.kept.len() as u64);
        more += cause.blocked - cause.kept.len() as u64;
        held.extend(cause.kept.iter().cloned());
    }
    held.len() as u64 + more
}
