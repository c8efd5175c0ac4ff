//! How far the console and its people reach: a few namespaces alone, one cluster alone, and clusters that an admin adds.

use std::fs;

use cluster::Cluster;
use contract::{ClusterKind, ClusterOrigin, DaemonSetsOfClusters};
use http::Method;
use sandbox::{Sandbox, SandboxOptions};
use server::{
    clusters::{Clusters, Found, Source, Way},
    sign_in::ClusterAccess,
};

use super::kubeconfig;
use crate::support::TestApp;

#[tokio::test]
async fn who_may_read_two_namespaces_alone_is_never_asked_for_more() {
    let sandbox = Sandbox::start(&SandboxOptions {
        people: true,
        ..SandboxOptions::default()
    });
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move { sandbox.serve(listener, std::future::pending()).await });
    let editor = sandbox::Person::ALL
        .iter()
        .find(|person| person.role == "editor")
        .unwrap();
    let folder = tempfile::tempdir().unwrap();
    let text = kubeconfig(0)
        .replace("https://127.0.0.1:0", &format!("http://{address}"))
        .replace("token: t", &format!("token: {}", editor.token));
    fs::write(folder.path().join("team"), text).unwrap();
    let namespaces = ["logging", "monitoring"].map(str::to_owned);
    let clusters = Clusters::of_namespaces([], &namespaces);
    let source = Source::Folder(folder.path().to_owned());
    assert!(
        clusters
            .settle(source.origin(), source.look().unwrap())
            .is_empty()
    );
    let entry = clusters.of_the_console("team").await.unwrap();
    assert!(
        entry
            .cluster
            .wait_until_synced(std::time::Duration::from_secs(20))
            .await,
        "{:?}",
        entry.cluster.freshness()
    );
    let own = cluster::Credential::of_kubeconfig();
    let user = entry.cluster.as_user(&own);
    let seen = user.watched(&cluster::About::Everything).await.unwrap();
    let list = seen.list(&cluster::ListQuery::default()).unwrap();
    let mut of: Vec<_> = list
        .items
        .iter()
        .map(|row| row.namespace.as_str())
        .collect();
    of.sort_unstable();
    of.dedup();
    assert_eq!(of, ["logging", "monitoring"]);
    // Nothing was refused, since nothing was asked for that may not be read.
    assert!(list.freshness.live, "{:?}", list.freshness);
    let unknown: Vec<_> = list
        .freshness
        .unknown
        .iter()
        .map(|it| it.resource.as_str())
        .collect();
    assert_eq!(unknown, ["nodes", "namespaces"]);
    assert_eq!(seen.namespaces(), namespaces);
    let facts = seen.freshness_of_facts();
    assert!(facts.live, "{facts:?}");
}

#[tokio::test]
async fn a_token_of_one_cluster_is_not_taken_to_another() {
    let app = TestApp::with_people(ClusterAccess::PassThrough).await;
    let admin = app.token_of("admin", &[("", "cluster-admin")]).await;
    let sandbox = Sandbox::start(&SandboxOptions::default());
    let client = kube::Client::new(sandbox.service(), "default");
    // It would let everybody do everything, if it were asked.
    let far = Cluster::with_clients("far", ClusterKind::Sandbox, client.clone(), client);
    let found = Found {
        name: "far".to_owned(),
        way: Way::Ready(far),
        is_unverified: false,
        fingerprint: None,
        access: None,
    };
    assert!(
        app.app
            .clusters
            .settle(ClusterOrigin::Folder, vec![found])
            .is_empty()
    );
    let get = |path: &str| app.person(&admin, Method::GET, path);
    let own = contract::path::daemonsets(&app.name);
    get(&own).send("").await.expect(200);
    let refused = get("/api/v1/clusters/far/daemonsets")
        .send("")
        .await
        .expect(403);
    assert!(
        refused.text.contains("/problems/cluster-token-required"),
        "{}",
        refused.text
    );
    let clusters = get("/api/v1/clusters").send("").await.expect(200).json();
    let told = |name: &str| {
        let mut all = clusters["items"].as_array().unwrap().iter();
        let one = all.find(|it| it["name"] == name).unwrap();
        (one["access"].clone(), one["token"].clone())
    };
    assert_eq!(
        told(&app.name),
        ("pass-through".into(), serde_json::Value::Null)
    );
    assert_eq!(told("far"), ("pass-through".into(), "missing".into()));
    let all = get("/api/v1/daemonsets?clusters=far")
        .send("")
        .await
        .expect(200);
    let all: DaemonSetsOfClusters = serde_json::from_str(&all.text).unwrap();
    assert!(all.items.is_empty() && all.clusters[0].total.is_none());
}

#[tokio::test]
async fn a_cluster_is_tried_before_it_is_kept_and_kept_sealed() {
    let app = TestApp::with_seal().await;
    let add = |query: &str, kubeconfig: &str| {
        let path = format!("/api/v1/clusters{query}");
        let call = app.signed_in(Method::POST, &path);
        let call = call.header("content-type", "application/json");
        let body = serde_json::json!({"name": "edge", "kubeconfig": kubeconfig}).to_string();
        async { call.send(body).await }
    };
    // What a stranger may not ask for, and one that does not answer.
    let exec = kubeconfig(1).replace("token: t", "exec: {command: id, apiVersion: v1}");
    for (text, said) in [
        ("]".to_owned(), "it is no kubeconfig"),
        (exec, "users[].user.exec"),
        (kubeconfig(1), "The API server cannot be reached"),
        (
            kubeconfig(1).replace("127.0.0.1", "169.254.169.254"),
            "an address of the link alone",
        ),
    ] {
        let refused = add("", &text).await.expect(422);
        assert!(refused.text.contains(said), "{}", refused.text);
        assert!(
            refused.text.contains("\"field\":\"kubeconfig\""),
            "{}",
            refused.text
        );
    }
    assert!(app.app.store.clusters().list().await.unwrap().is_empty());
    let rows = app.audit_rows().await;
    let told = rows
        .iter()
        .filter(|row| row["kind"] == "Cluster" && row["outcome"] == "refused");
    assert_eq!(told.count(), 4, "{rows:?}");
    // What is only tried leaves no row.
    add("?dryRun=All", "]").await.expect(422);
    assert_eq!(app.audit_rows().await.len(), rows.len());

    // One that another console over the same database has added is known here, and can be removed.
    let added = store::clusters::AddedCluster {
        name: "edge".to_owned(),
        kubeconfig: kubeconfig(1),
        access: String::new(),
        added_by: "somebody".to_owned(),
        added: jiff::Timestamp::now(),
    };
    assert!(app.app.store.clusters().add(&added).await.unwrap());
    assert!(!app.app.store.clusters().add(&added).await.unwrap());
    app.signed_in(Method::DELETE, &contract::path::cluster("edge"))
        .send("")
        .await
        .expect(204);
    app.signed_in(Method::DELETE, &contract::path::cluster("edge"))
        .send("")
        .await
        .expect(404);
    // Where nothing seals, nothing is kept.
    let plain = TestApp::start().await;
    let path = "/api/v1/clusters";
    let call = plain.signed_in(Method::POST, path);
    let body = serde_json::json!({"name": "edge", "kubeconfig": kubeconfig(1)}).to_string();
    let call = call.header("content-type", "application/json");
    let refused = call.send(body).await.expect(403);
    assert!(refused.text.contains("seal_keys"), "{}", refused.text);
}
