//! Questions about time, change and the whole night, through the command.

use resync::ask::{AskReport, Intent};
use resync::demo::{Options, Planted};
use resync::diagnose::{Changes, Diagnosis};
use resync::report::{ForecastReport, HandoverReport, JobsReport, NightReport};
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
