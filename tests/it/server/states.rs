//! The dashboard in its further states: as the plan changes, old, empty, dark, narrow.

use fantoccini::Locator;
use resync::chat::Setup;
use resync::demo::Options;
use serde_json::{Value, json};

use super::browser::log_in;
use super::chromium::Browser;
use super::world::{PASSWORD, Site};
use crate::fault::Fake;

/// A small plan in which one thing is wrong.
pub(super) fn one_failure() -> Options {
    Options {
        jobs: 200,
        only: Some(vec!["disk_full_upstream".to_owned()]),
        ..Options::at(jiff::Timestamp::now())
    }
}

/// Fails where axe finds a barrier.
pub(super) async fn nothing_bars(browser: &Browser, what: &str) {
    let barriers = browser.barriers().await;
    assert!(barriers.is_empty(), "{what}: {barriers:#?}");
}

/// Logs in where the plan may have nothing to show.
async fn enter(browser: &Browser, site: &Site) {
    let page = &browser.page;
    page.goto(&format!("{}/login", site.base))
        .await
        .expect("a page");
    for (field, text) in [("username", "vera"), ("password", PASSWORD)] {
        let field = page.find(Locator::Id(field)).await.expect("a field");
        field.send_keys(text).await.expect("typed");
    }
    let button = page
        .find(Locator::Css("form button"))
        .await
        .expect("a button");
    button.click().await.expect("clicked");
    browser
        .until("return location.pathname === '/dashboard'")
        .await;
}

/// Reruns a job of the demo, as somebody at the scheduler would.
async fn rerun(site: &Site, job: &str) {
    let target = site.app.plan.client().target().to_owned();
    let base = if target.contains("://") {
        target
    } else {
        format!("http://{target}")
    };
    let base = base
        .trim_end_matches('/')
        .trim_end_matches("/twsd/api/v2")
        .to_owned();
    let ask = |method: &str, path: String| {
        let method: reqwest::Method = method.parse().expect("a method");
        let request = reqwest::Client::new().request(method, format!("{base}/twsd/api/v2{path}"));
        request.basic_auth("demo", Some("demo"))
    };
    let found = ask("GET", format!("/plan/job/{job}"))
        .send()
        .await
        .expect("an answer");
    let found: Value = found.json().await.expect("JSON");
    let run = found["jobruns"][0]["id"]
        .as_str()
        .expect("a run")
        .to_owned();
    let done = ask("PUT", format!("/plan/job/run/{run}/action/rerun")).json(&json!({}));
    assert_eq!(done.send().await.expect("an answer").status(), 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_of_the_plan_appears_on_the_page_by_itself() {
    let Some(browser) = Browser::start().await else {
        return;
    };
    let quick = [("APP_SERVER__POLL_SECONDS", "1")];
    let site = Site::of(one_failure(), &quick, Setup::default()).await;
    log_in(&browser, &site, "vera").await;
    // The mark is gone if the page is ever loaded again.
    browser
        .run("window.mark = 1; window.before = document.getElementById('failed-title').textContent")
        .await;
    browser
        .until("return document.getElementById('events').textContent.includes('nothing yet')")
        .await;
    let banner = "return document.querySelector('.engine').textContent.includes('demo data')";
    browser.until(banner).await;
    let planted = site.demo.incidents();
    let planted = planted
        .iter()
        .find(|planted| planted.incident == "disk_full_upstream");
    let cause = planted.expect("it is planted").cause.clone();
    rerun(&site, &cause.id).await;
    let told = format!(
        "return [...document.querySelectorAll('#events li')].some((li) => li.textContent.includes('{} recovered'))",
        cause.name
    );
    browser.until(&told).await;
    browser
        .until("return document.getElementById('failed-title').textContent !== window.before")
        .await;
    assert_eq!(browser.run("return window.mark").await, 1);
    nothing_bars(&browser, "with events").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn old_data_is_dated_and_greyed_and_still_there_and_all_is_readable_in_the_dark() {
    let Some(browser) = Browser::start().await else {
        return;
    };
    let seldom = [("APP_SERVER__POLL_SECONDS", "3600")];
    let site = Site::of(one_failure(), &seldom, Setup::default()).await;
    log_in(&browser, &site, "vera").await;
    browser
        .until("return document.getElementById('age').textContent === 'data is current'")
        .await;
    // With each look at the clock a minute has passed: what was read is always old.
    browser
        .run("const real = Date.now; window.real = real; let looks = 0; Date.now = () => real() + 70_000 * ++looks")
        .await;
    browser
        .until("return document.body.classList.contains('stale')")
        .await;
    let age = browser
        .run("return document.getElementById('age').textContent")
        .await;
    assert!(
        age.as_str()
            .is_some_and(|age| age.starts_with("data is ") && age.ends_with(" old")),
        "{age}"
    );
    assert_eq!(
        browser
            .run("return document.querySelectorAll('#failed tbody tr').length > 0")
            .await,
        true
    );
    nothing_bars(&browser, "stale").await;
    browser.picture("stale").await;
    let dark = json!({ "features": [{ "name": "prefers-color-scheme", "value": "dark" }] });
    browser.cdp("Emulation.setEmulatedMedia", dark).await;
    assert_eq!(
        browser
            .run("return matchMedia('(prefers-color-scheme: dark)').matches")
            .await,
        true
    );
    nothing_bars(&browser, "stale in the dark").await;
    browser.run("Date.now = window.real").await;
    browser
        .until("return !document.body.classList.contains('stale')")
        .await;
    nothing_bars(&browser, "dark").await;
    browser.picture("dark").await;
    browser
        .page
        .set_window_size(390, 800)
        .await
        .expect("resized");
    browser
        .until("return document.documentElement.scrollWidth <= window.innerWidth")
        .await;
    nothing_bars(&browser, "dark on a phone").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_empty_plan_says_so_in_every_section() {
    let Some(browser) = Browser::start().await else {
        return;
    };
    let scheduler = Fake::start(|request, _| {
        let body = match request.path() {
            "/twsd/api/v2/engine/info" => r#"{"timezone":"UTC","displayVersion":"10.2"}"#,
            _ => r#"{"count":0,"results":[]}"#,
        };
        crate::fault::json(200, body)
    })
    .await;
    let demo = resync::demo::Demo::generate(one_failure()).expect("a plan");
    let engine = crate::engine::engine(&scheduler.url);
    let site = Site::before(&engine, demo.into(), &[]).await;
    enter(&browser, &site).await;
    for text in [
        "Nothing has failed.",
        "Nothing is late.",
        "Nothing waits for a person.",
        "No critical job is open.",
        "The plan has no workstations.",
    ] {
        browser
            .until(&format!(
                "return document.body.textContent.includes('{text}')"
            ))
            .await;
    }
    let bar = "return document.querySelector('#bar svg').getAttribute('aria-label')";
    assert_eq!(browser.run(bar).await, "no jobs");
    let banner = "return document.querySelector('.engine').textContent.includes('demo data')";
    assert_eq!(browser.run(banner).await, false, "this is no demo");
    nothing_bars(&browser, "empty").await;
    browser.picture("empty").await;
    let complaints = browser.complaints().await;
    assert!(complaints.is_empty(), "{complaints:#?}");
}
