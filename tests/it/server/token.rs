//! Bearer tokens: what is given, what is refused, and what ends them.

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use jsonwebtoken::{Algorithm, EncodingKey, Header, encode, get_current_timestamp};
use serde_json::{Value, json};

use super::world::{KEY, OLD_KEY, PASSWORD, Site, answer};

fn claims() -> Value {
    let now = get_current_timestamp();
    json!({
        "iss": "resync", "aud": "resync-api", "sub": "vera", "exp": now + 600, "nbf": now,
        "iat": now, "jti": "a", "sid": "b", "scope": "read",
    })
}

fn signed(header: &Header, claims: &Value, key: &str) -> String {
    encode(header, claims, &EncodingKey::from_secret(key.as_bytes())).expect("a token")
}

fn header() -> Header {
    Header {
        typ: Some("at+jwt".to_owned()),
        ..Header::new(Algorithm::HS256)
    }
}

async fn status(site: &Site, token: &str) -> u16 {
    let response = site
        .get("/api/agents")
        .header("Authorization", format!("Bearer {token}"));
    response.send().await.expect("an answer").status().as_u16()
}

#[tokio::test]
async fn a_token_is_given_as_rfc_6749_has_it() {
    let site = Site::start().await;
    let fields = [
        ("grant_type", "password"),
        ("username", "olaf"),
        ("password", PASSWORD),
    ];
    let response = site
        .form("/token", &fields)
        .send()
        .await
        .expect("an answer");
    assert_eq!(response.headers()["cache-control"], "no-store");
    let body: Value = response.json().await.expect("JSON");
    assert_eq!(
        (body["token_type"].as_str(), body["scope"].as_str()),
        (Some("Bearer"), Some("read chat"))
    );
    assert_eq!(
        status(&site, body["access_token"].as_str().expect("a token")).await,
        200
    );
}

#[tokio::test]
async fn odd_token_requests_get_the_errors_of_rfc_6749() {
    let site = Site::with(&[("APP_RATE_LIMIT__ENABLED", "false")]).await;
    let long = "p".repeat(1 << 20);
    let cases: &[(&str, &str)] = &[
        ("", "invalid_request"),
        ("grant_type=password", "invalid_request"),
        ("grant_type=password&username=a", "invalid_request"),
        (
            "grant_type=password&grant_type=password&username=a&password=b",
            "invalid_request",
        ),
        ("grant_type=client_credentials", "unsupported_grant_type"),
        (
            "grant_type=password&username=%ff&password=b",
            "invalid_request",
        ),
        (
            "grant_type=password&username=a%00b&password=b",
            "invalid_request",
        ),
        ("grant_type=refresh_token", "invalid_request"),
        ("grant_type=refresh_token&refresh_token=x", "invalid_grant"),
        ("grant_type=password&username=a&password=b", "invalid_grant"),
        (
            &format!("grant_type=password&username=a&password={long}"),
            "invalid_request",
        ),
    ];
    for (body, error) in cases {
        let request = site.request("POST", "/token").body((*body).to_owned());
        let request = request.header("Content-Type", "application/x-www-form-urlencoded");
        let response = request.send().await.expect("an answer");
        assert_eq!(response.headers()["cache-control"], "no-store");
        assert_eq!(response.status(), 400);
        let answer: Value = response.json().await.expect("JSON");
        assert_eq!(answer["error"], *error, "{body:.80}");
    }
    let json = site
        .request("POST", "/token")
        .json(&json!({ "grant_type": "password" }));
    assert_eq!(answer(json).await.1["error"], "invalid_request");
    let fields = [
        ("grant_type", "password"),
        ("username", "vera"),
        ("password", PASSWORD),
        ("scope", "admin"),
    ];
    assert_eq!(
        answer(site.form("/token", &fields)).await.1["error"],
        "invalid_scope"
    );
}

#[tokio::test]
async fn forged_and_odd_tokens_are_refused() {
    let site = Site::with(&[("APP_RATE_LIMIT__ENABLED", "false")]).await;
    let good = signed(&header(), &claims(), KEY);
    assert_eq!(status(&site, &good).await, 200);
    let with = |field: &str, value: Value| {
        let mut claims = claims();
        claims[field] = value;
        signed(&header(), &claims, KEY)
    };
    let without = |field: &str| {
        let mut claims = claims();
        claims.as_object_mut().expect("an object").remove(field);
        signed(&header(), &claims, KEY)
    };
    let now = get_current_timestamp();
    let part = |value: Value| BASE64_URL_SAFE_NO_PAD.encode(value.to_string());
    let none = format!(
        "{}.{}.",
        part(json!({ "alg": "none", "typ": "at+jwt" })),
        part(claims())
    );
    let body = good.split('.').nth(1).expect("a body");
    let bad = [
        ("alg none", none),
        (
            "another algorithm",
            signed(
                &Header {
                    alg: Algorithm::HS512,
                    ..header()
                },
                &claims(),
                KEY,
            ),
        ),
        (
            "another key",
            signed(
                &header(),
                &claims(),
                "canary-another-key-of-forty-characters-xx",
            ),
        ),
        (
            "kid of a file",
            signed(
                &Header {
                    kid: Some("../../dev/null".into()),
                    ..header()
                },
                &claims(),
                "",
            ),
        ),
        (
            "a foreign key set",
            signed(
                &Header {
                    jku: Some("http://127.0.0.1:9/".into()),
                    ..header()
                },
                &claims(),
                "x",
            ),
        ),
        (
            "another type",
            signed(&Header::new(Algorithm::HS256), &claims(), KEY),
        ),
        (
            "critical extension",
            signed(
                &Header {
                    crit: Some(vec!["b64".into()]),
                    ..header()
                },
                &claims(),
                KEY,
            ),
        ),
        ("expired", with("exp", json!(now - 31))),
        ("not yet", with("nbf", json!(now + 60))),
        ("no exp", without("exp")),
        ("no nbf", without("nbf")),
        ("exp as text", with("exp", json!("9999999999"))),
        ("exp too large", with("exp", json!(1e308))),
        ("other audience", with("aud", json!("other"))),
        ("other issuer", with("iss", json!("other"))),
        ("unknown user", with("sub", json!("nobody"))),
        (
            "tampered",
            good.replace(body, &part(json!({ "sub": "anna" }))),
        ),
        ("five parts", format!("{good}.a.b")),
        ("no token", "x".to_owned()),
        ("large", "a".repeat(20_000)),
    ];
    for (what, token) in bad {
        assert_eq!(status(&site, &token).await, 401, "{what}");
    }
    // The leeway is thirty seconds.
    assert_eq!(status(&site, &with("exp", json!(now - 20))).await, 200);
    assert_eq!(status(&site, &with("nbf", json!(now + 20))).await, 200);
}

#[tokio::test]
async fn tokens_of_the_key_before_count_until_they_expire() {
    let site = Site::start().await;
    assert_eq!(
        status(&site, &signed(&header(), &claims(), OLD_KEY)).await,
        200
    );
    let alone = Site::with(&[("SECRET_KEY_PREVIOUS", "")]).await;
    assert_eq!(
        status(&alone, &signed(&header(), &claims(), OLD_KEY)).await,
        401
    );
}

#[tokio::test]
async fn refresh_tokens_work_once_and_a_second_use_ends_the_login() {
    let site = Site::start().await;
    let (_, first) = site.log_in("vera", PASSWORD).await;
    let refresh = |token: &Value| {
        let token = token["refresh_token"].as_str().expect("a token").to_owned();
        let fields = [
            ("grant_type", "refresh_token"),
            ("refresh_token", token.as_str()),
        ];
        answer(site.form("/token", &fields))
    };
    let (status_code, second) = refresh(&first).await;
    assert_eq!(status_code, 200);
    let access = second["access_token"].as_str().expect("a token");
    assert_eq!(status(&site, access).await, 200);
    let (status_code, body) = refresh(&first).await;
    assert_eq!(
        (status_code.as_u16(), body["error"].as_str()),
        (400, Some("invalid_grant"))
    );
    assert_eq!(status(&site, access).await, 401, "the whole login is over");
    assert_eq!(refresh(&second).await.0, 400);
}

#[tokio::test]
async fn a_revoked_token_counts_no_more() {
    let site = Site::start().await;
    let (_, pair) = site.log_in("vera", PASSWORD).await;
    let access = pair["access_token"].as_str().expect("a token");
    assert_eq!(
        answer(site.form("/token/revoke", &[("token", access)]))
            .await
            .0,
        200
    );
    assert_eq!(status(&site, access).await, 401);
    let fresh = site.token("vera").await;
    assert_eq!(status(&site, &fresh).await, 200, "other tokens go on");
    assert_eq!(
        answer(site.form("/token/revoke", &[("token", "unknown")]))
            .await
            .0,
        200
    );
    let (_, pair) = site.log_in("vera", PASSWORD).await;
    let refresh = pair["refresh_token"].as_str().expect("a token");
    assert_eq!(
        answer(site.form("/token/revoke", &[("token", refresh)]))
            .await
            .0,
        200
    );
    assert_eq!(
        status(&site, pair["access_token"].as_str().expect("a token")).await,
        401
    );
}

#[tokio::test]
async fn the_challenge_names_an_error_only_when_credentials_came() {
    let site = Site::start().await;
    let bare = site.get("/api/status").send().await.expect("an answer");
    assert_eq!(
        bare.headers()["www-authenticate"],
        r#"Bearer realm="resync""#
    );
    let wrong = site
        .get("/api/status")
        .bearer_auth("x")
        .send()
        .await
        .expect("an answer");
    assert!(
        wrong.headers()["www-authenticate"]
            .to_str()
            .expect("text")
            .contains("invalid_token")
    );
    let token = site.token("vera").await;
    let twice = site
        .get("/api/status")
        .bearer_auth(&token)
        .bearer_auth(&token);
    assert_eq!(answer(twice).await.1["code"], "invalid_request");
    let in_address = format!("/api/status?access_token={token}");
    assert_eq!(answer(site.get(&in_address)).await.0, 401);
}
