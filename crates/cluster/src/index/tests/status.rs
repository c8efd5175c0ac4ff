//! The status word of a row.

use contract::StatusWord::{
    Degraded, NoNodes, Pending, RollingOut, Running, Stuck, Terminating, Unavailable,
};
use serde_json::{Value, json};

use super::{
    daemon_set, deleted, forget, index, lost, node, pod, refusal, tell, unready, unschedulable,
    waiting,
};
use crate::objects::Kind;

/// A DaemonSet of generation 2 with these numbers.
fn with_numbers(desired: u32, current: u32, up_to_date: u32, available: u32) -> Value {
    let mut object = daemon_set("d", 2);
    object["status"] = json!({
        "observedGeneration": 2,
        "desiredNumberScheduled": desired,
        "currentNumberScheduled": current,
        "numberReady": available,
        "updatedNumberScheduled": up_to_date,
        "numberAvailable": available,
    });
    object
}

#[test]
#[expect(clippy::too_many_lines, reason = "one table, a case a line")]
fn one_word_says_what_it_is_doing() {
    let ready = |name: &str| pod("d", name, name, 2);
    let old = |name: &str| pod("d", name, name, 1);
    let starting = |name: &str| waiting(ready(name), "ContainerCreating");
    let crashing = |name: &str| waiting(ready(name), "CrashLoopBackOff");
    let unpulled = |name: &str| waiting(ready(name), "ErrImagePull");
    let stuck = |name: &str| unschedulable(ready(name));
    let on_delete = |mut object: Value| {
        object["spec"]["updateStrategy"] = json!({"type": "OnDelete"});
        object
    };
    let surging = |mut object: Value| {
        object["spec"]["updateStrategy"]["rollingUpdate"] =
            json!({"maxUnavailable": 0, "maxSurge": 1});
        object
    };
    let waits = |mut object: Value| {
        object["status"]["numberReady"] = json!(2);
        object
    };
    let mut nowhere = with_numbers(0, 0, 0, 0);
    nowhere["spec"]["template"]["spec"]["nodeSelector"] = json!({"os": "plan9"});
    let taken_back = |name: &str| {
        let mut pod = ready(name);
        pod["status"]["conditions"][0]["status"] = json!("False");
        pod
    };
    let gated = |name: &str| {
        let mut pod = taken_back(name);
        pod["status"]["conditions"][0]["reason"] = json!("ReadinessGatesNotReady");
        pod
    };
    let evicted = |name: &str| {
        let mut pod = ready(name);
        pod["status"] = json!({"phase": "Failed", "reason": "Evicted"});
        pod
    };
    let tainted = |name: &str| {
        let mut node = node(name);
        node["spec"] = json!({"taints": [{"key": "dedicated", "effect": "NoSchedule"}]});
        node
    };
    let unwanted = |name: &str| {
        let mut node = lost(node(name));
        let key = "node.kubernetes.io/unreachable";
        node["spec"] = json!({"taints": [{"key": key, "effect": "NoSchedule"}]});
        node
    };
    let made = |mut pod: Value, created: &str| {
        pod["metadata"]["creationTimestamp"] = json!(created);
        pod
    };
    let unobserved = |mut object: Value| {
        object["status"]["observedGeneration"] = json!(1);
        object
    };
    let all = with_numbers(2, 2, 2, 2);
    let half = with_numbers(2, 2, 2, 1);
    let off = |name: &str| lost(node(name));
    for (what, object, others, expected) in [
        (
            "all run",
            all.clone(),
            vec![ready("a"), ready("b")],
            (Running, 2, ""),
        ),
        (
            "being deleted",
            deleted(all.clone()),
            vec![ready("a")],
            (Terminating, 1, "Deleted"),
        ),
        (
            "new",
            unobserved(with_numbers(0, 0, 0, 0)),
            vec![],
            (RollingOut, 0, "Unobserved"),
        ),
        (
            "changed",
            unobserved(all),
            vec![ready("a"), ready("b")],
            (RollingOut, 2, "Unobserved"),
        ),
        (
            "no node at all",
            with_numbers(0, 0, 0, 0),
            vec![],
            (NoNodes, 0, ""),
        ),
        (
            "no node that fits",
            nowhere,
            vec![node("a")],
            (NoNodes, 0, "nodeAffinity"),
        ),
        (
            "nothing made yet",
            with_numbers(2, 0, 0, 0),
            vec![],
            (RollingOut, 0, "Missing"),
        ),
        (
            "starting",
            half.clone(),
            vec![ready("a"), starting("b")],
            (RollingOut, 1, "ContainerCreating"),
        ),
        (
            "replacing",
            with_numbers(3, 3, 1, 3),
            vec![ready("a"), old("b"), deleted(old("c"))],
            (RollingOut, 1, "Terminating"),
        ),
        (
            "the next one is about to be replaced",
            with_numbers(3, 3, 1, 3),
            vec![ready("a"), old("b"), old("c")],
            (RollingOut, 1, "Old"),
        ),
        (
            "not available, and no pod says why",
            half.clone(),
            vec![],
            (RollingOut, 1, "Unknown"),
        ),
        (
            "no room",
            half.clone(),
            vec![ready("a"), stuck("b")],
            (Pending, 1, "Unschedulable"),
        ),
        (
            "no room, but more comes",
            half.clone(),
            vec![starting("a"), stuck("b")],
            (RollingOut, 1, "ContainerCreating"),
        ),
        (
            "crashing",
            half.clone(),
            vec![ready("a"), crashing("b")],
            (Degraded, 1, "CrashLoopBackOff"),
        ),
        (
            "the commonest reason",
            half.clone(),
            vec![crashing("a"), unpulled("b"), unpulled("c"), stuck("d")],
            (Degraded, 3, "ErrImagePull"),
        ),
        (
            "equally common",
            half.clone(),
            vec![unpulled("a"), crashing("b")],
            (Degraded, 2, "CrashLoopBackOff"),
        ),
        (
            "a failed pod that goes",
            half.clone(),
            vec![ready("a"), deleted(crashing("b"))],
            (RollingOut, 1, "Terminating"),
        ),
        (
            "on delete",
            on_delete(with_numbers(2, 2, 0, 2)),
            vec![old("a"), old("b")],
            (Pending, 2, "OnDelete"),
        ),
        (
            "on delete, moving",
            on_delete(with_numbers(2, 2, 1, 1)),
            vec![old("a"), starting("b")],
            (RollingOut, 1, "ContainerCreating"),
        ),
        (
            "on delete, half way, on a lost node",
            on_delete(with_numbers(2, 2, 1, 1)),
            vec![ready("a"), unready(old("b")), off("b")],
            (Unavailable, 1, "NodeNotReady"),
        ),
        (
            "up to date on a lost node",
            half.clone(),
            vec![ready("a"), node("a"), unready(ready("b")), off("b")],
            (Unavailable, 1, "NodeNotReady"),
        ),
        (
            "never started on a lost node",
            half.clone(),
            vec![ready("a"), node("a"), starting("b"), off("b")],
            (Unavailable, 1, "NodeNotReady"),
        ),
        (
            "lost, and the nodes may not be read",
            half.clone(),
            vec![ready("a"), taken_back("b")],
            (Unavailable, 1, "NodeNotReady"),
        ),
        (
            "a probe that fails",
            half.clone(),
            vec![ready("a"), unready(ready("b"))],
            (Unavailable, 1, "ContainersNotReady"),
        ),
        (
            "a gate that is not open",
            half.clone(),
            vec![ready("a"), gated("b")],
            (Unavailable, 1, "ReadinessGatesNotReady"),
        ),
        (
            "ready, and not yet for long enough",
            waits(with_numbers(2, 2, 2, 1)),
            vec![ready("a"), ready("b")],
            (RollingOut, 1, "MinReadySeconds"),
        ),
        (
            "a lost node uses up what may be missing",
            with_numbers(3, 3, 0, 2),
            vec![
                old("a"),
                node("a"),
                old("b"),
                node("b"),
                deleted(old("c")),
                off("c"),
            ],
            (Stuck, 0, "NodeNotReady"),
        ),
        (
            "so does one that the controller does not want any more",
            with_numbers(2, 2, 0, 2),
            vec![
                old("a"),
                node("a"),
                old("b"),
                node("b"),
                deleted(old("c")),
                unwanted("c"),
            ],
            (Stuck, 0, "NodeNotReady"),
        ),
        (
            "all is well but for a node that is not wanted because it is lost",
            with_numbers(1, 1, 1, 1),
            vec![ready("a"), node("a"), unready(ready("c")), unwanted("c")],
            (Running, 1, ""),
        ),
        (
            "a new pod without room uses it up",
            with_numbers(3, 3, 1, 2),
            vec![old("a"), old("b"), stuck("c")],
            (Stuck, 1, "Unschedulable"),
        ),
        (
            "a probe may yet succeed",
            with_numbers(3, 3, 1, 2),
            vec![old("a"), old("b"), unready(ready("c"))],
            (RollingOut, 1, "ContainersNotReady"),
        ),
        (
            "evicted",
            half.clone(),
            vec![ready("a"), evicted("b")],
            (Degraded, 1, "Evicted"),
        ),
        (
            "a pod that should not be there does not count",
            with_numbers(1, 1, 1, 1),
            vec![ready("a"), node("a"), crashing("b"), tainted("b")],
            (Running, 1, ""),
        ),
        (
            "all refused",
            with_numbers(14, 0, 0, 0),
            vec![refusal("d", "exceeded quota: q", "2026-11-21T00:00:05Z")],
            (Degraded, 14, "FailedCreate"),
        ),
        (
            "some refused",
            with_numbers(3, 1, 1, 1),
            vec![
                made(ready("a"), "2026-11-21T00:00:05Z"),
                refusal("d", "exceeded quota: q", "2026-11-21T00:00:05Z"),
            ],
            (Degraded, 2, "FailedCreate"),
        ),
        (
            "refused once, and made since",
            with_numbers(3, 1, 1, 1),
            vec![
                made(ready("a"), "2026-11-21T00:00:06Z"),
                refusal("d", "exceeded quota: q", "2026-11-21T00:00:05Z"),
            ],
            (RollingOut, 1, "Missing"),
        ),
        (
            "refused once, and all there",
            with_numbers(1, 1, 1, 1),
            vec![
                ready("a"),
                refusal("d", "exceeded quota: q", "2026-11-21T00:00:05Z"),
            ],
            (Running, 1, ""),
        ),
        (
            "somebody else's",
            with_numbers(1, 0, 0, 0),
            vec![refusal("e", "exceeded quota: q", "2026-11-21T00:00:05Z")],
            (RollingOut, 0, "Missing"),
        ),
        (
            "the new pods refused beside the old",
            surging(with_numbers(2, 2, 0, 2)),
            vec![
                old("a"),
                old("b"),
                refusal("d", "exceeded quota: q", "2026-11-21T00:00:05Z"),
            ],
            (Degraded, 0, "FailedCreate"),
        ),
    ] {
        let mut objects = others;
        objects.push(object);
        let mut index = index(&objects);
        if !objects.iter().any(|object| object["kind"] == "Node") {
            index.known.remove(&Kind::Node);
            tell(&mut index, objects.last().unwrap());
            index.take_changes();
        }
        let view = index.view();
        let status = &view.row("n", "d").unwrap().status;
        assert_eq!(
            (status.word, status.nodes, status.reason.as_str()),
            expected,
            "{what}"
        );
    }
}

#[test]
fn words_go_with_the_reason() {
    let told = |objects: &[Value]| {
        let status = index(objects).view().row("n", "d").unwrap().status.clone();
        (status.message, status.others, status.limit.clone())
    };
    let ready = |name: &str| pod("d", name, name, 2);
    assert_eq!(
        told(&[with_numbers(1, 1, 1, 0), node("a"), unready(ready("a"))]),
        (
            "containers with unready status: [c]".to_owned(),
            0,
            String::new()
        )
    );
    let crash = waiting(ready("a"), "CrashLoopBackOff");
    let unpulled = waiting(ready("b"), "ErrImagePull");
    assert_eq!(
        told(&[
            with_numbers(2, 2, 2, 0),
            node("a"),
            node("b"),
            crash,
            unpulled
        ]),
        (String::new(), 1, String::new())
    );
    let old = pod("d", "a", "a", 1);
    assert_eq!(
        told(&[with_numbers(1, 1, 0, 0), lost(node("a")), deleted(old)]),
        (String::new(), 0, "maxUnavailable 1".to_owned())
    );
    let refused = refusal(
        "d",
        "exceeded quota: q, requested: pods=1",
        "2026-11-21T00:00:05Z",
    );
    assert_eq!(
        told(&[with_numbers(1, 0, 0, 0), node("a"), refused]),
        (
            "exceeded quota: q, requested: pods=1".to_owned(),
            0,
            String::new()
        )
    );
}

#[test]
fn what_changes_around_the_pods_changes_the_word() {
    let mut index = index(&[
        with_numbers(1, 1, 1, 0),
        unready(pod("d", "a", "a", 2)),
        node("a"),
    ]);
    let reason = |index: &mut super::Index| {
        let changes = index.take_changes();
        let row = index.view().row("n", "d").unwrap().clone();
        (
            changes.daemon_sets.iter().any(|change| change.row),
            row.status.reason,
        )
    };
    tell(&mut index, &lost(node("a")));
    assert_eq!(reason(&mut index), (true, "NodeNotReady".to_owned()));
    tell(&mut index, &node("a"));
    assert_eq!(reason(&mut index), (true, "ContainersNotReady".to_owned()));
    let refused = refusal("d", "no", "2026-11-21T00:00:05Z");
    tell(&mut index, &refused);
    assert_eq!(reason(&mut index), (false, "ContainersNotReady".to_owned()));
    tell(&mut index, &with_numbers(2, 1, 1, 0));
    assert_eq!(reason(&mut index), (true, "FailedCreate".to_owned()));
    forget(&mut index, &refused);
    assert_eq!(reason(&mut index), (true, "Missing".to_owned()));
}
