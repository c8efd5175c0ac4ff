//! The whole way of a DaemonSet on a cluster in which controllers are at work.
//!
//! Runs on the sandbox, and on the cluster that `EVERYNODE_TEST_KUBECONFIG` names (as `cargo xtask
//! control-plane` starts one); without that variable the second half is skipped, and that is said.

use std::{path::PathBuf, time::Duration};

use cluster::{
    Cluster, ClusterError, ConnectOptions, Credential, DeleteOptions, Existing, ListQuery, Watched,
    WriteOptions,
};
use contract::{ClusterKind, NodeState, StatusWord};
use sandbox::{Sandbox, SandboxOptions, Seed};
use serde_json::{Value, json};

use crate::{create, mock::everything};

pub(crate) const NAMESPACE: &str = "default";
pub(crate) static ME: Credential = Credential::of_kubeconfig();

pub(crate) fn daemon_set(name: &str) -> Value {
    json!({
        "apiVersion": "apps/v1", "kind": "DaemonSet",
        "metadata": {"name": name, "labels": {"app": name}},
        "spec": {
            "selector": {"matchLabels": {"app": name}},
            "template": {
                "metadata": {"labels": {"app": name}},
                "spec": {"containers": [{"name": "main", "image": "registry.k8s.io/pause:3.9"}]},
            },
        },
    })
}

fn service(name: &str) -> Value {
    json!({
        "apiVersion": "v1", "kind": "Service", "metadata": {"name": name},
        "spec": {"selector": {"app": name}, "ports": [{"port": 80}]},
    })
}

/// The clusters to run on.
async fn clusters() -> Vec<Watched> {
    let sandbox = Sandbox::start(&SandboxOptions {
        time_scale: 10.0,
        seed: Seed::Nodes,
        ..SandboxOptions::default()
    });
    let client = kube::Client::new(sandbox.service(), NAMESPACE);
    let mut clusters = vec![Cluster::with_client(
        "sandbox",
        ClusterKind::Sandbox,
        client,
    )];
    if let Some(path) = std::env::var_os("EVERYNODE_TEST_KUBECONFIG") {
        let options = ConnectOptions::Kubeconfig {
            path: Some(PathBuf::from(path)),
            context: None,
        };
        clusters.push(Cluster::connect(options).await.unwrap());
    } else {
        println!("skipped on a real control plane: EVERYNODE_TEST_KUBECONFIG names none");
    }
    let watched = |cluster: Cluster| everything(&cluster);
    let clusters: Vec<Watched> = clusters.into_iter().map(watched).collect();
    for cluster in &clusters {
        until("the cluster has been read", || cluster.is_synced()).await;
        assert!(cluster.freshness().live, "{:?}", cluster.freshness());
    }
    clusters
}

pub(crate) async fn until(what: &str, mut holds: impl FnMut() -> bool) {
    for _ in 0..1200 {
        if holds() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("not within a minute: {what}");
}

/// Deletes what a run before may have left.
pub(crate) async fn make_room(cluster: &Watched, name: &str) {
    let user = cluster.cluster().as_user(&ME);
    let _ = user
        .delete(NAMESPACE, name, &DeleteOptions::default())
        .await;
    until("there is room", || cluster.row(NAMESPACE, name).is_none()).await;
}

fn word(cluster: &Watched, name: &str) -> Option<StatusWord> {
    cluster.row(NAMESPACE, name).map(|row| row.status.word)
}

#[tokio::test]
async fn a_daemon_set_comes_rolls_out_changes_and_goes() {
    for cluster in clusters().await {
        way(&cluster).await;
    }
}

async fn way(cluster: &Watched) {
    let name = "live-way";
    let user = cluster.cluster().as_user(&ME);
    make_room(cluster, name).await;
    let mut changes = cluster.changes();

    let created = create(
        &user,
        NAMESPACE,
        &[daemon_set(name)],
        WriteOptions::default(),
        Existing::Refuse,
    )
    .await
    .result
    .unwrap();
    assert_eq!(created.object.to_value()["metadata"]["generation"], 1);
    until("it runs", || {
        word(cluster, name) == Some(StatusWord::Running)
    })
    .await;
    let row = cluster.row(NAMESPACE, name).unwrap();
    let nodes = cluster.nodes(NAMESPACE, name).unwrap();
    let pods = cluster.pods(NAMESPACE, name).unwrap();
    assert!(row.counts.desired > 0, "{row:?}");
    let count = |state| nodes.iter().filter(|node| node.state == state).count();
    assert_eq!(count(NodeState::Ready), row.counts.desired as usize);
    assert_eq!(
        count(NodeState::Ready) + count(NodeState::LeftOut),
        nodes.len()
    );
    assert_eq!(pods.len(), row.counts.desired as usize);
    assert!(
        pods.iter()
            .all(|pod| pod.ready && pod.up_to_date && pod.status == "Running")
    );
    let told = changes.recv().await.unwrap();
    assert!(told.sequence <= cluster.sequence());

    // Asking for the labels finds it, and asking for others does not.
    for (selector, found) in [
        (format!("app in ({name})"), 1),
        (format!("app!={name},app"), 0),
    ] {
        let list = cluster
            .list(&ListQuery {
                label_selector: Some(selector),
                search: Some(name.to_owned()),
                ..ListQuery::default()
            })
            .unwrap();
        assert_eq!(list.total, found);
    }

    let mut object = user.get(NAMESPACE, name).await.unwrap().to_value();
    let old = object.clone();
    object["spec"]["template"]["spec"]["containers"][0]["image"] =
        json!("registry.k8s.io/pause:3.10");
    let once = WriteOptions::default();
    user.replace(NAMESPACE, name, &object, once).await.unwrap();
    until("the change is seen", || {
        cluster
            .row(NAMESPACE, name)
            .is_some_and(|row| row.images == ["registry.k8s.io/pause:3.10"])
    })
    .await;
    let conflict = user.replace(NAMESPACE, name, &old, once).await.unwrap_err();
    assert_eq!(conflict.code(), Some(409), "{conflict}");
    until("every pod is replaced", || {
        let pods = cluster.pods(NAMESPACE, name).unwrap_or_default();
        word(cluster, name) == Some(StatusWord::Running) && pods.iter().all(|pod| pod.up_to_date)
    })
    .await;

    let options = DeleteOptions {
        uid: Some("of-another".to_owned()),
        ..DeleteOptions::default()
    };
    let mistaken = user.delete(NAMESPACE, name, &options).await.unwrap_err();
    assert_eq!(mistaken.code(), Some(409));
    user.delete(NAMESPACE, name, &DeleteOptions::default())
        .await
        .unwrap();
    until("it is gone", || cluster.row(NAMESPACE, name).is_none()).await;
    let gone = user.get(NAMESPACE, name).await.unwrap_err();
    assert_eq!(gone.code(), Some(404));
}

#[tokio::test]
async fn refusals_say_which_fields_and_why() {
    for cluster in clusters().await {
        refusals(&cluster).await;
    }
}

async fn refusals(cluster: &Watched) {
    let user = cluster.cluster().as_user(&ME);
    let options = WriteOptions {
        dry_run: true,
        ..WriteOptions::default()
    };
    let mut unknown = daemon_set("live-refused");
    unknown["spec"]["foo"] = json!(1);
    let mut unmatched = daemon_set("live-refused");
    unmatched["spec"]["selector"]["matchLabels"]["app"] = json!("other");
    for (manifest, code, reason, field) in [
        (unknown, 400, "BadRequest", None),
        (
            unmatched,
            422,
            "Invalid",
            Some("spec.template.metadata.labels"),
        ),
    ] {
        let error = create(&user, NAMESPACE, &[manifest], options, Existing::Refuse)
            .await
            .result
            .unwrap_err();
        let ClusterError::Refused {
            code: said,
            reason: because,
            causes,
            ..
        } = error
        else {
            panic!("{error:?}");
        };
        assert_eq!((said, because.as_str()), (code, reason));
        assert_eq!(causes.first().map(|cause| cause.field.as_str()), field);
    }
    let nowhere = create(
        &user,
        "no-such-namespace",
        &[daemon_set("live-refused")],
        WriteOptions::default(),
        Existing::Refuse,
    )
    .await
    .result
    .unwrap_err();
    assert_eq!(nowhere.code(), Some(404));
    assert!(
        nowhere
            .to_string()
            .contains("namespaces \"no-such-namespace\" not found"),
        "{nowhere}"
    );
}

#[tokio::test]
async fn a_service_comes_with_it_or_nothing_does() {
    for cluster in clusters().await {
        companions(&cluster).await;
    }
}

async fn companions(cluster: &Watched) {
    let name = "live-companion";
    let user = cluster.cluster().as_user(&ME);
    make_room(cluster, name).await;
    // A dry run keeps nothing, so it sees no harm in creating one Service twice.
    let mut again = service(name);
    again["metadata"]["labels"] = json!({"which": "second"});
    let twice = [daemon_set(name), service(name), again];
    for _ in 0..2 {
        let error = create(
            &user,
            NAMESPACE,
            &twice,
            WriteOptions::default(),
            Existing::Refuse,
        )
        .await
        .result
        .unwrap_err();
        // Had the first Service been left behind, the second time would fail at it.
        let ClusterError::Companion {
            document,
            left_behind,
            source,
            ..
        } = error
        else {
            panic!("{error:?}");
        };
        assert_eq!((document, left_behind), (2, vec![]));
        assert_eq!(source.code(), Some(409));
        let gone = user.get(NAMESPACE, name).await.unwrap_err();
        assert_eq!(gone.code(), Some(404));
    }
}
