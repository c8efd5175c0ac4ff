//! Kept tokens that hold no longer: those that have run out, and those whose cluster's name leads elsewhere by now.

use std::{
    fs,
    time::{Duration, Instant},
};

use axum::body::Body;
use http::Method;
use http_body_util::BodyExt as _;
use serde_json::{Value, json};
use server::{
    clusters::{Clusters, Source},
    config::SessionTimes,
    sign_in::{ClusterAccess, SealKeys, SignIn, TokenSignIn},
};

use super::{Browser, Three, VIEWER, by_token_of, signed_in};
use crate::support::{Heard, TestApp, manifest};

/// Within what time nothing is shown any more, as is promised.
const PROMISED: Duration = Duration::from_mins(1);

/// A folder with the kubeconfig of one further cluster, `far`, which leads wherever a test says.
struct Folder {
    folder: tempfile::TempDir,
    source: Source,
}

impl Folder {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let source = Source::Folder(folder.path().to_owned());
        Self { folder, source }
    }

    /// It leads there from now on; nowhere without a kubeconfig.
    fn lead(&self, clusters: &Clusters, kubeconfig: Option<&str>) {
        let file = self.folder.path().join("far");
        match kubeconfig {
            Some(text) => fs::write(file, text).unwrap(),
            None => fs::remove_file(file).unwrap(),
        }
        let taken = clusters.settle(self.source.origin(), self.source.look().unwrap());
        assert!(taken.is_empty());
    }
}

impl Browser<'_> {
    async fn open(&self, path: &str) -> Body {
        let call = self.app.call(Method::GET, path);
        let response = call.header("cookie", &self.cookie).open("").await;
        assert_eq!(response.status(), 200, "{path}");
        response.into_body()
    }

    /// What the list of clusters says of the second.
    async fn second(&self) -> Value {
        let list = self.get("/api/v1/clusters").await.expect(200).json();
        list["items"][1].clone()
    }
}

async fn ends(body: &mut Body, within: Duration) -> bool {
    let end = async { while body.frame().await.is_some() {} };
    tokio::time::timeout(within, end).await.is_ok()
}

async fn says(body: &mut Body, words: &str) {
    let mut text = String::new();
    while !text.contains(words) {
        let frame = body.frame().await.unwrap().unwrap();
        text.push_str(&String::from_utf8_lossy(&frame.into_data().unwrap()));
    }
}

#[tokio::test]
async fn a_kept_token_goes_to_no_other_api_server_that_takes_over_the_name() {
    let [first, far, taker] = ["first", "far", "far"].map(Heard::cluster);
    let app = TestApp::over_heard(&first, by_token_of(&first)).await;
    let (folder, clusters) = (Folder::new(), &app.app.clusters);
    let (to_far, to_taker) = (far.kubeconfig().await, taker.kubeconfig().await);
    folder.lead(clusters, Some(&to_far));
    let own = app.token_of("ann", &[("", "cluster-admin")]).await;
    let ann = signed_in(&app, &own).await;
    ann.hand_over("far", VIEWER).await.expect(200);
    ann.list("far").await.expect(200);
    let mut stream = ann.open(&contract::path::events("far")).await;

    let is_refused = async || {
        let refused = ann.list("far").await.expect(403).problem();
        assert_eq!(refused.code, "console.token_of_another");
        assert_eq!(refused.arguments, ["far"]);
        assert_eq!(ann.told().await, ["", "lapsed"]);
        let told = ann.second().await;
        assert!(told["version"].is_null(), "{told}");
        assert!(!taker.knows(VIEWER), "the token went to another");
    };
    // Its file leads elsewhere.
    folder.lead(clusters, Some(&to_taker));
    assert!(ends(&mut stream, Duration::from_secs(15)).await);
    is_refused().await;
    // It goes, and another of the name comes; or one at the same address that proves itself by less.
    folder.lead(clusters, None);
    ann.list("far").await.expect(404);
    folder.lead(clusters, Some(&to_taker));
    is_refused().await;
    let unproven = to_far.replace("'}", "', insecure-skip-tls-verify: true}");
    assert_ne!(unproven, to_far);
    folder.lead(clusters, Some(&unproven));
    is_refused().await;
    // Where it leads to the one that it was handed over for, it is as good as before.
    folder.lead(clusters, Some(&to_far));
    ann.list("far").await.expect(200);
    assert_eq!(ann.told().await, ["", "kept"]);
    // And for the other one another is handed over.
    folder.lead(clusters, Some(&to_taker));
    ann.hand_over("far", VIEWER).await.expect(200);
    ann.list("far").await.expect(200);
    assert!(taker.knows(VIEWER));
}

#[tokio::test]
async fn the_token_of_a_session_goes_to_no_other_api_server_either() {
    let [first, far, taker] = ["first", "far", "far"].map(Heard::cluster);
    let (folder, clusters) = (Folder::new(), Clusters::default());
    folder.lead(&clusters, Some(&far.kubeconfig().await));
    let home = (clusters.clone(), "far".to_owned());
    let keys = SealKeys::random().unwrap();
    let tokens = TokenSignIn::new(home, ClusterAccess::PassThrough, Vec::new(), keys);
    let sign_in = SignIn::with_cluster(tokens, SessionTimes::default());
    let app = TestApp::over_heard(&first, sign_in).await;
    let vera = signed_in(&app, VIEWER).await;
    vera.get("/api/v1/session").await.expect(200);
    folder.lead(&clusters, Some(&taker.kubeconfig().await));
    vera.get("/api/v1/session").await.expect(401);
    assert!(far.knows(VIEWER) && !taker.knows(VIEWER));
}

#[tokio::test]
async fn a_kept_token_that_runs_out_ends_what_it_began_and_another_is_handed_over() {
    let Three { app, far, .. } = Three::by_token().await;
    let own = app.token_of("ann", &[("", "cluster-admin")]).await;
    let ann = signed_in(&app, &own).await;
    let account = "/api/v1/namespaces/default/serviceaccounts/bob";
    let body = json!({"metadata": {"name": "bob"}});
    far.request("POST", "/api/v1/namespaces/default/serviceaccounts", &body)
        .await;
    let binding = json!({
        "metadata": {"name": "bob"},
        "subjects": [{"kind": "ServiceAccount", "name": "bob", "namespace": "default"}],
        "roleRef": {"apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole", "name": "cluster-admin"},
    });
    let bindings = "/apis/rbac.authorization.k8s.io/v1/clusterrolebindings";
    far.request("POST", bindings, &binding).await;
    let wanted = json!({"spec": {"expirationSeconds": 3600}});
    let tokens = format!("{account}/token");
    let issued = far.request("POST", &tokens, &wanted).await;
    let token = issued["status"]["token"].as_str().unwrap();
    ann.hand_over("far", token).await.expect(200);

    let create = contract::path::namespaced_daemonsets("far", "default");
    let create = app
        .call(Method::POST, &create)
        .header("cookie", &ann.cookie);
    let create = create.header("content-type", "application/yaml");
    create.send(manifest("agent")).await.expect(201);
    let object = contract::path::daemonset("far", "default", "agent");
    let mut of_far = [
        ann.open(&contract::path::events("far")).await,
        ann.open(&format!("{object}/logs?follow=true")).await,
    ];
    let mut of_both = ann.open("/api/v1/events?clusters=first,far").await;
    let mut of_first = ann.open(&contract::path::events("first")).await;
    assert_eq!(ann.second().await["token"], "kept");

    far.request("DELETE", account, &Value::Null).await;
    let gone = Instant::now();
    // For some seconds the console does not know it yet, but the API server does: nothing is written.
    let restart = format!("{object}/restart");
    let refused = ann.send(Method::POST, &restart, &Value::Null).await;
    let refused = refused.expect(403).problem();
    assert!(refused.detail.contains("another"), "{}", refused.detail);
    for stream in &mut of_far {
        let left = PROMISED.saturating_sub(gone.elapsed());
        assert!(ends(stream, left).await, "it goes on");
    }
    let left = PROMISED.saturating_sub(gone.elapsed());
    let said = tokio::time::timeout(left, says(&mut of_both, "console.token_of_no_use"));
    assert!(said.await.is_ok(), "it is not said");
    for path in [
        contract::path::daemonsets("far"),
        object.clone(),
        format!("{object}/pods"),
        contract::path::facts("far", "default"),
        contract::path::events("far"),
    ] {
        let refused = ann.get(&path).await.expect(403).problem();
        assert_eq!(refused.kind, "/problems/cluster-token-required", "{path}");
        assert_eq!(refused.code, "console.token_of_no_use", "{path}");
        assert_eq!(refused.arguments, ["far"]);
    }
    let refused = ann.send(Method::POST, &restart, &Value::Null).await;
    assert_eq!(
        refused.expect(403).problem().code,
        "console.token_of_no_use"
    );
    let told = ann.second().await;
    assert_eq!(told["token"], "lapsed");
    assert!(
        told["version"].is_null() && told["message"].is_null(),
        "{told}"
    );
    // What is of others goes on.
    assert!(!ends(&mut of_first, Duration::from_secs(6)).await);
    ann.list("first").await.expect(200);
    // And back in by another one, with nothing else done.
    ann.hand_over("far", VIEWER).await.expect(200);
    ann.list("far").await.expect(200);
    assert_eq!(ann.second().await["token"], "kept");
}
