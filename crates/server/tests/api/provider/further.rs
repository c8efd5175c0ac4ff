//! A person of a provider in further clusters: named there by the console, known there by what the provider says, or by a token of
//! that cluster.

use std::{
    path::PathBuf,
    time::{Duration, Instant},
};

use cluster::ConnectOptions;
use contract::{ClusterAccess, ClusterOrigin};
use http::Method;
use http_body_util::BodyExt as _;
use serde_json::{Value, json};
use server::clusters::{Found, Way};

use super::{Browser, Front};
use crate::support::{Heard, Provider, TestApp, manifest};

/// How every token of a provider begins.
const OF_PROVIDER: &str = "eyJ";

fn found(name: &str, way: Way, access: ClusterAccess) -> Found {
    Found {
        name: name.to_owned(),
        way,
        is_unverified: false,
        fingerprint: None,
        access: Some(access),
    }
}

fn heard(heard: &Heard, access: ClusterAccess) -> Found {
    let way = Way::Ready(heard.cluster.clone());
    found(heard.cluster.name(), way, access)
}

/// The console knows these clusters as well.
fn add(front: &Front, more: Vec<Found>) {
    let clusters = &front.app.app.clusters;
    assert!(clusters.settle(ClusterOrigin::Folder, more).is_empty());
}

/// What is about `default` in a cluster.
fn list(cluster: &str) -> String {
    format!("{}?namespace=default", contract::path::daemonsets(cluster))
}

/// Lets a group look at `default`.
async fn let_look(heard: &Heard, group: &str) {
    let binding = json!({
        "metadata": {"name": group},
        "subjects": [{"apiGroup": "rbac.authorization.k8s.io", "kind": "Group", "name": group}],
        "roleRef": {"apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole", "name": "view"},
    });
    let path = "/apis/rbac.authorization.k8s.io/v1/namespaces/default/rolebindings";
    heard.request("POST", path, &binding).await;
}

#[tokio::test]
async fn who_comes_from_a_provider_is_in_each_cluster_who_its_way_says() {
    let [first, near, far, edge] = ["first", "near", "far", "edge"].map(Heard::cluster);
    let Some(front) = Front::over_heard(&first).await else {
        return;
    };
    let more = vec![
        heard(&near, ClusterAccess::Impersonate),
        heard(&far, ClusterAccess::PassThrough),
        heard(&edge, ClusterAccess::Token),
    ];
    add(&front, more);
    let_look(&near, "people").await;
    let app = &front.app;
    let mut vera = front.person("vera").await;
    // Named, with her groups, by the console, which hands nothing over for it.
    vera.get(app, &list("near")).await.expect(200);
    vera.get(app, &contract::path::daemonsets("near"))
        .await
        .expect(200);
    let agent = manifest::Document::parse(manifest("agent")).value();
    near.request(
        "POST",
        "/apis/apps/v1/namespaces/default/daemonsets",
        &agent,
    )
    .await;
    let restart = contract::path::daemonset("near", "default", "agent") + "/restart";
    vera.send(app, Method::POST, &restart).await.expect(403);
    let as_whom = near.writes_in("default");
    assert!(!as_whom.is_empty(), "it was not asked");
    assert!(as_whom.iter().all(|it| it.by == "vera"), "{as_whom:?}");
    // Known by her ID token, which that API server does not trust: no other token is of use there, and none is asked for.
    let refused = vera.get(app, &list("far")).await.expect(403).problem();
    assert_eq!(refused.kind, "/problems/forbidden");
    assert_eq!(refused.code, "console.provider_not_trusted_there");
    assert_eq!(
        refused.arguments,
        ["far", &*front.provider.issuer].map(Value::from)
    );
    let put = async |cluster: &str| {
        let path = contract::path::cluster_token(cluster);
        let call = app.call(Method::PUT, &path);
        let call = call.header("cookie", &vera.header());
        let call = call.header("content-type", "application/json");
        call.send(r#"{"token": "sandbox-viewer-token"}"#).await
    };
    put("far").await.expect(403);
    // By a token of its own.
    let mut browser = vera.clone();
    let missing = browser.get(app, &list("edge")).await.expect(403).problem();
    assert_eq!(missing.kind, "/problems/cluster-token-required");
    put("edge").await.expect(200);
    browser
        .get(app, &contract::path::daemonsets("edge"))
        .await
        .expect(200);

    let all = browser
        .get(app, "/api/v1/clusters")
        .await
        .expect(200)
        .json();
    let told: Vec<_> = all["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| (it["access"].as_str().unwrap(), it["token"].as_str()))
        .collect();
    assert_eq!(
        told,
        [
            ("impersonate", None),
            ("impersonate", None),
            ("pass-through", None),
            ("token", Some("kept"))
        ]
    );
    assert!(far.knows(OF_PROVIDER));
    for other in [&first, &near, &edge] {
        let name = other.cluster.name();
        assert!(!other.knows(OF_PROVIDER), "{name} was told her ID token");
    }
    assert!(edge.knows("sandbox-viewer-token") && !far.knows("sandbox-viewer-token"));
}

#[tokio::test]
async fn what_a_provider_takes_back_is_gone_in_further_clusters_too() {
    let [first, near] = ["first", "near"].map(Heard::cluster);
    let Some(front) = Front::over_heard(&first).await else {
        return;
    };
    add(&front, vec![heard(&near, ClusterAccess::Impersonate)]);
    let_look(&near, "web").await;
    let app = &front.app;
    let open = async |browser: &Browser| {
        let path = format!("{}?namespace=default", contract::path::events("near"));
        let call = app.call(Method::GET, &path);
        let answer = call.header("cookie", &browser.header()).open("").await;
        assert_eq!(answer.status(), 200);
        answer.into_body()
    };
    let in_web = json!({"lifetime": 12, "claims": {"groups": ["web"]}});
    front.provider.tell(in_web).await;
    let mut vera = front.person("vera").await;
    vera.get(app, &list("near")).await.expect(200);
    let mut stream = open(&vera).await;
    // The next tokens say that she is in no group any more.
    front.provider.tell(json!({"claims": {"groups": []}})).await;
    let begun = Instant::now();
    let ends = async { while stream.frame().await.is_some() {} };
    let ends = tokio::time::timeout(Duration::from_mins(1), ends).await;
    assert!(ends.is_ok(), "it goes on after {:?}", begun.elapsed());
    vera.get(app, &list("near")).await.expect(403);
    // The provider ends the session itself.
    let in_web = json!({"claims": {"groups": ["web"]}});
    front.provider.tell(in_web).await;
    let mut otto = front.person("otto").await;
    let mut stream = open(&otto).await;
    let token = front.provider.logout_token(&json!({"sub": "otto"})).await;
    let call = app.call(Method::POST, "/sign-in/back-channel-logout");
    let call = call.header("content-type", "application/x-www-form-urlencoded");
    call.send(format!("logout_token={token}")).await.expect(200);
    let ends = async { while stream.frame().await.is_some() {} };
    let ends = tokio::time::timeout(Duration::from_secs(15), ends).await;
    assert!(ends.is_ok(), "it outlives the session");
    otto.get(app, &list("near")).await.expect(401);
}

/// An API server that trusts the provider is told its ID token, also where it is not the cluster of sign-in.
#[tokio::test]
async fn an_id_token_goes_to_a_further_cluster_that_trusts_its_provider() {
    let (Some(provider), Ok(kubeconfig)) = (
        Provider::trusted(),
        std::env::var("EVERYNODE_TEST_KUBECONFIG"),
    ) else {
        return;
    };
    let first = Heard::cluster("first");
    let front = Front::of_heard(&first, provider).await;
    let real = TestApp::start().await;
    let options = ConnectOptions::Kubeconfig {
        path: Some(PathBuf::from(kubeconfig)),
        context: None,
    };
    let way = Way::Connect(options);
    add(&front, vec![found("real", way, ClusterAccess::PassThrough)]);
    let path = format!(
        "/apis/rbac.authorization.k8s.io/v1/namespaces/{}/rolebindings",
        real.namespace
    );
    let binding = json!({
        "metadata": {"name": "vera"},
        "subjects": [{"apiGroup": "rbac.authorization.k8s.io", "kind": "User", "name": "vera"}],
        "roleRef": {"apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole", "name": "view"},
    });
    real.cluster_request("POST", &path, &binding).await;
    let mut vera = front.person("vera").await;
    let of = |namespace: &str| {
        let path = contract::path::daemonsets("real");
        format!("{path}?namespace={namespace}")
    };
    let app = &front.app;
    vera.get(app, &of(&real.namespace)).await.expect(200);
    vera.get(app, &of("kube-system")).await.expect(403);
    assert!(!first.knows(OF_PROVIDER));
}
