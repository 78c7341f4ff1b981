//! The walk over small plans: joins, circles, diamonds, and what has ended meanwhile.

use serde_json::json;

use crate::diagnose::finding::NodeId;
use crate::diagnose::testbed::{Bed, held_by, join, on_job};
use crate::diagnose::{Kind, Relation};

#[tokio::test]
async fn a_join_that_others_can_still_meet_is_not_blamed_on_the_one_that_failed() {
    let mut bed = Bed::new();
    bed.failed("BAD");
    bed.workstation("/AGT1", json!({}));
    bed.waiting("BEHIND", &[on_job("BAD")]);
    bed.running("GOOD", 5, 30);
    bed.waiting(
        "LOAD",
        &[join(1, &[on_job("BAD"), on_job("BEHIND"), on_job("GOOD")])],
    );
    let causes = bed.why("LOAD").await;
    let (root, chain) = &causes[0];
    assert_eq!(root.kind, Kind::PredecessorRunning);
    assert_eq!(chain, &["LOAD", "GOOD"]);
    assert_eq!(causes.len(), 1, "{causes:?}");
    assert!(
        root.summary
            .contains("join FEEDS (1 of 3) can be met without job BAD and job BEHIND"),
        "{}",
        root.summary
    );
}

#[tokio::test]
async fn a_join_that_can_no_longer_be_met_is_blamed_on_those_that_failed() {
    let mut bed = Bed::new();
    bed.failed("BAD");
    bed.failed("WORSE");
    bed.workstation("/AGT1", json!({}));
    bed.running("GOOD", 5, 30);
    let members = [on_job("GOOD"), on_job("BAD"), on_job("WORSE")];
    bed.waiting("LOAD", &[join(2, &members)]);
    let causes = bed.why("LOAD").await;
    let kinds: Vec<Kind> = causes.iter().map(|(found, _)| found.kind).collect();
    let chains: Vec<&[String]> = causes.iter().map(|(_, chain)| chain.as_slice()).collect();
    assert_eq!(
        kinds,
        [
            Kind::UnknownExitCode,
            Kind::UnknownExitCode,
            Kind::PredecessorRunning
        ]
    );
    assert_eq!(chains[0], ["LOAD", "BAD"]);
    assert_eq!(chains[1], ["LOAD", "WORSE"]);
    assert!(causes[0].0.summary.contains("can no longer be met"));
}

#[tokio::test]
async fn what_held_already_counts_for_a_join() {
    let mut bed = Bed::new();
    bed.failed("BAD");
    bed.workstation("/AGT1", json!({}));
    bed.running("GOOD", 5, 30);
    // One of the two that are needed has come, so that one more is enough.
    let members = [held_by("DONE"), on_job("BAD"), on_job("GOOD")];
    bed.waiting("LOAD", &[join(2, &members)]);
    let causes = bed.why("LOAD").await;
    assert_eq!(causes[0].1, ["LOAD", "GOOD"]);
    // All of them are needed here.
    bed.waiting("LOAD", &[join(0, &members)]);
    let causes = bed.why("LOAD").await;
    assert_eq!(causes[0].1, ["LOAD", "BAD"]);
    assert_eq!(causes[1].1, ["LOAD", "GOOD"]);
}

#[tokio::test]
async fn of_members_that_no_time_brings_the_one_that_can_still_come_is_what_is_waited_for() {
    let mut bed = Bed::new();
    bed.failed("BAD");
    let file = json!({
        "dependencyType": "FILE", "file": {"name": "/in/a", "status": "Unavailable"},
        "dependencyStatus": "UNSATISFIED",
    });
    bed.waiting("FILED", &[file]);
    bed.waiting("LOAD", &[join(1, &[on_job("BAD"), on_job("FILED")])]);
    let causes = bed.why("LOAD").await;
    assert_eq!(causes[0].0.kind, Kind::FileMissing);
    assert_eq!(causes[0].1, ["LOAD", "FILED", "/in/a"]);
}

#[tokio::test]
async fn what_a_join_can_do_without_counts_where_something_else_needs_it() {
    let mut bed = Bed::new();
    bed.failed("BAD");
    bed.workstation("/AGT1", json!({}));
    bed.running("GOOD", 5, 30);
    bed.waiting("BESIDE", &[on_job("BAD")]);
    let members = [on_job("BAD"), on_job("GOOD")];
    bed.waiting("LOAD", &[join(1, &members), on_job("BESIDE")]);
    let causes = bed.why("LOAD").await;
    assert_eq!(causes[0].1, ["LOAD", "BESIDE", "BAD"]);
}

#[tokio::test]
async fn a_step_is_told_with_the_facts_of_the_way_that_counts() {
    let mut bed = Bed::new();
    bed.failed("HOG");
    bed.workstation("/AGT1", json!({}));
    bed.running("GOOD", 5, 30);
    bed.resource(
        "TAPE",
        json!([{"jobId": "HOG", "job": "HOG", "quantity": 1}]),
    );
    let tape = json!({
        "dependencyType": "RESOURCE", "name": "TAPE", "quantity": 1, "available": 0,
        "dependencyStatus": "UNSATISFIED",
    });
    // The join can do without HOG; the resource that it holds cannot be done without.
    let members = [on_job("HOG"), on_job("GOOD")];
    bed.waiting("LOAD", &[join(1, &members), tape]);
    let walked = bed.walk("LOAD").await;
    let hog = walked.visits.get_index_of(&NodeId::Job("HOG".to_owned()));
    let hog = hog.expect("visited");
    assert_eq!(walked.visits[hog].relation, Relation::HeldBy);
    let step = walked.step_to(&bed.facts, hog);
    assert!(
        step.iter().any(|fact| fact.title.contains("TAPE")),
        "{step:?}"
    );
}

#[tokio::test]
async fn a_join_whose_members_are_not_told_is_named_itself() {
    let mut bed = Bed::new();
    bed.waiting("LOAD", &[join(1, &[])]);
    let causes = bed.why("LOAD").await;
    assert_eq!(causes[0].0.kind, Kind::PredecessorNotStarted);
    assert!(causes[0].0.summary.contains("does not tell"));
}

#[tokio::test]
async fn jobs_that_wait_for_each_other_are_a_circle() {
    let mut bed = Bed::new();
    bed.workstation("/AGT1", json!({}));
    bed.running("RUNS", 5, 30);
    bed.waiting("A", &[on_job("B"), on_job("C"), on_job("RUNS")]);
    bed.waiting("B", &[on_job("C")]);
    bed.waiting("C", &[on_job("B")]);
    let causes = bed.why("A").await;
    let (root, chain) = &causes[0];
    // It outranks what ends by itself.
    assert_eq!(root.kind, Kind::PredecessorNotStarted);
    assert!(
        root.summary
            .contains("DAILY.B and DAILY.C wait for each other"),
        "{}",
        root.summary
    );
    assert_eq!(chain.last(), Some(&"B".to_owned()), "{chain:?}");
    assert_eq!(causes[1].0.kind, Kind::PredecessorRunning);
}

#[tokio::test]
async fn a_diamond_is_no_circle_and_its_end_is_found_once() {
    let mut bed = Bed::new();
    bed.failed("BAD");
    bed.waiting("LEFT", &[on_job("BAD")]);
    bed.waiting("RIGHT", &[on_job("BAD")]);
    bed.waiting("LOAD", &[on_job("LEFT"), on_job("RIGHT")]);
    let causes = bed.why("LOAD").await;
    assert_eq!(causes.len(), 1, "{causes:?}");
    assert_eq!(causes[0].1, ["LOAD", "LEFT", "BAD"]);
}

#[tokio::test]
async fn a_predecessor_that_has_ended_meanwhile_is_not_blamed() {
    let mut bed = Bed::new();
    bed.job("EXTRACT", "SUCC", json!({}));
    bed.waiting("LOAD", &[on_job("EXTRACT")]);
    let causes = bed.why("LOAD").await;
    assert_eq!(causes[0].0.kind, Kind::Unknown);
    assert!(causes[0].0.summary.contains("has ended meanwhile"));
    assert_eq!(causes[0].1, ["LOAD"]);
}

#[tokio::test]
async fn a_status_that_is_not_known_is_said_to_be_so() {
    let mut bed = Bed::new();
    bed.job("EXTRACT", "WARP", json!({}));
    bed.waiting("LOAD", &[on_job("EXTRACT")]);
    let causes = bed.why("LOAD").await;
    assert_eq!(causes[0].0.kind, Kind::Unknown);
    assert!(causes[0].0.summary.contains("not known to this version"));
}

#[tokio::test]
async fn what_was_cancelled_is_as_meant_for_itself_and_not_for_what_needs_it() {
    let mut bed = Bed::new();
    bed.job("GONE", "CANCL", json!({}));
    let causes = bed.why("GONE").await;
    assert!(causes[0].0.as_expected);
    bed.waiting("LOAD", &[on_job("GONE")]);
    let causes = bed.why("LOAD").await;
    assert_eq!(causes[0].0.kind, Kind::Cancelled);
    assert!(!causes[0].0.as_expected);
}

#[tokio::test]
async fn a_job_suppressed_because_its_predecessor_failed_leads_to_that_failure() {
    let mut bed = Bed::new();
    bed.failed("BAD");
    let mut dependency = on_job("BAD");
    dependency["conditional"] = json!(true);
    dependency["statusConditions"] = json!(["SUCC"]);
    bed.job("REPORT", "SUPPR", json!({"dependencies": [dependency]}));
    let causes = bed.why("REPORT").await;
    assert_eq!(causes[0].1, ["REPORT", "BAD"]);
    assert_eq!(causes[1].0.kind, Kind::Suppressed);
    assert!(!causes[1].0.as_expected);
    // Where nothing says why, nothing is made up.
    bed.job("OTHER", "SUPPR", json!({}));
    let causes = bed.why("OTHER").await;
    assert!(causes[0].0.summary.contains("does not say why"));
    assert!(!causes[0].0.as_expected);
}
