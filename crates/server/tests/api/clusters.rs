//! Several clusters behind one console.

mod reach;
mod resumed;
mod rotated;
mod silent;

use std::fs;

use cluster::{Cluster, ConnectOptions};
use contract::{ClusterKind, ClusterOrigin, ClusterState, DaemonSetsOfClusters, StreamMessage};
use http::Method;
use sandbox::{Sandbox, SandboxOptions, Seed};
use server::clusters::{Clusters, Found, Source, Way};

use crate::{
    events::Stream,
    support::{TestApp, manifest},
};

/// A kubeconfig with one context, whose API server is nowhere.
fn kubeconfig(port: u16) -> String {
    format!(
        "apiVersion: v1\nkind: Config\ncurrent-context: c\n\
         contexts: [{{name: c, context: {{cluster: k, user: u}}}}]\n\
         clusters: [{{name: k, cluster: {{server: 'https://127.0.0.1:{port}'}}}}]\n\
         users: [{{name: u, user: {{token: t}}}}]\n"
    )
}

fn states(clusters: &Clusters) -> Vec<(String, ClusterState)> {
    let summaries = clusters.summaries().into_iter();
    summaries.map(|it| (it.name, it.state)).collect()
}

#[tokio::test]
async fn what_changes_in_a_folder_is_taken_over() {
    let folder = tempfile::tempdir().unwrap();
    let put = |name: &str, text: &str| fs::write(folder.path().join(name), text).unwrap();
    let source = Source::Folder(folder.path().to_owned());
    let clusters = Clusters::default();
    let settle = || clusters.settle(source.origin(), source.look().unwrap());
    put("eu.yaml", &kubeconfig(1));
    put("us.kubeconfig", &kubeconfig(2));
    put("bad", "]");
    put(".hidden", &kubeconfig(3));
    assert!(settle().is_empty());
    let (resting, unusable) = (ClusterState::Resting, ClusterState::Unusable);
    assert_eq!(
        states(&clusters),
        [
            ("bad".to_owned(), unusable),
            ("eu".to_owned(), resting),
            ("us".to_owned(), resting)
        ]
    );
    // Whoever opens one connects to it, and to it alone.
    let eu = clusters.of_the_console("eu").await.unwrap();
    assert_eq!(clusters.awake().len(), 1);
    let problem = clusters.of_the_console("bad").await.unwrap_err();
    assert_eq!(problem.status(), 503);

    // Nothing has changed: it stays the very same.
    assert!(settle().is_empty());
    assert!(!eu.gone.is_cancelled());
    // Another way to it: the old one ends, and the new one is there without anybody asking.
    put("eu.yaml", &kubeconfig(9));
    put("bad", &kubeconfig(4));
    assert!(settle().is_empty());
    assert!(eu.gone.is_cancelled());
    let now = clusters.of_the_console("eu").await.unwrap();
    assert_eq!(now.cluster.endpoint(), Some("https://127.0.0.1:9/"));
    assert_eq!(states(&clusters)[0], ("bad".to_owned(), resting));
    // Taken away: nothing goes on working through it.
    fs::remove_file(folder.path().join("eu.yaml")).unwrap();
    assert!(settle().is_empty());
    assert!(now.gone.is_cancelled());
    assert_eq!(
        clusters.of_the_console("eu").await.unwrap_err().status(),
        404
    );
}

#[tokio::test]
async fn a_name_belongs_to_who_had_it_first() {
    let found = |name: &str, reason: &str| Found {
        name: name.to_owned(),
        way: Way::Broken(reason.into()),
        is_unverified: false,
        fingerprint: None,
        access: None,
    };
    let clusters = Clusters::default();
    let first = vec![found("a", "first")];
    assert!(clusters.settle(ClusterOrigin::Kubeconfig, first).is_empty());
    let second = vec![found("a", "second"), found("b", "second")];
    assert_eq!(clusters.settle(ClusterOrigin::Folder, second), ["a"]);
    let said: Vec<_> = clusters
        .summaries()
        .into_iter()
        .map(|it| (it.name, it.message.unwrap(), it.origin))
        .collect();
    assert_eq!(
        said,
        [
            (
                "a".to_owned(),
                "first".to_owned(),
                ClusterOrigin::Kubeconfig
            ),
            ("b".to_owned(), "second".to_owned(), ClusterOrigin::Folder)
        ]
    );
}

/// The console over its cluster, over a second one, `far`, over one whose API server is nowhere and one that makes no
/// connection at all.
async fn several() -> (TestApp, kube::Client, tempfile::TempDir) {
    let app = TestApp::start().await;
    let sandbox = Sandbox::start(&SandboxOptions {
        nodes: 2,
        seed: Seed::Nodes,
        random_seed: 2,
        ..SandboxOptions::default()
    });
    let client = kube::Client::new(sandbox.service(), "default");
    let far = Cluster::with_client("far", ClusterKind::Sandbox, client.clone());
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("away.yaml");
    fs::write(&file, kubeconfig(1)).unwrap();
    let found = |name: &str, way| Found {
        name: name.to_owned(),
        way,
        is_unverified: false,
        fingerprint: None,
        access: None,
    };
    let options = ConnectOptions::Kubeconfig {
        path: Some(file),
        context: None,
    };
    let taken = app.app.clusters.settle(
        ClusterOrigin::Folder,
        vec![
            found("far", Way::Ready(far)),
            found("away", Way::Connect(options)),
            found("bad", Way::Broken("it is no kubeconfig".into())),
        ],
    );
    assert!(taken.is_empty());
    (app, client, folder)
}

#[tokio::test]
async fn one_list_over_all_and_none_waits_for_another() {
    let (app, _client, _folder) = several().await;
    app.create(&manifest("agent")).await.expect(201);
    let there = "/api/v1/clusters/far/namespaces/default/daemonsets";
    let create = app.signed_in(Method::POST, there);
    let create = create.header("content-type", "application/yaml");
    create.send(manifest("agent")).await.expect(201);
    let path = format!("/api/v1/daemonsets?clusters={},far,away,bad,none", app.name);
    let read = || async {
        let answer = app.signed_in(Method::GET, &path).send("").await.expect(200);
        serde_json::from_str::<DaemonSetsOfClusters>(&answer.text).unwrap()
    };
    let of = |all: &DaemonSetsOfClusters, cluster: &str, namespace: &str| {
        let mut rows = all.items.iter();
        rows.any(|row| {
            (&*row.cluster, &*row.namespace, &*row.name) == (cluster, namespace, "agent")
        })
    };
    let mut all = read().await;
    while !(of(&all, &app.name, &app.namespace) && of(&all, "far", "default")) {
        all = read().await;
    }
    let said: Vec<_> = all
        .clusters
        .iter()
        .map(|it| (it.name.as_str(), it.total.is_some(), it.freshness.live))
        .collect();
    assert_eq!(
        said,
        [
            (&*app.name, true, true),
            ("far", true, true),
            ("away", false, false),
            ("bad", false, false),
            ("none", false, false),
        ]
    );
    let why = |at: usize| all.clusters[at].freshness.message.as_str();
    assert!(why(2).contains("has not been read yet"), "{}", why(2));
    assert!(why(3).contains("it is no kubeconfig"), "{}", why(3));
    assert!(why(4).contains("There is no cluster `none`"), "{}", why(4));
}

#[tokio::test]
async fn one_stream_over_several_names_the_cluster_of_each_message() {
    let (app, _client, _folder) = several().await;
    let path = contract::path::all_events(&["far", "bad"].map(str::to_owned), "");
    let mut stream = Stream::of(&app, &path, None).await;
    let (mut nodes, mut bad) = (0, None);
    while nodes == 0 || bad.is_none() {
        let event = stream.next().await.unwrap();
        match (event.cluster.as_str(), event.message) {
            ("far", StreamMessage::Snapshot(snapshot)) => nodes = snapshot.nodes,
            ("far", StreamMessage::Change(change)) => nodes = change.nodes.unwrap_or(nodes),
            ("bad", StreamMessage::Freshness(freshness)) => bad = Some(freshness),
            ("far", StreamMessage::Freshness(_)) => {}
            other => panic!("{other:?}"),
        }
    }
    assert_eq!(nodes, 2);
    let bad = bad.unwrap();
    assert!(
        !bad.live && bad.message.contains("it is no kubeconfig"),
        "{bad:?}"
    );
    let create = app.signed_in(
        Method::POST,
        "/api/v1/clusters/far/namespaces/default/daemonsets",
    );
    let create = create.header("content-type", "application/yaml");
    create.send(manifest("agent")).await.expect(201);
    loop {
        let event = stream.next().await.unwrap();
        if let StreamMessage::Change(change) = event.message
            && change.daemon_sets.iter().any(|row| row.name == "agent")
        {
            assert_eq!(event.cluster, "far");
            break;
        }
    }
}

#[tokio::test]
async fn the_same_daemonset_of_two_clusters_is_compared() {
    let (app, _client, _folder) = several().await;
    let create = |cluster: &str, text: String| {
        let path = contract::path::namespaced_daemonsets(cluster, "default");
        let call = app.signed_in(Method::POST, &path);
        let call = call.header("content-type", "application/yaml");
        async { call.send(text).await.expect(201) }
    };
    let name = format!("agent-{}", app.namespace);
    let text = manifest("agent").replacen("name: agent", &format!("name: {name}"), 1);
    create(&app.name, text.clone()).await;
    let compare = |other: &str| {
        let path = contract::path::difference(&app.name, "default", &name, other);
        let call = app.signed_in(Method::GET, &path);
        async { call.send("").await }
    };
    let missing = compare("far").await.expect(404);
    assert!(
        missing.text.contains("in the cluster `far`"),
        "{}",
        missing.text
    );
    create("far", text.replace("agent:1.0", "agent:1.1")).await;
    let found = compare("far").await.expect(200);
    let found: contract::ClusterDifference = serde_json::from_str(&found.text).unwrap();
    let fields: Vec<_> = found.changes.iter().map(|it| it.field.as_str()).collect();
    assert_eq!(fields, ["spec.template.spec.containers[0].image"]);
    let same = compare(&app.name).await.expect(200);
    assert_eq!(same.text, "{\"changes\":[]}");
    let delete = contract::path::daemonset(&app.name, "default", &name);
    app.signed_in(Method::DELETE, &delete)
        .send("")
        .await
        .expect(200);
}
