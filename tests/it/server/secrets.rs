//! Secrets in logs, commands and prompts: no reader of the server sees them.

use resync::chat::Setup;

use super::watched::{Watcher, site_with};
use super::world::answer;

const LOG: &str = "\
= JOB       : MDM#NIGHT.LOAD
connecting as batch with password=canary-log-1 to ORCL
ORA-01017: invalid username/password; logon denied for postgres://app:canary-log-2@db:5432/x
= Exit Status           : 1
";

/// Plants secrets in what jobs log and execute, and in what prompts ask.
fn tell(watcher: &Watcher) {
    watcher.log(LOG);
    watcher.replace(
        "/plan/job",
        "\"taskString\":\"",
        "\"taskString\":\"export API_KEY=canary-command-1; ",
    );
    watcher.replace(
        "/plan/job",
        "\"command\":\"",
        "\"command\":\"export API_KEY=canary-command-2; ",
    );
    watcher.replace(
        "/plan/prompt",
        "\"text\":\"",
        "\"text\":\"token=canary-prompt-1 ",
    );
    watcher.replace(
        "/plan/job",
        "\"text\":\"",
        "\"text\":\"token=canary-prompt-2 ",
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn planted_secrets_reach_no_reader_of_the_server() {
    let variables = [("APP_RATE_LIMIT__ENABLED", "false")];
    let (site, _) = site_with(&variables, Setup::default(), tell).await;
    let planted = site.demo.incidents();
    let planted = |name: &str| {
        let found = planted.iter().find(|one| one.incident == name);
        found.expect("planted")
    };
    let token = site.token("vera").await;
    let cause = planted("disk_full_upstream").cause.id.clone();
    let prompted = planted("prompt_unanswered").subject.id.clone();
    let mut all = String::new();
    let (code, body) = answer(site.get("/api/status").bearer_auth(&token)).await;
    assert_eq!(code, 200, "{body}");
    let status = body.to_string();
    for masked in ["app:[masked]@db", "token=[masked]"] {
        assert!(status.contains(masked), "{masked}: {status}");
    }
    all.push_str(&status);
    for path in [
        format!("/api/jobs/{cause}"),
        format!("/api/jobs/{prompted}"),
        format!("/api/jobs/{cause}/log"),
        format!("/api/jobs/{cause}/diagnosis"),
        format!("/api/jobs/{prompted}/diagnosis"),
        "/api/jobs?limit=1000".to_owned(),
        "/api/streams?limit=1000".to_owned(),
    ] {
        let (code, body) = answer(site.get(&path).bearer_auth(&token)).await;
        assert_eq!(code, 200, "{path}: {body}");
        if path == format!("/api/jobs/{cause}") {
            let command = body["command"].as_str().expect("a command");
            assert!(command.contains("API_KEY=[masked]"), "{command}");
        }
        all.push_str(&body.to_string());
    }
    assert!(!all.contains("canary"), "{}", around(&all, "canary"));
}

fn around(text: &str, word: &str) -> String {
    let at = text.find(word).unwrap_or(0);
    let from = text.floor_char_boundary(at.saturating_sub(200));
    let to = text.floor_char_boundary((at + 200).min(text.len()));
    text[from..to].to_owned()
}
