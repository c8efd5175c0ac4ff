//! Pods that neither start nor go, and whose status does not say why.

use contract::{NodeState, StatusWord};
use serde_json::{Value, json};

use super::{all, daemon_set, deleted, forget, index, node, pod, tell, waiting};
use crate::index::Index;

/// A DaemonSet on one node, none of whose pods is available.
fn unavailable(up_to_date: u32) -> Value {
    let mut object = daemon_set("d", 2);
    object["status"] = json!({
        "observedGeneration": 2,
        "desiredNumberScheduled": 1,
        "currentNumberScheduled": 1,
        "updatedNumberScheduled": up_to_date,
    });
    object
}

/// A kubelet says this of the pod `a`.
fn event(reason: &str) -> Value {
    json!({
        "kind": "Event",
        "metadata": {"name": format!("a.{reason}"), "namespace": "n"},
        "involvedObject": {"kind": "Pod", "name": "a"},
        "reason": reason, "lastTimestamp": "2026-11-21T00:00:05Z",
        "message": format!("{reason}: configmap \"c\" not found"),
    })
}

fn starting() -> Value {
    waiting(pod("d", "a", "a", 2), "ContainerCreating")
}

/// The pod `a`, stopped, and kept by a finalizer.
fn held(generation: u32) -> Value {
    let mut pod = deleted(pod("d", "a", "a", generation));
    pod["metadata"]["finalizers"] = json!(["example.com/f"]);
    pod["metadata"]["deletionGracePeriodSeconds"] = json!(0);
    pod
}

/// The word with its reason, the state of the node, and what is said of the pod.
fn told(index: &mut Index) -> (StatusWord, String, NodeState, String) {
    index.take_changes();
    let status = index.view().row("n", "d").unwrap().status.clone();
    let node = all(index).nodes("n", "d").unwrap().remove(0);
    assert_eq!(node.reason, status.reason);
    let message = all(index).pods("n", "d").unwrap().remove(0).message;
    (status.word, status.reason, node.state, message)
}

fn expected(
    word: StatusWord,
    reason: &str,
    state: NodeState,
    message: &str,
) -> (StatusWord, String, NodeState, String) {
    (word, reason.to_owned(), state, message.to_owned())
}

#[test]
fn a_pod_that_does_not_start_fails_by_what_its_kubelet_says() {
    let failing = || {
        let message = "FailedMount: configmap \"c\" not found";
        expected(
            StatusWord::Degraded,
            "FailedMount",
            NodeState::Failing,
            message,
        )
    };
    let starts = || {
        let reason = "ContainerCreating";
        expected(StatusWord::RollingOut, reason, NodeState::Starting, "")
    };
    let mut index = index(&[unavailable(1), node("a"), starting()]);
    assert_eq!(told(&mut index), starts());
    tell(&mut index, &event("Unhealthy"));
    assert_eq!(told(&mut index), starts());
    tell(&mut index, &event("FailedMount"));
    assert_eq!(told(&mut index), failing());
    forget(&mut index, &event("FailedMount"));
    assert_eq!(told(&mut index), starts());
    // The Event may be told of first.
    forget(&mut index, &starting());
    tell(&mut index, &event("FailedMount"));
    tell(&mut index, &starting());
    assert_eq!(told(&mut index), failing());
    // It is there still when the pod has been set up all the same, and when it runs.
    let mut pulling = starting();
    let set_up = json!({"type": "PodReadyToStartContainers", "status": "True"});
    pulling["status"]["conditions"]
        .as_array_mut()
        .unwrap()
        .push(set_up);
    tell(&mut index, &pulling);
    let how_far = "its volumes and its network are there, its containers are not started yet";
    let (word, state) = (StatusWord::RollingOut, NodeState::Starting);
    assert_eq!(
        told(&mut index),
        expected(word, "ContainerCreating", state, how_far)
    );
    tell(&mut index, &pod("d", "a", "a", 2));
    let mut running = unavailable(1);
    running["status"]["numberAvailable"] = json!(1);
    tell(&mut index, &running);
    assert_eq!(
        told(&mut index),
        expected(StatusWord::Running, "", NodeState::Ready, "")
    );
}

#[test]
fn a_pod_that_does_not_go_is_unavailable_for_what_keeps_it() {
    let (stopping, unavailable_there) = (NodeState::Stopping, NodeState::Unavailable);
    let mut index = index(&[unavailable(1), node("a"), deleted(pod("d", "a", "a", 2))]);
    let goes = || expected(StatusWord::RollingOut, "Terminating", stopping, "");
    assert_eq!(told(&mut index), goes());
    // What kept it from starting is the past.
    tell(&mut index, &event("FailedMount"));
    assert_eq!(told(&mut index), goes());
    tell(&mut index, &event("FailedKillPod"));
    assert_eq!(
        told(&mut index),
        expected(
            StatusWord::Unavailable,
            "FailedKillPod",
            unavailable_there,
            "FailedKillPod: configmap \"c\" not found"
        )
    );
    tell(&mut index, &held(2));
    assert_eq!(
        told(&mut index),
        expected(
            StatusWord::Unavailable,
            "Finalizers",
            unavailable_there,
            "finalizers: [example.com/f]"
        )
    );
}

#[test]
fn finalizers_of_an_old_pod_hold_up_the_rollout() {
    let mut index = index(&[unavailable(0), node("a"), held(1)]);
    assert_eq!(told(&mut index).0, StatusWord::Stuck);
    // Before its kubelet is done with it, it is not they.
    let mut going = held(1);
    going["metadata"]["deletionGracePeriodSeconds"] = json!(30);
    tell(&mut index, &going);
    assert_eq!(told(&mut index).0, StatusWord::RollingOut);
}
