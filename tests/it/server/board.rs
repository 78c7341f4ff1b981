//! The dashboard's lists: filters in the address, all workstations, the counts over time.

use super::browser::log_in;
use super::chromium::Browser;
use super::world::Site;

#[tokio::test(flavor = "multi_thread")]
async fn tiles_filter_the_list_and_the_address_remembers() {
    let Some(browser) = Browser::start().await else {
        return;
    };
    let site = Site::start().await;
    let page = &browser.page;
    log_in(&browser, &site, "vera").await;
    browser
        .until("return document.querySelectorAll('#tiles a[data-jobs]').length > 0")
        .await;
    browser
        .run("document.querySelector('#tiles a[href*=\"SUCCESSFUL\"]').click()")
        .await;
    browser
        .until("return document.querySelectorAll('#jobs tbody tr').length === 50")
        .await;
    let run = |script: &'static str| browser.run(script);
    assert_eq!(
        run("return new URL(location).searchParams.get('status')").await,
        "SUCCESSFUL"
    );
    assert_eq!(run("return location.pathname").await, "/dashboard");
    assert_eq!(
        run("return document.getElementById('jobs-form').elements.status.value").await,
        "SUCCESSFUL"
    );
    // More of them, without the page going anywhere.
    run("document.querySelector('#jobs > button').click()").await;
    browser
        .until("return document.querySelectorAll('#jobs tbody tr').length === 100")
        .await;
    // The address alone leads there too, and back leads back.
    page.goto(&format!("{}/dashboard?status=ERROR&critical=", site.base))
        .await
        .expect("a page");
    browser
        .until("return document.querySelectorAll('#jobs tbody tr').length > 0")
        .await;
    run("const form = document.getElementById('jobs-form'); form.elements.status.value = ''; form.elements.name.value = 'NOSUCHJOB'; form.requestSubmit()").await;
    browser
        .until("return document.getElementById('jobs').textContent.includes('No job fits')")
        .await;
    run("history.back()").await;
    browser
        .until("return document.querySelectorAll('#jobs tbody tr').length > 0")
        .await;
    // All workstations, those in trouble first, with what each runs.
    browser
        .until("return document.querySelectorAll('#stations tbody tr').length > 5")
        .await;
    assert_eq!(
        run("return document.querySelector('#stations tbody tr td:nth-child(2)').className").await,
        "bad"
    );
    assert_eq!(
        run("return [...document.querySelectorAll('#stations tbody td:nth-child(7)')].some((cell) => Number(cell.textContent) > 0)").await,
        true
    );
    // The counts over time: a column for each moment, every status in it.
    let drawn = run("return (async () => {
        const { drawHistory } = await import('/assets/history.js');
        const data = Array.from({ length: 300 }, (_, n) => ({ at: new Date(Date.now() - (300 - n) * 60e3).toISOString(),
          by_status: { ERROR: n % 7, RUNNING: 20, WAITING: 300 - n, SUCCESSFUL: n } }));
        drawHistory({ data });
        const figure = document.getElementById('history');
        const columns = figure.querySelectorAll('g');
        return [figure.hidden, columns.length, columns[columns.length - 1].querySelectorAll('rect').length, figure.textContent.includes('waiting 300 → 1')];
    })()").await;
    assert_eq!(drawn, serde_json::json!([false, 100, 4, true]));
    // The zone of the plan shows when a row has the focus.
    let zone = run("return (async () => {
        const time = document.querySelector('#failed tbody time[data-plan]');
        if (!time) return 'beside it';
        time.closest('tr').querySelector('button').focus();
        return getComputedStyle(time, '::after').content;
    })()")
    .await;
    assert!(
        zone == "beside it" || zone.as_str().is_some_and(|text| text.contains(':')),
        "{zone}"
    );
    let barriers = browser.barriers().await;
    assert!(barriers.is_empty(), "{barriers:#?}");
    browser.picture("board").await;
    let complaints = browser.complaints().await;
    assert!(complaints.is_empty(), "{complaints:#?}");
}
