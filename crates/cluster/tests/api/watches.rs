//! What the watches tell, and what they survive.

use std::time::Duration;

use cluster::{ChangeSet, ListQuery, Watched};
use contract::NodeState;
use serde_json::{Value, json};
use tokio::sync::broadcast::error::TryRecvError;

use crate::mock::MockServer;

pub(crate) fn daemon_set(name: &str) -> Value {
    json!({
        "kind": "DaemonSet", "apiVersion": "apps/v1",
        "metadata": {"name": name, "namespace": "n", "uid": format!("uid-{name}"), "generation": 1},
        "spec": {"template": {"spec": {"containers": [{"name": "c", "image": "i:1"}]}}},
        "status": {"observedGeneration": 1, "desiredNumberScheduled": 1},
    })
}

pub(crate) fn pod(owner: &str, name: &str) -> Value {
    json!({
        "kind": "Pod", "apiVersion": "v1",
        "metadata": {
            "name": name, "namespace": "n",
            "ownerReferences": [{"apiVersion": "apps/v1", "kind": "DaemonSet", "controller": true,
                "name": owner, "uid": format!("uid-{owner}")}],
        },
        "spec": {"nodeName": "one", "containers": [{"name": "c"}]},
        "status": {"phase": "Pending"},
    })
}

fn node(name: &str) -> Value {
    json!({"kind": "Node", "apiVersion": "v1", "metadata": {"name": name}})
}

fn namespace(name: &str) -> Value {
    json!({"kind": "Namespace", "apiVersion": "v1", "metadata": {"name": name}})
}

/// A server with one DaemonSet, a pod, a node and a namespace.
pub(crate) fn small() -> MockServer {
    let server = MockServer::default();
    server.put("daemonsets", &daemon_set("d"));
    server.put("pods", &pod("d", "d-1"));
    server.put("nodes", &node("one"));
    server.put("namespaces", &namespace("n"));
    server
}

/// Waits until this holds; the clock of the tests runs as fast as it can.
pub(crate) async fn until(what: &str, mut holds: impl FnMut() -> bool) {
    for _ in 0..60_000 {
        if holds() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    panic!("never: {what}");
}

pub(crate) async fn live(cluster: &Watched) {
    until("live", || {
        cluster.freshness().live && cluster.row("n", "d").is_some()
    })
    .await;
}

pub(crate) fn names(cluster: &Watched) -> Vec<String> {
    let list = cluster.list(&ListQuery::default()).unwrap();
    list.items.into_iter().map(|row| row.name).collect()
}

#[tokio::test(start_paused = true)]
async fn what_is_there_is_seen_and_followed() {
    let server = small();
    let cluster = server.watched();
    let mut changes = cluster.changes();
    live(&cluster).await;
    assert_eq!(names(&cluster), ["d"]);
    assert_eq!(cluster.namespaces(), ["n"]);
    assert_eq!(
        cluster.nodes("n", "d").unwrap()[0].state,
        NodeState::Starting
    );
    assert_eq!(cluster.pods("n", "d").unwrap()[0].name, "d-1");
    assert_eq!(
        cluster.facts("n", "").daemon_sets.as_deref(),
        Some(&["n/d".to_owned()][..])
    );
    assert_eq!(
        cluster.cluster().summary().version.as_deref(),
        Some("v1.36.2")
    );
    assert!(cluster.is_synced());

    let mut last = 0;
    while let Ok(change) = changes.try_recv() {
        assert_eq!(change.sequence, last + 1, "no gap in the numbers");
        last = change.sequence;
    }
    assert_eq!(last, cluster.sequence());

    let told = tokio::time::Instant::now();
    server.put("pods", &pod("d", "d-2"));
    let change = changes.recv().await.unwrap();
    assert!(told.elapsed() <= Duration::from_millis(20));
    assert_eq!(change.daemon_sets[0].pods, ["d-2".into()]);
    assert_eq!(cluster.pods("n", "d").unwrap().len(), 2);

    server.take("daemonsets", "d", true);
    until("gone", || cluster.row("n", "d").is_none()).await;
    let gone = |change: &ChangeSet| change.daemon_sets.iter().any(|change| change.removed);
    assert!(gone(&changes.recv().await.unwrap()));
    assert_eq!(cluster.nodes("n", "d"), None);
}

#[tokio::test(start_paused = true)]
async fn many_changes_in_one_moment_are_told_as_one() {
    let server = small();
    let cluster = server.watched();
    live(&cluster).await;
    tokio::time::sleep(Duration::from_secs(1)).await;
    let mut changes = cluster.changes();
    for number in 0..100 {
        server.put("pods", &pod("d", &format!("new-{number}")));
    }
    until("all are there", || {
        cluster.pods("n", "d").unwrap().len() == 101
    })
    .await;
    tokio::time::sleep(Duration::from_millis(100)).await;
    let mut told = 0;
    let mut sets = 0;
    loop {
        match changes.try_recv() {
            Ok(change) => {
                told += change.daemon_sets[0].pods.len();
                sets += 1;
            }
            Err(TryRecvError::Empty) => break,
            Err(error) => panic!("{error}"),
        }
    }
    assert_eq!(told, 100);
    assert!(sets <= 3, "{sets}");
}

#[tokio::test(start_paused = true)]
async fn a_watch_that_ends_goes_on_where_it_was() {
    let server = small();
    let cluster = server.watched();
    live(&cluster).await;
    tokio::time::sleep(Duration::from_secs(30)).await;
    server.close_watches();
    server.put("daemonsets", &daemon_set("while-closed"));
    tokio::time::sleep(Duration::from_secs(1)).await;
    server.put("daemonsets", &daemon_set("later"));
    until("the later one", || {
        names(&cluster).contains(&"later".to_owned())
    })
    .await;
    assert_eq!(server.lists("daemonsets"), 1, "nothing was read anew");
    assert!(cluster.freshness().live);
}

#[tokio::test(start_paused = true)]
async fn a_version_too_old_means_reading_anew() {
    let server = small();
    server.put("daemonsets", &daemon_set("forgotten"));
    let cluster = server.watched();
    live(&cluster).await;
    until("both", || names(&cluster).len() == 2).await;
    server.take("daemonsets", "forgotten", false);
    let expired = json!({"kind": "Status", "apiVersion": "v1", "status": "Failure",
        "reason": "Expired", "message": "too old resource version: 1 (2)", "code": 410});
    server.tell("daemonsets", "ERROR", &expired);
    until("only the one that is left", || names(&cluster) == ["d"]).await;
    assert_eq!(server.lists("daemonsets"), 2);
    assert!(cluster.freshness().live);
}

#[tokio::test(start_paused = true)]
async fn one_broken_object_is_skipped() {
    let server = small();
    let mut broken = daemon_set("broken");
    broken["spec"]["template"]["spec"]["containers"] = json!("none");
    server.put("daemonsets", &broken);
    let mut broken_pod = pod("d", "d-1");
    let cluster = server.watched();
    live(&cluster).await;
    assert_eq!(names(&cluster), ["d"]);

    broken_pod["status"]["containerStatuses"] = json!({"not": "a list"});
    server.put("pods", &broken_pod);
    server.put("daemonsets", &broken);
    server.put("daemonsets", &daemon_set("after"));
    until("the one after", || names(&cluster) == ["after", "d"]).await;
    assert_eq!(
        cluster.pods("n", "d").unwrap().len(),
        1,
        "as it was last known"
    );
    assert!(cluster.freshness().live);
    assert_eq!(server.lists("daemonsets"), 1);
}

#[tokio::test(start_paused = true)]
async fn what_may_not_be_read_is_said() {
    let server = small();
    server.forbid("pods");
    let cluster = server.watched();
    until("settled", || cluster.is_synced()).await;
    assert!(cluster.freshness().refused, "it does answer");
    assert_eq!(
        cluster.cluster().summary().message,
        Some(cluster.freshness().message),
        "the cluster is listed with the right that is missing"
    );
    let freshness = cluster.freshness();
    assert!(
        !freshness.live && freshness.stale_since.is_some(),
        "{freshness:?}"
    );
    assert_eq!(
        freshness.message,
        "The console may not watch pods: pods is forbidden: User \"u\" cannot list resource."
    );
    assert!(cluster.cluster().summary().reachable, "it does answer");
    assert_eq!(names(&cluster), ["d"]);
}

#[tokio::test(start_paused = true)]
async fn a_cluster_that_is_not_there_yet_is_waited_for() {
    let server = small();
    server.go_down();
    let cluster = server.watched();
    let mut changes = cluster.changes();
    until("said", || {
        cluster
            .cluster()
            .summary()
            .message
            .is_some_and(|it| it.contains("cannot"))
    })
    .await;
    let summary = cluster.cluster().summary();
    assert!(!summary.reachable && summary.version.is_none());
    assert_eq!(
        summary.message.as_deref(),
        Some("The API server cannot be reached: connection refused.")
    );
    assert!(!cluster.is_synced());
    assert!(changes.recv().await.unwrap().freshness);

    tokio::time::sleep(Duration::from_mins(2)).await;
    server.come_up();
    let up = tokio::time::Instant::now();
    live(&cluster).await;
    assert!(
        up.elapsed() <= Duration::from_secs(11),
        "{:?}",
        up.elapsed()
    );
    assert!(cluster.cluster().summary().reachable);
}

#[tokio::test(start_paused = true)]
async fn a_cluster_that_goes_away_is_said_and_comes_back() {
    let server = small();
    let cluster = server.watched();
    live(&cluster).await;
    tokio::time::sleep(Duration::from_secs(30)).await;
    let mut changes = cluster.changes();
    server.go_down();
    until("stale", || !cluster.freshness().live).await;
    let freshness = cluster.freshness();
    assert!(freshness.stale_since.is_some());
    assert!(
        freshness.message.contains("connection refused"),
        "{freshness:?}"
    );
    assert!(
        changes.recv().await.unwrap().freshness,
        "followers are told"
    );
    assert_eq!(names(&cluster), ["d"], "what was known is still shown");

    tokio::time::sleep(Duration::from_mins(1)).await;
    assert_eq!(cluster.freshness().stale_since, freshness.stale_since);
    server.come_up();
    // Nothing changes in the cluster: that the watches run again must be noticed all the same.
    until("live", || cluster.freshness().live).await;
    assert_eq!(
        server.lists("daemonsets"),
        1,
        "the watch went on where it was"
    );
}

#[tokio::test(start_paused = true)]
async fn a_server_that_falls_silent_is_noticed() {
    let server = small();
    let cluster = server.watched();
    live(&cluster).await;
    server.hang();
    until("stale", || !cluster.freshness().live).await;
    assert_eq!(
        cluster.freshness().message,
        "The API server does not answer."
    );
    assert!(!cluster.cluster().summary().reachable);
}

#[tokio::test(start_paused = true)]
async fn the_tasks_end_with_the_last_handle() {
    let server = small();
    let cluster = server.watched();
    let other = cluster.clone();
    live(&cluster).await;
    drop(cluster);
    tokio::time::sleep(Duration::from_secs(1)).await;
    assert!(server.is_in_use(), "one handle is left");
    drop(other);
    until("nobody is left", || !server.is_in_use()).await;
}

#[tokio::test(start_paused = true)]
async fn what_preflight_may_not_read_is_said_and_disturbs_nothing_else() {
    let server = small();
    server.forbid("resourcequotas");
    server.put(
        "limitranges",
        &json!({"kind": "LimitRange", "apiVersion": "v1", "metadata": {"name": "l", "namespace": "n"}}),
    );
    let cluster = server.watched();
    live(&cluster).await;
    until("all is read that may be", || cluster.knows_facts()).await;
    assert!(cluster.freshness().live, "{:?}", cluster.freshness());
    let facts = cluster.facts("n", "d");
    assert_eq!(facts.unknown.len(), 1, "{:?}", facts.unknown);
    assert_eq!(
        facts.unknown["resourcequotas"],
        "no right to list resourcequotas"
    );
    let namespace = facts.namespace.as_ref().unwrap();
    assert_eq!(namespace.quotas, None);
    assert_eq!(namespace.limit_ranges.as_ref().map(Vec::len), Some(1));
    assert_eq!(
        facts.nodes.as_ref().unwrap()[0]
            .used
            .as_ref()
            .unwrap()
            .total()
            .pods,
        1
    );
}
