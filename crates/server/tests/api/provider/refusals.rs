//! What a provider may not send: each is said, and nobody is signed in by it.

use serde_json::{Value, json};
use server::sign_in::ClusterAccess;

use super::{Browser, Front};

#[tokio::test]
async fn what_does_not_count_signs_nobody_in_and_is_said() {
    let Some(front) = Front::open(ClusterAccess::Impersonate).await else {
        return;
    };
    let claims = |claims: Value| json!({"claims": claims});
    for (told, status, words) in [
        (claims(json!({"nonce": "another"})), 403, "nonce"),
        (claims(json!({"nonce": null})), 403, "nonce"),
        (claims(json!({"exp": 1_000_000_000})), 403, "expired"),
        (
            claims(json!({"iat": 4_000_000_000_u64})),
            403,
            "yet to come",
        ),
        (
            claims(json!({"aud": ["somebody-else"]})),
            403,
            "must contain `everynode`",
        ),
        (
            claims(json!({"aud": ["everynode", "x"], "azp": "x"})),
            403,
            "made for `x`",
        ),
        (
            claims(json!({"iss": "https://evil.example"})),
            403,
            "evil.example",
        ),
        (claims(json!({"sub": ""})), 403, "“sub”"),
        (claims(json!({"groups": {"a": 1}})), 403, "“groups”"),
        (
            claims(json!({"groups": null, "_claim_names": {"groups": "src1"}})),
            403,
            "more groups than",
        ),
        (
            claims(json!({"groups": ["system:masters"]})),
            403,
            "system:masters",
        ),
        (claims(json!({"sub": "system:admin"})), 403, "system:admin"),
        (json!({"sign": "none"}), 403, "ignature"),
        (json!({"sign": "secret"}), 403, "ignature"),
        (json!({"sign": "another key"}), 403, "signed with a key"),
    ] {
        front.provider.tell(told.clone()).await;
        let mut browser = Browser::default();
        let answer = front.sign_in(&mut browser, "vera").await.expect(status);
        assert!(
            answer.text.contains(words),
            "{told}: {words} in {}",
            answer.text
        );
        assert!(answer.text.contains("/sign-in/provider"), "{}", answer.text);
        front.session(&mut browser).await.expect(401);
    }
    front.provider.tell(json!({})).await;
    front.person("vera").await;
}

#[tokio::test]
async fn clocks_may_differ_by_a_little_and_keys_may_change() {
    let Some(front) = Front::open(ClusterAccess::Impersonate).await else {
        return;
    };
    let now = jiff::Timestamp::now().as_second();
    let claims = json!({"claims": {"exp": now - 30, "iat": now + 30}});
    front.provider.tell(claims).await;
    front
        .sign_in(&mut Browser::default(), "vera")
        .await
        .expect(200);
    // What the provider says of itself was asked a moment ago; with a new key it is asked again.
    tokio::time::sleep(std::time::Duration::from_secs(5)).await;
    front.provider.tell(json!({"rotate": true})).await;
    front
        .sign_in(&mut Browser::default(), "vera")
        .await
        .expect(200);
}

#[tokio::test]
async fn an_issuer_is_the_same_to_the_last_slash() {
    let slash = |settings: &mut server::sign_in::OidcSettings| settings.issuer.push('/');
    let Some(front) = Front::with(ClusterAccess::Impersonate, slash).await else {
        return;
    };
    let mut browser = Browser::default();
    let answer = browser
        .get(&front.app, "/sign-in/provider?next=/")
        .await
        .expect(503);
    let issuer = &front.provider.issuer;
    for name in [format!("“{issuer}”"), format!("“{issuer}/”")] {
        assert!(answer.text.contains(&name), "{name} in {}", answer.text);
    }
    // With the slash on both sides it is right.
    let said = json!({"discovery": {"issuer": format!("{issuer}/")}});
    front.provider.tell(said).await;
    browser.begin(&front.app, "/").await;
}

#[tokio::test]
async fn a_provider_that_refuses_or_is_away_is_said() {
    let Some(front) = Front::open(ClusterAccess::Impersonate).await else {
        return;
    };
    let mut browser = Browser::default();
    let address = browser.begin(&front.app, "/").await;
    let (_, state) = address.split_once("state=").unwrap();
    let state = state.split('&').next().unwrap();
    let path = format!(
        "/sign-in/callback?state={state}&error=access_denied&error_description=Not%20you%3Cscript%3E"
    );
    let answer = browser.get(&front.app, &path).await.expect(403);
    assert!(
        answer
            .text
            .contains("Not you&#60;script&#62; (access_denied)"),
        "{}",
        answer.text
    );
    // An answer that names another provider is none (RFC 9207), whatever it says.
    let address = browser.begin(&front.app, "/").await;
    let back = front.provider.sign_in(&address, "vera").await;
    let back = format!("{back}&iss=https%3A%2F%2Fevil.example");
    let answer = browser.get(&front.app, &back).await.expect(503);
    assert!(
        answer.text.contains("“https://evil.example”"),
        "{}",
        answer.text
    );
    front.session(&mut browser).await.expect(401);
    // Without a state of ours nobody's words are shown.
    let path = "/sign-in/callback?state=x&error=access_denied&error_description=Call%200123";
    let answer = browser.get(&front.app, path).await.expect(400);
    assert!(!answer.text.contains("0123"), "{}", answer.text);

    let address = browser.begin(&front.app, "/").await;
    let back = front.provider.sign_in(&address, "vera").await;
    front.provider.tell(json!({"away": true})).await;
    let answer = browser.get(&front.app, &back).await.expect(503);
    assert!(answer.text.contains("does not answer"), "{}", answer.text);
    // In the language that the browser asks for.
    let call = front
        .app
        .call(http::Method::GET, "/sign-in")
        .header("accept-language", "zh-CN");
    let page = call.send("").await.expect(200);
    assert!(page.text.contains("<html lang=\"zh-CN\">"), "{}", page.text);
    assert!(page.text.contains("登录"), "{}", page.text);
}

#[tokio::test]
async fn a_cluster_that_does_not_trust_the_provider_is_said_with_what_to_set() {
    let Some(front) = Front::open(ClusterAccess::PassThrough).await else {
        return;
    };
    let mut browser = Browser::default();
    let answer = front.sign_in(&mut browser, "vera").await.expect(403);
    for part in [&*front.provider.issuer, "“everynode”", "--oidc-issuer-url"] {
        assert!(answer.text.contains(part), "{part} in {}", answer.text);
    }
    front.session(&mut browser).await.expect(401);
}
