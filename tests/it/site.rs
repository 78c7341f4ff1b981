//! Site knowledge through the command: what a return code means here comes before the tables.

use resync::ask::AskReport;
use resync::demo::Options;
use resync::diagnose::{Diagnosis, Dictionary, Severity};
use resync::report::{HealthReport, JobsReport, Verdict};

use crate::world::{Scheduler, World};

#[test]
fn the_example_files_are_read() {
    let mut site = Dictionary::parse(
        include_str!("../../examples/dictionary.toml"),
        "dictionary.toml",
    )
    .expect("it reads");
    site.add_owners(include_str!("../../examples/owners.csv"), "owners.csv")
        .expect("it reads");
    assert!(!site.is_empty());
}

async fn scheduler() -> Scheduler {
    Scheduler::start(Options {
        seed: 5,
        ..Options::at(jiff::Timestamp::now())
    })
    .await
}

/// A failed job that ended with a return code of its own.
async fn failed(url: &str) -> (String, String, i64) {
    let listed = World::at(url)
        .run_async(&["jobs", "--status", "failed", "--all", "-o", "json"])
        .await;
    let jobs: JobsReport = serde_json::from_str(&listed.stdout).expect("a list");
    let job = jobs
        .data
        .into_iter()
        .find(|line| line.return_code.is_some_and(|code| code > 1))
        .expect("a failed job");
    (job.id, job.stream, job.return_code.expect("a code"))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_dictionary_speaks_before_the_tables_and_is_quoted() {
    let scheduler = scheduler().await;
    let (id, stream, code) = failed(&scheduler.url).await;
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("site.toml");
    let owners = folder.path().join("owners.csv");
    std::fs::write(
        &file,
        format!(
            "[[entry]]\nstream = \"{stream}\"\nreturn_code = {code}\nmeaning = \"the branch calendar was empty\"\nkind = \"data_error\"\nprocedure = \"https://wiki.example/calendar\"\n"
        ),
    )
    .expect("written");
    std::fs::write(&owners, format!("stream,owner\n{stream},branch desk\n")).expect("written");
    let world = World::at(&scheduler.url)
        .with("RESYNC_DICTIONARY", &file.display().to_string())
        .with("RESYNC_OWNERS", &owners.display().to_string());
    let transcript = world.run_async(&["jobs", "why", &id, "-o", "json"]).await;
    let diagnosis: Diagnosis = serde_json::from_str(&transcript.stdout).expect("a diagnosis");
    let root = &diagnosis.root_cause;
    assert_eq!(root.kind.as_str(), "data_error", "{transcript}");
    assert!(root.summary.contains("the branch calendar was empty"));
    let site = root.site.as_ref().expect("what the site says");
    assert_eq!(site.severity, Severity::Failure);
    assert_eq!(site.owner.as_deref(), Some("branch desk"));
    assert!(
        diagnosis
            .evidence
            .iter()
            .any(|fact| fact.source.contains("site.toml, entry 1")
                && root.evidence.contains(&fact.id))
    );
    assert!(
        diagnosis
            .next_steps
            .iter()
            .any(|step| step.title.contains("https://wiki.example/calendar"))
    );
    let asked = World::at(&scheduler.url)
        .with("RESYNC_DICTIONARY", &file.display().to_string())
        .run_async(&[
            "ask",
            &format!("what does return code {code} mean?"),
            "-o",
            "json",
        ])
        .await;
    let report: AskReport = serde_json::from_str(&asked.stdout).expect("an answer");
    assert!(report.answer.contains("branch calendar"), "{asked}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_warning_of_the_site_does_not_close_a_gate() {
    let scheduler = scheduler().await;
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("site.toml");
    let health = |world: World| async move {
        let transcript = world
            .run_async(&[
                "health",
                "--max-abended",
                "0",
                "--max-unlinked",
                "99",
                "-o",
                "json",
            ])
            .await;
        let report: HealthReport = serde_json::from_str(&transcript.stdout).expect("a report");
        let abended = report
            .checks
            .iter()
            .find(|check| check.name == "abended")
            .and_then(|check| check.value);
        (report.verdict, abended.expect("counted"))
    };
    let (before, failed) = health(World::at(&scheduler.url)).await;
    assert_eq!(before, Verdict::Critical);
    std::fs::write(
        &file,
        "[[entry]]\nreturn_code = \"1-7\"\nseverity = \"warning\"\nmeaning = \"fine\"\n",
    )
    .expect("written");
    let world = World::at(&scheduler.url).with("RESYNC_DICTIONARY", &file.display().to_string());
    let (_, fewer) = health(world).await;
    assert!(fewer > 0.0 && fewer < failed, "{fewer} of {failed}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_broken_dictionary_is_a_configuration_error_that_names_the_line() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("site.toml");
    std::fs::write(&file, "[[entry]]\nmeening = \"x\"\n").expect("written");
    let transcript = World::new()
        .with("RESYNC_DICTIONARY", &file.display().to_string())
        .run_async(&["ask", "what abended?"])
        .await;
    assert_eq!(transcript.code, 3, "{transcript}");
    assert!(
        transcript.stderr.contains("site.toml, line 2"),
        "{transcript}"
    );
}
