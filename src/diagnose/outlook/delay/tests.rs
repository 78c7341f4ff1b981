//! What delayed an object, on small networks.

use super::*;
use crate::plan::{Job, JobStream};

fn now() -> Timestamp {
    "2026-11-23T02:00:00Z".parse().expect("a time")
}

/// A run from and to, as hours and minutes.
fn run(status: &str, from: &str, to: &str) -> String {
    let end = if to.is_empty() {
        String::new()
    } else {
        format!(r#","actualEndTime":"2026-11-23T{to}:00Z""#)
    };
    format!(
        r#","jobruns":[{{"id":"r","compositeStatus":{{"status":"{status}"}},
           "timeInfo":{{"actualStartTime":"2026-11-23T{from}:00Z"{end}}}}}]"#
    )
}

fn after(ids: &[&str], status: &str) -> String {
    let all: Vec<String> = ids
        .iter()
        .map(|id| {
            format!(
                r#"{{"dependencyType":"INTERNAL","jobId":"{id}","jobName":"{id}","dependencyStatus":"{status}"}}"#
            )
        })
        .collect();
    all.join(",")
}

fn job(id: &str, status: &str, minutes: u32, dependencies: &str, more: &str) -> Job {
    let text = format!(
        r#"{{"id":"{id}","name":"{id}","lastRunCompositeStatus":{{"status":"{status}"}},
           "jobDefinition":{{"estimatedDuration":"PT{minutes}M"}},"dependencies":[{dependencies}]{more}}}"#
    );
    Job::from_wire(serde_json::from_str(&text).expect("a job"))
}

/// SLOW took 100 minutes instead of 20; NEXT began right after it; the subject waits for NEXT.
fn late(more: Vec<Job>, waited: &str) -> Network {
    let mut jobs = vec![
        job("SLOW", "SUCC", 20, "", &run("SUCC", "00:10", "01:50")),
        job("NEXT", "EXEC", 50, waited, &run("EXEC", "01:50", "")),
        job(
            "END",
            "HOLD",
            10,
            &after(&["NEXT"], "UNSATISFIED"),
            r#","timeRestrictions":{"deadlineTime":"2026-11-23T02:45:00Z"}"#,
        ),
    ];
    jobs.extend(more);
    Network::new(jobs, [])
}

fn explained(network: &Network) -> Outlook {
    let mut outlook = network.outlook(Some("END"), None, now()).expect("there");
    network.explain_delay(&mut outlook, Some("END"), None, now());
    outlook
}

#[test]
fn a_finished_overrun_behind_a_job_that_runs_as_usual_ate_the_slack() {
    let outlook = explained(&late(vec![], &after(&["SLOW"], "SATISFIED")));
    assert_eq!(outlook.slack, Some(-300));
    assert_eq!(outlook.delays.len(), 1, "{:?}", outlook.delays);
    let delay = &outlook.delays[0];
    assert_eq!(
        (delay.object.name.as_str(), delay.kind),
        ("SLOW", DelayKind::Overran)
    );
    assert_eq!((delay.took, delay.estimated), (Some(6_000), Some(1_200)));
    assert_eq!((delay.seconds, delay.reaches), (4_800, 4_800));
    assert_eq!(outlook.delayed_by, Some(4_800));
    assert_eq!(outlook.slack_without_delays, Some(4_500));
}

#[test]
fn only_what_is_longer_than_the_way_beside_it_counts() {
    let beside = job("BESIDE", "SUCC", 80, "", &run("SUCC", "00:10", "01:30"));
    let network = late(vec![beside], &after(&["SLOW", "BESIDE"], "SATISFIED"));
    let outlook = explained(&network);
    // SLOW would have ended at 00:30, and BESIDE kept NEXT until 01:30 in any case.
    assert_eq!(outlook.delays[0].reaches, 20 * 60);
    assert_eq!(outlook.delayed_by, Some(20 * 60));
}

#[test]
fn a_delay_is_followed_through_joins_and_streams() {
    let join = r#"{"dependencyType":"JOIN","joinName":"ALL","criteria":"ALL","dependencyStatus":"SATISFIED",
        "members":[{"dependencyType":"INTERNAL","jobId":"SLOW","dependencyStatus":"SATISFIED"}]}"#;
    assert_eq!(explained(&late(vec![], join)).delays[0].object.name, "SLOW");

    // A stream that took 100 minutes instead of 20, known only as a whole.
    let stream = r#"{"id":"S","jobStreamName":"FEED","name":"FEED","compositeStatus":{"status":"SUCC"},"dependencies":[],
        "timeInfo":{"estimatedDuration":"PT20M","actualStartTime":"2026-11-23T00:10:00Z","actualEndTime":"2026-11-23T01:50:00Z"}}"#;
    let stream = JobStream::from_wire(serde_json::from_str(stream).expect("a stream"));
    let on = r#"{"dependencyType":"EXTERNAL_JOBSTREAM","jobStreamId":"S","jobStreamName":"FEED","dependencyStatus":"SATISFIED"}"#;
    let mut network = Network::new(
        [
            job("NEXT", "EXEC", 50, on, &run("EXEC", "01:50", "")),
            job("END", "HOLD", 10, &after(&["NEXT"], "UNSATISFIED"), ""),
        ],
        [stream],
    );
    let outlook = explained(&network);
    assert_eq!(outlook.delays[0].object.name, "FEED");
    assert_eq!(outlook.delayed_by, Some(4_800));
    // Once its jobs are known, the one that was slow is named.
    let of = r#","jobStreamId":"S""#;
    network.insert_job(job(
        "LOAD",
        "SUCC",
        10,
        "",
        &format!("{}{of}", run("SUCC", "00:15", "01:45")),
    ));
    let outlook = explained(&network);
    assert_eq!(outlook.delays[0].object.name, "LOAD");
    assert_eq!(outlook.delays[0].took, Some(5_400));
}

#[test]
fn where_something_else_decided_no_delay_is_passed_on() {
    // NEXT began 90 minutes after SLOW had ended: whatever kept it, it was not SLOW.
    let ended = |more: &str| {
        let jobs = vec![
            job("SLOW", "SUCC", 5, "", &run("SUCC", "00:00", "00:20")),
            job(
                "NEXT",
                "EXEC",
                50,
                &after(&["SLOW"], "SATISFIED"),
                &run("EXEC", "01:50", ""),
            ),
            job("END", "HOLD", 10, &after(&["NEXT"], "UNSATISFIED"), more),
        ];
        explained(&Network::new(jobs, []))
    };
    let outlook = ended(r#","timeRestrictions":{"deadlineTime":"2026-11-23T05:00:00Z"}"#);
    assert_eq!(outlook.delays.len(), 1, "{:?}", outlook.delays);
    let delay = &outlook.delays[0];
    assert_eq!(
        (delay.object.name.as_str(), delay.kind),
        ("NEXT", DelayKind::StartedLate)
    );
    assert_eq!(delay.seconds, 90 * 60);
    // Where no time must be kept nothing is lost by it.
    assert!(ended("").delays.is_empty());
}

#[test]
fn a_predecessor_that_was_not_read_leaves_the_late_start_unclaimed_and_is_asked_for() {
    let waited = format!(
        "{},{}",
        after(&["EARLY"], "SATISFIED"),
        after(&["OTHER"], "SATISFIED")
    );
    let jobs = vec![
        job("EARLY", "SUCC", 5, "", &run("SUCC", "00:00", "00:05")),
        job("NEXT", "EXEC", 50, &waited, &run("EXEC", "01:50", "")),
        job("END", "HOLD", 10, &after(&["NEXT"], "UNSATISFIED"), ""),
    ];
    let network = Network::new(jobs, []);
    let outlook = explained(&network);
    assert!(outlook.delays.is_empty(), "{:?}", outlook.delays);
    assert_eq!(outlook.delayed_by, None);
    let unread = network.unexplained(Some("END"), None, now());
    assert_eq!(unread.jobs, ["OTHER"]);
}

#[test]
fn nothing_is_claimed_while_someone_has_to_act() {
    let bad = job("BAD", "ABEND", 5, "", &run("ABEND", "00:00", "01:00"));
    let jobs = vec![
        bad,
        job("END", "HOLD", 10, &after(&["BAD"], "UNSATISFIED"), ""),
    ];
    let outlook = explained(&Network::new(jobs, []));
    assert!(outlook.blocked_by.is_some() && outlook.delays.is_empty());
}
