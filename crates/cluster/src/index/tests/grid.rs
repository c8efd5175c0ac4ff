//! The cells of the node grid.

use contract::NodeState::{Failing, LeftOut, Misscheduled, Missing, Old, Pending, Ready, Updating};
use serde_json::{Value, json};

use super::{daemon_set, deleted, index, node, pod, unschedulable, waiting};
use crate::objects::Kind;

/// A node of that name with a taint.
fn tainted(effect: &str) -> Value {
    let mut node = node("one");
    node["spec"] = json!({"taints": [{"key": "dedicated", "effect": effect}]});
    node
}

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
            (Updating, "ContainerCreating", "a"),
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
        objects.extend([daemon_set("d", 2), node]);
        let rows = index(&objects).nodes("n", "d").unwrap();
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
    let rows = index.nodes("n", "d").unwrap();
    let told: Vec<_> = rows
        .iter()
        .map(|row| (row.name.as_str(), row.state, row.pod.as_str()))
        .collect();
    assert_eq!(told, [("one", Failing, "b"), ("two", Ready, "a")]);
}
