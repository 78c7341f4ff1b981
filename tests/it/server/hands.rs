//! The dashboard in the hands of a person: by keyboard alone, in another time zone, with a command to
//! copy, and while an answer is being written.

use std::time::Duration;

use fantoccini::Locator;
use fantoccini::key::Key;
use resync::chat::Setup;
use serde_json::json;

use super::browser::log_in;
use super::chromium::Browser;
use super::states::{nothing_bars, one_failure};
use super::world::Site;
use crate::fault::Step;
use crate::model_server::{events, model, serve};

#[tokio::test(flavor = "multi_thread")]
async fn the_keyboard_alone_leads_from_the_page_to_a_cause_and_back() {
    let Some(browser) = Browser::start().await else {
        return;
    };
    let site = Site::of(one_failure(), &[], Setup::default()).await;
    log_in(&browser, &site, "vera").await;
    browser
        .run("document.activeElement?.blur(); window.scrollTo(0, 0)")
        .await;
    let focus = async || {
        browser
            .run("return document.activeElement.textContent")
            .await
    };
    // The first stop leads past the head of the page.
    browser.press(Key::Tab).await;
    assert_eq!(focus().await, "Skip to what failed");
    browser.press(Key::Enter).await;
    browser
        .until("return document.activeElement.id === 'failed-title'")
        .await;
    let on_job = "return document.activeElement.matches('#failed tbody button.link')";
    for _ in 0..4 {
        browser.press(Key::Tab).await;
        if browser.run(on_job).await == true {
            break;
        }
    }
    assert_eq!(browser.run(on_job).await, true, "{}", focus().await);
    let job = focus().await;
    let ring = "return getComputedStyle(document.activeElement).outlineStyle";
    assert_ne!(browser.run(ring).await, "none", "where one is can be seen");
    browser.press(Key::Enter).await;
    browser
        .until("return document.querySelectorAll('#why .chain li').length > 0")
        .await;
    // Inside the dialog the way goes round; nothing behind it is reached.
    for _ in 0..30 {
        browser.press(Key::Tab).await;
        let inside = "return document.activeElement === document.body || document.getElementById('why').contains(document.activeElement)";
        assert_eq!(browser.run(inside).await, true, "{}", focus().await);
    }
    browser.press(Key::Escape).await;
    browser
        .until("return !document.getElementById('why').open")
        .await;
    assert_eq!(focus().await, job, "back to where it began");
    // The browser tells the page of the end of a dialog a moment after it.
    browser.until("return location.search === ''").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn times_show_both_zones_and_a_command_can_be_copied() {
    let Some(browser) = Browser::start().await else {
        return;
    };
    let site = Site::of(one_failure(), &[], Setup::default()).await;
    browser
        .cdp(
            "Emulation.setTimezoneOverride",
            json!({ "timezoneId": "Asia/Tokyo" }),
        )
        .await;
    log_in(&browser, &site, "vera").await;
    let time = "return document.querySelector('#failed tbody time')";
    let shown = browser.run(&format!("{time}.textContent")).await;
    let shown = shown.as_str().expect("text");
    let at = browser.run(&format!("{time}.dateTime")).await;
    let at: jiff::Timestamp = at.as_str().expect("text").parse().expect("a moment");
    for zone in ["Asia/Tokyo", "Europe/Rome"] {
        let there = at.in_tz(zone).expect("a zone");
        let (hour, minute) = (there.hour(), there.minute());
        // On a clock of twelve hours or of twenty-four, as the browser's language has it.
        let twelve = (hour + 11) % 12 + 1;
        let forms = [
            format!("{hour:02}:{minute:02}"),
            format!("{twelve:02}:{minute:02}"),
        ];
        assert!(
            forms.iter().any(|form| shown.contains(form)),
            "{zone}: {shown}"
        );
    }
    assert!(shown.contains('(') && shown.contains("GMT+"), "{shown}");
    let permissions = json!({ "permissions": ["clipboardReadWrite", "clipboardSanitizedWrite"] });
    browser.cdp("Browser.grantPermissions", permissions).await;
    let job = browser
        .page
        .find(Locator::Css("#failed tbody button.link"))
        .await
        .expect("a job");
    job.click().await.expect("clicked");
    browser
        .until("return document.querySelector('#why button[aria-label^=Copy]') !== null")
        .await;
    let copy = browser
        .page
        .find(Locator::Css("#why button[aria-label^=Copy]"))
        .await;
    let copy = copy.expect("a button");
    copy.click().await.expect("clicked");
    browser.until("return document.querySelector('#why button[aria-label^=Copy]').textContent === 'Copied'").await;
    let kept = "const done = arguments[arguments.length - 1]; navigator.clipboard.readText().then(done, (e) => done(String(e)))";
    let kept = browser
        .page
        .execute_async(kept, Vec::new())
        .await
        .expect("the clipboard");
    let command = browser
        .run("return document.querySelector('#why button[aria-label^=Copy]').previousElementSibling.textContent")
        .await;
    assert_eq!(kept, command);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_is_shown_as_it_is_written() {
    let Some(browser) = Browser::start().await else {
        return;
    };
    let head = "HTTP/1.1 200 X\r\nContent-Type: text/event-stream\r\n\r\n";
    let say = |text: &str| Step::Send(events(&[json!({ "content": text })]).into_bytes());
    let fake = serve(vec![vec![
        Step::Send(head.as_bytes().to_vec()),
        say("It failed, as the log says [E1].\n\n"),
        Step::Pause(Duration::from_secs(4)),
        say("That is all there is to it.\n"),
        Step::Send(b"data: [DONE]\n\n".to_vec()),
        Step::Close,
    ]])
    .await;
    let mut patient = model(&fake.url);
    patient.timeouts.between_tokens = Duration::from_secs(20);
    patient.timeouts.total = Duration::from_secs(40);
    let setup = Setup {
        model: Some(patient),
        ..Setup::default()
    };
    let site = Site::of(one_failure(), &[], setup).await;
    log_in(&browser, &site, "olaf").await;
    let question = site.demo.incidents()[0].question.clone();
    let field = browser
        .page
        .find(Locator::Id("question"))
        .await
        .expect("a field");
    field.send_keys(&question).await.expect("typed");
    browser.press(Key::Enter).await;
    // A part of it stands there while the rest is not yet said.
    browser
        .until("const a = document.querySelector('.answer'); return a?.dataset.state === 'streaming' && a.textContent.includes('It failed') && !a.textContent.includes('That is all')")
        .await;
    browser
        .until("return document.querySelector('.answer')?.dataset.state === 'done'")
        .await;
    let whole = browser
        .run("return document.querySelector('.answer').textContent")
        .await;
    let whole = whole.as_str().expect("text");
    assert!(
        whole.contains("That is all there is to it.") && whole.contains("by tiny"),
        "{whole}"
    );
    nothing_bars(&browser, "with an answer").await;
    browser
        .page
        .set_window_size(390, 800)
        .await
        .expect("resized");
    browser
        .until("return document.documentElement.scrollWidth <= window.innerWidth")
        .await;
    nothing_bars(&browser, "with an answer on a phone").await;
}
