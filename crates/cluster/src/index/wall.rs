//! What happens on every node, of every DaemonSet: the wall.

use std::{cmp::Ordering, collections::HashMap};

use contract::{Wall, WallNode, WallRow, wall::letter};
use preflight::status::{NodeSight, NodeState, on_node};

use super::{DaemonSetEntry, Index, grid};
use crate::objects::node::Node;

impl Index {
    /// The wall of a namespace, or of all where it is empty; its freshness is the caller's.
    pub(crate) fn wall(&self, namespace: &str) -> Wall {
        let mut nodes: Vec<&Node> = self.nodes.values().collect();
        nodes.sort_by(|left, right| by_zone(left, right));
        let rows = self.daemon_sets.iter().filter_map(|(key, entry)| {
            let is_meant = namespace.is_empty() || *key.namespace == *namespace;
            let listed = entry.listed.as_ref().filter(|_| is_meant)?;
            Some(WallRow {
                namespace: key.namespace.to_string(),
                name: key.name.to_string(),
                status: listed.row.status.clone(),
                ready: listed.row.counts.ready,
                desired: listed.row.counts.desired,
                cells: self.cells(entry, &nodes),
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

    /// What happens on each of these nodes, a letter each.
    fn cells(&self, entry: &DaemonSetEntry, nodes: &[&Node]) -> String {
        let mut by_node: HashMap<&str, Vec<grid::NamedPod>> = HashMap::new();
        for pod in self.pods_of(&entry.uid) {
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
}

/// By zone, those without one last, then by name.
fn by_zone(left: &Node, right: &Node) -> Ordering {
    let key = |node: &Node| (node.zone().is_empty(), node.zone().to_owned());
    let zones = key(left).cmp(&key(right));
    zones.then_with(|| left.facts.name.cmp(&right.facts.name))
}
