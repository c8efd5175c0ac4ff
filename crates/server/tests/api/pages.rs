//! The pages that the server writes itself.

use http::Method;

use crate::support::TestApp;

#[tokio::test]
async fn who_is_not_signed_in_is_sent_to_the_sign_in_page_and_back() {
    let app = TestApp::on_sandbox().await;
    let away = app
        .call(Method::GET, "/clusters/a?b=c")
        .header("accept", "text/html")
        .send("")
        .await;
    let away = away.expect(200);
    assert!(
        away.text
            .contains(r#"data-next="/sign-in?next=%2Fclusters%2Fa%3Fb%3Dc""#),
        "{}",
        away.text
    );
    let page = app
        .call(Method::GET, "/sign-in?next=%2Fclusters%2Fa%3Fb%3Dc")
        .send("")
        .await
        .expect(200);
    assert!(
        page.text.contains(r#"value="/clusters/a?b=c""#),
        "{}",
        page.text
    );
    let injected = app
        .call(Method::GET, "/sign-in?next=%2F%22%3E%3Cscript%3E")
        .send("")
        .await
        .expect(200);
    assert!(!injected.text.contains("<script>"), "{}", injected.text);
}

#[tokio::test]
async fn a_link_from_elsewhere_takes_one_step_more() {
    let app = TestApp::on_sandbox().await;
    let from_elsewhere = app
        .call(Method::GET, "/clusters/a")
        .header("accept", "text/html")
        .header("sec-fetch-site", "cross-site")
        .send("")
        .await
        .expect(200);
    assert!(
        from_elsewhere.text.contains(r#"data-next="/clusters/a""#),
        "{}",
        from_elsewhere.text
    );
    let policy = from_elsewhere.header("content-security-policy");
    let nonce = policy
        .split("'nonce-")
        .nth(1)
        .unwrap()
        .split('\'')
        .next()
        .unwrap();
    assert!(from_elsewhere.text.contains(&format!("nonce=\"{nonce}\"")));
}

#[tokio::test]
async fn unknown_paths_of_the_api_are_problems_and_unknown_files_are_no_pages() {
    let app = TestApp::on_sandbox().await;
    app.get("/api/v1/nothing").await.expect(404).problem();
    app.get("/api").await.expect(404).problem();
    app.get("/assets/nothing.js").await.expect(404);
    app.get("/assets/manifest.json").await.expect(404);
    app.get("/assets/..%2F..%2FCargo.toml").await.expect(404);
    let picture = app
        .call(Method::GET, "/picture.png")
        .header("accept", "image/*")
        .send("")
        .await;
    picture.expect(404);
}

#[tokio::test]
async fn who_comes_below_a_path_that_the_console_does_not_know_of_is_told_what_to_set() {
    let app = TestApp::on_sandbox().await;
    let call = |path, language| {
        app.call(Method::GET, path)
            .header("accept", "text/html")
            .header("accept-language", language)
            .send("")
    };
    let page = call("/everynode/clusters/a", "en").await.expect(404);
    for part in [
        "There is no such page",
        "--public-url https://127.0.0.1:8080/everynode ",
        r#"href="/""#,
    ] {
        assert!(page.text.contains(part), "{part}: {}", page.text);
    }
    let chinese = call("/everynode/", "zh-CN").await.expect(404);
    assert!(chinese.text.contains("没有此页面"), "{}", chinese.text);
    // Nothing that could be served below is no such path.
    let strange = call("/a%2F%3Cscript%3E/x", "en").await.expect(404);
    assert!(
        !strange.text.contains("--public-url") && !strange.text.contains("<script>"),
        "{}",
        strange.text
    );
}
