//! A Redis that answers oddly or not at all: each odd answer is recognised, limits go on within the
//! process, and the shared count is used again as soon as Redis is well.

use std::time::{Duration, Instant};

use super::process::{command, end, metric, said, signal};
use super::redis::{Redis, until};
use super::resp::{Fake, LEFT, Mood};
use super::world::{KEY, Site, answer};

/// What the answer says is left of the limit, and its status.
async fn left(site: &Site, token: &str) -> (u16, u32) {
    let asked = site.get("/api/agents").bearer_auth(token).send().await;
    let asked = asked.expect("an answer");
    let field = asked.headers()["ratelimit"].to_str().expect("text");
    let left = field
        .split(";r=")
        .nth(1)
        .and_then(|rest| rest.split(';').next());
    let left = left.and_then(|left| left.parse().ok());
    (asked.status().as_u16(), left.expect("a number"))
}

async fn is_up(site: &Site) -> bool {
    site.metric("resync_ratelimit_backend_up", "").await > 0.5
}

/// Waits until Redis is well again and its count is the one that speaks.
async fn shares_again(site: &Site, token: &str, what: &str) {
    let shared = async || left(site, token).await == (200, LEFT);
    until(what, Duration::from_secs(10), shared).await;
}

#[tokio::test]
async fn every_odd_answer_means_to_count_alone_until_redis_is_well() {
    let redis = Fake::start().await;
    let site = Site::with(&[("REDIS_URL", &redis.url), ("APP_RATE_LIMIT__READ", "5000")]).await;
    let token = site.token("vera").await;
    shares_again(&site, &token, "at first").await;
    for mood in [
        Mood::Refuses("LOADING Redis is loading the dataset in memory"),
        Mood::Refuses("READONLY You can't write against a read only replica."),
        Mood::Refuses("OOM command not allowed when used memory > 'maxmemory'."),
        Mood::Refuses("NOAUTH Authentication required."),
        Mood::Refuses("WRONGPASS invalid username-password pair or user is disabled."),
        Mood::Refuses("MISCONF Redis is configured to save RDB snapshots, but cannot."),
        Mood::Refuses("CLUSTERDOWN The cluster is down"),
        Mood::Refuses("ERR unknown command"),
        Mood::Garbage,
        Mood::Silent,
    ] {
        redis.becomes(mood.clone());
        let (status, count) = left(&site, &token).await;
        assert!(status == 200 && count != LEFT, "{mood:?}: {status} {count}");
        // A probe that was answered just before may speak last; the next request settles it.
        let down = async || !is_up(&site).await || left(&site, &token).await.0 != 200;
        until(&format!("{mood:?}"), Duration::from_secs(5), down).await;
        let alone = site.app.limiter.counted_alone();
        // While it is down nobody asks it, so nobody waits for it: only the probe goes on.
        let asked = redis.seen("EVALSHA");
        for _ in 0..20 {
            let (status, count) = left(&site, &token).await;
            assert!(status == 200 && count < 5_000, "{mood:?}: {status} {count}");
        }
        assert_eq!(redis.seen("EVALSHA"), asked, "{mood:?}");
        assert_eq!(site.app.limiter.counted_alone(), alone + 20, "{mood:?}");
        redis.becomes(Mood::Well);
        shares_again(&site, &token, &format!("after {mood:?}")).await;
    }
}

#[tokio::test]
async fn scripts_that_redis_forgot_are_sent_again_within_the_same_request() {
    let redis = Fake::start().await;
    let site = Site::with(&[("REDIS_URL", &redis.url)]).await;
    let token = site.token("vera").await;
    // Within the same request, unless a core is wanting and Redis seems to be down for a moment.
    let mut sent = 0;
    let forgotten = async || {
        shares_again(&site, &token, "before").await;
        sent = redis.seen("SCRIPT");
        redis.flush_scripts();
        left(&site, &token).await == (200, LEFT) && redis.seen("SCRIPT") == sent + 1
    };
    until("sent again", Duration::from_secs(20), forgotten).await;
    // One that may not be loaded again is a reason to count alone, not to fail.
    redis.flush_scripts();
    redis.becomes(Mood::RefusesOne("SCRIPT", "NOPERM no permission"));
    let (status, count) = left(&site, &token).await;
    assert!(status == 200 && count != LEFT, "{status} {count}");
}

#[tokio::test]
async fn a_password_that_redis_does_not_know_leaves_the_server_to_itself() {
    let Some(redis) = Redis::with(&["--requirepass", "canary-right"]) else {
        return;
    };
    let site = async |url: String| Site::with(&[("REDIS_URL", url.as_str())]).await;
    let right = site(redis.url_of("canary-right")).await;
    let token = right.token("vera").await;
    until("up", Duration::from_secs(5), async || is_up(&right).await).await;
    let shared = async || {
        let before = right.app.limiter.counted_alone();
        let asked = answer(right.get("/api/agents").bearer_auth(&token)).await.0;
        asked == 200 && right.app.limiter.counted_alone() == before
    };
    until("shared", Duration::from_secs(10), shared).await;
    let wrong = site(redis.url_of("canary-wrong")).await;
    let token = wrong.token("vera").await;
    let down = async || !is_up(&wrong).await;
    until("down", Duration::from_secs(5), down).await;
    let alone = wrong.app.limiter.counted_alone();
    assert_eq!(
        answer(wrong.get("/api/agents").bearer_auth(&token)).await.0,
        200
    );
    assert_eq!(wrong.app.limiter.counted_alone(), alone + 1);
}

#[tokio::test]
async fn another_type_under_our_keys_is_replaced() {
    let Some(redis) = Redis::start() else { return };
    let url = redis.url();
    let site = Site::with(&[
        ("REDIS_URL", url.as_str()),
        ("APP_RATE_LIMIT__READ", "100"),
        ("APP_RATE_LIMIT__LOGIN", "1000"),
        ("APP_SERVER__TRUSTED_PROXIES", "127.0.0.1"),
    ])
    .await;
    // Each try has an address of its own: where a core is wanting, Redis seems to be down for a moment.
    let plant = |key: &str| {
        redis.say(&format!("LPUSH {key} x"));
        assert_eq!(
            redis.say(&format!("TYPE {key}")).as_deref(),
            Some("+list\r\n")
        );
    };
    let is_ours = |key: &str| redis.say(&format!("TYPE {key}")).as_deref() == Some("+string\r\n");
    let up = async || site.app.store.is_up() == Some(true);
    let mut number = 0;
    let counted = async || {
        until("up", Duration::from_secs(10), up).await;
        number += 1;
        let address = format!("203.0.113.{number}");
        let (rate, jump) = (format!("resync:rate:read:a:{address}"), "99999999999999999");
        plant(&rate);
        let ask = || {
            site.get("/api/openapi.json")
                .header("X-Forwarded-For", &address)
        };
        let (status, _) = answer(ask()).await;
        assert_eq!(status, 200);
        let replaced = is_ours(&rate);
        // A stored time far ahead means that the clock of Redis was put back: it bars nobody.
        redis.say(&format!("SET {rate} {jump}"));
        assert_eq!(answer(ask()).await.0, 200);
        replaced
            && redis
                .say(&format!("GET {rate}"))
                .is_some_and(|now| !now.contains(jump))
    };
    until("a rate is counted anew", Duration::from_secs(20), counted).await;
    let counted = async || {
        until("up", Duration::from_secs(10), up).await;
        number += 1;
        let (name, address) = (format!("nobody{number}"), format!("203.0.113.{number}"));
        let failed = format!("resync:failed:a:{address}");
        plant(&failed);
        let fields = [
            ("grant_type", "password"),
            ("username", &name),
            ("password", "x"),
        ];
        let form = site
            .form("/token", &fields)
            .header("X-Forwarded-For", &address);
        assert_eq!(answer(form).await.0, 400);
        // It began anew, and one odd key is no sign that Redis is down.
        is_ours(&failed) && up().await
    };
    until(
        "failures are counted anew",
        Duration::from_secs(20),
        counted,
    )
    .await;
}

#[tokio::test]
async fn a_redis_that_is_away_is_told_of_once_and_its_return_once() {
    let redis = Fake::start().await;
    redis.becomes(Mood::Refuses(
        "LOADING Redis is loading the dataset in memory",
    ));
    let variables = [
        ("SECRET_KEY", KEY),
        ("ADMIN_PASSWORD", "canary-door-4711"),
        ("REDIS_URL", redis.url.as_str()),
    ];
    let mut child = command(&variables, &["--log-format", "json"])
        .spawn()
        .expect("it starts");
    let address = said(&mut child).await;
    let client = reqwest::Client::new();
    let name = "resync_ratelimit_backend_up";
    // Several probes and many requests meet it.
    let tried = async || {
        let asked = client
            .get(format!("{address}/api/openapi.json"))
            .send()
            .await;
        assert_eq!(asked.expect("an answer").status(), 200);
        redis.seen("SETEX") >= 3
    };
    until("three probes", Duration::from_secs(20), tried).await;
    assert!(metric(&client, &address, name).await < 0.5);
    redis.becomes(Mood::Well);
    let back = async || metric(&client, &address, name).await > 0.5;
    until("back", Duration::from_secs(10), back).await;
    signal(&child, "-TERM");
    let (code, log) = end(child).await;
    assert_eq!(code, Some(0), "{log}");
    for (text, level) in [("Redis does not answer", "WARN"), ("Redis is back", "INFO")] {
        let lines: Vec<&str> = log.lines().filter(|line| line.contains(text)).collect();
        assert_eq!(lines.len(), 1, "{log}");
        assert!(lines[0].contains(level), "{}", lines[0]);
    }
}

#[tokio::test]
async fn a_silent_redis_costs_a_few_waits_and_not_one_for_every_request() {
    let redis = Fake::start().await;
    let site = Site::with(&[
        ("REDIS_URL", &redis.url),
        ("APP_RATE_LIMIT__READ", "100000"),
    ])
    .await;
    let token = site.token("vera").await;
    shares_again(&site, &token, "at first").await;
    let asked = || redis.seen("EVALSHA") + redis.seen("GET");
    let (before, begun) = (asked(), Instant::now());
    redis.becomes(Mood::Silent);
    let all = (0..200).map(|_| left(&site, &token));
    for (status, count) in futures_util::future::join_all(all).await {
        assert!(status == 200 && count != LEFT, "{status} {count}");
    }
    // Those who were on their way when it fell silent waited; nobody after them.
    let waited = asked() - before;
    assert!(waited <= 400, "{waited}");
    for _ in 0..200 {
        left(&site, &token).await;
    }
    assert_eq!(asked() - before, waited, "the switch is off");
    assert!(begun.elapsed() < Duration::from_secs(30));
}
