//! Nobody else gets in.

use http::Method;
use serde_json::Value;

use crate::support::{TOKEN, TestApp};

/// What is answered to everybody; this list may only shrink.
const OPEN: [&str; 2] = ["/healthz", "/readyz"];

#[tokio::test]
async fn no_route_answers_who_is_not_signed_in() {
    let app = TestApp::on_sandbox().await;
    let document: Value = serde_json::from_str(server::openapi::text()).unwrap();
    let mut tried = 0;
    for (path, item) in document["paths"].as_object().unwrap() {
        for method in item.as_object().unwrap().keys() {
            let Ok(method) = method.to_uppercase().parse::<Method>() else {
                continue;
            };
            let url = path.replace("{cluster}", &app.name).replace(['{', '}'], "");
            let answer = app.call(method.clone(), &url).send("").await;
            if OPEN.contains(&path.as_str()) {
                answer.expect(200);
            } else {
                let answer = answer.expect(401);
                answer.problem();
                assert!(answer.header("www-authenticate").starts_with("Bearer"));
                let wrong = app
                    .call(method, &url)
                    .header("authorization", "Bearer wrong-token-0123456789");
                wrong.send("").await.expect(401).problem();
            }
            tried += 1;
        }
    }
    assert!(tried >= 20, "only {tried} operations were found");
}

#[tokio::test]
async fn another_host_and_another_site_are_not_answered() {
    let app = TestApp::on_sandbox().await;
    let rebound = app
        .signed_in(Method::GET, "/api/v1/clusters")
        .header("host", "evil.example:8080");
    assert_eq!(
        rebound.send("").await.expect(421).problem().kind,
        "/problems/wrong-host"
    );
    for path in ["/healthz", "/sign-in", "/"] {
        app.call(Method::GET, path)
            .header("host", "evil.example")
            .send("")
            .await
            .expect(421);
    }
    for (name, value) in [
        ("sec-fetch-site", "cross-site"),
        ("sec-fetch-site", "same-site"),
        ("origin", "http://localhost:3000"),
        ("origin", "null"),
    ] {
        for (method, path) in [
            (Method::DELETE, "/api/v1/drafts/1"),
            (Method::GET, "/api/v1/clusters/sandbox/events"),
            (Method::POST, "/sign-in"),
            (Method::POST, "/sign-out"),
        ] {
            let call = app.signed_in(method, path).header(name, value);
            assert_eq!(
                call.send("").await.expect(403).problem().kind,
                "/problems/cross-origin"
            );
        }
    }
    let own = app
        .signed_in(Method::GET, "/api/v1/clusters")
        .header("origin", "http://127.0.0.1:8080");
    own.header("sec-fetch-site", "same-origin")
        .send("")
        .await
        .expect(200);
}

#[tokio::test]
async fn who_came_over_tls_is_kept_there() {
    let paths = [
        "/",
        "/sign-in",
        "/healthz",
        "/api/v1/session",
        "/nowhere",
        "/assets/none",
    ];
    for (url, expected) in [
        (
            "https://console.example.com",
            "max-age=31536000; includeSubDomains",
        ),
        (
            "https://example.com/everynode",
            "max-age=31536000; includeSubDomains",
        ),
        // A browser would pass it over, and a proxy might not.
        ("http://console.example.com", ""),
    ] {
        let app = TestApp::on_sandbox_at(url).await;
        for path in paths {
            let call = app.call(Method::GET, path);
            let answer = call
                .header("host", url.split('/').nth(2).unwrap())
                .send("")
                .await;
            let said = answer.header("strict-transport-security");
            assert_eq!(said, expected, "{url} {path} {}", answer.status);
        }
    }
}

#[tokio::test]
async fn the_token_of_the_address_becomes_a_session() {
    let app = TestApp::on_sandbox().await;
    let page = app.call(
        Method::GET,
        &format!("/sign-in?token={TOKEN}&next=/clusters/sandbox"),
    );
    let page = page.send("").await.expect(200);
    let cookie = page.header("set-cookie").to_owned();
    for part in ["everynode-8080=", "HttpOnly", "SameSite=Strict", "Path=/"] {
        assert!(cookie.contains(part), "{cookie}");
    }
    assert!(!cookie.contains(TOKEN) && !page.text.contains(TOKEN));
    assert!(
        page.text.contains(r#"data-next="/clusters/sandbox""#),
        "{}",
        page.text
    );
    // What follows must not name the address that holds the token.
    assert_eq!(page.header("referrer-policy"), "no-referrer");
    assert_eq!(page.header("cache-control"), "no-store");

    let cookie = cookie.split(';').next().unwrap();
    let session = || {
        app.call(Method::GET, "/api/v1/session")
            .header("cookie", cookie)
    };
    let info = session().send("").await.expect(200).json();
    assert_eq!(info["user"], "local");
    // The browser judges by the same policy.
    assert_eq!(info["policy"], "kubernetes");
    // A wrong token is not made good by a cookie.
    session()
        .header("authorization", "Bearer wrong")
        .send("")
        .await
        .expect(401);

    let out = app
        .call(Method::DELETE, "/api/v1/session")
        .header("cookie", cookie);
    out.send("").await.expect(204);
    session().send("").await.expect(401);
}

#[tokio::test]
async fn a_token_in_an_address_goes_no_further() {
    let app = TestApp::on_sandbox().await;
    let wrong = app.call(Method::GET, "/sign-in?token=nearly-the-right-one&next=/x");
    let wrong = wrong.send("").await.expect(401);
    // The form must still come from our own origin, so the policy cannot be `no-referrer`.
    assert_eq!(wrong.header("referrer-policy"), "strict-origin");
    assert!(wrong.header("set-cookie").is_empty());
    assert!(
        !wrong.text.contains("nearly-the-right-one"),
        "{}",
        wrong.text
    );
    assert!(
        wrong.text.contains(r#"data-here="/sign-in?next=%2Fx""#),
        "{}",
        wrong.text
    );
    // All other pages may tell our own pages where they were.
    let other = app.get("/api/v1/clusters").await.expect(200);
    assert_eq!(other.header("referrer-policy"), "same-origin");
    for next in ["/x%00y", "/x%0Dy", "/x%1By", "/x%7Fy", "/x%C2%85y"] {
        let typed = app
            .call(Method::POST, "/sign-in")
            .header("content-type", "application/x-www-form-urlencoded");
        let typed = typed.send(format!("token={TOKEN}&next={next}")).await;
        assert_eq!(typed.expect(303).header("location"), "/", "{next}");
    }
}

#[tokio::test]
async fn the_token_can_be_typed() {
    let app = TestApp::on_sandbox().await;
    let post = |body: String| {
        app.call(Method::POST, "/sign-in")
            .header("content-type", "application/x-www-form-urlencoded")
            .send(body)
    };
    let wrong = post("token=wrong&next=%2Fx".to_owned()).await.expect(401);
    assert!(wrong.text.contains("role=\"alert\"") && wrong.header("set-cookie").is_empty());
    let right = post(format!("token={TOKEN}&next=%2F%2Fevil.example"))
        .await
        .expect(303);
    assert_eq!(right.header("location"), "/");
    let cookie = right
        .header("set-cookie")
        .split(';')
        .next()
        .unwrap()
        .to_owned();
    let out = app
        .call(Method::POST, "/sign-out")
        .header("cookie", &cookie)
        .send("")
        .await;
    assert_eq!(out.expect(303).header("location"), "/sign-in");
    let session = app
        .call(Method::GET, "/api/v1/session")
        .header("cookie", &cookie);
    session.send("").await.expect(401);
}

#[tokio::test]
async fn every_answer_forbids_browsers_what_is_not_needed() {
    let app = TestApp::on_sandbox().await;
    for path in [
        "/healthz",
        "/sign-in",
        "/",
        "/api/v1/clusters",
        "/api/nothing",
        "/assets/none",
    ] {
        let answer = app.call(Method::GET, path).send("").await;
        assert_eq!(answer.header("x-content-type-options"), "nosniff", "{path}");
        assert_eq!(
            answer.header("cross-origin-opener-policy"),
            "same-origin",
            "{path}"
        );
        let policy = answer.header("content-security-policy");
        assert!(
            policy.contains("frame-ancestors 'none'") && policy.contains("default-src 'none'"),
            "{path}: {policy}"
        );
        assert!(
            !policy.contains("unsafe-inline") && !policy.contains("'unsafe-eval'"),
            "{path}: {policy}"
        );
        assert!(
            answer.header("access-control-allow-origin").is_empty(),
            "{path}"
        );
    }
}

#[tokio::test]
async fn metrics_count_requests_by_route() {
    let app = TestApp::on_sandbox().await;
    app.get("/api/v1/drafts/nothing").await.expect(404);
    app.get("/nowhere/at/all").await;
    let metrics = app.get("/metrics").await.expect(200).text;
    assert!(
        metrics.contains(
            r#"http_requests_total{route="/api/v1/drafts/{id}",method="GET",status="404"}"#
        ),
        "{metrics}"
    );
    assert!(
        metrics.contains("everynode_build_info{version="),
        "{metrics}"
    );
    assert!(
        metrics.contains("http_request_duration_seconds_bucket{"),
        "{metrics}"
    );
    assert!(!metrics.contains("/nowhere"), "a path became a label");
}
