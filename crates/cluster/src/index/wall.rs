//! What happens on every node, of every DaemonSet: the wall.

use std::{
    cmp::Ordering,
    collections::{BTreeMap, HashMap},
};

use contract::{Wall, WallNode, WallRow, wall::letter};
use preflight::status::{NodeSight, NodeState, on_node};

use super::{Visible, grid, visible::Sighted};
use crate::objects::{Kind, node::Node};

impl Visible<'_> {
    /// The wall of a namespace, or of all where it is empty; its freshness is the caller's. Where the nodes may not be
    /// read it has none.
    pub(crate) fn wall(self, namespace: &str) -> Wall {
        let nodes = self
            .reader
            .sees_all(Kind::Node)
            .then_some(&self.index.nodes);
        let mut nodes: Vec<&Node> = nodes.into_iter().flat_map(BTreeMap::values).collect();
        nodes.sort_by(|left, right| by_zone(left, right));
        let keys = self.index.daemon_sets.keys();
        let keys = keys.filter(|key| namespace.is_empty() || *key.namespace == *namespace);
        let rows = keys.filter_map(|key| {
            let listed = self.row(&key.namespace, &key.name)?;
            Some(WallRow {
                namespace: key.namespace.to_string(),
                name: key.name.to_string(),
                status: listed.row.status.clone(),
                ready: listed.row.counts.ready,
                desired: listed.row.counts.desired,
                cells: cells(&self.sighted(&key.namespace, &key.name)?, &nodes),
            })
        });
        let rows = rows.collect();
        let nodes = nodes.into_iter().map(|node| WallNode {
            name: node.facts.name.clone(),
            zone: node.zone().to_owned(),
            ready: node.is_ready,
        });
        Wall {
            rows,
            nodes: nodes.collect(),
            ..Wall::default()
        }
    }
}

/// What happens on each of these nodes, a letter each.
fn cells(seen: &Sighted<'_>, nodes: &[&Node]) -> String {
    let entry = &seen.entry;
    let mut by_node: HashMap<&str, Vec<grid::NamedPod>> = HashMap::new();
    for pod in seen.pods.iter().flat_map(|pods| pods.iter()) {
        by_node.entry(&pod.1.node).or_default().push(pod);
    }
    let cell = |node: &&Node| {
        let placement = entry.object.placement.on(&node.facts);
        let pods = by_node.remove(node.facts.name.as_str());
        if pods.is_none() && !placement.runs {
            return char::from(letter(NodeState::LeftOut));
        }
        let sight = NodeSight {
            is_ready: Some(node.is_ready),
            runs: placement.runs,
            left_out: &placement.reason,
        };
        let sights = grid::sights(&mut pods.unwrap_or_default(), &entry.current);
        let told = on_node(sight, &sights, entry.words_of_refusal());
        char::from(letter(told.state))
    };
    nodes.iter().map(cell).collect()
}

/// By zone, those without one last, then by name.
fn by_zone(left: &Node, right: &Node) -> Ordering {
    let key = |node: &Node| (node.zone().is_empty(), node.zone().to_owned());
    let zones = key(left).cmp(&key(right));
    zones.then_with(|| left.facts.name.cmp(&right.facts.name))
}
