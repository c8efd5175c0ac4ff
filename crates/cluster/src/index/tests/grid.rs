//! The cells of the node grid.

use contract::NodeState::{
    Failing, LeftOut, Misscheduled, Missing, Old, Pending, Ready, Refused, Starting, Stopping,
    Unavailable, Updating,
};
use serde_json::{Value, json};

use super::{
    all, daemon_set, deleted, index, lost, node, pod, refusal, unready, unschedulable, waiting,
};
use crate::objects::Kind;

/// A node of that name with a taint.
fn tainted(effect: &str) -> Value {
    let mut node = node("one");
    node["spec"] = json!({"taints": [{"key": "dedicated", "effect": effect}]});
    node
}

/// A lost node as the node controller leaves it.
fn unreachable() -> Value {
    let mut node = lost(node("one"));
    let taint = |effect: &str| json!({"key": "node.kubernetes.io/unreachable", "effect": effect});
    node["spec"] = json!({"taints": [taint("NoSchedule"), taint("NoExecute")]});
    node
}

#[expect(clippy::too_many_lines, reason = "each line is one case")]
#[test]
fn each_node_says_what_happens_there() {
    let new = |name: &str| pod("d", name, "one", 2);
    let old = |name: &str| pod("d", name, "one", 1);
    let starting = |name: &str| waiting(new(name), "ContainerCreating");
    for (what, node, pods, expected) in [
        ("nothing yet", node("one"), vec![], (Missing, "", "")),
        ("ready", node("one"), vec![new("a")], (Ready, "", "a")),
        ("old", node("one"), vec![old("a")], (Old, "", "a")),
        (
            "starting",
            node("one"),
            vec![starting("a")],
            (Starting, "ContainerCreating", "a"),
        ),
        (
            "no room",
            node("one"),
            vec![unschedulable(new("a"))],
            (Pending, "Unschedulable", "a"),
        ),
        (
            "crashing",
            node("one"),
            vec![waiting(new("a"), "CrashLoopBackOff")],
            (Failing, "CrashLoopBackOff", "a"),
        ),
        (
            "going",
            node("one"),
            vec![deleted(old("a"))],
            (Updating, "Terminating", "a"),
        ),
        (
            "replaced",
            node("one"),
            vec![deleted(old("z")), starting("a")],
            (Updating, "ContainerCreating", "a"),
        ),
        (
            "surge",
            node("one"),
            vec![old("z"), starting("a")],
            (Updating, "ContainerCreating", "a"),
        ),
        (
            "deleted by hand",
            node("one"),
            vec![deleted(new("a"))],
            (Stopping, "Terminating", "a"),
        ),
        (
            "not ready",
            node("one"),
            vec![unready(new("a"))],
            (Unavailable, "ContainersNotReady", "a"),
        ),
        (
            "on a lost node",
            lost(node("one")),
            vec![unready(new("a"))],
            (Unavailable, "NodeNotReady", "a"),
        ),
        (
            "crashing when the node was lost",
            lost(node("one")),
            vec![waiting(new("a"), "CrashLoopBackOff")],
            (Unavailable, "NodeNotReady", "a"),
        ),
        (
            "hanging on a lost node",
            lost(node("one")),
            vec![deleted(old("a"))],
            (Unavailable, "NodeNotReady", "a"),
        ),
        (
            "ready, and the node has only just been lost",
            lost(node("one")),
            vec![new("a")],
            (Ready, "", "a"),
        ),
        (
            "no room on a lost node",
            lost(node("one")),
            vec![unschedulable(new("a"))],
            (Pending, "Unschedulable", "a"),
        ),
        (
            "refused",
            node("one"),
            vec![refusal("d", "exceeded quota: q", "2026-11-21T00:00:05Z")],
            (Refused, "exceeded quota: q", ""),
        ),
        (
            "going where it has no business",
            tainted("NoExecute"),
            vec![deleted(new("a"))],
            (Stopping, "Terminating", "a"),
        ),
        (
            "hanging where it has no business",
            lost(tainted("NoExecute")),
            vec![deleted(new("a"))],
            (Unavailable, "NodeNotReady", "a"),
        ),
        (
            "no business there, whether the node is lost or not",
            lost(tainted("NoSchedule")),
            vec![new("a")],
            (Misscheduled, "taint dedicated:NoSchedule", "a"),
        ),
        (
            "no longer wanted because the node is lost",
            unreachable(),
            vec![unready(new("a"))],
            (Unavailable, "NodeNotReady", "a"),
        ),
        (
            "left out because the node is lost",
            unreachable(),
            vec![],
            (
                LeftOut,
                "taint node.kubernetes.io/unreachable:NoSchedule",
                "",
            ),
        ),
        (
            "left out",
            tainted("NoSchedule"),
            vec![],
            (LeftOut, "taint dedicated:NoSchedule", ""),
        ),
        (
            "may stay",
            tainted("NoSchedule"),
            vec![new("a")],
            (Misscheduled, "taint dedicated:NoSchedule", "a"),
        ),
        (
            "must go",
            tainted("NoExecute"),
            vec![new("a")],
            (Misscheduled, "taint dedicated:NoExecute", "a"),
        ),
        (
            "only preferred",
            tainted("PreferNoSchedule"),
            vec![],
            (Missing, "", ""),
        ),
    ] {
        let mut objects = pods;
        let mut daemon_set = daemon_set("d", 2);
        daemon_set["status"]["desiredNumberScheduled"] = json!(1);
        objects.extend([daemon_set, node]);
        let index = index(&objects);
        let rows = all(&index).nodes("n", "d").unwrap();
        let row = &rows[0];
        assert_eq!(
            (row.state, row.reason.as_str(), row.pod.as_str()),
            expected,
            "{what}"
        );
    }
}

#[test]
fn pods_tell_of_nodes_that_may_not_be_read() {
    let mut index = index(&[
        daemon_set("d", 2),
        pod("d", "a", "two", 2),
        waiting(pod("d", "b", "one", 2), "ImagePullBackOff"),
    ]);
    index.known.remove(&Kind::Node);
    let rows = all(&index).nodes("n", "d").unwrap();
    let told: Vec<_> = rows
        .iter()
        .map(|row| (row.name.as_str(), row.state, row.pod.as_str()))
        .collect();
    assert_eq!(told, [("one", Failing, "b"), ("two", Ready, "a")]);
}

#[test]
fn a_cell_says_since_when_its_pod_is_not_ready_or_is_refused() {
    let mut failing = waiting(pod("d", "a", "one", 1), "CrashLoopBackOff");
    failing["status"]["conditions"][0]["lastTransitionTime"] = json!("2026-11-21T10:00:00Z");
    let mut waits = unschedulable(pod("d", "b", "two", 1));
    waits["status"]["conditions"][0]["lastTransitionTime"] = json!("2026-11-21T11:00:00Z");
    let mut ready = pod("d", "c", "three", 1);
    ready["status"]["conditions"][0]["lastTransitionTime"] = json!("2026-11-21T12:00:00Z");
    let mut owner = daemon_set("d", 1);
    owner["status"]["desiredNumberScheduled"] = json!(4);
    owner["status"]["currentNumberScheduled"] = json!(3);
    let mut refused = refusal("d", "exceeded quota: q", "2026-11-21T13:30:00Z");
    refused["firstTimestamp"] = json!("2026-11-21T13:00:00Z");
    let mut objects = vec![owner, failing, waits, ready, refused];
    objects.extend(["one", "two", "three", "four"].map(node));
    let index = index(&objects);
    let rows = all(&index).nodes("n", "d").unwrap();
    let told: Vec<(&str, &str)> = rows
        .iter()
        .map(|row| (row.name.as_str(), row.since.as_str()))
        .collect();
    let expected = [
        ("four", "2026-11-21T13:00:00Z"),
        ("one", "2026-11-21T10:00:00Z"),
        ("three", ""),
        ("two", "2026-11-21T11:00:00Z"),
    ];
    assert_eq!(told, expected);
    // The wall has the same cells, by zone and name.
    assert_eq!(all(&index).wall("").rows[0].cells, "xfrp");
    assert_eq!(all(&index).wall("elsewhere").rows, []);
}
