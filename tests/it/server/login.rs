//! The login page and the session it begins.

use super::world::{PASSWORD, Site, answer, cookie_of};

#[tokio::test]
async fn a_browser_logs_in_with_a_form_and_out_again() {
    let site = Site::start().await;
    let page = site
        .get("/login?next=/dashboard%3Fjob=1")
        .send()
        .await
        .expect("a page");
    assert_eq!(page.status(), 200);
    let text = page.text().await.expect("text");
    assert!(text.contains(r#"value="/dashboard?job=1""#), "{text}");
    let fields = [
        ("username", "vera"),
        ("password", PASSWORD),
        ("next", "/dashboard?job=1"),
    ];
    let done = site
        .form("/login", &fields)
        .header("Origin", &site.base)
        .send()
        .await
        .expect("an answer");
    assert_eq!(
        (
            done.status().as_u16(),
            done.headers()["location"].to_str().ok()
        ),
        (303, Some("/dashboard?job=1"))
    );
    let set = done.headers()["set-cookie"]
        .to_str()
        .expect("text")
        .to_owned();
    assert!(
        set.contains("HttpOnly") && set.contains("SameSite=Strict"),
        "{set}"
    );
    let cookie = cookie_of(&done);
    assert_eq!(
        answer(site.get("/api/status").header("Cookie", &cookie))
            .await
            .0,
        200
    );
    let out = site
        .request("POST", "/logout")
        .header("Cookie", &cookie)
        .header("Origin", &site.base);
    assert_eq!(
        out.send().await.expect("an answer").headers()["location"],
        "/login"
    );
    let (status, body) = answer(site.get("/api/status").header("Cookie", &cookie)).await;
    assert_eq!(
        (status.as_u16(), body["code"].as_str()),
        (401, Some("invalid_token"))
    );
}

#[tokio::test]
async fn no_login_leads_to_another_site() {
    let site = Site::start().await;
    for next in [
        "//evil.example/",
        "https://evil.example/",
        "/\\evil.example",
    ] {
        let fields = [("username", "vera"), ("password", PASSWORD), ("next", next)];
        let done = site
            .form("/login", &fields)
            .send()
            .await
            .expect("an answer");
        assert_eq!(done.headers()["location"], "/dashboard", "{next}");
    }
    let page = site
        .get("/login?next=%22%3E%3Cscript%3E")
        .send()
        .await
        .expect("a page");
    assert!(!page.text().await.expect("text").contains("<script>"));
}

#[tokio::test]
async fn a_login_begins_a_new_session_whatever_cookie_came_with_it() {
    let site = Site::start().await;
    let planted = "resync=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
    let fields = [("username", "vera"), ("password", PASSWORD)];
    let done = site
        .form("/login", &fields)
        .header("Cookie", planted)
        .header("Origin", &site.base);
    let done = done.send().await.expect("an answer");
    assert_ne!(cookie_of(&done), planted);
    assert_eq!(
        answer(site.get("/api/status").header("Cookie", planted))
            .await
            .0,
        401
    );
    let first = cookie_of(&done);
    let second = site
        .form("/login", &fields)
        .header("Cookie", &first)
        .header("Origin", &site.base);
    let second = cookie_of(&second.send().await.expect("an answer"));
    assert_ne!(first, second);
    assert_eq!(
        answer(site.get("/api/status").header("Cookie", &first))
            .await
            .0,
        401,
        "the old one is over"
    );
    let both = format!("{second}; {planted}");
    assert_eq!(
        answer(site.get("/api/status").header("Cookie", &both))
            .await
            .0,
        401,
        "two cookies"
    );
}

#[tokio::test]
async fn wrong_names_and_wrong_passwords_get_the_same_answer_and_then_a_delay() {
    let site = Site::start().await;
    let (status, unknown) = site.log_in("nobody", "x").await;
    let (_, wrong) = site.log_in("vera", "x").await;
    assert_eq!((status.as_u16(), &unknown), (400, &wrong));
    assert_eq!(wrong["error"], "invalid_grant");
    for _ in 0..3 {
        assert_eq!(site.log_in("vera", "x").await.0, 400);
    }
    // The address has failed five times now, the account four times.
    let response = site.form(
        "/token",
        &[
            ("grant_type", "password"),
            ("username", "olaf"),
            ("password", PASSWORD),
        ],
    );
    let response = response.send().await.expect("an answer");
    assert_eq!(response.status(), 429);
    assert!(response.headers().contains_key("retry-after"));
    assert!(
        site.metric("resync_logins_total", "outcome=\"throttled\"")
            .await
            > 0.0
    );
}

#[tokio::test]
async fn an_account_waits_for_all_addresses_and_a_success_forgives_it() {
    let site = Site::with(&[("APP_SERVER__TRUSTED_PROXIES", "127.0.0.1")]).await;
    let from = |address: &'static str, password: &'static str| {
        let fields = [
            ("grant_type", "password"),
            ("username", "vera"),
            ("password", password),
        ];
        let request = site
            .form("/token", &fields)
            .header("X-Forwarded-For", address);
        async move { request.send().await.expect("an answer").status().as_u16() }
    };
    for address in ["203.0.113.1", "203.0.113.2", "203.0.113.3", "203.0.113.4"] {
        assert_eq!(from(address, "x").await, 400);
    }
    assert_eq!(
        from("203.0.113.5", PASSWORD).await,
        200,
        "a success in between"
    );
    for address in [
        "203.0.113.6",
        "203.0.113.7",
        "203.0.113.8",
        "203.0.113.9",
        "203.0.113.10",
    ] {
        assert_eq!(from(address, "x").await, 400);
    }
    assert_eq!(
        from("203.0.113.11", PASSWORD).await,
        429,
        "even with the right password"
    );
}
