//! What is held up, set free and lost, on small plans.

use super::*;
use crate::diagnose::Released;

fn now() -> Timestamp {
    "2026-11-23T02:00:00Z".parse().expect("a time")
}

fn on(id: &str, status: &str) -> String {
    format!(
        r#"{{"dependencyType":"INTERNAL","jobId":"{id}","jobName":"{id}","dependencyStatus":"{status}"}}"#
    )
}

/// A job of ten minutes in the stream S.
fn job(id: &str, status: &str, dependencies: &[String], more: &str) -> Job {
    let more = match more.contains("priority") {
        true => more.to_owned(),
        false => format!(r#"{more},"priority":10"#),
    };
    let text = format!(
        r#"{{"id":"{id}","name":"{id}","key":"{id}","jobStreamId":"S",
           "lastRunCompositeStatus":{{"status":"{status}"}},
           "jobDefinition":{{"estimatedDuration":"PT10M"}},"dependencies":[{}]{more}}}"#,
        dependencies.join(",")
    );
    Job::from_wire(serde_json::from_str(&text).expect("a job"))
}

fn stream(id: &str, status: &str, jobs: u32, more: &str) -> JobStream {
    let text = format!(
        r#"{{"id":"{id}","name":"{id}","key":"{id}","compositeStatus":{{"status":"{status}"}},
           "jobStreamStats":{{"numberOfJob":{jobs},"numberOfSuccessfullJob":0}},"dependencies":[]{more}}}"#
    );
    JobStream::from_wire(serde_json::from_str(&text).expect("a stream"))
}

/// What these jobs suffer from BAD, which failed.
fn impact(jobs: Vec<Job>, more: Vec<JobStream>) -> Impact {
    let origin = Origin {
        job: Some(job("BAD", "ABEND", &[], "")),
        stream: Some("S".to_owned()),
    };
    let mut held = Held::default();
    held.take(jobs.into_iter().map(PlanNode::from).collect());
    held.take(more.into_iter().map(PlanNode::from).collect());
    held.around
        .insert("S".to_owned(), stream("S", "STUCK", 9, ""));
    held.keep_reached(&origin);
    held.into_impact(now(), &origin)
}

fn released(impact: &Impact) -> &Released {
    impact.released.as_ref().expect("looked at")
}

fn names(objects: &[ObjectRef]) -> Vec<&str> {
    objects.iter().map(|object| object.name.as_str()).collect()
}

#[test]
fn what_waits_for_nothing_else_is_free_at_once_and_the_rest_in_turn() {
    let bad = || on("BAD", "UNSATISFIED");
    let prompt =
        r#"{"dependencyType":"PROMPT","promptName":"GO","dependencyStatus":"UNSATISFIED"}"#;
    let impact = impact(
        vec![
            job("FREE", "HOLD", &[bad(), on("OLD", "SATISFIED")], ""),
            job("NEXT", "HOLD", &[on("FREE", "UNSATISFIED")], ""),
            job("ASKS", "HOLD", &[bad(), prompt.to_owned()], ""),
            job("HELD", "HOLD", &[bad()], r#","priority":0"#),
            job("TWO", "HOLD", &[bad(), on("ELSEWHERE", "UNSATISFIED")], ""),
            job("LAST", "HOLD", &[on("HELD", "UNSATISFIED")], ""),
            job(
                "LATER",
                "HOLD",
                &[bad()],
                r#","timeRestrictions":{"startTime":"2026-11-23T04:00:00Z"}"#,
            ),
        ],
        vec![],
    );
    assert_eq!((impact.blocked_jobs, impact.at_least), (7, false));
    let free = released(&impact);
    assert_eq!((free.jobs, free.in_turn), (1, 2), "{free:?}");
    assert_eq!(names(&free.first_jobs), ["FREE"]);
    // LAST waits for HELD alone: it is HELD that something of its own keeps.
    assert_eq!(free.also_kept, 3, "{free:?}");
    assert!(!free.at_least);
}

#[test]
fn what_waits_for_something_else_behind_the_cause_is_not_counted() {
    // The server's call for successors goes on behind jobs that have run already.
    let impact = impact(
        vec![
            job("MINE", "HOLD", &[on("BAD", "UNSATISFIED")], ""),
            job("OTHER", "HOLD", &[on("REPAIR", "UNSATISFIED")], ""),
            job("DONE", "HOLD", &[on("BAD", "SATISFIED")], ""),
        ],
        vec![],
    );
    assert_eq!(names(&impact.first_jobs), ["MINE"]);
    assert_eq!(impact.blocked_jobs, 1);
}

#[test]
fn a_stream_follows_when_its_predecessor_has_nothing_else_open() {
    let waits = r#","dependencies":[{"dependencyType":"EXTERNAL_JOBSTREAM","jobStreamId":"S",
        "jobStreamName":"S","dependencyStatus":"UNSATISFIED"}]"#;
    let next = |jobs| {
        let mut next = stream("T", "HOLD", jobs, "");
        let waits: JobStream = JobStream::from_wire(
            serde_json::from_str(&format!(r#"{{"id":"T"{waits}}}"#)).expect("a stream"),
        );
        next.dependencies = waits.dependencies;
        next
    };
    // S has nine open jobs: T starts only when all have run, of which two are known.
    let some = impact(
        vec![job("MINE", "HOLD", &[on("BAD", "UNSATISFIED")], "")],
        vec![next(4)],
    );
    assert_eq!((some.blocked_jobs, some.blocked_streams), (5, 1));
    assert_eq!(released(&some).streams, 0);
    let jobs = (0..8).map(|n| job(&format!("J{n}"), "HOLD", &[on("BAD", "UNSATISFIED")], ""));
    let all = impact(jobs.collect(), vec![next(4)]);
    assert_eq!((all.blocked_jobs, all.blocked_streams), (12, 1));
    let free = released(&all);
    // The stream is free, though not at once; its own jobs were not looked at.
    assert_eq!((free.jobs, free.streams), (8, 0));
    assert!(free.at_least);
}

#[test]
fn only_deadlines_that_cannot_be_kept_are_at_risk() {
    let until =
        |time: &str| format!(r#","timeRestrictions":{{"deadlineTime":"2026-11-23T{time}:00Z"}}"#);
    let bad = || [on("BAD", "UNSATISFIED")];
    let critical = r#","jobOptions":{"critical":true}"#;
    let impact = impact(
        vec![
            // Ten minutes for the rerun, ten of its own: twenty minutes at the least.
            job("MISSED", "HOLD", &bad(), &until("02:15")),
            job("TIGHT", "HOLD", &bad(), &until("02:30")),
            job(
                "FAR",
                "HOLD",
                &bad(),
                &format!("{}{critical}", until("09:00")),
            ),
            job("PASSED", "HOLD", &bad(), &until("01:00")),
        ],
        vec![],
    );
    let at_risk: Vec<(&str, Option<i64>)> = impact
        .deadlines_at_risk
        .iter()
        .map(|risk| (risk.object.name.as_str(), risk.slack))
        .collect();
    assert_eq!(at_risk, [("PASSED", Some(-4_800)), ("MISSED", Some(-300))]);
    assert_eq!(impact.deadlines_in_time, 2);
    let next = impact.next_deadline.expect("one is left");
    assert_eq!(
        (next.object.name.as_str(), next.slack),
        ("TIGHT", Some(600))
    );
    assert_eq!(
        next.act_by.map(|at| at.to_string()).as_deref(),
        Some("2026-11-23T02:10:00Z")
    );
    assert_eq!(impact.critical_jobs.len(), 1);
    assert_eq!(impact.critical_jobs[0].slack, Some(6 * 3_600 + 40 * 60));
}

#[test]
fn a_missing_estimate_leaves_the_slack_open_unless_it_is_gone_in_any_case() {
    let mut far = job(
        "FAR",
        "HOLD",
        &[on("BAD", "UNSATISFIED")],
        r#","timeRestrictions":{"deadlineTime":"2026-11-23T03:00:00Z"}"#,
    );
    far.definition.estimated = None;
    let impact = impact(vec![far], vec![]);
    assert!(impact.deadlines_at_risk.is_empty());
    assert_eq!(impact.deadlines_in_time, 1);
    assert_eq!(impact.next_deadline.and_then(|next| next.slack), None);
}

#[test]
fn a_hold_frees_the_job_itself_and_a_running_origin_needs_no_one() {
    let held_job = job("KEPT", "HOLD", &[], r#","priority":0"#);
    let origin = Origin {
        job: Some(held_job),
        stream: Some("S".to_owned()),
    };
    let mut held = Held::default();
    let next = job(
        "NEXT",
        "HOLD",
        &[on("KEPT", "UNSATISFIED")],
        r#","timeRestrictions":{"deadlineTime":"2026-11-23T09:00:00Z"}"#,
    );
    held.take(vec![PlanNode::from(next.clone())]);
    held.around
        .insert("S".to_owned(), stream("S", "EXEC", 9, ""));
    let impact = held.into_impact(now(), &origin);
    assert_eq!(names(&released(&impact).first_jobs), ["KEPT"]);
    assert_eq!((released(&impact).jobs, released(&impact).in_turn), (1, 1));

    let run = r#","jobruns":[{"id":"r","compositeStatus":{"status":"EXEC"},"timeInfo":{"actualStartTime":"2026-11-23T01:56:00Z"}}]"#;
    let origin = Origin {
        job: Some(job("KEPT", "EXEC", &[], run)),
        stream: None,
    };
    let mut held = Held::default();
    held.take(vec![PlanNode::from(next)]);
    held.around
        .insert("S".to_owned(), stream("S", "EXEC", 9, ""));
    let impact = held.into_impact(now(), &origin);
    let next = impact.next_deadline.expect("it has one");
    assert_eq!((next.slack, next.act_by), (Some(6 * 3_600 + 44 * 60), None));
}
