//! Logins and sessions under attack: clocks, guessing, floods, cookies.

use futures_util::future::join_all;
use jsonwebtoken::{Algorithm, EncodingKey, Header, encode, get_current_timestamp};
use serde_json::json;

use super::process::{command, said};
use super::world::{KEY, PASSWORD, Site, answer, url_form, users};

/// A token of a user, as of another moment.
pub(super) fn token(user: &str, issued: i64, life: i64) -> String {
    let claims = json!({
        "iss": "resync", "aud": "resync-api", "sub": user, "exp": issued + life, "nbf": issued,
        "iat": issued, "jti": issued.to_string(), "sid": "s", "scope": resync::config::Role::Admin.scope(),
    });
    let header = Header {
        typ: Some("at+jwt".to_owned()),
        ..Header::new(Algorithm::HS256)
    };
    encode(&header, &claims, &EncodingKey::from_secret(KEY.as_bytes())).expect("a token")
}

#[tokio::test]
async fn tokens_of_another_clock_count_within_thirty_seconds_of_it() {
    let site = Site::with(&[("APP_RATE_LIMIT__ENABLED", "false")]).await;
    let now = i64::try_from(get_current_timestamp()).expect("a date");
    for (shift, counts) in [
        (0, true),
        (20, true),
        (60, false),
        (2 * 3_600, false),
        (-2 * 3_600, false),
        (-900 - 60, false),
        (-900 - 20, true),
        (-600, true),
    ] {
        let token = token("vera", now + shift, 900);
        let (status, body) = answer(site.get("/api/agents").bearer_auth(&token)).await;
        assert_eq!(status == 200, counts, "{shift} s: {body}");
        if !counts {
            assert_eq!(
                (status.as_u16(), body["code"].as_str()),
                (401, Some("invalid_token"))
            );
        }
    }
}

#[tokio::test]
async fn a_name_that_nobody_has_is_answered_and_worked_for_as_one_that_somebody_has() {
    let site = Site::with(&[("APP_RATE_LIMIT__ENABLED", "false")]).await;
    let hashes = || site.app.auth.passwords.verified();
    let mut told = Vec::new();
    for name in ["vera", "nobody", "VERA", "vera "] {
        let before = hashes();
        let fields = [
            ("grant_type", "password"),
            ("username", name),
            ("password", "wrong"),
        ];
        let refused = site
            .form("/token", &fields)
            .send()
            .await
            .expect("an answer");
        let mut fields: Vec<String> = refused.headers().keys().map(ToString::to_string).collect();
        fields.sort();
        let status = refused.status().as_u16();
        told.push((status, fields, refused.text().await.expect("text")));
        assert_eq!(hashes() - before, 1, "{name}: one hash, as for all");
    }
    assert!(told.iter().all(|one| *one == told[0]), "{told:?}");
    // The page says the same of both too.
    let site = Site::with(&[("APP_RATE_LIMIT__ENABLED", "false")]).await;
    let mut pages = Vec::new();
    for name in ["vera", "nobo"] {
        let fields = [("username", name), ("password", "wrong")];
        let page = site
            .form("/login", &fields)
            .send()
            .await
            .expect("an answer");
        assert_eq!(page.status(), 401);
        pages.push(page.text().await.expect("text").replace(name, "NAME"));
    }
    assert_eq!(pages[0], pages[1]);
    assert_eq!(site.app.auth.passwords.verified(), 2);
    // One that must wait is not worked for: guessing costs the guesser more than the server.
    for _ in 0..4 {
        site.log_in("vera", "wrong").await;
    }
    let before = site.app.auth.passwords.verified();
    assert_eq!(site.log_in("vera", PASSWORD).await.0, 429);
    assert_eq!(site.app.auth.passwords.verified(), before);
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn two_hundred_logins_at_once_take_turns_and_little_memory() {
    let users = users();
    let file = users.path().to_string_lossy().into_owned();
    let variables = [
        ("SECRET_KEY", KEY),
        ("APP_SERVER__USERS_FILE", file.as_str()),
        ("APP_RATE_LIMIT__ENABLED", "false"),
    ];
    let mut child = command(&variables, &[]).spawn().expect("it starts");
    let address = said(&mut child).await;
    let client = reqwest::Client::new();
    let log_in = |name: &'static str, password: &'static str| {
        let fields = [
            ("grant_type", "password"),
            ("username", name),
            ("password", password),
        ];
        let request = client
            .post(format!("{address}/token"))
            .header("content-type", "application/x-www-form-urlencoded")
            .body(url_form(&fields));
        async move { request.send().await.expect("an answer").status().as_u16() }
    };
    let all = (0..200).map(|number| match number % 4 {
        0 => log_in("nobody", "wrong"),
        1 => log_in("olaf", "wrong"),
        _ => log_in("vera", PASSWORD),
    });
    let all = join_all(all).await;
    let count = |wanted: u16| all.iter().filter(|status| **status == wanted).count();
    let expected = [200, 400, 429, 503].map(count);
    assert_eq!(expected.iter().sum::<usize>(), 200, "{all:?}");
    assert!(expected[1] <= 5 + 4, "guesses are stopped: {expected:?}");
    assert!(expected[2] + expected[3] > 0, "{expected:?}");
    let id = child.id().expect("it runs");
    let status = std::fs::read_to_string(format!("/proc/{id}/status")).expect("readable");
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let peak = peak.and_then(|peak| peak.trim().strip_suffix(" kB")?.parse::<u64>().ok());
    // Each hash takes 19 MiB, and four are computed at once: all at once would be four gigabytes.
    let peak = peak.expect("a number") / 1_024;
    assert!(peak < 400, "{peak} MiB");
    let health = client.get(format!("{address}/api/health/app")).send().await;
    assert_eq!(health.expect("an answer").status(), 200);
    child.kill().await.expect("it ends");
}

#[tokio::test]
async fn cookies_that_are_not_ours_open_nothing() {
    let site = Site::with(&[("APP_RATE_LIMIT__ENABLED", "false")]).await;
    let good = site.cookie("vera").await;
    let ask = async |cookie: String| {
        let (status, body) = answer(site.get("/api/agents").header("Cookie", cookie)).await;
        (
            status.as_u16(),
            body["code"].as_str().unwrap_or("").to_owned(),
        )
    };
    assert_eq!(ask(good.clone()).await.0, 200);
    assert_eq!(
        ask(format!("theme=dark; {good}; a=b")).await.0,
        200,
        "among others"
    );
    let secret = good.trim_start_matches("resync=");
    for bad in [
        format!("resync={}", "x".repeat(5_000)),
        format!("resync={secret}{}", "x".repeat(4_096)),
        format!("resync={}", &secret[1..]),
        format!("resync={secret}x"),
        format!("resync=\"{secret}\""),
        "resync=".to_owned(),
        "resync=%00".to_owned(),
        format!("{good}; {good}"),
        format!("resync=x; {good}"),
    ] {
        let told = ask(bad.clone()).await;
        assert_eq!(told, (401, "invalid_token".to_owned()), "{bad:.80}");
    }
    // The name of the cookie is one name: another spelling is another cookie.
    assert_eq!(
        ask(format!("Resync={secret}")).await,
        (401, "unauthorized".to_owned())
    );
    // Log out twice: the second is no fault, and revives nothing.
    for _ in 0..2 {
        let out = site.request("POST", "/logout").header("Cookie", &good);
        let out = out
            .header("Origin", &site.base)
            .send()
            .await
            .expect("an answer");
        assert_eq!(out.status(), 303);
        assert_eq!(ask(good.clone()).await.0, 401);
    }
}
