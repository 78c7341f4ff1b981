//! Limits: how often, how many, how large.

use futures_util::future::join_all;

use super::world::{Site, answer};

#[tokio::test]
async fn a_limit_lets_exactly_its_number_through_and_says_when_to_come_back() {
    let site = Site::with(&[("APP_RATE_LIMIT__READ", "30")]).await;
    let token = site.token("vera").await;
    let all = join_all((0..90).map(|_| site.get("/api/agents").bearer_auth(&token).send())).await;
    let all: Vec<_> = all
        .into_iter()
        .map(|response| response.expect("an answer"))
        .collect();
    let passed = all
        .iter()
        .filter(|response| response.status() == 200)
        .count();
    // One more comes back every two seconds.
    assert!((30..=33).contains(&passed), "{passed}");
    let refused = all
        .iter()
        .find(|response| response.status() == 429)
        .expect("a refusal");
    let text = |name: &str| refused.headers()[name].to_str().expect("text").to_owned();
    assert_eq!(text("ratelimit-policy"), "\"read\";q=30;w=60");
    assert!(text("ratelimit").starts_with("\"read\";r=0;t="));
    assert!((1..=2).contains(&text("retry-after").parse::<u64>().expect("a number")));
    assert_eq!(text("content-type"), "application/problem+json");
    assert!(
        site.metric("resync_ratelimit_decisions_total", "refused")
            .await
            > 50.0
    );
    // Health and metrics are not limited.
    assert_eq!(
        site.get("/api/health/app")
            .send()
            .await
            .expect("an answer")
            .status(),
        200
    );
}

#[tokio::test]
async fn forged_addresses_do_not_escape_a_limit_and_proxied_ones_are_told_apart() {
    let ask = |site: &Site, address: &str| {
        let request = site
            .get("/api/openapi.json")
            .header("X-Forwarded-For", address.to_owned());
        async move { request.send().await.expect("an answer").status().as_u16() }
    };
    let open = Site::with(&[("APP_RATE_LIMIT__READ", "3")]).await;
    for n in 0..3 {
        assert_eq!(ask(&open, &format!("203.0.113.{n}")).await, 200);
    }
    assert_eq!(
        ask(&open, "203.0.113.77").await,
        429,
        "the field is not believed"
    );
    let proxied = Site::with(&[
        ("APP_RATE_LIMIT__READ", "3"),
        ("APP_SERVER__TRUSTED_PROXIES", "127.0.0.1"),
    ])
    .await;
    for n in 0..6 {
        assert_eq!(ask(&proxied, &format!("203.0.113.{n}")).await, 200);
    }
    for _ in 0..2 {
        assert_eq!(ask(&proxied, "1.1.1.1, 203.0.113.1").await, 200);
    }
    assert_eq!(
        ask(&proxied, "9.9.9.9, 203.0.113.1").await,
        429,
        "the right-most untrusted hop counts"
    );
}

#[tokio::test]
async fn limits_can_be_turned_off() {
    let site = Site::with(&[
        ("APP_RATE_LIMIT__READ", "1"),
        ("APP_RATE_LIMIT__ENABLED", "false"),
    ])
    .await;
    for _ in 0..5 {
        let response = site
            .get("/api/openapi.json")
            .send()
            .await
            .expect("an answer");
        assert_eq!(response.status(), 200);
        assert!(!response.headers().contains_key("ratelimit"));
    }
}

#[tokio::test]
async fn many_logins_at_once_take_turns_and_nobody_waits_for_ever() {
    let site = Site::with(&[("APP_RATE_LIMIT__ENABLED", "false")]).await;
    let all = join_all((0..100).map(|_| site.log_in("vera", super::world::PASSWORD))).await;
    let good = all.iter().filter(|(status, _)| *status == 200).count();
    assert!(good > 0);
    assert!(
        all.iter()
            .all(|(status, _)| [200, 503].contains(&status.as_u16())),
        "only these two"
    );
    assert_eq!(
        site.log_in("vera", super::world::PASSWORD).await.0,
        200,
        "and afterwards all is well"
    );
}

#[tokio::test]
async fn many_readers_of_the_plan_cost_one_look_at_it() {
    let site = Site::with(&[("APP_RATE_LIMIT__ENABLED", "false")]).await;
    let token = site.token("vera").await;
    let _ = answer(site.get("/api/status").bearer_auth(&token)).await;
    let before = site.metric("resync_tws_requests_total", "").await;
    let all = join_all((0..300).map(|_| site.get("/api/status").bearer_auth(&token).send())).await;
    assert!(
        all.into_iter()
            .all(|response| response.is_ok_and(|response| response.status() == 200))
    );
    let after = site.metric("resync_tws_requests_total", "").await;
    // At most one further look fell into that time.
    assert!(after - before <= 40.0, "{before} {after}");
}
