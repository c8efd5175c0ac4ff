//! The node grid of one DaemonSet: what happens on each node.

use std::sync::Arc;

use contract::{NodeRow, NodeState};
use preflight::NodePlacement;

use super::{pod::PodRecord, revision::CurrentRevision};
use crate::objects::{node::Node, pod::Health};

/// A pod on a node, with its name.
pub(crate) type NamedPod<'a> = (&'a Arc<str>, &'a PodRecord);

/// What is said of a node that should have a pod while the pods may not be read.
const PODS_UNKNOWN: &str = "pods cannot be read";

/// The cell of one node; `pods` are none where it is not known which there are.
pub(crate) fn cell(
    node: &Node,
    placement: NodePlacement,
    pods: Option<Vec<NamedPod<'_>>>,
    current: &CurrentRevision,
) -> NodeRow {
    let knows_pods = pods.is_some();
    let speaker = speaker(pods.into_iter().flatten(), current);
    let (state, reason) = match speaker {
        None if placement.runs && knows_pods => (NodeState::Missing, String::new()),
        None if placement.runs => (NodeState::Missing, PODS_UNKNOWN.to_owned()),
        None => (NodeState::LeftOut, placement.reason),
        Some((_, pod)) => state(pod, placement, current),
    };
    NodeRow {
        name: node.facts.name.clone(),
        zone: node.zone().to_owned(),
        state,
        reason,
        pod: speaker
            .map(|(name, _)| name.to_string())
            .unwrap_or_default(),
    }
}

/// The cell of a node that may not be read: what its pods tell, as if they were meant to be there.
pub(crate) fn cell_of_pods(
    node: &str,
    pods: Vec<NamedPod<'_>>,
    current: &CurrentRevision,
) -> Option<NodeRow> {
    let (name, pod) = speaker(pods, current)?;
    let meant = NodePlacement {
        runs: true,
        ..NodePlacement::default()
    };
    let (state, reason) = self::state(pod, meant, current);
    Some(NodeRow {
        name: node.to_owned(),
        zone: String::new(),
        state,
        reason,
        pod: name.to_string(),
    })
}

/// Of several pods on one node (the old and the new one of an update), the one that tells what
/// happens there.
fn speaker<'a>(
    pods: impl IntoIterator<Item = NamedPod<'a>>,
    current: &CurrentRevision,
) -> Option<NamedPod<'a>> {
    pods.into_iter()
        .max_by_key(|(name, pod)| (precedence(pod, current), *name))
}

/// How much a pod has to say of its node: a pod that stays before one that goes, the new before the old, then the younger.
fn precedence(pod: &PodRecord, current: &CurrentRevision) -> (bool, bool, Option<jiff::Timestamp>) {
    (!pod.terminating, current.is_of(pod), pod.created)
}

/// What a pod makes of its node.
fn state(
    pod: &PodRecord,
    placement: NodePlacement,
    current: &CurrentRevision,
) -> (NodeState, String) {
    let word = || pod.status.to_string();
    if !placement.runs {
        // As the controller counts `numberMisscheduled`: also where the pod may stay.
        return (NodeState::Misscheduled, placement.reason);
    }
    if pod.terminating {
        return (NodeState::Updating, word());
    }
    match pod.health {
        Health::Ready if current.is_of(pod) => (NodeState::Ready, String::new()),
        Health::Ready => (NodeState::Old, String::new()),
        Health::Starting => (NodeState::Updating, word()),
        Health::Unschedulable => (NodeState::Pending, "Unschedulable".to_owned()),
        Health::Failing => (NodeState::Failing, word()),
    }
}
