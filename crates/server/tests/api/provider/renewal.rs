//! Tokens that run out: one request of all fetches new ones, and nobody is signed out meanwhile.

use std::time::Duration;

use futures::future::join_all;
use http::Method;
use serde_json::{Value, json};
use server::sign_in::ClusterAccess;

use super::Front;

/// Makes the tokens of whoever signs in next so short that the next request renews them.
async fn of_short_life(front: &Front, beside: Value) {
    let mut told = json!({"lifetime": 2});
    for (name, value) in beside.as_object().unwrap() {
        told[name] = value.clone();
    }
    front.provider.tell(told).await;
}

#[tokio::test]
async fn of_many_requests_at_once_one_renews() {
    let Some(front) = Front::open(ClusterAccess::Impersonate).await else {
        return;
    };
    of_short_life(&front, json!({})).await;
    let browser = front.person("vera").await;
    // All of them come once the tokens have run out, and the provider is slow.
    tokio::time::sleep(Duration::from_secs(3)).await;
    front
        .provider
        .tell(json!({"lifetime": 600, "delay_ms": 1500}))
        .await;
    let asked = (0..12).map(|_| {
        let mut browser = browser.clone();
        let front = &front;
        async move { front.session(&mut browser).await.status.as_u16() }
    });
    let answers = join_all(asked).await;
    assert_eq!(answers, [200; 12]);
    assert_eq!(front.provider.count("refreshes").await, 1);
    assert_eq!(front.provider.count("reused").await, 0);
    // The same cookie just afterwards.
    front.session(&mut browser.clone()).await.expect(200);
    assert_eq!(front.provider.count("refreshes").await, 1);
}

#[tokio::test]
async fn a_renewal_goes_on_where_the_request_is_gone() {
    let Some(front) = Front::open(ClusterAccess::Impersonate).await else {
        return;
    };
    of_short_life(&front, json!({})).await;
    let browser = front.person("vera").await;
    tokio::time::sleep(Duration::from_secs(3)).await;
    front
        .provider
        .tell(json!({"lifetime": 600, "delay_ms": 800}))
        .await;
    let mut gone = browser.clone();
    let asked = front.session(&mut gone);
    let given_up = tokio::time::timeout(Duration::from_millis(300), asked).await;
    assert!(given_up.is_err(), "the provider was slow");
    front.session(&mut browser.clone()).await.expect(200);
    assert_eq!(front.provider.count("refreshes").await, 1);
}

#[tokio::test]
async fn groups_are_read_again_and_another_person_is_nobody() {
    let Some(front) = Front::open(ClusterAccess::Impersonate).await else {
        return;
    };
    let path = format!(
        "/apis/rbac.authorization.k8s.io/v1/namespaces/{}/rolebindings",
        front.app.namespace
    );
    let binding = json!({
        "metadata": {"name": format!("{}-web", front.app.namespace)},
        "subjects": [{"apiGroup": "rbac.authorization.k8s.io", "kind": "Group", "name": "web"}],
        "roleRef": {"apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole", "name": "view"},
    });
    front.app.cluster_request("POST", &path, &binding).await;
    let list = format!(
        "{}?namespace={}",
        contract::path::daemonsets(&front.app.name),
        front.app.namespace
    );
    of_short_life(&front, json!({"claims": {"groups": ["web"]}})).await;
    let mut browser = front.person("vera").await;
    browser.get(&front.app, &list).await.expect(200);
    of_short_life(&front, json!({"claims": {"groups": []}})).await;
    tokio::time::sleep(Duration::from_secs(3)).await;
    browser.get(&front.app, &list).await.expect(403);

    of_short_life(&front, json!({"claims": {"sub": "otto"}})).await;
    tokio::time::sleep(Duration::from_secs(3)).await;
    front.session(&mut browser).await.expect(401);
}

#[tokio::test]
async fn a_provider_that_is_away_ends_no_session_and_one_that_refuses_does() {
    let Some(front) = Front::open(ClusterAccess::Impersonate).await else {
        return;
    };
    of_short_life(&front, json!({})).await;
    let mut browser = front.person("vera").await;
    tokio::time::sleep(Duration::from_secs(3)).await;
    of_short_life(&front, json!({"away": true})).await;
    let away = front.session(&mut browser).await.expect(503);
    assert!(away.problem().detail.contains("provider"), "{}", away.text);
    of_short_life(&front, json!({})).await;
    front.session(&mut browser).await.expect(200);
    of_short_life(&front, json!({"refuse": true})).await;
    tokio::time::sleep(Duration::from_secs(3)).await;
    let mut copy = browser.clone();
    front.session(&mut browser).await.expect(401);
    let shell = copy
        .send(&front.app, Method::GET, "/clusters")
        .await
        .expect(200);
    assert!(
        shell.text.contains(r#"data-next="/sign-in?next="#),
        "{}",
        shell.text
    );
}
