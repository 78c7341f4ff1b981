//! Replicas under concurrent load through a real Redis: exact counts, and what they do while it is
//! killed or frozen under them.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use futures_util::{StreamExt, stream};

use super::redis::{Redis, until};
use super::world::Site;

/// What one request was told.
struct Told {
    status: u16,
    left: u64,
    policy: String,
    retry_after: Option<u64>,
}

async fn ask(site: &Site, token: &str, address: &str) -> Told {
    let mut asked = site.get("/api/openapi.json");
    if !token.is_empty() {
        asked = asked.bearer_auth(token);
    }
    let asked = asked
        .header("X-Forwarded-For", address.to_owned())
        .send()
        .await;
    let asked = asked.expect("an answer");
    let text = |name: &str| Some(asked.headers().get(name)?.to_str().ok()?.to_owned());
    let state = text("ratelimit").expect("the state of the limit");
    let left = state
        .split(";r=")
        .nth(1)
        .and_then(|rest| rest.split(';').next());
    Told {
        status: asked.status().as_u16(),
        left: left.and_then(|left| left.parse().ok()).expect("a number"),
        policy: text("ratelimit-policy").expect("a policy"),
        retry_after: text("retry-after").and_then(|after| after.parse().ok()),
    }
}

fn variables(url: &str) -> [(&str, &str); 3] {
    [
        ("REDIS_URL", url),
        ("APP_RATE_LIMIT__READ", "60"),
        // Each attempt comes from an address of its own.
        ("APP_SERVER__TRUSTED_PROXIES", "127.0.0.1"),
    ]
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn two_hundred_calls_at_a_limit_of_sixty_pass_sixty_times_over_all_replicas() {
    let Some(redis) = Redis::start() else { return };
    let url = redis.url();
    let variables = variables(&url);
    let (one, two) = (Site::with(&variables).await, Site::with(&variables).await);
    let alone = || one.app.limiter.counted_alone() + two.app.limiter.counted_alone();
    let up = async || one.app.store.is_up() == Some(true) && two.app.store.is_up() == Some(true);
    for attempt in 0..20 {
        until("up", Duration::from_secs(10), up).await;
        // Without a login: the address of the attempt is all that is counted under.
        let token = "";
        let address = format!("203.0.113.{attempt}");
        let (before, begun) = (alone(), Instant::now());
        let all = stream::iter(0..200).map(|n| {
            let site = if n % 2 == 0 { &one } else { &two };
            ask(site, token, &address)
        });
        let all: Vec<Told> = all
            .buffer_unordered(if attempt < 5 { 16 } else { 6 })
            .collect()
            .await;
        let refilled = usize::try_from(begun.elapsed().as_secs()).expect("few") + 1;
        if alone() != before {
            eprintln!("a core was wanting for 50 ms, so a replica counted alone: once more");
            continue;
        }
        let (passed, refused): (Vec<&Told>, Vec<&Told>) =
            all.iter().partition(|told| told.status == 200);
        assert!(
            (60..=60 + refilled).contains(&passed.len()),
            "{}",
            passed.len()
        );
        // Each that passed was told another number, but for those that came back meanwhile.
        let mut left: Vec<u64> = passed.iter().map(|told| told.left).collect();
        left.sort_unstable();
        left.dedup();
        assert!(
            left.len() >= 60 - refilled && left.iter().all(|left| *left < 60),
            "{left:?}"
        );
        for told in &refused {
            assert_eq!((told.status, told.left), (429, 0));
            // One place comes back each second.
            assert_eq!(told.retry_after, Some(1));
        }
        assert!(all.iter().all(|told| told.policy == "\"read\";q=60;w=60"));
        // Retry-After is kept: after that second there is a place, at either replica.
        tokio::time::sleep(Duration::from_secs(1)).await;
        assert_eq!(ask(&two, token, &address).await.status, 200);
        return;
    }
    panic!("Redis could not be reached in time twenty times");
}

/// Asks without a pause, from several clients at once, until told to stop; all statuses.
fn load(
    site: Arc<Site>,
    token: String,
    stop: Arc<AtomicBool>,
) -> tokio::task::JoinHandle<Vec<u16>> {
    tokio::spawn(async move {
        let client = |number: usize| {
            let (site, token, stop) = (Arc::clone(&site), token.clone(), Arc::clone(&stop));
            async move {
                let mut statuses = Vec::new();
                while !stop.load(Ordering::Relaxed) {
                    let address = format!("198.51.100.{number}");
                    statuses.push(ask(&site, &token, &address).await.status);
                }
                statuses
            }
        };
        let all = futures_util::future::join_all((0..6).map(client)).await;
        all.into_iter().flatten().collect()
    })
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn redis_killed_and_frozen_under_load_fails_no_request_and_is_shared_again() {
    let Some(mut redis) = Redis::start() else {
        return;
    };
    let url = redis.url();
    let variables = [
        ("REDIS_URL", url.as_str()),
        ("APP_RATE_LIMIT__READ", "1000000"),
        ("APP_SERVER__TRUSTED_PROXIES", "127.0.0.1"),
    ];
    let site = Arc::new(Site::with(&variables).await);
    let token = site.token("vera").await;
    let stop = Arc::new(AtomicBool::new(false));
    let loaded = load(Arc::clone(&site), token.clone(), Arc::clone(&stop));
    let up = async || site.app.store.is_up() == Some(true);
    let down = async || site.app.store.is_up() == Some(false);
    let alone = || site.app.limiter.counted_alone();
    // Shared counting is seen by the key that is counted under.
    let counts = async |redis: &Redis| {
        redis.say("DEL resync:rate:read:u:vera");
        let counted =
            async || redis.say("EXISTS resync:rate:read:u:vera").as_deref() == Some(":1\r\n");
        until("counted in Redis", Duration::from_secs(10), counted).await;
    };
    until("up", Duration::from_secs(10), up).await;
    counts(&redis).await;
    for fault in ["frozen", "killed"] {
        let before = alone();
        if fault == "frozen" {
            redis.signal("-STOP");
        } else {
            redis.kill();
        }
        until(fault, Duration::from_secs(10), down).await;
        // Many are answered meanwhile, counted here.
        let many = async || alone() > before + 100;
        until("requests go on", Duration::from_secs(30), many).await;
        if fault == "frozen" {
            redis.signal("-CONT");
        } else {
            assert!(redis.run());
        }
        until("back", Duration::from_secs(10), up).await;
        counts(&redis).await;
    }
    stop.store(true, Ordering::Relaxed);
    let statuses = loaded.await.expect("no panic");
    assert!(statuses.len() > 200, "{}", statuses.len());
    assert!(statuses.iter().all(|status| *status == 200), "{statuses:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_freeze_gives_nobody_more_than_the_shared_and_the_own_limit_together() {
    let Some(redis) = Redis::start() else { return };
    let url = redis.url();
    let site = Site::with(&variables(&url)).await;
    let token = site.token("vera").await;
    let address = "203.0.113.99";
    let begun = Instant::now();
    let mut passed = 0;
    let mut spend = async |tries: usize| {
        for _ in 0..tries {
            passed += usize::from(ask(&site, &token, address).await.status == 200);
        }
        passed
    };
    let up = async || site.app.store.is_up() == Some(true);
    until("up", Duration::from_secs(10), up).await;
    assert!(spend(100).await >= 60);
    redis.signal("-STOP");
    spend(150).await;
    redis.signal("-CONT");
    until("back", Duration::from_secs(10), up).await;
    let all = spend(100).await;
    // Both limits give a place back each second, and each of them began full.
    let refilled = 2 * (usize::try_from(begun.elapsed().as_secs()).expect("few") + 1);
    assert!(
        all <= 120 + refilled,
        "{all} with {refilled} that came back"
    );
    assert_eq!(ask(&site, &token, address).await.status, 429);
}
