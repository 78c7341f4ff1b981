//! What ate the slack of the subject: reads what came before it, as far as that explains when each
//! object began, and puts the delays that reach it on record.

use serde_json::json;

use super::facts::{Facts, Need};
use super::finding::{Fact, NodeId};
use super::{Delay, DelayKind, EvidenceType, ObjectType, Outlook, gate, words};

/// Requests that are left for what is held up.
const KEPT: u64 = 8;

/// Times that more is read.
const ROUNDS: usize = 6;

/// Objects that are read at once.
const AT_ONCE: usize = 4;

/// Fills in what delayed the subject; the facts behind it, one for each delay. More is read only
/// for a subject that has something to lose.
pub(super) async fn explain(
    facts: &mut Facts,
    subject: &NodeId,
    outlook: &mut Outlook,
    matters: bool,
) -> Vec<Fact> {
    if outlook.blocked_by.is_some() {
        return Vec::new();
    }
    let (job, stream) = match subject {
        NodeId::Job(id) => (Some(id.as_str()), None),
        NodeId::Stream(id) => (None, Some(id.as_str())),
    };
    if matters {
        if let Some(id) = job
            && facts.room_for(KEPT + 1)
        {
            facts.fetch(vec![Need::Upstream(id.to_owned())]).await;
        }
        for _ in 0..ROUNDS {
            let unread = facts.whole_network().unexplained(job, stream, facts.now);
            let jobs = unread.jobs.into_iter().map(Need::Job);
            let streams = unread.streams.into_iter().map(Need::Stream);
            let members = unread.members.into_iter().map(Need::StreamJobs);
            let mut needs: Vec<Need> = Vec::new();
            for need in jobs.chain(streams).chain(members) {
                let room = facts.room_for(KEPT + needs.len() as u64 + 1);
                if room && needs.len() < AT_ONCE && !facts.asked(&need) && !needs.contains(&need) {
                    needs.push(need);
                }
            }
            if needs.is_empty() {
                break;
            }
            facts.fetch(needs).await;
        }
    }
    facts
        .whole_network()
        .explain_delay(outlook, job, stream, facts.now);
    outlook.delays.iter().map(fact).collect()
}

fn fact(delay: &Delay) -> Fact {
    let id = delay.object.id.clone().unwrap_or_default();
    let source = match delay.object.kind {
        ObjectType::Stream => gate::stream_request(&id),
        _ => gate::job_request(&id),
    };
    Fact {
        kind: EvidenceType::Run,
        title: format!("{} {}", delay.object.words(), said(delay)),
        source,
        excerpt: None,
        data: json!({
            "key": delay.object.key, "kind": delay.kind, "seconds": delay.seconds, "took": delay.took,
            "estimated": delay.estimated, "started": delay.started, "ended": delay.ended,
            "reaches": delay.reaches,
        }),
    }
}

/// What an object did that made others late: `took 2 h 30 min instead of 20 min`.
pub fn said(delay: &Delay) -> String {
    match (delay.kind, delay.took, delay.estimated) {
        (DelayKind::Overran, Some(took), Some(estimated)) => {
            format!("took {} instead of {}", words(took), words(estimated))
        }
        (DelayKind::Overruns, Some(took), Some(estimated)) => format!(
            "has been running for {} and usually takes {}",
            words(took),
            words(estimated)
        ),
        (DelayKind::Overran | DelayKind::Overruns, ..) => {
            format!("took {} longer than estimated", words(delay.seconds))
        }
        (DelayKind::StartedLate, ..) => format!(
            "started {} after its time and what it waited for",
            words(delay.seconds)
        ),
    }
}
