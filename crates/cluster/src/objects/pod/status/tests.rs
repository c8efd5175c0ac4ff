//! The words of `kubectl get pods`, case by case as `printPod` tells them apart.

use serde_json::{Value, json};

use crate::objects::{
    Watchable as _,
    pod::{DaemonPod, Health, Pod},
};

/// A pod that a DaemonSet owns, with this spec and status.
fn pod(spec: &Value, status: &Value, deleted: bool) -> DaemonPod {
    let deletion = deleted.then_some("2026-11-21T00:00:00Z");
    let object = json!({
        "metadata": {
            "name": "p", "namespace": "n", "deletionTimestamp": deletion,
            "ownerReferences": [
                {"apiVersion": "apps/v1", "kind": "DaemonSet", "name": "d", "uid": "u", "controller": true},
            ],
        },
        "spec": spec, "status": status,
    });
    *Pod::read(&object).unwrap().daemon.unwrap()
}

/// The status of a container in this state.
fn container(name: &str, ready: bool, restarts: u32, state: &Value) -> Value {
    json!({"name": name, "ready": ready, "restartCount": restarts, "state": state})
}

fn ready(is: bool) -> Value {
    json!([{"type": "Ready", "status": if is { "True" } else { "False" }}])
}

#[test]
fn containers_give_the_word() {
    let two = json!({"containers": [{"name": "a"}, {"name": "b"}]});
    let run = json!({"running": {"startedAt": "2026-11-21T00:00:00Z"}});
    let crash = json!({"waiting": {"reason": "CrashLoopBackOff", "message": "back-off 10s"}});
    let creating = json!({"waiting": {"reason": "ContainerCreating"}});
    let ended = |code: i32, signal: i32, reason: &str| json!({"terminated": {"exitCode": code, "signal": signal, "reason": reason}});
    let statuses = |a: &Value, b: &Value| {
        let is_ready = |state: &Value| state.get("running").is_some();
        json!([
            container("a", is_ready(a), 1, a),
            container("b", is_ready(b), 2, b)
        ])
    };
    for (phase, states, is_ready, word, health, ready_containers) in [
        (
            "Running",
            statuses(&run, &run),
            true,
            "Running",
            Health::Ready,
            2,
        ),
        (
            "Running",
            statuses(&run, &crash),
            false,
            "CrashLoopBackOff",
            Health::Failing,
            1,
        ),
        (
            "Running",
            statuses(&crash, &run),
            false,
            "CrashLoopBackOff",
            Health::Failing,
            1,
        ),
        (
            "Pending",
            statuses(&creating, &creating),
            false,
            "ContainerCreating",
            Health::Starting,
            0,
        ),
        (
            "Running",
            statuses(&run, &ended(0, 0, "Completed")),
            false,
            "NotReady",
            Health::Unready,
            1,
        ),
        (
            "Running",
            statuses(&ended(0, 0, "Completed"), &run),
            true,
            "Running",
            Health::Ready,
            1,
        ),
        (
            "Running",
            statuses(&run, &ended(1, 0, "Error")),
            false,
            "Error",
            Health::Failing,
            1,
        ),
        (
            "Running",
            statuses(&ended(137, 9, ""), &run),
            false,
            "Signal:9",
            Health::Failing,
            1,
        ),
        (
            "Running",
            statuses(&ended(3, 0, ""), &run),
            false,
            "ExitCode:3",
            Health::Failing,
            1,
        ),
    ] {
        let status =
            json!({"phase": phase, "containerStatuses": states, "conditions": ready(is_ready)});
        let pod = pod(&two, &status, false);
        assert_eq!(
            (pod.status.as_str(), pod.health),
            (word, health),
            "{status}"
        );
        assert_eq!(
            (pod.ready_containers, pod.containers, pod.restarts),
            (ready_containers, 2, 3)
        );
    }
}

#[test]
fn init_containers_come_first() {
    let spec = json!({
        "initContainers": [{"name": "i"}, {"name": "s", "restartPolicy": "Always"}],
        "containers": [{"name": "a"}],
    });
    let done = json!({"terminated": {"exitCode": 0, "reason": "Completed"}});
    let waiting = |reason: &str| json!({"waiting": {"reason": reason}});
    let run = json!({"running": {}});
    let main = |state: &Value| json!([container("a", state.get("running").is_some(), 4, state)]);
    let initializing = waiting("PodInitializing");
    let started = |ready: bool| json!({"name": "s", "ready": ready, "started": true, "restartCount": 2, "state": {"running": {}}});
    let not_started = container("s", false, 2, &run);
    let failed = |reason: &str| json!({"terminated": {"exitCode": 2, "reason": reason}});
    for (inits, state, word, health, numbers) in [
        (
            json!([container("i", false, 1, &run), not_started]),
            &initializing,
            "Init:0/2",
            Health::Starting,
            (0, 1),
        ),
        (
            json!([container("i", false, 1, &waiting("ImagePullBackOff"))]),
            &initializing,
            "Init:ImagePullBackOff",
            Health::Failing,
            (0, 1),
        ),
        (
            json!([container("i", false, 1, &waiting("PodInitializing"))]),
            &initializing,
            "Init:0/2",
            Health::Starting,
            (0, 1),
        ),
        (
            json!([container("i", false, 1, &failed("Error"))]),
            &initializing,
            "Init:Error",
            Health::Failing,
            (0, 1),
        ),
        (
            json!([container("i", false, 1, &failed(""))]),
            &initializing,
            "Init:ExitCode:2",
            Health::Failing,
            (0, 1),
        ),
        (
            json!([container("i", true, 1, &done), not_started]),
            &initializing,
            "Init:1/2",
            Health::Starting,
            (0, 3),
        ),
        // Once all have run, only the restarts of sidecars and containers count.
        (
            json!([container("i", true, 1, &done), started(true)]),
            &run,
            "Running",
            Health::Lost,
            (2, 6),
        ),
    ] {
        let status = json!({"phase": if word == "Running" { "Running" } else { "Pending" },
            "initContainerStatuses": inits, "containerStatuses": main(state), "conditions": ready(false)});
        let pod = pod(&spec, &status, false);
        assert_eq!(
            (pod.status.as_str(), pod.health),
            (word, health),
            "{status}"
        );
        assert_eq!((pod.ready_containers, pod.restarts), numbers, "{status}");
        assert_eq!(pod.containers, 2);
    }
}

#[test]
fn the_pod_as_a_whole_has_the_word_where_its_containers_have_none() {
    let spec = json!({"containers": [{"name": "a"}]});
    let claiming = json!({"containers": [], "resourceClaims": [{"name": "c"}]});
    let waits = pod(&claiming, &json!({"phase": "Pending"}), false);
    assert_eq!(waits.health, Health::Unschedulable);
    assert_eq!(
        waits.message.to_string(),
        "its resource claims are not there yet"
    );
    let scheduled = |reason: &str| json!([{"type": "PodScheduled", "status": "False", "reason": reason, "message": "0/3 nodes"}]);
    for (status, deleted, word, health) in [
        (
            json!({"phase": "Pending"}),
            false,
            "Pending",
            Health::Starting,
        ),
        (
            json!({"phase": "Pending"}),
            true,
            "Terminating",
            Health::Starting,
        ),
        (
            json!({"phase": "Failed", "reason": "Evicted", "message": "low on memory"}),
            false,
            "Evicted",
            Health::Failing,
        ),
        (
            json!({"phase": "Failed", "reason": "Evicted"}),
            true,
            "Evicted",
            Health::Failing,
        ),
        (
            json!({"phase": "Running", "reason": "NodeLost"}),
            true,
            "Unknown",
            Health::Lost,
        ),
        (json!({"phase": "Unknown"}), false, "Unknown", Health::Lost),
        (
            json!({"phase": "Succeeded"}),
            false,
            "Succeeded",
            Health::Failing,
        ),
        (
            json!({"phase": "Pending", "conditions": scheduled("Unschedulable")}),
            false,
            "Pending",
            Health::Unschedulable,
        ),
        (
            json!({"phase": "Pending", "conditions": scheduled("SchedulingGated")}),
            false,
            "SchedulingGated",
            Health::Unschedulable,
        ),
    ] {
        let pod = pod(&spec, &status, deleted);
        assert_eq!(
            (pod.status.as_str(), pod.health),
            (word, health),
            "{status}"
        );
    }
}

#[test]
fn a_pod_that_runs_says_why_it_is_not_ready() {
    let spec = json!({"containers": [{"name": "a"}], "readinessGates": [{"conditionType": "g"}]});
    let run = json!({"running": {}});
    for (is_ready, reason, message, health) in [
        (
            false,
            "ContainersNotReady",
            "containers with unready status: [a]",
            Health::Unready,
        ),
        (
            true,
            "ReadinessGatesNotReady",
            "corresponding condition of pod readiness gate \"g\" does not exist.",
            Health::Gated,
        ),
        // What the node controller takes back has no reason, the sandbox's one.
        (true, "", "", Health::Lost),
        (true, "NodeNotReady", "Node is not ready", Health::Lost),
    ] {
        let status = json!({
            "phase": "Running",
            "containerStatuses": [container("a", is_ready, 0, &run)],
            "conditions": [{"type": "Ready", "status": "False", "reason": reason, "message": message}],
        });
        let pod = pod(&spec, &status, false);
        assert_eq!((pod.status.as_str(), pod.health), ("Running", health));
        assert_eq!(pod.message.to_string(), message);
    }
}

#[test]
fn nobody_says_anything_of_a_pod_whose_scheduler_does_not_run() {
    let of = |scheduler: &str, node: &str| {
        let spec =
            json!({"schedulerName": scheduler, "nodeName": node, "containers": [{"name": "a"}]});
        pod(&spec, &json!({"phase": "Pending"}), false).health
    };
    assert_eq!(of("volcano", ""), Health::Unschedulable);
    assert_eq!(of("volcano", "n"), Health::Starting);
    assert_eq!(of("default-scheduler", ""), Health::Starting);
}

#[test]
fn the_node_is_known_before_the_pod_is_bound() {
    let affinity = json!({"nodeAffinity": {"requiredDuringSchedulingIgnoredDuringExecution": {"nodeSelectorTerms": [
        {"matchFields": [{"key": "metadata.name", "operator": "In", "values": ["meant"]}]},
    ]}}});
    let none = json!({});
    for (spec, node) in [
        (json!({"nodeName": "bound", "affinity": affinity}), "bound"),
        (json!({"affinity": affinity}), "meant"),
        (json!({}), ""),
    ] {
        assert_eq!(pod(&spec, &none, false).node, node);
    }
}

#[test]
fn only_the_pods_of_daemon_sets_are_kept() {
    let owner = |kind: &str, version: &str, controller: bool| {
        json!({"metadata": {"name": "p", "namespace": "n", "ownerReferences": [
            {"apiVersion": version, "kind": kind, "name": "d", "uid": "u", "controller": controller},
        ]}})
    };
    for (object, kept) in [
        (owner("DaemonSet", "apps/v1", true), true),
        (owner("DaemonSet", "apps/v1", false), false),
        (owner("DaemonSet", "example.com/v1", true), false),
        (owner("ReplicaSet", "apps/v1", true), false),
        (
            json!({"metadata": {"name": "p", "ownerReferences": null}}),
            false,
        ),
    ] {
        assert_eq!(
            Pod::read(&object).unwrap().daemon.is_some(),
            kept,
            "{object}"
        );
    }
}

#[test]
fn a_pod_that_is_being_brought_up_says_how_far_it_is() {
    let spec =
        json!({"nodeName": "n", "containers": [{"name": "a"}], "initContainers": [{"name": "i"}]});
    let waits = |reason: &str| {
        json!([container(
            "a",
            false,
            0,
            &json!({"waiting": {"reason": reason}})
        )])
    };
    let runs = json!([container("i", false, 0, &json!({"running": {}}))]);
    let is = |kind: &str, is: bool, message: &str| {
        let status = if is { "True" } else { "False" };
        json!({"type": kind, "status": status, "message": message})
    };
    let (set_up, init) = ("PodReadyToStartContainers", "Initialized");
    let incomplete = "containers with incomplete status: [i]";
    for (status, word, message) in [
        (
            json!({"conditions": [is("PodScheduled", true, "")]}),
            "Pending",
            "its kubelet has not said anything of it yet",
        ),
        (
            json!({
                "conditions": [is(set_up, false, ""), is(init, false, incomplete)],
                "initContainerStatuses": [container("i", false, 0, &json!({"waiting": {"reason": "PodInitializing"}}))],
                "containerStatuses": waits("PodInitializing"),
            }),
            "Init:0/1",
            "its volumes or its network are not there yet",
        ),
        (
            json!({
                "conditions": [is(set_up, true, ""), is(init, false, incomplete)],
                "initContainerStatuses": runs,
                "containerStatuses": waits("PodInitializing"),
            }),
            "Init:0/1",
            incomplete,
        ),
        (
            json!({
                "conditions": [is(set_up, true, ""), is(init, true, "")],
                "containerStatuses": waits("ContainerCreating"),
            }),
            "ContainerCreating",
            "its volumes and its network are there, its containers are not started yet",
        ),
        // An older kubelet does not say.
        (
            json!({"conditions": [is(init, true, "")], "containerStatuses": waits("ContainerCreating")}),
            "ContainerCreating",
            "",
        ),
    ] {
        let mut status = status;
        status["phase"] = json!("Pending");
        let pod = pod(&spec, &status, false);
        assert_eq!(
            (pod.status.as_str(), pod.health, &*pod.message.to_string()),
            (word, Health::Starting, message),
            "{status}"
        );
    }
}
