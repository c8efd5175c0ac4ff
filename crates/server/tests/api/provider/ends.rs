//! How sessions end: by the person, who leaves the provider as well, and by the provider.

use http::Method;
use serde_json::json;
use server::sign_in::ClusterAccess;
use store::audit::{About, Outcome};

use super::{Browser, Front};
use crate::support::Answer;

async fn told(front: &Front, token: &str) -> Answer {
    let call = front
        .app
        .call(Method::POST, "/sign-in/back-channel-logout")
        .header("content-type", "application/x-www-form-urlencoded");
    call.send(format!("logout_token={token}")).await
}

#[tokio::test]
async fn who_signs_out_leaves_the_provider_as_well() {
    let Some(front) = Front::open(ClusterAccess::Impersonate).await else {
        return;
    };
    let mut browser = front.person("vera").await;
    let mut copy = browser.clone();
    let page = browser
        .send(&front.app, Method::POST, "/sign-out")
        .await
        .expect(200);
    let action = format!("action=\"{}/end_session\"", front.provider.issuer);
    for part in [
        &*action,
        "name=\"id_token_hint\" value=\"ey",
        "name=\"post_logout_redirect_uri\" value=\"http://127.0.0.1:8080/sign-in\"",
        "name=\"client_id\" value=\"everynode\"",
    ] {
        assert!(page.text.contains(part), "{part} in {}", page.text);
    }
    assert_eq!(page.header("referrer-policy"), "no-referrer");
    front.session(&mut copy).await.expect(401);
    front.session(&mut browser).await.expect(401);
}

#[tokio::test]
async fn a_provider_ends_the_sessions_that_it_names() {
    let Some(front) = Front::open(ClusterAccess::Impersonate).await else {
        return;
    };
    let is_in = async |browser: &Browser| {
        let answer = front.session(&mut browser.clone()).await;
        answer.status == 200
    };
    let (vera, otto) = (front.person("vera").await, front.person("otto").await);
    for (changes, status) in [
        (json!({"sid": "sid-of-vera", "nonce": "n"}), 400),
        (json!({"sid": "sid-of-vera", "aud": ["another"]}), 400),
        (
            json!({"sid": "sid-of-vera", "iss": "https://other.example"}),
            400,
        ),
        (json!({"sid": "sid-of-vera", "iat": 1_000_000_000}), 400),
        (json!({}), 400),
        (json!({"sid": "sid-of-nobody"}), 200),
    ] {
        let token = front.provider.logout_token(&changes).await;
        told(&front, &token).await.expect(status);
        assert!(is_in(&vera).await && is_in(&otto).await, "{changes}");
    }
    let token = front
        .provider
        .logout_token(&json!({"sid": "sid-of-vera"}))
        .await;
    told(&front, &token).await.expect(200);
    assert!(!is_in(&vera).await && is_in(&otto).await);
    // Once; and its end a second time, by another token, is a success.
    told(&front, &token).await.expect(400);
    let token = front
        .provider
        .logout_token(&json!({"sid": "sid-of-vera"}))
        .await;
    told(&front, &token).await.expect(200);

    let again = front.person("vera").await;
    let token = front.provider.logout_token(&json!({"sub": "vera"})).await;
    // What nobody has signed, or somebody else, ends nothing.
    let (message, _) = token.rsplit_once('.').unwrap();
    for forged in [
        format!("{message}."),
        format!("{message}.AAAA"),
        "x".to_owned(),
    ] {
        told(&front, &forged).await.expect(400);
    }
    assert!(is_in(&again).await);
    told(&front, &token).await.expect(200);
    assert!(!is_in(&again).await && is_in(&otto).await);

    let trail = front.app.app.store.audit();
    let rows = trail.list(About::default(), None, 100).await.unwrap();
    let refused = rows.iter().filter(|row| row.outcome == Outcome::Refused);
    assert_eq!(refused.count(), 9);
    let words = format!("{rows:?}");
    assert!(!words.contains("eyJ"), "a token is in the trail: {words}");
}
