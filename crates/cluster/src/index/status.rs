//! The one word for what a DaemonSet is doing, out of what the index holds.

use std::{
    collections::{BTreeMap, HashMap},
    sync::Arc,
};

use contract::{Counts, NodeState, Status};
use preflight::{
    rollout::Bounds,
    status::{Health, Limit, NodeSight, Situation, Tally, is_about_node, on_node, reason},
};

use super::{
    DaemonSetEntry, Pods,
    grid::{self, NamedPod, UNREAD},
};
use crate::objects::node::Node;

/// What the word is made from.
#[derive(Clone, Copy)]
pub(super) struct Seen<'a> {
    /// The DaemonSet, with what the API server refuses of it.
    pub(super) entry: &'a DaemonSetEntry,
    /// Its pods.
    pub(super) pods: Option<&'a Pods>,
    /// All nodes; none where they may not be read.
    pub(super) nodes: Option<&'a BTreeMap<Arc<str>, Node>>,
}

impl<'a> Seen<'a> {
    /// The word with its reason, and the numbers of a row: the controller's, and what the pods say.
    pub(super) fn status(self) -> (Status, Counts) {
        let tally = self.tally();
        let object = &self.entry.object;
        let numbers = object.status.deciding();
        let left_out = self.left_out();
        let limit = |bounds: Bounds| match bounds.max_surge {
            0 => Limit {
                field: "maxUnavailable",
                nodes: bounds.max_unavailable,
            },
            nodes => Limit {
                field: "maxSurge",
                nodes,
            },
        };
        let situation = Situation {
            numbers,
            is_deleted: object.terminating,
            is_unobserved: object.unobserved,
            limit: object.bounds.map(limit),
            refusal: self.entry.words_of_refusal(),
            pods: u32::try_from(self.pods.map_or(0, BTreeMap::len)).unwrap_or(u32::MAX),
            left_out: &left_out,
            tally: &tally,
        };
        let counts = Counts {
            desired: numbers.desired,
            current: numbers.current,
            ready: numbers.ready,
            up_to_date: numbers.up_to_date,
            available: numbers.available,
            misscheduled: object.status.number_misscheduled,
            failing: tally.of(&[NodeState::Failing]),
            waiting: tally.of(&[NodeState::Pending]),
            starting: tally.of(&[NodeState::Starting]),
            unavailable: tally.of(&[NodeState::Unavailable]),
            refused: match self.entry.refusal {
                Some(_) => numbers.desired.saturating_sub(numbers.current),
                None => 0,
            },
        };
        (situation.status(), counts)
    }

    /// The states of the nodes on which some pod is not simply ready. To group the pods of all nodes
    /// at every change would cost too much, and most are well.
    fn tally(self) -> Tally<'a> {
        let mut tally = Tally::default();
        let pods = || self.pods.into_iter().flatten();
        let mut by_node: HashMap<&str, Vec<NamedPod>> = HashMap::new();
        for (_, pod) in pods() {
            if pod.terminating || pod.health != Health::Ready {
                by_node.entry(&pod.node).or_default();
            }
        }
        if by_node.is_empty() {
            return tally;
        }
        for (name, pod) in pods() {
            if let Some(on_it) = by_node.get_mut(&*pod.node) {
                on_it.push((name, pod));
            }
        }
        for (name, mut pods) in by_node {
            let Some(node) = self.sight(name) else {
                continue;
            };
            let sights = grid::sights(&mut pods, &self.entry.current);
            let told = on_node(node, &sights, None);
            // What the kubelet says of a failing container names the pod, and so differs for each.
            // That its node is not ready it goes on to say when that has passed.
            let is_shared =
                told.state == NodeState::Unavailable && told.reason != reason::POD_NOT_READY;
            let message = pods.first().filter(|_| is_shared);
            tally.add(told, message.map_or("", |(_, pod)| pod.quoted()));
        }
        tally
    }

    /// What is seen of a node; none where there is no such node, and its pods are about to be removed.
    fn sight(self, name: &str) -> Option<NodeSight<'static>> {
        let Some(nodes) = self.nodes else {
            return Some(UNREAD);
        };
        let node = nodes.get(name)?;
        let placement = self.entry.object.placement.on(&node.facts);
        Some(NodeSight {
            is_ready: Some(node.is_ready),
            runs: placement.runs,
            // The words are the grid's; here it is enough to know what they are about.
            left_out: if is_about_node(&placement.reason) {
                "taint node.kubernetes.io/not-ready:NoSchedule"
            } else {
                ""
            },
        })
    }

    /// Why most nodes are left out, where all are; of two reasons that are as common, the first by name.
    fn left_out(self) -> String {
        let object = &self.entry.object;
        if object.status.desired_number_scheduled > 0 {
            return String::new();
        }
        let mut reasons = BTreeMap::<String, u32>::new();
        for node in self.nodes.into_iter().flat_map(BTreeMap::values) {
            let placement = object.placement.on(&node.facts);
            *reasons.entry(placement.reason).or_default() += 1;
        }
        let commonest = reasons.into_iter().rev().max_by_key(|(_, count)| *count);
        commonest.map(|(reason, _)| reason).unwrap_or_default()
    }
}
