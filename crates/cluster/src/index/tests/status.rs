//! The status word of a row.

use contract::StatusWord::{Degraded, NoNodes, Pending, RollingOut, Running, Terminating};
use serde_json::{Value, json};

use super::{daemon_set, deleted, index, pod, unschedulable, waiting};

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
    let unobserved = |mut object: Value| {
        object["status"]["observedGeneration"] = json!(1);
        object
    };
    let all = with_numbers(2, 2, 2, 2);
    let half = with_numbers(2, 2, 2, 1);
    for (what, object, pods, expected) in [
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
            (Terminating, 1, ""),
        ),
        (
            "new",
            unobserved(with_numbers(0, 0, 0, 0)),
            vec![],
            (RollingOut, 0, ""),
        ),
        (
            "changed",
            unobserved(all),
            vec![ready("a"), ready("b")],
            (RollingOut, 2, ""),
        ),
        (
            "no node",
            with_numbers(0, 0, 0, 0),
            vec![],
            (NoNodes, 0, ""),
        ),
        (
            "starting",
            half.clone(),
            vec![ready("a"), starting("b")],
            (RollingOut, 1, ""),
        ),
        (
            "replacing",
            with_numbers(3, 3, 1, 3),
            vec![ready("a"), old("b"), deleted(old("c"))],
            (RollingOut, 1, ""),
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
            (RollingOut, 1, ""),
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
            half,
            vec![ready("a"), deleted(crashing("b"))],
            (RollingOut, 1, ""),
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
            (RollingOut, 1, ""),
        ),
    ] {
        let mut objects = pods;
        objects.push(object);
        let index = index(&objects);
        let view = index.view();
        let status = &view.row("n", "d").unwrap().status;
        assert_eq!(
            (status.word, status.nodes, status.reason.as_str()),
            expected,
            "{what}"
        );
    }
}
