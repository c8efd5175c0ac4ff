//! What preflight is told: sums that are kept up pod by pod, and the namespace in question alone.

use preflight::Facts;
use serde_json::{Value, json};

use super::{daemon_set, facts, forget, index, node, pod, tell};

/// A pod that no DaemonSet owns.
fn other_pod(name: &str, node: &str, controller: &str) -> Value {
    json!({
        "kind": "Pod",
        "metadata": {
            "name": name, "namespace": "n", "labels": {"app": controller},
            "ownerReferences": [{"apiVersion": "apps/v1", "kind": "ReplicaSet", "controller": true,
                "name": controller, "uid": format!("uid-{controller}")}],
        },
        "spec": {"nodeName": node, "containers": [{"name": "c", "resources": {"requests": {"cpu": "1"}}}]},
    })
}

/// Thousandths of a core and pods that are taken of a node.
fn taken(facts: &Facts, node: &str) -> (i64, i64) {
    let mut nodes = facts.nodes.as_ref().unwrap().iter();
    let node = nodes.find(|facts| facts.name == node).unwrap();
    let total = node.used.as_ref().unwrap().total();
    (total.cpu, total.pods)
}

#[test]
fn every_pod_counts_on_its_node_until_it_ends() {
    let mut index = index(&[
        daemon_set("a", 1),
        node("one"),
        pod("a", "a-1", "one", 1),
        other_pod("web-1", "one", "web"),
        other_pod("web-2", "", "web"),
    ]);
    assert_eq!(taken(&facts(&index), "one"), (1100, 2));
    tell(&mut index, &other_pod("web-2", "one", "web"));
    assert!(
        index
            .take_changes()
            .used_nodes
            .iter()
            .any(|name| &**name == "one")
    );
    assert_eq!(taken(&facts(&index), "one"), (2100, 3));
    let mut ended = other_pod("web-1", "one", "web");
    ended["status"] = json!({"phase": "Succeeded"});
    tell(&mut index, &ended);
    forget(&mut index, &pod("a", "a-1", "one", 1));
    assert_eq!(taken(&facts(&index), "one"), (1000, 1));
}

#[test]
fn a_change_of_status_alone_changes_no_facts() {
    let waiting = |reason: &str| super::waiting(pod("a", "a-1", "one", 1), reason);
    let first = waiting("ContainerCreating");
    let mut index = index(&[daemon_set("a", 1), node("one"), first]);
    tell(&mut index, &waiting("PodInitializing"));
    let changes = index.take_changes();
    assert!(!changes.daemon_sets.is_empty());
    assert!(!changes.facts, "{changes:?}");
}

#[test]
fn whether_a_pod_is_ready_changes_the_facts() {
    let ready = |status: &str| {
        let mut pod = pod("a", "a-1", "one", 1);
        pod["status"] = json!({"phase": "Running", "conditions": [
            {"type": "Ready", "status": status, "lastTransitionTime": "2026-01-01T00:00:00Z"},
        ]});
        pod
    };
    let mut index = index(&[daemon_set("a", 1), node("one"), ready("True")]);
    let own = |index: &super::Index| facts(index).own.unwrap().pods.remove(0);
    assert_eq!(
        (own(&index).ready_since.is_some(), own(&index).is_ailing),
        (true, false)
    );
    tell(&mut index, &ready("False"));
    assert!(index.take_changes().facts);
    assert_eq!(
        (own(&index).ready_since.is_some(), own(&index).is_ailing),
        (false, true)
    );
    tell(&mut index, &ready("False"));
    assert!(!index.take_changes().facts);
}

#[test]
fn pods_that_may_not_be_read_are_supposed_to_be_where_they_should() {
    let mut index = index(&[daemon_set("a", 1), node("one"), node("two")]);
    assert_eq!(facts(&index).own.unwrap().pods.len(), 0);
    index.known.remove(&crate::objects::Kind::Pod);
    let own = facts(&index).own.unwrap();
    let nodes: Vec<_> = own.pods.iter().map(|own| own.used.node.as_str()).collect();
    assert_eq!(nodes, ["one", "two"]);
}

#[test]
fn controllers_are_those_that_have_pods() {
    let mut index = index(&[daemon_set("a", 1), pod("a", "a-1", "one", 1)]);
    let controllers = |facts: &Facts| -> Vec<String> {
        let namespace = facts.namespace.as_ref().unwrap();
        let controllers = namespace.controllers.as_ref().unwrap().iter();
        controllers
            .map(|found| format!("{} {}", found.kind, found.name))
            .collect()
    };
    assert_eq!(controllers(&facts(&index)), ["DaemonSet a"]);
    for name in ["web-1", "web-2"] {
        tell(&mut index, &other_pod(name, "one", "web"));
    }
    assert_eq!(
        controllers(&facts(&index)),
        ["DaemonSet a", "ReplicaSet web"]
    );
    for name in ["web-1", "web-2"] {
        forget(&mut index, &other_pod(name, "one", "web"));
    }
    assert_eq!(controllers(&facts(&index)), ["DaemonSet a"]);
}

#[test]
fn the_pods_of_the_daemon_set_in_question_are_told_apart() {
    let mut meant = pod("a", "a-2", "", 1);
    meant["spec"]["affinity"]["nodeAffinity"]["requiredDuringSchedulingIgnoredDuringExecution"] = json!({"nodeSelectorTerms": [{"matchFields": [
        {"key": "metadata.name", "operator": "In", "values": ["two"]},
    ]}]});
    let index = index(&[daemon_set("a", 1), pod("a", "a-1", "one", 1), meant]);
    let own = facts(&index).own.unwrap();
    let pods: Vec<_> = own
        .pods
        .iter()
        .map(|own| (own.used.node.as_str(), own.is_bound, own.used.requests.cpu))
        .collect();
    assert_eq!(pods, [("one", true, 100), ("two", false, 100)]);
}

#[test]
fn only_the_namespace_in_question_is_told_of() {
    let quota = |namespace: &str, name: &str| json!({"kind": "ResourceQuota", "metadata": {"namespace": namespace, "name": name}});
    let mut index = index(&[
        quota("m", "x"),
        quota("n", "b"),
        quota("n", "a"),
        quota("n-1", "x"),
        json!({"kind": "Secret", "metadata": {"namespace": "n", "name": "s"}}),
        json!({"kind": "PersistentVolumeClaim", "metadata": {"namespace": "n", "name": "c"},
            "spec": {"volumeName": "v"}, "status": {"phase": "Bound"}}),
        json!({"kind": "PersistentVolume", "metadata": {"name": "v"},
            "spec": {"nodeAffinity": {"required": {"nodeSelectorTerms": []}}}}),
    ]);
    let namespace = facts(&index).namespace.unwrap();
    let quotas = |facts: &Facts| -> Vec<String> {
        let quotas = facts.namespace.as_ref().unwrap().quotas.as_ref();
        quotas
            .unwrap()
            .iter()
            .map(|quota| quota.name.clone())
            .collect()
    };
    assert_eq!(quotas(&facts(&index)), ["a", "b"]);
    assert_eq!(namespace.secrets.as_ref().unwrap()[0].keys, None);
    let claim = &namespace.claims.as_ref().unwrap()[0];
    assert_eq!(
        (claim.phase.as_str(), claim.required.is_object()),
        ("Bound", true)
    );
    forget(&mut index, &quota("n", "a"));
    assert!(index.take_changes().facts);
    assert_eq!(quotas(&facts(&index)), ["b"]);
}
