//! The pages, without a browser.

use super::world::Site;

#[tokio::test]
async fn the_dashboard_is_for_those_who_are_logged_in() {
    let site = Site::start().await;
    let stranger = site
        .get("/dashboard?job=a%23b")
        .send()
        .await
        .expect("an answer");
    assert_eq!(stranger.status(), 303);
    assert_eq!(
        stranger.headers()["location"],
        "/login?next=%2Fdashboard%3Fjob%3Da%2523b"
    );
    let cookie = site.cookie("vera").await;
    let page = site
        .get("/dashboard")
        .header("Cookie", &cookie)
        .send()
        .await
        .expect("a page");
    assert_eq!(
        (
            page.status().as_u16(),
            page.headers()["cache-control"].to_str().ok()
        ),
        (200, Some("no-store"))
    );
    let text = page.text().await.expect("text");
    assert!(text.contains("vera"));
    // Nothing inline, nothing from elsewhere.
    for bad in ["<style", "style=", "onclick", "http://cdn", "https://"] {
        assert!(!text.contains(bad), "{bad}");
    }
    assert_eq!(
        site.get("/").send().await.expect("an answer").headers()["location"],
        "/dashboard"
    );
}

#[tokio::test]
async fn assets_are_revalidated_with_a_tag() {
    let site = Site::start().await;
    let first = site.get("/assets/app.css").send().await.expect("an answer");
    assert_eq!(first.headers()["content-type"], "text/css; charset=utf-8");
    let tag = first.headers()["etag"].clone();
    let again = site
        .get("/assets/app.css")
        .header("If-None-Match", tag)
        .send()
        .await
        .expect("an answer");
    assert_eq!(again.status(), 304);
}
