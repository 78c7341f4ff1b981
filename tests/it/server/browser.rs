//! The dashboard as a person meets it, in a real browser.

use fantoccini::Locator;

use super::chromium::Browser;
use super::world::{PASSWORD, Site};

/// Logs in, and waits for the failed jobs.
pub(super) async fn log_in(browser: &Browser, site: &Site, user: &str) {
    let page = &browser.page;
    page.goto(&format!("{}/dashboard", site.base))
        .await
        .expect("the way to the login");
    assert!(page.current_url().await.expect("an address").path() == "/login");
    page.find(Locator::Id("username"))
        .await
        .expect("a field")
        .send_keys(user)
        .await
        .expect("typed");
    page.find(Locator::Id("password"))
        .await
        .expect("a field")
        .send_keys(PASSWORD)
        .await
        .expect("typed");
    page.find(Locator::Css("form button"))
        .await
        .expect("a button")
        .click()
        .await
        .expect("clicked");
    browser
        .until("return location.pathname === '/dashboard'")
        .await;
    browser
        .until("return document.querySelectorAll('#failed tbody tr').length > 0")
        .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_operator_sees_what_failed_asks_why_and_leaves() {
    let Some(browser) = Browser::start().await else {
        return;
    };
    let site = Site::start().await;
    let page = &browser.page;
    page.goto(&format!("{}/login", site.base))
        .await
        .expect("a page");
    browser.picture("login").await;
    assert_eq!(browser.barriers().await, Vec::<serde_json::Value>::new());
    log_in(&browser, &site, "olaf").await;
    browser.picture("dashboard").await;
    let barriers = browser.barriers().await;
    assert!(barriers.is_empty(), "{barriers:#?}");
    // The reason stands in the row, and the tiles count what the report counts.
    assert_eq!(
        browser
            .run("return document.querySelector('#failed .reason').textContent.length > 0")
            .await,
        true
    );
    // The diagnosis, with its chain, and an address that leads to it.
    page.find(Locator::Css("#failed tbody button.link"))
        .await
        .expect("a job")
        .click()
        .await
        .expect("clicked");
    browser
        .until("return document.querySelectorAll('#why .chain li').length > 0")
        .await;
    assert_eq!(
        browser
            .run("return new URL(location).searchParams.has('job')")
            .await,
        true
    );
    browser.picture("diagnosis").await;
    let barriers = browser.barriers().await;
    assert!(barriers.is_empty(), "{barriers:#?}");
    page.find(Locator::Css("#why [data-close]"))
        .await
        .expect("a button")
        .click()
        .await
        .expect("clicked");
    // A question, streamed; citations lead to their facts.
    let planted = site.demo.incidents();
    let question = &planted
        .iter()
        .find(|p| p.question.starts_with("why"))
        .expect("one")
        .question;
    page.find(Locator::Id("question"))
        .await
        .expect("a field")
        .send_keys(question)
        .await
        .expect("typed");
    page.find(Locator::Css("#ask button"))
        .await
        .expect("a button")
        .click()
        .await
        .expect("clicked");
    browser
        .until("return document.querySelector('.answer')?.dataset.state === 'done'")
        .await;
    browser
        .run("document.querySelector('.answer button.cite').click()")
        .await;
    browser
        .until("return document.querySelector('.answer .evidence[open]') !== null")
        .await;
    browser
        .run("document.getElementById('chat-title').scrollIntoView()")
        .await;
    browser.picture("chat").await;
    let barriers = browser.barriers().await;
    assert!(barriers.is_empty(), "{barriers:#?}");
    // As narrow as a phone, nothing hangs over.
    page.set_window_size(390, 800).await.expect("resized");
    browser
        .until("return document.documentElement.scrollWidth <= window.innerWidth")
        .await;
    browser.picture("phone").await;
    let barriers = browser.barriers().await;
    assert!(barriers.is_empty(), "{barriers:#?}");
    let complaints = browser.complaints().await;
    assert!(complaints.is_empty(), "{complaints:#?}");
    page.set_window_size(1280, 1600).await.expect("resized");
    page.find(Locator::Css("form[action='/logout'] button"))
        .await
        .expect("a button")
        .click()
        .await
        .expect("clicked");
    browser.until("return location.pathname === '/login'").await;
    page.goto(&format!("{}/dashboard", site.base))
        .await
        .expect("a page");
    assert_eq!(
        page.current_url().await.expect("an address").path(),
        "/login"
    );
    assert!(site.metric("resync_csp_violations_total", "").await.abs() < f64::EPSILON);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_policy_stops_foreign_scripts_and_the_report_arrives() {
    let Some(browser) = Browser::start().await else {
        return;
    };
    let site = Site::start().await;
    log_in(&browser, &site, "vera").await;
    assert_eq!(
        browser
            .run("return document.getElementById('ask') === null")
            .await,
        true,
        "a viewer does not ask"
    );
    browser
        .run("window.kept = []; document.addEventListener('securitypolicyviolation', (e) => window.kept.push([e.effectiveDirective, e.blockedURI]))")
        .await;
    // Scripts that stand in the page, in each way that markup has for them.
    browser
        .run("try { const s = document.createElement('script'); s.append(document.createTextNode('window.inline = 1')); document.body.append(s) } catch {}")
        .await;
    browser
        .run("try { const b = document.createElement('button'); b.setAttribute('onclick', 'window.inline = 2'); document.body.append(b); b.click() } catch {}")
        .await;
    browser
        .run("try { const a = document.createElement('a'); a.setAttribute('href', 'javascript:window.inline = 3'); document.body.append(a); a.click() } catch {}")
        .await;
    browser
        .until("return window.kept.some(([directive]) => directive.startsWith('script-src') || directive.startsWith('require-trusted-types-for'))")
        .await;
    assert_eq!(
        browser.run("return window.inline ?? null").await,
        serde_json::Value::Null
    );
    browser
        .run("const s = document.createElement('img'); s.src = 'http://127.0.0.1:9/pixel.png'; document.body.append(s)")
        .await;
    browser
        .run("try { document.body.innerHTML = '<b>x</b>' } catch { window.refused = true }")
        .await;
    assert_eq!(
        browser.run("return window.refused").await,
        true,
        "no text becomes markup"
    );
    // At least the picture, the markup and a script are reported.
    let begun = std::time::Instant::now();
    while site.metric("resync_csp_violations_total", "").await < 3.0 {
        assert!(begun.elapsed().as_secs() < 90, "too few reports arrived");
        tokio::time::sleep(std::time::Duration::from_millis(250)).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_page_of_the_api_lists_every_route_and_an_outage_is_shown() {
    let Some(browser) = Browser::start().await else {
        return;
    };
    let nowhere = crate::engine::engine("http://127.0.0.1:9");
    let demo = resync::demo::Demo::generate(crate::demo_server::options()).expect("a plan");
    let site = Site::before(&nowhere, demo.into(), &[]).await;
    browser
        .page
        .goto(&format!("{}/api/docs", site.base))
        .await
        .expect("a page");
    browser
        .until("return document.querySelectorAll('.route').length > 15")
        .await;
    let barriers = browser.barriers().await;
    assert!(barriers.is_empty(), "{barriers:#?}");
    browser
        .page
        .goto(&format!("{}/login", site.base))
        .await
        .expect("a page");
    for (field, text) in [("username", "vera"), ("password", PASSWORD)] {
        let field = browser
            .page
            .find(Locator::Id(field))
            .await
            .expect("a field");
        field.send_keys(text).await.expect("typed");
    }
    browser
        .page
        .find(Locator::Css("form button"))
        .await
        .expect("a button")
        .click()
        .await
        .expect("clicked");
    browser.until("return document.getElementById('trouble')?.textContent.includes('127.0.0.1:9') ?? false").await;
    browser.picture("outage").await;
    let barriers = browser.barriers().await;
    assert!(barriers.is_empty(), "{barriers:#?}");
}
