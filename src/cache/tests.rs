//! What the cache promises: one load, bounded, never an error kept, old answers dated.

use std::future::{Ready, ready};

use super::*;

fn cache(bound: u64) -> Cache<Bytes> {
    Cache::new(bound)
}

fn answer(text: &'static str) -> Ready<Result<Bytes>> {
    ready(Ok(Bytes::from_static(text.as_bytes())))
}

fn down() -> Ready<Result<Bytes>> {
    ready(Err(Error::unreachable("down")))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_hundred_readers_of_a_key_make_one_load() {
    let cache = cache(1 << 20);
    let loads = Arc::new(AtomicU64::new(0));
    let gate = Arc::new(tokio::sync::Barrier::new(100));
    let readers: Vec<_> = (0..100)
        .map(|_| {
            let (cache, loads, gate) = (cache.clone(), Arc::clone(&loads), Arc::clone(&gate));
            tokio::spawn(async move {
                gate.wait().await;
                let load = async move {
                    loads.fetch_add(1, Ordering::SeqCst);
                    tokio::task::yield_now().await;
                    answer("plan").await
                };
                cache
                    .get("jobs", Kind::Plan, load)
                    .await
                    .expect("loaded")
                    .value
            })
        })
        .collect();
    for reader in readers {
        assert_eq!(reader.await.expect("no panic"), "plan");
    }
    assert_eq!(loads.load(Ordering::SeqCst), 1);
    let statistics = cache.statistics();
    assert_eq!((statistics.misses, statistics.hits), (1, 99));
}

#[tokio::test(start_paused = true)]
async fn a_value_is_loaded_again_after_its_time() {
    let cache = cache(1 << 20);
    cache
        .get("k", Kind::Plan, answer("one"))
        .await
        .expect("loaded");
    tokio::time::advance(Duration::from_millis(4_900)).await;
    assert_eq!(
        cache
            .get("k", Kind::Plan, answer("two"))
            .await
            .expect("cached")
            .value,
        "one"
    );
    tokio::time::advance(Duration::from_millis(200)).await;
    assert_eq!(
        cache
            .get("k", Kind::Plan, answer("two"))
            .await
            .expect("loaded")
            .value,
        "two"
    );
}

#[tokio::test(start_paused = true)]
async fn an_old_value_is_served_with_its_age_while_the_scheduler_is_down() {
    let cache = cache(1 << 20);
    cache
        .get("k", Kind::Plan, answer("one"))
        .await
        .expect("loaded");
    tokio::time::advance(Duration::from_secs(65)).await;
    let read = cache.get("k", Kind::Plan, down()).await.expect("stale");
    assert_eq!(
        (read.value.as_ref(), read.stale),
        (&b"one"[..], Some(Duration::from_secs(65)))
    );
    assert_eq!(cache.statistics().stale_served, 1);
    tokio::time::advance(Duration::from_secs(300)).await;
    assert!(matches!(
        cache.get("k", Kind::Plan, down()).await,
        Err(Error::Unreachable(_))
    ));
}

#[tokio::test(start_paused = true)]
async fn a_refusal_is_never_papered_over_with_an_old_value() {
    let cache = cache(1 << 20);
    cache
        .get("k", Kind::Plan, answer("one"))
        .await
        .expect("loaded");
    tokio::time::advance(Duration::from_secs(60)).await;
    let refused = cache
        .get("k", Kind::Plan, async { Err(Error::unauthorized("no")) })
        .await;
    assert!(matches!(refused, Err(Error::Unauthorized(_))));
    let gone = cache
        .get("k", Kind::Plan, async { Err(Error::not_found("gone")) })
        .await;
    assert!(matches!(gone, Err(Error::NotFound(_))));
}

#[tokio::test]
async fn an_error_is_not_kept() {
    let cache = cache(1 << 20);
    assert!(cache.get("k", Kind::Plan, down()).await.is_err());
    assert_eq!(
        cache
            .get("k", Kind::Plan, answer("up"))
            .await
            .expect("loaded")
            .value,
        "up"
    );
}

#[tokio::test]
async fn readers_of_a_failing_key_share_the_failure() {
    let cache = cache(1 << 20);
    let loads = Arc::new(AtomicU64::new(0));
    let read = || {
        let loads = Arc::clone(&loads);
        cache.get("k", Kind::Plan, async move {
            loads.fetch_add(1, Ordering::SeqCst);
            for _ in 0..20 {
                tokio::task::yield_now().await;
            }
            down().await
        })
    };
    let (a, b, c) = tokio::join!(read(), read(), read());
    assert!(a.is_err() && b.is_err() && c.is_err());
    assert_eq!(loads.load(Ordering::SeqCst), 1);
}

#[tokio::test]
async fn the_bound_holds_with_many_keys() {
    let cache = cache(64 << 10);
    for number in 0..2_000 {
        let value = Bytes::from(vec![b'x'; 1_000]);
        cache
            .get(
                &format!("key{number}"),
                Kind::Plan,
                async move { Ok(value) },
            )
            .await
            .expect("loaded");
        assert!(cache.statistics().bytes <= 64 << 10);
    }
    let statistics = cache.statistics();
    assert!(
        statistics.entries > 30 && statistics.evictions > 1_900,
        "{statistics:?}"
    );
}

#[tokio::test]
async fn a_value_bigger_than_an_eighth_of_the_bound_is_not_kept() {
    let cache = cache(8_000);
    let big = Bytes::from(vec![b'x'; 1_001]);
    cache
        .get("k", Kind::Plan, async move { Ok(big) })
        .await
        .expect("loaded");
    assert_eq!(cache.statistics().entries, 0);
}

#[tokio::test]
async fn what_was_being_loaded_when_the_plan_changed_is_not_kept() {
    let cache = cache(1 << 20);
    let inner = cache.clone();
    let load = async move {
        inner.forget_all();
        answer("old").await
    };
    cache.get("k", Kind::Plan, load).await.expect("loaded");
    assert_eq!(
        cache
            .get("k", Kind::Plan, answer("new"))
            .await
            .expect("loaded")
            .value,
        "new"
    );
}

#[tokio::test]
async fn a_load_whose_readers_left_is_begun_anew() {
    let cache = cache(1 << 20);
    let mut hanging = Box::pin(cache.get("k", Kind::Plan, std::future::pending()));
    assert!(futures_util::poll!(&mut hanging).is_pending());
    drop(hanging);
    assert_eq!(
        cache
            .get("k", Kind::Plan, answer("new"))
            .await
            .expect("loaded")
            .value,
        "new"
    );
}

#[tokio::test(start_paused = true)]
async fn five_hundred_readers_at_the_moment_a_value_expires_make_one_load() {
    let cache = cache(1 << 20);
    let loads = Arc::new(AtomicU64::new(0));
    let load = |loads: &Arc<AtomicU64>| {
        let loads = Arc::clone(loads);
        async move {
            let number = loads.fetch_add(1, Ordering::SeqCst);
            tokio::time::sleep(Duration::from_millis(200)).await;
            Ok(Bytes::from(number.to_string()))
        }
    };
    let first = cache.get("k", Kind::Plan, load(&loads)).await;
    assert_eq!(first.expect("loaded").value, "0");
    tokio::time::advance(Kind::Plan.ttl() + Duration::from_millis(1)).await;
    let readers = (0..500).map(|_| cache.get("k", Kind::Plan, load(&loads)));
    for read in futures_util::future::join_all(readers).await {
        let read = read.expect("loaded");
        assert_eq!((read.value.as_ref(), read.stale), (&b"1"[..], None));
    }
    assert_eq!(loads.load(Ordering::SeqCst), 2);
}

#[tokio::test]
async fn a_million_keys_stay_within_the_bound() {
    let bound = 32 << 10;
    let cache = cache(bound);
    for number in 0..1_000_000_u32 {
        let value = Bytes::from_static(b"x");
        let key = number.to_string();
        let read = cache.refill(&key, std::future::ready(Ok(value))).await;
        assert!(read.is_ok());
        // The bound holds all the time, give or take what waits to be put in order.
        if number % 10_000 == 0 {
            let bytes = cache.statistics().bytes;
            assert!(bytes <= bound, "{bytes} after {number}");
        }
    }
    assert!(cache.statistics().evictions > 990_000);
}
