//! The console below a path of a host, whether the proxy in front takes that away or leaves it.

use http::Method;

use crate::support::{Answer, TOKEN, TestApp, manifest};

const URL: &str = "https://a.example/everynode";

/// Below what a request comes in: behind a proxy that leaves the path, and behind one that takes it away.
const WAYS: [&str; 2] = ["/everynode", ""];

async fn page(app: &TestApp, path: &str) -> Answer {
    app.call(Method::GET, path)
        .header("accept", "text/html")
        .header("host", "a.example")
        .send("")
        .await
}

#[tokio::test]
async fn pages_and_sign_in_stay_below_the_path() {
    let app = TestApp::on_sandbox_at(URL).await;
    for way in WAYS {
        let first = page(&app, &format!("{way}/clusters/a?b=c")).await;
        let next = r#"data-next="/everynode/sign-in?next=%2Fclusters%2Fa%3Fb%3Dc""#;
        assert!(first.text.contains(next), "{way}: {}", first.text);
        let sign_in = page(&app, &format!("{way}/sign-in?next=%2Fclusters%2Fa")).await;
        for part in [
            r#"action="/everynode/sign-in""#,
            r#"data-here="/everynode/sign-in?next=%2Fclusters%2Fa""#,
            r#"value="/clusters/a""#,
            r#"data-base="/everynode" data-path="/sign-in""#,
        ] {
            assert!(
                sign_in.text.contains(part),
                "{way} {part}: {}",
                sign_in.text
            );
        }
        let typed = app
            .call(Method::POST, &format!("{way}/sign-in"))
            .header("origin", "https://a.example")
            .header("content-type", "application/x-www-form-urlencoded")
            .send(format!("token={TOKEN}&next=%2Fclusters%2Fa"))
            .await
            .expect(303);
        assert_eq!(typed.header("location"), "/everynode/clusters/a");
        let cookie = typed.header("set-cookie").to_owned();
        for part in [
            "__Secure-everynode=",
            "Secure",
            "HttpOnly",
            "SameSite=Strict",
            "Path=/everynode",
        ] {
            assert!(cookie.contains(part), "{cookie}");
        }
        let cookie = cookie.split(';').next().unwrap();
        let session = app
            .call(Method::GET, &format!("{way}/api/v1/session"))
            .header("cookie", cookie);
        assert_eq!(session.send("").await.expect(200).json()["user"], "local");
        let out = app
            .call(Method::POST, &format!("{way}/sign-out"))
            .header("cookie", cookie)
            .send("")
            .await;
        assert_eq!(out.expect(303).header("location"), "/everynode/sign-in");
    }
}

#[tokio::test]
async fn the_api_says_where_it_is() {
    let app = TestApp::on_sandbox_at(URL).await;
    for way in WAYS {
        let described = app.get(&format!("{way}/api/v1/openapi.json")).await;
        let described = described.expect(200).json();
        assert_eq!(described["servers"][0]["url"], "/everynode");
        assert_eq!(described["openapi"], "3.1.0");
        let name = if way.is_empty() { "taken" } else { "left" };
        let manifest = manifest(name);
        let path = format!(
            "{way}/api/v1/clusters/sandbox/namespaces/{}/daemonsets",
            app.namespace
        );
        let made = app
            .signed_in(Method::POST, &path)
            .header("content-type", "application/yaml")
            .send(manifest)
            .await
            .expect(201);
        let place = made.header("location");
        assert!(
            place.starts_with("/everynode/api/v1/clusters/sandbox/") && place.ends_with(name),
            "{place}"
        );
        // A client goes on from there.
        app.get(place).await.expect(200);
        let stream = app
            .signed_in(
                Method::GET,
                &format!("{way}/api/v1/clusters/sandbox/events"),
            )
            .open("")
            .await;
        assert_eq!(stream.headers()["content-type"], "text/event-stream");
        let nothing = app.get(&format!("{way}/api/v1/nothing")).await.expect(404);
        assert!(
            nothing
                .problem()
                .detail
                .contains("/everynode/api/v1/openapi.json")
        );
    }
    // Probes ask the console itself.
    app.get("/healthz").await.expect(200);
    // What only begins alike is another's.
    let other = page(&app, "/everynodes/clusters").await.expect(404);
    assert!(
        other.text.contains("There is no such page"),
        "{}",
        other.text
    );
}

/// Beside no other on its host, the browser itself sees to it that nobody else sets the cookie.
#[tokio::test]
async fn over_tls_the_cookie_is_of_this_very_host() {
    let app = TestApp::on_sandbox_at("https://a.example").await;
    let typed = app
        .call(Method::POST, "/sign-in")
        .header("host", "a.example")
        .header("origin", "https://a.example")
        .header("content-type", "application/x-www-form-urlencoded")
        .send(format!("token={TOKEN}"))
        .await
        .expect(303);
    let cookie = typed.header("set-cookie");
    for part in ["Secure", "HttpOnly", "SameSite=Strict", "Path=/;"] {
        assert!(format!("{cookie};").contains(part), "{cookie}");
    }
    assert!(cookie.starts_with("__Host-everynode="), "{cookie}");
    assert!(!cookie.contains("Domain"), "{cookie}");
}
