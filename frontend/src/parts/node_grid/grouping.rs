//! Which nodes stand together: those of a zone. Pure.

use std::collections::BTreeMap;

use contract::NodeRow;

/// The nodes of one zone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// `topology.kubernetes.io/zone`; empty for the nodes that have none.
    pub zone: String,
    /// Its nodes, by their positions in the list of all.
    pub nodes: Vec<usize>,
}

/// The nodes by zone; those without one come last. The order within a zone is kept.
#[must_use]
pub fn group(nodes: &[NodeRow]) -> Vec<Group> {
    let mut zones = BTreeMap::<(bool, &str), Vec<usize>>::new();
    for (position, node) in nodes.iter().enumerate() {
        let zone = (node.zone.is_empty(), node.zone.as_str());
        zones.entry(zone).or_default().push(position);
    }
    zones
        .into_iter()
        .map(|((_, zone), nodes)| Group {
            zone: zone.to_owned(),
            nodes,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use contract::{NodeRow, NodeState};

    use super::Group;

    #[test]
    fn nodes_without_a_zone_come_last() {
        let nodes = ["z2", "", "z1", "z2"].map(|zone| NodeRow {
            name: String::new(),
            zone: zone.to_owned(),
            state: NodeState::Ready,
            reason: String::new(),
            pod: String::new(),
            since: String::new(),
        });
        let group = |zone: &str, nodes: &[usize]| Group {
            zone: zone.to_owned(),
            nodes: nodes.to_vec(),
        };
        assert_eq!(
            super::group(&nodes),
            [group("z1", &[2]), group("z2", &[0, 3]), group("", &[1])]
        );
    }
}
