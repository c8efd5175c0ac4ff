//! Two consoles over one database: a session that began at one is at home at the other, and its tokens are renewed once.

use std::time::{Duration, Instant};

use futures::future::join_all;
use http::Method;
use http_body_util::BodyExt as _;
use serde_json::json;
use server::sign_in::ClusterAccess;

use super::{Browser, Front, sign_in};
use crate::support::{Provider, TestApp, stores};

const ACCESS: ClusterAccess = ClusterAccess::Impersonate;

/// A console and another beside it; none where there is no provider.
async fn two() -> Option<(Front, TestApp)> {
    let provider = Provider::start()?;
    let [one, other] = stores::shared().await;
    let front = Front::over(one, provider, ACCESS, |_| {}).await;
    let beside = front.app.beside(other, |cluster| {
        sign_in(cluster, ACCESS, &front.settings, &front.keys)
    });
    let (other, _) = beside.await;
    Some((front, other))
}

async fn session(app: &TestApp, browser: &Browser) -> u16 {
    let answer = browser.clone().get(app, "/api/v1/session").await;
    answer.status.as_u16()
}

#[tokio::test]
async fn tokens_are_renewed_once_whatever_console_is_asked() {
    let Some((front, other)) = two().await else {
        return;
    };
    // Longer than that anybody would renew them at once, and soon over.
    front.provider.tell(json!({"lifetime": 12})).await;
    let browser = front.person("vera").await;
    assert_eq!(session(&other, &browser).await, 200);
    assert_eq!(front.provider.count("refreshes").await, 0);
    for (round, lasted, lasts) in [(1, 12, 20), (2, 20, 600)] {
        tokio::time::sleep(Duration::from_secs(lasted)).await;
        let slow = json!({"lifetime": lasts, "delay_ms": 5000});
        front.provider.tell(slow).await;
        // A page with twelve requests and three more tabs, at both consoles.
        let begun = Instant::now();
        let asked = (0..24).map(|number| {
            let app = if number % 2 == 0 { &front.app } else { &other };
            session(app, &browser)
        });
        assert_eq!(join_all(asked).await, [200; 24], "round {round}");
        let took = begun.elapsed();
        assert_eq!(front.provider.count("refreshes").await, round);
        assert_eq!(front.provider.count("reused").await, 0);
        // The lease is held for as long as the call takes, and nobody waits for its end.
        assert!(
            took > Duration::from_secs(5) && took < Duration::from_secs(12),
            "{took:?}"
        );
        // The cookie of before is that of now.
        for app in [&front.app, &other] {
            assert_eq!(session(app, &browser).await, 200, "round {round}");
        }
    }
}

#[tokio::test]
async fn a_sign_in_that_began_at_one_console_ends_at_the_other() {
    let Some((front, other)) = two().await else {
        return;
    };
    let mut browser = Browser::default();
    let address = browser.begin(&front.app, "/clusters").await;
    let back = front.provider.sign_in(&address, "vera").await;
    let done = browser.get(&other, &back).await.expect(200);
    assert!(
        done.text.contains("data-next=\"/clusters\""),
        "{}",
        done.text
    );
    for app in [&front.app, &other] {
        assert_eq!(session(app, &browser).await, 200);
    }
    // A second time it is worth nothing at either.
    let mut stranger = Browser::default();
    stranger.get(&front.app, &back).await.expect(400);
}

#[tokio::test]
async fn a_session_that_ends_at_one_console_has_ended_at_the_other() {
    let Some((front, other)) = two().await else {
        return;
    };
    for by_provider in [false, true] {
        let mut browser = front.person("vera").await;
        let copy = browser.clone();
        let events = contract::path::events(&other.name);
        let call = other.call(Method::GET, &events);
        let call = call.header("cookie", &copy.header());
        let stream = call.header("accept", "text/event-stream").open("").await;
        assert_eq!(stream.status(), 200);
        let mut stream = stream.into_body();
        if by_provider {
            let token = front.provider.logout_token(&json!({"sub": "vera"})).await;
            let call = front.app.call(Method::POST, "/sign-in/back-channel-logout");
            let call = call.header("content-type", "application/x-www-form-urlencoded");
            call.send(format!("logout_token={token}")).await.expect(200);
        } else {
            let out = browser.send(&front.app, Method::POST, "/sign-out");
            out.await.expect(200);
        }
        assert_eq!(session(&other, &copy).await, 401);
        let ends = async { while stream.frame().await.is_some() {} };
        let ends = tokio::time::timeout(Duration::from_secs(10), ends).await;
        assert!(ends.is_ok(), "the stream goes on");
    }
}
