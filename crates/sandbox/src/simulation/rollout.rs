//! The decisions of a rolling update, from what stands on each node. Mirrors `rollingUpdate` in
//! `pkg/controller/daemon/update.go`; where Kubernetes goes through nodes in random order, this goes by name.

use serde_json::Value;

/// A pod as the update sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Candidate {
    /// `namespace/name`.
    pub(super) key: Box<str>,
    pub(super) available: bool,
}

/// What stands on one node; pods that are being deleted do not count.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct NodeState {
    pub(super) node: Box<str>,
    /// Whether the node should have a pod at all.
    pub(super) runs: bool,
    pub(super) old: Option<Candidate>,
    pub(super) new: Option<Candidate>,
    /// More than one pod of a kind: the controller clears that up first.
    pub(super) crowded: bool,
}

/// How far an update may go at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Bounds {
    pub(super) max_unavailable: usize,
    pub(super) max_surge: usize,
}

/// What an update does now.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Moves {
    /// Pods to delete.
    pub(super) delete: Vec<Box<str>>,
    /// Nodes that get a second pod.
    pub(super) create_on: Vec<Box<str>>,
}

impl Bounds {
    /// Reads `spec.updateStrategy` for so many target nodes. Percentages round up, and nothing at all
    /// would mean standing still, so then one pod may be missing.
    pub(super) fn read(daemon_set: &Value, desired: usize) -> Bounds {
        let rolling = &daemon_set["spec"]["updateStrategy"]["rollingUpdate"];
        let max_surge = scaled(&rolling["maxSurge"], desired).unwrap_or(0);
        let max_unavailable = scaled(&rolling["maxUnavailable"], desired).unwrap_or(1);
        let stuck = max_surge == 0 && max_unavailable == 0 && desired > 0;
        Bounds {
            max_unavailable: if stuck { 1 } else { max_unavailable },
            max_surge,
        }
    }
}

/// Whether a second pod per node is allowed at all (`AllowsSurge`).
pub(super) fn allows_surge(daemon_set: &Value) -> bool {
    Bounds::read(daemon_set, 1).max_surge > 0
}

/// A number, or a percentage of `total` rounded up.
fn scaled(value: &Value, total: usize) -> Option<usize> {
    if let Some(number) = value.as_u64() {
        return usize::try_from(number).ok();
    }
    let percent: usize = value.as_str()?.strip_suffix('%')?.parse().ok()?;
    Some((percent * total).div_ceil(100))
}

/// What to do now to bring all nodes to the new revision.
pub(super) fn moves(nodes: &[NodeState], desired: usize, bounds: Bounds) -> Moves {
    if bounds.max_surge == 0 {
        replace_in_place(nodes, bounds.max_unavailable)
    } else {
        surge(nodes, desired, bounds.max_surge)
    }
}

fn replace_in_place(nodes: &[NodeState], max_unavailable: usize) -> Moves {
    let mut unavailable = 0;
    let (mut replaceable, mut candidates) = (Vec::new(), Vec::new());
    for node in nodes {
        match (&node.old, &node.new) {
            _ if node.crowded => unavailable += 1,
            (None, None) | (Some(_), Some(_)) => unavailable += 1,
            (None, Some(new)) => unavailable += usize::from(!new.available),
            (Some(old), None) if !old.available => {
                replaceable.push(old.key.clone());
                unavailable += 1;
            }
            (Some(old), None) => candidates.push(old.key.clone()),
        }
    }
    let room = max_unavailable.saturating_sub(unavailable);
    replaceable.extend(candidates.into_iter().take(room));
    Moves {
        delete: replaceable,
        create_on: Vec::new(),
    }
}

fn surge(nodes: &[NodeState], desired: usize, max_surge: usize) -> Moves {
    let mut moves = Moves::default();
    let (mut surging, mut available) = (0, 0);
    let (mut unwanted, mut candidates) = (Vec::new(), Vec::new());
    for node in nodes {
        if node.crowded {
            surging += 1;
            continue;
        }
        let counted = node.old.as_ref().or(node.new.as_ref());
        available += usize::from(counted.is_some_and(|pod| pod.available));
        match (&node.old, &node.new) {
            (None, _) => {}
            (Some(old), None) if !old.available && !node.runs => moves.delete.push(old.key.clone()),
            (Some(old), None) if !old.available => moves.create_on.push(node.node.clone()),
            (Some(old), None) if !node.runs => unwanted.push(old.key.clone()),
            (Some(_), None) => candidates.push(node.node.clone()),
            (Some(_), Some(new)) if !new.available => surging += 1,
            (Some(old), Some(_)) => moves.delete.push(old.key.clone()),
        }
    }
    // A pod on a node that is no longer meant goes only when it is not needed for the number to be right.
    let spare = available.saturating_sub(desired);
    moves.delete.extend(unwanted.into_iter().take(spare));
    moves.create_on.extend(
        candidates
            .into_iter()
            .take(max_surge.saturating_sub(surging)),
    );
    moves
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[expect(
        clippy::unnecessary_wraps,
        reason = "it stands where there may be none"
    )]
    fn pod(key: &str, available: bool) -> Option<Candidate> {
        Some(Candidate {
            key: key.into(),
            available,
        })
    }

    fn node(name: &str, old: Option<Candidate>, new: Option<Candidate>) -> NodeState {
        NodeState {
            node: name.into(),
            runs: true,
            old,
            new,
            crowded: false,
        }
    }

    #[test]
    fn percentages_round_up() {
        let bounds = |strategy: Value, desired| {
            let bounds = Bounds::read(
                &json!({"spec": {"updateStrategy": {"rollingUpdate": strategy}}}),
                desired,
            );
            (bounds.max_unavailable, bounds.max_surge)
        };
        assert_eq!(
            bounds(json!({"maxUnavailable": "10%", "maxSurge": 0}), 11),
            (2, 0)
        );
        assert_eq!(
            bounds(json!({"maxUnavailable": "0%", "maxSurge": "0%"}), 11),
            (1, 0)
        );
        assert_eq!(
            bounds(json!({"maxUnavailable": 0, "maxSurge": "1%"}), 11),
            (0, 1)
        );
        assert_eq!(
            bounds(json!({"maxUnavailable": "5%", "maxSurge": 0}), 0),
            (0, 0)
        );
    }

    #[test]
    fn as_many_as_may_be_missing_are_replaced() {
        let nodes = [
            node("a", pod("a/old", true), None),
            node("b", pod("b/old", true), None),
            node("c", pod("c/old", true), None),
            node("d", None, pod("d/new", false)),
        ];
        let bounds = Bounds {
            max_unavailable: 3,
            max_surge: 0,
        };
        assert_eq!(
            moves(&nodes, 4, bounds).delete,
            ["a/old".into(), "b/old".into()]
        );
    }

    #[test]
    fn what_is_broken_anyway_is_replaced_beyond_the_bound() {
        let nodes = [
            node("a", pod("a/old", false), None),
            node("b", pod("b/old", false), None),
            node("c", pod("c/old", true), None),
        ];
        let bounds = Bounds {
            max_unavailable: 1,
            max_surge: 0,
        };
        assert_eq!(
            moves(&nodes, 3, bounds).delete,
            ["a/old".into(), "b/old".into()]
        );
    }

    #[test]
    fn a_surge_adds_before_it_takes_away() {
        let nodes = [
            node("a", pod("a/old", true), pod("a/new", true)),
            node("b", pod("b/old", true), pod("b/new", false)),
            node("c", pod("c/old", true), None),
            node("d", pod("d/old", true), None),
        ];
        let bounds = Bounds {
            max_unavailable: 0,
            max_surge: 2,
        };
        let moves = moves(&nodes, 4, bounds);
        assert_eq!(moves.delete, ["a/old".into()]);
        assert_eq!(moves.create_on, ["c".into()]);
    }

    #[test]
    fn a_surge_leaves_an_unwanted_node_only_when_others_stand_in() {
        let mut left = node("a", pod("a/old", true), None);
        left.runs = false;
        let waiting = [left.clone(), node("b", None, pod("b/new", false))];
        let bounds = Bounds {
            max_unavailable: 0,
            max_surge: 1,
        };
        assert_eq!(moves(&waiting, 1, bounds), Moves::default());
        let ready = [left, node("b", None, pod("b/new", true))];
        assert_eq!(moves(&ready, 1, bounds).delete, ["a/old".into()]);
    }
}
