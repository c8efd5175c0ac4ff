//! How a change is put into the picture. Pure.

use std::collections::BTreeMap;
use std::sync::Arc;

use contract::{DaemonSetRow, DetailChange, DetailSnapshot, NodeRow, PodRow};
use manifest::order::sort_by;

/// The DaemonSets by UID. Shared, because every view of them is derived from the same rows.
pub type Rows = BTreeMap<String, Arc<DaemonSetRow>>;

/// The rows of a snapshot.
#[must_use]
pub fn rows(items: Vec<DaemonSetRow>) -> Rows {
    items
        .into_iter()
        .map(|row| (row.uid.clone(), Arc::new(row)))
        .collect()
}

/// Puts rows that are new or other than before in, and takes those out that are gone.
pub fn change_rows(rows: &mut Rows, changed: Vec<DaemonSetRow>, removed: &[String]) {
    for uid in removed {
        rows.remove(uid);
    }
    for row in changed {
        rows.insert(row.uid.clone(), Arc::new(row));
    }
}

/// Nodes and pods of one DaemonSet.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Detail {
    /// All nodes, by name.
    pub nodes: Arc<Vec<NodeRow>>,
    /// Its pods, by node and then by name.
    pub pods: Arc<Vec<PodRow>>,
}

impl From<DetailSnapshot> for Detail {
    fn from(snapshot: DetailSnapshot) -> Self {
        let mut nodes = snapshot.nodes;
        sort_by(&mut nodes, |a, b| a.name.cmp(&b.name));
        let mut pods = snapshot.pods;
        sort_by(&mut pods, |a, b| by_node(a).cmp(&by_node(b)));
        Self {
            nodes: Arc::new(nodes),
            pods: Arc::new(pods),
        }
    }
}

impl Detail {
    /// Puts a change in. The order stays, so that a cell of the grid never jumps.
    pub fn change(&mut self, change: DetailChange) {
        if !change.nodes.is_empty() || !change.removed_nodes.is_empty() {
            let nodes = Arc::make_mut(&mut self.nodes);
            nodes.retain(|node| !change.removed_nodes.contains(&node.name));
            for node in change.nodes {
                match nodes.binary_search_by(|known| known.name.cmp(&node.name)) {
                    Ok(at) => nodes[at] = node,
                    Err(at) => nodes.insert(at, node),
                }
            }
        }
        if !change.pods.is_empty() || !change.removed_pods.is_empty() {
            let pods = Arc::make_mut(&mut self.pods);
            // A pod that was waiting may have found its node, and so its place.
            pods.retain(|pod| {
                !change.removed_pods.contains(&pod.name)
                    && !change.pods.iter().any(|changed| changed.name == pod.name)
            });
            pods.extend(change.pods);
            sort_by(pods, |a, b| by_node(a).cmp(&by_node(b)));
        }
    }
}

fn by_node(pod: &PodRow) -> (&str, &str) {
    (&pod.node, &pod.name)
}

#[cfg(test)]
mod tests {
    use contract::{DetailChange, DetailSnapshot, NodeRow, NodeState, PodRow};

    use super::Detail;

    fn node(name: &str, state: NodeState) -> NodeRow {
        NodeRow {
            name: name.to_owned(),
            zone: String::new(),
            state,
            reason: String::new(),
            pod: String::new(),
            since: String::new(),
        }
    }

    fn pod(name: &str, node: &str) -> PodRow {
        PodRow {
            name: name.to_owned(),
            namespace: "default".to_owned(),
            node: node.to_owned(),
            status: "Running".to_owned(),
            ready: true,
            ready_containers: 1,
            containers: 1,
            up_to_date: true,
            ..PodRow::default()
        }
    }

    #[test]
    fn nodes_keep_their_order_whatever_changes() {
        let mut detail = Detail::from(DetailSnapshot {
            nodes: vec![node("c", NodeState::Ready), node("a", NodeState::Ready)],
            pods: Vec::new(),
        });
        detail.change(DetailChange {
            nodes: vec![
                node("b", NodeState::Updating),
                node("c", NodeState::Failing),
            ],
            removed_nodes: vec!["a".to_owned()],
            ..DetailChange::default()
        });
        let states: Vec<_> = detail
            .nodes
            .iter()
            .map(|node| (node.name.as_str(), node.state))
            .collect();
        assert_eq!(
            states,
            [("b", NodeState::Updating), ("c", NodeState::Failing)]
        );
    }

    #[test]
    fn a_pod_moves_to_the_node_it_finds() {
        let mut detail = Detail::from(DetailSnapshot {
            nodes: Vec::new(),
            pods: vec![pod("x", "b"), pod("w", ""), pod("y", "c")],
        });
        detail.change(DetailChange {
            pods: vec![pod("w", "d")],
            removed_pods: vec!["y".to_owned()],
            ..DetailChange::default()
        });
        let names: Vec<_> = detail.pods.iter().map(|pod| pod.name.as_str()).collect();
        assert_eq!(names, ["x", "w"]);
    }
}
