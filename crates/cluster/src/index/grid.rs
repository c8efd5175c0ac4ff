//! The node grid of one DaemonSet: what happens on each node.

use std::{cmp::Reverse, sync::Arc};

use contract::{NodeRow, NodeState};
use preflight::{
    NodePlacement,
    status::{NodeSight, PodSight, on_node},
};

use super::{DaemonSetEntry, pod::PodRecord, revision::CurrentRevision};
use crate::objects::node::Node;

/// A pod on a node, with its name.
pub(crate) type NamedPod<'a> = (&'a Arc<str>, &'a PodRecord);

/// What is said of a node that should have a pod while the pods may not be read.
const PODS_UNKNOWN: &str = "pods cannot be read";

/// The cell of one node; `pods` are none where it is not known which there are.
pub(super) fn cell(
    node: &Node,
    placement: &NodePlacement,
    pods: Option<Vec<NamedPod<'_>>>,
    entry: &DaemonSetEntry,
) -> NodeRow {
    let knows_pods = pods.is_some();
    let sight = NodeSight {
        is_ready: Some(node.is_ready),
        runs: placement.runs,
        left_out: &placement.reason,
    };
    let mut row = row(sight, pods.unwrap_or_default(), entry);
    if row.state == NodeState::Missing && !knows_pods {
        PODS_UNKNOWN.clone_into(&mut row.reason);
    }
    row.name.clone_from(&node.facts.name);
    node.zone().clone_into(&mut row.zone);
    row
}

/// The cell of a node that may not be read: what its pods tell, as if they were meant to be there.
pub(super) fn cell_of_pods(
    node: &str,
    pods: Vec<NamedPod<'_>>,
    entry: &DaemonSetEntry,
) -> Option<NodeRow> {
    (!pods.is_empty()).then(|| NodeRow {
        name: node.to_owned(),
        ..row(UNREAD, pods, entry)
    })
}

/// A node of which nothing is known.
pub(super) const UNREAD: NodeSight<'static> = NodeSight {
    is_ready: None,
    runs: true,
    left_out: "",
};

/// The cell without its node's name and zone.
fn row(node: NodeSight<'_>, mut pods: Vec<NamedPod<'_>>, entry: &DaemonSetEntry) -> NodeRow {
    let sights = sights(&mut pods, &entry.current);
    let told = on_node(node, &sights, entry.words_of_refusal());
    let speaker = pods.first();
    let since = match (told.state, speaker) {
        (NodeState::Refused, _) => {
            let refusal = entry.refusal.as_ref();
            refusal.map_or_else(String::new, |refusal| refusal.since.to_string())
        }
        (_, Some((_, pod))) => pod.unready_since(),
        (_, None) => String::new(),
    };
    NodeRow {
        name: String::new(),
        zone: String::new(),
        state: told.state,
        reason: told.reason.to_owned(),
        pod: speaker.map_or_else(String::new, |(name, _)| name.to_string()),
        since,
    }
}

/// What is seen of the pods of one node, the one that tells most of it first: a pod that stays before
/// one that goes, the new before the old, then the younger.
pub(super) fn sights<'a>(
    pods: &mut [NamedPod<'a>],
    current: &CurrentRevision,
) -> Vec<PodSight<'a>> {
    pods.sort_by_cached_key(|(name, pod)| {
        Reverse((
            !pod.terminating,
            current.is_of(pod),
            pod.created,
            Arc::clone(name),
        ))
    });
    let sight = |(_, pod): &NamedPod<'a>| PodSight {
        health: pod.health,
        is_terminating: pod.terminating,
        is_current: current.is_of(pod),
        word: &pod.status,
        trouble: pod.trouble(),
    };
    pods.iter().map(sight).collect()
}
