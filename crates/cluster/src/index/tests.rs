//! The index held against what it is told, object by object.

mod facts;
mod grid;
mod order;
mod status;
mod stumbles;
mod visible;

use preflight::{
    Facts,
    facts::{NamespaceFacts, QuotaFacts},
};
use serde_json::{Value, json};

use super::{Index, Visible, apply::Indexed};
use crate::watch::Part;
use crate::{
    Reader,
    changes::ChangeSet,
    objects::{
        Kind, Watchable,
        daemonset::DaemonSet,
        namespace::Namespace,
        node::Node,
        pod::Pod,
        refusal::Refusal,
        shelved::{Claim, Secret, Shelved, Volume},
        stumble::Stumble,
    },
};

/// The index after these objects.
fn index(objects: &[Value]) -> Index {
    let mut index = Index::default();
    for object in objects {
        tell(&mut index, object);
    }
    index.known.extend(Kind::ALL);
    index.take_changes();
    index
}

/// The index as one sees it who may see everything.
fn all(index: &Index) -> Visible<'_> {
    static EVERYBODY: Reader = Reader::of_everything();
    index.seen_by(&EVERYBODY)
}

/// The facts for the DaemonSet `a` in the namespace `n`.
fn facts(index: &Index) -> Facts {
    all(index).facts(all(index).node_facts(), ("n", "a"), |_| "why".into())
}

/// Tells of one object, of whatever kind.
fn tell(index: &mut Index, object: &Value) {
    match object["kind"].as_str().unwrap() {
        "DaemonSet" => index.apply(DaemonSet::read(object).unwrap()),
        "Pod" => index.apply(Pod::read(object).unwrap()),
        "Node" => index.apply(Node::read(object).unwrap()),
        "Namespace" => index.apply(Namespace::read(object).unwrap()),
        "ResourceQuota" => index.apply(Shelved::<QuotaFacts>::read(object).unwrap()),
        "PersistentVolumeClaim" => index.apply(Shelved::<Claim>::read(object).unwrap()),
        "PersistentVolume" => index.apply(Shelved::<Volume>::read(object).unwrap()),
        "Secret" => index.apply(Shelved::<Secret>::read(object).unwrap()),
        "Event" if is_about_pod(object) => index.apply(Stumble::read(object).unwrap()),
        "Event" => index.apply(Refusal::read(object).unwrap()),
        kind => panic!("{kind} is not watched"),
    }
}

/// Tells that an object is gone.
fn forget(index: &mut Index, object: &Value) {
    let text = |field: &str| object["metadata"][field].as_str().unwrap_or_default();
    let (namespace, name) = (text("namespace"), text("name"));
    match object["kind"].as_str().unwrap() {
        "DaemonSet" => index.delete::<DaemonSet>(namespace, name),
        "Pod" => index.delete::<Pod>(namespace, name),
        "Node" => index.delete::<Node>(namespace, name),
        "Namespace" => index.delete::<Namespace>(namespace, name),
        "ResourceQuota" => index.delete::<Shelved<QuotaFacts>>(namespace, name),
        "Event" if is_about_pod(object) => index.delete::<Stumble>(namespace, name),
        "Event" => index.delete::<Refusal>(namespace, name),
        kind => panic!("{kind} is not watched"),
    }
}

fn is_about_pod(event: &Value) -> bool {
    event["involvedObject"]["kind"] == "Pod"
}

/// Reads a whole list anew.
fn relist<T: Indexed + Watchable>(index: &mut Index, objects: &[Value]) {
    index.begin_list(T::KIND, &Part::default());
    for object in objects {
        let metadata = &object["metadata"];
        let text = |field: &str| metadata[field].as_str().unwrap_or_default();
        index.name_in_list(T::KIND, &Part::default(), text("namespace"), text("name"));
        tell(index, object);
    }
    index.end_list::<T>(&Part::default());
}

/// A DaemonSet in the namespace `n` whose uid is `uid-NAME`.
fn daemon_set(name: &str, generation: u32) -> Value {
    json!({
        "kind": "DaemonSet",
        "metadata": {
            "name": name, "namespace": "n", "uid": format!("uid-{name}"),
            "resourceVersion": "1", "generation": generation,
            "creationTimestamp": "2026-11-21T00:00:00Z",
            "annotations": {"deprecated.daemonset.template.generation": generation.to_string()},
        },
        "spec": {
            "template": {"spec": {"containers": [{"name": "c", "image": "i"}]}},
            "updateStrategy": {"type": "RollingUpdate", "rollingUpdate": {"maxUnavailable": 1, "maxSurge": 0}},
        },
        "status": {"observedGeneration": generation},
    })
}

/// A ready pod of a DaemonSet on a node.
fn pod(owner: &str, name: &str, node: &str, generation: u32) -> Value {
    json!({
        "kind": "Pod",
        "metadata": {
            "name": name, "namespace": "n",
            "labels": {
                "controller-revision-hash": format!("hash-{generation}"),
                "pod-template-generation": generation.to_string(),
            },
            "ownerReferences": [{
                "apiVersion": "apps/v1", "kind": "DaemonSet", "controller": true,
                "name": owner, "uid": format!("uid-{owner}"),
            }],
        },
        "spec": {"nodeName": node, "containers": [
            {"name": "c", "resources": {"requests": {"cpu": "100m"}}},
        ]},
        "status": {
            "phase": "Running",
            "conditions": [{"type": "Ready", "status": "True"}],
            "containerStatuses": [{"name": "c", "ready": true, "restartCount": 0, "state": {"running": {}}}],
        },
    })
}

/// The same pod, not ready, its container waiting for this reason.
fn waiting(mut pod: Value, reason: &str) -> Value {
    pod["status"] = json!({
        "phase": "Pending",
        "conditions": [{"type": "Ready", "status": "False"}],
        "containerStatuses": [{"name": "c", "ready": false, "restartCount": 0,
            "state": {"waiting": {"reason": reason}}}],
    });
    pod
}

/// The same pod, whose container runs and is not ready.
fn unready(mut pod: Value) -> Value {
    pod["status"]["containerStatuses"][0]["ready"] = json!(false);
    pod["status"]["conditions"][0] = json!({
        "type": "Ready", "status": "False", "reason": "ContainersNotReady",
        "message": "containers with unready status: [c]",
    });
    pod
}

/// The same node, whose kubelet is not heard of.
fn lost(mut node: Value) -> Value {
    node["status"]["conditions"] = json!([{"type": "Ready", "status": "Unknown"}]);
    node
}

/// The controller says that a pod of this DaemonSet was refused with these words.
fn refusal(owner: &str, words: &str, last: &str) -> Value {
    json!({
        "kind": "Event",
        "metadata": {"name": format!("{owner}.1"), "namespace": "n"},
        "involvedObject": {"kind": "DaemonSet", "name": owner, "uid": format!("uid-{owner}")},
        "reason": "FailedCreate", "lastTimestamp": last,
        "message": format!("Error creating: pods \"{owner}-x7k2p\" is forbidden: {words}"),
    })
}

/// The same pod, for which the scheduler finds no room.
fn unschedulable(mut pod: Value) -> Value {
    pod["status"] = json!({
        "phase": "Pending",
        "conditions": [{"type": "PodScheduled", "status": "False", "reason": "Unschedulable"}],
    });
    pod
}

/// The same object, being deleted.
fn deleted(mut object: Value) -> Value {
    object["metadata"]["deletionTimestamp"] = json!("2026-11-21T00:00:01Z");
    object
}

fn node(name: &str) -> Value {
    json!({"kind": "Node", "metadata": {"name": name}})
}

fn namespace(name: &str) -> Value {
    json!({"kind": "Namespace", "metadata": {"name": name}})
}

/// The names of the DaemonSets in a change set.
fn names(changes: &ChangeSet) -> Vec<&str> {
    changes
        .daemon_sets
        .iter()
        .map(|change| &*change.name)
        .collect()
}

#[test]
fn a_change_tells_of_what_it_concerns_and_of_nothing_else() {
    let mut index = index(&[
        daemon_set("a", 1),
        daemon_set("b", 1),
        node("one"),
        node("two"),
        pod("a", "a-1", "one", 1),
    ]);
    assert!(index.take_changes().is_empty(), "nothing has changed");

    tell(&mut index, &pod("a", "a-1", "one", 1));
    assert!(!index.has_changes(), "a pod told of again is no change");
    tell(&mut index, &node("one"));
    assert!(!index.has_changes(), "a heartbeat is no change");

    tell(
        &mut index,
        &waiting(pod("a", "a-2", "two", 1), "ContainerCreating"),
    );
    let changes = index.take_changes();
    assert_eq!(names(&changes), ["a"]);
    let change = &changes.daemon_sets[0];
    assert_eq!(change.pods, ["a-2".into()]);
    assert_eq!(change.nodes, ["two".into()]);
    assert!(change.row && !change.all_nodes, "{change:?}");
    // A pod more takes of its node, and that is all that preflight has to know anew.
    assert_eq!(changes.used_nodes, ["two".into()]);
    assert!(changes.nodes.is_empty() && !changes.namespaces);

    forget(&mut index, &pod("a", "a-2", "two", 1));
    let changes = index.take_changes();
    assert_eq!(changes.daemon_sets[0].removed_pods, ["a-2".into()]);
    assert_eq!(changes.daemon_sets[0].nodes, ["two".into()]);
}

#[test]
fn a_daemon_set_that_goes_and_comes_is_told_as_both() {
    let mut index = index(&[daemon_set("a", 1)]);
    let mut anew = daemon_set("a", 1);
    anew["metadata"]["uid"] = json!("another");
    tell(&mut index, &anew);
    let changes = index.take_changes();
    let told: Vec<_> = changes
        .daemon_sets
        .iter()
        .map(|change| (&*change.uid, change.removed))
        .collect();
    assert_eq!(told, [("uid-a", true), ("another", false)]);
    assert!(changes.facts);

    forget(&mut index, &anew);
    tell(&mut index, &daemon_set("b", 1));
    forget(&mut index, &daemon_set("b", 1));
    assert_eq!(
        names(&index.take_changes()),
        ["a"],
        "nobody has ever seen b"
    );
}

#[test]
fn what_a_list_no_longer_names_is_gone() {
    let mut index = index(&[
        daemon_set("a", 1),
        daemon_set("b", 1),
        pod("a", "a-1", "one", 1),
        pod("a", "a-2", "two", 1),
        node("one"),
        node("two"),
        namespace("n"),
        namespace("m"),
    ]);
    relist::<Pod>(&mut index, &[pod("a", "a-2", "two", 1)]);
    relist::<DaemonSet>(&mut index, &[daemon_set("a", 1)]);
    relist::<Node>(&mut index, &[node("two")]);
    relist::<Namespace>(&mut index, &[namespace("n")]);
    let changes = index.take_changes();
    assert_eq!(changes.removed_nodes, ["one".into()]);
    assert!(changes.namespaces);
    assert_eq!(all(&index).namespaces(), ["n"]);
    assert_eq!(all(&index).pods("n", "a").unwrap().len(), 1);
    assert_eq!(all(&index).pods("n", "b"), None);
    assert_eq!(all(&index).nodes("n", "a").unwrap().len(), 1);
}

#[test]
fn what_has_not_been_read_is_not_taken_for_none() {
    let mut index = Index::default();
    tell(&mut index, &daemon_set("a", 1));
    tell(&mut index, &node("one"));
    index.take_changes();
    let known = facts(&index);
    let kinds = Kind::ALL.into_iter().filter(|kind| kind.is_fact());
    assert_eq!(known.unknown.len(), kinds.count());
    assert_eq!(known.unknown["nodes"], "why");
    let namespace = NamespaceFacts {
        name: "n".to_owned(),
        ..NamespaceFacts::default()
    };
    assert_eq!(known.namespace, Some(namespace));
    let nothing = Facts {
        unknown: known.unknown.clone(),
        namespace: known.namespace.clone(),
        own: known.own.clone(),
        ..Facts::default()
    };
    assert_eq!(known, nothing);
    assert_eq!(
        all(&index).nodes("n", "a").unwrap()[0].reason,
        "pods cannot be read"
    );

    relist::<Namespace>(&mut index, &[]);
    relist::<Pod>(&mut index, &[]);
    let changes = index.take_changes();
    assert!(changes.facts && changes.daemon_sets[0].all_nodes);
    assert_eq!(facts(&index).namespaces, Some(vec![]));
    assert_eq!(facts(&index).nodes, None);
    assert_eq!(all(&index).nodes("n", "a").unwrap()[0].reason, "");
}

#[test]
fn a_pod_that_changes_hands_leaves_its_first_owner() {
    let mut index = index(&[
        daemon_set("a", 1),
        daemon_set("b", 1),
        pod("a", "p", "one", 1),
    ]);
    tell(&mut index, &pod("b", "p", "one", 1));
    assert_eq!(names(&index.take_changes()), ["a", "b"]);
    assert!(all(&index).pods("n", "a").unwrap().is_empty());
    assert_eq!(all(&index).pods("n", "b").unwrap().len(), 1);
    // Orphaned: nobody owns it any more.
    let mut orphan = pod("b", "p", "one", 1);
    orphan["metadata"]["ownerReferences"] = json!([]);
    tell(&mut index, &orphan);
    assert!(all(&index).pods("n", "b").unwrap().is_empty());
}

#[test]
fn after_a_rollback_the_pods_of_the_old_revision_are_current() {
    // Generation 3 is revision 1 again; the pod of generation 1 was never replaced.
    let mut back = pod("a", "back", "one", 3);
    back["metadata"]["labels"]["controller-revision-hash"] = json!("hash-1");
    let index = index(&[
        daemon_set("a", 3),
        back,
        pod("a", "kept", "two", 1),
        pod("a", "old", "three", 2),
    ]);
    let current: Vec<_> = all(&index)
        .pods("n", "a")
        .unwrap()
        .into_iter()
        .map(|pod| (pod.name, pod.up_to_date))
        .collect();
    let expected = [("back", true), ("old", false), ("kept", true)];
    assert_eq!(current, expected.map(|(name, is)| (name.to_owned(), is)));
}
