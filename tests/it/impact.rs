//! What a cause holds up, what mending it sets free, and which deadlines are lost: `jobs why`
//! against what the demo planted, on servers with and without calls for the graph.

use jiff::Timestamp;
use resync::demo::{Level, Options, Planted};
use resync::diagnose::{AtRisk, DelayKind, Diagnosis, Kind, ObjectRef};
use resync::report::{DependencyReport, JobReport};
use serde::de::DeserializeOwned;

use crate::world::{Scheduler, World};

const LEVELS: [Level; 2] = [Level::Contract, Level::V1028];

/// A plan with this incident alone.
async fn only(incident: &str, level: Level) -> (Scheduler, Planted) {
    let scheduler = Scheduler::start(Options {
        seed: 4,
        level,
        only: Some(vec![incident.to_owned()]),
        ..Options::at(Timestamp::now())
    })
    .await;
    let planted = scheduler.demo.incidents().remove(0);
    (scheduler, planted)
}

/// Requests that a diagnosis may send.
fn most(level: Level) -> u64 {
    match level {
        Level::Contract => 25,
        Level::V1028 => 80,
    }
}

async fn json<T: DeserializeOwned>(url: &str, arguments: &[&str]) -> T {
    let mut all = arguments.to_vec();
    all.extend(["-o", "json"]);
    let transcript = World::at(url).run_async(&all).await;
    assert_eq!(transcript.code, 0, "{arguments:?}: {transcript}");
    serde_json::from_str(&transcript.stdout).expect("its shape")
}

async fn why(url: &str, of: &str) -> Diagnosis {
    json(url, &["jobs", "why", of]).await
}

async fn text(url: &str, of: &str) -> String {
    let transcript = World::at(url).run_async(&["jobs", "why", of]).await;
    assert_eq!(transcript.code, 0, "{transcript}");
    transcript
        .stdout
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
}

/// How many objects wait for a job, one step and all steps away, by the graph itself.
async fn behind(url: &str, id: &str) -> (u64, u64) {
    let mut counts = Vec::new();
    for depth in ["1", "50"] {
        let deps: DependencyReport =
            json(url, &["jobs", "deps", id, "--down", "--depth", depth]).await;
        counts.push(deps.down.len() as u64);
    }
    (counts[0], counts[1])
}

async fn estimated(url: &str, id: &str) -> i64 {
    let report: JobReport = json(url, &["jobs", "show", id]).await;
    report.job.estimated.expect("an estimate")
}

fn ids(objects: &[ObjectRef]) -> Vec<&str> {
    objects.iter().filter_map(|one| one.id.as_deref()).collect()
}

fn names(risks: &[AtRisk]) -> Vec<&str> {
    risks.iter().map(|risk| risk.object.name.as_str()).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_rerun_sets_free_what_waits_for_nothing_else() {
    // The graph itself is asked for at the level that has it; the plan of a seed is the same.
    let (graph, planted) = only("wide_failure", Level::Contract).await;
    let (at_once, all) = behind(&graph.url, &planted.cause.id).await;
    assert_eq!((at_once, all), (34, 36));
    for level in LEVELS {
        let (scheduler, planted) = only("wide_failure", level).await;
        let found = why(&scheduler.url, &planted.subject.id).await;
        assert_eq!(
            (found.impact.blocked_jobs, found.impact.at_least),
            (all, false),
            "{level:?}: {:?}",
            found.notes
        );
        let released = found.impact.released.as_ref().expect("looked at");
        if level == Level::Contract {
            assert_eq!((released.jobs, released.in_turn), (at_once, all - at_once));
            assert_eq!((released.also_kept, released.at_least), (0, false));
            assert_eq!(released.first_jobs.len(), 5);
            let chained = planted.chain[0].as_str();
            assert!(
                !ids(&released.first_jobs).contains(&chained),
                "it is last in its line"
            );
            let said = text(&scheduler.url, &planted.subject.id).await;
            assert!(said.contains("It blocks 36 jobs"), "{said}");
            assert!(said.contains("34 jobs"), "{said}");
            assert!(said.contains("can start at once, and 2 in turn"), "{said}");
        } else {
            // The lists of such a server do not tell what waits for what further on.
            assert_eq!(
                (released.jobs, released.at_least),
                (at_once, true),
                "{released:?}"
            );
        }
        assert!(found.cost.requests <= most(level), "{:?}", found.cost);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_waits_for_two_failures_is_not_set_free_by_one() {
    let (scheduler, planted) = only("two_faults", Level::Contract).await;
    let found = why(&scheduler.url, &planted.subject.id).await;
    let others: Vec<Option<&str>> = found
        .other_causes
        .iter()
        .map(|cause| cause.object.id.as_deref())
        .collect();
    assert_eq!(others, [Some(planted.also[0].id.as_str())]);
    assert_eq!(found.other_causes[0].kind, Kind::PermissionDenied);
    assert_eq!(found.impact.blocked_jobs, 1);
    let released = found.impact.released.expect("looked at");
    assert_eq!((released.jobs, released.also_kept), (0, 1));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_held_or_asks_starts_itself_when_that_is_mended() {
    for (incident, behind_it) in [("wide_hold", 28), ("wide_prompt", 31), ("wide_file", 29)] {
        let (scheduler, planted) = only(incident, Level::Contract).await;
        let found = why(&scheduler.url, &planted.subject.id).await;
        assert_eq!(found.impact.blocked_jobs, behind_it, "{incident}");
        let released = found.impact.released.expect("looked at");
        let kept = planted.chain[1].as_str();
        assert_eq!(ids(&released.first_jobs), [kept], "{incident}");
        assert_eq!(
            (released.jobs, released.in_turn),
            (1, behind_it),
            "{incident}"
        );
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_stream_behind_a_stream_with_a_blocked_job_is_blocked_too() {
    for incident in ["lock_across_streams", "memory_across_streams"] {
        for level in LEVELS {
            let (scheduler, planted) = only(incident, level).await;
            let found = why(&scheduler.url, &planted.subject.id).await;
            // The waiting job of the stream between, and the only job of the last stream.
            assert_eq!(found.impact.blocked_jobs, 2, "{level:?} {:?}", found.impact);
            assert_eq!(found.impact.blocked_streams, 1, "{level:?}");
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn only_the_deadline_that_is_lost_is_at_risk_and_the_other_says_by_when_to_act() {
    let (scheduler, planted) = only("deadlines_behind_a_failure", Level::Contract).await;
    let url = scheduler.url.as_str();
    let found = why(url, &planted.cause.id).await;
    let impact = &found.impact;
    assert_eq!(
        names(&impact.deadlines_at_risk),
        [planted.also[0].name.as_str()]
    );
    assert!(
        impact.deadlines_at_risk[0]
            .slack
            .is_some_and(|slack| slack < 0)
    );
    assert_eq!(impact.deadlines_in_time, 1);
    let next = impact.next_deadline.as_ref().expect("the other one");
    assert_eq!(next.object.id.as_deref(), Some(planted.subject.id.as_str()));

    // The rerun and the job itself must fit in: by then someone must have acted.
    let takes = estimated(url, &planted.cause.id).await + estimated(url, &planted.subject.id).await;
    let deadline = next.deadline.expect("it has one").as_second();
    let by = next.act_by.expect("someone has to act").as_second();
    assert_eq!(by, deadline - takes);
    let slack = next.slack.expect("known");
    assert_eq!(slack, by - found.head.generated_at.as_second());

    // The subject itself says the same.
    let found = why(url, &planted.subject.id).await;
    let outlook = found.outlook.expect("it has not ended");
    assert_eq!(outlook.act_by.map(Timestamp::as_second), Some(by));
    assert_eq!(outlook.finish, None);
    let said = text(url, &planted.subject.id).await;
    assert!(said.contains("Someone must act by"), "{said}");
    assert!(said.contains("Deadline missed: "), "{said}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_workstation_names_all_that_is_wrong_and_the_jobs_that_wait_for_it() {
    for level in LEVELS {
        let (scheduler, planted) = only("wide_workstation", level).await;
        let found = why(&scheduler.url, &planted.subject.name).await;
        assert_eq!(found.root_cause.kind, Kind::WorkstationUnlinked);
        let others: Vec<Kind> = found.other_causes.iter().map(|cause| cause.kind).collect();
        assert_eq!(others, [Kind::WorkstationLimit]);
        let impact = &found.impact;
        assert_eq!((impact.blocked_jobs, impact.blocked_streams), (25, 1));
        assert_eq!(impact.first_jobs.len(), 5);
        assert_eq!(impact.critical_jobs.len(), 1);
        let critical = &impact.critical_jobs[0];
        assert_eq!(impact.first_jobs[0], critical.object);
        // Two hours to the deadline, twenty minutes of its own.
        let slack = critical.slack.expect("known");
        assert!((5_900..=6_000).contains(&slack), "{slack}");
        assert_eq!(
            (impact.deadlines_at_risk.len(), impact.deadlines_in_time),
            (0, 1)
        );
        // Linking it alone starts none of them.
        let released = impact.released.as_ref().expect("counted");
        assert_eq!((released.jobs, released.also_kept), (0, 25));
        let counted = &found.root_cause.evidence;
        let fact = found
            .evidence
            .iter()
            .find(|fact| Some(&fact.id) == counted.last());
        assert!(fact.is_some_and(|fact| fact.title.starts_with("25 jobs have yet to start")));
    }
    let (scheduler, planted) = only("workstation_asked", Level::Contract).await;
    let found = why(&scheduler.url, &planted.subject.name).await;
    assert!(found.other_causes.is_empty());
    assert_eq!(found.impact.blocked_jobs, 3);
    assert_eq!(found.impact.released.map(|one| one.jobs), Some(3));
    let said = text(&scheduler.url, &planted.subject.name).await;
    assert!(said.contains("Once it is mended, 3 jobs"), "{said}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_full_workstation_is_not_said_to_be_well_and_a_healthy_one_holds_nothing() {
    let (scheduler, planted) = only("workstation_limit_reached", Level::Contract).await;
    let found = why(&scheduler.url, &planted.cause.name).await;
    assert_eq!(found.root_cause.kind, Kind::WorkstationLimit);
    assert_eq!(found.impact.released.map(|one| one.jobs), Some(1));
    let found = why(&scheduler.url, "LNXSHR01").await;
    assert_eq!(found.root_cause.kind, Kind::RunningNormally);
    assert_eq!(found.impact.blocked_jobs, 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_job_that_waits_names_the_finished_overrun_that_ate_its_slack() {
    for level in LEVELS {
        let (scheduler, planted) = only("overrun_before", level).await;
        let found = why(&scheduler.url, &planted.subject.id).await;
        assert_eq!(found.root_cause.kind, Kind::PredecessorRunning, "{level:?}");
        let outlook = found.outlook.expect("it has not ended");
        assert!(outlook.slack.is_some_and(|slack| slack < 0), "{outlook:?}");
        assert_eq!(outlook.delays.len(), 1, "{level:?}: {:?}", outlook.delays);
        let delay = &outlook.delays[0];
        assert_eq!(
            delay.object.id.as_deref(),
            Some(planted.also[0].id.as_str())
        );
        assert_eq!(delay.kind, DelayKind::Overran);
        assert_eq!((delay.took, delay.estimated), (Some(9_000), Some(1_200)));
        // 130 minutes too long, and all of it arrives.
        assert_eq!((delay.seconds, delay.reaches), (7_800, 7_800));
        assert_eq!(outlook.delayed_by, Some(7_800));
        let without = outlook.slack_without_delays.expect("known");
        assert_eq!(Some(without), outlook.slack.map(|slack| slack + 7_800));
        assert!(without > 0);
        let fact = found
            .evidence
            .iter()
            .find(|fact| delay.evidence.contains(&fact.id));
        assert!(fact.is_some_and(|fact| fact.title.contains("took 2 h 30 min instead of 20 min")));
        assert!(
            found.cost.requests <= most(level),
            "{level:?}: {:?}",
            found.cost
        );
        let said = text(&scheduler.url, &planted.subject.id).await;
        assert!(said.contains("took 2 h 30 min instead of 20 min"), "{said}");
        assert!(said.contains("ate all of the"), "{said}");
    }
    // A job that runs as usual behind one that did is not delayed.
    let (scheduler, planted) = only("predecessor_running", Level::Contract).await;
    let found = why(&scheduler.url, &planted.subject.id).await;
    let outlook = found.outlook.expect("it has not ended");
    assert!(outlook.delays.is_empty(), "{:?}", outlook.delays);
}
