//! Questions about time, change and the whole night, through the command.

use resync::ask::{AskReport, Intent};
use resync::demo::{Level, Options, Planted};
use resync::diagnose::{Changes, Diagnosis, Kind};
use resync::report::{DependencyReport, ForecastReport, HandoverReport, JobsReport, NightReport};
use serde::de::DeserializeOwned;

use crate::world::{Scheduler, World};

async fn only(incidents: &[&str]) -> (Scheduler, Vec<Planted>) {
    let scheduler = Scheduler::start(Options {
        seed: 3,
        only: Some(incidents.iter().map(|name| (*name).to_owned()).collect()),
        ..Options::at(jiff::Timestamp::now())
    })
    .await;
    let planted = scheduler.demo.incidents();
    (scheduler, planted)
}

async fn ask(url: &str, question: &str) -> AskReport {
    let transcript = World::at(url)
        .run_async(&["ask", question, "-o", "json"])
        .await;
    assert_eq!(transcript.code, 0, "{question}: {transcript}");
    serde_json::from_str(&transcript.stdout).expect("an answer")
}

fn data<T: DeserializeOwned>(report: &AskReport) -> T {
    serde_json::from_value(report.data.clone().expect("a report")).expect("its shape")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_failure_is_compared_with_the_last_good_run() {
    let (scheduler, planted) = only(&["worked_yesterday"]).await;
    let job = &planted[0].subject;
    let transcript = World::at(&scheduler.url)
        .run_async(&["jobs", "why", &job.id, "-o", "json"])
        .await;
    let diagnosis: Diagnosis = serde_json::from_str(&transcript.stdout).expect("a diagnosis");
    let changes = diagnosis.changes.expect("the run before");
    let what: Vec<&str> = changes
        .differences
        .iter()
        .map(|d| d.what.as_str())
        .collect();
    assert!(
        what.contains(&"workstation") && what.contains(&"return code"),
        "{what:?}"
    );
    assert!(changes.new_line_count.is_some_and(|n| n > 0), "{changes:?}");
    assert!(
        diagnosis
            .evidence
            .iter()
            .any(|fact| fact.title.contains("last good run"))
    );

    let report = ask(
        &scheduler.url,
        &format!("what changed since the last good run of {}?", job.name),
    )
    .await;
    assert_eq!(report.intent, Intent::Changed);
    let asked: Changes = data(&report);
    assert_eq!(asked.differences, changes.differences);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_blocked_job_has_a_critical_path_and_no_invented_end() {
    let (scheduler, planted) = only(&["disk_full_upstream"]).await;
    let (subject, cause) = (&planted[0].subject, &planted[0].cause);
    let report = ask(
        &scheduler.url,
        &format!("when will {} finish?", subject.name),
    )
    .await;
    assert_eq!(report.intent, Intent::Finish);
    let forecast: ForecastReport = data(&report);
    assert_eq!(forecast.outlook.finish, None);
    assert_eq!(
        forecast
            .outlook
            .blocked_by
            .as_ref()
            .and_then(|object| object.id.as_deref()),
        Some(cause.id.as_str())
    );
    let path: Vec<&str> = forecast
        .outlook
        .path
        .iter()
        .filter_map(|step| step.object.id.as_deref())
        .collect();
    let mut truth: Vec<&str> = planted[0].chain.iter().map(String::as_str).collect();
    truth.reverse();
    assert_eq!(path, truth, "the path runs from the cause to the subject");
    let sum: i64 = forecast
        .outlook
        .path
        .iter()
        .filter_map(|step| step.estimated)
        .sum();
    let mended = forecast.outlook.if_mended_now.expect("known").as_second()
        - forecast.head.generated_at.as_second();
    assert!((mended - sum).abs() <= 1, "{mended} against {sum}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_running_job_ends_when_its_estimate_is_over() {
    let (scheduler, planted) = only(&["running_normally"]).await;
    let report = ask(
        &scheduler.url,
        &format!("eta of {}", planted[0].subject.name),
    )
    .await;
    let forecast: ForecastReport = data(&report);
    let outlook = &forecast.outlook;
    let (finish, step) = (
        outlook.finish.expect("known"),
        outlook.path.last().expect("itself"),
    );
    let expected = step.start.expect("it runs").as_second() + step.estimated.expect("it has one");
    assert_eq!(finish.as_second(), expected);
    assert!(outlook.earliest < outlook.finish && outlook.finish < outlook.latest);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn commands_are_told_and_never_run() {
    let (scheduler, planted) = only(&["script_error"]).await;
    let job = &planted[0].subject;
    for (question, conman) in [
        (
            format!("how do I rerun {}?", job.name),
            format!("rerun {}", job.key),
        ),
        (
            format!("como confirmo o job {}?", job.name),
            format!("confirm {};succ", job.key),
        ),
        (
            format!("como cancelo {}", job.name),
            format!("cancel {}", job.key),
        ),
        (
            format!("how can i hold {}", job.name),
            format!("altpri {};0", job.key),
        ),
    ] {
        let report = ask(&scheduler.url, &question).await;
        assert_eq!(report.intent, Intent::HowTo, "{question}");
        let steps = report
            .data
            .as_ref()
            .and_then(|data| data.as_array())
            .expect("steps");
        assert_eq!(steps[0]["conman"], conman.as_str(), "{question}");
    }
    let after = World::at(&scheduler.url)
        .run_async(&["jobs", "show", &job.id, "-o", "json"])
        .await;
    assert!(after.stdout.contains("\"ABEND\""), "{after}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_night_is_explained_in_fewer_than_twenty_requests() {
    let scheduler = Scheduler::start(Options {
        seed: 8,
        jobs: 20_000,
        ..Options::at(jiff::Timestamp::now())
    })
    .await;
    for question in [
        "why is the night late?",
        "por que a noite está atrasada?",
        "¿por qué va mal la noche?",
    ] {
        let report = ask(&scheduler.url, question).await;
        assert_eq!(report.intent, Intent::Why, "{question}");
        let night: NightReport = data(&report);
        assert!(
            report.usage.requests < 20,
            "{} requests",
            report.usage.requests
        );
        assert!(!night.causes.is_empty());
        let explained: u64 = night.causes.iter().map(|cause| cause.failed).sum();
        assert!(explained + night.unexplained <= night.failed && night.failed <= night.affected);
        for cause in &night.causes {
            assert!(cause.failed + cause.blocked <= night.affected, "{cause:?}");
        }
    }
    let status = World::at(&scheduler.url)
        .run_async(&["ask", "how is the plan?", "-o", "json"])
        .await;
    let report: AskReport = serde_json::from_str(&status.stdout).expect("an answer");
    assert!(
        report.usage.requests < 20,
        "{} requests",
        report.usage.requests
    );
}

/// How many jobs each planted incident holds up, by what the demo's own graph says: the jobs behind
/// the last job of the way to the cause. Of workstations nothing is behind.
async fn blast(url: &str, planted: &Planted) -> usize {
    let origin = match planted.cause.kind.as_str() {
        "job" => Some(planted.cause.id.clone()),
        "prompt" | "file" | "resource" => planted.chain.iter().rev().nth(1).cloned(),
        _ => None,
    };
    let Some(origin) = origin else { return 0 };
    let transcript = World::at(url)
        .run_async(&[
            "jobs", "deps", &origin, "--down", "--depth", "50", "-o", "json",
        ])
        .await;
    // A stream may be what asks.
    let Ok(deps) = serde_json::from_str::<DependencyReport>(&transcript.stdout) else {
        return 0;
    };
    deps.down.len()
}

/// Whether a cause of the night is the planted one.
fn names(night: &NightReport, planted: &Planted) -> bool {
    night.causes.iter().any(|cause| {
        let same = cause.object.id.as_deref() == Some(planted.cause.id.as_str())
            || cause.object.name == planted.cause.name;
        cause.kind.as_str() == planted.kind && same
    })
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_causes_of_the_night_are_those_that_were_planted() {
    let wide = [
        "wide_failure",
        "wide_prompt",
        "wide_hold",
        "wide_file",
        "wide_workstation",
    ];
    let small = [
        "script_error",
        "held_upstream",
        "workstation_fence",
        "slow_upstream",
    ];
    let (scheduler, planted) = only(&[&wide[..], &small[..]].concat()).await;
    let report = ask(&scheduler.url, "why is the night late?").await;
    let night: NightReport = data(&report);
    for planted in &planted {
        let found = names(&night, planted);
        let wanted = wide.contains(&planted.incident.as_str());
        assert!(
            found || !wanted,
            "{} is not among {:#?}",
            planted.incident,
            night.causes
        );
    }
    // What is measured is measured right.
    for planted in &planted {
        let cause = night.causes.iter().find(|cause| {
            cause.impact.is_some()
                && cause.kind.as_str() == planted.kind
                && (cause.object.id.as_deref() == Some(planted.cause.id.as_str())
                    || cause.object.name == planted.cause.name)
        });
        if let Some(cause) = cause {
            let behind = blast(&scheduler.url, planted).await as u64;
            let own = u64::from(planted.cause.kind != "job" || cause.kind == Kind::HeldByOperator);
            assert_eq!(
                cause.blocked,
                behind + own,
                "{}: {cause:?}",
                planted.incident
            );
        }
    }
    let said = &report.answer;
    assert!(
        said.contains("prompt_unanswered") && said.contains("held_by_operator"),
        "{said}"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_causes_with_the_most_behind_them_are_told_in_a_large_plan() {
    for (jobs, level) in [(20_000, Level::Contract), (4_000, Level::V1028)] {
        let scheduler = Scheduler::start(Options {
            seed: 6,
            jobs,
            level,
            ..Options::at(jiff::Timestamp::now())
        })
        .await;
        let graph = Scheduler::start(Options {
            seed: 6,
            jobs: 2_000,
            ..Options::at(jiff::Timestamp::now())
        })
        .await;
        let summary = ask(&scheduler.url, "how is the plan?").await;
        let report = ask(&scheduler.url, "why is the night late?").await;
        let night: NightReport = data(&report);
        for report in [&summary, &report] {
            let (requests, question) = (report.usage.requests, &report.question);
            assert!(requests < 20, "{requests} requests for {question}");
        }
        let mut behind = Vec::new();
        for (planted, same) in scheduler
            .demo
            .incidents()
            .iter()
            .zip(graph.demo.incidents())
        {
            if !planted.healthy && same.incident == planted.incident {
                behind.push((blast(&graph.url, &same).await, planted.clone()));
            }
        }
        behind.sort_by_key(|(jobs, _)| std::cmp::Reverse(*jobs));
        assert!(behind[3].0 > 20, "{behind:?}");
        for (jobs, planted) in &behind[..4] {
            let causes = &night.causes;
            assert!(
                names(&night, planted),
                "{level:?}: {} ({jobs} jobs behind it) is not among {causes:#?}",
                planted.incident
            );
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_handover_counts_what_happened_since() {
    let (scheduler, _) = only(&["script_error", "disk_full"]).await;
    let report = ask(&scheduler.url, "shift handover for the last 10 hours").await;
    assert_eq!(report.intent, Intent::Handover);
    let handover: HandoverReport = data(&report);
    assert_eq!(handover.failed_total, 2);
    let listed = World::at(&scheduler.url)
        .run_async(&[
            "jobs",
            "--status",
            "successful",
            "--since",
            "10h",
            "--all",
            "-o",
            "json",
        ])
        .await;
    let jobs: JobsReport = serde_json::from_str(&listed.stdout).expect("a list");
    // The two reach back from moments a little apart: a job that ended just between may differ.
    let (told, listed) = (handover.succeeded, jobs.returned);
    assert!(told > 0 && told.abs_diff(listed) <= 3, "{told}, {listed}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_pasted_listing_is_looked_through() {
    let (scheduler, planted) = only(&["disk_full", "held_by_operator"]).await;
    let (bad, held) = (&planted[0].subject.name, &planted[1].subject.name);
    let listing = format!(
        "CPU      Schedule   SchedTime  Job            State Pr\n                               {held}   HOLD   0\n                               {bad}   ABEND  10\n"
    );
    let transcript = World::at(&scheduler.url)
        .stdin(listing.into_bytes())
        .run_async(&["ask", "which of these matter?", "-o", "json"])
        .await;
    let report: AskReport = serde_json::from_str(&transcript.stdout).expect("an answer");
    let subject = report.subject.as_ref().map(|subject| subject.name.as_str());
    assert_eq!(subject, Some(bad.as_str()), "{transcript}");
    assert!(report.answer.contains(held.as_str()));
}
