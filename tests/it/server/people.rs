//! What waits for people, at schedulers that list prompts and at those that do not.

use std::collections::BTreeSet;

use resync::demo::{Level, Options};
use resync::plan::{CommonStatus, Plan};
use resync::report::StatusReport;
use resync::tws::Client;

use super::watched::{Watcher, scheduler};

async fn gather(plan: &Plan) -> StatusReport {
    let report = StatusReport::in_full(plan, jiff::Timestamp::now()).await;
    report.expect("a report")
}

/// A plan at a scheduler of this level, and the keys of what waits for an answer in it.
async fn plan(level: Level, incidents: &[&str]) -> (Plan, Watcher, Vec<String>) {
    let options = Options {
        jobs: 600,
        level,
        ..Options::at(jiff::Timestamp::now())
    };
    let (engine, demo, watcher) = scheduler(options).await;
    let planted = demo.incidents();
    let wanted = planted
        .iter()
        .filter(|one| incidents.contains(&one.incident.as_str()));
    let wanted: Vec<String> = wanted.map(|one| one.subject.key.clone()).collect();
    assert_eq!(wanted.len(), incidents.len());
    let client = Client::new(&engine).expect("a client");
    (Plan::new(client, true), watcher, wanted)
}

fn times(report: &StatusReport, key: &str) -> usize {
    let lines = report.waiting_for_people.iter();
    lines.filter(|line| line.key == key).count()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn prompts_come_from_the_schedulers_list_where_it_has_one() {
    let incidents = ["prompt_unanswered", "stream_prompt", "recovery_prompt"];
    let (plan, watcher, wanted) = plan(Level::V1028, &incidents).await;
    let listed = gather(&plan).await;
    for key in &wanted {
        assert_eq!(
            times(&listed, key),
            1,
            "{key}: {:#?}",
            listed.waiting_for_people
        );
    }
    let asked = watcher.asked();
    assert!(asked.iter().any(|one| one.path.ends_with("/plan/prompt")));
    assert!(listed.has_all("late"));
    // Filters that the scheduler does not take are done without.
    watcher.refuse("status = 'ASKED'");
    watcher.refuse("timeRestrictions.deadlineTime");
    let sifted = gather(&plan).await;
    assert_eq!(sifted.waiting_for_people, listed.waiting_for_people);
    let late = |report: &StatusReport| -> BTreeSet<String> {
        report.late.iter().map(|line| line.id.clone()).collect()
    };
    assert_eq!(late(&sifted), late(&listed));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn elsewhere_the_jobs_that_have_a_prompt_are_read() {
    let incidents = ["prompt_unanswered", "recovery_prompt"];
    let (plan, watcher, wanted) = plan(Level::Contract, &incidents).await;
    let report = gather(&plan).await;
    for key in &wanted {
        assert_eq!(
            times(&report, key),
            1,
            "{key}: {:#?}",
            report.waiting_for_people
        );
    }
    // What is not looked at is said.
    let asked = watcher.asked();
    let prompted = asked.iter().filter(|one| {
        one.path.contains("/plan/job/")
            && !one.path.contains("/run/")
            && !one.path.ends_with("/count")
    });
    assert!(prompted.count() <= 20);
    watcher.refuse("numberOfPromptDependencies");
    let report = gather(&plan).await;
    assert!(!report.has_all("waiting_for_people"));
    assert!(!report.warnings.is_empty());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_waiting_job_past_its_deadline_is_late_whether_or_not_it_is_known_as_critical() {
    let (plan, watcher, _) = plan(Level::Contract, &[]).await;
    // Late in the night, many deadlines have passed.
    let now = jiff::Timestamp::now()
        .checked_add(jiff::SignedDuration::from_hours(12))
        .expect("a time");
    let waiting = |report: &StatusReport| -> BTreeSet<String> {
        let late = report.late.iter();
        let late = late.filter(|line| line.status == CommonStatus::Waiting);
        late.map(|line| line.id.clone()).collect()
    };
    let gather = || async {
        let report = StatusReport::in_full(&plan, now).await;
        report.expect("a report")
    };
    let all = waiting(&gather().await);
    assert!(!all.is_empty());
    // The list of critical jobs has no part in it.
    watcher.refuse("jobOptions.critical");
    let report = gather().await;
    assert!(!report.has_all("critical") && report.critical.is_empty());
    assert_eq!(waiting(&report), all);
}
