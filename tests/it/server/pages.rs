//! Lists in pages: each costs what it holds, and times are typed as on the command line.

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use resync::chat::Setup;
use serde_json::Value;

use super::watched::site;
use super::world::{Site, answer};

fn text(body: &Value, field: &str) -> String {
    body[field].as_str().unwrap_or_default().to_owned()
}

fn cursor(skip: u64) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(format!("o{skip}"))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_page_costs_one_page_wherever_it_is() {
    let variables = [
        ("APP_RATE_LIMIT__ENABLED", "false"),
        ("APP_SERVER__POLL_SECONDS", "3600"),
    ];
    let (site, watcher) = site(&variables, Setup::default()).await;
    let token = site.token("vera").await;
    let get = |path: String| answer(site.get(&path).bearer_auth(&token));
    // The look at the plan that the start brings is over when the status is there.
    assert_eq!(get("/api/status".to_owned()).await.0, 200);
    let mut seen = Vec::new();
    let mut next = String::new();
    for page in 0..4_u64 {
        watcher.asked();
        let (status, body) = get(format!("/api/jobs?limit=100{next}")).await;
        assert_eq!(status, 200, "{body}");
        let lists: Vec<String> = watcher
            .asked()
            .into_iter()
            .filter(|one| one.path.ends_with("/plan/job"))
            .map(|one| one.query)
            .collect();
        assert_eq!(lists.len(), 1, "page {page}: {lists:#?}");
        assert!(
            lists[0].contains(&format!("offset={}", page * 100)),
            "{lists:?}"
        );
        let lines = body["data"].as_array().expect("lines").iter();
        seen.extend(lines.map(|line| text(line, "id")));
        next = format!("&cursor={}", text(&body, "next"));
    }
    let distinct: std::collections::BTreeSet<&String> = seen.iter().collect();
    assert_eq!((seen.len(), distinct.len()), (400, 400));

    // With a condition that only this server can tell, the pages join up all the same.
    let (_, whole) = get("/api/jobs?status=waiting,successful&limit=1000".to_owned()).await;
    let ids = |body: &Value| -> Vec<String> {
        let lines = body["data"].as_array().expect("lines").iter();
        lines.map(|line| text(line, "key")).collect()
    };
    let (mut all, mut next) = (Vec::new(), String::new());
    loop {
        let (status, body) = get(format!(
            "/api/jobs?status=waiting,successful&limit=70{next}"
        ))
        .await;
        assert_eq!(status, 200, "{body}");
        all.extend(ids(&body));
        match body["next"].as_str() {
            Some(cursor) => next = format!("&cursor={cursor}"),
            None => break,
        }
    }
    assert!(all.len() > 140, "{}", all.len());
    assert_eq!(all, ids(&whole));

    // Far into a list there may be nothing, but a cursor of one's own is not refused.
    for far in [100_001, 2_000_000_000] {
        let (status, body) = get(format!("/api/jobs?limit=10&cursor={}", cursor(far))).await;
        assert_eq!(status, 200, "{body}");
        assert_eq!(
            (body["returned"].as_u64(), &body["next"]),
            (Some(0), &Value::Null)
        );
    }
}

#[tokio::test]
async fn a_span_is_a_span_over_http_too() {
    let site = Site::with(&[("APP_RATE_LIMIT__ENABLED", "false")]).await;
    let token = site.token("vera").await;
    let total = |since: &'static str| {
        let request = site.get(&format!("/api/jobs?limit=1000&since={since}"));
        let request = request.bearer_auth(&token);
        async move {
            let (status, body) = answer(request).await;
            assert_eq!(status, 200, "{since}: {body}");
            body["returned"].as_u64().expect("a number")
        }
    };
    let (minutes, hours, day) = (total("30m").await, total("2h").await, total("1d").await);
    assert!(minutes <= hours && hours < day, "{minutes} {hours} {day}");
    for bad in ["soon", "-2h"] {
        let request = site.get(&format!("/api/jobs?since={bad}"));
        let (status, body) = answer(request.bearer_auth(&token)).await;
        assert_eq!(status, 400);
        assert!(
            body["hints"][0]
                .as_str()
                .is_some_and(|hint| hint.contains("30m")),
            "{body}"
        );
    }
}
