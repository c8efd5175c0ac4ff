//! Which nodes stand together: those of a zone. Pure.

use std::collections::BTreeMap;

use contract::NodeRow;

/// The nodes of one zone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// `topology.kubernetes.io/zone`; empty for the nodes that have none.
    pub zone: String,
    /// Its nodes, by name.
    pub nodes: Vec<NodeRow>,
}

/// The nodes by zone; those without one come last. The order within a zone is kept.
#[must_use]
pub fn group(nodes: &[NodeRow]) -> Vec<Group> {
    let mut zones = BTreeMap::<(bool, &str), Vec<NodeRow>>::new();
    for node in nodes {
        let zone = (node.zone.is_empty(), node.zone.as_str());
        zones.entry(zone).or_default().push(node.clone());
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

    #[test]
    fn nodes_without_a_zone_come_last() {
        let node = |name: &str, zone: &str| NodeRow {
            name: name.to_owned(),
            zone: zone.to_owned(),
            state: NodeState::Ready,
            reason: String::new(),
            pod: String::new(),
        };
        let nodes = [
            node("a", "z2"),
            node("b", ""),
            node("c", "z1"),
            node("d", "z2"),
        ];
        let groups: Vec<_> = super::group(&nodes)
            .into_iter()
            .map(|group| {
                let names: Vec<_> = group.nodes.into_iter().map(|node| node.name).collect();
                (group.zone, names.concat())
            })
            .collect();
        let group = |zone: &str, names: &str| (zone.to_owned(), names.to_owned());
        assert_eq!(
            groups,
            [group("z1", "c"), group("z2", "ad"), group("", "b")]
        );
    }
}
