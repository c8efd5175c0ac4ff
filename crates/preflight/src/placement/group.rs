//! Groups: the nodes by what happens there and why, for the legend of the node grid.

use std::collections::HashMap;

use manifest::gather::Gather;
use manifest::texts;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::Placement;
use super::answer::{self, Answer};
use super::culprit::Culprit;
use super::on_node::NodePlacement;
use crate::facts::{NodeFacts, Taint};
use crate::status;

/// What happens on a node.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub enum NodeVerdict {
    /// A pod is made and has room.
    Runs,
    /// The pod that is there stays as it is.
    Unchanged,
    /// The pod that is there stays as it is, and is not ready.
    Unavailable,
    /// The pod that is there is replaced.
    Replaced,
    /// A pod is made, and others of lower priority are deleted so that it has room.
    Preempts,
    /// Whether a pod runs depends on which pod of the DaemonSet comes first, to its room or through a quota.
    Contested,
    /// A pod is made and waits, because the scheduler finds no room.
    Pending,
    /// A pod is wanted, and the API server refuses it.
    Refused,
    /// The pod that is there may stay, but no new one would be made.
    Kept,
    /// The pod that is there is deleted.
    Stopped,
    /// No pod is made.
    LeftOut,
}

impl NodeVerdict {
    /// How many there are.
    const COUNT: usize = Self::LeftOut as usize + 1;
}

/// Nodes on which the same happens for the same reason.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "camelCase")]
pub struct NodeGroup {
    /// What happens.
    pub verdict: NodeVerdict,
    /// Why: the placement's reason, or the scheduler's words; empty where all is well.
    pub reason: String,
    /// What exactly: `label zone=a`, the taints as `kubectl describe` prints them.
    pub detail: String,
    /// The nodes, by their positions in the report's `placement`.
    pub nodes: Vec<u32>,
    /// Of contested nodes, on how many at least the pod will run.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub running: Option<u32>,
    /// Of contested nodes, on how many at most.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub most: Option<u32>,
    /// What of the pod it has to do with.
    #[serde(skip)]
    pub culprit: Culprit,
}

impl NodeGroup {
    /// What can be done about it: where there is no pod, what makes these nodes get one, several
    /// answers to be taken together and in order; where there is one, what keeps it away.
    ///
    /// `daemon_set` is the report's `object`, `nodes` are those of the facts.
    #[must_use]
    pub fn answers(&self, daemon_set: &Value, nodes: &[NodeFacts]) -> Vec<Answer> {
        let meant: Vec<_> = self
            .nodes
            .iter()
            .filter_map(|position| nodes.get(usize::try_from(*position).ok()?))
            .collect();
        match self.verdict {
            NodeVerdict::Kept | NodeVerdict::Stopped | NodeVerdict::LeftOut => {
                answer::run_on(daemon_set, &meant)
            }
            _ => vec![answer::exclude(daemon_set, &meant)],
        }
    }
}

/// What is known of the pod that a node has already.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Present {
    /// There is none.
    No,
    /// There is one, and it stays where nothing drives it away.
    Stays,
    /// There is one, which stays and is not ready.
    Ails,
    /// There is one, and it is to be replaced.
    Replaced,
    /// There is one, and the rollout takes it away without another in its place.
    Leaves,
}

/// Groups the nodes; `present` tells of each whether it has a pod. The groups come in the order of
/// the verdicts, the largest first.
pub(crate) fn group(
    template: &Placement,
    placement: &[NodePlacement],
    nodes: &[NodeFacts],
    present: impl Fn(usize) -> Present,
) -> Vec<NodeGroup> {
    let mut numbers: HashMap<(NodeVerdict, String), usize> = HashMap::new();
    let mut groups: Vec<NodeGroup> = Vec::new();
    // The last node of each verdict, and its group.
    let mut lasts = [None::<(usize, usize)>; NodeVerdict::COUNT];
    for (position, (place, node)) in placement.iter().zip(nodes).enumerate() {
        let verdict = verdict(place, present(position));
        let number = u32::try_from(position).unwrap_or(u32::MAX);
        // Neighbours are often alike, and to compare them is cheaper than to write out why.
        if let Some((last, found)) = lasts[verdict as usize]
            && is_alike(template, (place, node), (&placement[last], &nodes[last]))
        {
            groups[found].nodes.push(number);
            continue;
        }
        let detail = detail(template, verdict, place, node);
        let found = *numbers.entry((verdict, detail)).or_insert_with_key(|key| {
            groups.push(NodeGroup {
                verdict,
                reason: reason(verdict, place, node),
                detail: key.1.clone(),
                nodes: Vec::new(),
                running: None,
                most: None,
                culprit: place
                    .pending
                    .as_ref()
                    .map(|fit| fit.culprit.clone())
                    .unwrap_or_default(),
            });
            groups.len() - 1
        });
        groups[found].nodes.push(number);
        lasts[verdict as usize] = Some((position, found));
    }
    for group in &mut groups {
        if group.detail == group.reason {
            group.detail.clear();
        }
    }
    manifest::order::sort_by(&mut groups, |one, other| {
        let largest_first = other.nodes.len().cmp(&one.nodes.len());
        one.verdict.cmp(&other.verdict).then(largest_first)
    });
    groups
}

/// Whether two nodes of one verdict are in one group for sure. Two of which this is not said may be
/// in one all the same.
fn is_alike(
    template: &Placement,
    one: (&NodePlacement, &NodeFacts),
    other: (&NodePlacement, &NodeFacts),
) -> bool {
    if one.0.runs {
        return match (&one.0.pending, &other.0.pending) {
            (None, None) => one.1.readiness == other.1.readiness,
            (Some(one), Some(other)) => one.reasons == other.reasons,
            _ => false,
        };
    }
    one.0.reason == other.0.reason
        && match one.0.reason.as_str() {
            "nodeName" => true,
            "nodeAffinity" => template.missing_label(one.1) == template.missing_label(other.1),
            _ => one.1.taints == other.1.taints,
        }
}

fn verdict(place: &NodePlacement, present: Present) -> NodeVerdict {
    let is_there = present != Present::No;
    match &place.pending {
        _ if !place.runs && present == Present::Leaves => NodeVerdict::Stopped,
        _ if !place.runs && is_there && place.keeps_running => NodeVerdict::Kept,
        _ if !place.runs && is_there => NodeVerdict::Stopped,
        _ if !place.runs => NodeVerdict::LeftOut,
        Some(pending) if pending.preemption.is_some() => NodeVerdict::Preempts,
        Some(pending) if pending.is_contested => NodeVerdict::Contested,
        Some(_) => NodeVerdict::Pending,
        None if present == Present::Replaced => NodeVerdict::Replaced,
        None if present == Present::Ails => NodeVerdict::Unavailable,
        None if is_there => NodeVerdict::Unchanged,
        None => NodeVerdict::Runs,
    }
}

fn reason(verdict: NodeVerdict, place: &NodePlacement, node: &NodeFacts) -> String {
    match (&place.pending, verdict) {
        (Some(pending), NodeVerdict::Pending | NodeVerdict::Preempts | NodeVerdict::Contested) => {
            pending.reason()
        }
        (_, NodeVerdict::Unavailable) => {
            let is_ready = node.readiness.is_ready();
            let why = if is_ready {
                status::reason::POD_NOT_READY
            } else {
                status::reason::NODE_NOT_READY
            };
            why.to_owned()
        }
        _ => place.reason.clone(),
    }
}

/// What sets this node's group apart from others of the same verdict.
fn detail(
    template: &Placement,
    verdict: NodeVerdict,
    place: &NodePlacement,
    node: &NodeFacts,
) -> String {
    if place.runs {
        return reason(verdict, place, node);
    }
    match place.reason.as_str() {
        "nodeName" => place.reason.clone(),
        "nodeAffinity" => template.missing_label(node).map_or_else(
            || place.reason.clone(),
            |(key, value)| format!("label {key}={value}"),
        ),
        _ => {
            let taints: Vec<_> = template.untolerated(node).map(Taint::display).gather();
            texts::join(&taints, ", ")
        }
    }
}
